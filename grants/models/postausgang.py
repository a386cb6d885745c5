"""Outbox: a mail is a row, written in the transaction of its cause and sent by a worker."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.begriffe import Nachrichtstatus
from grants.models.base import Base, Versioned, short


class Nachricht(Versioned, Base):
    """A mail; once it is sent its text is blanked, because it may hold a link that opens something."""

    __tablename__ = "nachricht"
    __table_args__ = (
        CheckConstraint("(status = 'versandt') = (versandt_am IS NOT NULL)", name="versandt_mit_zeit"),
        CheckConstraint("status <> 'nicht_zugestellt' OR fehler <> ''", name="nicht_zugestellt_mit_grund"),
        CheckConstraint("versuche >= 0", name="versuche_ab_null"),
        Index(None, "status", "naechster_versuch"),
    )

    # What the mail is about; with its subject the key that lets it go out once.
    art: Mapped[str] = mapped_column(short(60))
    schluessel: Mapped[str] = mapped_column(short(), unique=True)
    an: Mapped[str] = mapped_column(short())
    betreff: Mapped[str]
    text: Mapped[str]
    status: Mapped[Nachrichtstatus] = mapped_column(default=Nachrichtstatus.WARTET)
    versuche: Mapped[int] = mapped_column(default=0)
    entstanden_am: Mapped[datetime]
    naechster_versuch: Mapped[datetime]
    versandt_am: Mapped[datetime | None]
    fehler: Mapped[str] = mapped_column(default="")
