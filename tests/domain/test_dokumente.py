"""What the papers of the city share: gaps, declarations, differences, the way to the Ausstellung."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain.dokumente import (
    Abweichung,
    Feld,
    Luecke,
    Lueckenliste,
    Textblock,
    aktenzeichen,
    build_erklaerungen,
    build_textblock,
    collect_abweichungen,
    group_iban,
    hindernisse,
)
from grants.domain.errors import RuleViolation
from grants.domain.money import euro
from grants.domain.pruefregeln import Bezug, Ergebnis, Ergebnisart, Schwere, Vorgang
from grants.domain.texte import Papier, Text
from tests.domain.jahre import make_empfaenger, make_jahr, make_massnahme
from tests.reports.daten import AUSSTELLUNG, STELLE, antrag, jahr_2023, nachweis

FEHLER, OFFEN = Ergebnisart.FEHLER, Ergebnisart.NICHT_GEPRUEFT
JAHR = make_jahr([make_massnahme("babylotsen", [make_empfaenger(name="Beispielträger A e. V.")])])


def finding(code: str = "summe_antrag", art: Ergebnisart = FEHLER, **overrides: object) -> Ergebnis:
    default = Ergebnis(
        code, art, Schwere.FEHLER, "Die Summe stimmt nicht.", "Quelle", euro("1.00"), euro("1.50")
    )
    return replace(default, **overrides)  # type: ignore[arg-type]  # any field of the result


def texts(jahr_ergebnisse: list[Ergebnis], vorgang: Vorgang = Vorgang.ANTRAG) -> list[str]:
    return [a.text for a in collect_abweichungen(JAHR, jahr_ergebnisse, fuer=vorgang)]


@pytest.mark.parametrize(
    ("muster", "expected"),
    [
        ("51-kinderstark-{jahr}-01", "51-kinderstark-2023-01"),
        ("51.2/JJJJ", "51.2/2023"),
        ("51-1", "51-1"),
        ("  ", ""),
    ],
)
def test_the_aktenzeichen_is_the_pattern_with_the_year(muster, expected):
    assert aktenzeichen(replace(STELLE, aktenzeichen_muster=muster), 2023) == expected


def test_an_iban_is_printed_in_groups_of_four():
    assert group_iban("DE02 12030000 0000202051") == "DE02 1203 0000 0000 2020 51"


def test_an_empty_field_is_a_gap_only_where_the_form_must_have_it():
    luecken = Lueckenliste()
    assert luecken.feld("Straße", "  ", abschnitt="1") == Feld("Straße", None)
    assert luecken.feld("Internet", "", abschnitt="1", pflicht=False) == Feld("Internet", "")
    assert luecken.feld("Ort", " Bochum ", abschnitt="1") == Feld("Ort", "Bochum")
    assert luecken.luecken == (Luecke("1", "Straße", "Blatt „Stelle“"),)


# -- Texts and declarations --------------------------------------------------------------------------------


def ziele(*texte: Text) -> tuple[Textblock, int]:
    luecken = Lueckenliste()
    massnahmen = [make_massnahme("babylotsen", name="Babylotsen")]
    block = build_textblock("ziele", texte, nummer="2", abschnitt="2", massnahmen=massnahmen, luecken=luecken)
    return block, len(luecken.luecken)


def test_a_text_may_be_written_for_the_year_or_for_single_massnahmen():
    for_year, _ = ziele(Text("ziele", "Für alle"))
    single, gaps = ziele(Text("ziele", "Nur hier", "babylotsen"))
    assert for_year.text == "Für alle"
    assert [(t.massnahme, t.text) for t in single.je_massnahme] == [("Babylotsen", "Nur hier")]
    assert gaps == 0


@pytest.mark.parametrize("texte", [(), (Text("ziele", "  "),), (Text("ziele", "x", "unbekannt"),)])
def test_a_text_that_nobody_wrote_is_a_gap(texte):
    block, gaps = ziele(*texte)
    assert (block.fehlt, gaps) == (True, 1)


@pytest.mark.parametrize(
    ("text", "antwort"), [("ja", True), ("Nein ", False), ("", None), ("vielleicht", None), ("x", None)]
)
def test_a_declaration_holds_only_what_was_answered(text, antwort):
    luecken = Lueckenliste()
    answers = [Text("bestaetigung_bescheid", text)]
    first, *others = build_erklaerungen(Papier.VERWENDUNGSNACHWEIS, answers, abschnitt="IV", luecken=luecken)
    assert first.antwort is antwort
    assert [e.antwort for e in others] == [None, None]
    assert len(luecken.luecken) == (2 if antwort is not None else 3)


# -- Differences -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("art", [a for a in Ergebnisart if a not in (FEHLER, OFFEN)])
def test_only_red_results_are_differences(art):
    assert texts([finding(art=art)]) == []


def test_a_rule_that_blocks_another_step_is_none_of_this_paper():
    assert texts([finding("summe_bescheid")]) == []
    assert texts([finding("summe_nachweis")], Vorgang.NACHWEIS_STADT) == ["Die Summe stimmt nicht."]


def test_a_difference_is_named_with_its_amount():
    assert collect_abweichungen(JAHR, [finding(beheben="Blatt „Antrag“")], fuer=Vorgang.ANTRAG) == (
        Abweichung("Die Summe stimmt nicht.", euro("0.50"), "Blatt „Antrag“"),
    )


def test_the_subject_is_printed_in_the_names_of_the_paper():
    bezug = Bezug("babylotsen", "beispiel-a")
    assert texts([finding("plan_ausgeglichen", bezug=bezug)]) == [
        "Babylotsen, Beispielträger A e. V.: Die Summe stimmt nicht."
    ]
    named = finding("plan_ausgeglichen", bezug=bezug, text="Babylotsen (Beispielträger A e. V.): zu viel.")
    assert texts([named]) == ["Babylotsen (Beispielträger A e. V.): zu viel."]


@pytest.mark.parametrize(("art", "named"), [(FEHLER, 3), (OFFEN, 1)])
def test_a_rule_broken_often_is_named_a_few_times_and_counted(art, named):
    found = texts([finding("plan_ausgeglichen", art, text=f"{i}") for i in range(60)])
    assert found == [
        *(str(i) for i in range(named)),
        f"… und {60 - named} weitere dieser Art; die Prüfung des Jahres nennt alle.",
    ]


# -- Ausstellung -------------------------------------------------------------------------------------------


def test_a_complete_paper_may_be_issued():
    assert hindernisse(antrag()) == []
    assert antrag(ausgestellt=AUSSTELLUNG).ausgestellt == AUSSTELLUNG
    assert nachweis(ausgestellt=AUSSTELLUNG).ausgestellt == AUSSTELLUNG


@pytest.mark.parametrize("make", [antrag, nachweis])
def test_a_paper_with_a_gap_is_not_issued_and_says_what_to_do(make):
    stelle = replace(STELLE, strasse="")
    with pytest.raises(RuleViolation) as refused:
        make(stelle=stelle, ausgestellt=AUSSTELLUNG)
    [violation] = refused.value.violations
    assert violation.code == "luecke"
    assert "Straße" in violation.text
    assert "Blatt „Stelle“" in violation.text


def test_a_paper_with_a_red_rule_is_not_issued():
    with pytest.raises(RuleViolation, match="Die Summe stimmt nicht"):
        antrag(ergebnisse=[finding()], ausgestellt=AUSSTELLUNG)


def test_an_agreed_deviation_does_not_stand_in_the_way():
    agreed = [finding(art=Ergebnisart.ZUGELASSEN)]
    year = jahr_2023()
    [asked] = year.antraege
    off = replace(year, antraege=(replace(asked, genannt=euro("368550.00")),))
    assert antrag(off, ergebnisse=agreed, ausgestellt=AUSSTELLUNG).abweichungen == ()
