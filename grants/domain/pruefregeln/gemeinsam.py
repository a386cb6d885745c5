"""What several Prüfregeln share: walking over the plans, and the amount of a Maßnahme."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grants.domain import summen
from grants.domain.kette import Empfaenger, Finanzierungsplan, Jahr, Massnahme
from grants.domain.money import Betrag
from grants.domain.pruefregeln.regel import Befund, Bezug, missing, not_applicable

# Behind a source that was read in an older edition only.
PRUEFEN = "; bitte anhand des Bescheids prüfen"

Planurteil = Callable[[Massnahme, Empfaenger, Finanzierungsplan], Iterable[Befund]]


def betrag_der_massnahme(jahr: Jahr, massnahme: Massnahme) -> Betrag | None:
    """Return the amount of a Maßnahme: bewilligt once the Bescheid is divided, before that beantragt."""
    je_massnahme = summen.bewilligt_je_massnahme(jahr) or summen.beantragt_je_massnahme(jahr)
    return je_massnahme.get(massnahme.kennung)


def count_plan_gaps(jahr: Jahr) -> int:
    """Return how many Finanzierungspläne the Antrag still waits for, one for a Maßnahme without recipient."""
    return sum(
        1
        for massnahme in jahr.massnahmen
        if massnahme.land_beantragen is not False
        for empfaenger in massnahme.empfaenger or (None,)
        if empfaenger is None or summen.plan(empfaenger, jahr.am) is None
    )


def judge_plans(jahr: Jahr, judge: Planurteil) -> Iterable[Befund]:
    """Yield the findings of `judge` for every recipient with a valid plan; a gap is its own finding."""
    for massnahme in jahr.massnahmen:
        if not massnahme.empfaenger:
            yield _no_recipient(massnahme)
        for empfaenger in massnahme.empfaenger:
            finanzierungsplan = summen.plan(empfaenger, jahr.am)
            if finanzierungsplan is not None:
                yield from judge(massnahme, empfaenger, finanzierungsplan)
            else:
                yield _no_plan(massnahme, empfaenger)


def _no_recipient(massnahme: Massnahme) -> Befund:
    bezug = Bezug(massnahme.kennung)
    if massnahme.land_beantragen is False:
        return _without_land(bezug)
    return missing(
        f"„{massnahme.name}“ hat noch keinen Träger. Bitte den Träger oder die Stelle eintragen.",
        bezug=bezug,
        wartet_auf=f"den Träger von „{massnahme.name}“",
        beheben="Maßnahmen und Beträge",
    )


def _no_plan(massnahme: Massnahme, empfaenger: Empfaenger) -> Befund:
    bezug = Bezug(massnahme.kennung, empfaenger.kuerzel)
    if massnahme.land_beantragen is False:
        return _without_land(bezug)
    return missing(
        f"Der Finanzierungsplan von {empfaenger.name} fehlt. Bitte eintragen oder anfordern.",
        bezug=bezug,
        wartet_auf=f"den Finanzierungsplan von {empfaenger.name}",
        beheben="Finanzierungsplan",
    )


def _without_land(bezug: Bezug) -> Befund:
    return not_applicable("Für diese Maßnahme werden keine Landesmittel beantragt.", bezug=bezug)
