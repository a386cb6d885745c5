"""Issued versions of the city's Verwendungsnachweis: what changed between two, sent, received, taken back."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.nachweis_stadt_gemeinsam import SEITEN, bp
from grants.blueprints.papierversand import (
    Versandseite,
    edit_versand,
    post_eingang,
    post_ruecknahme,
    respond_vergleich,
)
from grants.domain.nachweis_stadt_vergleich import Nachweisvergleich, rows_of
from grants.extensions import db
from grants.queries.nachweis_stadt import Stadtakte, load_akte
from grants.services import nachweis_stadt_versand as service
from grants.services.nachweis_stadt import compare
from grants.services.papierversionen import ENTWURF, Gegenueber
from grants.web import heute, render_page

_SEITE = Versandseite(
    papier=SEITEN,
    load_akte=lambda session, programm, jahr: load_akte(session, programm=programm, jahr=jahr),
    record_versand=service.record_versand,
    record_eingang=service.record_eingang,
    take_back=lambda session, **given: service.take_back_versand(session, am=heute(), **given),
    meldung="Der Versand ist eingetragen. Das Jahr gilt als nachgewiesen.",
    arten=(service.VERSANDT, service.EINGEGANGEN, service.ZURUECKGENOMMEN),
)


@bp.get("/versionen")
@requires(Recht.JAHR_ANSEHEN)
def versionen(programm: str, jahr: int) -> ResponseReturnValue:
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    return render_page(
        "nachweis_stadt/versionen.html",
        akte=akte,
        gegenueber=_compare(akte, programm, jahr),
        entwurf=ENTWURF,
        programm=programm,
        jahr=jahr,
    )


@bp.get("/versionen/vergleich.<any(xlsx, csv):endung>")
@requires(Recht.JAHR_ANSEHEN)
def vergleich(programm: str, jahr: int, endung: str) -> Response:
    found = _compare(load_akte(db.session(), programm=programm, jahr=jahr), programm, jahr)
    titel, name = f"Verwendungsnachweis {jahr}", f"verwendungsnachweis-{jahr}"
    return respond_vergleich(found, rows_of, titel=titel, name=name, endung=endung)


def _compare(akte: Stadtakte, programm: str, jahr: int) -> Gegenueber[Nachweisvergleich] | None:
    """Return the two versions that were asked for side by side, else the newest and now; None without one."""
    von, bis = request.args.get("von", ""), request.args.get("bis", "")
    return compare(db.session(), akte, von=von, bis=bis, programm=programm, jahr=jahr, am=heute())


@bp.route("/versand", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def versand(programm: str, jahr: int) -> ResponseReturnValue:
    return edit_versand(_SEITE, programm, jahr)


@bp.post("/eingang")
@requires(Recht.JAHR_PFLEGEN)
def eingang(programm: str, jahr: int) -> ResponseReturnValue:
    return post_eingang(_SEITE, programm, jahr)


@bp.post("/versand/zuruecknehmen")
@requires(Recht.JAHR_PFLEGEN)
def zuruecknehmen(programm: str, jahr: int) -> ResponseReturnValue:
    return post_ruecknahme(_SEITE, programm, jahr)
