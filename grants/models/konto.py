"""Accounts: how a Person logs in. Everything decided points to the Person, never to the account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from grants.domain.begriffe import Linkzweck, Versuchsart
from grants.models.base import Base, Versioned, short
from grants.models.person import Person


class Konto(Versioned, Base, UserMixin):
    """The account of a Person; English names are those that the log-in library reads."""

    __tablename__ = "konto"
    __table_args__ = (
        CheckConstraint("(gesperrt_am IS NULL) = (gesperrt_grund = '')", name="gesperrt_mit_grund"),
        CheckConstraint("(tf_totp_secret IS NULL) = (tf_primary_method IS NULL)", name="zweiter_faktor_ganz"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), unique=True)
    # Argon2id; None until the invitation is accepted.
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    # What the session carries: a new one ends every session of the account.
    fs_uniquifier: Mapped[str] = mapped_column(short(64), unique=True)
    # Encrypted with a key made from GRANTS_SECRET_KEY.
    tf_totp_secret: Mapped[str | None]
    tf_primary_method: Mapped[str | None] = mapped_column(short(20))
    # The last code that was taken, so that nobody uses it a second time.
    totp_zaehler: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    kennwort_vom: Mapped[datetime | None]
    letzte_anmeldung_am: Mapped[datetime | None]
    vorige_anmeldung_am: Mapped[datetime | None]
    gesperrt_am: Mapped[datetime | None]
    gesperrt_grund: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(lazy="joined")
    # The address stands at the Person, once.
    email: Mapped[str | None] = column_property(  # type: ignore[assignment]  # as the library's annotation: str
        select(Person.email).where(Person.id == person_id).correlate_except(Person).scalar_subquery()
    )

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]  # the library's is writable
        """Return nothing: Rollen hang on the Person and are read with their days (grants.auth)."""
        return []

    def get_id(self) -> str:
        return self.fs_uniquifier

    def calc_username(self) -> str:
        return self.email or ""


class Zugangslink(Base):
    """A link that opens one thing once: an invitation, a new password, another address. Only its hash is kept."""

    __tablename__ = "zugangslink"
    __table_args__ = (
        CheckConstraint("(zweck = 'neue_adresse') = (neue_email IS NOT NULL)", name="adresse_zum_zweck"),
        Index(None, "person_id"),
    )

    zweck: Mapped[Linkzweck]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    token_sha256: Mapped[str] = mapped_column(short(64), unique=True)
    neue_email: Mapped[str | None] = mapped_column(short())
    gueltig_bis: Mapped[datetime]
    benutzt_am: Mapped[datetime | None]
    # Replaced by a newer link or taken back.
    ungueltig_am: Mapped[datetime | None]


class Anmeldeversuch(Base):
    """A failed attempt, by keyed hashes of the account and of the address it came from: no names, no addresses."""

    __tablename__ = "anmeldeversuch"
    __table_args__ = (Index(None, "konto_hash", "am"), Index(None, "herkunft_hash", "am"))

    art: Mapped[Versuchsart]
    konto_hash: Mapped[str] = mapped_column(short(64))
    herkunft_hash: Mapped[str] = mapped_column(short(64))
    am: Mapped[datetime]


class Zwischenstand(Base):
    """What was typed into a form whose session had ended; given back to the same Person after the log-in."""

    __tablename__ = "zwischenstand"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    pfad: Mapped[str]
    # Pairs of name and value, without passwords, keys and files.
    felder: Mapped[list[list[str]]] = mapped_column(JSON)
    mit_dateien: Mapped[bool] = mapped_column(default=False)
    am: Mapped[datetime]
