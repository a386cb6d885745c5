"""Uploaded lists of a recipient, and the words of its files that the Träger explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from grants import models as m
from grants.domain.begriffe import EinlesungStatus, Mittelherkunft
from grants.domain.errors import NotFound
from grants.queries.rows import Statement, rows

NICHT_GEFUNDEN = (
    "Diese Datei wurde hier nicht hochgeladen, oder sie ist verworfen. Gehen Sie zur Belegliste zurück und laden "
    "Sie sie noch einmal hoch."
)


@dataclass(frozen=True, slots=True)
class Einlesungszeile:
    """An uploaded list in a list of them; `wer` uploaded it."""

    id: int
    status: EinlesungStatus
    datei: str
    groesse: int
    am: datetime
    wer: str
    entschieden_am: datetime | None
    ergebnis: Mapping[str, Any]


def list_einlesungen(session: Session, anteil_id: int) -> tuple[Einlesungszeile, ...]:
    """Return the lists that were uploaded for a recipient's part, the newest first, 20 at most."""
    e = m.Belegeinlesung
    statement: Statement = (
        select(e.id, e.status, e.datei, e.groesse, e.am, m.Person.name, e.entschieden_am, e.ergebnis)
        .join(m.Person, e.person_id == m.Person.id)
        .where(e.empfaengeranteil_id == anteil_id, e.erechnung.is_(False))
        .order_by(e.id.desc())
        .limit(20)
    )
    return tuple(Einlesungszeile(*columns) for columns in rows(session, statement))


def load_einlesung(
    session: Session, anteil_id: int, einlesung_id: int, *, erechnung: bool = False
) -> m.Belegeinlesung:
    """Return an upload of this recipient with its content; raises NotFound for any other."""
    e = m.Belegeinlesung
    found = session.execute(
        select(e)
        .options(undefer(e.inhalt))
        .where(e.id == einlesung_id, e.empfaengeranteil_id == anteil_id, e.erechnung.is_(erechnung))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(NICHT_GEFUNDEN)
    return found


def load_spalten(session: Session, traeger_id: int) -> Mapping[str, str]:
    """Return the headings that the Träger's files give our columns, by the key of the column."""
    s = m.Spaltenzuordnung
    statement: Statement = select(s.spalte, s.ueberschrift).where(s.traeger_id == traeger_id).order_by(s.id)
    return dict(tuple(row) for row in rows(session, statement))


@dataclass(frozen=True, slots=True)
class Bedeutung:
    """What an account or word means: an Ausgabeposition, income from somebody, or neither: not this Maßnahme's."""

    position: str = ""
    herkunft: Mittelherkunft | None = None


def load_positionen(session: Session, traeger_id: int) -> Mapping[str, Bedeutung]:
    """Return what the accounts and words of the Träger's files mean, by the folded word."""
    p = m.Positionszuordnung
    statement: Statement = (
        select(p.wort, p.position, p.herkunft).where(p.traeger_id == traeger_id).order_by(p.id)
    )
    return {wort: Bedeutung(position, herkunft) for wort, position, herkunft in rows(session, statement)}
