"""The city's Verwendungsnachweis to the Land (Grundmuster 3) as frozen values.

"Lt. Zuwendungsbescheid" is the Bescheid in force with the valid Finanzierungspläne, "lt. Abrechnung" what the check
recognised and the decisions festgesetzt. Shares come from unrounded amounts; the total is 100 by definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from grants.domain import summen
from grants.domain.begriffe import Ausgabenart, label
from grants.domain.dokumente import (
    Abweichung,
    Ausstellung,
    Briefkopf,
    Erklaerung,
    Luecke,
    Lueckenliste,
    Textblock,
    build_briefkopf,
    build_erklaerungen,
    build_textblock,
    check_ausstellung,
    collect_abweichungen,
    format_datum,
    ort_zeile,
    text_of,
)
from grants.domain.kette import Empfaenger, Jahr, Massnahme
from grants.domain.money import HUNDERT, Betrag, Vomhundert, format_betrag, summe
from grants.domain.pruefregeln import Ergebnis, Vorgang
from grants.domain.stelle import Foerdergeber, Stelle
from grants.domain.summen import Ausgaben, Einnahmen
from grants.domain.texte import Papier, Text

_KOPF = "Kopf"
_SACHBERICHT = "I Sachbericht"
_NACHWEIS = "II Zahlenmäßiger Nachweis"
_BESTAETIGUNGEN = "IV Bestätigungen"
_SACHBERICHTE = (
    "sachbericht_durchfuehrung",
    "sachbericht_personal",
    "sachbericht_erfolg",
    "sachbericht_abweichungen",
    "sachbericht_fachstellen",
)


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
    """Section III. `mehr_minder`: lt. Abrechnung less lt. Bescheid; what went back already is a positive amount."""

    lt_bescheid: Betrag | None
    lt_abrechnung: Betrag | None
    mehr_minder: Betrag | None
    abgerufen: Betrag
    zurueckzuzahlen: Betrag | None
    zurueckgezahlt: Betrag
    noch_zurueckzuzahlen: Betrag | None


@dataclass(frozen=True, slots=True)
class Zuwendungsbetraege:
    """The track of the Zuwendung of one recipient; a Stelle gets no payment, so None means "trifft nicht zu" there."""

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

    bewilligt: Betrag
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
    bewilligt: Betrag | None
    sachbericht: tuple[Textblock, ...]
    einnahmen: tuple[Einnahmezeile, ...]
    einnahmen_insgesamt: Einnahmezeile
    ausgaben: tuple[Ausgabezeile, ...]
    ausgaben_insgesamt: Ausgabezeile
    # Why figures lt. Bescheid or lt. Abrechnung cannot be computed; empty where they can.
    grund_bescheid: str
    grund_abrechnung: str
    ergebnis: IstErgebnis
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


def build_verwendungsnachweis(
    jahr: Jahr,
    stelle: Stelle,
    foerdergeber: Foerdergeber,
    texte: Sequence[Text],
    *,
    ergebnisse: Iterable[Ergebnis] = (),
    ausgestellt: Ausstellung | None = None,
) -> VerwendungsnachweisDaten:
    """Return the Verwendungsnachweis of the year: a draft, or the paper where `ausgestellt` is given.

    `ergebnisse`: the checks of the year for `Vorgang.NACHWEIS_STADT`. Raises RuleViolation when something stands in
    the way of the Ausstellung.
    """
    luecken = Lueckenliste()
    datum = format_datum(ausgestellt.am if ausgestellt else jahr.am)

    def block(schluessel: str, nummer: str, abschnitt: str) -> Textblock:
        return build_textblock(
            schluessel, texte, nummer=nummer, abschnitt=abschnitt, massnahmen=jahr.massnahmen, luecken=luecken
        )

    # Statements in the order of the paper, so the gaps are listed in that order, too.
    kopf = build_briefkopf(stelle, foerdergeber, jahr=jahr.jahr, datum=datum, luecken=luecken)
    _note_sender(stelle, luecken)
    if not jahr.programm_name:
        luecken.add("Betreff", "Name des Programms", "Blatt „Stelle“")
    zweck = block("zuwendungszweck", "", "Betreff")
    if jahr.bescheid is None:
        luecken.add(_KOPF, "Zuwendungsbescheid", "Blatt „Bescheid“")
    sachbericht = tuple(block(schluessel, "I", _SACHBERICHT) for schluessel in _SACHBERICHTE)
    grund_bescheid, grund_abrechnung = _why_not_bescheid(jahr, luecken), _why_not_abrechnung(jahr, luecken)
    lt_bescheid = None if grund_bescheid else summen.einnahmen_lt_bescheid(jahr)
    lt_abrechnung = None if grund_abrechnung else summen.einnahmen_lt_abrechnung(jahr)
    einnahmen, einnahmen_insgesamt = _build_einnahmen(jahr, lt_bescheid, lt_abrechnung)
    ausgaben, ausgaben_insgesamt = _build_ausgaben(
        jahr, bescheid=not grund_bescheid, abrechnung=not grund_abrechnung
    )
    erklaerungen = build_erklaerungen(
        Papier.VERWENDUNGSNACHWEIS, texte, abschnitt=_BESTAETIGUNGEN, luecken=luecken
    )
    balance = _balance_lt_bescheid(einnahmen_insgesamt, ausgaben_insgesamt) if ausgestellt is None else ()
    return VerwendungsnachweisDaten(
        jahr=jahr.jahr,
        programm=jahr.programm_name or None,
        stand=jahr.am,
        kopf=kopf,
        zuwendungszweck=zweck,
        behoerde=foerdergeber.name.strip() or None,
        bescheide=_build_bescheide(jahr),
        bewilligt=summen.bewilligt(jahr),
        sachbericht=tuple(b for b in sachbericht if b.text or b.je_massnahme or b.fehlt),
        einnahmen=einnahmen,
        einnahmen_insgesamt=einnahmen_insgesamt,
        ausgaben=ausgaben,
        ausgaben_insgesamt=ausgaben_insgesamt,
        grund_bescheid=grund_bescheid,
        grund_abrechnung=grund_abrechnung,
        ergebnis=_build_ergebnis(jahr),
        erklaerungen=erklaerungen,
        unterschrift=stelle.vertretungsberechtigt.strip() or None,
        massnahmen=_build_massnahmen(jahr),
        summen=_build_summen(jahr),
        luecken=luecken.luecken,
        abweichungen=collect_abweichungen(jahr, ergebnisse, fuer=Vorgang.NACHWEIS_STADT) + balance,
        beispiel=stelle.beispiel,
        ausgestellt=ausgestellt,
    )
