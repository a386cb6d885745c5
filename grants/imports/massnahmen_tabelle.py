"""Measure lists as CSV or XLSX: one row a Maßnahme, the year in a column of its own."""

from __future__ import annotations

import re

from grants.domain.money import Betrag, Zahlen, format_betrag, summe
from grants.imports.codes import Code
from grants.imports.datei import Datei
from grants.imports.leser import Leser
from grants.imports.massnahmen_werte import (
    Liste,
    Listenzeile,
    Summenangabe,
    Traegerangabe,
    betrag_problem,
    find_stand,
    is_summenartig,
    keep_double,
    keep_summe,
    summe_of,
    years_in,
)
from grants.imports.meldungen import Meldungen
from grants.imports.spalten import Spalte
from grants.imports.tabelle import Tabelle, Zeile, read_tabellen
from grants.imports.werte import WertAbgelehnt, read_betrag, read_jahr, read_text
from grants.imports.xlsx import Wert

SPALTEN = (
    Spalte("jahr", "Jahr", ("Förderjahr", "Antragsjahr", "Haushaltsjahr"), pflicht=False),
    Spalte(
        "massnahme",
        "Maßnahme",
        ("Maßnahmen", "Maßnahmenname", "Name der Maßnahme", "Bezeichnung der Maßnahme"),
    ),
    Spalte(
        "traeger",
        "Träger",
        ("Maßnahmenträger", "Träger der Maßnahme", "Letztempfänger", "Durchführender Träger"),
    ),
    Spalte(
        "betrag",
        "Betrag",
        ("Beträge", "Förderbetrag", "Fördersumme", "Beantragter Betrag", "Antragsbetrag", "EUR", "Euro"),
        ist_betrag=True,
    ),
    Spalte("kennung", "Kennung", pflicht=False),
    Spalte("handlungsfeld", "Handlungsfeld", ("Handlungsfeld Stadt",), pflicht=False),
    Spalte("handlungsfeld_land", "Handlungsfeld Land", ("Handlungsfeld des Landes",), pflicht=False),
    Spalte("lebensphase", "Lebensphase", ("Lebensphasen",), pflicht=False),
)

_KENNUNG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_KENNUNG = 60
_HANDLUNGSFELD_LAND = re.compile(r"([1-6])(?![0-9])")
_NO_HANDLUNGSFELD = frozenset({"offen", "-", "–", "keins", "ungeklärt"})


def read_tabellenform(
    datei: Datei, *, jahr: int | None, zahlen: Zahlen | None, meldungen: Meldungen
) -> list[Liste]:
    """Return the lists of a table, one a year; with `jahr` that year only. Problems go to `meldungen`."""
    listen: dict[int, Liste] = {}
    named: set[int] = set()
    for tabelle in read_tabellen(datei, SPALTEN, meldungen):
        _Tabellenform(tabelle, meldungen, jahr=jahr, zahlen=zahlen, listen=listen, named=named).read()
    if jahr is not None and named and jahr not in named:
        years = ", ".join(map(str, sorted(named)))
        meldungen.add(
            Code.JAHR_NICHT_ENTHALTEN,
            f"Die Datei enthält {years}, aber nicht {jahr}. Bitte ein anderes Jahr angeben oder --jahr weglassen.",
            spalte="Jahr",
        )
    with_rows = [liste for liste in listen.values() if liste.zeilen]
    for liste in with_rows:
        keep_double(liste)
    if not with_rows and not meldungen.violations:
        text = (
            "In der Tabelle steht keine Maßnahme. Bitte unter der Kopfzeile je Zeile eine Maßnahme eintragen."
        )
        meldungen.add(Code.LISTE_FEHLT, text)
    return with_rows


