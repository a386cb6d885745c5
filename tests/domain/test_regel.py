from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from grants.domain.begriffe import Ausgang, FoerderjahrStatus, NachweisStatus
from grants.domain.kette import ZugelasseneAbweichung
from grants.domain.money import Vomhundert, euro
from grants.domain.pruefregeln.regel import (
    Befund,
    Bezug,
    Ergebnis,
    Ergebnisart,
    Regel,
    Schwere,
    Stufe,
    Urteil,
    Vorgang,
    compare,
    is_reached,
    missing,
    not_applicable,
    not_yet,
    pruefe_regel,
)
from tests.domain.jahre import figures, make_empfaenger, make_jahr, make_massnahme, make_nachweis

A = Bezug("babylotsen", "beispiel-a")
B = Bezug("babylotsen", "beispiel-b")


def make_regel(*befunde: Befund, **overrides: Any) -> Regel:
    default = Regel(
        "probe",
        "Die Probe stimmt.",
        "Zuwendungsbescheid",
        Schwere.FEHLER,
        Stufe.BESCHEID,
        frozenset({Vorgang.WEITERLEITUNG}),
        lambda _: befunde,
    )
    return replace(default, **overrides)


def finding(*, holds=False, erwartet="100.00", gefunden="99.99", **more):
    return compare(holds=holds, erwartet=euro(erwartet), gefunden=euro(gefunden), text="Probe.", **more)


def judge(befund, jahr=None, *, fuer=None, **regel):
    [ergebnis] = pruefe_regel(jahr or make_jahr(), make_regel(befund, **regel), fuer=fuer)
    return ergebnis


# -- From finding to result -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("befund", "expected"),
    [
        (finding(holds=True, gefunden="100.00"), ("ok", "100.00", "100.00")),
        (finding(), ("fehler", "100.00", "99.99")),
        (finding(schwere=Schwere.HINWEIS), ("hinweis", "100.00", "99.99")),
        (not_yet("Der Tag ist noch nicht da."), ("noch_nicht_faellig", None, None)),
        (not_applicable("Eine Stelle hat das nicht."), ("trifft_nicht_zu", None, None)),
    ],
)
@pytest.mark.parametrize("status", [FoerderjahrStatus.PLANUNG, FoerderjahrStatus.ABGESCHLOSSEN])
def test_what_is_there_is_judged_whatever_the_stage(befund, expected, status):
    assert figures(judge(befund, make_jahr(status=status))) == expected


def test_a_rule_that_is_a_hint_gives_hints_unless_the_finding_is_worse():
    assert judge(finding(), schwere=Schwere.HINWEIS).ergebnis == "hinweis"
    assert judge(finding(schwere=Schwere.FEHLER), schwere=Schwere.HINWEIS).ergebnis == "fehler"


@pytest.mark.parametrize(
    ("vorerst", "fuer", "expected"),
    [
        (True, None, "hinweis"),
        (True, Vorgang.ANTRAG, "hinweis"),
        (True, Vorgang.WEITERLEITUNG, "fehler"),
        (False, Vorgang.WEITERLEITUNG, "hinweis"),
    ],
)
def test_a_hint_for_now_ends_with_the_step_that_the_rule_blocks(vorerst, fuer, expected):
    befund = finding(schwere=Schwere.HINWEIS, vorerst=vorerst)
    assert judge(befund, fuer=fuer).ergebnis == expected


def test_the_result_carries_all_that_the_finding_says():
    befund = finding(bezug=A, beheben="Finanzierungsplan", vermutung="Ziffern vertauscht.", nur_buero=True)
    assert judge(befund) == Ergebnis(
        "probe",
        Ergebnisart.FEHLER,
        Schwere.FEHLER,
        "Probe.",
        "Zuwendungsbescheid",
        euro("100.00"),
        euro("99.99"),
        A,
        "Finanzierungsplan",
        "Ziffern vertauscht.",
        nur_buero=True,
    )


def test_no_cause_is_guessed_where_all_is_in_order():
    assert judge(finding(holds=True, vermutung="Ziffern vertauscht.")).vermutung == ""


def test_a_rule_without_subjects_does_not_apply():
    [ergebnis] = pruefe_regel(make_jahr(), make_regel())
    assert (ergebnis.ergebnis, ergebnis.text) == ("trifft_nicht_zu", "Nichts zu prüfen.")


