"""Ledgers: Soll and Haben in two columns, one with a sign, one with a mark; Storno pairs; accounts."""

from __future__ import annotations

import pytest

from grants.domain.errors import RuleViolation
from grants.domain.money import Betrag, summe
from grants.imports.buchungen import read_buchungen
from grants.imports.datei import read_datei

KOPF = "Sachkonto;Kontobezeichnung;Buchungsdatum;Belegnummer;Buchungstext;Soll;Haben\n"


def read(text: str):
    return read_buchungen(read_datei(text.encode(), name="buchungen.csv"), zahlen=None)


def test_soll_is_expenditure_and_haben_comes_back():
    found = read(f"{KOPF}543100;Büro;03.02.2024;1;Papier;100,00;\n543100;Büro;04.02.2024;2;Skonto;;2,00\n")
    assert [each.betrag for each in found.buchungen] == [Betrag(10000), Betrag(-200)]
    [konto] = found.konten
    assert (konto.wort, konto.zusatz, konto.anzahl, konto.summe) == ("543100", "Büro", 2, Betrag(9800))


@pytest.mark.parametrize(("mark", "cents"), [("S", 500), ("H", -500), ("Soll", 500), ("Haben", -500)])
def test_one_amount_with_a_mark(mark: str, cents: int):
    found = read(f"Konto;Datum;Text;Umsatz;Soll/Haben\n4711;1.2.2024;Papier;5,00;{mark}\n")
    assert found.buchungen[0].betrag == Betrag(cents)


@pytest.mark.parametrize(
    "storno",
    [
        "543100;Büro;09.02.2024;1;Storno Papier;;100,00",
        "543100;Büro;09.02.2024;9;Storno zu Beleg 1;;100,00",
        "543100;Büro;09.02.2024;9;Storno: Papier;;100,00",
        "543100;Büro;09.02.2024;1;Generalumkehr;-100,00;",
    ],
)
def test_a_booking_and_its_storno_make_nothing(storno: str):
    rows = f"543100;Büro;03.02.2024;1;Papier;100,00;\n543100;Büro;03.02.2024;2;Stifte;7,00;\n{storno}\n"
    found = read(KOPF + rows)
    assert [each.zweck for each in found.buchungen] == ["Stifte"]
    assert "Zeilen 2 und 4" in " ".join(found.hinweise)
    assert "heben sich auf" in " ".join(found.hinweise)


def test_a_storno_of_another_account_or_without_partner_stays_and_is_told():
    rows = "543100;Büro;03.02.2024;1;Papier;100,00;\n522000;Miete;09.02.2024;1;Storno Papier;;100,00\n"
    found = read(KOPF + rows)
    assert len(found.buchungen) == 2
    assert summe(each.betrag for each in found.buchungen) == Betrag(0)
    assert "keine Gegenbuchung" in " ".join(found.hinweise)


def test_each_storno_takes_back_one_booking_only():
    row = "543100;Büro;03.02.2024;1;Papier;100,00;\n"
    found = read(f"{KOPF}{row}{row}543100;Büro;09.02.2024;1;Storno Papier;;100,00\n")
    assert len(found.buchungen) == 1


def test_sum_rows_are_compared_and_not_taken():
    found = read(f"{KOPF}543100;Büro;03.02.2024;1;Papier;100,00;\n;;;;Summe;101,00;\n")
    assert len(found.buchungen) == 1
    assert "101,00" in " ".join(found.hinweise)


def test_accounts_become_positions_income_or_nothing():
    rows = (
        "543100;Büro;03.02.2024;1;Papier;100,00;\n543100;Büro;03.02.2024;1;Stifte;5,00;\n"
        "414200;Spenden;04.02.2024;2;Spende;;30,00\n999999;Durchlauf;04.02.2024;3;Irgendwas;1,00;\n"
    )
    liste = read(KOPF + rows).as_belegliste(
        {"543100": "position:SA", "414200": "einnahme:spende", "999999": "nicht"}
    )
    assert [(each.nr, each.position, each.betrag) for each in liste.belege] == [
        ("1", "SA", Betrag(10000)),
        ("1/2", "SA", Betrag(500)),
    ]
    assert [(each.herkunft, each.betrag) for each in liste.einnahmen] == [("spende", Betrag(3000))]
    assert "Konto 999999" in " ".join(liste.hinweise)


def test_what_is_missing_is_named_with_its_cell():
    with pytest.raises(RuleViolation) as refused:
        read(f"{KOPF}543100;Büro;gestern;1;;100,00;\n;Büro;03.02.2024;1;Papier;zehn;\n")
    assert {violation.stelle.zelle for violation in refused.value.violations} == {"C2", "E2", "A3", "F3"}
