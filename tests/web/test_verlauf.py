"""The Verlauf: who did what when, searched and filtered, page by page, and the same as a file."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import update
from sqlalchemy.orm import Session

from grants import models as m
from grants.queries.verlauf import JE_SEITE
from grants.services.ereignisse import record
from tests.web.conftest import Als
from tests.web.seiten import find, parse, words


@pytest.fixture
def verlauf(session: Session) -> list[m.Person]:
    """Three entries by two Persons on three days."""
    people = [m.Person(name=f"Beispiel {name}", email=f"{name}@stadt.example") for name in ("Anna", "Bert")]
    session.add_all(people)
    session.flush()
    told = [
        (0, "frist_angelegt", "frist/1"),
        (1, "betraege_geaendert", "foerderjahr/kinderstark/2024"),
        (0, "frist_erledigt", "frist/1"),
    ]
    for nummer, (who, art, what) in enumerate(told, start=1):
        values = {"alt": {"betrag": "1.00"}, "neu": {"betrag": "=2+3"}} if who else {"notiz": "Beispiel"}
        record(session, art=art, gegenstand=what, person=people[who], inhalt=values)
        zeit = f"2024-08-0{nummer}T09:00:00.000000+00:00"
        session.execute(update(m.Ereignis).where(m.Ereignis.nummer == nummer).values(zeit=zeit))
    session.commit()
    return people


def entries(client: FlaskClient, query: str = "") -> str:
    return words(find(parse(client.get(f"/verlauf{query}")), "main")[0])


def test_the_newest_comes_first_with_old_and_new_value(client: FlaskClient, verlauf):
    said = entries(client)
    assert "3 Einträge" in said
    assert said.rindex("Frist erledigt") < said.rindex("Beträge geändert") < said.rindex("Frist angelegt")
    assert "1,00 €" in said
    assert "=2+3" in said


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?art=frist_angelegt", 1),
        ("?suche=kinderstark", 1),
        ("?von=02.08.2024", 2),
        ("?bis=02.08.2024", 2),
        ("?von=02.08.2024&bis=02.08.2024", 1),
        ("?gegenstand=frist/1", 2),
        ("?suche=gibt-es-nicht", 0),
    ],
)
def test_a_filter_narrows_page_and_file_alike(client: FlaskClient, verlauf, query: str, number: int):
    said = entries(client, query)
    assert f"{number} {'Eintrag' if number == 1 else 'Einträge'}" in said
    if not number:
        assert "Dazu gibt es keinen Eintrag." in said
    text = client.get(f"/verlauf.csv{query}").data.decode("utf-8-sig")
    numbers = {row[0] for row in csv.reader(io.StringIO(text), delimiter=";") if row and row[0].isdigit()}
    assert len(numbers) == number


def test_a_person_is_a_filter_too(client: FlaskClient, verlauf):
    assert "1 Eintrag" in entries(client, f"?person={verlauf[1].id}")


def test_a_day_that_is_none_is_said_and_the_rest_is_shown(client: FlaskClient, verlauf):
    said = entries(client, "?von=31.02.2024")
    assert "31.02.2024" in said
    assert "3 Einträge" in said


def test_the_workbook_holds_text_and_never_a_formula(client: FlaskClient, verlauf):
    answer = client.get("/verlauf.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("2+3" in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_many_entries_come_page_by_page(client: FlaskClient, session: Session):
    person = m.Person(name="Beispiel Anna", email="anna@stadt.example")
    session.add(person)
    session.flush()
    for number in range(JE_SEITE + 1):
        record(session, art="frist_angelegt", gegenstand=f"frist/{number}", person=person)
    session.commit()
    assert "Frist 0" not in entries(client)
    assert "frist/0" in entries(client, "?seite=2").replace("Frist 0", "frist/0")
    assert client.get("/verlauf?seite=999").status_code == 200


def test_a_traeger_sees_nothing_of_it(als: Als, verlauf):
    assert als("traeger").get("/verlauf").status_code == 403
    assert als("traeger").get("/verlauf.csv").status_code == 403
