"""Stand der Mittel, whole: every figure is that of summen, and what it is made of adds up to it to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from grants.config import BEISPIEL
from grants.domain import summen
from grants.domain.kette import Jahr
from grants.domain.mittelstand import (
    AUSGABEN,
    GANZES_JAHR,
    LAND,
    ZUWENDUNG,
    Ort,
    Zahl,
    build_mittelstand,
    figure,
)
from grants.domain.pruefregeln import pruefe_jahr
from grants.domain.stand.zuwendung import ausgezahlt_gesamt
from grants.domain.stichtag import as_of
from grants.domain.tabellen import ausgaben_je_massnahme, zuwendung_je_massnahme
from grants.domain.zustandekommen import Quelle, explain
from grants.imports.jahresmappe import read_jahresmappe
from tests.domain.jahre import make_running_jahr
from tests.mappe_jahr import to_jahr
from tests.mappen import mappen

AM = date(2024, 8, 31)


@pytest.fixture(scope="module")
def jahr() -> Jahr:
    return to_jahr(read_jahresmappe(BEISPIEL / "jahr-2023.xlsx"), am=AM)


def check_adds_up(jahr: Jahr) -> int:
    """Follow every figure down to its last rows; each must be the sum of what it shows. Return how many."""
    orte = [GANZES_JAHR]
    for massnahme in jahr.massnahmen:
        orte.append(Ort(massnahme.kennung))
        orte += [Ort(massnahme.kennung, e.kuerzel) for e in massnahme.empfaenger]
    checked = 0
    for ort in orte:
        for zahl in Zahl:
            if zahl in LAND and ort != GANZES_JAHR:
                continue
            found = explain(jahr, zahl, ort)
            assert found is not None
            checked += 1
            if not found.schritte:
                expected = found.betrag.cents if found.betrag is not None else 0
                assert found.summe.cents == expected, (zahl, ort)
            for zeile in found.zeilen:
                ziel = zeile.ziel
                if ziel and ziel.quelle is Quelle.ZAHL and not found.schritte:
                    deeper = explain(jahr, zahl, ziel.ort)
                    assert deeper is not None
                    assert deeper.betrag == zeile.betrag
                if ziel and ziel.quelle is Quelle.POSITION:
                    deeper = explain(jahr, zahl, ziel.ort, ziel.position)
                    assert deeper is not None
                    assert (deeper.betrag, deeper.summe) == (zeile.betrag, zeile.betrag)
                    checked += 1
    return checked


def test_every_figure_of_the_example_year_is_the_sum_of_what_it_shows(jahr: Jahr):
    assert check_adds_up(jahr) > 400


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(mappe=mappen())
def test_every_figure_of_any_year_is_the_sum_of_what_it_shows(mappe):
    year = to_jahr(mappe, am=AM)
    check_adds_up(year)
    check_adds_up(as_of(replace(year, am=date(2023, 12, 31))))


def test_the_sums_are_those_that_every_other_page_shows(jahr: Jahr):
    stand = build_mittelstand(jahr)
    zuwendung, ausgaben = zuwendung_je_massnahme(jahr), ausgaben_je_massnahme(jahr)
    assert zuwendung is not None
    assert ausgaben is not None
    assert tuple(stand.summe.zahlen[z] for z in ZUWENDUNG[:5]) == zuwendung.zeilen[-1].zellen
    assert tuple(stand.summe.zahlen[z] for z in AUSGABEN) == ausgaben.zeilen[-1].zellen
    assert stand.summe.zahlen[Zahl.AUSGEZAHLT] == ausgezahlt_gesamt(jahr)
    assert stand.land.zahlen[Zahl.LAND_EINGEGANGEN] == summen.eingegangen(jahr)
    assert stand.land.zahlen[Zahl.LAND_BEWILLIGT] == summen.bewilligt(jahr)


def test_the_two_tracks_never_share_a_column():
    assert not set(ZUWENDUNG) & set(AUSGABEN)
    assert (*ZUWENDUNG, *AUSGABEN, *LAND) == tuple(Zahl)


def test_what_does_not_fit_is_marked_at_its_own_figure(jahr: Jahr):
    results = pruefe_jahr(jahr)
    stand = build_mittelstand(jahr, results)
    wrong = {(e.code, e.bezug.massnahme if e.bezug else None) for e in results if e.ergebnis == "fehler"}
    marked = {
        (mark.code, zeile.ort.kennung or None)
        for zeile in (*stand.zeilen, stand.land)
        for mark in (zeile.marken or {}).values()
        if mark.ergebnis == "fehler"
    }
    assert marked
    assert marked <= wrong
    assert stand.differenzen >= len(marked)


def test_a_stelle_is_paid_nothing_and_that_is_no_gap(jahr: Jahr):
    [own] = [z for z in build_mittelstand(jahr).zeilen if z.ort.kennung.startswith("geschaeftsstelle")]
    assert own.zahlen[Zahl.AUSGEZAHLT] is None
    assert Zahl.AUSGEZAHLT in own.trifft_nicht_zu


def test_an_unknown_place_has_no_origin():
    year = make_running_jahr()
    assert explain(year, Zahl.ZUGESAGT, Ort("gibt-es-nicht")) is None
    assert explain(year, Zahl.ZUGESAGT, Ort("babylotsen", "gibt-es-nicht")) is None
    assert explain(year, Zahl.NACHGEWIESEN, Ort("babylotsen", "beispiel-a"), "XX") is None


def test_an_earlier_day_knows_nothing_of_what_came_later(jahr: Jahr):
    earlier = as_of(replace(jahr, am=date(2023, 12, 31)))
    assert figure(earlier, Zahl.FESTGESETZT) is None
    assert figure(earlier, Zahl.ANERKANNT) is None
    assert figure(earlier, Zahl.NACHGEWIESEN) is None
    assert figure(earlier, Zahl.BEWILLIGT) == figure(jahr, Zahl.BEWILLIGT)
    paid = figure(earlier, Zahl.AUSGEZAHLT)
    assert paid is not None
    assert as_of(jahr).massnahmen == jahr.massnahmen
