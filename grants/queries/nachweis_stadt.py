"""The city's Verwendungsnachweis of a year as a record: stated figures, issued versions, what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.kette import NachweisStadt
from grants.domain.texte import Papier
from grants.queries import foerderjahre
from grants.queries.ablage import Dokumentzeile, list_dokumente
from grants.queries.anteile import OFFEN, Anteil, list_anteile_des_jahres
from grants.queries.antrag import Versandereignis, load_issuers, load_versandereignisse
from grants.queries.rows import rows

# Key of the part of a Sachbericht that says in a few sentences what was done and reached.
KURZFASSUNG = "kurzfassung"


@dataclass(frozen=True, slots=True)
class Versandzeile:
    """A version that was sent and not taken back; `stand` is the counter of its row."""

    stand: int
    dokument_id: int
    versandt_am: date
    weg: str
    eingegangen_am: date | None


@dataclass(frozen=True, slots=True)
class Ausgestellt:
    """An issued version with who issued it and what became of it; `versand` is None until it is sent."""

    dokument: Dokumentzeile
    person: str
    versand: Versandzeile | None

    @property
    def is_sent(self) -> bool:
        return self.versand is not None

    @property
    def bezeichnung(self) -> str:
        return f"Version {self.dokument.version} ({self.dokument.nummer})"


@dataclass(frozen=True, slots=True)
class Stadtakte:
    """What the city stated, issued and sent in one year; versions and Versand with the newest first.

    `stand` is the counter of the stated figures, None while there are none. `eingereicht_am` is the day of the first
    Versand; it also comes in with a Jahresmappe, then without a Versand.
    """

    jahr: int
    status: FoerderjahrStatus
    stand: int | None
    zahlen: NachweisStadt
    versionen: tuple[Ausgestellt, ...]
    versendungen: tuple[Versandzeile, ...]
    ereignisse: tuple[Versandereignis, ...]

    @property
    def eingereicht_am(self) -> date | None:
        return self.zahlen.eingereicht_am

    @property
    def neueste(self) -> Ausgestellt | None:
        return self.versionen[0] if self.versionen else None

    @property
    def versandt(self) -> Versandzeile | None:
        """The newest version that was sent."""
        return self.versendungen[0] if self.versendungen else None

    @property
    def zu_versenden(self) -> tuple[Ausgestellt, ...]:
        """Issued versions that can still be sent: newer than the newest one that was."""
        sent = max((each.dokument.version for each in self.versionen if each.is_sent), default=0)
        return tuple(each for each in self.versionen if each.dokument.version > sent)

    @property
    def versandstand(self) -> int | None:
        """The counter that the page of the Versand carries: of the newest Versand; None where nothing was sent."""
        return self.versandt.stand if self.versandt else None

    @property
    def eingangsstand(self) -> int | None:
        """The counter upon which what was sent is received or taken back: the same."""
        return self.versandstand

    def find(self, version: int) -> Ausgestellt | None:
        return next((each for each in self.versionen if each.dokument.version == version), None)


def subject_of(programm: str, jahr: int) -> str:
    """Return how the log names the city's Verwendungsnachweis."""
    return f"foerderjahr/{programm}/{jahr}/nachweis-der-stadt"


def load_akte(session: Session, *, programm: str, jahr: int) -> Stadtakte:
    """Return the record of the year; raises NotFound for an unknown year."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    n = m.NachweisStadt
    row = session.execute(
        select(
            n.aenderungsstand,
            n.zuwendung_lt_abrechnung,
            n.zuwendungsfaehig_lt_abrechnung,
            n.haushalt_ist,
            n.haushalt_ist_am,
            n.haushalt_ist_quelle,
            n.rueckforderung_land,
            n.eingereicht_am,
        ).where(n.foerderjahr_id == foerderjahr.id)
    ).one_or_none()
    sendings = _versendungen(session, foerderjahr.id)
    by_paper = {each.dokument_id: each for each in sendings}
    persons = load_issuers(session, foerderjahr.id, Papier.VERWENDUNGSNACHWEIS)
    papers = list_dokumente(session, foerderjahr.id)[foerderjahr.id]
    return Stadtakte(
        jahr=jahr,
        status=foerderjahr.status,
        stand=row[0] if row else None,
        zahlen=NachweisStadt(*row[1:]) if row else NachweisStadt(),
        versionen=tuple(
            Ausgestellt(each, persons[each.id], by_paper.get(each.id))
            for each in papers
            if each.art == Papier.VERWENDUNGSNACHWEIS
        ),
        versendungen=sendings,
        ereignisse=load_versandereignisse(session, [subject_of(programm, jahr)]),
    )


def _versendungen(session: Session, foerderjahr_id: int) -> tuple[Versandzeile, ...]:
    v = m.Nachweisversand
    statement = (
        select(v.aenderungsstand, v.dokument_id, v.versandt_am, v.weg, v.eingegangen_am)
        .join(m.NachweisStadt, v.nachweis_stadt_id == m.NachweisStadt.id)
        .where(m.NachweisStadt.foerderjahr_id == foerderjahr_id, v.zurueckgenommen_am.is_(None))
        .order_by(v.id.desc())
    )
    return tuple(Versandzeile(*columns) for columns in rows(session, statement))


# -- Kurzfassungen -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kurzfassung:
    """The short part of a recipient's Sachbericht; `text` is empty where none was handed in."""

    anteil: Anteil
    text: str

    @property
    def is_eingereicht(self) -> bool:
        """Whether the proof lies with the city; what a recipient still writes is nobody else's affair."""
        return self.anteil.status not in OFFEN


def list_kurzfassungen(session: Session, *, programm: str, jahr: int) -> tuple[Kurzfassung, ...]:
    """Return the short parts of all recipients of a year in the order of its list.

    Raises NotFound for an unknown year.
    """
    foerderjahr = foerderjahre.get(session, programm, jahr)
    anteile = list_anteile_des_jahres(session, foerderjahr.id)
    b = m.Berichtsabschnitt
    statement = (
        select(b.verwendungsnachweis_id, b.text)
        .join(m.Verwendungsnachweis, b.verwendungsnachweis_id == m.Verwendungsnachweis.id)
        .join(m.Empfaengeranteil, m.Verwendungsnachweis.empfaengeranteil_id == m.Empfaengeranteil.id)
        .join(m.Jahresmassnahme, m.Empfaengeranteil.jahresmassnahme_id == m.Jahresmassnahme.id)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr.id, b.schluessel == KURZFASSUNG)
    )
    texts = {key: text.strip() for key, text in rows(session, statement)}
    return tuple(
        Kurzfassung(each, texts.get(each.nachweis_id or 0, "") if each.status not in OFFEN else "")
        for each in anteile
    )
