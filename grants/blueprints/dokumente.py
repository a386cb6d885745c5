"""Issued papers, handed out as they were stored."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.extensions import db
from grants.queries.ablage import get_datei

bp = Blueprint("dokumente", __name__)

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@bp.get("/dokumente/<int:dokument_id>/<any(pdf, xlsx, json):endung>")
@requires(Recht.DOKUMENT_HERUNTERLADEN)
def datei(dokument_id: int, endung: str) -> ResponseReturnValue:
    found = get_datei(db.session(), dokument_id, endung)
    response = Response(found.inhalt, content_type=MEDIA_TYPES[endung])
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    response.set_etag(found.sha256)
    return response
