"""One-time keys of forms: a double click or a form sent again from the history of the browser acts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from grants.models.base import Base, short


class Abgabe(Base):
    """A form that was taken; `ziel` is where the person was led afterwards."""

    __tablename__ = "abgabe"

    schluessel: Mapped[str] = mapped_column(short(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    ziel: Mapped[str] = mapped_column(default="")
    # Sum over what was sent: the same key with other content is another wish and is not swallowed.
    inhalt_sha256: Mapped[str] = mapped_column(short(64))
    am: Mapped[datetime]
