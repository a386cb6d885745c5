"""Finanzierungspläne: the list of a year, and one recipient's plan with its balance and what the rules say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.listen import datei_antwort
from grants.blueprints.plaene_seite import Planseite, build_seite, read_only
from grants.domain import planentwurf, planliste
from grants.domain.befunde import TITEL
from grants.domain.begriffe import Ausgabenart, Mittelherkunft, label
from grants.domain.errors import NotFound, RuleViolation
from grants.domain.zellen import InzwischenGeaendert
from grants.extensions import db
from grants.forms.betraege_taten import SPEICHERN
from grants.forms.plaene import PlanForm
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.queries.plaene import Plandaten, load_plan
from grants.schreiben import aendern
from grants.services.plaene import Gespeichert, save_plan
from grants.web import heute, render_page, weiter
from reports.listendatei import Listendatei

bp = Blueprint("plaene", __name__)


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "ausgabenarten": [(art.value, label(art)) for art in Ausgabenart],
        "herkuenfte": [(herkunft.value, label(herkunft)) for herkunft in Mittelherkunft],
        "titel_der_regeln": TITEL,
        "antragszeilen": planentwurf.lines,
        "zellenname": planentwurf.describe,
        "vzae": planentwurf.format_vzae,
    }


_ADRESSE = "/foerderjahre/<programm>/<int:jahr>/finanzierungsplan/<kennung>/<traeger>"
_LISTE = "/foerderjahre/<programm>/<int:jahr>/finanzierungsplaene"


@bp.get(_LISTE)
@requires(Recht.JAHR_ANSEHEN)
def liste(programm: str, jahr: int) -> ResponseReturnValue:
    session = db.session()
    loaded = load_jahr(session, foerderjahre.get(session, programm, jahr), am=heute(), einzelbelege=False)
    return render_page("plaene/liste.html", jahr=loaded, liste=planliste.build(loaded, **_filter()))


@bp.get(f"{_LISTE}.<any(xlsx, csv):endung>")
@requires(Recht.JAHR_ANSEHEN)
def export(programm: str, jahr: int, endung: str) -> ResponseReturnValue:
    session = db.session()
    loaded = load_jahr(session, foerderjahre.get(session, programm, jahr), am=heute(), einzelbelege=False)
    shown = planliste.build(loaded, **_filter())
    datei = Listendatei(
        titel=f"Finanzierungspläne {jahr}",
        blatt=f"Pläne {jahr}",
        kopf=planliste.KOPF,
        zeilen=planliste.rows(shown),
        breiten=(60, 48, 10, 20, 20, 20, 20, 28),
    )
    return datei_antwort(datei, f"finanzierungsplaene-{jahr}", endung)


def _filter() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in ("suche", "zeige", "sortiert")}


@bp.get(_ADRESSE)
@requires(Recht.JAHR_ANSEHEN)
def plan(programm: str, jahr: int, kennung: str, traeger: str) -> ResponseReturnValue:
    """Show the newest version to edit, an older one to read, or last year's to start from."""
    daten = _load(programm, jahr, kennung, traeger)
    version = request.args.get("version", "")
    older = next((p for p in daten.empfaenger.plaene if str(p.version) == version), None)
    if older is not None and older is not daten.neuester:
        return render_page("plaene/version.html", seite=read_only(daten, older))
    if version and older is None:
        raise NotFound(f"Version {version[:10]} dieses Finanzierungsplans gibt es nicht.")
    newest = daten.neuester
    ab = heute() if daten.is_gebunden else newest.wirksam_ab if newest else None
    form = PlanForm(plan=newest, ab=ab)
    form.set_gezeigt(newest)
    from_last_year = request.args.get("aus") == "vorjahr" and daten.vorjahr is not None
    if from_last_year:
        form.fill(daten.vorjahr)
    return _page(build_seite(daten, form, aus_vorjahr=from_last_year))


@bp.post(_ADRESSE)
@requires(Recht.JAHR_PFLEGEN)
def bearbeiten(programm: str, jahr: int, kennung: str, traeger: str) -> ResponseReturnValue:
    """Save the plan, or do what another button says to the form and show it again."""
    daten = _load(programm, jahr, kennung, traeger)
    form = PlanForm(request.form)
    form.validate()
    tat = request.form.get("tat", "")
    if request.headers.get("X-Teil") == "pruefung":
        return render_template("plaene/_pruefung.html", seite=build_seite(daten, form))
    if tat == SPEICHERN:
        return _save(daten, form)
    fokus = form.act(tat)
    return _page(build_seite(daten, form, fokus=fokus, streng=False))


def _load(programm: str, jahr: int, kennung: str, traeger: str) -> Plandaten:
    return load_plan(
        db.session(),
        programm=programm,
        jahr=jahr,
        kennung=kennung,
        kuerzel=traeger,
        am=heute(),
    )


def _save(daten: Plandaten, form: PlanForm) -> ResponseReturnValue:
    wanted = form.plan(daten.naechste_version)
    if not form.is_readable or form.errors:
        return _page(build_seite(daten, form)), 422
    programm, jahr = daten.jahr.programm, daten.jahr.jahr
    kennung, kuerzel = daten.massnahme.kennung, daten.empfaenger.kuerzel
    try:
        with aendern(form) as (session, person):
            done = save_plan(
                session,
                foerderjahre.get(session, programm, jahr),
                kennung=kennung,
                kuerzel=kuerzel,
                plan=wanted,
                gezeigt=form.zellen,
                am=heute(),
                person=person,
            )
    except InzwischenGeaendert as error:
        form.set_zellen(error.jetzt)
        fresh = _load(programm, jahr, kennung, kuerzel)
        return _page(build_seite(fresh, form, unterschiede=error.unterschiede)), 409
    except RuleViolation as error:
        form.take_over(error)
        return _page(build_seite(daten, form)), 422
    url = url_for(".plan", programm=programm, jahr=jahr, kennung=kennung, traeger=kuerzel)
    return weiter(url, _saved(done))


def _saved(done: Gespeichert) -> str:
    if not done.changed:
        return "Es gab nichts zu speichern: Alles steht schon so da."
    if done.neue_version:
        return f"Gespeichert als Version {done.version}. Die frühere Version bleibt lesbar."
    return "Gespeichert."


def _page(seite: Planseite) -> str:
    return render_page("plaene/plan.html", seite=seite)
