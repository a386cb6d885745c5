"""The Antrag of a year as a record: issued versions, what of them was sent and received, and what was taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.fristen import format_datum
from grants.domain.texte import Papier
from grants.queries import foerderjahre
from grants.queries.ablage import Dokumentzeile, list_dokumente
from grants.queries.rows import rows


@dataclass(frozen=True, slots=True)
class Antragszeile:
    """A version of the Antrag; `stand` is the counter of its row, `dokument_id` the issued paper that was sent."""

    version: int
    stand: int
    versandt_am: date | None
    versandweg: str
    eingegangen_am: date | None
    dokument_id: int | None
    id: int


@dataclass(frozen=True, slots=True)
class Ausgestellt:
    """An issued version with who issued it and what became of it; `antrag` is None until it is sent."""

    dokument: Dokumentzeile
    person: str
    antrag: Antragszeile | None

    @property
    def is_sent(self) -> bool:
        return self.antrag is not None

    @property
    def bezeichnung(self) -> str:
        return f"Version {self.dokument.version} ({self.dokument.nummer})"


@dataclass(frozen=True, slots=True)
class Versandereignis:
    """An entry of the log about sending: what happened, when, by whom; `inhalt` is empty where it was blanked."""

    zeit: datetime
    person: str
    art: str
    inhalt: Mapping[str, Any]

    def tag(self, name: str) -> str:
        """Return a day of the payload as it is written in German; empty where there is none."""
        value = self.inhalt.get(name)
        return format_datum(date.fromisoformat(value)) if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Antragsakte:
    """What was issued, sent and taken back in one year, the newest first."""

    jahr: int
    status: str
    versionen: tuple[Ausgestellt, ...]
    antraege: tuple[Antragszeile, ...]
    ereignisse: tuple[Versandereignis, ...]

    @property
    def neueste(self) -> Ausgestellt | None:
        return self.versionen[0] if self.versionen else None

    @property
    def versandt(self) -> Antragszeile | None:
        """The newest version of the Antrag that was sent."""
        return next((each for each in self.antraege if each.versandt_am), None)

    @property
    def versandstand(self) -> int | None:
        """The counter upon which a Versand is recorded: of the newest version of the Antrag."""
        return self.antraege[0].stand if self.antraege else None

    @property
    def eingangsstand(self) -> int | None:
        """The counter upon which the sent version is received or taken back; None where nothing was sent."""
        return self.versandt.stand if self.versandt else None

    @property
    def zu_versenden(self) -> tuple[Ausgestellt, ...]:
        """Issued versions that can still be sent: newer than the newest one that was."""
        sent = max((each.dokument.version for each in self.versionen if each.is_sent), default=0)
        return tuple(each for each in self.versionen if each.dokument.version > sent)

    def find(self, version: int) -> Ausgestellt | None:
        return next((each for each in self.versionen if each.dokument.version == version), None)


def load_akte(session: Session, *, programm: str, jahr: int) -> Antragsakte:
    """Return the record of the year; raises NotFound for an unknown year."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    antraege = _antraege(session, foerderjahr.id)
    sent = {each.dokument_id: each for each in antraege if each.dokument_id is not None}
    persons = load_issuers(session, foerderjahr.id, Papier.ANTRAG)
    papers = list_dokumente(session, foerderjahr.id)[foerderjahr.id]
    return Antragsakte(
        jahr=jahr,
        status=foerderjahr.status,
        versionen=tuple(
            Ausgestellt(each, persons[each.id], sent.get(each.id))
            for each in papers
            if each.art == Papier.ANTRAG
        ),
        antraege=antraege,
        ereignisse=load_versandereignisse(
            session, [subject_of(programm, jahr, each.version) for each in antraege]
        ),
    )


def _antraege(session: Session, foerderjahr_id: int) -> tuple[Antragszeile, ...]:
    a = m.Antrag
    statement = (
        select(
            a.version, a.aenderungsstand, a.versandt_am, a.versandweg, a.eingegangen_am, a.dokument_id, a.id
        )
        .where(a.foerderjahr_id == foerderjahr_id)
        .order_by(a.version.desc())
    )
    return tuple(Antragszeile(*columns) for columns in rows(session, statement))


def load_issuers(session: Session, foerderjahr_id: int, papier: Papier) -> dict[int, str]:
    """Return who issued each version of a paper, by the id of the version."""
    d = m.Dokument
    statement = (
        select(d.id, m.Person.name)
        .join(m.Person, d.person_id == m.Person.id)
        .where(d.foerderjahr_id == foerderjahr_id, d.art == papier.value)
    )
    return dict(rows(session, statement))


def subject_of(programm: str, jahr: int, version: int) -> str:
    """Return how the log names a version of the Antrag."""
    return f"antrag/{programm}/{jahr}/{version}"


def load_versandereignisse(session: Session, gegenstaende: Sequence[str]) -> tuple[Versandereignis, ...]:
    """Return what the log tells of these subjects, the newest first."""
    e = m.Ereignis
    statement = (
        select(e.zeit, m.Person.name, e.art, m.EreignisInhalt.inhalt)
        .join(m.Person, e.person_id == m.Person.id)
        .outerjoin(m.EreignisInhalt, m.EreignisInhalt.ereignis_id == e.id)
        .where(e.gegenstand.in_(gegenstaende))
        .order_by(e.nummer.desc())
    )
    return tuple(
        Versandereignis(datetime.fromisoformat(zeit), person, art, json.loads(inhalt or "{}"))
        for zeit, person, art, inhalt in rows(session, statement)
    )


def load_snapshot(session: Session, dokument_id: int) -> str:
    """Return the frozen values of an issued paper as they were stored."""
    return session.execute(select(m.Dokument.snapshot).where(m.Dokument.id == dokument_id)).scalar_one()
