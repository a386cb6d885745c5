"""The city's Verwendungsnachweis (Grundmuster 3) as frozen values: every printed figure once.

Built in `verwendungsnachweis.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.domain.dokumente import (
    Abweichung,
    Ausstellung,
    Briefkopf,
    Erklaerung,
    Luecke,
    Textblock,
    check_ausstellung,
)
from grants.domain.money import Betrag, Vomhundert
from grants.domain.summen import Ausgaben


@dataclass(frozen=True, slots=True)
class Bescheidzeile:
    """One decision of the Land; an Änderungsbescheid states the new amount as a whole."""

    art: str
    vom: date
    aktenzeichen: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Einnahmezeile:
    """A row of II no. 1; amounts are None where they cannot be computed yet."""

    art: str
    lt_bescheid: Betrag | None
    lt_bescheid_vh: Vomhundert | None
    lt_abrechnung: Betrag | None
    lt_abrechnung_vh: Vomhundert | None


@dataclass(frozen=True, slots=True)
class Ausgabezeile:
    """A row of II no. 2, each side insgesamt and davon zuwendungsfähig."""

    art: str
    lt_bescheid: Ausgaben | None
    lt_abrechnung: Ausgaben | None


@dataclass(frozen=True, slots=True)
class IstErgebnis:
    """Section III besides the Zuwendung itself. What went back already is a positive amount."""

    # Lt. Abrechnung less lt. Zuwendungsbescheid.
    mehr_minder: Betrag | None
    abgerufen: Betrag
    zurueckzuzahlen: Betrag | None
    zurueckgezahlt: Betrag
    noch_zurueckzuzahlen: Betrag | None


@dataclass(frozen=True, slots=True)
class AngegebeneZahl:
    """A figure that the city states from another source; `differenz` is how far it is from the computed one."""

    bezeichnung: str
    betrag: Betrag
    differenz: Betrag | None


@dataclass(frozen=True, slots=True)
class Zuwendungsbetraege:
    """The track of the Zuwendung of one recipient.

    A Stelle of the city is neither paid nor asked back: None means "trifft nicht zu" there, a gap everywhere else.
    """

    zugesagt: Betrag | None
    ausgezahlt: Betrag | None
    festgesetzt: Betrag | None
    erstattet: Betrag | None
    restzahlung: Betrag | None


@dataclass(frozen=True, slots=True)
class Ausgabenbetraege:
    """The track of the Ausgaben of one recipient."""

    geplant: Ausgaben | None
    nachgewiesen: Ausgaben | None
    anerkannt: Ausgaben | None


@dataclass(frozen=True, slots=True)
class Empfaengernachweis:
    empfaenger: str
    is_stelle: bool
    zuwendung: Zuwendungsbetraege
    ausgaben: Ausgabenbetraege


@dataclass(frozen=True, slots=True)
class Massnahmennachweis:
    massnahme: str
    bewilligt: Betrag | None
    empfaenger: tuple[Empfaengernachweis, ...]


@dataclass(frozen=True, slots=True)
class Anlagensummen:
    """Last row of the annex. Sums over everybody; None where a figure is still missing."""

    bewilligt: Betrag | None
    zuwendung: Zuwendungsbetraege
    ausgaben: Ausgabenbetraege


@dataclass(frozen=True, slots=True)
class VerwendungsnachweisDaten:
    jahr: int
    programm: str | None
    stand: date
    kopf: Briefkopf
    zuwendungszweck: Textblock
    behoerde: str | None
    bescheide: tuple[Bescheidzeile, ...]
    sachbericht: tuple[Textblock, ...]
    eigenmittel: tuple[Einnahmezeile, ...]
    zuwendung: Einnahmezeile
    einnahmen_insgesamt: Einnahmezeile
    ausgaben: tuple[Ausgabezeile, ...]
    ausgaben_insgesamt: Ausgabezeile
    # Why figures lt. Bescheid or lt. Abrechnung cannot be computed; empty where they can.
    grund_bescheid: str
    grund_abrechnung: str
    ergebnis: IstErgebnis
    # Only in a draft.
    angegeben: tuple[AngegebeneZahl, ...]
    erklaerungen: tuple[Erklaerung, ...]
    unterschrift: str | None
    massnahmen: tuple[Massnahmennachweis, ...]
    summen: Anlagensummen
    luecken: tuple[Luecke, ...]
    abweichungen: tuple[Abweichung, ...]
    beispiel: bool
    ausgestellt: Ausstellung | None = None

    def __post_init__(self) -> None:
        check_ausstellung(self)

    @property
    def einnahmen(self) -> tuple[Einnahmezeile, ...]:
        """The rows of II no. 1 in the order of the form."""
        return (*self.eigenmittel, self.zuwendung, self.einnahmen_insgesamt)
