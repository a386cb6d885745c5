"""Kontenverwaltung: invite, Rollen with their days, lock, second factor, two Persons found to be one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grants.auth import Recht, me, requires
from grants.domain.errors import DomainError, NotFound
from grants.extensions import db
from grants.forms.konten import (
    AktForm,
    BefugnisForm,
    KontoEinladenForm,
    RolleEndetForm,
    RolleForm,
    SperrForm,
    ZusammenForm,
)
from grants.queries.konten import Kontozeile, list_konten, list_traeger_wahl
from grants.schreiben import aendern
from grants.services.konten import links, post
from grants.services.konten import verwaltung as service
from grants.services.konten.befugnisse import change_befugnisse
from grants.web import format_zeitpunkt, heute, render_page, weiter

bp = Blueprint("konten", __name__)

_STAENDE = [("aktiv", "aktiv"), ("eingeladen", "eingeladen"), ("gesperrt", "gesperrt")]


@bp.get("/konten")
@requires(Recht.KONTEN_VERWALTEN)
def liste() -> ResponseReturnValue:
    suche, stand = request.args.get("suche", "").strip(), request.args.get("stand", "")
    shown = list_konten(db.session(), suche=suche, stand=stand)
    return render_page(
        "konten/liste.html", konten=shown, suche=suche, stand=stand, staende=_STAENDE, am=heute()
    )


@bp.route("/konten/einladen", methods=["GET", "POST"])
@requires(Recht.KONTEN_VERWALTEN)
def einladen() -> ResponseReturnValue:
    form, status = KontoEinladenForm(), 200
    form.traeger.offer(list_traeger_wahl(db.session()), leer="keiner")
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with aendern(form) as (open_session, person):
                    now = datetime.now(UTC)
                    link = service.invite(open_session, _einladung(form), jetzt=now, person=person)
                    email = service.normalise(form.email.data)
                    invited = service.find_person(open_session, email).id
                    _mail(open_session, email, link, now)
                return _show_link(invited, link)
            except DomainError as error:
                form.take_over(error)
    return render_page("konten/einladen.html", form=form), status


def _einladung(form: RolleForm) -> service.Einladung:
    return service.Einladung(
        email=form.email.data if isinstance(form, KontoEinladenForm) else "",
        rolle=form.rolle.data,
        name=form.name.data if isinstance(form, KontoEinladenForm) else "",
        traeger_kuerzel=form.traeger.data or "",
        von=form.von.data,
        bis=form.bis.data,
        befugnisse=form.befugnisse,
    )


def _mail(open_session: Session, email: str, link: links.NeuerLink, now: datetime) -> None:
    if current_app.config["EINSTELLUNGEN"].mail_url:
        post.mail_invitation(
            open_session,
            an=email,
            adresse=_address(link),
            link=link,
            bis=format_zeitpunkt(link.gueltig_bis),
            jetzt=now,
        )


def _address(link: links.NeuerLink) -> str:
    return url_for("anmeldung.einladung", token=link.token, _external=True)


def _show_link(person_id: int, link: links.NeuerLink) -> ResponseReturnValue:
    """Show the link once, on the page of the account: it is kept nowhere."""
    session["einladungslink"] = {"person": person_id, "adresse": _address(link)}
    return weiter(url_for("konten.eines", person_id=person_id), "Die Einladung ist angelegt.")


@bp.get("/konten/<int:person_id>")
@requires(Recht.KONTEN_VERWALTEN)
def eines(person_id: int) -> ResponseReturnValue:
    kept = session.pop("einladungslink", None)
    shown = kept["adresse"] if kept and kept["person"] == person_id else ""
    return _page(person_id, link=shown)


def _page(person_id: int, *, status: int = 200, link: str = "", **forms: object) -> ResponseReturnValue:
    every = list_konten(db.session())
    konto = next((each for each in every if each.person_id == person_id), None)
    if konto is None:
        abort(404)
    shown = _forms(konto, every) | forms
    return render_page("konten/eines.html", konto=konto, link=link, am=heute(), **shown), status


def _forms(konto: Kontozeile, every: Sequence[Kontozeile]) -> dict[str, object]:
    rolle, zusammen = RolleForm(formdata=None), ZusammenForm(formdata=None)
    rolle.traeger.offer(list_traeger_wahl(db.session()), leer="keiner")
    zusammen.mit.offer(
        (str(each.person_id), f"{each.name} ({each.email})")
        for each in every
        if each.person_id != konto.person_id
    )
    return {
        "rolle_form": rolle,
        "zusammen_form": zusammen,
        "sperr_form": SperrForm(formdata=None),
        "endet_form": RolleEndetForm(formdata=None, data={"bis": heute()}),
        "befugnis_form": BefugnisForm(formdata=None, data={"ab": heute()}),
        "befugnis_rolle": None,
        "akt": AktForm(formdata=None),
    }


@bp.post("/konten/<int:person_id>/einladung")
@requires(Recht.KONTEN_VERWALTEN)
def einladung_erneuern(person_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (open_session, person):
        now = datetime.now(UTC)
        link = service.renew_invitation(open_session, person_id, jetzt=now, person=person)
        email = service.get_konto(open_session, person_id).email or ""
        _mail(open_session, email, link, now)
    return _show_link(person_id, link)


@bp.post("/konten/<int:person_id>/rolle")
@requires(Recht.KONTEN_VERWALTEN)
def rolle_geben(person_id: int) -> ResponseReturnValue:
    form = RolleForm()
    form.traeger.offer(list_traeger_wahl(db.session()), leer="keiner")
    if form.validate():
        try:
            with aendern(form) as (open_session, person):
                service.give_role(open_session, person_id, _einladung(form), person=person)
            return weiter(url_for("konten.eines", person_id=person_id), "Die Rolle ist gegeben.")
        except DomainError as error:
            form.take_over(error)
    return _page(person_id, status=422, rolle_form=form)


@bp.post("/konten/<int:person_id>/rolle/<int:rolle_id>/beenden")
@requires(Recht.KONTEN_VERWALTEN)
def rolle_beenden(person_id: int, rolle_id: int) -> ResponseReturnValue:
    form = RolleEndetForm()
    if form.validate():
        try:
            with aendern(form) as (open_session, person):
                service.end_role(open_session, rolle_id, bis=form.bis.data, person=person)
            return weiter(url_for("konten.eines", person_id=person_id), "Die Rolle ist beendet.")
        except DomainError as error:
            form.take_over(error)
    return _page(person_id, status=422, endet_form=form)


@bp.post("/konten/<int:person_id>/rolle/<int:rolle_id>/befugnisse")
@requires(Recht.KONTEN_VERWALTEN)
def befugnisse(person_id: int, rolle_id: int) -> ResponseReturnValue:
    form = BefugnisForm()
    if form.validate():
        try:
            with aendern(form) as (open_session, person):
                change_befugnisse(
                    open_session,
                    rolle_id,
                    form.befugnisse,
                    ab=form.ab.data,
                    bis=form.bis.data,
                    person=person,
                )
            return weiter(url_for("konten.eines", person_id=person_id), "Die Befugnisse sind gespeichert.")
        except NotFound:
            raise
        except DomainError as error:
            form.take_over(error)
    return _page(person_id, status=422, befugnis_form=form, befugnis_rolle=rolle_id)


@bp.post("/konten/<int:person_id>/sperren")
@requires(Recht.KONTEN_VERWALTEN)
def sperren(person_id: int) -> ResponseReturnValue:
    form = SperrForm()
    if form.validate():
        try:
            with aendern(form) as (open_session, person):
                service.lock(
                    open_session, person_id, grund=form.grund.data, jetzt=datetime.now(UTC), person=person
                )
            return weiter(url_for("konten.eines", person_id=person_id), "Das Konto ist gesperrt.")
        except DomainError as error:
            form.take_over(error)
    return _page(person_id, status=422, sperr_form=form)


@bp.post("/konten/<int:person_id>/entsperren")
@requires(Recht.KONTEN_VERWALTEN)
def entsperren(person_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (open_session, person):
        service.unlock(open_session, person_id, person=person)
    return weiter(url_for("konten.eines", person_id=person_id), "Das Konto ist wieder offen.")


@bp.post("/konten/<int:person_id>/zweiter-faktor-zuruecksetzen")
@requires(Recht.KONTEN_VERWALTEN)
def zweiter_faktor_zuruecksetzen(person_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (open_session, person):
        service.reset_second_factor(open_session, person_id, person=person)
    if person_id == me().person_id:
        return weiter(url_for("anmeldung.anmelden"), "Bitte melden Sie sich neu an.")
    return weiter(url_for("konten.eines", person_id=person_id), "Der zweite Schritt ist zurückgesetzt.")


@bp.post("/konten/<int:person_id>/zusammenfuehren")
@requires(Recht.KONTEN_VERWALTEN)
def zusammenfuehren(person_id: int) -> ResponseReturnValue:
    form = ZusammenForm()
    form.mit.offer((str(each.person_id), each.name) for each in list_konten(db.session()))
    if form.validate():
        try:
            with aendern(form) as (open_session, person):
                service.join_persons(open_session, person_id, int(form.mit.data), person=person)
            return weiter(url_for("konten.eines", person_id=person_id), "Die Personen gelten als eine.")
        except DomainError as error:
            form.take_over(error)
    return _page(person_id, status=422, zusammen_form=form)


@bp.post("/konten/<int:person_id>/trennen")
@requires(Recht.KONTEN_VERWALTEN)
def trennen(person_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (open_session, person):
        service.separate_person(open_session, person_id, person=person)
    return weiter(url_for("konten.eines", person_id=person_id), "Die Personen gelten wieder als zwei.")
