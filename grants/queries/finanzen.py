"""Where finance begins: what waits, the money of a year as of a day, and how it flowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import tabellen
from grants.domain.begriffe import FoerderjahrStatus, NachweisStatus
from grants.domain.mittelabfluss import Abflussbild, build_abfluss
from grants.domain.termine import Termin, open_termine
from grants.queries import foerderjahre
from grants.queries.ablage import list_dokumente
from grants.queries.abweichungen import Wartet, list_wartende
from grants.queries.fristen import list_termine
from grants.queries.mittelstand import Stichtagsjahr, load_mittelstand
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.rows import rows
from grants.queries.uebersicht import Jahresseite, load_seite
from grants.queries.unterlagen import load_lagen

# Years whose differences stand on top: the newest ones that are not closed.
_JAHRE = 2
_WARTET = (NachweisStatus.EINGEREICHT, NachweisStatus.IN_PRUEFUNG, NachweisStatus.GEPRUEFT)


@dataclass(frozen=True, slots=True)
class Wartend:
    """A proof that waits for finance; `tage` since it came in, `faellig_am` when the city has to prove itself."""

    anteil_id: int
    programm: str
    jahr: int
    massnahme: str
    traeger: str
    status: NachweisStatus
    eingereicht_am: date
    tage: int
    faellig_am: date | None
    # Whether this person signed it as checked, so that somebody else has to release it.
    selbst_geprueft: bool
    # What the recipient was asked for, in a sentence; empty where nothing.
    unterlagen: str = ""

    @property
    def was(self) -> str:
        """What has to be done with it next."""
        if self.status is NachweisStatus.EINGEREICHT:
            return "Prüfung beginnen"
        return "Prüfung fortsetzen" if self.status is NachweisStatus.IN_PRUEFUNG else "freigeben"


@dataclass(frozen=True, slots=True)
class Finanzstart:
    """Everything the start page of finance says."""

    seiten: tuple[Jahresseite, ...]
    wartend: tuple[Wartend, ...]
    # Waivers that somebody else reasoned, the oldest first.
    abweichungen: tuple[Wartet, ...]
    termine: tuple[Termin, ...]
    jahre: tuple[tuple[str, int], ...]
    gezeigt: Stichtagsjahr | None = None
    zuwendung: tabellen.Tabelle | None = None
    ausgaben: tabellen.Tabelle | None = None
    abfluss: Abflussbild | None = None


def load_finanzstart(
    session: Session, *, am: date, heute: date, person_id: int, programm: str = "", jahr: int | None = None
) -> Finanzstart:
    """Return the page, with the money of one year (the newest with a Bescheid, else the newest) as of `am`."""
    every = sorted(foerderjahre.list_all(session), key=lambda f: (-f.jahr, f.programm.schluessel))
    papers = list_dokumente(session)
    current = [each for each in every if each.status is not FoerderjahrStatus.ABGESCHLOSSEN][:_JAHRE]
    pages = tuple(load_seite(session, each, papers[each.id], am=heute) for each in current)
    termine = list_termine(session, am=heute, years=[page.jahr for page in pages])
    chosen = _choose(every, programm, jahr)
    shown = load_mittelstand(session, chosen, am=am, heute=heute) if chosen else None
    return Finanzstart(
        seiten=pages,
        wartend=_waiting(session, heute=heute, person_id=person_id),
        abweichungen=list_wartende(session, person_id),
        termine=open_termine(termine, heute),
        jahre=tuple((each.programm.schluessel, each.jahr) for each in every),
        gezeigt=shown,
        zuwendung=tabellen.zuwendung_je_massnahme(shown.jahr) if shown else None,
        ausgaben=tabellen.ausgaben_je_massnahme(shown.jahr) if shown else None,
        abfluss=build_abfluss(shown.jahr) if shown else None,
    )


def _choose(every: list[m.Foerderjahr], programm: str, jahr: int | None) -> m.Foerderjahr | None:
    for each in every:
        if (each.programm.schluessel, each.jahr) == (programm, jahr):
            return each
    granted = [each for each in every if each.beschieden_am is not None]
    return (granted or every or [None])[0]  # type: ignore[list-item]  # None where there is no year at all


def _waiting(session: Session, *, heute: date, person_id: int) -> tuple[Wartend, ...]:
    v, e, j, p = m.Verwendungsnachweis, m.Empfaengeranteil, m.Jahresmassnahme, m.FoerderjahrParameter
    statement = (
        select(
            v.id,
            e.id,
            m.Programm.schluessel,
            m.Foerderjahr.jahr,
            m.Massnahme.name,
            m.Traeger.name,
            v.status,
            v.eingereicht_am,
            p.datum,
        )
        .join(e, e.id == v.empfaengeranteil_id)
        .join(j, j.id == e.jahresmassnahme_id)
        .join(m.Massnahme, m.Massnahme.id == j.massnahme_id)
        .join(m.Traeger, m.Traeger.id == e.traeger_id)
        .join(m.Foerderjahr, m.Foerderjahr.id == j.foerderjahr_id)
        .join(m.Programm, m.Programm.id == m.Foerderjahr.programm_id)
        .outerjoin(p, (p.foerderjahr_id == m.Foerderjahr.id) & (p.schluessel == "nachweis_stadt_bis"))
        .where(v.status.in_(_WARTET), v.eingereicht_am.is_not(None))
    )
    mine, asked = _signed_by(session, person_id), load_lagen(session)
    found = [
        Wartend(
            anteil_id,
            programm,
            jahr,
            massnahme,
            traeger,
            status,
            on,
            (heute - on).days,
            due,
            key in mine,
            asked[key].satz(heute) if key in asked else "",
        )
        for key, anteil_id, programm, jahr, massnahme, traeger, status, on, due in rows(session, statement)
    ]
    return tuple(sorted(found, key=lambda w: (w.faellig_am or date.max, w.eingereicht_am, w.anteil_id)))


def _signed_by(session: Session, person_id: int) -> set[int]:
    """Return the proofs that this person, under whichever of its rows, signed as checked."""
    joined = load_zusammengefuehrt(session)
    me = joined.get(person_id, person_id)
    s = m.Pruefung
    statement = select(s.verwendungsnachweis_id, s.person_id).where(s.ungueltig_seit.is_(None))
    return {proof for proof, person in rows(session, statement) if joined.get(person, person) == me}
