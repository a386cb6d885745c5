"""Budgets of the city with their days, and the Haushaltsanmeldung as a file."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.listen import datei_antwort
from grants.domain.errors import Conflict, DomainError
from grants.domain.verstetigung_anmeldung import build_anmeldung
from grants.extensions import db
from grants.forms.nebeneinander import Unterschied, compare
from grants.forms.verstetigung import ZyklusForm
from grants.queries.stelle import load_stelle
from grants.queries.verstetigung import get_zyklus, list_zyklen, load_pfade
from grants.schreiben import aendern
from grants.services import verstetigung_haushalt as service
from grants.web import heute, render_page, weiter
from reports.haushaltsanmeldung import build_file

bp = Blueprint("haushalt", __name__)


@bp.get("/haushalte")
@requires(Recht.VERSTETIGUNG_ANSEHEN)
def liste() -> ResponseReturnValue:
    zyklen = list_zyklen(db.session())
    return render_page("verstetigung/haushalte.html", zyklen=tuple(reversed(zyklen)), am=heute())


@bp.route("/haushalte/neu", methods=["GET", "POST"])
@requires(Recht.VERSTETIGUNG_PFLEGEN)
def neu() -> ResponseReturnValue:
    form = ZyklusForm()
    if form.validate_on_submit():
        try:
            with aendern(form) as (session, person):
                service.save_zyklus(session, form.angaben(), person=person)
            return weiter(url_for("haushalt.liste"), "Der Haushalt ist eingetragen.")
        except DomainError as error:
            form.take_over(error)
    page = render_page("verstetigung/haushalt.html", form=form, zyklus=None, unterschiede=())
    return page, 422 if form.is_submitted() else 200


@bp.route("/haushalte/<int:zyklus_id>", methods=["GET", "POST"])
@requires(Recht.VERSTETIGUNG_PFLEGEN)
def einer(zyklus_id: int) -> ResponseReturnValue:
    zyklus, stand = get_zyklus(db.session(), zyklus_id)
    form, status = ZyklusForm.of(zyklus, stand), 200
    unterschiede: tuple[Unterschied, ...] = ()
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.save_zyklus(
                        session, form.angaben(), zyklus_id=zyklus_id, stand=form.stand, person=person
                    )
                return weiter(url_for("haushalt.liste"), "Gespeichert.")
            except DomainError as error:
                form.take_over(error)
                if isinstance(error, Conflict):
                    status = 409
                    zyklus, stand = get_zyklus(db.session(), zyklus_id)
                    unterschiede = compare(form, ZyklusForm.of(zyklus, stand, formdata=None))
    page = render_page("verstetigung/haushalt.html", form=form, zyklus=zyklus, unterschiede=unterschiede)
    return page, status


@bp.get("/haushalte/<int:zyklus_id>/anmeldung.<any(xlsx, csv):endung>")
@requires(Recht.VERSTETIGUNG_ANSEHEN)
def anmeldung(zyklus_id: int, endung: str) -> ResponseReturnValue:
    """Hand out what the Kämmerei asks for."""
    zyklus, _ = get_zyklus(db.session(), zyklus_id)
    session = db.session()
    pfade = load_pfade(session, list_zyklen(session), am=heute(), ab_jahr=zyklus.jahr_von - 1)
    stelle = load_stelle(session)
    found = build_file(
        build_anmeldung(pfade, zyklus), stelle=", ".join(part for part in (stelle.name, stelle.amt) if part)
    )
    name = f"haushaltsanmeldung-{zyklus.bezeichnung.replace('/', '-')}"
    return datei_antwort(found, name, endung)
