"""Lists that come as a file or out of the clipboard: looked at, explained once, taken over as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.belege import PFAD
from grants.domain.begriffe import Befugnis, Dateiart, EinlesungStatus
from grants.domain.belege import Planposition
from grants.domain.belegeinlesung import Belegantworten, Belegvorschau
from grants.domain.errors import Conflict, RuleViolation
from grants.extensions import db
from grants.forms.base import Formular
from grants.forms.belege import (
    EinfuegenForm,
    EntfernenForm,
    ListeHochladenForm,
    RechnungForm,
    VorschauForm,
    build_vorschau_form,
    vorschau_answers,
)
from grants.imports.art import FALSCHE_DATEI
from grants.imports.codes import Code
from grants.imports.datei import read_datei
from grants.imports.erechnung import read_erechnung
from grants.models import Belegeinlesung
from grants.queries.anteile import Anteil
from grants.queries.beleg_einlesung import list_einlesungen, load_einlesung
from grants.queries.belege import load_auswahl
from grants.schreiben import aendern
from grants.services.belege import einlesung, erechnung, lesung
from grants.services.belege.vorschau import preview
from grants.services.nachweisstand import ABGESANDT
from grants.web import ablage_von, heute, render_page, weiter
from grants.zugang import own_anteil, require

bp = Blueprint("belege_einlesen", __name__)
_LISTEN = frozenset({Dateiart.XLSX, Dateiart.CSV})
_ERKLAERBAR: frozenset[str] = frozenset({Code.SPALTE_FEHLT, Code.SPALTE_DOPPELT, Code.KOPFZEILE_FEHLT})


# -- a list ----------------------------------------------------------------------------------------------------


@bp.route(f"{PFAD}/einlesen", methods=["GET", "POST"])
@requires(Recht.PORTAL_BEARBEITEN)
def hochladen(anteil_id: int) -> ResponseReturnValue:
    """Take a file, or rows out of the clipboard, and lead on to the preview."""
    anteil = _writable(anteil_id)
    is_pasted = request.form.get("weg") == "einfuegen"
    form = ListeHochladenForm(formdata=None) if is_pasted else ListeHochladenForm()
    paste = EinfuegenForm() if is_pasted else EinfuegenForm(formdata=None)
    sent: Formular = paste if is_pasted else form
    status, bekannt = 200, ""
    if request.method == "POST":
        status = 422
        if sent.validate():
            try:
                hochgeladen = _pasted(paste) if is_pasted else _uploaded(form)
                return _keep(anteil, sent, hochgeladen)
            except einlesung.NichtsNeues as known:
                bekannt, status = str(known), 200
            except RuleViolation as refused:
                sent.take_over(refused, felder={"": "tabelle" if is_pasted else "datei"})
    page = render_page(
        "belege/hochladen.html",
        anteil=anteil,
        form=form,
        einfuegen=paste,
        bekannt=bekannt,
        einlesungen=list_einlesungen(db.session(), anteil.id),
    )
    return page, status


def _writable(anteil_id: int) -> Anteil:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    if not anteil.is_open:
        raise Conflict(ABGESANDT)
    return anteil


def _uploaded(form: ListeHochladenForm) -> erechnung.Hochgeladen:
    upload = form.datei.data
    return erechnung.check(ablage_von(current_app), upload.stream, upload.filename or "", erlaubt=_LISTEN)


def _pasted(form: EinfuegenForm) -> erechnung.Hochgeladen:
    content = form.tabelle.data.encode()
    return erechnung.Hochgeladen(
        f"eingefuegt-{heute():%Y-%m-%d}.txt", hashlib.sha256(content).hexdigest(), content
    )


def _keep(anteil: Anteil, form: Formular, hochgeladen: erechnung.Hochgeladen) -> ResponseReturnValue:
    datei = read_datei(hochgeladen.inhalt, name=hochgeladen.name)
    antworten = lesung.first_answers(db.session(), anteil, datei)
    plan = _plan(anteil)
    gelesen = lesung.read(datei, antworten, plan, stelle=anteil.is_stelle)
    # Headings can be explained in the preview; a file without any is the wrong one.
    asked: frozenset[str] = _ERKLAERBAR if gelesen.kopf.ueberschriften else frozenset()
    wrong = [each for each in gelesen.fehler if each.code in FALSCHE_DATEI - asked]
    if wrong:
        raise RuleViolation(wrong)
    shown = preview(db.session(), anteil, gelesen, plan)
    if shown.changes_nothing:
        count = shown.unveraendert
        rows = "Die Zeile steht" if count == 1 else f"Alle {count} Zeilen stehen"
        raise einlesung.NichtsNeues(
            f"„{hochgeladen.name}“ ist schon übernommen: {rows} genau so in der Belegliste. Es gibt nichts zu tun."
        )
    with aendern(form) as (session, person):
        key = einlesung.keep(session, anteil, hochgeladen, antworten, person=person).id
    return weiter(url_for(".vorschau", anteil_id=anteil.id, einlesung_id=key))


def _plan(anteil: Anteil) -> Sequence[Planposition]:
    return load_auswahl(db.session(), [anteil.id], am=heute())[anteil.id]


@dataclass(frozen=True, slots=True)
class Blick:
    """An upload as it is read now."""

    row: Belegeinlesung
    plan: Sequence[Planposition]
    gelesen: lesung.Gelesen
    vorschau: Belegvorschau


def _look(anteil: Anteil, einlesung_id: int, antworten: Belegantworten | None = None) -> Blick:
    """Read the kept file with its answers, outside of any transaction that writes."""
    row = load_einlesung(db.session(), anteil.id, einlesung_id)
    plan = _plan(anteil)
    if row.inhalt is None:
        raise Conflict(f"„{row.datei}“ ist verworfen. Bitte laden Sie die Datei noch einmal hoch.")
    gelesen = lesung.read(
        read_datei(row.inhalt, name=row.datei),
        antworten or einlesung.answers_of(row),
        plan,
        stelle=anteil.is_stelle,
    )
    return Blick(row, plan, gelesen, preview(db.session(), anteil, gelesen, plan))


def _form(blick: Blick, formdata: Mapping[str, str] | None = None) -> VorschauForm:
    return build_vorschau_form(
        blick.gelesen,
        blick.plan,
        stand=blick.row.aenderungsstand,
        pruefwert=blick.vorschau.pruefwert,
        formdata=formdata,
    )


@bp.route(f"{PFAD}/einlesen/<int:einlesung_id>", methods=["GET", "POST"])
@requires(Recht.PORTAL_BEARBEITEN)
def vorschau(anteil_id: int, einlesung_id: int) -> ResponseReturnValue:
    """Show what would change; with a POST keep the answers, or take the file over."""
    anteil = _writable(anteil_id)
    blick = _look(anteil, einlesung_id)
    if blick.row.status is not EinlesungStatus.OFFEN:
        done = f"„{blick.row.datei}“ ist schon übernommen. Es wurde nichts noch einmal geändert."
        return weiter(url_for("belege.liste", anteil_id=anteil.id), done)
    if request.method == "GET":
        return _vorschau_page(anteil, blick, _form(blick))
    form = _form(blick, request.form)
    if not form.validate():
        return _vorschau_page(anteil, blick, form), 422
    antworten = vorschau_answers(form, blick.gelesen)
    if request.form.get("tat") == "uebernehmen" and antworten == blick.gelesen.antworten:
        return _take_over(anteil, blick, form)
    try:
        with aendern(form) as (session, person):
            einlesung.answer(session, anteil, einlesung_id, antworten, stand=form.stand, person=person)
    except Conflict as error:
        return _stale(anteil, einlesung_id, str(error))
    asked = request.form.get("tat") == "uebernehmen"
    told = "Ihre Antworten ändern die Vorschau. Bitte prüfen Sie sie noch einmal und übernehmen Sie dann."
    target = url_for(".vorschau", anteil_id=anteil.id, einlesung_id=einlesung_id)
    return weiter(target, told if asked else "Die Vorschau ist neu berechnet.")


def _take_over(anteil: Anteil, blick: Blick, form: VorschauForm) -> ResponseReturnValue:
    key = blick.row.id
    name, shown = blick.row.datei, blick.vorschau
    try:
        with aendern(form) as (session, person):
            einlesung.take_over(
                session,
                anteil,
                key,
                blick.gelesen,
                blick.plan,
                pruefwert=form.pruefwert.data or "",
                stand=form.stand,
                person=person,
            )
    except RuleViolation as refused:
        again = _look(anteil, key)
        fresh = _form(again)
        fresh.take_over(refused)
        return _vorschau_page(anteil, again, fresh), 422
    except Conflict as error:
        return _stale(anteil, key, str(error))
    told = f"„{name}“ ist übernommen: {shown.neu} neu, {shown.geaendert} geändert, {shown.unveraendert} unverändert."
    return weiter(url_for("belege.liste", anteil_id=anteil.id), told)


def _stale(anteil: Anteil, einlesung_id: int, text: str) -> ResponseReturnValue:
    db.session().expire_all()
    blick = _look(anteil, einlesung_id)
    if blick.row.status is not EinlesungStatus.OFFEN:
        return weiter(url_for("belege.liste", anteil_id=anteil.id), text)
    return _vorschau_page(anteil, blick, _form(blick), veraltet=text), 409


def _vorschau_page(anteil: Anteil, blick: Blick, form: VorschauForm, *, veraltet: str = "") -> str:
    codes = {str(violation.code) for violation in blick.vorschau.fehler}
    gelesen = blick.gelesen
    needed = {spalte.key for spalte in lesung.spalten_of(gelesen.antworten.art) if spalte.pflicht}
    asked = {
        name
        for name, key in form.spaltenfelder.items()
        if key in gelesen.kopf.fehlend or key in gelesen.kopf.doppelt or key in gelesen.antworten.spalten
    }
    return render_page(
        "belege/vorschau.html",
        anteil=anteil,
        blick=blick,
        form=form,
        vorschau=blick.vorschau,
        veraltet=veraltet,
        gefragte_spalten=[name for name in form.spaltenfelder if name in asked],
        weitere_spalten=[name for name in form.spaltenfelder if name not in asked],
        noetig=needed,
        fragt_zahlen=Code.BETRAG_UNKLAR in codes or bool(gelesen.antworten.zahlen),
        fragt_einnahmen=Code.EINNAHMEN_UNKLAR in codes or bool(gelesen.antworten.einnahmen),
        verwerfen=EntfernenForm(formdata=None, data={"aenderungsstand": str(blick.row.aenderungsstand)}),
    )


@bp.post(f"{PFAD}/einlesen/<int:einlesung_id>/verwerfen")
@requires(Recht.PORTAL_BEARBEITEN)
def verwerfen(anteil_id: int, einlesung_id: int) -> ResponseReturnValue:
    anteil = _writable(anteil_id)
    form = EntfernenForm()
    with aendern(form) as (session, person):
        name = einlesung.discard(session, anteil, einlesung_id, stand=form.stand, person=person)
    return weiter(
        url_for(".hochladen", anteil_id=anteil.id), f"„{name}“ ist verworfen. Es wurde nichts übernommen."
    )


# -- an E-Rechnung ---------------------------------------------------------------------------------------------


@bp.route(f"{PFAD}/e-rechnung", methods=["GET", "POST"])
@requires(Recht.PORTAL_BEARBEITEN)
def rechnung(anteil_id: int) -> ResponseReturnValue:
    """Take an E-Rechnung and lead on to the row that it fills in."""
    anteil = _writable(anteil_id)
    form, status = RechnungForm(), 200
    if form.validate_on_submit():
        status = 422
        try:
            upload = form.datei.data
            datei = erechnung.check(
                ablage_von(current_app), upload.stream, upload.filename or "", erlaubt=erechnung.ERLAUBT
            )
            read_erechnung(datei.inhalt, name=datei.name)
            with aendern(form) as (session, person):
                key = erechnung.keep_rechnung(session, anteil, datei, person=person).id
            return weiter(url_for("belege.neu", anteil_id=anteil.id, rechnung=key))
        except RuleViolation as refused:
            form.take_over(refused)
    elif form.is_submitted():
        status = 422
    return render_page("belege/rechnung.html", anteil=anteil, form=form), status
