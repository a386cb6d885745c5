"""The checklist of a year: each check changes its own points, in an order of its own."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from grants import models as m
from grants.auth import Recht, darf, requires
from grants.domain.begriffe import FoerderjahrStatus, Zeichnungsart
from grants.domain.errors import DomainError
from grants.domain.pruefliste import VORLAGE
from grants.extensions import db
from grants.forms.pruefungen import PruefpunktForm, ZustimmungForm
from grants.queries import foerderjahre
from grants.queries.pruefliste import count_antworten, count_gezeichnete, list_des_vorjahres, list_punkte
from grants.schreiben import aendern
from grants.services import pruefliste
from grants.web import heute, render_page, weiter

bp = Blueprint("pruefliste", __name__)
_PFAD = "/foerderjahre/<programm>/<int:jahr>/pruefliste"
# Who changes the points of which check: the office its own, finance its own.
_RECHT = {
    Zeichnungsart.FACHLICH: Recht.NACHWEISE_BEGLEITEN,
    Zeichnungsart.RECHNERISCH: Recht.NACHWEIS_PRUEFEN_RECHNERISCH,
}


def _mine() -> list[Zeichnungsart]:
    return [art for art, recht in _RECHT.items() if darf(recht)]


def _require(art: str) -> None:
    """Refuse who may not change the points of this check."""
    if art not in _mine():
        abort(403)


@bp.get(_PFAD)
@requires(Recht.NACHWEISE_ANSEHEN)
def liste(programm: str, jahr: int) -> ResponseReturnValue:
    return _page(foerderjahre.get(db.session(), programm, jahr))


def _page(
    foerderjahr: m.Foerderjahr, *, status: int = 200, form: PruefpunktForm | None = None
) -> ResponseReturnValue:
    session, mine = db.session(), _mine()
    points = list_punkte(session, foerderjahr.id)
    before = list_des_vorjahres(session, foerderjahr)
    there = {(each.art, each.text) for each in points}
    shown = form or PruefpunktForm(None, data={"art": mine[0].value} if len(mine) == 1 else {})
    shown.art.offer([(value, word) for value, word in _WORTE if value in mine], leer=None)
    page = render_page(
        "pruefliste/liste.html",
        programm=foerderjahr.programm.schluessel,
        jahr=foerderjahr.jahr,
        geschlossen=foerderjahr.status is FoerderjahrStatus.ABGESCHLOSSEN,
        je_pruefung={art.value: [each for each in points if each.art == art] for art in _RECHT},
        meine=mine,
        antworten=count_antworten(session, foerderjahr.id),
        gezeichnet=count_gezeichnete(session, foerderjahr.id),
        vorjahr=before,
        neu_im_vorjahr=[
            each for each in before if each.art in mine and (each.art.value, each.text) not in there
        ],
        vorlage=VORLAGE,
        form=shown,
        akt=ZustimmungForm(formdata=None),
    )
    return page, status


_WORTE = ((Zeichnungsart.FACHLICH.value, "fachlich"), (Zeichnungsart.RECHNERISCH.value, "rechnerisch"))


@bp.post(f"{_PFAD}/beginnen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def beginnen(programm: str, jahr: int) -> ResponseReturnValue:
    with aendern(ZustimmungForm()) as (session, person):
        year = foerderjahre.get(session, programm, jahr)
        wanted = request.form.get("aus") == "vorjahr"
        pruefliste.begin(session, year, programm=programm, vorjahr=wanted, person=person)
    return weiter(_url(programm, jahr), "Die Prüfliste ist angelegt. Jede Prüfung ändert ihre Punkte selbst.")


@bp.post(f"{_PFAD}/uebernehmen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def uebernehmen(programm: str, jahr: int) -> ResponseReturnValue:
    """Take over the points of last year that this list lacks, those of the person's own check."""
    mine = _mine()
    with aendern(ZustimmungForm()) as (session, person):
        year = foerderjahre.get(session, programm, jahr)
        number = pruefliste.take_over(session, year, programm=programm, arten=mine, person=person)
    said = "Ein Punkt ist übernommen." if number == 1 else f"{number} Punkte sind übernommen."
    return weiter(_url(programm, jahr), said)


@bp.post(f"{_PFAD}/neu")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def neu(programm: str, jahr: int) -> ResponseReturnValue:
    form = PruefpunktForm()
    if form.validate():
        _require(form.art.data)
        try:
            with aendern(form) as (session, person):
                pruefliste.add_punkt(
                    session,
                    foerderjahre.get(session, programm, jahr),
                    programm=programm,
                    art=Zeichnungsart(form.art.data),
                    text=form.text.data,
                    nur_vertieft=form.nur_vertieft.data,
                    person=person,
                )
            return weiter(_url(programm, jahr), "Der Punkt steht in der Prüfliste.")
        except DomainError as error:
            form.take_over(error)
    return _page(foerderjahre.get(db.session(), programm, jahr), status=422, form=form)


@bp.post(f"{_PFAD}/<int:punkt_id>/<any(hoch, runter, entfallen):akt>")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def aendere(programm: str, jahr: int, punkt_id: int, akt: str) -> ResponseReturnValue:
    """Move a point or ask it no more."""
    year = foerderjahre.get(db.session(), programm, jahr)
    _require(pruefliste.get_punkt(db.session(), year, punkt_id).art)
    with aendern(ZustimmungForm()) as (session, person):
        year = foerderjahre.get(session, programm, jahr)
        if akt == "entfallen":
            pruefliste.drop_punkt(session, year, punkt_id, programm=programm, heute=heute(), person=person)
        else:
            pruefliste.move_punkt(
                session, year, punkt_id, hoch=akt == "hoch", programm=programm, person=person
            )
    if akt == "entfallen":
        return weiter(_url(programm, jahr), "Der Punkt entfällt. Antworten, die es schon gibt, bleiben.")
    return weiter(url_for("pruefliste.liste", programm=programm, jahr=jahr, _anchor=f"punkt-{punkt_id}"))


def _url(programm: str, jahr: int) -> str:
    return url_for("pruefliste.liste", programm=programm, jahr=jahr)
