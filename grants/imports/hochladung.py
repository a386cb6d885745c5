"""What an uploaded file is, told by its content; whatever could harm who opens it is refused with a sentence."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import NoReturn

# Names alone; what reads is defusedxml.
from xml.sax import SAXException  # nosec B406
from xml.sax.handler import ContentHandler  # nosec B406

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from grants.domain.begriffe import Dateiart
from grants.domain.errors import RuleViolation, Violation
from grants.imports.archiv import check_archiv
from grants.imports.bild import BildUnlesbar, rewrite_bild
from grants.imports.datei import Datei, DateiArt, text_of

# Endings that people and programs give each kind.
ENDUNGEN: dict[Dateiart, tuple[str, ...]] = {
    Dateiart.PDF: ("pdf",),
    Dateiart.BILD: ("png", "jpg", "jpeg"),
    Dateiart.XLSX: ("xlsx",),
    Dateiart.CSV: ("csv", "txt"),
    Dateiart.XML: ("xml",),
}
_WORTE: dict[Dateiart, str] = {
    Dateiart.PDF: "PDF",
    Dateiart.BILD: "Bild (PNG, JPEG)",
    Dateiart.XLSX: "Excel (.xlsx)",
    Dateiart.CSV: "CSV",
    Dateiart.XML: "E-Rechnung (XML)",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_ENDE = 4096
_BILDER = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
# First bytes of what people bring by mistake, with the word for it.
_FREMD: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "ein Textdokument (RTF)"),
    (b"GIF8", "ein Bild im Format GIF"),
    (b"II*\x00", "ein Bild im Format TIFF"),
    (b"MM\x00*", "ein Bild im Format TIFF"),
    (b"BM", "ein Bild im Format BMP"),
    (b"Rar!", "ein gepacktes Archiv"),
    (b"7z\xbc\xaf", "ein gepacktes Archiv"),
    (b"\x1f\x8b", "ein gepacktes Archiv"),
    (b"PK\x05\x06", "ein gepacktes Archiv"),
    (b"PK\x07\x08", "ein gepacktes Archiv"),
    (b"MZ", "ein Programm"),
    (b"\x7fELF", "ein Programm"),
)
_IM_ARCHIV = (
    ("word/", "ein Word-Dokument"),
    ("ppt/", "eine PowerPoint-Präsentation"),
    ("content.xml", "ein OpenDocument-Dokument"),
)
# Documents that a browser would run; they are XML and no invoice.
_LAEUFT_IM_BROWSER = frozenset({"html", "svg"})
_KODIERUNG = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_KODIERUNGEN = frozenset(
    {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252"}
)


@dataclass(frozen=True, slots=True)
class Geprueft:
    """A file that may be kept: its content as it is stored, its kind, and its name with the right ending."""

    inhalt: bytes = field(repr=False)
    art: Dateiart
    name: str


def plain_name(name: str) -> str:
    """Return the name without a path and without signs that nobody sees, at most 200 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if char.isprintable()).strip().strip(".") or "Datei"
    if len(shown) > 200:
        end = PurePosixPath(shown).suffix[:10]
        shown = shown[: 200 - len(end)] + end
    return shown


def check_upload(inhalt: bytes, name: str, *, erlaubt: frozenset[Dateiart]) -> Geprueft:
    """Return the upload as it may be kept; pictures are written anew. Raises RuleViolation for anything else."""
    shown = plain_name(name)
    if not inhalt.strip():
        _refuse("datei_leer", f"„{shown}“ ist leer. Bitte wählen Sie die richtige Datei aus.")
    art = tell_art(inhalt, shown, erlaubt)
    if art not in erlaubt:
        _refuse_art(_was_ist(art), shown, erlaubt)
    _check_ending(art, shown)
    match art:
        case Dateiart.BILD:
            return _bild(inhalt, shown)
        case Dateiart.XLSX:
            # Sizes, macros, entities and passwords, measured and not believed.
            check_archiv(inhalt, datei=shown)
        case Dateiart.PDF:
            _check_pdf(inhalt, shown)
        case Dateiart.XML:
            _check_xml(inhalt, shown)
        case Dateiart.CSV:
            text_of(Datei(shown, DateiArt.TEXT, "", inhalt))
    return Geprueft(inhalt, art, _with_ending(shown, ENDUNGEN[art][0]))


