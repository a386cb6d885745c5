from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain import summen
from grants.domain.begriffe import (
    Antragszeile,
    Finanzierungsart,
    FoerderjahrStatus,
    Mittelherkunft,
    NachweisStatus,
    Zahlungsart,
)
from grants.domain.kette import valid
from grants.domain.money import NULL, Vomhundert, euro
from grants.domain.parameter import ZEILEN_VORGABE
from grants.domain.summen import Ausgaben
from tests.domain.jahre import (
    LAND,
    SPENDE,
    STADT,
    TRAEGER,
    make_abruf,
    make_anerkennung,
    make_angegeben,
    make_antrag,
    make_belegteil,
    make_bescheid,
    make_einnahme,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_nachweis,
    make_parameter,
    make_plan,
    make_running_jahr,
    make_stelle,
    make_umverteilung,
    make_weiterleitung,
    make_zahlung,
    make_zusagen,
    make_zuweisung,
    tag,
)

AM = date(2023, 6, 30)


def ausgaben(insgesamt, zuwendungsfaehig):
    return Ausgaben(euro(insgesamt), euro(zuwendungsfaehig))


# -- Versions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("am", "version"),
    [("31.12.2022", None), ("01.01.2023", 1), ("30.06.2023", 1), ("01.07.2023", 3), ("01.08.2023", 3)],
)
def test_valid_is_the_highest_version_in_force_on_the_day(am, version):
    versions = [
        make_plan(version=3, wirksam_ab=tag("01.07.2023")),
        make_plan(version=1, wirksam_ab=tag("01.01.2023")),
        make_plan(version=2, wirksam_ab=tag("01.07.2023")),
    ]
    found = valid(versions, tag(am))
    assert (found and found.version) == version


def test_a_version_without_a_day_is_valid_from_the_start():
    assert valid([make_plan(version=1)], date(1990, 1, 1)) is not None


# -- Zuwendung ---------------------------------------------------------------------------------------


def test_beantragt_is_the_newest_antrag():
    jahr = make_jahr(
        antraege=(make_antrag({"a": "2.00", "b": "3.50"}, version=2), make_antrag({"a": "9.00"}))
    )
    assert summen.beantragt_je_massnahme(jahr) == {"a": euro("2.00"), "b": euro("3.50")}
    assert summen.beantragt(jahr) == euro("5.50")


def test_two_rows_of_one_massnahme_are_both_beantragt():
    antrag = make_antrag({"a": "2.00"})
    jahr = make_jahr(antraege=(replace(antrag, positionen=antrag.positionen * 2),))
    assert summen.beantragt(jahr) == euro("4.00")


def test_without_an_antrag_nothing_is_beantragt():
    assert (summen.beantragt_je_massnahme(make_jahr()), summen.beantragt(make_jahr())) == ({}, NULL)


def test_bewilligt_is_the_aufteilung_moved_up_to_the_day():
    jahr = make_jahr(
        bescheide=(make_bescheid("12.00", {"a": "8.00", "b": "4.00"}),),
        umverteilungen=(
            make_umverteilung("a", "-3.00", vom="30.06.2023"),
            make_umverteilung("c", "3.00", vom="30.06.2023"),
            make_umverteilung("b", "-4.00", vom="01.07.2023"),
        ),
    )
    moved = {"a": euro("5.00"), "b": euro("4.00"), "c": euro("3.00")}
    assert summen.bewilligt_je_massnahme(jahr) == moved
    assert summen.bewilligt(jahr) == euro("12.00")


def test_before_the_bescheid_nothing_is_bewilligt():
    jahr = make_jahr(umverteilungen=(make_umverteilung("a", "1.00", vom="01.01.2023"),))
    assert (summen.bewilligt_je_massnahme(jahr), summen.bewilligt(jahr)) == ({}, None)


def test_an_amount_may_be_divided_over_two_positions_of_the_bescheid():
    bescheid = make_bescheid("5.00", {"a": ("2.00", "1")})
    both = replace(
        bescheid, aufteilungen=(*bescheid.aufteilungen, replace(bescheid.aufteilungen[0], position="2"))
    )
    assert summen.bewilligt_je_massnahme(make_jahr(bescheide=(both,))) == {"a": euro("4.00")}


