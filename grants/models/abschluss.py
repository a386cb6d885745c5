"""End of a Foerderjahr: what the Land found, and how a closed year is opened again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.money import Betrag
from grants.models.base import Base, Versioned, short


class PruefergebnisLand(Versioned, Base):
    """What the Bewilligungsbehörde wrote about the city's Verwendungsnachweis; earlier values are in the Verlauf."""

    __tablename__ = "pruefergebnis_land"
    __table_args__ = (
        UniqueConstraint("foerderjahr_id"),
        CheckConstraint("anerkannt >= 0", name="anerkannt_nicht_negativ"),
        CheckConstraint("forderung >= 0", name="forderung_nicht_negativ"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    vom: Mapped[date]
    aktenzeichen: Mapped[str] = mapped_column(short(100), default="")
    # Zuwendung that the Land recognises, and what it wants back.
    anerkannt: Mapped[Betrag]
    forderung: Mapped[Betrag]
    bemerkung: Mapped[str] = mapped_column(default="")


class Jahresoeffnung(Versioned, Base):
    """A closed year opened again: one Person asks with a reason, another one agrees or refuses."""

    __tablename__ = "jahresoeffnung"
    __table_args__ = (
        CheckConstraint("grund <> ''", name="mit_grund"),
        CheckConstraint("entschieden_von_id <> beantragt_von_id", name="zwei_personen"),
        CheckConstraint(
            "(entschieden_von_id IS NULL) = (entschieden_am IS NULL)"
            " AND (entschieden_am IS NULL) = (zugestimmt IS NULL)",
            name="entschieden_mit_datum",
        ),
        Index(None, "foerderjahr_id"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    grund: Mapped[str]
    beantragt_von_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    beantragt_am: Mapped[date]
    entschieden_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    entschieden_am: Mapped[date | None]
    zugestimmt: Mapped[bool | None]
