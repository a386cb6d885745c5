"""Bescheid of the Land to the city, its Aufteilung over the Maßnahmen, and what was moved later."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.money import Betrag
from grants.models.base import Base, Versioned, short
from grants.models.massnahme import Jahresmassnahme
from grants.models.programm import Foerderjahr


class Bescheid(Versioned, Base):
    __tablename__ = "bescheid"
    __table_args__ = (
        UniqueConstraint("foerderjahr_id", "version"),
        CheckConstraint("version > 0", name="version_ab_eins"),
        CheckConstraint("betrag >= 0", name="betrag_nicht_negativ"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(default=1)
    vom: Mapped[date]
    wirksam_ab: Mapped[date | None]
    aktenzeichen: Mapped[str]
    betrag: Mapped[Betrag]

    foerderjahr: Mapped[Foerderjahr] = relationship()
    positionen: Mapped[list[Bescheidposition]] = relationship(
        order_by="Bescheidposition.id", cascade="all, delete-orphan"
    )
    aufteilungen: Mapped[list[Aufteilung]] = relationship(
        order_by="Aufteilung.id", cascade="all, delete-orphan"
    )
    nebenbestimmungen: Mapped[list[Nebenbestimmung]] = relationship(
        order_by="Nebenbestimmung.id", cascade="all, delete-orphan"
    )


class Bescheidposition(Base):
    """What the Bescheid names beside its sum: a Förderbereich or a Maßnahme."""

    __tablename__ = "bescheidposition"
    __table_args__ = (UniqueConstraint("bescheid_id", "nummer"),)

    bescheid_id: Mapped[int] = mapped_column(ForeignKey("bescheid.id", ondelete="RESTRICT"))
    nummer: Mapped[str] = mapped_column(short(20))
    bezeichnung: Mapped[str] = mapped_column(default="")
    betrag: Mapped[Betrag]


class Nebenbestimmung(Base):
    """A condition with its date, or a number of the ANBest that the Bescheid excludes."""

    __tablename__ = "nebenbestimmung"
    __table_args__ = (Index(None, "bescheid_id"),)

    bescheid_id: Mapped[int] = mapped_column(ForeignKey("bescheid.id", ondelete="RESTRICT"))
    text: Mapped[str]
    bis: Mapped[date | None]
    ausgeschlossene_nummer: Mapped[str] = mapped_column(default="")


class Aufteilung(Base):
    __tablename__ = "aufteilung"
    __table_args__ = (UniqueConstraint("bescheid_id", "jahresmassnahme_id", "position"),)

    bescheid_id: Mapped[int] = mapped_column(ForeignKey("bescheid.id", ondelete="RESTRICT"))
    jahresmassnahme_id: Mapped[int] = mapped_column(ForeignKey("jahresmassnahme.id", ondelete="RESTRICT"))
    # Number of the Bescheidposition; empty where the Bescheid names only its sum.
    position: Mapped[str] = mapped_column(short(20), default="")
    betrag: Mapped[Betrag]

    jahresmassnahme: Mapped[Jahresmassnahme] = relationship()


class Umverteilung(Base):
    """One side of a move between Maßnahmen: negative where money leaves. The rule checks that the sides add up."""

    __tablename__ = "umverteilung"
    __table_args__ = (
        CheckConstraint("betrag <> 0", name="betrag_nicht_null"),
        Index(None, "foerderjahr_id"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    jahresmassnahme_id: Mapped[int] = mapped_column(ForeignKey("jahresmassnahme.id", ondelete="RESTRICT"))
    betrag: Mapped[Betrag]
    vom: Mapped[date]
    beschluss: Mapped[str] = mapped_column(default="")
    zustimmung_am: Mapped[date | None]

    jahresmassnahme: Mapped[Jahresmassnahme] = relationship()
