"""Readiness, money for the Land and comparison of the city's Verwendungsnachweis, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain.antrag_aufgaben import Aufgabe, Aufgabenstand, Papierstand, Thema
from grants.domain.begriffe import NachweisStatus
from grants.domain.dokumente import hindernisse
from grants.domain.kette import Empfaenger, Jahr, NachweisStadt
from grants.domain.money import euro
from grants.domain.nachweis_stadt_stand import Nachweisort, build_stand
from grants.domain.nachweis_stadt_vergleich import compare_nachweise, rows_of, same_amounts
from grants.domain.nachweis_stadt_zahlen import build_zahlen
from grants.domain.pruefregeln import Vorgang, blocking, pruefe_jahr
from grants.domain.rueckzahlung_land import build_rueckzahlung
from grants.domain.verwendungsnachweis import only_released
from tests.reports.daten import jahr_2023, jahr_ohne_bescheid, leer, nachweis, texte

ORT, STAND = Nachweisort, Aufgabenstand
STATED = NachweisStadt(
    zuwendung_lt_abrechnung=euro("359438.60"),
    zuwendungsfaehig_lt_abrechnung=euro("450798.25"),
    haushalt_ist=euro("361000.00"),
    haushalt_ist_am=date(2023, 12, 31),
    haushalt_ist_quelle="Beispiel",
)


def changed(jahr: Jahr, kuerzel: str, **values: object) -> Jahr:
    """Return the year with other values in the proof of one recipient."""

    def change(empfaenger: Empfaenger) -> Empfaenger:
        if empfaenger.kuerzel != kuerzel or empfaenger.nachweis is None:
            return empfaenger
        return replace(empfaenger, nachweis=replace(empfaenger.nachweis, **values))  # type: ignore[arg-type]

    massnahmen = (replace(m, empfaenger=tuple(change(e) for e in m.empfaenger)) for m in jahr.massnahmen)
    return replace(jahr, massnahmen=tuple(massnahmen))


def unreleased(jahr: Jahr, kuerzel: str = "beispiel-a") -> Jahr:
    return changed(jahr, kuerzel, status=NachweisStatus.GEPRUEFT, freigegeben_am=None)


def stand_of(jahr: Jahr, **overrides: object) -> Papierstand:
    ergebnisse = pruefe_jahr(jahr, fuer=Vorgang.NACHWEIS_STADT)
    entwurf = nachweis(jahr, ergebnisse=ergebnisse, **overrides)
    return build_stand(jahr, entwurf, ergebnisse, hindernisse(entwurf))


def part(stand: Papierstand, ort: Nachweisort) -> Aufgabe:
    [found] = [aufgabe for aufgabe in stand.aufgaben if aufgabe.ort is ort]
    return found


def texts(aufgabe: Aufgabe) -> list[str]:
    return [punkt.text for block in aufgabe.bloecke for punkt in block.punkte]


# -- readiness ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jahr", "overrides"),
    [
        (jahr_2023(), {}),
        (jahr_2023(nachweis_stadt=STATED), {}),
        (unreleased(jahr_2023(nachweis_stadt=STATED)), {}),
        (jahr_ohne_bescheid(), {}),
        (leer(), {"texte": ()}),
        (jahr_2023(), {"texte": texte(sachbericht_erfolg="", bestaetigung_buecher="", zuwendungszweck="")}),
    ],
)
def test_every_reason_against_the_ausstellung_stands_in_the_list(jahr: Jahr, overrides):
    """Gap by gap and result by result; what a check only waits for is told with the part it waits for."""
    stand = stand_of(jahr, **overrides)
    told = " ".join(text for aufgabe in stand.aufgaben for text in (*texts(aufgabe), *aufgabe.folgen))
    entwurf = nachweis(jahr, ergebnisse=pruefe_jahr(jahr, fuer=Vorgang.NACHWEIS_STADT), **overrides)
    for luecke in entwurf.luecken:
        if "Festsetzung" in luecke.fehlt:
            assert part(stand, ORT.NACHWEISE).stand is STAND.FEHLT
        else:
            # A declaration is named by its heading, without the letter and the answers of the paper.
            is_declaration = luecke.fehlt.startswith("(")
            heading = luecke.fehlt.partition(") ")[2].partition(":")[0]
            assert (heading if is_declaration else luecke.fehlt) in told
    assert all(ergebnis.text in told for ergebnis in blocking(jahr, Vorgang.NACHWEIS_STADT))
    is_open = any(aufgabe.stand in (STAND.FEHLT, STAND.ABWEICHUNG) for aufgabe in stand.aufgaben)
    assert is_open == (not stand.is_ready)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": NachweisStatus.ENTWURF}, "noch nicht eingereicht"),
        ({"status": NachweisStatus.EINGEREICHT}, "eingereicht am 20.03.2024, noch nicht geprüft"),
        ({"status": NachweisStatus.IN_PRUEFUNG}, "in Prüfung"),
        ({"status": NachweisStatus.NACHFORDERUNG}, "Nachforderung läuft"),
        ({"status": NachweisStatus.GEPRUEFT}, "geprüft, noch nicht freigegeben"),
        ({"festgesetzt": None}, "freigegeben, Zuwendung noch nicht festgesetzt"),
    ],
)
def test_each_proof_that_is_not_done_is_named_with_its_state(values, words: str):
    aufgabe = part(stand_of(changed(jahr_2023(), "beispiel-a", **values)), ORT.NACHWEISE)
    [block] = aufgabe.bloecke
    assert (block.traeger, texts(aufgabe)) == ("beispiel-a", [f"Verwendungsnachweis {words}"])


def test_what_waits_for_a_check_is_no_task_of_its_own_and_the_ledger_leads_to_finance():
    stand = stand_of(changed(jahr_2023(nachweis_stadt=None), "beispiel-a", festgesetzt=None))
    zahlen = part(stand, ORT.ZAHLEN)
    assert len(zahlen.folgen) == 1
    themes = [p.thema for block in zahlen.bloecke for p in block.punkte]
    assert themes == [None, None, Thema.HAUSHALT]


# -- nothing counts that nobody released -------------------------------------------------------------------


def test_the_paper_prints_no_figure_as_checked_that_nobody_released():
    draft = nachweis(unreleased(jahr_2023()))
    assert draft.grund_abrechnung == "1 Festsetzung fehlt (1 noch nicht freigegeben)"
    assert [luecke.fehlt for luecke in draft.luecken] == [
        "1 Festsetzung der Zuwendung (1 noch nicht freigegeben)"
    ]
    assert draft.zuwendung.lt_abrechnung is None
    assert draft.summen.ausgaben.anerkannt is None
    [row] = [e for m in draft.massnahmen for e in m.empfaenger if e.empfaenger == "Beispielträger A e. V."]
    assert (row.zuwendung.festgesetzt, row.ausgaben.anerkannt) == (None, None)


def test_stated_figures_wait_for_the_release_too():
    year = jahr_2023(nachweis_stadt=STATED)
    assert [str(z.differenz) for z in build_zahlen(only_released(year))[:2]] == ["0.00", "0.00"]
    assert [z.gerechnet for z in build_zahlen(only_released(unreleased(year)))[:2]] == [None, None]


# -- money for the Land ------------------------------------------------------------------------------------


def test_both_ways_lead_to_the_same_amount_of_the_example():
    way = build_rueckzahlung(jahr_2023())
    figures = (
        way.bewilligt,
        way.festgesetzt,
        way.nicht_verbraucht,
        way.nicht_abgerufen,
        way.zurueckzuzahlen,
        way.offen,
    )
    assert [str(f) for f in figures] == [
        "368600.00",
        "359438.60",
        "9161.40",
        "5900.00",
        "3261.40",
        "0.00",
    ]
    assert (str(way.aus_empfaengern), str(way.differenz), str(way.nicht_zugesagt)) == (
        "9161.40",
        "0.00",
        "0.00",
    )


def test_an_amount_is_left_open_where_a_release_or_the_bescheid_is_missing():
    way = build_rueckzahlung(unreleased(jahr_2023()))
    assert (way.festgesetzt, way.nicht_verbraucht, way.zurueckzuzahlen, way.offen) == (None, None, None, None)
    assert (way.aus_empfaengern, way.differenz) == (None, None)
    without = build_rueckzahlung(jahr_2023(bescheide=()))
    assert (without.bewilligt, without.nicht_verbraucht, without.nicht_abgerufen) == (None, None, None)


def test_more_festgesetzt_than_drawn_is_still_to_be_drawn():
    way = build_rueckzahlung(jahr_2023(zahlungen_land=()))
    assert (str(way.zurueckzuzahlen), str(way.noch_abzurufen)) == ("0.00", "359438.60")


# -- comparison --------------------------------------------------------------------------------------------


def test_a_cut_is_told_in_every_row_it_moves_and_in_words():
    before = nachweis()
    after = nachweis(changed(jahr_2023(), "beispiel-a", festgesetzt=euro("85480.60")))
    found = compare_nachweise(before, after)
    assert found.saetze[0] == (
        "Die Zuwendung lt. Abrechnung sinkt von 359.438,60\N{NO-BREAK SPACE}€ auf 359.428,60\N{NO-BREAK SPACE}€ "
        "(\N{MINUS SIGN}10,00\N{NO-BREAK SPACE}€)."
    )
    moved = {zeile.titel: str(zeile.differenz) for zeile in found.changed}
    assert moved["Zuwendung des Landes lt. Abrechnung"] == "-10.00"
    # The Eigenanteil balances, the Land gets it back.
    assert moved["Eigenanteil lt. Abrechnung"] == "10.00"
    assert moved["An das Land zurückzuzahlen"] == "10.00"
    assert sum(titel.endswith("Beispielträger A e. V.: festgesetzt") for titel in moved) == 1
    assert not same_amounts(before, after)
    assert len(rows_of(found)) == sum(len(gruppe.zeilen) for gruppe in found.gruppen)


def test_a_text_and_a_declaration_are_told_and_move_no_amount():
    after = nachweis(texte=texte(sachbericht_erfolg="Ganz neu.", bestaetigung_buecher="nein"))
    found = compare_nachweise(nachweis(), after)
    assert same_amounts(nachweis(), after)
    assert [zeile.titel for zeile in found.texte] == ["I Erfolg und Auswirkungen"]
    assert [(zeile.titel, zeile.alt, zeile.neu) for zeile in found.angaben] == [
        ("Bestätigung (c)", "ja", "nein")
    ]


def test_the_same_paper_is_the_same_and_what_cannot_be_computed_is_no_difference():
    assert compare_nachweise(nachweis(), nachweis()).saetze == ("Es hat sich nichts geändert.",)
    found = compare_nachweise(nachweis(), nachweis(unreleased(jahr_2023())))
    assert found.changed
    assert all(zeile.differenz is None for zeile in found.changed)
