"""Amounts as bars: heights in whole steps of a picture, so that page and paper draw the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grants.domain.money import NULL, Betrag, divide_half_up

HOEHE = 96


@dataclass(frozen=True, slots=True)
class Balken:
    """One bar with its name; `hoehe` is 0 where there is no amount, else at least 1."""

    titel: str
    betrag: Betrag | None
    hoehe: int


def build_balken(werte: Sequence[tuple[str, Betrag | None]]) -> tuple[Balken, ...]:
    """Return bars of which the highest is `HOEHE`; negative amounts have none."""
    highest = max((betrag for _, betrag in werte if betrag is not None), default=NULL)
    return tuple(
        Balken(titel, betrag, _height(betrag, highest) if betrag is not None else 0)
        for titel, betrag in werte
    )


def _height(betrag: Betrag, highest: Betrag) -> int:
    if betrag.cents <= 0:
        return 0
    return max(1, divide_half_up(betrag.cents * HOEHE, highest.cents))
