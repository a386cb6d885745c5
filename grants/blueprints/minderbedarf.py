"""Rest and Minderbedarf of a year: what nobody was promised, and what was decided about it."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.errors import DomainError, NotFound
from grants.extensions import db
from grants.forms.minderbedarf import UEBLICH, RestForm
from grants.queries.minderbedarf import Restzeile, list_reste
from grants.schreiben import aendern
from grants.services.minderbedarf import decide_rest
from grants.web import heute, render_page, weiter

bp = Blueprint("minderbedarf", __name__)
_PFAD = "/foerderjahre/<programm>/<int:jahr>/minderbedarf"


@bp.get(_PFAD)
@requires(Recht.JAHR_ANSEHEN)
def liste(programm: str, jahr: int) -> ResponseReturnValue:
    zeilen = list_reste(db.session(), programm=programm, jahr=jahr, am=heute())
    return render_page("bescheid/minderbedarf.html", programm=programm, jahr=jahr, zeilen=zeilen)


@bp.route(f"{_PFAD}/<kennung>", methods=["GET", "POST"])
@requires(Recht.BESCHEID_PFLEGEN)
def entscheiden(programm: str, jahr: int, kennung: str) -> ResponseReturnValue:
    zeile = _find(programm, jahr, kennung)
    form, status = RestForm(), 200
    if request.method == "GET":
        form.entscheidung.data, form.am.data = zeile.entscheidung, zeile.entschieden_am or heute()
        form.aenderungsstand.data = str(zeile.aenderungsstand)
    elif form.validate():
        try:
            with aendern(form) as (session, person):
                decide_rest(
                    session,
                    programm=programm,
                    jahr=jahr,
                    kennung=kennung,
                    entscheidung=form.entscheidung.data or "",
                    am=form.am.data,
                    stand=form.stand,
                    person=person,
                )
            done = (
                "Die Entscheidung ist gespeichert."
                if form.entscheidung.data
                else "Der Rest ist wieder offen."
            )
            return weiter(url_for("minderbedarf.liste", programm=programm, jahr=jahr), done)
        except DomainError as error:
            form.take_over(error)
            status = 422
            zeile = _find(programm, jahr, kennung)
            form.aenderungsstand.data = str(zeile.aenderungsstand)
    else:
        status = 422
    return render_page(
        "bescheid/rest.html", programm=programm, jahr=jahr, zeile=zeile, form=form, ueblich=UEBLICH
    ), status


def _find(programm: str, jahr: int, kennung: str) -> Restzeile:
    for zeile in list_reste(db.session(), programm=programm, jahr=jahr, am=heute()):
        if zeile.kennung == kennung:
            return zeile
    raise NotFound("Bei dieser Maßnahme bleibt nichts übrig. Gehen Sie zur Liste der Reste zurück.")
