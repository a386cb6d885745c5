"""From HTML to a PDF that is PDF/A-3a and PDF/UA-1 at once, with the other two files attached.

Same HTML, attachments and day give the same bytes: nothing here asks for the time.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pydyf
from fontTools.ttLib import woff2  # type: ignore[import-untyped]  # has neither stubs nor a marker
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import HTML, Attachment, Document
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports import formats

ASSETS = Path(__file__).resolve().parent / "assets"
TEMPLATES = Path(__file__).resolve().parent / "templates"
SCHEME = "asset:"
_KINDS = {".css": "text/css", ".woff2": "font/ttf", ".svg": "image/svg+xml"}

# WeasyPrint writes the identification of PDF/A alone. That of PDF/UA has to stand in the same RDF, with the extension
# schema that PDF/A asks of properties it does not know (ISO 19005-3, 6.6.2.3).
_UA_RDF = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class AssetFehlt(Exception):
    """A file that the paper is made of is missing or not allowed; no paper without it."""


@dataclass(frozen=True, slots=True)
class Anlage:
    """A file attached to the PDF; `beziehung` is its AFRelationship."""

    name: str
    inhalt: bytes
    beschreibung: str
    beziehung: str


class BundledOnly(URLFetcher):
    """Fetches the files of `assets/` and nothing else; an ordinary error would only leave the picture out."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())  # type: ignore[no-untyped-call]  # WeasyPrint carries no types

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002  # its signature
        try:
            content = read_asset(url.removeprefix(SCHEME) if url.startswith(SCHEME) else "")
        except AssetFehlt as error:
            raise FatalURLFetchingError(url) from error
        kind = _KINDS.get(Path(url).suffix) or mimetypes.guess_type(url)[0] or "application/octet-stream"
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def read_asset(name: str) -> bytes:
    """Return a file of `assets/`, a font unpacked; raises AssetFehlt for what is not there or lies elsewhere."""
    path = (ASSETS / name).resolve()
    if ASSETS not in path.parents or not path.is_file():
        raise AssetFehlt(f"Die Datei „{name}“ gehört zum Dokument und fehlt. Bitte „make setup“ ausführen.")
    return _unpack_font(path) if path.suffix == ".woff2" else path.read_bytes()


@lru_cache
def _unpack_font(path: Path) -> bytes:
    """Return the font as TrueType; unpacking takes longer than laying out a paper, so it is done once a process."""
    unpacked = BytesIO()
    with path.open("rb") as packed:
        woff2.decompress(packed, unpacked)
    return unpacked.getvalue()


def make_environment() -> Environment:
    """Return Jinja that escapes everything and stops at a name it does not know."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("euro", "euro_zeichen", "vh", "datum", "absaetze", "nach_abschnitt"):
        environment.filters[name] = getattr(formats, name)
    environment.globals["anzahl"] = formats.anzahl
    environment.globals["UNBEKANNT"] = formats.UNBEKANNT
    return environment


_ENVIRONMENT = make_environment()


def render_html(template: str, context: Mapping[str, object]) -> str:
    """Return the HTML of a paper; raises jinja2.UndefinedError where the template asks for what is not there."""
    return _ENVIRONMENT.get_template(template).render(context)


def layout(html: str) -> Document:
    """Return the laid-out pages; raises AssetFehlt when a style sheet, font or picture is not to be had."""
    try:
        source = HTML(string=html, base_url=SCHEME, url_fetcher=BundledOnly())
        document: Document = source.render(pdf_variant="pdf/a-3a")
    except FatalURLFetchingError as error:
        # A BaseException, which nothing above would catch.
        raise AssetFehlt(
            f"„{error}“ gehört nicht zu den Dateien des Dokuments oder fehlt."
        ) from error.__cause__
    return document


def write(document: Document, *, stand: date, anlagen: Sequence[Anlage] = ()) -> bytes:
    """Return the PDF with its attachments, which bear the day `stand`."""
    moment = datetime.combine(stand, time())
    return document.write_pdf(  # type: ignore[no-any-return]  # untyped
        finisher=_identify_ua,
        pdf_variant="pdf/a-3a",
        attachments=[
            Attachment(
                file_obj=BytesIO(anlage.inhalt),
                name=anlage.name,
                description=anlage.beschreibung,
                relationship=anlage.beziehung,
                created=moment,
                modified=moment,
            )
            for anlage in anlagen
        ],
    )


def _identify_ua(_: Document, pdf: pydyf.PDF) -> None:
    """Add the identification of PDF/UA-1 to the metadata of the file."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    [rdf] = metadata.stream
    if rdf.count(b"</rdf:RDF>") != 1:
        raise AssertionError("the metadata of the PDF no longer hold exactly one RDF")
    metadata.stream[0] = rdf.replace(b"</rdf:RDF>", _UA_RDF + b"</rdf:RDF>")
