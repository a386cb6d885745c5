"""Two states of a year compared: every sheet, rows paired by their key, values as people read them."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from grants.config import BEISPIEL
from grants.domain import mappe_blaetter as b
from grants.domain.begriffe import Mittelherkunft, TraegerArt
from grants.domain.kette import Umverteilung
from grants.domain.mappe import (
    EmpfaengerZeile,
    FruehereAntragsposition,
    Jahresmappe,
    Kopf,
    MassnahmeZeile,
    Planart,
    PlanZeile,
    TraegerZeile,
)
from grants.domain.mappenvergleich import Zeilenart, cell_text, compare_mappen
from grants.domain.money import Vomhundert, euro
from grants.domain.parameter import Parameterwert
from grants.imports.jahresmappe import read_jahresmappe

TRAEGER = TraegerZeile("a", "Beispielträger A", TraegerArt.FREIER_TRAEGER)
BABYLOTSEN = MassnahmeZeile("babylotsen", "Babylotsen", beantragt=euro("85800.00"))
ALT = Jahresmappe(
    traeger=(TRAEGER,),
    massnahmen=(BABYLOTSEN, MassnahmeZeile("ebika", "EBIKA")),
    empfaenger=(EmpfaengerZeile("babylotsen", "a", euro("85800.00")),),
)


def changed(alt: Jahresmappe, neu: Jahresmappe, **options: Any) -> list[tuple[str, str, str, list[str]]]:
    return [
        (blatt.blatt, zeile.wer, zeile.art.value, [f"{f.titel}: {f.alt} → {f.neu}" for f in zeile.felder])
        for blatt in compare_mappen(alt, neu, **options)
        for zeile in blatt.zeilen
    ]


def test_the_same_year_differs_nowhere():
    assert compare_mappen(ALT, ALT) == ()


def test_a_changed_cell_stands_under_the_names_of_its_row_with_both_values():
    neu = replace(ALT, empfaenger=(EmpfaengerZeile("babylotsen", "a", euro("86600.00")),))
    assert changed(ALT, neu) == [
        (
            "Empfänger",
            "Babylotsen · Beispielträger A",
            "geaendert",
            ["Anteil: 85.800,00\u00a0€ → 86.600,00\u00a0€"],
        )
    ]


def test_a_new_row_says_what_it_holds_besides_its_key_and_a_gone_one_that_it_goes():
    neu = replace(ALT, massnahmen=(BABYLOTSEN, MassnahmeZeile("neu", "Neues", aliase=("Anders", "Andere"))))
    assert changed(ALT, neu) == [
        ("Maßnahmen", "Neues", "neu", ["Maßnahme: leer → Neues", "Andere Namen: leer → Anders; Andere"]),
        ("Maßnahmen", "EBIKA", "entfaellt", []),
    ]


def test_another_order_of_the_massnahmen_is_a_change():
    assert changed(ALT, replace(ALT, massnahmen=ALT.massnahmen[::-1])) == [
        ("Maßnahmen", "Reihenfolge", "geaendert", [])
    ]


def test_rows_of_a_plan_are_paired_by_what_they_are_about_and_two_equal_ones_stay_two():
    def row(text: str, amount: str) -> PlanZeile:
        return PlanZeile("babylotsen", "a", 1, Planart.AUSGABE, position=text, insgesamt=euro(amount))

    alt = replace(ALT, plaene=(row("PK", "10.00"), row("SK", "5.00"), row("SK", "5.00")))
    neu = replace(ALT, plaene=(row("SK", "5.00"), row("PK", "11.00"), row("SK", "5.00")))
    assert changed(alt, neu) == [
        (
            "Finanzierungsplan",
            "Babylotsen · Beispielträger A · Version 1 · Ausgabe · PK",
            "geaendert",
            ["insgesamt: 10,00\u00a0€ → 11,00\u00a0€"],
        )
    ]
    assert changed(alt, replace(neu, plaene=neu.plaene[:2]))[-1][2] == "entfaellt"


def test_a_form_is_one_row_and_a_new_year_does_not_say_that_it_is_new():
    neu = replace(ALT, kopf=Kopf(programm="kinderstark", jahr=2024, name="Beispielstadt"))
    assert changed(ALT, neu, is_new=True) == [
        ("Stelle", "Stelle", "geaendert", ["Stadt: leer → Beispielstadt"])
    ]
    assert "Jahr: leer → 2024" in changed(ALT, neu)[0][3]


def test_a_parameter_is_named_by_its_label_and_written_by_its_kind():
    neu = replace(ALT, parameter=(Parameterwert("zugeteilte_mittel", euro("1000.00")),))
    [(blatt, wer, art, felder)] = changed(ALT, neu)
    assert (blatt, wer, art, felder[0]) == (
        "Förderjahr",
        "Zugeteilte Mittel",
        "neu",
        "Wert: leer → 1.000,00\u00a0€",
    )


@pytest.fixture(scope="module")
def full() -> Jahresmappe:
    """The example year, with a row on the sheets that it leaves empty."""
    return replace(
        read_jahresmappe(BEISPIEL / "jahr-2023.xlsx"),
        fruehere_antragspositionen=(FruehereAntragsposition(1, "babylotsen", euro("1.00")),),
        umverteilungen=(Umverteilung("babylotsen", euro("-1.00"), date(2023, 9, 1)),),
    )


@pytest.mark.parametrize("blatt", b.BLAETTER, ids=lambda blatt: blatt.name)
def test_every_sheet_of_a_full_year_is_compared(full, blatt):
    """A sheet that were left out would let an import change what the preview does not show."""
    empty = replace(full, **{blatt.attribut: getattr(Jahresmappe(), blatt.attribut)})
    assert [each.blatt for each in compare_mappen(empty, full)] == [blatt.name]
    assert [each.blatt for each in compare_mappen(full, empty)] == [blatt.name]


def test_every_part_of_the_workbook_is_a_sheet():
    assert {blatt.attribut for blatt in b.BLAETTER} == {f.name for f in fields(Jahresmappe)} - {"hinweise"}


@pytest.mark.parametrize(
    ("wert", "text"),
    [
        (None, "leer"),
        ("", "leer"),
        ((), "leer"),
        (True, "ja"),
        (False, "nein"),
        (date(2024, 2, 1), "01.02.2024"),
        (Vomhundert(800_000), "80,00 v. H."),
        (Mittelherkunft.LAND, "Land"),
        ("a\n  b", "a b"),
        ("x" * 200, "x" * 159 + "…"),
    ],
)
def test_a_cell_is_written_as_people_read_it(wert, text):
    assert cell_text(b.TEXTE.spalten[3], wert).replace("\u00a0", " ") == text


def test_posts_are_written_with_their_decimals():
    [vzae] = [s for s in b.FINANZIERUNGSPLAN.spalten if s.attribut == "vzae_hundertstel"]
    assert cell_text(vzae, 150) == "1,50"


def test_the_kinds_are_counted_by_themselves():
    neu = replace(ALT, massnahmen=(replace(BABYLOTSEN, name="Neu"), MassnahmeZeile("x", "X")))
    [blatt] = compare_mappen(ALT, neu)
    assert [blatt.count(art) for art in Zeilenart] == [1, 1, 1]
