"""How wide a text is and how many lines it takes, from the font itself: a guess before anything is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # has neither stubs nor a marker

from reports import pdf

MM_PER_PT = 25.4 / 72
_FONT = "fonts/FiraSans-Regular.woff2"
# Where a line may end: behind a blank, behind a hyphen or dash inside of a word.
_PIECE = re.compile(r"\S+?[-–/](?=[^\W\d])|\S+")


def count_lines(text: str, *, breite: float, grad: float) -> int:
    """Return the lines that a text takes in a column of `breite` mm, set in `grad` pt, without hyphenation."""
    lines, used = 1, 0.0
    blank = text_width(" ", grad=grad)
    for piece, follows_blank in _pieces(text):
        width = text_width(piece, grad=grad)
        gap = blank if follows_blank and used else 0.0
        if used and used + gap + width > breite:
            lines, used, gap = lines + 1, 0.0, 0.0
        # A word longer than the column is broken anywhere.
        while width > breite:
            lines, width = lines + 1, width - breite
        used += gap + width
    return lines


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    for found in _PIECE.finditer(text):
        yield found[0], found.start() > 0 and text[found.start() - 1].isspace()


def text_width(text: str, *, grad: float) -> float:
    """Return the width in mm, without kerning."""
    widths, em = _advances()
    return sum(widths.get(ord(char), em // 2) for char in text) / em * grad * MM_PER_PT


@lru_cache
def _advances() -> tuple[dict[int, int], int]:
    font = TTFont(BytesIO(pdf.read_asset(_FONT)), lazy=True)
    metrics = font["hmtx"].metrics
    widths = {code: metrics[name][0] for code, name in font.getBestCmap().items()}
    return widths, font["head"].unitsPerEm
