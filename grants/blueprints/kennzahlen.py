"""Counts of a recipient: what is asked for, what was agreed, what was counted, quarter by quarter."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.begriffe import Befugnis
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.kennzahlen import Kennzahlstand, build_saeulen, find_hints
from grants.domain.sachbericht import DATENSCHUTZ
from grants.extensions import db
from grants.forms.kennzahlen import WerteForm, ist_form
from grants.queries.anteile import Anteil
from grants.queries.kennzahlen import load_staende
from grants.schreiben import aendern
from grants.services.kennzahlen import KennzahlGeaendert, save_ist
from grants.web import render_page, weiter
from grants.zugang import may, own_anteil, require

bp = Blueprint("kennzahlen", __name__)
_PFAD = "/verwendungsnachweis/<int:anteil_id>/kennzahlen"


@bp.get(_PFAD)
@requires(Recht.PORTAL_ANSEHEN)
def werte(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    staende = load_staende(db.session(), anteil)
    return _page(anteil, staende, ist_form(staende))


@bp.post(_PFAD)
@requires(Recht.PORTAL_BEARBEITEN)
def speichern(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.INHALTLICH)
    staende = load_staende(db.session(), anteil)
    form, status = ist_form(staende, request.form), 422
    if form.validate():
        try:
            with aendern(form) as (session, person):
                changed = save_ist(
                    session,
                    anteil,
                    form.eingaben(),
                    {each.art.id: each.art for each in staende},
                    person=person,
                )
            said = (
                "Die Kennzahlen sind gespeichert."
                if changed
                else "Die Kennzahlen waren schon so gespeichert."
            )
            return weiter(url_for("kennzahlen.werte", anteil_id=anteil.id), said)
        except KennzahlGeaendert as error:
            status = 409
            form.take_over(error)
            form.show_clash(error.zellen)
            form.renew_key()
        except (Conflict, RuleViolation) as error:
            form.take_over(error)
    return _page(own_anteil(anteil_id), staende, form), status


def _page(anteil: Anteil, staende: tuple[Kennzahlstand, ...], form: WerteForm) -> str:
    writes = anteil.is_open and may(anteil, Befugnis.INHALTLICH)
    return render_page(
        "kennzahlen/werte.html",
        anteil=anteil,
        staende=staende,
        form=form,
        hinweise=find_hints(staende),
        saeulen={each.art.id: build_saeulen(each, anteil.jahr) for each in staende},
        darf_schreiben=writes,
        # Handed in meanwhile: the fields stay, so that nothing typed is lost from sight.
        felder_zeigen=writes or bool(form.allgemein),
        datenschutz=DATENSCHUTZ,
    )