@pytest.mark.parametrize(
    ("erwartet", "gefunden", "differenz", "differenz_vh"),
    [
        ("398400.00", "398450.00", "50.00", Vomhundert(100)),
        ("3000.00", "3840.00", "840.00", Vomhundert(280_000)),
        ("100.00", "99.00", "-1.00", Vomhundert(-10_000)),
        ("0.00", "5.00", "5.00", None),
    ],
)
def test_the_difference_is_found_less_expected(erwartet, gefunden, differenz, differenz_vh):
    ergebnis = judge(finding(erwartet=erwartet, gefunden=gefunden))
    assert (ergebnis.differenz, ergebnis.differenz_vh) == (euro(differenz), differenz_vh)


def test_without_two_figures_there_is_no_difference():
    ergebnis = judge(Befund(Urteil.VERLETZT, "Zu früh.", erwartet=euro("1.00")))
    assert (ergebnis.differenz, ergebnis.differenz_vh) == (None, None)


def test_a_subject_reads_from_the_massnahme_to_the_beleg():
    assert str(Bezug("babylotsen", "beispiel-a", "A-01")) == "babylotsen / beispiel-a / A-01"
    assert str(Bezug(traeger="beispiel-a")) == "beispiel-a"


# -- What is missing ---------------------------------------------------------------------------------

STATUS = ["planung", "beantragt", "beschieden", "in_durchfuehrung", "nachgewiesen", "abgeschlossen"]
FIRST_STATUS = {
    Stufe.PLANUNG: "planung",
    Stufe.ANTRAG: "beantragt",
    Stufe.BESCHEID: "beschieden",
    Stufe.DURCHFUEHRUNG: "in_durchfuehrung",
    Stufe.NACHWEIS_STADT: "nachgewiesen",
    Stufe.ABSCHLUSS: "abgeschlossen",
}


@pytest.mark.parametrize("stufe", FIRST_STATUS)
@pytest.mark.parametrize("status", STATUS)
def test_a_missing_figure_is_red_once_the_year_has_come_so_far(stufe, status):
    ergebnis = judge(missing("Fehlt."), make_jahr(status=FoerderjahrStatus(status)), stufe=stufe)
    reached = STATUS.index(status) >= STATUS.index(FIRST_STATUS[stufe])
    assert ergebnis.ergebnis == ("nicht_geprueft" if reached else "noch_nicht_faellig")
    assert ergebnis.is_red is reached


PROOF_REACHED = {
    Stufe.EINREICHEN: {
        "eingereicht",
        "in_pruefung",
        "nachforderung",
        "geprueft",
        "freigegeben",
        "abgeschlossen",
    },
    Stufe.GEPRUEFT: {"geprueft", "freigegeben", "abgeschlossen"},
    Stufe.FREIGABE: {"freigegeben", "abgeschlossen"},
}


@pytest.mark.parametrize("stufe", PROOF_REACHED)
@pytest.mark.parametrize("status", [None, *NachweisStatus])
def test_a_missing_figure_of_a_proof_is_red_once_this_proof_has_come_so_far(stufe, status):
    further = make_empfaenger("beispiel-b", nachweis=make_nachweis(NachweisStatus.ABGESCHLOSSEN))
    one = make_empfaenger("beispiel-a", nachweis=make_nachweis(status) if status else None)
    jahr = make_jahr([make_massnahme("babylotsen", [further, one])], status=FoerderjahrStatus.PLANUNG)
    expected = "nicht_geprueft" if status in PROOF_REACHED[stufe] else "noch_nicht_faellig"
    assert judge(missing("Fehlt.", bezug=A), jahr, stufe=stufe).ergebnis == expected


@pytest.mark.parametrize(
    ("statuses", "all_count", "first_counts"),
    [
        ([], False, False),
        ([None, None], False, False),
        (["eingereicht", None], False, True),
        (["eingereicht", "entwurf"], False, True),
        (["eingereicht", "freigegeben"], True, True),
    ],
)
def test_without_a_recipient_all_proofs_count_or_the_first(statuses, all_count, first_counts):
    empfaenger = [
        make_empfaenger(f"b-{i}", nachweis=make_nachweis(NachweisStatus(s)) if s else None)
        for i, s in enumerate(statuses)
    ]
    jahr = make_jahr([make_massnahme("babylotsen", empfaenger)])
    assert is_reached(jahr, Stufe.EINREICHEN) is all_count
    assert is_reached(jahr, Stufe.EINREICHEN, first_counts=True) is first_counts
    early = judge(missing("Fehlt.", first_counts=True), jahr, stufe=Stufe.EINREICHEN)
    assert early.is_red is first_counts


def test_stages_follow_one_another():
    order = [
        Stufe.PLANUNG,
        Stufe.ANTRAG,
        Stufe.BESCHEID,
        Stufe.DURCHFUEHRUNG,
        Stufe.NACHWEIS_STADT,
        Stufe.ABSCHLUSS,
    ]
    for status in FoerderjahrStatus:
        reached = [is_reached(make_jahr(status=status), stufe) for stufe in order]
        assert all(earlier or not later for earlier, later in pairwise(reached))


