"""The city as applicant, and who it applies to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.models.base import Base, Versioned, short


class Stelle(Versioned, Base):
    """The one city office this installation works for; its fields are those of the Antrag, section 1."""

    __tablename__ = "stelle"

    name: Mapped[str]
    amt: Mapped[str] = mapped_column(default="")
    strasse: Mapped[str] = mapped_column(default="")
    plz: Mapped[str] = mapped_column(default="")
    ort: Mapped[str] = mapped_column(default="")
    kreis: Mapped[str] = mapped_column(default="")
    gemeindekennziffer: Mapped[str] = mapped_column(default="")
    internet: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    telefon: Mapped[str] = mapped_column(default="")
    vertretungsberechtigt: Mapped[str] = mapped_column(default="")
    auskunft_erteilt: Mapped[str] = mapped_column(default="")
    auskunft_telefon: Mapped[str] = mapped_column(default="")
    auskunft_vertretung: Mapped[str] = mapped_column(default="")
    iban: Mapped[str] = mapped_column(default="")
    bic: Mapped[str] = mapped_column(default="")
    institut: Mapped[str] = mapped_column(default="")
    aktenzeichen_muster: Mapped[str] = mapped_column(default="")
    beispiel: Mapped[bool] = mapped_column(default=False)


class Foerdergeber(Versioned, Base):
    __tablename__ = "foerdergeber"

    schluessel: Mapped[str] = mapped_column(short(60), unique=True)
    anschrift: Mapped[str] = mapped_column(default="")

    namen: Mapped[list[FoerdergeberName]] = relationship(
        back_populates="foerdergeber", order_by="FoerdergeberName.gueltig_ab", cascade="all, delete-orphan"
    )


class FoerdergeberName(Base):
    """The name an authority carries from a day on; papers print the one of their day."""

    __tablename__ = "foerdergeber_name"
    __table_args__ = (UniqueConstraint("foerdergeber_id", "gueltig_ab"),)

    foerdergeber_id: Mapped[int] = mapped_column(ForeignKey("foerdergeber.id", ondelete="RESTRICT"))
    gueltig_ab: Mapped[date]
    name: Mapped[str]

    foerdergeber: Mapped[Foerdergeber] = relationship(back_populates="namen")
