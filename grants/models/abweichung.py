"""Zugelassene Abweichung: reasoned by one Person, agreed to by another, for exactly one difference."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.money import Betrag
from grants.models.base import Base, Versioned, short


class ZugelasseneAbweichung(Versioned, Base):
    __tablename__ = "zugelassene_abweichung"
    __table_args__ = (
        CheckConstraint("grund <> ''", name="mit_grund"),
        CheckConstraint("zugestimmt_von_id <> begruendet_von_id", name="zwei_personen"),
        CheckConstraint("(zugestimmt_von_id IS NULL) = (zugestimmt_am IS NULL)", name="zugestimmt_mit_datum"),
        # Who reasoned it takes it back; a refusal comes from somebody else, too.
        CheckConstraint("abgelehnt_von_id <> begruendet_von_id", name="abgelehnt_von_zweiter_person"),
        CheckConstraint("(abgelehnt_von_id IS NULL) = (abgelehnt_am IS NULL)", name="abgelehnt_mit_datum"),
        CheckConstraint("(abgelehnt_am IS NULL) = (abgelehnt_grund = '')", name="abgelehnt_mit_grund"),
        CheckConstraint("abgelehnt_am IS NULL OR zugestimmt_am IS NULL", name="abgelehnt_oder_zugestimmt"),
        CheckConstraint(
            "(zurueckgenommen_von_id IS NULL) = (zurueckgenommen_am IS NULL)",
            name="zurueckgenommen_mit_datum",
        ),
        CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')", name="zurueckgenommen_mit_grund"
        ),
        CheckConstraint(
            "zurueckgenommen_am IS NULL OR abgelehnt_am IS NULL", name="zurueckgenommen_oder_abgelehnt"
        ),
        Index(None, "foerderjahr_id"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(short(60))
    massnahme: Mapped[str | None] = mapped_column(short(60))
    traeger: Mapped[str | None] = mapped_column(short(60))
    beleg: Mapped[str | None] = mapped_column(short(60))
    differenz: Mapped[Betrag]
    grund: Mapped[str]
    begruendet_von_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    begruendet_am: Mapped[date]
    zugestimmt_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    zugestimmt_am: Mapped[date | None]
    abgelehnt_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    abgelehnt_am: Mapped[date | None]
    abgelehnt_grund: Mapped[str] = mapped_column(default="")
    zurueckgenommen_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    zurueckgenommen_am: Mapped[date | None]
    zurueckgenommen_grund: Mapped[str] = mapped_column(default="")
