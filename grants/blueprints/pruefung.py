"""Prüfung der Summen: every rule with its Ergebnis, and the deviations that two Persons let pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, me, requires
from grants.blueprints.listen import datei_antwort
from grants.blueprints.pruefung_ziele import mend
from grants.domain.abweichungen import STAND_LABEL
from grants.domain.errors import Conflict, DomainError, NotFound, RuleViolation
from grants.domain.fristen import format_datum
from grants.domain.pruefregeln import Bezug
from grants.extensions import db
from grants.forms.base import Formular
from grants.forms.pruefung import (
    AblehnungForm,
    BegruendungForm,
    RuecknahmeForm,
    ZustimmungForm,
    read_bezug,
    read_differenz,
    read_wahl,
)
from grants.queries import foerderjahre
from grants.queries.abweichungen import Abweichungszeile, get_abweichung, list_abweichungen
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.pruefung import KOPF, Zeige, find_eintrag, load_pruefung, table_of
from grants.schreiben import aendern
from grants.services import abweichungen as service
from grants.web import heute, render_page, weiter
from reports.listendatei import Listendatei

bp = Blueprint("pruefung", __name__)
_IM_JAHR = "/foerderjahre/<programm>/<int:jahr>/pruefung"
_BREITEN = (28, 14, 40, 60, 16, 16, 16, 12, 40, 28, 40, 60, 40)


# -- results ---------------------------------------------------------------------------------------------------


@bp.get(_IM_JAHR)
@requires(Recht.JAHR_ANSEHEN)
def ergebnisse(programm: str, jahr: int) -> ResponseReturnValue:
    """Show the results; `druck` opens everything for paper."""
    wahl, wrong = read_wahl(request.args, heute=heute())
    seite = load_pruefung(db.session(), programm=programm, jahr=jahr, wahl=wahl)
    page = render_page(
        "pruefung/druck.html" if "druck" in request.args else "pruefung/ergebnisse.html",
        seite=seite,
        programm=programm,
        jahr=jahr,
        heute=heute(),
        falscher_tag=wrong,
        eingabe=request.args.get("am", ""),
        # The address keeps what was chosen, for paper, file and the other filters.
        frage={
            "zeige": None if wahl.zeige is Zeige.ALLE else wahl.zeige.value,
            "massnahme": wahl.massnahme or None,
            "am": None if wahl.am == heute() else format_datum(wahl.am),
        },
        ort=partial(mend, programm, jahr),
        zustand=STAND_LABEL,
    )
    return page, 422 if wrong else 200


@bp.get(f"{_IM_JAHR}.<any(xlsx, csv):endung>")
@requires(Recht.JAHR_ANSEHEN)
def export(programm: str, jahr: int, endung: str) -> ResponseReturnValue:
    """Hand out what the page shows under the same filter."""
    wahl, _ = read_wahl(request.args, heute=heute())
    seite = load_pruefung(db.session(), programm=programm, jahr=jahr, wahl=wahl)
    datei = Listendatei(
        titel=f"Prüfung der Summen {jahr}",
        blatt=f"Prüfung {jahr}",
        kopf=KOPF,
        zeilen=table_of(seite),
        breiten=_BREITEN,
        hinweise=[f"Geprüft wurde der Stand vom {format_datum(wahl.am)}."],
    )
    return datei_antwort(datei, f"pruefung-der-summen-{jahr}", endung)


# -- waivers ---------------------------------------------------------------------------------------------------


@bp.get(f"{_IM_JAHR}/abweichungen")
@requires(Recht.JAHR_ANSEHEN)
def abweichungen(programm: str, jahr: int) -> ResponseReturnValue:
    zeilen = list_abweichungen(db.session(), programm=programm, jahr=jahr, am=heute())
    return render_page(
        "pruefung/abweichungen.html", zeilen=zeilen, programm=programm, jahr=jahr, zustand=STAND_LABEL
    )


@bp.route(f"{_IM_JAHR}/<regel>/begruenden", methods=["GET", "POST"])
@requires(Recht.ABWEICHUNG_BEGRUENDEN)
def begruenden(programm: str, jahr: int, regel: str) -> ResponseReturnValue:
    """Reason the deviation that the address names."""
    bezug = read_bezug(request.args)
    form, status = BegruendungForm(), 200
    if form.validate_on_submit() and form.betrag is not None:
        try:
            with aendern(form) as (session, person):
                abweichung_id = service.add_abweichung(
                    session,
                    foerderjahre.get(session, programm, jahr),
                    code=regel,
                    bezug=bezug,
                    differenz=form.betrag,
                    grund=form.grund.data,
                    am=heute(),
                    person=person,
                ).id
            url = url_for(".abweichung", programm=programm, jahr=jahr, abweichung_id=abweichung_id)
            return weiter(
                url, "Die Begründung ist gespeichert. Sie gilt, sobald eine zweite Person zustimmt."
            )
        except DomainError as error:
            form.take_over(error)
            status = 409 if isinstance(error, Conflict) else 422
            if isinstance(error, Conflict) and not _still_there(programm, jahr, regel, bezug):
                raise
    elif form.is_submitted():
        status = 422
    wanted = read_differenz(request.args)
    gruppe = find_eintrag(
        db.session(), programm=programm, jahr=jahr, am=heute(), code=regel, bezug=bezug, differenz=wanted
    )
    # What is reasoned is the difference that stands on the page now.
    form.differenz.data = str(gruppe.zeilen[0].eintrag.differenz)
    page = render_page("pruefung/begruenden.html", gruppe=gruppe, form=form, programm=programm, jahr=jahr)
    return page, status


def _still_there(programm: str, jahr: int, regel: str, bezug: Bezug) -> bool:
    try:
        find_eintrag(db.session(), programm=programm, jahr=jahr, am=heute(), code=regel, bezug=bezug)
    except NotFound:
        return False
    return True


@bp.get(f"{_IM_JAHR}/abweichungen/<int:abweichung_id>")
@requires(Recht.JAHR_ANSEHEN)
def abweichung(programm: str, jahr: int, abweichung_id: int) -> ResponseReturnValue:
    return _page(programm, jahr, abweichung_id)


@bp.post(f"{_IM_JAHR}/abweichungen/<int:abweichung_id>/zustimmen")
@requires(Recht.ABWEICHUNG_ZUSTIMMEN)
def zustimmen(programm: str, jahr: int, abweichung_id: int) -> ResponseReturnValue:
    told = "Zugestimmt. Die Abweichung ist zugelassen."
    return _act(programm, jahr, abweichung_id, service.agree, told, zustimmung=ZustimmungForm())


@bp.post(f"{_IM_JAHR}/abweichungen/<int:abweichung_id>/ablehnen")
@requires(Recht.ABWEICHUNG_ZUSTIMMEN)
def ablehnen(programm: str, jahr: int, abweichung_id: int) -> ResponseReturnValue:
    form = AblehnungForm()
    act = partial(service.refuse, grund=form.ablehnung.data or "")
    told = "Abgelehnt. Die Abweichung bleibt offen."
    return _act(programm, jahr, abweichung_id, act, told, ablehnung=form)


@bp.post(f"{_IM_JAHR}/abweichungen/<int:abweichung_id>/zuruecknehmen")
@requires(Recht.ABWEICHUNG_BEGRUENDEN)
def zuruecknehmen(programm: str, jahr: int, abweichung_id: int) -> ResponseReturnValue:
    form = RuecknahmeForm()
    act = partial(service.take_back, grund=form.ruecknahme.data or "")
    told = "Zurückgenommen. Die Abweichung ist wieder offen."
    return _act(programm, jahr, abweichung_id, act, told, ruecknahme=form)


def _act(
    programm: str, jahr: int, abweichung_id: int, act: Callable[..., object], told: str, /, **sent: Formular
) -> ResponseReturnValue:
    """Do what the one form asks for that was sent; its name is the one of the template."""
    ((name, form),) = sent.items()
    if not form.validate():
        return _page(programm, jahr, abweichung_id, formulare=sent, status=422)
    try:
        with aendern(form) as (session, person):
            act(session, abweichung_id, stand=form.stand, am=heute(), person=person)
    except DomainError as error:
        return _refused(programm, jahr, abweichung_id, form, error, name=name)
    return weiter(url_for(".abweichung", programm=programm, jahr=jahr, abweichung_id=abweichung_id), told)


def _refused(
    programm: str, jahr: int, abweichung_id: int, form: Formular, error: DomainError, *, name: str
) -> ResponseReturnValue:
    """Show the page with what was refused: at the field, or on top where the form may be gone by now."""
    if isinstance(error, RuleViolation) and all(violation.feld for violation in error.violations):
        form.take_over(error, felder={"grund": name})
        return _page(programm, jahr, abweichung_id, status=422, formulare={name: form})
    status = 409 if isinstance(error, Conflict) else 422
    return _page(programm, jahr, abweichung_id, status=status, abgewiesen=str(error))


def _page(
    programm: str,
    jahr: int,
    abweichung_id: int,
    *,
    status: int = 200,
    abgewiesen: str = "",
    formulare: Mapping[str, Formular] | None = None,
) -> ResponseReturnValue:
    """Show a waiver; only the form that was sent reads what was sent."""
    zeile = get_abweichung(db.session(), abweichung_id, am=heute())
    if (zeile.programm, zeile.jahr) != (programm, jahr):
        raise NotFound(
            f"Im Förderjahr {jahr} gibt es diese Abweichung nicht. Gehen Sie zur Prüfung der Summen."
        )
    stand = {"aenderungsstand": str(zeile.aenderungsstand)}
    fresh = {
        "zustimmung": ZustimmungForm(formdata=None, data=stand),
        "ablehnung": AblehnungForm(formdata=None, data=stand),
        "ruecknahme": RuecknahmeForm(formdata=None, data=stand),
    }
    page = render_page(
        "pruefung/abweichung.html",
        zeile=zeile,
        programm=programm,
        jahr=jahr,
        zustand=STAND_LABEL,
        abgewiesen=abgewiesen,
        bin_zweite=_is_second(zeile),
        ort=partial(mend, programm, jahr),
        **{**fresh, **(formulare or {})},
    )
    return page, status


def _is_second(zeile: Abweichungszeile) -> bool:
    """Return whether whoever looks is not the one who reasoned it, after joining."""
    own = me().person_id
    return load_zusammengefuehrt(db.session()).get(own, own) != zeile.begruendet_von_id
