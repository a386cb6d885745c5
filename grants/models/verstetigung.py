"""Verstetigungsschritt: how a Maßnahme moves from Land money to lasting money, and the budgets it has to meet."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Mittelherkunft, Verstetigungsstand
from grants.domain.money import Betrag
from grants.models.base import Base, Versioned, short

SCHRITTE = tuple(stand.value for stand in Verstetigungsstand)


class Haushaltszyklus(Versioned, Base):
    """A budget of the city with the days on its way; it may cover two years ("2027/28")."""

    __tablename__ = "haushaltszyklus"
    __table_args__ = (
        CheckConstraint("jahr_von BETWEEN 2000 AND 2100", name="jahr_vierstellig"),
        CheckConstraint("jahr_bis BETWEEN jahr_von AND jahr_von + 3", name="jahre_in_folge"),
    )

    bezeichnung: Mapped[str] = mapped_column(short(40), unique=True)
    jahr_von: Mapped[int]
    jahr_bis: Mapped[int]
    eckwerte_am: Mapped[date | None]
    # Last day on which the office can ask for money.
    anmeldung_bis: Mapped[date | None]
    entwurf_am: Mapped[date | None]
    fachausschuss_am: Mapped[date | None]
    beschluss_am: Mapped[date | None]


class Verstetigungsschritt(Base):
    """One dated entry of the path. It is never changed: another entry corrects it, or it is taken back."""

    __tablename__ = "verstetigungsschritt"
    __table_args__ = (
        CheckConstraint(f"schritt IN {SCHRITTE!r}", name="schritt"),
        CheckConstraint(
            "schritt <> 'ratsbeschluss' OR vorlage_nummer <> '' AND gremium <> ''",
            name="beschluss_mit_vorlage",
        ),
        CheckConstraint(
            "schritt <> 'haushaltsanmeldung' OR haushaltszyklus_id IS NOT NULL", name="anmeldung_mit_haushalt"
        ),
        CheckConstraint("schritt <> 'verstetigt' OR gilt_ab IS NOT NULL", name="verstetigt_mit_tag"),
        CheckConstraint(
            "befristet_bis IS NULL OR gilt_ab IS NULL OR befristet_bis >= gilt_ab",
            name="befristet_nach_beginn",
        ),
        CheckConstraint("stellen_hundertstel > 0", name="stellen_positiv"),
        CheckConstraint("berichtigt_id <> id", name="nicht_sich_selbst"),
        CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')", name="zurueckgenommen_mit_grund"
        ),
        Index(None, "massnahme_id"),
    )

    massnahme_id: Mapped[int] = mapped_column(ForeignKey("massnahme.id", ondelete="RESTRICT"))
    schritt: Mapped[str] = mapped_column(short(30))
    am: Mapped[date]
    gremium: Mapped[str] = mapped_column(default="")
    vorlage_nummer: Mapped[str] = mapped_column(default="")
    # The budget the step aims at.
    haushaltszyklus_id: Mapped[int | None] = mapped_column(
        ForeignKey("haushaltszyklus.id", ondelete="RESTRICT")
    )
    produkt: Mapped[str] = mapped_column(default="")
    konto: Mapped[str] = mapped_column(default="")
    # Hundredths of a full-time post: 1,5 VZÄ are 150.
    stellen_hundertstel: Mapped[int | None]
    gilt_ab: Mapped[date | None]
    befristet_bis: Mapped[date | None]
    # Why the city should pay, for the Haushaltsanmeldung.
    begruendung: Mapped[str] = mapped_column(default="")
    bemerkung: Mapped[str] = mapped_column(default="")
    # The entry that this one puts right; each at most once.
    berichtigt_id: Mapped[int | None] = mapped_column(
        ForeignKey("verstetigungsschritt.id", ondelete="RESTRICT"), unique=True
    )
    zurueckgenommen_am: Mapped[date | None]
    zurueckgenommen_grund: Mapped[str] = mapped_column(default="")

    mittel: Mapped[list[Verstetigungsmittel]] = relationship(
        order_by="Verstetigungsmittel.id", cascade="all, delete-orphan"
    )


class Verstetigungsmittel(Base):
    """Who pays how much in a year from then on; verstetigt does not mean that the Land stops paying."""

    __tablename__ = "verstetigungsmittel"
    __table_args__ = (
        UniqueConstraint("verstetigungsschritt_id", "jahr", "herkunft"),
        CheckConstraint("betrag >= 0", name="betrag_nicht_negativ"),
    )

    verstetigungsschritt_id: Mapped[int] = mapped_column(
        ForeignKey("verstetigungsschritt.id", ondelete="RESTRICT")
    )
    jahr: Mapped[int]
    herkunft: Mapped[Mittelherkunft]
    betrag: Mapped[Betrag]
