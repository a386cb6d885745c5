"""Per recipient: Σ Ausgaben insgesamt = Σ Deckungsmittel."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain import summen
from grants.domain.kette import Empfaenger, Finanzierungsplan, Jahr, Massnahme
from grants.domain.money import format_betrag
from grants.domain.pruefregeln.gemeinsam import PRUEFEN, judge_plans
from grants.domain.pruefregeln.regel import Befund, Bezug, Stufe, Vorgang, compare, regel


@regel(
    "plan_ausgeglichen",
    satz="In jedem Finanzierungsplan sind die Ausgaben insgesamt gleich den Deckungsmitteln.",
    quelle=f"VV Nr. 1.2 zu § 44 LHO{PRUEFEN}",
    stufe=Stufe.ANTRAG,
    blockiert=[Vorgang.ANTRAG, Vorgang.WEITERLEITUNG],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    return judge_plans(jahr, _judge)


def _judge(
    massnahme: Massnahme, empfaenger: Empfaenger, finanzierungsplan: Finanzierungsplan
) -> Iterable[Befund]:
    ausgaben = summen.geplant(finanzierungsplan).insgesamt
    deckung = summen.deckung(finanzierungsplan)
    text = (
        f"Finanzierungsplan von {empfaenger.name}: "
        f"Ausgaben {format_betrag(ausgaben)}, Deckungsmittel {format_betrag(deckung)}."
    )
    if deckung < ausgaben:
        text += f" Es fehlen {format_betrag(ausgaben - deckung)} Deckungsmittel."
    elif deckung > ausgaben:
        text += f" Die Deckungsmittel sind um {format_betrag(deckung - ausgaben)} zu hoch."
    yield compare(
        holds=deckung == ausgaben,
        erwartet=ausgaben,
        gefunden=deckung,
        text=text,
        bezug=Bezug(massnahme.kennung, empfaenger.kuerzel),
        beheben="Finanzierungsplan",
    )
