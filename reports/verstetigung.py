"""The list of the Verstetigung as a file."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.begriffe import Mittelherkunft, label
from grants.domain.fristen import format_datum
from grants.domain.money import Betrag, summe
from grants.domain.verstetigung_bild import Zeitzeile, Zeitzelle
from reports.listendatei import Listendatei, Zeile

_PURSES = (("Land", (Mittelherkunft.LAND,)), ("Stadt", (Mittelherkunft.STADT,)))
_OTHERS = tuple(h for h in Mittelherkunft if h not in {Mittelherkunft.LAND, Mittelherkunft.STADT})
_SPALTEN = (*_PURSES, ("Übrige", _OTHERS))


def build_list(zeilen: Iterable[Zeitzeile], jahre: range) -> Listendatei:
    """Return what the page shows: a row a Maßnahme, three amounts a year, the gaps in words."""
    heads = [f"{wort} {jahr} €" for jahr in jahre for wort, _ in _SPALTEN]
    return Listendatei(
        titel="Verstetigung der Maßnahmen",
        blatt="Verstetigung",
        kopf=(
            "Maßnahme",
            "Kennung",
            "Träger",
            "Stand",
            "seit",
            "Gremium",
            "Vorlage",
            "Haushalt",
            *heads,
            "Stellenanteile (VZÄ)",
            "Lücken",
            "Daneben",
        ),
        zeilen=[_row(each) for each in zeilen],
        breiten=(36, 28, 30, 24, 12, 24, 16, 12, *[14] * len(heads), 12, 60, 50),
    )


def _row(zeile: Zeitzeile) -> Zeile:
    current = zeile.pfad.aktuell
    cells: list[str | Betrag | None] = [
        zeile.pfad.name,
        zeile.pfad.kennung,
        ", ".join(zeile.pfad.traeger),
        label(current.stand) if current else "ohne Eintrag",
        format_datum(current.am) if current else "",
        current.gremium if current else "",
        current.vorlage_nummer if current else "",
        current.zyklus.bezeichnung if current and current.zyklus else "",
    ]
    for zelle in zeile.zellen:
        cells += [_amount(zelle, herkuenfte) for _, herkuenfte in _SPALTEN]
    cells += [
        current.vzae if current else "",
        " ".join(each.text for each in zeile.luecken),
        zeile.nebeneinander,
    ]
    return cells


def _amount(zelle: Zeitzelle, herkuenfte: tuple[Mittelherkunft, ...]) -> Betrag | None:
    amounts = [teil.betrag for teil in zelle.teile if teil.herkunft in herkuenfte]
    return summe(amounts) if amounts else None
