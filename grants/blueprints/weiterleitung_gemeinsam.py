"""What the views of the Weiterleitung share: their blueprint and what every page of one recipient loads."""

from __future__ import annotations

from flask import Blueprint

from grants.extensions import db
from grants.queries.weiterleitungen import Zusageseite, load_seite
from grants.web import heute

bp = Blueprint("weiterleitung", __name__)


def load_shown(anteil_id: int) -> Zusageseite:
    """Return the page of one recipient as it stands today; raises NotFound."""
    return load_seite(db.session(), anteil_id, am=heute())
