"""Lists that come as a file or out of the clipboard: looked at, explained once, taken over as a whole."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.belege import PFAD
from grants.domain.begriffe import Befugnis
from grants.domain.errors import Conflict, RuleViolation
from grants.forms.belege import RechnungForm
from grants.imports.erechnung import read_erechnung
from grants.schreiben import aendern
from grants.services.belege import erechnung
from grants.services.nachweisstand import ABGESANDT
from grants.web import ablage_von, render_page, weiter
from grants.zugang import own_anteil, require

bp = Blueprint("belege_einlesen", __name__)


@bp.route(f"{PFAD}/e-rechnung", methods=["GET", "POST"])
@requires(Recht.PORTAL_BEARBEITEN)
def rechnung(anteil_id: int) -> ResponseReturnValue:
    """Take an E-Rechnung and lead on to the row that it fills in."""
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    if not anteil.is_open:
        raise Conflict(ABGESANDT)
    form, status = RechnungForm(), 200
    if form.validate_on_submit():
        status = 422
        try:
            upload = form.datei.data
            datei = erechnung.check(
                ablage_von(current_app), upload.stream, upload.filename or "", erlaubt=erechnung.ERLAUBT
            )
            upload.stream.seek(0)
            read_erechnung(datei.inhalt, name=datei.name)
            with aendern(form) as (session, person):
                key = erechnung.keep_rechnung(session, anteil, datei, person=person).id
            return weiter(url_for("belege.neu", anteil_id=anteil.id, rechnung=key))
        except RuleViolation as refused:
            form.take_over(refused)
    elif form.is_submitted():
        status = 422
    return render_page("belege/rechnung.html", anteil=anteil, form=form), status
