from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.domain.money import Betrag, Zahlen
from grants.imports.werte import (
    WertAbgelehnt,
    clean,
    is_empty,
    read_betrag,
    read_datum,
    read_ganzzahl,
    read_jahr,
    read_text,
)
from grants.imports.xlsx import OHNE_WERT, Fehlerwert

TAG = datetime(2024, 2, 5, 13, 45)  # noqa: DTZ001 -- a cell knows no time zone


def code_of(read: Callable[..., object], *args: object, **kwargs: object) -> str:
    with pytest.raises(WertAbgelehnt) as refused:
        read(*args, **kwargs)
    assert "itte" in str(refused.value)
    return str(refused.value.code)


@pytest.mark.parametrize(
    ("wert", "cents"),
    [
        ("1.234,56", 123456),
        ("1234,56", 123456),
        ("1 234,56", 123456),
        ("1\u00a0234,56 €", 123456),
        ("  95.000 € ", 9500000),
        ("398.400,- Euro", 39840000),
        ("EUR 1.000,00", 100000),
        ("95\u200b.000", 9500000),
        (95000, 9500000),
        (100000.0, 10000000),
        (1234.56, 123456),
        (0.1 + 0.2, 30),
        (-12.5, -1250),
        (2.675, None),
        (1234.560001, 123456),
        (1234.5600011, None),
        (1234.5599989, None),
        (999_999_999_999.99, 99_999_999_999_999),
    ],
)
def test_an_amount_is_read_to_the_cent(wert, cents):
    if cents is None:
        assert code_of(read_betrag, wert, zahlen=None) == "betrag_ungenau"
    else:
        assert read_betrag(wert, zahlen=None) == Betrag(cents)


@given(st.integers(-(10**13), 10**13))
def test_every_amount_survives_a_numeric_cell(cents):
    assert read_betrag(cents / 100, zahlen=None) == Betrag(cents)


@pytest.mark.parametrize(
    "wert",
    [
        "1E+05",
        "1,234.50",
        "12.34,56",
        "1.23",
        "abc",
        "ca. 5",
        "1234,5",
        True,
        TAG,
        time(1),
        timedelta(1),
        1e300,
        float("inf"),
        float("nan"),
    ],
)
@pytest.mark.parametrize("zahlen", [None, Zahlen.DEUTSCH])
def test_everything_else_is_no_amount(wert, zahlen):
    assert code_of(read_betrag, wert, zahlen=zahlen) == "betrag_unklar"


@pytest.mark.parametrize("wert", ["1234.56", "1,234.50"])
def test_points_before_the_cents_are_asked_for_once(wert):
    with pytest.raises(WertAbgelehnt, match="--zahlen punkt"):
        read_betrag(wert, zahlen=None)
    with pytest.raises(WertAbgelehnt) as refused:
        read_betrag(wert, zahlen=Zahlen.DEUTSCH)
    assert "--zahlen" not in str(refused.value)
    assert read_betrag("1234.56", zahlen=Zahlen.PUNKT) == Betrag(123456)


def test_a_text_that_is_no_amount_either_way_does_not_ask():
    with pytest.raises(WertAbgelehnt) as refused:
        read_betrag("1E+05", zahlen=None)
    assert "--zahlen" not in str(refused.value)


@pytest.mark.parametrize(
    "read", [read_text, read_datum, read_ganzzahl, read_jahr, lambda wert: read_betrag(wert, zahlen=None)]
)
def test_a_formula_without_value_and_an_error_are_refused_by_every_reader(read):
    assert code_of(read, OHNE_WERT) == "formel_ohne_wert"
    assert code_of(read, Fehlerwert("#REF!")) == "fehlerwert"


@pytest.mark.parametrize(
    "wert",
    [
        "05.02.2024",
        "5.2.2024",
        "05.02.24",
        "05. 02. 2024",
        "2024-02-05",
        "2024-02-05 00:00:00",
        "2024-02-05T00:00:00",
        "45327",
        45327,
        45327.75,
        TAG,
        date(2024, 2, 5),
        " 05.02.2024 ",
    ],
)
def test_a_day_is_read_in_its_spellings(wert):
    assert read_datum(wert) == date(2024, 2, 5)


@pytest.mark.parametrize(
    "wert",
    [
        "30.02.2024",
        "2024-13-01",
        "05/02/2024",
        "02.2024",
        "Februar 2024",
        "5.2.",
        "1",
        0,
        1,
        12,
        99999,
        True,
        time(1),
        timedelta(3),
        "31.12.1999",
        -5,
        -1e15,
        1e15,
        "05.02.1824",
        float("nan"),
    ],
)
def test_everything_else_is_no_day(wert):
    assert code_of(read_datum, wert) == "datum_unklar"


@pytest.mark.parametrize(
    ("wert", "text"),
    [
        (" RE 4711 ", "RE 4711"),
        (4711, "4711"),
        (4711.0, "4711"),
        (1.5, "1,5"),
        (True, "WAHR"),
        (None, ""),
        (TAG, "05.02.2024"),
        ("Zeile_x000D_", "Zeile"),
        ("Präventions\u00adkette", "Präventionskette"),
        ("Fo\u0308rderung", "F\u00f6rderung"),
    ],
)
def test_a_cell_is_read_as_text(wert, text):
    assert read_text(wert) == text


@pytest.mark.parametrize(("wert", "jahr"), [(2024, 2024), (2024.0, 2024), ("2024", 2024), (" 2024 ", 2024)])
def test_a_year_is_read(wert, jahr):
    assert read_jahr(wert) == jahr


@pytest.mark.parametrize("wert", ["24", "2024/25", 1999, 2100, 2024.5, "zweitausend", TAG, True])
def test_everything_else_is_no_year(wert):
    assert code_of(read_jahr, wert) == "jahr_unklar"


def test_a_whole_number_is_read():
    assert [read_ganzzahl(wert) for wert in (7, 7.0, "7", " 07 ")] == [7, 7, 7, 7]
    assert code_of(read_ganzzahl, "7,5") == "zahl_unklar"
    assert code_of(read_ganzzahl, 7.5) == "zahl_unklar"


def test_a_cell_with_invisible_characters_only_is_empty():
    assert is_empty(" \u200b\u00a0")
    assert is_empty(None)
    assert not is_empty(0)
    assert not is_empty(OHNE_WERT)
    assert clean("\ufeffJahr") == "Jahr"
