"""Weiterleitung (city → one Träger) and Zuweisung (city → one of its own offices)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Finanzierungsart, Mittelherkunft, Nachweisart
from grants.domain.money import Betrag, Vomhundert
from grants.models.base import Base, Versioned

_ZEITRAUM = "bewilligung_bis IS NULL OR bewilligung_von IS NULL OR bewilligung_bis >= bewilligung_von"


class Weiterleitung(Versioned, Base):
    __tablename__ = "weiterleitung"
    __table_args__ = (
        UniqueConstraint("empfaengeranteil_id", "version"),
        CheckConstraint("version > 0", name="version_ab_eins"),
        CheckConstraint(
            "rechtsbehelfsverzicht_am IS NULL OR bekannt_gegeben_am IS NOT NULL",
            name="verzicht_nach_bekanntgabe",
        ),
        CheckConstraint(
            "bestandskraeftig_ab IS NULL OR bekannt_gegeben_am IS NOT NULL"
            " AND bestandskraeftig_ab >= bekannt_gegeben_am",
            name="bestandskraft_nach_bekanntgabe",
        ),
        CheckConstraint(_ZEITRAUM, name="bewilligung_bis_nach_von"),
        Index(None, "finanzierungsplan_id"),
    )

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(default=1)
    wirksam_ab: Mapped[date | None]
    # Bescheid unless it is a Zuwendungsvertrag (§ 54 VwVfG).
    vertrag: Mapped[bool] = mapped_column(default=False)
    aktenzeichen: Mapped[str] = mapped_column(default="")
    vom: Mapped[date | None]
    bekannt_gegeben_am: Mapped[date | None]
    rechtsbehelfsverzicht_am: Mapped[date | None]
    bestandskraeftig_ab: Mapped[date | None]
    nachweisart: Mapped[Nachweisart] = mapped_column(default=Nachweisart.MIT_BELEGLISTE)
    bewilligung_von: Mapped[date | None]
    bewilligung_bis: Mapped[date | None]
    # Day of its own for this recipient; without one that of the year holds.
    nachweis_bis: Mapped[date | None]
    # The plan that binds the recipient.
    finanzierungsplan_id: Mapped[int | None] = mapped_column(
        ForeignKey("finanzierungsplan.id", ondelete="RESTRICT")
    )
    bemerkung: Mapped[str] = mapped_column(default="")
    # The paper once it is issued; from then on only its Bekanntgabe is entered.
    dokument_id: Mapped[int | None] = mapped_column(
        ForeignKey("dokument.id", ondelete="RESTRICT"), unique=True
    )

    betraege: Mapped[list[WeiterleitungBetrag]] = relationship(
        order_by="WeiterleitungBetrag.id", cascade="all, delete-orphan"
    )
    raten: Mapped[list[Zahlungsplanrate]] = relationship(
        order_by="Zahlungsplanrate.faellig_am, Zahlungsplanrate.id", cascade="all, delete-orphan"
    )


class WeiterleitungBetrag(Base):
    """What is passed on out of one purse; each purse has its own kind of financing."""

    __tablename__ = "weiterleitung_betrag"
    __table_args__ = (
        UniqueConstraint("weiterleitung_id", "herkunft"),
        CheckConstraint("betrag >= 0", name="betrag_nicht_negativ"),
    )

    weiterleitung_id: Mapped[int] = mapped_column(ForeignKey("weiterleitung.id", ondelete="RESTRICT"))
    herkunft: Mapped[Mittelherkunft]
    betrag: Mapped[Betrag]
    finanzierungsart: Mapped[Finanzierungsart | None]
    landesanteil: Mapped[Vomhundert | None]


class Zahlungsplanrate(Base):
    __tablename__ = "zahlungsplanrate"
    __table_args__ = (
        CheckConstraint("betrag > 0", name="betrag_positiv"),
        Index(None, "weiterleitung_id"),
    )

    weiterleitung_id: Mapped[int] = mapped_column(ForeignKey("weiterleitung.id", ondelete="RESTRICT"))
    faellig_am: Mapped[date]
    herkunft: Mapped[Mittelherkunft]
    betrag: Mapped[Betrag]


class Zuweisung(Versioned, Base):
    __tablename__ = "zuweisung"
    __table_args__ = (
        UniqueConstraint("empfaengeranteil_id", "version"),
        CheckConstraint("version > 0", name="version_ab_eins"),
        CheckConstraint(_ZEITRAUM, name="bewilligung_bis_nach_von"),
        Index(None, "finanzierungsplan_id"),
    )

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(default=1)
    wirksam_ab: Mapped[date | None]
    vom: Mapped[date | None]
    bewilligung_von: Mapped[date | None]
    bewilligung_bis: Mapped[date | None]
    nachweis_bis: Mapped[date | None]
    finanzierungsplan_id: Mapped[int | None] = mapped_column(
        ForeignKey("finanzierungsplan.id", ondelete="RESTRICT")
    )
    bemerkung: Mapped[str] = mapped_column(default="")

    betraege: Mapped[list[ZuweisungBetrag]] = relationship(
        order_by="ZuweisungBetrag.id", cascade="all, delete-orphan"
    )


class ZuweisungBetrag(Base):
    __tablename__ = "zuweisung_betrag"
    __table_args__ = (
        UniqueConstraint("zuweisung_id", "herkunft"),
        CheckConstraint("betrag >= 0", name="betrag_nicht_negativ"),
    )

    zuweisung_id: Mapped[int] = mapped_column(ForeignKey("zuweisung.id", ondelete="RESTRICT"))
    herkunft: Mapped[Mittelherkunft]
    betrag: Mapped[Betrag]
    finanzierungsart: Mapped[Finanzierungsart | None]
    landesanteil: Mapped[Vomhundert | None]


class Weiterleitungsvorlage(Versioned, Base):
    """The office's own text of a Bescheid or Vertrag; without a row the built-in one is used."""

    __tablename__ = "weiterleitungsvorlage"
    __table_args__ = (
        UniqueConstraint("programm_id", "vertrag"),
        CheckConstraint("text <> ''", name="mit_text"),
    )

    programm_id: Mapped[int] = mapped_column(ForeignKey("programm.id", ondelete="RESTRICT"))
    vertrag: Mapped[bool]
    text: Mapped[str]
    # The court that the Rechtsbehelfsbelehrung names.
    gericht: Mapped[str] = mapped_column(default="")
