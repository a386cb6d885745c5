"""Start page of each Rolle, and the page of one Foerderjahr."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, darf, me, requires
from grants.blueprints.finanzen import render_start
from grants.extensions import db
from grants.queries.eigene import due_first, list_eigene, list_forderungen
from grants.queries.uebersicht import list_jahre, load_jahresseite, load_start
from grants.queries.unterlagen import list_offene
from grants.web import heute, render_page

bp = Blueprint("uebersicht", __name__)


@bp.get("/")
@requires(Recht.STARTSEITE_ANSEHEN)
def start() -> ResponseReturnValue:
    """Lead each Rolle to what waits for it; who has several sees the years first."""
    if darf(Recht.ZAHLUNG_FESTHALTEN) and not darf(Recht.JAHR_PFLEGEN):
        return render_start()
    if darf(Recht.JAHR_ANSEHEN):
        start_page = load_start(db.session(), am=heute(), person_id=me().person_id)
        return render_page("uebersicht/start.html", start=start_page, am=heute())
    if me().traeger_ids:
        own = list_eigene(db.session(), me().traeger_ids, am=heute())
        return render_page(
            "uebersicht/eigene.html",
            eigene=own,
            anstehend=due_first(own),
            forderungen=list_forderungen(own),
            unterlagen=list_offene(db.session(), me().traeger_ids),
            am=heute(),
        )
    if darf(Recht.KONTEN_VERWALTEN) and "konten.liste" in current_app.view_functions:
        return redirect(url_for("konten.liste"))
    return render_page("uebersicht/ohne_rolle.html")


@bp.get("/foerderjahre")
@requires(Recht.JAHR_ANSEHEN)
def jahre() -> ResponseReturnValue:
    """List every Foerderjahr, also those the navigation has no room for."""
    return render_page("uebersicht/jahre.html", zeilen=list_jahre(db.session(), am=heute()))


@bp.get("/foerderjahre/<programm>/<int:jahr>")
@requires(Recht.JAHR_ANSEHEN)
def foerderjahr(programm: str, jahr: int) -> ResponseReturnValue:
    seite = load_jahresseite(db.session(), programm=programm, jahr=jahr, am=heute())
    return render_page("uebersicht/foerderjahr.html", seite=seite)
