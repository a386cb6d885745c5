"""Beleg of a Träger in a year, its parts for Maßnahmen, and income."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Belegart, Mittelherkunft
from grants.domain.money import Betrag
from grants.models.base import Base, Versioned, short
from grants.models.traeger import Traeger


class Beleg(Versioned, Base):
    __tablename__ = "beleg"
    __table_args__ = (
        UniqueConstraint("traeger_id", "foerderjahr_id", "nr"),
        CheckConstraint(
            "leistung_bis IS NULL OR leistung_von IS NULL OR leistung_bis >= leistung_von",
            name="leistung_bis_nach_von",
        ),
        CheckConstraint("art = 'pauschale' OR gezahlt IS NOT NULL", name="beleg_mit_zahlbetrag"),
        Index(None, "foerderjahr_id"),
        # Finds shares of the same invoice in other years without reading them.
        Index(None, "rechnung_schluessel"),
    )

    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    nr: Mapped[str] = mapped_column(short(60))
    art: Mapped[Belegart] = mapped_column(default=Belegart.BELEG)
    rechnungsnummer: Mapped[str] = mapped_column(default="")
    rechnungsdatum: Mapped[date | None]
    zahlungsdatum: Mapped[date | None]
    zahlungsempfaenger: Mapped[str] = mapped_column(default="")
    zweck: Mapped[str] = mapped_column(default="")
    gezahlt: Mapped[Betrag | None]
    leistung_von: Mapped[date | None]
    leistung_bis: Mapped[date | None]
    bemerkung: Mapped[str] = mapped_column(default="")
    # What makes two rows the same invoice (`domain.rechnung.invoice_key`); empty where a row tells too little.
    rechnung_schluessel: Mapped[str] = mapped_column(short(300), default="")

    traeger: Mapped[Traeger] = relationship()
    teile: Mapped[list[Belegteil]] = relationship(
        back_populates="beleg", order_by="Belegteil.id", cascade="all, delete-orphan"
    )


class Belegteil(Base):
    """The part of a Beleg that belongs to one Maßnahme and Ausgabeposition."""

    __tablename__ = "belegteil"
    __table_args__ = (
        UniqueConstraint("beleg_id", "empfaengeranteil_id", "position"),
        Index(None, "empfaengeranteil_id"),
    )

    beleg_id: Mapped[int] = mapped_column(ForeignKey("beleg.id", ondelete="RESTRICT"))
    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    # Code of the Ausgabeposition; the plan it is looked up in is the one valid on the day.
    position: Mapped[str] = mapped_column(short(20))
    betrag: Mapped[Betrag]
    zuwendungsfaehig: Mapped[Betrag]

    beleg: Mapped[Beleg] = relationship(back_populates="teile")


class Einnahme(Versioned, Base):
    """Money a recipient got from others for the Maßnahme."""

    __tablename__ = "einnahme"
    __table_args__ = (UniqueConstraint("empfaengeranteil_id", "nr"),)

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    nr: Mapped[str] = mapped_column(short(60))
    datum: Mapped[date | None]
    einzahler: Mapped[str] = mapped_column(default="")
    zweck: Mapped[str] = mapped_column(default="")
    betrag: Mapped[Betrag]
    herkunft: Mapped[Mittelherkunft]
