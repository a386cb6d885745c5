"""A Finanzierungsplan in work: codes, posts, balance, the rules at once, the lines it feeds, the list of a year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain import planliste
from grants.domain.begriffe import Ausgabenart, Mittelherkunft
from grants.domain.betragsabgleich import ausgeglichen
from grants.domain.kette import Deckungsmittel, Finanzierungsplan, Personalzeile
from grants.domain.money import euro
from grants.domain.planentwurf import (
    CODE_VORSCHLAG,
    VzaeUnklar,
    bilanz,
    check,
    compare_personal,
    describe,
    draft,
    find_recipient,
    format_vzae,
    judge,
    lines,
    parse_vzae,
    zeilen_of,
    zellen_of,
)
from tests.domain.jahre import (
    STADT,
    TRAEGER,
    make_empfaenger,
    make_jahr,
    make_massnahme,
    make_plan,
    make_position,
)

LAND = Mittelherkunft.LAND


def plan(**overrides: object) -> Finanzierungsplan:
    default = Finanzierungsplan(
        1,
        None,
        (make_position("PK", "800.00", art=Ausgabenart.PERSONAL), make_position("SA", "200.00", "150.00")),
        (Deckungsmittel(LAND, euro("760.00")), Deckungsmittel(TRAEGER, euro("240.00"), "Beispielverein")),
        (Personalzeile("PK", "Koordination", 150, "S 12", 12, euro("800.00")),),
    )
    return replace(default, **overrides)  # type: ignore[arg-type]


def codes(which: Finanzierungsplan, *benutzt: str) -> list[tuple[str, str | None]]:
    return [(each.code, each.feld) for each in check(which, benutzt=benutzt)]


def test_a_plan_in_order_may_be_saved_and_so_may_one_that_does_not_balance():
    assert codes(plan()) == []
    assert codes(plan(deckungsmittel=())) == []
    assert codes(plan(positionen=(make_position("PK", "1.00", "2.00"),))) == []


def test_each_position_has_a_code_of_its_own():
    twice = plan(positionen=(make_position("PK"), make_position("PK")))
    assert codes(twice) == [("code_doppelt", "ausgabe/1/code")]
    blank = plan(positionen=(make_position(""),), personal=())
    assert codes(blank) == [("code_fehlt", "ausgabe/0/code")]
    assert codes(plan(positionen=(make_position("P" * 21),), personal=())) == [
        ("code_zu_lang", "ausgabe/0/code")
    ]


def test_a_position_under_which_belege_stand_stays():
    assert codes(plan(), "SA") == []
    assert codes(plan(), "HO") == [("code_benutzt", None)]


def test_a_post_belongs_to_a_position_and_has_a_share_and_months():
    wrong = Personalzeile("XX", "", 0, monate=13)
    assert codes(plan(personal=(wrong,))) == [
        ("position_unbekannt", "personal/0/position"),
        ("funktion_fehlt", "personal/0/funktion"),
        ("vzae_nicht_positiv", "personal/0/vzae"),
        ("monate_ausserhalb", "personal/0/monate"),
    ]


def test_money_that_pays_is_not_negative():
    assert codes(plan(deckungsmittel=(Deckungsmittel(LAND, euro("-0.01")),))) == [
        ("deckung_negativ", "deckung/0/betrag")
    ]


@pytest.mark.parametrize(("text", "hundredths"), [("1", 100), ("1,5", 150), ("0,35", 35), (" 12,25 ", 1225)])
def test_shares_of_posts_are_read_in_hundredths(text, hundredths):
    assert parse_vzae(text) == hundredths


@pytest.mark.parametrize("text", ["", "1.5", "1,555", "-1", "½", "1,", "eins", "1000"])
def test_everything_else_is_refused(text):
    with pytest.raises(VzaeUnklar):
        parse_vzae(text)


def test_a_share_is_written_as_it_is_read():
    assert [format_vzae(150), format_vzae(5)] == ["1,50", "0,05"]
    assert parse_vzae(format_vzae(1234)) == 1234


def test_every_kind_of_ausgaben_has_a_code_to_propose():
    assert set(CODE_VORSCHLAG) == set(Ausgabenart)
    assert len(set(CODE_VORSCHLAG.values())) == len(CODE_VORSCHLAG)


def test_the_balance_is_deckungsmittel_less_ausgaben():
    assert bilanz(plan()).differenz == euro("0.00")
    short = plan(deckungsmittel=(Deckungsmittel(LAND, euro("999.99")),))
    assert bilanz(short).differenz == euro("-0.01")
    assert ausgeglichen(short).satz == "Es fehlen 0,01\N{NO-BREAK SPACE}€ Deckungsmittel."
    assert ausgeglichen(plan(positionen=())).farbe == "warning"


def test_posts_are_compared_with_their_position_only_where_all_are_costed():
    assert compare_personal(plan()) == (("PK", euro("800.00"), euro("800.00")),)
    open_one = (*plan().personal, Personalzeile("PK", "Vertretung", 50))
    assert compare_personal(plan(personal=open_one)) == ()


# -- in its year ---------------------------------------------------------------------------------------------

JAHR = make_jahr(massnahmen=(make_massnahme("baby", empfaenger=(make_empfaenger("a", plaene=()),)),))


def test_the_rules_speak_of_the_draft_as_if_it_were_saved():
    jahr = draft(JAHR, "baby", "a", plan(deckungsmittel=(Deckungsmittel(LAND, euro("1.00")),)))
    said = {each.code: each for each in judge(jahr, "baby", "a") if each.bezug}
    assert said["plan_ausgeglichen"].differenz == euro("-999.00")
    assert {each.code for each in judge(jahr, "baby", "a")} == {
        "plan_ausgeglichen",
        "plan_zuwendungsfaehig",
        "plan_deckt_betrag",
        "foerderquote",
    }


def test_a_draft_that_holds_from_a_later_day_is_judged_today():
    later = replace(plan(), version=2, wirksam_ab=JAHR.am.replace(year=JAHR.am.year + 1))
    jahr = draft(JAHR, "baby", "a", later)
    found = find_recipient(jahr, "baby", "a")
    assert found is not None
    assert found[1].plaene[-1].wirksam_ab is None


def test_the_lines_of_one_plan_are_those_it_adds_to_the_antrag():
    other = make_massnahme("stadt", empfaenger=(make_empfaenger("b", plaene=(make_plan(),)),))
    jahr = draft(replace(JAHR, massnahmen=(*JAHR.massnahmen, other)), "baby", "a", plan())
    found = zeilen_of(jahr, "baby", "a")
    assert found is not None
    assert [(number, str(betrag)) for number, _, betrag in lines(found)] == [
        ("3.1", "1000.00"),
        ("3.2", "950.00"),
        ("3.3", "0.00"),
        ("3.4", "950.00"),
        ("3.5", "760.00"),
        ("3.6", "0.00"),
        # The Träger's own 240.00, less the 50.00 that are not zuwendungsfähig.
        ("3.7", "190.00"),
    ]
    assert zeilen_of(jahr, "baby", "nobody") is None


def test_cells_of_a_plan_name_each_row():
    cells = zellen_of(plan())
    assert cells["version"] == "1"
    assert cells["ausgabe/PK"].startswith("Personalausgaben · Position PK · 800,00")
    assert cells["deckung/2"].startswith("Eigenmittel · Beispielverein · 240,00")
    assert "1,50 VZÄ" in cells["personal/1"]
    assert (describe("ausgabe/PK"), describe("gilt")) == ("Ausgabe PK", "Gilt ab")
    assert zellen_of(None) == {"version": "0"}


# -- the list of a year --------------------------------------------------------------------------------------


def listed(**filters: str) -> planliste.Planliste:
    good, bad = make_plan(), make_plan({"SA": "1000.00"}, {LAND: "1.00", STADT: "1.00"})
    jahr = make_jahr(
        massnahmen=(
            make_massnahme("gut", name="Gute", empfaenger=(make_empfaenger("b", plaene=(good,)),)),
            make_massnahme("schlecht", name="Schlechte", empfaenger=(make_empfaenger("a", plaene=(bad,)),)),
            make_massnahme("ohne", name="Offene", empfaenger=(make_empfaenger("c", plaene=()),)),
            make_massnahme("leer", name="Leere", empfaenger=()),
        )
    )
    return planliste.build(jahr, **filters)


def test_the_list_tells_what_is_missing_and_what_does_not_fit():
    found = listed()
    assert [(z.kennung, z.stand) for z in found.zeilen][1:] == [("schlecht", "Abweichung"), ("ohne", "fehlt")]
    assert (found.gesamt, found.fehlend) == (3, 1)
    assert found.ohne_traeger == (("leer", "Leere"),)
    assert any("998,00" in satz for satz in found.zeilen[1].abweichungen)


@pytest.mark.parametrize(
    ("filters", "kennungen"),
    [
        ({"zeige": "fehlt"}, ["ohne"]),
        ({"suche": "schlecht"}, ["schlecht"]),
        ({"sortiert": "stand"}, ["ohne", "schlecht", "gut"]),
        ({"zeige": "unsinn", "sortiert": "unsinn"}, ["gut", "schlecht", "ohne"]),
    ],
)
def test_the_list_is_filtered_and_sorted(filters, kennungen):
    found = [z.kennung for z in listed(**filters).zeilen]
    assert [k for k in found if k in kennungen] == kennungen
    assert len(found) == len(kennungen) or "sortiert" in filters


def test_the_file_has_the_rows_that_are_shown_and_their_sums():
    found = listed(suche="gute")
    rows = planliste.rows(found)
    assert len(rows) == 2
    assert rows[0][3] == rows[-1][3] == found.summe.insgesamt
    assert len(planliste.KOPF) == len(rows[0])
