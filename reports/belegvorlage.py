"""The empty Belegliste that Träger fill in: headings, hints, formats and pick lists, no sums.

A row of sums would hold formulas without values until Excel has saved it; what is stated is typed by who states it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

# Formats and pick lists reach as far as the longest list that is read.
LETZTE_ZEILE = 50_000


class Vorlageart(StrEnum):
    """What the cells of a column are formatted for."""

    TEXT = "text"
    BETRAG = "betrag"
    DATUM = "datum"


_FORMATE = {Vorlageart.TEXT: "@", Vorlageart.BETRAG: "#,##0.00", Vorlageart.DATUM: "DD.MM.YYYY"}
_BREITEN = {Vorlageart.TEXT: 24, Vorlageart.BETRAG: 18, Vorlageart.DATUM: 14}
_KOPF, _KLEIN = Font(bold=True), Font(italic=True, size=9, color="FF505050")
_FLAECHE = PatternFill("solid", fgColor="FFE3EAF2")
_UMBRUCH = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True, slots=True)
class Vorlagespalte:
    titel: str
    art: Vorlageart
    hinweis: str
    # Words of the pick list; empty for free input.
    auswahl: Sequence[str] = ()


def belegvorlage_bytes(spalten: Sequence[Vorlagespalte]) -> bytes:
    """Return the workbook as the bytes of an XLSX file."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Belegliste"
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation = "landscape"
    for number, spalte in enumerate(spalten, start=1):
        _add_column(sheet, get_column_letter(number), spalte)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _add_column(sheet: Worksheet, letter: str, spalte: Vorlagespalte) -> None:
    dimension = sheet.column_dimensions[letter]
    dimension.width, dimension.number_format = _BREITEN[spalte.art], _FORMATE[spalte.art]
    hint, head = sheet[f"{letter}1"], sheet[f"{letter}2"]
    hint.value, hint.font, hint.alignment = spalte.hinweis, _KLEIN, _UMBRUCH
    head.value, head.font, head.fill, head.alignment = spalte.titel, _KOPF, _FLAECHE, _UMBRUCH
    if spalte.auswahl:
        sheet.add_data_validation(
            DataValidation(
                type="list",
                formula1=f'"{",".join(spalte.auswahl)}"',
                sqref=f"{letter}3:{letter}{LETZTE_ZEILE}",
                allow_blank=True,
                showErrorMessage=True,
                errorTitle=spalte.titel[:32],
                error="Bitte wählen Sie einen Eintrag aus der Liste.",
            )
        )
