"""The Antrag: how ready it is, the draft in the page, Ausstellen, help for the Land's own form."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints import antrag_kennzeichen, antrag_texte, antrag_versand  # noqa: F401 - further views of the same blueprint
from grants.blueprints.antrag_gemeinsam import bp, mend_urls, point_url
from grants.blueprints.papierseiten import MIT_VORSCHAU, issue, respond_draft
from grants.domain.antrag_ausfuellhilfe import build_ausfuellhilfe
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.extensions import db
from grants.forms.antrag import AusstellenForm
from grants.queries.antrag import load_akte
from grants.services import antrag as service
from grants.services.abgaben import SchonAbgegeben
from grants.services.antrag_vorschau import render_entwurf
from grants.web import heute, render_page, weiter

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
    page = render_page("antrag/vorschau.html", lage=lage, programm=programm, jahr=jahr)
    return page, 200, MIT_VORSCHAU


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
    form, status, konflikt = AusstellenForm(), 200, ""
    if form.validate_on_submit():
        try:
            meldung = issue(
                form,
                lambda session: service.prepare(
                    session, programm=programm, jahr=jahr, am=heute(), bestaetigt=form.pruefsumme.data or ""
                ),
            )
            return weiter(url_for("antrag.versionen", programm=programm, jahr=jahr), meldung)
        except SchonAbgegeben:
            raise
        except RuleViolation:
            # Each reason stands below with its link.
            status = 422
        except Conflict as error:
            status, konflikt = 409, str(error)
    elif form.is_submitted():
        status = 422
    lage = service.load_lage(db.session(), programm=programm, jahr=jahr, am=heute())
    if status != 422:
        # What is shown now is what a click confirms.
        form = AusstellenForm(formdata=None, pruefsumme=lage.pruefsumme)
    page = render_page(
        "antrag/ausstellen.html",
        form=form,
        lage=lage,
        konflikt=konflikt,
        ziele=mend_urls(programm, jahr),
        ort_von=point_url,
        programm=programm,
        jahr=jahr,
    )
    return page, status


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
