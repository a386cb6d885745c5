"""What the pages about Foerderjahre show: frozen values with every figure computed, the newest year first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import befunde, stand, tabellen
from grants.domain.begriffe import FoerderjahrStatus, TraegerArt
from grants.domain.jahreslauf import Schritt, build_jahreslauf
from grants.domain.kette import Bescheid, Jahr, valid
from grants.domain.money import Betrag
from grants.domain.pruefregeln import Ergebnis, pruefe_jahr
from grants.domain.termine import Termin, open_termine, wiedervorlagen
from grants.queries import foerderjahre
from grants.queries.ablage import Dokumentzeile, list_dokumente
from grants.queries.fristen import list_termine
from grants.queries.geprueft import load_geprueft, remember
from grants.queries.nachweisaufgaben import Aufgabe, list_nachweisaufgaben
from grants.queries.namen import load_programm_name
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.postausgang import count_nicht_zugestellt
from grants.queries.rows import grouped, rows
from grants.queries.verlauf import Verlaufszeile, list_ereignisse

# Years that the start page shows with all rules run: the one being planned and the one being proved. Older ones
# are a row each, so that the page costs the same after twenty years.
AUSFUEHRLICH = 2
# Changes that the start page shows.
ZULETZT = 5
# Years that the navigation of every page leads to.
_IN_NAVIGATION = 3


@dataclass(frozen=True, slots=True)
class Jahreslink:
    programm: str
    jahr: int


@dataclass(frozen=True, slots=True)
class Rahmen:
    """What stands around every page."""

    stelle: str = ""
    email: str = ""
    telefon: str = ""
    # Whether the data are invented for show.
    beispiel: bool = False
    jahre: tuple[Jahreslink, ...] = ()


@dataclass(frozen=True, slots=True)
class Jahresseite:
    """A Foerderjahr with everything its page says."""

    jahr: Jahr
    stand: stand.Stand
    befunde: befunde.Befunde
    betraege: tabellen.Tabelle
    zuwendung: tabellen.Tabelle | None
    ausgaben: tabellen.Tabelle | None
    dokumente: tuple[Dokumentzeile, ...]
    lauf: tuple[Schritt, ...] = ()

    @property
    def schlagzeile(self) -> str:
        """In one sentence what does not fit; empty where everything does."""
        return befunde.schlagzeile(self.befunde.rot) if self.befunde.rot else ""


@dataclass(frozen=True, slots=True)
class Jahreszeile:
    """An older year in one line; `differenz` is beantragt less the stated total."""

    programm: str
    jahr: int
    status: FoerderjahrStatus
    beantragt: Betrag | None
    differenz: Betrag | None
    bewilligt: Betrag | None
    dokumente: tuple[Dokumentzeile, ...]
    programm_name: str = ""


@dataclass(frozen=True, slots=True)
class Startseite:
    jahre: tuple[Jahresseite, ...]
    fruehere: tuple[Jahreszeile, ...]
    # Open ones, overdue first.
    termine: tuple[Termin, ...] = ()
    wiedervorlagen: tuple[Termin, ...] = ()
    aufgaben: tuple[Aufgabe, ...] = ()
    zuletzt: Sequence[Verlaufszeile] = ()


def check_readable(session: Session) -> None:
    """Raise the error of SQLAlchemy where the database cannot be read or was never set up."""
    session.execute(select(m.Programm.id).limit(1)).all()


def load_rahmen(session: Session) -> Rahmen:
    stelle = session.execute(
        select(m.Stelle.name, m.Stelle.amt, m.Stelle.email, m.Stelle.telefon, m.Stelle.beispiel)
        .order_by(m.Stelle.id)
        .limit(1)
    ).one_or_none()
    newest = tuple(
        Jahreslink(schluessel, jahr)
        for schluessel, jahr in session.execute(
            select(m.Programm.schluessel, m.Foerderjahr.jahr)
            .join(m.Foerderjahr, m.Foerderjahr.programm_id == m.Programm.id)
            .order_by(m.Foerderjahr.jahr.desc(), m.Programm.schluessel)
            .limit(_IN_NAVIGATION)
        )
    )
    if stelle is None:
        return Rahmen(jahre=newest)
    name, amt, email, telefon, beispiel = stelle
    return Rahmen(" · ".join(part for part in (name, amt) if part), email, telefon, beispiel, newest)


def load_start(session: Session, *, am: date, person_id: int | None = None) -> Startseite:
    """Return the newest years in full and a line for each of the others."""
    every = _newest_first(session)
    papers = list_dokumente(session)
    shown, older = every[:AUSFUEHRLICH], every[AUSFUEHRLICH:]
    pages = tuple(load_seite(session, each, papers[each.id], am=am) for each in shown)
    termine = list_termine(session, am=am, years=[page.jahr for page in pages])
    return Startseite(
        jahre=pages,
        fruehere=_zeilen(session, older, papers, am=am) if older else (),
        termine=open_termine(termine, am),
        wiedervorlagen=wiedervorlagen(termine, am),
        aufgaben=(
            *list_nachweisaufgaben(session, [page.jahr for page in pages], am=am),
            *_abweichungen(session, person_id),
            *_aufgaben(session),
        ),
        zuletzt=list_ereignisse(session, anzahl=ZULETZT),
    )


def list_jahre(session: Session, *, am: date) -> tuple[Jahreszeile, ...]:
    """Return a line for every Foerderjahr, the newest first."""
    every = _newest_first(session)
    names = {
        each.programm.schluessel: load_programm_name(session, each.programm_id, am=am)
        for each in {each.programm_id: each for each in every}.values()
    }
    lines = _zeilen(session, every, list_dokumente(session), am=am)
    return tuple(replace(line, programm_name=names[line.programm]) for line in lines)


def _newest_first(session: Session) -> list[m.Foerderjahr]:
    return sorted(foerderjahre.list_all(session), key=lambda f: (-f.jahr, f.programm.schluessel))


def _abweichungen(session: Session, person_id: int | None) -> Iterator[Aufgabe]:
    """Yield the years in which somebody else's reason for an Abweichung waits for a second Person."""
    a = m.ZugelasseneAbweichung
    joined = load_zusammengefuehrt(session)
    statement = (
        select(m.Programm.schluessel, m.Foerderjahr.jahr, a.begruendet_von_id)
        .join(m.Foerderjahr, m.Foerderjahr.id == a.foerderjahr_id)
        .join(m.Programm, m.Programm.id == m.Foerderjahr.programm_id)
        .where(a.zugestimmt_am.is_(None), a.abgelehnt_am.is_(None), a.zurueckgenommen_am.is_(None))
        .order_by(m.Foerderjahr.jahr.desc(), a.id)
    )
    mine = joined.get(person_id, person_id) if person_id is not None else None
    waiting = Counter(
        (programm, jahr) for programm, jahr, by in rows(session, statement) if joined.get(by, by) != mine
    )
    for (programm, jahr), number in waiting.items():
        what = (
            "Eine begründete Abweichung wartet" if number == 1 else f"{number} begründete Abweichungen warten"
        )
        yield Aufgabe(f"{what} auf Zustimmung ({jahr})", "pruefung.ergebnisse", programm, jahr)


