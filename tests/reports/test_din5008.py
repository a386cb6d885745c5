"""DIN 5008 form B, measured in the finished PDF."""

from __future__ import annotations

import math

import pypdfium2  # type: ignore[import-untyped]  # has neither stubs nor a marker
import pypdfium2.raw  # type: ignore[import-untyped]  # likewise
import pytest

from tests.reports.conftest import PAPIERE, dateien

MM = 25.4 / 72
A4 = 297.0
BRIEFE = ("antrag", "antrag-mit-luecken", "nachweis")


def marks(page: pypdfium2.PdfPage) -> list[float]:
    """Return how far from the upper edge the marks at the left edge lie, in mm."""
    return sorted(
        A4 - (obj.get_bounds()[1] + obj.get_bounds()[3]) / 2 * MM
        for obj in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
        if obj.get_bounds()[2] * MM < 15
    )


def place_of(page: pypdfium2.PdfPage, text: str) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom edge of the first occurrence of a text, in mm from left and top."""
    textpage = page.get_textpage()
    start, length = textpage.search(text).get_next()
    boxes = [textpage.get_charbox(i, loose=True) for i in range(start, start + length)]
    textpage.close()
    left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
    bottom, top = min(b[1] for b in boxes), max(b[3] for b in boxes)
    return left * MM, A4 - top * MM, right * MM, A4 - bottom * MM


@pytest.mark.parametrize("seite_eins", BRIEFE, indirect=True)
def test_fold_marks_and_hole_mark_stand_where_the_machine_folds_and_punches(seite_eins):
    assert marks(seite_eins) == pytest.approx([105.0, 148.5, 210.0], abs=0.5)


@pytest.mark.parametrize("seite_eins", BRIEFE, indirect=True)
def test_the_address_lies_in_the_window(seite_eins):
    for line in ("Landschaftsverband Westfalen-Lippe", "48133 Münster"):
        left, top, right, bottom = place_of(seite_eins, line)
        # The field is 85 × 45 mm from (20, 45); text is set in by 5 mm, the address begins 17,7 mm below its edge.
        assert left == pytest.approx(25.0, abs=0.5)
        assert top >= 45 + 17.7 - 1.5
        assert bottom <= 45 + 45
        assert right <= 20 + 85


@pytest.mark.parametrize("seite_eins", BRIEFE, indirect=True)
def test_the_return_address_stands_above_the_address_inside_of_the_window(seite_eins):
    left, top, right, bottom = place_of(seite_eins, "Stadt Bochum ·")
    assert left == pytest.approx(25.0, abs=0.5)
    assert top >= 45
    assert bottom <= 45 + 17.7
    assert right <= 105


@pytest.mark.parametrize("seite_eins", BRIEFE, indirect=True)
def test_the_information_block_begins_at_125_and_50_mm(seite_eins):
    left, top, _, _ = place_of(seite_eins, "Mein Zeichen")
    assert left == pytest.approx(125.0, abs=0.5)
    assert top == pytest.approx(50.0, abs=1.0)


@pytest.mark.parametrize("seite_eins", BRIEFE, indirect=True)
def test_the_text_begins_below_the_letterhead(seite_eins):
    heading = (
        "Antrag auf Gewährung"
        if "Antrag" in seite_eins.get_textpage().get_text_range()
        else "Verwendungsnachweis"
    )
    left, top, _, _ = place_of(seite_eins, heading)
    assert left == pytest.approx(25.0, abs=0.5)
    assert top == pytest.approx(98.5, abs=1.5)


@pytest.mark.parametrize("name", PAPIERE)
def test_text_keeps_the_margins_and_is_never_smaller_than_9_points(name):
    document = pypdfium2.PdfDocument(dateien(name).pdf)
    for number, page in enumerate(document):
        width, textpage = page.get_width() * MM, page.get_textpage()
        # The Informationsblock of form B ends 10 mm from the edge of the first page.
        right_margin = 10 if number == 0 else 20
        for i in range(textpage.count_chars()):
            if chr(pypdfium2.raw.FPDFText_GetUnicode(textpage, i)).isspace():
                continue
            left, _, right, _ = (edge * MM for edge in textpage.get_charbox(i))
            assert size_of(textpage, i) >= 9 - 1e-3
            assert left >= 24.5
            assert right <= width - right_margin + 0.5
        textpage.close()
        page.close()
    document.close()


def size_of(textpage: pypdfium2.PdfTextPage, index: int) -> float:
    """Return the size in points in which a character is printed."""
    matrix = pypdfium2.raw.FS_MATRIX()
    pypdfium2.raw.FPDFText_GetMatrix(textpage, index, matrix)
    size: float = pypdfium2.raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    return size
