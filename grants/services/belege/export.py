"""The list as a file with the headings of the template, so that the import reads it back as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from grants.domain.begriffe import label
from grants.domain.fristen import format_datum
from grants.domain.money import Betrag
from grants.imports.beleg_werte import SPALTEN
from grants.queries.anteile import Anteil
from grants.queries.belege import Listenzeile
from reports.listendatei import Listendatei, Zeile

_TITEL = {spalte.key: spalte.titel for spalte in SPALTEN}
# Income in a column of its own: nobody has to say then how it is signed.
_SPALTEN = (
    "nr",
    "art",
    "position",
    "rechnungsnummer",
    "rechnungsdatum",
    "zahlungsdatum",
    "zahlungsempfaenger",
    "zweck",
    "gezahlt",
    "betrag",
    "zuwendungsfaehig",
    "leistung_von",
    "leistung_bis",
    "bemerkung",
    "einnahme",
    "mittelherkunft",
)
_BREITEN = (12, 12, 16, 18, 14, 14, 30, 40, 18, 22, 20, 14, 14, 24, 16, 20)


def belegliste_datei(anteil: Anteil, zeilen: Sequence[Listenzeile]) -> Listendatei:
    """Return the rows as a file that `write("xlsx" | "csv")` makes."""
    return Listendatei(
        titel=f"Belegliste {anteil.jahr}: {anteil.massnahme}",
        blatt="Belegliste",
        kopf=tuple(_TITEL[key] for key in _SPALTEN),
        zeilen=[_zeile(zeile) for zeile in zeilen],
        breiten=_BREITEN,
        hinweise=(anteil.traeger,),
    )


def _zeile(zeile: Listenzeile) -> Zeile:
    is_income = zeile.is_einnahme
    values: dict[str, str | Betrag | None] = {
        "nr": zeile.nr,
        "art": "Einnahme" if zeile.art is None else label(zeile.art),
        "position": zeile.position,
        "rechnungsnummer": zeile.rechnungsnummer,
        "rechnungsdatum": _day(zeile.rechnungsdatum),
        "zahlungsdatum": _day(zeile.datum),
        "zahlungsempfaenger": zeile.wer,
        "zweck": zeile.zweck,
        "gezahlt": zeile.gezahlt,
        "betrag": None if is_income else zeile.betrag,
        "zuwendungsfaehig": zeile.zuwendungsfaehig,
        "leistung_von": _day(zeile.leistung_von),
        "leistung_bis": _day(zeile.leistung_bis),
        "bemerkung": zeile.bemerkung,
        "einnahme": zeile.betrag if is_income else None,
        "mittelherkunft": label(zeile.herkunft) if zeile.herkunft else "",
    }
    return tuple(values[key] for key in _SPALTEN)


def _day(day: date | None) -> str:
    return "" if day is None else format_datum(day)
