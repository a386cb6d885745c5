"""The figures that the city states beside the computed ones, and what goes back to the Land, step by step."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.nachweis_stadt_gemeinsam import bp
from grants.domain.errors import Conflict, DomainError
from grants.extensions import db
from grants.forms.nachweis_stadt import ZahlenForm
from grants.queries.nachweis_stadt import load_akte
from grants.schreiben import aendern
from grants.services import nachweis_stadt as service
from grants.services.nachweis_stadt_zahlen import FELDER, save_zahlen
from grants.web import heute, render_page, weiter


@bp.get("/zahlen")
@requires(Recht.JAHR_ANSEHEN)
def zahlen(programm: str, jahr: int) -> ResponseReturnValue:
    session = db.session()
    lage = service.load_lage(session, programm=programm, jahr=jahr, am=heute())
    return render_page(
        "nachweis_stadt/zahlen.html",
        akte=load_akte(session, programm=programm, jahr=jahr),
        lage=lage,
        zeilen=lage.zahlen,
        weg=lage.rueckzahlung,
        programm=programm,
        jahr=jahr,
    )


@bp.route("/zahlen/bearbeiten", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def zahlen_bearbeiten(programm: str, jahr: int) -> ResponseReturnValue:
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    form = ZahlenForm(
        data={name: getattr(akte.zahlen, name) for name in FELDER} | {"aenderungsstand": akte.stand}
    )
    status, konflikt = 200, ""
    if form.validate_on_submit():
        try:
            with aendern(form) as (session, person):
                changed = save_zahlen(
                    session,
                    programm=programm,
                    jahr=jahr,
                    zahlen={name: form[name].data for name in FELDER},
                    stand=form.stand,
                    person=person,
                )
            url = url_for("nachweis_stadt.zahlen", programm=programm, jahr=jahr)
            return weiter(url, "Gespeichert." if changed else "Es gab nichts zu speichern.")
        except Conflict as error:
            konflikt, status = str(error), 409
            akte = load_akte(db.session(), programm=programm, jahr=jahr)
            # Seen by now: what is saved next replaces what stands beside it.
            form.aenderungsstand.data = "" if akte.stand is None else str(akte.stand)
        except DomainError as error:
            form.take_over(error)
            status = 422
    elif form.is_submitted():
        status = 422
    lage = service.load_lage(db.session(), programm=programm, jahr=jahr, am=heute())
    page = render_page(
        "nachweis_stadt/zahlen_bearbeiten.html",
        form=form,
        zeilen=[(form[zeile.schluessel], zeile) for zeile in lage.zahlen if zeile.schluessel in FELDER],
        konflikt=konflikt,
        programm=programm,
        jahr=jahr,
    )
    return page, status
