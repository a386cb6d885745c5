"""Results of many rules at once: what a list shows and what blocks a step."""

from __future__ import annotations

import pytest

from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.money import euro
from grants.domain.pruefregeln.regel import (
    REGISTER,
    Bezug,
    Ergebnis,
    Ergebnisart,
    Schwere,
    Vorgang,
    blocking,
    condense,
    pruefe_jahr,
)
from tests.domain.jahre import figures, make_antrag, make_jahr, make_running_jahr, with_empfaenger

A = Bezug("babylotsen", "beispiel-a")
B = Bezug("babylotsen", "beispiel-b")


def result(art, bezug=None, *, erwartet=None, gefunden=None, code="probe", text="Text."):
    return Ergebnis(
        code,
        Ergebnisart(art),
        Schwere.FEHLER,
        text,
        "Quelle",
        None if erwartet is None else euro(erwartet),
        None if gefunden is None else euro(gefunden),
        bezug,
    )


def test_a_rule_that_holds_everywhere_is_one_entry_with_its_sums():
    [entry] = condense(
        [
            result("ok", A, erwartet="800.00", gefunden="700.00"),
            result("ok", B, erwartet="0.05", gefunden="0.05"),
        ]
    )
    assert figures(entry) == ("ok", "800.05", "700.05")
    assert (entry.bezug, entry.text) == (None, "Stimmt überall (2 geprüft).")


def test_a_single_subject_in_order_keeps_its_text():
    [entry] = condense([result("ok", A, erwartet="800.00", gefunden="800.00")])
    assert (figures(entry), entry.bezug, entry.text) == (("ok", "800.00", "800.00"), None, "Text.")


def test_a_sum_of_which_one_figure_is_missing_is_not_printed():
    [entry] = condense([result("ok", A, erwartet="1.00", gefunden="1.00"), result("ok", B)])
    assert figures(entry) == ("ok", None, None)


def test_comparisons_about_the_year_are_not_added_up():
    [entry] = condense(
        [
            result("ok", erwartet="460.00", gefunden="460.00"),
            result("ok", A, erwartet="1.00", gefunden="1.00"),
        ]
    )
    assert figures(entry) == ("ok", "460.00", "460.00")
    assert entry.text == "Text. Alles Weitere stimmt auch (2 geprüft)."


@pytest.mark.parametrize("art", ["fehler", "hinweis", "nicht_geprueft", "zugelassen"])
def test_each_subject_that_is_not_simply_in_order_is_an_entry(art):
    loud = [
        result(art, A, erwartet="1.00", gefunden="2.00"),
        result(art, B, erwartet="1.00", gefunden="3.00"),
    ]
    assert condense([loud[0], result("ok", Bezug("ebika")), loud[1], result("noch_nicht_faellig", B)]) == loud


def test_what_still_waits_is_one_entry_that_counts():
    [entry] = condense(
        [result("ok", A, erwartet="1.00", gefunden="1.00"), result("noch_nicht_faellig", B, text="Wartet.")]
    )
    assert (figures(entry), entry.text) == (("noch_nicht_faellig", None, None), "Wartet. (1 von 2 offen)")


def test_when_all_wait_the_text_does_not_count():
    [entry] = condense([result("noch_nicht_faellig", A, text="Wartet."), result("noch_nicht_faellig", B)])
    assert entry.text == "Wartet."


def test_what_applies_to_nobody_is_one_entry():
    [entry] = condense([result("trifft_nicht_zu", A), result("trifft_nicht_zu", B)])
    assert (entry.ergebnis, entry.bezug) == ("trifft_nicht_zu", None)


def test_subjects_it_does_not_apply_to_do_not_hide_those_in_order():
    [entry] = condense([result("trifft_nicht_zu", A), result("ok", B, erwartet="1.00", gefunden="1.00")])
    assert figures(entry) == ("ok", "1.00", "1.00")


def test_rules_keep_their_order_and_do_not_mix():
    entries = condense([result("ok", A, code="z"), result("fehler", A, code="a"), result("ok", B, code="z")])
    assert [(e.code, e.ergebnis) for e in entries] == [("z", "ok"), ("a", "fehler")]


def test_a_year_is_checked_by_every_rule_in_order():
    codes = list(dict.fromkeys(e.code for e in pruefe_jahr(make_running_jahr())))
    assert codes == list(REGISTER)


def test_a_year_in_order_is_red_nowhere():
    assert [e for e in pruefe_jahr(make_running_jahr()) if e.is_red] == []
    assert len(condense(pruefe_jahr(make_running_jahr()))) == len(REGISTER)


def test_a_step_is_blocked_by_its_own_rules_only():
    year = make_running_jahr(antraege=(make_antrag(genannt=euro("1200.01")),))
    assert [e.code for e in blocking(year, Vorgang.ANTRAG)] == ["summe_antrag"]
    assert blocking(year, Vorgang.WEITERLEITUNG) == []


def test_a_gap_blocks_though_the_stage_is_not_reached():
    year = with_empfaenger(make_running_jahr(status=FoerderjahrStatus.PLANUNG), plaene=())
    assert {e.code for e in pruefe_jahr(year) if e.is_red} == set()
    blocked = blocking(year, Vorgang.ANTRAG)
    assert {e.code for e in blocked} == {
        "plan_ausgeglichen",
        "plan_zuwendungsfaehig",
        "plan_deckt_betrag",
        "foerderquote",
    }
    assert {e.ergebnis for e in blocked} == {Ergebnisart.NICHT_GEPRUEFT}


def test_an_empty_year_has_one_red_rule_the_missing_list():
    assert [e.code for e in pruefe_jahr(make_jahr()) if e.is_red] == ["summe_antrag"]
