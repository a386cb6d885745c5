"""Two applications for gunicorn: ours, logged in without asking, and a bare one that reads the same rows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import Flask, render_template_string
from flask.sessions import SecureCookieSessionInterface
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, Executable, event
from sqlalchemy.sql.selectable import SelectBase

from bench.jahr import AM
from grants import create_app
from grants.config import Einstellungen
from grants.domain.begriffe import Rolle
from grants.extensions import db
from grants.models import Konto, Person, Rollenzuordnung

KONTO = "messung"
# One for all requests: a form of one answer is good for the next one, as it is in the session of a browser.
_CSRF = "0" * 40
StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
# What a page without any design does: read and print.
_KAHL = """<!doctype html><title>Grundlinie</title><table>
{% for rows in tables %}{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}{% endfor %}</table>"""


def own_app(*, merken: bool = True) -> Flask:
    """Return our application as production runs it, on the database of the environment."""
    return create_app(
        Einstellungen(
            database_url=os.environ["BENCH_DATABASE_URL"],
            secret_key="only for measuring",  # noqa: S106 -- no secret
            heute=date.fromisoformat(os.environ.get("BENCH_HEUTE", AM.isoformat())),
            merken=merken,
        )
    )


def own() -> Wsgi:
    """Return our application with every request logged in."""
    app = own_app()
    return logged_in(app)


def logged_in(app: Flask) -> Wsgi:
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        now = int(time.time())
        values = {"konto": KONTO, "seit": now, "zuletzt": now, "_permanent": True, "csrf_token": _CSRF}
        environ["HTTP_COOKIE"] = f"session={serializer.dumps(values)}"
        return app(environ, start_response)

    return answer


def add_konto(app: Flask) -> None:
    """Add the account that the measuring uses."""
    with app.app_context():
        person = Person(name="Beispiel Messung", email="messung@stadt.example")
        person.rollen.append(Rollenzuordnung(rolle=Rolle.GESCHAEFTSSTELLE))
        db.session.add(person)
        db.session.flush()
        db.session.add(Konto(person_id=person.id, fs_uniquifier=KONTO))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def bare() -> Flask:
    """Return a Flask-SQLAlchemy page for each address: it runs the statements our page runs and prints the rows."""
    measured = own_app(merken=False)
    asking = measured.test_client()
    plain = Flask("grundlinie")
    plain.config["SQLALCHEMY_DATABASE_URI"] = os.environ["BENCH_DATABASE_URL"]
    rows = SQLAlchemy(plain)
    known: dict[str, list[tuple[Executable, Any]]] = {}
    with measured.app_context():
        engine = db.engine

    def statements(path: str) -> list[tuple[Executable, Any]]:
        if path not in known:
            with asking.session_transaction() as values:
                now = int(time.time())
                values.update(konto=KONTO, seit=now, zuletzt=now)
            with recorded(engine) as found:
                answer = asking.get(path)
            assert answer.status_code == 200, path
            known[path] = found
        return known[path]

    @plain.get("/", defaults={"path": ""})
    @plain.get("/<path:path>")
    def page(path: str) -> str:
        tables = [
            rows.session.execute(statement, parameters).all()
            for statement, parameters in statements(f"/{path}")
        ]
        return render_template_string(_KAHL, tables=tables)

    return plain


class recorded:  # noqa: N801 -- used like a function
    """Collect the SELECTs that an engine is given."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.found: list[tuple[Executable, Any]] = []

    def _keep(self, _: Connection, statement: object, *given: object) -> None:
        if isinstance(statement, SelectBase) and isinstance(statement, Executable):
            several, single = given[0], given[1]
            self.found.append((statement, several or single or {}))

    def __enter__(self) -> list[tuple[Executable, Any]]:
        event.listen(self.engine, "before_execute", self._keep)
        return self.found

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_execute", self._keep)
