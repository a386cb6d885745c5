"""Dokument: an issued paper with the frozen values it was made from and the hash of its files."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.models.base import Base, short


class Dokument(Base):
    __tablename__ = "dokument"
    __table_args__ = (
        UniqueConstraint("foerderjahr_id", "art", "version"),
        UniqueConstraint("nummer"),
        Index(None, "empfaengeranteil_id"),
        CheckConstraint("version > 0", name="version_ab_eins"),
        CheckConstraint("length(snapshot_sha256) = 64", name="snapshot_mit_hash"),
        CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')", name="zurueckgenommen_mit_grund"
        ),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    # With the id of the part behind it where the paper is about one recipient, so that each counts its own versions.
    art: Mapped[str] = mapped_column(short(40))
    empfaengeranteil_id: Mapped[int | None] = mapped_column(
        ForeignKey("empfaengeranteil.id", ondelete="RESTRICT")
    )
    version: Mapped[int]
    nummer: Mapped[str] = mapped_column(short(60))
    vorlage: Mapped[str] = mapped_column(short(40))
    # Canonical JSON; same snapshot and template → same version, same bytes.
    snapshot: Mapped[str]
    snapshot_sha256: Mapped[str] = mapped_column(short(64))
    # Number and hash of the head of the log when it was issued, printed on the paper.
    ereignis_nummer: Mapped[int]
    ereignis_hash: Mapped[str] = mapped_column(short(64))
    ausgestellt_am: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    # A paper that went wrong stays as it is and no longer holds; the reason is read by who got it.
    zurueckgenommen_am: Mapped[date | None]
    zurueckgenommen_grund: Mapped[str] = mapped_column(default="")

    dateien: Mapped[list[DokumentDatei]] = relationship(
        back_populates="dokument", order_by="DokumentDatei.id", cascade="all, delete-orphan"
    )


class DokumentDatei(Base):
    __tablename__ = "dokument_datei"
    __table_args__ = (
        UniqueConstraint("dokument_id", "endung"),
        CheckConstraint("length(sha256) = 64", name="datei_mit_hash"),
    )

    dokument_id: Mapped[int] = mapped_column(ForeignKey("dokument.id", ondelete="RESTRICT"))
    endung: Mapped[str] = mapped_column(short(10))
    inhalt: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(short(64))

    dokument: Mapped[Dokument] = relationship(back_populates="dateien")
