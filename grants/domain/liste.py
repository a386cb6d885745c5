"""One line a Maßnahme: how far its money has come on both tracks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grants.domain import summen
from grants.domain.kette import Empfaenger, Jahr, Massnahme
from grants.domain.money import Betrag, summe


@dataclass(frozen=True, slots=True)
class Listenzeile:
    """Sums of a Maßnahme in the year; None is "not come so far", never 0,00.

    `nachgewiesen` and `anerkannt` are zuwendungsfähige Ausgaben, the others are Zuwendung of the Land.
    """

    kennung: str
    name: str
    traeger: tuple[str, ...]
    beantragt: Betrag | None
    bewilligt: Betrag | None
    zugesagt: Betrag | None
    nachgewiesen: Betrag | None
    anerkannt: Betrag | None
    festgesetzt: Betrag | None


def liste(jahr: Jahr) -> tuple[Listenzeile, ...]:
    """Return the Maßnahmen of a year with their sums, in the order of the list; `traeger` are Kürzel."""
    beantragt, bewilligt = summen.beantragt_je_massnahme(jahr), summen.bewilligt_je_massnahme(jahr)

    def zugesagt(empfaenger: Empfaenger) -> Betrag | None:
        return summen.zugesagt(empfaenger, jahr.am)

    return tuple(
        Listenzeile(
            kennung=massnahme.kennung,
            name=massnahme.name,
            traeger=tuple(empfaenger.kuerzel for empfaenger in massnahme.empfaenger),
            beantragt=beantragt.get(massnahme.kennung),
            bewilligt=bewilligt.get(massnahme.kennung),
            zugesagt=_of_all(massnahme, zugesagt),
            nachgewiesen=_of_all(massnahme, _nachgewiesen),
            anerkannt=_of_all(massnahme, _anerkannt),
            festgesetzt=_of_all(massnahme, summen.festgesetzt),
        )
        for massnahme in jahr.massnahmen
    )


def _of_all(massnahme: Massnahme, figure: Callable[[Empfaenger], Betrag | None]) -> Betrag | None:
    """Return the sum over the recipients that have the figure; None where none has."""
    known = [amount for e in massnahme.empfaenger if (amount := figure(e)) is not None]
    return summe(known) if known else None


def _nachgewiesen(empfaenger: Empfaenger) -> Betrag | None:
    proved = summen.nachgewiesen_je_position(empfaenger)
    return summe(ausgaben.zuwendungsfaehig for ausgaben in proved.values()) if proved else None


def _anerkannt(empfaenger: Empfaenger) -> Betrag | None:
    checked = empfaenger.nachweis is not None and empfaenger.nachweis.geprueft_am is not None
    return summen.anerkannt(empfaenger).zuwendungsfaehig if checked else None
