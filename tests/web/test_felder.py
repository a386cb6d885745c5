"""Fields read German input, say in a sentence what they do not understand, and keep what was typed."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from grants.domain.begriffe import TraegerArt
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.money import Betrag, Vomhundert
from grants.forms.base import Formular, pflicht
from grants.forms.fields import (
    AuswahlField,
    DatumField,
    EuroField,
    MehrfachField,
    MehrzeiligField,
    TextField,
    VomhundertField,
)


class Probe(Formular):
    """One of each."""

    name = TextField("Name", validators=[pflicht("Bitte geben Sie einen Namen an.")])
    betrag = EuroField("Betrag")
    anteil = VomhundertField("Anteil")
    am = DatumField("Am")
    art = AuswahlField("Art", aus=TraegerArt)
    mehrere = MehrfachField("Mehrere", aus=[("1", "Eins"), ("2", "Zwei")])
    text = MehrzeiligField("Text")


def read(app: Flask, **werte: object) -> Probe:
    with app.test_request_context("/"):
        form = Probe(MultiDict({"name": "A", **werte}), meta={"csrf": False})
        form.validate()
        return form


def test_german_input_becomes_values_of_the_domain(app: Flask):
    form = read(
        app,
        name="  Haus  ",
        betrag="1.234,50 €",
        anteil="66,67",
        am="1.2.24",
        art="freier_traeger",
        mehrere="2",
        text="a\r\nb ",
    )
    assert form.errors == {}
    assert form.name.data == "Haus"
    assert form.betrag.data == Betrag(123450)
    assert form.anteil.data == Vomhundert(666700)
    assert form.am.data == date(2024, 2, 1)
    assert form.art.data is TraegerArt.FREIER_TRAEGER
    assert form.mehrere.data == ["2"]
    assert form.text.data == "a\nb"


@pytest.mark.parametrize(
    ("feld", "wert", "sagt"),
    [
        ("betrag", "12.34", "12.34"),
        ("anteil", "66.6", "v. H."),
        ("am", "31.02.2024", "31.08.2024"),
        ("am", "2024", "31.08.2024"),
        ("art", "verein", "Einträge"),
        ("mehrere", "3", "Liste"),
        ("name", "   ", "Bitte geben Sie einen Namen an."),
    ],
)
def test_what_is_not_understood_gets_one_sentence_and_stays_as_typed(
    app: Flask, feld: str, wert: str, sagt: str
):
    form = read(app, **{feld: wert})
    assert list(form.errors) == [feld]
    [text] = form.errors[feld]
    assert sagt in text
    if feld in {"betrag", "anteil", "am"}:
        with app.test_request_context("/"):
            assert f'value="{wert}"' in form[feld]()
    assert form.problems() == [(feld, text)]


def test_empty_fields_are_none_and_no_mistake(app: Flask):
    form = read(app, betrag="", am="", art="")
    assert form.errors == {}
    assert (form.betrag.data, form.am.data, form.art.data) == (None, None, None)


def test_values_are_written_as_they_are_read(app: Flask):
    with app.test_request_context("/"):
        form = Probe(
            data={"betrag": Betrag(-123450), "anteil": Vomhundert(800000), "am": date(2024, 8, 31)},
            meta={"csrf": False},
        )
        assert 'value="31.08.2024"' in form.am()
        written = MultiDict({"name": "A", "betrag": form.betrag._value(), "anteil": form.anteil._value()})
        again = Probe(written, meta={"csrf": False})
        assert again.validate()
    assert again.betrag.data == Betrag(-123450)
    assert again.anteil.data == Vomhundert(800000)


def test_what_a_service_refuses_stands_at_its_field_and_the_rest_on_top(app: Flask):
    form = read(app)
    form.take_over(
        RuleViolation([Violation("a", "Zu hoch.", feld="summe"), Violation("b", "Geht nicht.")]),
        felder={"summe": "betrag"},
    )
    form.take_over(Conflict("Inzwischen geändert."))
    assert form.problems() == [("", "Geht nicht."), ("", "Inzwischen geändert."), ("betrag", "Zu hoch.")]
