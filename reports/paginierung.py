"""Lays a paper out so that every page break inside a table of amounts shows the Übertrag.

Where pages will break is guessed from the width of the texts, then the paper is laid out and the rows are found again
by their anchors. Only where the true heights would break the table elsewhere is it laid out once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from weasyprint import Document

from reports import pdf
from reports.tabelle import Tabelle, Umbrueche, Zeile, Zeilenart
from reports.textmass import MM_PER_PT, count_lines

_MM_PER_PIXEL = 25.4 / 96
# Rounding of lengths by the layout.
_TOLERANCE = 0.05
_PASSES = 8

# What papier.css says of a row, in mm: size and height of a line, and what stands above and below it, by kind.
GRAD = 9.5
_LINE = GRAD * 1.35 * MM_PER_PT
_AROUND = {
    Zeilenart.GRUPPE: 4.9,
    Zeilenart.POSTEN: 2.4,
    Zeilenart.ZWISCHENSUMME: 2.5,
    Zeilenart.SUMME: 2.6,
    Zeilenart.UEBERTRAG: 2.3,
}
_GAP = 2.0
UEBERTRAG_HOEHE = _LINE + _AROUND[Zeilenart.UEBERTRAG]


@dataclass(frozen=True, slots=True)
class Lage:
    """Where a row came to lie: page, upper and lower edge in mm."""

    seite: int
    oben: float
    unten: float

    @property
    def hoehe(self) -> float:
        return self.unten - self.oben


def paginate(make_html: Callable[[Umbrueche], str], tabellen: Sequence[Tabelle]) -> Document:
    """Return the laid-out paper; its tables break only where the Übertrag says so."""
    umbrueche = {t.name: plan(t, [estimate(t, zeile) for zeile in t.zeilen]) for t in tabellen}
    reserve = 0.0
    for number in range(_PASSES):
        document = pdf.layout(make_html(umbrueche))
        lagen = positions(document)
        planned = {t.name: plan(t, _measured(t, lagen), reserve=reserve) for t in tabellen}
        broken = [t for t in tabellen if not _is_as_planned(t, lagen, umbrueche[t.name])]
        if not broken and (planned == umbrueche or number):
            return document
        if broken and planned == umbrueche:
            # The plan did not hold: make it again with more room at the foot of the page.
            reserve += _LINE
            planned = {t.name: plan(t, _measured(t, lagen), reserve=reserve) for t in tabellen}
        umbrueche = planned
    raise AssertionError("page breaks of a table did not settle")


def positions(document: Document) -> dict[str, Lage]:
    """Return where everything with an anchor came to lie."""
    return {
        name: Lage(number, top * _MM_PER_PIXEL, bottom * _MM_PER_PIXEL)
        for number, page in enumerate(document.pages)
        for name, (_, top, _, bottom) in page.anchors.items()
    }


def estimate(tabelle: Tabelle, zeile: Zeile) -> float:
    """Return the height in mm that a row will probably have."""
    lines = [
        count_lines(text, breite=breite - (_GAP if column else 0.0), grad=GRAD)
        for column, (text, breite) in enumerate(zip(zeile.texte, tabelle.breiten, strict=False))
        # A text alone runs over all columns.
        if len(zeile.texte) > 1
    ]
    return _AROUND[zeile.art] + _LINE * max(lines, default=1)


def plan(tabelle: Tabelle, hoehen: Sequence[float], *, reserve: float = 0.0) -> frozenset[int]:
    """Return before which rows a page has to begin so that the rows and the Übertrag fit."""
    planned: set[int] = set()
    start, room = 0, tabelle.satz.unten - tabelle.satz.oben - reserve
    while sum(hoehen[start:]) > room + _TOLERANCE:
        beginnings = [i for i in range(start + 1, len(hoehen)) if tabelle.zeilen[i].is_beginn]
        fitting = [i for i in beginnings if sum(hoehen[start:i]) + UEBERTRAG_HOEHE <= room + _TOLERANCE]
        if not beginnings:
            break
        # A page on which not even the first rows fit takes them all the same.
        start = fitting[-1] if fitting else beginnings[0]
        planned.add(start)
        room = tabelle.satz.unten - tabelle.satz.folge - UEBERTRAG_HOEHE - reserve
    return frozenset(planned)


def _measured(tabelle: Tabelle, lagen: Mapping[str, Lage]) -> list[float]:
    return [lagen[tabelle.anker(index)].hoehe for index in range(len(tabelle.zeilen))]


def _is_as_planned(tabelle: Tabelle, lagen: Mapping[str, Lage], umbrueche: frozenset[int]) -> bool:
    """Return whether each page begins where it was planned, with both rows of the Übertrag in their places."""
    for index in range(1, len(tabelle.zeilen)):
        before, here = lagen[tabelle.anker(index - 1)].seite, lagen[tabelle.anker(index)].seite
        if index in umbrueche:
            bis, von = lagen[f"{tabelle.name}-bis-{index}"], lagen[f"{tabelle.name}-von-{index}"]
            if (bis.seite, von.seite) != (before, here):
                return False
        elif before != here:
            return False
    return True