@pytest.mark.parametrize(
    ("empfaenger", "land", "stadt"),
    [
        pytest.param(
            make_empfaenger(
                weiterleitungen=(make_weiterleitung(zusagen=make_zusagen("25.00", stadt="3.00")),)
            ),
            "25.00",
            "3.00",
            id="Träger",
        ),
        pytest.param(make_stelle(zuweisungen=(make_zuweisung("4.00"),)), "4.00", "0.00", id="Stelle"),
        pytest.param(
            make_empfaenger(zuweisungen=(make_zuweisung("4.00"),)), None, None, id="no Zuweisung to a Träger"
        ),
        pytest.param(
            make_stelle(weiterleitungen=(make_weiterleitung("4.00"),)),
            None,
            None,
            id="no Weiterleitung to a Stelle",
        ),
        pytest.param(make_empfaenger(), None, None, id="no promise"),
    ],
)
def test_zugesagt_is_counted_by_purse(empfaenger, land, stadt):
    assert summen.zugesagt(empfaenger, AM) == (None if land is None else euro(land))
    assert summen.zugesagt(empfaenger, AM, STADT) == (None if stadt is None else euro(stadt))


def test_a_promise_begins_on_its_day():
    empfaenger = make_empfaenger(weiterleitungen=(make_weiterleitung("8.00", wirksam_ab=tag("03.04.2023")),))
    assert summen.zugesagt(empfaenger, tag("02.04.2023")) is None
    assert summen.zugesagt(empfaenger, tag("03.04.2023")) == euro("8.00")


def test_a_massnahme_sums_what_its_traeger_and_what_its_stellen_were_promised():
    massnahme = make_massnahme(
        "a",
        [
            make_empfaenger("t1", weiterleitungen=(make_weiterleitung("8.00"),)),
            make_empfaenger("t2", weiterleitungen=(make_weiterleitung("2.50"),)),
            make_empfaenger("t3"),
            make_stelle("s1", zuweisungen=(make_zuweisung("4.00"),)),
            make_stelle("s2"),
        ],
    )
    jahr = make_jahr([massnahme])
    assert summen.weitergeleitet(jahr, massnahme) == euro("10.50")
    assert summen.intern_zugewiesen(jahr, massnahme) == euro("4.00")


ZAHLUNGEN = (
    make_zahlung("15.05.2023", "100.00"),
    make_zahlung("30.06.2023", "50.00"),
    make_zahlung("20.06.2023", "-10.00", art=Zahlungsart.RUECKZAHLUNG),
    make_zahlung("25.06.2023", "7.00", art=Zahlungsart.RESTZAHLUNG),
    make_zahlung("26.06.2023", "-3.00", art=Zahlungsart.ERSTATTUNG),
    make_zahlung("27.06.2023", "1.00", art=Zahlungsart.ZINSEN),
    make_zahlung("15.05.2023", "30.00", herkunft=STADT),
    make_zahlung("01.07.2023", "1000.00"),
)


def test_payments_are_counted_by_kind_purse_and_day():
    empfaenger = make_empfaenger(zahlungen=ZAHLUNGEN)
    assert summen.ausgezahlt(empfaenger, AM) == euro("140.00")
    assert summen.ausgezahlt(empfaenger, tag("29.06.2023")) == euro("90.00")
    assert summen.ausgezahlt(empfaenger, AM, STADT) == euro("30.00")
    assert summen.erstattet(empfaenger, AM) == euro("3.00")
    assert summen.restzahlung_gezahlt(empfaenger, AM) == euro("7.00")


def test_money_of_the_land_is_counted_up_to_the_day():
    zahlungen = (
        make_abruf("10.05.2023", "180.00"),
        make_abruf("30.06.2023", "20.00"),
        make_abruf("01.07.2023", "5.00"),
        make_abruf("30.06.2023", "-15.00", art=Zahlungsart.RUECKZAHLUNG_LAND),
        make_abruf("01.07.2023", "-1.00", art=Zahlungsart.RUECKZAHLUNG_LAND),
        make_abruf("30.06.2023", "-2.00", art=Zahlungsart.ZINSEN),
    )
    jahr = make_jahr(zahlungen_land=zahlungen)
    assert (summen.eingegangen(jahr), summen.zurueckgezahlt_land(jahr)) == (euro("200.00"), euro("15.00"))


# -- Ausgaben ----------------------------------------------------------------------------------------


def test_planned_ausgaben_and_their_cover_are_summed():
    plan = make_plan({"PK": ("8.00", "7.50"), "SA": "2.00"}, {LAND: "6.00", STADT: "1.00", TRAEGER: "3.00"})
    assert summen.geplant(plan) == ausgaben("10.00", "9.50")
    assert summen.deckung(plan) == euro("10.00")
    assert summen.deckung(plan, Mittelherkunft.LAND) == euro("6.00")
    assert summen.deckung(plan, Mittelherkunft.BUND) == NULL


