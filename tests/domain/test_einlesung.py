"""Previews: what a file would change, kept as JSON, compared with what was shown before."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from grants.domain.begriffe import Betragsart, Einlesungsart, TraegerArt
from grants.domain.einlesung import (
    Aehnlich,
    Antworten,
    Betragsstand,
    Vorschau,
    compare_year,
    differences,
    spur,
)
from grants.domain.einlesung_json import (
    GEZEIGT,
    dump_antworten,
    dump_vorschau,
    load_antworten,
    load_vorschau,
)
from grants.domain.errors import Stellenangabe, Violation
from grants.domain.mappe import AntragZeile, Jahresmappe, MassnahmeZeile, TraegerZeile
from grants.domain.money import Zahlen, euro


def zeile(kennung: str, betrag: str | None, **more) -> MassnahmeZeile:
    return MassnahmeZeile(kennung, kennung.title(), beantragt=euro(betrag) if betrag else None, **more)


ALT = Jahresmappe(
    massnahmen=(zeile("a", "10.00"), zeile("b", "20.00"), zeile("c", "30.00"), zeile("d", None)),
    antraege=(AntragZeile(1, euro("60.00")),),
)
NEU = Jahresmappe(
    massnahmen=(zeile("a", "10.00"), zeile("b", "25.00"), zeile("e", "5.00"), zeile("d", None)),
    antraege=(AntragZeile(1, euro("40.00")),),
)
GELESEN = {"a": False, "b": False, "e": True}


def vorschau(alt: Jahresmappe = ALT, neu: Jahresmappe = NEU, **more) -> Vorschau:
    options = {"jahr": 2024, "angelegt": False, "gelesen": GELESEN, **more}
    return Vorschau(3, 1, (compare_year(alt, neu, summen=(euro("41.00"), euro("40.00")), **options),))


# -- amounts ---------------------------------------------------------------------------------------------------


def test_each_massnahme_stands_with_its_amount_before_and_after_and_what_becomes_of_it():
    [jahr] = vorschau().jahre
    assert [(z.kennung, z.stand.value, str(z.alt), str(z.neu), z.unbekannt) for z in jahr.betraege] == [
        ("a", "unveraendert", "10.00", "10.00", False),
        ("b", "geaendert", "20.00", "25.00", False),
        ("c", "fehlt", "30.00", "None", False),
        ("e", "neu", "None", "5.00", True),
    ]
    assert [str(z.differenz) for z in jahr.betraege] == ["0.00", "5.00", "-30.00", "5.00"]
    assert [z.kennung for z in jahr.fehlend] == ["c"]


def test_a_massnahme_that_stays_without_being_named_is_missing_all_the_same():
    kept = replace(NEU, massnahmen=(*NEU.massnahmen, zeile("c", "30.00")))
    [missing] = vorschau(neu=kept).jahre[0].fehlend
    assert (missing.stand, missing.alt, missing.neu) == (Betragsstand.FEHLT, euro("30.00"), euro("30.00"))


def test_the_stated_total_stands_beside_the_rows_and_the_antrag_before_and_after():
    [jahr] = vorschau().jahre
    assert [str(each) for each in (jahr.genannt, jahr.gerechnet, jahr.differenz)] == [
        "41.00",
        "40.00",
        "-1.00",
    ]
    assert [str(each) for each in (jahr.summe_alt, jahr.summe_neu, jahr.aenderung)] == [
        "60.00",
        "40.00",
        "-20.00",
    ]


def test_amounts_are_told_in_their_own_table_and_not_a_second_time():
    [jahr] = vorschau().jahre
    said = [(b.blatt, z.wer, z.art.value) for b in jahr.blaetter for z in b.zeilen]
    assert said == [
        ("Maßnahmen", "E", "neu"),
        ("Maßnahmen", "C", "entfaellt"),
        ("Antrag", "Version 1", "geaendert"),
    ]
    assert jahr.anzahl == {"Maßnahmen": (1, 0, 1), "Antrag": (0, 1, 0)}


def test_a_workbook_without_massnahmen_says_nothing_of_amounts():
    assert vorschau(gelesen={}).jahre[0].betraege == ()


@pytest.mark.parametrize(
    ("preview", "nothing"),
    [
        (vorschau(neu=ALT), False),
        (replace(vorschau(neu=ALT), uebernommen=0), True),
        (replace(vorschau(neu=ALT, angelegt=True), uebernommen=0), False),
        (replace(vorschau(), uebernommen=0), False),
        (Vorschau(fehler=(Violation("x", "X."),)), False),
    ],
)
def test_a_file_changes_nothing_only_where_all_of_it_stands_there(preview, nothing):
    assert preview.changes_nothing is nothing


# -- kept ------------------------------------------------------------------------------------------------------


def test_a_preview_comes_back_from_json_as_it_was():
    shown = replace(
        vorschau(),
        aehnlich=(Aehnlich("Lotsen", (("lotsendienste", "Lotsendienste"),)),),
        hinweise=("Ein Hinweis.",),
        fehler=(
            Violation("betrag_unklar", "Unklar.", stelle=Stellenangabe(None, "A", 3, "B", "C3"), wert="x"),
        ),
    )
    assert load_vorschau(json.loads(json.dumps(dump_vorschau(shown)))) == shown


def test_of_a_long_sheet_the_first_rows_are_kept_and_all_are_counted():
    many = tuple(TraegerZeile(f"t{i}", f"Träger {i}", TraegerArt.UNGEKLAERT) for i in range(GEZEIGT + 7))
    kept = load_vorschau(dump_vorschau(vorschau(neu=replace(NEU, traeger=many))))
    [blatt] = [each for each in kept.jahre[0].blaetter if each.blatt == "Träger"]
    assert len(blatt.zeilen) == GEZEIGT
    assert kept.jahre[0].anzahl["Träger"] == (GEZEIGT + 7, 0, 0)


@pytest.mark.parametrize(
    "antworten",
    [
        Antworten(),
        Antworten(
            Einlesungsart.JAHRESMAPPE,
            2024,
            Zahlen.PUNKT,
            Betragsart.LANDESFOERDERUNG,
            ersetzen=True,
            zuordnungen={"A": "a", "B": ""},
        ),
    ],
)
def test_answers_come_back_from_json_as_they_were(antworten):
    assert load_antworten(json.loads(json.dumps(dump_antworten(antworten)))) == antworten


# -- compared with what was shown ------------------------------------------------------------------------------


def test_the_trace_holds_every_change_but_not_what_the_amounts_mean():
    meant = replace(NEU, antraege=(replace(NEU.antraege[0], betragsart=Betragsart.LANDESFOERDERUNG),))
    assert spur(vorschau(neu=meant)) == spur(vorschau())
    only_meant = replace(ALT, antraege=(replace(ALT.antraege[0], betragsart=Betragsart.LANDESFOERDERUNG),))
    assert spur(vorschau(neu=only_meant)) == spur(vorschau(neu=ALT))


@pytest.mark.parametrize(
    "neu",
    [
        replace(NEU, massnahmen=(*NEU.massnahmen[:1], zeile("b", "25.01"), *NEU.massnahmen[2:])),
        replace(NEU, antraege=(AntragZeile(1, euro("40.01")),)),
        replace(NEU, massnahmen=(*NEU.massnahmen, zeile("f", "1.00"))),
        replace(NEU, massnahmen=(zeile("a", "10.00", geplant_ab="Mitte 2024"), *NEU.massnahmen[1:])),
        replace(NEU, traeger=(TraegerZeile("t", "T", TraegerArt.UNGEKLAERT),)),
    ],
    ids=["a cent", "the total", "another Massnahme", "another sheet's word", "a Traeger"],
)
def test_anything_else_changes_the_trace(neu):
    assert spur(vorschau(neu=neu)) != spur(vorschau())


def test_the_same_end_from_another_beginning_is_another_change():
    other = replace(ALT, massnahmen=(zeile("a", "9.00"), *ALT.massnahmen[1:]))
    assert spur(vorschau(alt=other)) != spur(vorschau())


def test_what_became_different_since_is_said_in_sentences():
    other = replace(ALT, massnahmen=(zeile("a", "10.00"), zeile("b", "25.00"), *ALT.massnahmen[2:]))
    told = [text.replace("\u00a0", " ") for text in differences(vorschau(), vorschau(alt=other))]
    assert told == ["2024, B: steht schon so da"]
    told = [text.replace("\u00a0", " ") for text in differences(vorschau(alt=other), vorschau())]
    assert told == ["2024, B: bisher 20,00 €, dann 25,00 €"]
    assert differences(vorschau(), vorschau()) == []
    refused = Vorschau(fehler=(Violation("x", "Falsch.", stelle=Stellenangabe(zeile=3)),))
    assert "Zeile 3: Falsch." in differences(vorschau(), refused)
