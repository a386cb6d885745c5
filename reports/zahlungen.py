"""The payments of a year as a file."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.begriffe import label
from grants.domain.fristen import format_datum
from grants.domain.zahlungen import RICHTUNG_LABEL, Zahlungszeile, sum_up
from reports.listendatei import Listendatei, Zeile

_KOPF = (
    "Nr.",
    "Tag",
    "Richtung",
    "Art",
    "Träger",
    "Maßnahme",
    "Mittelherkunft",
    "Haushaltsjahr",
    "Betrag (EUR)",
    "Beleg der Kasse oder Bank",
    "Kontierung",
    "Bemerkung",
    "Zurückgenommen, weil",
)


def build_list(zeilen: Iterable[Zahlungszeile], *, jahr: int) -> Listendatei:
    """Return what the page shows, with the sum of each direction below; amounts bear their sign."""
    rows = list(zeilen)
    gap = [""] * 3
    sums: list[Zeile] = [
        ("", "", RICHTUNG_LABEL[richtung], "Summe", *gap, "", betrag, "", "", "", "")
        for richtung, betrag in sum_up(rows).items()
    ]
    return Listendatei(
        titel=f"Zahlungen im Förderjahr {jahr}",
        blatt="Zahlungen",
        kopf=_KOPF,
        zeilen=[*(_row(each) for each in rows), *sums],
        breiten=(8, 12, 26, 30, 30, 34, 18, 14, 16, 26, 34, 40, 40),
        hinweise=["Hier festgehalten, nicht gebucht. Zurückgenommene Zahlungen zählen in keiner Summe."],
    )


def _row(zeile: Zahlungszeile) -> Zeile:
    return (
        str(zeile.id),
        format_datum(zeile.datum),
        RICHTUNG_LABEL[zeile.richtung],
        label(zeile.art),
        zeile.traeger,
        zeile.massnahme,
        label(zeile.herkunft),
        str(zeile.haushaltsjahr or ""),
        zeile.betrag,
        zeile.buchungszeichen,
        zeile.kontierung,
        zeile.bemerkung,
        zeile.storno_grund,
    )
