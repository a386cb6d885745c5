"""Two versions of a paper side by side, read from what was frozen when they were issued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from grants.domain.errors import NotFound
from grants.queries.ablage import Dokumentzeile

Daten = TypeVar("Daten")
Vergleich = TypeVar("Vergleich")

# Stands for the paper as it is now, in place of the number of a version.
ENTWURF = "entwurf"


@dataclass(frozen=True, slots=True)
class Gegenueber(Generic[Vergleich]):
    """Two versions and what changed from the first to the second; None where one can no longer be read."""

    von_wahl: str
    bis_wahl: str
    von: str
    bis: str
    vergleich: Vergleich | None


def compare(
    dokumente: Sequence[Dokumentzeile],
    *,
    von: str,
    bis: str,
    unbekannt: str,
    entwurf: Callable[[], Daten],
    version: Callable[[int], Daten | None],
    vergleiche: Callable[[Daten, Daten], Vergleich],
) -> Gegenueber[Vergleich] | None:
    """Return two versions side by side: those asked for, else the newest issued one and the state of now.

    `von`, `bis`: numbers of versions, or ENTWURF. `version` reads the frozen values of a paper by its id. None while
    nothing was issued. Raises NotFound with `unbekannt` (holds `{version}`) for a version that does not exist.
    """
    if not dokumente:
        return None
    first = von or str(max(each.version for each in dokumente))
    second = bis or ENTWURF
    ids = {str(each.version): each.id for each in dokumente}

    def load(choice: str) -> Daten | None:
        if choice == ENTWURF:
            return entwurf()
        if choice not in ids:
            raise NotFound(unbekannt.format(version=choice))
        return version(ids[choice])

    old, new = load(first), load(second)
    return Gegenueber(
        von_wahl=first,
        bis_wahl=second,
        von=_name(first),
        bis=_name(second),
        vergleich=vergleiche(old, new) if old is not None and new is not None else None,
    )


def _name(choice: str) -> str:
    return "heutiger Stand" if choice == ENTWURF else f"Version {choice}"
