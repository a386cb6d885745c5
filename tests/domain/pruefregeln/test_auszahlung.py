from __future__ import annotations

import pytest

from grants.domain.begriffe import Zahlungsart
from grants.domain.pruefregeln.regel import Bezug
from tests.domain.jahre import (
    STADT,
    figures,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_running_jahr,
    make_weiterleitung,
    make_zahlung,
    make_zusagen,
    run,
    run_one,
    tag,
)

RUECK, REST, ERSTATTUNG = Zahlungsart.RUECKZAHLUNG, Zahlungsart.RESTZAHLUNG, Zahlungsart.ERSTATTUNG


PROMISED = (make_weiterleitung("800.00"),)


def jahr(*zahlungen, weiterleitungen=PROMISED, am="31.08.2024"):
    empfaenger = make_empfaenger(weiterleitungen=weiterleitungen, zahlungen=zahlungen)
    return make_jahr([make_massnahme("babylotsen", [empfaenger])], am=am)


@pytest.mark.parametrize(("betrag", "expected"), [("799.99", "ok"), ("800.00", "ok"), ("800.01", "fehler")])
def test_not_a_cent_more_is_paid_than_promised(betrag, expected):
    ergebnis = run_one("auszahlung", jahr(make_zahlung(betrag=betrag)))
    assert figures(ergebnis) == (expected, "800.00", betrag)
    assert ergebnis.bezug == Bezug("babylotsen", "beispiel-a")


def test_the_example_pays_twice_takes_back_in_the_year_and_after_the_check():
    year = jahr(
        make_zahlung("15.05.2023", "24240.00"),
        make_zahlung("15.09.2023", "24240.00"),
        make_zahlung("15.12.2023", "-4000.00", art=RUECK),
        make_zahlung("12.07.2024", "-2600.00", art=ERSTATTUNG),
        weiterleitungen=(make_weiterleitung("48480.00"),),
    )
    assert figures(run_one("auszahlung", year)) == ("ok", "48480.00", "44480.00")


def test_a_later_return_does_not_heal_a_day_on_which_too_much_was_out():
    year = jahr(
        make_zahlung("15.05.2023", "500.00"),
        make_zahlung("15.06.2023", "301.00"),
        make_zahlung("15.07.2023", "-301.00", art=RUECK),
    )
    ergebnis = run_one("auszahlung", year)
    assert figures(ergebnis) == ("fehler", "800.00", "801.00")
    assert "Am 15.06.2023 waren 801,00\u00a0€ ausgezahlt, zahlbar waren 800,00\u00a0€." in ergebnis.text


def test_money_that_came_back_may_be_paid_again():
    year = jahr(
        make_zahlung("15.07.2023", "300.00"),
        make_zahlung("15.06.2023", "-300.00", art=RUECK),
        make_zahlung("15.05.2023", "800.00"),
    )
    assert figures(run_one("auszahlung", year)) == ("ok", "800.00", "800.00")


def test_all_movements_of_a_day_count_together():
    year = jahr(
        make_zahlung("15.05.2023", "900.00"),
        make_zahlung("15.05.2023", "-100.00", art=RUECK),
    )
    assert run_one("auszahlung", year).ergebnis == "ok"


def test_the_worst_day_is_reported():
    year = jahr(
        make_zahlung("15.05.2023", "810.00"),
        make_zahlung("15.06.2023", "20.00"),
        make_zahlung("15.07.2023", "-25.00", art=RUECK),
    )
    assert figures(run_one("auszahlung", year)) == ("fehler", "800.00", "830.00")


@pytest.mark.parametrize(("rest", "expected"), [("150.00", "ok"), ("150.01", "fehler")])
def test_a_restzahlung_counts_against_the_promise(rest, expected):
    year = jahr(make_zahlung("15.05.2023", "650.00"), make_zahlung("14.06.2024", rest, art=REST))
    assert run_one("auszahlung", year).ergebnis == expected


@pytest.mark.parametrize(
    ("paid_on", "expected"), [("31.07.2023", "fehler"), ("01.08.2023", "ok")], ids=["before", "on the day"]
)
def test_the_promise_valid_on_the_day_of_payment_counts(paid_on, expected):
    more = make_weiterleitung(
        "900.00", version=2, wirksam_ab=tag("01.08.2023"), bestandskraeftig_ab=tag("01.08.2023")
    )
    year = jahr(make_zahlung(paid_on, "900.00"), weiterleitungen=(make_weiterleitung("800.00"), more))
    assert run_one("auszahlung", year).ergebnis == expected


def test_a_promise_lowered_later_does_not_spoil_an_earlier_payment():
    less = make_weiterleitung("600.00", version=2, wirksam_ab=tag("01.08.2023"))
    year = jahr(make_zahlung(), weiterleitungen=(make_weiterleitung("800.00"), less))
    assert figures(run_one("auszahlung", year)) == ("ok", "600.00", "800.00")


@pytest.mark.parametrize(
    ("bestandskraeftig_ab", "paid_on", "expected"),
    [
        ("15.05.2023", "15.05.2023", "ok"),
        ("16.05.2023", "15.05.2023", "fehler"),
        (None, "15.05.2023", "fehler"),
    ],
)
def test_nothing_is_paid_before_bestandskraft(bestandskraeftig_ab, paid_on, expected):
    promise = make_weiterleitung(
        "800.00", bestandskraeftig_ab=tag(bestandskraeftig_ab) if bestandskraeftig_ab else None
    )
    ergebnis = run_one("auszahlung", jahr(make_zahlung(paid_on, "500.00"), weiterleitungen=(promise,)))
    assert ergebnis.ergebnis == expected
    if expected == "fehler":
        assert figures(ergebnis) == ("fehler", "0.00", "500.00")


