"""Verstetigung: all Maßnahmen on a timeline, the path of one of them, its entries."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.listen import datei_antwort
from grants.domain.begriffe import Verstetigungsstand, label
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.domain.verstetigung import offene_mittel
from grants.domain.verstetigung_anmeldung import used_purses
from grants.extensions import db
from grants.forms.verstetigung import SPALTEN, EintragForm, ZuruecknahmeForm
from grants.queries import verstetigung as queries
from grants.queries.verstetigung import Massnahmenseite, find_massnahme, load_massnahmenseite, load_uebersicht
from grants.schreiben import aendern
from grants.services import verstetigung as service
from grants.web import heute, render_page, weiter
from reports.verstetigung import build_list

bp = Blueprint("verstetigung", __name__)

_STAENDE = (
    ("", "alle"),
    (queries.MIT_LUECKE, "mit Lücke"),
    (queries.OHNE_EINTRAG, "ohne Eintrag"),
    *((stand.value, label(stand)) for stand in Verstetigungsstand),
)
_GREMIEN = (
    "Rat",
    "Jugendhilfeausschuss",
    "Haupt- und Finanzausschuss",
    "Verwaltungsvorstand",
    "Steuerungsgruppe",
)


def _auswahl() -> queries.Auswahl:
    args = request.args
    return queries.Auswahl(
        suche=args.get("suche", "").strip(), stand=args.get("stand", ""), alle=args.get("zeige") == "alle"
    )


@bp.get("/verstetigung")
@requires(Recht.VERSTETIGUNG_ANSEHEN)
def liste() -> ResponseReturnValue:
    auswahl = _auswahl()
    return render_page(
        "verstetigung/liste.html",
        uebersicht=load_uebersicht(db.session(), auswahl, am=heute()),
        auswahl=auswahl,
        staende=_STAENDE,
        am=heute(),
    )


@bp.get("/verstetigung.<any(xlsx, csv):endung>")
@requires(Recht.VERSTETIGUNG_ANSEHEN)
def datei(endung: str) -> ResponseReturnValue:
    """Hand out what the list shows."""
    shown = load_uebersicht(db.session(), _auswahl(), am=heute())
    return datei_antwort(build_list(shown.zeilen, shown.jahre), "verstetigung", endung)


@bp.get("/verstetigung/<programm>/<kennung>")
@requires(Recht.VERSTETIGUNG_ANSEHEN)
def massnahme(programm: str, kennung: str) -> ResponseReturnValue:
    return _page(_seite(programm, kennung))


def _seite(programm: str, kennung: str) -> Massnahmenseite:
    return load_massnahmenseite(db.session(), programm=programm, kennung=kennung, am=heute())


def _page(
    seite: Massnahmenseite,
    *,
    zurueck: ZuruecknahmeForm | None = None,
    offen: int | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_page(
        "verstetigung/massnahme.html",
        seite=seite,
        pfad=seite.pfad,
        herkuenfte=used_purses(seite.mischung),
        zurueck=zurueck or ZuruecknahmeForm(formdata=None),
        offen=offen,
        am=heute(),
    )
    return page, status


def _adresse(seite: Massnahmenseite, teil: str | None = None) -> str:
    return url_for(
        "verstetigung.massnahme", programm=seite.pfad.programm, kennung=seite.pfad.kennung, _anchor=teil
    )


@bp.route(
    "/verstetigung/<programm>/<kennung>/eintrag", methods=["GET", "POST"], defaults={"schritt_id": None}
)
@bp.route("/verstetigung/<programm>/<kennung>/eintrag/<int:schritt_id>", methods=["GET", "POST"])
@requires(Recht.VERSTETIGUNG_PFLEGEN)
def eintrag(programm: str, kennung: str, schritt_id: int | None) -> ResponseReturnValue:
    """Add an entry, or one that corrects another."""
    seite, am = _seite(programm, kennung), heute()
    wrong = next((s for s in seite.pfad.schritte if s.id == schritt_id), None)
    if wrong is None and schritt_id is not None:
        raise NotFound("Diesen Eintrag gibt es bei dieser Maßnahme nicht. Gehen Sie zur Seite der Maßnahme.")
    known = wrong.mittel if wrong else offene_mittel(seite.pfad)
    first = min([am.year, *(each.jahr for each in wrong.mittel)]) if wrong else am.year
    form = EintragForm.of(wrong, known, range(first, first + SPALTEN))
    form.offer(seite.zyklen)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    key = find_massnahme(session, programm, kennung)
                    if schritt_id is None:
                        service.add_schritt(session, key, form.eintrag(), heute=am, person=person)
                    else:
                        service.correct_schritt(
                            session, key, schritt_id, form.eintrag(), heute=am, person=person
                        )
                return weiter(_adresse(seite, "weg"), "Der Eintrag ist gespeichert.")
            except DomainError as error:
                form.take_over(error)
                status = 409 if isinstance(error, Conflict) else 422
    page = render_page("verstetigung/eintrag.html", form=form, seite=seite, wrong=wrong, gremien=_GREMIEN)
    return page, status


@bp.post("/verstetigung/<programm>/<kennung>/eintrag/<int:schritt_id>/zuruecknehmen")
@requires(Recht.VERSTETIGUNG_PFLEGEN)
def zuruecknehmen(programm: str, kennung: str, schritt_id: int) -> ResponseReturnValue:
    seite, form = _seite(programm, kennung), ZuruecknahmeForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                key = find_massnahme(session, programm, kennung)
                service.withdraw_schritt(
                    session, key, schritt_id, grund=form.grund.data, heute=heute(), person=person
                )
            return weiter(_adresse(seite, "weg"), "Der Eintrag gilt nicht mehr. Er bleibt sichtbar stehen.")
        except Conflict:
            raise
        except DomainError as error:
            form.take_over(error)
    return _page(seite, zurueck=form, offen=schritt_id, status=422)
