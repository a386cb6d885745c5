"""Per Maßnahme: bewilligt = weitergeleitet + intern zugewiesen + Rest, Rest ≥ 0."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from grants.domain import summen
from grants.domain.fristen import format_datum
from grants.domain.kette import Jahr, Massnahme
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Schwere,
    Stufe,
    Vorgang,
    compare,
    missing,
    not_applicable,
    regel,
)

# So long before the last Mittelabruf the office is asked what becomes of the Rest.
_VORLAUF = timedelta(days=30)


@regel(
    "weiterleitung",
    satz="Je Maßnahme ist nicht mehr weitergeleitet und intern zugewiesen als bewilligt.",
    quelle=f"VV Nr. 12 zu § 44 LHO{PRUEFEN}",
    stufe=Stufe.BESCHEID,
    blockiert=[Vorgang.WEITERLEITUNG],
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    bewilligt = summen.bewilligt_je_massnahme(jahr)
    if not bewilligt:
        yield missing(
            "Die bewilligten Beträge je Maßnahme fehlen. Bitte den Zuwendungsbescheid mit seiner "
            "Aufteilung erfassen.",
            beheben="Bescheid",
        )
        return
    for massnahme in jahr.massnahmen:
        yield _judge(jahr, massnahme, bewilligt.get(massnahme.kennung))


def _judge(jahr: Jahr, massnahme: Massnahme, bewilligt: Betrag | None) -> Befund:
    bezug = Bezug(massnahme.kennung)
    weitergeleitet = summen.weitergeleitet(jahr, massnahme)
    intern = summen.intern_zugewiesen(jahr, massnahme)
    zugesagt = weitergeleitet + intern
    if bewilligt is None and not zugesagt:
        return not_applicable(f"Für „{massnahme.name}“ sind keine Landesmittel bewilligt.", bezug=bezug)
    erwartet = bewilligt or NULL
    rest = erwartet - zugesagt
    text = (
        f"„{massnahme.name}“: bewilligt {format_betrag(erwartet)}, weitergeleitet "
        f"{format_betrag(weitergeleitet)}, intern zugewiesen {format_betrag(intern)}, "
        f"Rest {format_betrag(rest)}."
    )
    undecided = _asks_for_decision(jahr, massnahme, rest)
    if rest < NULL:
        text += " Bitte Weiterleitungen oder Zuweisungen verringern."
    elif undecided:
        text += f" {undecided}"
    return compare(
        holds=rest >= NULL and not undecided,
        erwartet=erwartet,
        gefunden=zugesagt,
        text=text,
        bezug=bezug,
        schwere=Schwere.HINWEIS if undecided else None,
        beheben="Weiterleitungen",
    )


def _asks_for_decision(jahr: Jahr, massnahme: Massnahme, rest: Betrag) -> str:
    letzter_abruf = jahr.parameter.letzter_abruf_am
    if rest <= NULL or massnahme.rest_entscheidung or letzter_abruf is None:
        return ""
    if jahr.am < letzter_abruf - _VORLAUF:
        return ""
    return (
        f"Der letzte Mittelabruf ist am {format_datum(letzter_abruf)}: "
        "Bitte die Entscheidung über den Rest eintragen."
    )