BELEGE = (
    make_belegteil("A-01", "100.00", position="SA"),
    make_belegteil("A-02", "40.00", "30.00", position="SA"),
    make_belegteil("A-03", "-5.00", position="SA"),
    make_belegteil("A-04", "600.00", position="PK"),
)
ANGEGEBEN = (make_angegeben("SA", "9.00", "8.00"), make_angegeben("PK", "1.00"))


def test_belege_are_summed_by_position_in_both_columns():
    empfaenger = make_empfaenger(belegteile=BELEGE, nachweis=make_nachweis(angegeben=ANGEGEBEN))
    assert summen.nachgewiesen_je_position(empfaenger) == {
        "SA": ausgaben("135.00", "125.00"),
        "PK": ausgaben("600.00", "600.00"),
    }
    assert summen.nachgewiesen(empfaenger) == ausgaben("735.00", "725.00")


def test_without_belege_the_stated_sums_count():
    empfaenger = make_empfaenger(nachweis=make_nachweis(angegeben=ANGEGEBEN))
    assert summen.nachgewiesen(empfaenger) == ausgaben("10.00", "9.00")
    assert summen.nachgewiesen(make_empfaenger()) == ausgaben("0.00", "0.00")


@pytest.mark.parametrize(
    ("rows", "sachausgaben"),
    [
        pytest.param([], ("135.00", "125.00"), id="nothing cut"),
        pytest.param(
            [make_anerkennung("SA", "0.00", beleg_nr="A-99")],
            ("135.00", "125.00"),
            id="a Beleg that is not there",
        ),
        pytest.param([make_anerkennung("SA", "60.00", beleg_nr="A-01")], ("135.00", "85.00"), id="one Beleg"),
        pytest.param(
            [make_anerkennung("SA", "0.00", beleg_nr="A-01", mindert_insgesamt=True)],
            ("35.00", "25.00"),
            id="no Ausgabe of the Maßnahme at all",
        ),
        pytest.param(
            [make_anerkennung("SA", "30.00", beleg_nr="A-02", mindert_insgesamt=True)],
            ("135.00", "125.00"),
            id="recognised as proved",
        ),
        pytest.param([make_anerkennung("SA", "110.00")], ("135.00", "110.00"), id="the whole position"),
        pytest.param(
            [make_anerkennung("SA", "110.00", mindert_insgesamt=True)],
            ("120.00", "110.00"),
            id="the whole, both columns",
        ),
        pytest.param(
            [
                make_anerkennung("SA", "20.00"),
                make_anerkennung("SA", "0.00", beleg_nr="A-01", mindert_insgesamt=True),
            ],
            ("35.00", "20.00"),
            id="the whole position after its Beleg",
        ),
    ],
)
def test_cuts_lower_what_is_recognised(rows, sachausgaben):
    empfaenger = make_empfaenger(belegteile=BELEGE, nachweis=make_nachweis(anerkennungen=tuple(rows)))
    expected = {"SA": ausgaben(*sachausgaben), "PK": ausgaben("600.00", "600.00")}
    assert summen.anerkannt_je_position(empfaenger) == expected
    assert summen.anerkannt(empfaenger) == summen.total(expected.values())


def test_moving_a_beleg_to_another_position_is_no_cut():
    rows = [make_anerkennung("SA", "25.00", beleg_nr="A-01", umgeordnet_nach="PK")]
    belege = (make_belegteil("A-01", "100.00", "25.00"), make_belegteil("A-02", "600.00", position="PK"))
    empfaenger = make_empfaenger(belegteile=belege, nachweis=make_nachweis(anerkennungen=tuple(rows)))
    assert summen.anerkannt_je_position(empfaenger) == {
        "SA": ausgaben("0.00", "0.00"),
        "PK": ausgaben("700.00", "625.00"),
    }
    assert summen.anerkannt(empfaenger) == summen.nachgewiesen(empfaenger)


def test_a_moved_beleg_may_be_cut_too_and_count_in_a_position_that_had_none():
    rows = [make_anerkennung("SA", "20.00", beleg_nr="A-01", umgeordnet_nach="OE", mindert_insgesamt=True)]
    empfaenger = make_empfaenger(
        belegteile=(make_belegteil("A-01", "100.00", "25.00"),),
        nachweis=make_nachweis(anerkennungen=tuple(rows)),
    )
    assert summen.anerkannt_je_position(empfaenger) == {
        "SA": ausgaben("0.00", "0.00"),
        "OE": ausgaben("95.00", "20.00"),
    }


