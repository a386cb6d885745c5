"""A Träger no longer active, found to be another one, and who logs in for it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grants.auth import Recht, requires
from grants.blueprints.traeger_gemeinsam import LINK, bp, show
from grants.domain.begriffe import label
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.extensions import db
from grants.forms.konten import BefugnisForm
from grants.forms.traeger import AktForm, EinladenForm, InaktivForm, ZugangEndetForm, ZusammenForm
from grants.queries.traeger import get_traeger, list_traeger, similar_to
from grants.queries.traeger_verlauf import find_shared, load_jahre
from grants.queries.traeger_verweise import load_verweise, same_traeger
from grants.schreiben import aendern
from grants.services import traeger as service
from grants.services import traeger_zugang
from grants.services.konten import post
from grants.services.konten.links import NeuerLink
from grants.web import format_zeitpunkt, heute, render_page, weiter


def _einer(kuerzel: str, teil: str = "") -> str:
    return url_for("traeger.einer", kuerzel=kuerzel, _anchor=teil or None)


@bp.post("/traeger/<kuerzel>/nicht-mehr-aktiv")
@requires(Recht.TRAEGER_PFLEGEN)
def nicht_mehr_aktiv(kuerzel: str) -> ResponseReturnValue:
    form = InaktivForm()
    if form.validate():
        with aendern(form) as (session, person):
            service.retire_traeger(session, kuerzel, ab=form.inaktiv_ab.data, stand=form.stand, person=person)
        return weiter(_einer(kuerzel), "Der Tag ist vermerkt. Der Träger bleibt im Register.")
    return show(kuerzel, status=422, inaktiv_form=form)


@bp.post("/traeger/<kuerzel>/wieder-aktiv")
@requires(Recht.TRAEGER_PFLEGEN)
def wieder_aktiv(kuerzel: str) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        service.retire_traeger(session, kuerzel, ab=None, stand=form.stand, person=person)
    return weiter(_einer(kuerzel), "Der Träger ist wieder aktiv.")


# -- Two found to be one ---------------------------------------------------------------------------------


@bp.route("/traeger/<kuerzel>/zusammenfuehren", methods=["GET", "POST"])
@requires(Recht.TRAEGER_PFLEGEN)
def zusammenfuehren(kuerzel: str) -> ResponseReturnValue:
    """Show both side by side first; only the second step joins them."""
    every = list_traeger(db.session(), am=heute())
    this = get_traeger(db.session(), kuerzel, am=heute())
    others = {each.stamm.kuerzel: each for each in similar_to(every, this)}
    form = ZusammenForm(
        data={"mit": request.args.get("mit"), "aenderungsstand": str(this.stamm.aenderungsstand)}
    )
    form.mit.offer(
        (key, f"{each.stamm.name} ({key}, {label(each.stamm.art)})") for key, each in others.items()
    )
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.join_traeger(session, kuerzel, mit=form.mit.data, stand=form.stand, person=person)
                return weiter(_einer(form.mit.data), "Die beiden Einträge gelten jetzt als einer.")
            except DomainError as error:
                form.take_over(error)
                status = 409 if isinstance(error, Conflict) else 422
    other = others.get(str(form.mit.data))
    verweise, pair = load_verweise(db.session()), [each for each in (this, other) if each]
    jahre = [load_jahre(db.session(), same_traeger(verweise, [each.stamm.id]), am=heute()) for each in pair]
    page = render_page(
        "traeger/zusammenfuehren.html",
        form=form,
        daten=this,
        anderer=other,
        jahre=jahre,
        gemeinsam=find_shared(*jahre) if other else (),
    )
    return page, status


@bp.post("/traeger/<kuerzel>/trennen")
@requires(Recht.TRAEGER_PFLEGEN)
def trennen(kuerzel: str) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        service.separate_traeger(session, kuerzel, stand=form.stand, person=person)
    return weiter(_einer(kuerzel), "Die Einträge gelten wieder als zwei.")


# -- Who logs in -----------------------------------------------------------------------------------------


@bp.route("/traeger/<kuerzel>/einladen", methods=["GET", "POST"])
@requires(Recht.TRAEGER_PFLEGEN)
def einladen(kuerzel: str) -> ResponseReturnValue:
    daten = get_traeger(db.session(), kuerzel, am=heute())
    form = EinladenForm(data={name: request.args.get(name, "") for name in ("email", "name")})
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    now = datetime.now(UTC)
                    link = traeger_zugang.invite_user(
                        session,
                        kuerzel,
                        email=form.email.data,
                        name=form.name.data,
                        befugnisse=form.befugnisse,
                        jetzt=now,
                        person=person,
                    )
                    _mail(session, form.email.data.lower(), link, now)
                return _invited(kuerzel, link)
            except DomainError as error:
                form.take_over(error)
    return render_page("traeger/einladen.html", form=form, daten=daten), status


def _mail(session: Session, email: str, link: NeuerLink | None, now: datetime) -> None:
    if link is not None and current_app.config["EINSTELLUNGEN"].mail_url:
        post.mail_invitation(
            session,
            an=email,
            adresse=_address(link),
            link=link,
            bis=format_zeitpunkt(link.gueltig_bis),
            jetzt=now,
        )


def _address(link: NeuerLink) -> str:
    return url_for("anmeldung.einladung", token=link.token, _external=True)


def _invited(kuerzel: str, link: NeuerLink | None) -> ResponseReturnValue:
    if link is None:
        return weiter(
            _einer(kuerzel, "zugaenge"),
            "Die Person hatte schon ein Konto; sie handelt jetzt auch für diesen Träger.",
        )
    # The page after this one shows it once; it is kept nowhere.
    cookie[LINK] = {"kuerzel": kuerzel, "adresse": _address(link)}
    return weiter(_einer(kuerzel, "zugaenge"), "Die Einladung ist angelegt.")


@bp.post("/traeger/<kuerzel>/zugang/<int:rolle_id>/einladung")
@requires(Recht.TRAEGER_PFLEGEN)
def einladung_erneuern(kuerzel: str, rolle_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        now = datetime.now(UTC)
        link, email = traeger_zugang.renew_user_invitation(
            session, kuerzel, rolle_id, jetzt=now, person=person
        )
        _mail(session, email, link, now)
    return _invited(kuerzel, link)


@bp.post("/traeger/<kuerzel>/zugang/<int:rolle_id>/beenden")
@requires(Recht.TRAEGER_PFLEGEN)
def zugang_beenden(kuerzel: str, rolle_id: int) -> ResponseReturnValue:
    form = ZugangEndetForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                traeger_zugang.end_user(session, kuerzel, rolle_id, bis=form.bis.data, person=person)
            return weiter(_einer(kuerzel, "zugaenge"), "Der Zugang endet an diesem Tag.")
        except DomainError as error:
            form.take_over(error)
    return show(kuerzel, status=422, endet_form=form)


@bp.post("/traeger/<kuerzel>/zugang/<int:rolle_id>/befugnisse")
@requires(Recht.TRAEGER_PFLEGEN)
def befugnisse(kuerzel: str, rolle_id: int) -> ResponseReturnValue:
    form = BefugnisForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                traeger_zugang.change_user(
                    session,
                    kuerzel,
                    rolle_id,
                    form.befugnisse,
                    ab=form.ab.data,
                    bis=form.bis.data,
                    person=person,
                )
            return weiter(_einer(kuerzel, "zugaenge"), "Die Befugnisse sind gespeichert.")
        except NotFound:
            raise
        except DomainError as error:
            form.take_over(error)
    return show(kuerzel, status=422, befugnis_form=form, befugnis_rolle=rolle_id)
