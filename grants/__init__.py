"""Förderkette: grant administration for a city's Präventionskette."""

from __future__ import annotations

from flask import Flask

from grants import blueprints, errors, web
from grants import database as database  # registers how connections begin
from grants.config import MIGRATIONS, Einstellungen, flask_settings, from_environment
from grants.extensions import db, migrate


def create_app(einstellungen: Einstellungen | None = None) -> Flask:
    """Return the application: settings, database, pages."""
    app = Flask(__name__)
    app.config.update(flask_settings(einstellungen or from_environment()))
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), compare_type=True)
    for part in (web, errors, blueprints):
        part.init_app(app)
    return app
