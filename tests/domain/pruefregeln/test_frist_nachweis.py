from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain.begriffe import NachweisStatus
from grants.domain.kette import NachweisStadt
from tests.domain.jahre import (
    make_empfaenger,
    make_jahr_of,
    make_nachweis,
    make_parameter,
    make_stelle,
    make_weiterleitung,
    make_zuweisung,
    run,
    tag,
)


def results(jahr):
    *recipients, city = run("frist_nachweis", jahr)
    return recipients, city


def handed_in(day, **overrides):
    return make_empfaenger(nachweis=make_nachweis(eingereicht_am=tag(day), **overrides))


@pytest.mark.parametrize(
    ("day", "ergebnis", "text"),
    [
        ("20.03.2024", "ok", "am 20.03.2024 eingereicht, Frist bis 02.04.2024."),
        # 31.03.2024 is Easter Sunday.
        ("02.04.2024", "ok", "am 02.04.2024 eingereicht, Frist bis 02.04.2024."),
        ("03.04.2024", "hinweis", "eingereicht, 1 Tag nach Ablauf der Frist am 02.04.2024."),
        ("17.04.2024", "hinweis", "eingereicht, 15 Tage nach Ablauf der Frist am 02.04.2024."),
    ],
)
def test_a_proof_is_handed_in_by_the_last_day(day, ergebnis, text):
    [result], _ = results(make_jahr_of(handed_in(day)))
    assert (result.ergebnis, result.erwartet, result.gefunden) == (ergebnis, None, None)
    assert text in result.text


def test_a_named_day_that_stands_is_not_moved():
    jahr = make_jahr_of(handed_in("01.04.2024"), parameter=make_parameter(fristen_bestimmter_tag=True))
    [result], _ = results(jahr)
    assert "1 Tag nach Ablauf der Frist am 31.03.2024" in result.text


def test_an_extended_frist_counts_and_moves_too():
    # 20.04.2024 is a Saturday.
    [result], _ = results(make_jahr_of(handed_in("22.04.2024", verlaengert_bis=tag("20.04.2024"))))
    assert result.ergebnis == "ok"
    [result], _ = results(make_jahr_of(handed_in("23.04.2024", verlaengert_bis=tag("20.04.2024"))))
    assert "1 Tag nach Ablauf der Frist am 22.04.2024" in result.text


@pytest.mark.parametrize(
    ("am", "ergebnis", "text"),
    [
        ("02.04.2024", "noch_nicht_faellig", "bis zum 02.04.2024 einzureichen"),
        ("03.04.2024", "hinweis", "fehlt 1 Tag nach Ablauf der Frist am 02.04.2024"),
        ("17.04.2024", "hinweis", "fehlt 15 Tage nach Ablauf der Frist am 02.04.2024"),
    ],
)
@pytest.mark.parametrize("nachweis", [None, make_nachweis(NachweisStatus.ENTWURF)])
def test_a_proof_that_is_not_in_is_overdue_from_the_day_after(am, ergebnis, text, nachweis):
    [result], _ = results(make_jahr_of(make_empfaenger(nachweis=nachweis), am=am))
    assert result.ergebnis == ergebnis
    assert text in result.text


def test_without_the_day_it_is_red_once_the_first_proof_is_in():
    parameter = make_parameter(nachweis_traeger_bis=None)
    [result], _ = results(make_jahr_of(make_empfaenger(), parameter=parameter))
    assert (result.ergebnis, result.bezug) == ("noch_nicht_faellig", None)
    jahr = make_jahr_of(handed_in("20.03.2024"), make_empfaenger("b"), parameter=parameter)
    [result], _ = results(jahr)
    assert result.ergebnis == "nicht_geprueft"


def test_an_extended_frist_is_judged_without_the_day_of_the_year():
    parameter = make_parameter(nachweis_traeger_bis=None)
    extended = handed_in("23.04.2024", verlaengert_bis=tag("22.04.2024"))
    [result], _ = results(make_jahr_of(extended, parameter=parameter))
    assert result.ergebnis == "hinweis"


def test_a_proof_that_is_in_without_its_day_is_red():
    [result], _ = results(make_jahr_of(make_empfaenger(nachweis=make_nachweis(eingereicht_am=None))))
    assert result.ergebnis == "nicht_geprueft"


@pytest.mark.parametrize(
    ("am", "eingereicht", "ergebnis", "text"),
    [
        # 30.06.2024 is a Sunday.
        ("31.08.2024", "01.07.2024", "ok", "Frist bis 01.07.2024"),
        ("31.08.2024", "02.07.2024", "hinweis", "1 Tag nach Ablauf der Frist am 01.07.2024"),
        ("01.07.2024", None, "noch_nicht_faellig", "bis zum 01.07.2024 einzureichen"),
        ("03.07.2024", None, "hinweis", "fehlt 2 Tage nach Ablauf der Frist am 01.07.2024"),
    ],
)
def test_the_citys_own_proof_has_its_frist(am, eingereicht, ergebnis, text):
    stated = NachweisStadt(eingereicht_am=tag(eingereicht)) if eingereicht else None
    _, city = results(make_jahr_of(handed_in("20.03.2024"), am=am, nachweis_stadt=stated))
    assert (city.ergebnis, city.bezug) == (ergebnis, None)
    assert "Der Verwendungsnachweis der Stadt" in city.text
    assert text in city.text


def test_the_citys_frist_is_missed_once_the_first_proof_is_in():
    jahr = make_jahr_of(handed_in("20.03.2024"), parameter=make_parameter(nachweis_stadt_bis=None))
    assert results(jahr)[1].ergebnis == "nicht_geprueft"
    early = replace(jahr, massnahmen=make_jahr_of(make_empfaenger()).massnahmen, am=tag("30.06.2023"))
    assert results(early)[1].ergebnis == "noch_nicht_faellig"


@pytest.mark.parametrize(("day", "ergebnis"), [("16.04.2024", "ok"), ("17.04.2024", "hinweis")])
@pytest.mark.parametrize("is_stelle", [False, True])
def test_the_day_that_the_paper_prints_counts_before_that_of_the_year(day, ergebnis, is_stelle):
    nachweis = make_nachweis(eingereicht_am=tag(day))
    if is_stelle:
        paper = make_zuweisung(nachweis_bis=tag("16.04.2024"))
        recipient = make_stelle(nachweis=nachweis, zuweisungen=(paper,))
    else:
        paper = make_weiterleitung(nachweis_bis=tag("16.04.2024"))
        recipient = make_empfaenger(nachweis=nachweis, weiterleitungen=(paper,))
    [result], _ = results(make_jahr_of(recipient))
    assert result.ergebnis == ergebnis
    assert "16.04.2024" in result.text


def test_an_extension_counts_before_the_day_of_the_paper():
    paper = make_weiterleitung(nachweis_bis=tag("16.04.2024"))
    late = replace(handed_in("21.05.2024", verlaengert_bis=tag("21.05.2024")), weiterleitungen=(paper,))
    [result], _ = results(make_jahr_of(late))
    assert result.ergebnis == "ok"


def test_only_the_paper_in_force_counts():
    paper = make_weiterleitung()
    later = make_weiterleitung(version=2, wirksam_ab=tag("01.01.2030"), nachweis_bis=tag("16.04.2024"))
    [result], _ = results(make_jahr_of(replace(handed_in("16.04.2024"), weiterleitungen=(paper, later))))
    assert "Frist am 02.04.2024" in result.text
