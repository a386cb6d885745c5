"""The check of a recipient's proof: notes, sample, checklist, signatures, rules, paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, me, requires
from grants.blueprints import pruefungen_belege  # noqa: F401 - further views of the same blueprint
from grants.blueprints.mitteilungen_seite import schritt
from grants.blueprints.pruefungen_seite import PFAD, bp, is_htmx, refused, show, url
from grants.blueprints.pruefungen_teile import refuse
from grants.domain.befunde import TITEL
from grants.domain.begriffe import FREIGEGEBENE, Pruefantwort, Zeichnungsart
from grants.domain.errors import Conflict, DomainError
from grants.extensions import db
from grants.forms.pruefungen import (
    BeginnForm,
    GrundForm,
    NotizenForm,
    StichprobeForm,
    ZeichnungForm,
    ZugehoerigkeitForm,
    ZustimmungForm,
)
from grants.models import Person
from grants.queries.ablage import list_zum_anteil
from grants.queries.anteile import load_anteil
from grants.queries.pruefliste import load_fragen
from grants.schreiben import aendern
from grants.services import (
    ergebnispost,
    freigabe,
    pruefantworten,
    pruefoeffnung,
    pruefungen,
    stichproben,
    unterlagen,
)
from grants.web import MEDIA_TYPES, heute, render_page, weiter

__all__ = ["bp"]


@bp.get(PFAD)
@requires(Recht.NACHWEISE_ANSEHEN)
def nachweis(anteil_id: int) -> ResponseReturnValue:
    return show(load_anteil(db.session(), anteil_id))


# -- beginning, notes ------------------------------------------------------------------------------------------


@bp.post(f"{PFAD}/beginnen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def beginnen(anteil_id: int) -> ResponseReturnValue:
    form = BeginnForm()
    if not form.validate():
        return show(load_anteil(db.session(), anteil_id), status=422, beginn=form)
    try:
        with aendern(form) as (session, person):
            pruefungen.begin(session, anteil_id, tiefe=form.tiefe.data, heute=heute(), person=person)
    except DomainError as error:
        return refused(anteil_id, error, beginn=form)
    return weiter(url(anteil_id), "Die Prüfung ist begonnen.")


@bp.post(f"{PFAD}/notizen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def notieren(anteil_id: int) -> ResponseReturnValue:
    form = NotizenForm()
    if not form.validate():
        return show(load_anteil(db.session(), anteil_id), status=422, notizen=form)
    try:
        with aendern(form) as (session, person):
            pruefungen.save_notes(
                session, anteil_id, form.notizen(), stand=form.stand, heute=heute(), person=person
            )
    except DomainError as error:
        if isinstance(error, Conflict) and form.stand is not None:
            # What was typed stays; saved again it holds over what stands there now.
            found = pruefungen.find_pruefung(
                db.session(), load_anteil(db.session(), anteil_id).nachweis_id or 0
            )
            form.aenderungsstand.data = str(found.aenderungsstand) if found else ""
            form.take_over(error)
        return refused(anteil_id, error, notizen=form)
    return weiter(url(anteil_id, "notizen"), "Gespeichert.")


@bp.post(f"{PFAD}/zugehoerigkeit")
@requires(Recht.NACHWEIS_PRUEFEN_RECHNERISCH)
def zuordnen(anteil_id: int) -> ResponseReturnValue:
    form = ZugehoerigkeitForm()
    if not form.validate():
        return show(load_anteil(db.session(), anteil_id), status=422, zugehoerigkeit=form)
    try:
        with aendern(form) as (session, person):
            pruefungen.answer_belonging(
                session, anteil_id, gehoert=form.gehoert.data == "ja", heute=heute(), person=person
            )
    except DomainError as error:
        return refused(anteil_id, error, zugehoerigkeit=form)
    return weiter(url(anteil_id), "Gespeichert.")


# -- sample, checklist -----------------------------------------------------------------------------------------


@bp.post(f"{PFAD}/stichprobe")
@requires(Recht.NACHWEIS_PRUEFEN_RECHNERISCH)
def ziehen(anteil_id: int) -> ResponseReturnValue:
    form = StichprobeForm()
    if not form.validate():
        return show(load_anteil(db.session(), anteil_id), status=422, ziehung=form)
    try:
        with aendern(form) as (session, person):
            stichproben.draw_sample(
                session,
                anteil_id,
                schwelle=form.schwelle.data,
                anteil_vh=form.anteil.data or stichproben.OHNE_ANTEIL,
                zeilen=form.zeilen.data or 0,
                grund=form.grund.data,
                heute=heute(),
                person=person,
            )
            session.flush()
            unterlagen.tell_redrawn(
                session, anteil_id, schritt=schritt("unterlagen.seite", anteil_id, person)
            )
    except DomainError as error:
        return refused(anteil_id, error, ziehung=form)
    return weiter(url(anteil_id, "stichprobe"), "Die Stichprobe ist gezogen.")


@bp.get(f"{PFAD}/stichprobe/nachziehen")
@requires(Recht.NACHWEISE_ANSEHEN)
def nachziehen(anteil_id: int) -> ResponseReturnValue:
    """Draw the sample again from its seed and show whether the same rows come out."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    alike = stichproben.drawn_alike(session, anteil, heute=heute())
    return render_page("pruefungen/nachziehen.html", anteil=anteil, gleich=alike)


