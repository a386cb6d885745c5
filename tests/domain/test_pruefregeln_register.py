from __future__ import annotations

import re

import pytest

from grants.domain.kette import NachweisStadt
from grants.domain.parameter import Parameter
from grants.domain.pruefregeln import REGISTER, Bezug, Stufe, Vorgang, blocking, pruefe_jahr
from grants.domain.pruefregeln.regel import STUFE_LABEL, VORGANG_LABEL, WARTET_AUF, is_reached, regel
from tests.domain.jahre import (
    make_antrag,
    make_bescheid,
    make_empfaenger,
    make_jahr,
    make_jahr_of,
    make_massnahme,
    make_nachweis,
    make_stelle,
    run,
)

# Written out, not imported: in the order of the chain, with what each rule begins with and blocks.
RULES = [
    ("summe_antrag", "planung", "fehler", {"antrag"}),
    ("kontingent", "planung", "hinweis", set()),
    ("plan_ausgeglichen", "antrag", "fehler", {"antrag", "weiterleitung"}),
    ("plan_zuwendungsfaehig", "antrag", "fehler", {"antrag"}),
    ("plan_deckt_betrag", "antrag", "fehler", {"antrag", "weiterleitung"}),
    ("foerderquote", "antrag", "fehler", {"antrag"}),
    ("massnahmebeginn", "antrag", "fehler", {"antrag"}),
    ("summe_bescheid", "bescheid", "fehler", {"weiterleitung"}),
    ("umverteilung", "durchfuehrung", "fehler", {"nachweis_stadt"}),
    ("weiterleitung", "bescheid", "fehler", {"weiterleitung"}),
    ("empfaenger_anteile", "planung", "fehler", {"weiterleitung"}),
    ("auszahlung", "durchfuehrung", "fehler", set()),
    ("eingang_land", "durchfuehrung", "fehler", set()),
    ("bestand", "durchfuehrung", "hinweis", set()),
    ("belege_summe", "einreichen", "fehler", {"einreichen"}),
    ("einzelansatz", "einreichen", "hinweis", set()),
    ("zeitraum", "einreichen", "fehler", set()),
    ("beleg_doppelt", "einreichen", "fehler", set()),
    ("anerkannt", "geprueft", "fehler", {"freigabe"}),
    ("festsetzung", "freigabe", "fehler", {"freigabe"}),
    ("erstattung", "freigabe", "fehler", {"abschluss"}),
    ("restzahlung", "freigabe", "fehler", {"abschluss"}),
    ("summe_nachweis", "nachweis_stadt", "fehler", {"nachweis_stadt"}),
    ("frist_nachweis", "einreichen", "hinweis", set()),
    ("frist_zahlung", "freigabe", "hinweis", set()),
    ("verbleib", "abschluss", "fehler", {"abschluss"}),
]
PROOF_RULES = [code for code, *_ in RULES[14:]]
# The rules with one subject per recipient.
RECIPIENT_RULES = [code for code in PROOF_RULES if code not in {"summe_nachweis", "verbleib"}]
QUIET = {"ok", "hinweis", "trifft_nicht_zu", "noch_nicht_faellig"}


def test_the_register_holds_26_rules_in_the_order_of_the_chain():
    assert list(REGISTER) == [code for code, *_ in RULES]
    assert len(RULES) == 26


@pytest.mark.parametrize(("code", "stufe", "schwere", "blockiert"), RULES)
def test_each_rule_begins_weighs_and_blocks_as_laid_down(code, stufe, schwere, blockiert):
    one = REGISTER[code]
    assert (one.code, one.stufe, one.schwere, one.blockiert) == (code, stufe, schwere, blockiert)


@pytest.mark.parametrize("code", [code for code, *_ in RULES])
def test_each_rule_is_a_sentence_with_a_source(code):
    one = REGISTER[code]
    assert one.satz[0].isupper()
    assert one.satz.endswith(".")
    assert one.quelle
    # Working ids and marks of how far a source was read are never printed as law.
    assert not re.search(r"R-|\bC12\b|\[|\bU\b", one.quelle)


def test_a_code_is_given_once():
    with pytest.raises(ValueError, match="summe_antrag is registered twice"):
        regel("summe_antrag", satz="Noch einmal.", quelle="–", stufe=Stufe.PLANUNG)(lambda _: [])


def test_every_stage_and_step_has_its_words():
    assert set(STUFE_LABEL) == set(WARTET_AUF) == set(Stufe)
    assert set(VORGANG_LABEL) == set(Vorgang)


def a_list_alone(*, with_recipients):
    """What a read list leaves: Maßnahmen, their amounts and the stated total; no parameter, plan or paper."""
    recipients = [[make_empfaenger("a")], [make_stelle("amt-53")]] if with_recipients else [[], []]
    massnahmen = [
        make_massnahme(kennung, of, fortsetzung=None, land_beantragen=None)
        for kennung, of in zip(("babylotsen", "lotsendienste"), recipients, strict=True)
    ]
    return make_jahr(massnahmen, antraege=(make_antrag(),), parameter=Parameter())


