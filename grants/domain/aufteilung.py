"""How a Bescheid is divided among the Maßnahmen: as applied for, or cut in proportion in whole steps.

A cut is the office's own decision, no rule of the Land; this computes a proposal that adds up to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grants.domain.money import NULL, Betrag, summe

# Steps in cents that the office rounds to: 1, 10 or 100 €.
SCHRITTE = (100, 1_000, 10_000)


@dataclass(frozen=True, slots=True)
class Vorschlag:
    """Amounts by Kennung; `rest` is what nobody applied for and so nobody gets."""

    betraege: Mapping[str, Betrag]
    rest: Betrag = NULL


def distribute(
    betrag: Betrag, beantragt: Sequence[tuple[str, Betrag]], *, schritt: int = 10_000, rest_auf: str = ""
) -> Vorschlag:
    """Return the amount divided in proportion to what was applied for.

    Each share is cut down to whole steps (cents); what is left goes to `rest_auf`, then step by step to those that
    were cut most. Nobody gets more than was applied for. Raises ValueError for a negative amount or step.
    """
    if betrag.cents < 0 or schritt <= 0:
        raise ValueError("an amount to divide is not negative, a step is positive")
    asked = {key: each for key, each in beantragt if each.cents > 0}
    whole = summe(asked.values())
    if betrag.cents >= whole.cents:
        return Vorschlag(asked, betrag - whole)
    # Exact shares in cents times the whole, so that nothing is rounded on the way.
    given = {
        key: betrag.cents * each.cents // whole.cents // schritt * schritt for key, each in asked.items()
    }
    left = betrag.cents - sum(given.values())
    if rest_auf in given:
        more = min(left, asked[rest_auf].cents - given[rest_auf])
        given[rest_auf] += more
        left -= more
    while left:
        key = max(given, key=lambda k: (asked[k].cents - given[k], -list(asked).index(k)))
        more = min(left, schritt, asked[key].cents - given[key])
        given[key] += more
        left -= more
    return Vorschlag({key: Betrag(cents) for key, cents in given.items()})
