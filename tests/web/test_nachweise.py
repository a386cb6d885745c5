"""The proofs of a year as the office follows them, and what it does with one that came in."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import NachweisStatus
from tests.web.conftest import Als
from tests.web.daten import add_jahr
from tests.web.formulare import abschicken, absenden
from tests.web.nachweisjahr import LISTE, Jahr, add_entry, add_nachweisjahr, hand_in, mails
from tests.web.seiten import find, parse, words
from tests.web.test_routes import count


@pytest.fixture
def jahr(session: Session) -> Jahr:
    return add_nachweisjahr(session)


def rows(client: FlaskClient, path: str = LISTE) -> list[str]:
    return [words(tr) for tr in find(parse(client.get(path)), "main//tbody/tr")]


def state(session: Session, anteil_id: int) -> m.Verwendungsnachweis:
    session.expire_all()
    return session.execute(
        select(m.Verwendungsnachweis).where(m.Verwendungsnachweis.empfaengeranteil_id == anteil_id)
    ).scalar_one()


def arts(session: Session) -> list[str]:
    return list(session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars())


# -- The list ------------------------------------------------------------------------------------------------------


def test_what_is_overdue_stands_on_top_with_its_days_and_what_came_in_follows(
    client: FlaskClient, session: Session, jahr: Jahr
):
    hand_in(session, jahr.anteile[0])
    extended = m.Verwendungsnachweis(empfaengeranteil_id=jahr.anteile[1], verlaengert_bis=date(2024, 10, 1))
    session.add(extended)
    session.commit()
    first, second, third = rows(client)
    assert "Beispielträger 2" in first
    assert "seit 167 Tagen überfällig" in first
    assert "Beispielträger 0" in second
    assert "28.03.2024" in second
    assert "rechtzeitig" in second
    assert "Beispielträger 1" in third
    assert "01.10.2024 verlängert" in third
    assert "noch 15 Tage" in third


def test_the_sums_of_states_add_up_and_lead_to_their_rows(client: FlaskClient, session: Session, jahr: Jahr):
    hand_in(session, jahr.anteile[0])
    add_entry(session, jahr.anteile[1], "Eine Frage")
    page = parse(client.get(LISTE))
    [sums] = [words(ul) for ul in find(page, "main//ul") if "insgesamt" in words(ul)]
    assert sums == "3 insgesamt 2 stehen noch aus 2 davon überfällig 1 eingereicht 1 mit offenen Fragen"
    links = [a.get("href") for a in find(page, "main//li/a") if "stand=" in a.get("href")]
    assert [len(rows(client, link)) for link in links] == [2, 2, 1, 1]


@pytest.mark.parametrize(
    ("frage", "traeger"),
    [
        ("suche=babylotsen", ["1"]),
        ("suche=TRÄGER 2", ["2"]),
        ("suche=nirgends", []),
        ("stand=eingereicht", ["0"]),
        ("sort=traeger", ["0", "1", "2"]),
        ("sort=-traeger", ["2", "1", "0"]),
        ("stand=unsinn", []),
        ("sort=unsinn", ["1", "2", "0"]),
    ],
)
def test_the_list_is_searched_narrowed_and_sorted(
    client: FlaskClient, session: Session, jahr: Jahr, frage: str, traeger: list[str]
):
    hand_in(session, jahr.anteile[0])
    found = rows(client, f"{LISTE}?{frage}")
    assert [row.split("Beispielträger ")[1][0] for row in found] == traeger
    # The file holds what the page shows.
    csv = client.get(f"{LISTE}.csv?{frage}").data.decode("utf-8-sig").splitlines()[1:]
    assert [line.split("Beispielträger ")[1][0] for line in csv] == traeger


def test_the_workbook_can_be_opened(client: FlaskClient, jahr: Jahr):
    answer = client.get(f"{LISTE}.xlsx")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


def test_before_the_bescheid_nobody_owes_anything(client: FlaskClient, session: Session):
    add_jahr(session, 2024, {"Elterntalk": "100.00"})
    session.commit()
    page = client.get("/foerderjahre/kinderstark/2024/nachweise")
    assert "noch kein Verwendungsnachweis zu erwarten" in page.text


def test_a_year_without_a_day_says_where_to_enter_it(client: FlaskClient, session: Session):
    add_nachweisjahr(session, faellig=None)
    page = client.get(LISTE)
    assert "kein Tag eingetragen" in page.text
    assert "überfällig" not in words(find(parse(page), "table")[0])


def test_the_number_of_statements_does_not_grow_with_the_rows(
    client: FlaskClient, session: Session, jahr: Jahr
):
    few = count(client, session, LISTE)
    add_jahr(session, 2034, {f"Maßnahme {i}": "100.00" for i in range(40)}, bescheid=True)
    for each in session.execute(select(m.Empfaengeranteil.id)).scalars().all():
        add_entry(session, each, "Eine Frage")
    session.commit()
    assert count(client, session, LISTE.replace("2023", "2034")) <= few


# -- What the office does ------------------------------------------------------------------------------------------


def test_the_receipt_is_confirmed_and_taken_back(client: FlaskClient, session: Session, jahr: Jahr):
    hand_in(session, jahr.anteile[0])
    here = jahr.amt()
    assert absenden(client, here, {"am": "27.03.2024"}, pfad="/eingang").status_code == 422
    assert "liegt in der Zukunft" in absenden(client, here, {"am": "01.10.2024"}, pfad="/eingang").text
    assert absenden(client, here, {"am": "02.04.2024"}, pfad="/eingang").status_code == 303
    assert state(session, jahr.anteile[0]).rechtsverbindlich_am == date(2024, 4, 2)
    assert absenden(client, here, {"am": ""}, pfad="/eingang").status_code == 303
    assert state(session, jahr.anteile[0]).rechtsverbindlich_am is None


def ask_for_more(client: FlaskClient, jahr: Jahr, **werte: str):
    felder = {
        "punkte-0-text": "Rechnung 12 fehlt",
        "punkte-0-teil": "belegliste",
        "punkte-3-text": "Bitte Zeile 3 erläutern",
        "frist": "30.09.2024",
    }
    return absenden(client, jahr.amt(), felder | werte, pfad="/nachforderung")


def test_a_nachforderung_goes_out_with_its_points_and_a_mail_and_the_proof_is_open(
    als: Als, client: FlaskClient, session: Session, jahr: Jahr
):
    als("traeger", traeger_id=jahr.traeger[0])
    hand_in(session, jahr.anteile[0])
    assert ask_for_more(client, jahr).status_code == 303
    assert state(session, jahr.anteile[0]).status is NachweisStatus.NACHFORDERUNG
    points = session.execute(select(m.Nachforderungspunkt).order_by(m.Nachforderungspunkt.id)).scalars()
    assert [(p.text, p.teil) for p in points] == [
        ("Rechnung 12 fehlt", "belegliste"),
        ("Bitte Zeile 3 erläutern", ""),
    ]
    [mail] = mails(session, "nachforderung")
    assert (mail.an, "30.09.2024" in mail.text) == ("traeger@stadt.example", True)
    assert "Rechnung 12" not in mail.text
    assert "Rechnung 12 fehlt" in client.get(jahr.amt()).text
    [row] = [row for row in rows(client) if "Beispielträger 0" in row]
    assert "30.09.2024 Nachforderung" in row
    assert "noch 14 Tage" in row


def test_a_nachforderung_without_points_or_day_is_refused_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, jahr: Jahr
):
    hand_in(session, jahr.anteile[0])
    leer = {"punkte-0-text": "", "punkte-3-text": "", "frist": ""}
    answer = ask_for_more(client, jahr, **leer)
    assert answer.status_code == 422
    assert "mindestens einen Punkt" in answer.text
    assert "bis wann" in answer.text
    late = ask_for_more(client, jahr, frist="01.09.2024")
    assert "nicht in der Zukunft" in late.text
    assert 'value="Rechnung 12 fehlt"' in late.text
    assert state(session, jahr.anteile[0]).status is NachweisStatus.EINGEREICHT


def test_the_frist_of_a_nachforderung_is_extended_where_it_stands(
    client: FlaskClient, session: Session, jahr: Jahr
):
    hand_in(session, jahr.anteile[0])
    ask_for_more(client, jahr)
    answer = absenden(client, jahr.amt(), {"bis": "31.10.2024", "satz": "Gern."}, pfad="/frist")
    assert answer.status_code == 303
    assert state(session, jahr.anteile[0]).verlaengert_bis is None
    assert session.execute(select(m.Nachforderung.frist_bis)).scalar_one() == date(2024, 10, 31)


def test_a_proof_is_given_back_with_a_reason_and_the_recipient_hears_of_it(
    als: Als, client: FlaskClient, session: Session, jahr: Jahr
):
    als("traeger", traeger_id=jahr.traeger[0])
    hand_in(session, jahr.anteile[0])
    assert absenden(client, jahr.amt(), {"grund": ""}, pfad="/zurueckgeben").status_code == 422
    done = absenden(client, jahr.amt(), {"grund": "Versehentlich abgesandt"}, pfad="/zurueckgeben")
    assert done.status_code == 303
    assert state(session, jahr.anteile[0]).status is NachweisStatus.ENTWURF
    assert [each.an for each in mails(session, "nachweis_offen")] == ["traeger@stadt.example"]


def test_a_checked_proof_is_opened_again_with_a_reason(client: FlaskClient, session: Session, jahr: Jahr):
    proof = hand_in(session, jahr.anteile[0])
    proof.status, proof.geprueft_am = NachweisStatus.GEPRUEFT, date(2024, 5, 2)
    session.commit()
    assert absenden(client, jahr.amt(), {"warum": ""}, pfad="/wieder-oeffnen").status_code == 422
    assert absenden(client, jahr.amt(), {"warum": "Neuer Beleg"}, pfad="/wieder-oeffnen").status_code == 303
    assert state(session, jahr.anteile[0]).status is NachweisStatus.IN_PRUEFUNG


def test_two_people_of_the_office_do_not_act_on_the_same_state(
    als: Als, client: FlaskClient, session: Session, jahr: Jahr
):
    hand_in(session, jahr.anteile[0])
    second = als("geschaeftsstelle2")
    opened = second.get(jahr.amt())
    absenden(client, jahr.amt(), {"am": "02.04.2024"}, pfad="/eingang")
    late = abschicken(second, opened, jahr.amt(), {"grund": "Bitte berichtigen"}, pfad="/zurueckgeben")
    assert late.status_code == 422
    assert "jemand anderes" in late.text
    assert 'value="Bitte berichtigen"' in late.text
    assert state(session, jahr.anteile[0]).status is NachweisStatus.EINGEREICHT


def test_a_double_click_asks_once(client: FlaskClient, session: Session, jahr: Jahr):
    hand_in(session, jahr.anteile[0])
    opened = client.get(jahr.amt())
    for _ in range(2):
        werte = {"punkte-0-text": "Fehlt", "frist": "30.09.2024"}
        assert abschicken(client, opened, jahr.amt(), werte, pfad="/nachforderung").status_code == 303
    assert len(session.execute(select(m.Nachforderung)).scalars().all()) == 1


@pytest.mark.parametrize("pfad", ["", "/fassungen/1.json"])
def test_an_unknown_proof_or_copy_is_said_so(client: FlaskClient, jahr: Jahr, pfad: str):
    assert client.get(f"/nachweise/999999{pfad}").status_code == 404
    assert client.get(jahr.amt(rest="/fassungen/1.json")).status_code == 404


# -- Start page ----------------------------------------------------------------------------------------------------


def test_the_start_page_says_what_came_in_what_was_asked_and_what_is_late(
    als: Als, client: FlaskClient, session: Session, jahr: Jahr
):
    hand_in(session, jahr.anteile[0])
    add_entry(session, jahr.anteile[1], "Eine Frage")
    add_entry(session, jahr.anteile[1], "Eine Notiz", art="notiz", intern=True, vom_empfaenger=False)
    page = parse(client.get("/"))
    waiting = {
        words(a): a.get("href") for a in find(page, "main//a") if "/nachweise?" in (a.get("href") or "")
    }
    assert list(waiting) == [
        "Ein Verwendungsnachweis ist eingegangen (2023)",
        "Eine Frage eines Trägers wartet auf Antwort (2023)",
        "2 Verwendungsnachweise sind überfällig (2023)",
    ]
    assert [len(rows(client, href)) for href in waiting.values()] == [1, 1, 2]
    assert "wartet auf Antwort" not in als("einsicht").get("/").text