@pytest.mark.parametrize("with_recipients", [True, False])
def test_a_list_with_its_total_alone_turns_nothing_red(with_recipients):
    results = pruefe_jahr(a_list_alone(with_recipients=with_recipients))
    assert {r.code for r in results} == set(REGISTER)
    assert {r.ergebnis.value for r in results} <= QUIET


@pytest.mark.parametrize("with_recipients", [True, False])
@pytest.mark.parametrize("code", PROOF_RULES)
def test_with_a_list_alone_what_comes_later_is_not_yet_due(code, with_recipients):
    results = run(code, a_list_alone(with_recipients=with_recipients))
    assert {r.ergebnis.value for r in results} <= {"noch_nicht_faellig", "trifft_nicht_zu"}
    assert "noch_nicht_faellig" in {r.ergebnis.value for r in results}


@pytest.mark.parametrize("code", RECIPIENT_RULES)
def test_a_massnahme_with_money_and_without_recipient_is_not_passed_over(code):
    funded = make_massnahme("babylotsen")
    in_proof = make_massnahme("lotsendienste", [make_empfaenger(nachweis=make_nachweis())])
    jahr = make_jahr([funded, in_proof], am="31.08.2024")
    [result] = [r for r in run(code, jahr) if r.bezug == Bezug("babylotsen")]
    due = REGISTER[code].stufe is Stufe.EINREICHEN
    assert result.ergebnis == ("nicht_geprueft" if due else "noch_nicht_faellig")


@pytest.mark.parametrize("code", RECIPIENT_RULES)
@pytest.mark.parametrize(
    "dropped",
    [
        make_massnahme("dropped", [make_empfaenger("b")]),
        make_massnahme("dropped", [make_empfaenger("b")], land_beantragen=False),
        make_massnahme("dropped", rest_entscheidung="fällt an das Land zurück"),
    ],
)
def test_a_massnahme_without_landesmittel_does_not_apply(code, dropped):
    jahr = make_jahr_of(
        make_empfaenger(nachweis=make_nachweis()), bescheide=(make_bescheid("1.00", {"babylotsen": "1.00"}),)
    )
    jahr = make_jahr([*jahr.massnahmen, dropped], bescheide=jahr.bescheide, status=jahr.status)
    about = [r for r in run(code, jahr) if r.bezug and r.bezug.massnahme == "dropped"]
    assert [(r.ergebnis, r.bezug) for r in about] == [("trifft_nicht_zu", Bezug("dropped"))]


@pytest.mark.parametrize("code", RECIPIENT_RULES)
def test_what_a_recipient_without_landesmittel_has_shown_is_judged_all_the_same(code):
    shown = make_empfaenger("b", nachweis=make_nachweis())
    jahr = make_jahr([make_massnahme("ohne-land", [shown], land_beantragen=False)])
    assert Bezug("ohne-land", "b") in [r.bezug for r in run(code, jahr)]


@pytest.mark.parametrize("code", ["belege_summe", "zeitraum", "beleg_doppelt", "einzelansatz"])
def test_what_is_missing_is_due_for_each_recipient_by_itself(code):
    handed_in, waiting = make_empfaenger("a", nachweis=make_nachweis()), make_empfaenger("b")
    results = run(code, make_jahr_of(handed_in, waiting))
    assert [(r.ergebnis, r.bezug.traeger) for r in results if r.bezug] == [
        ("nicht_geprueft", "a"),
        ("noch_nicht_faellig", "b"),
    ]


def test_the_year_has_come_so_far_when_all_recipients_have_or_the_first_where_that_counts():
    handed_in, waiting = make_empfaenger("a", nachweis=make_nachweis()), make_empfaenger("b")
    some, every = make_jahr_of(handed_in, waiting), make_jahr_of(handed_in)
    assert (is_reached(some, Stufe.EINREICHEN), is_reached(every, Stufe.EINREICHEN)) == (False, True)
    assert is_reached(some, Stufe.EINREICHEN, first_counts=True)
    assert not is_reached(make_jahr_of(), Stufe.EINREICHEN)


def test_only_the_rules_of_a_step_stand_in_its_way():
    jahr = make_jahr_of(make_empfaenger(nachweis=make_nachweis()), nachweis_stadt=NachweisStadt())
    assert {r.code for r in blocking(jahr, Vorgang.EINREICHEN)} == {"belege_summe"}
    assert {r.code for r in blocking(jahr, Vorgang.FREIGABE)} == {"anerkannt", "festsetzung"}
    assert {r.code for r in blocking(jahr, Vorgang.ABSCHLUSS)} == {"erstattung", "restzahlung", "verbleib"}
    assert {r.code for r in blocking(jahr, Vorgang.NACHWEIS_STADT)} == {"summe_nachweis"}
