"""Results as people read them: grouped, counted, named."""

from __future__ import annotations

import pytest

from grants.domain.befunde import ERGEBNIS_LABEL, REIHENFOLGE, TITEL, group, schlagzeile
from grants.domain.money import euro
from grants.domain.pruefregeln import REGISTER, Bezug, Ergebnis, Ergebnisart, Schwere
from tests.domain.jahre import make_empfaenger, make_jahr, make_massnahme

JAHR = make_jahr([make_massnahme("babylotsen", [make_empfaenger("bk", name="Bunter Kreis")])])


def result(code: str, art: Ergebnisart, **more: object) -> Ergebnis:
    return Ergebnis(code, art, Schwere.FEHLER, f"Text zu {code}.", "Quelle", **more)  # type: ignore[arg-type]  # test


def test_every_rule_has_a_heading_and_every_result_a_word():
    assert set(TITEL) == set(REGISTER)
    assert set(ERGEBNIS_LABEL) == set(Ergebnisart) == set(REIHENFOLGE)


def test_the_worst_comes_first_and_a_rule_counts_once_with_its_worst_result():
    found = group(
        JAHR,
        [
            result("summe_antrag", Ergebnisart.OK),
            result("kontingent", Ergebnisart.HINWEIS),
            result("weiterleitung", Ergebnisart.HINWEIS, bezug=Bezug("babylotsen")),
            result("weiterleitung", Ergebnisart.FEHLER, bezug=Bezug("hebammen")),
            result("verbleib", Ergebnisart.NOCH_NICHT_FAELLIG),
            result("erstattung", Ergebnisart.TRIFFT_NICHT_ZU),
            result("auszahlung", Ergebnisart.NICHT_GEPRUEFT),
        ],
    )
    assert [gruppe.code for gruppe in found.laut] == ["weiterleitung", "auszahlung", "kontingent"]
    assert [gruppe.code for gruppe in found.rot] == ["weiterleitung", "auszahlung"]
    assert [eintrag.ergebnis for eintrag in found.laut[0].eintraege] == [
        Ergebnisart.FEHLER,
        Ergebnisart.HINWEIS,
    ]
    assert [(art, [g.code for g in groups]) for art, groups in found.ruhig] == [
        (Ergebnisart.OK, ["summe_antrag"]),
        (Ergebnisart.NOCH_NICHT_FAELLIG, ["verbleib"]),
        (Ergebnisart.TRIFFT_NICHT_ZU, ["erstattung"]),
    ]
    assert [words for _, words in found.anzahl] == [
        "1 Abweichung",
        "1 nicht prüfbar",
        "1 Hinweis",
        "1 in Ordnung",
        "1 noch nicht fällig",
        "1 trifft nicht zu",
    ]


def test_several_are_counted_in_the_plural():
    found = group(JAHR, [result("kontingent", Ergebnisart.HINWEIS), result("bestand", Ergebnisart.HINWEIS)])
    assert [words for _, words in found.anzahl] == ["2 Hinweise"]


@pytest.mark.parametrize(
    ("bezug", "wer"),
    [
        (None, ""),
        (Bezug("babylotsen"), "Babylotsen"),
        (Bezug("babylotsen", "bk", "A-13"), "Babylotsen · Bunter Kreis · Beleg A-13"),
        (Bezug("fremd", "unbekannt"), "fremd · unbekannt"),
    ],
)
def test_a_finding_names_its_subject_as_people_do(bezug: Bezug | None, wer: str):
    [gruppe] = group(JAHR, [result("zeitraum", Ergebnisart.FEHLER, bezug=bezug)]).laut
    assert gruppe.eintraege[0].wer == wer


@pytest.mark.parametrize(
    ("erwartet", "gefunden", "sentence"),
    [
        ("398400.00", "398450.00", "Die Maßnahmen ergeben 50,00 € mehr als die angegebene Antragssumme."),
        ("398400.00", "398399.99", "Die Maßnahmen ergeben 0,01 € weniger als die angegebene Antragssumme."),
    ],
)
def test_one_difference_is_the_headline(erwartet: str, gefunden: str, sentence: str):
    red = group(
        JAHR,
        [result("summe_antrag", Ergebnisart.FEHLER, erwartet=euro(erwartet), gefunden=euro(gefunden))],
    ).rot
    assert schlagzeile(red) == sentence.replace(" €", "\u00a0€")


def test_other_findings_are_said_by_the_heading_of_their_rule():
    missing = group(JAHR, [result("summe_antrag", Ergebnisart.NICHT_GEPRUEFT)]).rot
    assert schlagzeile(missing) == "Antragssumme: Das lässt sich noch nicht prüfen, eine Angabe fehlt."
    twice = group(
        JAHR, [result("zeitraum", Ergebnisart.FEHLER, bezug=Bezug(beleg=nr)) for nr in ("1", "2")]
    ).rot
    assert schlagzeile(twice) == "Durchführungszeitraum: Das stimmt an 2 Stellen nicht."
    two = group(JAHR, [result("zeitraum", Ergebnisart.FEHLER), result("verbleib", Ergebnisart.FEHLER)]).rot
    assert schlagzeile(two) == "2 Prüfungen stimmen noch nicht."
