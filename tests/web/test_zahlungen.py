"""Payments: recorded, asked about when they stand there already, corrected, taken back; never lost, never booked."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Mittelherkunft, Zahlungsart
from grants.domain.money import Betrag
from tests.web.conftest import Als
from tests.web.daten import LISTE_2023, add_jahr
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import find, parse, words

LISTE = "/foerderjahre/kinderstark/2023/zahlungen"
AN_TRAEGER, MIT_LAND = f"{LISTE}/neu/traeger", f"{LISTE}/neu/land"


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    found = add_jahr(session, 2023, LISTE_2023, bescheid=True)
    session.commit()
    return found


@pytest.fixture
def anteil_id(session: Session, jahr: m.Foerderjahr) -> int:
    statement = (
        select(m.Empfaengeranteil.id)
        .join(m.Jahresmassnahme)
        .join(m.Massnahme)
        .where(m.Massnahme.kennung == "babylotsen", m.Jahresmassnahme.foerderjahr_id == jahr.id)
    )
    return session.execute(statement).scalar_one()


@pytest.fixture
def client(als: Als) -> FlaskClient:
    """Logged in as Finanzprüfung."""
    return als("finanzen")


def zahlung(anteil_id: int, **other: str) -> dict[str, str]:
    return {
        "art": "auszahlung",
        "empfaenger": str(anteil_id),
        "betrag": "1.000,00",
        "datum": "02.05.2023",
        "herkunft": "land",
        "buchungszeichen": "AO 4711",
        "kontierung": "Produkt 51.1.2;  Sachkonto 531800 ; Produkt 51.1.2",
    } | other


def stored(session: Session) -> list[m.Zahlung]:
    session.expire_all()
    return list(session.scalars(select(m.Zahlung).order_by(m.Zahlung.id)))


def last_inhalt(session: Session) -> dict[str, dict[str, str]]:
    statement = select(m.EreignisInhalt.inhalt).order_by(m.EreignisInhalt.id.desc()).limit(1)
    return json.loads(session.scalar(statement) or "{}")


def body(client: FlaskClient, query: str = "") -> list[str]:
    table = [t for t in find(parse(client.get(LISTE + query)), "table") if "Zahlungen" in words(t)]
    return [words(row) for row in find(table[0], "tbody/tr")] if table else []


def test_a_payment_is_recorded_with_all_that_finds_it_again(
    client: FlaskClient, session: Session, anteil_id: int
):
    assert absenden(client, AN_TRAEGER, zahlung(anteil_id)).status_code == 303
    [row] = stored(session)
    assert (row.betrag, row.haushaltsjahr, row.kontierung) == (
        Betrag(100000),
        2023,
        "Produkt 51.1.2; Sachkonto 531800",
    )
    first, total = body(client)
    assert "02.05.2023" in first
    assert "AO 4711" in first
    assert "1.000,00" in total
    assert "gebucht wird in der Finanzbuchhaltung" in client.get(LISTE).text


def test_money_that_comes_back_is_typed_without_a_sign_and_kept_with_it(
    client: FlaskClient, session: Session, anteil_id: int
):
    absenden(client, AN_TRAEGER, zahlung(anteil_id))
    back = zahlung(anteil_id, art="rueckzahlung_im_laufenden_jahr", betrag="200,00")
    assert absenden(client, AN_TRAEGER, back).status_code == 303
    land = {"art": "mittelabruf", "betrag": "5.000,00", "datum": "01.04.2023", "herkunft": "land"}
    assert absenden(client, MIT_LAND, land).status_code == 303
    land |= {"art": "rueckzahlung_an_das_land", "betrag": "10,00"}
    assert absenden(client, MIT_LAND, land).status_code == 303
    assert [z.betrag.cents for z in stored(session)] == [100000, -20000, 500000, -1000]
    sums = [row for row in body(client) if row.startswith("Summe")]
    assert [row.split("€")[0].split()[-1] for row in sums] == ["5.000,00", "10,00", "1.000,00", "200,00"]
    # Each direction is shown for itself.
    assert len(body(client, "?richtung=von_traegern")) == 2


@pytest.mark.parametrize(
    ("falsch", "satz"),
    [
        ({"betrag": ""}, "den Betrag"),
        ({"betrag": "12.34"}, "kein eindeutiger Betrag"),
        ({"betrag": "0,00"}, "größer als 0,00"),
        ({"datum": "31.02.2023"}, "kein Datum"),
        ({"datum": "01.05.2026"}, "in der Zukunft"),
        ({"empfaenger": ""}, "an wen oder von wem"),
        ({"empfaenger": "999999"}, "einen der Einträge"),
        ({"art": "mittelabruf"}, "einen der Einträge"),
        ({"haushaltsjahr": "23"}, "vier Ziffern"),
    ],
)
def test_only_what_is_missing_or_unreadable_is_refused(
    client: FlaskClient, session: Session, anteil_id: int, falsch: dict[str, str], satz: str
):
    answer = absenden(client, AN_TRAEGER, zahlung(anteil_id, **falsch))
    assert answer.status_code == 422
    assert satz in answer.text
    assert 'value="AO 4711"' in answer.text
    assert stored(session) == []


def test_more_than_was_promised_is_kept_and_the_rule_says_so(
    client: FlaskClient, session: Session, anteil_id: int
):
    # Nothing was promised at all: a fact, so it is recorded, and both pages say what is wrong with it.
    answer = absenden(client, AN_TRAEGER, zahlung(anteil_id), knopf="Erst prüfen")
    assert answer.status_code == 200
    assert "So stünde es mit dieser Zahlung" in answer.text
    assert "zahlbar waren 0,00" in answer.text
    assert stored(session) == []
    assert absenden(client, AN_TRAEGER, zahlung(anteil_id)).status_code == 303
    assert "zahlbar waren 0,00" in client.get(LISTE).text


def test_the_same_payment_twice_is_told_and_asked(client: FlaskClient, session: Session, anteil_id: int):
    absenden(client, AN_TRAEGER, zahlung(anteil_id))
    again = absenden(client, AN_TRAEGER, zahlung(anteil_id, buchungszeichen="ao4711"))
    assert again.status_code == 409
    assert "steht schon hier" in again.text
    assert len(stored(session)) == 1
    meant = abschicken(client, again, AN_TRAEGER, {"trotzdem": "y"})
    assert meant.status_code == 303
    assert len(stored(session)) == 2
    # Another document is another payment.
    assert absenden(client, AN_TRAEGER, zahlung(anteil_id, buchungszeichen="AO 4712")).status_code == 303


def test_a_double_click_records_one(client: FlaskClient, session: Session, anteil_id: int):
    page = client.get(AN_TRAEGER)
    for _ in range(2):
        assert abschicken(client, page, AN_TRAEGER, zahlung(anteil_id)).status_code == 303
    assert len(stored(session)) == 1


def test_a_correction_keeps_the_old_values_in_the_log(client: FlaskClient, session: Session, anteil_id: int):
    absenden(client, AN_TRAEGER, zahlung(anteil_id))
    [row] = stored(session)
    assert absenden(client, f"{LISTE}/{row.id}", {"betrag": "1.100,00"}).status_code == 303
    assert stored(session)[0].betrag == Betrag(110000)
    inhalt = last_inhalt(session)
    assert (inhalt["alt"]["betrag"], inhalt["neu"]["betrag"]) == ("1000.00", "1100.00")


def test_a_stale_correction_overwrites_nothing_and_shows_both(
    client: FlaskClient, session: Session, anteil_id: int
):
    absenden(client, AN_TRAEGER, zahlung(anteil_id))
    [row] = stored(session)
    address = f"{LISTE}/{row.id}"
    page = client.get(address)
    absenden(client, address, {"betrag": "1.100,00"})
    answer = abschicken(client, page, address, {"betrag": "1.200,00"})
    assert answer.status_code == 409
    assert "1.100,00" in answer.text
    assert 'value="1.200,00"' in answer.text
    assert stored(session)[0].betrag == Betrag(110000)
    assert abschicken(client, answer, address).status_code == 303
    assert stored(session)[0].betrag == Betrag(120000)


def test_what_was_taken_back_stays_with_its_counterpart_and_counts_nowhere(
    client: FlaskClient, session: Session, anteil_id: int
):
    absenden(client, AN_TRAEGER, zahlung(anteil_id))
    [row] = stored(session)
    address = f"{LISTE}/{row.id}/zuruecknehmen"
    assert absenden(client, address, {"grund": ""}).status_code == 422
    assert absenden(client, address, {"grund": "Doppelt festgehalten"}).status_code == 303
    first, second = stored(session)
    assert (second.betrag, second.datum, second.storno_von_id) == (-first.betrag, first.datum, first.id)
    assert body(client) == []
    [shown] = body(client, "?stand=zurueckgenommen")
    assert "Doppelt festgehalten" in shown
    assert "zählt nicht" in shown
    # Neither changed nor taken back once more, and it may be recorded again without a question.
    answer = absenden(client, address, {"grund": "noch einmal"})
    assert answer.status_code == 422
    assert "schon zurückgenommen" in answer.text
    assert absenden(client, AN_TRAEGER, zahlung(anteil_id)).status_code == 303


def test_the_files_hold_what_the_page_shows(client: FlaskClient, session: Session, anteil_id: int):
    absenden(client, AN_TRAEGER, zahlung(anteil_id, bemerkung="=1+1"))
    absenden(client, AN_TRAEGER, zahlung(anteil_id, betrag="7,00", herkunft="stadt"))
    text = client.get(f"{LISTE}.csv?herkunft=land").data.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    assert [row[8] for row in rows[1:]] == ["1.000,00", "1.000,00"]
    assert rows[1][11] == "'=1+1"
    sheet = load_workbook(BytesIO(client.get(f"{LISTE}.xlsx").data)).active
    values = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert 1007 in [float(v) for v in values if isinstance(v, int | float)]


def test_the_list_is_searched_sorted_and_paged(client: FlaskClient, session: Session, jahr, anteil_id: int):
    for i in range(60):
        session.add(
            m.Zahlung(
                foerderjahr_id=jahr.id,
                empfaengeranteil_id=anteil_id,
                art=Zahlungsart.AUSZAHLUNG,
                datum=date(2023, 1, 1 + i % 28),
                betrag=Betrag(100 + i),
                herkunft=Mittelherkunft.LAND,
                buchungszeichen=f"AO-{i}",
            )
        )
    session.commit()
    assert len(body(client)) == 51
    assert len(body(client, "?seite=2")) == 11
    assert "1,59" in body(client, "?sort=-betrag")[0]
    assert len(body(client, "?suche=ao-59")) == 2
    assert "Dazu passt keine Zahlung" in client.get(f"{LISTE}?suche=gibtesnicht").text


def test_the_ledger_is_entered_with_day_and_source_and_compared(
    client: FlaskClient, session: Session, anteil_id: int
):
    absenden(client, AN_TRAEGER, zahlung(anteil_id))
    address = f"{LISTE}/haushalt"
    assert absenden(client, address, {"betrag": "1.000,00"}).status_code == 422
    typed = {"betrag": "990,00", "am": "31.12.2023", "quelle": "Sachkontenauszug"}
    assert absenden(client, address, typed).status_code == 303
    text = words(parse(client.get(LISTE)))
    assert "müssten es 1.000,00 € sein: Unterschied −10,00 €" in text
    stale = typed | {"betrag": "1,00", "aenderungsstand": "99"}
    assert "jemand anderes" in absenden(client, address, stale).text
    assert absenden(client, address, {"betrag": ""}).status_code == 303
    assert "Noch nicht eingetragen" in client.get(LISTE).text


@pytest.mark.parametrize("rolle", ["geschaeftsstelle", "einsicht"])
def test_who_only_looks_sees_the_list_and_records_nothing(als: Als, jahr, rolle: str):
    client = als(rolle)
    assert client.get(LISTE).status_code == 200
    assert "festhalten</span>" not in client.get(LISTE).text
    for address in (AN_TRAEGER, MIT_LAND, f"{LISTE}/haushalt", f"{LISTE}/1", f"{LISTE}/1/zuruecknehmen"):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in {400, 403}


def test_a_payment_of_another_year_is_not_found(client: FlaskClient, session: Session, anteil_id: int):
    absenden(client, AN_TRAEGER, zahlung(anteil_id))
    add_jahr(session, 2024, LISTE_2023)
    session.commit()
    [row] = stored(session)
    assert client.get(f"/foerderjahre/kinderstark/2024/zahlungen/{row.id}").status_code == 404
