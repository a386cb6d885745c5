"""Tables of amounts: every row, the sum, and what is left blank on purpose."""

from __future__ import annotations

from typing import Any

from grants.domain.begriffe import NachweisStatus
from grants.domain.money import Betrag, Vomhundert, euro
from grants.domain.tabellen import (
    Tabelle,
    ausgaben_je_massnahme,
    massnahmen_und_betraege,
    zuwendung_je_massnahme,
)
from tests.domain.jahre import (
    make_antrag,
    make_belegteil,
    make_bescheid,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_nachweis,
    make_plan,
    make_running_jahr,
    make_weiterleitung,
    make_zahlung,
    with_empfaenger,
    with_massnahme,
)


def plain(tabelle: Tabelle) -> list[tuple[Any, ...]]:
    """Return the rows as titles and the spelling of files; None is the dash."""

    def cell(value: Any) -> Any:
        return str(value) if isinstance(value, Betrag | Vomhundert) else value

    return [(zeile.art, zeile.titel, *map(cell, zeile.zellen)) for zeile in tabelle.zeilen]


def test_without_a_year_before_the_amounts_stand_alone_above_sum_and_stated_total():
    jahr = make_jahr(
        [make_massnahme("babylotsen"), make_massnahme("lotsendienste")], antraege=(make_antrag(),)
    )
    tabelle = massnahmen_und_betraege(jahr)
    assert [spalte.titel for spalte in tabelle.spalten] == ["2023"]
    assert plain(tabelle) == [
        ("massnahme", "Babylotsen", "800.00"),
        ("massnahme", "Lotsendienste", "400.00"),
        ("summe", "Summe", "1200.00"),
        ("angegeben", "Angegebene Summe", "1200.00"),
    ]


def test_beside_the_last_year_stand_change_new_ones_and_ended_ones():
    jahr = make_jahr(
        [make_massnahme("babylotsen", vorjahr=euro("640.00")), make_massnahme("lotsendienste")],
        antraege=(make_antrag(genannt=euro("1200.01")),),
        ausgelaufen=(("Ebika", euro("100.00")),),
    )
    tabelle = massnahmen_und_betraege(jahr)
    assert [spalte.titel for spalte in tabelle.spalten] == ["2022", "2023", "Änderung", "v. H."]
    assert plain(tabelle) == [
        ("massnahme", "Babylotsen", "640.00", "800.00", "160.00", "25.00"),
        ("massnahme", "Lotsendienste", None, "400.00", "neu", None),
        ("ausgelaufen", "Ebika", "100.00", None, "-100.00", "-100.00"),
        ("summe", "Summe", "740.00", "1200.00", "460.00", "62.1622"),
        ("angegeben", "Angegebene Summe", "", "1200.01", "", ""),
        ("abweichung", "Abweichung", "", "-0.01", "", ""),
    ]


def test_without_a_stated_total_the_sum_is_the_last_row():
    jahr = make_jahr([make_massnahme()], antraege=(make_antrag({"babylotsen": "800.00"}, genannt=None),))
    assert plain(massnahmen_und_betraege(jahr))[-1] == ("summe", "Summe", "800.00")


def test_a_massnahme_says_who_carries_it_or_that_nobody_does_yet():
    jahr = make_jahr(
        [
            make_massnahme("a", [make_empfaenger("x", name="X e. V."), make_empfaenger("y", name="Y e. V.")]),
            make_massnahme("b"),
            make_massnahme("c", land_beantragen=False),
        ]
    )
    assert [zeile.zusatz for zeile in massnahmen_und_betraege(jahr).zeilen] == [
        "X e. V., Y e. V.",
        "Träger noch offen",
        "ohne Landesmittel",
        "",
    ]


def test_before_the_bescheid_there_is_no_table_of_the_zuwendung():
    assert zuwendung_je_massnahme(make_jahr(antraege=(make_antrag(),))) is None


