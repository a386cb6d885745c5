"""Antrag of the city to the Land: versions, each with its stated total and where that stands."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Betragsart
from grants.domain.money import Betrag
from grants.models.base import Base, Versioned
from grants.models.massnahme import Jahresmassnahme
from grants.models.programm import Foerderjahr


class Antrag(Versioned, Base):
    __tablename__ = "antrag"
    __table_args__ = (
        UniqueConstraint("foerderjahr_id", "version"),
        CheckConstraint("version > 0", name="version_ab_eins"),
        CheckConstraint(
            "eingegangen_am IS NULL OR versandt_am IS NOT NULL AND eingegangen_am >= versandt_am",
            name="eingang_nach_versand",
        ),
        CheckConstraint("dokument_id IS NULL OR versandt_am IS NOT NULL", name="dokument_mit_versand"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(default=1)
    betragsart: Mapped[Betragsart] = mapped_column(default=Betragsart.UNGEKLAERT)
    # The total as the paper states it; never adjusted to what the rows add up to.
    genannt: Mapped[Betrag | None]
    quelle: Mapped[str] = mapped_column(default="")
    quelle_datei: Mapped[str] = mapped_column(default="")
    quelle_zeile: Mapped[int | None]
    stand: Mapped[date | None]
    versandt_am: Mapped[date | None]
    versandweg: Mapped[str] = mapped_column(default="")
    eingegangen_am: Mapped[date | None]
    # The issued paper that was sent; None where the day came in with a workbook.
    dokument_id: Mapped[int | None] = mapped_column(ForeignKey("dokument.id", ondelete="RESTRICT"))

    foerderjahr: Mapped[Foerderjahr] = relationship()
    positionen: Mapped[list[Antragsposition]] = relationship(
        back_populates="antrag", order_by="Antragsposition.id", cascade="all, delete-orphan"
    )


class Antragsposition(Base):
    __tablename__ = "antragsposition"
    __table_args__ = (
        UniqueConstraint("antrag_id", "jahresmassnahme_id"),
        CheckConstraint("betrag > 0", name="betrag_positiv"),
    )

    antrag_id: Mapped[int] = mapped_column(ForeignKey("antrag.id", ondelete="RESTRICT"))
    jahresmassnahme_id: Mapped[int] = mapped_column(ForeignKey("jahresmassnahme.id", ondelete="RESTRICT"))
    betrag: Mapped[Betrag]
    # The row of the list as it was written.
    angabe: Mapped[str] = mapped_column(default="")
    quelle_zeile: Mapped[int | None]

    antrag: Mapped[Antrag] = relationship(back_populates="positionen")
    jahresmassnahme: Mapped[Jahresmassnahme] = relationship()
