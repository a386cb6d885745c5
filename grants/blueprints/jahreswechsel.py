"""Jahreswechsel: the next year from this one, side by side, and back."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.errors import Conflict, DomainError
from grants.domain.money import summe
from grants.extensions import db
from grants.forms.jahreswechsel import NurSchluessel, asked, build_form, decisions
from grants.queries.jahreswechsel import load_uebergang
from grants.schreiben import aendern
from grants.services import jahreswechsel as service
from grants.web import heute, render_page, weiter

bp = Blueprint("jahreswechsel", __name__)


@bp.route("/foerderjahre/<programm>/<int:jahr>/jahreswechsel", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def vorschlag(programm: str, jahr: int) -> ResponseReturnValue:
    shown = load_uebergang(db.session(), programm=programm, jahr=jahr, am=heute())
    sent = request.method == "POST"
    form = build_form(shown.vorschlag, request.form if sent else None)
    status, total = 200, None
    if sent:
        valid, status = form.validate(), 422
        chosen = decisions(form, shown.vorschlag)
        total = summe(each.betrag for each in asked(chosen) if each.betrag is not None)
        if valid and "rechnen" in request.form:
            status = 200
        elif valid:
            try:
                with aendern(form) as (session, person):
                    service.roll_over(
                        session, programm=programm, von=jahr, entscheidungen=chosen, person=person
                    )
                taken = [each for each in chosen if each.fortfuehren]
                return weiter(
                    url_for("jahreswechsel.vorschlag", programm=programm, jahr=jahr),
                    service.format_bilanz(len(taken), total),
                )
            except DomainError as error:
                form.take_over(error)
                status = 409 if isinstance(error, Conflict) else 422
    page = render_page(
        "jahreswechsel/vorschlag.html",
        programm=programm,
        jahr=jahr,
        uebergang=shown,
        vorschlag=shown.vorschlag,
        form=form,
        summe_neu=total if total is not None else summe(z.betrag for z in shown.vorschlag.zeilen if z.betrag),
        zurueck=NurSchluessel(formdata=None),
    )
    return page, status


@bp.post("/foerderjahre/<programm>/<int:jahr>/jahreswechsel/zuruecknehmen")
@requires(Recht.JAHR_PFLEGEN)
def zuruecknehmen(programm: str, jahr: int) -> ResponseReturnValue:
    form = NurSchluessel()
    with aendern(form) as (session, person):
        service.take_back(session, programm=programm, nach=jahr + 1, person=person)
    return weiter(
        url_for("jahreswechsel.vorschlag", programm=programm, jahr=jahr),
        f"Die Übernahme in das Förderjahr {jahr + 1} ist zurückgenommen.",
    )
