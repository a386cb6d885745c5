"""Import of a Belegliste of 10,000 rows, against nothing but reading the file with openpyxl."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import Flask
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from bench import datenbank
from bench.jahr import JAHR, make_mappe
from bench.messung import Abschnitt, Budget, Messung, alternate, simply, stopwatch
from grants.database import writing
from grants.domain.mappe import BelegZeile
from grants.domain.money import Betrag, format_betrag
from grants.extensions import db
from grants.imports.beleg_werte import SPALTEN
from grants.imports.belegliste import read_belegliste
from grants.services.belegliste import import_belege
from grants.services.personen import acting

ZEILEN = 10_000
# The columns that expenditure fills, as the rows of a Jahresmappe call them.
_SPALTEN = [
    "nr",
    "position",
    "rechnungsnummer",
    "rechnungsdatum",
    "zahlungsdatum",
    "zahlungsempfaenger",
    "zweck",
    "gezahlt",
    "betrag",
    "zuwendungsfaehig",
    "leistung_von",
    "leistung_bis",
    "bemerkung",
]
_TITEL = {spalte.key: spalte.titel for spalte in SPALTEN}


def measure(folder: Path, *, runs: int) -> Abschnitt:
    mappe = make_mappe(2, belege=ZEILEN)
    # The second one is carried by a Träger, whose proof is still open.
    kennung = mappe.massnahmen[1].kennung
    empty = replace(mappe, belege=(), nachweise=(), anerkannt=())
    database = datenbank.create(folder / "belege.sqlite3", empty)
    belege = [row for row in mappe.belege if row.massnahme == kennung]
    xlsx, text = write_xlsx(folder / "belege.xlsx", belege), write_csv(folder / "belege.csv", belege)

    def fresh_app() -> Flask:
        return datenbank.make_app(Path(shutil.copyfile(database, folder / "belege-kopie.sqlite3")))

    floor, read, from_xlsx, from_csv = alternate(
        simply(lambda: read_plainly(xlsx)),
        simply(lambda: read_belegliste(xlsx, zahlen=None, einnahmen=None)),
        stopwatch(lambda app: take_over(app, xlsx, kennung), prepare=fresh_app),
        stopwatch(lambda app: take_over(app, text, kennung), prepare=fresh_app),
        runs=runs,
    )
    return Abschnitt(
        "Belegliste mit 10.000 Zeilen einlesen",
        (
            Messung("XLSX lesen und prüfen", read, floor, Budget(2.0)),
            Messung("XLSX einlesen, mit Datenbank", from_xlsx, floor, Budget(2.0)),
            Messung("CSV einlesen, gegen XLSX", from_csv, from_xlsx, Budget(1.0)),
        ),
    )


def read_plainly(path: Path) -> int:
    """Return how many rows there are, having read them all."""
    workbook = load_workbook(path, read_only=True, data_only=True)
    count = sum(1 for _ in workbook.worksheets[0].iter_rows(values_only=True))
    workbook.close()
    return count


def take_over(app: Flask, path: Path, kennung: str) -> None:
    """Read the list and write it to the database, as `grants import belege` does."""
    with app.app_context():
        liste = read_belegliste(path, zahlen=None, einnahmen=None)
        with writing(db.session()) as session:
            ergebnis = import_belege(
                session, liste, massnahme=kennung, jahr=JAHR, person=acting(session, None)
            )
        assert ergebnis.uebernommen == ZEILEN
        db.session.remove()
        db.engine.dispose()


# -- the files -----------------------------------------------------------------------------------------------


def write_xlsx(path: Path, rows: Sequence[BelegZeile]) -> Path:
    """Write the list as a spreadsheet program does: amounts as numbers, days as dates."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Belegliste")
    sheet.append([_TITEL[key] for key in _SPALTEN])
    for row in rows:
        cells = []
        for key in _SPALTEN:
            wert = getattr(row, key)
            cell = WriteOnlyCell(sheet, wert.cents / 100 if isinstance(wert, Betrag) else wert or None)
            if isinstance(wert, Betrag):
                cell.number_format = "#,##0.00"
            elif isinstance(wert, date):
                cell.number_format = "DD.MM.YYYY"
            cells.append(cell)
        sheet.append(cells)
    workbook.save(path)
    return path


def write_csv(path: Path, rows: Sequence[BelegZeile]) -> Path:
    """Write the list as Excel in Germany does: semicolons, German amounts and days."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([_TITEL[key] for key in _SPALTEN])
        writer.writerows([_as_text(getattr(row, key)) for key in _SPALTEN] for row in rows)
    return path


def _as_text(wert: object) -> str:
    match wert:
        case Betrag():
            return format_betrag(wert, einheit="")
        case date():
            return f"{wert:%d.%m.%Y}"
        case _:
            return str(wert or "")
