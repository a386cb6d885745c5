"""An Erstattung is paid by the day it is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from grants.domain import summen
from grants.domain.begriffe import Zahlungsart
from grants.domain.fristen import days_late, format_datum, format_tage, laeuft_ab_am
from grants.domain.kette import Empfaenger, Erstattung, Jahr
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.pruefregeln.nachweise import bezug_of, left_out
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Schwere,
    Stufe,
    Urteil,
    missing,
    not_applicable,
    not_yet,
    regel,
)

_BEHEBEN = "Erstattung"


@regel(
    "frist_zahlung",
    satz="Eine Erstattung ist gezahlt, bevor das Zahlungsziel abgelaufen ist.",
    quelle="Schlussmitteilung",
    stufe=Stufe.FREIGABE,
    schwere=Schwere.HINWEIS,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    yield from left_out(jahr)
    for massnahme, empfaenger in summen.funded_recipients(jahr):
        bezug = bezug_of(massnahme, empfaenger)
        record = empfaenger.nachweis.erstattung if empfaenger.nachweis else None
        if empfaenger.is_stelle:
            yield not_applicable("Eine städtische Stelle erstattet nichts.", bezug=bezug)
        elif record:
            yield _check(jahr, empfaenger, record, bezug=bezug)
        elif summen.festgesetzt(empfaenger) is None:
            yield missing("Die Zuwendung ist noch nicht festgesetzt.", bezug=bezug, beheben="Festsetzung")
        else:
            yield not_applicable("Es ist keine Erstattung gefordert.", bezug=bezug)


def _check(jahr: Jahr, empfaenger: Empfaenger, record: Erstattung, *, bezug: Bezug) -> Befund:
    open_ = summen.erstattung_offen(empfaenger, jahr.am)
    payments = summen.payments(empfaenger, jahr.am, arten={Zahlungsart.ERSTATTUNG})
    if open_ <= NULL and not payments:
        return not_applicable("Es ist nichts zu zahlen.", bezug=bezug)
    if record.faellig_am is None:
        text = "Das Zahlungsziel der Erstattung fehlt. Bitte eintragen."
        return missing(text, bezug=bezug, beheben=_BEHEBEN)
    due = laeuft_ab_am(record.faellig_am, bestimmter_tag=jahr.parameter.fristen_bestimmter_tag is True)
    if open_ > NULL:
        return _still_open(open_, due, am=jahr.am, bezug=bezug)
    return _paid(max(payment.datum for payment in payments), due, bezug=bezug)


def _still_open(amount: Betrag, due: date, *, am: date, bezug: Bezug) -> Befund:
    late = days_late(due, am)
    if not late:
        return not_yet(f"{format_betrag(amount)} sind bis zum {format_datum(due)} zu zahlen.", bezug=bezug)
    text = (
        f"{format_betrag(amount)} sind noch offen, {format_tage(late)} nach Ablauf des Zahlungsziels am "
        f"{format_datum(due)}. Bitte mahnen und über Zinsen entscheiden."
    )
    return Befund(Urteil.VERLETZT, text, bezug=bezug, beheben=_BEHEBEN)


def _paid(day: date, due: date, *, bezug: Bezug) -> Befund:
    late = days_late(due, day)
    if not late:
        text = f"Gezahlt am {format_datum(day)}, Zahlungsziel {format_datum(due)}."
        return Befund(Urteil.OK, text, bezug=bezug)
    text = (
        f"Gezahlt am {format_datum(day)}, {format_tage(late)} nach Ablauf des Zahlungsziels am "
        f"{format_datum(due)}. Bitte über Zinsen entscheiden."
    )
    return Befund(Urteil.VERLETZT, text, bezug=bezug, beheben=_BEHEBEN)
