"""Start page and the page of one Foerderjahr."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.extensions import db
from grants.queries.uebersicht import load_jahresseite, load_start
from grants.web import heute, render_page

bp = Blueprint("uebersicht", __name__)


@bp.get("/")
@requires(Recht.JAHR_ANSEHEN)
def start() -> ResponseReturnValue:
    return render_page("uebersicht/start.html", start=load_start(db.session(), am=heute()))


@bp.get("/foerderjahre/<programm>/<int:jahr>")
@requires(Recht.JAHR_ANSEHEN)
def foerderjahr(programm: str, jahr: int) -> ResponseReturnValue:
    seite = load_jahresseite(db.session(), programm=programm, jahr=jahr, am=heute())
    return render_page("uebersicht/foerderjahr.html", seite=seite)
