"""The application in production: `grants.wsgi:app`. Refuses to start where it would not be safe or not be true."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from grants import create_app
from grants.config import MIGRATIONS, from_environment
from grants.domain.errors import DomainError
from grants.extensions import db
from grants.models import Stelle
from grants.services.datenbank import check_exists, check_stand, explain
from grants.wsgi_pruefung import StartVerweigert, check_settings

# gunicorn starts a process that ends with any other code again and again.
NICHT_GESTARTET = 3


def production_app(env: Mapping[str, str] | None = None) -> Flask:
    """Return the application; raises a DomainError with what to set right."""
    einstellungen = from_environment(env)
    check_settings(einstellungen)
    app = create_app(einstellungen)
    if einstellungen.proxy:
        # One reverse proxy in front: its word about the caller's address and HTTPS counts.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]  # as Flask's docs do
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
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
