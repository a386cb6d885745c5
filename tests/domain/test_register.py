"""The registry of Prüfregeln, written out: which there are, when they begin and what they block."""

from __future__ import annotations

import pytest

from grants.domain import pruefregeln
from grants.domain.pruefregeln import regel as engine
from grants.domain.pruefregeln.regel import REGISTER, Schwere, Stufe, Vorgang

# Written out, not derived: a rule that no longer blocks its paper has to turn a test red.
BLOCKS = {
    "summe_antrag": {"antrag"},
    "kontingent": set(),
    "plan_ausgeglichen": {"antrag", "weiterleitung"},
    "plan_zuwendungsfaehig": {"antrag"},
    "plan_deckt_betrag": {"antrag", "weiterleitung"},
    "foerderquote": {"antrag"},
    "massnahmebeginn": {"antrag"},
    "summe_bescheid": {"weiterleitung"},
    "umverteilung": {"nachweis_stadt"},
    "weiterleitung": {"weiterleitung"},
    "empfaenger_anteile": {"weiterleitung"},
    "auszahlung": set(),
    "eingang_land": set(),
    "bestand": set(),
    "belege_summe": {"einreichen"},
    "einzelansatz": set(),
    "zeitraum": set(),
    "beleg_doppelt": set(),
    "anerkannt": {"freigabe"},
    "festsetzung": {"freigabe"},
    "erstattung": {"abschluss"},
    "restzahlung": {"abschluss"},
    "summe_nachweis": {"nachweis_stadt"},
    "frist_nachweis": set(),
    "frist_zahlung": set(),
    "verbleib": {"abschluss"},
}


# The stage from which on a missing figure is red.
BEGINS = {
    "planung": ["summe_antrag", "kontingent", "empfaenger_anteile"],
    "antrag": [
        "plan_ausgeglichen",
        "plan_zuwendungsfaehig",
        "plan_deckt_betrag",
        "foerderquote",
        "massnahmebeginn",
    ],
    "bescheid": ["summe_bescheid", "weiterleitung"],
    "durchfuehrung": ["umverteilung", "auszahlung", "eingang_land", "bestand"],
    "einreichen": ["belege_summe", "einzelansatz", "zeitraum", "beleg_doppelt", "frist_nachweis"],
    "geprueft": ["anerkannt"],
    "freigabe": ["festsetzung", "erstattung", "restzahlung", "frist_zahlung"],
    "nachweis_stadt": ["summe_nachweis"],
    "abschluss": ["verbleib"],
}


def test_there_are_26_rules_in_the_order_of_the_chain():
    assert list(REGISTER) == list(BLOCKS)


@pytest.mark.parametrize(("stufe", "codes"), BEGINS.items())
def test_each_rule_begins_with_its_stage(stufe, codes):
    assert [code for code, one in REGISTER.items() if one.stufe == stufe] == codes


@pytest.mark.parametrize(("code", "blocked"), BLOCKS.items())
def test_each_rule_blocks_what_it_has_to(code, blocked):
    assert REGISTER[code].blockiert == {Vorgang(name) for name in blocked}


@pytest.mark.parametrize("one", REGISTER.values(), ids=REGISTER)
def test_each_rule_has_a_german_sentence_a_source_and_a_file_of_its_name(one):
    assert one.satz.endswith(".")
    assert one.quelle
    assert getattr(pruefregeln, one.code).pruefe is one.pruefe


def test_only_these_rules_are_hints_by_nature():
    hints = {code for code, one in REGISTER.items() if one.schwere is Schwere.HINWEIS}
    assert hints == {"kontingent", "bestand", "einzelansatz", "frist_nachweis", "frist_zahlung"}


def test_a_code_is_taken_once(monkeypatch):
    monkeypatch.setattr(engine, "REGISTER", {})
    register = engine.regel("probe", satz="Satz.", quelle="Quelle", stufe=Stufe.PLANUNG)
    register(lambda _: [])
    with pytest.raises(ValueError, match="probe is registered twice"):
        register(lambda _: [])
