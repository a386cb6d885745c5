"""The bridge from recognised Ausgaben to the Zuwendung, for each kind of financing.

Source: VV zu § 44 LHO Nr. 2.2 (kinds of financing); ANBest-P Nr. 2 (the grant falls with the Ausgaben and with
further Deckungsmittel). Rounded to the cent per recipient, kaufmännisch; the city's figure is the sum of these.
"""

from __future__ import annotations

from dataclasses import dataclass

from grants.domain.begriffe import Finanzierungsart
from grants.domain.money import NULL, Betrag, Vomhundert


@dataclass(frozen=True, slots=True)
class Schritt:
    """One line of the computation as it is shown and printed."""

    text: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Festsetzung:
    """The Zuwendung in cents with the steps that led to it."""

    betrag: Betrag
    schritte: tuple[Schritt, ...]


# Without a promise of the Land there is nothing to compute, whatever the kind of financing.
NICHTS_ZUGESAGT = Festsetzung(
    NULL, (Schritt("zugesagte Landesmittel", NULL), Schritt("festgesetzte Zuwendung", NULL))
)


def festsetzen(
    art: Finanzierungsart | None,
    *,
    hoechstbetrag: Betrag,
    anerkannt: Betrag,
    dritte: Betrag,
    landesanteil: Vomhundert | None,
    eigenanteil: Betrag,
) -> Festsetzung | None:
    """Return the Zuwendung; None where the kind of financing (or its Landesanteil) is not set: nothing is guessed.

    `anerkannt`: anerkannte zuwendungsfähige Ausgaben (A); `dritte`: Leistungen Dritter (D); `eigenanteil`:
    Eigenanteil and other public money of the valid plan (E). Never below 0,00.
    """
    base = anerkannt - dritte
    steps = [
        Schritt("anerkannte zuwendungsfähige Ausgaben", anerkannt),
        Schritt("abzüglich Leistungen Dritter", -dritte),
        Schritt("Bemessungsgrundlage", base),
    ]
    match art:
        case None:
            return None
        case Finanzierungsart.FESTBETRAG:
            computed = base
        case Finanzierungsart.ANTEIL:
            if landesanteil is None:
                return None
            computed = landesanteil.of(base)
            steps.append(Schritt("davon Landesanteil", computed))
        case Finanzierungsart.FEHLBEDARF:
            computed = base - eigenanteil
            steps += [
                Schritt("abzüglich Eigenanteil und andere öffentliche Mittel lt. Plan", -eigenanteil),
                Schritt("Fehlbedarf", computed),
            ]
    betrag = max(NULL, min(hoechstbetrag, computed))
    steps += [Schritt("Höchstbetrag", hoechstbetrag), Schritt("festgesetzte Zuwendung", betrag)]
    return Festsetzung(betrag, tuple(steps))
