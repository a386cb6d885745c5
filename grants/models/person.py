"""Person and roles. Log, waiver and sign-off point to a Person, never to an account."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Rolle
from grants.models.base import Base, Versioned, short


class Person(Versioned, Base):
    __tablename__ = "person"
    __table_args__ = (CheckConstraint("zusammengefuehrt_mit_id <> id", name="nicht_mit_sich_selbst"),)

    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(short(), unique=True)
    # Two found to be one: a pointer, so that taking it away is the undo. Four eyes compares after following it.
    zusammengefuehrt_mit_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))

    rollen: Mapped[list[Rollenzuordnung]] = relationship(
        back_populates="person", order_by="Rollenzuordnung.id"
    )


class Rollenzuordnung(Base):
    __tablename__ = "rollenzuordnung"
    __table_args__ = (
        CheckConstraint("bis IS NULL OR von IS NULL OR bis >= von", name="bis_nach_von"),
        CheckConstraint(
            "(rolle IN ('traeger', 'stelle')) = (traeger_id IS NOT NULL)", name="traeger_zur_rolle"
        ),
        CheckConstraint(
            "rolle IN ('traeger', 'stelle')"
            " OR NOT (darf_inhaltlich OR darf_finanziell OR vertretungsberechtigt)",
            name="befugnis_nur_empfaenger",
        ),
        Index(None, "person_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    rolle: Mapped[Rolle]
    traeger_id: Mapped[int | None] = mapped_column(ForeignKey("traeger.id", ondelete="RESTRICT"))
    von: Mapped[date | None]
    bis: Mapped[date | None]
    # What a person may do for a Träger or a Stelle: write the report, keep the figures, sign.
    darf_inhaltlich: Mapped[bool] = mapped_column(default=False, server_default=false())
    darf_finanziell: Mapped[bool] = mapped_column(default=False, server_default=false())
    vertretungsberechtigt: Mapped[bool] = mapped_column(default=False, server_default=false())

    person: Mapped[Person] = relationship(back_populates="rollen")
