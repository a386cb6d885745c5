from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.domain.money import (
    Betrag,
    BetragUnklar,
    VomhundertUnklar,
    Zahlen,
    euro,
    format_betrag,
    parse_betrag,
    parse_vomhundert,
)

NBSP, NARROW, THIN, MINUS = "\u00a0", "\u202f", "\u2009", "\u2212"
# The machine's load is no property of the parser.
RELAXED = settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])


# -- What is read, what is refused -----------------------------------------------------------------

ACCEPTED = [
    ("0", "0.00"),
    ("0,00", "0.00"),
    ("-0,00", "0.00"),
    ("0,01", "0.01"),
    ("5", "5.00"),
    ("12,50", "12.50"),
    ("1.234,56", "1234.56"),
    ("1234,56", "1234.56"),
    ("1 234,56", "1234.56"),
    (f"1{NBSP}234,56", "1234.56"),
    (f"1{NARROW}234,56", "1234.56"),
    (f"1{THIN}234,56", "1234.56"),
    ("1.234", "1234.00"),
    ("1234", "1234.00"),
    ("398.400", "398400.00"),
    ("398.400,-", "398400.00"),
    ("398.400,--", "398400.00"),
    ("398.400,–", "398400.00"),
    ("398.400,—", "398400.00"),
    ("1.234.567,89", "1234567.89"),
    ("1 234 567,89", "1234567.89"),
    ("999.999.999.999,99", "999999999999.99"),
    ("999999999999,99", "999999999999.99"),
    ("-1.234,56", "-1234.56"),
    (f"{MINUS}1.234,56", "-1234.56"),
    ("-5,-", "-5.00"),
    ("1.234,56 €", "1234.56"),
    (f"1.234,56{NBSP}€", "1234.56"),
    ("1.234,56€", "1234.56"),
    ("€ 1.234,56", "1234.56"),
    ("€1.234,56", "1234.56"),
    (f"€{NARROW}-1.234,56", "-1234.56"),
    (f"{MINUS}1.234,56{NBSP}€", "-1234.56"),
    ("1.234,56 EUR", "1234.56"),
    ("EUR 1.234,56", "1234.56"),
    ("EUR1.234,56", "1234.56"),
    ("1.234,56 Euro", "1234.56"),
    ("Euro 1.234,56", "1234.56"),
    ("1.234,56 euro", "1234.56"),
    ("1.234,56 eur", "1234.56"),
    ("398.400,- Euro", "398400.00"),
    ("398.400,--€", "398400.00"),
    ("EUR 398.400,--", "398400.00"),
    ("€ 5", "5.00"),
    ("  1.234,56  ", "1234.56"),
    (f"{NBSP}1.234,56\t", "1234.56"),
    ("1.234,56 €\n", "1234.56"),
]

REFUSED = [
    "",
    " ",
    "€",
    "EUR",
    "-",
    ",-",
    ",50",
    "abc",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "None",
    # Point or comma with another number of digits: could be cents or thousands.
    "1.2",
    "1.23",
    "12.5",
    "12,5",
    "12,345",
    "12,50,",
    "12,",
    "12.",
    "1234.56",
    "1,234.56",
    "1,234",
    "1.2345",
    "12.34,56",
    "1.23.456",
    "1234.567",
    "1.234.56",
    "1234.567,00",
    # A leading zero group is no thousands.
    "0.123",
    "0.000",
    "01.234",
    "012",
    "00",
    "00,50",
    # Two kinds of separator.
    "1.234 567,00",
    "1 234.567,00",
    f"1 234{NBSP}567,00",
    "1'234,56",
    "1’234,56",
    "1_234",
    "1  234",
    # Written by a calculating machine.
    "1E+05",
    "1e5",
    "1,5E3",
    "0x10",
    # Signs.
    "+5",
    "--5",
    "- 5",
    "5-",
    "5,00-",
    "(5,00)",
    "-€5",
    f"-{MINUS}5",
    "5,---",
    "5.-",
    "5,-0",
    "5,0-",
    # Currencies.
    "€ 5 €",
    "EUR 5 €",
    "5 € €",
    "5 EUR EUR",
    "€€5",
    "5 $",
    "$5",
    "5 CHF",
    "5 T€",
    "5 Mio. €",
    "5 Cent",
    "5 Eu",
    "5 €uro",
    # Digits of other scripts, invisible characters.
    "١٢٣",
    "\uff11\uff12\uff13",
    "12\u0663",
    "\u200b5",
    "5\u200b",
    "5\u00ad",
    "²",
    "½",
    "5\u20e3",
    # Two numbers, a sum, a condition.
    "5 6",
    "5,00 6,00",
    "5+5",
    "5/2",
    "10 %",
    "ca. 5",
    "5,00 (geschätzt)",
    "1 234,5 6",
    "1 2345",
    "1.234\n567",
    "5\n,00",
    # More digits than any amount of this office.
    "1.000.000.000.000",
    "1000000000000",
]