class _Tabellenform:
    """Reads one table row by row into the lists of its years."""

    def __init__(
        self,
        tabelle: Tabelle,
        meldungen: Meldungen,
        *,
        jahr: int | None,
        zahlen: Zahlen | None,
        listen: dict[int, Liste],
        named: set[int],
    ) -> None:
        self._tabelle = tabelle
        self._leser = Leser(tabelle, meldungen, zahlen=zahlen)
        self._zahlen = zahlen
        self._verlangt = jahr
        self._listen = listen
        self._named = named
        self._titel = [" ".join(map(_shown, zeile.werte)).strip() for zeile in tabelle.vorspann]
        # The years of the rows since the last total; a total without a year belongs to them.
        self._since_summe: set[int] = set()

    def read(self) -> None:
        has_column = "jahr" in self._tabelle.spalten
        jahr = None if has_column else self._verlangt or self._year_of_title()
        if not has_column and jahr is None:
            self._leser.meldungen.add(
                Code.JAHR_FEHLT,
                "Die Datei nennt kein Förderjahr. Bitte eine Spalte „Jahr“ ergänzen oder --jahr angeben.",
                zeile=self._tabelle.kopf_zeile,
                blatt=self._tabelle.blatt,
                spalte="Jahr",
            )
            return
        for zeile in self._tabelle.zeilen:
            self._read_row(zeile, jahr)

    def _year_of_title(self) -> int | None:
        years = {year for titel in self._titel for year in years_in(titel)} or set(
            years_in(self._tabelle.blatt or "")
        )
        return years.pop() if len(years) == 1 else None

    def _read_row(self, zeile: Zeile, jahr: int | None) -> None:
        label = _shown(self._tabelle.value(zeile, "massnahme"))
        total = None if self._leser.has(zeile, "traeger") else summe_of(label)
        if total:
            self._read_summe(zeile, label, int(total["jahr"]) if total["jahr"] else None, jahr)
            return
        if not any(self._leser.has(zeile, key) for key in ("massnahme", "traeger", "betrag")):
            # Only a year or a Handlungsfeld: a form that was filled down.
            return
        jahr = jahr or self._year_of_row(zeile)
        if jahr is not None and self._verlangt is not None and jahr != self._verlangt:
            return
        # Without a year, too: all that is wrong with the row is named at once.
        row = self._listenzeile(zeile)
        if jahr is not None:
            self._since_summe.add(jahr)
            if row is not None:
                self._liste(jahr).zeilen.append(row)

    def _year_of_row(self, zeile: Zeile) -> int | None:
        if not self._leser.has(zeile, "jahr"):
            text = "Das Förderjahr fehlt. Bitte in jeder Zeile ein Jahr eintragen."
            self._leser.add(zeile, "jahr", Code.JAHR_FEHLT, text)
            return None
        jahr = self._leser.read(zeile, "jahr", read_jahr)
        if jahr is not None:
            self._named.add(jahr)
        return jahr

    def _liste(self, jahr: int) -> Liste:
        if jahr not in self._listen:
            # "sep=;" tells Excel the separator.
            titel = [titel for titel in self._titel if titel and not titel.startswith("sep=")]
            heading = next((text for text in titel if years_in(text)), titel[0] if titel else "")
            stand = next((stand for text in titel if (stand := find_stand(text))), None)
            self._listen[jahr] = Liste(self._leser.meldungen, jahr=jahr, ueberschrift=heading, stand=stand)
        return self._listen[jahr]

    def _read_summe(self, zeile: Zeile, label: str, in_label: int | None, jahr: int | None) -> None:
        in_cell = self._leser.read(zeile, "jahr", read_jahr)
        candidates = {year for year in (in_label, in_cell, jahr) if year is not None} or self._since_summe
        self._since_summe = set()
        if len(candidates) != 1:
            text = (
                "Es ist nicht klar, zu welchem Jahr die Summe gehört. Bitte das Jahr dahinter schreiben, "
                "etwa „Summe 2024“."
            )
            self._leser.add(zeile, "massnahme", Code.SUMME_UNKLAR, text)
            return
        (year,) = candidates
        if self._verlangt is not None and year != self._verlangt:
            return
        betrag = self._leser.betrag(zeile, "betrag")
        if betrag is None:
            if not self._leser.has(zeile, "betrag"):
                self._leser.add(
                    zeile, "betrag", Code.BETRAG_FEHLT, "Die Summe hat keinen Betrag. Bitte eintragen."
                )
            return
        angabe = Summenangabe(label.rstrip(": "), betrag, zeile.nr, jahr=year, blatt=self._tabelle.blatt)
        keep_summe(self._liste(year), angabe)

    def _listenzeile(self, zeile: Zeile) -> Listenzeile | None:
        leser = self._leser
        name = leser.text(zeile, "massnahme")
        if not name and not leser.has(zeile, "massnahme"):
            leser.add(
                zeile, "massnahme", Code.MASSNAHME_FEHLT, "Der Name der Maßnahme fehlt. Bitte eintragen."
            )
        elif not leser.has(zeile, "traeger") and is_summenartig(name):
            text = (
                f"Es ist nicht klar, ob „{name}“ eine Maßnahme oder eine Summe ist. Bitte die Zeile löschen, wenn es "
                "eine Zwischensumme ist, oder den Träger eintragen, wenn es eine Maßnahme ist."
            )
            leser.add(zeile, "massnahme", Code.SUMME_UNKLAR, text)
        betrag = self._betrag(zeile)
        traeger = self._traeger(zeile, betrag)
        kennung = leser.read(zeile, "kennung", _read_kennung)
        feld_land = leser.read(zeile, "handlungsfeld_land", _read_handlungsfeld_land)
        if not name or betrag is None:
            return None
        return Listenzeile(
            label=name,
            betrag=betrag,
            zeile=zeile.nr,
            massnahme=name,
            traeger=traeger,
            blatt=self._tabelle.blatt,
            zelle=self._tabelle.zelle(zeile, "betrag").zelle,
            kennung=kennung,
            handlungsfeld=leser.text(zeile, "handlungsfeld"),
            handlungsfeld_land=feld_land,
            lebensphase=leser.text(zeile, "lebensphase"),
        )

    def _betrag(self, zeile: Zeile) -> Betrag | None:
        if not self._leser.has(zeile, "betrag"):
            text = "Die Maßnahme hat keinen Betrag. Bitte eintragen oder die Zeile löschen."
            self._leser.add(zeile, "betrag", Code.BETRAG_FEHLT, text)
            return None
        betrag = self._leser.betrag(zeile, "betrag")
        problem = betrag_problem(betrag) if betrag is not None else None
        if problem:
            self._leser.add(zeile, "betrag", *problem)
            return None
        return betrag

    def _traeger(self, zeile: Zeile, betrag: Betrag | None) -> tuple[Traegerangabe, ...]:
        found = (
            self._leser.read(zeile, "traeger", lambda wert: _read_traeger(wert, zahlen=self._zahlen)) or ()
        )
        anteile = [angabe.anteil for angabe in found if angabe.anteil is not None]
        if betrag is not None and found and len(anteile) == len(found) and summe(anteile) != betrag:
            shares = format_betrag(summe(anteile))
            text = f"Die Anteile der Träger ergeben {shares}, der Betrag ist {format_betrag(betrag)}."
            self._leser.add_hinweis(zeile, text)
        return found


