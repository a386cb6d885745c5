from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.domain.kennung import make_kennung, name_key, similar, split_label

REGISTER = [
    "Bunter Kreis",
    "Amt 53",
    "FPZ",
    "IFAK",
    "Ronahi",
    "SKFM WAT",
    "Ev. Jugendhilfe",
    "ASB",
    "WBZ",
    "KI",
    "StA 40 RBB",
]

# The 18 rows of the city's paper (both years), with what the register above makes of them.
PAPIER = [
    ("Geschäftsstelle Bochumer Präventionskette", "Geschäftsstelle Bochumer Präventionskette", []),
    ("Babylotsen Bunter Kreis", "Babylotsen", ["Bunter Kreis"]),
    ("Lotsendienste in Kinderarztpraxen Amt 53", "Lotsendienste in Kinderarztpraxen", ["Amt 53"]),
    ("EBIKA FPZ", "EBIKA", ["FPZ"]),
    ("Stadtteilarbeit IFAK, Ronahi", "Stadtteilarbeit", ["IFAK", "Ronahi"]),
    ("Stadtteilarbeit SKFM WAT (Väter)", "Stadtteilarbeit (Väter)", ["SKFM WAT"]),
    ("Soziales Kompetenztraining Ev. Jugendhilfe", "Soziales Kompetenztraining", ["Ev. Jugendhilfe"]),
    ("Hebammenversorgung ASB", "Hebammenversorgung", ["ASB"]),
    (
        "Stärken vor Ort – Digitale (Beziehungs)-Kompetenz von Familien WBZ",
        "Stärken vor Ort – Digitale (Beziehungs)-Kompetenz von Familien",
        ["WBZ"],
    ),
    ("Lotsendienst für psychisch auffällige Eltern", "Lotsendienst für psychisch auffällige Eltern", []),
    (
        "Elterntalk (und Stadtteilmütter) StA 40 RBB/KI",
        "Elterntalk (und Stadtteilmütter)",
        ["StA 40 RBB", "KI"],
    ),
    ("Alltagsintegrierte Sprachförderung Delphin 4", "Alltagsintegrierte Sprachförderung Delphin 4", []),
]


@pytest.mark.parametrize(("label", "name", "traeger"), PAPIER, ids=[row[0][:20] for row in PAPIER])
def test_the_labels_of_the_paper_are_split_against_the_register(label, name, traeger):
    assert split_label(label, REGISTER) == (name, traeger)


@pytest.mark.parametrize("label", [row[0] for row in PAPIER], ids=[row[0][:20] for row in PAPIER])
def test_with_an_empty_register_the_whole_label_is_the_name(label):
    assert split_label(label, []) == (label, [])


@pytest.mark.parametrize(
    ("label", "register", "expected"),
    [
        # The longest known name wins.
        ("Elterntalk StA 40 RBB/KI", ["StA 40 RBB/KI", "KI"], ("Elterntalk", ["StA 40 RBB/KI"])),
        ("Stadtteilarbeit IFAK und Ronahi", ["IFAK", "Ronahi"], ("Stadtteilarbeit", ["IFAK", "Ronahi"])),
        ("Stadtteilarbeit IFAK/Ronahi", ["IFAK", "Ronahi"], ("Stadtteilarbeit", ["IFAK", "Ronahi"])),
        (
            "Stadtteilarbeit IFAK, ASB und Ronahi",
            ["IFAK", "ASB", "Ronahi"],
            ("Stadtteilarbeit", ["IFAK", "ASB", "Ronahi"]),
        ),
        # Two names side by side without a joint: only the last is certain.
        ("Stadtteilarbeit IFAK Ronahi", ["IFAK", "Ronahi"], ("Stadtteilarbeit IFAK", ["Ronahi"])),
        # Only one of two is known.
        ("Stadtteilarbeit IFAK, Ronahi", ["Ronahi"], ("Stadtteilarbeit IFAK", ["Ronahi"])),
        ("Stadtteilarbeit IFAK, Ronahi", ["IFAK"], ("Stadtteilarbeit IFAK, Ronahi", [])),
        ("Babylotsen – Bunter Kreis", ["Bunter Kreis"], ("Babylotsen", ["Bunter Kreis"])),
        ("Babylotsen, bunter  kreis", ["Bunter Kreis"], ("Babylotsen", ["Bunter Kreis"])),
        # "KI" is the end of a word, not a word.
        ("Beratung im StadtwiKI", ["KI"], ("Beratung im StadtwiKI", [])),
        # A name that is nothing but its Träger stays whole.
        ("ASB", ["ASB"], ("ASB", [])),
        ("IFAK, Ronahi", ["IFAK", "Ronahi"], ("IFAK, Ronahi", [])),
        ("Hebammenversorgung ASB", ["", "  "], ("Hebammenversorgung ASB", [])),
    ],
)
def test_traeger_at_the_end_are_recognised(label, register, expected):
    assert split_label(label, register) == expected


