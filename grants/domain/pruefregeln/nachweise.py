"""What the rules about proof, check and settlement share: their subjects and the words for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from grants.domain import summen
from grants.domain.begriffe import Nachweisart
from grants.domain.kette import Empfaenger, Jahr, Massnahme, Weiterleitung
from grants.domain.pruefregeln.regel import Befund, Bezug, Stufe, is_reached, missing, not_applicable

TROTZDEM_ABSENDEN = "Sie können den Nachweis trotzdem absenden; die Stadt entscheidet."
BITTE_ERLAEUTERN = f"Bitte erläutern Sie die Abweichung. {TROTZDEM_ABSENDEN}"


def bezug_of(massnahme: Massnahme, empfaenger: Empfaenger, *, beleg: str | None = None) -> Bezug:
    return Bezug(massnahme.kennung, empfaenger.kuerzel, beleg)


def left_out(jahr: Jahr) -> Iterator[Befund]:
    """Yield the findings about Maßnahmen without a recipient and about recipients without Landesmittel."""
    is_without = summen.is_without_landesmittel(jahr)
    for massnahme in jahr.massnahmen:
        bezug = Bezug(massnahme.kennung)
        if is_without(massnahme):
            if not any(summen.has_landesmittel(empfaenger) for empfaenger in massnahme.empfaenger):
                yield not_applicable("Für diese Maßnahme gibt es keine Landesmittel.", bezug=bezug)
        elif not massnahme.empfaenger:
            yield missing(
                f"Zur Maßnahme „{massnahme.name}“ ist kein Träger und keine Stelle eingetragen. "
                "Bitte tragen Sie ein, wer sie durchführt.",
                bezug=bezug,
                beheben="Maßnahmen und Beträge",
                first_counts=True,
            )


def nachweisart(jahr: Jahr, empfaenger: Empfaenger) -> Nachweisart:
    """Return how the recipient proves: as its Weiterleitung says, else (and Stellen) with Belegliste."""
    current = summen.promise(empfaenger, jahr.am)
    return current.nachweisart if isinstance(current, Weiterleitung) else Nachweisart.MIT_BELEGLISTE


def is_checked(jahr: Jahr, empfaenger: Empfaenger) -> bool:
    """Return whether the check of the proof is done, so that what is recognised stands."""
    return is_reached(jahr, Stufe.GEPRUEFT, empfaenger) or summen.festgesetzt(empfaenger) is not None


def position_name(empfaenger: Empfaenger, am: date, code: str) -> str:
    """Return the Ausgabeposition as the Finanzierungsplan names it with its Kürzel, else only the Kürzel."""
    finanzierungsplan = summen.plan(empfaenger, am)
    for position in finanzierungsplan.positionen if finanzierungsplan else ():
        if position.code == code and position.bezeichnung not in ("", code):
            return f"{position.bezeichnung} ({code})"
    return code


def beleg_order(nr: str) -> list[tuple[int, str]]:
    """Return the key that sorts A-2 before A-10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", nr)]
