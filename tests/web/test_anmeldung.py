"""Invited, logged in, second factor, forgotten, locked, waiting, ended: the whole way of an account."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from grants import models as m
from grants import security
from grants.domain.begriffe import Rolle
from grants.services.konten import verwaltung as service
from grants.services.konten.links import GUELTIG
from tests.web.conftest import Als, add_person, open_session
from tests.web.daten import add_stelle, fill
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import find, has_class, parse, words

KENNWORT = "ein Satz den nur ich kenne"
EMAIL = "neu@stadt.example"
# The moment on the clock of the second factor: a code must not run out between two lines of a test.
JETZT = 1_790_000_015


@pytest.fixture(autouse=True)
def uhr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock by which codes of the second factor are made and checked."""
    monkeypatch.setattr(TOTP, "now", staticmethod(lambda: JETZT))


def invite(session: Session, *, rolle: Rolle = Rolle.GESCHAEFTSSTELLE, traeger: str = "") -> str:
    """Return the token of an invitation by the Kontenverwaltung."""
    person = add_person(session, "konten")
    link = service.invite(
        session,
        service.Einladung(EMAIL, rolle, traeger_kuerzel=traeger),
        jetzt=datetime.now(UTC),
        person=person,
    )
    session.commit()
    return link.token


def accept(client: FlaskClient, token: str, kennwort: str = KENNWORT):
    return absenden(
        client,
        f"/einladung/{token}",
        {"name": "Beispiel Neu", "kennwort": kennwort, "kennwort2": kennwort},
    )


def code_of(app: Flask, secret: str, *, later: int = 0) -> str:
    with app.app_context():
        totp = security._totp()._totp.from_source(secret)
        return totp.generate(time=JETZT + later).token


def secret_shown(tree) -> str:
    [key] = has_class(tree, "anmeldung__schluessel")
    return words(key).replace("-", "")


def raw_code(app: Flask, key: str, *, later: int = 0) -> str:
    """Return the code that a device shows which was given the key as text."""
    with app.app_context():
        factory = security._totp()._totp
        return factory(key=key).generate(time=JETZT + later).token


def set_up(app: Flask, client: FlaskClient) -> list[str]:
    """Set up the second factor after the first step and return the recovery codes."""
    page = client.get("/anmelden/zweiter-faktor")
    answer = abschicken(
        client, page, "/anmelden/zweiter-faktor", {"code": raw_code(app, secret_shown(parse(page)))}
    )
    assert answer.status_code == 200
    return [words(li) for li in find(has_class(parse(answer), "codes")[0], "li")]


def log_in(client: FlaskClient, kennwort: str = KENNWORT, email: str = EMAIL):
    return absenden(client, "/anmelden", {"email": email, "kennwort": kennwort})


def arts(session: Session) -> list[str]:
    return list(session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars())


def test_an_empty_installation_says_how_the_first_account_is_made(anonym: FlaskClient):
    assert "grants konto einladen" in anonym.get("/anmelden").text


def test_from_invitation_to_the_first_page(app: Flask, anonym: FlaskClient, session: Session):
    token = invite(session)
    answer = accept(anonym, token)
    assert answer.headers["Location"] == "/anmelden/zweiter-faktor"
    codes = set_up(app, anonym)
    assert len(codes) == len(set(codes)) == security.RECOVERY_CODES
    assert "Abmelden" in anonym.get("/").text
    assert arts(session) == ["konto_eingeladen", "einladung_angenommen", "zweiter_faktor_eingerichtet"]
    konto = session.execute(
        select(m.Konto).join(m.Person, m.Person.id == m.Konto.person_id).where(m.Person.email == EMAIL)
    ).scalar_one()
    assert konto.password.startswith("$argon2id$")
    assert konto.person.name == "Beispiel Neu"
    stored = f"{konto.tf_totp_secret}{konto.mf_recovery_codes}"
    assert not any(code in stored for code in codes)


