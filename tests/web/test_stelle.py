"""The office itself: what papers print of it, checked, kept with a trace; and whom they are addressed to."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.queries.stelle import load_foerdergeber, load_stelle
from tests.web.conftest import Als
from tests.web.daten import HEUTE, LISTE_2024, add_jahr, add_stelle
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import find, has_class, parse, words

IBAN = "DE02120300000000202051"
BEHOERDE = "/stelle/foerdergeber/kinderstark"


def last(session: Session) -> tuple[str, dict]:
    row = session.execute(
        select(m.Ereignis.art, m.EreignisInhalt.inhalt)
        .join(m.Ereignis.inhalt)
        .order_by(m.Ereignis.nummer.desc())
    ).first()
    assert row is not None
    return row[0], json.loads(row[1])


def test_a_new_installation_is_entered_and_leads_to_the_next_step(client: FlaskClient, session: Session):
    page = client.get("/stelle")
    typed = {
        "name": "Stadt Beispiel",
        "iban": "de02 1203 0000 0000 2020 51",
        "aktenzeichen_muster": "51-JJJJ-K",
    }
    first = abschicken(client, page, "/stelle", typed)
    assert (first.status_code, first.headers["Location"]) == (303, "/")
    assert abschicken(client, page, "/stelle", typed).headers["Location"] == "/"
    stelle = load_stelle(session)
    # BIC and bank come from the IBAN where nobody wrote them.
    assert (stelle.iban, stelle.bic, stelle.beispiel) == (IBAN, "BYLADEM1001", False)
    assert "Kreditbank" in stelle.institut
    assert last(session)[0] == "stelle_angelegt"
    assert f"51-{HEUTE.year}-K" in client.get("/stelle").text


def test_every_wrong_entry_is_told_at_its_field(client: FlaskClient, session: Session):
    add_stelle(session)
    session.commit()
    wrong = {
        "name": "",
        "iban": "DE02120300000000205021",
        "bic": "123",
        "plz": "4479",
        "gemeindekennziffer": "0591",
        "email": "niemand",
        "aktenzeichen_muster": "51-K",
    }
    answer = absenden(client, "/stelle", wrong)
    assert answer.status_code == 422
    # The form asks for the name first; the rest is told together once it is there.
    again = absenden(client, "/stelle", {**wrong, "name": "Stadt"})
    links = {a.get("href") for a in find(has_class(parse(again), "fehlerliste")[0], "a")}
    assert links == {"#iban", "#bic", "#plz", "#gemeindekennziffer", "#email", "#aktenzeichen_muster"}
    assert load_stelle(session).name == "Beispielstadt"


def test_a_change_tells_old_and_new_and_leaves_examples_examples(client: FlaskClient, session: Session):
    add_stelle(session, beispiel=True)
    add_jahr(session, 2024, LISTE_2024)
    session.commit()
    done = absenden(client, "/stelle", {"iban": IBAN})
    assert done.headers["Location"] == "/stelle"
    art, told = last(session)
    assert art == "stelle_geaendert"
    assert (told["alt"]["iban"], told["neu"]["iban"]) == ("", IBAN)
    assert load_stelle(session).beispiel is True


def test_two_people_at_the_office_see_both_entries(client: FlaskClient, als: Als, session: Session):
    add_stelle(session)
    session.commit()
    old = client.get("/stelle")
    assert absenden(als("geschaeftsstelle2"), "/stelle", {"ort": "Neustadt"}).status_code == 303
    late = abschicken(client, old, "/stelle", {"ort": "Meinstadt"})
    assert late.status_code == 409
    shown = words(has_class(parse(late), "nebeneinander")[0])
    assert "Neustadt" in shown
    assert "Meinstadt" in shown
    assert load_stelle(session).ort == "Neustadt"
    assert abschicken(client, late, "/stelle").status_code == 303
    session.expire_all()
    assert load_stelle(session).ort == "Meinstadt"


def test_an_authority_is_renamed_from_a_day_and_papers_keep_the_name_of_theirs(
    client: FlaskClient, session: Session
):
    assert (
        absenden(client, BEHOERDE, {"name": "Alte Behörde", "anschrift": "Platz 1\n00000 Ort"}).status_code
        == 303
    )
    renamed = {"name": "Neue Behörde", "gueltig_ab": "01.10.2024"}
    assert absenden(client, BEHOERDE, renamed).status_code == 303
    assert load_foerdergeber(session, "kinderstark", am=date(2024, 9, 30)).name == "Alte Behörde"
    assert load_foerdergeber(session, "kinderstark", am=date(2024, 10, 1)).name == "Neue Behörde"
    assert load_foerdergeber(session, "kinderstark", am=HEUTE).anschrift.zeilen == ("Platz 1", "00000 Ort")
    # Without a day the name of today is put right, the later one stays.
    assert absenden(client, BEHOERDE, {"name": "Alte Behoerde"}).status_code == 303
    assert load_foerdergeber(session, "kinderstark", am=HEUTE).name == "Alte Behoerde"
    assert load_foerdergeber(session, "kinderstark", am=date(2024, 10, 1)).name == "Neue Behörde"
    assert last(session)[0] == "foerdergeber_geaendert"
    assert "ab 01.10.2024" in client.get(BEHOERDE).text


def test_a_name_alone_is_a_change_that_a_second_person_notices(
    client: FlaskClient, als: Als, session: Session
):
    absenden(client, BEHOERDE, {"name": "Behörde"})
    old = client.get(BEHOERDE)
    assert absenden(als("geschaeftsstelle2"), BEHOERDE, {"name": "Behörde Westfalen"}).status_code == 303
    late = abschicken(client, old, BEHOERDE, {"name": "Meine Behörde"})
    assert late.status_code == 409
    assert "Behörde Westfalen" in words(has_class(parse(late), "nebeneinander")[0])


def test_an_authority_needs_a_name(client: FlaskClient):
    answer = absenden(client, BEHOERDE, {"name": ""})
    assert answer.status_code == 422
    assert "Namen der Behörde" in answer.text


@pytest.mark.parametrize("who", ["einsicht", "finanzen", "traeger", "konten"])
def test_only_the_geschaeftsstelle_changes_the_office(als: Als, who: str):
    client = als(who)
    assert client.get("/stelle").status_code == 403
    assert client.get(BEHOERDE).status_code == 403
    assert all(a.get("href") != "/stelle" for a in find(parse(client.get("/")), "header//a"))
