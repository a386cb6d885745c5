"""Sachbericht, Kennzahlen and Erklaerungen of one Verwendungsnachweis."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grants.models.base import Base, Versioned, short


class Berichtsabschnitt(Versioned, Base):
    """One part of a Sachbericht, saved as it is written; two people may write different parts at once."""

    __tablename__ = "berichtsabschnitt"
    __table_args__ = (UniqueConstraint("verwendungsnachweis_id", "schluessel"),)

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    # Key of the part (domain.sachbericht), or `abweichung-<position>` for the reason of one Ausgabeposition.
    schluessel: Mapped[str] = mapped_column(short(60))
    text: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    am: Mapped[datetime]


class Kennzahlkatalog(Versioned, Base):
    """A count the office asks for, of all Maßnahmen of a programme or of one."""

    __tablename__ = "kennzahlkatalog"
    __table_args__ = (
        UniqueConstraint("programm_id", "schluessel"),
        CheckConstraint("zeitraum IN ('jahr', 'quartal')", name="zeitraum"),
        CheckConstraint("davon_von_id <> id", name="davon_nicht_von_sich"),
    )

    programm_id: Mapped[int] = mapped_column(ForeignKey("programm.id", ondelete="RESTRICT"))
    massnahme_id: Mapped[int | None] = mapped_column(ForeignKey("massnahme.id", ondelete="RESTRICT"))
    schluessel: Mapped[str] = mapped_column(short(60))
    name: Mapped[str]
    einheit: Mapped[str] = mapped_column(short(60))
    # How it is counted, so that two years and two people count the same.
    zaehlregel: Mapped[str] = mapped_column(default="")
    zeitraum: Mapped[str] = mapped_column(short(10), default="jahr")
    davon_von_id: Mapped[int | None] = mapped_column(ForeignKey("kennzahlkatalog.id", ondelete="RESTRICT"))
    reihenfolge: Mapped[int] = mapped_column(default=0)
    ab_jahr: Mapped[int | None]
    bis_jahr: Mapped[int | None]


class Kennzahl(Versioned, Base):
    """Soll and Ist of one count of one recipient; `quartal` 0 is the whole year."""

    __tablename__ = "kennzahl"
    __table_args__ = (
        UniqueConstraint("empfaengeranteil_id", "kennzahlkatalog_id", "quartal"),
        CheckConstraint("quartal BETWEEN 0 AND 4", name="quartal"),
        CheckConstraint("soll >= 0", name="soll_nicht_negativ"),
        CheckConstraint("ist >= 0", name="ist_nicht_negativ"),
    )

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    kennzahlkatalog_id: Mapped[int] = mapped_column(ForeignKey("kennzahlkatalog.id", ondelete="RESTRICT"))
    quartal: Mapped[int] = mapped_column(default=0)
    # Whole numbers; counts of people, appointments, hours.
    soll: Mapped[int | None]
    ist: Mapped[int | None]
    bemerkung: Mapped[str] = mapped_column(default="")


class Erklaerung(Versioned, Base):
    """A declaration of a Letztempfaenger; nothing is preset, each Vertretungsberechtigte declares alone."""

    __tablename__ = "erklaerung"
    __table_args__ = (UniqueConstraint("verwendungsnachweis_id", "schluessel", "person_id"),)

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    schluessel: Mapped[str] = mapped_column(short(60))
    # What was chosen (`ja`, `nein`, `trifft_nicht_zu`), with a sentence where the answer needs one.
    antwort: Mapped[str] = mapped_column(short(40))
    erlaeuterung: Mapped[str] = mapped_column(default="")
    # The figures it was declared about: others ask for it anew.
    zahlen_sha256: Mapped[str] = mapped_column(short(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    am: Mapped[datetime]
