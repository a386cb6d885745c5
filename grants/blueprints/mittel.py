"""Stand der Mittel, whole; and for each of its figures the page that says how it comes about."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.herkunftswege import EigenerWegweiser, Wegweiser, address
from grants.domain.errors import NotFound
from grants.domain.mittelstand import AUSGABEN, LAND, TITEL, ZUWENDUNG, Ort, Zahl
from grants.domain.zustandekommen import Zustandekommen, explain
from grants.extensions import db
from grants.forms.fields import DatumUnklar, parse_datum
from grants.queries import foerderjahre
from grants.queries.mittelstand import Stichtagsjahr, load_mittelstand
from grants.queries.stelle import load_stelle
from grants.web import MEDIA_TYPES, heute, render_page
from reports import mittelstand as papier

bp = Blueprint("mittel", __name__)
_PFAD = "/foerderjahre/<programm>/<int:jahr>/mittel"
JE_SEITE = 200


@bp.get(_PFAD)
@requires(Recht.JAHR_ANSEHEN)
def stand(programm: str, jahr: int) -> ResponseReturnValue:
    am, unklar = asked_day()
    found = _load(programm, jahr, am)
    return render_page(
        "mittel/stand.html",
        programm=programm,
        jahr=jahr,
        stand=found.stand,
        am=am,
        unklar=unklar,
        frueher=am < heute(),
        gewaehlt=request.args.get("am", ""),
        zuwendung=ZUWENDUNG,
        ausgaben=AUSGABEN,
        land=LAND,
        titel=TITEL,
        tage=ends_of(jahr),
    )


@bp.get(f"{_PFAD}.<any(xlsx, pdf):endung>")
@requires(Recht.JAHR_ANSEHEN)
def datei(programm: str, jahr: int, endung: str) -> Response:
    """Hand out the same figures as a workbook or as a paper."""
    am, _ = asked_day()
    found = _load(programm, jahr, am)
    stelle = load_stelle(db.session())
    make = papier.make_xlsx if endung == "xlsx" else papier.make_pdf
    content = make(found.stand, stelle=stelle.name or "", erstellt=heute(), beispiel=stelle.beispiel)
    response = Response(content, content_type=MEDIA_TYPES[endung])
    name = f"stand-der-mittel-{jahr}-{am.isoformat()}.{endung}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get(f"{_PFAD}/<zahl>")
@requires(Recht.JAHR_ANSEHEN)
def herkunft(programm: str, jahr: int, zahl: str) -> ResponseReturnValue:
    """Say how one figure comes about, down to the Beleg."""
    am, _ = asked_day()
    if zahl not in set(Zahl):
        raise NotFound("Diese Zahl gibt es nicht. Gehen Sie zum Stand der Mittel zurück.")
    ort = Ort(request.args.get("massnahme", ""), request.args.get("traeger", ""))
    found = explain(_load(programm, jahr, am).jahr, Zahl(zahl), ort, request.args.get("position", ""))
    if found is None:
        raise NotFound(
            "Diese Zahl gibt es in diesem Förderjahr nicht. Gehen Sie zum Stand der Mittel zurück."
        )
    return render_page(
        "mittel/herkunft.html",
        programm=programm,
        jahr=jahr,
        am=am,
        frueher=am < heute(),
        hinauf=_up(programm, jahr, found.zahl, ort, found.position),
        **page_of(found, Wegweiser(programm, jahr, found.zahl)),
    )


def page_of(found: Zustandekommen, weg: Wegweiser | EigenerWegweiser) -> dict[str, Any]:
    """Return one page of the rows of a figure, each with the address it leads to."""
    pages = max(1, -(-len(found.zeilen) // JE_SEITE))
    page = min(max(1, request.args.get("seite", 1, type=int)), pages)
    shown = found.zeilen[(page - 1) * JE_SEITE : page * JE_SEITE]
    return {
        "zahl": found,
        "zeilen": [(zeile, weg.find(zeile.ziel)) for zeile in shown],
        "anzahl": len(found.zeilen),
        "seite": page,
        "seiten": pages,
        "gesetzt": {key: value for key, value in request.args.items() if value and key != "seite"},
    }


def asked_day() -> tuple[date, str]:
    """Return the day that is asked for, not later than today, and what of the address is no day."""
    wanted = request.args.get("am", "").strip()
    if not wanted:
        return heute(), ""
    try:
        return min(parse_datum(wanted), heute()), ""
    except DatumUnklar as error:
        return heute(), str(error)


def ends_of(jahr: int) -> list[date]:
    """Return the days people ask for: the ends of this year and the next, as far as they have come."""
    return [day for day in (date(jahr, 12, 31), date(jahr + 1, 12, 31)) if day < heute()]


def _load(programm: str, jahr: int, am: date) -> Stichtagsjahr:
    year = foerderjahre.get(db.session(), programm, jahr)
    return load_mittelstand(db.session(), year, am=am, heute=heute())


def _up(programm: str, jahr: int, zahl: Zahl, ort: Ort, position: str) -> list[tuple[str, str]]:
    """Return the way back up to the table."""
    year: dict[str, object] = {"programm": programm, "jahr": jahr}
    steps = []
    if ort.kennung:
        steps.append((f"{TITEL[zahl]}, alle Maßnahmen", address(year, zahl, Ort())))
    if ort.kuerzel and position:
        steps.append((f"{TITEL[zahl]}, alle Ausgabepositionen", address(year, zahl, ort)))
    return steps
