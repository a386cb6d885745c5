"""How papers write amounts, shares and days; the filters of the templates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from grants.domain.dokumente import Luecke
from grants.domain.money import NBSP, Betrag, Vomhundert, format_betrag, format_vomhundert

FEHLT = "[fehlt]"
UNBEKANNT = "nicht ermittelbar"
TRIFFT_NICHT_ZU = "–"


def euro(betrag: Betrag | None, *, vorzeichen: bool = False) -> str:
    """Return `1.234,56`; the unit stands in the head of the column. A missing amount prints a gap."""
    return FEHLT if betrag is None else format_betrag(betrag, einheit="", vorzeichen=vorzeichen)


def euro_zeichen(betrag: Betrag | None, *, vorzeichen: bool = False) -> str:
    """Return `1.234,56 €` for running text."""
    return FEHLT if betrag is None else format_betrag(betrag, vorzeichen=vorzeichen)


def vh(anteil: Vomhundert | None) -> str:
    """Return `79,67`, and `–` where there is no whole to be a share of."""
    return TRIFFT_NICHT_ZU if anteil is None else format_vomhundert(anteil)


def datum(tag: date | None) -> str:
    return FEHLT if tag is None else f"{tag:%d.%m.%Y}"


def absaetze(text: str) -> list[str]:
    """Return the paragraphs of what somebody typed: an empty line ends one."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def anzahl(zahl: int, einzahl: str, mehrzahl: str) -> str:
    """Return `1 Maßnahme`, `9 Maßnahmen`."""
    return f"{zahl}{NBSP}{einzahl if zahl == 1 else mehrzahl}"


def nach_abschnitt(luecken: Sequence[Luecke]) -> list[tuple[str, list[str], str]]:
    """Return gaps that belong together in one row: section, what is missing, where it is entered."""
    rows: list[tuple[str, list[str], str]] = []
    for luecke in luecken:
        if rows and (rows[-1][0], rows[-1][2]) == (luecke.abschnitt, luecke.beheben):
            rows[-1][1].append(luecke.fehlt)
        else:
            rows.append((luecke.abschnitt, [luecke.fehlt], luecke.beheben))
    return rows