@pytest.mark.parametrize(
    ("bestandskraeftig_ab", "sentence"),
    [
        (None, "Bitte eintragen, ab wann die Weiterleitung bestandskräftig ist."),
        (
            tag("16.05.2023"),
            "Die Weiterleitung ist erst ab 16.05.2023 bestandskräftig. Bitte die Daten prüfen.",
        ),
    ],
)
def test_the_text_says_what_to_do_about_bestandskraft(bestandskraeftig_ab, sentence):
    promise = make_weiterleitung("800.00", bestandskraeftig_ab=bestandskraeftig_ab)
    assert run_one("auszahlung", jahr(make_zahlung(), weiterleitungen=(promise,))).text.endswith(sentence)


def test_a_raise_that_can_still_be_challenged_pays_only_the_old_amount():
    raised = make_weiterleitung(
        "900.00", version=2, wirksam_ab=tag("01.08.2023"), bestandskraeftig_ab=tag("04.09.2023")
    )
    versions = (make_weiterleitung("800.00"), raised)
    old = jahr(make_zahlung("15.08.2023", "800.00"), weiterleitungen=versions)
    assert run_one("auszahlung", old).ergebnis == "ok"
    new = jahr(make_zahlung("15.08.2023", "800.01"), weiterleitungen=versions)
    assert figures(run_one("auszahlung", new)) == ("fehler", "800.00", "800.01")


def test_a_weiterleitung_without_a_first_day_is_valid_from_the_start():
    promise = make_weiterleitung("800.00", wirksam_ab=None)
    assert run_one("auszahlung", jahr(make_zahlung(), weiterleitungen=(promise,))).ergebnis == "ok"


def test_money_may_come_back_whatever_is_bestandskraeftig():
    promise = make_weiterleitung("800.00", bestandskraeftig_ab=tag("01.06.2023"))
    year = jahr(
        make_zahlung("05.06.2023", "800.00"),
        make_zahlung("05.07.2023", "-100.00", art=RUECK),
        weiterleitungen=(promise,),
    )
    assert run_one("auszahlung", year).ergebnis == "ok"


@pytest.mark.parametrize("am", ["15.05.2023", "31.08.2024"])
def test_a_payment_without_a_weiterleitung_is_a_fehler(am):
    ergebnis = run_one("auszahlung", jahr(make_zahlung(betrag="0.01"), weiterleitungen=(), am=am))
    assert figures(ergebnis) == ("fehler", "0.00", "0.01")


@pytest.mark.parametrize("weiterleitungen", [(), PROMISED], ids=["nothing promised", "less promised"])
def test_a_payment_beyond_the_promise_is_not_put_down_to_bestandskraft(weiterleitungen):
    year = jahr(make_zahlung(betrag="800.01"), weiterleitungen=weiterleitungen)
    assert run_one("auszahlung", year).text.endswith("Bitte die Zahlungen und die Weiterleitung prüfen.")


def test_what_comes_back_on_the_same_day_does_not_excuse_an_early_payment():
    promise = make_weiterleitung("800.00", bestandskraeftig_ab=tag("16.05.2023"))
    zahlungen = (make_zahlung(betrag="500.00"), make_zahlung(betrag="-499.99", art=RUECK))
    assert figures(run_one("auszahlung", jahr(*zahlungen, weiterleitungen=(promise,)))) == (
        "fehler",
        "0.00",
        "0.01",
    )


def test_each_purse_is_counted_alone():
    both = make_weiterleitung(zusagen=make_zusagen("25000.00", stadt="3000.00"))
    land, stadt = make_zahlung(betrag="25000.00"), make_zahlung(betrag="3000.01", herkunft=STADT)
    ergebnisse = run("auszahlung", jahr(land, stadt, weiterleitungen=(both,)))
    assert [figures(e) for e in ergebnisse] == [
        ("ok", "25000.00", "25000.00"),
        ("fehler", "3000.00", "3000.01"),
    ]
    assert "Stadt: Am 15.05.2023" in ergebnisse[1].text


def test_the_purse_of_the_city_adds_no_figures_to_the_landesmittel():
    both = make_weiterleitung(zusagen=make_zusagen("25000.00", stadt="3000.00"))
    year = jahr(make_zahlung(betrag="3000.00", herkunft=STADT), weiterleitungen=(both,))
    land, stadt = run("auszahlung", year)
    assert [figures(land), figures(stadt)] == [("ok", "25000.00", "0.00"), ("ok", None, None)]
    assert "3.000,00\u00a0€ ausgezahlt von 3.000,00\u00a0€ zugesagt" in stadt.text


def test_interest_is_no_part_of_the_grant():
    year = jahr(make_zahlung(), make_zahlung("01.08.2024", "5.00", art=Zahlungsart.ZINSEN))
    assert run_one("auszahlung", year).ergebnis == "ok"
    only_interest = jahr(make_zahlung(art=Zahlungsart.ZINSEN), weiterleitungen=())
    assert run_one("auszahlung", only_interest).ergebnis == "noch_nicht_faellig"


def test_a_payment_of_a_later_day_does_not_count_yet():
    assert figures(run_one("auszahlung", jahr(make_zahlung(), am="14.05.2023"))) == ("ok", "800.00", "0.00")


def test_a_traeger_without_weiterleitung_and_payment_waits_for_it():
    ergebnis = run_one("auszahlung", jahr(weiterleitungen=()))
    assert (ergebnis.ergebnis, "wartet auf die Weiterleitung" in ergebnis.text) == (
        "noch_nicht_faellig",
        True,
    )


def test_a_stelle_has_no_auszahlung():
    assert [e.ergebnis for e in run("auszahlung", make_running_jahr())] == ["ok", "trifft_nicht_zu"]
