"""Einlesung: an uploaded file that waits for a confirmation, with the preview that was shown of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.begriffe import Einlesungsart, EinlesungStatus
from grants.models.base import Base, Versioned, short


class Einlesung(Versioned, Base):
    __tablename__ = "einlesung"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="mit_hash"),
        CheckConstraint("(status = 'offen') = (entschieden_am IS NULL)", name="entschieden_mit_zeitpunkt"),
        CheckConstraint(
            "(entschieden_am IS NULL) = (entschieden_von_id IS NULL)", name="entschieden_mit_person"
        ),
        # What nobody wanted is not kept; its name and hash are.
        CheckConstraint("(status = 'verworfen') = (inhalt IS NULL)", name="inhalt_bis_verworfen"),
        Index(None, "programm_id"),
        Index(None, "sha256"),
    )

    programm_id: Mapped[int] = mapped_column(ForeignKey("programm.id", ondelete="RESTRICT"))
    # Of the page it was uploaded on; what the file says counts.
    jahr: Mapped[int | None]
    status: Mapped[EinlesungStatus] = mapped_column(default=EinlesungStatus.OFFEN)
    datei: Mapped[str] = mapped_column(short())
    groesse: Mapped[int]
    sha256: Mapped[str] = mapped_column(short(64))
    inhalt: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    am: Mapped[datetime]
    art: Mapped[Einlesungsart]
    # domain.einlesung.Antworten and Vorschau as they were shown.
    antworten: Mapped[dict[str, Any]] = mapped_column(JSON)
    vorschau: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Over everything that would change, also what the page does not list one by one.
    vorschau_sha256: Mapped[str] = mapped_column(short(64))
    # Head of the log that the preview was computed from.
    kopf_nummer: Mapped[int]
    kopf_hash: Mapped[str] = mapped_column(short(64))
    entschieden_am: Mapped[datetime | None]
    entschieden_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