def test_leistungen_dritter_are_the_income_of_line_3_3():
    einnahmen = (
        make_einnahme("5.00", SPENDE),
        make_einnahme("2.00", Mittelherkunft.KRANKENKASSE),
        make_einnahme("9.00", STADT),
    )
    empfaenger = make_empfaenger(einnahmen=einnahmen)
    assert summen.leistungen_dritter(make_jahr(), empfaenger) == euro("7.00")
    moved = make_parameter(
        zeilen=((STADT, Antragszeile.LEISTUNGEN_DRITTER), (SPENDE, Antragszeile.EIGENANTEIL))
    )
    assert summen.leistungen_dritter(make_jahr(parameter=moved), empfaenger) == euro("9.00")


# -- Bridge ------------------------------------------------------------------------------------------


def proved(land="800.00", **overrides):
    """A Träger that spent 980,00 of planned 1.000,00, of which 50,00 are not zuwendungsfähig."""
    default = make_empfaenger(
        plaene=(
            make_plan(
                {"SA": ("1000.00", "950.00")},
                {LAND: "760.00", Mittelherkunft.BUND: "40.00", TRAEGER: "200.00"},
            ),
        ),
        weiterleitungen=(make_weiterleitung(land),),
        belegteile=(make_belegteil("A-01", "980.00", "940.00"),),
        einnahmen=(make_einnahme("40.00"),),
    )
    return replace(default, **overrides)


@pytest.mark.parametrize(
    ("art", "expected"),
    [
        # 940,00 - 40,00; then 80 v. H. of it; then less 200,00 of its own and 40,00 of the Bund, 50,00 not eligible.
        (Finanzierungsart.FESTBETRAG, "800.00"),
        (Finanzierungsart.ANTEIL, "720.00"),
        (Finanzierungsart.FEHLBEDARF, "710.00"),
    ],
)
def test_the_bridge_takes_its_figures_from_the_chain(art, expected):
    result = summen.festsetzung(make_jahr(parameter=make_parameter(finanzierungsart=art)), proved())
    assert result is not None
    assert result.betrag == euro(expected)


def test_the_promise_may_have_a_kind_of_financing_of_its_own():
    [land] = make_zusagen("800.00")
    own = replace(land, finanzierungsart=Finanzierungsart.ANTEIL, landesanteil=Vomhundert(500_000))
    empfaenger = proved(weiterleitungen=(make_weiterleitung(zusagen=(own,)),))
    result = summen.festsetzung(make_jahr(parameter=make_parameter(finanzierungsart=None)), empfaenger)
    assert result is not None
    assert result.betrag == euro("450.00")


@pytest.mark.parametrize(
    ("overrides", "parameter"),
    [
        pytest.param({"weiterleitungen": ()}, {}, id="no promise"),
        pytest.param({"plaene": ()}, {}, id="no plan"),
        pytest.param({}, {"zeilen": ZEILEN_VORGABE}, id="money without a line"),
        pytest.param({}, {"finanzierungsart": None}, id="no kind of financing"),
        pytest.param({}, {"landesanteil": None}, id="no Landesanteil"),
    ],
)
def test_nothing_is_computed_while_a_figure_is_missing(overrides, parameter):
    assert summen.festsetzung(make_jahr(parameter=make_parameter(**parameter)), proved(**overrides)) is None


def test_where_no_landesmittel_are_promised_the_zuwendung_is_nothing_without_a_plan_too():
    of_city = make_weiterleitung(zusagen=(replace(make_zusagen()[0], herkunft=STADT),))
    result = summen.festsetzung(make_jahr(), proved(weiterleitungen=(of_city,), plaene=()))
    assert result is not None
    assert (result.betrag, result.schritte[-1].betrag) == (NULL, NULL)


def decided(betrag, kuerzel="beispiel-a", **overrides):
    nachweis = make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt=betrag)
    return make_empfaenger(kuerzel, **{"nachweis": nachweis, **overrides})


def test_the_citys_figure_is_the_sum_of_the_rounded_ones():
    both = make_jahr([make_massnahme("a", [decided("0.01"), decided("2.00", "beispiel-b")])])
    assert summen.festgesetzt_gesamt(both) == euro("2.01")
    assert summen.festgesetzt(make_empfaenger()) is None


@pytest.mark.parametrize(
    "empfaenger",
    [[], [decided(None)], [decided("1.00"), make_empfaenger("beispiel-b")]],
    ids=["nobody", "not decided", "one missing"],
)
def test_the_citys_figure_waits_for_every_decision(empfaenger):
    assert summen.festgesetzt_gesamt(make_jahr([make_massnahme("a", empfaenger)])) is None


def test_recipients_come_in_the_order_of_the_list():
    jahr = make_running_jahr(status=FoerderjahrStatus.PLANUNG)
    assert [(m.kennung, e.kuerzel) for m, e in summen.recipients(jahr)] == [
        ("babylotsen", "beispiel-a"),
        ("lotsendienste", "amt-53"),
    ]
