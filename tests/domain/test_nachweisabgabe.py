"""What stands in the way of a hand-in and what only asks for a sentence; declarations of one or two Persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from grants.domain.nachweisabgabe import Abgabestand, pruefe
from grants.domain.nachweiserklaerungen import (
    ERKLAERUNGEN,
    Abgegeben,
    Angabe,
    Erklaerungsstand,
    arten_for,
    check,
)
from grants.domain.nachweisteile import Mangel, Teil, Teilauskunft, Teilstand
from grants.domain.pruefregeln import Bezug, Ergebnis, Ergebnisart, Schwere

BEZUG = Bezug("babylotsen", "beispiel-a")
ARTEN = arten_for(is_stelle=False)
JA = {art.schluessel: Angabe(art.antworten[0].schluessel) for art in ARTEN}
ANNA = Abgegeben(1, "Beispiel Anna", datetime(2024, 3, 1, tzinfo=UTC), JA, aktuell=True)
FERTIG = tuple(Teilauskunft(teil, Teilstand.VOLLSTAENDIG, "fertig") for teil in Teil)


def stand(*, teile=FERTIG, erklaert=(ANNA,), noetig=1, ergebnisse=(), saetze=None, punkte=()) -> Abgabestand:
    return pruefe(
        bezug=BEZUG,
        teile=teile,
        erklaerungen=Erklaerungsstand(ARTEN, tuple(erklaert), noetig),
        ergebnisse=ergebnisse,
        erlaeuterungen=saetze or {},
        offene_punkte=punkte,
    )


def ergebnis(code: str = "zeitraum", art: Ergebnisart = Ergebnisart.FEHLER, **kwargs) -> Ergebnis:
    values = {"bezug": replace(BEZUG, beleg="A-1"), **kwargs}
    return Ergebnis(code, art, Schwere.FEHLER, "Beispiel", "Quelle", **values)


def test_a_complete_proof_is_ready():
    found = stand()
    assert found.is_ready
    assert found.fehler == found.hinweise == ()


def test_a_broken_rule_asks_for_a_sentence_and_blocks_nothing():
    found = stand(ergebnisse=[ergebnis()])
    assert found.is_ready
    assert [each.code for each in found.fehler] == ["zeitraum"]
    assert found.ohne_satz == 1
    told = stand(ergebnisse=[ergebnis()], saetze={"erlaeuterung-zeitraum": "Beispiel: Rechnung kam später."})
    assert told.ohne_satz == 0


def test_what_only_the_office_may_see_and_what_concerns_others_is_left_out():
    others = [
        ergebnis(nur_buero=True),
        ergebnis(bezug=Bezug("babylotsen", "beispiel-c")),
        ergebnis(bezug=None),
        ergebnis("summe_bescheid"),
        ergebnis(art=Ergebnisart.OK),
        ergebnis(art=Ergebnisart.NICHT_GEPRUEFT),
    ]
    assert stand(ergebnisse=others).fehler == ()


def test_errors_and_hints_of_one_rule_stand_apart():
    found = stand(ergebnisse=[ergebnis(), ergebnis(art=Ergebnisart.HINWEIS)])
    assert (len(found.fehler), len(found.hinweise)) == (1, 1)


@pytest.mark.parametrize(
    ("anders", "was"),
    [
        ({"teile": (Teilauskunft(Teil.SACHBERICHT, Teilstand.LEER, ""),)}, "Sachbericht"),
        (
            {
                "teile": (
                    Teilauskunft(
                        Teil.ZAHLEN, Teilstand.BEGONNEN, "", (Mangel(Teil.ZAHLEN, "Summe fehlt", "x"),)
                    ),
                )
            },
            "Summe fehlt",
        ),
        ({"erklaert": ()}, "Erklärungen fehlen"),
        ({"noetig": 2}, "zwei Personen"),
        ({"erklaert": (replace(ANNA, aktuell=False),)}, "Die Zahlen haben sich geändert"),
        ({"erklaert": (replace(ANNA, berechtigt=False),)}, "Erklärungen fehlen"),
        ({"punkte": ("Bitte Vertrag nachreichen.",)}, "Bitte Vertrag nachreichen."),
    ],
)
def test_what_is_missing_blocks(anders, was: str):
    found = stand(**anders)
    assert not found.is_ready
    assert was in found.maengel[0].text


def test_joined_persons_count_once():
    twice = (ANNA, replace(ANNA, name="Beispiel Anna (zweites Konto)"))
    assert not stand(erklaert=twice, noetig=2).is_ready
    assert stand(erklaert=(ANNA, replace(ANNA, person_id=2, name="Beispiel Bert")), noetig=2).is_ready


def test_all_that_is_missing_in_declarations_is_said_at_once():
    assert len(list(check({}, ARTEN))) == len(ARTEN)
    without = {**JA, "buecher": Angabe("nein")}
    assert [each.code for each in check(without, ARTEN)] == ["satz_fehlt"]
    assert not list(check({**JA, "buecher": Angabe("nein", "Beispiel")}, ARTEN))
    assert [v.code for v in check({**JA, "buecher": Angabe("vielleicht")}, ARTEN)] == ["antwort_fehlt"]


def test_every_declaration_has_its_source_and_a_stelle_declares_less():
    assert all(art.quelle and art.hilfe and len(art.antworten) >= 2 for art in ERKLAERUNGEN)
    left = {art.schluessel for art in arten_for(is_stelle=False)} - {
        art.schluessel for art in arten_for(is_stelle=True)
    }
    assert left == {"vorsteuer", "besserstellung"}
