"""What somebody may do for a Träger: given with the invitation, changed from and to a day, shown in the lists."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from tests.web.conftest import Als, add_person
from tests.web.daten import HEUTE
from tests.web.formulare import absenden, felder, formular
from tests.web.sachbericht import Fall, fill_case
from tests.web.seiten import by_id, parse, words

Zeile = tuple[date | None, date | None, bool, bool, bool]


@pytest.fixture
def fall(session: Session) -> Fall:
    return fill_case(session)


@pytest.fixture
def konten(als: Als) -> FlaskClient:
    return als("konten")


def zeilen(session: Session, person_id: int) -> list[Zeile]:
    session.expire_all()
    r = m.Rollenzuordnung
    rows = session.execute(select(r).where(r.person_id == person_id).order_by(r.von, r.id)).scalars()
    return sorted(
        (
            (row.von, row.bis, row.darf_inhaltlich, row.darf_finanziell, row.vertretungsberechtigt)
            for row in rows
        ),
        key=lambda row: row[0] or date.min,
    )


def someone(session: Session, fall: Fall) -> tuple[int, int]:
    """Return ids of a Person with all three rights and of its Rolle."""
    person = add_person(session, "traeger", traeger_id=fall.traeger)
    rolle = session.execute(
        select(m.Rollenzuordnung.id).where(m.Rollenzuordnung.person_id == person.id)
    ).scalar_one()
    return person.id, rolle


def kuerzel(session: Session, fall: Fall) -> str:
    return session.get_one(m.Traeger, fall.traeger).kuerzel


def test_an_invitation_gives_rights_and_the_lists_show_them(
    konten: FlaskClient, session: Session, fall: Fall
):
    typed = {
        "email": "neu@traeger.example",
        "rolle": "traeger",
        "traeger": kuerzel(session, fall),
        "inhaltlich": "y",
    }
    assert absenden(konten, "/konten/einladen", typed).status_code == 303
    person = session.execute(select(m.Person.id).where(m.Person.email == "neu@traeger.example")).scalar_one()
    assert zeilen(session, person) == [(None, None, True, False, False)]
    assert ": inhaltlich)" in words(by_id(parse(konten.get("/konten")), "inhalt"))


def test_rights_belong_to_traeger_and_stellen_alone(konten: FlaskClient, session: Session, fall: Fall):
    typed = {"email": "x@stadt.example", "rolle": "einsicht", "finanziell": "y"}
    answer = absenden(konten, "/konten/einladen", typed)
    assert answer.status_code == 422
    assert "nur für Träger und städtische Stellen" in answer.text
    assert not session.execute(select(m.Person).where(m.Person.email == "x@stadt.example")).first()


def test_rights_change_from_a_day_on_and_what_was_before_stays(
    konten: FlaskClient, session: Session, fall: Fall
):
    person, rolle = someone(session, fall)
    sent = absenden(
        konten, f"/konten/{person}", {"ab": "01.10.2024"}, pfad=f"{rolle}/befugnisse", weg=("finanziell",)
    )
    assert sent.status_code == 303
    assert zeilen(session, person) == [
        (None, date(2024, 9, 30), True, True, True),
        (date(2024, 10, 1), None, True, False, True),
    ]
    told = session.execute(
        select(m.EreignisInhalt.inhalt)
        .join(m.Ereignis, m.Ereignis.id == m.EreignisInhalt.ereignis_id)
        .where(m.Ereignis.art == "befugnisse_geaendert")
    ).scalar_one()
    values = json.loads(told)
    assert (values["alt"]["darf_finanziell"], values["neu"]["darf_finanziell"]) == (True, False)


def test_for_a_while_only_and_then_as_before(konten: FlaskClient, session: Session, fall: Fall):
    person, rolle = someone(session, fall)
    for row in session.execute(select(m.Rollenzuordnung).where(m.Rollenzuordnung.id == rolle)).scalars():
        row.vertretungsberechtigt = False
    session.commit()
    typed = {"vertretungsberechtigt": "y", "ab": "01.10.2024", "bis": "15.10.2024"}
    assert absenden(konten, f"/konten/{person}", typed, pfad=f"{rolle}/befugnisse").status_code == 303
    assert zeilen(session, person) == [
        (None, date(2024, 9, 30), True, True, False),
        (date(2024, 10, 1), date(2024, 10, 15), True, True, True),
        (date(2024, 10, 16), None, True, True, False),
    ]


def test_without_a_day_the_row_is_corrected(konten: FlaskClient, session: Session, fall: Fall):
    person, rolle = someone(session, fall)
    sent = absenden(
        konten, f"/konten/{person}", {"ab": ""}, pfad=f"{rolle}/befugnisse", weg=("vertretungsberechtigt",)
    )
    assert sent.status_code == 303
    assert zeilen(session, person) == [(None, None, True, True, False)]


def test_days_the_wrong_way_round_are_refused_at_the_form(konten: FlaskClient, session: Session, fall: Fall):
    person, rolle = someone(session, fall)
    typed = {"ab": "01.10.2024", "bis": "01.09.2024"}
    answer = absenden(
        konten, f"/konten/{person}", typed, pfad=f"{rolle}/befugnisse", weg=("vertretungsberechtigt",)
    )
    assert answer.status_code == 422
    assert "Der letzte Tag liegt vor dem ersten" in answer.text
    assert zeilen(session, person) == [(None, None, True, True, True)]


def test_the_office_sees_and_changes_who_may_do_what_for_a_traeger(
    client: FlaskClient, session: Session, fall: Fall
):
    _, rolle = someone(session, fall)
    page = f"/traeger/{kuerzel(session, fall)}"
    assert "inhaltlich, finanziell, vertretungsberechtigt" in client.get(page).text
    gone = ("inhaltlich", "finanziell", "vertretungsberechtigt")
    assert absenden(client, page, {"ab": ""}, pfad=f"{rolle}/befugnisse", weg=gone).status_code == 303
    assert "nur lesen" in client.get(page).text
    invited = {"email": "zweite@traeger.example", "finanziell": "y"}
    assert absenden(client, f"{page}/einladen", invited).status_code == 303
    other = session.execute(
        select(m.Person.id).where(m.Person.email == "zweite@traeger.example")
    ).scalar_one()
    assert zeilen(session, other) == [(None, None, False, True, False)]


def test_a_role_of_another_traeger_is_not_changed(client: FlaskClient, session: Session, fall: Fall):
    person, rolle = someone(session, fall)
    page = f"/traeger/{kuerzel(session, fall)}"
    foreign = session.get_one(m.Traeger, fall.fremder_traeger).kuerzel
    data = felder(formular(parse(client.get(page)), pfad=f"{rolle}/befugnisse"))
    del data["inhaltlich"]
    answer = client.post(f"/traeger/{foreign}/zugang/{rolle}/befugnisse", data=data)
    assert answer.status_code == 404
    assert "bei diesem Träger nicht" in answer.text
    assert zeilen(session, person) == [(None, None, True, True, True)]


def test_what_ended_yesterday_gives_nothing_today(als: Als, session: Session, fall: Fall):
    client = als("traeger", traeger_id=fall.traeger)
    page = f"{fall.pfad}/sachbericht/text/umsetzung"
    assert "<textarea" in client.get(page).text
    for row in session.execute(select(m.Rollenzuordnung)).scalars():
        row.bis = HEUTE - timedelta(days=1)
    session.commit()
    assert client.get(page).status_code == 403
