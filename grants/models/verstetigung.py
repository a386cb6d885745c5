"""Verstetigungsschritt: how a Maßnahme moves from Land money to lasting money."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Mittelherkunft
from grants.domain.money import Betrag
from grants.models.base import Base, short

SCHRITTE = (
    "idee",
    "pilot",
    "beabsichtigt",
    "haushaltsanmeldung",
    "im_entwurf",
    "fachausschuss",
    "ratsbeschluss",
    "verstetigt",
    "abgelehnt",
    "zurueckgestellt",
    "ausgelaufen",
)


class Verstetigungsschritt(Base):
    __tablename__ = "verstetigungsschritt"
    __table_args__ = (
        CheckConstraint(f"schritt IN {SCHRITTE!r}", name="schritt"),
        CheckConstraint(
            "schritt <> 'ratsbeschluss' OR vorlage_nummer <> '' AND gremium <> ''",
            name="beschluss_mit_vorlage",
        ),
        Index(None, "massnahme_id"),
    )

    massnahme_id: Mapped[int] = mapped_column(ForeignKey("massnahme.id", ondelete="RESTRICT"))
    schritt: Mapped[str] = mapped_column(short(30))
    am: Mapped[date]
    gremium: Mapped[str] = mapped_column(default="")
    vorlage_nummer: Mapped[str] = mapped_column(default="")
    # Budget cycle the step aims at ("2027/28").
    haushalt: Mapped[str] = mapped_column(default="")
    bemerkung: Mapped[str] = mapped_column(default="")

    mittel: Mapped[list[Verstetigungsmittel]] = relationship(
        order_by="Verstetigungsmittel.id", cascade="all, delete-orphan"
    )


class Verstetigungsmittel(Base):
    """Who pays how much in a year from then on; verstetigt does not mean that the Land stops paying."""

    __tablename__ = "verstetigungsmittel"
    __table_args__ = (UniqueConstraint("verstetigungsschritt_id", "jahr", "herkunft"),)

    verstetigungsschritt_id: Mapped[int] = mapped_column(
        ForeignKey("verstetigungsschritt.id", ondelete="RESTRICT")
    )
    jahr: Mapped[int]
    herkunft: Mapped[Mittelherkunft]
    betrag: Mapped[Betrag]
