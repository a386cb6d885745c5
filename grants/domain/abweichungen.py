"""Zugelassene Abweichungen as people follow them: what may be waived, and how each one stands to the figures now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grants.domain.kette import Jahr
from grants.domain.money import Betrag, format_betrag
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis, Ergebnisart
from grants.domain.pruefregeln.regel import key

# A reason is at least a sentence: so many words and characters.
MIN_WOERTER, MIN_ZEICHEN = 4, 20
_OFFEN = (Ergebnisart.FEHLER, Ergebnisart.ZUGELASSEN)


class Abweichungsstand(StrEnum):
    """How a waiver stands, the ones that need somebody first."""

    WARTET = "wartet"
    # Agreed, but another finding of the same subject has the same difference and no waiver.
    TEILWEISE = "teilweise"
    GILT = "gilt"
    # The difference is another one now, or none.
    HINFAELLIG = "hinfaellig"
    # Both Persons were found to be one.
    EINE_PERSON = "eine_person"
    ABGELEHNT = "abgelehnt"
    ZURUECKGENOMMEN = "zurueckgenommen"


STAND_LABEL: Mapping[Abweichungsstand, str] = {
    Abweichungsstand.WARTET: "wartet auf Zustimmung",
    Abweichungsstand.TEILWEISE: "gilt noch nicht",
    Abweichungsstand.GILT: "gilt",
    Abweichungsstand.HINFAELLIG: "hinfällig",
    Abweichungsstand.EINE_PERSON: "gilt nicht",
    Abweichungsstand.ABGELEHNT: "abgelehnt",
    Abweichungsstand.ZURUECKGENOMMEN: "zurückgenommen",
}


_SAETZE: Mapping[Abweichungsstand, str] = {
    Abweichungsstand.WARTET: "Eine zweite Person muss zustimmen.",
    Abweichungsstand.TEILWEISE: "Dieselbe Differenz steht hier mehrfach. Sie gilt erst, wenn jede für sich "
    "zugelassen ist.",
    Abweichungsstand.GILT: "Zugelassen, solange die Differenz auf den Cent dieselbe bleibt.",
    # The difference is the same: the paper it is about became a draft again.
    Abweichungsstand.HINFAELLIG: "Der Antrag ist nicht versandt und kann noch berichtigt werden; bis dahin gilt die "
    "Zulassung nicht.",
    Abweichungsstand.EINE_PERSON: "Begründet und zugestimmt hat dieselbe Person. Bitte zurücknehmen und neu "
    "begründen.",
    Abweichungsstand.ABGELEHNT: "Abgelehnt; die Abweichung bleibt offen.",
    Abweichungsstand.ZURUECKGENOMMEN: "Zurückgenommen; die Abweichung gilt wieder als offen.",
}


@dataclass(frozen=True, slots=True)
class Bindung:
    """What a waiver is bound to."""

    code: str
    bezug: Bezug
    differenz: Betrag


@dataclass(frozen=True, slots=True)
class Lage:
    """How a waiver stands now; `jetzt` are the differences that its rule finds at its subject."""

    stand: Abweichungsstand
    satz: str
    jetzt: tuple[Betrag, ...] = ()


def why_not(jahr: Jahr, code: str, ergebnis: Ergebnisart, differenz: Betrag | None) -> str:
    """Return why a result cannot be waived, in a sentence; empty where it can."""
    if ergebnis is not Ergebnisart.FEHLER:
        return "Zugelassen werden kann nur eine Abweichung zwischen zwei Beträgen."
    if not differenz:
        return (
            "Hier stehen sich keine zwei Beträge gegenüber. Zugelassen wird nur eine Differenz auf den Cent."
        )
    if not REGISTER[code].zulassbar(jahr):
        return (
            "Der Antrag ist noch nicht versandt. Bitte berichtigen Sie die Beträge oder die angegebene Summe; eine "
            "Abweichung wird erst zugelassen, wenn das Papier das Haus verlassen hat."
        )
    return ""


def findings(ergebnisse: Iterable[Ergebnis], code: str, bezug: Bezug) -> list[Ergebnis]:
    """Return the results of a rule about a subject in which two figures differ."""
    return [
        e
        for e in ergebnisse
        if e.code == code and key(e)[0] == bezug and e.ergebnis in _OFFEN and e.differenz
    ]


def lage(
    bindung: Bindung,
    ergebnisse: Sequence[Ergebnis],
    *,
    begruendet_von: int,
    zugestimmt_von: int | None,
    abgelehnt: bool = False,
    zurueckgenommen: bool = False,
) -> Lage:
    """Return how a waiver stands; the Persons after joining those who were found to be one."""
    found = findings(ergebnisse, bindung.code, bindung.bezug)
    now = tuple(e.differenz for e in found if e.differenz is not None)
    same = [e for e in found if e.differenz == bindung.differenz]
    if zurueckgenommen or abgelehnt:
        stand = Abweichungsstand.ZURUECKGENOMMEN if zurueckgenommen else Abweichungsstand.ABGELEHNT
    elif not same:
        return Lage(Abweichungsstand.HINFAELLIG, _void(bindung, now), now)
    elif zugestimmt_von is None:
        stand = Abweichungsstand.WARTET
    elif zugestimmt_von == begruendet_von:
        stand = Abweichungsstand.EINE_PERSON
    elif all(e.ergebnis is Ergebnisart.ZUGELASSEN for e in same):
        stand = Abweichungsstand.GILT
    else:
        stand = Abweichungsstand.TEILWEISE if len(same) > 1 else Abweichungsstand.HINFAELLIG
    return Lage(stand, _SAETZE[stand], now)


def _void(bindung: Bindung, now: Sequence[Betrag]) -> str:
    was = format_betrag(bindung.differenz, vorzeichen=True)
    if not now:
        return f"Die Differenz von {was} besteht nicht mehr. Es ist nichts mehr zuzulassen."
    instead = " und ".join(format_betrag(each, vorzeichen=True) for each in now)
    return (
        f"Begründet wurde {was}, jetzt beträgt die Differenz {instead}. Bitte neu begründen oder berichtigen."
    )


def is_sentence(text: str) -> bool:
    """Return whether a reason says something."""
    words = [word for word in text.split() if any(char.isalpha() for char in word)]
    return len(words) >= MIN_WOERTER and len(text.strip()) >= MIN_ZEICHEN
