"""Opening a file that somebody brings: what it is by its content, and nothing of it trusted."""

from __future__ import annotations

import codecs
import hashlib
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from grants.imports.archiv import check_archiv
from grants.imports.codes import Code
from grants.imports.meldungen import refuse

# 20 MB as people count them; a list of 50,000 rows has a third of it.
MAX_BYTES = 20_000_000

_ZIP = b"PK\x03\x04"
_ZIP_OTHER = (b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# First bytes of what is often renamed; everything else binary is told by its control characters.
_SIGNATURES = (
    (b"%PDF-", "ein PDF"),
    (b"{\\rtf", "ein Textdokument (RTF)"),
    (b"\x89PNG", "ein Bild"),
    (b"\xff\xd8\xff", "ein Bild"),
    (b"GIF8", "ein Bild"),
    (b"Rar!", "ein gepacktes Archiv"),
    (b"7z\xbc\xaf", "ein gepacktes Archiv"),
    (b"\x1f\x8b", "ein gepacktes Archiv"),
    (b"<", "eine Web- oder XML-Seite"),
)
_BOMS_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Tab, line ends, vertical tab and form feed stand in lawful texts; DOS ends a file with 0x1A.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# What ä ö ü ß Ä Ö Ü € look like when UTF-8 was read as Windows-1252.
_MOJIBAKE = re.compile("|".join(char.encode().decode("windows-1252") for char in "äöüßÄÖÜ€"))


class DateiArt(StrEnum):
    TEXT = "text"
    XLSX = "xlsx"


class QuelleArt(StrEnum):
    """The form in which a list came."""

    TEXT = "text"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Datei:
    """A file in memory, its kind known and, if packed, its parts measured."""

    name: str
    art: DateiArt
    sha256: str
    inhalt: bytes = field(repr=False)


def open_datei(path: Path) -> Datei:
    """Return the file at `path`. Raises RuleViolation if it is missing, unreadable or of a kind that is refused."""
    name = path.name or str(path)
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):
            refuse(
                Code.DATEI_KEINE_DATEI,
                f"„{path}“ ist ein Ordner oder Gerät. Bitte die Datei selbst angeben.",
                datei=name,
            )
        with path.open("rb") as source:
            # One byte more than allowed tells that there is more; a growing file is not read on.
            inhalt = source.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        refuse(
            Code.DATEI_FEHLT,
            f"Die Datei „{path}“ gibt es nicht. Bitte Namen und Ordner prüfen.",
            datei=name,
        )
    except (OSError, ValueError):
        # ValueError: a name with a null character is refused before the system is asked.
        refuse(
            Code.DATEI_KEIN_ZUGRIFF,
            f"Die Datei „{path}“ kann nicht gelesen werden. Bitte die Leserechte prüfen und ob sie gerade "
            "in einem anderen Programm geöffnet ist.",
            datei=name,
        )
    return read_datei(inhalt, name=name)


def read_datei(inhalt: bytes, *, name: str) -> Datei:
    """Return the uploaded bytes as a file, its kind told by the content. Raises RuleViolation for refused kinds."""
    if len(inhalt) > MAX_BYTES:
        refuse(
            Code.DATEI_ZU_GROSS,
            "Die Datei ist größer als 20 MB. Bitte in mehrere Dateien teilen oder Bilder daraus entfernen.",
            datei=name,
        )
    if not inhalt.strip():
        refuse(Code.DATEI_LEER, "Die Datei ist leer. Bitte die richtige Datei auswählen.", datei=name)
    return Datei(name=name, art=_kind(inhalt, name), sha256=hashlib.sha256(inhalt).hexdigest(), inhalt=inhalt)


def _kind(inhalt: bytes, name: str) -> DateiArt:
    if inhalt.startswith(_ZIP):
        check_archiv(inhalt, datei=name)
        return DateiArt.XLSX
    if inhalt.startswith(_OLE):
        _refuse_ole(inhalt, name)
    if inhalt.startswith(_ZIP_OTHER):
        _refuse_kind("ein gepacktes Archiv", name)
    start = inhalt[:64].removeprefix(codecs.BOM_UTF8).lstrip()
    for signature, what in _SIGNATURES:
        if start.startswith(signature):
            _refuse_kind(what, name)
    return DateiArt.TEXT


def _refuse_kind(what: str, name: str) -> NoReturn:
    refuse(
        Code.DATEI_ART_FALSCH,
        f"Die Datei ist {what}. Gelesen werden Text- und CSV-Dateien und Excel-Arbeitsmappen (.xlsx); "
        "bitte die Liste in einer dieser Formen speichern.",
        datei=name,
    )


def _refuse_ole(inhalt: bytes, name: str) -> NoReturn:
    """Office files before 2007 and encrypted ones share one container; its directory names are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in inhalt:
        refuse(
            Code.DATEI_PASSWORT,
            "Die Datei ist mit einem Passwort geschützt. Bitte ohne Passwort speichern und noch einmal einlesen.",
            datei=name,
        )
    if "WordDocument".encode("utf-16-le") in inhalt:
        _refuse_kind("ein Word-Dokument", name)
    refuse(
        Code.DATEI_EXCEL_ALT,
        "Die Datei ist im alten Office-Format (.xls) gespeichert. Bitte in Excel „Speichern unter“ wählen, "
        "als „Excel-Arbeitsmappe (.xlsx)“ speichern und noch einmal einlesen.",
        datei=name,
    )


def text_of(datei: Datei) -> str:
    """Return the text of a text file: UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252.

    Composed characters (NFC), line ends as they stand. Raises RuleViolation where none of them fits.
    """
    text = _decode(datei).removesuffix("\x1a")
    if _CONTROL.search(text):
        _refuse_kind("keine Textdatei", datei.name)
    return unicodedata.normalize("NFC", text)


def _decode(datei: Datei) -> str:
    try:
        if datei.inhalt.startswith(_BOMS_UTF16):
            return datei.inhalt.decode("utf-16")
        return datei.inhalt.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = datei.inhalt.decode("windows-1252")
    except UnicodeDecodeError:
        text = ""
    # One wrong byte in a UTF-8 file must not turn every umlaut of it into two other characters.
    if not text or _MOJIBAKE.search(text):
        if _CONTROL.search(datei.inhalt.decode("latin-1")):
            _refuse_kind("keine Textdatei", datei.name)
        refuse(
            Code.ZEICHENSATZ_UNKLAR,
            "Die Zeichen der Datei sind nicht lesbar. Bitte als „CSV UTF-8“ oder Text in UTF-8 speichern.",
            datei=datei.name,
        )
    return text
