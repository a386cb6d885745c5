"""Ist ≤ (100 + t) v. H. of the Ausgabeposition in the valid Finanzierungsplan; more asks for a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen
from grants.domain.kette import Empfaenger, Finanzierungsplan, Jahr
from grants.domain.money import NULL, Betrag, Vomhundert, anteil, format_betrag, format_vomhundert
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.nachweise import BITTE_ERLAEUTERN, bezug_of, left_out, position_name
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Schwere,
    Stufe,
    compare,
    missing,
    not_applicable,
    regel,
)
from grants.domain.summen import Ausgaben


@regel(
    "einzelansatz",
    satz="Keine Ausgabeposition übersteigt den gültigen Finanzierungsplan um mehr als die Toleranz.",
    quelle=f"ANBest-P Nr. 1.2{PRUEFEN}",
    stufe=Stufe.EINREICHEN,
    schwere=Schwere.HINWEIS,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    applies, toleranz = jahr.parameter.toleranz_anwenden, jahr.parameter.toleranz
    if applies is False:
        yield not_applicable("Nach dem Bescheid werden die Einzelansätze nicht verglichen.")
    elif applies is None or toleranz is None:
        yield missing(
            "Ob und mit welcher Toleranz die Einzelansätze gelten, ist nicht eingetragen. "
            "Bitte anhand des Bescheids eintragen.",
            beheben="Parameter des Förderjahres",
            first_counts=True,
        )
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        bezug = bezug_of(massnahme, empfaenger)
        finanzierungsplan = summen.plan(empfaenger, jahr.am)
        proved = summen.nachgewiesen_je_position(empfaenger)
        if finanzierungsplan is None or not proved:
            what = "der Finanzierungsplan" if finanzierungsplan is None else "der Nachweis der Ausgaben"
            yield missing(f"Es fehlt {what}. Bitte ergänzen.", bezug=bezug)
            continue
        if applies and toleranz is not None:
            yield from _positions(jahr, empfaenger, finanzierungsplan, proved, toleranz, bezug=bezug)
        yield from _total(bezug, finanzierungsplan, proved)


def bound(planned: Betrag, toleranz: Vomhundert) -> Betrag:
    """Return the highest amount of whole cents that is not above the tolerance."""
    return Betrag(planned.cents * (1_000_000 + toleranz.teile) // 1_000_000)


def _positions(
    jahr: Jahr,
    empfaenger: Empfaenger,
    finanzierungsplan: Finanzierungsplan,
    proved: dict[str, Ausgaben],
    toleranz: Vomhundert,
    *,
    bezug: Bezug,
) -> Iterator[Befund]:
    planned = {p.code: p.zuwendungsfaehig for p in finanzierungsplan.positionen}
    for code in [*planned, *sorted(proved.keys() - planned.keys())]:
        plan = planned.get(code, NULL)
        ist = proved.get(code, Ausgaben()).zuwendungsfaehig
        highest = bound(plan, toleranz)
        name = position_name(empfaenger, jahr.am, code)
        spent = f"{name}: {format_betrag(ist)} zuwendungsfähig"
        over = anteil(ist - plan, plan)
        if ist <= highest:
            text = f"{spent}, zulässig sind {format_betrag(highest)}."
        elif over is None:
            text = f"{spent}; der Finanzierungsplan sieht dafür nichts vor. {BITTE_ERLAEUTERN}"
        else:
            text = (
                f"{spent} statt {format_betrag(plan)} lt. Finanzierungsplan, das sind "
                f"{format_vomhundert(over, vorzeichen=True)} v. H. Zulässig sind "
                f"{format_vomhundert(toleranz, vorzeichen=True)} v. H., also {format_betrag(highest)}. "
                f"{BITTE_ERLAEUTERN}"
            )
        yield compare(
            holds=ist <= highest,
            erwartet=highest,
            gefunden=ist,
            text=text,
            bezug=bezug,
            beheben="Verwendungsnachweis, Erläuterung",
        )


def _total(
    bezug: Bezug, finanzierungsplan: Finanzierungsplan, proved: dict[str, Ausgaben]
) -> Iterator[Befund]:
    plan = summen.geplant(finanzierungsplan).insgesamt
    ist = summen.total(proved.values()).insgesamt
    if ist > plan:
        yield compare(
            holds=False,
            erwartet=plan,
            gefunden=ist,
            text=f"Die Ausgaben insgesamt betragen {format_betrag(ist)} statt {format_betrag(plan)} lt. "
            f"Finanzierungsplan; die Mehrausgaben trägt der Empfänger. {BITTE_ERLAEUTERN}",
            bezug=bezug,
            beheben="Verwendungsnachweis, Erläuterung",
        )
