"""Figures of a proof: planned and proved Ausgaben by position, income, and the sums the recipient states itself."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.portal_gemeinsam import unterschrift_satz
from grants.domain.begriffe import Befugnis
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.summen import Ausgaben
from grants.domain.traegernachweis import stated_of
from grants.extensions import db
from grants.forms.nachweis import SummenForm, summen_form
from grants.queries.anteile import Anteil
from grants.schreiben import aendern
from grants.services.nachweisakte import Akte, collect
from grants.services.nachweiszahlen import save_summen, stand_of
from grants.web import heute, render_page, weiter
from grants.zugang import may, own_anteil, require

bp = Blueprint("zahlen", __name__)


@bp.get("/verwendungsnachweis/<int:anteil_id>/zahlen")
@requires(Recht.PORTAL_ANSEHEN)
def zahlen(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    akte = collect(db.session(), anteil, am=heute())
    return _page(anteil, akte, _form(akte))


@bp.post("/verwendungsnachweis/<int:anteil_id>/zahlen")
@requires(Recht.PORTAL_BEARBEITEN)
def speichern(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    akte = collect(db.session(), anteil, am=heute())
    form = _form(akte, request.form)
    status = 422
    if form.validate():
        try:
            with aendern(form) as (session, person):
                changed = save_summen(
                    session, anteil, form.summen(), gezeigt=form.gezeigt.data or "", person=person
                )
            done = "Die Summen sind gespeichert." if changed else "Die Summen waren schon so gespeichert."
            return weiter(url_for("zahlen.zahlen", anteil_id=anteil.id, _anchor="summen"), done)
        except RuleViolation as error:
            form.take_over(error)
        except Conflict as error:
            form.take_over(error)
            status = 409
            akte = collect(db.session(), anteil, am=heute())
            form = _renewed(form, akte)
    return _page(anteil, akte, form, gespeichert=status == 409), status


def _stated(akte: Akte) -> dict[str, Ausgaben]:
    return stated_of(akte.empfaenger)


def _form(akte: Akte, formdata: object = None) -> SummenForm:
    return summen_form(akte.daten.ausgaben, gezeigt=stand_of(_stated(akte)), formdata=formdata)


def _renewed(form: SummenForm, akte: Akte) -> SummenForm:
    """Return the form with what was typed, made from the state that stands there now."""
    said = [*form.allgemein]
    fresh = _form(akte, request.form)
    fresh.gezeigt.data = stand_of(_stated(akte))
    fresh.allgemein = said
    return fresh


def _page(anteil: Anteil, akte: Akte, form: SummenForm, *, gespeichert: bool = False) -> str:
    return render_page(
        "nachweis/zahlen.html",
        anteil=anteil,
        akte=akte,
        form=form,
        gespeichert=gespeichert,
        darf_schreiben=anteil.is_open and may(anteil, Befugnis.FINANZIELL),
        unterschrift=unterschrift_satz(akte),
    )
