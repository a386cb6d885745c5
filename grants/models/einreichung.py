"""What was handed in, frozen and numbered; and what the office asked for afterwards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.models.base import Base, Versioned, short


class Nachweisfassung(Base):
    """A Verwendungsnachweis as it was handed in: canonical JSON with its hash. A later hand-in is a new one."""

    __tablename__ = "nachweisfassung"
    __table_args__ = (
        UniqueConstraint("verwendungsnachweis_id", "nummer"),
        UniqueConstraint("vorgangsnummer"),
        CheckConstraint("nummer > 0", name="nummer_ab_eins"),
        CheckConstraint("length(sha256) = 64", name="mit_hash"),
    )

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    nummer: Mapped[int]
    # What the receipt and a signed paper are found by.
    vorgangsnummer: Mapped[str] = mapped_column(short(40))
    inhalt: Mapped[str]
    sha256: Mapped[str] = mapped_column(short(64))
    # Over the figures alone: whether a later copy changes what was checked.
    zahlen_sha256: Mapped[str] = mapped_column(short(64))
    vorlage: Mapped[str] = mapped_column(short(40))
    eingereicht_am: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    # Number and hash of the head of the log at the hand-in, printed on the receipt.
    ereignis_nummer: Mapped[int]
    ereignis_hash: Mapped[str] = mapped_column(short(64))


class Nachforderung(Versioned, Base):
    """What the office asks for before it can go on checking; the proof is open again until it is answered."""

    __tablename__ = "nachforderung"
    __table_args__ = (
        CheckConstraint(
            "beantwortet_am IS NULL OR zurueckgenommen_am IS NULL", name="beantwortet_oder_zurueck"
        ),
        Index(None, "verwendungsnachweis_id"),
    )

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    text: Mapped[str] = mapped_column(default="")
    frist_bis: Mapped[date]
    am: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    beantwortet_am: Mapped[datetime | None]
    zurueckgenommen_am: Mapped[datetime | None]

    punkte: Mapped[list[Nachforderungspunkt]] = relationship(
        order_by="Nachforderungspunkt.id", cascade="all, delete-orphan"
    )


class Nachforderungspunkt(Versioned, Base):
    """One thing asked for; the recipient ticks it off with a sentence."""

    __tablename__ = "nachforderungspunkt"
    __table_args__ = (CheckConstraint("text <> ''", name="nicht_leer"), Index(None, "nachforderung_id"))

    nachforderung_id: Mapped[int] = mapped_column(ForeignKey("nachforderung.id", ondelete="RESTRICT"))
    text: Mapped[str]
    # Which part of the proof it is about (domain.nachweisteile.Teil), so that the page can lead there.
    teil: Mapped[str] = mapped_column(short(20), default="")
    antwort: Mapped[str] = mapped_column(default="")
    erledigt_am: Mapped[datetime | None]
