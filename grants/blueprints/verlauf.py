"""Verlauf: every Ereignis, searched, filtered, page by page, and as a file."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.config import ORTSZEIT
from grants.domain.errors import DomainError
from grants.domain.verlauf import Angabe
from grants.extensions import db
from grants.forms.fields import parse_datum
from grants.queries.verlauf import (
    JE_SEITE,
    Verlaufsfilter,
    count_ereignisse,
    list_arten,
    list_ereignisse,
    list_personen,
)
from grants.web import MEDIA_TYPES, format_zeitpunkt, heute, render_page
from reports.listendatei import Listendatei

bp = Blueprint("verlauf", __name__)

# As many as an export holds; a year of an office has a few thousand.
_EXPORT = 20_000
# An Ereignis without values is a row all the same.
_OHNE = (Angabe("", "", ""),)


@bp.get("/verlauf")
@requires(Recht.VERLAUF_ANSEHEN)
def liste() -> ResponseReturnValue:
    wanted, wrong = _filter()
    total = count_ereignisse(db.session(), wanted)
    pages = max(1, -(-total // JE_SEITE))
    page = min(max(1, request.args.get("seite", 1, type=int)), pages)
    given = {key: value for key, value in request.args.items() if value and key != "seite"}
    return render_page(
        "verlauf/liste.html",
        zeilen=list_ereignisse(db.session(), wanted, ab=(page - 1) * JE_SEITE),
        anzahl=total,
        seite=page,
        seiten=pages,
        arten=list_arten(db.session()),
        personen=list_personen(db.session()),
        gesetzt=given,
        fehler=wrong,
    )


@bp.get("/verlauf.<any(xlsx, csv):endung>")
@requires(Recht.VERLAUF_ANSEHEN)
def datei(endung: str) -> ResponseReturnValue:
    """Hand out what the page shows, all pages of it."""
    wanted, _ = _filter()
    zeilen = list_ereignisse(db.session(), wanted, anzahl=_EXPORT)
    file = Listendatei(
        titel="Verlauf",
        blatt="Verlauf",
        kopf=("Nr.", "Zeit", "Person", "Was", "Worauf", "Angabe", "Alt", "Neu"),
        zeilen=[
            (str(z.nummer), format_zeitpunkt(z.zeit), z.person, z.was, z.worauf, a.feld, a.alt, a.neu)
            for z in zeilen
            for a in (z.angaben or _OHNE)
        ],
        breiten=(8, 22, 26, 30, 34, 22, 34, 34),
    )
    response = Response(file.write(endung, stand=heute()), content_type=MEDIA_TYPES[endung])
    response.headers.set("Content-Disposition", "attachment", filename=f"verlauf.{endung}")
    return response


def _filter() -> tuple[Verlaufsfilter, list[str]]:
    """Return what the address asks for, and sentences about days that are none."""
    wrong: list[str] = []

    def day(name: str) -> datetime | None:
        text = request.args.get(name, "").strip()
        if not text:
            return None
        try:
            return datetime.combine(parse_datum(text), time(), tzinfo=ORTSZEIT)
        except DomainError as error:
            wrong.append(str(error))
            return None

    until = day("bis")
    from_day = day("von")
    return (
        Verlaufsfilter(
            person_id=request.args.get("person", type=int),
            art=request.args.get("art", ""),
            suche=request.args.get("suche", "").strip(),
            von=_utc(from_day),
            # The whole of the last day.
            bis=_utc(until + timedelta(days=1) if until else None),
            gegenstaende=tuple(g for g in (request.args.get("gegenstand", ""),) if g),
        ),
        wrong,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
