"""What belongs to every page: light or dark, the accessibility statement, and the answer to the monitoring."""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from grants.extensions import db
from grants.queries.uebersicht import check_readable
from grants.web import DARSTELLUNG, THEMES, local_path, render_page

bp = Blueprint("rahmen", __name__)

_YEAR_IN_SECONDS = 31_536_000


@bp.get("/gesund")
def gesund() -> ResponseReturnValue:
    """Answer 200 while the database can be read and has been set up, else 503."""
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    try:
        check_readable(db.session())
    except SQLAlchemyError:
        db.session.rollback()
        return "Die Datenbank ist nicht erreichbar oder nicht eingerichtet.\n", 503, headers
    return "gesund\n", 200, headers


@bp.get("/barrierefreiheit")
def barrierefreiheit() -> ResponseReturnValue:
    return render_page("rahmen/barrierefreiheit.html", version=version("foerderkette"))


@bp.get("/datenschutz")
def datenschutz() -> ResponseReturnValue:
    return render_page("rahmen/datenschutz.html")


@bp.post("/darstellung")
def darstellung() -> ResponseReturnValue:
    """Keep the choice of light or dark in a cookie and go back to where it was made."""
    wahl = request.form.get("darstellung", "")
    response = redirect(local_path(request.form.get("zurueck", "")) or url_for("uebersicht.start"), 303)
    if wahl in THEMES:
        response.set_cookie(DARSTELLUNG, wahl, max_age=_YEAR_IN_SECONDS, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(DARSTELLUNG)
    return response
