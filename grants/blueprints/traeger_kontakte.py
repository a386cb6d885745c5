"""Who signs and who answers for a Träger, and the names that lists use."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.traeger_gemeinsam import bp, show
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.extensions import db
from grants.forms.nebeneinander import Unterschied, compare
from grants.forms.traeger import AktForm, AnsprechpersonForm, NameForm, VertretungForm
from grants.queries.traeger import Ansprechperson, Traegerdaten, Vertretung, get_traeger
from grants.schreiben import aendern
from grants.services import traeger_kontakte as service
from grants.web import heute, render_page, weiter


@bp.route("/traeger/<kuerzel>/vertretung/neu", methods=["GET", "POST"], defaults={"nummer": None})
@bp.route("/traeger/<kuerzel>/vertretung/<int:nummer>", methods=["GET", "POST"])
@requires(Recht.TRAEGER_PFLEGEN)
def vertretung(kuerzel: str, nummer: int | None) -> ResponseReturnValue:
    daten = get_traeger(db.session(), kuerzel, am=heute())
    row = _vertretung(daten, nummer)
    form, status = VertretungForm.of(row) if row else VertretungForm(), 200
    unterschiede: tuple[Unterschied, ...] = ()
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.save_vertretung(
                        session, kuerzel, form.angaben(), nummer=nummer, stand=form.stand, person=person
                    )
                return weiter(_zurueck(kuerzel, "vertretung"), "Gespeichert.")
            except DomainError as error:
                form.take_over(error)
                if isinstance(error, Conflict):
                    status = 409
                    stored = _vertretung(get_traeger(db.session(), kuerzel, am=heute()), nummer)
                    unterschiede = compare(form, VertretungForm.of(stored, formdata=None)) if stored else ()
    page = render_page("traeger/vertretung.html", form=form, daten=daten, row=row, unterschiede=unterschiede)
    return page, status


@bp.route("/traeger/<kuerzel>/ansprechperson/neu", methods=["GET", "POST"], defaults={"nummer": None})
@bp.route("/traeger/<kuerzel>/ansprechperson/<int:nummer>", methods=["GET", "POST"])
@requires(Recht.TRAEGER_PFLEGEN)
def ansprechperson(kuerzel: str, nummer: int | None) -> ResponseReturnValue:
    daten = get_traeger(db.session(), kuerzel, am=heute())
    row = _ansprechperson(daten, nummer)
    form, status = AnsprechpersonForm.of(row) if row else AnsprechpersonForm(), 200
    unterschiede: tuple[Unterschied, ...] = ()
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.save_ansprechperson(
                        session, kuerzel, form.angaben(), nummer=nummer, stand=form.stand, person=person
                    )
                return weiter(_zurueck(kuerzel, "ansprechpersonen"), "Gespeichert.")
            except DomainError as error:
                form.take_over(error)
                if isinstance(error, Conflict):
                    status = 409
                    stored = _ansprechperson(get_traeger(db.session(), kuerzel, am=heute()), nummer)
                    unterschiede = (
                        compare(form, AnsprechpersonForm.of(stored, formdata=None)) if stored else ()
                    )
    page = render_page(
        "traeger/ansprechperson.html", form=form, daten=daten, row=row, unterschiede=unterschiede
    )
    return page, status


def _vertretung(daten: Traegerdaten, nummer: int | None) -> Vertretung | None:
    row = next((each for each in daten.vertretungen if each.id == nummer), None)
    _there(row, nummer)
    return row


def _ansprechperson(daten: Traegerdaten, nummer: int | None) -> Ansprechperson | None:
    row = next((each for each in daten.ansprechpersonen if each.id == nummer), None)
    _there(row, nummer)
    return row


def _there(row: object, nummer: int | None) -> None:
    if row is None and nummer is not None:
        raise NotFound("Diesen Eintrag gibt es bei diesem Träger nicht. Gehen Sie zur Seite des Trägers.")


def _zurueck(kuerzel: str, teil: str) -> str:
    return url_for("traeger.einer", kuerzel=kuerzel, _anchor=teil)


@bp.post("/traeger/<kuerzel>/namen")
@requires(Recht.TRAEGER_PFLEGEN)
def name_neu(kuerzel: str) -> ResponseReturnValue:
    form = NameForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                service.add_name(session, kuerzel, form.name.data, person=person)
            return weiter(_zurueck(kuerzel, "namen"), "Die Bezeichnung führt jetzt hierher.")
        except DomainError as error:
            form.take_over(error)
    return show(kuerzel, status=422, name_form=form)


@bp.post("/traeger/<kuerzel>/namen/<int:nummer>/entfernen")
@requires(Recht.TRAEGER_PFLEGEN)
def name_entfernen(kuerzel: str, nummer: int) -> ResponseReturnValue:
    with aendern(AktForm()) as (session, person):
        service.remove_name(session, kuerzel, nummer, person=person)
    return weiter(_zurueck(kuerzel, "namen"), "Die Bezeichnung führt nicht mehr hierher.")
