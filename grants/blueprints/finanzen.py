"""Where finance begins: what waits for this person, and the money of a year as of a day."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, me, requires
from grants.blueprints.mittel import asked_day, ends_of
from grants.extensions import db
from grants.queries.finanzen import load_finanzstart
from grants.web import heute, render_page

bp = Blueprint("finanzen", __name__)


@bp.get("/finanzen")
@requires(Recht.ZAHLUNG_FESTHALTEN)
def start() -> ResponseReturnValue:
    """Show the start of finance to who also has another Rolle."""
    return render_start()


def render_start() -> str:
    """Return the page; `jahr` and `am` of the address choose whose money is shown as of when."""
    am, unklar = asked_day()
    programm, _, jahr = request.args.get("jahr", "").rpartition("/")
    found = load_finanzstart(
        db.session(),
        am=am,
        heute=heute(),
        person_id=me().person_id,
        programm=programm,
        jahr=int(jahr) if jahr.isascii() and jahr.isdigit() else None,
    )
    return render_page(
        "uebersicht/finanzen.html",
        start=found,
        am=heute(),
        tag=am,
        unklar=unklar,
        frueher=am < heute(),
        tage=ends_of(found.gezeigt.jahr.jahr) if found.gezeigt else [],
        gewaehlt=request.args.get("am", ""),
    )
