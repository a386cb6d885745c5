"""Uploaded files, handed out as a download to whom they concern, never shown inside a page."""

from __future__ import annotations

import hashlib
import io

from flask import Blueprint, abort, current_app, send_file
from flask.typing import ResponseReturnValue

from grants.auth import Recht, darf, requires
from grants.domain.errors import NotFound
from grants.extensions import db
from grants.queries.dateien import NICHT_GEFUNDEN, Dateibezug, load_bezug, path_of
from grants.web import ablage_von
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
