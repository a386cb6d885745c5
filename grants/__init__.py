"""Förderkette: grant administration for a city's Präventionskette."""

from __future__ import annotations

from flask import Flask

from grants import auth, errors, protokollierung, security, web
from grants import database as database  # registers how connections begin
from grants.config import MIGRATIONS, Einstellungen, flask_settings, from_environment
from grants.extensions import db, migrate


def create_app(einstellungen: Einstellungen | None = None, *, vorfuehrung: bool = False) -> Flask:
    """Return the application: settings, database, pages; `vorfuehrung` offers the example Persons to log in."""
    # The pages need `reports`, which needs our `domain`: who only makes papers must not meet a half-read module.
    from grants import blueprints  # noqa: PLC0415
    from grants.services import jahressperre  # noqa: PLC0415

    jahressperre.watch()
    app = Flask(__name__)
    app.config["VORFUEHRUNG"] = vorfuehrung
    app.config.update(flask_settings(einstellungen or from_environment()))
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), compare_type=True)
    for part in (web, protokollierung, security, auth, errors, blueprints):
        part.init_app(app)
    return app
