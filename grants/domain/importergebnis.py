"""What an import did, the same value for every kind of file; the command line prints it as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grants.domain.errors import RuleViolation, Violation
from grants.domain.money import Betrag


@dataclass(frozen=True, slots=True)
class GeleseneMassnahme:
    """A Maßnahme of the file; `neu` says that the register did not know it before."""

    kennung: str
    jahr: int
    neu: bool
    betrag: Betrag | None


@dataclass(frozen=True, slots=True)
class GeleseneSumme:
    """The total that the file states beside the one its rows add up to."""

    jahr: int
    genannt: Betrag | None
    gerechnet: Betrag


@dataclass(frozen=True, slots=True)
class Importergebnis:
    """Rows taken over, found unchanged and left out, with what a person should look at.

    With `fehler` nothing was written.
    """

    uebernommen: int = 0
    unveraendert: int = 0
    uebergangen: int = 0
    massnahmen: tuple[GeleseneMassnahme, ...] = ()
    summen: tuple[GeleseneSumme, ...] = ()
    hinweise: tuple[str, ...] = ()
    fehler: tuple[Violation, ...] = ()


def refused(error: RuleViolation) -> Importergebnis:
    """Return the result of a file that was refused."""
    return Importergebnis(fehler=tuple(error.violations))


def as_json(ergebnis: Importergebnis) -> dict[str, Any]:
    """Return plain types for JSON: amounts as `"398400.00"`, places of problems spread out."""
    return {
        "uebernommen": ergebnis.uebernommen,
        "unveraendert": ergebnis.unveraendert,
        "uebergangen": ergebnis.uebergangen,
        "massnahmen": [
            {"kennung": each.kennung, "jahr": each.jahr, "neu": each.neu, "betrag": _text(each.betrag)}
            for each in ergebnis.massnahmen
        ],
        "summen": [
            {"jahr": each.jahr, "genannt": _text(each.genannt), "gerechnet": _text(each.gerechnet)}
            for each in ergebnis.summen
        ],
        "hinweise": list(ergebnis.hinweise),
        "fehler": [_fehler(violation) for violation in ergebnis.fehler],
    }


def _fehler(violation: Violation) -> dict[str, Any]:
    stelle = violation.stelle
    return {
        "code": str(violation.code),
        "blatt": stelle.blatt if stelle else None,
        "zeile": stelle.zeile if stelle else None,
        "spalte": stelle.spalte if stelle else None,
        "zelle": stelle.zelle if stelle else None,
        "wert": violation.wert,
        "text": violation.text,
    }


def _text(betrag: Betrag | None) -> str | None:
    return None if betrag is None else str(betrag)
