"""Angaben zum Jahr: what is entered, what is asked for, entering it group by group, and a new year."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.money import Vomhundert
from grants.queries.parameter import load_parameterwerte, load_zeilen
from tests.web.conftest import Als
from tests.web.daten import LISTE_2023, add_jahr, add_stelle
from tests.web.formulare import abschicken, absenden, felder, formular
from tests.web.seiten import by_id, find, parse, words
from tests.web.test_routes import count

SEITE = "/foerderjahre/kinderstark/2023/angaben"
FINANZIERUNG = f"{SEITE}/finanzierung"


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    add_stelle(session)
    found = add_jahr(session, 2023, LISTE_2023, bescheid=True)
    found.parameter.append(
        m.FoerderjahrParameter(schluessel="landesanteil", anteil=Vomhundert(800_000), quelle="Aufruf")
    )
    session.commit()
    return found


def stored(session: Session, jahr: m.Foerderjahr) -> dict[str, tuple[str, str, bool]]:
    session.expire_all()
    return {
        w.schluessel: (str(w.wert), w.quelle, w.bestaetigt) for w in load_parameterwerte(session, jahr.id)
    }


def events(session: Session) -> list[str]:
    return list(session.scalars(select(m.Ereignis.art).order_by(m.Ereignis.nummer)))


def text(answer: Any) -> str:
    return words(find(parse(answer), "main")[0])


def value(answer: Any, name: str) -> str:
    return str(felder(formular(parse(answer), knopf="Speichern")).get(name))


def test_every_parameter_is_shown_and_what_was_not_checked_is_asked_for(client: FlaskClient, jahr):
    page = client.get(SEITE)
    shown = text(page)
    for label in (
        "Landesanteil in v. H.",
        "Zugeteilte Mittel",
        "Aufbewahrung der Belege (Jahre)",
        "Eigenmittel",
    ):
        assert label in shown
    assert "80,00 v. H. Aufruf bitte anhand des Bescheids prüfen" in shown
    assert "fehlt noch: Der Bescheid liegt vor" in shown
    assert "Beschieden am 14.03.2023 (bewilligt)" in shown
    assert "Angaben sind noch nicht geprüft" in shown


def test_a_group_is_entered_with_one_paper_for_all_of_it(client: FlaskClient, session: Session, jahr):
    answer = absenden(
        client,
        FINANZIERUNG,
        {
            "finanzierungsart": "anteil",
            "finanzierungsart-bestaetigt": "y",
            "landesanteil": "75,5",
            "landesanteil-quelle": "Änderungsbescheid",
            "quelle_alle": "Zuwendungsbescheid Beispiel",
            "stand_alle": "14.03.2023",
        },
        knopf="Speichern",
    )
    assert (answer.status_code, answer.location) == (303, f"{SEITE}#finanzierung")
    assert stored(session, jahr) == {
        "finanzierungsart": ("anteil", "Zuwendungsbescheid Beispiel", True),
        "landesanteil": ("75.50", "Änderungsbescheid", False),
    }
    assert events(session) == ["parameter_geaendert"]
    assert "Zuwendungsbescheid Beispiel, 14.03.2023 geprüft" in text(client.get(SEITE))


@pytest.mark.parametrize(
    ("werte", "feld", "word"),
    [
        ({"landesanteil": "80.5"}, "landesanteil", "kein Anteil"),
        ({"landesanteil": "101"}, "landesanteil", "zwischen 0 und 100"),
        (
            {"landesanteil-quelle": "", "landesanteil-bestaetigt": "y"},
            "landesanteil-quelle",
            "in welchem Papier",
        ),
        ({"landesanteil": ""}, "landesanteil", "auch den Wert"),
        ({"landesanteil-stand": "gestern"}, "landesanteil-stand", "kein Datum"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_the_rest_is_kept(client, session, jahr, werte, feld, word):
    answer = absenden(
        client, FINANZIERUNG, {"quelle_alle": "", **werte, "finanzierungsart": "anteil"}, knopf="Speichern"
    )
    assert answer.status_code == 422
    assert word in words(by_id(parse(answer), f"{feld}-fehler"))
    assert value(answer, "finanzierungsart") == "anteil"
    assert stored(session, jahr) == {"landesanteil": ("80.00", "Aufruf", False)}


def test_a_value_is_emptied_with_everything_beside_it(client, session, jahr):
    answer = absenden(
        client, FINANZIERUNG, {"landesanteil": "", "landesanteil-quelle": ""}, knopf="Speichern"
    )
    assert answer.status_code == 303
    assert stored(session, jahr) == {}


def test_a_colleagues_value_stands_beside_ones_own_with_a_choice(client, als: Als, session, jahr):
    mine = client.get(FINANZIERUNG)
    absenden(als("geschaeftsstelle2"), FINANZIERUNG, {"landesanteil": "90"}, knopf="Speichern")
    answer = abschicken(client, mine, FINANZIERUNG, {"landesanteil": "70"}, knopf="Speichern")
    assert answer.status_code == 409
    assert "Ihre Eingabe 70,00 v. H. Jetzt gespeichert 90,00 v. H." in text(answer)
    assert value(answer, "landesanteil") == "70"
    assert stored(session, jahr)["landesanteil"][0] == "90.00"
    assert abschicken(client, answer, FINANZIERUNG, knopf="Speichern").status_code == 422
    chosen = abschicken(client, answer, FINANZIERUNG, {"wahl-0": "jetzt"}, knopf="Speichern")
    assert chosen.status_code == 303
    assert stored(session, jahr)["landesanteil"][0] == "90.00"


def test_a_double_click_enters_once(client, session, jahr):
    page = client.get(FINANZIERUNG)
    for _ in range(2):
        assert (
            abschicken(client, page, FINANZIERUNG, {"landesanteil": "90"}, knopf="Speichern").status_code
            == 303
        )
    assert events(session) == ["parameter_geaendert"]


def test_nothing_changed_is_said(client, session, jahr):
    absenden(client, FINANZIERUNG, knopf="Speichern")
    assert "Es gab nichts zu speichern" in text(client.get(SEITE))
    assert events(session) == []


def test_each_money_gets_its_line_of_the_antrag(client, session, jahr):
    answer = absenden(client, f"{SEITE}/zuordnung", {"traeger": "3.7", "land": "3.5"}, knopf="Speichern")
    assert answer.status_code == 303
    session.expire_all()
    assert dict(load_zeilen(session, jahr.id)) == {"land": "3.5", "traeger": "3.7"}
    assert "3.7 Eigenanteil" in text(client.get(SEITE))
    assert events(session) == ["zuordnung_geaendert"]


def test_a_colleagues_line_is_not_overwritten(client, als: Als, session, jahr):
    page = f"{SEITE}/zuordnung"
    mine = client.get(page)
    absenden(als("geschaeftsstelle2"), page, {"traeger": "3.3"}, knopf="Speichern")
    answer = abschicken(client, mine, page, {"traeger": "3.7"}, knopf="Speichern")
    assert answer.status_code == 409
    assert "Jetzt gespeichert 3.3 Leistungen Dritter" in text(answer)
    assert abschicken(client, answer, page, {"wahl-0": "meine"}, knopf="Speichern").status_code == 303
    session.expire_all()
    assert dict(load_zeilen(session, jahr.id)) == {"traeger": "3.7"}


def test_an_unknown_group_is_not_found(client, jahr):
    assert client.get(f"{SEITE}/gibt-es-nicht").status_code == 404


def test_who_only_looks_is_offered_nothing_to_enter(als: Als, jahr):
    page = als("einsicht").get(SEITE)
    assert page.status_code == 200
    assert "Bearbeiten" not in text(page)
    assert als("einsicht").get(FINANZIERUNG).status_code == 403
    assert als("traeger").get(SEITE).status_code == 403


def test_the_number_of_statements_does_not_grow_with_the_parameters(client, session, jahr):
    key = jahr.id
    few = count(client, session, SEITE)
    for schluessel in ("toleranz", "zinsaufschlag"):
        share = m.FoerderjahrParameter(foerderjahr_id=key, schluessel=schluessel, anteil=Vomhundert(1))
        session.add(share)
    session.commit()
    assert count(client, session, SEITE) == few


# -- a new year ----------------------------------------------------------------------------------------------


def test_a_new_year_is_created_and_leads_to_its_parameters(client, session, jahr):
    page = client.get("/foerderjahre/neu")
    assert value_of_year(page) == "2024"
    answer = absenden(client, "/foerderjahre/neu", {"jahr": "2031"}, knopf="Anlegen")
    assert (answer.status_code, answer.location) == (303, "/foerderjahre/kinderstark/2031/angaben")
    assert "Das Förderjahr 2031 ist angelegt." in text(client.get(answer.location))
    assert "foerderjahr_angelegt" in events(session)


def value_of_year(page: Any) -> str:
    return str(felder(formular(parse(page), knopf="Anlegen")).get("jahr"))


@pytest.mark.parametrize(
    ("jahr_text", "word"),
    [
        ("2023", "gibt es schon"),
        ("", "tragen Sie das Jahr ein"),
        ("24", "2000 bis 2100"),
        ("zwei", "keine ganze Zahl"),
    ],
)
def test_a_year_that_cannot_be_created_says_why(client, session, jahr, jahr_text, word):
    answer = absenden(client, "/foerderjahre/neu", {"jahr": jahr_text}, knopf="Anlegen")
    assert answer.status_code == 422
    assert word in words(by_id(parse(answer), "jahr-fehler"))
    assert session.scalars(select(m.Foerderjahr.jahr)).all() == [2023]


def test_the_log_tells_old_and_new(client, session, jahr):
    absenden(client, FINANZIERUNG, {"landesanteil": "90"}, knopf="Speichern")
    inhalt = json.loads(session.scalars(select(m.EreignisInhalt.inhalt)).all()[-1] or "{}")
    assert [(p["alt"]["wert"], p["neu"]["wert"]) for p in inhalt["parameter"]] == [("80.00", "90.00")]
