"""Jahreswechsel: a year made from the one before; what it brought can be taken back while nothing was built on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from grants.models.base import Base


class Jahreswechsel(Base):
    """One step from a year into the next; `jahr_angelegt`: the next year did not exist before."""

    __tablename__ = "jahreswechsel"
    __table_args__ = (
        CheckConstraint("nach_jahr = von_jahr + 1", name="ins_folgejahr"),
        Index(None, "programm_id", "nach_jahr"),
    )

    programm_id: Mapped[int] = mapped_column(ForeignKey("programm.id", ondelete="RESTRICT"))
    von_jahr: Mapped[int]
    nach_jahr: Mapped[int]
    jahr_angelegt: Mapped[bool]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    am: Mapped[datetime]
    # The newest Ereignis when it was done: later ones about the year are built on it.
    ereignis_nummer: Mapped[int]
    zurueckgenommen_am: Mapped[datetime | None]
