"""The city and the Foerdergeber as papers print them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.stelle import Anschrift, Foerdergeber, Stelle
from grants.queries.namen import name_on


def load_stelle(session: Session) -> Stelle:
    """Return the one city office of this installation; empty until it is entered."""
    row = session.execute(select(m.Stelle).order_by(m.Stelle.id)).scalars().first()
    if row is None:
        return Stelle()
    return Stelle(**{field.name: getattr(row, field.name) for field in fields(Stelle)})


def load_foerdergeber(session: Session, programm: str, *, am: date) -> Foerdergeber:
    """Return who decides in this Programm, under the name of the day; empty until it is entered."""
    row = session.execute(
        select(m.Foerdergeber)
        .join(m.Programm, m.Programm.foerdergeber_id == m.Foerdergeber.id)
        .where(m.Programm.schluessel == programm)
    ).scalar_one_or_none()
    if row is None:
        return Foerdergeber()
    current = name_on(row.namen, am)
    return Foerdergeber(current.name if current else "", Anschrift(tuple(row.anschrift.splitlines())))
