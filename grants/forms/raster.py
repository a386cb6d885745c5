"""Rows of a grid in a form: fields named `zeile-3-betrag`, read as typed, each with its own message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from grants.domain.errors import DomainError

# More rows than any office has; whoever sends more sends nonsense.
MAX_ZEILEN = 500
_NAME = re.compile(r"(?P<art>[a-z]+)-(?P<nr>[0-9]{1,4})-(?P<spalte>[a-z_]+(?:-[0-9]{1,3})?)")

V = TypeVar("V")


@dataclass(slots=True)
class Rasterzeile:
    """One row: what stands in its cells and what is wrong with them, by column."""

    art: str
    nr: int
    texte: dict[str, str] = field(default_factory=dict)
    fehler: dict[str, str] = field(default_factory=dict)

    def feld(self, spalte: str) -> str:
        """Return name and id of a cell."""
        return f"{self.art}-{self.nr}-{spalte}"

    def text(self, spalte: str) -> str:
        return self.texte.get(spalte, "")

    @property
    def platz(self) -> int:
        text = self.text("platz")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else MAX_ZEILEN

    def is_leer(self, *spalten: str) -> bool:
        return not any(self.text(spalte) for spalte in spalten)

    def read(self, spalte: str, parse: Callable[[str], V]) -> V | None:
        """Return the value of a cell, None for an empty one; what cannot be read is noted at the cell."""
        text = self.text(spalte)
        if not text:
            return None
        try:
            return parse(text)
        except DomainError as error:
            self.fehler[spalte] = str(error)
            return None

    def refuse(self, spalte: str, text: str) -> None:
        """Note a message at the cell, beside one that stands there already."""
        self.fehler[spalte] = f"{self.fehler[spalte]} {text}" if spalte in self.fehler else text


def read_rows(formdata: Mapping[str, Any], art: str) -> list[Rasterzeile]:
    """Return the rows of one kind that a form sent, in the order of their `platz`."""
    found: dict[int, Rasterzeile] = {}
    for name, value in formdata.items():
        match = _NAME.fullmatch(name)
        if match and match["art"] == art:
            zeile = found.setdefault(int(match["nr"]), Rasterzeile(art, int(match["nr"])))
            zeile.texte[match["spalte"]] = str(value).strip()
    return sorted(found.values(), key=lambda zeile: (zeile.platz, zeile.nr))[:MAX_ZEILEN]


def renumber(zeilen: Iterable[Rasterzeile]) -> None:
    """Give the rows ascending places, as they stand."""
    for platz, zeile in enumerate(zeilen, start=1):
        zeile.texte["platz"] = str(platz)


def next_nr(zeilen: Iterable[Rasterzeile]) -> int:
    """Return a number that no row has."""
    return max((zeile.nr for zeile in zeilen), default=-1) + 1


def move(zeilen: list[Rasterzeile], nr: int, schritte: int) -> None:
    """Move a row up (negative) or down among the others."""
    place = next((i for i, zeile in enumerate(zeilen) if zeile.nr == nr), None)
    if place is not None and 0 <= place + schritte < len(zeilen):
        zeilen.insert(place + schritte, zeilen.pop(place))
    renumber(zeilen)


def problems(zeilen: Iterable[Rasterzeile]) -> list[tuple[str, str]]:
    """Return (id of the cell, message) of all rows, in their order."""
    return [(zeile.feld(spalte), text) for zeile in zeilen for spalte, text in zeile.fehler.items()]
