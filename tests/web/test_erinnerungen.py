"""Reminders go out once for each proof, step and day; the office words them with a closed list of fields."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Nachrichtstatus, NachweisStatus
from grants.services import erinnerungen
from grants.services.erinnerungen import Umgebung, remind
from grants.services.personen import acting
from tests.web.conftest import Als
from tests.web.formulare import abschicken, absenden
from tests.web.nachweisjahr import Jahr, add_nachweisjahr, hand_in, mails
from tests.web.seiten import find, parse, words

JETZT = datetime(2024, 4, 3, 5, tzinfo=UTC)
UMGEBUNG = Umgebung("Jugendamt", "amt@stadt.example", lambda key: f"https://stadt.example/{key}")
SEITE = "/erinnerungen/nachher_kurz"


@pytest.fixture
def jahr(session: Session, als: Als) -> Jahr:
    """Give a year in which the first two recipients have an account."""
    found = add_nachweisjahr(session)
    for key, traeger_id in zip(("traeger", "traeger2"), found.traeger, strict=False):
        als(key, traeger_id=traeger_id)
    return found


def run(session: Session, am: date) -> list[tuple[str, int]]:
    """Send what is due on the day; return step and number of people of each."""
    done = remind(session, UMGEBUNG, am=am, jetzt=JETZT, person=acting(session, None))
    session.commit()
    return [(each.faellig.vorlage.stufe.value, each.anzahl) for each in done]


def test_who_owes_is_reminded_once_a_step_and_who_handed_in_is_not(session: Session, jahr: Jahr):
    hand_in(session, jahr.anteile[1])
    day_after = date(2024, 4, 3)
    # The third has nobody with an account: no mail, no row, named to who runs the command.
    assert run(session, day_after) == [("nachher_kurz", 1), ("nachher_kurz", 0)]
    assert run(session, day_after) == [("nachher_kurz", 0)]
    [mail] = mails(session)
    assert (mail.an, mail.art) == ("traeger@stadt.example", "erinnerung")
    assert mail.betreff == "Frist abgelaufen: Verwendungsnachweis „Geschäftsstelle“ 2023"
    assert f"https://stadt.example/{jahr.anteile[0]}" in mail.text
    assert "am 02.04.2024 ist die Frist abgelaufen" in mail.text
    assert run(session, date(2024, 4, 16)) == [("nachher_lang", 1), ("nachher_lang", 0)]
    arts = session.execute(select(m.Ereignis.art)).scalars().all()
    assert arts == ["erinnerung_gesendet", "erinnerung_gesendet"]


def test_an_extension_brings_new_reminders_about_its_own_day(session: Session, jahr: Jahr):
    hand_in(session, jahr.anteile[1])
    run(session, date(2024, 4, 3))
    session.add(m.Verwendungsnachweis(empfaengeranteil_id=jahr.anteile[0], verlaengert_bis=date(2024, 5, 31)))
    session.commit()
    assert [step for step, people in run(session, date(2024, 4, 16)) if people] == []
    assert ("vorher_lang", 1) in run(session, date(2024, 5, 3))
    assert "31.05.2024" in mails(session)[-1].betreff


def test_a_nachforderung_is_reminded_of_by_its_own_day(session: Session, jahr: Jahr):
    proof = hand_in(session, jahr.anteile[0])
    proof.status = NachweisStatus.NACHFORDERUNG
    person = acting(session, None)
    session.add(
        m.Nachforderung(
            verwendungsnachweis_id=proof.id, frist_bis=date(2024, 6, 28), am=JETZT, person_id=person.id
        )
    )
    session.commit()
    assert [each for each in run(session, date(2024, 6, 21)) if each[1]] == [("vorher_kurz", 1)]
    assert "fehlt noch die Antwort auf die Nachforderung" in mails(session)[0].text


def test_a_locked_account_and_a_role_that_ended_get_nothing(session: Session, jahr: Jahr):
    konto = session.execute(
        select(m.Konto).join(m.Person).where(m.Person.email == "traeger@stadt.example")
    ).scalar_one()
    konto.active = False
    role = session.execute(
        select(m.Rollenzuordnung).where(m.Rollenzuordnung.traeger_id == jahr.traeger[1])
    ).scalar_one()
    role.bis = date(2024, 4, 1)
    session.commit()
    assert [people for _, people in run(session, date(2024, 4, 3))] == [0, 0, 0]
    assert mails(session) == []


def test_two_runs_at_once_send_it_once(session: Session, jahr: Jahr, monkeypatch: pytest.MonkeyPatch):
    due = erinnerungen.list_faellige(session, am=date(2024, 4, 3))
    run(session, date(2024, 4, 3))
    sent = len(mails(session))
    # The second run looked before the first one had written.
    monkeypatch.setattr(erinnerungen, "list_faellige", lambda *_, **__: due)
    assert [people for _, people in run(session, date(2024, 4, 3)) if people] == []
    assert len(mails(session)) == sent


def test_the_log_says_what_went_out_and_what_did_not_arrive(
    client: FlaskClient, session: Session, jahr: Jahr
):
    run(session, date(2024, 4, 3))
    lost = mails(session)[0]
    lost.status, lost.fehler = Nachrichtstatus.NICHT_ZUGESTELLT, "550"
    session.commit()
    [table] = find(parse(client.get("/erinnerungen")), "main//table")
    said = words(table)
    assert said.count("erste Erinnerung nach der Frist") == 2
    assert said.count("1 nicht angekommen") == 1
    assert "02.04.2024" in said


# -- Templates -----------------------------------------------------------------------------------------------------


def test_the_office_changes_a_template_and_the_next_mail_reads_so(
    client: FlaskClient, session: Session, jahr: Jahr
):
    werte = {"betreff": "Bitte an {massnahme} denken", "text": "Es fehlt {was}: {adresse}", "tage": "2"}
    assert absenden(client, SEITE, werte).status_code == 303
    assert "2 Tage nach dem letzten Tag" in client.get("/erinnerungen").text
    assert [each for each in run(session, date(2024, 4, 3)) if each[0] == "nachher_kurz"] == []
    run(session, date(2024, 4, 4))
    assert mails(session)[-1].betreff.startswith("Bitte an ")


def test_a_step_is_switched_off(client: FlaskClient, session: Session, jahr: Jahr):
    assert absenden(client, SEITE, weg=("aktiv",)).status_code == 303
    assert "wird nicht verschickt" in client.get("/erinnerungen").text
    assert [each for each in run(session, date(2024, 4, 3)) if each[0] == "nachher_kurz"] == []


def test_the_preview_shows_an_example_and_keeps_nothing(client: FlaskClient, session: Session):
    werte = {"betreff": "Frist für {traeger}", "text": "{adresse} bis {frist}"}
    page = absenden(client, SEITE, werte, knopf="Vorschau")
    assert page.status_code == 200
    assert "Frist für Beispielträger e. V." in page.text
    assert 'value="Frist für {traeger}"' in page.text
    assert session.execute(select(m.Erinnerungsvorlage)).first() is None


@pytest.mark.parametrize("knopf", ["Vorschau", "Speichern"])
def test_an_unknown_field_is_refused_and_what_was_typed_stays(
    client: FlaskClient, session: Session, knopf: str
):
    page = absenden(client, SEITE, {"text": "{adresse} {geheim}"}, knopf=knopf)
    assert page.status_code == 422
    assert "Das Feld {geheim} gibt es nicht" in page.text
    assert "{adresse} {geheim}" in page.text
    assert session.execute(select(m.Erinnerungsvorlage)).first() is None


def test_two_people_do_not_overwrite_each_others_template(als: Als, client: FlaskClient, session: Session):
    second = als("geschaeftsstelle2")
    opened = second.get(SEITE)
    absenden(client, SEITE, {"betreff": "Von der ersten"})
    late = abschicken(second, opened, SEITE, {"betreff": "Von der zweiten"})
    assert late.status_code == 422
    assert "jemand anderes" in late.text
    assert 'value="Von der zweiten"' in late.text
    assert session.execute(select(m.Erinnerungsvorlage.betreff)).scalar_one() == "Von der ersten"


@pytest.mark.parametrize("rolle", ["finanzen", "einsicht", "traeger", "konten"])
def test_only_the_office_words_reminders(als: Als, rolle: str):
    assert als(rolle).get("/erinnerungen").status_code == 403
    assert als(rolle).get(SEITE).status_code == 403


def test_an_unknown_step_is_said_so(client: FlaskClient):
    assert client.get("/erinnerungen/gibt-es-nicht").status_code == 404
