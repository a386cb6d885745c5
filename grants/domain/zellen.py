"""Cells that several people edit: what changed between the page somebody was shown and what is stored now.

A state is a flat mapping of keys to texts. The page carries the one it was made from; nothing is overwritten that
its reader has not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grants.domain.errors import Conflict

# Key of a cell ("betrag/babylotsen") → its value as text, "" where there is none.
Zellen = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unterschied:
    """A cell that somebody else changed meanwhile: as it was shown, as it is wanted, as it is stored now."""

    feld: str
    gezeigt: str
    meine: str
    jetzt: str

    @property
    def is_streit(self) -> bool:
        """Tell whether both changed it; else only the other person did."""
        return self.meine != self.gezeigt


class InzwischenGeaendert(Conflict):
    """Cells were changed meanwhile; holds each with both values, and what is stored now."""

    def __init__(self, unterschiede: tuple[Unterschied, ...], jetzt: Zellen) -> None:
        self.unterschiede = unterschiede
        self.jetzt = jetzt
        super().__init__(
            "Inzwischen wurden dieselben Angaben geändert. Es ist nichts überschrieben: Bitte wählen Sie bei jeder "
            "Angabe, was gelten soll, und speichern Sie noch einmal."
        )


def find_changes(gezeigt: Zellen, meine: Zellen, jetzt: Zellen) -> tuple[Unterschied, ...]:
    """Return the cells that changed since they were shown and are not what is wanted, in the order stored."""
    keys = dict.fromkeys([*jetzt, *gezeigt])
    found = (
        Unterschied(key, gezeigt.get(key, ""), meine.get(key, gezeigt.get(key, "")), jetzt.get(key, ""))
        for key in keys
    )
    return tuple(each for each in found if each.jetzt not in (each.gezeigt, each.meine))
