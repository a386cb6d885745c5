"""What the Prüfregeln say about the payments of a year, as it stands or with one payment more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grants.domain.befunde import TITEL
from grants.domain.kette import Jahr
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis, Ergebnisart, pruefe_regel
from grants.domain.zahlungen import Zahlungsangaben, with_zahlung

_REGELN = ("auszahlung", "eingang_land", "bestand")
_STILL = frozenset({Ergebnisart.TRIFFT_NICHT_ZU, Ergebnisart.NOCH_NICHT_FAELLIG})


@dataclass(frozen=True, slots=True)
class Urteil:
    """What one rule says, with the heading it has everywhere."""

    code: str
    titel: str
    ergebnis: Ergebnisart
    text: str


def judge_list(jahr: Jahr) -> tuple[Urteil, ...]:
    """Return what does not fit among the payments of a year, and the Bestand in any case."""
    return tuple(
        _urteil(each)
        for each in _judge(jahr)
        if each.code == "bestand" or each.ergebnis is not Ergebnisart.OK
    )


def judge_entry(
    jahr: Jahr, *, bezug: Bezug | None, is_land: bool, angaben: Zahlungsangaben | None = None
) -> tuple[Urteil, ...]:
    """Return what the rules say about the Land or about one recipient (`bezug`), as if `angaben` were recorded."""
    if angaben is not None:
        kennung, kuerzel = (bezug.massnahme or "", bezug.traeger or "") if bezug else ("", "")
        jahr = with_zahlung(jahr, angaben, kennung=kennung, kuerzel=kuerzel)
    return tuple(
        _urteil(each)
        for each in _judge(jahr)
        if each.code == "bestand"
        or (is_land and each.code == "eingang_land")
        or (not is_land and each.code == "auszahlung" and bezug is not None and each.bezug == bezug)
    )


def _judge(jahr: Jahr) -> Iterator[Ergebnis]:
    for code in _REGELN:
        yield from (each for each in pruefe_regel(jahr, REGISTER[code]) if each.ergebnis not in _STILL)


def _urteil(ergebnis: Ergebnis) -> Urteil:
    return Urteil(ergebnis.code, TITEL[ergebnis.code], ergebnis.ergebnis, ergebnis.text)
