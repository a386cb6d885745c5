"""The annexes of the Verwendungsnachweis as rows of tables, one for each track."""

from __future__ import annotations

from collections.abc import Sequence

from grants.domain.money import Betrag
from grants.domain.summen import Ausgaben
from grants.domain.verwendungsnachweis_daten import (
    Ausgabenbetraege,
    Empfaengernachweis,
    Massnahmennachweis,
    VerwendungsnachweisDaten,
    Zuwendungsbetraege,
)
from reports.formats import FEHLT, TRIFFT_NICHT_ZU
from reports.tabelle import LEER, Satz, Tabelle, Zeile, Zeilenart, Zelle, amount, amounts

_SATZ_ZUWENDUNG = Satz(oben=45.4, folge=31.35, unten=186.0)
# Its head has two rows.
_SATZ_AUSGABEN = Satz(oben=48.75, folge=41.2, unten=186.0)
_BREITEN = (62, 46, *(24,) * 6)


def tabellen(daten: VerwendungsnachweisDaten) -> tuple[Tabelle, ...]:
    """Return the annexes: the track of the Zuwendung and, apart from it, the track of the Ausgaben."""
    zuwendung: list[Zeile] = []
    ausgaben: list[Zeile] = []
    for massnahme in daten.massnahmen:
        zuwendung += _rows(massnahme, [_zuwendung(massnahme, e) for e in massnahme.empfaenger], leer=6)
        ausgaben += _rows(massnahme, [_ausgaben(e.ausgaben) for e in massnahme.empfaenger], leer=6)
    s = daten.summen
    totals = (amount(s.bewilligt), *_paid(s.zuwendung, is_stelle=False))
    return (
        Tabelle("zuwendung", _SATZ_ZUWENDUNG, _BREITEN, 6, (*_or_none(zuwendung), _total(totals))),
        Tabelle(
            "ausgaben", _SATZ_AUSGABEN, _BREITEN, 6, (*_or_none(ausgaben), _total(_ausgaben(s.ausgaben)))
        ),
    )


def _rows(massnahme: Massnahmennachweis, zellen: Sequence[tuple[Zelle, ...]], *, leer: int) -> list[Zeile]:
    """Return one row a recipient; the name of the Maßnahme stands once, and its rows stay together."""
    if not massnahme.empfaenger:
        return [Zeile(Zeilenart.POSTEN, (massnahme.massnahme, FEHLT), (Zelle(FEHLT),) * leer)]
    return [
        Zeile(
            Zeilenart.POSTEN,
            (massnahme.massnahme if i == 0 else "", empfaenger.empfaenger),
            cells,
            is_beginn=i == 0,
        )
        for i, (empfaenger, cells) in enumerate(zip(massnahme.empfaenger, zellen, strict=True))
    ]


def _zuwendung(massnahme: Massnahmennachweis, empfaenger: Empfaengernachweis) -> tuple[Zelle, ...]:
    granted = amount(massnahme.bewilligt) if empfaenger is massnahme.empfaenger[0] else LEER
    return (granted, *_paid(empfaenger.zuwendung, is_stelle=empfaenger.is_stelle))


def _paid(betraege: Zuwendungsbetraege, *, is_stelle: bool) -> tuple[Zelle, ...]:
    def paid(betrag: Betrag | None) -> Zelle:
        return Zelle(TRIFFT_NICHT_ZU) if is_stelle else amount(betrag)

    return (
        amount(betraege.zugesagt),
        paid(betraege.ausgezahlt),
        amount(betraege.festgesetzt),
        paid(betraege.erstattet),
        paid(betraege.restzahlung),
    )


def _ausgaben(betraege: Ausgabenbetraege) -> tuple[Zelle, ...]:
    def both(ausgaben: Ausgaben | None) -> tuple[Zelle, ...]:
        return amounts((ausgaben.insgesamt, ausgaben.zuwendungsfaehig) if ausgaben else (None, None))

    return (*both(betraege.geplant), *both(betraege.nachgewiesen), *both(betraege.anerkannt))


def _or_none(zeilen: list[Zeile]) -> list[Zeile]:
    return zeilen or [Zeile(Zeilenart.POSTEN, ("Keine Maßnahmen erfasst.", ""), (LEER,) * 6)]


def _total(zellen: tuple[Zelle, ...]) -> Zeile:
    return Zeile(Zeilenart.SUMME, ("Summe",), zellen, is_beginn=False)
