"""Whatever bytes are handed in: a list comes out, or RuleViolation; never anything else."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.domain.errors import RuleViolation
from grants.domain.kennung import name_key
from grants.domain.money import Betrag, Zahlen
from grants.imports.belegliste import belegliste_of
from grants.imports.datei import read_datei
from grants.imports.massnahmenliste import massnahmenlisten_of
from tests.imports.dateien import KOPF, workbook

HEAD = "Jahr;Maßnahme;Träger;Betrag"
FRAGMENTS = [
    *(
        "Maßnahmen Förderung 2024",
        "5.1 Maßnahmen-Antrag 2023",
        "Babylotsen",
        "Summe",
        "Gesamtfördersumme 2024:",
    ),
    *(
        "Stand: 05.02.2024",
        "2024",
        HEAD,
        "Beleg-Nr.;Zweck;Betrag",
        "86.600 €",
        "1234.56",
        "-5",
        "0",
        "EUR",
        ",-",
        "....",
    ),
    *("\t", "  ", ";", ",", '"', "\n", "\r\n", "\u00a0", "1. ", "=", "\ufeff", "ß"),
]


def read_all(data: bytes, name: str) -> None:
    """Read the bytes in every way; anything but RuleViolation fails the test."""
    for zahlen in (None, Zahlen.PUNKT):
        with suppress(RuleViolation):
            massnahmenlisten_of(read_datei(data, name=name), jahr=None, zahlen=zahlen)
        with suppress(RuleViolation):
            massnahmenlisten_of(read_datei(data, name=name), jahr=2024, zahlen=zahlen)
        with suppress(RuleViolation):
            belegliste_of(read_datei(data, name=name), zahlen=zahlen, einnahmen=None)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.txt", "a.xlsx", ""]))
def test_random_bytes(data, name):
    read_all(data, name)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=6)), max_size=25),
    st.sampled_from(["a.csv", "a.txt"]),
)
def test_random_pieces_of_lists(pieces, name):
    read_all("".join(pieces).encode("utf-8", "surrogatepass"), name)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("fuzz") / "a.xlsx"
    return workbook(path, [KOPF, [2024, "Babylotsen", "Bunter Kreis", 86600]]).read_bytes()


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_workbook_with_changed_bytes(whole, data):
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    read_all(bytes(changed), "a.xlsx")


names = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=3, max_size=12)
amounts = st.lists(
    st.tuples(names, st.integers(1, 10**9)), min_size=1, max_size=12, unique_by=lambda row: name_key(row[0])
)


@settings(deadline=None, max_examples=100)
@given(amounts, st.sampled_from(["\t", "  ", " .... ", " "]))
def test_every_row_of_a_text_list_is_read_with_its_amount(rows, gap):
    lines = [f"Projekt {name}{gap}{cents // 100},{cents % 100:02d} €\n" for name, cents in rows]
    data = ("Maßnahmen Förderung 2024\n" + "".join(lines)).encode()

    (liste,) = massnahmenlisten_of(read_datei(data, name="a.txt"), jahr=None, zahlen=None)
    assert [(zeile.label, zeile.betrag) for zeile in liste.zeilen] == [
        (f"Projekt {name}", Betrag(cents)) for name, cents in rows
    ]
