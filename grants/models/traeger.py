"""Traeger: who carries a Maßnahme, a freier Träger or an office of the city."""

from __future__ import annotations

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
    """A further name by which lists call the Träger ("Angabe im Papier")."""

    __tablename__ = "traeger_name"

    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(short(), unique=True)

    traeger: Mapped[Traeger] = relationship(back_populates="namen")


class Vertretung(Base):
    """Who may sign for the Träger."""

    __tablename__ = "vertretung"
    __table_args__ = (UniqueConstraint("traeger_id", "name"),)

    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(short())

    traeger: Mapped[Traeger] = relationship(back_populates="vertretungen")


class Ansprechperson(Base):
    __tablename__ = "ansprechperson"
    __table_args__ = (Index(None, "traeger_id"),)

    traeger_id: Mapped[int] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    name: Mapped[str]
    funktion: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    telefon: Mapped[str] = mapped_column(default="")

    traeger: Mapped[Traeger] = relationship(back_populates="ansprechpersonen")
