"""Landesmittel of the valid plan = share of the recipient, later zugesagt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen
from grants.domain.begriffe import Mittelherkunft
from grants.domain.kette import Empfaenger, Finanzierungsplan, Jahr, Massnahme
from grants.domain.money import Betrag, format_betrag
from grants.domain.pruefregeln.gemeinsam import betrag_je_massnahme, judge_plans
from grants.domain.pruefregeln.regel import Befund, Bezug, Stufe, Vorgang, compare, missing, regel


@regel(
    "plan_deckt_betrag",
    satz="Die Landesmittel im Finanzierungsplan sind der beantragte, später der zugesagte Betrag.",
    quelle="Grundmuster 1 Nr. 3 und 4",
    stufe=Stufe.ANTRAG,
    blockiert=[Vorgang.ANTRAG, Vorgang.WEITERLEITUNG],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    betraege = betrag_je_massnahme(jahr)

    def judge(
        massnahme: Massnahme, empfaenger: Empfaenger, finanzierungsplan: Finanzierungsplan
    ) -> Iterator[Befund]:
        erwartet, was = _planned_grant(jahr, massnahme, empfaenger, betraege.get(massnahme.kennung))
        yield _compare_land(massnahme, empfaenger, finanzierungsplan, erwartet=erwartet, was=was)

    return judge_plans(jahr, judge)


def _compare_land(
    massnahme: Massnahme,
    empfaenger: Empfaenger,
    finanzierungsplan: Finanzierungsplan,
    *,
    erwartet: Betrag | None,
    was: str,
) -> Befund:
    bezug = Bezug(massnahme.kennung, empfaenger.kuerzel)
    if erwartet is None:
        return missing(
            f"Der Anteil von {empfaenger.name} an „{massnahme.name}“ ist noch offen. Bitte eintragen.",
            bezug=bezug,
            wartet_auf=f"den Anteil von {empfaenger.name}",
            beheben="Maßnahmen und Beträge",
        )
    gefunden = summen.deckung(finanzierungsplan, Mittelherkunft.LAND)
    return compare(
        holds=gefunden == erwartet,
        erwartet=erwartet,
        gefunden=gefunden,
        text=f"Finanzierungsplan von {empfaenger.name}: Landesmittel {format_betrag(gefunden)}, "
        f"{was} {format_betrag(erwartet)}."
        + ("" if gefunden == erwartet else " Bitte den Plan oder den Betrag anpassen."),
        bezug=bezug,
        beheben="Finanzierungsplan",
    )


def _planned_grant(
    jahr: Jahr, massnahme: Massnahme, empfaenger: Empfaenger, betrag: Betrag | None
) -> tuple[Betrag | None, str]:
    zugesagt = summen.zugesagt(empfaenger, jahr.am)
    if zugesagt is not None:
        return zugesagt, "zugesagt"
    if empfaenger.anteil is not None:
        return empfaenger.anteil, "Anteil am Betrag der Maßnahme"
    # A sole recipient gets the whole amount; nobody has to enter that.
    if len(massnahme.empfaenger) == 1:
        return betrag, "Betrag der Maßnahme"
    return None, ""
