from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain.kette import ZugelasseneAbweichung
from grants.domain.money import euro
from tests.domain.jahre import figures, make_antrag, make_jahr, make_massnahme, run_one

LISTE = {"babylotsen": "800.00", "ebika": "400.00"}


def jahr(genannt, **antrag):
    stated = None if genannt is None else euro(genannt)
    return make_jahr(
        [make_massnahme("babylotsen"), make_massnahme("ebika")],
        antraege=(make_antrag(LISTE, genannt=stated, **antrag),),
    )


def test_the_total_of_the_list_is_the_stated_one():
    ergebnis = run_one("summe_antrag", jahr("1200.00"))
    assert figures(ergebnis) == ("ok", "1200.00", "1200.00")
    assert ergebnis.text == "Die Beträge der Liste ergeben 1.200,00\u00a0€, wie angegeben."


@pytest.mark.parametrize(
    ("genannt", "differenz"), [("1199.99", "0.01"), ("1200.01", "-0.01"), ("0.00", "1200.00")]
)
def test_a_total_off_by_a_cent_is_a_fehler_with_its_difference(genannt, differenz):
    ergebnis = run_one("summe_antrag", jahr(genannt))
    assert figures(ergebnis) == ("fehler", genannt, "1200.00")
    assert str(ergebnis.differenz) == differenz


def test_without_a_stated_total_nothing_was_checked():
    ergebnis = run_one("summe_antrag", jahr(None))
    assert figures(ergebnis) == ("nicht_geprueft", None, None)
    assert "Bitte die Summe aus dem Antrag eintragen." in ergebnis.text


def test_without_a_list_nothing_was_checked():
    assert figures(run_one("summe_antrag", make_jahr())) == ("nicht_geprueft", None, None)


def test_the_newest_version_of_the_antrag_counts():
    old, new = make_antrag({"babylotsen": "1.00"}, genannt=euro("2.00")), make_antrag(LISTE, version=2)
    assert figures(run_one("summe_antrag", make_jahr(antraege=(new, old)))) == ("ok", "1200.00", "1200.00")


@pytest.mark.parametrize(
    ("versandt_am", "expected"), [(None, "fehler"), (date(2022, 10, 28), "zugelassen")], ids=["draft", "sent"]
)
def test_a_difference_is_waived_only_once_the_paper_has_been_sent(versandt_am, expected):
    waiver = ZugelasseneAbweichung("summe_antrag", None, None, None, euro("0.01"), "Schreibfehler", 1, 2)
    year = replace(jahr("1199.99", versandt_am=versandt_am), abweichungen=(waiver,))
    assert run_one("summe_antrag", year).ergebnis == expected


def test_a_guess_at_the_cause_is_given():
    ergebnis = run_one("summe_antrag", jahr("400.00"))
    assert ergebnis.vermutung.startswith("So hoch ist „Babylotsen“;")
