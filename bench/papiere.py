"""Antrag and Verwendungsnachweis as PDF: how much of the time is WeasyPrint's on the same HTML."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from weasyprint import Document

from bench import datenbank
from bench.jahr import AM, JAHR, make_mappe, read_beispiel
from bench.messung import Abschnitt, Budget, Messung, alternate, format_seconds, simply
from grants.cli.dokument import draft
from grants.cli.lauf import Lauf
from grants.domain.mappe import Jahresmappe
from grants.domain.texte import Papier
from grants.services import dokumente
from grants.services.dokumente import Unterlagen
from reports import papier as papers
from reports import pdf
from reports.json import dump

GROSS = 60


def measure(folder: Path, *, runs: int) -> Abschnitt:
    messungen: list[Messung] = []
    angaben: list[str] = []
    for name, mappe in (("Beispieljahr", read_beispiel()), (f"{GROSS} Maßnahmen", make_mappe(GROSS, belege=4))):
        for unterlagen in _collect(folder / f"papier-{len(messungen)}.sqlite3", mappe):
            what = f"{unterlagen.papier.value.capitalize()}, {name}"
            messung, angabe = _measure(unterlagen, what, folder, runs=runs)
            messungen.append(messung)
            angaben.append(f"{what}: {angabe}")
    return Abschnitt("PDF, XLSX und JSON eines Papiers schreiben: Anteil von WeasyPrint", messungen, angaben)


def _collect(file: Path, mappe: Jahresmappe) -> list[Unterlagen]:
    datenbank.create(file, mappe)
    with datenbank.opened(file) as session:
        return [
            dokumente.collect(session, papier, programm="kinderstark", jahr=JAHR, am=AM)
            for papier in (Papier.ANTRAG, Papier.VERWENDUNGSNACHWEIS)
        ]


def _measure(unterlagen: Unterlagen, what: str, folder: Path, *, runs: int) -> tuple[Messung, str]:
    daten = dokumente.build(unterlagen)
    html, passes, pages = _record_html(daten)
    art = papers.ANTRAG if unterlagen.papier is Papier.ANTRAG else papers.VERWENDUNGSNACHWEIS

    def everything() -> None:
        draft(Lauf(), unterlagen, folder, ohne_anlagen=False)

    def weasyprint() -> None:
        pdf.write(pdf.layout(html), stand=daten.stand)

    floor, own, beside = alternate(
        simply(weasyprint),
        simply(everything),
        simply(lambda: (art.make_xlsx(daten, [art.titel]), dump(daten, dokument=art.name))),
        runs=runs,
    )
    angabe = f"{pages} Seiten, {passes}-mal gesetzt, davon XLSX und JSON {format_seconds(beside)}"
    return Messung(what, own, floor, Budget(0.85, mindestens=True)), angabe


def _record_html(daten: dokumente.Daten) -> tuple[str, int, int]:
    """Return the HTML that the paper is printed from, how often it was laid out, and its number of pages."""
    seen: list[str] = []
    layout = pdf.layout

    def keep(html: str) -> Document:
        seen.append(html)
        return layout(html)

    with patch.object(pdf, "layout", keep):
        document = papers.layout(daten)
    return seen[-1], len(seen), len(document.pages)