PUNKT_ACCEPTED = [
    ("1,234.56", "1234.56"),
    ("1234.56", "1234.56"),
    ("1 234.56", "1234.56"),
    (f"1{NBSP}234.56", "1234.56"),
    ("1,234", "1234.00"),
    ("1234", "1234.00"),
    ("1,234,567.89", "1234567.89"),
    ("-0.05", "-0.05"),
    ("€ 1,234.56", "1234.56"),
    ("1,234.56 EUR", "1234.56"),
]

PUNKT_REFUSED = [
    *["1.234,56", "1234,56", "1.234", "12.5", "12.345", "1,23", "1,234,56", "0,123", "5,-", "398,400,-"],
    *["1E+05", "1.234.567", "1 234,567.00", "", "NaN", "\uff11.00"],
]


@pytest.mark.parametrize(("text", "expected"), ACCEPTED)
def test_each_german_spelling_of_an_amount_is_read(text, expected):
    assert str(parse_betrag(text)) == expected


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_be_read_two_ways_or_is_no_amount_is_refused(text):
    with pytest.raises(BetragUnklar):
        parse_betrag(text)


@pytest.mark.parametrize(("text", "expected"), PUNKT_ACCEPTED)
def test_a_file_with_decimal_points_is_read_when_that_was_said(text, expected):
    assert str(parse_betrag(text, zahlen=Zahlen.PUNKT)) == expected


@pytest.mark.parametrize("text", PUNKT_REFUSED)
def test_a_file_with_decimal_points_has_no_german_amounts(text):
    with pytest.raises(BetragUnklar):
        parse_betrag(text, zahlen=Zahlen.PUNKT)


def test_a_refusal_quotes_the_text_and_says_how_to_write_it():
    with pytest.raises(BetragUnklar) as refused:
        parse_betrag(" 1234.56 ")
    assert refused.value.text == " 1234.56 "
    assert str(refused.value) == (
        "„1234.56“ ist kein eindeutiger Betrag. "
        "Bitte wie 1.234,56 schreiben (Punkt für Tausender, Komma vor den Cent)."
    )


def test_a_refusal_does_not_repeat_a_whole_page():
    assert len(str(BetragUnklar("x" * 5000))) < 200


# -- Every amount, every spelling, any text ----------------------------------------------------------


@pytest.mark.parametrize("grouped", [True, False], ids=["1.234,56", "1234,56 €"])
def test_every_amount_from_0_to_9999_99_is_read_to_the_cent(grouped):
    tails = [f",{cents:02d}" + ("" if grouped else " €") for cents in range(100)]
    wrong = [
        f"{whole}{tail}"
        for euros in range(10_000)
        for whole in [f"{euros:,}".replace(",", ".") if grouped else str(euros)]
        for cents, tail in enumerate(tails)
        if parse_betrag(whole + tail).cents != 100 * euros + cents
    ]
    assert wrong == []


@st.composite
def spellings(draw):
    """An amount in cents up to 10^12 euros less a cent, and one of its German spellings."""
    cents = draw(
        st.integers(0, 10**14 - 1) | st.integers(0, 10**8) | st.integers(0, 10**11).map(lambda n: n * 100)
    )
    whole, rest = divmod(cents, 100)
    separator = draw(st.sampled_from(["", ".", " ", NBSP, NARROW, THIN]))
    digits = f"{whole:,}".replace(",", separator)
    tails = [f",{rest:02d}"] + (["", ",-", ",--", ",–", ",—"] if rest == 0 else [])
    sign = draw(st.sampled_from(["", "-", MINUS]))
    number = sign + digits + draw(st.sampled_from(tails))
    unit = draw(st.sampled_from(["€", "EUR", "Euro", "euro", "eur", "EURO"]))
    gap = draw(st.sampled_from(["", " ", NBSP, NARROW, "  "]))
    text = draw(st.sampled_from([number, unit + gap + number, number + gap + unit]))
    around = draw(st.sampled_from(["", " ", NBSP, "\t", "\n"]))
    return (-cents if sign else cents), around + text + around


@RELAXED
@given(spellings())
def test_every_spelling_of_an_amount_reads_back_as_that_amount(example):
    cents, text = example
    assert parse_betrag(text) == Betrag(cents)


