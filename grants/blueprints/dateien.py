"""Uploaded files: handed out as a download to whom they concern, and those of the city's own papers kept."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, send_file, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, darf, requires
from grants.domain.begriffe import Dateiart, Dateizweck
from grants.domain.errors import NotFound, RuleViolation
from grants.extensions import db
from grants.forms.dateien import DateiForm, EntfernenForm
from grants.queries.dateien import (
    NICHT_GEFUNDEN,
    Dateibezug,
    get_datei,
    list_dateien,
    load_bezug,
    load_gegenstand,
    path_of,
)
from grants.schreiben import aendern
from grants.services import dateiablage
from grants.web import ablage_von, render_page, weiter
from grants.zugang import owns

bp = Blueprint("dateien", __name__)
# What the office and who looks over its shoulder need for a file, by the thing that it hangs on.
_IM_AMT = {
    "bescheid": Recht.JAHR_ANSEHEN,
    "beschluss": Recht.JAHR_ANSEHEN,
    "antrag": Recht.JAHR_ANSEHEN,
    "weiterleitung": Recht.NACHWEISE_ANSEHEN,
    "verwendungsnachweis": Recht.NACHWEISE_ANSEHEN,
    "beleg": Recht.NACHWEISE_ANSEHEN,
    "mitteilung": Recht.NACHWEISE_ANSEHEN,
    "unterlagenzeile": Recht.NACHWEISE_ANSEHEN,
    "testat": Recht.JAHR_ANSEHEN,
}


@bp.get("/dateien/<schluessel>")
@requires(Recht.DATEI_HERUNTERLADEN)
def herunterladen(schluessel: str) -> ResponseReturnValue:
    """Hand out the content with the name that somebody gave it; 404 for whom it does not concern."""
    bezug = load_bezug(db.session(), schluessel)
    if not _may(bezug):
        raise NotFound(NICHT_GEFUNDEN)
    try:
        inhalt = path_of(ablage_von(current_app).folder, bezug.schluessel).read_bytes()
    except FileNotFoundError:
        current_app.logger.error("Der Inhalt der Datei %s fehlt in der Dateiablage", bezug.schluessel)  # noqa: TRY400
        abort(500)
    if hashlib.sha256(inhalt).hexdigest() != bezug.sha256:
        current_app.logger.error("Der Inhalt der Datei %s passt nicht zu ihrem Prüfwert", bezug.schluessel)
        abort(500)
    # Never a type that a browser opens by itself.
    return send_file(
        io.BytesIO(inhalt),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=bezug.name,
        etag=bezug.sha256,
        max_age=None,
    )


def _may(bezug: Dateibezug) -> bool:
    if darf(_IM_AMT[bezug.gegenstand]):
        return True
    if bezug.traeger_id is None or bezug.intern or not owns(bezug.traeger_id):
        return False
    return bezug.gegenstand != "weiterleitung" or bezug.bekannt


# -- Scans of the city's own papers --------------------------------------------------------------------------------

SCANS = frozenset({Dateiart.PDF, Dateiart.BILD})
_ZURUECK: dict[str, Callable[[str, int], str]] = {
    "bescheid": lambda programm, jahr: url_for("bescheid.stand", programm=programm, jahr=jahr),
    "beschluss": lambda programm, jahr: url_for("bescheid.beschluesse", programm=programm, jahr=jahr),
    "antrag": lambda programm, jahr: url_for("antrag.versand", programm=programm, jahr=jahr),
}


def upload(
    form: DateiForm, *, erlaubt: frozenset[Dateiart], gegenstand: str, gegenstand_id: int, zweck: Dateizweck
) -> None:
    """Keep the file of a form that was validated; raises RuleViolation (field `datei`), nothing stored then."""
    ablage, sent = ablage_von(current_app), form.datei.data
    bereit = dateiablage.prepare(ablage, sent.stream, sent.filename, erlaubt=erlaubt)
    try:
        with aendern(form) as (session, person):
            dateiablage.keep(
                session,
                bereit,
                gegenstand=gegenstand,
                gegenstand_id=gegenstand_id,
                zweck=zweck,
                person=person,
                jetzt=datetime.now(UTC),
            )
    finally:
        dateiablage.discard(ablage, bereit)


@bp.route("/dateien/zu/<any(bescheid, beschluss, antrag):art>/<int:gegenstand_id>", methods=["GET", "POST"])
@requires(Recht.BESCHEID_PFLEGEN)
def ablegen(art: str, gegenstand_id: int) -> ResponseReturnValue:
    """Show the files of a paper of the city, and keep another one."""
    subject = load_gegenstand(db.session(), art, gegenstand_id)
    form, status = DateiForm(), 200
    here = url_for(".ablegen", art=art, gegenstand_id=gegenstand_id)
    if form.validate_on_submit():
        try:
            upload(
                form,
                erlaubt=SCANS,
                gegenstand=f"{art}_id",
                gegenstand_id=gegenstand_id,
                zweck=Dateizweck.SCAN,
            )
            return weiter(here, "Die Datei ist abgelegt.")
        except RuleViolation as error:
            form.take_over(error)
            status = 422
    elif form.is_submitted():
        status = 422
    page = render_page(
        "dateien/ablegen.html",
        subject=subject,
        dateien=list_dateien(db.session(), f"{art}_id", gegenstand_id),
        form=form,
        entfernen=EntfernenForm(formdata=None),
        zurueck=_ZURUECK[art](subject.programm, subject.jahr),
    )
    return page, status


@bp.post("/dateien/<schluessel>/entfernen")
@requires(Recht.BESCHEID_PFLEGEN)
def entfernen(schluessel: str) -> ResponseReturnValue:
    """Take a file away from a paper of the city; files of recipients are taken away at their own pages."""
    bezug = load_bezug(db.session(), schluessel)
    if bezug.gegenstand not in _ZURUECK:
        raise NotFound(NICHT_GEFUNDEN)
    with aendern(EntfernenForm()) as (session, person):
        dateiablage.remove(session, get_datei(session, schluessel), person=person, jetzt=datetime.now(UTC))
    return weiter(
        url_for(".ablegen", art=bezug.gegenstand, gegenstand_id=bezug.gegenstand_id),
        "Die Datei ist entfernt.",
    )
