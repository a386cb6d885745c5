from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.domain.begriffe import Finanzierungsart
from grants.domain.festsetzung import festsetzen
from grants.domain.money import NULL, Betrag, Vomhundert, euro

ACHTZIG = Vomhundert(800_000)


def compute(art, *, hoechstbetrag, anerkannt, dritte="0.00", eigenanteil="0.00", landesanteil=ACHTZIG):
    result = festsetzen(
        Finanzierungsart(art),
        hoechstbetrag=euro(hoechstbetrag),
        anerkannt=euro(anerkannt),
        dritte=euro(dritte),
        landesanteil=landesanteil,
        eigenanteil=euro(eigenanteil),
    )
    return str(result.betrag)


# Höchstbetrag, anerkannt, Leistungen Dritter, Eigenanteil of the plan; then the grant under each kind of financing.
EXAMPLE_YEAR = [
    ("95000.00", "118750.00", "0.00", "23750.00", "95000.00", "95000.00", "95000.00"),
    ("85800.00", "106863.25", "0.00", "21450.00", "85800.00", "85490.60", "85413.25"),
    ("66300.00", "80500.00", "0.00", "16575.00", "66300.00", "64400.00", "63925.00"),
    ("2870.00", "3587.50", "0.00", "717.50", "2870.00", "2870.00", "2870.00"),
    ("9330.00", "11662.50", "0.00", "2332.50", "9330.00", "9330.00", "9330.00"),
    ("6220.00", "7775.00", "0.00", "1555.00", "6220.00", "6220.00", "6220.00"),
    ("25000.00", "31070.00", "0.00", "6250.00", "25000.00", "24856.00", "24820.00"),
    ("13600.00", "16980.00", "0.00", "3400.00", "13600.00", "13584.00", "13580.00"),
    ("16000.00", "21260.00", "1500.00", "4000.00", "16000.00", "15808.00", "15760.00"),
    ("48480.00", "52350.00", "0.00", "12120.00", "48480.00", "41880.00", "40230.00"),
]


@pytest.mark.parametrize("row", EXAMPLE_YEAR)
def test_the_example_year_under_each_kind_of_financing(row):
    hoechstbetrag, anerkannt, dritte, eigenanteil, *expected = row
    figures = {
        "hoechstbetrag": hoechstbetrag,
        "anerkannt": anerkannt,
        "dritte": dritte,
        "eigenanteil": eigenanteil,
    }
    assert [compute(art, **figures) for art in ("festbetrag", "anteil", "fehlbedarf")] == expected


def test_the_example_year_sums_up_from_rounded_figures():
    sums = [sum(euro(row[column]).cents for row in EXAMPLE_YEAR) for column in (4, 5, 6)]
    assert sums == [36860000, 35943860, 35714825]


@pytest.mark.parametrize(
    ("anerkannt", "dritte", "expected"),
    [
        ("1000.00", "0.00", "800.00"),
        ("799.99", "0.00", "799.99"),
        ("800.00", "0.00", "800.00"),
        ("800.00", "0.01", "799.99"),
        ("900.00", "100.00", "800.00"),
        ("0.00", "0.00", "0.00"),
        ("100.00", "100.01", "0.00"),
    ],
)
def test_a_festbetrag_falls_only_where_less_was_spent(anerkannt, dritte, expected):
    assert compute("festbetrag", hoechstbetrag="800.00", anerkannt=anerkannt, dritte=dritte) == expected


@pytest.mark.parametrize(
    ("anerkannt", "dritte", "expected"),
    [
        # 80 v. H. of what remains after Leistungen Dritter, at most 800,00.
        ("1000.00", "0.00", "800.00"),
        ("999.99", "0.00", "799.99"),
        ("1000.01", "0.00", "800.00"),
        ("1000.00", "100.00", "720.00"),
        ("1100.00", "100.00", "800.00"),
        ("0.03", "0.00", "0.02"),
        ("0.01", "0.00", "0.01"),
        ("50.00", "60.00", "0.00"),
    ],
)
def test_an_anteil_follows_the_ausgaben(anerkannt, dritte, expected):
    assert compute("anteil", hoechstbetrag="800.00", anerkannt=anerkannt, dritte=dritte) == expected


def test_half_a_cent_is_rounded_up():
    # 50 v. H. of 0,01 and 0,03.
    half = Vomhundert(500_000)
    assert compute("anteil", hoechstbetrag="1.00", anerkannt="0.01", landesanteil=half) == "0.01"
    assert compute("anteil", hoechstbetrag="1.00", anerkannt="0.03", landesanteil=half) == "0.02"


