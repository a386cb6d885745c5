"""Mittelabfluss over the year as plain figures, month by month.

What had come in from the Land by then and what had gone out to Träger. Heights are whole steps of a picture, so that
page and paper draw the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.domain import summen
from grants.domain.balken import HOEHE
from grants.domain.begriffe import Mittelherkunft, Zahlungsart
from grants.domain.fristen import format_datum
from grants.domain.kette import Jahr
from grants.domain.money import NULL, Betrag, divide_half_up, format_betrag, summe

_MONATE = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
_TRAEGER = frozenset(
    {Zahlungsart.AUSZAHLUNG, Zahlungsart.RUECKZAHLUNG, Zahlungsart.RESTZAHLUNG, Zahlungsart.ERSTATTUNG}
)


@dataclass(frozen=True, slots=True)
class Stufe:
    """The end of a month, or the day that is shown where it is later than the year; sums since the beginning."""

    titel: str
    tag: date
    eingegangen: Betrag
    abgeflossen: Betrag
    hoehe_eingegangen: int
    hoehe_abgeflossen: int


@dataclass(frozen=True, slots=True)
class Abflussbild:
    stufen: tuple[Stufe, ...]
    # Drawn as the line that nothing should rise above; None before the Bescheid.
    bewilligt: Betrag | None
    hoehe_bewilligt: int
    beschreibung: str


def build_abfluss(jahr: Jahr) -> Abflussbild | None:
    """Return the picture up to the day of the year (`jahr.am`); None while nothing moved."""
    days = [(wort, _end_of(jahr.jahr, monat)) for monat, wort in enumerate(_MONATE, start=1)]
    shown = [(wort, tag) for wort, tag in days if tag <= jahr.am]
    running = [(wort, tag) for wort, tag in days if tag > jahr.am >= tag.replace(day=1)]
    # The month that is running is drawn up to the day, what came after the year in one more step.
    shown += [(wort, jahr.am) for wort, _ in running]
    if jahr.am.year > jahr.jahr:
        shown.append((f"bis {jahr.am:%m/%y}", jahr.am))
    sums = [(wort, tag, _received(jahr, tag), _spent(jahr, tag)) for wort, tag in shown]
    granted = summen.bewilligt(jahr)
    highest = max([NULL, *(amount for *_, a, b in sums for amount in (a, b)), granted or NULL])
    if not any(received or spent for *_, received, spent in sums):
        return None
    steps = tuple(
        Stufe(wort, tag, received, spent, _height(received, highest), _height(spent, highest))
        for wort, tag, received, spent in sums
    )
    return Abflussbild(
        steps, granted, _height(granted, highest) if granted else 0, " ".join(_sentence(s) for s in steps)
    )


def _end_of(jahr: int, monat: int) -> date:
    beginn = date(jahr + monat // 12, monat % 12 + 1, 1)
    return date.fromordinal(beginn.toordinal() - 1)


def _received(jahr: Jahr, tag: date) -> Betrag:
    return summe(z.betrag for z in jahr.zahlungen_land if z.datum <= tag and z.art is not Zahlungsart.ZINSEN)


def _spent(jahr: Jahr, tag: date) -> Betrag:
    return summe(
        zahlung.betrag
        for _, empfaenger in summen.recipients(jahr)
        for zahlung in summen.payments(empfaenger, tag, herkunft=Mittelherkunft.LAND, arten=_TRAEGER)
    )


def _height(betrag: Betrag, highest: Betrag) -> int:
    if betrag.cents <= 0 or not highest:
        return 0
    return max(1, divide_half_up(betrag.cents * HOEHE, highest.cents))


def _sentence(stufe: Stufe) -> str:
    return (
        f"{format_datum(stufe.tag)}: {format_betrag(stufe.eingegangen)} vom Land eingegangen, "
        f"{format_betrag(stufe.abgeflossen)} an Träger abgeflossen."
    )
