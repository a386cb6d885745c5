"""Postausgang: what waits, what nobody got, and the text to hand on by another way."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.begriffe import Nachrichtstatus
from grants.extensions import db
from grants.forms.konten import AktForm
from grants.queries.postausgang import list_nachrichten
from grants.schreiben import aendern
from grants.services import postausgang as service
from grants.web import render_page, weiter

bp = Blueprint("postausgang", __name__)


@bp.get("/postausgang")
@requires(Recht.POSTAUSGANG_ANSEHEN)
def liste() -> ResponseReturnValue:
    wanted = request.args.get("status", "")
    status = Nachrichtstatus(wanted) if wanted in set(Nachrichtstatus) else None
    return render_page(
        "postausgang/liste.html",
        nachrichten=list_nachrichten(db.session(), status=status),
        status=status,
        staende=list(Nachrichtstatus),
        versand=bool(current_app.config["EINSTELLUNGEN"].mail_url),
        akt=AktForm(formdata=None),
    )


@bp.post("/postausgang/<int:nachricht_id>/erneut")
@requires(Recht.POSTAUSGANG_ANSEHEN)
def erneut(nachricht_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        service.try_again(session, nachricht_id, jetzt=datetime.now(UTC), person=person)
    return weiter(url_for("postausgang.liste"), "Die Nachricht wird noch einmal versandt.")


@bp.post("/postausgang/<int:nachricht_id>/erledigt")
@requires(Recht.POSTAUSGANG_ANSEHEN)
def erledigt(nachricht_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        service.settle(session, nachricht_id, person=person)
    return weiter(url_for("postausgang.liste"), "Die Nachricht ist erledigt, ihr Text ist gelöscht.")
