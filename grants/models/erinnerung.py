"""Reminders about due dates: how each step reads and when it goes out, and which went out for what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.begriffe import Erinnerungsstufe
from grants.models.base import Base, Versioned


class Erinnerungsvorlage(Versioned, Base):
    """What the office changed about a step; without a row it is as the program brings it (domain.erinnerung)."""

    __tablename__ = "erinnerungsvorlage"
    __table_args__ = (
        UniqueConstraint("stufe"),
        CheckConstraint("tage BETWEEN 0 AND 365", name="tage_eines_jahres"),
        CheckConstraint("betreff <> '' AND text <> ''", name="nicht_leer"),
    )

    stufe: Mapped[Erinnerungsstufe]
    # Days before the due date, or after it, as the step says.
    tage: Mapped[int]
    betreff: Mapped[str]
    text: Mapped[str]
    aktiv: Mapped[bool] = mapped_column(default=True)


class Erinnerung(Base):
    """A reminder that went into the outbox; the row is what keeps it from going out twice."""

    __tablename__ = "erinnerung"
    __table_args__ = (
        UniqueConstraint("empfaengeranteil_id", "stufe", "frist_bis"),
        CheckConstraint("anzahl > 0", name="an_jemanden"),
    )

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    stufe: Mapped[Erinnerungsstufe]
    # The day that was due when it was sent; an extension makes another one, and new reminders.
    frist_bis: Mapped[date]
    am: Mapped[datetime]
    betreff: Mapped[str]
    # To how many people.
    anzahl: Mapped[int]
