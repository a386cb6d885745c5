"""A client that sees what the test wrote, each request as if it came from outside."""

from __future__ import annotations

import contextvars
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from grants.extensions import db
from tests.web.daten import HEUTE


class OutsideClient(FlaskClient):
    """Runs each request without the contexts of the test, so that nothing is left over from one to the next."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture
def client(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """On both databases, on a fixed day, with the transaction of the test: write and commit, then ask."""
    monkeypatch.setattr(db, "session", scoped_session(lambda: session))  # type: ignore[arg-type]  # any factory does
    monkeypatch.setitem(app.config, "EINSTELLUNGEN", replace(app.config["EINSTELLUNGEN"], heute=HEUTE))
    monkeypatch.setattr(app, "test_client_class", OutsideClient)
    return app.test_client()
