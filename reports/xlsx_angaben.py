"""The sheet „Angaben“ of every paper: fields, texts, declarations, and what a draft still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grants.domain.dokumente import Ausstellung, Erklaerung, Feld, Paper, Textblock
from grants.domain.money import format_betrag
from reports.formats import TRIFFT_NICHT_ZU, datum
from reports.xlsx import Blatt, Mappe


def add_angaben(mappe: Mappe) -> Blatt:
    blatt = mappe.blatt("Angaben", breiten=(34, 90))
    blatt.head("Angabe", "Inhalt")
    return blatt


def add_felder(blatt: Blatt, felder: Iterable[Feld]) -> None:
    for feld in felder:
        blatt.add(feld.label, gap(feld.label) if feld.wert is None else feld.wert or TRIFFT_NICHT_ZU)


def add_texte(blatt: Blatt, bloecke: Sequence[Textblock]) -> None:
    for block in bloecke:
        titel = f"{block.nummer} {block.titel}".strip()
        if block.fehlt:
            blatt.add(titel, gap(block.titel))
        if block.text:
            blatt.add(titel, block.text)
        for einzeln in block.je_massnahme:
            blatt.add(f"{titel}: {einzeln.massnahme}", einzeln.text)


def add_erklaerungen(blatt: Blatt, erklaerungen: Sequence[Erklaerung]) -> None:
    for erklaerung in erklaerungen:
        antwort = (
            gap("ja oder nein") if erklaerung.antwort is None else "ja" if erklaerung.antwort else "nein"
        )
        blatt.add(f"Erklärung ({erklaerung.buchstabe}): {antwort}", erklaerung.wortlaut)


def add_ausstellung(blatt: Blatt, ausgestellt: Ausstellung | None) -> None:
    if ausgestellt is not None:
        blatt.add("Dokument", f"{ausgestellt.nummer}, Version {ausgestellt.version}")
        blatt.add("ausgestellt am", datum(ausgestellt.am))
        blatt.add("Stand des Verlaufs", f"Nr. {ausgestellt.verlauf_nummer}, {ausgestellt.verlauf_hash}")


def add_offenes(blatt: Blatt, papier: Paper) -> None:
    """Append what stands in the box of a draft on page 1."""
    for abweichung in papier.abweichungen:
        by = (
            f" Abweichung {format_betrag(abweichung.differenz, vorzeichen=True)}."
            if abweichung.differenz
            else ""
        )
        blatt.add("Zu klären", f"{abweichung.text}{by} {abweichung.beheben}".strip())
    for luecke in papier.luecken:
        blatt.add(f"Es fehlt: {luecke.abschnitt}", f"{luecke.fehlt} ({luecke.beheben})")


def gap(was: str) -> str:
    return f"[fehlt: {was}]"
