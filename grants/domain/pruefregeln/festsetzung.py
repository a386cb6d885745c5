"""Festgesetzt = what the kind of financing yields, and not more than zugesagt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen
from grants.domain.begriffe import Finanzierungsart, label
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import format_betrag
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.nachweise import bezug_of, left_out
from grants.domain.pruefregeln.regel import Befund, Bezug, Stufe, Vorgang, compare, missing, regel

_BEHEBEN = "Prüfung, Festsetzung"


@regel(
    "festsetzung",
    satz="Festgesetzt ist, was sich aus den anerkannten Ausgaben und der Finanzierungsart ergibt, höchstens der "
    "zugesagte Betrag.",
    quelle=f"VV Nr. 2.2 zu § 44 LHO, ANBest-P Nr. 2{PRUEFEN}",
    stufe=Stufe.FREIGABE,
    blockiert=[Vorgang.FREIGABE],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        yield from _check(jahr, empfaenger, bezug_of(massnahme, empfaenger))


def _check(jahr: Jahr, empfaenger: Empfaenger, bezug: Bezug) -> Iterator[Befund]:
    stated = summen.festgesetzt(empfaenger)
    promised = summen.zugesagt(empfaenger, jahr.am)
    computed = summen.festsetzung(jahr, empfaenger)
    if stated is not None and promised is not None and stated > promised:
        yield compare(
            holds=False,
            erwartet=promised,
            gefunden=stated,
            text=f"Festgesetzt sind {format_betrag(stated)}, zugesagt nur {format_betrag(promised)}. "
            "Bitte höchstens den zugesagten Betrag festsetzen.",
            bezug=bezug,
            beheben=_BEHEBEN,
        )
    if computed is None:
        text = f"Die Zuwendung lässt sich nicht berechnen: {_reason(jahr, empfaenger)}."
        yield missing(text, bezug=bezug, beheben=_BEHEBEN)
    elif stated is None:
        text = f"Die Zuwendung ist noch nicht festgesetzt; berechnet sind {format_betrag(computed.betrag)}."
        yield missing(text, bezug=bezug, beheben=_BEHEBEN)
    else:
        same = stated == computed.betrag
        yield compare(
            holds=same,
            erwartet=computed.betrag,
            gefunden=stated,
            text=f"Festgesetzt sind {format_betrag(stated)}"
            + (
                ", wie berechnet."
                if same
                else f", berechnet {format_betrag(computed.betrag)}. Bitte Festsetzung und Anerkennung prüfen."
            ),
            bezug=bezug,
            beheben=_BEHEBEN,
        )


def _reason(jahr: Jahr, empfaenger: Empfaenger) -> str:
    """Return in words which figure the computation lacks."""
    current = summen.promise(empfaenger, jahr.am)
    finanzierungsplan = summen.plan(empfaenger, jahr.am)
    if current is None:
        return "Weiterleitung oder Zuweisung fehlt"
    if finanzierungsplan is None:
        return "der Finanzierungsplan fehlt"
    unmapped = {
        label(d.herkunft)
        for d in finanzierungsplan.deckungsmittel
        if jahr.parameter.zeile(d.herkunft) is None
    }
    if unmapped:
        return f"für {', '.join(sorted(unmapped))} ist keine Zeile des Antrags bestimmt"
    zusage = summen.zusage_of(current)
    art = (zusage.finanzierungsart if zusage else None) or jahr.parameter.finanzierungsart
    if art is Finanzierungsart.ANTEIL:
        return "der Landesanteil ist nicht eingetragen"
    return "die Finanzierungsart ist nicht eingetragen"