@bp.post(f"{PFAD}/pruefliste")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def beantworten(anteil_id: int) -> ResponseReturnValue:
    form = ZustimmungForm()
    if not form.validate():
        return show(load_anteil(db.session(), anteil_id), status=422, liste=form)
    given = {}
    for key, value in request.form.items():
        if key.startswith("stand-") and key[6:].isdigit() and value.isdigit():
            punkt = key[6:]
            chosen = request.form.get(f"antwort-{punkt}", "")
            given[int(punkt)] = pruefantworten.Antwort(
                Pruefantwort(chosen) if chosen in set(Pruefantwort) else None,
                request.form.get(f"bemerkung-{punkt}", "").strip()[:1000],
                int(value),
            )
    try:
        with aendern(form) as (session, person):
            pruefantworten.answer(session, anteil_id, given, heute=heute(), person=person)
    except DomainError as error:
        status, sentences = refuse(error)
        anteil = load_anteil(db.session(), anteil_id)
        if isinstance(error, Conflict):
            # The page shows beside each answer what is kept now; saving once more is meant.
            kept = {each.id: each.aenderungsstand for each in load_fragen(db.session(), anteil, ())}
            given = {key: replace(each, stand=kept.get(key, 0)) for key, each in given.items()}
        return show(anteil, status=status, abgewiesen=sentences, eingaben=given)
    return weiter(url(anteil_id, "pruefliste"), "Gespeichert.")


# -- signing ---------------------------------------------------------------------------------------------------


@bp.post(f"{PFAD}/fachlich")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def fachlich(anteil_id: int) -> ResponseReturnValue:
    return _sign(anteil_id, Zeichnungsart.FACHLICH)


@bp.post(f"{PFAD}/rechnerisch")
@requires(Recht.NACHWEIS_PRUEFEN_RECHNERISCH)
def rechnerisch(anteil_id: int) -> ResponseReturnValue:
    return _sign(anteil_id, Zeichnungsart.RECHNERISCH)


def _sign(anteil_id: int, art: Zeichnungsart) -> ResponseReturnValue:
    form = ZeichnungForm()
    if not form.validate():
        return show(load_anteil(db.session(), anteil_id), status=422, zeichnung=form)
    try:
        with aendern(form) as (session, person):
            pruefungen.sign(session, anteil_id, art, vermerk=form.vermerk.data, heute=heute(), person=person)
    except DomainError as error:
        return refused(anteil_id, error, zeichnung=form)
    return weiter(url(anteil_id, "zeichnungen"), "Gezeichnet.")


