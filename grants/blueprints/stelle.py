"""The office itself: what papers print of it, and whom they are addressed to."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.bank import bank_of
from grants.domain.dokumente import aktenzeichen
from grants.domain.errors import Conflict, DomainError
from grants.extensions import db
from grants.forms.nebeneinander import Unterschied, compare
from grants.forms.stelle import FoerdergeberForm, StelleForm
from grants.queries import foerderjahre
from grants.queries.stelle_angaben import get_behoerde, list_behoerden, load_stellenseite
from grants.schreiben import aendern
from grants.services import stelle as service
from grants.web import heute, render_page, weiter

bp = Blueprint("stelle", __name__)


@bp.route("/stelle", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def angaben() -> ResponseReturnValue:
    seite = load_stellenseite(db.session())
    form, status = StelleForm.of(seite), 200
    unterschiede: tuple[Unterschied, ...] = ()
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.save_stelle(session, form.angaben(), stand=form.stand, person=person)
                    is_first = seite.aenderungsstand is None and not foerderjahre.list_all(session)
                ziel = url_for("uebersicht.start") if is_first else url_for("stelle.angaben")
                return weiter(ziel, "Die Angaben zu Ihrer Stelle sind gespeichert.")
            except DomainError as error:
                form.take_over(error)
                if isinstance(error, Conflict):
                    status, seite = 409, load_stellenseite(db.session())
                    unterschiede = compare(form, StelleForm.of(seite, formdata=None))
    stelle = seite.stelle
    page = render_page(
        "stelle/angaben.html",
        form=form,
        stelle=stelle,
        bank=bank_of(stelle.iban),
        beispiel_az=aktenzeichen(stelle, heute().year)
        or aktenzeichen(replace(stelle, aktenzeichen_muster="51-JJJJ-K"), heute().year),
        behoerden=list_behoerden(db.session(), am=heute()),
        unterschiede=unterschiede,
    )
    return page, status


@bp.route("/stelle/foerdergeber/<programm>", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def foerdergeber(programm: str) -> ResponseReturnValue:
    behoerde = get_behoerde(db.session(), programm, am=heute())
    form, status = FoerdergeberForm.of(behoerde), 200
    unterschiede: tuple[Unterschied, ...] = ()
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.save_foerdergeber(
                        session,
                        programm,
                        name=form.name.data,
                        gueltig_ab=form.gueltig_ab.data,
                        anschrift=form.anschrift.data,
                        stand=form.stand,
                        am=heute(),
                        person=person,
                    )
                return weiter(url_for("stelle.angaben"), "Die Bewilligungsbehörde ist gespeichert.")
            except DomainError as error:
                form.take_over(error)
                if isinstance(error, Conflict):
                    status, behoerde = 409, get_behoerde(db.session(), programm, am=heute())
                    unterschiede = compare(form, FoerdergeberForm.of(behoerde, formdata=None))
    page = render_page("stelle/foerdergeber.html", form=form, behoerde=behoerde, unterschiede=unterschiede)
    return page, status
