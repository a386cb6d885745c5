"""The next year from this one: proposed, decided, taken over once, taken back while nothing was built on it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Ausgabenart, Fortsetzung, Mittelherkunft
from tests.web.conftest import Als
from tests.web.daten import LISTE_2023, add_jahr, add_stelle, amount
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import find, has_class, parse, words

SEITE = "/foerderjahre/kinderstark/2023/jahreswechsel"


@pytest.fixture
def jahr(session: Session) -> int:
    """2023 with three Maßnahmen, a plan and texts; returns the id of the year."""
    add_stelle(session)
    year = add_jahr(session, 2023, LISTE_2023, bescheid=True)
    part = session.execute(
        select(m.Empfaengeranteil)
        .join(m.Jahresmassnahme)
        .join(m.Massnahme)
        .where(m.Massnahme.kennung == "ebika")
    ).scalar_one()
    part.anteil = amount("2870.00")
    part.finanzierungsplaene = [
        m.Finanzierungsplan(
            version=1,
            wirksam_ab=date(2023, 1, 1),
            positionen=[
                m.Ausgabeposition(
                    code="SK",
                    bezeichnung="Sachkosten",
                    art=Ausgabenart.SACH,
                    insgesamt=amount("2870.00"),
                    zuwendungsfaehig=amount("2870.00"),
                )
            ],
            deckungsmittel=[m.Deckungsmittel(herkunft=Mittelherkunft.LAND, betrag=amount("2870.00"))],
        )
    ]
    for key, text in (("zuwendungszweck", "Beispielzweck"), ("erklaerung_vollstaendig", "ja")):
        session.add(m.Text(foerderjahr_id=year.id, schluessel=key, text=text))
    session.add(
        m.Text(
            foerderjahr_id=year.id,
            jahresmassnahme_id=part.jahresmassnahme_id,
            schluessel="ziele",
            text="Beispielziel",
        )
    )
    session.commit()
    return year.id


def folgejahr(session: Session) -> m.Foerderjahr | None:
    session.expire_all()
    return session.execute(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2024)).scalar_one_or_none()


def kennungen(session: Session) -> dict[str, m.Jahresmassnahme]:
    rows = session.execute(
        select(m.Jahresmassnahme)
        .join(m.Foerderjahr)
        .where(m.Foerderjahr.jahr == 2024)
        .order_by(m.Jahresmassnahme.reihenfolge)
    ).scalars()
    return {row.massnahme.kennung: row for row in rows}


def test_the_proposal_shows_last_years_money_and_asks_for_each_massnahme(client: FlaskClient, jahr: int):
    tree = parse(client.get(SEITE))
    rows = has_class(tree, "zeile")
    assert len(rows) == 4
    assert "95.000,00 €" in words(rows[0])
    assert "183.670,00 €" in words(rows[3])
    chosen = [o.get("value") for o in find(tree, "main//option") if "selected" in o.attrib]
    assert chosen == ["unveraendert", "ja"] * 3


def test_the_next_year_gets_massnahmen_recipients_plans_and_texts_but_no_declaration(
    client: FlaskClient, session: Session, jahr: int
):
    answer = absenden(
        client,
        SEITE,
        {"betrag-babylotsen": "86.600", "land-geschäftsstelle": "nein", "weiter-ebika": "geaendert"},
        knopf="In das Förderjahr 2024 übernehmen",
    )
    assert answer.status_code == 303
    new = folgejahr(session)
    assert new is not None
    rows = kennungen(session)
    assert list(rows) == ["geschäftsstelle", "babylotsen", "ebika"]
    assert [row.land_beantragen for row in rows.values()] == [False, True, True]
    assert rows["ebika"].fortsetzung is Fortsetzung.GEAENDERT
    positions = session.execute(
        select(m.Antragsposition).join(m.Antrag).where(m.Antrag.foerderjahr_id == new.id)
    ).scalars()
    assert {p.jahresmassnahme.massnahme.kennung: p.betrag for p in positions} == {
        "babylotsen": amount("86600.00"),
        "ebika": amount("2870.00"),
    }
    [part] = rows["ebika"].empfaengeranteile
    assert part.anteil == amount("2870.00")
    [plan] = part.finanzierungsplaene
    assert (plan.version, plan.wirksam_ab) == (1, None)
    assert [p.insgesamt for p in plan.positionen] == [amount("2870.00")]
    assert [d.betrag for d in plan.deckungsmittel] == [amount("2870.00")]
    texts = session.execute(
        select(m.Text.schluessel, m.Text.text).where(m.Text.foerderjahr_id == new.id).order_by(m.Text.id)
    ).all()
    assert sorted(texts) == [("ziele", "Beispielziel"), ("zuwendungszweck", "Beispielzweck")]
    payload = json.loads(
        session.execute(
            select(m.EreignisInhalt.inhalt).join(m.Ereignis).where(m.Ereignis.art == "jahr_fortgeschrieben")
        ).scalar_one()
    )
    assert payload["summe"] == "89470.00"
    assert payload["nicht_fortgefuehrt"] == []
    page = words(parse(client.get(SEITE)))
    assert "3 Maßnahmen sind übernommen, beim Land beantragt werden 89.470,00 €." in page
    assert "Alle Maßnahmen aus 2023 stehen im Förderjahr 2024." in page


def test_counting_anew_keeps_what_was_typed_and_saves_nothing(
    client: FlaskClient, session: Session, jahr: int
):
    answer = absenden(client, SEITE, {"betrag-babylotsen": "1.000,50"}, knopf="Neu berechnen")
    assert answer.status_code == 200
    [total] = has_class(parse(answer), "zeile--summe")
    assert words(total).endswith("98.870,50 €")
    assert 'value="1.000,50"' in answer.text
    assert folgejahr(session) is None


def test_a_yes_without_an_amount_is_asked_for(client: FlaskClient, session: Session, jahr: int):
    answer = absenden(client, SEITE, {"betrag-babylotsen": ""}, knopf="In das Förderjahr 2024 übernehmen")
    assert answer.status_code == 422
    [alert] = has_class(parse(answer), "fehlerliste")
    assert [a.get("href") for a in find(alert, "a")] == ["#betrag-babylotsen"]
    assert folgejahr(session) is None


def test_a_double_click_makes_one_year(client: FlaskClient, session: Session, jahr: int):
    page = client.get(SEITE)
    button = "In das Förderjahr 2024 übernehmen"
    for _ in range(2):
        assert abschicken(client, page, SEITE, knopf=button).status_code == 303
    assert session.execute(select(func.count()).select_from(m.Jahreswechsel)).scalar_one() == 1
    assert len(kennungen(session)) == 3


def test_an_old_page_after_a_colleague_took_over_changes_nothing(
    client: FlaskClient, als: Als, session: Session, jahr: int
):
    page = client.get(SEITE)
    button = "In das Förderjahr 2024 übernehmen"
    assert absenden(als("geschaeftsstelle2"), SEITE, knopf=button).status_code == 303
    assert abschicken(client, page, SEITE, knopf=button).status_code in {409, 422}
    assert len(kennungen(session)) == 3


def test_what_does_not_go_on_is_left_out_only_by_choice_and_offered_again(
    client: FlaskClient, session: Session, jahr: int
):
    button = "In das Förderjahr 2024 übernehmen"
    absenden(client, SEITE, {"weiter-ebika": "nicht"}, knopf=button)
    assert "ebika" not in kennungen(session)
    rows = has_class(parse(client.get(SEITE)), "wechsel")
    assert "EBIKA" in words(rows[0])
    absenden(client, SEITE, knopf=button)
    assert list(kennungen(session)) == ["geschäftsstelle", "babylotsen", "ebika"]


def test_it_is_taken_back_while_nothing_was_built_on_it(client: FlaskClient, session: Session, jahr: int):
    absenden(client, SEITE, knopf="In das Förderjahr 2024 übernehmen")
    answer = absenden(client, SEITE, pfad="zuruecknehmen")
    assert answer.status_code == 303
    assert folgejahr(session) is None
    assert kennungen(session) == {}
    arts = session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars().all()
    assert arts == ["jahr_fortgeschrieben", "jahreswechsel_zurueckgenommen"]
    # And made again.
    absenden(client, SEITE, knopf="In das Förderjahr 2024 übernehmen")
    assert len(kennungen(session)) == 3


def test_it_is_not_taken_back_once_somebody_worked_on_the_new_year(
    client: FlaskClient, session: Session, jahr: int
):
    absenden(client, SEITE, knopf="In das Förderjahr 2024 übernehmen")
    absenden(
        client,
        "/fristen/neu",
        {"jahr": "kinderstark/2024", "bezeichnung": "Beispielfrist", "tag": "30.09.2024"},
    )
    answer = absenden(client, SEITE, pfad="zuruecknehmen")
    assert answer.status_code == 409
    assert "schon gearbeitet" in answer.text
    assert len(kennungen(session)) == 3
