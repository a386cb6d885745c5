"""Who signs and who answers for a Träger, and the names that lists use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    return _edit(_VERTRETUNG, kuerzel, nummer)


@bp.route("/traeger/<kuerzel>/ansprechperson/neu", methods=["GET", "POST"], defaults={"nummer": None})
@bp.route("/traeger/<kuerzel>/ansprechperson/<int:nummer>", methods=["GET", "POST"])
@requires(Recht.TRAEGER_PFLEGEN)
def ansprechperson(kuerzel: str, nummer: int | None) -> ResponseReturnValue:
    return _edit(_ANSPRECHPERSON, kuerzel, nummer)


@dataclass(frozen=True, slots=True)
class _Liste:
    """A list of people of a Träger: its template, its place on the page of the Träger, form and service."""

    seite: str
    anker: str
    form: type[VertretungForm | AnsprechpersonForm]
    save: Callable[..., object]
    zeilen: Callable[[Traegerdaten], Sequence[Vertretung | Ansprechperson]]

    def find(
        self, kuerzel: str, nummer: int | None
    ) -> tuple[Traegerdaten, Vertretung | Ansprechperson | None]:
        """Return the Träger and the row, None for a new one; raises NotFound for a row that is not there."""
        daten = get_traeger(db.session(), kuerzel, am=heute())
        row = next((each for each in self.zeilen(daten) if each.id == nummer), None)
        if row is None and nummer is not None:
            raise NotFound("Diesen Eintrag gibt es bei diesem Träger nicht. Gehen Sie zur Seite des Trägers.")
        return daten, row


_VERTRETUNG = _Liste(
    "traeger/vertretung.html",
    "vertretung",
    VertretungForm,
    service.save_vertretung,
    lambda daten: daten.vertretungen,
)
_ANSPRECHPERSON = _Liste(
    "traeger/ansprechperson.html",
    "ansprechpersonen",
    AnsprechpersonForm,
    service.save_ansprechperson,
    lambda daten: daten.ansprechpersonen,
)


def _edit(liste: _Liste, kuerzel: str, nummer: int | None) -> ResponseReturnValue:
    daten, row = liste.find(kuerzel, nummer)
    form, status = liste.form(obj=row), 200
    unterschiede: tuple[Unterschied, ...] = ()
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    liste.save(
                        session, kuerzel, form.angaben(), nummer=nummer, stand=form.stand, person=person
                    )
                return weiter(_zurueck(kuerzel, liste.anker), "Gespeichert.")
            except DomainError as error:
                form.take_over(error)
                if isinstance(error, Conflict):
                    status = 409
                    _, stored = liste.find(kuerzel, nummer)
                    unterschiede = compare(form, liste.form(obj=stored, formdata=None)) if stored else ()
    page = render_page(liste.seite, form=form, daten=daten, row=row, unterschiede=unterschiede)
    return page, status


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
