"""Finanzierungspläne: the list of a year, one plan as a form, its versions, without a script in the browser."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Ausgabenart, Mittelherkunft
from grants.domain.money import euro
from tests.web.conftest import Als
from tests.web.daten import add_jahr, add_stelle
from tests.web.formulare import abschicken, felder, formular
from tests.web.seiten import by_id, find, has_class, parse
from tests.web.tabelle import refused
from tests.web.test_routes import count

JAHR = "/foerderjahre/kinderstark/2024"
SEITE = f"{JAHR}/finanzierungsplan/babylotsen/2024-0"
LISTE = f"{JAHR}/finanzierungsplaene"
GUT = {
    "ausgabe-0-art": "personal",
    "ausgabe-0-bezeichnung": "Koordination",
    "ausgabe-0-insgesamt": "125,00",
    "ausgabe-0-zuwendungsfaehig": "125,00",
    "personal-0-position": "PK",
    "personal-0-funktion": "Koordination",
    "personal-0-vzae": "0,5",
    "deckung-0-herkunft": "land",
    "deckung-0-betrag": "100,00",
}


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    add_stelle(session)
    found = add_jahr(session, 2024, {"Babylotsen": "100.00", "Elterntalk": "50.00"})
    for herkunft, zeile in (("land", "3.5"), ("stadt", "3.7")):
        session.add(m.MittelherkunftZeile(foerderjahr_id=found.id, herkunft=herkunft, zeile=zeile))
    session.commit()
    return found


def add_plan(session: Session, jahr: int, betrag: str = "100.00") -> m.Finanzierungsplan:
    """Give Babylotsen a plan that the Land pays."""
    row = session.scalars(
        select(m.Empfaengeranteil).join(m.Traeger).where(m.Traeger.kuerzel == f"{jahr}-0")
    ).one()
    plan = m.Finanzierungsplan(empfaengeranteil_id=row.id)
    amount = euro(betrag)
    plan.positionen.append(
        m.Ausgabeposition(
            code="SA", bezeichnung="Material", art=Ausgabenart.SACH, insgesamt=amount, zuwendungsfaehig=amount
        )
    )
    plan.deckungsmittel.append(m.Deckungsmittel(herkunft=Mittelherkunft.LAND, betrag=amount))
    session.add(plan)
    session.commit()
    return plan


def send(client: FlaskClient, tat: str, werte: dict[str, str] | None = None, answer: Any = None) -> Any:
    page = answer or client.get(SEITE)
    return abschicken(client, page, SEITE, {**(werte or {}), "tat": tat}, pfad="/2024-0")


def cell(answer: Any, name: str) -> str:
    return str(felder(formular(parse(answer), pfad="/2024-0")).get(name))


def words(element: Any) -> str:
    """Return the text with a blank between cells that stand on one line of the source."""
    return " ".join(" ".join(element.itertext()).split())


def text(answer: Any) -> str:
    return words(find(parse(answer), "main")[0])


def plans(session: Session) -> list[m.Finanzierungsplan]:
    session.expire_all()
    return list(session.scalars(select(m.Finanzierungsplan).order_by(m.Finanzierungsplan.version)))


def events(session: Session) -> list[str]:
    return list(session.scalars(select(m.Ereignis.art)))


# -- main act ------------------------------------------------------------------------------------------------


def test_a_plan_is_entered_and_the_rules_speak_at_once(client, session, jahr):
    assert "Noch kein Finanzierungsplan." in text(client.get(SEITE))
    computed = send(client, "rechnen", GUT)
    assert computed.status_code == 200
    shown = text(computed)
    assert "Es fehlen 25,00 € Deckungsmittel." in shown
    assert "Landesmittel 100,00 €, Betrag der Maßnahme 100,00 €" in shown
    assert "3.5 Beantragte Förderung 100,00 €" in shown
    assert find(by_id(parse(computed), "pruefung"), "a")[0].get("href").endswith("#regel-plan_ausgeglichen")
    assert plans(session) == []
    # The Kürzel of the kind is proposed.
    assert cell(computed, "ausgabe-0-code") == "PK"
    answer = send(client, "speichern", {"deckung-1-herkunft": "stadt", "deckung-1-betrag": "25,00"}, computed)
    assert (answer.status_code, answer.location) == (303, SEITE)
    [plan] = plans(session)
    assert ([p.code for p in plan.positionen], [z.vzae_hundertstel for z in plan.personal]) == (["PK"], [50])
    assert sum(d.betrag.cents for d in plan.deckungsmittel) == 12500
    assert events(session) == ["finanzierungsplan_geaendert"]
    assert "Der Plan ist ausgeglichen" in text(client.get(SEITE))


def test_a_plan_that_does_not_balance_may_be_saved_as_a_draft(client, session, jahr):
    assert send(client, "speichern", GUT).status_code == 303
    assert len(plans(session)) == 1


@pytest.mark.parametrize(
    ("werte", "feld", "word"),
    [
        ({"ausgabe-0-insgesamt": "1.5"}, "ausgabe-0-insgesamt", "kein eindeutiger Betrag"),
        ({"ausgabe-0-zuwendungsfaehig": ""}, "ausgabe-0-zuwendungsfaehig", "zuwendungsfähig"),
        ({"ausgabe-0-art": ""}, "ausgabe-0-art", "Art wählen"),
        ({"personal-0-vzae": "0.5"}, "personal-0-vzae", "kein Stellenanteil"),
        ({"personal-0-position": "XX"}, "personal-0-position", "nicht unter den Ausgaben"),
        ({"personal-0-monate": "13"}, "personal-0-monate", "1 bis 12"),
        ({"deckung-0-herkunft": ""}, "deckung-0-herkunft", "wer zahlt"),
        ({"deckung-0-betrag": "-1,00"}, "deckung-0-betrag", "nicht negativ"),
    ],
)
def test_a_wrong_cell_is_told_at_its_place_and_everything_typed_is_kept(
    client, session, jahr, werte, feld, word
):
    answer = send(client, "speichern", {**GUT, **werte})
    assert answer.status_code == 422
    assert word in words(by_id(parse(answer), f"{feld}-fehler"))
    assert f"#{feld}" in [a.get("href") for a in find(by_id(parse(answer), "fehlerliste"), "a")]
    assert cell(answer, "ausgabe-0-bezeichnung") == "Koordination"
    assert plans(session) == []


def test_what_is_missing_is_not_told_while_somebody_only_computes(client, session, jahr):
    answer = send(client, "rechnen", {**GUT, "ausgabe-0-zuwendungsfaehig": "", "deckung-0-betrag": "x"})
    assert has_class(by_id(parse(answer), "plan"), "zellfehler")[0].get("id") == "deckung-0-betrag-fehler"
    assert len(has_class(parse(answer), "zellfehler")) == 1


def test_rows_come_and_go_without_being_saved(client, session, jahr):
    add_plan(session, 2024)
    more = send(client, "dazu-deckung")
    assert cell(more, "deckung-2-betrag") == ""
    out = send(client, "weg-ausgabe-0")
    assert "Wieder aufnehmen" in text(out)
    assert send(client, "zurueck-ausgabe-0", answer=out).status_code == 200
    assert [p.code for p in plans(session)[0].positionen] == ["SA"]
    send(client, "speichern", answer=out)
    assert plans(session)[0].positionen == []


def test_the_rules_answer_without_the_page_around_them(client, session, jahr):
    data = {**felder(formular(parse(client.get(SEITE)), pfad="/2024-0")), **GUT, "tat": "rechnen"}
    answer = client.post(SEITE, data=data, headers={"X-Teil": "pruefung"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "Es fehlen 25,00" in answer.text


# -- versions ------------------------------------------------------------------------------------------------


def test_a_plan_behind_a_sent_antrag_gets_a_new_version_and_the_old_one_stays_readable(client, session, jahr):
    add_plan(session, 2024)
    session.scalars(select(m.Antrag).where(m.Antrag.foerderjahr_id == jahr.id)).one().versandt_am = date(
        2024, 3, 1
    )
    session.commit()
    page = client.get(SEITE)
    assert "Speichern legt Version 2 an" in text(page)
    assert cell(page, "wirksam_ab") == "16.09.2024"
    answer = send(client, "speichern", {"ausgabe-0-insgesamt": "120,00"}, page)
    assert answer.status_code == 303
    assert [p.version for p in plans(session)] == [1, 2]
    assert "Gespeichert als Version 2." in text(client.get(SEITE))
    old = client.get(f"{SEITE}?version=1")
    assert old.status_code == 200
    assert "Summe 100,00 € 100,00 €" in text(old)
    assert find(parse(old), "main//input") == []
    assert client.get(f"{SEITE}?version=7").status_code == 404


def test_last_years_plan_is_copied_into_the_form_and_saved_only_then(client, session, jahr):
    add_jahr(session, 2023, {"Babylotsen": "90.00"})
    add_plan(session, 2023, "90.00")
    share = session.scalars(
        select(m.Empfaengeranteil).join(m.Traeger).where(m.Traeger.kuerzel == "2023-0")
    ).one()
    share.traeger_id = session.scalars(select(m.Traeger.id).where(m.Traeger.kuerzel == "2024-0")).one()
    session.commit()
    assert "Plan von 2023 übernehmen" in text(client.get(SEITE))
    page = client.get(f"{SEITE}?aus=vorjahr")
    assert cell(page, "deckung-0-betrag") == "90,00"
    assert len(plans(session)) == 1
    assert send(client, "speichern", answer=page).status_code == 303
    assert len(plans(session)) == 2


# -- two at a time, who may ----------------------------------------------------------------------------------


def test_a_colleagues_plan_is_shown_row_by_row_and_overwritten_only_knowingly(
    client, als: Als, session, jahr
):
    add_plan(session, 2024)
    mine = client.get(SEITE)
    send(als("geschaeftsstelle2"), "speichern", {"deckung-0-betrag": "77,00"})
    answer = send(client, "speichern", {"deckung-0-betrag": "88,00"}, mine)
    assert answer.status_code == 409
    shown = words(by_id(parse(answer), "streit"))
    assert "Ihre Eingabe Land · 88,00 € Jetzt gespeichert Land · 77,00 €" in shown
    assert cell(answer, "deckung-0-betrag") == "88,00"
    assert plans(session)[0].deckungsmittel[0].betrag == euro("77.00")
    assert send(client, "speichern", answer=answer).status_code == 303
    assert plans(session)[0].deckungsmittel[0].betrag == euro("88.00")


def test_a_double_click_saves_once(client, session, jahr):
    page = client.get(SEITE)
    assert [send(client, "speichern", GUT, page).status_code for _ in range(2)] == [303, 303]
    assert events(session) == ["finanzierungsplan_geaendert"]


def test_who_only_looks_reads_the_plan(als: Als, session, jahr):
    add_plan(session, 2024)
    page = als("finanzen").get(SEITE)
    assert page.status_code == 200
    assert "Summe 100,00 € 100,00 €" in text(page)
    assert [f for f in find(parse(page), "main//form") if f.get("method") == "post"] == []
    assert refused(als("finanzen"), SEITE)
    assert als("traeger").get(SEITE).status_code == 403


def test_a_recipient_that_does_not_take_part_is_not_found(client, jahr):
    assert client.get(SEITE.replace("2024-0", "fremd")).status_code == 404


# -- the list ------------------------------------------------------------------------------------------------


def test_the_list_tells_what_is_missing_and_leads_there(client, session, jahr):
    add_plan(session, 2024, "90.00")
    page = client.get(LISTE)
    shown = text(page)
    assert "fehlt ein Plan, einer hat eine Abweichung" in shown
    assert SEITE in [a.get("href") for a in find(parse(page), "main//a")]
    assert "Elterntalk" not in text(client.get(f"{LISTE}?zeige=abweichung"))
    assert "Dazu passt kein Plan." in text(client.get(f"{LISTE}?suche=gibt-es-nicht"))


def test_the_file_holds_the_rows_that_are_shown(client, session, jahr):
    add_plan(session, 2024)
    csv = client.get(f"{LISTE}.csv?suche=baby")
    assert csv.text.count("\r\n") == 3
    assert "Babylotsen;Beispielträger 0;1;100,00;100,00;100,00;100,00;in Ordnung" in csv.text
    sheet = load_workbook(BytesIO(client.get(f"{LISTE}.xlsx").data)).worksheets[0]
    assert [c.value for c in list(sheet.rows)[-1]][:5] == ["Summe", None, None, 100, 100]


def test_the_number_of_statements_does_not_grow_with_the_plans(client, session):
    add_stelle(session)
    add_jahr(session, 2024, {f"Maßnahme {i}": "100.00" for i in range(3)})
    session.commit()
    few = count(client, session, LISTE)
    add_jahr(session, 2034, {f"Maßnahme {i}": "100.00" for i in range(40)})
    session.commit()
    assert count(client, session, LISTE.replace("2024", "2034")) == few
