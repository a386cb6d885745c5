"""Eingegangen less zurückgezahlt ≤ Bescheid in force."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain import summen
from grants.domain.kette import Jahr
from grants.domain.money import NULL, format_betrag
from grants.domain.pruefregeln.regel import Befund, Stufe, compare, missing, regel


@regel(
    "eingang_land",
    satz="Vom Land ist nicht mehr eingegangen, als bewilligt ist.",
    quelle="Zuwendungsbescheid",
    stufe=Stufe.DURCHFUEHRUNG,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    eingegangen = summen.eingegangen(jahr) - summen.zurueckgezahlt_land(jahr)
    bewilligt = summen.bewilligt(jahr)
    if bewilligt is None and not eingegangen:
        yield missing(
            "Der Zuwendungsbescheid ist nicht eingetragen. Bitte erfassen.",
            wartet_auf="den Zuwendungsbescheid",
            beheben="Bescheid",
        )
        return
    erwartet = bewilligt or NULL
    text = (
        f"Vom Land sind nach Abzug von Rückzahlungen {format_betrag(eingegangen)} eingegangen, "
        f"bewilligt sind {format_betrag(erwartet)}."
    )
    if bewilligt is None:
        text += " Bitte den Zuwendungsbescheid erfassen."
    elif eingegangen > erwartet:
        text += " Bitte die Zahlungen des Landes und den Bescheid prüfen."
    yield compare(
        holds=eingegangen <= erwartet,
        erwartet=erwartet,
        gefunden=eingegangen,
        text=text,
        beheben="Zahlungen des Landes",
    )
