"""Zahlung in every direction: Land ↔ city, city ↔ Träger. Recorded, never booked here."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.begriffe import Mittelherkunft, Zahlungsart
from grants.domain.money import Betrag
from grants.models.base import Base, Versioned


class Zahlung(Versioned, Base):
    __tablename__ = "zahlung"
    __table_args__ = (
        # The sign says the direction, so it must fit the kind.
        CheckConstraint(
            "art = 'zinsen' AND betrag <> 0"
            " OR art IN ('auszahlung', 'restzahlung', 'mittelabruf') AND betrag > 0"
            " OR art IN ('rueckzahlung_im_laufenden_jahr', 'erstattung', 'rueckzahlung_an_das_land')"
            " AND betrag < 0",
            name="vorzeichen_zur_art",
        ),
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
    bemerkung: Mapped[str] = mapped_column(default="")