@pytest.mark.parametrize(
    ("fuer", "expected"),
    [
        (None, "noch_nicht_faellig"),
        (Vorgang.ANTRAG, "noch_nicht_faellig"),
        (Vorgang.WEITERLEITUNG, "nicht_geprueft"),
    ],
)
def test_a_step_that_the_rule_blocks_needs_the_figure_now(fuer, expected):
    assert judge(missing("Fehlt."), fuer=fuer).ergebnis == expected


@pytest.mark.parametrize(
    ("wartet_auf", "text"),
    [
        ("", "Noch nicht fällig: wartet auf den Zuwendungsbescheid."),
        ("den Plan von A", "Noch nicht fällig: wartet auf den Plan von A."),
    ],
)
def test_what_is_not_due_names_the_event_it_waits_for(wartet_auf, text):
    assert judge(missing("Fehlt.", wartet_auf=wartet_auf)).text == text


def test_what_could_not_be_checked_says_what_is_missing():
    year = make_jahr(status=FoerderjahrStatus.BESCHIEDEN)
    assert judge(missing("Der Bescheid fehlt."), year).text == "Der Bescheid fehlt."


# -- The Land said no ------------------------------------------------------------------------------


@pytest.mark.parametrize("ausgang", [Ausgang.ABGELEHNT, Ausgang.ZURUECKGEZOGEN])
@pytest.mark.parametrize("stufe", Stufe)
def test_after_a_refusal_only_what_came_before_is_judged(ausgang, stufe):
    ergebnis = judge(finding(), make_jahr(ausgang=ausgang), stufe=stufe)
    before = stufe in {Stufe.PLANUNG, Stufe.ANTRAG}
    assert ergebnis.ergebnis == ("fehler" if before else "trifft_nicht_zu")


@pytest.mark.parametrize("ausgang", [None, Ausgang.BEWILLIGT, Ausgang.TEILWEISE])
def test_a_grant_in_part_is_a_grant(ausgang):
    assert judge(finding(), make_jahr(ausgang=ausgang)).ergebnis == "fehler"


# -- Zugelassene Abweichungen ----------------------------------------------------------------------

WAIVER = ZugelasseneAbweichung("probe", "babylotsen", "beispiel-a", None, euro("-0.01"), "Rundung.", 1, 2)


def waived(waiver, befund=None, **regel):
    return judge(befund or finding(bezug=A), make_jahr(abweichungen=(waiver,)), **regel)


def test_a_deviation_that_two_persons_agreed_to_is_zugelassen():
    ergebnis = waived(WAIVER)
    assert figures(ergebnis) == ("zugelassen", "100.00", "99.99")
    assert (ergebnis.text, ergebnis.bezug, ergebnis.is_red) == ("Probe. Zugelassen: Rundung.", A, False)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"zugestimmt_von": None}, id="nobody agreed"),
        pytest.param({"zugestimmt_von": 1}, id="agreed by who reasoned it"),
        pytest.param({"differenz": euro("-0.02")}, id="another difference"),
        pytest.param({"differenz": euro("0.01")}, id="the other way round"),
        pytest.param({"code": "verbleib"}, id="another rule"),
        pytest.param({"traeger": "beispiel-b"}, id="another Träger"),
        pytest.param({"traeger": None}, id="the whole Maßnahme"),
        pytest.param({"massnahme": "ebika"}, id="another Maßnahme"),
        pytest.param({"beleg": "A-01"}, id="a single Beleg"),
    ],
)
def test_any_other_deviation_stays_a_fehler(change):
    assert waived(replace(WAIVER, **change)).ergebnis == "fehler"


def test_a_rule_can_refuse_waivers():
    assert waived(WAIVER, zulassbar=lambda _: False).ergebnis == "fehler"


def test_a_waiver_without_subject_is_for_the_year():
    waiver = replace(WAIVER, massnahme=None, traeger=None)
    assert waived(waiver, finding()).ergebnis == "zugelassen"
    assert waived(waiver, finding(bezug=A)).ergebnis == "fehler"


def test_hints_and_gaps_are_nothing_to_waive():
    assert waived(WAIVER, finding(bezug=A, schwere=Schwere.HINWEIS)).ergebnis == "hinweis"
    year = make_jahr(abweichungen=(WAIVER,), status=FoerderjahrStatus.BESCHIEDEN)
    assert judge(missing("Fehlt.", bezug=A), year).ergebnis == "nicht_geprueft"
