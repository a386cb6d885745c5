"""Money of the Land in the city's hands: not below nothing, and not idle beyond the horizon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from grants.domain import summen
from grants.domain.begriffe import Zahlungsart
from grants.domain.fristen import month_later
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, compare, missing, regel

_AN_TRAEGER = frozenset(
    {Zahlungsart.AUSZAHLUNG, Zahlungsart.RUECKZAHLUNG, Zahlungsart.RESTZAHLUNG, Zahlungsart.ERSTATTUNG}
)


@dataclass(frozen=True, slots=True)
class _Bestand:
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


@regel(
    "bestand",
    satz=("Landesmittel liegen nicht länger bei der Stadt als vorgesehen, und die Stadt leistet nicht vor."),
    quelle=f"VV Nr. 7.2 zu § 44 LHO, § 49a Abs. 4 VwVfG NRW{PRUEFEN}",
    stufe=Stufe.DURCHFUEHRUNG,
    schwere=Schwere.HINWEIS,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    bestand = _count(jahr)
    if jahr.bescheid is None and not bestand.eingegangen and not bestand.abgeflossen:
        yield missing(
            "Der Zuwendungsbescheid ist nicht eingetragen. Bitte erfassen.",
            wartet_auf="den Zuwendungsbescheid",
            beheben="Bescheid",
        )
        return
    idle = _idle(jahr, bestand)
    short = bestand.betrag < bestand.untergrenze
    yield compare(
        holds=not short and not idle,
        erwartet=bestand.untergrenze if bestand.betrag < NULL else NULL,
        gefunden=idle or bestand.betrag,
        text=_text(jahr, bestand, idle=idle, short=short),
        beheben="Zahlungen des Landes",
    )


def _count(jahr: Jahr) -> _Bestand:
    traeger = [e for _, e in summen.recipients(jahr) if not e.is_stelle]
    stellen = [e for _, e in summen.recipients(jahr) if e.is_stelle]
    own = [(e, _own_share(jahr, e)) for e in stellen]
    return _Bestand(
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


def _idle(jahr: Jahr, bestand: _Bestand) -> Betrag:
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


def _text(jahr: Jahr, bestand: _Bestand, *, idle: Betrag, short: bool) -> str:
    text = (
        f"Eingegangen {format_betrag(bestand.eingegangen)}, an das Land zurück "
        f"{format_betrag(bestand.zurueckgezahlt)}, an Träger {format_betrag(bestand.an_traeger)}, "
        f"eigene Stellen {format_betrag(bestand.eigene_stellen + bestand.stellen_offen)}: "
        f"Bestand {format_betrag(bestand.betrag)}."
    )
    if bestand.stellen_offen:
        text += (
            f" Darin sind {format_betrag(bestand.stellen_offen)} für Stellen, deren Ausgaben noch nicht "
            "erfasst sind."
        )
    if bestand.betrag < NULL and bestand.vorgestreckt:
        text += (
            f" Die Stadt hat {format_betrag(bestand.vorgestreckt)} vorgestreckt: Erstattungen der Träger, "
            "die noch offen oder nicht erhoben sind."
        )
    if short:
        vorleistung = bestand.untergrenze - bestand.betrag
        text += f" Die Stadt ist mit {format_betrag(vorleistung)} in Vorleistung; bitte Mittel abrufen."
    return text + _horizon(jahr, idle)


def _horizon(jahr: Jahr, idle: Betrag) -> str:
    months = jahr.parameter.abrufhorizont_monate
    if months is None:
        return (
            " Ob Geld zu lange liegt, ist nicht geprüft: "
            "Der Zeitraum für den Mittelbedarf ist nicht eingetragen (Parameter)."
        )
    if idle:
        span = "einem Monat" if months == 1 else f"{months} Monaten"
        return (
            f" Davon liegen {format_betrag(idle)} seit mehr als {span} ungenutzt. "
            "Bitte auszahlen, zurückzahlen oder die Frage der Zwischenzinsen klären."
        )
    return ""
