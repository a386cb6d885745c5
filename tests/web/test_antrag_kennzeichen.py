"""Fortsetzung and Beginn of each Maßnahme: entered in one page, nobody's change lost."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Fortsetzung
from tests.services.verlauf import payload
from tests.web.daten import fill
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import by_id, find, parse, words

ANTRAG = "/foerderjahre/kinderstark/2024/antrag"
SEITE = f"{ANTRAG}/kennzeichen"


@pytest.fixture
def year(session: Session) -> Session:
    fill(session)
    return session


def row(session: Session, kennung: str = "babylotsen") -> m.Jahresmassnahme:
    session.expire_all()
    return session.scalars(
        select(m.Jahresmassnahme)
        .join(m.Massnahme)
        .join(m.Foerderjahr)
        .where(m.Massnahme.kennung == kennung, m.Foerderjahr.jahr == 2024)
    ).one()


def save(client: FlaskClient, **werte: str):
    return absenden(client, SEITE, {k.replace("__", "-"): v for k, v in werte.items()}, knopf="Speichern")


def test_what_was_entered_is_stored_with_an_ereignis_for_each_massnahme(client: FlaskClient, year: Session):
    answer = save(
        client,
        fortsetzung__babylotsen="neu",
        beginn__babylotsen="1.3.2024",
        zustimmung_am__babylotsen="12.01.2024",
        fortsetzung__elterntalk="fortsetzung_unveraendert",
    )
    assert (answer.status_code, answer.location) == (303, SEITE)
    stored = row(year)
    assert (stored.fortsetzung, stored.beginn, stored.vorzeitiger_beginn_zustimmung_am) == (
        Fortsetzung.NEU,
        date(2024, 3, 1),
        date(2024, 1, 12),
    )
    entries = year.scalars(
        select(m.Ereignis).where(m.Ereignis.art == "kennzeichen_geaendert").order_by(m.Ereignis.nummer)
    ).all()
    assert [e.gegenstand for e in entries] == [
        "foerderjahr/kinderstark/2024/massnahme/babylotsen",
        "foerderjahr/kinderstark/2024/massnahme/elterntalk",
    ]
    assert payload(entries[0]) == {
        "alt": "keine Angabe",
        "neu": "neu, Beginn 01.03.2024, Zustimmung vom 12.01.2024",
    }


def test_nothing_is_preset_and_nothing_changed_is_nothing_saved(client: FlaskClient, year: Session):
    selects = find(parse(client.get(SEITE)), "main//select")
    assert len(selects) == 9
    assert not [o for s in selects for o in find(s, "option") if "selected" in o.attrib and o.get("value")]
    answer = save(client)
    assert answer.status_code == 303
    assert "Es gab nichts zu speichern." in client.get(SEITE).text
    assert year.scalars(select(m.Ereignis)).all() == []


def test_the_readiness_list_leads_to_the_massnahme_and_is_done_with_it(client: FlaskClient, year: Session):
    part = by_id(parse(client.get(ANTRAG)), "aufgabe-betraege")
    links = {words(a): a.get("href") for a in find(part, "a")}
    target = links["Fortsetzung oder neu bei „Babylotsen“"]
    assert target == f"{SEITE}#massnahme-babylotsen"
    assert by_id(parse(client.get(target.partition("#")[0])), "massnahme-babylotsen") is not None
    save(client, fortsetzung__babylotsen="fortsetzung_unveraendert")
    after = words(by_id(parse(client.get(ANTRAG)), "aufgabe-betraege"))
    assert "Fortsetzung oder neu bei „Babylotsen“" not in after
    assert "Fortsetzung oder neu bei „Elterntalk“" in after


def test_what_makes_no_sense_is_told_at_its_field_and_kept(client: FlaskClient, year: Session):
    answer = save(
        client,
        fortsetzung__babylotsen="fortsetzung_unveraendert",
        zustimmung_am__babylotsen="12.01.2024",
        beginn__elterntalk="März",
    )
    assert answer.status_code == 422
    assert "„März“ ist kein Datum." in words(by_id(parse(answer), "fehlerliste"))
    answer = save(
        client, fortsetzung__babylotsen="fortsetzung_unveraendert", zustimmung_am__babylotsen="12.01.2024"
    )
    assert answer.status_code == 422
    [link] = find(by_id(parse(answer), "fehlerliste"), "a")
    assert link.get("href") == "#zustimmung_am-babylotsen"
    assert by_id(parse(answer), "zustimmung_am-babylotsen").get("value") == "12.01.2024"
    assert row(year).fortsetzung is None


def test_the_same_massnahme_changed_by_somebody_else_shows_both(client: FlaskClient, year: Session):
    page = client.get(SEITE)
    row(year).fortsetzung = Fortsetzung.GEAENDERT
    year.commit()
    werte = {"fortsetzung-babylotsen": "neu", "fortsetzung-elterntalk": "neu"}
    answer = abschicken(client, page, SEITE, werte, knopf="Speichern")
    assert answer.status_code == 409
    part = by_id(parse(answer), "massnahme-babylotsen")
    assert "Jetzt gespeichert: Fortsetzung geändert." in words(part)
    [chosen] = [o.get("value") for o in find(part, "option") if "selected" in o.attrib]
    assert chosen == "neu"
    # All or nothing, and having seen it the second save counts.
    assert row(year, "elterntalk").fortsetzung is None
    assert abschicken(client, answer, SEITE, knopf="Speichern").status_code == 303
    assert row(year).fortsetzung is Fortsetzung.NEU
    assert row(year, "elterntalk").fortsetzung is Fortsetzung.NEU


def test_two_who_change_different_massnahmen_do_not_stand_in_each_others_way(
    client: FlaskClient, year: Session
):
    page = client.get(SEITE)
    row(year).fortsetzung = Fortsetzung.GEAENDERT
    year.commit()
    answer = abschicken(client, page, SEITE, {"fortsetzung-elterntalk": "neu"}, knopf="Speichern")
    assert answer.status_code == 303
    assert row(year).fortsetzung is Fortsetzung.GEAENDERT
    assert row(year, "elterntalk").fortsetzung is Fortsetzung.NEU


def test_two_who_say_the_same_agree(client: FlaskClient, year: Session):
    page = client.get(SEITE)
    row(year).fortsetzung = Fortsetzung.NEU
    year.commit()
    answer = abschicken(client, page, SEITE, {"fortsetzung-babylotsen": "neu"}, knopf="Speichern")
    assert answer.status_code == 303
    assert year.scalars(select(m.Ereignis)).all() == []


def test_a_double_click_saves_once(client: FlaskClient, year: Session):
    page = client.get(SEITE)
    for _ in range(2):
        answer = abschicken(client, page, SEITE, {"fortsetzung-babylotsen": "neu"}, knopf="Speichern")
        assert answer.status_code == 303
    assert len(year.scalars(select(m.Ereignis)).all()) == 1


def test_a_massnahme_without_landesmittel_is_not_asked_about(client: FlaskClient, year: Session):
    row(year).land_beantragen = False
    year.commit()
    assert "massnahme-babylotsen" not in client.get(SEITE).text


def test_an_empty_year_says_so(client: FlaskClient, session: Session):
    fill(session)
    for each in session.scalars(select(m.Jahresmassnahme)):
        each.land_beantragen = False
    session.commit()
    assert "noch keine Maßnahme" in words(parse(client.get(SEITE)))


def test_only_the_geschaeftsstelle_may(als, year: Session):
    assert als("einsicht").get(SEITE).status_code == 403
    assert als("traeger").get(SEITE).status_code == 403
