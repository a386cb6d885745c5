"""Lists as files: what a page shows, to take away."""

from __future__ import annotations

from flask import Response

from grants.blueprints.dokumente import MEDIA_TYPES
from grants.web import heute
from reports.listendatei import Listendatei


def datei_antwort(datei: Listendatei, name: str, endung: str) -> Response:
    """Return the list as an attachment; `endung` is `xlsx` or `csv`."""
    content_type = MEDIA_TYPES.get(endung, "text/csv; charset=utf-8")
    response = Response(datei.write(endung, stand=heute()), content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{endung}")
    return response
