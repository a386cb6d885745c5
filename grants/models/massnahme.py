"""Massnahme over the years, Jahresmassnahme in one of them, Empfaengeranteil of each recipient."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Fortsetzung
from grants.domain.money import Betrag
from grants.models.base import Base, Versioned, short
from grants.models.finanzierungsplan import Finanzierungsplan
from grants.models.programm import Foerderjahr
from grants.models.traeger import Traeger
from grants.models.verwendungsnachweis import Verwendungsnachweis
from grants.models.weiterleitung import Weiterleitung, Zuweisung


class Massnahme(Versioned, Base):
    __tablename__ = "massnahme"
    __table_args__ = (
        UniqueConstraint("programm_id", "kennung"),
        CheckConstraint("zusammengefuehrt_mit_id <> id", name="nicht_mit_sich_selbst"),
    )

    programm_id: Mapped[int] = mapped_column(ForeignKey("programm.id", ondelete="RESTRICT"))
    # Never changes: papers, files and addresses carry it.
    kennung: Mapped[str] = mapped_column(short(60))
    name: Mapped[str]
    handlungsfeld_land_id: Mapped[int | None] = mapped_column(
        ForeignKey("handlungsfeld_land.id", ondelete="RESTRICT")
    )
    # Inexact dates stay in the office's words ("Mitte 2024").
    laufend_seit: Mapped[str] = mapped_column(default="")
    geplant_ab: Mapped[str] = mapped_column(default="")
    befristet_bis: Mapped[str] = mapped_column(default="")
    # "Merged" is a pointer; taking it away is the undo.
    zusammengefuehrt_mit_id: Mapped[int | None] = mapped_column(
        ForeignKey("massnahme.id", ondelete="RESTRICT")
    )

    aliase: Mapped[list[MassnahmeAlias]] = relationship(
        back_populates="massnahme", order_by="MassnahmeAlias.id", cascade="all, delete-orphan"
    )
    handlungsfelder: Mapped[list[MassnahmeHandlungsfeld]] = relationship(
        order_by="MassnahmeHandlungsfeld.id", cascade="all, delete-orphan"
    )
    lebensphasen: Mapped[list[MassnahmeLebensphase]] = relationship(
        order_by="MassnahmeLebensphase.id", cascade="all, delete-orphan"
    )
    sozialraeume: Mapped[list[MassnahmeSozialraum]] = relationship(
        order_by="MassnahmeSozialraum.id", cascade="all, delete-orphan"
    )
    jahresmassnahmen: Mapped[list[Jahresmassnahme]] = relationship(
        back_populates="massnahme", order_by="Jahresmassnahme.foerderjahr_id"
    )


class MassnahmeAlias(Base):
    """Another name under which a list calls the Maßnahme."""

    __tablename__ = "massnahme_alias"
    __table_args__ = (UniqueConstraint("massnahme_id", "name"),)

    massnahme_id: Mapped[int] = mapped_column(ForeignKey("massnahme.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(short(300))

    massnahme: Mapped[Massnahme] = relationship(back_populates="aliase")


class MassnahmeHandlungsfeld(Base):
    """City's Handlungsfelder: one main and others."""

    __tablename__ = "massnahme_handlungsfeld"
    __table_args__ = (UniqueConstraint("massnahme_id", "handlungsfeld_id"),)

    massnahme_id: Mapped[int] = mapped_column(ForeignKey("massnahme.id", ondelete="RESTRICT"))
    handlungsfeld_id: Mapped[int] = mapped_column(ForeignKey("handlungsfeld.id", ondelete="RESTRICT"))
    haupt: Mapped[bool] = mapped_column(default=False)


class MassnahmeLebensphase(Base):
    __tablename__ = "massnahme_lebensphase"
    __table_args__ = (UniqueConstraint("massnahme_id", "lebensphase_id"),)

    massnahme_id: Mapped[int] = mapped_column(ForeignKey("massnahme.id", ondelete="RESTRICT"))
    lebensphase_id: Mapped[int] = mapped_column(ForeignKey("lebensphase.id", ondelete="RESTRICT"))


