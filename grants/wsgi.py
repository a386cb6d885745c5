"""The application in production: `grants.wsgi:app`. Refuses to start where it would not be safe or not be true."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from grants import create_app
from grants.config import MIGRATIONS, Einstellungen, from_environment
from grants.domain.errors import DomainError
from grants.extensions import db
from grants.models import Stelle
from grants.services.datenbank import check_exists, check_stand, explain

# gunicorn starts a process that ends with any other code again and again.
NICHT_GESTARTET = 3


class StartVerweigert(DomainError):
    """Something is set in a way that production must not have."""

    code = "start_verweigert"


def production_app(env: Mapping[str, str] | None = None) -> Flask:
    """Return the application; raises a DomainError with what to set right."""
    einstellungen = from_environment(env)
    check_settings(einstellungen)
    app = create_app(einstellungen)
    # The log-in travels over HTTPS, unless the office says that its address is another.
    app.config["SESSION_COOKIE_SECURE"] = not einstellungen.url.startswith("http://")
    with app.app_context():
        try:
            check_database()
        except DBAPIError as error:
            if understood := explain(error):
                raise understood from error
            raise
        finally:
            db.session.remove()
            # Workers are forked from here: none may inherit a connection.
            db.engine.dispose()
    return app


def check_settings(einstellungen: Einstellungen) -> None:
    """Raise StartVerweigert where a setting is missing or has no place in production."""
    if not einstellungen.secret_key:
        raise StartVerweigert(
            "GRANTS_SECRET_KEY fehlt. Bitte einen langen zufälligen Wert setzen, zum Beispiel mit: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    if einstellungen.heute is not None:
        raise StartVerweigert(
            "GRANTS_HEUTE ist gesetzt; ein fester Tag gehört nicht in den Betrieb. Bitte die Einstellung entfernen."
        )


def check_database() -> None:
    """Raise a DomainError where the database is missing, on another stand, or holds the demo."""
    check_exists(db.engine.url.render_as_string(hide_password=False))
    check_stand(db.engine, MIGRATIONS)
    if db.session.execute(select(Stelle.id).where(Stelle.beispiel).limit(1)).first() is not None:
        raise StartVerweigert(
            "Die Datenbank enthält Beispieldaten. Bitte GRANTS_DATABASE_URL auf die Datenbank des Betriebs setzen."
        )


def _start() -> Flask:
    try:
        return production_app()
    except DomainError as error:
        sys.stderr.write(f"Förderkette startet nicht: {error}\n")
        sys.exit(NICHT_GESTARTET)


app = _start()
