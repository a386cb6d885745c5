"""One paper, three files: PDF with the other two attached, workbook, JSON. All hold the same figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from weasyprint import Document

from grants.domain.antrag_daten import AntragDaten
from grants.domain.dokumente import Briefkopf, Paper
from grants.domain.verwendungsnachweis_daten import VerwendungsnachweisDaten
from reports import antrag, antrag_xlsx, json, pdf, verwendungsnachweis, verwendungsnachweis_xlsx
from reports.formats import datum
from reports.paginierung import paginate
from reports.tabelle import Tabelle, Umbrueche

# Goes into the stored document; raised with every change of a template or style sheet that changes what is printed.
TEMPLATE_VERSION = 2
BEISPIEL = "Beispieldaten – Pläne, Zahlungen, Belege und Ergebnisse sind frei erfunden."


class Printable(Paper, Protocol):
    """A paper with what its letterhead and its running lines need."""

    @property
    def jahr(self) -> int: ...
    @property
    def stand(self) -> date: ...
    @property
    def kopf(self) -> Briefkopf: ...
    @property
    def beispiel(self) -> bool: ...


P = TypeVar("P", bound=Printable)


@dataclass(frozen=True, slots=True)
class Papierart(Generic[P]):
    """What makes one kind of paper: its words and the functions that know its sections."""

    name: str
    titel: str
    template: str
    tabellen: Callable[[P], tuple[Tabelle, ...]]
    # The version that a draft bears; None where drafts are not counted.
    entwurf_version: Callable[[P], int | None]
    make_xlsx: Callable[[P, Sequence[str]], bytes]
    # Whom it is about, behind the title on the pages that follow the first.
    wer: Callable[[P], str] = lambda _: ""


ANTRAG: Papierart[AntragDaten] = Papierart(
    "antrag",
    "Antrag auf Gewährung einer Zuwendung",
    "antrag.html",
    antrag.tabellen,
    lambda daten: daten.version,
    antrag_xlsx.make_xlsx,
)
VERWENDUNGSNACHWEIS: Papierart[VerwendungsnachweisDaten] = Papierart(
    "verwendungsnachweis",
    "Verwendungsnachweis",
    "verwendungsnachweis.html",
    verwendungsnachweis.tabellen,
    lambda _: None,
    verwendungsnachweis_xlsx.make_xlsx,
)


@dataclass(frozen=True, slots=True)
class Dateien:
    """The three files of a paper; `name` is theirs without the ending."""

    name: str
    pdf: bytes
    xlsx: bytes
    json: bytes

    def items(self) -> tuple[tuple[str, bytes], ...]:
        """Return file names with contents."""
        return (
            (f"{self.name}.pdf", self.pdf),
            (f"{self.name}.xlsx", self.xlsx),
            (f"{self.name}.json", self.json),
        )


def render(daten: AntragDaten | VerwendungsnachweisDaten, *, ohne_anlagen: bool = False) -> Dateien:
    """Return the files of a paper; `ohne_anlagen` leaves workbook and JSON out of the PDF.

    Raises AssetFehlt when a font or style sheet is missing.
    """
    if isinstance(daten, AntragDaten):
        return render_art(ANTRAG, daten, ohne_anlagen=ohne_anlagen)
    return render_art(VERWENDUNGSNACHWEIS, daten, ohne_anlagen=ohne_anlagen)


def layout(daten: AntragDaten | VerwendungsnachweisDaten) -> Document:
    """Return the laid-out pages of a paper."""
    return (
        layout_art(ANTRAG, daten)
        if isinstance(daten, AntragDaten)
        else layout_art(VERWENDUNGSNACHWEIS, daten)
    )


def load(name: str, inhalt: bytes) -> AntragDaten | VerwendungsnachweisDaten:
    """Return the paper of a snapshot by the name of its kind; raises ValueError for an unknown name or schema."""
    if name == ANTRAG.name:
        return json.load(inhalt, AntragDaten)
    if name == VERWENDUNGSNACHWEIS.name:
        return json.load(inhalt, VerwendungsnachweisDaten)
    raise ValueError(f"no such paper: {name!r}")


def render_art(art: Papierart[P], daten: P, *, ohne_anlagen: bool = False) -> Dateien:
    """Return the files of a paper of one kind; raises AssetFehlt when a font or style sheet is missing."""
    name = f"{art.name}-{daten.jahr}"
    head = [f"{art.titel} {daten.jahr}", " · ".join((*_entwurf(daten), *_zeichen(art, daten)))]
    workbook = art.make_xlsx(daten, [*head, BEISPIEL] if daten.beispiel else head)
    snapshot = json.dump(daten, dokument=art.name)
    attached = (
        pdf.Anlage(f"{name}.xlsx", workbook, "Die Zahlen des Dokuments als Tabellen", "Source"),
        pdf.Anlage(f"{name}.json", snapshot, "Angaben und Zahlen des Dokuments als Daten", "Data"),
    )
    document = layout_art(art, daten)
    paper = pdf.write(document, stand=daten.stand, anlagen=() if ohne_anlagen else attached)
    return Dateien(name, paper, workbook, snapshot)


def layout_art(art: Papierart[P], daten: P) -> Document:
    """Return the laid-out pages of a paper of one kind."""
    tables = art.tabellen(daten)
    return paginate(lambda umbrueche: make_html(art, daten, tables, umbrueche), tables)


def make_html(
    art: Papierart[P], daten: P, tabellen: Sequence[Tabelle], umbrueche: Umbrueche | None = None
) -> str:
    """Return the HTML of a paper whose tables break before the given rows."""
    breaks = umbrueche or {}
    return pdf.render_html(
        art.template,
        {
            "daten": daten,
            "titel": ", ".join(part for part in (f"{art.titel} {daten.jahr}", art.wer(daten)) if part),
            "tag": daten.stand.isoformat(),
            "entwurf": "".join(_entwurf(daten)),
            "fuss": " · ".join(_zeichen(art, daten)),
            "beispiel": f"{BEISPIEL}\n" if daten.beispiel else "",
            **{tabelle.name: tabelle.rows(breaks.get(tabelle.name, ())) for tabelle in tabellen},
            "breiten": {tabelle.name: tabelle.breiten for tabelle in tabellen},
        },
    )


def _entwurf(daten: Printable) -> tuple[str, ...]:
    return () if daten.ausgestellt else ("Entwurf",)


def _zeichen(art: Papierart[P], daten: P) -> tuple[str, ...]:
    """Return what identifies the sheet of paper: Aktenzeichen, Stand, version."""
    [zeichen] = [feld.wert for feld in daten.kopf.info if feld.label == "Mein Zeichen"]
    version = daten.ausgestellt.version if daten.ausgestellt else art.entwurf_version(daten)
    parts = (zeichen, f"Stand {datum(daten.stand)}", f"Version {version}" if version else "")
    return tuple(part for part in parts if part)
