"""What becomes of money that nobody was promised: shown, decided, taken back, and in the Verlauf."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from tests.web.conftest import Als
from tests.web.daten import LISTE_2023, add_jahr
from tests.web.formulare import absenden
from tests.web.seiten import find, parse, words

LISTE = "/foerderjahre/kinderstark/2023/minderbedarf"
LOTSEN = f"{LISTE}/babylotsen"


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    found = add_jahr(session, 2023, LISTE_2023, bescheid=True)
    session.commit()
    return found


def row_of(client: FlaskClient, name: str) -> str:
    [row] = [words(tr) for tr in find(parse(client.get(LISTE)), "tbody/tr") if name in words(tr)]
    return row


def test_a_rest_is_decided_and_opened_again_and_both_are_told(client: FlaskClient, session: Session, jahr):
    assert "offen" in row_of(client, "Babylotsen")
    said = "Dem Land als Minderbedarf gemeldet"
    assert absenden(client, LOTSEN, {"entscheidung": said, "am": "02.10.2023"}).status_code == 303
    assert f"{said} (02.10.2023)" in row_of(client, "Babylotsen")
    assert absenden(client, LOTSEN, {"entscheidung": ""}).status_code == 303
    assert "offen" in row_of(client, "Babylotsen")
    arts = session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars().all()
    assert arts == ["rest_entschieden", "rest_wieder_offen"]


def test_a_decision_needs_its_day_and_what_was_typed_stays(client: FlaskClient, jahr):
    answer = absenden(client, LOTSEN, {"entscheidung": "Wird umverteilt", "am": ""})
    assert answer.status_code == 422
    assert "wann das entschieden wurde" in answer.text
    assert 'value="Wird umverteilt"' in answer.text


def test_a_decision_on_an_old_page_overwrites_nothing(client: FlaskClient, session: Session, jahr):
    stale = {"entscheidung": "Wird umverteilt", "am": "02.10.2023", "aenderungsstand": "0"}
    answer = absenden(client, LOTSEN, stale)
    assert answer.status_code == 422
    assert "jemand anderes" in answer.text
    assert "offen" in row_of(client, "Babylotsen")


@pytest.mark.parametrize("rolle", ["finanzen", "einsicht", "traeger", "konten"])
def test_only_the_office_decides(als: Als, jahr, rolle: str):
    assert als(rolle).get(LOTSEN).status_code == 403


def test_an_unknown_massnahme_is_said_so(client: FlaskClient, jahr):
    assert client.get(f"{LISTE}/gibt-es-nicht").status_code == 404
