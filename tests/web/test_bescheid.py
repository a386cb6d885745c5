"""The Bescheid: entered, divided with a cut, followed by another one, moved during the year; the Beschlüsse."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Ausgang, FoerderjahrStatus
from tests.web.conftest import Als
from tests.web.daten import LISTE_2023, add_jahr, add_stelle, amount
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import find, has_class, parse, words

JAHR = "/foerderjahre/kinderstark/2024"
BESCHEID = {
    "aktenzeichen": "Beispiel-LJA-1",
    "vom": "14.03.2024",
    "betrag": "183.670,00",
    "ausgang": "bewilligt",
    "antrag_versandt_am": "28.10.2023",
}


@pytest.fixture(autouse=True)
def _jahr(session: Session) -> None:
    """95.000,00 + 85.800,00 + 2.870,00 = 183.670,00 applied for, nothing decided."""
    add_stelle(session)
    add_jahr(session, 2024, LISTE_2023)
    session.commit()


def enter(client: FlaskClient, **werte: str):
    return absenden(client, f"{JAHR}/bescheid/neu", {**BESCHEID, **werte})


def bescheide(session: Session) -> list[m.Bescheid]:
    session.expire_all()
    return list(session.scalars(select(m.Bescheid).order_by(m.Bescheid.version)))


def division(session: Session) -> dict[str, str]:
    [paper] = bescheide(session)
    return {a.jahresmassnahme.massnahme.kennung: str(a.betrag) for a in paper.aufteilungen}


def test_before_there_is_one_the_page_says_what_comes(client: FlaskClient):
    tree = parse(client.get(f"{JAHR}/bescheid"))
    assert "Noch kein Bescheid" in words(has_class(tree, "leer-hinweis")[0])


def test_entering_it_makes_the_year_beschieden_and_its_conditions_fristen(
    client: FlaskClient, session: Session
):
    answer = enter(
        client,
        positionen="1; Koordination; 97.870,00\n2; Lotsen; 85.800,00 €",
        auflagen="Verwendungsnachweis vorlegen; 30.06.2025\nAuf die Förderung hinweisen",
        ausgeschlossen="1.4, 6.2",
    )
    assert answer.status_code == 303
    [paper] = bescheide(session)
    assert [(p.nummer, p.betrag) for p in paper.positionen] == [
        ("1", amount("97870.00")),
        ("2", amount("85800.00")),
    ]
    year = session.execute(select(m.Foerderjahr)).scalar_one()
    assert (year.status, year.ausgang) == (FoerderjahrStatus.BESCHIEDEN, Ausgang.BEWILLIGT)
    assert (year.beantragt_am, year.beschieden_am) == (date(2023, 10, 28), date(2024, 3, 14))
    [frist] = session.scalars(select(m.Frist)).all()
    assert (frist.bezeichnung, frist.tag) == ("Verwendungsnachweis vorlegen", date(2025, 6, 30))
    page = words(parse(client.get(f"{JAHR}/bescheid")))
    assert "Ausgeschlossene Nummern der ANBest: 1.4, 6.2" in page
    assert "183.670,00 €" in page


@pytest.mark.parametrize(
    ("werte", "feld", "sagt"),
    [
        ({"betrag": "12.34"}, "betrag", "12.34"),
        ({"ausgang": ""}, "ausgang", "entschieden"),
        ({"antrag_versandt_am": ""}, "antrag_versandt_am", "wann der Antrag"),
        ({"antrag_versandt_am": "01.04.2024"}, "antrag_versandt_am", "nicht erst nach"),
        ({"positionen": "1; Lotsen; 100,00"}, "positionen", "ergeben 100,00"),
        ({"positionen": "1 Lotsen 100"}, "positionen", "Zeile 1"),
        ({"auflagen": "Bericht; 31.02.2025"}, "auflagen", "Zeile 1"),
    ],
)
def test_a_wrong_entry_is_said_at_its_field_and_nothing_is_saved(
    client: FlaskClient, session: Session, werte: dict[str, str], feld: str, sagt: str
):
    answer = enter(client, **werte)
    assert answer.status_code == 422
    [alert] = has_class(parse(answer), "fehlerliste")
    assert f"#{feld}" in [a.get("href") for a in find(alert, "a")]
    assert sagt in words(alert)
    assert bescheide(session) == []
    assert 'value="Beispiel-LJA-1"' in answer.text


def test_a_cut_is_proposed_in_steps_changed_by_hand_and_saved(client: FlaskClient, session: Session):
    enter(client, betrag="150.000,00")
    path = f"{JAHR}/bescheid/aufteilung"
    proposal = absenden(client, path, {"schritt": "10000", "rest": "ebika"}, knopf="Anteilig kürzen")
    assert proposal.status_code == 200
    assert division(session) == {}
    values = {
        i.get("name"): i.get("value")
        for i in find(parse(proposal), "main//input")
        if "betrag-" in i.get("name", "")
    }
    assert values == {
        "betrag-geschäftsstelle": "77.500,00",
        "betrag-babylotsen": "70.000,00",
        "betrag-ebika": "2.500,00",
    }
    saved = abschicken(client, proposal, path, {"betrag-ebika": "2.400,00"}, knopf="Aufteilung speichern")
    assert saved.status_code == 303
    assert division(session) == {
        "geschäftsstelle": "77500.00",
        "babylotsen": "70000.00",
        "ebika": "2400.00",
    }
    # A division that does not add up is kept and reported, never repaired.
    page = words(parse(client.get(f"{JAHR}/bescheid")))
    assert "Abweichung −100,00 €" in page
    assert "Noch nicht aufgeteilt100,00 €" in page


def test_counting_anew_says_the_difference_and_saves_nothing(client: FlaskClient, session: Session):
    enter(client)
    answer = absenden(client, f"{JAHR}/bescheid/aufteilung", {"betrag-ebika": "1.000"}, knopf="Neu berechnen")
    assert "−182.670,00 €" in words(parse(answer))
    assert division(session) == {}


def test_a_stale_division_is_told(client: FlaskClient, als: Als, session: Session):
    enter(client)
    path = f"{JAHR}/bescheid/aufteilung"
    old = client.get(path)
    absenden(als("geschaeftsstelle2"), path, {"betrag-ebika": "870,00"}, knopf="Aufteilung speichern")
    late = abschicken(client, old, path, {"betrag-ebika": "1,00"}, knopf="Aufteilung speichern")
    assert late.status_code == 409
    assert 'value="1,00"' in late.text
    assert division(session) == {"ebika": "870.00"}


def test_a_later_bescheid_is_a_version_and_the_division_goes_on(client: FlaskClient, session: Session):
    enter(client)
    absenden(client, f"{JAHR}/bescheid/aufteilung", {"betrag-ebika": "2.870"}, knopf="Aufteilung speichern")
    missing = enter(client, betrag="170.000,00", vom="01.08.2024")
    assert missing.status_code == 422
    assert "ab wann" in missing.text
    assert enter(client, betrag="170.000,00", vom="01.08.2024", wirksam_ab="01.08.2024").status_code == 303
    first, second = bescheide(session)
    assert (first.version, second.version) == (1, 2)
    assert [a.betrag for a in second.aufteilungen] == [amount("2870.00")]
    page = words(parse(client.get(f"{JAHR}/bescheid")))
    assert "−13.670,00 € gegen den vorigen" in page


def test_a_typing_error_is_put_right_with_old_and_new_in_the_log(client: FlaskClient, session: Session):
    enter(client)
    path = f"{JAHR}/bescheid/1/berichtigen"
    assert absenden(client, path, {"aktenzeichen": "Beispiel-LJA-2"}).status_code == 303
    assert bescheide(session)[0].aktenzeichen == "Beispiel-LJA-2"
    log = words(parse(client.get("/verlauf?art=bescheid_berichtigt")))
    assert "Beispiel-LJA-1" in log
    assert "Beispiel-LJA-2" in log
    assert client.get(f"{JAHR}/bescheid/7/berichtigen").status_code == 404


def test_money_is_moved_as_two_sides_that_add_up(client: FlaskClient, session: Session):
    enter(client)
    absenden(client, f"{JAHR}/bescheid/aufteilung", knopf="Wie beantragt")
    page = absenden(client, f"{JAHR}/bescheid/aufteilung", knopf="Wie beantragt")
    abschicken(client, page, f"{JAHR}/bescheid/aufteilung", knopf="Aufteilung speichern")
    path = f"{JAHR}/umverteilung"
    same = {"von": "ebika", "nach": "ebika", "betrag": "70,00", "vom": "01.09.2024"}
    assert absenden(client, path, same).status_code == 422
    done = absenden(client, path, {**same, "nach": "babylotsen", "beschluss": "Beispielbeschluss"})
    assert done.status_code == 303
    sides = session.scalars(select(m.Umverteilung.betrag).order_by(m.Umverteilung.id)).all()
    assert sides == [-amount("70.00"), amount("70.00")]
    rows = {
        words(find(row, "th")[0]): words(row)
        for row in has_class(parse(client.get(f"{JAHR}/bescheid")), "zeile")
    }
    assert "2.800,00 €" in rows["EBIKA"]
    assert "85.870,00 €" in rows["Babylotsen"]


def test_a_beschluss_is_kept_and_never_changed(client: FlaskClient, session: Session):
    path = f"{JAHR}/beschluesse"
    assert absenden(client, path, {"gremium": "", "gefasst_am": "", "ergebnis": ""}).status_code == 422
    done = absenden(
        client,
        path,
        {"gremium": "Beispielgremium", "gefasst_am": "24.01.2024", "ergebnis": "Beschlossen wie vorgelegt"},
    )
    assert done.status_code == 303
    assert "Beschlossen wie vorgelegt" in client.get(path).text
    assert session.scalars(select(m.Ereignis.art)).all() == ["beschluss_eingetragen"]


def test_a_double_click_enters_one_bescheid(client: FlaskClient, session: Session):
    page = client.get(f"{JAHR}/bescheid/neu")
    for _ in range(2):
        assert abschicken(client, page, f"{JAHR}/bescheid/neu", BESCHEID).status_code == 303
    assert len(bescheide(session)) == 1
