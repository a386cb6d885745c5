"""What a person may do for a Träger or a Stelle: the three rights, where each is kept, and in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grants.domain.begriffe import Befugnis, label

# Column of Rollenzuordnung of each right.
SPALTEN: Mapping[Befugnis, str] = {
    Befugnis.INHALTLICH: "darf_inhaltlich",
    Befugnis.FINANZIELL: "darf_finanziell",
    Befugnis.VERTRETUNGSBERECHTIGT: "vertretungsberechtigt",
}
WAS: Mapping[Befugnis, str] = {
    Befugnis.INHALTLICH: "schreibt Sachbericht und Kennzahlen",
    Befugnis.FINANZIELL: "führt Zahlen und Belegliste",
    Befugnis.VERTRETUNGSBERECHTIGT: "gibt Erklärungen ab und sendet den Nachweis ab",
}


def from_columns(*given: bool) -> tuple[Befugnis, ...]:
    """Return the rights of a row, its columns in the order of `SPALTEN`."""
    return tuple(befugnis for befugnis, has in zip(SPALTEN, given, strict=True) if has)


def to_columns(befugnisse: Iterable[Befugnis]) -> dict[str, bool]:
    """Return the columns of a row that has these rights."""
    given = set(befugnisse)
    return {column: befugnis in given for befugnis, column in SPALTEN.items()}


def spell(befugnisse: Iterable[Befugnis]) -> str:
    """Return the rights in words, in their order; without any: only reading."""
    given = set(befugnisse)
    return ", ".join(label(each) for each in SPALTEN if each in given) or "nur lesen"
