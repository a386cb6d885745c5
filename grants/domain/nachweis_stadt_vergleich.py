"""What changed between two versions of the city's Verwendungsnachweis, from their frozen values alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grants.domain.antrag_vergleich import (
    ANTWORTEN,
    Aenderungsart,
    Angabezeile,
    Betragsgruppe,
    Betragszeile,
    Textzeile,
    Vergleichszeile,
    compare_fields,
    compare_texts,
    name_some,
    texts_of_block,
)
from grants.domain.dokumente import format_datum
from grants.domain.money import Betrag, format_betrag
from grants.domain.verwendungsnachweis_daten import (
    Ausgabezeile,
    Empfaengernachweis,
    VerwendungsnachweisDaten,
)

_ZUWENDUNG = "Zuwendung des Landes lt. Abrechnung"
_Betraege = dict[str, Betrag | None]


@dataclass(frozen=True, slots=True)
class Zahlzeile(Betragszeile):
    """An amount that both versions have a place for; None where one of them could not compute it."""

    @property
    def differenz(self) -> Betrag | None:
        if self.alt is None or self.neu is None or self.alt == self.neu:
            return None
        return self.neu - self.alt

    @property
    def art(self) -> Aenderungsart:
        return Aenderungsart.GLEICH if self.alt == self.neu else Aenderungsart.GEAENDERT


@dataclass(frozen=True, slots=True)
class Nachweisvergleich:
    """All that two versions differ in; the groups hold the unchanged amounts, too."""

    zuwendung: Betragszeile
    gruppen: tuple[Betragsgruppe, ...]
    texte: tuple[Textzeile, ...]
    angaben: tuple[Angabezeile, ...]

    @property
    def is_same(self) -> bool:
        return not (self.changed or self.texte or self.angaben)

    @property
    def changed(self) -> tuple[Betragszeile, ...]:
        """Every amount that is not the same in both, in the order of the paper."""
        rows = (zeile for gruppe in self.gruppen for zeile in gruppe.zeilen)
        return tuple(zeile for zeile in rows if zeile.art is not Aenderungsart.GLEICH)

    @property
    def saetze(self) -> tuple[str, ...]:
        """The changes in words, the money first."""
        if self.is_same:
            return ("Es hat sich nichts geändert.",)
        return tuple(satz for satz in self._sentences() if satz)

    def _sentences(self) -> Iterator[str]:
        yield _total(self.zuwendung)
        for gruppe in self.gruppen:
            moved = [z.titel for z in gruppe.zeilen if z.art is not Aenderungsart.GLEICH]
            yield name_some(f"Andere Beträge in „{gruppe.titel}“", moved)
        yield name_some("Geänderte Texte", [zeile.titel for zeile in self.texte])
        yield name_some("Geänderte Angaben", [zeile.titel for zeile in self.angaben])


def compare_nachweise(alt: VerwendungsnachweisDaten, neu: VerwendungsnachweisDaten) -> Nachweisvergleich:
    """Return what changed from one version to the other; day, number and head of the log are none of it."""
    return Nachweisvergleich(
        zuwendung=Betragszeile(_ZUWENDUNG, alt.zuwendung.lt_abrechnung, neu.zuwendung.lt_abrechnung),
        gruppen=tuple(
            Betragsgruppe(titel, erste, _pairs(figures(alt), figures(neu)))
            for titel, erste, figures in _GRUPPEN
        ),
        texte=compare_texts(_texts(alt), _texts(neu)),
        angaben=compare_fields(_fields(alt), _fields(neu)),
    )


def _pairs(alt: _Betraege, neu: _Betraege) -> tuple[Betragszeile, ...]:
    names = dict.fromkeys([*neu, *alt])
    return tuple(
        (Zahlzeile if name in alt and name in neu else Betragszeile)(name, alt.get(name), neu.get(name))
        for name in names
    )


# -- amounts -----------------------------------------------------------------------------------------------


def _einnahmen(daten: VerwendungsnachweisDaten) -> _Betraege:
    found: _Betraege = {}
    for zeile in daten.einnahmen:
        # Who else pays stands in the label and may change without the amount.
        name = zeile.art.partition(" durch ")[0]
        found[f"{name} lt. Zuwendungsbescheid"] = zeile.lt_bescheid
        found[f"{name} lt. Abrechnung"] = zeile.lt_abrechnung
    return found


def _ausgaben(daten: VerwendungsnachweisDaten) -> _Betraege:
    return {
        name: betrag for zeile in (*daten.ausgaben, daten.ausgaben_insgesamt) for name, betrag in _of(zeile)
    }


def _of(zeile: Ausgabezeile) -> Iterator[tuple[str, Betrag | None]]:
    for column, pair in (("Zuwendungsbescheid", zeile.lt_bescheid), ("Abrechnung", zeile.lt_abrechnung)):
        yield f"{zeile.art} lt. {column}", pair.insgesamt if pair else None
        yield f"{zeile.art} lt. {column}, zuwendungsfähig", pair.zuwendungsfaehig if pair else None


def _ergebnis(daten: VerwendungsnachweisDaten) -> _Betraege:
    e = daten.ergebnis
    return {
        "Mehr oder weniger als bewilligt": e.mehr_minder,
        "Vom Land abgerufen": e.abgerufen,
        "An das Land zurückzuzahlen": e.zurueckzuzahlen,
        "Schon zurückgezahlt": e.zurueckgezahlt,
        "Noch zurückzuzahlen": e.noch_zurueckzuzahlen,
    }


def _anlage(daten: VerwendungsnachweisDaten) -> _Betraege:
    found: _Betraege = {}
    for massnahme in daten.massnahmen:
        found[f"{massnahme.massnahme}: bewilligt"] = massnahme.bewilligt
        for each in massnahme.empfaenger:
            for what, betrag in _of_empfaenger(each):
                found[f"{massnahme.massnahme}, {each.empfaenger}: {what}"] = betrag
    return found


def _of_empfaenger(each: Empfaengernachweis) -> Iterator[tuple[str, Betrag | None]]:
    z, a = each.zuwendung, each.ausgaben
    yield "zugesagt", z.zugesagt
    if not each.is_stelle:
        yield "ausgezahlt", z.ausgezahlt
    yield "festgesetzt", z.festgesetzt
    if not each.is_stelle:
        yield "erstattet", z.erstattet
        yield "Restzahlung", z.restzahlung
    for what, pair in (
        ("geplant", a.geplant),
        ("nachgewiesen", a.nachgewiesen),
        ("anerkannt", a.anerkannt),
    ):
        yield f"{what} insgesamt", pair.insgesamt if pair else None
        yield f"{what} zuwendungsfähig", pair.zuwendungsfaehig if pair else None


_GRUPPEN: tuple[tuple[str, str, Callable[[VerwendungsnachweisDaten], _Betraege]], ...] = (
    ("Einnahmen", "Zeile", _einnahmen),
    ("Ausgaben", "Ausgabeart", _ausgaben),
    ("Ist-Ergebnis", "Zeile", _ergebnis),
    ("Anlage je Maßnahme", "Maßnahme und Empfänger", _anlage),
)


# -- words -------------------------------------------------------------------------------------------------


def _texts(daten: VerwendungsnachweisDaten) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in (daten.zuwendungszweck, *daten.sachbericht):
        found |= texts_of_block(block)
    return found


def _fields(daten: VerwendungsnachweisDaten) -> dict[str, str]:
    return {
        "Programm": daten.programm or "",
        "Bewilligungsbehörde": ", ".join(daten.kopf.empfaenger),
        # The day is not a change.
        **{feld.label: feld.wert or "" for feld in daten.kopf.info if feld.label != "Datum"},
        "Zuwendungsbescheide": "; ".join(
            f"{b.art} vom {format_datum(b.vom)}, {b.aktenzeichen}, {format_betrag(b.betrag)}"
            for b in daten.bescheide
        ),
        **{f"Bestätigung ({e.buchstabe})": ANTWORTEN[e.antwort] for e in daten.erklaerungen},
        "Unterschrift": daten.unterschrift or "",
    }


def _total(zeile: Betragszeile) -> str:
    alt, neu = zeile.alt, zeile.neu
    if alt is None or neu is None:
        told = "Die Zuwendung lt. Abrechnung ist nur in einer der beiden Fassungen ermittelbar."
        return "" if alt == neu else told
    if alt == neu:
        return f"Die Zuwendung lt. Abrechnung bleibt bei {format_betrag(neu)}."
    word, change = "steigt" if neu > alt else "sinkt", format_betrag(neu - alt, vorzeichen=True)
    return (
        f"Die Zuwendung lt. Abrechnung {word} von {format_betrag(alt)} auf {format_betrag(neu)} ({change})."
    )


# -- as a table --------------------------------------------------------------------------------------------


def rows_of(vergleich: Nachweisvergleich) -> tuple[Vergleichszeile, ...]:
    """Return every amount and every change as rows, in the order of the page."""
    return (
        *(
            Vergleichszeile(gruppe.titel, zeile.titel, zeile.alt, zeile.neu, zeile.differenz)
            for gruppe in vergleich.gruppen
            for zeile in gruppe.zeilen
        ),
        *(Vergleichszeile("Angaben", zeile.titel, zeile.alt, zeile.neu) for zeile in vergleich.angaben),
        *(Vergleichszeile("Texte", zeile.titel, zeile.alt, zeile.neu) for zeile in vergleich.texte),
    )


def same_amounts(alt: VerwendungsnachweisDaten, neu: VerwendungsnachweisDaten) -> bool:
    """Return whether both say the same amounts in every row."""
    return not compare_nachweise(alt, neu).changed
