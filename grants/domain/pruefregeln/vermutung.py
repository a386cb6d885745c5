"""Guesses at the cause of a difference, for whoever looks for it; never a repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen
from grants.domain.kette import Jahr
from grants.domain.money import NULL, Betrag, format_betrag

_VOLLE_HUNDERT = Betrag(100_00)
# Behind the last digit before the comma; nobody swaps digits across it.
_CENTS = 2

Zeilen = list[tuple[str, Betrag]]


def guess_cause(jahr: Jahr, differenz: Betrag) -> str:
    """Return one German sentence on why Σ beantragt and the stated total differ; empty where nothing fits.

    `differenz` is the sum of the rows less the stated total.
    """
    antrag = jahr.antrag
    if not differenz or antrag is None or antrag.genannt is None:
        return ""
    names = {massnahme.kennung: massnahme.name for massnahme in jahr.massnahmen}
    zeilen = [(names.get(p.massnahme, p.massnahme), p.betrag) for p in antrag.positionen]
    return (
        _unrounded(zeilen, antrag.genannt, differenz)
        or _whole_row(zeilen, jahr.ausgelaufen, differenz)
        or _last_years_amount(jahr, differenz)
        or _swapped_total(antrag.genannt, differenz)
        or _swapped_row(zeilen, differenz)
    )


def _unrounded(zeilen: Zeilen, genannt: Betrag, differenz: Betrag) -> str:
    def rest(betrag: Betrag) -> int:
        return betrag.cents % _VOLLE_HUNDERT.cents

    odd = [(name, betrag) for name, betrag in zeilen if rest(betrag)]
    if len(odd) != 1 or len(zeilen) == 1 or rest(genannt):
        return ""
    name, betrag = odd[0]
    # What rounding this row down or up to full hundreds would have taken from the total.
    if differenz.cents not in (rest(betrag), rest(betrag) - _VOLLE_HUNDERT.cents):
        return ""
    return f"Nur eine Zeile ist nicht auf volle 100 € gerundet: {name}."


def _whole_row(zeilen: Zeilen, ausgelaufen: Iterable[tuple[str, Betrag]], differenz: Betrag) -> str:
    if differenz < NULL:
        ended = [name for name, betrag in ausgelaufen if betrag == -differenz]
        if ended:
            return f"So hoch war im Vorjahr {_either(ended)}; vielleicht fehlt diese Zeile in der Liste."
    present = [name for name, betrag in zeilen if betrag == abs(differenz)]
    if not present:
        return ""
    if differenz > NULL:
        return (
            f"So hoch ist {_either(present)}; vielleicht steht die Zeile doppelt in der Liste "
            "oder fehlt in der angegebenen Summe."
        )
    return f"So hoch ist {_either(present)}; vielleicht zählt die angegebene Summe die Zeile doppelt."


def _last_years_amount(jahr: Jahr, differenz: Betrag) -> str:
    beantragt = summen.beantragt_je_massnahme(jahr)
    fits = [
        (massnahme.name, massnahme.vorjahr)
        for massnahme in jahr.massnahmen
        if massnahme.vorjahr is not None
        and beantragt.get(massnahme.kennung, NULL) - massnahme.vorjahr == differenz
    ]
    if len(fits) != 1:
        return ""
    name, vorjahr = fits[0]
    return f"Mit dem Betrag des Vorjahres bei „{name}“ ({format_betrag(vorjahr)}) wären beide Summen gleich."


def _swapped_total(genannt: Betrag, differenz: Betrag) -> str:
    if genannt + differenz not in _swaps(genannt):
        return ""
    return "In der angegebenen Summe sind vielleicht zwei Ziffern vertauscht."


def _swapped_row(zeilen: Zeilen, differenz: Betrag) -> str:
    fits = [(name, betrag) for name, betrag in zeilen if betrag - differenz in _swaps(betrag)]
    if len(fits) != 1:
        return ""
    name, betrag = fits[0]
    return (
        f"Bei „{name}“ sind vielleicht zwei Ziffern vertauscht: "
        f"{format_betrag(betrag - differenz)} statt {format_betrag(betrag)}."
    )


def _swaps(betrag: Betrag) -> Iterator[Betrag]:
    """Yield every amount that differs by two neighbouring digits in the other order."""
    digits = str(betrag.cents)
    for i in range(len(digits) - 1):
        swapped = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
        if i + 1 != len(digits) - _CENTS and swapped != digits and swapped[0] not in "0-":
            yield Betrag(int(swapped))


def _either(names: list[str]) -> str:
    return " oder ".join(f"„{name}“" for name in names)
