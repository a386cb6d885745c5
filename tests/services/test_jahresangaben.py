"""A new Foerderjahr, its parameters and lines: with an Ereignis, never over somebody else's change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Antragszeile, Finanzierungsart, FoerderjahrStatus, Mittelherkunft
from grants.domain.errors import NotFound, RuleViolation
from grants.domain.money import Vomhundert, euro
from grants.domain.parameter import ZEILEN_VORGABE, Parameterwert
from grants.domain.parametergruppen import angabe_zellen, zeilen_zellen
from grants.domain.zellen import InzwischenGeaendert
from grants.queries.jahresangaben import list_programme, load_angaben, next_jahr
from grants.queries.parameter import load_parameterwerte, load_zeilen
from grants.services.jahresangaben import create_foerderjahr, save_parameter, save_zeilen
from grants.services.personen import acting

ANTEIL = Parameterwert("landesanteil", Vomhundert(800_000), "Bescheid", date(2024, 3, 14), bestaetigt=True)


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    return create_foerderjahr(session, programm="kinderstark", jahr=2024, person=acting(session, None))


def events(session: Session) -> list[tuple[str, dict[str, Any]]]:
    rows = session.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer))
    return [(row.art, json.loads(row.inhalt.inhalt or "{}")) for row in rows]


def save(session: Session, jahr: m.Foerderjahr, *werte: Parameterwert | str, gezeigt: Any = None) -> bool:
    """Save these values; a key alone empties one."""
    wanted = {w if isinstance(w, str) else w.schluessel: None if isinstance(w, str) else w for w in werte}
    held = {each.schluessel: each for each in load_parameterwerte(session, jahr.id)}
    shown = angabe_zellen({key: held.get(key) for key in wanted}) if gezeigt is None else gezeigt
    return save_parameter(session, jahr, wanted, gezeigt=shown, person=acting(session, None))


def test_a_new_year_begins_in_planung_with_the_usual_lines(session: Session, jahr: m.Foerderjahr):
    assert jahr.status is FoerderjahrStatus.PLANUNG
    assert dict(load_zeilen(session, jahr.id)) == dict(ZEILEN_VORGABE)
    assert events(session)[-1] == ("foerderjahr_angelegt", {"programm": "kinderstark", "jahr": 2024})
    assert next_jahr(session) == 2025
    assert [key for key, _ in list_programme(session)] == ["kinderstark"]


@pytest.mark.parametrize(
    ("number", "code"), [(2024, "jahr_vorhanden"), (1999, "jahr_ausserhalb"), (2101, "jahr_ausserhalb")]
)
def test_a_year_is_refused_that_exists_or_that_nobody_means(session: Session, jahr, number, code):
    with pytest.raises(RuleViolation) as refused:
        create_foerderjahr(session, programm="kinderstark", jahr=number, person=acting(session, None))
    assert [each.code for each in refused.value.violations] == [code]


def test_an_unknown_programm_is_not_found(session: Session):
    with pytest.raises(NotFound):
        create_foerderjahr(session, programm="gibt-es-nicht", jahr=2024, person=acting(session, None))


@pytest.mark.parametrize(
    "wert",
    [
        ANTEIL,
        Parameterwert("zugeteilte_mittel", euro("398400.00")),
        Parameterwert("finanzierungsart", Finanzierungsart.ANTEIL, "Bescheid"),
        Parameterwert("durchfuehrung_von", date(2024, 1, 1)),
        Parameterwert("abrufhorizont_monate", 2),
        Parameterwert("toleranz_anwenden", wert=False),
    ],
    ids=lambda wert: wert.schluessel,
)
def test_each_kind_of_value_is_entered_changed_in_its_source_and_emptied(session: Session, jahr, wert):
    assert save(session, jahr, wert)
    assert load_parameterwerte(session, jahr.id) == (wert,)
    other = replace(wert, quelle="Änderungsbescheid")
    assert save(session, jahr, other)
    assert load_parameterwerte(session, jahr.id) == (other,)
    assert not save(session, jahr, other)
    assert save(session, jahr, wert.schluessel)
    assert load_parameterwerte(session, jahr.id) == ()
    assert [art for art, _ in events(session)] == ["foerderjahr_angelegt", *["parameter_geaendert"] * 3]


def test_the_ereignis_holds_the_old_and_the_new_value(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, ANTEIL)
    save(session, jahr, replace(ANTEIL, wert=Vomhundert(900_000), bestaetigt=False))
    assert events(session)[-1][1]["parameter"] == [
        {
            "schluessel": "landesanteil",
            "alt": {"wert": "80.00", "quelle": "Bescheid", "stand": "2024-03-14", "bestaetigt": True},
            "neu": {"wert": "90.00", "quelle": "Bescheid", "stand": "2024-03-14", "bestaetigt": False},
        }
    ]


def test_what_is_refused_leaves_everything_as_it_was(session: Session, jahr: m.Foerderjahr):
    with pytest.raises(RuleViolation):
        save(
            session, jahr, ANTEIL, Parameterwert("finanzierungsart", Finanzierungsart.ANTEIL, bestaetigt=True)
        )
    assert load_parameterwerte(session, jahr.id) == ()


def test_a_value_that_somebody_else_entered_meanwhile_is_not_overwritten(
    session: Session, jahr: m.Foerderjahr
):
    shown = angabe_zellen({"landesanteil": None})
    save(session, jahr, ANTEIL)
    with pytest.raises(InzwischenGeaendert) as refused:
        save(session, jahr, replace(ANTEIL, wert=Vomhundert(700_000)), gezeigt=shown)
    assert [(u.feld, u.meine, u.jetzt) for u in refused.value.unterschiede] == [
        ("landesanteil", "70,00 v. H.", "80,00 v. H.")
    ]
    assert load_parameterwerte(session, jahr.id) == (ANTEIL,)


def set_lines(
    session: Session, jahr: m.Foerderjahr, gezeigt: Any = None, **zeilen: Antragszeile | None
) -> bool:
    held = dict(load_zeilen(session, jahr.id))
    wanted = {h: zeilen.get(h.value, held.get(h)) for h in Mittelherkunft}
    return save_zeilen(
        session, jahr, wanted, gezeigt=gezeigt or zeilen_zellen(held), person=acting(session, None)
    )


def test_a_money_gets_a_line_another_one_and_none(session: Session, jahr: m.Foerderjahr):
    for zeile in (Antragszeile.EIGENANTEIL, Antragszeile.LEISTUNGEN_DRITTER, None):
        assert set_lines(session, jahr, traeger=zeile)
        assert dict(load_zeilen(session, jahr.id)).get(Mittelherkunft.TRAEGER) is zeile
    assert not set_lines(session, jahr)
    assert events(session)[-1] == (
        "zuordnung_geaendert",
        {"zeilen": [{"herkunft": "traeger", "alt": "3.3", "neu": None}]},
    )


def test_a_line_that_somebody_else_chose_meanwhile_is_not_overwritten(session: Session, jahr: m.Foerderjahr):
    shown = zeilen_zellen(dict(load_zeilen(session, jahr.id)))
    set_lines(session, jahr, traeger=Antragszeile.EIGENANTEIL)
    with pytest.raises(InzwischenGeaendert):
        set_lines(session, jahr, gezeigt=shown, traeger=Antragszeile.LEISTUNGEN_DRITTER)


def test_the_page_counts_what_is_asked_for(session: Session, jahr: m.Foerderjahr):
    save(session, jahr, replace(ANTEIL, bestaetigt=False))
    seite = load_angaben(session, programm="kinderstark", jahr=2024, am=date(2024, 5, 1))
    assert (seite.offen, seite.ohne_zeile) == (1, 1)
