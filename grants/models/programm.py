"""Programm, its years with their parameters, and the axes Maßnahmen are sorted by."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import (
    Antragszeile,
    Ausgang,
    Finanzierungsart,
    FoerderjahrStatus,
    Mittelherkunft,
    Unterschriftsart,
)
from grants.domain.money import Betrag, Vomhundert
from grants.models.base import Base, Versioned, short


class Programm(Base):
    __tablename__ = "programm"

    schluessel: Mapped[str] = mapped_column(short(60), unique=True)
    foerdergeber_id: Mapped[int | None] = mapped_column(ForeignKey("foerdergeber.id", ondelete="RESTRICT"))

    namen: Mapped[list[ProgrammName]] = relationship(
        back_populates="programm", order_by="ProgrammName.gueltig_ab", cascade="all, delete-orphan"
    )
    foerderjahre: Mapped[list[Foerderjahr]] = relationship(
        back_populates="programm", order_by="Foerderjahr.jahr"
    )


class ProgrammName(Base):
    __tablename__ = "programm_name"
    __table_args__ = (UniqueConstraint("programm_id", "gueltig_ab"),)

    programm_id: Mapped[int] = mapped_column(ForeignKey("programm.id", ondelete="RESTRICT"))
    gueltig_ab: Mapped[date]
    name: Mapped[str]

    programm: Mapped[Programm] = relationship(back_populates="namen")


class Foerderjahr(Versioned, Base):
    __tablename__ = "foerderjahr"
    __table_args__ = (
        UniqueConstraint("programm_id", "jahr"),
        CheckConstraint("jahr BETWEEN 2000 AND 2100", name="jahr_vierstellig"),
        CheckConstraint("(status = 'planung') = (beantragt_am IS NULL)", name="beantragt_mit_datum"),
        CheckConstraint(
            "(status IN ('planung', 'beantragt')) = (beschieden_am IS NULL)", name="beschieden_mit_datum"
        ),
        CheckConstraint("(beschieden_am IS NULL) = (ausgang IS NULL)", name="beschieden_mit_ausgang"),
        CheckConstraint(
            "(status IN ('nachgewiesen', 'abgeschlossen')) = (nachgewiesen_am IS NOT NULL)",
            name="nachgewiesen_mit_datum",
        ),
        CheckConstraint(
            "(status = 'abgeschlossen') = (abgeschlossen_am IS NOT NULL)", name="abgeschlossen_mit_datum"
        ),
    )

    programm_id: Mapped[int] = mapped_column(ForeignKey("programm.id", ondelete="RESTRICT"))
    jahr: Mapped[int]
    status: Mapped[FoerderjahrStatus] = mapped_column(default=FoerderjahrStatus.PLANUNG)
    ausgang: Mapped[Ausgang | None]
    beantragt_am: Mapped[date | None]
    beschieden_am: Mapped[date | None]
    nachgewiesen_am: Mapped[date | None]
    abgeschlossen_am: Mapped[date | None]

    programm: Mapped[Programm] = relationship(back_populates="foerderjahre")
    parameter: Mapped[list[FoerderjahrParameter]] = relationship(
        back_populates="foerderjahr", order_by="FoerderjahrParameter.id", cascade="all, delete-orphan"
    )
    zeilen: Mapped[list[MittelherkunftZeile]] = relationship(
        back_populates="foerderjahr", order_by="MittelherkunftZeile.id", cascade="all, delete-orphan"
    )


class FoerderjahrParameter(Base):
    """What the Bescheid or the Aufruf decides for the year, with the paper it stands in."""

    __tablename__ = "foerderjahr_parameter"
    __table_args__ = (
        UniqueConstraint("foerderjahr_id", "schluessel"),
        CheckConstraint(
            "(CASE WHEN datum IS NULL THEN 0 ELSE 1 END) + (CASE WHEN betrag IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN anteil IS NULL THEN 0 ELSE 1 END) + (CASE WHEN zahl IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN ja_nein IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN finanzierungsart IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN unterschrift IS NULL THEN 0 ELSE 1 END) = 1",
            name="genau_ein_wert",
        ),
        CheckConstraint("NOT bestaetigt OR quelle <> ''", name="bestaetigt_mit_quelle"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    schluessel: Mapped[str] = mapped_column(short(60))
    datum: Mapped[date | None]
    betrag: Mapped[Betrag | None]
    anteil: Mapped[Vomhundert | None]
    zahl: Mapped[int | None]
    ja_nein: Mapped[bool | None]
    finanzierungsart: Mapped[Finanzierungsart | None]
    unterschrift: Mapped[Unterschriftsart | None]
    quelle: Mapped[str] = mapped_column(default="")
    stand: Mapped[date | None]
    bestaetigt: Mapped[bool] = mapped_column(default=False)

    foerderjahr: Mapped[Foerderjahr] = relationship(back_populates="parameter")


class MittelherkunftZeile(Base):
    """Which line of the Antrag a Mittelherkunft feeds in this year."""

    __tablename__ = "mittelherkunft_zeile"
    __table_args__ = (UniqueConstraint("foerderjahr_id", "herkunft"),)

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    herkunft: Mapped[Mittelherkunft]
    zeile: Mapped[Antragszeile]

    foerderjahr: Mapped[Foerderjahr] = relationship(back_populates="zeilen")


class Beschluss(Base):
    """A dated decision of a Gremium beside the state of the year."""

    __tablename__ = "beschluss"
    __table_args__ = (Index(None, "foerderjahr_id"),)

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    gremium: Mapped[str]
    vorlage_nummer: Mapped[str] = mapped_column(default="")
    gefasst_am: Mapped[date]
    ergebnis: Mapped[str]
    dokument_id: Mapped[int | None] = mapped_column(ForeignKey("dokument.id", ondelete="RESTRICT"))


class HandlungsfeldLand(Base):
    """The Land's axis (1–6); feeds the Antrag."""

    __tablename__ = "handlungsfeld_land"
    __table_args__ = (UniqueConstraint("programm_id", "nummer"),)

    programm_id: Mapped[int] = mapped_column(ForeignKey("programm.id", ondelete="RESTRICT"))
    nummer: Mapped[int]
    name: Mapped[str]


class Handlungsfeld(Base):
    """The city's axis (I–VII); feeds the report to committees."""

    __tablename__ = "handlungsfeld"

    nummer: Mapped[str] = mapped_column(short(10), unique=True)
    name: Mapped[str]
    reihenfolge: Mapped[int]


class Lebensphase(Base):
    __tablename__ = "lebensphase"

    name: Mapped[str] = mapped_column(short(), unique=True)
    reihenfolge: Mapped[int]


class Sozialraum(Base):
    __tablename__ = "sozialraum"

    name: Mapped[str] = mapped_column(short(), unique=True)
    bezirk: Mapped[str] = mapped_column(default="")
