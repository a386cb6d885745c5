"""Reading the Jahresmappe: a workbook as frozen rows, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grants.domain import mappe_blaetter as b
from grants.domain.errors import RuleViolation, Stellenangabe, Violation
from grants.domain.mappe import Jahresmappe
from grants.domain.mappe_blatt import Blatt
from grants.domain.money import Zahlen
from grants.imports.codes import Code
from grants.imports.datei import Datei, DateiArt, open_datei
from grants.imports.mappe_blaetter import GelesenesBlatt, read_blatt
from grants.imports.mappe_codes import MappeCode
from grants.imports.mappe_regeln import check_zeilen
from grants.imports.mappe_verweise import check_verweise
from grants.imports.meldungen import refuse
from grants.imports.spalten import fold
from grants.imports.xlsx import read_blaetter


def read_jahresmappe(path: Path, *, zahlen: Zahlen | None = None) -> Jahresmappe:
    """Return the year that stands in the workbook; what was not read is in its `hinweise`.

    `zahlen` says how amounts written as text are meant. Raises RuleViolation with every problem and its cell.
    """
    return parse_jahresmappe(open_datei(path), zahlen=zahlen)


def parse_jahresmappe(datei: Datei, *, zahlen: Zahlen | None = None) -> Jahresmappe:
    """Return the year of an opened file (an upload); raises RuleViolation as `read_jahresmappe` does."""
    if datei.art is not DateiArt.XLSX:
        refuse(
            Code.DATEI_ART_FALSCH,
            "Die Jahresmappe ist eine Excel-Arbeitsmappe (.xlsx). Bitte die Vorlage verwenden.",
            datei=datei.name,
        )
    gelesen, problems, hinweise = _read_sheets(datei, zahlen)
    check_zeilen(gelesen)
    check_verweise(gelesen)
    _check_jahr(gelesen)
    problems += [problem for sheet in gelesen.values() for problem in sorted(sheet.violations, key=_place)]
    if problems:
        raise RuleViolation(problems)
    hinweise += [hinweis for sheet in gelesen.values() for hinweis in sheet.hinweise]
    values: dict[str, Any] = {sheet.blatt.attribut: _values(sheet) for sheet in gelesen.values()}
    return Jahresmappe(**values, hinweise=tuple(hinweise))


def _read_sheets(
    datei: Datei, zahlen: Zahlen | None
) -> tuple[dict[str, GelesenesBlatt], list[Violation], list[str]]:
    """Return every known sheet (also those the file lacks, empty), and problems and remarks of the file."""
    known = {fold(blatt.name): blatt for blatt in b.BLAETTER}
    found: dict[str, GelesenesBlatt] = {}
    problems: list[Violation] = []
    hinweise: list[str] = []
    for sheet in read_blaetter(datei):
        blatt = known.get(fold(sheet.name))
        if blatt is None:
            hinweise.append(f"Das Blatt „{sheet.name}“ ist nicht bekannt und wurde nicht gelesen.")
        elif blatt.name in found:
            text = f"Das Blatt „{blatt.name}“ gibt es zweimal. Bitte eines davon löschen oder umbenennen."
            place = Stellenangabe(datei.name, sheet.name)
            problems.append(Violation(MappeCode.BLATT_DOPPELT, text, stelle=place))
        else:
            found[blatt.name] = read_blatt(blatt, sheet.zeilen, datei=datei.name, zahlen=zahlen)
    if not found:
        refuse(
            Code.KOPFZEILE_FEHLT,
            "Die Arbeitsmappe hat kein Blatt einer Jahresmappe. Bitte die Vorlage verwenden.",
            datei=datei.name,
        )
    gelesen = {
        blatt.name: found.get(blatt.name) or GelesenesBlatt(blatt, datei.name, zahlen) for blatt in b.BLAETTER
    }
    return gelesen, problems, hinweise


def _check_jahr(gelesen: Mapping[str, GelesenesBlatt]) -> None:
    """Whatever a Mappe holds belongs to one Foerderjahr; only the empty template names none."""
    kopf = gelesen[b.STELLE.name]
    named = any({"jahr"} & (zeile.abgelehnt | zeile.werte.keys()) for zeile in kopf.zeilen)
    if not named and any(sheet.zeilen for sheet in gelesen.values()):
        text = "Das Förderjahr fehlt. Bitte im Blatt „Stelle“ bei „Jahr“ eintragen."
        kopf.add(0, "jahr", Code.JAHR_FEHLT, text)


def _place(violation: Violation) -> int:
    return (violation.stelle.zeile if violation.stelle else None) or 0


def _values(sheet: GelesenesBlatt) -> object:
    """Return what Jahresmappe holds of a sheet: one value of a form, a tuple of rows of a table."""
    blatt = sheet.blatt
    rows = tuple(blatt.zeile(**_normalised(blatt, zeile.werte)) for zeile in sheet.zeilen)
    if not blatt.formular:
        return rows
    return rows[0] if rows else blatt.zeile()


def _normalised(blatt: Blatt, werte: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the values as the domain writes them: declarations in lower case, IBANs without blanks."""
    if blatt is b.TEXTE and werte["schluessel"] in b.ERKLAERUNGEN:
        return {**werte, "text": werte["text"].casefold()}
    if "iban" in werte:
        return {**werte, "iban": werte["iban"].replace(" ", "").upper()}
    return werte
