"""The sheets of a Jahresmappe as rows of values, each cell read as its column asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils.cell import get_column_letter

from grants.domain.errors import Stellenangabe, Violation
from grants.domain.mappe_blatt import Blatt, Spalte, Spaltenart, auswahl_label, resolve
from grants.domain.money import Zahlen
from grants.imports.codes import Code
from grants.imports.mappe_codes import MappeCode
from grants.imports.mappe_zellen import ZelleAbgelehnt, read_cell
from grants.imports.meldungen import shorten
from grants.imports.spalten import fold
from grants.imports.tabelle import KOPF_BIS_ZEILE, MAX_ZEILEN
from grants.imports.werte import WertAbgelehnt, is_empty
from grants.imports.xlsx import Wert

FORMULARKOPF = ("Feld", "Wert")
# Two known headings make a header; one may be a word of a title.
_KOPF_MINDESTENS = 2

Rohzeile = tuple[int, Sequence[Wert]]
Cell = tuple[Spalte, Wert]
Filled = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Zeile:
    """A row with the values of its filled cells; `abgelehnt` names the attributes whose cells were refused."""

    nr: int
    werte: Mapping[str, Any]
    abgelehnt: frozenset[str] = frozenset()


@dataclass(slots=True)
class GelesenesBlatt:
    """A sheet as it was read; knows the cell of each value."""

    blatt: Blatt
    datei: str
    zahlen: Zahlen | None = None
    zeilen: list[Zeile] = field(default_factory=list)
    # Column of each attribute, in a form its row.
    lage: dict[str, int] = field(default_factory=dict)
    wertspalte: int = 0
    violations: list[Violation] = field(default_factory=list)
    hinweise: list[str] = field(default_factory=list)

    def stelle(self, zeile: int, attribut: str = "") -> Stellenangabe:
        """Return where a value of a row stands, or the row where the file has no such column."""
        place = self.lage.get(attribut, 0)
        spalte = next((s.kopf for s in self.blatt.spalten if s.attribut == attribut), None)
        if not place:
            return Stellenangabe(self.datei, self.blatt.name, zeile or None, spalte)
        row, column = (place, self.wertspalte) if self.blatt.formular else (zeile, place)
        return Stellenangabe(self.datei, self.blatt.name, row, spalte, f"{get_column_letter(column)}{row}")

    def add(self, zeile: int, attribut: str, code: str, text: str, *, wert: object = None) -> None:
        """Keep one problem with its place."""
        self.violations.append(
            Violation(
                code, text, feld=attribut or None, stelle=self.stelle(zeile, attribut), wert=shorten(wert)
            )
        )


def read_blatt(
    blatt: Blatt, rows: Iterable[Rohzeile], *, datei: str, zahlen: Zahlen | None
) -> GelesenesBlatt:
    """Return the sheet with its rows, its problems and what was not read."""
    gelesen = GelesenesBlatt(blatt, datei, zahlen)
    iterator = iter(rows)
    header = _find_header(blatt, iterator, gelesen)
    if header is None:
        return gelesen
    read = _read_form if blatt.formular else _read_table
    read(gelesen, header, iterator)
    return gelesen


def _find_header(blatt: Blatt, rows: Iterator[Rohzeile], gelesen: GelesenesBlatt) -> Rohzeile | None:
    known = {fold(kopf) for kopf in FORMULARKOPF} if blatt.formular else set(_headings(blatt))
    filled = None
    for nr, werte in rows:
        texts = [fold(wert) for wert in werte if isinstance(wert, str)]
        if len(known.intersection(texts)) >= _KOPF_MINDESTENS:
            return nr, werte
        filled = filled or (nr if any(not is_empty(wert) for wert in werte) else None)
        if nr >= KOPF_BIS_ZEILE:
            break
    if filled is not None:
        heads = FORMULARKOPF if blatt.formular else [spalte.kopf for spalte in blatt.spalten[:4]]
        text = (
            f"Im Blatt „{blatt.name}“ steht in den ersten {KOPF_BIS_ZEILE} Zeilen keine Kopfzeile. Bitte die Vorlage "
            f"verwenden; die Kopfzeile beginnt mit {', '.join(f'„{head}“' for head in heads)}."
        )
        gelesen.add(filled, "", Code.KOPFZEILE_FEHLT, text)
    return None


def _headings(blatt: Blatt) -> dict[str, Spalte]:
    """Return the columns by their folded headings, own names before aliases."""
    aliases = {fold(alias): spalte for spalte in blatt.spalten for alias in spalte.aliase}
    return aliases | {fold(spalte.kopf): spalte for spalte in blatt.spalten}


# -- forms ---------------------------------------------------------------------------------------------------


def _read_form(gelesen: GelesenesBlatt, header: Rohzeile, rows: Iterator[Rohzeile]) -> None:
    feld, wertspalte = (_index(header[1], kopf) for kopf in FORMULARKOPF)
    gelesen.wertspalte = wertspalte + 1
    known = _headings(gelesen.blatt)
    werte: dict[str, Any] = {}
    abgelehnt = set()
    for nr, cells in rows:
        name, wert = _at(cells, feld), _at(cells, wertspalte)
        if is_empty(name):
            continue
        spalte = known.get(fold(str(name)))
        if spalte is None:
            what = f"Das Feld „{shorten(name)}“ ist nicht bekannt und wurde nicht gelesen."
            gelesen.hinweise.append(f"{_row(gelesen, nr)}: {what}")
        elif spalte.attribut in gelesen.lage:
            text = f"Das Feld „{spalte.kopf}“ steht zweimal. Bitte eines davon entfernen."
            gelesen.add(nr, "", Code.SPALTE_DOPPELT, text)
        else:
            gelesen.lage[spalte.attribut] = nr
            if not is_empty(wert) and not _read_into(werte, gelesen, nr, (spalte, wert)):
                abgelehnt.add(spalte.attribut)
    if werte or abgelehnt:
        gelesen.zeilen.append(Zeile(header[0], werte, frozenset(abgelehnt)))


# -- tables --------------------------------------------------------------------------------------------------


def _read_table(gelesen: GelesenesBlatt, header: Rohzeile, rows: Iterator[Rohzeile]) -> None:
    columns = _columns(gelesen, header)
    any_row = False
    for count, (nr, cells) in enumerate(rows, start=1):
        if count > MAX_ZEILEN:
            text = f"Das Blatt „{gelesen.blatt.name}“ hat mehr als 50.000 Zeilen. Bitte auf mehrere Mappen verteilen."
            gelesen.add(nr, "", Code.ZU_VIELE_ZEILEN, text)
            return
        filled = [
            (spalte, cells[i]) for i, spalte in columns.items() if i < len(cells) and not is_empty(cells[i])
        ]
        if not filled or _is_vordruck(gelesen.blatt, filled):
            continue
        if not any_row:
            any_row = True
            _report_missing_columns(gelesen, header[0])
        if _is_header(filled):
            text = "Hier steht noch einmal die Kopfzeile. Bitte die Zeile löschen; jedes Blatt hat nur eine Liste."
            gelesen.add(nr, "", Code.KOPFZEILE_DOPPELT, text)
        else:
            gelesen.zeilen.append(_read_row(gelesen, nr, filled))


def _columns(gelesen: GelesenesBlatt, header: Rohzeile) -> dict[int, Spalte]:
    """Return the known columns by their place, and report unknown and double ones."""
    nr, heads = header
    known = _headings(gelesen.blatt)
    columns: dict[int, Spalte] = {}
    for index, head in enumerate(heads):
        if is_empty(head):
            continue
        spalte = known.get(fold(str(head)))
        if spalte is None:
            what = f"Die Spalte „{shorten(head)}“ ist nicht bekannt und wurde nicht gelesen."
            gelesen.hinweise.append(f"{_row(gelesen, nr)}: {what}")
        elif spalte in columns.values():
            text = f"Die Spalte „{spalte.kopf}“ steht zweimal. Bitte eine davon entfernen."
            gelesen.add(nr, spalte.attribut, Code.SPALTE_DOPPELT, text, wert=head)
        else:
            columns[index] = spalte
            if spalte.art is not Spaltenart.BEZEICHNUNG:
                gelesen.lage[spalte.attribut] = index + 1
    return columns


def _is_vordruck(blatt: Blatt, filled: Filled) -> bool:
    """Tell whether a row holds nothing but what the template prints."""
    return bool(blatt.vordruck) and all(spalte.attribut == blatt.schluessel[0] for spalte, _ in filled)


def _is_header(filled: Filled) -> bool:
    return len(filled) >= _KOPF_MINDESTENS and all(
        isinstance(wert, str) and fold(wert) == fold(spalte.kopf) for spalte, wert in filled
    )


def _report_missing_columns(gelesen: GelesenesBlatt, header: int) -> None:
    for spalte in gelesen.blatt.spalten:
        if _column_missing(gelesen, spalte):
            text = (
                f"Im Blatt „{gelesen.blatt.name}“ fehlt die Spalte „{spalte.kopf}“. "
                "Bitte die Vorlage der Jahresmappe verwenden."
            )
            gelesen.add(header, spalte.attribut, Code.SPALTE_FEHLT, text)


def _column_missing(gelesen: GelesenesBlatt, spalte: Spalte) -> bool:
    return spalte.pflicht is True and not spalte.nur and spalte.attribut not in gelesen.lage


def _read_row(gelesen: GelesenesBlatt, nr: int, filled: Filled) -> Zeile:
    blatt = gelesen.blatt
    werte: dict[str, Any] = {s.attribut: s.vorgabe for s in blatt.spalten if s.vorgabe is not None}
    abgelehnt = set()
    for spalte, wert in filled:
        if spalte.art is Spaltenart.BEZEICHNUNG:
            continue
        own = resolve(spalte, werte.get(blatt.schluessel[0])) if blatt.vordruck else spalte
        # Without its parameter nobody knows what the value should be; the Schlüssel is reported already.
        if own.art is Spaltenart.PARAMETERWERT or not _read_into(werte, gelesen, nr, (own, wert)):
            abgelehnt.add(spalte.attribut)
    zeile = Zeile(nr, werte, frozenset(abgelehnt))
    _check_filling(gelesen, zeile, {spalte.attribut for spalte, _ in filled})
    return zeile


def _read_into(werte: dict[str, Any], gelesen: GelesenesBlatt, nr: int, cell: Cell) -> bool:
    """Put the value of a cell among the others; False where it was refused."""
    spalte, wert = cell
    try:
        werte[spalte.attribut] = read_cell(wert, spalte, zahlen=gelesen.zahlen)
    except (WertAbgelehnt, ZelleAbgelehnt) as refused:
        werte.pop(spalte.attribut, None)
        gelesen.add(nr, spalte.attribut, refused.code, str(refused), wert=wert)
        return False
    return True


def _check_filling(gelesen: GelesenesBlatt, zeile: Zeile, filled: set[str]) -> None:
    """Report what the row lacks and what does not belong to its kind."""
    art = zeile.werte.get(gelesen.blatt.zeilenart)
    for spalte in gelesen.blatt.spalten:
        belongs = not spalte.nur or art in spalte.nur
        needed = spalte.pflicht if isinstance(spalte.pflicht, bool) else art in spalte.pflicht
        if spalte.attribut not in filled:
            if needed and belongs and spalte.vorgabe is None and not _column_missing(gelesen, spalte):
                text = f"„{spalte.kopf}“ fehlt. Bitte ausfüllen oder die ganze Zeile löschen."
                gelesen.add(zeile.nr, spalte.attribut, Code.ANGABE_FEHLT, text)
        elif not belongs and art is not None:
            text = (
                f"„{spalte.kopf}“ gehört nicht in eine Zeile der Art „{auswahl_label(art)}“. "
                "Bitte die Zelle leeren oder die Art prüfen."
            )
            gelesen.add(zeile.nr, spalte.attribut, MappeCode.ANGABE_UNPASSEND, text)


# -- small things --------------------------------------------------------------------------------------------


def _at(cells: Sequence[Wert], index: int) -> Wert:
    return cells[index] if index < len(cells) else None


def _index(cells: Sequence[Wert], heading: str) -> int:
    return next(i for i, wert in enumerate(cells) if isinstance(wert, str) and fold(wert) == fold(heading))


def _row(gelesen: GelesenesBlatt, nr: int) -> str:
    return str(Stellenangabe(blatt=gelesen.blatt.name, zeile=nr))
