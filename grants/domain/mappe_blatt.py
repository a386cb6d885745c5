"""What a sheet and a column of the Jahresmappe are; which there are stands in `mappe_blaetter`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from grants.domain.begriffe import Finanzierungsart, Unterschriftsart, label
from grants.domain.mappe import Anerkanntart, Bescheidart, Gliederungsart, Planart, Zusageart
from grants.domain.parameter import PARAMETER_BY_SCHLUESSEL, Werteart

# Kinds of row that are words of the workbook alone; their value is the word.
ZEILENARTEN = (Gliederungsart, Planart, Bescheidart, Zusageart, Anerkanntart)


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
    # A text out of `Spalte.erlaubt`, as it stands there.
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
    # Longest text the database takes; 0: any.
    laenge: int = 0
    vorgabe: object = None
    gemeinsam: bool = False
    hinweis: str = ""
    aliase: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blatt:
    """A sheet: which attribute of Jahresmappe it holds, its kind of row and its columns.

    `formular`: one value a line (Feld | Wert) instead of a table. `zeilenart` names the attribute that says
    which columns a row fills; `schluessel` the attributes no two rows share; `papier` those that rows of one
    paper share. `vordruck`: keys that the template prints into the first column; a row with nothing else is
    none.
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


_ART_DER_WERTE = {
    Werteart.DATUM: Spaltenart.DATUM,
    Werteart.BETRAG: Spaltenart.BETRAG,
    Werteart.ANTEIL: Spaltenart.ANTEIL,
    Werteart.GANZZAHL: Spaltenart.GANZZAHL,
    Werteart.JA_NEIN: Spaltenart.JA_NEIN,
    Werteart.FINANZIERUNGSART: Spaltenart.AUSWAHL,
    Werteart.UNTERSCHRIFT: Spaltenart.AUSWAHL,
}
_AUSWAHL_DER_WERTE = {Werteart.FINANZIERUNGSART: Finanzierungsart, Werteart.UNTERSCHRIFT: Unterschriftsart}


def resolve(spalte: Spalte, schluessel: object) -> Spalte:
    """Return the column as it is for one row: a Parameterwert takes the kind of its parameter."""
    if spalte.art is not Spaltenart.PARAMETERWERT or not isinstance(schluessel, str):
        return spalte
    parameter = PARAMETER_BY_SCHLUESSEL.get(schluessel)
    if parameter is None:
        return spalte
    return replace(
        spalte, art=_ART_DER_WERTE[parameter.art], auswahl=_AUSWAHL_DER_WERTE.get(parameter.art), von=0
    )


_HINWEISE = {
    Spaltenart.LISTE: "mit ; getrennt",
    Spaltenart.BETRAG: "EUR",
    Spaltenart.DATUM: "TT.MM.JJJJ",
    Spaltenart.JA_NEIN: "ja oder nein",
    Spaltenart.ANTEIL: "v. H.",
    Spaltenart.AUSWAHL: "aus der Liste",
    Spaltenart.BEZEICHNUNG: "wird nicht gelesen",
}


def hinweis(spalte: Spalte) -> str:
    """Return what the workbook says about a column: whether it is needed, for which rows, and how to fill it."""
    arten = spalte.nur if spalte.pflicht is True or not spalte.pflicht else spalte.pflicht
    bei = " oder ".join(auswahl_label(art) for art in arten)
    need = f"Pflicht bei {bei}" if spalte.pflicht and bei else "Pflicht" if spalte.pflicht else ""
    only = f"nur bei {bei}" if bei and not spalte.pflicht else ""
    return "; ".join(part for part in (need, only, spalte.hinweis or _HINWEISE.get(spalte.art, "")) if part)
