"""What several Prüfregeln share: walking over the plans, and the amount of a Maßnahme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from grants.domain import summen
from grants.domain.kette import Empfaenger, Finanzierungsplan, Jahr, Massnahme
from grants.domain.money import Betrag
from grants.domain.pruefregeln.regel import Befund, Bezug, Urteil, missing, not_applicable

# Behind a source that was read in an older edition only.
PRUEFEN = "; bitte anhand des Bescheids prüfen"

Planurteil = Callable[[Massnahme, Empfaenger, Finanzierungsplan], Iterable[Befund]]


def betrag_je_massnahme(jahr: Jahr) -> dict[str, Betrag]:
    """Return the amounts by Kennung: bewilligt once the Bescheid is divided, before that beantragt."""
    return summen.bewilligt_je_massnahme(jahr) or summen.beantragt_je_massnahme(jahr)


def judge_plans(jahr: Jahr, judge: Planurteil) -> Iterator[Befund]:
    """Yield the findings of `judge` for every recipient with a valid plan; a gap is its own finding."""
    is_without = summen.is_without_landesmittel(jahr)
    for massnahme in jahr.massnahmen:
        if not massnahme.empfaenger:
            yield _without_land(massnahme) if is_without(massnahme) else _no_recipient(massnahme)
        for empfaenger in massnahme.empfaenger:
            finanzierungsplan = summen.plan(empfaenger, jahr.am)
            if finanzierungsplan is not None:
                yield from judge(massnahme, empfaenger, finanzierungsplan)
            elif is_without(massnahme) and not summen.has_landesmittel(empfaenger):
                yield _without_land(massnahme, empfaenger)
            else:
                yield _no_plan(massnahme, empfaenger)


def count_plan_gaps(jahr: Jahr) -> int:
    """Return how many Finanzierungspläne are missing; a Maßnahme without recipient lacks one, too."""
    return sum(befund.urteil is Urteil.OFFEN for befund in judge_plans(jahr, lambda *_: ()))


def _no_recipient(massnahme: Massnahme) -> Befund:
    return missing(
        f"„{massnahme.name}“ hat noch keinen Träger. Bitte den Träger oder die Stelle eintragen.",
        bezug=Bezug(massnahme.kennung),
        wartet_auf=f"den Träger von „{massnahme.name}“",
        beheben="Maßnahmen und Beträge",
    )


def _no_plan(massnahme: Massnahme, empfaenger: Empfaenger) -> Befund:
    return missing(
        f"Der Finanzierungsplan von {empfaenger.name} fehlt. Bitte eintragen oder anfordern.",
        bezug=Bezug(massnahme.kennung, empfaenger.kuerzel),
        wartet_auf=f"den Finanzierungsplan von {empfaenger.name}",
        beheben="Finanzierungsplan",
    )


def _without_land(massnahme: Massnahme, empfaenger: Empfaenger | None = None) -> Befund:
    return not_applicable(
        f"„{massnahme.name}“ bekommt keine Landesmittel.",
        bezug=Bezug(massnahme.kennung, empfaenger.kuerzel if empfaenger else None),
    )
