"""Frist: the day a paper names, the day it runs out, and what it was extended to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from grants.models.base import Base, Versioned, short


class Frist(Versioned, Base):
    __tablename__ = "frist"
    __table_args__ = (
        CheckConstraint("laeuft_ab_am >= tag", name="ablauf_nicht_vor_tag"),
        CheckConstraint("NOT bestimmter_tag OR laeuft_ab_am = tag", name="bestimmter_tag_bleibt"),
        CheckConstraint(
            "verlaengert_bis IS NULL OR verlaengert_bis > laeuft_ab_am", name="verlaengert_nach_ablauf"
        ),
        CheckConstraint("verlaengert_bis IS NULL OR verlaengert_grund <> ''", name="verlaengert_mit_grund"),
        CheckConstraint("entfallen_am IS NULL OR entfallen_grund <> ''", name="entfallen_mit_grund"),
        CheckConstraint("entfallen_am IS NULL OR erledigt_am IS NULL", name="entfallen_oder_erledigt"),
        Index(None, "foerderjahr_id"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    empfaengeranteil_id: Mapped[int | None] = mapped_column(
        ForeignKey("empfaengeranteil.id", ondelete="RESTRICT")
    )
    art: Mapped[str] = mapped_column(short(60))
    bezeichnung: Mapped[str]
    tag: Mapped[date]
    laeuft_ab_am: Mapped[date]
    bestimmter_tag: Mapped[bool] = mapped_column(default=False)
    verlaengert_bis: Mapped[date | None]
    verlaengert_grund: Mapped[str] = mapped_column(default="", server_default="")
    erledigt_am: Mapped[date | None]
    # The office wants to see it again on this day.
    wiedervorlage_am: Mapped[date | None]
    notiz: Mapped[str] = mapped_column(default="", server_default="")
    # No longer asked for: kept with its reason.
    entfallen_am: Mapped[date | None]
    entfallen_grund: Mapped[str] = mapped_column(default="", server_default="")
