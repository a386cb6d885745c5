"""A list as it stands on a page, as a workbook or CSV: amounts are numbers, no cell is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from grants.domain.money import Betrag, Vomhundert, format_betrag, format_vomhundert
from reports.xlsx import Mappe, Wert

# A program that opens the file would take a text that begins so for a formula.
_FORMELN = ("=", "+", "-", "@", "\t", "\r")
Zeile = Sequence[str | Betrag | Vomhundert | None]


@dataclass(frozen=True, slots=True)
class Listendatei:
    """A list with the words above it; `breiten` are those of the columns in the workbook."""

    titel: str
    blatt: str
    kopf: Sequence[str]
    zeilen: Sequence[Zeile]
    breiten: Sequence[int]
    hinweise: Sequence[str] = ()

    def write(self, endung: str, *, stand: date) -> bytes:
        """Return the file as `xlsx` or `csv`."""
        return self._xlsx(stand) if endung == "xlsx" else self._csv()

    def _xlsx(self, stand: date) -> bytes:
        mappe = Mappe(kopf=[self.titel, *self.hinweise])
        blatt = mappe.blatt(self.blatt, breiten=self.breiten)
        blatt.head(*self.kopf)
        for zeile in self.zeilen:
            werte: list[Wert] = [wert or None if isinstance(wert, str) else wert for wert in zeile]
            blatt.add(*werte)
        return mappe.save(stand=stand)

    def _csv(self) -> bytes:
        """Return the rows with `;` between cells, in UTF-8 with its mark, so that Excel reads umlauts."""
        buffer = StringIO()
        writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
        writer.writerow(self.kopf)
        writer.writerows([_text(wert) for wert in zeile] for zeile in self.zeilen)
        return buffer.getvalue().encode("utf-8-sig")


def _text(wert: str | Betrag | Vomhundert | None) -> str:
    match wert:
        case Betrag():
            # With the minus of the keyboard, as every reader of the file knows it.
            return format_betrag(wert, einheit="").replace("\N{MINUS SIGN}", "-")
        case Vomhundert():
            return format_vomhundert(wert).replace("\N{MINUS SIGN}", "-")
        case str():
            return f"'{wert}" if wert.startswith(_FORMELN) else wert
    return ""
