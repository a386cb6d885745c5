"""Papers rendered once for all tests of a worker, and their PDF as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import pypdfium2  # type: ignore[import-untyped]  # has neither stubs nor a marker
import pytest

from grants.domain.antrag import AntragDaten
from grants.domain.stelle import Stelle
from grants.domain.verwendungsnachweis import VerwendungsnachweisDaten
from reports.papier import Dateien, render
from tests.reports.daten import (
    AUSSTELLUNG,
    antrag,
    jahr_gross,
    jahr_mit_luecken,
    jahr_ohne_bescheid,
    leer,
    nachweis,
)

Daten = AntragDaten | VerwendungsnachweisDaten
UNVOLLSTAENDIG = {"stelle": Stelle(name="Stadt Bochum", beispiel=True), "texte": ()}

# What every paper has to look right with: issued, as a draft, with gaps, with nothing, with very much.
PAPIERE: dict[str, Callable[[], Daten]] = {
    "antrag": lambda: antrag(ausgestellt=AUSSTELLUNG),
    "antrag-entwurf": antrag,
    "antrag-mit-luecken": lambda: antrag(jahr_mit_luecken(), **UNVOLLSTAENDIG),
    "antrag-leer": lambda: antrag(leer()),
    "antrag-gross": lambda: antrag(jahr_gross()),
    "nachweis": lambda: nachweis(ausgestellt=AUSSTELLUNG),
    "nachweis-entwurf": nachweis,
    "nachweis-mit-luecken": lambda: nachweis(jahr_ohne_bescheid(), **UNVOLLSTAENDIG),
    "nachweis-leer": lambda: nachweis(leer()),
    "nachweis-gross": lambda: nachweis(jahr_gross()),
}


@lru_cache
def dateien(name: str) -> Dateien:
    """Return the three files of a paper of `PAPIERE`."""
    return render(PAPIERE[name]())


@lru_cache
def seiten(name: str) -> tuple[str, ...]:
    """Return the text of each page of a paper of `PAPIERE`."""
    return texte_of(dateien(name).pdf)


def texte_of(pdf: bytes) -> tuple[str, ...]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_text(page) for page in document)
    finally:
        document.close()


def _text(page: pypdfium2.PdfPage) -> str:
    textpage = page.get_textpage()
    text: str = textpage.get_text_range().replace("\r\n", "\n")
    textpage.close()
    page.close()
    return text


@pytest.fixture
def seite_eins(request: pytest.FixtureRequest) -> Iterator[pypdfium2.PdfPage]:
    """The first page of the paper named by the parameter."""
    document = pypdfium2.PdfDocument(dateien(request.param).pdf)
    page = document[0]
    yield page
    page.close()
    document.close()
