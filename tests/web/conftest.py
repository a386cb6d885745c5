"""A client that sees what the test wrote, each request as if it came from outside."""

from __future__ import annotations

import contextvars
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from grants import models as m
from grants.domain.begriffe import Rolle, TraegerArt
from grants.extensions import db
from tests.spuren import watched_requests
from tests.web.daten import HEUTE


class OutsideClient(FlaskClient):
    """Runs each request without the contexts of the test, so that nothing is left over from one to the next."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)


# Rolle of each key of the demo's log-in.
ROLLEN = {
    "geschaeftsstelle": Rolle.GESCHAEFTSSTELLE,
    "geschaeftsstelle2": Rolle.GESCHAEFTSSTELLE,
    "finanzen": Rolle.FINANZPRUEFUNG,
    "finanzen2": Rolle.FINANZPRUEFUNG,
    "einsicht": Rolle.EINSICHT,
    "konten": Rolle.KONTENVERWALTUNG,
    "traeger": Rolle.TRAEGER,
    "traeger2": Rolle.TRAEGER,
    "stelle": Rolle.STELLE,
}
Als = Callable[..., FlaskClient]


@pytest.fixture
def anonym(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[FlaskClient]:
    """On both databases, on a fixed day, with the transaction of the test: write and commit, then ask."""
    monkeypatch.setattr(db, "session", scoped_session(lambda: session))  # type: ignore[arg-type]  # any factory does
    settings = replace(app.config["EINSTELLUNGEN"], heute=HEUTE, files=tmp_path / "dateien")
    monkeypatch.setitem(app.config, "EINSTELLUNGEN", settings)
    monkeypatch.setattr(app, "test_client_class", OutsideClient)
    with watched_requests(session):
        yield app.test_client()


def add_person(session: Session, key: str, *, traeger_id: int | None = None) -> m.Person:
    """Return the Person of a key of the demo's log-in; Träger and Stellen get one of their own."""
    email = f"{key}@stadt.example"
    found = session.execute(select(m.Person).where(m.Person.email == email)).scalar_one_or_none()
    if found is not None:
        return found
    rolle = ROLLEN[key]
    if traeger_id is None and rolle in {Rolle.TRAEGER, Rolle.STELLE}:
        art = TraegerArt.STAEDTISCHE_STELLE if rolle is Rolle.STELLE else TraegerArt.FREIER_TRAEGER
        traeger = m.Traeger(kuerzel=f"konto-{key}", name=f"Beispielträger {key}", art=art)
        session.add(traeger)
        session.flush()
        traeger_id = traeger.id
    person = m.Person(name=f"Beispiel {key}", email=email)
    receives = traeger_id is not None
    person.rollen.append(
        m.Rollenzuordnung(
            rolle=rolle,
            traeger_id=traeger_id,
            darf_inhaltlich=receives,
            darf_finanziell=receives,
            vertretungsberechtigt=receives,
        )
    )
    session.add(person)
    session.flush()
    session.add(m.Konto(person_id=person.id, fs_uniquifier=f"schluessel-{key}"))
    session.commit()
    return person


def open_session(client: FlaskClient, schluessel: str) -> None:
    """Log the client in without asking for a password: Argon2 is slow on purpose."""
    now = int(time.time())
    with client.session_transaction() as values:
        values.update(konto=schluessel, seit=now, zuletzt=now)


@pytest.fixture
def als(app: Flask, session: Session, anonym: FlaskClient) -> Als:
    """Return a function that gives a client which is logged in with a key of `ROLLEN`."""

    def log_in(key: str, *, traeger_id: int | None = None) -> FlaskClient:
        add_person(session, key, traeger_id=traeger_id)
        client = app.test_client()
        open_session(client, f"schluessel-{key}")
        return client

    return log_in


@pytest.fixture
def client(als: Als) -> FlaskClient:
    """Logged in as the Geschäftsstelle."""
    return als("geschaeftsstelle")
