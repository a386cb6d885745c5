"""Issued versions of the Antrag: what changed between two, sent, received, taken back."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.antrag_gemeinsam import SEITEN, bp
from grants.blueprints.papierversand import (
    Versandseite,
    edit_versand,
    post_eingang,
    post_ruecknahme,
    respond_vergleich,
)
from grants.domain.antrag_vergleich import Vergleich, rows_of
from grants.extensions import db
from grants.queries.antrag import Antragsakte, load_akte
from grants.queries.dateien import list_dateien
from grants.services import antrag_versand as service
from grants.services.antrag_versionen import ENTWURF, Gegenueber, compare
from grants.web import heute, render_page

_SEITE = Versandseite(
    papier=SEITEN,
    load_akte=lambda session, programm, jahr: load_akte(session, programm=programm, jahr=jahr),
    record_versand=service.record_versand,
    record_eingang=service.record_eingang,
    take_back=service.take_back_versand,
    meldung="Der Versand ist eingetragen.",
    arten=(service.VERSANDT, service.EINGEGANGEN, service.ZURUECKGENOMMEN),
    zusatz=lambda akte: {
        "dateien": list_dateien(db.session(), "antrag_id", akte.versandt.id) if akte.versandt else ()
    },
)


@bp.get("/versionen")
@requires(Recht.JAHR_ANSEHEN)
def versionen(programm: str, jahr: int) -> ResponseReturnValue:
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    return render_page(
        "antrag/versionen.html",
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
    return respond_vergleich(found, rows_of, titel=f"Antrag {jahr}", name=f"antrag-{jahr}", endung=endung)


def _compare(akte: Antragsakte, programm: str, jahr: int) -> Gegenueber[Vergleich] | None:
    """Return the two versions that were asked for side by side, else the newest and now; None without one."""
    von, bis = request.args.get("von", ""), request.args.get("bis", "")
    return compare(db.session(), akte, von=von, bis=bis, programm=programm, jahr=jahr, am=heute())


@bp.route("/versand", methods=["GET", "POST"])
@requires(Recht.ANTRAG_BEARBEITEN)
def versand(programm: str, jahr: int) -> ResponseReturnValue:
    return edit_versand(_SEITE, programm, jahr)


@bp.post("/eingang")
@requires(Recht.ANTRAG_BEARBEITEN)
def eingang(programm: str, jahr: int) -> ResponseReturnValue:
    return post_eingang(_SEITE, programm, jahr)


@bp.post("/versand/zuruecknehmen")
@requires(Recht.ANTRAG_BEARBEITEN)
def zuruecknehmen(programm: str, jahr: int) -> ResponseReturnValue:
    return post_ruecknahme(_SEITE, programm, jahr)
