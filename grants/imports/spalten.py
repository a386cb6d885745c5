"""Headings of tables: what a column is called here and elsewhere, and which row is the header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grants.imports.werte import clean
from grants.imports.xlsx import Wert

# Two known headings make a header; a single one may be a word of a title.
KOPF_MINDESTENS = 2

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "€": " eur "})
_UNITS = frozenset({"in", "eur", "euro"})


@dataclass(frozen=True, slots=True)
class Spalte:
    """A column that is known: its key, its own heading, and what others call it."""

    key: str
    titel: str
    aliases: tuple[str, ...] = ()
    pflicht: bool = True
    ist_betrag: bool = False


@lru_cache(maxsize=4096)
def fold(heading: str) -> str:
    """Return a heading as it is compared: lower case, ae oe ue ss, without unit, blanks and punctuation."""
    words = re.findall(r"[0-9a-z%]+", clean(heading).casefold().translate(_UMLAUTS))
    while len(words) > 1 and words[-1] in _UNITS:
        words.pop()
    return "".join(words)


class Kopf:
    """The known columns of a kind of table, looked up by what stands in a cell."""

    def __init__(self, spalten: Sequence[Spalte], zuordnung: Mapping[str, str] | None = None) -> None:
        self.spalten = spalten
        # What somebody said about the headings of this file: key of a column → heading. It wins over every alias.
        self.zuordnung = {key: fold(heading) for key, heading in (zuordnung or {}).items()}
        self._own = {fold(spalte.titel): spalte.key for spalte in spalten}
        self._all = {fold(alias): spalte.key for spalte in spalten for alias in spalte.aliases} | self._own

    def key(self, wert: Wert) -> str | None:
        """Return the key of the column that a cell names, None for anything else."""
        if not isinstance(wert, str):
            return None
        folded = fold(wert)
        mapped = next((key for key, heading in self.zuordnung.items() if heading == folded), None)
        return mapped or self._all.get(folded)

    def mapped(self, werte: Sequence[Wert]) -> dict[str, int]:
        """Return where the columns stand that somebody pointed to; one heading may serve two columns."""
        if not self.zuordnung:
            return {}
        places: dict[str, int] = {}
        for index, wert in enumerate(werte):
            if isinstance(wert, str):
                places.setdefault(fold(wert), index)
        return {key: places[heading] for key, heading in self.zuordnung.items() if heading in places}

    def is_own(self, wert: Wert) -> bool:
        """Tell whether a cell holds a heading as this program writes it."""
        return isinstance(wert, str) and fold(wert) in self._own

    def count(self, werte: Iterable[Wert]) -> int:
        """Return how many known columns a row names."""
        return len({key for wert in werte if (key := self.key(wert)) is not None})

    def find(self, rows: Sequence[Sequence[Wert]]) -> int | None:
        """Return the index of the header among the first rows: the one that names most columns."""
        counts = [self.count(row) for row in rows]
        best = max(counts, default=0)
        return counts.index(best) if best >= KOPF_MINDESTENS else None

    def missing_in(self, werte: Sequence[Wert]) -> list[Spalte]:
        """Return the columns that a header does not name and has to."""
        named = {key for wert in werte if (key := self.key(wert)) is not None}
        return self.missing(named | set(self.mapped(werte)))

    def missing(self, keys: Iterable[str]) -> list[Spalte]:
        """Return the columns that have to be there and are not."""
        present = set(keys)
        return [spalte for spalte in self.spalten if spalte.pflicht and spalte.key not in present]


def place_columns(werte: Sequence[Wert], kopf: Kopf) -> tuple[dict[str, int], list[list[int]], list[int]]:
    """Return where each known column stands, the groups that claim the same column, and the unknown ones.

    A heading as this program writes it wins over other words for the same: where both `Betrag für die Maßnahme`
    and `Betrag` stand, only the first is read.
    """
    mapped = kopf.mapped(werte)
    claims: dict[str, list[int]] = {}
    unknown = []
    for index, wert in enumerate(werte):
        key = kopf.key(wert)
        if index in mapped.values():
            continue
        if key is not None and key not in mapped:
            claims.setdefault(key, []).append(index)
        elif isinstance(wert, str) and clean(wert):
            unknown.append(index)
    places, double = dict(mapped), []
    for key, indexes in claims.items():
        own = [index for index in indexes if kopf.is_own(werte[index])]
        chosen = own or indexes
        if len(chosen) > 1:
            double.append(chosen)
            continue
        places[key] = chosen[0]
        unknown.extend(index for index in indexes if index != chosen[0])
    return places, double, sorted(unknown)
