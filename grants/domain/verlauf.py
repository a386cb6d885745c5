"""The log in words: what an Ereignis is called, what it is about, old and new values as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from grants.domain.begriffe import (
    Ausgang,
    Befugnis,
    Betragsart,
    Finanzierungsart,
    Fortsetzung,
    Mittelherkunft,
    Nachweisart,
    Rolle,
    label,
)
from grants.domain.fristen import format_datum
from grants.domain.money import euro, format_betrag

# Keys of payloads whose values come from a closed list
LISTEN: Mapping[str, type[StrEnum]] = {
    "ausgang": Ausgang,
    "befugnis": Befugnis,
    "betragsart": Betragsart,
    "finanzierungsart": Finanzierungsart,
    "fortsetzung": Fortsetzung,
    "herkunft": Mittelherkunft,
    "nachweisart": Nachweisart,
    "rolle": Rolle,
}
# Longer values are cut; the whole one stands in the log itself.
_LAENGSTENS = 400
# Words of keys and kinds as people write them; what is not here is spelt as it stands.
WORTE: Mapping[str, str] = {
    "abgeloest": "abgelöst",
    "aenderung": "Änderung",
    "aktenzeichen": "Aktenzeichen",
    "anzahl": "Anzahl",
    "antrag": "Antrag",
    "aufteilung": "Aufteilung",
    "ausgelaufen": "ausgelaufen",
    "ausgestellt": "ausgestellt",
    "begruendung": "Begründung",
    "begruendet": "begründet",
    "beleg": "Beleg",
    "belege": "Belege",
    "belegliste": "Belegliste",
    "bemerkung": "Bemerkung",
    "bescheid": "Bescheid",
    "beschluss": "Beschluss",
    "bestaetigt": "bestätigt",
    "betrag": "Betrag",
    "betraege": "Beträge",
    "bezeichnung": "Bezeichnung",
    "datei": "Datei",
    "sha256": "Prüfwert der Datei",
    "dokument": "Dokument",
    "durchfuehrung": "Durchführung",
    "einladung": "Einladung",
    "einlesung": "Einlesung",
    "empfaenger": "Empfänger",
    "ereignis": "Ereignis",
    "erlaeuterung": "Erläuterung",
    "faellig": "fällig",
    "finanzierungsplan": "Finanzierungsplan",
    "foerderjahr": "Förderjahr",
    "fortgefuehrt": "fortgeführt",
    "freier": "freier",
    "frist": "Frist",
    "fuer": "für",
    "geaendert": "geändert",
    "geloescht": "gelöscht",
    "geoeffnet": "geöffnet",
    "geprueft": "geprüft",
    "grund": "Grund",
    "gueltig": "gültig",
    "handlungsfeld": "Handlungsfeld",
    "hinzugefuegt": "hinzugefügt",
    "iban": "IBAN",
    "jahr": "Jahr",
    "jahresmappe": "Jahresmappe",
    "jahreswechsel": "Jahreswechsel",
    "kennung": "Kennung",
    "kennwort": "Kennwort",
    "kennzeichen": "Kennzeichen",
    "konto": "Konto",
    "kennzahl": "Kennzahl",
    "kennzahlen": "Kennzahlen",
    "laeuft": "läuft",
    "land": "Land",
    "laufend": "laufend",
    "lebensphase": "Lebensphase",
    "massnahme": "Maßnahme",
    "massnahmen": "Maßnahmen",
    "massnahmenliste": "Maßnahmenliste",
    "nachricht": "Nachricht",
    "nachweis": "Nachweis",
    "nachweis-der-stadt": "Nachweis der Stadt",
    "naechster": "nächster",
    "name": "Name",
    "notiz": "Notiz",
    "oeffentliche": "öffentliche",
    "parameter": "Angabe zum Jahr",
    "person": "Person",
    "personen": "Personen",
    "plan": "Plan",
    "position": "Position",
    "programm": "Programm",
    "pruefung": "Prüfung",
    "quelle": "Quelle",
    "rolle": "Rolle",
    "rueckgaengig": "rückgängig",
    "schluessel": "Schlüssel",
    "sitzung": "Sitzung",
    "stadt": "Stadt",
    "stand": "Stand",
    "stelle": "Stelle",
    "summe": "Summe",
    "tag": "Tag",
    "text": "Text",
    "texte": "Texte",
    "traeger": "Träger",
    "ueberall": "überall",
    "uebernommen": "übernommen",
    "uebrig": "übrig",
    "umverteilung": "Umverteilung",
    "unveraendert": "unverändert",
    "verlaengert": "verlängert",
    "verlaengerung": "Verlängerung",
    "versand": "Versand",
    "version": "Version",
    "verstetigung": "Verstetigung",
    "vertretung": "Vertretung",
    "vorgang": "Vorgang",
    "vorschau": "Vorschau",
    "weiterleitung": "Weiterleitung",
    "wiederherstellungscode": "Wiederherstellungscode",
    "wiederherstellungscodes": "Wiederherstellungscodes",
    "wiedervorlage": "Wiedervorlage",
    "zulaessig": "zulässig",
    "zurueckgenommen": "zurückgenommen",
    "zurueckgesetzt": "zurückgesetzt",
    "einnahme": "Einnahme",
    "erechnung": "E-Rechnung",
    "teile": "Teile",
    "gezahlt": "gezahlter Betrag",
    "zuwendungsfaehig": "zuwendungsfähig",
    "zahlungsempfaenger": "Zahlungsempfänger",
    "zahlungsdatum": "Zahlungsdatum",
    "rechnungsdatum": "Rechnungsdatum",
    "rechnungsnummer": "Rechnungsnummer",
    "einnahmen": "Einnahmen",
    "eingetragen": "eingetragen",
    "entfernt": "entfernt",
    "hochgeladen": "hochgeladen",
    "spalten": "Spalten",
    "woerter": "Konten und Positionen",
    "gerechnet": "gerechnet",
    "genannt": "genannt",
    "zusammengefuehrt": "zusammengeführt",
    "antwort": "Antwort",
    "erinnerung": "Erinnerung",
    "erinnerungsvorlage": "Vorlage der Erinnerung",
    "fristverlaengerung": "Fristverlängerung",
    "gewuenscht": "gewünscht",
    "mitteilung": "Mitteilung",
    "mitteilungsart": "Art",
    "nachforderung": "Nachforderung",
    "nummer": "Nummer",
    "stufe": "Stufe",
    "betreff": "Betreff",
    "tage": "Tage",
    "verwendungsnachweis": "Verwendungsnachweis",
    "zurueckgegeben": "zurückgegeben",
    "zweiter": "zweiter",
    "faktor": "Faktor",
    "abgeschlossen": "abgeschlossen",
    "abschluss": "Abschluss",
    "buchungszeichen": "Beleg der Kasse oder Bank",
    "gegenzeile": "Gegenzeile",
    "haushaltsjahr": "Haushaltsjahr",
    "kontierung": "Kontierung",
    "mittelherkunft": "Mittelherkunft",
    "pruefergebnis": "Prüfergebnis",
    "wiedereroeffnung": "Wiedereröffnung",
    "wiedereroeffnet": "wiedereröffnet",
    "zahlung": "Zahlung",
    "schlussmitteilung": "Schlussmitteilung",
    "erstattung": "Erstattung",
    "ungueltig": "ungültig",
    "zeichnungen": "Zeichnungen",
    "stichprobe": "Stichprobe",
    "pruefpunkt": "Prüfpunkt",
    "pruefliste": "Prüfliste",
    "oeffnung": "Öffnung",
    "beantwortet": "beantwortet",
    "bekannt": "bekannt",
    "anhoerung": "Anhörung",
    "unterlagen": "Unterlagen",
    "unterlage": "Unterlage",
    "angefordert": "angefordert",
    "testat": "Testat",
    "gegeben": "gegeben",
}
_BETRAG = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]{2}")
_TAG = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Angabe:
    """One value of an Ereignis; `alt` is empty where there was none before."""

    feld: str
    alt: str
    neu: str


def spell(key: str) -> str:
    """Return a key or kind as people write it, beginning with a capital."""
    words = [WORTE.get(part, part) for part in re.split(r"[_\-]", key) if part]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def art_wort(art: str) -> str:
    """Return what an Ereignis is called: `betraege_geaendert` is "Beträge geändert"."""
    return spell(art)


def gegenstand_wort(gegenstand: str) -> str:
    """Return what an Ereignis is about: `foerderjahr/kinderstark/2024` is "Förderjahr 2024"."""
    kind, *rest = gegenstand.split("/")
    if kind == "foerderjahr" and len(rest) >= 2:
        further = " ".join(spell(part) if part in WORTE else part for part in rest[2:])
        return f"Förderjahr {rest[1]}" + (f", {further}" if further else "")
    if kind == "zahlung" and len(rest) == 3:
        return f"Zahlung Nr. {rest[2]}, Förderjahr {rest[1]}"
    if kind in {"empfaenger", "massnahme", "frist"} and len(rest) >= 2:
        return f"{spell(kind)} {', '.join(rest[1:])}"
    if kind == "datei" and len(rest) == 3:
        # Its own number means nothing to a reader; what it hangs on does.
        return f"Datei, {spell(rest[1])} {rest[2]}"
    return f"{spell(kind)} {' '.join(rest)}".strip()


def beschreibe(values: Mapping[str, Any]) -> Iterator[Angabe]:
    """Yield old and new values; what did not change is left out."""
    old, new = values.get("alt"), values.get("neu")
    if isinstance(old, Mapping) or isinstance(new, Mapping):
        yield from _changes(old if isinstance(old, Mapping) else {}, new if isinstance(new, Mapping) else {})
        rest = {key: value for key, value in values.items() if key not in {"alt", "neu"}}
    elif "alt" in values or "neu" in values:
        yield Angabe("", _write(old), _write(new))
        rest = {key: value for key, value in values.items() if key not in {"alt", "neu"}}
    else:
        rest = dict(values)
    for key, value in rest.items():
        if isinstance(value, Mapping) and {"alt", "neu"} & set(value):
            yield Angabe(spell(key), _write(value.get("alt"), key), _write(value.get("neu"), key))
        elif text := _write(value, key):
            yield Angabe(spell(key), "", text)


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Angabe]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        if before != after:
            yield Angabe(spell(key), _write(before, key), _write(after, key))


def _write(value: Any, key: str = "") -> str:  # noqa: ANN401 - any value of a payload
    """Return a value as people write it: amounts and days in German, yes and no and closed lists in words."""
    closed = LISTEN.get(key)
    match value:
        case str() if closed is not None and value in set(closed):
            return label(closed(value))
        case None | "":
            return ""
        case bool():
            return "ja" if value else "nein"
        case str() if _BETRAG.fullmatch(value):
            return format_betrag(euro(value))
        case str() if _TAG.fullmatch(value):
            return _day(value)
        case Mapping():
            text = "; ".join(f"{spell(str(k))}: {_write(v, str(k))}" for k, v in value.items() if _write(v))
        case str():
            text = value
        case Sequence():
            text = ", ".join(_write(each, key) for each in value)
        case _:
            text = str(value)
    return text if len(text) <= _LAENGSTENS else f"{text[:_LAENGSTENS]} …"


def _day(text: str) -> str:
    try:
        return format_datum(date.fromisoformat(text))
    except ValueError:
        return text
