"""Files that people upload: sound ones of each kind, and those that must be refused."""

from __future__ import annotations

import io
import socket
import struct
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from openpyxl import Workbook
from PIL import Image
from PIL.PngImagePlugin import PngInfo

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CSV = "Datum;Zahlungsempfänger;Betrag\n01.02.2024;Beispiel GmbH;12,50\n".encode()
XML = b'<?xml version="1.0" encoding="UTF-8"?><Invoice xmlns="urn:beispiel"><ID>1</ID></Invoice>'
GEHEIM = "51.4818 Nord, 7.2162 Ost"


def xlsx() -> bytes:
    book = Workbook()
    book.active.append(["Beispiel", 1])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def jpeg() -> bytes:
    """A picture taken upright by a telephone: lying pixels, the turn and the place beside it."""
    image = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, GEHEIM
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif, comment=GEHEIM.encode())
    return target.getvalue()


def png() -> bytes:
    info = PngInfo()
    info.add_text("Ort", GEHEIM)
    target = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 255, 100)).save(target, "PNG", pnginfo=info)
    return target.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed(add: dict[str, bytes]) -> bytes:
    """A workbook with more parts or others."""
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed(parts | add)


def bomb_of_pixels() -> bytes:
    """A small PNG whose head says 60,000 × 60,000."""
    content = bytearray(png())
    content[16:24] = struct.pack("!II", 60_000, 60_000)
    return bytes(content)


FALSCH: dict[str, tuple[str, bytes, str]] = {
    "Word als XLSX": ("liste.xlsx", packed({"word/document.xml": b"<a/>"}), "ein Word-Dokument"),
    "altes Word als PDF": (
        "bericht.pdf",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0" * 600,
        "ein Word-Dokument",
    ),
    "Excel mit Passwort": (
        "liste.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        "ohne Passwort",
    ),
    "Excel mit Makros": ("liste.xlsx", changed({"xl/vbaProject.bin": b"x"}), "Makros"),
    "Zip-Bombe": ("liste.xlsx", changed({"xl/media/null.bin": b"\0" * (8 * 2**20)}), "stark gepackt"),
    "Excel mit Entitäten": (
        "liste.xlsx",
        changed({"xl/sharedStrings.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><sst/>'}),
        "Dokumenttyp",
    ),
    "Archiv": ("alles.xlsx", packed({"a.txt": b"a"}), "ein gepacktes Archiv"),
    "Bild heißt PDF": ("scan.pdf", png(), "ist aber ein Bild"),
    "PDF heißt Bild": ("scan.png", PDF, "ist aber ein PDF"),
    "PDF abgebrochen": ("scan.pdf", b"%PDF-1.7\n1 0 obj", "unvollständig"),
    "Bild abgebrochen": ("scan.jpg", jpeg()[:200], "lässt sich nicht lesen"),
    "Bild zu groß entpackt": ("scan.png", bomb_of_pixels(), "sehr groß"),
    "XML mit Entitäten": (
        "rechnung.xml",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "Dokumenttyp",
    ),
    "XML kaputt": ("rechnung.xml", b"<a><b></a>", "keine lesbare XML-Datei"),
    "Zeichnung": ("logo.xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Webseite oder Zeichnung"),
    "Programm": ("liste.csv", b"MZ\x90\x00\x03" + b"\0" * 90, "ein Programm"),
    "unbekannt": ("liste.csv", b"abc\x00\x01\x02", "unbekannten Art"),
    "HEIC": ("foto.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 90, "HEIC"),
    "leer": ("leer.pdf", b"  \n", "ist leer"),
}


class Clamd:
    """Speaks the part of clamd's protocol that we use, as clamd(8) describes it."""

    def __init__(self, answer: bytes | None = None) -> None:
        self.answer = answer
        self.seen: list[bytes] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.adresse = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self.server.accept()
                with line, line.makefile("rb") as source:
                    assert source.read(10) == b"zINSTREAM\0"
                    content = b""
                    while length := struct.unpack("!L", source.read(4))[0]:
                        content += source.read(length)
                    self.seen.append(content)
                    found = b"stream: Eicar-Test FOUND\0" if b"EICAR" in content else b"stream: OK\0"
                    line.sendall(found if self.answer is None else self.answer)

    def close(self) -> None:
        self.server.close()


@contextmanager
def clamd(answer: bytes | None = None) -> Iterator[Clamd]:
    server = Clamd(answer)
    try:
        yield server
    finally:
        server.close()
