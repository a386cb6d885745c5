"""A recipient's uploaded list that waits for its confirmation, and the words of its files that it explained once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.begriffe import EinlesungStatus, Mittelherkunft
from grants.models.base import Base, Versioned, short


class Belegeinlesung(Versioned, Base):
    """A Belegliste, ledger or E-Rechnung as it was uploaded; it changes nothing before somebody confirms."""

    __tablename__ = "belegeinlesung"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="mit_hash"),
        CheckConstraint("(status = 'offen') = (entschieden_am IS NULL)", name="entschieden_mit_zeitpunkt"),
        CheckConstraint(
            "(entschieden_am IS NULL) = (entschieden_von_id IS NULL)", name="entschieden_mit_person"
        ),
        # What nobody wanted is not kept; an E-Rechnung that was taken over lies in the file store.
        CheckConstraint("status <> 'offen' OR inhalt IS NOT NULL", name="offen_mit_inhalt"),
        CheckConstraint("status <> 'verworfen' OR inhalt IS NULL", name="verworfen_ohne_inhalt"),
        Index(None, "empfaengeranteil_id"),
    )

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    status: Mapped[EinlesungStatus] = mapped_column(default=EinlesungStatus.OFFEN)
    erechnung: Mapped[bool] = mapped_column(default=False)
    datei: Mapped[str] = mapped_column(short())
    groesse: Mapped[int]
    sha256: Mapped[str] = mapped_column(short(64))
    inhalt: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    am: Mapped[datetime]
    # domain.belegeinlesung.Belegantworten
    antworten: Mapped[dict[str, Any]] = mapped_column(JSON)
    # What it changed: counts and sums.
    ergebnis: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    entschieden_am: Mapped[datetime | None]
    entschieden_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))


class Spaltenzuordnung(Base):
    """The heading under which a Träger keeps a column of the Belegliste or of its ledger."""

    __tablename__ = "spaltenzuordnung"
    __table_args__ = (UniqueConstraint("traeger_id", "spalte"),)

    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    spalte: Mapped[str] = mapped_column(short(40))
    ueberschrift: Mapped[str] = mapped_column(short(200))


class Positionszuordnung(Base):
    """What an account or a word of a Träger's files means: an Ausgabeposition, income, or neither (not ours)."""

    __tablename__ = "positionszuordnung"
    __table_args__ = (
        UniqueConstraint("traeger_id", "wort"),
        CheckConstraint("position = '' OR herkunft IS NULL", name="position_oder_einnahme"),
    )

    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    # Folded (domain.kennung.name_key).
    wort: Mapped[str] = mapped_column(short(200))
    position: Mapped[str] = mapped_column(short(20), default="")
    herkunft: Mapped[Mittelherkunft | None]
