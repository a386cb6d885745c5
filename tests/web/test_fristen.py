"""Fristen: due days of the papers and the office's own, kept, extended, done, dropped, taken back."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from tests.web.conftest import Als
from tests.web.daten import LISTE_2024, add_jahr, add_stelle
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import find, has_class, parse, words


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    add_stelle(session)
    found = add_jahr(session, 2024, LISTE_2024)
    # A Saturday, two days before the day of the tests.
    session.add(
        m.FoerderjahrParameter(
            foerderjahr_id=found.id,
            schluessel="antragsfrist_fortsetzung",
            datum=date(2024, 9, 14),
            quelle="Beispielaufruf",
        )
    )
    session.commit()
    return found


def anlegen(client: FlaskClient, **werte: str):
    given = {"bezeichnung": "Bericht an den Ausschuss", "tag": "30.09.2024", **werte}
    return absenden(client, "/fristen/neu", given)


def only(session: Session) -> m.Frist:
    session.expire_all()
    return session.execute(select(m.Frist)).scalar_one()


def arts(session: Session) -> list[str]:
    return list(session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars())


def test_days_of_the_papers_stand_in_the_list_with_what_is_missing(client: FlaskClient, jahr: m.Foerderjahr):
    [entry] = has_class(parse(client.get("/fristen")), "termin")
    said = words(entry)
    assert "16.09.2024" in said
    assert "heute" in said
    assert "der 14.09.2024 ist kein Werktag" in said
    assert "9 von 9 Finanzierungsplänen fehlen" in said
    assert "Beispielaufruf" in said


def test_without_a_year_the_page_says_where_fristen_come_from(client: FlaskClient):
    tree = parse(client.get("/fristen"))
    assert "noch kein Förderjahr" in words(has_class(tree, "leer-hinweis")[0])
    assert "noch kein Förderjahr" in words(has_class(parse(client.get("/fristen/neu")), "leer-hinweis")[0])


def test_an_own_frist_is_kept_and_leaves_an_ereignis(
    client: FlaskClient, session: Session, jahr: m.Foerderjahr
):
    assert anlegen(client, wiedervorlage_am="20.9.24", notiz="Zahlen fehlen").status_code == 303
    frist = only(session)
    assert (frist.tag, frist.laeuft_ab_am, frist.wiedervorlage_am) == (
        date(2024, 9, 30),
        date(2024, 9, 30),
        date(2024, 9, 20),
    )
    assert arts(session) == ["frist_angelegt"]
    page = parse(client.get("/fristen"))
    assert "Die Frist ist gespeichert." in words(page)
    [link] = [a for a in find(page, "main//a") if words(a) == "Bericht an den Ausschuss"]
    assert link.get("href") == f"/fristen/{frist.id}"


def test_a_wrong_day_is_asked_for_again_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, jahr: m.Foerderjahr
):
    answer = anlegen(client, tag="30.02.2024", notiz="bleibt")
    assert answer.status_code == 422
    tree = parse(answer)
    [alert] = has_class(tree, "fehlerliste")
    assert "31.08.2024" in words(alert)
    assert [a.get("href") for a in find(alert, "a")] == ["#tag"]
    assert 'value="30.02.2024"' in answer.text
    assert "bleibt" in answer.text
    assert session.execute(select(m.Frist)).first() is None


def test_a_double_click_keeps_one(client: FlaskClient, session: Session, jahr: m.Foerderjahr):
    page = client.get("/fristen/neu")
    typed = {"bezeichnung": "Einmal", "tag": "30.09.2024"}
    first = abschicken(client, page, "/fristen/neu", typed)
    second = abschicken(client, page, "/fristen/neu", typed)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.headers["Location"] == first.headers["Location"]
    only(session)
    # Back, another text, sent again: neither swallowed nor saved.
    third = abschicken(client, page, "/fristen/neu", {**typed, "bezeichnung": "Anders"})
    assert third.status_code == 422
    assert "damals mit anderen Angaben" in third.text
    assert only(session).bezeichnung == "Einmal"


def test_two_people_at_the_same_frist_are_told(
    client: FlaskClient, als: Als, session: Session, jahr: m.Foerderjahr
):
    anlegen(client)
    path = f"/fristen/{only(session).id}"
    old = client.get(path)
    other = absenden(als("geschaeftsstelle2"), path, {"bezeichnung": "Von der Kollegin"}, pfad=path)
    assert other.status_code == 303
    late = abschicken(client, old, path, {"bezeichnung": "Meine"}, pfad=path)
    assert late.status_code == 409
    assert "jemand anderes" in late.text
    assert 'value="Meine"' in late.text
    assert only(session).bezeichnung == "Von der Kollegin"


def test_extending_asks_for_a_reason_and_a_later_day(
    client: FlaskClient, session: Session, jahr: m.Foerderjahr
):
    anlegen(client)
    path = f"/fristen/{only(session).id}"
    wrong = absenden(client, path, {"bis": "30.09.2024", "grund": ""}, pfad="verlaengern")
    assert wrong.status_code == 422
    assert "begründen" in wrong.text
    assert "nach dem bisherigen Ablauf" in wrong.text
    done = absenden(client, path, {"bis": "31.10.2024", "grund": "Das Land stimmt zu"}, pfad="verlaengern")
    assert done.status_code == 303
    assert only(session).verlaengert_bis == date(2024, 10, 31)
    payload = json.loads(
        session.execute(
            select(m.EreignisInhalt.inhalt).join(m.Ereignis).where(m.Ereignis.art == "frist_verlaengert")
        ).scalar_one()
    )
    assert payload["alt"]["verlaengert_bis"] is None
    assert payload["neu"]["verlaengert_bis"] == "2024-10-31"


def test_done_and_dropped_can_be_taken_back_and_stay_in_the_log(
    client: FlaskClient, session: Session, jahr: m.Foerderjahr
):
    anlegen(client)
    path = f"/fristen/{only(session).id}"
    absenden(client, path, pfad="erledigt")
    assert only(session).erledigt_am == date(2024, 9, 16)
    assert "Bericht an den Ausschuss" not in client.get("/fristen").text
    assert "Bericht an den Ausschuss" in client.get("/fristen?zeige=alle").text
    absenden(client, path, pfad="wieder-oeffnen")
    assert only(session).erledigt_am is None
    assert absenden(client, path, {"entfall_grund": ""}, pfad="entfaellt").status_code == 422
    absenden(client, path, {"entfall_grund": "Doppelt"}, pfad="entfaellt")
    assert only(session).entfallen_grund == "Doppelt"
    assert arts(session) == [
        "frist_angelegt",
        "frist_erledigt",
        "frist_wieder_offen",
        "frist_entfallen",
    ]


def test_the_calendar_holds_what_is_open(client: FlaskClient, jahr: m.Foerderjahr):
    anlegen(client, bezeichnung="Ältere Fassung; prüfen, senden")
    answer = client.get("/fristen.ics")
    assert answer.content_type.startswith("text/calendar")
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert [(str(e["summary"]), e.decoded("dtstart")) for e in events] == [
        ("Antrag an das Land 2024", date(2024, 9, 16)),
        ("Ältere Fassung; prüfen, senden 2024", date(2024, 9, 30)),
    ]
    assert len({str(e["uid"]) for e in events}) == 2


def test_who_only_looks_sees_days_and_no_forms(als: Als, jahr: m.Foerderjahr):
    client = als("einsicht")
    page = parse(client.get("/fristen"))
    assert has_class(page, "termin")
    assert all("neu" not in (a.get("href") or "") for a in find(page, "main//a"))
    assert client.get("/fristen/neu").status_code == 403
