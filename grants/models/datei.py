"""Datei: an uploaded file. The row knows name, kind and hash; the content lies outside the web root."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.begriffe import Dateiart, Dateizweck
from grants.models.base import Base, Versioned, short

_GEGENSTAENDE = (
    "bescheid_id",
    "beschluss_id",
    "antrag_id",
    "weiterleitung_id",
    "verwendungsnachweis_id",
    "beleg_id",
    "mitteilung_id",
    "unterlagenzeile_id",
    "testat_id",
)


class Datei(Versioned, Base):
    """A file that belongs to exactly one thing; taken away again it stays as a row with its day."""

    __tablename__ = "datei"
    __table_args__ = (
        CheckConstraint(
            " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in _GEGENSTAENDE) + " = 1",
            name="genau_ein_gegenstand",
        ),
        CheckConstraint("length(sha256) = 64", name="mit_hash"),
        CheckConstraint("groesse > 0", name="nicht_leer"),
        *(Index(None, name) for name in _GEGENSTAENDE),
    )

    # Random name of the content in the file store; never the name somebody typed.
    schluessel: Mapped[str] = mapped_column(short(64), unique=True)
    name: Mapped[str] = mapped_column(short(200))
    art: Mapped[Dateiart]
    zweck: Mapped[Dateizweck]
    groesse: Mapped[int]
    sha256: Mapped[str] = mapped_column(short(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    am: Mapped[datetime]
    entfernt_am: Mapped[datetime | None]

    bescheid_id: Mapped[int | None] = mapped_column(ForeignKey("bescheid.id", ondelete="RESTRICT"))
    beschluss_id: Mapped[int | None] = mapped_column(ForeignKey("beschluss.id", ondelete="RESTRICT"))
    antrag_id: Mapped[int | None] = mapped_column(ForeignKey("antrag.id", ondelete="RESTRICT"))
    weiterleitung_id: Mapped[int | None] = mapped_column(ForeignKey("weiterleitung.id", ondelete="RESTRICT"))
    verwendungsnachweis_id: Mapped[int | None] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    beleg_id: Mapped[int | None] = mapped_column(ForeignKey("beleg.id", ondelete="RESTRICT"))
    mitteilung_id: Mapped[int | None] = mapped_column(ForeignKey("mitteilung.id", ondelete="RESTRICT"))
    unterlagenzeile_id: Mapped[int | None] = mapped_column(
        ForeignKey("unterlagenzeile.id", ondelete="RESTRICT")
    )
    testat_id: Mapped[int | None] = mapped_column(ForeignKey("testat.id", ondelete="RESTRICT"))