def read_naively(text: str, *, group: str, decimal: str, dashes: bool) -> int | None:
    """Read an amount character by character, knowing nothing of the parser; None where it is none."""
    blanks = (" ", NBSP, NARROW, THIN)
    bare = text.strip().strip("".join(blanks))
    units = [u for u in ("euro", "eur", "€") if bare[: len(u)].lower() == u]
    ends = [u for u in ("euro", "eur", "€") if bare[-len(u) :].lower() == u]
    if units:
        bare = bare[len(units[0]) :].lstrip("".join(blanks))
    elif ends:
        bare = bare[: -len(ends[0])].rstrip("".join(blanks))
    negative = bare[:1] in {"-", MINUS} and bare != ""
    bare = bare[1:] if negative else bare
    cents = 0
    whole, mark, tail = bare.partition(decimal)
    if mark:
        if dashes and tail in {"-", "--", "–", "—"}:
            pass
        elif len(tail) == 2 and all(c in "0123456789" for c in tail):
            cents = int(tail)
        else:
            return None
    used = {c for c in whole if c in (group, *blanks)}
    groups = whole.split(used.pop()) if len(used) == 1 else [whole]
    if used or not all(part and all(c in "0123456789" for c in part) for part in groups):
        return None
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(part) != 3 for part in groups[1:])):
        return None
    digits = "".join(groups)
    if len(digits) > 12 or (digits[0] == "0" and digits != "0"):
        return None
    return (-1 if negative else 1) * (100 * int(digits) + cents)


def read(text: str, zahlen: Zahlen) -> int | None:
    try:
        return parse_betrag(text, zahlen=zahlen).cents
    except BetragUnklar:
        return None


@settings(RELAXED, max_examples=1500)
@given(
    st.text(alphabet=f"0123456789.,-€ EURuro{NBSP}{NARROW}{MINUS}–", max_size=14)
    | st.from_regex(r"-?[0-9]{1,4}([., ][0-9]{1,4}){0,3}(,-)?( ?€)?", fullmatch=True)
    | st.text(max_size=20)
)
def test_no_text_is_ever_read_as_another_number(text):
    assert read(text, Zahlen.DEUTSCH) == read_naively(text, group=".", decimal=",", dashes=True)
    assert read(text, Zahlen.PUNKT) == read_naively(text, group=",", decimal=".", dashes=False)


@RELAXED
@given(st.text(max_size=40))
def test_no_text_raises_anything_but_a_refusal(text):
    for function, refusal in ((parse_betrag, BetragUnklar), (parse_vomhundert, VomhundertUnklar)):
        try:
            function(text)
        except refusal as error:
            refused = error.text
        else:
            refused = text
        assert refused == text


# -- Writing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("betrag", "options", "expected"),
    [
        ("0.00", {}, f"0,00{NBSP}€"),
        ("0.05", {}, f"0,05{NBSP}€"),
        ("1234.56", {}, f"1.234,56{NBSP}€"),
        ("398400.00", {}, f"398.400,00{NBSP}€"),
        ("1234567.89", {}, f"1.234.567,89{NBSP}€"),
        ("-1234.56", {}, f"{MINUS}1.234,56{NBSP}€"),
        ("-0.05", {}, f"{MINUS}0,05{NBSP}€"),
        ("1234.56", {"einheit": ""}, "1.234,56"),
        ("1234.56", {"einheit": "EUR"}, f"1.234,56{NBSP}EUR"),
        ("50.00", {"vorzeichen": True}, f"+50,00{NBSP}€"),
        ("-50.00", {"vorzeichen": True}, f"{MINUS}50,00{NBSP}€"),
        ("0.00", {"vorzeichen": True}, f"0,00{NBSP}€"),
    ],
)
def test_an_amount_is_printed_the_german_way(betrag, options, expected):
    assert format_betrag(euro(betrag), **options) == expected


@RELAXED
@given(st.integers(-(10**14) + 1, 10**14 - 1), st.sampled_from(["€", "EUR", "Euro", ""]))
def test_what_is_printed_reads_back(cents, einheit):
    assert parse_betrag(format_betrag(Betrag(cents), einheit=einheit)) == Betrag(cents)


@RELAXED
@given(st.integers())
def test_the_spelling_of_files_reads_back(cents):
    assert euro(str(Betrag(cents))) == Betrag(cents)


@pytest.mark.parametrize(
    ("cents", "expected"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (39840000, "398400.00"), (-150, "-1.50")]
)
def test_the_spelling_of_files_has_two_decimals(cents, expected):
    assert str(Betrag(cents)) == expected


@pytest.mark.parametrize(
    "text",
    ["1", "1.5", "1.234", "1,50", "01.00", "+1.00", " 1.00", "1.00\n", "1e2", "", "\uff11.00", "--1.00"],
)
def test_code_and_stored_values_have_one_spelling_only(text):
    with pytest.raises(ValueError, match="not an amount"):
        euro(text)
