"""What is asked about an uploaded list, and what taking it over would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from grants.domain.begriffe import Mittelherkunft
from grants.domain.errors import Violation
from grants.domain.money import NULL, Betrag

# What an account or word may mean besides a position: `einnahme:spende`, or that it is not this Maßnahme's.
POSITION, EINNAHME, NICHT = "position:", "einnahme:", "nicht"


class Belegdateiart(StrEnum):
    """How an uploaded list is read: as a Belegliste, or as an extract of somebody's ledger."""

    BELEGLISTE = "belegliste"
    BUCHUNGEN = "buchungen"


@dataclass(frozen=True, slots=True)
class Belegantworten:
    """The answers about one file; `zahlen` and `einnahmen` are empty until somebody said so."""

    art: Belegdateiart = Belegdateiart.BELEGLISTE
    zahlen: str = ""
    einnahmen: str = ""
    # Key of a column → heading in the file.
    spalten: Mapping[str, str] = field(default_factory=dict)
    # Folded account or word → what it means.
    woerter: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "art": self.art.value,
            "zahlen": self.zahlen,
            "einnahmen": self.einnahmen,
            "spalten": dict(self.spalten),
            "woerter": dict(self.woerter),
        }


def antworten_of(values: Mapping[str, Any]) -> Belegantworten:
    """Return the answers as they were kept."""
    return Belegantworten(
        Belegdateiart(values.get("art", Belegdateiart.BELEGLISTE)),
        values.get("zahlen", ""),
        values.get("einnahmen", ""),
        dict(values.get("spalten", {})),
        dict(values.get("woerter", {})),
    )


def position_in(bedeutung: str) -> str:
    """Return the Ausgabeposition that an answer names, empty for income and what is not taken."""
    return bedeutung.removeprefix(POSITION) if bedeutung.startswith(POSITION) else ""


def herkunft_in(bedeutung: str) -> Mittelherkunft | None:
    """Return where the income comes from that an answer names."""
    return Mittelherkunft(bedeutung.removeprefix(EINNAHME)) if bedeutung.startswith(EINNAHME) else None


@dataclass(frozen=True, slots=True)
class Wortfund:
    """An account or word for a position that stands in the file, with what is booked under it."""

    schluessel: str
    wort: str
    zusatz: str
    anzahl: int
    summe: Betrag


@dataclass(frozen=True, slots=True)
class Zeilenvorschau:
    """A row that would be new or changed."""

    neu: bool
    nr: str
    wer: str
    zweck: str
    position: str
    betrag: Betrag
    bisher: str = ""


@dataclass(frozen=True, slots=True)
class Positionsvorschau:
    """The sum of a position now and after the file was taken over."""

    code: str
    wort: str
    jetzt: Betrag
    danach: Betrag
    danach_zuwendungsfaehig: Betrag
    # As the file itself states it, None where it does not.
    genannt: Betrag | None = None

    @property
    def aenderung(self) -> Betrag:
        return self.danach - self.jetzt


@dataclass(frozen=True, slots=True)
class Belegvorschau:
    """What a file would change; with `fehler` or `fragen` nothing of it can be taken over yet."""

    fehler: tuple[Violation, ...] = ()
    fragen: tuple[Wortfund, ...] = ()
    hinweise: tuple[str, ...] = ()
    zeilen: tuple[Zeilenvorschau, ...] = ()
    neu: int = 0
    geaendert: int = 0
    unveraendert: int = 0
    positionen: tuple[Positionsvorschau, ...] = ()
    einnahmen_jetzt: Betrag = NULL
    einnahmen_danach: Betrag = NULL
    summe: Betrag = NULL
    genannt: Betrag | None = None
    # Over everything that would be stored and what it stands against.
    pruefwert: str = ""

    @property
    def is_ready(self) -> bool:
        return not self.fehler and not self.fragen and bool(self.pruefwert)

    @property
    def changes_nothing(self) -> bool:
        return self.is_ready and not self.neu and not self.geaendert
