"""Per Träger and purse: Σ paid − Σ returned ≤ promised on that day; nothing is paid before Bestandskraft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from grants.domain import summen
from grants.domain.begriffe import Mittelherkunft, Zahlungsart, label
from grants.domain.fristen import format_datum
from grants.domain.kette import Empfaenger, Jahr, Massnahme, valid
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Stufe,
    Urteil,
    compare,
    not_applicable,
    not_yet,
    regel,
)

# Everything that moves between city and Träger for the grant; interest is a debt of its own.
_ARTEN = frozenset(
    {Zahlungsart.AUSZAHLUNG, Zahlungsart.RUECKZAHLUNG, Zahlungsart.RESTZAHLUNG, Zahlungsart.ERSTATTUNG}
)


@dataclass(frozen=True, slots=True)
class _Tag:
    """One payment day: what was out by its end and what could be out."""

    datum: date
    netto: Betrag
    grenze: Betrag
    bestandskraft_fehlt: bool

    @property
    def zu_viel(self) -> Betrag:
        return self.netto - self.grenze


@regel(
    "auszahlung",
    satz=(
        "An keinem Tag ist mehr ausgezahlt als zugesagt, und nichts vor der Bestandskraft der Weiterleitung."
    ),
    quelle=f"VV Nr. 7.1 zu § 44 LHO{PRUEFEN}",
    stufe=Stufe.DURCHFUEHRUNG,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    for massnahme, empfaenger in summen.recipients(jahr):
        yield from _judge(jahr, massnahme, empfaenger)


def _judge(jahr: Jahr, massnahme: Massnahme, empfaenger: Empfaenger) -> Iterator[Befund]:
    bezug = Bezug(massnahme.kennung, empfaenger.kuerzel)
    if empfaenger.is_stelle:
        yield not_applicable("Eine städtische Stelle bekommt keine Auszahlung.", bezug=bezug)
        return
    purses = _purses(jahr, empfaenger)
    if not purses:
        yield not_yet(f"Noch nicht fällig: wartet auf die Weiterleitung an {empfaenger.name}.", bezug=bezug)
    for herkunft in purses:
        yield _judge_purse(jahr, empfaenger, herkunft, bezug)


def _purses(jahr: Jahr, empfaenger: Empfaenger) -> list[Mittelherkunft]:
    current = summen.promise(empfaenger, jahr.am)
    promised = {zusage.herkunft for zusage in current.zusagen} if current else set()
    paid = {z.herkunft for z in empfaenger.zahlungen if z.art in _ARTEN and z.datum <= jahr.am}
    return [herkunft for herkunft in Mittelherkunft if herkunft in promised | paid]


def _judge_purse(jahr: Jahr, empfaenger: Empfaenger, herkunft: Mittelherkunft, bezug: Bezug) -> Befund:
    worst = max(_days(empfaenger, herkunft, jahr.am), key=lambda day: day.zu_viel, default=None)
    if worst is not None and worst.zu_viel > NULL:
        return compare(
            holds=False,
            erwartet=worst.grenze,
            gefunden=worst.netto,
            text=_complaint(empfaenger, herkunft, worst),
            bezug=bezug,
            beheben="Auszahlungen",
        )
    zugesagt = summen.zugesagt(empfaenger, jahr.am, herkunft) or NULL
    ausgezahlt = summen.ausgezahlt(empfaenger, jahr.am, herkunft)
    text = (
        f"{empfaenger.name}, {label(herkunft)}: {format_betrag(ausgezahlt)} ausgezahlt "
        f"von {format_betrag(zugesagt)} zugesagt."
    )
    if herkunft is not Mittelherkunft.LAND:
        # Without figures: the sum over all recipients is one of Landesmittel, not of several purses.
        return Befund(Urteil.OK, text, bezug=bezug)
    return compare(holds=True, erwartet=zugesagt, gefunden=ausgezahlt, text=text, bezug=bezug)


def _days(empfaenger: Empfaenger, herkunft: Mittelherkunft, am: date) -> Iterator[_Tag]:
    zahlungen = sorted(
        summen.payments(empfaenger, am, herkunft=herkunft, arten=_ARTEN), key=lambda zahlung: zahlung.datum
    )
    netto = NULL
    for datum, of_day in groupby(zahlungen, key=lambda zahlung: zahlung.datum):
        betraege = [zahlung.betrag for zahlung in of_day]
        netto += summe(betraege)
        zugesagt = summen.zugesagt(empfaenger, datum, herkunft) or NULL
        # What comes back needs no Bestandskraft.
        pays = any(betrag > NULL for betrag in betraege)
        payable = min(zugesagt, _unchallengeable(empfaenger, herkunft, datum)) if pays else zugesagt
        yield _Tag(datum, netto, payable, bestandskraft_fehlt=payable < min(zugesagt, netto))


def _unchallengeable(empfaenger: Empfaenger, herkunft: Mittelherkunft, am: date) -> Betrag:
    """Return the highest amount that a Weiterleitung in force promises and nobody can challenge any more."""
    return max(
        (
            summe(zusage.betrag for zusage in weiterleitung.zusagen if zusage.herkunft is herkunft)
            for weiterleitung in empfaenger.weiterleitungen
            if (weiterleitung.wirksam_ab is None or weiterleitung.wirksam_ab <= am)
            and weiterleitung.bestandskraeftig_ab is not None
            and weiterleitung.bestandskraeftig_ab <= am
        ),
        default=NULL,
    )


def _complaint(empfaenger: Empfaenger, herkunft: Mittelherkunft, day: _Tag) -> str:
    text = (
        f"{empfaenger.name}, {label(herkunft)}: Am {format_datum(day.datum)} waren "
        f"{format_betrag(day.netto)} ausgezahlt, zahlbar waren {format_betrag(day.grenze)}."
    )
    if not day.bestandskraft_fehlt:
        return f"{text} Bitte die Zahlungen und die Weiterleitung prüfen."
    current = valid(empfaenger.weiterleitungen, day.datum)
    ab = current.bestandskraeftig_ab if current else None
    if ab is None:
        return f"{text} Bitte eintragen, ab wann die Weiterleitung bestandskräftig ist."
    return f"{text} Die Weiterleitung ist erst ab {format_datum(ab)} bestandskräftig. Bitte die Daten prüfen."
