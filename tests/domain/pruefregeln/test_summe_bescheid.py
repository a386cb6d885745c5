from __future__ import annotations

import pytest

from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.pruefregeln.regel import Vorgang, condense
from tests.domain.jahre import figures, make_bescheid, make_jahr, run, run_one, tag


def jahr(*bescheide, **overrides):
    return make_jahr(bescheide=bescheide, **{"status": FoerderjahrStatus.BESCHIEDEN, **overrides})


@pytest.mark.parametrize(
    ("ebika", "expected", "gefunden"),
    [("400.00", "ok", "1200.00"), ("399.99", "fehler", "1199.99"), ("400.01", "fehler", "1200.01")],
)
def test_the_aufteilung_is_the_bescheid_to_the_cent(ebika, expected, gefunden):
    bescheid = make_bescheid("1200.00", {"babylotsen": "800.00", "ebika": ebika})
    assert figures(run_one("summe_bescheid", jahr(bescheid))) == (expected, "1200.00", gefunden)


def test_a_difference_is_printed_with_its_sign():
    bescheid = make_bescheid("1200.00", {"babylotsen": "1250.00"})
    assert "Abweichung +50,00\u00a0€" in run_one("summe_bescheid", jahr(bescheid)).text


POSITIONEN = {"1": "800.00", "2": "400.00"}


def run_positionen(aufteilungen, positionen=None, betrag="1200.00"):
    bescheid = make_bescheid(betrag, aufteilungen, positionen or POSITIONEN)
    return [figures(e) for e in run("summe_bescheid", jahr(bescheid))]


def test_the_aufteilung_is_compared_with_each_position_of_the_bescheid():
    aufteilungen = {"babylotsen": ("800.00", "1"), "ebika": ("150.00", "2"), "hebammen": ("250.00", "2")}
    assert run_positionen(aufteilungen) == [
        ("ok", "1200.00", "1200.00"),
        ("ok", "1200.00", "1200.00"),
        ("ok", "800.00", "800.00"),
        ("ok", "400.00", "400.00"),
    ]


def test_a_cent_in_the_wrong_position_is_found_though_the_total_holds():
    assert run_positionen({"babylotsen": ("800.01", "1"), "ebika": ("399.99", "2")})[2:] == [
        ("fehler", "800.00", "800.01"),
        ("fehler", "400.00", "399.99"),
    ]


def test_positions_that_do_not_add_up_to_the_bescheid_are_found():
    aufteilungen = {"babylotsen": ("800.00", "1"), "ebika": ("400.00", "2")}
    assert run_positionen(aufteilungen, {"1": "800.00", "2": "399.99"})[:2] == [
        ("ok", "1200.00", "1200.00"),
        ("fehler", "1200.00", "1199.99"),
    ]


@pytest.mark.parametrize("position", ["3", ""], ids=["unknown position", "no position"])
def test_an_aufteilung_outside_the_positions_is_found(position):
    results = run_positionen({"babylotsen": ("800.00", "1"), "ebika": ("400.00", position)})
    assert results[2:] == [
        ("ok", "800.00", "800.00"),
        ("fehler", "400.00", "0.00"),
        ("fehler", "0.00", "400.00"),
    ]


def test_the_total_stands_for_the_rule():
    aufteilungen = {"babylotsen": ("800.00", "1"), "ebika": ("400.00", "2")}
    [entry] = condense(run("summe_bescheid", jahr(make_bescheid("1200.00", aufteilungen, POSITIONEN))))
    assert figures(entry) == ("ok", "1200.00", "1200.00")


@pytest.mark.parametrize(
    "bescheide", [(), (make_bescheid("1200.00", {}),)], ids=["no Bescheid", "not divided"]
)
@pytest.mark.parametrize(
    ("status", "fuer", "expected"),
    [
        (FoerderjahrStatus.BEANTRAGT, None, "noch_nicht_faellig"),
        (FoerderjahrStatus.BEANTRAGT, Vorgang.WEITERLEITUNG, "nicht_geprueft"),
        (FoerderjahrStatus.BESCHIEDEN, None, "nicht_geprueft"),
    ],
)
def test_without_bescheid_or_aufteilung_nothing_is_compared(bescheide, status, fuer, expected):
    assert run_one("summe_bescheid", jahr(*bescheide, status=status), fuer=fuer).ergebnis == expected


def test_the_bescheid_in_force_counts():
    first = make_bescheid("1200.00", {"babylotsen": "1200.00"})
    second = make_bescheid("1100.00", {"babylotsen": "1200.00"}, version=2, wirksam_ab=tag("01.08.2023"))
    assert run_one("summe_bescheid", jahr(first, second, am="31.07.2023")).ergebnis == "ok"
    assert run_one("summe_bescheid", jahr(first, second, am="01.08.2023")).ergebnis == "fehler"
