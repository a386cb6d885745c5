"""grants serve and the application in production: where they answer, and when they refuse to start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from grants.cli.serve import LOOPBACK, listen
from grants.config import sqlite_url
from grants.domain.errors import DomainError
from tests.cli.conftest import SKRIPT, Grants, execute
from tests.rows import add_row

KEY = "0123456789abcdef" * 4


def test_it_answers_on_this_machine_only_and_ends_with_ctrl_c(sqlite: str):
    # A shell starts background jobs deaf to Ctrl+C, and children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    server = subprocess.Popen(
        [str(SKRIPT), "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        found = re.fullmatch(
            r"Förderkette läuft unter (http://127\.0\.0\.1:(\d+)/) \(Ende mit Strg\+C\)\n", line
        )
        assert found, line
        assert server.stdout.readline() == "Fester Tag: 31.08.2024\n"
        with urllib.request.urlopen(found[1]) as answer:  # noqa: S310 - the address was matched above
            assert answer.status == 200
            assert "Förderkette" in answer.read().decode()
    finally:
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=60)
    assert (server.returncode, out, err) == (0, "", "")


def test_it_listens_on_loopback():
    with listen(0) as listener:
        assert listener.getsockname()[0] == LOOPBACK == "127.0.0.1"


def test_a_port_in_use_is_told_with_another_one(grants: Grants, sqlite: str):
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        answer = grants("serve", "--port", port)
    assert answer.code == 2
    assert answer.err == (
        f"Der Anschluss {port} ist nicht frei. Bitte mit --port einen anderen nennen, zum Beispiel "
        f"--port {port + 1}.\n"
    )


def test_the_demo_that_was_not_run_yet_is_named(grants: Grants, tmp_path: Path, monkeypatch):
    monkeypatch.delenv("GRANTS_DATABASE_URL")
    monkeypatch.setattr("grants.cli.serve.DEMO_DATENBANK", tmp_path / "demo.sqlite3")
    answer = grants("serve", "--demo")
    assert answer.code == 2
    assert "Bitte zuerst ausführen: grants demo" in answer.err


# -- production ----------------------------------------------------------------------------------------------


@pytest.fixture
def production_app(monkeypatch: pytest.MonkeyPatch, sqlite: str):
    """Give the function that builds the application; importing its module would build one at once."""
    monkeypatch.setenv("GRANTS_SECRET_KEY", KEY)
    monkeypatch.delenv("GRANTS_HEUTE")
    from grants import wsgi  # noqa: PLC0415 - see above

    return wsgi.production_app


def settings(url: str, **others: str) -> Mapping[str, str]:
    return {"GRANTS_DATABASE_URL": url, "GRANTS_SECRET_KEY": KEY, **others}


def test_with_its_secrets_and_an_own_database_it_starts(production_app, sqlite: str):
    app = production_app(settings(sqlite))
    assert app.config["SECRET_KEY"] == KEY
    assert app.config["SESSION_COOKIE_SECURE"] is True
    client = app.test_client()
    assert client.get("/").location == "/anmelden?weiter=/"
    assert client.get("/anmelden").status_code == 200


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ({"GRANTS_SECRET_KEY": ""}, "GRANTS_SECRET_KEY fehlt."),
        (
            {"GRANTS_HEUTE": "31.08.2024"},
            "GRANTS_HEUTE ist gesetzt; ein fester Tag gehört nicht in den Betrieb.",
        ),
        (
            {"GRANTS_DATABASE_URL": "sqlite:////nirgends/x.sqlite3"},
            "Die Datenbank „/nirgends/x.sqlite3“ gibt es nicht.",
        ),
        ({"GRANTS_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x"}, "Die Datenbank ist nicht erreichbar."),
    ],
)
def test_a_setting_that_is_not_for_production_is_refused(production_app, sqlite: str, others, sentence):
    with pytest.raises(DomainError, match=re.escape(sentence)):
        production_app({**settings(sqlite), **others})


def test_a_database_on_another_stand_is_refused(production_app, sqlite: str, tmp_path: Path):
    empty = tmp_path / "leer.sqlite3"
    empty.touch()
    with pytest.raises(
        DomainError, match=r"noch nicht eingerichtet\. Bitte einmal ausführen: grants db upgrade"
    ):
        production_app(settings(sqlite_url(empty)))
    execute(sqlite, "UPDATE alembic_version SET version_num = 'zukunft'")
    with pytest.raises(DomainError, match="neueren Fassung"):
        production_app(settings(sqlite))


@pytest.mark.parametrize("beispiel", [False, True])
def test_a_database_of_the_demo_is_refused(production_app, sqlite: str, beispiel: bool):
    engine = create_engine(sqlite)
    with Session(engine) as session:
        add_row(session, "stelle", beispiel=beispiel)
        session.commit()
    engine.dispose()
    if not beispiel:
        assert production_app(settings(sqlite)) is not None
        return
    with pytest.raises(DomainError, match=r"Die Datenbank enthält Beispieldaten\."):
        production_app(settings(sqlite))


def test_whoever_starts_it_reads_one_sentence(sqlite: str, tmp_path: Path):
    env = {name: value for name, value in os.environ.items() if not name.startswith("GRANTS_")}
    done = subprocess.run(
        [sys.executable, "-c", "import grants.wsgi"],
        cwd=tmp_path,
        env={**env, "GRANTS_DATABASE_URL": sqlite},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith("Förderkette startet nicht: GRANTS_SECRET_KEY fehlt. Bitte einen langen")
    assert done.stderr.count("\n") == 1


def test_gunicorn_does_not_try_again_and_again(sqlite: str, tmp_path: Path):
    done = subprocess.run(
        [
            str(SKRIPT.with_name("gunicorn")),
            "--bind",
            "127.0.0.1:0",
            "--log-level",
            "critical",
            "grants.wsgi:app",
        ],
        cwd=tmp_path,
        env={**os.environ, "GRANTS_SECRET_KEY": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.count("Förderkette startet nicht") == 1
