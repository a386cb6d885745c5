"""Pages: guard, load, render. No sums, no SQL, no words about states."""

from __future__ import annotations

from flask import Flask

from grants.blueprints import dokumente, rahmen, uebersicht


def init_app(app: Flask) -> None:
    """Register every page."""
    for blueprint in (uebersicht.bp, dokumente.bp, rahmen.bp):
        app.register_blueprint(blueprint)
