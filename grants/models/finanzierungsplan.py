"""Finanzierungsplan of one recipient: versions, Ausgabepositionen, staff rows, Deckungsmittel."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Ausgabenart, Mittelherkunft
from grants.domain.money import Betrag
from grants.models.base import Base, Versioned, short


class Finanzierungsplan(Versioned, Base):
    __tablename__ = "finanzierungsplan"
    __table_args__ = (
        UniqueConstraint("empfaengeranteil_id", "version"),
        CheckConstraint("version > 0", name="version_ab_eins"),
        CheckConstraint("nach_antrag >= 0 AND nach_zusage >= 0", name="bindung_nicht_negativ"),
    )

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(default=1)
    wirksam_ab: Mapped[date | None]
    # Newest version of the sent Antrag, and of the promise, when this one was begun: a later one binds it.
    nach_antrag: Mapped[int] = mapped_column(default=0)
    nach_zusage: Mapped[int] = mapped_column(default=0)

    positionen: Mapped[list[Ausgabeposition]] = relationship(
        order_by="Ausgabeposition.reihenfolge, Ausgabeposition.id", cascade="all, delete-orphan"
    )
    personal: Mapped[list[Personalzeile]] = relationship(
        order_by="Personalzeile.id", cascade="all, delete-orphan"
    )
    deckungsmittel: Mapped[list[Deckungsmittel]] = relationship(
        order_by="Deckungsmittel.id", cascade="all, delete-orphan"
    )


class Ausgabeposition(Base):
    """An Einzelansatz; whether its amounts make sense is judged by the rules: a plan in work may be wrong."""

    __tablename__ = "ausgabeposition"
    __table_args__ = (UniqueConstraint("finanzierungsplan_id", "code"),)

    finanzierungsplan_id: Mapped[int] = mapped_column(ForeignKey("finanzierungsplan.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(short(20))
    bezeichnung: Mapped[str] = mapped_column(default="")
    art: Mapped[Ausgabenart]
    insgesamt: Mapped[Betrag]
    zuwendungsfaehig: Mapped[Betrag]
    reihenfolge: Mapped[int] = mapped_column(default=0)


class Personalzeile(Base):
    """A post behind a Personalausgabe; function only, no names."""

    __tablename__ = "personalzeile"
    __table_args__ = (
        CheckConstraint("vzae_hundertstel > 0", name="vzae_positiv"),
        CheckConstraint("monate BETWEEN 1 AND 12", name="monate_im_jahr"),
        Index(None, "finanzierungsplan_id"),
    )

    finanzierungsplan_id: Mapped[int] = mapped_column(ForeignKey("finanzierungsplan.id", ondelete="RESTRICT"))
    position: Mapped[str] = mapped_column(short(20))
    funktion: Mapped[str]
    # Hundredths of a full-time post.
    vzae_hundertstel: Mapped[int]
    entgeltgruppe: Mapped[str] = mapped_column(default="")
    monate: Mapped[int | None]
    betrag: Mapped[Betrag | None]


class Deckungsmittel(Base):
    __tablename__ = "deckungsmittel"
    __table_args__ = (Index(None, "finanzierungsplan_id"),)

    finanzierungsplan_id: Mapped[int] = mapped_column(ForeignKey("finanzierungsplan.id", ondelete="RESTRICT"))
    herkunft: Mapped[Mittelherkunft]
    betrag: Mapped[Betrag]
    geber: Mapped[str] = mapped_column(default="")
