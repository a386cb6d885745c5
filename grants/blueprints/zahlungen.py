"""Payments of a Foerderjahr: the list, its file, one payment, and the Ist of the city's ledger."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.listen import datei_antwort
from grants.domain.begriffe import Mittelherkunft
from grants.domain.bestand import count_bestand, count_idle
from grants.domain.errors import Conflict, DomainError
from grants.domain.pruefregeln import Bezug
from grants.domain.summen_stadt import haushalt_ist_gerechnet
from grants.domain.zahlungen import (
    ALLE,
    ARTEN_LAND,
    ARTEN_TRAEGER,
    RICHTUNG_LABEL,
    ZURUECKGENOMMEN,
    Zahlungsangaben,
    Zahlungsfilter,
    Zahlungszeile,
    choose,
    order,
    sum_up,
)
from grants.domain.zahlungen_urteil import judge_entry, judge_list
from grants.extensions import db
from grants.forms.zahlungen import HaushaltIstForm, StornoForm, ZahlungForm
from grants.queries import foerderjahre
from grants.queries.geprueft import load_geprueft
from grants.queries.zahlungen import (
    get_zahlung,
    list_empfaenger,
    list_kontierungen,
    list_zahlungen,
    load_haushalt_ist,
)
from grants.schreiben import aendern
from grants.services import zahlungen as service
from grants.web import heute, render_page, weiter
from reports.zahlungen import build_list

bp = Blueprint("zahlungen", __name__)
_PFAD = "/foerderjahre/<programm>/<int:jahr>/zahlungen"
JE_SEITE = 50
_FELDER = ("suche", "richtung", "herkunft", "haushaltsjahr", "traeger", "stand")


# -- All of them -----------------------------------------------------------------------------------------------------


@bp.get(_PFAD)
@requires(Recht.JAHR_ANSEHEN)
def liste(programm: str, jahr: int) -> ResponseReturnValue:
    year = foerderjahre.get(db.session(), programm, jahr)
    every = list_zahlungen(db.session(), year.id)
    shown = _wanted(every)
    pages = max(1, -(-len(shown) // JE_SEITE))
    page = min(max(1, request.args.get("seite", 1, type=int)), pages)
    judged = load_geprueft(db.session(), year, am=heute()).jahr
    bestand, ist = count_bestand(judged), load_haushalt_ist(db.session(), year.id)
    return render_page(
        "zahlungen/liste.html",
        programm=programm,
        jahr=jahr,
        alle=every,
        zeilen=shown[(page - 1) * JE_SEITE : page * JE_SEITE],
        anzahl=len(shown),
        summen=[(RICHTUNG_LABEL[richtung], betrag) for richtung, betrag in sum_up(shown).items()],
        seite=page,
        seiten=pages,
        gesetzt={key: value for key, value in request.args.items() if value and key != "seite"},
        sortierung=request.args.get("sort", ""),
        richtungen=[(r.value, wort) for r, wort in RICHTUNG_LABEL.items()],
        herkuenfte=[h for h in Mittelherkunft if any(z.herkunft is h for z in every)],
        haushaltsjahre=sorted({z.haushaltsjahr for z in every if z.haushaltsjahr}),
        traeger=sorted(
            {(z.kuerzel, z.traeger) for z in every if z.kuerzel}, key=lambda pair: pair[1].casefold()
        ),
        staende=[("", "gültige"), (ZURUECKGENOMMEN, "zurückgenommene"), (ALLE, "alle")],
        urteile=judge_list(judged),
        bestand=bestand,
        ungenutzt=count_idle(judged, bestand),
        horizont=judged.parameter.abrufhorizont_monate,
        ist=ist,
        ist_gerechnet=haushalt_ist_gerechnet(judged, ist.am) if ist.am else None,
        am=heute(),
    )


@bp.get(f"{_PFAD}.<any(xlsx, csv):endung>")
@requires(Recht.JAHR_ANSEHEN)
def datei(programm: str, jahr: int, endung: str) -> Response:
    """Hand out exactly what the page shows, all pages of it."""
    year = foerderjahre.get(db.session(), programm, jahr)
    shown = _wanted(list_zahlungen(db.session(), year.id))
    return datei_antwort(build_list(shown, jahr=jahr), f"zahlungen-{jahr}", endung)


def _wanted(every: tuple[Zahlungszeile, ...]) -> list[Zahlungszeile]:
    wanted = Zahlungsfilter(**{name: request.args.get(name, "").strip() for name in _FELDER})
    return order(choose(every, wanted), request.args.get("sort", ""))


# -- One of them -----------------------------------------------------------------------------------------------------


@bp.route(f"{_PFAD}/neu/<any(land, traeger):seite>", methods=["GET", "POST"])
@requires(Recht.ZAHLUNG_FESTHALTEN)
def neu(programm: str, jahr: int, seite: str) -> ResponseReturnValue:
    form = _form(programm, jahr, is_land=seite == "land")
    if request.method == "GET":
        form.herkunft.data, form.datum.data = Mittelherkunft.LAND, heute()
        form.art.data = (ARTEN_LAND if seite == "land" else ARTEN_TRAEGER)[0].value
        form.empfaenger.data = request.args.get("empfaenger")
        return _page(programm, jahr, form, is_land=seite == "land")
    fragt = False
    if _is_complete(form, is_land=seite == "land"):
        if request.form.get("pruefen"):
            return _page(programm, jahr, form, is_land=seite == "land", geprueft=True)
        try:
            with aendern(form) as (session, person):
                service.add_zahlung(
                    session,
                    _angaben(form),
                    programm=programm,
                    jahr=jahr,
                    heute=heute(),
                    trotzdem=form.trotzdem.data,
                    person=person,
                )
            return weiter(
                _liste(programm, jahr), "Die Zahlung ist festgehalten. Gebucht wird sie in der Kasse."
            )
        except DomainError as error:
            fragt = isinstance(error, service.SchonFestgehalten)
            form.take_over(error)
    return _page(programm, jahr, form, is_land=seite == "land", fragt=fragt, status=409 if fragt else 422)


@bp.route(f"{_PFAD}/<int:zahlung_id>", methods=["GET", "POST"])
@requires(Recht.ZAHLUNG_FESTHALTEN)
def eine(programm: str, jahr: int, zahlung_id: int) -> ResponseReturnValue:
    zeile = _find(programm, jahr, zahlung_id)
    is_land, fragt, status = zeile.anteil_id is None, False, 422
    form = _form(programm, jahr, is_land=is_land)
    if request.method == "GET":
        _show(form, zeile)
        return _page(programm, jahr, form, is_land=is_land, zeile=zeile)
    if _is_complete(form, is_land=is_land):
        try:
            with aendern(form) as (session, person):
                service.change_zahlung(
                    session,
                    zahlung_id,
                    _angaben(form),
                    programm=programm,
                    jahr=jahr,
                    heute=heute(),
                    trotzdem=form.trotzdem.data,
                    stand=form.stand,
                    person=person,
                )
            return weiter(
                _liste(programm, jahr), "Die Zahlung ist berichtigt. Die alten Angaben stehen im Verlauf."
            )
        except DomainError as error:
            fragt = isinstance(error, service.SchonFestgehalten)
            form.take_over(error)
            if isinstance(error, Conflict):
                status, zeile = 409, _find(programm, jahr, zahlung_id)
                # Saving once more is a decision about what stands there now.
                form.aenderungsstand.data = str(zeile.aenderungsstand)
    return _page(
        programm,
        jahr,
        form,
        is_land=is_land,
        zeile=zeile,
        fragt=fragt,
        jetzt=status == 409 and not fragt,
        status=status,
    )


@bp.route(f"{_PFAD}/<int:zahlung_id>/zuruecknehmen", methods=["GET", "POST"])
@requires(Recht.ZAHLUNG_FESTHALTEN)
def zuruecknehmen(programm: str, jahr: int, zahlung_id: int) -> ResponseReturnValue:
    zeile = _find(programm, jahr, zahlung_id)
    form, status = StornoForm(), 200
    if request.method == "GET":
        form.aenderungsstand.data = str(zeile.aenderungsstand)
    else:
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.reverse_zahlung(
                        session,
                        zahlung_id,
                        programm=programm,
                        jahr=jahr,
                        grund=form.grund.data,
                        stand=form.stand,
                        person=person,
                    )
                return weiter(_liste(programm, jahr), "Die Zahlung ist zurückgenommen; sie zählt nicht mehr.")
            except DomainError as error:
                form.take_over(error)
    return render_page(
        "zahlungen/zuruecknehmen.html", programm=programm, jahr=jahr, zeile=zeile, form=form
    ), status


@bp.route(f"{_PFAD}/haushalt", methods=["GET", "POST"])
@requires(Recht.ZAHLUNG_FESTHALTEN)
def haushalt(programm: str, jahr: int) -> ResponseReturnValue:
    year = foerderjahre.get(db.session(), programm, jahr)
    ist = load_haushalt_ist(db.session(), year.id)
    form, status = HaushaltIstForm(), 200
    if request.method == "GET":
        form.betrag.data, form.am.data, form.quelle.data = ist.betrag, ist.am, ist.quelle
        form.aenderungsstand.data = str(ist.aenderungsstand)
    else:
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.set_haushalt_ist(
                        session,
                        programm=programm,
                        jahr=jahr,
                        betrag=form.betrag.data,
                        am=form.am.data,
                        quelle=form.quelle.data,
                        stand=form.stand,
                        person=person,
                    )
                return weiter(_liste(programm, jahr), "Das Ist laut Haushalt ist gespeichert.")
            except DomainError as error:
                form.take_over(error)
    return render_page("zahlungen/haushalt.html", programm=programm, jahr=jahr, form=form), status


def _liste(programm: str, jahr: int) -> str:
    return url_for("zahlungen.liste", programm=programm, jahr=jahr)


def _find(programm: str, jahr: int, zahlung_id: int) -> Zahlungszeile:
    year = foerderjahre.get(db.session(), programm, jahr)
    return get_zahlung(db.session(), year.id, zahlung_id)


def _form(programm: str, jahr: int, *, is_land: bool) -> ZahlungForm:
    form = ZahlungForm()
    form.offer_arten(ARTEN_LAND if is_land else ARTEN_TRAEGER)
    year = foerderjahre.get(db.session(), programm, jahr)
    form.empfaenger.offer(
        (str(e.anteil_id), f"{e.traeger}: {e.massnahme}")
        for e in (() if is_land else list_empfaenger(db.session(), year.id))
    )
    return form


def _is_complete(form: ZahlungForm, *, is_land: bool) -> bool:
    complete = form.validate()
    if not is_land and not form.empfaenger.data:
        form.empfaenger.errors = [
            *form.empfaenger.errors,
            "Bitte wählen Sie, an wen oder von wem gezahlt wurde.",
        ]
        return False
    return bool(complete)


def _angaben(form: ZahlungForm) -> Zahlungsangaben:
    return Zahlungsangaben(
        art=form.kind,
        datum=form.datum.data,
        betrag=form.betrag.data,
        anteil_id=int(form.empfaenger.data) if form.empfaenger.data else None,
        herkunft=form.herkunft.data,
        haushaltsjahr=form.jahr,
        buchungszeichen=form.buchungszeichen.data,
        kontierung=form.kontierung.data,
        bemerkung=form.bemerkung.data,
    )


def _show(form: ZahlungForm, zeile: Zahlungszeile) -> None:
    form.art.data, form.betrag.data, form.datum.data = zeile.art.value, abs(zeile.betrag), zeile.datum
    form.empfaenger.data = str(zeile.anteil_id) if zeile.anteil_id is not None else None
    form.herkunft.data, form.buchungszeichen.data = zeile.herkunft, zeile.buchungszeichen
    form.haushaltsjahr.data = str(zeile.haushaltsjahr or "")
    form.kontierung.data, form.bemerkung.data = zeile.kontierung, zeile.bemerkung
    form.aenderungsstand.data = str(zeile.aenderungsstand)


def _page(
    programm: str,
    jahr: int,
    form: ZahlungForm,
    *,
    is_land: bool,
    status: int = 200,
    **values: Any,  # noqa: ANN401
) -> ResponseReturnValue:
    year = foerderjahre.get(db.session(), programm, jahr)
    empfaenger = {e.anteil_id: e for e in list_empfaenger(db.session(), year.id)}
    chosen = empfaenger.get(int(form.empfaenger.data)) if form.empfaenger.data else None
    angaben = _angaben(form) if values.get("geprueft") else None
    bezug = Bezug(chosen.kennung, chosen.kuerzel) if chosen else None
    judged = load_geprueft(db.session(), year, am=heute()).jahr
    shown = {"zeile": None, "fragt": False, "jetzt": False, "geprueft": False} | values
    page = render_page(
        "zahlungen/eine.html",
        programm=programm,
        jahr=jahr,
        form=form,
        is_land=is_land,
        kontierungen=list_kontierungen(db.session()),
        urteile=judge_entry(judged, bezug=bezug, is_land=is_land, angaben=angaben),
        gewaehlt=chosen,
        am=heute(),
        **shown,
    )
    return page, status
