"""Looking into a packed file before anything reads it: what it is, how large it gets, what must not be in it.

A workbook is a ZIP of XML parts. Sizes are measured by unpacking in pieces; what the directory of the archive
says of itself is not believed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import NoReturn

from grants.imports.codes import Code
from grants.imports.meldungen import refuse

MAX_ENTPACKT = 100 * 2**20
MAX_TEILE = 200
# Real workbooks pack 5 to 20 to one. Small parts may be anything: a short run of blanks packs better.
MAX_VERHAELTNIS = 100
VERHAELTNIS_AB = 2**20
# Each element costs the reader many times its size in the file; 50,000 rows of 25 columns stay below.
MAX_ELEMENTE = 8_000_000

# Parts of other names are never opened by the reader of sheets, wherever the workbook points.
READABLE = (".xml", ".rels")

_PIECE = 2**20
_NEEDED = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_OTHER_KINDS = (
    ("word/", "ein Word-Dokument"),
    ("ppt/", "eine PowerPoint-Präsentation"),
    ("content.xml", "ein OpenDocument-Dokument"),
    ("xl/workbook.bin", "eine binäre Excel-Arbeitsmappe (.xlsb)"),
)
_FORBIDDEN = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_OVERLAP = max(map(len, _FORBIDDEN))
_MACRO = (b"macroEnabled", b"macrosheet+xml")
# A declared encoding in which "<!DOCTYPE" would be spelled in other bytes could hide it from the search.
_ENCODING = re.compile(rb"^[\xef\xbb\xbf\s]*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_PLAIN_ENCODINGS = frozenset(
    {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
)
# How a part begins in UTF-32 or EBCDIC.
_STRANGE_STARTS = (b"\x00\x00", b"<\x00\x00\x00", b"\xff\xfe\x00\x00", b"\x4c\x6f\xa7\x94")


def check_archiv(inhalt: bytes, *, datei: str) -> None:
    """Return for a workbook that is safe to read. Raises RuleViolation for any other archive."""
    try:
        with zipfile.ZipFile(BytesIO(inhalt)) as archive:
            _check_directory(archive, datei)
            _check_parts(archive, datei)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        refuse_damaged(datei, cause=error)


def refuse_damaged(datei: str, *, cause: BaseException | None = None) -> NoReturn:
    """Raise RuleViolation for a workbook that cannot be read."""
    refuse(
        Code.DATEI_BESCHAEDIGT,
        "Die Arbeitsmappe lässt sich nicht lesen. Bitte in Excel oder LibreOffice öffnen, neu als .xlsx "
        "speichern und noch einmal einlesen.",
        datei=datei,
        cause=cause,
    )


def _check_directory(archive: zipfile.ZipFile, datei: str) -> None:
    names = [info.filename for info in archive.infolist()]
    if len(names) > MAX_TEILE:
        _refuse_size(f"Die Arbeitsmappe besteht aus mehr als {MAX_TEILE} Teilen.", datei)
    for start, what in _OTHER_KINDS:
        if any(name.startswith(start) for name in names):
            refuse(
                Code.DATEI_ART_FALSCH,
                f"Die Datei ist {what}. Bitte die Liste als Excel-Arbeitsmappe (.xlsx) oder CSV speichern.",
                datei=datei,
            )
    if any(info.flag_bits & 0x1 for info in archive.infolist()):
        refuse(
            Code.DATEI_PASSWORT,
            "Die Datei ist mit einem Passwort geschützt. Bitte ohne Passwort speichern und noch einmal einlesen.",
            datei=datei,
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        _refuse_macro(datei)
    if not _NEEDED.issubset(names):
        refuse(
            Code.DATEI_ART_FALSCH,
            "Die Datei ist ein gepacktes Archiv, aber keine Excel-Arbeitsmappe. Bitte die Liste selbst "
            "einlesen, als .xlsx oder CSV gespeichert.",
            datei=datei,
        )
    if len(set(names)) != len(names):
        # Two programs would read two different workbooks.
        refuse_damaged(datei)


def _refuse_size(what: str, datei: str) -> NoReturn:
    refuse(
        Code.DATEI_ARCHIV_ZU_GROSS,
        f"{what} Bitte nur die Liste selbst in eine neue Arbeitsmappe kopieren und diese einlesen.",
        datei=datei,
    )


def _refuse_macro(datei: str) -> NoReturn:
    refuse(
        Code.DATEI_MAKRO,
        "Die Arbeitsmappe enthält Makros. Bitte als „Excel-Arbeitsmappe (.xlsx)“ ohne Makros speichern.",
        datei=datei,
    )


def _check_parts(archive: zipfile.ZipFile, datei: str) -> None:
    total = elements = 0
    for info in archive.infolist():
        size, tail = 0, b""
        with archive.open(info) as part:
            while piece := part.read(_PIECE):
                if not size and info.filename.endswith(READABLE):
                    _check_start(piece, datei)
                size += len(piece)
                elements += piece.count(b"<")
                if total + size > MAX_ENTPACKT:
                    _refuse_size("Die Arbeitsmappe ist entpackt größer als 100 MiB.", datei)
                if elements > MAX_ELEMENTE:
                    _refuse_size("Die Arbeitsmappe hat zu viele einzelne Zellen.", datei)
                _check_piece(tail + piece, info.filename, datei)
                tail = piece[-_OVERLAP:]
        total += size
        # `compress_size` is true: the next part would not be found where it ends otherwise.
        if size > VERHAELTNIS_AB and size > MAX_VERHAELTNIS * max(info.compress_size, 1):
            _refuse_size("Ein Teil der Arbeitsmappe ist ungewöhnlich stark gepackt.", datei)


def _check_start(piece: bytes, datei: str) -> None:
    declared = _ENCODING.match(piece)
    if piece.startswith(_STRANGE_STARTS) or (declared and declared[1].lower() not in _PLAIN_ENCODINGS):
        refuse_damaged(datei)


def _check_piece(piece: bytes, name: str, datei: str) -> None:
    # Excel for Mac keeps the printer's settings as XML with a document type; nobody reads a .bin here.
    if not name.endswith(".bin") and any(word in piece for word in _FORBIDDEN):
        refuse(
            Code.DATEI_ENTITAETEN,
            "Die Arbeitsmappe enthält eine Dokumenttyp-Angabe, wie sie kein Tabellenprogramm schreibt. Bitte in "
            "Excel oder LibreOffice öffnen, neu als .xlsx speichern und noch einmal einlesen.",
            datei=datei,
        )
    if name == "[Content_Types].xml" and any(word in piece for word in _MACRO):
        _refuse_macro(datei)
