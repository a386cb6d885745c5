"""The figures that papers print: lines of the Antrag, settlement, the city's own Verwendungsnachweis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain import summen, summen_stadt
from grants.domain.begriffe import Antragszeile, Ausgabenart, Mittelherkunft, NachweisStatus, Zahlungsart
from grants.domain.kette import Zusage
from grants.domain.money import NULL, Vomhundert, euro
from grants.domain.parameter import ZEILEN_VORGABE
from grants.domain.summen import Ausgaben
from tests.domain.jahre import (
    LAND,
    SPENDE,
    STADT,
    TRAEGER,
    ZEILEN,
    make_abruf,
    make_anerkennung,
    make_belegteil,
    make_bescheid,
    make_einnahme,
    make_empfaenger,
    make_erstattung,
    make_jahr,
    make_massnahme,
    make_nachweis,
    make_parameter,
    make_plan,
    make_position,
    make_stelle,
    make_weiterleitung,
    make_zahlung,
    tag,
)

AM = date(2024, 6, 30)
BUND = Mittelherkunft.BUND


def ausgaben(insgesamt, zuwendungsfaehig):
    return Ausgaben(euro(insgesamt), euro(zuwendungsfaehig))


def jahr(*empfaenger, **overrides):
    return make_jahr([make_massnahme("babylotsen", empfaenger)], **{"am": AM, **overrides})


# -- Lines of the Antrag -----------------------------------------------------------------------------

# 3.1 1.000,00; of it 940,00 zuwendungsfähig; the Träger bears the 60,00 that are not.
PLAN = make_plan(
    {"PK": ("700.00", "700.00"), "SA": ("300.00", "240.00")},
    {LAND: "600.00", SPENDE: "40.00", BUND: "100.00", STADT: "50.00", TRAEGER: "210.00"},
)


def test_the_lines_of_the_antrag_come_from_ausgaben_and_deckungsmittel():
    stelle = make_stelle(plaene=(make_plan({"PK": "500.00"}, {LAND: "400.00", STADT: "100.00"}),))
    zeilen = summen.antragszeilen(jahr(make_empfaenger(plaene=(PLAN,)), stelle))
    assert zeilen == summen.Antragszeilen(
        gesamtkosten=euro("1500.00"),
        zuwendungsfaehige_kosten=euro("1440.00"),
        leistungen_dritter=euro("40.00"),
        beantragte_foerderung=euro("1000.00"),
        oeffentliche_foerderung=euro("100.00"),
        eigenanteil=euro("300.00"),
    )
    assert zeilen.zuwendungsfaehige_gesamtausgaben == euro("1400.00")
    assert zeilen.finanzierung == euro("1400.00")
    assert summen.foerderquote(zeilen) == 714_286


def test_moving_the_traegers_own_money_to_3_3_lowers_the_base():
    parameter = make_parameter(zeilen=(*ZEILEN_VORGABE, (TRAEGER, Antragszeile.LEISTUNGEN_DRITTER)))
    zeilen = summen.antragszeilen(jahr(make_empfaenger(plaene=(PLAN,)), parameter=parameter))
    assert zeilen is not None
    assert zeilen.leistungen_dritter == euro("250.00")
    assert zeilen.zuwendungsfaehige_gesamtausgaben == euro("690.00")


@pytest.mark.parametrize(
    ("plaene", "zeilen"), [((), ZEILEN), ((PLAN,), ZEILEN_VORGABE)], ids=["no plan", "money without a line"]
)
def test_the_lines_are_open_without_a_plan_or_a_line(plaene, zeilen):
    year = jahr(make_empfaenger(plaene=plaene), parameter=make_parameter(zeilen=zeilen))
    assert summen.antragszeilen(year) is None


def test_a_quote_of_nothing_is_no_quote():
    nothing = make_plan({"PK": "0.00"}, {})
    zeilen = summen.antragszeilen(jahr(make_empfaenger(plaene=(nothing,))))
    assert zeilen is not None
    assert summen.foerderquote(zeilen) is None


def test_money_is_sorted_by_line():
    lines = summen.deckung_je_zeile(jahr(), [PLAN, make_plan({}, {SPENDE: "1.00"})])
    assert lines == {
        Antragszeile.LEISTUNGEN_DRITTER: euro("41.00"),
        Antragszeile.BEANTRAGTE_FOERDERUNG: euro("600.00"),
        Antragszeile.OEFFENTLICHE_FOERDERUNG: euro("100.00"),
        Antragszeile.EIGENANTEIL: euro("260.00"),
    }


def test_only_plans_valid_on_the_day_count():
    later = replace(PLAN, version=2, wirksam_ab=tag("01.07.2024"))
    assert summen.plaene(
        jahr(make_empfaenger(plaene=(PLAN, later)), make_empfaenger("b", plaene=(later,)))
    ) == [PLAN]


def test_missing_plans_are_counted_also_where_nobody_is_named_yet():
    year = jahr(make_empfaenger(plaene=(PLAN,)), make_empfaenger("b"), make_stelle())
    assert summen_stadt.missing_plans(year) == 2
    assert (
        summen_stadt.missing_plans(replace(year, massnahmen=(*year.massnahmen, make_massnahme("ebika")))) == 3
    )


def test_the_eigenanteil_is_listed_by_who_pays():
    amounts = summen_stadt.eigenanteil_je_herkunft(jahr(make_empfaenger(plaene=(PLAN,))))
    assert amounts == {STADT: euro("50.00"), TRAEGER: euro("210.00")}


def test_money_without_a_line_and_public_givers_are_named():
    assert summen_stadt.unmapped(jahr(make_empfaenger(plaene=(PLAN,)))) == []
    year = jahr(make_empfaenger(plaene=(PLAN,)), parameter=make_parameter(zeilen=ZEILEN_VORGABE))
    assert summen_stadt.unmapped(year) == [TRAEGER]
    named = replace(
        PLAN, deckungsmittel=tuple(replace(d, geber="Bundesstiftung") for d in PLAN.deckungsmittel)
    )
    year = jahr(*(make_empfaenger(f"b-{i}", plaene=(p,)) for i, p in enumerate([PLAN, named, PLAN])))
    assert summen_stadt.oeffentliche_geber(year) == ["Bund", "Bundesstiftung"]


# -- Who gets Landesmittel ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("massnahme", "bescheide", "without"),
    [
        ({}, (), False),
        ({"land_beantragen": None}, (), False),
        ({"land_beantragen": False}, (), True),
        ({"rest_entscheidung": "Rückgabe an das Land"}, (), True),
        ({}, (make_bescheid("8.00", {"babylotsen": "8.00"}),), False),
        ({}, (make_bescheid("8.00", {"ebika": "8.00"}),), True),
        ({}, (make_bescheid("8.00", {"ebika": "8.00", "babylotsen": "0.00"}),), True),
        ({}, (make_bescheid("8.00", {}),), False),
    ],
)
def test_a_massnahme_may_get_no_landesmittel(massnahme, bescheide, without):
    one = make_massnahme("babylotsen", [make_empfaenger()], **massnahme)
    year = make_jahr([one], bescheide=bescheide)
    assert summen.is_without_landesmittel(year)(one) is without
    assert [e.kuerzel for _, e in summen.funded_recipients(year)] == ([] if without else ["beispiel-a"])


def test_who_was_paid_has_to_settle_whatever_was_asked_for():
    paid = make_empfaenger(zahlungen=(make_zahlung(),))
    year = make_jahr([make_massnahme("babylotsen", [paid], land_beantragen=False)])
    assert (summen.has_landesmittel(paid), summen.has_landesmittel(make_empfaenger())) == (True, False)
    assert [e for _, e in summen.funded_recipients(year)] == [paid]


def test_who_was_promised_money_of_the_city_alone_settles_it_with_the_city():
    of_city = make_weiterleitung(zusagen=(Zusage(STADT, euro("100.00")),))
    shown = {"belegteile": (make_belegteil(),), "nachweis": make_nachweis(NachweisStatus.EINGEREICHT)}
    one = make_empfaenger(weiterleitungen=(of_city,), **shown)
    year = make_jahr([make_massnahme("babylotsen", [one], land_beantragen=False)])
    assert list(summen.funded_recipients(year)) == []
    # Where the Land gives money to the Maßnahme, its whole cost is shown to the Land.
    assert [e for _, e in summen.funded_recipients(make_jahr([make_massnahme("babylotsen", [one])]))] == [one]


@pytest.mark.parametrize(
    "touched",
    [
        {"weiterleitungen": (make_weiterleitung("0.00"),)},
        {"zahlungen": (make_zahlung(),)},
        {"nachweis": make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt="0.00")},
    ],
)
def test_one_thing_of_the_land_is_enough_to_settle_with_it(touched):
    of_city = make_weiterleitung(version=2, zusagen=(Zusage(STADT, euro("100.00")),))
    papers = (*touched.pop("weiterleitungen", ()), of_city)
    one = make_empfaenger(weiterleitungen=papers, **touched)
    year = make_jahr([make_massnahme("babylotsen", [one], land_beantragen=False)])
    assert [e for _, e in summen.funded_recipients(year)] == [one]


# -- Settlement --------------------------------------------------------------------------------------


def settled(festgesetzt="750.00", kuerzel="beispiel-a", **overrides):
    nachweis = make_nachweis(
        NachweisStatus.FREIGEGEBEN, festgesetzt=festgesetzt, **overrides.pop("proof", {})
    )
    return make_empfaenger(
        kuerzel, **{"zahlungen": (make_zahlung(betrag="800.00"),), "nachweis": nachweis, **overrides}
    )


@pytest.mark.parametrize(
    ("festgesetzt", "zu_erstatten", "nachzuzahlen"),
    [("799.99", "0.01", "0.00"), ("800.00", "0.00", "0.00"), ("800.01", "0.00", "0.01"), (None, None, None)],
)
def test_paid_and_decided_leave_an_erstattung_or_a_restzahlung(festgesetzt, zu_erstatten, nachzuzahlen):
    empfaenger = settled(festgesetzt)
    expected = [None if amount is None else euro(amount) for amount in (zu_erstatten, nachzuzahlen)]
    assert [summen.zu_erstatten(empfaenger, AM), summen.nachzuzahlen(empfaenger, AM)] == expected


@pytest.mark.parametrize(
    ("erstattung", "returned", "open_amount"),
    [
        (None, "0.00", "0.00"),
        (make_erstattung("144.00"), "0.00", "144.00"),
        (make_erstattung("144.00"), "-100.00", "44.00"),
        (make_erstattung("16.00", nicht_erhoben=euro("16.00")), "0.00", "0.00"),
        (make_erstattung("10.00"), "-11.00", "-1.00"),
    ],
)
def test_what_is_owed_still_is_less_what_came_back_or_is_not_collected(erstattung, returned, open_amount):
    back = make_zahlung("01.06.2024", returned, art=Zahlungsart.ERSTATTUNG)
    empfaenger = settled(zahlungen=(make_zahlung(), back), proof={"erstattung": erstattung})
    assert summen.erstattung_offen(empfaenger, AM) == euro(open_amount)


# -- The city's own Verwendungsnachweis --------------------------------------------------------------

TEILE = (
    make_belegteil("A-01", "700.00", position="PK"),
    make_belegteil("A-02", "300.00", "240.00", position="SA"),
    make_belegteil("A-03", "20.00", position="XX"),
)
EINNAHMEN = (make_einnahme("40.00"), make_einnahme("100.00", BUND), make_einnahme("5.00", STADT))


def proved(**overrides):
    cut = make_anerkennung("SA", "200.00")
    return settled(
        **{
            "plaene": (PLAN,),
            "belegteile": TEILE,
            "einnahmen": EINNAHMEN,
            "proof": {"anerkennungen": (cut,)},
            **overrides,
        }
    )


def test_the_city_shows_what_was_recognised_and_what_others_paid():
    year = jahr(
        proved(), proved(kuerzel="beispiel-b", belegteile=TEILE[:1], einnahmen=EINNAHMEN[:1], proof={})
    )
    assert summen_stadt.anerkannt_gesamt(year) == ausgaben("1720.00", "1620.00")
    assert summen_stadt.leistungen_dritter_gesamt(year) == euro("80.00")
    assert summen_stadt.oeffentliche_foerderung_gesamt(year) == euro("100.00")
    # 1.720,00 less 80,00, less 100,00, less twice 750,00 of the Land.
    assert summen_stadt.eigenanteil_lt_abrechnung(year) == euro("40.00")
    assert summen_stadt.undecided(year) == 0


def test_the_income_lt_abrechnung_balances_the_ausgaben():
    income = summen_stadt.einnahmen_lt_abrechnung(jahr(proved()))
    assert income == summen_stadt.Einnahmen(euro("130.00"), euro("40.00"), euro("100.00"), euro("750.00"))
    assert income.insgesamt == euro("1020.00")


@pytest.mark.parametrize(
    "year",
    [
        pytest.param(jahr(proved(festgesetzt=None)), id="not decided"),
        pytest.param(
            jahr(
                proved(einnahmen=(make_einnahme("1.00", TRAEGER),)),
                parameter=make_parameter(zeilen=ZEILEN_VORGABE),
            ),
            id="income without a line",
        ),
    ],
)
def test_the_income_lt_abrechnung_waits_for_its_figures(year):
    assert summen_stadt.einnahmen_lt_abrechnung(year) is None
    assert summen_stadt.eigenanteil_lt_abrechnung(year) is None


def test_the_income_lt_bescheid_is_the_grant_and_the_plans():
    year = jahr(proved(), bescheide=(make_bescheid("610.00", {"babylotsen": "610.00"}),))
    assert summen_stadt.einnahmen_lt_bescheid(year) == summen_stadt.Einnahmen(
        eigenanteil=euro("260.00"),
        leistungen_dritter=euro("40.00"),
        oeffentliche_foerderung=euro("100.00"),
        zuwendung=euro("610.00"),
    )


@pytest.mark.parametrize(
    "year",
    [
        pytest.param(jahr(proved()), id="no Bescheid"),
        pytest.param(jahr(proved(plaene=()), bescheide=(make_bescheid("8.00", {}),)), id="no plan"),
        pytest.param(
            jahr(
                proved(),
                bescheide=(make_bescheid("8.00", {}),),
                parameter=make_parameter(zeilen=ZEILEN_VORGABE),
            ),
            id="money without a line",
        ),
    ],
)
def test_the_income_lt_bescheid_waits_for_its_figures(year):
    assert summen_stadt.einnahmen_lt_bescheid(year) is None


def test_ausgaben_are_listed_by_kind():
    plan = replace(
        PLAN, positionen=(make_position("PK", "700.00", art=Ausgabenart.PERSONAL), *PLAN.positionen[1:])
    )
    year = jahr(
        proved(plaene=(plan,)), proved(kuerzel="beispiel-b", plaene=(plan,), belegteile=TEILE[:2], proof={})
    )
    assert summen_stadt.geplant_je_art(year) == {
        Ausgabenart.PERSONAL: ausgaben("1400.00", "1400.00"),
        Ausgabenart.SACH: ausgaben("600.00", "480.00"),
    }
    assert list(summen_stadt.anerkannt_je_art(year).items()) == [
        (Ausgabenart.PERSONAL, ausgaben("1400.00", "1400.00")),
        (Ausgabenart.SACH, ausgaben("600.00", "440.00")),
        (Ausgabenart.SONSTIGE, ausgaben("20.00", "20.00")),
    ]
    assert summen_stadt.geplant_gesamt(year) == ausgaben("2000.00", "1880.00")


def test_the_ledger_holds_own_ausgaben_and_all_that_went_to_traeger():
    traeger = make_empfaenger(
        zahlungen=(
            make_zahlung("15.05.2023", "800.00"),
            make_zahlung("15.05.2023", "30.00", herkunft=STADT),
            make_zahlung("01.06.2024", "-50.00", art=Zahlungsart.ERSTATTUNG),
            make_zahlung("01.06.2024", "2.00", art=Zahlungsart.ZINSEN),
            make_zahlung("01.07.2024", "1.00"),
        )
    )
    stelle = make_stelle(belegteile=(make_belegteil("S-01", "100.00", "80.00"),))
    assert summen_stadt.haushalt_ist_gerechnet(jahr(traeger, stelle), AM) == euro("880.00")
    assert summen_stadt.haushalt_ist_gerechnet(jahr(traeger, make_stelle()), AM) is None


@pytest.mark.parametrize(
    ("received", "expected"), [("749.99", "0.00"), ("750.00", "0.00"), ("750.01", "0.01")]
)
def test_what_the_land_paid_beyond_the_decision_goes_back(received, expected):
    year = jahr(settled(), zahlungen_land=(make_abruf(betrag=received),))
    assert summen_stadt.an_das_land_zurueckzuzahlen(year) == euro(expected)
    assert summen_stadt.an_das_land_zurueckzuzahlen(jahr(settled(None))) is None


@pytest.mark.parametrize(
    ("teil", "ganzes", "teile"),
    [
        ("92550.00", "462650.00", 200_000),
        ("1500.00", "462650.00", 3_200),
        ("90419.65", "451358.25", 200_300),
        ("1.00", "3.00", 333_300),
        ("-1.00", "3.00", -333_300),
        ("1.00", "-3.00", -333_300),
        ("1.00", "0.00", None),
    ],
)
def test_a_printed_share_is_rounded_once(teil, ganzes, teile):
    assert summen.vomhundert(euro(teil), euro(ganzes)) == (None if teile is None else Vomhundert(teile))


def test_a_column_is_summed_only_when_complete():
    assert summen.sum_if_complete([euro("1.00"), euro("2.50")]) == euro("3.50")
    assert summen.sum_if_complete([euro("1.00"), None]) is None
    assert summen.sum_if_complete([]) == NULL
    assert summen.total_if_complete([ausgaben("1.00", "0.50")] * 2) == ausgaben("2.00", "1.00")
    assert summen.total_if_complete([ausgaben("1.00", "0.50"), None]) is None