def test_an_invitation_opens_once(anonym: FlaskClient, session: Session):
    token = invite(session)
    accept(anonym, token)
    again = anonym.get(f"/einladung/{token}")
    assert again.status_code == 404
    assert "gilt nicht mehr" in again.text


def test_an_invitation_is_outdated_after_its_days_and_replaced_by_a_newer_one(
    anonym: FlaskClient, session: Session
):
    first = invite(session)
    konto = session.execute(select(m.Konto).order_by(m.Konto.id.desc())).scalars().first()
    person = add_person(session, "konten")
    second = service.renew_invitation(session, konto.person_id, jetzt=datetime.now(UTC), person=person).token
    session.commit()
    assert anonym.get(f"/einladung/{first}").status_code == 404
    assert anonym.get(f"/einladung/{second}").status_code == 200
    session.execute(update(m.Zugangslink).values(gueltig_bis=datetime.now(UTC) - timedelta(seconds=1)))
    session.commit()
    assert anonym.get(f"/einladung/{second}").status_code == 404
    assert max(GUELTIG.values()) == timedelta(days=7)


@pytest.mark.parametrize(
    ("kennwort", "sagt"),
    [
        ("zu7wenig", "mindestens 12"),
        ("aaaaaaaaaaaa", "verschiedenen Zeichen"),
        ("Passwort1234", "leicht erraten"),
        ("Beispiel 1 2 3 4", "Ihren Namen"),
    ],
)
def test_a_password_that_is_guessed_easily_is_refused_with_a_reason(
    anonym: FlaskClient, session: Session, kennwort: str, sagt: str
):
    answer = accept(anonym, invite(session), kennwort)
    assert answer.status_code == 422
    assert sagt in answer.text
    assert kennwort not in answer.text


def test_two_different_passwords_are_noticed(anonym: FlaskClient, session: Session):
    answer = absenden(
        anonym,
        f"/einladung/{invite(session)}",
        {"name": "A", "kennwort": KENNWORT, "kennwort2": KENNWORT + "x"},
    )
    assert answer.status_code == 422
    assert "verschieden" in answer.text


def test_a_code_is_taken_once_and_a_recovery_code_too(app: Flask, anonym: FlaskClient, session: Session):
    accept(anonym, invite(session))
    codes = set_up(app, anonym)
    secret = session.execute(
        select(m.Konto.tf_totp_secret).where(m.Konto.tf_totp_secret.is_not(None))
    ).scalar_one()
    absenden_abmelden(anonym)
    assert log_in(anonym).headers["Location"] == "/anmelden/code"
    used = code_of(app, secret)
    # The code of the set-up counts as used.
    assert absenden(anonym, "/anmelden/code", {"code": used}).status_code == 422
    fresh = code_of(app, secret, later=30)
    assert absenden(anonym, "/anmelden/code", {"code": fresh}).headers["Location"] == "/"
    absenden_abmelden(anonym)
    log_in(anonym)
    assert absenden(anonym, "/anmelden/code", {"code": fresh}).status_code == 422
    assert absenden(anonym, "/anmelden/code", {"code": codes[0].upper()}).status_code == 303
    absenden_abmelden(anonym)
    log_in(anonym)
    assert absenden(anonym, "/anmelden/code", {"code": codes[0]}).status_code == 422
    assert "wiederherstellungscode_benutzt" in arts(session)