@bp.post(f"{PFAD}/freigeben")
@requires(Recht.NACHWEIS_FREIGEBEN)
def freigeben(anteil_id: int) -> ResponseReturnValue:
    """Give the Freigabe: the Prüfvermerk is laid out first, then everything is kept in one transaction."""
    form = ZeichnungForm()
    if not form.validate():
        return show(load_anteil(db.session(), anteil_id), status=422, zeichnung=form)
    vermerk = form.vermerk.data
    try:
        session = db.session()
        actor = session.get_one(Person, me().person_id)
        blatt = freigabe.prepare(session, anteil_id, vermerk=vermerk, heute=heute(), person=actor)
        with aendern(form) as (writing, person):
            freigabe.release(writing, anteil_id, blatt, vermerk=vermerk, heute=heute(), person=person)
    except DomainError as error:
        return refused(anteil_id, error, zeichnung=form)
    return weiter(url(anteil_id), "Freigegeben. Der Prüfvermerk ist ausgestellt.")


@bp.post(f"{PFAD}/wieder-aufnehmen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def aufnehmen(anteil_id: int) -> ResponseReturnValue:
    return _with_reason(anteil_id, pruefoeffnung.take_up_again, "Der Nachweis ist wieder in Prüfung.")


@bp.post(f"{PFAD}/oeffnung-beantragen")
@requires(Recht.NACHWEIS_FREIGEBEN)
def oeffnung_beantragen(anteil_id: int) -> ResponseReturnValue:
    return _with_reason(anteil_id, pruefoeffnung.ask_to_open, "Beantragt. Eine zweite Person muss zustimmen.")


def _with_reason(anteil_id: int, act: Callable[..., None], done: str) -> ResponseReturnValue:
    form = GrundForm()
    if not form.validate():
        return show(load_anteil(db.session(), anteil_id), status=422, grund=form)
    try:
        with aendern(form) as (session, person):
            act(session, anteil_id, grund=form.grund.data, heute=heute(), person=person)
    except DomainError as error:
        return refused(anteil_id, error, grund=form)
    return weiter(url(anteil_id), done)


@bp.post(f"{PFAD}/oeffnen")
@requires(Recht.NACHWEIS_FREIGEBEN)
def oeffnen(anteil_id: int) -> ResponseReturnValue:
    form = ZustimmungForm()
    if not form.validate():
        return show(load_anteil(db.session(), anteil_id), status=422, zustimmung=form)
    try:
        with aendern(form) as (session, person):
            pruefoeffnung.agree_to_open(session, anteil_id, heute=heute(), person=person)
            ergebnispost.tell_taken_back(
                session, anteil_id, schritt=schritt("ergebnis.portal", anteil_id, person)
            )
    except DomainError as error:
        return refused(anteil_id, error, zustimmung=form)
    return weiter(url(anteil_id), "Der Nachweis ist wieder in Prüfung; alle Zeichnungen sind ungültig.")


# -- rules, paper ----------------------------------------------------------------------------------------------


@bp.get(f"{PFAD}/regeln")
@requires(Recht.NACHWEISE_ANSEHEN)
def regeln(anteil_id: int) -> ResponseReturnValue:
    """Show what every rule says of this proof; the page of the check fetches it once it stands."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    unterlagen = freigabe.collect(session, anteil, heute=heute())
    values = {
        "anteil": anteil,
        "ergebnisse": freigabe.results(unterlagen),
        "titel_der_regel": TITEL.__getitem__,
    }
    if is_htmx():
        return render_template("pruefungen/_regeln.html", **values)
    return render_page("pruefungen/regeln.html", **values)


@bp.get(f"{PFAD}/pruefvermerk.<any(pdf, xlsx, json):endung>")
@requires(Recht.NACHWEISE_ANSEHEN)
def entwurf(anteil_id: int, endung: str) -> ResponseReturnValue:
    """Hand out the Prüfvermerk as a draft; it is not stored. Raises Conflict once it is issued."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    is_issued = any(each.art == "pruefvermerk" for each in list_zum_anteil(session, anteil.id))
    if is_issued and anteil.status in FREIGEGEBENE:
        raise Conflict(
            "Der Prüfvermerk ist ausgestellt. Er liegt auf der Seite der Prüfung unter „Für den Prüfvermerk“."
        )
    daten = freigabe.build(freigabe.collect(session, anteil, heute=heute()))
    content = freigabe.make_files(daten)[endung]
    response = Response(content, content_type=MEDIA_TYPES[endung])
    name = f"pruefvermerk-entwurf-{anteil.kuerzel}-{anteil.jahr}.{endung}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
