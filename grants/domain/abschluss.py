"""Whether a Foerderjahr may be closed: what still stands in the way, and what stays open afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grants.domain import summen
from grants.domain.befunde import TITEL
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import Violation
from grants.domain.kette import Jahr
from grants.domain.money import NULL, Betrag, summe
from grants.domain.pruefregeln import REGISTER, Ergebnis, Ergebnisart, pruefe_regel
from grants.domain.pruefregeln.regel import Vorgang
from grants.domain.zeichnung import GefalleneFreigabe


@dataclass(frozen=True, slots=True)
class Bedingung:
    """One condition of the Abschluss; `ergebnisse` are those of its rule that stand in the way."""

    titel: str
    erfuellt: bool
    text: str
    code: str = ""
    ergebnisse: tuple[Ergebnis, ...] = ()


@dataclass(frozen=True, slots=True)
class Pruefergebnis:
    """What the Land found about the city's Verwendungsnachweis."""

    vom: date
    aktenzeichen: str
    anerkannt: Betrag
    forderung: Betrag
    bemerkung: str = ""
    aenderungsstand: int = 0


def check_abschluss(
    jahr: Jahr, ergebnis_land: Pruefergebnis | None, gefallene: Sequence[GefalleneFreigabe]
) -> tuple[Bedingung, ...]:
    """Return every condition, whether it holds or not; `gefallene` are Freigaben that do not count any more."""
    return (_status(jahr), _freigaben(gefallene), _land(jahr, ergebnis_land), *_regeln(jahr))


def _status(jahr: Jahr) -> Bedingung:
    done = jahr.status is FoerderjahrStatus.NACHGEWIESEN
    text = (
        "Der Verwendungsnachweis der Stadt liegt dem Land vor."
        if done
        else "Das Jahr ist noch nicht nachgewiesen. Zuerst legt die Stadt dem Land ihren Verwendungsnachweis vor."
    )
    return Bedingung("Verwendungsnachweis der Stadt", done, text)


def _freigaben(gefallene: Sequence[GefalleneFreigabe]) -> Bedingung:
    text = " ".join(each.text for each in gefallene) or "Jede Freigabe gilt noch."
    return Bedingung("Freigaben der Nachweise", not gefallene, text)


def _land(jahr: Jahr, found: Pruefergebnis | None) -> Bedingung:
    titel = "Prüfergebnis des Landes"
    if found is None:
        return Bedingung(titel, False, "Das Ergebnis des Landes ist noch nicht eingetragen.")  # noqa: FBT003 - a field
    decided = summen.festgesetzt_gesamt(jahr)
    if decided is not None and found.anerkannt != decided:
        text = "Eingetragen. Das Land hat einen anderen Betrag anerkannt, als die Stadt festgesetzt hat."
        return Bedingung(titel, True, text)  # noqa: FBT003 - a field
    return Bedingung(titel, True, "Eingetragen.")  # noqa: FBT003 - a field


def _regeln(jahr: Jahr) -> list[Bedingung]:
    found = []
    for code, rule in REGISTER.items():
        if Vorgang.ABSCHLUSS not in rule.blockiert:
            continue
        results = pruefe_regel(jahr, rule, fuer=Vorgang.ABSCHLUSS)
        red = tuple(each for each in results if each.is_red)
        waived = sum(each.ergebnis is Ergebnisart.ZUGELASSEN for each in results)
        text = rule.satz
        if waived:
            number = "Eine Abweichung ist" if waived == 1 else f"{waived} Abweichungen sind"
            text += f" {number} zugelassen."
        found.append(Bedingung(TITEL[code], not red, text, code, red))
    return found


def violations(bedingungen: tuple[Bedingung, ...]) -> list[Violation]:
    """Return a sentence for each condition that does not hold."""
    return [
        Violation(
            "abschluss_nicht_moeglich", f"{b.titel}: {b.ergebnisse[0].text if b.ergebnisse else b.text}"
        )
        for b in bedingungen
        if not b.erfuellt
    ]


def still_open(jahr: Jahr) -> tuple[Betrag, Betrag]:
    """Return what Träger still owe and what the city still owes them: to be paid before the year is closed."""
    traeger = [e for _, e in summen.funded_recipients(jahr) if not e.is_stelle]
    owed = summe(max(NULL, summen.erstattung_offen(e, jahr.am)) for e in traeger)
    due = summe(
        max(NULL, (summen.nachzuzahlen(e, jahr.am) or NULL) - summen.restzahlung_gezahlt(e, jahr.am))
        for e in traeger
    )
    return owed, due
