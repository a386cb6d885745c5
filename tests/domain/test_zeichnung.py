"""Four eyes at a proof: every one-person shortcut is a reason against, told with its code."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from grants.domain.begriffe import NachweisStatus, Rolle, Zeichnungsart
from grants.domain.zeichnung import Vorgang, Zeichnende, reasons_against, reasons_against_recognising

FACHLICH, RECHNERISCH, FREIGABE = (
    Zeichnungsart.FACHLICH,
    Zeichnungsart.RECHNERISCH,
    Zeichnungsart.FREIGABE,
)
GEWUENSCHT, OEFFNUNG = Zeichnungsart.OEFFNUNG_GEWUENSCHT, Zeichnungsart.OEFFNUNG
BUERO, FINANZEN = frozenset({Rolle.GESCHAEFTSSTELLE}), frozenset({Rolle.FINANZPRUEFUNG})
ANNA, BERT, CARLA = Zeichnende(1, BUERO), Zeichnende(2, FINANZEN), Zeichnende(3, FINANZEN)
IN_PRUEFUNG = Vorgang(NachweisStatus.IN_PRUEFUNG, frozenset({7}))
GEPRUEFT = replace(IN_PRUEFUNG, status=NachweisStatus.GEPRUEFT, gezeichnet={FACHLICH: 1, RECHNERISCH: 2})
FREIGEGEBEN = replace(GEPRUEFT, status=NachweisStatus.FREIGEGEBEN)
AMT = replace(IN_PRUEFUNG, is_stelle=True, eigene_stelle=False)
EIGENE = replace(AMT, eigene_stelle=True)


def codes(art: Zeichnungsart, wer: Zeichnende, vorgang: Vorgang) -> list[str]:
    return [violation.code for violation in reasons_against(art, wer, vorgang)]


def test_three_persons_sign_in_their_roles():
    assert codes(FACHLICH, ANNA, IN_PRUEFUNG) == []
    assert codes(RECHNERISCH, BERT, IN_PRUEFUNG) == []
    assert codes(FREIGABE, CARLA, GEPRUEFT) == []


def test_who_signed_fachlich_and_wrote_no_figure_may_give_the_freigabe():
    assert codes(FREIGABE, ANNA, GEPRUEFT) == []


@pytest.mark.parametrize(
    ("art", "wer", "code"),
    [
        (FACHLICH, BERT, "rolle_fehlt"),
        (RECHNERISCH, ANNA, "rolle_fehlt"),
        (FREIGABE, Zeichnende(9, frozenset({Rolle.EINSICHT})), "rolle_fehlt"),
        (FREIGABE, Zeichnende(9, frozenset({Rolle.KONTENVERWALTUNG})), "rolle_fehlt"),
        (RECHNERISCH, Zeichnende(9, frozenset({Rolle.TRAEGER}), frozenset({8})), "rolle_fehlt"),
    ],
)
def test_a_rolle_that_does_not_sign_this_is_refused(art, wer, code):
    assert code in codes(art, wer, GEPRUEFT if art is FREIGABE else IN_PRUEFUNG)


def test_who_signed_one_check_does_not_sign_the_other_with_any_mix_of_roles():
    both = Zeichnende(1, BUERO | FINANZEN)
    assert codes(RECHNERISCH, both, replace(IN_PRUEFUNG, gezeichnet={FACHLICH: 1})) == ["selbst_gezeichnet"]
    assert codes(FACHLICH, both, replace(IN_PRUEFUNG, gezeichnet={RECHNERISCH: 1})) == ["selbst_gezeichnet"]


def test_who_signed_the_figures_does_not_give_the_freigabe():
    assert codes(FREIGABE, BERT, GEPRUEFT) == ["selbst_gezeichnet"]


@pytest.mark.parametrize("field", ["eingereicht_von", "eingelesen_von", "anerkannt_von"])
def test_who_wrote_a_figure_does_not_give_the_freigabe(field: str):
    vorgang = replace(GEPRUEFT, **{field: frozenset({3})})
    assert codes(FREIGABE, CARLA, vorgang) == ["selbst_eingetragen"]
    assert codes(FREIGABE, replace(CARLA, person_id=4), vorgang) == []


def test_who_recognises_signs_the_figures_who_handed_them_in_or_read_them_in_does_not():
    assert codes(RECHNERISCH, BERT, replace(IN_PRUEFUNG, anerkannt_von=frozenset({2}))) == []
    for field in ("eingereicht_von", "eingelesen_von"):
        vorgang = replace(IN_PRUEFUNG, **{field: frozenset({2})})
        assert codes(RECHNERISCH, BERT, vorgang) == ["selbst_eingetragen"]
    handed_in = replace(IN_PRUEFUNG, eingereicht_von=frozenset({1}))
    assert codes(FACHLICH, ANNA, handed_in) == ["selbst_eingetragen"]


@pytest.mark.parametrize("art", [FACHLICH, RECHNERISCH, FREIGABE, GEWUENSCHT, OEFFNUNG])
def test_nobody_who_belongs_to_the_recipient_signs_anything(art: Zeichnungsart):
    status = {FREIGABE: GEPRUEFT, GEWUENSCHT: FREIGEGEBEN, OEFFNUNG: FREIGEGEBEN}.get(art, IN_PRUEFUNG)
    wer = Zeichnende(5, BUERO | FINANZEN | {Rolle.TRAEGER}, frozenset({7, 8}))
    assert "gehoert_zum_empfaenger" in codes(art, wer, status)


@pytest.mark.parametrize("art", list(Zeichnungsart))
def test_the_command_line_is_never_one_of_two(art: Zeichnungsart):
    wer = Zeichnende(6, BUERO | FINANZEN, is_kommandozeile=True)
    for vorgang in (IN_PRUEFUNG, GEPRUEFT, FREIGEGEBEN):
        assert "keine_person" in codes(art, wer, vorgang)


def test_the_geschaeftsstelle_does_not_check_its_own_massnahme_finance_does_both():
    assert codes(FACHLICH, ANNA, EIGENE) == ["rolle_fehlt", "eigene_massnahme"]
    assert codes(FACHLICH, CARLA, EIGENE) == []
    assert codes(RECHNERISCH, BERT, EIGENE) == []
    released = replace(EIGENE, status=NachweisStatus.GEPRUEFT, gezeichnet={FACHLICH: 3, RECHNERISCH: 2})
    assert codes(FREIGABE, ANNA, released) == ["eigene_massnahme"]
    assert codes(FREIGABE, CARLA, released) == []


def test_a_second_rolle_in_finance_does_not_help_the_geschaeftsstelle_with_its_own():
    both = Zeichnende(1, BUERO | FINANZEN)
    for art in (FACHLICH, RECHNERISCH):
        assert codes(art, both, EIGENE) == ["eigene_massnahme"]


def test_another_office_is_checked_by_the_geschaeftsstelle_once_it_is_said_to_be_another():
    assert codes(FACHLICH, ANNA, AMT) == []
    assert codes(FACHLICH, ANNA, replace(AMT, eigene_stelle=None)) == ["eigene_massnahme_ungeklaert"]
    assert codes(RECHNERISCH, BERT, replace(AMT, eigene_stelle=None)) == []


def test_opening_again_takes_two():
    wanted = replace(FREIGEGEBEN, gezeichnet={**GEPRUEFT.gezeichnet, GEWUENSCHT: 3})
    assert codes(GEWUENSCHT, CARLA, FREIGEGEBEN) == []
    assert codes(OEFFNUNG, CARLA, wanted) == ["selbst_gezeichnet"]
    assert codes(OEFFNUNG, ANNA, wanted) == []
    assert codes(OEFFNUNG, ANNA, FREIGEGEBEN) == ["oeffnung_nicht_gewuenscht"]


@pytest.mark.parametrize(("art", "status"), list(product([FACHLICH, RECHNERISCH, FREIGABE], NachweisStatus)))
def test_each_signature_has_its_state(art: Zeichnungsart, status: NachweisStatus):
    due = NachweisStatus.GEPRUEFT if art is FREIGABE else NachweisStatus.IN_PRUEFUNG
    wer = {FACHLICH: ANNA, RECHNERISCH: BERT, FREIGABE: CARLA}[art]
    signed = GEPRUEFT.gezeichnet if art is FREIGABE else {}
    found = codes(art, wer, replace(IN_PRUEFUNG, status=status, gezeichnet=signed))
    assert found == ([] if status is due else ["status_passt_nicht"])


def test_the_freigabe_needs_both_signatures_to_be_valid_still():
    for left in (FACHLICH, RECHNERISCH):
        vorgang = replace(GEPRUEFT, gezeichnet={left: GEPRUEFT.gezeichnet[left]})
        assert codes(FREIGABE, CARLA, vorgang) == ["zeichnung_ungueltig"]


def test_what_is_signed_is_not_signed_again():
    assert codes(FACHLICH, ANNA, replace(IN_PRUEFUNG, gezeichnet={FACHLICH: 8})) == ["schon_gezeichnet"]


def test_all_reasons_are_told_at_once():
    wer = Zeichnende(2, BUERO, frozenset({7}))
    vorgang = replace(GEPRUEFT, anerkannt_von=frozenset({2}))
    assert codes(FREIGABE, wer, vorgang) == [
        "gehoert_zum_empfaenger",
        "selbst_eingetragen",
        "selbst_gezeichnet",
    ]


def test_figures_are_recognised_by_finance_that_does_not_belong_to_the_recipient():
    def found(wer: Zeichnende, vorgang: Vorgang = IN_PRUEFUNG) -> list[str]:
        return [violation.code for violation in reasons_against_recognising(wer, vorgang)]

    assert found(BERT) == []
    assert found(ANNA) == ["rolle_fehlt"]
    assert found(replace(BERT, traeger_ids=frozenset({7}))) == ["gehoert_zum_empfaenger"]
    assert found(BERT, replace(IN_PRUEFUNG, eingereicht_von=frozenset({2}))) == ["selbst_eingetragen"]
    assert found(replace(BERT, is_kommandozeile=True)) == ["keine_person"]
