"""Error pages: German, with what to do, a number for the log, and without the database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from grants import create_app
from grants.auth import OFFEN
from grants.config import Einstellungen, sqlite_url
from grants.domain.errors import (
    Conflict,
    DomainError,
    EinrichtungUnvollstaendig,
    NotFound,
    RuleViolation,
    Violation,
)
from grants.errors import FEHLERSEITEN
from tests.web.conftest import open_session
from tests.web.seiten import find, parse, words

REFUSED = {
    "not_found": (NotFound("Das Dokument 7 gibt es nicht."), 404),
    "conflict": (Conflict("Anna Beispiel hat den Betrag geändert."), 409),
    "violation": (
        RuleViolation([Violation("x", "Der Betrag fehlt."), Violation("y", "Das Datum fehlt.")]),
        422,
    ),
    "setup": (
        EinrichtungUnvollstaendig("Die Schriftdatei „x.woff2“ fehlt. Bitte „make setup“ ausführen."),
        503,
    ),
    "other": (DomainError("Das geht erst nach dem Bescheid."), 422),
}


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application whose database cannot even be opened, with routes that fail in every way."""
    for name in ("stop", "refuse", "fail"):
        monkeypatch.setitem(OFFEN, name, "nur in diesem Test")
    app = create_app(Einstellungen(database_url=sqlite_url(tmp_path / "fehlt" / "nie.sqlite3")))

    @app.get("/abbruch/<int:status>")
    def stop(status: int) -> str:
        abort(status)

    @app.get("/abgelehnt/<name>")
    def refuse(name: str) -> str:
        raise REFUSED[name][0]

    @app.get("/kaputt")
    def fail() -> str:
        raise RuntimeError("geheime Einzelheit")

    return app


@pytest.fixture
def outside(broken: Flask) -> FlaskClient:
    return broken.test_client()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_every_error_has_a_german_page_without_the_database(outside: FlaskClient, status: int):
    response = outside.get(f"/abbruch/{status}")
    assert response.status_code == status
    tree = parse(response)
    page = FEHLERSEITEN[status]
    assert words(find(tree, "h1")[0]) == page.titel
    said = words(find(tree, "main")[0])
    assert page.text in said
    assert page.tun in said
    assert re.search(rf"Meldung {status} · Nummer [0-9a-f]{{8}}", said)


def test_an_error_without_a_page_of_its_own_borrows_the_nearest(outside: FlaskClient):
    response = outside.get("/abbruch/418")
    assert response.status_code == 418
    assert words(find(parse(response), "h1")[0]) == FEHLERSEITEN[400].titel


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_rules_refuse_is_said_in_their_own_words(outside: FlaskClient, name: str):
    error, status = REFUSED[name]
    response = outside.get(f"/abgelehnt/{name}")
    assert response.status_code == status
    assert str(error) in words(parse(response))


def test_a_fault_of_the_program_shows_a_number_and_no_detail(
    outside: FlaskClient, caplog: pytest.LogCaptureFixture
):
    response = outside.get("/kaputt")
    assert response.status_code == 500
    [number] = re.findall(r"<code>([0-9a-f]{8})</code>", response.text)
    assert "geheime Einzelheit" not in response.text
    assert number in caplog.text
    assert "geheime Einzelheit" in caplog.text


def test_two_faults_have_two_numbers(outside: FlaskClient):
    numbers = {re.findall(r"<code>([0-9a-f]{8})</code>", outside.get("/kaputt").text)[0] for _ in range(2)}
    assert len(numbers) == 2


def test_a_database_that_cannot_be_opened_is_said_so(outside: FlaskClient):
    open_session(outside, "irgendeiner")
    response = outside.get("/")
    assert response.status_code == 503
    assert "Die Datenbank kann nicht geöffnet werden." in words(parse(response))


def test_a_database_that_was_never_set_up_names_the_command(tmp_path: Path):
    app = create_app(Einstellungen(database_url=sqlite_url(tmp_path / "leer.sqlite3")))
    client = app.test_client()
    open_session(client, "irgendeiner")
    response = client.get("/")
    assert response.status_code == 503
    assert "grants db upgrade" in words(parse(response))


def test_the_monitoring_is_told_when_the_database_is_gone(outside: FlaskClient):
    response = outside.get("/gesund")
    assert response.status_code == 503
    assert response.text == "Die Datenbank ist nicht erreichbar oder nicht eingerichtet.\n"


def test_the_monitoring_is_told_when_all_is_well(client: FlaskClient):
    response = client.get("/gesund")
    assert (response.status_code, response.text) == (200, "gesund\n")


def test_the_wrong_method_is_refused_with_a_page(client: FlaskClient):
    response = client.post("/foerderjahre/kinderstark/2024")
    # Without its token a form is refused before anybody asks what it wanted.
    assert response.status_code in {400, 405}
    assert words(find(parse(response), "h1")[0])