def _shown(wert: Wert) -> str:
    try:
        return read_text(wert)
    except WertAbgelehnt:
        return ""


def _read_traeger(wert: Wert, *, zahlen: Zahlen | None) -> tuple[Traegerangabe, ...]:
    """Return the Träger of a cell: `IFAK`, `IFAK;Ronahi`, `IFAK=9330;Ronahi=6220`. Raises WertAbgelehnt."""
    parts = [part for part in re.split(r"[;\r\n]+", read_text(wert)) if part.strip()]
    found = [_read_angabe(part, zahlen=zahlen) for part in parts]
    names = [angabe.name.casefold() for angabe in found]
    if len(set(names)) != len(names):
        raise WertAbgelehnt(
            Code.TRAEGER_UNKLAR, "Ein Träger steht zweimal in der Zelle. Bitte nur einmal nennen."
        )
    return tuple(found)


def _read_angabe(part: str, *, zahlen: Zahlen | None) -> Traegerangabe:
    name, equals, share = (" ".join(piece.split()) for piece in part.partition("="))
    if not name or (equals and not share):
        raise WertAbgelehnt(
            Code.TRAEGER_UNKLAR,
            "Die Träger sind nicht lesbar. Bitte mehrere mit ; trennen, mit Anteil wie „IFAK=9330;Ronahi=6220“.",
        )
    if not equals:
        return Traegerangabe(name, None)
    anteil = read_betrag(share, zahlen=zahlen)
    if anteil.cents <= 0:
        text = f"Der Anteil von „{name}“ ist nicht größer als 0. Bitte den Anteil eintragen oder weglassen."
        raise WertAbgelehnt(Code.TRAEGER_UNKLAR, text)
    return Traegerangabe(name, anteil)


def _read_kennung(wert: Wert) -> str:
    text = read_text(wert)
    if len(text) > _MAX_KENNUNG or not _KENNUNG.fullmatch(text):
        raise WertAbgelehnt(
            Code.KENNUNG_UNGUELTIG,
            f"„{text[:40]}“ ist keine Kennung. Bitte nur kleine Buchstaben a–z, Ziffern und Bindestriche verwenden "
            "oder die Zelle leer lassen.",
        )
    return text


def _read_handlungsfeld_land(wert: Wert) -> int | None:
    text = read_text(wert)
    if text.casefold() in _NO_HANDLUNGSFELD:
        return None
    found = _HANDLUNGSFELD_LAND.match(text)
    if not found:
        raise WertAbgelehnt(
            Code.HANDLUNGSFELD_UNKLAR,
            f"„{text[:40]}“ ist kein Handlungsfeld des Landes. Bitte 1 bis 6 eintragen oder leer lassen.",
        )
    return int(found[1])
