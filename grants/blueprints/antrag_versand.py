"""Issued versions of the Antrag: what changed between two, sent, received, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.antrag_gemeinsam import bp
from grants.blueprints.dokumente import MEDIA_TYPES
from grants.domain.antrag_vergleich import Vergleich, rows_of
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.extensions import db
from grants.forms.antrag import EingangForm, RuecknahmeForm, VersandForm
from grants.forms.base import Formular
from grants.queries.antrag import Antragsakte, Ausgestellt, load_akte
from grants.queries.dateien import list_dateien
from grants.schreiben import aendern
from grants.services import antrag_versand as service
from grants.services.abgaben import SchonAbgegeben
from grants.services.antrag_versionen import ENTWURF, Gegenueber, compare
from grants.web import heute, render_page, weiter
from reports.antrag_vergleich import write_csv, write_xlsx


@bp.get("/versionen")
@requires(Recht.JAHR_ANSEHEN)
def versionen(programm: str, jahr: int) -> ResponseReturnValue:
    session = db.session()
    akte = load_akte(session, programm=programm, jahr=jahr)
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
def vergleich(programm: str, jahr: int, endung: str) -> ResponseReturnValue:
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    found = _compare(akte, programm, jahr)
    if found is None or found.vergleich is None:
        raise NotFound(f"Zum Antrag {jahr} gibt es diese beiden Fassungen nicht.")
    rows, titel = rows_of(found.vergleich), f"Antrag {jahr}: {found.von} und {found.bis}"
    content = (
        write_xlsx(rows, titel=titel, von=found.von, bis=found.bis, stand=heute())
        if endung == "xlsx"
        else write_csv(rows, von=found.von, bis=found.bis)
    )
    response = Response(content, content_type=MEDIA_TYPES.get(endung, "text/csv; charset=utf-8"))
    response.headers.set("Content-Disposition", "attachment", filename=f"antrag-{jahr}-vergleich.{endung}")
    return response


def _compare(akte: Antragsakte, programm: str, jahr: int) -> Gegenueber[Vergleich] | None:
    """Return the two versions that were asked for side by side, else the two newest; None where there is only one."""
    return compare(
        db.session(),
        akte,
        von=request.args.get("von", ""),
        bis=request.args.get("bis", ""),
        programm=programm,
        jahr=jahr,
        am=heute(),
    )


# -- Versand -----------------------------------------------------------------------------------------------


@bp.route("/versand", methods=["GET", "POST"])
@requires(Recht.ANTRAG_BEARBEITEN)
def versand(programm: str, jahr: int) -> ResponseReturnValue:
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    form = _versand_form(akte)
    if form.validate_on_submit():
        tag = form.versandt_am.data
        try:
            with aendern(form) as (session, person):
                service.record_versand(
                    session,
                    programm=programm,
                    jahr=jahr,
                    version=int(form.version.data or 0),
                    versandt_am=tag,
                    weg=form.weg.data or "",
                    am=heute(),
                    stand=form.stand,
                    person=person,
                )
            return weiter(_here(programm, jahr), "Der Versand ist eingetragen.")
        except SchonAbgegeben:
            raise
        except DomainError as error:
            return _again(form, error, programm, jahr, versandform=form)
    return _page(programm, jahr, forms={"versandform": form}), 422 if form.is_submitted() else 200


@bp.post("/eingang")
@requires(Recht.ANTRAG_BEARBEITEN)
def eingang(programm: str, jahr: int) -> ResponseReturnValue:
    form = EingangForm()
    if form.validate_on_submit():
        try:
            with aendern(form) as (session, person):
                service.record_eingang(
                    session,
                    programm=programm,
                    jahr=jahr,
                    eingegangen_am=form.eingegangen_am.data,
                    am=heute(),
                    stand=form.stand,
                    person=person,
                )
            return weiter(_here(programm, jahr), "Der Eingang beim Land ist eingetragen.")
        except SchonAbgegeben:
            raise
        except DomainError as error:
            return _again(form, error, programm, jahr, eingangform=form)
    return _page(programm, jahr, forms={"eingangform": form}), 422


@bp.post("/versand/zuruecknehmen")
@requires(Recht.ANTRAG_BEARBEITEN)
def zuruecknehmen(programm: str, jahr: int) -> ResponseReturnValue:
    form = RuecknahmeForm()
    if form.validate_on_submit():
        try:
            with aendern(form) as (session, person):
                service.take_back_versand(
                    session,
                    programm=programm,
                    jahr=jahr,
                    grund=form.grund.data or "",
                    stand=form.stand,
                    person=person,
                )
            return weiter(_here(programm, jahr), "Der Versand ist zurückgenommen.")
        except SchonAbgegeben:
            raise
        except DomainError as error:
            return _again(form, error, programm, jahr, ruecknahmeform=form)
    return _page(programm, jahr, forms={"ruecknahmeform": form}), 422


def _here(programm: str, jahr: int) -> str:
    return url_for("antrag.versand", programm=programm, jahr=jahr)


def _versand_form(akte: Antragsakte, *, fresh: bool = False) -> VersandForm:
    newest = akte.antraege[0] if akte.antraege else None
    values = {"formdata": None} if fresh else {}
    form = VersandForm(aenderungsstand=newest.stand if newest else None, **values)
    # A second click finds its version sent already; that is for the one-time key to tell, not for the list.
    _offer(form, akte.versionen if form.is_submitted() else akte.zu_versenden)
    return form


def _offer(form: VersandForm, versionen: Sequence[Ausgestellt]) -> None:
    form.version.offer([(str(each.dokument.version), each.bezeichnung) for each in versionen], leer=None)


def _again(
    form: Formular, error: DomainError, programm: str, jahr: int, **forms: Formular
) -> ResponseReturnValue:
    """Return the page with what was refused and all that was typed; after a Conflict with the state of now."""
    form.take_over(error)
    if not isinstance(error, Conflict):
        return _page(programm, jahr, forms=forms), 422
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    newest = akte.antraege[0] if akte.antraege else None
    row = newest if "versandform" in forms else akte.versandt
    form.aenderungsstand.data = str(row.stand) if row else ""
    return _page(programm, jahr, forms=forms), 409


def _page(programm: str, jahr: int, *, forms: Mapping[str, Formular]) -> str:
    """Return the page with the given forms, the others as they are on a fresh one."""
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    sent = akte.versandt
    stand, received = (sent.stand, sent.eingegangen_am) if sent else (None, None)
    fresh: dict[str, Formular] = {
        "versandform": _versand_form(akte, fresh=True),
        "eingangform": EingangForm(formdata=None, aenderungsstand=stand, eingegangen_am=received),
        "ruecknahmeform": RuecknahmeForm(formdata=None, aenderungsstand=stand),
    }
    shown = {**fresh, **forms}
    if isinstance(form := shown["versandform"], VersandForm):
        _offer(form, akte.zu_versenden)
    return render_page(
        "antrag/versand.html",
        akte=akte,
        dateien=list_dateien(db.session(), "antrag_id", akte.versandt.id) if akte.versandt else (),
        arten=(service.VERSANDT, service.EINGEGANGEN, service.ZURUECKGENOMMEN),
        programm=programm,
        jahr=jahr,
        **shown,
    )