@pytest.mark.parametrize(
    ("anerkannt", "dritte", "eigenanteil", "expected"),
    [
        ("1000.00", "0.00", "200.00", "800.00"),
        ("1000.00", "0.00", "200.01", "799.99"),
        ("1000.00", "50.00", "200.00", "750.00"),
        ("1100.00", "0.00", "200.00", "800.00"),
        ("150.00", "0.00", "200.00", "0.00"),
    ],
)
def test_a_fehlbedarf_is_what_the_recipient_cannot_pay(anerkannt, dritte, eigenanteil, expected):
    result = compute(
        "fehlbedarf", hoechstbetrag="800.00", anerkannt=anerkannt, dritte=dritte, eigenanteil=eigenanteil
    )
    assert result == expected


@pytest.mark.parametrize(
    ("art", "landesanteil"), [(None, ACHTZIG), (None, None), (Finanzierungsart.ANTEIL, None)]
)
def test_nothing_is_guessed_while_the_kind_or_its_landesanteil_is_not_set(art, landesanteil):
    amounts = {
        "hoechstbetrag": euro("800.00"),
        "anerkannt": euro("1000.00"),
        "dritte": NULL,
        "eigenanteil": NULL,
    }
    assert festsetzen(art, landesanteil=landesanteil, **amounts) is None


@pytest.mark.parametrize("art", [Finanzierungsart.FESTBETRAG, Finanzierungsart.FEHLBEDARF])
def test_only_an_anteil_needs_a_landesanteil(art):
    assert compute(art, hoechstbetrag="800.00", anerkannt="500.00", landesanteil=None) == "500.00"


@pytest.mark.parametrize(
    ("art", "steps"),
    [
        (
            "anteil",
            [
                ("anerkannte zuwendungsfähige Ausgaben", "21260.00"),
                ("abzüglich Leistungen Dritter", "-1500.00"),
                ("Bemessungsgrundlage", "19760.00"),
                ("davon Landesanteil", "15808.00"),
                ("Höchstbetrag", "16000.00"),
                ("festgesetzte Zuwendung", "15808.00"),
            ],
        ),
        (
            "fehlbedarf",
            [
                ("anerkannte zuwendungsfähige Ausgaben", "21260.00"),
                ("abzüglich Leistungen Dritter", "-1500.00"),
                ("Bemessungsgrundlage", "19760.00"),
                ("abzüglich Eigenanteil und andere öffentliche Mittel lt. Plan", "-4000.00"),
                ("Fehlbedarf", "15760.00"),
                ("Höchstbetrag", "16000.00"),
                ("festgesetzte Zuwendung", "15760.00"),
            ],
        ),
        (
            "festbetrag",
            [
                ("anerkannte zuwendungsfähige Ausgaben", "21260.00"),
                ("abzüglich Leistungen Dritter", "-1500.00"),
                ("Bemessungsgrundlage", "19760.00"),
                ("Höchstbetrag", "16000.00"),
                ("festgesetzte Zuwendung", "16000.00"),
            ],
        ),
    ],
)
def test_the_steps_are_those_one_would_write_down(art, steps):
    result = festsetzen(
        Finanzierungsart(art),
        hoechstbetrag=euro("16000.00"),
        anerkannt=euro("21260.00"),
        dritte=euro("1500.00"),
        landesanteil=ACHTZIG,
        eigenanteil=euro("4000.00"),
    )
    assert result is not None
    assert [(step.text, str(step.betrag)) for step in result.schritte] == steps


AMOUNTS = st.integers(0, 10**10).map(Betrag)


@given(
    art=st.sampled_from(Finanzierungsart),
    hoechstbetrag=AMOUNTS,
    anerkannt=AMOUNTS,
    dritte=AMOUNTS,
    eigen=AMOUNTS,
)
def test_the_grant_is_never_negative_nor_above_the_promise_nor_above_what_was_spent(
    art, hoechstbetrag, anerkannt, dritte, eigen
):
    result = festsetzen(
        art,
        hoechstbetrag=hoechstbetrag,
        anerkannt=anerkannt,
        dritte=dritte,
        landesanteil=ACHTZIG,
        eigenanteil=eigen,
    )
    assert result is not None
    assert NULL <= result.betrag <= min(hoechstbetrag, anerkannt)
