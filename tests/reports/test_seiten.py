"""What every page of a paper says, and how its tables break."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from grants.domain.antrag import AntragDaten
from grants.domain.money import Betrag, format_betrag, parse_betrag, summe
from reports import antrag as antrag_tabellen
from reports import verwendungsnachweis as nachweis_tabellen
from reports.paginierung import estimate, positions
from reports.papier import ANTRAG, BEISPIEL, layout, make_html
from reports.tabelle import Zeilenart
from tests.reports.conftest import PAPIERE, seiten
from tests.reports.daten import STELLE, antrag, jahr_2023, jahr_gross, nachweis

ENTWUERFE = [name for name in PAPIERE if name not in ("antrag", "nachweis")]


@pytest.mark.parametrize("name", PAPIERE)
def test_every_page_has_its_number_and_says_that_the_data_are_invented(name):
    pages = seiten(name)
    for number, page in enumerate(pages, start=1):
        assert f"Seite {number} von {len(pages)}" in page
        assert BEISPIEL in page
        assert "Stand " in page


@pytest.mark.parametrize("name", ENTWUERFE)
def test_a_draft_says_so_on_every_page(name):
    assert all(re.search(r"Entwurf$", page, re.MULTILINE) for page in seiten(name))


@pytest.mark.parametrize("name", ["antrag", "nachweis"])
def test_an_issued_paper_has_neither_draft_nor_gap_and_names_the_head_of_the_log(name):
    pages = seiten(name)
    text = "\n".join(pages)
    assert not re.search(r"Entwurf|fehlt|nicht ermittelbar", text)
    assert "Dokument Beispiel-A-2023-1, Version 1, ausgestellt am 31.08.2024" in text
    assert "3f" * 32 in text.replace("\n", "")
    assert all("51-kinderstark-2023-01 · Stand 31.08.2024 · Version 1" in page for page in pages)


@pytest.mark.parametrize("name", PAPIERE)
def test_follow_up_pages_name_the_paper(name):
    title = "Antrag auf Gewährung einer Zuwendung 2023" if "antrag" in name else "Verwendungsnachweis 2023"
    assert all(title in page for page in seiten(name)[1:])


def test_data_that_are_not_invented_carry_no_such_line():
    real = antrag(stelle=replace(STELLE, beispiel=False))
    assert real.beispiel is False
    assert not any(BEISPIEL in line for line in running_lines(real))


def running_lines(daten: AntragDaten) -> list[str]:
    html = make_html(ANTRAG, daten, antrag_tabellen.tabellen(daten))
    return re.findall(r'data-\w+="([^"]*)"', html)


def flat(text: str) -> str:
    """Return the text without line breaks and no-break spaces."""
    return " ".join(text.split())


def test_page_one_of_a_draft_lists_gaps_and_differences():
    first = flat(seiten("antrag-mit-luecken")[0])
    assert "so kann der Antrag nicht ausgestellt werden" in first
    assert "Es fehlen 29 Angaben" in first
    assert "2 Finanzierungspläne" in first
    assert "Die 9 Maßnahmen ergeben 368.600,00 €, angegeben sind 368.550,00 €" in first
    assert "+50,00 €" in first


def test_a_gap_stands_at_its_place():
    text = flat("\n".join(seiten("antrag-mit-luecken")))
    for expected in (
        "[fehlt: Gemeindekennziffer]",
        "[fehlt: Ziele]",
        "nicht ermittelbar, 2 Finanzierungspläne fehlen",
        "[fehlt: Handlungsfeld bei 4 Maßnahmen]",
        "Abweichung der gerechneten von der angegebenen Summe +50,00",
        "[fehlt: Vertretungsberechtigt]",
    ):
        assert expected in text


# -- Tables of amounts over several pages ------------------------------------------------------------------


def tables_of(daten):
    module = antrag_tabellen if isinstance(daten, AntragDaten) else nachweis_tabellen
    return module.tabellen(daten)


@pytest.mark.parametrize("make", [antrag, nachweis])
@pytest.mark.parametrize("anzahl", [1, 9, 12, 14, 40])
def test_no_row_is_split_and_no_sum_stands_alone(make, anzahl):
    daten = make(jahr_gross(anzahl))
    document = layout(daten)
    places = positions(document)
    anchors = [name for page in document.pages for name in page.anchors]
    assert len(anchors) == len(set(anchors)), "a row lies on two pages"
    for table in tables_of(daten):
        for index, row in enumerate(table.zeilen):
            if index and row.art in (Zeilenart.SUMME, Zeilenart.ZWISCHENSUMME):
                assert places[table.anker(index)].seite == places[table.anker(index - 1)].seite
            if row.art is Zeilenart.GRUPPE:
                assert places[table.anker(index)].seite == places[table.anker(index + 1)].seite


@pytest.mark.parametrize("make", [antrag, nachweis])
def test_rows_end_where_the_page_ends(make):
    daten = make(jahr_gross())
    places = positions(layout(daten))
    for table in tables_of(daten):
        lowest = max(place.unten for name, place in places.items() if name.startswith(f"{table.name}-"))
        assert lowest <= table.satz.unten + 0.1


@pytest.mark.parametrize("make", [antrag, nachweis])
def test_the_guess_of_a_rows_height_is_what_the_layout_makes_of_it(make):
    """Else every paper would have to be laid out twice."""
    daten = make(jahr_gross(30))
    places = positions(layout(daten))
    for table in tables_of(daten):
        first = min(place.oben for name, place in places.items() if name == table.anker(0))
        assert first == pytest.approx(table.satz.oben, abs=0.2)
        for index, row in enumerate(table.zeilen):
            assert places[table.anker(index)].hoehe == pytest.approx(estimate(table, row), abs=0.3)


def test_the_uebertrag_is_the_sum_of_what_stands_before_it():
    pages = [page for page in seiten("antrag-gross") if re.search(r"Übertrag|Anlage 1:", page)]
    assert len(pages) >= 3
    before = Betrag(0)
    for number, page in enumerate(pages):
        amounts = dict(carried(page))
        items = summe(amount for label, amount in lines(page) if not re.match("Summe|Übertrag", label))
        if number:
            assert amounts["oben"] == before, (
                f"page {number + 1} does not begin with what the one before ended with"
            )
        before += items
        if number < len(pages) - 1:
            assert amounts["unten"] == before
    assert f"Summe {format_betrag(before, einheit='')}" in pages[-1]


def lines(page: str) -> list[tuple[str, Betrag]]:
    found = re.findall(r"^(.*?)[ ]?(\d{1,3}(?:\.\d{3})*,\d\d)$", page, re.MULTILINE)
    return [(label, parse_betrag(amount)) for label, amount in found]


def carried(page: str) -> list[tuple[str, Betrag]]:
    """Return the Übertrag at the head and at the foot of a page."""
    rows = [(label, amount) for label, amount in lines(page) if label.startswith("Übertrag")]
    if len(rows) == 2:
        return [("oben", rows[0][1]), ("unten", rows[1][1])]
    where = "unten" if page.index("Übertrag") > len(page) / 2 else "oben"
    return [(where, amount) for _, amount in rows]


def test_a_year_that_fits_on_its_page_has_no_uebertrag():
    assert not any("Übertrag" in page for page in seiten("antrag"))
    assert len(seiten("antrag")) == 5
    assert tables_of(antrag(jahr_2023()))