def _aufgaben(session: Session) -> tuple[Aufgabe, ...]:
    """Return what waits, whoever may decide it; the page shows to each Rolle what it may open."""
    found = []
    if (lost := count_nicht_zugestellt(session)) > 0:
        what = "Eine Nachricht ist" if lost == 1 else f"{lost} Nachrichten sind"
        found.append(Aufgabe(f"{what} nicht angekommen", "postausgang.liste"))
    unclear = session.scalar(
        select(func.count()).select_from(m.Traeger).where(m.Traeger.art == TraegerArt.UNGEKLAERT)
    )
    if unclear:
        what = "Bei einem Träger ist" if unclear == 1 else f"Bei {unclear} Trägern ist"
        found.append(Aufgabe(f"{what} die Art noch ungeklärt", "traeger.liste"))
    return tuple(found)


def load_jahresseite(session: Session, *, programm: str, jahr: int, am: date) -> Jahresseite:
    """Return one year; raises NotFound naming what there is."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    papers = list_dokumente(session, foerderjahr.id)
    return load_seite(session, foerderjahr, papers[foerderjahr.id], am=am)


def load_seite(
    session: Session, foerderjahr: m.Foerderjahr, dokumente: tuple[Dokumentzeile, ...], *, am: date
) -> Jahresseite:
    """Return what a page says of a year, remembered until something changes; its papers are given."""

    def build() -> Jahresseite:
        geprueft = load_geprueft(session, foerderjahr, am=am)
        return build_seite(geprueft.jahr, geprueft.ergebnisse)

    return replace(remember(session, "seite", (foerderjahr.id, am), build), dokumente=dokumente)


def build_seite(jahr: Jahr, ergebnisse: Sequence[Ergebnis] | None = None) -> Jahresseite:
    """Return what a page says of a year, its rules run once."""
    ergebnisse = pruefe_jahr(jahr) if ergebnisse is None else ergebnisse
    return Jahresseite(
        jahr=jahr,
        stand=stand.stand_der_mittel(jahr, ergebnisse),
        befunde=befunde.group(jahr, ergebnisse),
        betraege=tabellen.massnahmen_und_betraege(jahr),
        zuwendung=tabellen.zuwendung_je_massnahme(jahr),
        ausgaben=tabellen.ausgaben_je_massnahme(jahr),
        dokumente=(),
        lauf=build_jahreslauf(jahr),
    )


# -- Older years -----------------------------------------------------------------------------------------


def _zeilen(
    session: Session,
    years: Sequence[m.Foerderjahr],
    papers: Mapping[int, tuple[Dokumentzeile, ...]],
    *,
    am: date,
) -> tuple[Jahreszeile, ...]:
    asked, granted = _beantragt(session), _bewilligt(session, am=am)
    return tuple(
        Jahreszeile(
            each.programm.schluessel,
            each.jahr,
            each.status,
            *asked.get(each.id, (None, None)),
            granted.get(each.id),
            papers[each.id],
        )
        for each in years
    )


def _beantragt(session: Session) -> Mapping[int, tuple[Betrag | None, Betrag | None]]:
    """Return sum of the newest Antrag and its difference to the stated total, by the id of the year."""
    a, position = m.Antrag, m.Antragsposition
    statement = (
        select(a.foerderjahr_id, a.genannt, func.sum(position.betrag))
        .outerjoin(position, position.antrag_id == a.id)
        .group_by(a.id, a.foerderjahr_id, a.genannt, a.version)
        .order_by(a.version)
    )
    # Later versions take the place of earlier ones.
    return {
        year: (total, total - stated if total is not None and stated is not None else None)
        for year, stated, total in rows(session, statement)
    }


def _bewilligt(session: Session, *, am: date) -> Mapping[int, Betrag]:
    """Return the sum of the Bescheid in force on the day, by the id of the year."""
    b = m.Bescheid
    statement = select(b.foerderjahr_id, b.version, b.wirksam_ab, b.vom, b.aktenzeichen, b.betrag)
    versions = grouped((year, Bescheid(*columns)) for year, *columns in rows(session, statement))
    in_force = {year: valid(papers, am) for year, papers in versions.items()}
    return {year: paper.betrag for year, paper in in_force.items() if paper}
