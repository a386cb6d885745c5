"""Mitteilung: what Träger and office write to each other about one Vorgang, and notes that stay in the office."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from grants.domain.begriffe import Mitteilungsart
from grants.models.base import Base, Versioned


class Mitteilung(Versioned, Base):
    """One entry of the file of an Empfaengeranteil; an answer points to what it answers."""

    __tablename__ = "mitteilung"
    __table_args__ = (
        CheckConstraint("text <> ''", name="nicht_leer"),
        CheckConstraint("antwort_auf_id <> id", name="antwort_nicht_auf_sich"),
        CheckConstraint(
            "frist_bis_gewuenscht IS NULL OR art = 'fristverlaengerung'", name="wunsch_nur_bei_verlaengerung"
        ),
        CheckConstraint("entschieden IS NULL OR entschieden_am IS NOT NULL", name="entschieden_mit_tag"),
        CheckConstraint("frist_bis_gewaehrt IS NULL OR entschieden", name="gewaehrt_nach_entscheidung"),
        CheckConstraint("NOT intern OR NOT vom_empfaenger", name="intern_nur_vom_amt"),
        CheckConstraint("art <> 'notiz' OR intern", name="notiz_ist_intern"),
        Index(None, "empfaengeranteil_id"),
        Index(None, "antwort_auf_id"),
    )

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    art: Mapped[Mitteilungsart]
    # Of the Träger or the Stelle; else of the office.
    vom_empfaenger: Mapped[bool]
    # Never shown outside the office.
    intern: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    am: Mapped[datetime]
    antwort_auf_id: Mapped[int | None] = mapped_column(ForeignKey("mitteilung.id", ondelete="RESTRICT"))
    frist_bis_gewuenscht: Mapped[date | None]
    # What the office decided about a Fristverlaengerung: granted or not, on which day.
    entschieden: Mapped[bool | None]
    entschieden_am: Mapped[date | None]
    # The new last day, which may be another one than was wished.
    frist_bis_gewaehrt: Mapped[date | None]
    erledigt_am: Mapped[datetime | None]
