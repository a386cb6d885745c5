"""What is to be asked of a Träger, and names that could mean the same one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain.begriffe import TraegerArt
from grants.domain.traeger import Angabenstand, Zeitraum, fehlend, similar_pairs, similar_traeger

VOLL = Angabenstand(
    art=TraegerArt.FREIER_TRAEGER,
    anschrift=True,
    iban=True,
    buchungsstelle=False,
    vertretungen=1,
    gemeinsam=None,
    inhaltlich=True,
    finanziell=True,
    vorsteuerabzug=False,
)


def test_nothing_is_asked_of_one_that_has_everything():
    assert fehlend(VOLL) == ()


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"art": TraegerArt.UNGEKLAERT, "iban": False}, "Art (freier Träger oder städtische Stelle)"),
        ({"iban": False}, "IBAN"),
        ({"anschrift": False}, "Anschrift"),
        ({"vertretungen": 0}, "Vertretungsberechtigte"),
        ({"vertretungen": 2}, "ob einzeln oder gemeinsam unterschrieben wird"),
        ({"gemeinsam": True}, "zweite vertretungsberechtigte Person"),
        ({"vorsteuerabzug": None}, "Vorsteuerabzug (ja oder nein)"),
        ({"finanziell": False}, "finanzielle Ansprechperson"),
        ({"inhaltlich": False}, "inhaltliche Ansprechperson"),
    ],
)
def test_each_gap_is_named_alone(change: dict[str, object], missing: str):
    assert fehlend(replace(VOLL, **change)) == (missing,)  # type: ignore[arg-type]  # fields of the stand


def test_two_who_sign_jointly_lack_nothing():
    assert fehlend(replace(VOLL, vertretungen=2, gemeinsam=True)) == ()
    assert fehlend(replace(VOLL, vertretungen=2, gemeinsam=False)) == ()


def test_a_stelle_is_asked_for_its_buchungsstelle_and_never_for_an_iban():
    stelle = replace(VOLL, art=TraegerArt.STAEDTISCHE_STELLE, iban=False, vertretungen=0, vorsteuerabzug=None)
    assert fehlend(stelle) == ("Buchungsstelle",)
    assert fehlend(replace(stelle, buchungsstelle=True)) == ()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("IFAK", "IFAK e. V."),
        ("Bunter Kreis gGmbH", "Bunter Kreis Beispielstadt"),
        ("ASB", "Arbeiter-Samariter-Bund"),
        ("Ev. Jugendhilfe", "Evangelische Jugendhilfe Beispielstadt"),
        ("Kinderschutzbund", "Kinderschutzbnud"),
        ("Verein Familie", "Familie Verein"),
    ],
)
def test_names_that_could_mean_the_same_one_are_alike(a: str, b: str):
    assert similar_traeger(a, b)
    assert similar_traeger(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Beispielträger A e. V.", "Beispielträger B e. V."),
        ("Amt 53", "Amt 51"),
        ("FPZ", "WBZ"),
        ("Ev. Jugendhilfe", "Ev. Familienbildung"),
        ("e. V.", "gGmbH"),
    ],
)
def test_names_of_different_ones_are_not(a: str, b: str):
    assert not similar_traeger(a, b)


def test_pairs_are_named_by_kuerzel_and_not_sought_in_a_very_long_list():
    known = [("ifak", "IFAK"), ("asb", "ASB"), ("ifak-2", "IFAK e. V.")]
    assert list(similar_pairs(known)) == [("ifak", "ifak-2")]
    assert list(similar_pairs([(f"t{i}", "Verein") for i in range(301)])) == []


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2024, 6, 30), True),
        (date(2024, 7, 1), False),
    ],
)
def test_first_and_last_day_count(day: date, holds: bool):
    assert Zeitraum(date(2024, 1, 1), date(2024, 6, 30)).gilt(day) is holds
    assert Zeitraum().gilt(day)
