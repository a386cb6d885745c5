"""Eingaberegeln of a Jahresmappe that only the database can answer; what the file itself tells, its reader asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain
from typing import Any

from sqlalchemy import select

from grants import models as m
from grants.domain import mappe_blaetter as b
from grants.domain.begriffe import (
    FOERDERJAHR_FOLGE,
    NACHWEIS_UEBERGAENGE,
    FoerderjahrStatus,
    NachweisStatus,
    TraegerArt,
    label,
)
from grants.domain.errors import Stellenangabe, Violation
from grants.domain.mappe import Anerkanntart, Zusageart
from grants.domain.mappe_blatt import Blatt
from grants.imports.mappe_codes import MappeCode
from grants.queries.rows import rows
from grants.services.codes import Uebernahmecode
from grants.services.mappe.antrag import Versionen, check_sent
from grants.services.mappe.kontext import Kontext
from grants.services.mappe.pruefergebnis import check_pruefergebnis

_NACHWEIS_FOLGE = tuple(NachweisStatus)
_SHEETS_OF_MASSNAHMEN = (
    b.EMPFAENGER,
    b.FRUEHERE_ANTRAEGE,
    b.FINANZIERUNGSPLAN,
    b.BESCHEID,
    b.UMVERTEILUNGEN,
    b.WEITERLEITUNGEN,
    b.AUSZAHLUNGEN,
    b.EINNAHMEN,
    b.BELEGE,
    b.NACHWEISE,
    b.ANERKANNT,
)
_SHEETS_OF_EMPFAENGER = (
    b.FINANZIERUNGSPLAN,
    b.WEITERLEITUNGEN,
    b.AUSZAHLUNGEN,
    b.EINNAHMEN,
    b.BELEGE,
    b.NACHWEISE,
    b.ANERKANNT,
)


def check_mappe(k: Kontext, versionen: Versionen, stand: dict[str, Any]) -> list[Violation]:
    """Return every reason not to take the workbook over; `stand` is the state of the year after the import."""
    return list(
        chain(
            _check_stand(k, stand),
            _check_handlungsfelder_land(k),
            _check_traeger(k),
            _check_verweise(k),
            _check_zusagen(k),
            _check_nachweise(k),
            check_pruefergebnis(k),
            check_sent(k, versionen),
        )
    )


def _violation(code: StrEnum, text: str, blatt: Blatt, wert: str | None = None) -> Violation:
    return Violation(code, text, stelle=Stellenangabe(blatt=blatt.name), wert=wert)


# -- the year ------------------------------------------------------------------------------------------------


def _check_stand(k: Kontext, stand: dict[str, Any]) -> Iterator[Violation]:
    """The state of the year goes forward only, and every day that belongs to it is known by then."""
    status: FoerderjahrStatus = stand["status"] or FoerderjahrStatus.PLANUNG
    old = k.foerderjahr.status or FoerderjahrStatus.PLANUNG
    if FOERDERJAHR_FOLGE.index(status) < FOERDERJAHR_FOLGE.index(old):
        yield _violation(
            Uebernahmecode.STAND_ZURUECK,
            f"Das Förderjahr ist schon „{label(old)}“; eine Mappe setzt es nicht auf „{label(status)}“ zurück. "
            "Bitte den Stand in der Mappe ändern oder leer lassen.",
            b.STELLE,
            label(status),
        )
        return
    for first, name, words in (
        (FoerderjahrStatus.BEANTRAGT, "beantragt_am", "beantragt am"),
        (FoerderjahrStatus.BESCHIEDEN, "beschieden_am", "beschieden am"),
        (FoerderjahrStatus.BESCHIEDEN, "ausgang", "Ausgang"),
        (FoerderjahrStatus.NACHGEWIESEN, "nachgewiesen_am", "nachgewiesen am"),
        (FoerderjahrStatus.ABGESCHLOSSEN, "abgeschlossen_am", "abgeschlossen am"),
    ):
        reached = FOERDERJAHR_FOLGE.index(status) >= FOERDERJAHR_FOLGE.index(first)
        if reached == (stand[name] is not None):
            continue
        text = (
            f"Das Förderjahr ist „{label(status)}“; dazu fehlt die Angabe „{words}“. Bitte eintragen."
            if reached
            else f"„{words}“ ist angegeben, das Förderjahr ist aber erst „{label(status)}“. Bitte den Stand ändern "
            "oder die Angabe löschen."
        )
        yield _violation(MappeCode.ANGABEN_WIDERSPRECHEN, text, b.STELLE)


def _check_handlungsfelder_land(k: Kontext) -> Iterator[Violation]:
    of_programm = m.HandlungsfeldLand.programm_id == k.programm.id
    known = set(k.session.scalars(select(m.HandlungsfeldLand.nummer).where(of_programm)))
    named = {zeile.handlungsfeld_land for zeile in k.mappe.massnahmen} - {None}
    for nummer in sorted(filter(None, named - known)):
        listed = ", ".join(map(str, sorted(known))) or "keine"
        yield _violation(
            MappeCode.VERWEIS_UNBEKANNT,
            f"Das Programm hat kein Handlungsfeld {nummer} des Landes. Vorhanden: {listed}.",
            b.MASSNAHMEN,
            str(nummer),
        )


# -- register ------------------------------------------------------------------------------------------------


def _check_traeger(k: Kontext) -> Iterator[Violation]:
    """A name that lists use leads to one Träger only."""
    statement = select(m.TraegerName.name, m.Traeger.kuerzel).join(m.Traeger)
    owners: dict[str, str] = dict(rows(k.session, statement))
    for zeile in k.mappe.traeger:
        for name in zeile.angaben:
            owner = owners.setdefault(name, zeile.kuerzel)
            if owner != zeile.kuerzel:
                yield _violation(
                    Uebernahmecode.TRAEGER_NAME_VERGEBEN,
                    f"„{name}“ ist schon eine Angabe des Trägers „{owner}“ und kann nicht auch „{zeile.kuerzel}“ "
                    "bezeichnen. Bitte bei einem der beiden löschen.",
                    b.TRAEGER,
                    name,
                )


def _art_of(k: Kontext) -> dict[str, TraegerArt]:
    arten = {kuerzel: row.art for kuerzel, row in k.traeger.items()}
    return arten | {zeile.kuerzel: zeile.art for zeile in k.mappe.traeger}


def _check_verweise(k: Kontext) -> Iterator[Violation]:
    """What a row names stands in the workbook or in the year already."""
    kennungen = set(k.jahresmassnahmen) | {zeile.kennung for zeile in k.mappe.massnahmen}
    pairs = set(k.empfaenger) | {(zeile.massnahme, zeile.empfaenger) for zeile in k.mappe.empfaenger}
    for blatt in _SHEETS_OF_MASSNAHMEN:
        named = dict.fromkeys(each.massnahme for each in getattr(k.mappe, blatt.attribut))
        yield from _unknown_massnahmen(k, blatt, [kennung for kennung in named if kennung not in kennungen])
    named = dict.fromkeys(text.kennung for text in k.mappe.texte)
    yield from _unknown_massnahmen(k, b.TEXTE, [kennung for kennung in named if kennung not in kennungen])
    for kuerzel in dict.fromkeys(zeile.empfaenger for zeile in k.mappe.empfaenger):
        if kuerzel not in _art_of(k):
            yield _violation(
                MappeCode.VERWEIS_UNBEKANNT,
                f"Den Träger „{kuerzel}“ gibt es nicht. Bitte im Blatt „Träger“ eintragen.",
                b.EMPFAENGER,
                kuerzel,
            )
    for blatt in _SHEETS_OF_EMPFAENGER:
        for pair in dict.fromkeys(
            (each.massnahme, each.empfaenger) for each in getattr(k.mappe, blatt.attribut)
        ):
            if pair not in pairs and pair[0] in kennungen:
                yield _violation(
                    MappeCode.VERWEIS_UNBEKANNT,
                    f"„{pair[1]}“ ist bei „{pair[0]}“ kein Empfänger. Bitte im Blatt „Empfänger“ eintragen.",
                    blatt,
                    pair[1],
                )


def _unknown_massnahmen(k: Kontext, blatt: Blatt, kennungen: Iterable[str]) -> Iterator[Violation]:
    unknown = [kennung for kennung in kennungen if kennung]
    if not unknown:
        return
    statement = (
        select(m.Massnahme.kennung, m.Programm.schluessel)
        .join(m.Programm)
        .where(m.Massnahme.kennung.in_(unknown), m.Massnahme.programm_id != k.programm.id)
    )
    elsewhere: dict[str, str] = dict(rows(k.session, statement))
    for kennung in unknown:
        text = f"Die Maßnahme „{kennung}“ gibt es in diesem Förderjahr nicht. Bitte im Blatt „Maßnahmen“ eintragen."
        if kennung in elsewhere:
            text = (
                f"Die Maßnahme „{kennung}“ gehört zum Programm „{elsewhere[kennung]}“, die Mappe zu "
                f"„{k.programm.schluessel}“. Bitte das Programm im Blatt „Stelle“ prüfen."
            )
        yield _violation(MappeCode.VERWEIS_UNBEKANNT, text, blatt, kennung)


# -- promises and proofs -------------------------------------------------------------------------------------


def _check_zusagen(k: Kontext) -> Iterator[Violation]:
    """A Stelle gets a Zuweisung, everybody else a Weiterleitung."""
    arten = _art_of(k)
    for kuerzel, art in dict.fromkeys((zeile.empfaenger, zeile.art) for zeile in k.mappe.zusagen):
        is_stelle = arten.get(kuerzel) is TraegerArt.STAEDTISCHE_STELLE
        if kuerzel in arten and is_stelle != (art is Zusageart.ZUWEISUNG):
            other = Zusageart.ZUWEISUNG if is_stelle else Zusageart.WEITERLEITUNG
            yield _violation(
                MappeCode.ANGABEN_WIDERSPRECHEN,
                f"„{kuerzel}“ ist im Register als „{label(arten[kuerzel])}“ geführt und erhält eine {other.value}, "
                f"keine {art.value}. Bitte die Art der Zeile oder die des Trägers berichtigen.",
                b.WEITERLEITUNGEN,
                kuerzel,
            )


def _check_nachweise(k: Kontext) -> Iterator[Violation]:
    """A proof does not go back, and nothing is recognised where none was handed in."""
    nachweise = k.owned(m.Verwendungsnachweis, select(m.Verwendungsnachweis))
    held = {row.empfaengeranteil_id: row.status for row in nachweise}
    known = {pair: held.get(row.id) for pair, row in k.empfaenger.items()}
    for zeile in k.mappe.nachweise:
        old = known.get((zeile.massnahme, zeile.empfaenger))
        if old and _goes_back(old, zeile.status):
            yield _violation(
                Uebernahmecode.STAND_ZURUECK,
                f"Der Nachweis von „{zeile.empfaenger}“ zu „{zeile.massnahme}“ ist schon „{label(old)}“; eine Mappe "
                f"setzt ihn nicht auf „{label(zeile.status)}“ zurück. Bitte den Stand in der Mappe ändern.",
                b.NACHWEISE,
                label(zeile.status),
            )
    stated = {(zeile.massnahme, zeile.empfaenger) for zeile in k.mappe.nachweise}
    recognised = [
        (zeile.massnahme, zeile.empfaenger)
        for zeile in k.mappe.anerkannt
        if zeile.art is Anerkanntart.ANERKENNUNG
    ]
    for pair in dict.fromkeys(recognised):
        if pair not in stated and known.get(pair) is None:
            yield _violation(
                MappeCode.VERWEIS_UNBEKANNT,
                f"Zu „{pair[0]}“ ist von „{pair[1]}“ kein Nachweis da, also kann nichts anerkannt werden. Bitte im "
                "Blatt „Nachweise“ eintragen.",
                b.ANERKANNT,
                pair[1],
            )


def _goes_back(old: NachweisStatus, new: NachweisStatus) -> bool:
    if old is NachweisStatus.NACHFORDERUNG and new in NACHWEIS_UEBERGAENGE[old]:
        return False
    return _NACHWEIS_FOLGE.index(new) < _NACHWEIS_FOLGE.index(old)
