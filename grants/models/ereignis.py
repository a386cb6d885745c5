"""Ereignis: the append-only log, chained by hash; written by `services.ereignisse.record()` alone."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.models.base import Base, short


class Ereignis(Base):
    __tablename__ = "ereignis"
    __table_args__ = (
        UniqueConstraint("nummer"),
        CheckConstraint("nummer > 0", name="nummer_ab_eins"),
        CheckConstraint("length(hash) = 64", name="mit_hash"),
        Index(None, "gegenstand"),
    )

    # Counts up without gaps over the whole installation.
    nummer: Mapped[int]
    # UTC as text: the very characters the hash covers, whatever the database does with times.
    zeit: Mapped[str] = mapped_column(short(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    art: Mapped[str] = mapped_column(short(60))
    gegenstand: Mapped[str] = mapped_column(short())
    inhalt_sha256: Mapped[str] = mapped_column(short(64))
    vorheriger_hash: Mapped[str] = mapped_column(short(64))
    hash: Mapped[str] = mapped_column(short(64))

    inhalt: Mapped[EreignisInhalt] = relationship(cascade="all, delete-orphan")


class EreignisInhalt(Base):
    """Old and new values beside the chain: two Persons may blank them by law and the chain stays whole."""

    __tablename__ = "ereignis_inhalt"
    __table_args__ = (
        UniqueConstraint("ereignis_id"),
        CheckConstraint("(inhalt IS NULL) = (geleert_mit IS NOT NULL)", name="geleert_mit_ereignis"),
    )

    ereignis_id: Mapped[int] = mapped_column(ForeignKey("ereignis.id", ondelete="RESTRICT"))
    # Canonical JSON; None once blanked.
    inhalt: Mapped[str | None]
    # Number of the Ereignis that records the blanking.
    geleert_mit: Mapped[int | None]


class EreignisKopf(Base):
    """The one head row: locked last in each writing transaction, so that numbers have no gap."""

    __tablename__ = "ereignis_kopf"
    __table_args__ = (CheckConstraint("id = 1", name="nur_eine_zeile"),)

    nummer: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(short(64))
