"""Maßnahmen und Beträge of a Foerderjahr: the editable table, and who takes part in a Maßnahme."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.betraege_seite import Tabellenseite, build_seite
from grants.blueprints.listen import datei_antwort
from grants.domain import betragsliste
from grants.domain.errors import Conflict, DomainError, NotFound, RuleViolation
from grants.domain.zellen import InzwischenGeaendert
from grants.extensions import db
from grants.forms import betraege_wahl as wahl
from grants.forms.betraege import TabellenForm
from grants.forms.betraege_empfaenger import AnteilForm, NurKnopf
from grants.forms.betraege_taten import SPEICHERN, act, add
from grants.forms.wahl import Streit
from grants.queries import foerderjahre
from grants.queries.betraege import load_tabelle
from grants.queries.kette import load_jahr
from grants.schreiben import aendern
from grants.services.betraege import Gespeichert, save_betraege
from grants.services.betraege_empfaenger import add_empfaenger, remove_empfaenger
from grants.web import heute, render_page, weiter
from reports.listendatei import Listendatei

bp = Blueprint("betraege", __name__)
_ADRESSE = "/foerderjahre/<programm>/<int:jahr>/betraege"


@bp.get(_ADRESSE)
@requires(Recht.JAHR_ANSEHEN)
def tabelle(programm: str, jahr: int) -> ResponseReturnValue:
    daten = load_tabelle(db.session(), programm=programm, jahr=jahr, am=heute())
    return _page(build_seite(TabellenForm(daten)))


@bp.post(_ADRESSE)
@requires(Recht.JAHR_PFLEGEN)
def bearbeiten(programm: str, jahr: int) -> ResponseReturnValue:
    """Save the table, or do what another button says to the form and show it again."""
    form = TabellenForm(load_tabelle(db.session(), programm=programm, jahr=jahr, am=heute()), request.form)
    form.validate()
    streit = wahl.read(form, request.form)
    tat = request.form.get("tat", "")
    if request.headers.get("X-Teil") == "pruefung":
        return render_template("betraege/_pruefung.html", seite=build_seite(form))
    if tat == SPEICHERN:
        return _save(form, streit, programm=programm, jahr=jahr)
    done = act(form, tat, request.form)
    return _page(build_seite(form, tat=done, streit=streit))


def _save(form: TabellenForm, streit: Streit, *, programm: str, jahr: int) -> ResponseReturnValue:
    if form.neu_name.data:
        # Typed below the table and not yet added: it was meant.
        add(form)
    chosen = wahl.apply(form, streit)
    wunsch, gezeigt = form.wunsch(), form.zellen
    if not chosen or not form.is_readable or form.errors:
        return _page(build_seite(form, streit=streit)), 422
    try:
        with aendern(form) as (session, person):
            foerderjahr = foerderjahre.get(session, programm, jahr)
            done = save_betraege(session, foerderjahr, wunsch, gezeigt=gezeigt, am=heute(), person=person)
    except InzwischenGeaendert as error:
        form.renew(load_tabelle(db.session(), programm=programm, jahr=jahr, am=heute()), error.jetzt)
        streit = wahl.begin(form, error.unterschiede, gezeigt=gezeigt)
        return _page(build_seite(form, streit=streit)), 409
    except RuleViolation as error:
        form.take_over(error)
        return _page(build_seite(form, streit=streit)), 422
    return weiter(url_for(".tabelle", programm=programm, jahr=jahr), _saved(done))


def _saved(done: Gespeichert) -> str:
    if not done.changed:
        return "Es gab nichts zu speichern: Alles steht schon so da."
    where = f" Die geänderten Beträge stehen als Version {done.version}." if done.neue_version else ""
    return " ".join(("Gespeichert." + where, *done.hinweise))


def _page(seite: Tabellenseite) -> str:
    return render_page("betraege/tabelle.html", seite=seite)


@bp.get(f"{_ADRESSE}.<any(xlsx, csv):endung>")
@requires(Recht.JAHR_ANSEHEN)
def export(programm: str, jahr: int, endung: str) -> ResponseReturnValue:
    session = db.session()
    loaded = load_jahr(session, foerderjahre.get(session, programm, jahr), am=heute(), einzelbelege=False)
    datei = Listendatei(
        titel=f"Maßnahmen und Beträge {jahr}",
        blatt=f"Beträge {jahr}",
        kopf=betragsliste.KOPF,
        zeilen=betragsliste.betragsliste(loaded),
        breiten=(8, 32, 60, 48, 18),
        hinweise=betragsliste.hinweise(loaded),
    )
    return datei_antwort(datei, f"massnahmen-und-betraege-{jahr}", endung)


# -- who takes part ------------------------------------------------------------------------------------------


@bp.route(f"{_ADRESSE}/<kennung>/empfaenger", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def empfaenger(programm: str, jahr: int, kennung: str) -> ResponseReturnValue:
    """Show who takes part in a Maßnahme, and let another Träger take part."""
    daten = load_tabelle(db.session(), programm=programm, jahr=jahr, am=heute())
    form = AnteilForm(daten, kennung)
    status = 200
    if form.validate_on_submit():
        try:
            with aendern(form) as (session, person):
                foerderjahr = foerderjahre.get(session, programm, jahr)
                add_empfaenger(
                    session,
                    foerderjahr,
                    kennung=kennung,
                    kuerzel=form.traeger.data or "",
                    anteil=form.anteil.data,
                    person=person,
                )
        except NotFound:
            raise
        except DomainError as error:
            form.take_over(error)
            status = 409 if isinstance(error, Conflict) else 422
        else:
            url = url_for(".empfaenger", programm=programm, jahr=jahr, kennung=kennung)
            return weiter(url, "Gespeichert. Bitte prüfen Sie die Anteile in der Tabelle.")
    page = render_page(
        "betraege/empfaenger.html", daten=daten, massnahme=form.massnahme, form=form, raus=NurKnopf()
    )
    return page, 422 if form.errors else status


@bp.post(f"{_ADRESSE}/<kennung>/empfaenger/<kuerzel>/herausnehmen")
@requires(Recht.JAHR_PFLEGEN)
def empfaenger_herausnehmen(programm: str, jahr: int, kennung: str, kuerzel: str) -> ResponseReturnValue:
    form = NurKnopf()
    with aendern(form) as (session, person):
        foerderjahr = foerderjahre.get(session, programm, jahr)
        remove_empfaenger(session, foerderjahr, kennung=kennung, kuerzel=kuerzel, person=person)
    return weiter(url_for(".empfaenger", programm=programm, jahr=jahr, kennung=kennung), "Herausgenommen.")
