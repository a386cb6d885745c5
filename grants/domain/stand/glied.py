"""A stage of the money and how its figure stands to the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grants.domain.money import NULL, Betrag
from grants.domain.pruefregeln import Ergebnisart


@dataclass(frozen=True, slots=True)
class Glied:
    """A stage the money has reached: its amount and, in words, how that stands to the stage before."""

    titel: str
    betrag: Betrag
    # What `betrag` counts where the title does not say it ("zuwendungsfähig").
    einheit: str = ""
    vergleich: str = ""
    # The figure `vergleich` goes on from, without a sign: the words say more or less.
    differenz: Betrag | None = None
    zusatz: str = ""
    regeln: tuple[str, ...] = ()
    # Judgement of its rules; None while none of them could judge.
    ergebnis: Ergebnisart | None = None
    # The rule behind a judgement that is not simply ok.
    anlass: str = ""


# Name of a stage, and the stage once the money has reached it.
Stages = Iterator[tuple[str, Glied | None]]
# What is said of a figure, and the difference it goes on from.
Words = tuple[str, Betrag | None]


def compare(difference: Betrag, *, equal: str, less: str, more: str) -> Words:
    """Return words and figure of a comparison; the figure has no sign since the words carry it."""
    if not difference:
        return equal, None
    return less if difference < NULL else more, abs(difference)


def make_glied(titel: str, betrag: Betrag, words: Words, *, zusatz: str = "", regeln: str = "") -> Glied:
    return Glied(
        titel, betrag, vergleich=words[0], differenz=words[1], zusatz=zusatz, regeln=tuple(regeln.split())
    )
