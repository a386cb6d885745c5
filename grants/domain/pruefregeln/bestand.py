"""Money of the Land in the city's hands: not below nothing, and not idle beyond the horizon."""

from __future__ import annotations

from collections.abc import Iterable

from grants.domain.bestand import Bestand, count_bestand, count_idle
from grants.domain.kette import Jahr
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.pruefregeln.gemeinsam import PRUEFEN
from grants.domain.pruefregeln.regel import Befund, Schwere, Stufe, compare, missing, regel


@regel(
    "bestand",
    satz=("Landesmittel liegen nicht länger bei der Stadt als vorgesehen, und die Stadt leistet nicht vor."),
    quelle=f"VV Nr. 7.2 zu § 44 LHO, § 49a Abs. 4 VwVfG NRW{PRUEFEN}",
    stufe=Stufe.DURCHFUEHRUNG,
    schwere=Schwere.HINWEIS,
)
def pruefe(jahr: Jahr) -> Iterable[Befund]:
    bestand = count_bestand(jahr)
    if jahr.bescheid is None and not bestand.eingegangen and not bestand.abgeflossen:
        yield missing(
            "Der Zuwendungsbescheid ist nicht eingetragen. Bitte erfassen.",
            wartet_auf="den Zuwendungsbescheid",
            beheben="Bescheid",
        )
        return
    unused = count_idle(jahr, bestand)
    short = bestand.betrag < bestand.untergrenze
    yield compare(
        holds=not short and not unused,
        erwartet=bestand.untergrenze if bestand.betrag < NULL else NULL,
        gefunden=unused or bestand.betrag,
        text=_text(jahr, bestand, idle=unused, short=short),
        beheben="Zahlungen des Landes",
    )


def _text(jahr: Jahr, bestand: Bestand, *, idle: Betrag, short: bool) -> str:
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
