"""What a sheet and a column of the Jahresmappe are; which there are stands in `mappe_blaetter`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grants.domain.begriffe import label
from grants.domain.mappe import Anerkanntart, Bescheidart, Planart, Zusageart

# Kinds of row that are words of the workbook alone; their value is the word.
ZEILENARTEN = (Planart, Bescheidart, Zusageart, Anerkanntart)


class Spaltenart(StrEnum):
    TEXT = "text"
    LISTE = "liste"
    BETRAG = "betrag"
    DATUM = "datum"
    GANZZAHL = "ganzzahl"
    # Two decimals, kept in hundredths: posts (VZÄ).
    HUNDERTSTEL = "hundertstel"
    JA_NEIN = "ja_nein"
    # v. H.
    ANTEIL = "anteil"
    AUSWAHL = "auswahl"
    # A text out of `Spalte.erlaubt`.
    SCHLUESSEL = "schluessel"
    # What the row's parameter asks for (`parameter.PARAMETER`).
    PARAMETERWERT = "parameterwert"
    # Printed to help the reader, never read: the label of the row's Schlüssel.
    BEZEICHNUNG = "bezeichnung"


class Vorzeichen(StrEnum):
    """What an amount may be where no Prüfregel judges it."""

    BELIEBIG = "beliebig"
    NICHT_NEGATIV = "nicht_negativ"
    POSITIV = "positiv"


@dataclass(frozen=True, slots=True)
class Spalte:
    """A column, or in a form the row, of a sheet.

    `pflicht` is True or the kinds of row that need it; `nur`: the kinds of row that may fill it (empty: all).
    `vorgabe` is meant where the cell is empty. `gemeinsam`: rows of one paper repeat it and must agree.
    """

    kopf: str
    attribut: str
    art: Spaltenart = Spaltenart.TEXT
    pflicht: bool | tuple[StrEnum, ...] = False
    nur: tuple[StrEnum, ...] = ()
    auswahl: type[StrEnum] | None = None
    erlaubt: tuple[str, ...] = ()
    von: int = 1
    bis: int = 999
    vorzeichen: Vorzeichen = Vorzeichen.BELIEBIG
    vorgabe: object = None
    gemeinsam: bool = False
    hinweis: str = ""
    aliase: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blatt:
    """A sheet: which attribute of Jahresmappe it holds, its kind of row and its columns.

    `formular`: one value a line (Feld | Wert) instead of a table. `zeilenart` names the attribute that says
    which columns a row fills; `schluessel` the attributes no two rows share; `papier` those that rows of one
    paper share. `vordruck`: keys that the template prints into the first column; a row with nothing else is none.
    """

    name: str
    attribut: str
    zeile: type
    spalten: tuple[Spalte, ...]
    formular: bool = False
    zeilenart: str = ""
    schluessel: tuple[str, ...] = ()
    papier: tuple[str, ...] = ()
    vordruck: tuple[str, ...] = ()


def auswahl_label(value: StrEnum) -> str:
    """Return the German word that a cell holds for a value."""
    return value.value if isinstance(value, ZEILENARTEN) else label(value)


def auswahl_labels(auswahl: type[StrEnum]) -> dict[str, StrEnum]:
    """Return the values of a pick list by their German word."""
    return {auswahl_label(value): value for value in auswahl}
