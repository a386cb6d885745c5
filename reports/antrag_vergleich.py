"""What changed between two versions of the Antrag as a workbook or CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO

from grants.domain.antrag_vergleich import Vergleichszeile
from grants.domain.money import Betrag, format_betrag
from reports.xlsx import Mappe, Wert

_BREITEN = (20, 46, 40, 40, 16)
# A program that opens the file would take a text that begins so for a formula.
_FORMELN = ("=", "+", "-", "@", "\t", "\r")


def _head(von: str, bis: str) -> tuple[str, ...]:
    return ("Teil", "Angabe", von, bis, "Differenz €")


def write_xlsx(rows: Sequence[Vergleichszeile], *, titel: str, von: str, bis: str, stand: date) -> bytes:
    """Return a workbook of one sheet; amounts are numbers."""
    mappe = Mappe(kopf=[titel])
    blatt = mappe.blatt("Vergleich", breiten=_BREITEN)
    blatt.head(*_head(von, bis))
    for row in rows:
        blatt.add(row.teil, row.angabe, _wert(row.alt), _wert(row.neu), row.differenz)
    return mappe.save(stand=stand)


def _wert(value: Betrag | str | None) -> Wert:
    return value or None if isinstance(value, str) else value


def write_csv(rows: Sequence[Vergleichszeile], *, von: str, bis: str) -> bytes:
    """Return the rows with `;` between the cells, in UTF-8 with its mark, so that Excel reads umlauts."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(_head(von, bis))
    for row in rows:
        writer.writerow([_safe(row.teil), _safe(row.angabe), *map(_text, (row.alt, row.neu, row.differenz))])
    return buffer.getvalue().encode("utf-8-sig")


def _text(value: Betrag | str | None) -> str:
    if isinstance(value, Betrag):
        # With the minus of the keyboard, as every reader of the file knows it.
        return format_betrag(value, einheit="").replace("\N{MINUS SIGN}", "-")
    return _safe(value or "")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMELN) else text
