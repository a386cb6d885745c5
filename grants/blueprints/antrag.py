"""The Antrag: how ready it is, the draft in the page, Ausstellen, help for the Land's own form."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints import antrag_kennzeichen, antrag_texte, antrag_versand  # noqa: F401 - further views of the same blueprint
from grants.blueprints.antrag_gemeinsam import SEITEN, bp, mend_urls, point_url
from grants.blueprints.papierseiten import edit_ausstellen, respond_draft, show_draft
from grants.domain.antrag_ausfuellhilfe import build_ausfuellhilfe
from grants.domain.errors import NotFound
from grants.extensions import db
from grants.queries.antrag import load_akte
from grants.services import antrag as service
from grants.services.antrag_vorschau import render_entwurf
from grants.web import heute, render_page

__all__ = ["bp"]


@bp.get("")
@requires(Recht.JAHR_ANSEHEN)
def stand(programm: str, jahr: int) -> ResponseReturnValue:
    session = db.session()
    return render_page(
        "antrag/stand.html",
        lage=service.load_lage(session, programm=programm, jahr=jahr, am=heute()),
        akte=load_akte(session, programm=programm, jahr=jahr),
        ziele=mend_urls(programm, jahr),
        ort_von=point_url,
        programm=programm,
        jahr=jahr,
    )


@bp.get("/vorschau")
@requires(Recht.JAHR_ANSEHEN)
def ansicht(programm: str, jahr: int) -> ResponseReturnValue:
    lage = service.load_lage(db.session(), programm=programm, jahr=jahr, am=heute())
    return show_draft(SEITEN, programm, jahr, lage)


@bp.get("/vorschau.pdf", defaults={"endung": "pdf"})
@bp.get("/vorschau.<any(xlsx, json):endung>")
@requires(Recht.JAHR_ANSEHEN)
def vorschau(programm: str, jahr: int, endung: str) -> ResponseReturnValue:
    session = db.session()
    entwurf = service.load_entwurf(session, programm=programm, jahr=jahr, am=heute())
    # Laying out takes its time; nobody shall wait for it with a transaction open.
    session.rollback()
    return respond_draft(render_entwurf(entwurf), endung, f"antrag-{jahr}-entwurf")


@bp.route("/ausstellen", methods=["GET", "POST"])
@requires(Recht.AUSSTELLEN)
def ausstellen(programm: str, jahr: int) -> ResponseReturnValue:
    return edit_ausstellen(
        SEITEN,
        programm,
        jahr,
        load_lage=service.load_lage,
        prepare=service.prepare,
        ziele=lambda: {"ziele": mend_urls(programm, jahr), "ort_von": point_url},
    )


@bp.get("/ausfuellhilfe")
@requires(Recht.JAHR_ANSEHEN)
def ausfuellhilfe(programm: str, jahr: int) -> ResponseReturnValue:
    session = db.session()
    akte = load_akte(session, programm=programm, jahr=jahr)
    version = request.args.get("version", type=int)
    if version is None:
        daten = service.load_entwurf(session, programm=programm, jahr=jahr, am=heute())
    else:
        found = akte.find(version)
        frozen = service.load_version(session, found.dokument.id) if found else None
        if frozen is None:
            raise NotFound(
                f"Version {version} des Antrags {jahr} gibt es nicht oder sie ist nicht mehr lesbar."
            )
        daten = frozen
    return render_page(
        "antrag/ausfuellhilfe.html",
        abschnitte=build_ausfuellhilfe(daten),
        daten=daten,
        akte=akte,
        version=version,
        ziele=mend_urls(programm, jahr),
        ort_von=point_url,
        programm=programm,
        jahr=jahr,
    )
