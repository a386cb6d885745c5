"""Reminders about due dates: how each step reads and when it goes out, and which went out for what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
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
        # About the proof once for each step and day, and about each Unterlagenanforderung once for itself.
        Index(
            "uq_erinnerung_nachweis",
            "empfaengeranteil_id",
            "stufe",
            "frist_bis",
            unique=True,
            sqlite_where=text("unterlagenanforderung_id IS NULL"),
            postgresql_where=text("unterlagenanforderung_id IS NULL"),
        ),
        UniqueConstraint("unterlagenanforderung_id", "stufe", "frist_bis"),
        CheckConstraint("anzahl > 0", name="an_jemanden"),
    )

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    # What it is about beside the proof itself.
    unterlagenanforderung_id: Mapped[int | None] = mapped_column(
        ForeignKey("unterlagenanforderung.id", ondelete="RESTRICT")
    )
    stufe: Mapped[Erinnerungsstufe]
    # The day that was due when it was sent; an extension makes another one, and new reminders.
    frist_bis: Mapped[date]
    am: Mapped[datetime]
    betreff: Mapped[str]
    # To how many people.
    anzahl: Mapped[int]