@pytest.mark.parametrize(
    ("name", "kennung"),
    [
        ("Babylotsen", "babylotsen"),
        ("Geschäftsstelle Bochumer Präventionskette", "geschaeftsstelle-bochumer"),
        ("Lotsendienste in Kinderarztpraxen", "lotsendienste-in-kinderarztpraxen"),
        # Exactly 40 characters are not cut.
        ("Lotsendienste in Kinderarztpraxen Amt 53", "lotsendienste-in-kinderarztpraxen-amt-53"),
        # A word that ends exactly at the limit is whole.
        ("Lotsendienste in Kinderarztpraxen Amt 53 Nord", "lotsendienste-in-kinderarztpraxen-amt-53"),
        ("Lotsendienst für psychisch auffällige Eltern", "lotsendienst-fuer-psychisch-auffaellige"),
        ("EBIKA", "ebika"),
        ("Stadtteilarbeit (Väter)", "stadtteilarbeit"),
        (
            "Stärken vor Ort – Digitale (Beziehungs)-Kompetenz von Familien",
            "staerken-vor-ort-digitale-kompetenz-von",
        ),
        ("Elterntalk (und Stadtteilmütter)", "elterntalk"),
        ("Alltagsintegrierte Sprachförderung Delphin 4", "alltagsintegrierte-sprachfoerderung"),
        ("  Groß & Klein / U3 ", "gross-klein-u3"),
        ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", "donaudampfschifffahrtselektrizitaetenhau"),
        ("(Väter)", "vaeter"),
        ("???", "massnahme"),
    ],
)
def test_a_kennung_is_made_from_the_name(name, kennung):
    assert make_kennung(name, taken=set()) == kennung


def test_a_taken_kennung_is_numbered():
    assert make_kennung("Stadtteilarbeit", taken={"stadtteilarbeit"}) == "stadtteilarbeit-2"
    assert (
        make_kennung("Stadtteilarbeit", taken={"stadtteilarbeit", "stadtteilarbeit-2"}) == "stadtteilarbeit-3"
    )


@given(st.text(max_size=120))
def test_every_name_has_a_kennung_of_plain_characters(name):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", make_kennung(name, taken=set()))
    assert len(make_kennung(name, taken=set())) <= 40


@given(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=4))
def test_splitting_loses_no_name(label, register):
    name, traeger = split_label(label, register)
    assert name or not label.split()
    assert all(found in {" ".join(known.split()) for known in register} for found in traeger)


@pytest.mark.parametrize(
    "other",
    [
        "stadtteil-arbeit väter",
        "Stadtteilarbeit Väter",
        "STADTTEILARBEIT  VÄTER",
        "Stadtteilarbeit – Väter",
        "Stadtteilarbeit\u00a0Väter",
    ],
)
def test_names_are_equal_but_for_case_spaces_and_dashes(other):
    assert name_key(other) == name_key("Stadtteilarbeit Väter")


@pytest.mark.parametrize(
    "other", ["Stadtteilarbeit (Väter)", "Stadtteilarbeit Väter 2", "Stadteilarbeit Väter"]
)
def test_names_that_differ_in_more_are_not_equal(other):
    assert name_key(other) != name_key("Stadtteilarbeit Väter")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Stadtteilarbeit", "Stadtteilarbeit (Väter)", True),
        ("Babylotsen", "Babylotsen Bunter Kreis", True),
        ("Hebammenversorgung", "Hebamenversorgung", True),
        ("Lotsendienste in Kinderarztpraxen", "Lotsendienst in Kinderarztpraxen", True),
        ("Lotsendienste in Kinderarztpraxen", "Lotsendienst für psychisch auffällige Eltern", False),
        ("Babylotsen", "Hebammenversorgung", False),
        # A short first word says nothing.
        ("Haus", "Haus der Familie", False),
        ("", "Babylotsen", False),
        ("(Väter)", "(Mütter)", False),
    ],
)
def test_similar_names_are_a_hint(a, b, expected):
    assert similar(a, b) is expected
    assert similar(b, a) is expected
