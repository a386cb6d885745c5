"""Stand der Mittel: how far the money of a year has come, stage by stage, and what does not fit there.

Both tracks and the account between city and Land are rows of their own; no figure of one stands in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from grants.domain.begriffe import Ausgang
from grants.domain.kette import Jahr
from grants.domain.pruefregeln import Ergebnis, Ergebnisart
from grants.domain.stand.ausgaben import ausgaben_stages
from grants.domain.stand.glied import Glied, Stages
from grants.domain.stand.land import land_stages
from grants.domain.stand.zuwendung import zuwendung_stages

__all__ = ["Glied", "Stand", "Strang", "stand_der_mittel"]

# What a stage shows of the rules that judge it: the first of these that one of them returned.
_ORDER = (
    Ergebnisart.FEHLER,
    Ergebnisart.NICHT_GEPRUEFT,
    Ergebnisart.HINWEIS,
    Ergebnisart.ZUGELASSEN,
    Ergebnisart.OK,
)


@dataclass(frozen=True, slots=True)
class Strang:
    """One row of stages: the reached ones, and the names of those still to come."""

    titel: str
    glieder: tuple[Glied, ...]
    danach: tuple[str, ...] = ()
    hinweis: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    zuwendung: Strang
    ausgaben: Strang
    land: Strang


def stand_der_mittel(jahr: Jahr, ergebnisse: Iterable[Ergebnis]) -> Stand:
    """Return the three rows, each stage with the judgement of the rules about it."""
    by_code: dict[str, set[Ergebnisart]] = {}
    for ergebnis in ergebnisse:
        by_code.setdefault(ergebnis.code, set()).add(ergebnis.ergebnis)
    return Stand(
        zuwendung=_strang("Zuwendung des Landes", zuwendung_stages(jahr), by_code, hinweis=_outcome(jahr)),
        ausgaben=_strang("Ausgaben der Maßnahmen", ausgaben_stages(jahr), by_code),
        land=_strang("Zwischen Stadt und Land", land_stages(jahr), by_code),
    )


def _strang(
    titel: str, stages: Stages, by_code: Mapping[str, set[Ergebnisart]], *, hinweis: str = ""
) -> Strang:
    known = list(stages)
    reached = tuple(_judged(glied, by_code) for _, glied in known if glied)
    # After a refusal nothing is still to come.
    ahead = () if hinweis else tuple(name for name, glied in known if glied is None)
    return Strang(titel, reached, ahead, hinweis)


def _judged(glied: Glied, by_code: Mapping[str, set[Ergebnisart]]) -> Glied:
    for art in _ORDER:
        for code in glied.regeln:
            if art in by_code.get(code, ()):
                return replace(glied, ergebnis=art, anlass="" if art is Ergebnisart.OK else code)
    return glied


def _outcome(jahr: Jahr) -> str:
    match jahr.ausgang:
        case Ausgang.ABGELEHNT:
            return "Das Land hat den Antrag abgelehnt."
        case Ausgang.ZURUECKGEZOGEN:
            return "Die Stadt hat den Antrag zurückgezogen."
        case _:
            return ""
