"""Landesmittel in the city's hands: what came in, what became of it, and what lies idle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from grants.domain import summen
from grants.domain.begriffe import Zahlungsart
from grants.domain.fristen import month_later
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import NULL, Betrag, summe

_AN_TRAEGER = frozenset(
    {Zahlungsart.AUSZAHLUNG, Zahlungsart.RUECKZAHLUNG, Zahlungsart.RESTZAHLUNG, Zahlungsart.ERSTATTUNG}
)


@dataclass(frozen=True, slots=True)
class Bestand:
    """Landesmittel that came in and what became of them up to the day."""

    eingegangen: Betrag
    zurueckgezahlt: Betrag
    an_traeger: Betrag
    eigene_stellen: Betrag
    # Promised to Stellen whose Ausgaben are not entered yet: spent at most, nobody knows how far.
    stellen_offen: Betrag
    # Claims on Träger that are open or not collected; the city gives this money to the Land from its own.
    vorgestreckt: Betrag

    @property
    def abgeflossen(self) -> Betrag:
        return self.zurueckgezahlt + self.an_traeger + self.eigene_stellen + self.stellen_offen

    @property
    def betrag(self) -> Betrag:
        return self.eingegangen - self.abgeflossen

    @property
    def untergrenze(self) -> Betrag:
        """What the Bestand may fall to without the city having paid in advance."""
        return -(self.vorgestreckt + self.stellen_offen)


def count_bestand(jahr: Jahr) -> Bestand:
    traeger = [e for _, e in summen.recipients(jahr) if not e.is_stelle]
    stellen = [e for _, e in summen.recipients(jahr) if e.is_stelle]
    own = [(e, _own_share(jahr, e)) for e in stellen]
    return Bestand(
        eingegangen=summen.eingegangen(jahr),
        zurueckgezahlt=summen.zurueckgezahlt_land(jahr),
        an_traeger=summe(_paid(e, jahr.am) for e in traeger),
        eigene_stellen=summe(share for _, share in own if share is not None),
        stellen_offen=summe(summen.zugesagt(e, jahr.am) or NULL for e, share in own if share is None),
        vorgestreckt=summe(_outstanding(e, jahr.am) for e in traeger),
    )


def _paid(empfaenger: Empfaenger, am: date) -> Betrag:
    return summe(z.betrag for z in summen.payments(empfaenger, am, arten=_AN_TRAEGER))


def _own_share(jahr: Jahr, stelle: Empfaenger) -> Betrag | None:
    """Return the Landesanteil of what a Stelle has spent; None where its Ausgaben are not entered."""
    decided = _decided(stelle, jahr.am)
    if decided is not None:
        return decided
    spent = tuple(
        teil
        for teil in stelle.belegteile
        if teil.beleg.zahlungsdatum is not None and teil.beleg.zahlungsdatum <= jahr.am
    )
    if not spent:
        return None
    bridge = summen.festsetzung(jahr, replace(stelle, belegteile=spent, nachweis=None))
    return bridge.betrag if bridge else None


def _decided(empfaenger: Empfaenger, am: date) -> Betrag | None:
    """Return the festgesetzte Zuwendung once the decision of that day or an earlier one stands."""
    nachweis = empfaenger.nachweis
    if nachweis is None or (nachweis.freigegeben_am is not None and nachweis.freigegeben_am > am):
        return None
    return summen.festgesetzt(empfaenger)


def _outstanding(traeger: Empfaenger, am: date) -> Betrag:
    decided = _decided(traeger, am)
    return NULL if decided is None else max(NULL, _paid(traeger, am) - decided)


def count_idle(jahr: Jahr, bestand: Bestand) -> Betrag:
    """Return what came in before the horizon and has not left since; the oldest money leaves first."""
    months = jahr.parameter.abrufhorizont_monate
    if months is None:
        return NULL
    old = summe(
        zahlung.betrag
        for zahlung in jahr.zahlungen_land
        if zahlung.art is Zahlungsart.MITTELABRUF and month_later(zahlung.datum, months) < jahr.am
    )
    return max(NULL, old - bestand.abgeflossen)
