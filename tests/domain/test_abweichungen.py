"""Waivers: bound to rule, subject and difference; how each stands to the figures of the day."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.domain.abweichungen import (
    STAND_LABEL,
    Abweichungsstand,
    Bindung,
    findings,
    is_sentence,
    lage,
    why_not,
)
from grants.domain.kette import ZugelasseneAbweichung
from grants.domain.money import euro
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis, Ergebnisart, Schwere, Stufe
from grants.domain.pruefregeln.regel import Regel, compare, pruefe_regel
from tests.domain.jahre import make_antrag, make_jahr, make_massnahme, tag

A = Bezug("babylotsen", "beispiel-a")
BINDUNG = Bindung("summe_bescheid", A, euro("-0.01"))


def ergebnis(art: str = "fehler", differenz: str = "-0.01", **more) -> Ergebnis:
    default = Ergebnis(
        "summe_bescheid",
        Ergebnisart(art),
        Schwere.FEHLER,
        "Probe.",
        "Bescheid",
        euro("0.00"),
        euro(differenz),
        A,
    )
    return replace(default, **more)


# -- how it stands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "persons", "stand"),
    [
        ([ergebnis()], (1, None), "wartet"),
        ([ergebnis("zugelassen")], (1, 2), "gilt"),
        ([ergebnis()], (1, 1), "eine_person"),
        ([ergebnis(differenz="-0.02")], (1, 2), "hinfaellig"),
        ([ergebnis(differenz="-0.02")], (1, None), "hinfaellig"),
        ([ergebnis(differenz="0.01")], (1, 2), "hinfaellig"),
        ([ergebnis("ok", "0.00")], (1, 2), "hinfaellig"),
        ([ergebnis("hinweis")], (1, 2), "hinfaellig"),
        ([ergebnis(code="verbleib")], (1, 2), "hinfaellig"),
        ([ergebnis(bezug=Bezug("babylotsen"))], (1, 2), "hinfaellig"),
        ([], (1, 2), "hinfaellig"),
        # Agreed and yet red: two findings share the difference, or the paper became a draft again.
        ([ergebnis(), ergebnis()], (1, 2), "teilweise"),
        ([ergebnis()], (1, 2), "hinfaellig"),
    ],
)
def test_a_waiver_stands_by_its_persons_and_the_difference_of_the_day(results, persons, stand):
    found = lage(BINDUNG, results, begruendet_von=persons[0], zugestimmt_von=persons[1])
    assert found.stand == stand
    assert found.satz.endswith(".")


@pytest.mark.parametrize(("abgelehnt", "zurueckgenommen"), [(True, False), (False, True), (True, True)])
def test_a_decision_against_it_goes_before_everything_else(abgelehnt, zurueckgenommen):
    found = lage(
        BINDUNG,
        [ergebnis("zugelassen")],
        begruendet_von=1,
        zugestimmt_von=2,
        abgelehnt=abgelehnt,
        zurueckgenommen=zurueckgenommen,
    )
    assert found.stand == ("zurueckgenommen" if zurueckgenommen else "abgelehnt")


def test_a_void_waiver_names_both_differences():
    satz = lage(BINDUNG, [ergebnis(differenz="-0.02")], begruendet_von=1, zugestimmt_von=2).satz
    assert satz.replace("\u00a0", " ") == (
        "Begründet wurde −0,01 €, jetzt beträgt die Differenz −0,02 €. Bitte neu begründen oder berichtigen."
    )
    gone = lage(BINDUNG, [], begruendet_von=1, zugestimmt_von=2).satz
    assert "besteht nicht mehr" in gone


def test_every_state_has_its_word():
    assert set(STAND_LABEL) == set(Abweichungsstand)


def test_only_results_in_which_two_figures_differ_are_found():
    results = [ergebnis(), ergebnis("zugelassen"), ergebnis("ok", "0.00"), ergebnis("nicht_geprueft")]
    assert findings(results, "summe_bescheid", A) == results[:2]


# -- what may be waived ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", REGISTER)
def test_a_fehler_with_a_difference_can_be_reasoned_and_nothing_else(code):
    sent = make_jahr([make_massnahme("babylotsen")], antraege=(make_antrag(versandt_am=tag("31.10.2022")),))
    assert why_not(sent, code, Ergebnisart.FEHLER, euro("0.01")) == ""
    assert "keine zwei Beträge" in why_not(sent, code, Ergebnisart.FEHLER, None)
    assert "keine zwei Beträge" in why_not(sent, code, Ergebnisart.FEHLER, euro("0.00"))
    for art in set(Ergebnisart) - {Ergebnisart.FEHLER}:
        assert why_not(sent, code, art, euro("0.01"))


def test_the_total_of_a_paper_that_is_not_sent_is_put_right_and_not_waived():
    draft = make_jahr([make_massnahme("babylotsen")], antraege=(make_antrag(),))
    assert "noch nicht versandt" in why_not(draft, "summe_antrag", Ergebnisart.FEHLER, euro("50.00"))
    assert why_not(draft, "summe_bescheid", Ergebnisart.FEHLER, euro("50.00")) == ""


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("", False),
        ("ok", False),
        ("passt so schon", False),
        ("Das passt so schon.", False),
        ("a b c d e f g h i j k", True),
        ("1 2 3 4 5 6 7 8 9 10 11 12", False),
        ("Die Rundung steht so im Bescheid.", True),
        ("      x       y       z      ", False),
    ],
)
def test_a_reason_is_at_least_a_sentence(text, enough):
    assert is_sentence(text) is enough


# -- one waiver for each finding -------------------------------------------------------------------------------


def regel_with(*differences: str) -> Regel:
    found = [
        compare(holds=False, erwartet=euro("0.00"), gefunden=euro(each), text=f"Probe {i}.", bezug=A)
        for i, each in enumerate(differences)
    ]
    return Regel("probe", "Es stimmt.", "–", Schwere.FEHLER, Stufe.PLANUNG, frozenset(), lambda _: found)


def waiver(differenz: str, von: int = 1, zu: int | None = 2) -> ZugelasseneAbweichung:
    return ZugelasseneAbweichung("probe", A.massnahme, A.traeger, None, euro(differenz), "Grund.", von, zu)


def arten(one: Regel, *waivers: ZugelasseneAbweichung) -> list[str]:
    return [e.ergebnis.value for e in pruefe_regel(make_jahr(abweichungen=waivers), one)]


def test_one_waiver_does_not_cover_two_findings_with_the_same_difference():
    twice = regel_with("0.01", "0.01")
    assert arten(twice, waiver("0.01")) == ["fehler", "fehler"]
    assert arten(twice, waiver("0.01"), waiver("0.01")) == ["zugelassen", "zugelassen"]
    assert arten(regel_with("0.01", "0.02"), waiver("0.01")) == ["zugelassen", "fehler"]


def test_a_waiver_too_many_harms_nobody():
    assert arten(regel_with("0.01"), waiver("0.01"), waiver("0.01")) == ["zugelassen"]


@given(
    found=st.lists(st.sampled_from(["0.01", "0.02", "-0.01"]), max_size=4),
    made=st.lists(
        st.tuples(
            st.sampled_from(["0.01", "0.02", "0.03"]), st.sampled_from([1, 2]), st.sampled_from([None, 1, 2])
        ),
        max_size=5,
    ),
)
def test_whatever_the_mix_each_waived_finding_has_a_waiver_of_two_persons_for_its_cent(found, made):
    waivers = [waiver(*each) for each in made]
    one = regel_with(*found)
    results = pruefe_regel(make_jahr(abweichungen=waivers), one)
    for amount in set(found):
        agreed = [
            w
            for w in waivers
            if w.differenz == euro(amount) and w.zugestimmt_von not in {None, w.begruendet_von}
        ]
        waived = [r for r in results if r.differenz == euro(amount) and r.ergebnis == "zugelassen"]
        count = found.count(amount)
        assert len(waived) == (count if len(agreed) >= count else 0)
    assert len(results) == max(len(found), 1)


@pytest.mark.parametrize(("von", "zu"), list(product([1, 2], [None, 1, 2])))
def test_of_all_pairs_only_two_different_persons_let_it_pass(von, zu):
    expected = "zugelassen" if zu is not None and von != zu else "fehler"
    assert arten(regel_with("0.01"), waiver("0.01", von, zu)) == [expected]
