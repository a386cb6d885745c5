from __future__ import annotations

import pytest

from grants.domain.begriffe import Kuerzungsgrund, NachweisStatus
from grants.domain.pruefregeln import Bezug, Vorgang
from tests.domain.jahre import (
    figures,
    make_anerkennung,
    make_belegteil,
    make_empfaenger,
    make_jahr_of,
    make_nachweis,
    run,
    run_one,
)

ROWS = (
    make_belegteil("A-1", "300.00", position="SA"),
    make_belegteil("A-2", "-50.00", position="SA"),
    make_belegteil("A-3", "80.00", "70.00", position="OE"),
)
WHY = {"grund": Kuerzungsgrund.NICHT_BELEGT, "mindert_insgesamt": False}


def jahr_with(*rows, status=NachweisStatus.GEPRUEFT, belegteile=ROWS, festgesetzt=None):
    nachweis = make_nachweis(status, anerkennungen=rows, festgesetzt=festgesetzt)
    return make_jahr_of(make_empfaenger(belegteile=belegteile, nachweis=nachweis))


def cut(position, anerkannt, beleg_nr="", **overrides):
    return make_anerkennung(position, anerkannt, **{"beleg_nr": beleg_nr, **WHY, **overrides})


def test_without_cuts_everything_proved_is_recognised():
    assert figures(run_one("anerkannt", jahr_with())) == ("ok", "320.00", "320.00")


def test_a_reasoned_cut_lowers_what_is_recognised():
    result = run_one("anerkannt", jahr_with(cut("SA", "299.99", "A-1"), cut("OE", "0.00")))
    assert figures(result) == ("ok", "320.00", "249.99")


@pytest.mark.parametrize(
    ("anerkannt", "ergebnisse"),
    [
        ("300.00", [("ok", "320.00", "320.00")]),
        ("300.01", [("fehler", "300.00", "300.01"), ("fehler", "320.00", "320.01")]),
        ("0.00", [("ok", "320.00", "20.00")]),
        ("-0.01", [("fehler", "300.00", "-0.01")]),
    ],
)
def test_of_a_beleg_between_nothing_and_all_may_be_recognised(anerkannt, ergebnisse):
    assert [figures(r) for r in run("anerkannt", jahr_with(cut("SA", anerkannt, "A-1")))] == ergebnisse


@pytest.mark.parametrize(
    ("anerkannt", "first"),
    [("-50.00", "ok"), ("-50.01", "fehler"), ("0.01", "fehler")],
)
def test_of_a_negative_row_no_more_and_nothing_positive_may_be_recognised(anerkannt, first):
    assert run("anerkannt", jahr_with(cut("SA", anerkannt, "A-2")))[0].ergebnis == first


def test_leaving_out_a_refund_raises_the_total_above_what_is_proved():
    results = run("anerkannt", jahr_with(cut("SA", "0.00", "A-2")))
    assert [figures(r) for r in results] == [("fehler", "320.00", "370.00")]


@pytest.mark.parametrize(
    ("lacks", "word"), [({"grund": None}, "Grund"), ({"mindert_insgesamt": None}, "insgesamt")]
)
def test_a_cut_has_a_reason_and_says_what_it_lowers(lacks, word):
    result = run_one("anerkannt", jahr_with(cut("SA", "100.00", "A-1", **lacks)))
    assert figures(result) == ("fehler", "300.00", "100.00")
    assert result.bezug == Bezug("babylotsen", "beispiel-a", "A-1")
    assert word in result.text


def test_a_row_that_cuts_nothing_needs_no_reason():
    jahr = jahr_with(cut("SA", "300.00", "A-1", grund=None, mindert_insgesamt=None))
    assert run_one("anerkannt", jahr).ergebnis == "ok"


def test_what_single_belege_lost_is_gone_before_the_position_is_judged():
    # 250,00 proved, 200,00 after the cut of A-1.
    fits = jahr_with(cut("SA", "250.00", "A-1"), cut("SA", "200.00"))
    assert figures(run_one("anerkannt", fits)) == ("ok", "320.00", "270.00")
    [result] = run("anerkannt", jahr_with(cut("SA", "200.01"), cut("SA", "250.00", "A-1")))
    assert figures(result) == ("fehler", "200.00", "200.01")


@pytest.mark.parametrize(("position", "beleg"), [("SA", "A-9"), ("OE", "A-1"), ("XX", "")])
def test_a_row_about_something_unknown_is_found(position, beleg):
    result = run("anerkannt", jahr_with(cut(position, "1.00", beleg)))[0]
    assert figures(result) == ("fehler", "0.00", "1.00")
    assert "dazu ist nichts nachgewiesen" in result.text


def test_it_waits_for_the_check_and_is_red_where_the_result_is_to_be_signed_off():
    under_way = jahr_with(status=NachweisStatus.IN_PRUEFUNG)
    assert run_one("anerkannt", under_way).ergebnis == "noch_nicht_faellig"
    assert run_one("anerkannt", under_way, fuer=Vorgang.FREIGABE).ergebnis == "nicht_geprueft"


def test_rows_of_the_check_are_judged_while_it_is_under_way():
    jahr = jahr_with(cut("SA", "300.01", "A-1"), status=NachweisStatus.IN_PRUEFUNG)
    assert run("anerkannt", jahr)[0].ergebnis == "fehler"


def test_a_decision_shows_that_the_check_is_done():
    jahr = jahr_with(status=NachweisStatus.EINGEREICHT, festgesetzt="100.00")
    assert run_one("anerkannt", jahr).ergebnis == "ok"


def test_a_checked_proof_without_any_ausgaben_is_red():
    assert run_one("anerkannt", jahr_with(belegteile=())).ergebnis == "nicht_geprueft"


def test_a_moved_beleg_counts_where_it_belongs_before_a_whole_position_is_judged():
    moved = make_anerkennung("OE", "70.00", beleg_nr="A-3", umgeordnet_nach="SA")
    # 250,00 proved under SA, 320,00 with the Beleg that came from OE.
    assert figures(run_one("anerkannt", jahr_with(moved, cut("SA", "320.00")))) == ("ok", "320.00", "320.00")
    result = run("anerkannt", jahr_with(moved, cut("OE", "0.01")))[0]
    assert figures(result) == ("fehler", "0.00", "0.01")
