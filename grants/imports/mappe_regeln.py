"""Eingaberegeln of single rows of the Jahresmappe: what the database would refuse, said in German at its cell.

Whether the year is right is not asked here; that judge the Prüfregeln, and a wrong year can be read in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from grants.domain import mappe_blaetter as b
from grants.domain.begriffe import (
    FOERDERJAHR_FOLGE,
    FREIGEGEBENE,
    FoerderjahrStatus,
    NachweisStatus,
    TraegerArt,
    Zahlungsart,
)
from grants.domain.mappe import Zusageart
from grants.domain.mappe_blatt import Blatt, auswahl_label
from grants.domain.money import NULL
from grants.imports.codes import Code
from grants.imports.mappe_blaetter import GelesenesBlatt
from grants.imports.mappe_codes import MappeCode

Werte = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Zeilenregel:
    """Refuses a row of a sheet; the place is the cell of `attribut`."""

    blatt: Blatt
    attribut: str
    text: str
    broken: Callable[[Werte], bool]
    code: StrEnum = MappeCode.ANGABEN_WIDERSPRECHEN


def _has(werte: Werte, *attributes: str) -> bool:
    return all(werte.get(name) not in {None, ""} for name in attributes)


def _before(werte: Werte, earlier: str, later: str) -> bool:
    return _has(werte, earlier, later) and werte[later] < werte[earlier]


def _iban_wrong(werte: Werte) -> bool:
    try:
        IBAN(werte.get("iban") or "DE02120300000000202051")
    except SchwiftyException:
        return True
    return False


# -- states with their day -----------------------------------------------------------------------------------

_NACHWEIS_FOLGE = tuple(NachweisStatus)
_GEPRUEFT = frozenset({NachweisStatus.GEPRUEFT, NachweisStatus.FREIGEGEBEN, NachweisStatus.ABGESCHLOSSEN})


def _jahr_from(first: FoerderjahrStatus, attribut: str) -> Callable[[Werte], bool]:
    """Return a test that is broken where a Stand from `first` on lacks its day, or an earlier one has it."""
    reached = frozenset(FOERDERJAHR_FOLGE[FOERDERJAHR_FOLGE.index(first) :])
    return lambda werte: _has(werte, "status") and (werte["status"] in reached) != _has(werte, attribut)


def _nachweis_in(stands: frozenset[NachweisStatus], attribut: str) -> Callable[[Werte], bool]:
    return lambda werte: _has(werte, "status") and (werte["status"] in stands) != _has(werte, attribut)


def _sign_wrong(werte: Werte) -> bool:
    if not _has(werte, "art", "betrag"):
        return False
    match werte["art"]:
        case Zahlungsart.ZINSEN:
            return bool(werte["betrag"] == NULL)
        case Zahlungsart.AUSZAHLUNG | Zahlungsart.RESTZAHLUNG | Zahlungsart.MITTELABRUF:
            return bool(werte["betrag"] <= NULL)
        case _:
            return bool(werte["betrag"] >= NULL)


_LAND = frozenset({Zahlungsart.MITTELABRUF, Zahlungsart.RUECKZAHLUNG_LAND, Zahlungsart.ZINSEN})
_TRAEGER = frozenset(Zahlungsart) - _LAND | {Zahlungsart.ZINSEN}
_ZU_STAND = (
    "Das Datum passt nicht zum Stand: Es gehört dazu, sobald dieser Stand erreicht ist, und vorher nicht."
)
_VORZEICHEN = (
    "Das Vorzeichen passt nicht zur Art: Auszahlung, Restzahlung und Mittelabruf sind positiv, Rückzahlungen und "
    "Erstattungen negativ. Bitte berichtigen."
)

REGELN: tuple[Zeilenregel, ...] = (
    Zeilenregel(
        b.STELLE,
        "status",
        "„Stand“ fehlt, obwohl ein Datum oder Ausgang dazu eingetragen ist. Bitte ausfüllen.",
        lambda w: (
            not _has(w, "status")
            and any(
                _has(w, name)
                for name in (
                    "beantragt_am",
                    "beschieden_am",
                    "ausgang",
                    "nachgewiesen_am",
                    "abgeschlossen_am",
                )
            )
        ),
        Code.ANGABE_FEHLT,
    ),
    *(
        Zeilenregel(b.STELLE, attribut, _ZU_STAND, _jahr_from(first, attribut))
        for first, attribut in (
            (FoerderjahrStatus.BEANTRAGT, "beantragt_am"),
            (FoerderjahrStatus.BESCHIEDEN, "beschieden_am"),
            (FoerderjahrStatus.BESCHIEDEN, "ausgang"),
            (FoerderjahrStatus.NACHGEWIESEN, "nachgewiesen_am"),
            (FoerderjahrStatus.ABGESCHLOSSEN, "abgeschlossen_am"),
        )
    ),
    *(
        Zeilenregel(
            blatt,
            "iban",
            "Die IBAN ist nicht gültig. Bitte mit der Kontoverbindung vergleichen.",
            _iban_wrong,
            MappeCode.IBAN_UNGUELTIG,
        )
        for blatt in (b.STELLE, b.TRAEGER)
    ),
    Zeilenregel(
        b.FOERDERJAHR,
        "quelle",
        "Ein bestätigter Wert braucht eine Quelle. Bitte eintragen oder „bestätigt“ auf „nein“ setzen.",
        lambda w: bool(w.get("bestaetigt")) and not _has(w, "quelle"),
        Code.ANGABE_FEHLT,
    ),
    Zeilenregel(
        b.TRAEGER,
        "iban",
        "Eine städtische Stelle hat keine IBAN, sondern eine Buchungsstelle. Bitte die Art oder die IBAN prüfen.",
        lambda w: w.get("art") is TraegerArt.STAEDTISCHE_STELLE and _has(w, "iban"),
    ),
    Zeilenregel(
        b.TRAEGER,
        "buchungsstelle",
        "Eine Buchungsstelle haben nur städtische Stellen. Bitte die Art oder die Buchungsstelle prüfen.",
        lambda w: _has(w, "art", "buchungsstelle") and w["art"] is not TraegerArt.STAEDTISCHE_STELLE,
    ),
    Zeilenregel(
        b.MASSNAHMEN,
        "kennung",
        "Eine Kennung besteht aus kleinen Buchstaben, Ziffern und Bindestrichen, z. B. „babylotsen“.",
        lambda w: _has(w, "kennung") and not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", w["kennung"]),
        Code.KENNUNG_UNGUELTIG,
    ),
    Zeilenregel(
        b.MASSNAHMEN,
        "rest_entscheidung_am",
        "Zur Entscheidung über den Rest gehören Text und Datum. Bitte beides ausfüllen oder beides leeren.",
        lambda w: _has(w, "rest_entscheidung") != _has(w, "rest_entscheidung_am"),
    ),
    Zeilenregel(
        b.ANTRAG,
        "eingegangen_am",
        "Ein Antrag geht nicht vor dem Versand ein. Bitte „versandt am“ und „eingegangen am“ prüfen.",
        lambda w: (
            (_has(w, "eingegangen_am") and not _has(w, "versandt_am"))
            or _before(w, "versandt_am", "eingegangen_am")
        ),
    ),
    Zeilenregel(
        b.UMVERTEILUNGEN,
        "betrag",
        "Eine Umverteilung von 0,00 € verschiebt nichts. Bitte den Betrag eintragen oder die Zeile löschen.",
        lambda w: w.get("betrag") == NULL,
        Code.BETRAG_NULL,
    ),
    Zeilenregel(
        b.WEITERLEITUNGEN,
        "bekannt_gegeben_am",
        "Rechtsbehelfsverzicht und Bestandskraft setzen die Bekanntgabe voraus. Bitte ihr Datum eintragen.",
        lambda w: (
            w.get("art") is Zusageart.WEITERLEITUNG
            and not _has(w, "bekannt_gegeben_am")
            and (_has(w, "rechtsbehelfsverzicht_am") or _has(w, "bestandskraeftig_ab"))
        ),
        Code.ANGABE_FEHLT,
    ),
    Zeilenregel(
        b.WEITERLEITUNGEN,
        "bestandskraeftig_ab",
        "Ein Bescheid wird nicht vor der Bekanntgabe bestandskräftig. Bitte die Daten prüfen.",
        lambda w: _before(w, "bekannt_gegeben_am", "bestandskraeftig_ab"),
    ),
    Zeilenregel(b.AUSZAHLUNGEN, "betrag", _VORZEICHEN, _sign_wrong),
    Zeilenregel(b.ZAHLUNGEN_LAND, "betrag", _VORZEICHEN, _sign_wrong),
    Zeilenregel(
        b.AUSZAHLUNGEN,
        "art",
        "Diese Zahlung geht an das Land oder kommt von dort. Bitte im Blatt „Zahlungen des Landes“ eintragen.",
        lambda w: _has(w, "art") and w["art"] not in _TRAEGER,
    ),
    Zeilenregel(
        b.ZAHLUNGEN_LAND,
        "art",
        "Diese Art von Zahlung betrifft einen Träger. Bitte im Blatt „Auszahlungen“ eintragen.",
        lambda w: _has(w, "art") and w["art"] not in _LAND,
    ),
    Zeilenregel(
        b.BELEGE,
        "leistung_bis",
        "Die Leistung endet vor ihrem Beginn. Bitte „Leistung von“ und „Leistung bis“ prüfen.",
        lambda w: _before(w, "leistung_von", "leistung_bis"),
        Code.ZEITRAUM_VERKEHRT,
    ),
    Zeilenregel(
        b.TEXTE,
        "text",
        "Diese Erklärung wird mit „ja“ oder „nein“ beantwortet. Bitte nur eines der Wörter schreiben.",
        lambda w: (
            w.get("schluessel") in b.ERKLAERUNGEN and w.get("text", "ja").casefold() not in {"ja", "nein"}
        ),
        MappeCode.JA_NEIN_UNKLAR,
    ),
    Zeilenregel(
        b.NACHWEISE,
        "eingereicht_am",
        _ZU_STAND,
        _nachweis_in(frozenset(_NACHWEIS_FOLGE[1:]), "eingereicht_am"),
    ),
    Zeilenregel(b.NACHWEISE, "geprueft_am", _ZU_STAND, _nachweis_in(_GEPRUEFT, "geprueft_am")),
    Zeilenregel(b.NACHWEISE, "freigegeben_am", _ZU_STAND, _nachweis_in(FREIGEGEBENE, "freigegeben_am")),
    Zeilenregel(
        b.NACHWEISE,
        "rechtsverbindlich_am",
        "Rechtsverbindlich eingegangen ist nur, was eingereicht ist. Bitte „eingereicht am“ ausfüllen.",
        lambda w: _has(w, "rechtsverbindlich_am") and not _has(w, "eingereicht_am"),
    ),
    Zeilenregel(
        b.NACHWEISE,
        "festgesetzt",
        "Festgesetzt wird nach der Prüfung. Bitte „geprüft am“ ausfüllen oder den Betrag leeren.",
        lambda w: _has(w, "festgesetzt") and not _has(w, "geprueft_am"),
    ),
    Zeilenregel(
        b.NACHWEISE,
        "erstattung_gefordert",
        "Zu einer Erstattung gehört der geforderte Betrag. Bitte eintragen oder die Angaben dazu leeren.",
        lambda w: (
            not _has(w, "erstattung_gefordert")
            and any(
                _has(w, name)
                for name in ("faellig_am", "nicht_erhoben", "nicht_erhoben_grund", "nicht_erhoben_am")
            )
        ),
        Code.ANGABE_FEHLT,
    ),
    Zeilenregel(
        b.NACHWEISE,
        "nicht_erhoben",
        "Wird eine Erstattung nicht erhoben, gehören Grund und Datum der Entscheidung dazu. Bitte eintragen.",
        lambda w: (
            w.get("nicht_erhoben", NULL) > NULL and not _has(w, "nicht_erhoben_grund", "nicht_erhoben_am")
        ),
        Code.ANGABE_FEHLT,
    ),
    Zeilenregel(
        b.NACHWEIS_STADT,
        "haushalt_ist",
        "Zum Ist der Haushaltsüberwachung gehören Datum und Quelle. Bitte eintragen.",
        lambda w: _has(w, "haushalt_ist") and not _has(w, "haushalt_ist_am", "haushalt_ist_quelle"),
        Code.ANGABE_FEHLT,
    ),
)


def check_zeilen(gelesen: Mapping[str, GelesenesBlatt]) -> None:
    """Add a Violation to its sheet for every row that breaks a rule; rows with refused cells are not judged."""
    for regel in REGELN:
        sheet = gelesen[regel.blatt.name]
        for zeile in sheet.zeilen:
            if not zeile.abgelehnt and regel.broken(zeile.werte):
                wert = zeile.werte.get(regel.attribut)
                sheet.add(zeile.nr, regel.attribut, regel.code, regel.text, wert=_shown(wert))


def _shown(wert: object) -> object:
    return auswahl_label(wert) if isinstance(wert, StrEnum) else wert
