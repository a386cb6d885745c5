"""Fortsetzung and Beginn of the Maßnahmen, as the annex of the Antrag prints them."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.antrag_gemeinsam import bp
from grants.domain.antrag_kennzeichen import KennzeichenGeaendert
from grants.domain.errors import RuleViolation
from grants.extensions import db
from grants.forms.antrag import kennzeichen_form
from grants.queries.antrag_kennzeichen import list_kennzeichen
from grants.schreiben import aendern
from grants.services.antrag_kennzeichen import save_kennzeichen
from grants.web import render_page, weiter


@bp.route("/kennzeichen", methods=["GET", "POST"])
@requires(Recht.ANTRAG_BEARBEITEN)
def kennzeichen(programm: str, jahr: int) -> ResponseReturnValue:
    zeilen = list_kennzeichen(db.session(), programm=programm, jahr=jahr)
    form, status, streit, konflikt = kennzeichen_form(zeilen), 200, {}, ""
    if form.validate_on_submit():
        eingaben = form.eingaben(zeile.kennung for zeile in zeilen)
        try:
            with aendern(form) as (session, person):
                count = save_kennzeichen(session, eingaben, programm=programm, jahr=jahr, person=person)
            url = url_for("antrag.kennzeichen", programm=programm, jahr=jahr)
            return weiter(url, "Gespeichert." if count else "Es gab nichts zu speichern.")
        except RuleViolation as error:
            form.take_over(error)
            status = 422
        except KennzeichenGeaendert as error:
            konflikt, status = str(error), 409
            zeilen = list_kennzeichen(db.session(), programm=programm, jahr=jahr)
            streit = {z.kennung: z.kennzeichen.worte for z in zeilen if z.kennung in error.kennungen}
            for zeile in zeilen:
                # Seen by now: what is saved next replaces what stands beside it.
                if zeile.kennung in streit:
                    form[f"gezeigt-{zeile.kennung}"].data = zeile.kennzeichen.text
    elif form.is_submitted():
        status = 422
    page = render_page(
        "antrag/kennzeichen.html",
        form=form,
        zeilen=zeilen,
        konflikt=konflikt,
        streit=streit,
        programm=programm,
        jahr=jahr,
    )
    return page, status
