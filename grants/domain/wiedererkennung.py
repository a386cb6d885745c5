"""Which row of a list is which Maßnahme of the register: by Kennung, else by name or alias; the rest is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grants.domain.kennung import name_key, similar, split_label

# Comparing letters is slow; above this many pairs nobody reads the hints either.
_MAX_PAIRS = 250_000


@dataclass(frozen=True, slots=True)
class Bekannt:
    """A Maßnahme of the register with the Kennungen of those that were merged into it.

    `rang`: 0 in the year of the list, 1 in the year before, 2 else.
    """

    id: int
    kennungen: tuple[str, ...]
    name: str
    aliase: tuple[str, ...] = ()
    rang: int = 2

    @property
    def kennung(self) -> str:
        """Its own Kennung."""
        return self.kennungen[0]


@dataclass(frozen=True, slots=True)
class Gesucht:
    """What a row says: its label as written, the name without Träger, and a Kennung where the file has one."""

    label: str
    name: str
    kennung: str = ""
    traeger: tuple[str, ...] = ()


def gesucht(labels: Sequence[tuple[str, str | None, str | None]], traeger: Iterable[str]) -> list[Gesucht]:
    """Return the rows (label, name or None, Kennung or None) with the Träger split off labels without a name.

    Where two rows of a list are left with the same name, both keep the whole label: they are two Maßnahmen.
    """
    known = tuple(traeger)
    found = []
    for label, name, kennung in labels:
        bare, recipients = (name, []) if name is not None else split_label(label, known)
        found.append(Gesucht(label, bare, kennung or "", tuple(recipients)))
    often = Counter(name_key(each.name) for each in found)
    return [each if often[name_key(each.name)] == 1 else replace(each, name=each.label) for each in found]


def recognise(rows: Sequence[Gesucht], bekannte: Sequence[Bekannt]) -> list[Bekannt | None]:
    """Return the Maßnahme of each row, None for a new one; no Maßnahme belongs to two rows.

    Rows are matched by Kennung, then by the whole label, then by the name without Träger, each against names and
    aliases; among several of one name that of the year, else of the year before.
    """
    by_kennung = {kennung: [each] for each in bekannte for kennung in each.kennungen}
    by_name: dict[str, list[Bekannt]] = {}
    for each in sorted(bekannte, key=lambda b: (b.rang, b.id)):
        for name in (each.name, *each.aliase):
            by_name.setdefault(name_key(name), []).append(each)
    found: list[Bekannt | None] = [None] * len(rows)
    taken: set[int] = set()
    for candidates in (
        [by_kennung.get(row.kennung, []) for row in rows],
        [by_name.get(name_key(row.label), []) for row in rows],
        [by_name.get(name_key(row.name), []) for row in rows],
    ):
        for place, known in enumerate(candidates):
            match = next((each for each in known if each.id not in taken), None)
            if found[place] is None and match is not None:
                found[place] = match
                taken.add(match.id)
    return found


def similar_names(
    rows: Sequence[Gesucht], found: Sequence[Bekannt | None], bekannte: Sequence[Bekannt]
) -> Iterator[tuple[Gesucht, Bekannt]]:
    """Yield each new row with a Maßnahme of the register that it might be, for a person to look at.

    A Maßnahme that another row is, is not meant.
    """
    taken = {each.id for each in found if each}
    free = [each for each in bekannte if each.id not in taken]
    new = [row for row, match in zip(rows, found, strict=True) if match is None]
    if len(new) * len(free) > _MAX_PAIRS:
        return
    for row in new:
        for each in free:
            if any(similar(row.name, name) for name in (each.name, *each.aliase)):
                yield row, each
