"""The parameters of a year by question: each once, asked for where somebody should look."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from grants.domain.begriffe import Antragszeile, FoerderjahrStatus
from grants.domain.kette import Bescheid, Jahr
from grants.domain.money import Vomhundert, euro
from grants.domain.parameter import PARAMETER, Parameter, Parameterwert
from grants.domain.parametergruppen import (
    GRUPPE_BY_SCHLUESSEL,
    GRUPPEN,
    ZEILEN_WORT,
    angaben,
    check,
    describe,
    format_wert,
)

JAHR = Jahr("kinderstark", 2024, FoerderjahrStatus.PLANUNG, date(2024, 5, 1))
BESCHIEDEN = replace(JAHR, bescheide=(Bescheid(1, None, date(2024, 3, 14), "Beispiel", euro("1.00")),))


def test_every_parameter_stands_in_exactly_one_group():
    placed = Counter(schluessel for gruppe in GRUPPEN for schluessel, _ in gruppe.wozu)
    assert placed == Counter(art.schluessel for art in PARAMETER)


def test_every_line_of_the_antrag_has_words():
    assert set(ZEILEN_WORT) == set(Antragszeile)
    assert all(wort.startswith(zeile.value) for zeile, wort in ZEILEN_WORT.items())


def with_values(jahr: Jahr, *werte: Parameterwert) -> Jahr:
    return replace(jahr, parameter=Parameter.from_werte(werte))


def is_open(jahr: Jahr, gruppe: str, schluessel: str) -> bool:
    found = {each.art.schluessel: each for each in angaben(jahr, GRUPPE_BY_SCHLUESSEL[gruppe])}
    return found[schluessel].is_offen


def test_a_value_is_asked_for_until_somebody_confirms_it():
    share = Parameterwert("landesanteil", Vomhundert(800_000), "Bescheid")
    assert is_open(with_values(JAHR, share), "finanzierung", "landesanteil")
    assert not is_open(with_values(JAHR, replace(share, bestaetigt=True)), "finanzierung", "landesanteil")


def test_what_stands_in_the_bescheid_is_asked_for_only_when_there_is_one():
    assert not is_open(JAHR, "finanzierung", "landesanteil")
    assert is_open(BESCHIEDEN, "finanzierung", "landesanteil")
    # The Förderaufruf is another paper.
    assert not is_open(BESCHIEDEN, "antrag", "antragsfrist_im_jahr")


@pytest.mark.parametrize(
    ("werte", "codes"),
    [
        ([Parameterwert("landesanteil", Vomhundert(1_000_000))], []),
        ([Parameterwert("landesanteil", Vomhundert(1_000_001))], ["anteil_ausserhalb"]),
        ([Parameterwert("landesanteil", Vomhundert(-1))], ["anteil_ausserhalb"]),
        ([Parameterwert("zugeteilte_mittel", euro("0.00"))], []),
        ([Parameterwert("zugeteilte_mittel", euro("-0.01"))], ["betrag_negativ"]),
        ([Parameterwert("abrufhorizont_monate", 0)], ["zahl_ausserhalb"]),
        ([Parameterwert("abrufhorizont_monate", 24)], []),
        ([Parameterwert("abrufhorizont_monate", 25)], ["zahl_ausserhalb"]),
        ([Parameterwert("toleranz_anwenden", wert=False)], []),
        ([Parameterwert("zahlung_bis", date(2024, 2, 1), bestaetigt=True)], ["bestaetigt_ohne_quelle"]),
        (
            [
                Parameterwert("durchfuehrung_von", date(2024, 2, 1)),
                Parameterwert("durchfuehrung_bis", date(2024, 1, 31)),
            ],
            ["zeitraum_verkehrt"],
        ),
        (
            [
                Parameterwert("durchfuehrung_von", date(2024, 2, 1)),
                Parameterwert("durchfuehrung_bis", date(2024, 2, 1)),
            ],
            [],
        ),
    ],
)
def test_one_input_is_refused_at_its_bounds(werte, codes):
    found = check({each.schluessel: each for each in werte}, Parameter())
    assert [each.code for each in found] == codes


def test_the_end_of_the_period_is_held_against_the_beginning_that_is_stored():
    stored = Parameter.from_werte((Parameterwert("durchfuehrung_von", date(2024, 6, 1)),))
    end = {"durchfuehrung_bis": Parameterwert("durchfuehrung_bis", date(2024, 5, 31))}
    assert [each.code for each in check(end, stored)] == ["zeitraum_verkehrt"]
    # Emptied in the same form, there is nothing to compare with.
    assert list(check({**end, "durchfuehrung_von": None}, stored)) == []


def test_values_are_written_as_people_read_them():
    assert [format_wert(w) for w in (None, True, euro("5.00"), Vomhundert(800_000), date(2024, 1, 2), 3)] == [
        "",
        "ja",
        "5,00\N{NO-BREAK SPACE}€",
        "80,00 v. H.",
        "02.01.2024",
        "3",
    ]
    assert describe("landesanteil/quelle") == "Landesanteil in v. H., Quelle"
    assert describe("land") == "Zeile für Land"
