"""Service within the Durchführungszeitraum, payment by the last day; the invoice date is never tested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grants.domain import summen
from grants.domain.begriffe import Belegart, Nachweisart
from grants.domain.fristen import format_datum
from grants.domain.kette import Beleg, Belegteil, Empfaenger, Jahr, Massnahme
from grants.domain.money import NULL
from grants.domain.parameter import Parameter
from grants.domain.pruefregeln.nachweise import (
    BITTE_ERLAEUTERN,
    TROTZDEM_ABSENDEN,
    bezug_of,
    left_out,
    nachweisart,
)
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Schwere,
    Stufe,
    Urteil,
    compare,
    missing,
    not_applicable,
    regel,
)

_BEHEBEN = "Verwendungsnachweis, Belegliste"


@regel(
    "zeitraum",
    satz="Jede Leistung liegt im Durchführungszeitraum und ist bis zum letzten Zahlungstag bezahlt.",
    quelle="Zuwendungsbescheid, Durchführungszeitraum",
    stufe=Stufe.EINREICHEN,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    yield from _parameters(jahr.parameter)
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        bezug = bezug_of(massnahme, empfaenger)
        if empfaenger.belegteile:
            found = [
                befund
                for teil in empfaenger.belegteile
                for befund in _check(jahr.parameter, massnahme, empfaenger, teil)
            ]
            yield from found or _in_order(jahr.parameter, empfaenger, bezug)
        elif nachweisart(jahr, empfaenger) is Nachweisart.EINFACH:
            yield not_applicable("Einfacher Nachweis: eine Belegliste ist nicht verlangt.", bezug=bezug)
        else:
            yield missing("Die Belegliste fehlt. Bitte laden Sie sie hoch.", bezug=bezug, beheben=_BEHEBEN)


def _parameters(parameter: Parameter) -> Iterator[Befund]:
    absent = [
        name
        for name, value in (
            ("Durchführungszeitraum von", parameter.durchfuehrung_von),
            ("Durchführungszeitraum bis", parameter.durchfuehrung_bis),
            ("Zahlungen für Leistungen des Jahres bis", parameter.zahlung_bis),
        )
        if value is None
    ]
    if absent:
        yield missing(
            f"Nicht eingetragen: {', '.join(absent)}. Bitte anhand des Bescheids eintragen.",
            beheben="Parameter des Förderjahres",
            first_counts=True,
        )


def _in_order(parameter: Parameter, empfaenger: Empfaenger, bezug: Bezug) -> list[Befund]:
    if parameter.durchfuehrung_von is None or parameter.durchfuehrung_bis is None:
        return []
    text = f"Die Leistungen aller {len(empfaenger.belegteile)} Zeilen liegen im Durchführungszeitraum."
    return [Befund(Urteil.OK, text, bezug=bezug)]


def _check(
    parameter: Parameter, massnahme: Massnahme, empfaenger: Empfaenger, teil: Belegteil
) -> Iterator[Befund]:
    beleg = teil.beleg
    bezug = bezug_of(massnahme, empfaenger, beleg=beleg.nr)
    von, bis, zahlung_bis = parameter.durchfuehrung_von, parameter.durchfuehrung_bis, parameter.zahlung_bis
    days = [day for day in (beleg.leistung_von, beleg.leistung_bis) if day]
    if von and bis and days and (min(days) < von or max(days) > bis):
        yield compare(
            holds=False,
            erwartet=NULL,
            gefunden=teil.betrag,
            text=f"Beleg {beleg.nr}: Leistung {_period(beleg)} liegt nicht im Durchführungszeitraum "
            f"{format_datum(von)} bis {format_datum(bis)}. {BITTE_ERLAEUTERN}",
            bezug=bezug,
            beheben=_BEHEBEN,
        )
    if not days and beleg.art is not Belegart.PAUSCHALE:
        yield Befund(
            Urteil.VERLETZT,
            f"Beleg {beleg.nr}: Die Leistungszeit ist nicht angegeben. Bitte tragen Sie ein, wann die "
            f"Leistung erbracht wurde. {TROTZDEM_ABSENDEN}",
            bezug=bezug,
            schwere=Schwere.HINWEIS,
            beheben=_BEHEBEN,
        )
    if zahlung_bis and beleg.zahlungsdatum and beleg.zahlungsdatum > zahlung_bis:
        yield Befund(
            Urteil.VERLETZT,
            f"Beleg {beleg.nr}: bezahlt am {format_datum(beleg.zahlungsdatum)}, letzter Zahlungstag war der "
            f"{format_datum(zahlung_bis)}. {BITTE_ERLAEUTERN}",
            bezug=bezug,
            schwere=Schwere.HINWEIS,
            beheben=_BEHEBEN,
        )


def _period(beleg: Beleg) -> str:
    days = sorted({day for day in (beleg.leistung_von, beleg.leistung_bis) if day})
    if len(days) == 1:
        return f"am {format_datum(days[0])}"
    return f"vom {format_datum(days[0])} bis {format_datum(days[-1])}"
