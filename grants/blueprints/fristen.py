"""Fristen: what is due when, what is missing and from whom; the office's own ones to edit."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.errors import Conflict, DomainError
from grants.domain.termine import Dringlichkeit, Termin
from grants.extensions import db
from grants.forms.fristen import AenderungForm, AktForm, EntfallForm, FristForm, VerlaengerungForm
from grants.queries import foerderjahre
from grants.queries.fristen import Fristdaten, get_frist, list_termine
from grants.schreiben import aendern
from grants.services import fristen as service
from grants.web import heute, render_page, weiter
from reports.kalender import write_kalender

bp = Blueprint("fristen", __name__)

_GRUPPEN = (Dringlichkeit.UEBERFAELLIG, Dringlichkeit.BALD, Dringlichkeit.SPAETER)
_VERGANGEN = (Dringlichkeit.VORBEI, Dringlichkeit.ERLEDIGT)


@bp.get("/fristen")
@requires(Recht.JAHR_ANSEHEN)
def liste() -> ResponseReturnValue:
    am, everything = heute(), request.args.get("zeige") == "alle"
    termine = list_termine(db.session(), am=am)
    shown = _GRUPPEN + (_VERGANGEN if everything else ())
    groups = [(art, [t for t in termine if t.dringlichkeit(am) is art]) for art in shown]
    return render_page(
        "fristen/liste.html",
        gruppen=[(art, found) for art, found in groups if found],
        alle=everything,
        am=am,
        gibt_jahr=bool(foerderjahre.list_all(db.session())),
    )


@bp.get("/fristen.ics")
@requires(Recht.JAHR_ANSEHEN)
def kalender() -> ResponseReturnValue:
    """Hand the open ones out for the calendar of the office."""
    am = heute()
    open_ones: list[Termin] = [
        t for t in list_termine(db.session(), am=am) if t.dringlichkeit(am) in _GRUPPEN
    ]
    response = Response(write_kalender(open_ones, am=am), content_type="text/calendar; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="fristen.ics")
    return response


@bp.route("/fristen/neu", methods=["GET", "POST"])
@requires(Recht.FRISTEN_PFLEGEN)
def neu() -> ResponseReturnValue:
    form, years = FristForm(), list(reversed(foerderjahre.list_all(db.session())))
    form.jahr.offer(
        (f"{y.programm.schluessel}/{y.jahr}", f"{y.jahr} ({y.programm.schluessel})") for y in years
    )
    if not form.is_submitted() and years:
        form.jahr.data = request.args.get("jahr") or f"{years[0].programm.schluessel}/{years[0].jahr}"
    if form.validate_on_submit():
        programm, _, jahr = str(form.jahr.data).rpartition("/")
        try:
            with aendern(form) as (session, person):
                foerderjahr = foerderjahre.get(session, programm, int(jahr))
                service.add_frist(session, foerderjahr, _angaben(form), person=person)
            return weiter(url_for("fristen.liste"), "Die Frist ist gespeichert.")
        except DomainError as error:
            form.take_over(error)
    status = 422 if form.is_submitted() else 200
    return render_page("fristen/neu.html", form=form, gibt_jahr=bool(years)), status


@bp.route("/fristen/<int:frist_id>", methods=["GET", "POST"])
@requires(Recht.FRISTEN_PFLEGEN)
def eine(frist_id: int) -> ResponseReturnValue:
    frist = get_frist(db.session(), frist_id)
    form = AenderungForm(obj=frist)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.change_frist(session, frist_id, _angaben(form), stand=form.stand, person=person)
                return weiter(url_for("fristen.liste"), "Die Änderung ist gespeichert.")
            except DomainError as error:
                form.take_over(error)
                status = 409 if isinstance(error, Conflict) else 422
                frist = get_frist(db.session(), frist_id)
    return _page(frist, form=form, status=status)


@bp.post("/fristen/<int:frist_id>/verlaengern")
@requires(Recht.FRISTEN_PFLEGEN)
def verlaengern(frist_id: int) -> ResponseReturnValue:
    form = VerlaengerungForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                service.extend_frist(
                    session,
                    frist_id,
                    bis=form.bis.data,
                    grund=form.grund.data,
                    stand=form.stand,
                    person=person,
                )
            return weiter(url_for("fristen.eine", frist_id=frist_id), "Die Frist ist verlängert.")
        except DomainError as error:
            form.take_over(error)
    return _page(get_frist(db.session(), frist_id), verlaengerung=form, status=422)


@bp.post("/fristen/<int:frist_id>/entfaellt")
@requires(Recht.FRISTEN_PFLEGEN)
def entfaellt(frist_id: int) -> ResponseReturnValue:
    form = EntfallForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                service.drop_frist(
                    session,
                    frist_id,
                    am=heute(),
                    grund=form.entfall_grund.data,
                    stand=form.stand,
                    person=person,
                )
            return weiter(
                url_for("fristen.eine", frist_id=frist_id),
                "Die Frist entfällt. Sie bleibt im Verlauf stehen.",
            )
        except DomainError as error:
            form.take_over(error, felder={"grund": "entfall_grund"})
    return _page(get_frist(db.session(), frist_id), entfall=form, status=422)


@bp.post("/fristen/<int:frist_id>/erledigt")
@requires(Recht.FRISTEN_PFLEGEN)
def erledigt(frist_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        service.finish_frist(session, frist_id, am=heute(), stand=form.stand, person=person)
    return weiter(url_for("fristen.eine", frist_id=frist_id), "Die Frist ist erledigt.")


@bp.post("/fristen/<int:frist_id>/wieder-oeffnen")
@requires(Recht.FRISTEN_PFLEGEN)
def wieder_oeffnen(frist_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        service.reopen_frist(session, frist_id, stand=form.stand, person=person)
    return weiter(url_for("fristen.eine", frist_id=frist_id), "Die Frist ist wieder offen.")


def _angaben(form: FristForm) -> service.Fristangaben:
    return service.Fristangaben(
        bezeichnung=form.bezeichnung.data,
        tag=form.tag.data,
        bestimmter_tag=form.bestimmter_tag.data,
        wiedervorlage_am=form.wiedervorlage_am.data,
        notiz=form.notiz.data,
    )


def _page(
    frist: Fristdaten,
    *,
    form: AenderungForm | None = None,
    verlaengerung: VerlaengerungForm | None = None,
    entfall: EntfallForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    # Only the form that was sent reads what was sent.
    stand = {"aenderungsstand": str(frist.aenderungsstand)}
    page = render_page(
        "fristen/eine.html",
        frist=frist,
        form=form or AenderungForm(formdata=None, obj=frist),
        verlaengerung=verlaengerung or VerlaengerungForm(formdata=None, data=stand),
        entfall=entfall or EntfallForm(formdata=None, data=stand),
        akt=AktForm(formdata=None, data=stand),
    )
    return page, status
