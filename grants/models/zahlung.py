"""Zahlung in every direction: Land ↔ city, city ↔ Träger. Recorded, never booked here."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.begriffe import Mittelherkunft, Zahlungsart
from grants.domain.money import Betrag
from grants.models.base import Base, Versioned, short


class Zahlung(Versioned, Base):
    __tablename__ = "zahlung"
    __table_args__ = (
        # A payment is taken back once.
        UniqueConstraint("storno_von_id"),
        # The sign says the direction, so it must fit the kind; a reversing entry has the other one.
        CheckConstraint(
            "art = 'zinsen' AND betrag <> 0"
            " OR (art IN ('auszahlung', 'restzahlung', 'mittelabruf')) = (storno_von_id IS NULL) AND betrag > 0"
            " OR (art IN ('rueckzahlung_im_laufenden_jahr', 'erstattung', 'rueckzahlung_an_das_land'))"
            " = (storno_von_id IS NULL) AND betrag < 0",
            name="vorzeichen_zur_art",
        ),
        CheckConstraint("(storno_von_id IS NULL) = (storno_grund = '')", name="storno_mit_grund"),
        CheckConstraint("storno_von_id <> id", name="storno_nicht_von_sich"),
        CheckConstraint(
            "art = 'zinsen' OR (art IN ('mittelabruf', 'rueckzahlung_an_das_land')) = (empfaengeranteil_id IS NULL)",
            name="empfaenger_zur_art",
        ),
        Index(None, "foerderjahr_id"),
        Index(None, "empfaengeranteil_id"),
    )

    # The case it belongs to; the Haushaltsjahr is where it is booked.
    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    empfaengeranteil_id: Mapped[int | None] = mapped_column(
        ForeignKey("empfaengeranteil.id", ondelete="RESTRICT")
    )
    art: Mapped[Zahlungsart]
    datum: Mapped[date]
    betrag: Mapped[Betrag]
    herkunft: Mapped[Mittelherkunft]
    haushaltsjahr: Mapped[int | None]
    # Document of the ledger or the bank it can be found by ("Auszahlungsanordnung 4711").
    buchungszeichen: Mapped[str] = mapped_column(short(100), default="")
    # Free labels of the city's accounting, parted by "; " ("Produkt 51.1.2; Sachkonto 531800").
    kontierung: Mapped[str] = mapped_column(short(300), default="")
    bemerkung: Mapped[str] = mapped_column(default="")
    # A payment recorded by mistake stays; this entry takes it back, on the same day and with the reason.
    storno_von_id: Mapped[int | None] = mapped_column(ForeignKey("zahlung.id", ondelete="RESTRICT"))
    storno_grund: Mapped[str] = mapped_column(default="")
