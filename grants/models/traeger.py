"""Traeger: who carries a Maßnahme, a freier Träger or an office of the city."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import TraegerArt
from grants.models.base import Base, Versioned, short


class Traeger(Versioned, Base):
    __tablename__ = "traeger"
    __table_args__ = (
        # A Stelle is booked, not paid; money on an account of the city would be a payment to itself.
        CheckConstraint("art <> 'staedtische_stelle' OR iban = ''", name="stelle_ohne_iban"),
        CheckConstraint(
            "art = 'staedtische_stelle' OR buchungsstelle = ''", name="buchungsstelle_nur_stelle"
        ),
        CheckConstraint("zusammengefuehrt_mit_id <> id", name="nicht_mit_sich_selbst"),
    )

    kuerzel: Mapped[str] = mapped_column(short(60), unique=True)
    name: Mapped[str]
    art: Mapped[TraegerArt] = mapped_column(default=TraegerArt.UNGEKLAERT)
    strasse: Mapped[str] = mapped_column(default="")
    plz: Mapped[str] = mapped_column(default="")
    ort: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    telefon: Mapped[str] = mapped_column(default="")
    iban: Mapped[str] = mapped_column(default="")
    buchungsstelle: Mapped[str] = mapped_column(default="")
    amt_nummer: Mapped[str] = mapped_column(default="")
    dezernat: Mapped[str] = mapped_column(default="")
    # Whether the Vertretungsberechtigte sign jointly; None: not known.
    gemeinsam_vertreten: Mapped[bool | None]
    # Whether it may deduct input tax, so that amounts are net; None: not asked yet.
    vorsteuerabzug: Mapped[bool | None]
    # Whether the Geschäftsstelle belongs to this Stelle, so that it must not check it; None: not asked yet.
    gehoert_geschaeftsstelle: Mapped[bool | None]
    # Who was ever paid stays in the register; from this day on nobody is to choose it for something new.
    inaktiv_ab: Mapped[date | None]
    # Two found to be one: a pointer, so that taking it away is the undo. Shares stay where they are.
    zusammengefuehrt_mit_id: Mapped[int | None] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))

    namen: Mapped[list[TraegerName]] = relationship(
        back_populates="traeger", order_by="TraegerName.id", cascade="all, delete-orphan"
    )
    vertretungen: Mapped[list[Vertretung]] = relationship(
        back_populates="traeger", order_by="Vertretung.id", cascade="all, delete-orphan"
    )
    ansprechpersonen: Mapped[list[Ansprechperson]] = relationship(
        back_populates="traeger", order_by="Ansprechperson.id", cascade="all, delete-orphan"
    )


class TraegerName(Base):
    """A further name by which lists call the Träger ("Angabe im Papier"), or the one it carried before."""

    __tablename__ = "traeger_name"

    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(short(), unique=True)
    # Last day on which the Träger was called so; None for a name that only lists use.
    bis: Mapped[date | None]

    traeger: Mapped[Traeger] = relationship(back_populates="namen")


class Vertretung(Versioned, Base):
    """Who may sign for the Träger, from when until when."""

    __tablename__ = "vertretung"
    __table_args__ = (
        UniqueConstraint("traeger_id", "name"),
        CheckConstraint("bis IS NULL OR von IS NULL OR bis >= von", name="bis_nach_von"),
    )

    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(short())
    funktion: Mapped[str] = mapped_column(default="")
    von: Mapped[date | None]
    bis: Mapped[date | None]

    traeger: Mapped[Traeger] = relationship(back_populates="vertretungen")


class Ansprechperson(Versioned, Base):
    """Who answers questions: about the work, about the money, or both."""

    __tablename__ = "ansprechperson"
    __table_args__ = (
        CheckConstraint("bis IS NULL OR von IS NULL OR bis >= von", name="bis_nach_von"),
        Index(None, "traeger_id"),
    )

    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    name: Mapped[str]
    funktion: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    telefon: Mapped[str] = mapped_column(default="")
    inhaltlich: Mapped[bool] = mapped_column(default=False)
    finanziell: Mapped[bool] = mapped_column(default=False)
    von: Mapped[date | None]
    bis: Mapped[date | None]

    traeger: Mapped[Traeger] = relationship(back_populates="ansprechpersonen")
