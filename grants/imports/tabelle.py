"""CSV and XLSX in one form: a table with a header somewhere in the first 20 rows, every cell with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils.cell import get_column_letter

from grants.imports.codes import Code
from grants.imports.csvtext import check_swallowed, find_separator, read_csv
from grants.imports.datei import Datei, DateiArt, text_of
from grants.imports.meldungen import Meldungen, refuse
from grants.imports.spalten import KOPF_MINDESTENS, Kopf, Spalte, place_columns
from grants.imports.werte import clean
from grants.imports.xlsx import Wert, read_blaetter

MAX_ZEILEN = 50_000
# Sum rows are not counted as rows of a list; above this many of any kind the reading stops.
ABBRUCH_ZEILEN = MAX_ZEILEN + 5_000
KOPF_BIS_ZEILE = 20

_DIGIT = re.compile(r"[0-9]")
# An amount that was cut at its comma: "1234,50" in a file separated by commas.
_WHOLE = re.compile(r"-?[0-9.]+")
_CENTS = re.compile(r"[0-9]{2}(?:\s*(?:€|EUR|Euro))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Zelle:
    """One cell with its place; `spalte_nr` counts from 1, `zelle` is its name in a spreadsheet."""

    value: Wert
    blatt: str | None
    zeile: int
    spalte_nr: int
    zelle: str


@dataclass(frozen=True, slots=True)
class Zeile:
    """A row that holds something, with its physical line; `werte` from column A on, not padded.

    Texts are clean (`werte.clean`), empty ones are None.
    """

    nr: int
    werte: Sequence[Wert]


@dataclass(frozen=True, slots=True)
class Tabelle:
    """The rows of one sheet below its header; `spalten` says where each known column stands (from 0)."""

    blatt: str | None
    kopf_zeile: int
    spalten: Mapping[str, int]
    titel: Mapping[str, str]
    vorspann: tuple[Zeile, ...]
    zeilen: tuple[Zeile, ...]

    def value(self, zeile: Zeile, key: str) -> Wert:
        """Return what stands in a known column; None where the column or the cell is missing."""
        index = self.spalten.get(key)
        return None if index is None or index >= len(zeile.werte) else zeile.werte[index]

    def zelle(self, zeile: Zeile, key: str) -> Zelle:
        """Return the cell with its place. Raises KeyError for a column the file does not have."""
        index = self.spalten[key]
        return Zelle(
            value=self.value(zeile, key),
            blatt=self.blatt,
            zeile=zeile.nr,
            spalte_nr=index + 1,
            zelle=cell_name(index, zeile.nr),
        )


def cell_name(index: int, zeile: int) -> str:
    """Return the name of a cell in a spreadsheet, `D7`; the column counts from 0."""
    return f"{get_column_letter(index + 1)}{zeile}"


def check_anzahl(anzahl: int, *, datei: str) -> None:
    """Return for a number of rows that is read. Raises RuleViolation above 50,000: nothing is cut off."""
    if anzahl > MAX_ZEILEN:
        refuse(
            Code.ZU_VIELE_ZEILEN,
            "Die Datei hat mehr als 50.000 Zeilen. Bitte in mehrere Dateien teilen.",
            datei=datei,
        )


def csv_separator(datei: Datei, kopf: Kopf) -> tuple[str, int]:
    """Return the separator of a text file and how many known columns it shows; 0 where there is no table."""
    return find_separator(text_of(datei), kopf, bis_zeile=KOPF_BIS_ZEILE)


def read_tabellen(
    datei: Datei,
    spalten: Sequence[Spalte],
    meldungen: Meldungen,
    *,
    zuordnung: Mapping[str, str] | None = None,
) -> tuple[Tabelle, ...]:
    """Return the tables of a file, one a sheet; a CSV file has one.

    `zuordnung` says which headings of this file mean which column. A table without a needed column is left out and
    kept as a problem; other sheets of a workbook are passed over with a Hinweis. Raises RuleViolation where there is
    no header at all or the file cannot be read.
    """
    kopf = Kopf(spalten, zuordnung)
    separator = csv_separator(datei, kopf)[0] if datei.art is DateiArt.TEXT else None
    sheets = list(_sheets(datei, meldungen) if separator is None else _csv_sheet(datei, separator))
    headers = [_find_header(rows, kopf) for _, rows in sheets]
    if all(header is None for header in headers):
        _refuse_no_header(kopf, datei.name)
    complete = any(header is not None and not kopf.missing_in(header.werte) for header in headers)
    tables = []
    for (blatt, rows), header in zip(sheets, headers, strict=True):
        if header is None or (complete and _is_something_else(header, kopf)):
            text = "Das Blatt hat keine Kopfzeile mit den bekannten Spalten und wurde nicht gelesen."
            meldungen.add_hinweis(text, blatt=blatt)
            continue
        table = _table(blatt, rows, header, kopf, meldungen)
        if table is not None:
            if separator is not None:
                _check_csv(table, header, kopf, separator=separator, meldungen=meldungen)
            tables.append(table)
    return tuple(tables)


@dataclass(frozen=True, slots=True)
class Kopffund:
    """The headings of a file as a person sees them, what was read for each column, and what is missing."""

    ueberschriften: tuple[str, ...] = ()
    gelesen: Mapping[str, str] = field(default_factory=dict)
    fehlend: tuple[str, ...] = ()
    doppelt: tuple[str, ...] = ()


def find_kopf(
    datei: Datei, spalten: Sequence[Spalte], *, zuordnung: Mapping[str, str] | None = None
) -> Kopffund:
    """Return what is known of the headings, also where not one of them is: the first row of three words then.

    Raises RuleViolation for a file that cannot be read.
    """
    kopf, meldungen = Kopf(spalten, zuordnung), Meldungen(datei.name)
    separator = _any_separator(datei, kopf) if datei.art is DateiArt.TEXT else None
    sheets = list(_sheets(datei, meldungen) if separator is None else _csv_sheet(datei, separator))
    headers = [header for _, rows in sheets if (header := _find_header(rows, kopf)) is not None]
    guessed = [row for _, rows in sheets for row in rows[:KOPF_BIS_ZEILE] if _looks_like_header(row)]
    # Of several sheets the one that names most: the others are evaluations.
    header = max(headers, key=lambda row: kopf.count(row.werte), default=next(iter(guessed), None))
    if header is None:
        return Kopffund(fehlend=tuple(spalte.key for spalte in kopf.missing(())))
    places, double, _ = place_columns(header.werte, kopf)
    names = [_heading(wert) for wert in header.werte if isinstance(wert, str)]
    return Kopffund(
        tuple(dict.fromkeys(names)),
        {key: _heading(header.werte[index]) for key, index in places.items()},
        tuple(spalte.key for spalte in kopf.missing(places)),
        tuple(key for indexes in double if (key := kopf.key(header.werte[indexes[0]])) is not None),
    )


def _any_separator(datei: Datei, kopf: Kopf) -> str:
    separator, named = csv_separator(datei, kopf)
    if named:
        return separator
    first = text_of(datei).splitlines()[:KOPF_BIS_ZEILE]
    return max((";", "\t", ","), key=lambda each: max((line.count(each) for line in first), default=0))


def _looks_like_header(row: Zeile) -> bool:
    words = [wert for wert in row.werte if wert is not None]
    return len(words) >= 3 and all(isinstance(wert, str) and not _DIGIT.search(wert) for wert in words)


def _refuse_no_header(kopf: Kopf, datei: str) -> None:
    expected = ", ".join(f"„{spalte.titel}“" for spalte in kopf.spalten if spalte.pflicht)
    refuse(
        Code.KOPFZEILE_FEHLT,
        f"In den ersten {KOPF_BIS_ZEILE} Zeilen steht keine Kopfzeile. Bitte die Spalten so nennen: {expected}.",
        datei=datei,
    )


def _csv_sheet(datei: Datei, separator: str) -> Iterator[tuple[str | None, list[Zeile]]]:
    rows = read_csv(text_of(datei), separator=separator, datei=datei.name)
    yield None, list(_filled(rows, datei.name))


def _sheets(datei: Datei, meldungen: Meldungen) -> Iterator[tuple[str | None, list[Zeile]]]:
    for blatt in read_blaetter(datei):
        rows = list(_filled(blatt.zeilen, datei.name))
        if rows and blatt.sichtbar:
            yield blatt.name, rows
        elif rows:
            meldungen.add_hinweis("Das Blatt ist ausgeblendet und wurde nicht gelesen.", blatt=blatt.name)


def _filled(rows: Iterable[tuple[int, Sequence[Wert]]], datei: str) -> Iterator[Zeile]:
    """Yield the rows that hold something, up to a number at which it is clear that there are too many."""
    count = 0
    for nr, cells in rows:
        # Once, here: every cell is asked several times whether it is empty.
        werte = [(clean(wert) or None) if isinstance(wert, str) else wert for wert in cells]
        if any(wert is not None for wert in werte):
            count += 1
            if count > ABBRUCH_ZEILEN:
                check_anzahl(count, datei=datei)
            yield Zeile(nr, werte)


def _find_header(rows: Sequence[Zeile], kopf: Kopf) -> Zeile | None:
    top = [row for row in rows if row.nr <= KOPF_BIS_ZEILE]
    index = kopf.find([row.werte for row in top])
    return None if index is None else top[index]


def _is_something_else(header: Zeile, kopf: Kopf) -> bool:
    """Tell whether a sheet beside the real list is an evaluation rather than a list with a column missing."""
    needed = sum(1 for spalte in kopf.spalten if spalte.pflicht)
    return len(kopf.missing_in(header.werte)) * 2 >= needed


def _table(
    blatt: str | None, rows: Sequence[Zeile], header: Zeile, kopf: Kopf, meldungen: Meldungen
) -> Tabelle | None:
    """Return the table below a header; None where a needed column is missing or not clear."""
    places, double, unknown = place_columns(header.werte, kopf)
    _keep_double(blatt, header, double, meldungen)
    claimed = {kopf.key(header.werte[indexes[0]]) for indexes in double}
    missing = [spalte for spalte in kopf.missing(places) if spalte.key not in claimed]
    for spalte in missing:
        text = (
            f"Die Spalte „{spalte.titel}“ fehlt. Bitte die Spalte ergänzen oder ihre Überschrift so nennen."
        )
        meldungen.add(Code.SPALTE_FEHLT, text, zeile=header.nr, blatt=blatt, spalte=spalte.titel)
    if missing or double:
        return None
    for index in unknown:
        text = f"Die Spalte „{_heading(header.werte[index])}“ ist nicht bekannt und wurde nicht gelesen."
        meldungen.add_hinweis(text, blatt=blatt, zeile=header.nr)
    at = rows.index(header)
    table = Tabelle(
        blatt=blatt,
        kopf_zeile=header.nr,
        spalten=places,
        titel={key: _heading(header.werte[index]) for key, index in places.items()},
        vorspann=tuple(rows[:at]),
        zeilen=tuple(row for row in rows[at + 1 :] if _is_read(row, places)),
    )
    _refuse_second_header(table, kopf, meldungen)
    return table


def _heading(wert: Wert) -> str:
    return " ".join(str(wert).split())


def _is_read(row: Zeile, places: Mapping[str, int]) -> bool:
    """Tell whether something stands in a known column; notes beside the table are no rows of it."""
    return any(index < len(row.werte) and row.werte[index] is not None for index in places.values())


def _keep_double(
    blatt: str | None, header: Zeile, double: Sequence[Sequence[int]], meldungen: Meldungen
) -> None:
    for indexes in double:
        names = [f"„{_heading(header.werte[index])}“ ({cell_name(index, header.nr)})" for index in indexes]
        meldungen.add(
            Code.SPALTE_DOPPELT,
            f"Die Spalten {' und '.join(names)} haben dieselbe Bedeutung. Bitte nur eine davon stehen lassen.",
            zeile=header.nr,
            blatt=blatt,
            spalte=_heading(header.werte[indexes[1]]),
            zelle=cell_name(indexes[1], header.nr),
            spalte_nr=indexes[1] + 1,
        )


def _refuse_second_header(table: Tabelle, kopf: Kopf, meldungen: Meldungen) -> None:
    """Keep a problem for every other row that names columns: two tables in one sheet cannot be told apart."""
    amounts = [
        table.spalten[spalte.key]
        for spalte in kopf.spalten
        if spalte.ist_betrag and spalte.key in table.spalten
    ]
    for row in (*table.vorspann, *table.zeilen):
        if not _has_amount(row, amounts) and kopf.count(row.werte) >= KOPF_MINDESTENS:
            meldungen.add(
                Code.KOPFZEILE_DOPPELT,
                f"Hier steht eine zweite Kopfzeile (die erste in Zeile {table.kopf_zeile}). Bitte je Tabelle ein "
                "eigenes Blatt oder eine eigene Datei verwenden.",
                zeile=row.nr,
                blatt=table.blatt,
            )


def _has_amount(row: Zeile, amounts: Sequence[int]) -> bool:
    """Tell quickly that a row is no header: a number stands in a column of amounts."""
    for index in amounts:
        wert = row.werte[index] if index < len(row.werte) else None
        if wert is not None and (not isinstance(wert, str) or _DIGIT.search(wert)):
            return True
    return False


def _check_csv(table: Tabelle, header: Zeile, kopf: Kopf, *, separator: str, meldungen: Meldungen) -> None:
    """Keep a problem for rows whose cells have moved: amounts cut at their comma, stray separators and quotes."""
    width = max(index for index, wert in enumerate(header.werte) if wert is not None) + 1
    amounts = {
        table.spalten[spalte.key]
        for spalte in kopf.spalten
        if spalte.ist_betrag and spalte.key in table.spalten
    }
    for row in table.zeilen:
        cells = ["" if wert is None else str(wert) for wert in row.werte]
        check_swallowed(row.nr, cells, separator=separator, breite=width, datei=meldungen.datei)
        extra = next((index for index in range(width, len(cells)) if cells[index]), None)
        cut = (
            None
            if separator != ","
            else next((index for index in amounts if _is_cut(cells, index, amounts)), None)
        )
        if extra is None and cut is None:
            continue
        index = extra if cut is None else cut
        meldungen.add(
            Code.ZELLEN_ZU_VIELE,
            "Die Zellen der Zeile passen nicht zur Kopfzeile; vielleicht ist ein Betrag am Komma zerteilt. Bitte die "
            "Datei mit Semikolon als Trennzeichen speichern.",
            wert=cells[index or 0],
            zeile=row.nr,
            zelle=cell_name(index or 0, row.nr),
            spalte_nr=(index or 0) + 1,
        )


def _is_cut(cells: Sequence[str], index: int, amounts: set[int]) -> bool:
    behind = index + 1
    if behind >= len(cells) or behind in amounts or not _WHOLE.fullmatch(cells[index]):
        return False
    return bool(_CENTS.fullmatch(cells[behind]))
