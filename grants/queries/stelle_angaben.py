"""What the page of the office itself shows: its data with their counter, and who decides in each Programm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import NotFound
from grants.domain.stelle import Stelle
from grants.queries.namen import name_on
from grants.queries.rows import rows
from grants.queries.stelle import load_stelle


@dataclass(frozen=True, slots=True)
class Stellenseite:
    """The office; `aenderungsstand` is None until it is entered."""

    stelle: Stelle
    aenderungsstand: int | None


@dataclass(frozen=True, slots=True)
class Behoerde:
    """Who decides in a Programm, under the name of the day; `namen` are all with the day they hold from."""

    programm: str
    programm_name: str
    name: str
    gueltig_ab: date | None
    anschrift: str
    namen: tuple[tuple[date, str], ...]
    aenderungsstand: int | None


def load_stellenseite(session: Session) -> Stellenseite:
    """Return the office as it is entered."""
    stand = session.execute(
        select(m.Stelle.aenderungsstand).order_by(m.Stelle.id).limit(1)
    ).scalar_one_or_none()
    return Stellenseite(load_stelle(session), stand)


def list_behoerden(session: Session, *, am: date) -> tuple[Behoerde, ...]:
    """Return the authority of each Programm; empty text where none is entered."""
    p, f, n = m.Programm, m.Foerdergeber, m.FoerdergeberName
    programme = list(
        rows(
            session,
            select(p.id, p.schluessel, f.id, f.anschrift, f.aenderungsstand)
            .outerjoin(f, p.foerdergeber_id == f.id)
            .order_by(p.id),
        )
    )
    names = list(session.scalars(select(n).order_by(n.gueltig_ab, n.id)))
    called = list(session.scalars(select(m.ProgrammName).order_by(m.ProgrammName.gueltig_ab)))
    found = []
    for key, schluessel, geber, anschrift, stand in programme:
        own = [each for each in names if each.foerdergeber_id == geber]
        current = name_on(own, am)
        titel = name_on([each for each in called if each.programm_id == key], am)
        found.append(
            Behoerde(
                schluessel,
                titel.name if titel else schluessel,
                current.name if current else "",
                current.gueltig_ab if current else None,
                anschrift or "",
                tuple((each.gueltig_ab, each.name) for each in own),
                stand,
            )
        )
    return tuple(found)


def get_behoerde(session: Session, programm: str, *, am: date) -> Behoerde:
    """Return who decides in a Programm; raises NotFound."""
    for each in list_behoerden(session, am=am):
        if each.programm == programm:
            return each
    raise NotFound(f"Das Programm „{programm}“ gibt es nicht. Gehen Sie zur Seite Ihrer Stelle.")
