"""Antrag and Verwendungsnachweis as PDF, XLSX and JSON: how much of the time is WeasyPrint's on the same HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time
from typing import cast
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

_GROSS = 60


def measure(folder: Path, *, runs: int) -> Abschnitt:
    jahre = {"Beispieljahr": read_beispiel(), f"{_GROSS} Maßnahmen": make_mappe(_GROSS, belege=4)}
    messungen: list[Messung] = []
    angaben: list[str] = []
    for name, mappe in jahre.items():
        for unterlagen in _collect(folder / f"papier-{len(mappe.massnahmen)}.sqlite3", mappe):
            what = f"{unterlagen.papier.value.capitalize()}, {name}"
            messung, angabe = _measure(unterlagen, what, folder, runs=runs)
            messungen.append(messung)
            angaben.append(f"{what}: {angabe}")
    return Abschnitt("Ein Papier schreiben (PDF, XLSX, JSON): Anteil von WeasyPrint", messungen, angaben)


def _collect(file: Path, mappe: Jahresmappe) -> list[Unterlagen]:
    datenbank.create(file, mappe)
    with datenbank.opened(file) as session:
        return [
            dokumente.collect(session, papier, programm="kinderstark", jahr=JAHR, am=AM)
            for papier in (Papier.ANTRAG, Papier.VERWENDUNGSNACHWEIS)
        ]


def _measure(unterlagen: Unterlagen, what: str, folder: Path, *, runs: int) -> tuple[Messung, str]:
    daten = dokumente.build(unterlagen)
    art = papers.ANTRAG if unterlagen.papier is Papier.ANTRAG else papers.VERWENDUNGSNACHWEIS
    # One of two kinds of paper, which the type of the table cannot say.
    make_xlsx = cast("Callable[[object, list[str]], object]", art.make_xlsx)
    watches: list[Stoppuhr] = []

    def write_paper() -> None:
        with watched() as watch:
            draft(Lauf(), unterlagen, folder, ohne_anlagen=False)
        watches.append(watch)

    whole, beside = alternate(
        simply(write_paper),
        simply(lambda: (make_xlsx(daten, [art.titel]), dump(daten, dokument=art.name))),
        runs=runs,
    )
    needed = median(watch.layout + watch.write for watch in watches[1:])
    done = f"{watches[-1].pages} Seiten, {watches[-1].layouts}-mal gesetzt"
    angabe = f"{done}; XLSX und JSON brauchen {format_seconds(beside)}"
    return Messung(what, whole, needed, Budget(0.85, mindestens=True)), angabe


@dataclass(slots=True)
class Stoppuhr:
    """What WeasyPrint did in one run, in seconds; of several layouts only the last one counts."""

    layout: float = 0.0
    write: float = 0.0
    layouts: int = 0
    pages: int = 0


@contextmanager
def watched() -> Iterator[Stoppuhr]:
    """Stop WeasyPrint while the block runs.

    Inside the measured run, because two runs of the same work differ by more than the share that is asked for.
    """
    watch = Stoppuhr()
    layout, write = pdf.layout, pdf.write

    def stopped_layout(html: str) -> Document:
        begin = process_time()
        document = layout(html)
        watch.layout, watch.pages = process_time() - begin, len(document.pages)
        watch.layouts += 1
        return document

    def stopped_write(document: Document, *, stand: date, anlagen: tuple[pdf.Anlage, ...] = ()) -> bytes:
        begin = process_time()
        content = write(document, stand=stand, anlagen=anlagen)
        watch.write = process_time() - begin
        return content

    with patch.object(pdf, "layout", stopped_layout), patch.object(pdf, "write", stopped_write):
        yield watch
    if not (watch.layouts and watch.write):
        raise RuntimeError("the paper was laid out by something else than reports.pdf")
