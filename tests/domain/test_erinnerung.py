"""Reminders: the step of a day, and templates with a closed list of fields."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from grants.domain.begriffe import Erinnerungsstufe
from grants.domain.erinnerung import (
    FELDER,
    NACHWEIS,
    VORGABEN,
    Vorlage,
    check_vorlage,
    due_step,
    felder,
    fill,
)

FRIST = date(2024, 6, 28)
VORLAGEN = tuple(VORGABEN.values())
WERTE = felder(
    massnahme="Lotsen\n{jahr}",
    jahr=2024,
    traeger="Beispiel e. V.",
    was=NACHWEIS,
    frist=FRIST,
    am=date(2024, 6, 21),
    adresse="https://stadt.example/1",
    stelle="Jugendamt",
    kontakt="amt@stadt.example",
)


@pytest.mark.parametrize(
    ("tage", "stufe"),
    [
        (-29, None),
        (-28, Erinnerungsstufe.VORHER_LANG),
        (-15, Erinnerungsstufe.VORHER_LANG),
        # Missed for a fortnight: nobody is reminded of a day long past.
        (-14, None),
        (-7, Erinnerungsstufe.VORHER_KURZ),
        (0, Erinnerungsstufe.VORHER_KURZ),
        (1, Erinnerungsstufe.NACHHER_KURZ),
        (13, Erinnerungsstufe.NACHHER_KURZ),
        (14, Erinnerungsstufe.NACHHER_LANG),
        (27, Erinnerungsstufe.NACHHER_LANG),
        (28, None),
        (900, None),
    ],
)
def test_the_latest_step_reached_is_due_and_old_ones_are_not_caught_up(tage, stufe):
    found = due_step(VORLAGEN, FRIST, am=FRIST + timedelta(days=tage))
    assert (found.stufe if found else None) == stufe


def test_a_step_that_is_switched_off_is_left_out():
    off = [Vorlage(v.stufe, v.tage, v.betreff, v.text, aktiv=v.stufe != "nachher_kurz") for v in VORLAGEN]
    found = due_step(off, FRIST, am=FRIST + timedelta(days=1))
    assert found is not None
    assert found.stufe is Erinnerungsstufe.VORHER_KURZ


@pytest.mark.parametrize("vorlage", VORLAGEN, ids=lambda v: v.stufe.value)
def test_the_templates_of_the_program_pass_their_own_rule_and_leave_no_brace(vorlage):
    assert check_vorlage(betreff=vorlage.betreff, text=vorlage.text, tage=vorlage.tage) == []
    for content in (vorlage.betreff, vorlage.text):
        filled = fill(content, {**WERTE, "massnahme": "Lotsen"})
        assert "{" not in filled
        assert "  " not in filled


def test_a_value_is_never_read_as_a_template_and_breaks_no_line():
    assert fill("{massnahme}", WERTE) == "Lotsen {jahr}"
    assert set(WERTE) == set(FELDER)


@pytest.mark.parametrize(
    ("angaben", "code"),
    [
        ({"text": "{adresse} {name}"}, "feld_unbekannt"),
        ({"betreff": "{__class__}"}, "feld_unbekannt"),
        ({"text": "{adresse} {massnahme"}, "klammer_allein"),
        ({"text": "Ohne Link"}, "adresse_fehlt"),
        ({"text": " "}, "leer"),
        ({"betreff": ""}, "leer"),
        ({"betreff": "a\nb"}, "betreff_zu_lang"),
        ({"betreff": "x" * 151}, "betreff_zu_lang"),
        ({"tage": None}, "tage_unklar"),
        ({"tage": 366}, "tage_unklar"),
    ],
)
def test_a_template_that_would_go_wrong_is_refused(angaben, code):
    given = {"betreff": "Frist", "text": "{adresse}", "tage": 7} | angaben
    assert code in [each.code for each in check_vorlage(**given)]
