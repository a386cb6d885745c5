"""Reading the cells of a table row by row; what cannot be read is kept as a problem with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from grants.domain.money import Betrag, Zahlen
from grants.imports.meldungen import Meldungen
from grants.imports.tabelle import Tabelle, Zeile
from grants.imports.werte import WertAbgelehnt, read_betrag, read_datum, read_text
from grants.imports.xlsx import Wert

T = TypeVar("T")


class Leser:
    """Reads one table; a cell that is refused comes back as None and is kept in `meldungen`."""

    def __init__(self, tabelle: Tabelle, meldungen: Meldungen, *, zahlen: Zahlen | None) -> None:
        self.tabelle = tabelle
        self.meldungen = meldungen
        self._zahlen = zahlen

    def add(self, zeile: Zeile, key: str, code: StrEnum, text: str) -> None:
        """Keep a problem of one cell; of the row where the file has no such column."""
        if key not in self.tabelle.spalten:
            self.meldungen.add(code, text, zeile=zeile.nr, blatt=self.tabelle.blatt)
            return
        cell = self.tabelle.zelle(zeile, key)
        self.meldungen.add(
            code,
            text,
            wert=cell.value,
            zeile=cell.zeile,
            blatt=cell.blatt,
            spalte=self.tabelle.titel[key],
            zelle=cell.zelle,
            spalte_nr=cell.spalte_nr,
        )

    def add_hinweis(self, zeile: Zeile, text: str) -> None:
        """Keep a remark on a row."""
        self.meldungen.add_hinweis(text, zeile=zeile.nr, blatt=self.tabelle.blatt)

    def has(self, zeile: Zeile, key: str) -> bool:
        """Tell whether something stands in the cell, readable or not."""
        return self.tabelle.value(zeile, key) is not None

    def read(self, zeile: Zeile, key: str, convert: Callable[[Wert], T]) -> T | None:
        """Return the converted cell; None for an empty one or one that is refused."""
        wert = self.tabelle.value(zeile, key)
        if wert is None:
            return None
        try:
            return convert(wert)
        except WertAbgelehnt as refused:
            self.add(zeile, key, refused.code, str(refused))
            return None

    def shown(self, zeile: Zeile, key: str) -> str:
        """Return the text of a cell to look at, without keeping a problem; empty for everything but text."""
        wert = self.tabelle.value(zeile, key)
        return wert if isinstance(wert, str) else ""

    def text(self, zeile: Zeile, key: str) -> str:
        """Return the cell as text, line breaks as blanks; empty for an empty or refused one."""
        wert = self.tabelle.value(zeile, key)
        text = wert if isinstance(wert, str) else self.read(zeile, key, read_text) or ""
        return " ".join(text.split())

    def betrag(self, zeile: Zeile, key: str) -> Betrag | None:
        return self.read(zeile, key, lambda wert: read_betrag(wert, zahlen=self._zahlen))

    def datum(self, zeile: Zeile, key: str) -> date | None:
        return self.read(zeile, key, read_datum)