class MassnahmeSozialraum(Base):
    __tablename__ = "massnahme_sozialraum"
    __table_args__ = (UniqueConstraint("massnahme_id", "sozialraum_id"),)

    massnahme_id: Mapped[int] = mapped_column(ForeignKey("massnahme.id", ondelete="RESTRICT"))
    sozialraum_id: Mapped[int] = mapped_column(ForeignKey("sozialraum.id", ondelete="RESTRICT"))


class Jahresmassnahme(Versioned, Base):
    """A Maßnahme in one Foerderjahr."""

    __tablename__ = "jahresmassnahme"
    __table_args__ = (
        UniqueConstraint("massnahme_id", "foerderjahr_id"),
        CheckConstraint(
            "(rest_entscheidung = '') = (rest_entscheidung_am IS NULL)", name="rest_entscheidung_mit_datum"
        ),
        Index(None, "foerderjahr_id"),
    )

    massnahme_id: Mapped[int] = mapped_column(ForeignKey("massnahme.id", ondelete="RESTRICT"))
    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    # The order of the list; papers keep it.
    reihenfolge: Mapped[int] = mapped_column(default=0)
    fortsetzung: Mapped[Fortsetzung | None]
    beginn: Mapped[date | None]
    vorzeitiger_beginn_zustimmung_am: Mapped[date | None]
    # None: not decided yet.
    land_beantragen: Mapped[bool | None]
    rest_entscheidung: Mapped[str] = mapped_column(default="")
    rest_entscheidung_am: Mapped[date | None]
    # The step from the year before that brought it here.
    jahreswechsel_id: Mapped[int | None] = mapped_column(ForeignKey("jahreswechsel.id", ondelete="RESTRICT"))

    massnahme: Mapped[Massnahme] = relationship(back_populates="jahresmassnahmen")
    foerderjahr: Mapped[Foerderjahr] = relationship()
    empfaengeranteile: Mapped[list[Empfaengeranteil]] = relationship(
        back_populates="jahresmassnahme",
        order_by="Empfaengeranteil.reihenfolge, Empfaengeranteil.id",
        cascade="all, delete-orphan",
    )


class Empfaengeranteil(Versioned, Base):
    """One recipient's part of a Jahresmassnahme; owns plan, promise, Belege and proof."""

    __tablename__ = "empfaengeranteil"
    __table_args__ = (
        UniqueConstraint("jahresmassnahme_id", "traeger_id"),
        CheckConstraint("anteil >= 0", name="anteil_nicht_negativ"),
        Index(None, "traeger_id"),
    )

    jahresmassnahme_id: Mapped[int] = mapped_column(ForeignKey("jahresmassnahme.id", ondelete="RESTRICT"))
    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    reihenfolge: Mapped[int] = mapped_column(default=0)
    # Share of the Landesmittel; None while it is open.
    anteil: Mapped[Betrag | None]
    # How the list wrote the recipient.
    angabe: Mapped[str] = mapped_column(default="")
    vorsteuerabzug: Mapped[bool | None]

    jahresmassnahme: Mapped[Jahresmassnahme] = relationship(back_populates="empfaengeranteile")
    traeger: Mapped[Traeger] = relationship()
    finanzierungsplaene: Mapped[list[Finanzierungsplan]] = relationship(
        order_by="Finanzierungsplan.version", cascade="all, delete-orphan"
    )
    weiterleitungen: Mapped[list[Weiterleitung]] = relationship(
        order_by="Weiterleitung.version", cascade="all, delete-orphan"
    )
    zuweisungen: Mapped[list[Zuweisung]] = relationship(
        order_by="Zuweisung.version", cascade="all, delete-orphan"
    )
    verwendungsnachweis: Mapped[Verwendungsnachweis | None] = relationship(cascade="all, delete-orphan")


class Text(Versioned, Base):
    """A text or declaration for the city's papers, of the year or of one Maßnahme."""

    __tablename__ = "text"
    __table_args__ = (Index(None, "foerderjahr_id", "schluessel"),)

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    jahresmassnahme_id: Mapped[int | None] = mapped_column(
        ForeignKey("jahresmassnahme.id", ondelete="RESTRICT")
    )
    schluessel: Mapped[str] = mapped_column(short(60))
    text: Mapped[str]