def tell_art(inhalt: bytes, name: str, erlaubt: frozenset[Dateiart]) -> Dateiart:
    """Return the kind by the first bytes; raises RuleViolation for kinds that are never taken."""
    if inhalt.startswith(b"%PDF-"):
        return Dateiart.PDF
    if inhalt.startswith(_BILDER):
        return Dateiart.BILD
    if inhalt.startswith(b"PK\x03\x04"):
        return _packed(inhalt, name, erlaubt)
    if inhalt.startswith(_OLE):
        _refuse_ole(inhalt, name, erlaubt)
    if inhalt[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"}:
        _refuse(
            "datei_heic",
            f"„{name}“ ist ein Bild im Format HEIC, das viele Programme nicht öffnen. Bitte speichern Sie es als "
            "JPEG oder PDF.",
        )
    for start, was in _FREMD:
        if inhalt.startswith(start):
            _refuse_art(was, name, erlaubt)
    text = inhalt.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"<", b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return Dateiart.XML
    if b"\x00" in inhalt and not inhalt.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse_art("von einer unbekannten Art", name, erlaubt)
    return Dateiart.CSV


def _packed(inhalt: bytes, name: str, erlaubt: frozenset[Dateiart]) -> Dateiart:
    try:
        with zipfile.ZipFile(BytesIO(inhalt)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        _refuse("datei_beschaedigt", f"„{name}“ ist beschädigt. Bitte speichern Sie die Datei neu.")
    for start, was in _IM_ARCHIV:
        if any(each.startswith(start) for each in names):
            _refuse_art(was, name, erlaubt)
    if not any(each.startswith("xl/") for each in names):
        _refuse_art("ein gepacktes Archiv", name, erlaubt)
    return Dateiart.XLSX


def _refuse_ole(inhalt: bytes, name: str, erlaubt: frozenset[Dateiart]) -> NoReturn:
    if "EncryptedPackage".encode("utf-16-le") in inhalt:
        _refuse(
            "datei_passwort",
            f"„{name}“ ist mit einem Passwort geschützt. Bitte speichern Sie die Datei ohne Passwort.",
        )
    if "WordDocument".encode("utf-16-le") in inhalt:
        _refuse_art("ein Word-Dokument", name, erlaubt)
    _refuse_art("im alten Office-Format gespeichert", name, erlaubt)


def _was_ist(art: Dateiart) -> str:
    return {
        Dateiart.PDF: "ein PDF",
        Dateiart.BILD: "ein Bild",
        Dateiart.XLSX: "eine Excel-Arbeitsmappe",
        Dateiart.CSV: "eine Textdatei",
        Dateiart.XML: "eine Web- oder XML-Datei",
    }[art]


def erlaubt_wort(erlaubt: frozenset[Dateiart]) -> str:
    """Return the kinds as a sentence names them: "PDF, Bild (PNG, JPEG) oder Excel (.xlsx)"."""
    words = [_WORTE[art] for art in Dateiart if art in erlaubt]
    return " oder ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def accept(erlaubt: frozenset[Dateiart]) -> str:
    """Return what the file dialogue of a browser offers; it promises nothing."""
    return ",".join(f".{end}" for art in Dateiart if art in erlaubt for end in ENDUNGEN[art])


def _check_ending(art: Dateiart, name: str) -> None:
    """A name that promises something else deceives whoever opens the file later."""
    ending = PurePosixPath(name).suffix.lstrip(".").lower()
    if ending and ending not in ENDUNGEN[art]:
        _refuse(
            "datei_name_falsch",
            f"„{name}“ heißt wie eine andere Art von Datei, ist aber {_was_ist(art)}. Bitte geben Sie der Datei die "
            f"Endung .{ENDUNGEN[art][0]} oder wählen Sie die richtige Datei aus.",
        )


def _with_ending(name: str, ending: str) -> str:
    return name if PurePosixPath(name).suffix else f"{name}.{ending}"


def _bild(inhalt: bytes, name: str) -> Geprueft:
    try:
        clean, ending = rewrite_bild(inhalt)
    except BildUnlesbar:
        _refuse(
            "bild_unlesbar",
            f"Das Bild „{name}“ lässt sich nicht lesen oder ist sehr groß. Bitte speichern Sie es kleiner als JPEG "
            "oder als PDF.",
        )
    return Geprueft(clean, Dateiart.BILD, str(PurePosixPath(name).with_suffix(f".{ending}")))


def _check_pdf(inhalt: bytes, name: str) -> None:
    # A download that broke off has no end.
    if b"%%EOF" not in inhalt[-_PDF_ENDE:]:
        _refuse("datei_beschaedigt", f"Das PDF „{name}“ ist unvollständig. Bitte speichern Sie es neu.")


class _Wurzel(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.name = ""

    def startElement(self, name: str, attrs: object) -> None:  # noqa: ARG002, N802 - as the parser calls it
        if not self.name:
            self.name = name.rpartition(":")[2].lower()


def _check_xml(inhalt: bytes, name: str) -> None:
    declared = _KODIERUNG.search(inhalt[:200])
    if declared and declared[1].lower() not in _KODIERUNGEN:
        _refuse(
            "xml_unlesbar",
            f"„{name}“ ist in einem unbekannten Zeichensatz geschrieben. Bitte in UTF-8 speichern.",
        )
    root = _Wurzel()
    try:
        # Reads through without building a tree: memory does not grow with the file.
        defusedxml.sax.parseString(inhalt, root, forbid_dtd=True)
    except DefusedXmlException:
        _refuse(
            "xml_entitaeten",
            f"„{name}“ enthält eine Dokumenttyp-Angabe, wie sie in keiner E-Rechnung steht. Bitte lassen Sie sich "
            "die Rechnung neu ausstellen.",
        )
    except (SAXException, ValueError, LookupError):
        _refuse("xml_unlesbar", f"„{name}“ ist keine lesbare XML-Datei. Bitte speichern Sie die Datei neu.")
    if root.name in _LAEUFT_IM_BROWSER:
        _refuse(
            "datei_art_falsch", f"„{name}“ ist eine Webseite oder Zeichnung. Bitte speichern Sie sie als PDF."
        )


def _refuse_art(was: str, name: str, erlaubt: frozenset[Dateiart]) -> NoReturn:
    _refuse(
        "datei_art_falsch",
        f"„{name}“ ist {was}. Hier angenommen werden: {erlaubt_wort(erlaubt)}. Bitte speichern Sie die Datei in "
        "einer dieser Formen.",
    )


def _refuse(code: str, text: str) -> NoReturn:
    raise RuleViolation([Violation(code, text, feld="datei")])