def absenden_abmelden(client: FlaskClient) -> None:
    [token] = set(re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/barrierefreiheit").text))
    assert client.post("/abmelden", data={"csrf_token": token}).status_code == 303
    assert client.get("/fristen").status_code == 303


def test_a_traeger_needs_no_second_factor(anonym: FlaskClient, session: Session):
    add_person(session, "traeger")
    token = invite(session, rolle=Rolle.TRAEGER, traeger="konto-traeger")
    assert accept(anonym, token).headers["Location"] == "/"
    assert "Ihre Maßnahmen" in anonym.get("/").text


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(anonym: FlaskClient, session: Session):
    accept(anonym, invite(session))
    wrong = log_in(anonym, "falsch falsch falsch")
    unknown = log_in(anonym, KENNWORT, "niemand@stadt.example")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    texts = [words(has_class(parse(a), "fehlerliste")[0]) for a in (wrong, unknown)]
    assert texts[0] == texts[1]
    assert session.execute(select(m.Anmeldeversuch.konto_hash)).scalars().first() != EMAIL


def test_too_many_failures_have_to_wait_and_a_stranger_does_not_lock_one_out(
    anonym: FlaskClient, session: Session
):
    add_person(session, "traeger")
    accept(anonym, invite(session, rolle=Rolle.TRAEGER, traeger="konto-traeger"))
    absenden_abmelden(anonym)
    for _ in range(5):
        assert log_in(anonym, "falsch falsch falsch").status_code == 422
    answer = log_in(anonym)
    assert answer.status_code == 429
    assert "warten" in answer.text
    # From another place the person gets in.
    page = anonym.get("/anmelden", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]
    data = {"csrf_token": token, "email": EMAIL, "kennwort": KENNWORT}
    from_elsewhere = anonym.post("/anmelden", data=data, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert from_elsewhere.status_code == 303
    # And after the window from here, too.
    session.execute(update(m.Anmeldeversuch).values(am=datetime.now(UTC) - timedelta(minutes=16)))
    session.commit()
    absenden_abmelden(anonym)
    assert log_in(anonym).status_code == 303


def test_codes_cannot_be_tried_through(app: Flask, anonym: FlaskClient, session: Session):
    accept(anonym, invite(session))
    set_up(app, anonym)
    absenden_abmelden(anonym)
    log_in(anonym)
    answers = [absenden(anonym, "/anmelden/code", {"code": "000000"}).status_code for _ in range(6)]
    assert answers[:5] == [422] * 5
    assert answers[5] == 429


def test_a_forgotten_password_is_set_by_a_link_in_the_outbox_and_ends_other_sessions(
    app: Flask, anonym: FlaskClient, session: Session
):
    add_person(session, "traeger")
    accept(anonym, invite(session, rolle=Rolle.TRAEGER, traeger="konto-traeger"))
    other = app.test_client()
    known = absenden(other, "/kennwort-vergessen", {"email": EMAIL})
    unknown = absenden(other, "/kennwort-vergessen", {"email": "niemand@stadt.example"})
    # The token of the next form carries the second in which it was made.
    told = [re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", each.text) for each in (known, unknown)]
    assert told[0].replace(EMAIL, "") == told[1].replace("niemand@stadt.example", "")
    mail = session.execute(select(m.Nachricht)).scalar_one()
    assert mail.an == EMAIL
    [path] = re.findall(r"http://localhost(/neues-kennwort/\S+)", mail.text)
    new = "ein ganz anderer langer Satz"
    assert absenden(other, path, {"kennwort": new, "kennwort2": new}).status_code == 303
    assert anonym.get("/konto").status_code == 303
    assert log_in(app.test_client()).status_code == 422
    assert log_in(app.test_client(), new).status_code == 303
    assert other.get(path).status_code == 404


def test_a_locked_account_and_an_ended_session_stop_at_the_next_request(
    als: Als, session: Session, app: Flask
):
    client, manager = als("geschaeftsstelle"), als("konten")
    assert client.get("/fristen").status_code == 200
    person = session.execute(
        select(m.Person.id).where(m.Person.email == "geschaeftsstelle@stadt.example")
    ).scalar_one()
    path = f"/konten/{person}"
    assert absenden(manager, path, {"grund": ""}, pfad="sperren").status_code == 422
    assert absenden(manager, path, {"grund": "Beispielgrund"}, pfad="sperren").status_code == 303
    assert client.get("/fristen").status_code == 303
    assert "gesperrt" in manager.get(path).text
    absenden(manager, path, pfad="entsperren")
    assert client.get("/fristen").status_code == 303


def test_a_session_ends_after_a_pause_and_after_a_working_day(als: Als):
    client = als("geschaeftsstelle")
    now = int(time.time())
    for seit, zuletzt, status in (
        (now - 7200, now - 3300, 200),
        (now - 7200, now - 3700, 303),
        (now - 12 * 3600 - 10, now - 5, 303),
    ):
        with client.session_transaction() as values:
            values.update(seit=seit, zuletzt=zuletzt)
        assert client.get("/fristen").status_code == status


def expire(client: FlaskClient) -> None:
    with client.session_transaction() as values:
        values["zuletzt"] = int(time.time()) - 4000


def test_what_was_typed_is_given_back_to_the_same_person_alone(app: Flask, als: Als, session: Session):
    fill(session)
    client = als("geschaeftsstelle")
    page = client.get("/fristen/neu")
    expire(client)
    typed = {"bezeichnung": "Beispielbericht", "tag": "30.09.2024"}
    answer = abschicken(client, page, "/fristen/neu", typed)
    assert answer.headers["Location"] == "/anmelden?aufgehoben=1"
    assert "aufgehoben" in client.get(answer.headers["Location"]).text
    assert session.execute(select(func.count()).select_from(m.Frist)).scalar_one() == 0
    # Somebody else at the same machine sees nothing of it.
    stranger = als("geschaeftsstelle2")
    assert stranger.get("/fortsetzen").headers["Location"] == "/"
    open_session(client, "schluessel-geschaeftsstelle")
    shown = client.get("/fortsetzen")
    assert "Beispielbericht" in words(parse(shown))
    done = abschicken(client, shown, "/fortsetzen", pfad="/fristen/neu")
    assert done.status_code == 303
    assert session.execute(select(m.Frist.bezeichnung)).scalar_one() == "Beispielbericht"
    assert session.execute(select(func.count()).select_from(m.Zwischenstand)).scalar_one() == 0


def test_what_was_typed_can_be_let_go(als: Als, session: Session):
    fill(session)
    client = als("geschaeftsstelle")
    page = client.get("/fristen/neu")
    expire(client)
    abschicken(client, page, "/fristen/neu", {"bezeichnung": "Weg damit", "tag": "30.09.2024"})
    open_session(client, "schluessel-geschaeftsstelle")
    absenden(client, "/fortsetzen", pfad="/fortsetzen")
    assert client.get("/fortsetzen").headers["Location"] == "/"
    assert session.execute(select(func.count()).select_from(m.Frist)).scalar_one() == 0


@pytest.mark.parametrize("target", ["https://boese.example/", "//boese.example", "/\\boese.example"])
def test_the_log_in_leads_nowhere_else(anonym: FlaskClient, session: Session, target: str):
    add_person(session, "traeger")
    accept(anonym, invite(session, rolle=Rolle.TRAEGER, traeger="konto-traeger"))
    absenden_abmelden(anonym)
    answer = absenden(anonym, "/anmelden", {"email": EMAIL, "kennwort": KENNWORT, "weiter": target})
    assert answer.headers["Location"] == "/"


def test_whoever_asked_for_a_page_comes_back_to_it(anonym: FlaskClient, session: Session):
    add_person(session, "traeger")
    accept(anonym, invite(session, rolle=Rolle.TRAEGER, traeger="konto-traeger"))
    absenden_abmelden(anonym)
    asked = anonym.get("/konto")
    assert asked.headers["Location"] == "/anmelden?weiter=/konto"
    assert (
        absenden(anonym, asked.headers["Location"], {"email": EMAIL, "kennwort": KENNWORT}).headers[
            "Location"
        ]
        == "/konto"
    )


def test_the_own_page_changes_name_password_and_address(app: Flask, anonym: FlaskClient, session: Session):
    add_person(session, "traeger")
    accept(anonym, invite(session, rolle=Rolle.TRAEGER, traeger="konto-traeger"))
    other = app.test_client()
    log_in(other)
    assert absenden(anonym, "/konto", {"name": "Beispiel Anders"}, pfad="name").status_code == 303
    wrong = absenden(
        anonym,
        "/konto",
        {"altes_kennwort": "falsch", "kennwort": KENNWORT * 2, "kennwort2": KENNWORT * 2},
        pfad="kennwort",
    )
    assert wrong.status_code == 422
    assert "nicht Ihr bisheriges" in wrong.text
    new = {"altes_kennwort": KENNWORT, "kennwort": KENNWORT * 2, "kennwort2": KENNWORT * 2}
    assert absenden(anonym, "/konto", new, pfad="kennwort").status_code == 303
    assert anonym.get("/konto").status_code == 200
    assert other.get("/konto").status_code == 303
    moved = {"email": "Anders@stadt.example", "altes_kennwort": KENNWORT * 2}
    assert absenden(anonym, "/konto", moved, pfad="adresse").status_code == 303
    mail = session.execute(select(m.Nachricht)).scalar_one()
    assert mail.an == "anders@stadt.example"
    [path] = re.findall(r"http://localhost(/neue-adresse/\S+)", mail.text)
    assert absenden(anonym, path).status_code == 303
    page = words(parse(anonym.get("/konto")))
    assert "anders@stadt.example" in page
    assert "Beispiel Anders" in page


def test_logging_out_everywhere_ends_every_session(app: Flask, als: Als, session: Session):
    first = als("geschaeftsstelle")
    second = app.test_client()
    open_session(second, "schluessel-geschaeftsstelle")
    assert second.get("/konto").status_code == 200
    absenden(first, "/konto", pfad="ueberall-abmelden")
    assert (first.get("/konto").status_code, second.get("/konto").status_code) == (303, 303)


def test_the_demo_offers_persons_on_example_data_alone(
    app: Flask, anonym: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
):
    add_stelle(session, beispiel=False)
    session.commit()
    [token] = set(re.findall(r'name="csrf_token" value="([^"]+)"', anonym.get("/barrierefreiheit").text))
    data = {"csrf_token": token, "rolle": "geschaeftsstelle"}
    # Not in the demo: there is no such page.
    assert anonym.post("/anmelden/beispiel", data=data).status_code == 404
    monkeypatch.setitem(app.config, "VORFUEHRUNG", True)
    assert anonym.post("/anmelden/beispiel", data=data).status_code == 422
    session.execute(update(m.Stelle).values(beispiel=True))
    session.commit()
    buttons = find(parse(anonym.get("/anmelden")), "main//button")
    assert [b.get("value") for b in buttons if b.get("name") == "rolle"] == [
        "geschaeftsstelle",
        "geschaeftsstelle2",
        "traeger",
        "traeger2",
        "stelle",
        "finanzen",
        "finanzen2",
        "einsicht",
        "konten",
    ]
    for _ in range(2):
        assert anonym.post("/anmelden/beispiel", data=data).headers["Location"] == "/"
        assert anonym.get("/fristen").status_code == 200
        absenden_abmelden(anonym)
        token = re.findall(r'name="csrf_token" value="([^"]+)"', anonym.get("/barrierefreiheit").text)[0]
        data["csrf_token"] = token
    assert session.execute(select(func.count()).select_from(m.Konto)).scalar_one() == 1


def test_a_password_takes_as_long_for_an_account_that_does_not_exist(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    calls: list[str] = []
    monkeypatch.setattr(security, "verify_password", lambda *args: calls.append(args[1]) or False)
    with app.app_context():
        security.verify_kennwort("x", None)
        security.verify_kennwort("x", "$argon2id$beispiel")
    assert len(calls) == 2
    assert calls[0].startswith("$argon2id$")


def test_a_recovery_code_of_another_key_opens_nothing(app: Flask):
    with app.app_context():
        codes, kept = security.new_recovery_codes()
        konto = SimpleNamespace(mf_recovery_codes=["unlesbar", *kept])
        rest = security.without_recovery_code(konto, codes[2])
        assert rest == ["unlesbar", *kept[:2], *kept[3:]]
        assert security.without_recovery_code(konto, "") is None
