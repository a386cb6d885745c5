"""Names that hold from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m

N = TypeVar("N", m.ProgrammName, m.FoerdergeberName)


def name_on(namen: Sequence[N], am: date) -> N | None:
    """Return the name that holds on a day (`namen` ascend by gueltig_ab); before the first one, the first."""
    return next((each for each in reversed(namen) if each.gueltig_ab <= am), namen[0] if namen else None)


def load_programm_name(session: Session, programm_id: int, *, am: date) -> str:
    """Return the name of the Programm on a day; empty where it has none."""
    namen = (
        session.execute(
            select(m.ProgrammName)
            .where(m.ProgrammName.programm_id == programm_id)
            .order_by(m.ProgrammName.gueltig_ab)
        )
        .scalars()
        .all()
    )
    found = name_on(namen, am)
    return found.name if found else ""
