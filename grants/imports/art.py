"""What an uploaded file probably is: a list of Maßnahmen or a Jahresmappe."""

from __future__ import annotations

from grants.domain.begriffe import Einlesungsart
from grants.domain.mappe_blaetter import BLAETTER, STELLE
from grants.imports.codes import Code
from grants.imports.datei import Datei, DateiArt
from grants.imports.spalten import fold
from grants.imports.xlsx import read_blaetter

_BEKANNT = frozenset(fold(blatt.name) for blatt in BLAETTER)
# A list may have a sheet "Maßnahmen"; a workbook of a year has several of these names.
_MINDESTENS = 3
# The file as a whole is the wrong one; everything else can be put right in a cell or by an answer.
FALSCHE_DATEI = frozenset(
    {
        Code.DATEI_LEER,
        Code.DATEI_ZU_GROSS,
        Code.DATEI_ART_FALSCH,
        Code.DATEI_EXCEL_ALT,
        Code.DATEI_PASSWORT,
        Code.DATEI_MAKRO,
        Code.DATEI_ENTITAETEN,
        Code.DATEI_ARCHIV_ZU_GROSS,
        Code.DATEI_BESCHAEDIGT,
        Code.ZEICHENSATZ_UNKLAR,
        Code.ZU_VIELE_ZEILEN,
        Code.LISTE_FEHLT,
        Code.KOPFZEILE_FEHLT,
        Code.SPALTE_FEHLT,
    }
)


def guess_art(datei: Datei) -> Einlesungsart:
    """Return the kind by the names of the sheets; raises RuleViolation where the workbook cannot be read."""
    if datei.art is not DateiArt.XLSX:
        return Einlesungsart.MASSNAHMENLISTE
    names = {fold(blatt.name) for blatt in read_blaetter(datei)}
    is_mappe = fold(STELLE.name) in names or len(names & _BEKANNT) >= _MINDESTENS
    return Einlesungsart.JAHRESMAPPE if is_mappe else Einlesungsart.MASSNAHMENLISTE
