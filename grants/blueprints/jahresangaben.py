"""What a Foerderjahr is decided by: parameters with their papers, lines of the Antrag, and a new year."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.begriffe import Antragszeile, Mittelherkunft
from grants.domain.errors import NotFound, RuleViolation
from grants.domain.parametergruppen import (
    GRUPPE_BY_SCHLUESSEL,
    ZEILEN_WORT,
    Gruppe,
    angabe_zellen,
    describe,
    format_wert,
    zeilen_zellen,
)
from grants.domain.zellen import InzwischenGeaendert
from grants.extensions import db
from grants.forms import wahl
from grants.forms.jahresangaben import JahrForm, ParameterForm, ZeilenForm, parameter_form, zeilen_form
from grants.forms.wahl import Streit, Woerter, dump_zellen
from grants.queries import foerderjahre
from grants.queries.jahresangaben import Angabenseite, list_programme, load_angaben, next_jahr
from grants.schreiben import aendern
from grants.services.jahresangaben import create_foerderjahr, save_parameter, save_zeilen
from grants.web import heute, render_page, weiter

bp = Blueprint("jahresangaben", __name__)
_ADRESSE = "/foerderjahre/<programm>/<int:jahr>/angaben"


def _line_words(feld: str, text: str) -> str:
    if not text:
        return "leer"
    is_line = feld in {herkunft.value for herkunft in Mittelherkunft}
    return ZEILEN_WORT[Antragszeile(text)] if is_line else text


_WOERTER = Woerter(describe, _line_words)


@bp.get(_ADRESSE)
@requires(Recht.JAHR_ANSEHEN)
def angaben(programm: str, jahr: int) -> ResponseReturnValue:
    seite = load_angaben(db.session(), programm=programm, jahr=jahr, am=heute())
    return render_page(
        "jahresangaben/angaben.html", seite=seite, zeilen_wort=ZEILEN_WORT, format_wert=format_wert
    )


@bp.route(f"{_ADRESSE}/<gruppe>", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def bearbeiten(programm: str, jahr: int, gruppe: str) -> ResponseReturnValue:
    """Enter the parameters of one group."""
    found = GRUPPE_BY_SCHLUESSEL.get(gruppe)
    if found is None:
        raise NotFound("Diesen Abschnitt gibt es nicht. Gehen Sie zu den Angaben zum Jahr.")
    seite = load_angaben(db.session(), programm=programm, jahr=jahr, am=heute())
    form = parameter_form(found, seite.jahr, request.form if request.method == "POST" else None)
    if not form.validate_on_submit():
        return _group_page(found, seite, form, status=422 if form.errors else 200)
    streit = _WOERTER.read(request.form, gezeigt=form.zellen, meine=angabe_zellen(form.werte()))
    if not wahl.apply(streit, lambda feld, _: form.set_stored(feld, seite.jahr)):
        return _group_page(found, seite, form, streit, status=422)
    try:
        with aendern(form) as (session, person):
            foerderjahr = foerderjahre.get(session, programm, jahr)
            changed = save_parameter(session, foerderjahr, form.werte(), gezeigt=form.zellen, person=person)
    except InzwischenGeaendert as error:
        form.setze_gezeigt(error.jetzt)
        return _group_page(found, seite, form, _WOERTER.begin(error.unterschiede), status=409)
    except RuleViolation as error:
        form.take_over(error)
        return _group_page(found, seite, form, streit, status=422)
    url = url_for(".angaben", programm=programm, jahr=jahr, _anchor=gruppe)
    return weiter(url, "Gespeichert." if changed else "Es gab nichts zu speichern: Alles steht schon so da.")


def _group_page(
    gruppe: Gruppe, seite: Angabenseite, form: ParameterForm, streit: Streit | None = None, *, status: int
) -> ResponseReturnValue:
    page = render_page(
        "jahresangaben/bearbeiten.html", gruppe=gruppe, seite=seite, form=form, streit=streit or Streit()
    )
    return page, status


@bp.route(f"{_ADRESSE}/zuordnung", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def zuordnung(programm: str, jahr: int) -> ResponseReturnValue:
    """Set which line of the Antrag each money feeds."""
    seite = load_angaben(db.session(), programm=programm, jahr=jahr, am=heute())
    form = zeilen_form(dict(seite.zeilen), request.form if request.method == "POST" else None)
    if not form.validate_on_submit():
        return _line_page(seite, form, status=422 if form.errors else 200)
    streit = _WOERTER.read(request.form, gezeigt=form.zellen, meine=zeilen_zellen(form.zeilen()))
    if not wahl.apply(streit, form.set_stored):
        return _line_page(seite, form, streit, status=422)
    try:
        with aendern(form) as (session, person):
            foerderjahr = foerderjahre.get(session, programm, jahr)
            changed = save_zeilen(session, foerderjahr, form.zeilen(), gezeigt=form.zellen, person=person)
    except InzwischenGeaendert as error:
        form.gezeigt.data = dump_zellen(error.jetzt)
        return _line_page(seite, form, _WOERTER.begin(error.unterschiede), status=409)
    url = url_for(".angaben", programm=programm, jahr=jahr, _anchor="zuordnung")
    return weiter(url, "Gespeichert." if changed else "Es gab nichts zu speichern: Alles steht schon so da.")


def _line_page(
    seite: Angabenseite, form: ZeilenForm, streit: Streit | None = None, *, status: int
) -> ResponseReturnValue:
    page = render_page("jahresangaben/zuordnung.html", seite=seite, form=form, streit=streit or Streit())
    return page, status


@bp.route("/foerderjahre/neu", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def neu() -> ResponseReturnValue:
    """Create a Foerderjahr without Maßnahmen."""
    form = JahrForm(data=None if request.method == "POST" else {"jahr": next_jahr(db.session())})
    form.programm.offer(list_programme(db.session()), leer=None)
    if form.validate_on_submit():
        programm, jahr = form.programm.data, form.jahr.data
        try:
            with aendern(form) as (session, person):
                create_foerderjahr(session, programm=programm, jahr=jahr, person=person)
        except RuleViolation as error:
            form.take_over(error)
        else:
            return weiter(
                url_for(".angaben", programm=programm, jahr=jahr),
                f"Das Förderjahr {jahr} ist angelegt. Tragen Sie jetzt ein, was schon feststeht.",
            )
    page = render_page("jahresangaben/neu.html", form=form, jahre=foerderjahre.list_all(db.session()))
    return page, 422 if form.errors else 200
