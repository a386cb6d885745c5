"""Declarations of a recipient: each Vertretungsberechtigte gives them with its own log-in."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, me, requires
from grants.blueprints.portal_gemeinsam import jetzt
from grants.domain.begriffe import Befugnis
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.nachweiserklaerungen import Angabe
from grants.extensions import db
from grants.forms.nachweis import ErklaerungenForm, erklaerungen_form
from grants.queries.anteile import Anteil
from grants.queries.traegernachweis import list_erklaert
from grants.schreiben import aendern
from grants.services.ereignisse import sha256
from grants.services.nachweisakte import Akte, collect
from grants.services.nachweiserklaerungen import declare
from grants.web import heute, render_page, weiter
from grants.zugang import may, own_anteil, require

bp = Blueprint("erklaerungen", __name__)


@bp.get("/verwendungsnachweis/<int:anteil_id>/erklaerungen")
@requires(Recht.PORTAL_ANSEHEN)
def abgeben(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    akte = collect(db.session(), anteil, am=heute())
    return _page(anteil, akte, _form(anteil, akte))


@bp.post("/verwendungsnachweis/<int:anteil_id>/erklaerungen")
@requires(Recht.PORTAL_BEARBEITEN)
def speichern(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.VERTRETUNGSBERECHTIGT)
    akte = collect(db.session(), anteil, am=heute())
    form = _form(anteil, akte, request.form)
    status = 422
    if form.validate():
        try:
            with aendern(form) as (session, person):
                # Read again within the change: what is declared about must be what stands there.
                current = collect(session, anteil, am=heute(), frisch=True)
                declare(
                    session,
                    anteil,
                    form.angaben(),
                    gezeigt=form.gezeigt.data or "",
                    zahlen_sha256=sha256(current.zahlen),
                    jetzt=jetzt(),
                    person=person,
                )
            return weiter(
                url_for("portal.aufgaben", anteil_id=anteil.id),
                "Ihre Erklärungen sind gespeichert. Sie gelten für die Zahlen, wie sie jetzt sind.",
            )
        except RuleViolation as error:
            form.take_over(error)
        except Conflict as error:
            form.take_over(error)
            status = 409
            akte = collect(db.session(), anteil, am=heute())
            form.gezeigt.data = sha256(akte.zahlen)
    return _page(anteil, akte, form), status


def _form(anteil: Anteil, akte: Akte, formdata: object = None) -> ErklaerungenForm:
    own = {
        row.schluessel: Angabe(row.antwort, row.erlaeuterung)
        for row in list_erklaert(db.session(), anteil.nachweis_id)
        if row.eigene_person_id == me().person_id
    }
    return erklaerungen_form(akte.erklaerungen.arten, own, gezeigt=sha256(akte.zahlen), formdata=formdata)


def _page(anteil: Anteil, akte: Akte, form: ErklaerungenForm) -> str:
    return render_page(
        "nachweis/erklaerungen.html",
        anteil=anteil,
        akte=akte,
        form=form,
        darf_schreiben=anteil.is_open and may(anteil, Befugnis.VERTRETUNGSBERECHTIGT),
        vertretung=may(anteil, Befugnis.VERTRETUNGSBERECHTIGT),
    )
