"""Abschluss of a Foerderjahr: its conditions, the Land's result, closing, and opening again by two Persons."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, me, requires
from grants.domain.errors import DomainError
from grants.extensions import db
from grants.forms.abschluss import AktForm, OeffnungForm, PruefergebnisForm
from grants.queries import foerderjahre
from grants.queries.abschluss import load_pruefergebnis
from grants.schreiben import aendern
from grants.services import abschluss as service
from grants.web import heute, render_page, weiter

bp = Blueprint("abschluss", __name__)
_PFAD = "/foerderjahre/<programm>/<int:jahr>/abschluss"


@bp.get(_PFAD)
@requires(Recht.JAHR_ANSEHEN)
def seite(programm: str, jahr: int) -> ResponseReturnValue:
    return _page(programm, jahr)


@bp.post(_PFAD)
@requires(Recht.JAHR_ABSCHLIESSEN)
def schliessen(programm: str, jahr: int) -> ResponseReturnValue:
    form = AktForm()
    try:
        with aendern(form) as (session, person):
            service.close_year(
                session, programm=programm, jahr=jahr, am=heute(), stand=form.stand, person=person
            )
        return weiter(_here(programm, jahr), f"Das Förderjahr {jahr} ist abgeschlossen.")
    except DomainError as error:
        form.take_over(error)
        return _page(programm, jahr, akt=form, status=422)


@bp.route(f"{_PFAD}/ergebnis-des-landes", methods=["GET", "POST"])
@requires(Recht.JAHR_ABSCHLIESSEN)
def ergebnis(programm: str, jahr: int) -> ResponseReturnValue:
    year = foerderjahre.get(db.session(), programm, jahr)
    found = load_pruefergebnis(db.session(), year.id)
    form, status = PruefergebnisForm(obj=found), 200
    if request.method == "GET":
        form.aenderungsstand.data = str(found.aenderungsstand if found else 0)
    else:
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.save_pruefergebnis(
                        session,
                        service.Ergebnisangaben(
                            form.vom.data,
                            form.aktenzeichen.data,
                            form.anerkannt.data,
                            form.forderung.data,
                            form.bemerkung.data,
                        ),
                        programm=programm,
                        jahr=jahr,
                        heute=heute(),
                        stand=form.stand,
                        person=person,
                    )
                return weiter(_here(programm, jahr), "Das Prüfergebnis des Landes ist eingetragen.")
            except DomainError as error:
                form.take_over(error)
    return render_page("abschluss/ergebnis.html", programm=programm, jahr=jahr, form=form), status


@bp.post(f"{_PFAD}/oeffnen")
@requires(Recht.JAHR_ABSCHLIESSEN)
def oeffnen(programm: str, jahr: int) -> ResponseReturnValue:
    form = OeffnungForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                service.ask_reopening(
                    session, programm=programm, jahr=jahr, grund=form.grund.data, am=heute(), person=person
                )
            return weiter(
                _here(programm, jahr), "Ihre Bitte ist gespeichert. Eine zweite Person entscheidet."
            )
        except DomainError as error:
            form.take_over(error)
    return _page(programm, jahr, oeffnung=form, status=422)


@bp.post(f"{_PFAD}/oeffnen/<int:oeffnung_id>/<any(zustimmen, ablehnen):wahl>")
@requires(Recht.JAHR_ABSCHLIESSEN)
def entscheiden(programm: str, jahr: int, oeffnung_id: int, wahl: str) -> ResponseReturnValue:
    form = AktForm()
    try:
        with aendern(form) as (session, person):
            service.decide_reopening(
                session,
                oeffnung_id,
                programm=programm,
                jahr=jahr,
                zustimmen=wahl == "zustimmen",
                am=heute(),
                stand=form.stand,
                person=person,
            )
    except DomainError as error:
        form.take_over(error)
        return _page(programm, jahr, akt=form, status=422)
    done = (
        f"Das Förderjahr {jahr} ist wieder geöffnet."
        if wahl == "zustimmen"
        else "Das Jahr bleibt abgeschlossen."
    )
    return weiter(_here(programm, jahr), done)


def _here(programm: str, jahr: int) -> str:
    return url_for("abschluss.seite", programm=programm, jahr=jahr)


def _page(
    programm: str,
    jahr: int,
    *,
    akt: AktForm | None = None,
    oeffnung: OeffnungForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    found = service.load_seite(
        db.session(), programm=programm, jahr=jahr, am=heute(), person_id=me().person_id
    )
    pending = found.wartende
    stand = pending.aenderungsstand if pending else found.aenderungsstand
    page = render_page(
        "abschluss/seite.html",
        programm=programm,
        jahr=jahr,
        seite=found,
        fehler=akt,
        akt=AktForm(formdata=None, data={"aenderungsstand": str(stand)}),
        oeffnung=oeffnung or OeffnungForm(formdata=None),
        am=heute(),
    )
    return page, status
