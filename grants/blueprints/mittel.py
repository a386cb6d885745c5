"""Stand der Mittel, whole; and for each of its figures the page that says how it comes about."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from grants import navigation
from grants.auth import Recht, requires
from grants.domain.errors import NotFound
from grants.domain.mittelstand import AUSGABEN, LAND, TITEL, ZUWENDUNG, Ort, Zahl
from grants.domain.zustandekommen import Quelle, Ziel, explain
from grants.extensions import db
from grants.forms.fields import DatumUnklar, parse_datum
from grants.queries import foerderjahre
from grants.queries.anteile import list_anteile_des_jahres
from grants.queries.mittelstand import Stichtagsjahr, load_mittelstand
from grants.queries.stelle import load_stelle
from grants.web import MEDIA_TYPES, heute, render_page
from reports import mittelstand as papier

bp = Blueprint("mittel", __name__)
_PFAD = "/foerderjahre/<programm>/<int:jahr>/mittel"
JE_SEITE = 200
# Pages of papers, and those that speak of one recipient by its number.
_SEITEN = {
    Quelle.ANTRAG: "antrag.stand",
    Quelle.BESCHEID: "bescheid.stand",
    Quelle.ZAHLUNGEN: "zahlungen.liste",
    Quelle.NACHWEIS_STADT: "nachweis_stadt.stand",
}
_JE_ANTEIL = {Quelle.WEITERLEITUNG: "weiterleitung.seite", Quelle.NACHWEIS: "nachweise.nachweis"}


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
    stelle = load_stelle(db.session()).name or ""
    make = papier.make_xlsx if endung == "xlsx" else papier.make_pdf
    response = Response(make(found.stand, stelle=stelle, erstellt=heute()), content_type=MEDIA_TYPES[endung])
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
    pages = max(1, -(-len(found.zeilen) // JE_SEITE))
    page = min(max(1, request.args.get("seite", 1, type=int)), pages)
    shown = found.zeilen[(page - 1) * JE_SEITE : page * JE_SEITE]
    weg = _Wegweiser(programm, jahr, found.zahl)
    return render_page(
        "mittel/herkunft.html",
        programm=programm,
        jahr=jahr,
        am=am,
        frueher=am < heute(),
        zahl=found,
        zeilen=[(zeile, weg.find(zeile.ziel)) for zeile in shown],
        anzahl=len(found.zeilen),
        hinauf=_up(programm, jahr, found.zahl, ort, found.position),
        seite=page,
        seiten=pages,
        gesetzt={key: value for key, value in request.args.items() if value and key != "seite"},
    )


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


class _Wegweiser:
    """Finds the pages behind the rows of one figure; the numbers of recipients are read once."""

    def __init__(self, programm: str, jahr: int, zahl: Zahl) -> None:
        self._year, self._zahl = {"programm": programm, "jahr": jahr}, zahl
        year = foerderjahre.get(db.session(), programm, jahr)
        self._anteile = {
            Ort(each.kennung, each.kuerzel): each.id
            for each in list_anteile_des_jahres(db.session(), year.id)
        }

    def find(self, ziel: Ziel | None) -> str:
        """Return the address, empty where there is no such page or this person may not see it."""
        if ziel is None:
            return ""
        match ziel.quelle:
            case Quelle.ZAHL | Quelle.POSITION:
                return address(self._year, ziel.zahl or self._zahl, ziel.ort, ziel.position)
            case Quelle.PLAN:
                where = self._year | {"kennung": ziel.ort.kennung, "traeger": ziel.ort.kuerzel}
                return _url("plaene.plan", where)
            case Quelle.WEITERLEITUNG | Quelle.NACHWEIS:
                anteil_id = self._anteile.get(ziel.ort)
                return _url(_JE_ANTEIL[ziel.quelle], {"anteil_id": anteil_id}) if anteil_id else ""
            case Quelle.ZAHLUNGEN:
                return _url(
                    "zahlungen.liste",
                    self._year | ({"traeger": ziel.ort.kuerzel} if ziel.ort.kuerzel else {}),
                )
        return _url(_SEITEN[ziel.quelle], self._year)


def _url(endpoint: str, values: dict[str, object]) -> str:
    return url_for(endpoint, **values) if navigation.is_open(endpoint) else ""  # type: ignore[arg-type]  # any converter


def address(year: dict[str, object], zahl: Zahl, ort: Ort, position: str = "") -> str:
    """Return the address of a figure's page, on the day that is shown."""
    values = {
        "massnahme": ort.kennung,
        "traeger": ort.kuerzel,
        "position": position,
        "am": request.args.get("am", ""),
    }
    return url_for("mittel.herkunft", zahl=zahl.value, **year, **{k: v for k, v in values.items() if v})  # type: ignore[arg-type]  # any converter


def _up(programm: str, jahr: int, zahl: Zahl, ort: Ort, position: str) -> list[tuple[str, str]]:
    """Return the way back up to the table."""
    year: dict[str, object] = {"programm": programm, "jahr": jahr}
    steps = []
    if ort.kennung:
        steps.append((f"{TITEL[zahl]}, alle Maßnahmen", address(year, zahl, Ort())))
    if ort.kuerzel and position:
        steps.append((f"{TITEL[zahl]}, alle Ausgabepositionen", address(year, zahl, ort)))
    return steps


@bp.app_template_global("zahl_adresse")
def zahl_adresse(programm: str, jahr: int, zahl: Zahl, ort: Ort) -> str:
    """Return the address of a figure's page, for templates."""
    return address({"programm": programm, "jahr": jahr}, zahl, ort)
