"""The readiness list says what the draft says: every reason once, at the page that mends it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain.antrag import build_antrag
from grants.domain.antrag_aufgaben import Aufgabe, Aufgabenort, Aufgabenstand, Papierstand, Thema
from grants.domain.antrag_stand import build_stand
from grants.domain.begriffe import Betragsart, Fortsetzung
from grants.domain.dokumente import Lueckenliste, hindernisse
from grants.domain.kette import Jahr
from grants.domain.money import euro
from grants.domain.parameter import Parameterwert
from grants.domain.pruefregeln import Vorgang, blocking, pruefe_jahr
from grants.domain.stelle import Foerdergeber, Stelle
from tests.reports.daten import (
    HANDLUNGSFELDER,
    STELLE,
    antrag,
    jahr_2023,
    jahr_gross,
    jahr_mit_luecken,
    leer,
    texte,
)

ORT, STAND = Aufgabenort, Aufgabenstand


def stand_of(jahr: Jahr, **overrides: object) -> Papierstand:
    ergebnisse = pruefe_jahr(jahr, fuer=Vorgang.ANTRAG)
    entwurf = antrag(jahr, ergebnisse=ergebnisse, **overrides)
    return build_stand(jahr, entwurf, ergebnisse, hindernisse(entwurf))


def part(stand: Papierstand, ort: Aufgabenort) -> Aufgabe:
    [found] = [aufgabe for aufgabe in stand.aufgaben if aufgabe.ort is ort]
    return found


def texts(aufgabe: Aufgabe) -> list[str]:
    return [punkt.text for block in aufgabe.bloecke for punkt in block.punkte]


def test_a_complete_year_is_done_in_every_part_with_its_figures():
    stand = stand_of(jahr_2023())
    assert stand.is_ready
    assert stand.erledigt == len(stand.aufgaben) == 6
    assert {a.ort: a.satz for a in stand.aufgaben} == {
        ORT.STELLE: "Stadt Bochum",
        ORT.JAHR: "Durchführung 01.01.2023 bis 31.12.2023",
        ORT.BETRAEGE: "9 Maßnahmen, zusammen 368.600,00\N{NO-BREAK SPACE}€",
        ORT.PLAENE: "10 Finanzierungspläne",
        ORT.TEXTE: "alle 7 nötigen Texte",
        ORT.ERKLAERUNGEN: "alle 4 abgegeben",
    }


GAPS = {"stelle": Stelle(name="Stadt Bochum", beispiel=True), "texte": ()}


@pytest.mark.parametrize(
    ("jahr", "overrides"),
    [
        (jahr_mit_luecken(), {}),
        (jahr_mit_luecken(), GAPS),
        (leer(), {}),
        (leer(), GAPS),
        (jahr_2023(antraege=()), {}),
        (jahr_2023(), {"texte": texte(ziele="", erklaerung_subvention="")}),
        (jahr_gross(12), {"stelle": replace(STELLE, iban="")}),
    ],
)
def test_every_reason_against_the_ausstellung_stands_in_the_list_and_no_other(jahr: Jahr, overrides):
    """Gap by gap and result by result; what a check only waits for is told with the part it waits for."""
    ergebnisse = pruefe_jahr(jahr, fuer=Vorgang.ANTRAG)
    entwurf = antrag(jahr, ergebnisse=ergebnisse, **overrides)
    stand = build_stand(jahr, entwurf, ergebnisse, hindernisse(entwurf))
    shown = [text for a in stand.aufgaben for text in (a.satz, *texts(a), *a.folgen) if text]
    for ergebnis in blocking(jahr, Vorgang.ANTRAG):
        assert ergebnis.text in shown
    for luecke in entwurf.luecken:
        assert any(text in luecke.fehlt or luecke.fehlt in text for text in shown), luecke
    open_parts = [a for a in stand.aufgaben if a.stand in (STAND.FEHLT, STAND.ABWEICHUNG)]
    assert bool(open_parts) is bool(hindernisse(entwurf)) is not stand.is_ready


@pytest.mark.parametrize("jahr", [jahr_mit_luecken(), leer(), jahr_2023()])
def test_no_reason_is_left_without_a_page(jahr: Jahr):
    """What no page of its own mends would stand under "Weitere Prüfungen"; the Antrag has none of that kind."""
    assert ORT.PRUEFUNG not in {aufgabe.ort for aufgabe in stand_of(jahr, **GAPS).aufgaben}


def test_what_no_page_mends_is_shown_all_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("grants.domain.antrag_stand._ORTE", {})
    found = part(stand_of(jahr_mit_luecken()), ORT.PRUEFUNG)
    assert found.stand is STAND.ABWEICHUNG
    assert len(texts(found)) > 5


def test_a_difference_of_the_total_is_an_abweichung_with_its_amount():
    full = jahr_2023()
    [paper] = full.antraege
    found = part(stand_of(replace(full, antraege=(replace(paper, genannt=euro("368550.00")),))), ORT.BETRAEGE)
    assert (found.stand, found.satz) == (STAND.ABWEICHUNG, "1 Abweichung")
    [punkt] = [p for b in found.bloecke for p in b.punkte if p.stand is STAND.ABWEICHUNG]
    assert punkt.differenz == euro("50.00")


def test_a_recipient_without_a_plan_is_named_once_though_three_rules_ask_for_it():
    found = part(stand_of(jahr_mit_luecken()), ORT.PLAENE)
    named = [block for block in found.bloecke if block.traeger == "beispiel-a"]
    assert [(b.wer, b.massnahme) for b in named] == [
        ("Babylotsen Bunter Kreis · Beispielträger A e. V.", "babylotsen")
    ]
    assert [p.text for p in named[0].punkte] == [
        "Der Finanzierungsplan von Beispielträger A e. V. fehlt. Bitte eintragen oder anfordern."
    ]
    assert found.satz == "Es fehlt: 2 Finanzierungspläne"


def test_checks_that_wait_for_something_missing_are_no_second_complaint():
    stand = stand_of(jahr_mit_luecken())
    betraege, plaene = part(stand, ORT.BETRAEGE), part(stand, ORT.PLAENE)
    # The ninth Maßnahme has no recipient, the third no word on whether it goes on.
    assert any("hat noch keinen Träger" in text for text in betraege.folgen)
    assert not any("hat noch keinen Träger" in text for text in texts(betraege))
    assert any("neu ist oder fortgesetzt" in text for text in betraege.folgen)
    assert any("lassen sich erst vergleichen" in text for text in plaene.folgen)


def test_a_check_that_waits_for_something_nobody_named_stays_a_point():
    full = jahr_2023()
    new = replace(full.massnahmen[0], fortsetzung=Fortsetzung.NEU, beginn=None)
    found = part(stand_of(replace(full, massnahmen=(new, *full.massnahmen[1:]))), ORT.BETRAEGE)
    assert texts(found) == ["Bitte eintragen, wann „Geschäftsstelle Bochumer Präventionskette“ beginnt."]
    assert found.folgen == ()


def test_a_missing_landesanteil_is_asked_for_even_while_plans_are_missing():
    year = jahr_mit_luecken()
    year = replace(year, parameter=replace(year.parameter, landesanteil=None))
    assert "Der Landesanteil ist nicht eingetragen. Bitte in den Parametern nachtragen." in texts(
        part(stand_of(year), ORT.JAHR)
    )


def test_missing_handlungsfelder_are_asked_for_massnahme_by_massnahme():
    found = part(stand_of(jahr_mit_luecken()), ORT.BETRAEGE)
    asked = [b.massnahme for b in found.bloecke for p in b.punkte if p.text == "Handlungsfeld (Land)"]
    assert asked == [
        "stadtteilarbeit-vaeter",
        "soziales-kompetenztraining",
        "hebammenversorgung",
        "staerken-vor-ort",
    ]


@pytest.mark.parametrize(
    ("text", "thema"),
    [
        ("Empfänger der Maßnahme", Thema.EMPFAENGER),
        ("Fortsetzung oder neu bei", Thema.FORTSETZUNG),
        ("Handlungsfeld (Land)", Thema.HANDLUNGSFELD),
    ],
)
def test_gaps_of_a_massnahme_know_their_page(text: str, thema: Thema):
    found = part(stand_of(jahr_mit_luecken()), ORT.BETRAEGE)
    points = [p for b in found.bloecke for p in b.punkte if p.text.startswith(text)]
    assert points
    assert all(p.thema is thema and p.massnahme for p in points)


def test_the_authority_has_a_page_of_its_own():
    year = jahr_2023()
    entwurf = build_antrag(year, STELLE, Foerdergeber(), texte(), handlungsfelder=HANDLUNGSFELDER)
    found = part(build_stand(year, entwurf, [], hindernisse(entwurf)), ORT.STELLE)
    [punkt] = [p for b in found.bloecke for p in b.punkte]
    assert (punkt.text, punkt.thema) == ("Name und Anschrift der Bewilligungsbehörde", Thema.BEHOERDE)


def test_missing_texts_and_declarations_carry_the_key_of_their_page():
    stand = stand_of(jahr_2023(), texte=())
    keys = {
        ort: [p.schluessel for b in part(stand, ort).bloecke for p in b.punkte]
        for ort in (ORT.TEXTE, ORT.ERKLAERUNGEN)
    }
    assert keys[ORT.TEXTE] == [
        "betreff",
        "bezeichnung",
        "zuwendungszweck",
        "ziele",
        "notwendigkeit_massnahme",
        "notwendigkeit_foerderung",
        "auswirkungen",
    ]
    assert keys[ORT.ERKLAERUNGEN] == [
        "erklaerung_nicht_begonnen",
        "erklaerung_vorsteuerabzug",
        "erklaerung_vollstaendig",
        "erklaerung_subvention",
    ]
    assert part(stand, ORT.TEXTE).satz == "7 Angaben fehlen"


def test_unconfirmed_parameters_are_a_hint_and_block_nothing():
    full = jahr_2023()
    wert = Parameterwert("landesanteil", full.parameter.landesanteil, "Aufruf")
    # Of a later step: nobody needs it confirmed for the Antrag.
    later = Parameterwert("aufbewahrung_jahre", 5, "Nebenbestimmungen")
    stand = stand_of(replace(full, parameter=replace(full.parameter, angaben=(wert, later))))
    found = part(stand, ORT.JAHR)
    assert found.stand is STAND.HINWEIS
    assert texts(found) == ["Bitte anhand von Aufruf oder Bescheid bestätigen: Landesanteil in v. H."]
    assert stand.is_ready
    assert stand.erledigt == 6


def test_results_of_later_stages_have_no_place_in_the_list():
    """The settled year has hints about proofs and payments; they are not about the Antrag."""
    stand = stand_of(jahr_2023())
    assert all(aufgabe.bloecke == () for aufgabe in stand.aufgaben)


def test_the_open_question_what_the_amounts_mean_is_asked_with_the_amounts():
    full = jahr_2023()
    [paper] = full.antraege
    found = part(
        stand_of(replace(full, antraege=(replace(paper, betragsart=Betragsart.UNGEKLAERT),))), ORT.BETRAEGE
    )
    assert texts(found) == ["Angabe, ob die Beträge der Liste Landesförderung oder Gesamtausgaben sind"]


def test_a_gap_without_a_place_counts(monkeypatch: pytest.MonkeyPatch):
    """A new gap that nobody sorted yet may not vanish."""
    year = jahr_2023()
    luecken = Lueckenliste()
    luecken.add("2 Maßnahmen", "etwas Neues", "Blatt „Neu“")
    entwurf = replace(antrag(year), luecken=luecken.luecken)
    stand = build_stand(year, entwurf, [], hindernisse(entwurf))
    assert texts(part(stand, ORT.PRUEFUNG)) == ["etwas Neues"]
    assert not stand.is_ready