def test_the_zuwendung_follows_each_massnahme_and_a_stelle_is_never_paid():
    tabelle = zuwendung_je_massnahme(make_running_jahr())
    assert tabelle is not None
    assert [spalte.titel for spalte in tabelle.spalten] == [
        "Beantragt",
        "Bewilligt",
        "Zugesagt",
        "Ausgezahlt",
        "Festgesetzt",
    ]
    assert plain(tabelle) == [
        ("massnahme", "Babylotsen", "800.00", "800.00", "800.00", "800.00", None),
        ("massnahme", "Lotsendienste", "400.00", "400.00", "400.00", None, None),
        ("summe", "Summe", "1200.00", "1200.00", "1200.00", "800.00", None),
    ]


def test_several_recipients_have_a_row_each_below_their_massnahme():
    def recipient(kuerzel: str, land: str) -> Any:
        return make_empfaenger(
            kuerzel,
            weiterleitungen=(make_weiterleitung(land),),
            zahlungen=(make_zahlung(betrag=land),),
            nachweis=make_nachweis(NachweisStatus.FREIGEGEBEN, festgesetzt=land),
        )

    jahr = make_jahr(
        [make_massnahme(empfaenger=[recipient("a", "500.00"), recipient("b", "300.00")])],
        antraege=(make_antrag({"babylotsen": "800.00"}),),
        bescheide=(make_bescheid("800.00", {"babylotsen": "800.00"}),),
    )
    tabelle = zuwendung_je_massnahme(jahr)
    assert tabelle is not None
    assert plain(tabelle) == [
        ("massnahme", "Babylotsen", "800.00", "800.00", "800.00", "800.00", "800.00"),
        ("empfaenger", "Träger a", "", "", "500.00", "500.00", "500.00"),
        ("empfaenger", "Träger b", "", "", "300.00", "300.00", "300.00"),
        ("summe", "Summe", "800.00", "800.00", "800.00", "800.00", "800.00"),
    ]


def test_without_a_plan_there_is_no_table_of_ausgaben():
    assert ausgaben_je_massnahme(make_jahr([make_massnahme()])) is None


def test_ausgaben_stand_in_pairs_and_recognised_ones_only_after_the_check():
    jahr = with_empfaenger(
        make_running_jahr(),
        plaene=(make_plan({"SA": ("1000.00", "900.00")}),),
        belegteile=(make_belegteil(betrag="950.00", zuwendungsfaehig="900.00"),),
        nachweis=make_nachweis(NachweisStatus.EINGEREICHT),
    )
    tabelle = ausgaben_je_massnahme(jahr)
    assert tabelle is not None
    assert [(spalte.gruppe, spalte.titel) for spalte in tabelle.spalten[:2]] == [
        ("Geplant", "insgesamt"),
        ("Geplant", "zuwendungsfähig"),
    ]
    assert plain(tabelle) == [
        ("massnahme", "Babylotsen", "1000.00", "900.00", "950.00", "900.00", None, None),
        ("massnahme", "Lotsendienste", "500.00", "500.00", None, None, None, None),
        ("summe", "Summe", "1500.00", "1400.00", "950.00", "900.00", None, None),
    ]
    checked = with_empfaenger(jahr, nachweis=make_nachweis(NachweisStatus.GEPRUEFT))
    assert plain(ausgaben_je_massnahme(checked) or tabelle)[0][-2:] == ("950.00", "900.00")


def test_a_massnahme_that_gets_no_landesmittel_is_no_row_of_the_ausgaben():
    jahr = with_massnahme(make_running_jahr(), "lotsendienste", land_beantragen=False)
    jahr = with_empfaenger(jahr, "amt-53", zuweisungen=())
    tabelle = ausgaben_je_massnahme(jahr)
    assert tabelle is not None
    assert [zeile.titel for zeile in tabelle.zeilen] == ["Babylotsen", "Summe"]
