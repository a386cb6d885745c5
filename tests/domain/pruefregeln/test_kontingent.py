from __future__ import annotations

import pytest

from grants.domain.money import euro
from tests.domain.jahre import figures, make_antrag, make_jahr, make_parameter, run_one


def jahr(zugeteilt):
    parameter = make_parameter(zugeteilte_mittel=zugeteilt)
    return make_jahr(parameter=parameter, antraege=(make_antrag({"babylotsen": "800.00"}),))


@pytest.mark.parametrize(
    ("zugeteilt", "expected"),
    [("800.01", "ok"), ("800.00", "ok"), ("799.99", "hinweis"), ("0.00", "hinweis")],
)
def test_more_than_the_city_was_given_is_a_hinweis(zugeteilt, expected):
    assert figures(run_one("kontingent", jahr(euro(zugeteilt)))) == (expected, zugeteilt, "800.00")


@pytest.mark.parametrize(
    ("zugeteilt", "more"),
    [("800.00", ""), ("799.99", " Das sind 0,01\u00a0€ mehr. Bitte mit dem Landesjugendamt klären.")],
)
def test_the_excess_is_named(zugeteilt, more):
    text = run_one("kontingent", jahr(euro(zugeteilt))).text
    assert text.partition("zugeteilten Mitteln.")[2] == more


def test_without_the_figure_the_office_is_asked_for_it_and_nothing_is_red():
    ergebnis = run_one("kontingent", jahr(None))
    assert figures(ergebnis) == ("hinweis", None, None)
    assert "Bitte nachtragen" in ergebnis.text
