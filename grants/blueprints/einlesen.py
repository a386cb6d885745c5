"""Einlesen: a file comes in, its preview is looked at, answered and confirmed; workbooks go out."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.dokumente import MEDIA_TYPES
from grants.domain.begriffe import EinlesungStatus
from grants.domain.einlesung import Antworten, Vorschau, differences
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.mappe import Jahresmappe
from grants.extensions import db
from grants.forms.einlesen import AntwortForm, HochladenForm, VerwerfenForm, answers, build_form
from grants.imports.datei import MAX_BYTES, Datei, read_datei
from grants.queries import einlesung as query
from grants.queries import foerderjahre
from grants.queries.mappe import load_mappe
from grants.schreiben import aendern
from grants.services import einlesung as service
from grants.services.einlesung_vorschau import Gelesen, read
from grants.services.massnahmenliste import PROGRAMM
from grants.web import render_page, weiter
from reports.jahresmappe import jahresmappe_bytes

bp = Blueprint("einlesen", __name__)
_IM_JAHR = "/foerderjahre/<programm>/<int:jahr>/einlesen"


# -- the file --------------------------------------------------------------------------------------------------


@bp.route("/einlesen", methods=["GET", "POST"])
@requires(Recht.EINLESEN)
def erste() -> ResponseReturnValue:
    """Take the first file of an installation: it says the year itself."""
    return _select(PROGRAMM, None)


@bp.route(_IM_JAHR, methods=["GET", "POST"])
@requires(Recht.EINLESEN)
def auswahl(programm: str, jahr: int) -> ResponseReturnValue:
    foerderjahre.get(db.session(), programm, jahr)
    return _select(programm, jahr)


def _select(programm: str, jahr: int | None) -> ResponseReturnValue:
    form, status, bekannt = HochladenForm(), 200, ""
    if form.validate_on_submit():
        status = 422
        try:
            datei = _uploaded(form)
            antworten, gelesen = service.open_upload(datei, jahr=jahr)
            with aendern(form) as (session, person):
                ersetzt = form.ersetzt.data or ""
                einlesung_id = service.keep(
                    session,
                    datei,
                    gelesen,
                    antworten,
                    programm=programm,
                    ersetzt=int(ersetzt) if ersetzt.isascii() and ersetzt.isdigit() else None,
                    person=person,
                ).id
            return weiter(url_for(".vorschau", einlesung_id=einlesung_id))
        except service.NichtsNeues as known:
            bekannt, status = str(known), 200
        except service.WartetSchon as waiting:
            return weiter(url_for(".vorschau", einlesung_id=waiting.einlesung_id), str(waiting))
        except RuleViolation as refused:
            form.take_over(refused, felder={"": "datei"})
    elif form.is_submitted():
        status = 422
    page = render_page(
        "einlesen/auswahl.html",
        form=form,
        programm=programm,
        jahr=jahr,
        bekannt=bekannt,
        einlesungen=query.list_einlesungen(db.session(), programm),
    )
    return page, status


def _uploaded(form: HochladenForm) -> Datei:
    """Return the upload as a file; raises RuleViolation for what cannot be read."""
    upload = form.datei.data
    # Some browsers send the whole path.
    name = (upload.filename or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in name if char.isprintable()).strip() or "Datei"
    return read_datei(upload.stream.read(MAX_BYTES + 1), name=shown)


# -- the preview -----------------------------------------------------------------------------------------------


@bp.route("/einlesen/<int:einlesung_id>", methods=["GET", "POST"])
@requires(Recht.EINLESEN)
def vorschau(einlesung_id: int) -> ResponseReturnValue:
    """Show what would change; with a POST compute it with other answers, or take it over."""
    seite = query.load_seite(db.session(), einlesung_id)
    if request.method == "GET":
        return _page(seite, build_form(seite.antworten, seite.vorschau, seite.aenderungsstand))
    if not seite.offen:
        return weiter(_afterwards(seite), _already(seite))
    form = build_form(seite.antworten, seite.vorschau, seite.aenderungsstand, request.form)
    if not form.validate():
        return _page(seite, form), 422
    antworten = answers(form, seite.antworten, seite.vorschau)
    gelesen = _read(seite, antworten)
    if request.form.get("tat") != "uebernehmen" or _shows_else(antworten, seite.antworten):
        return _recompute(seite, form, gelesen, antworten)
    return _take_over(seite, form, gelesen, antworten)


def _read(seite: query.Einlesungsseite, antworten: Antworten) -> Gelesen:
    """Read the kept file again, outside of any transaction that writes."""
    kept = query.load_inhalt(db.session(), seite.zeile.id)
    db.session().rollback()
    return read(read_datei(kept.inhalt, name=kept.datei), antworten)


def _shows_else(new: Antworten, old: Antworten) -> bool:
    """Return whether the answers could change what is shown; what the amounts mean does not."""
    return replace(new, betragsart=old.betragsart, zuordnungen=_chosen(new)) != replace(
        old, zuordnungen=_chosen(old)
    )


def _chosen(antworten: Antworten) -> dict[str, str]:
    # "A new one" is what happens without an answer, too.
    return {name: kennung for name, kennung in antworten.zuordnungen.items() if kennung}


def _recompute(
    seite: query.Einlesungsseite, form: AntwortForm, gelesen: Gelesen, antworten: Antworten
) -> ResponseReturnValue:
    try:
        with aendern(form) as (session, person):
            service.recompute(session, seite.zeile.id, gelesen, antworten, stand=form.stand, person=person)
    except service.SchonEntschieden as done:
        return weiter(_afterwards(seite), str(done))
    except Conflict as error:
        return _stale(seite, str(error))
    asked = request.form.get("tat") == "uebernehmen"
    told = "Ihre Antworten ändern die Vorschau. Bitte prüfen Sie sie noch einmal und übernehmen Sie dann."
    return weiter(
        url_for(".vorschau", einlesung_id=seite.zeile.id),
        told if asked else "Die Vorschau ist neu berechnet.",
    )


def _take_over(
    seite: query.Einlesungsseite, form: AntwortForm, gelesen: Gelesen, antworten: Antworten
) -> ResponseReturnValue:
    try:
        with aendern(form) as (session, person):
            done = service.take_over(
                session, seite.zeile.id, gelesen, antworten, stand=form.stand, person=person
            )
        return weiter(_afterwards(seite, done), _done(seite, done))
    except service.SchonEntschieden as error:
        return weiter(_afterwards(seite), str(error))
    except service.VorschauVeraltet as error:
        return _outdated(seite, gelesen, error)
    except RuleViolation as error:
        form.take_over(error)
        return _page(seite, form), 422
    except Conflict as error:
        return _stale(seite, str(error))


def _outdated(
    seite: query.Einlesungsseite, gelesen: Gelesen, error: service.VorschauVeraltet
) -> ResponseReturnValue:
    """Keep the preview of how things stand now and show what it says otherwise."""
    with aendern() as (session, person):
        service.recompute(session, seite.zeile.id, gelesen, error.antworten, stand=None, person=person)
    return _stale(seite, str(error))


def _stale(seite: query.Einlesungsseite, text: str) -> ResponseReturnValue:
    now = query.load_seite(db.session(), seite.zeile.id)
    form = build_form(now.antworten, now.vorschau, now.aenderungsstand)
    new = differences(seite.vorschau, now.vorschau)
    return _page(now, form, veraltet=text, neues=new), 409


def _page(
    seite: query.Einlesungsseite, form: AntwortForm, *, veraltet: str = "", neues: list[str] | None = None
) -> str:
    return render_page(
        "einlesen/vorschau.html",
        seite=seite,
        form=form,
        verwerfen=VerwerfenForm(formdata=None, data={"aenderungsstand": str(seite.aenderungsstand)}),
        hochladen=HochladenForm(formdata=None, data={"ersetzt": str(seite.zeile.id)}),
        veraltet=veraltet,
        neues=neues or [],
    )


@bp.post("/einlesen/<int:einlesung_id>/verwerfen")
@requires(Recht.EINLESEN)
def verwerfen(einlesung_id: int) -> ResponseReturnValue:
    seite = query.load_seite(db.session(), einlesung_id)
    form = VerwerfenForm()
    try:
        with aendern(form) as (session, person):
            service.discard(session, einlesung_id, stand=form.stand, person=person)
    except service.SchonEntschieden as error:
        return weiter(_selection(seite), str(error))
    return weiter(_selection(seite), f"„{seite.zeile.datei}“ ist verworfen. Es wurde nichts übernommen.")


def _selection(seite: query.Einlesungsseite) -> str:
    if seite.jahr is None:
        return url_for(".erste")
    return url_for(".auswahl", programm=seite.programm, jahr=seite.jahr)


def _afterwards(seite: query.Einlesungsseite, done: Vorschau | None = None) -> str:
    """Return the page where the year stands that was read; the newest of several."""
    years = [jahr.jahr for jahr in done.jahre] if done else list(seite.zeile.jahre)
    jahr = seite.jahr if seite.jahr in years else max(years, default=seite.jahr)
    if jahr is None or seite.zeile.status is EinlesungStatus.VERWORFEN:
        return _selection(seite)
    where = (
        "betraege.tabelle" if "betraege.tabelle" in current_app.view_functions else "uebersicht.foerderjahr"
    )
    return url_for(where, programm=seite.programm, jahr=jahr)


def _already(seite: query.Einlesungsseite) -> str:
    return f"„{seite.zeile.datei}“ ist schon {_word(seite)}. Es wurde nichts noch einmal geändert."


def _word(seite: query.Einlesungsseite) -> str:
    return "übernommen" if seite.zeile.status is EinlesungStatus.UEBERNOMMEN else "verworfen"


def _done(seite: query.Einlesungsseite, done: Vorschau) -> str:
    rows = "1 Zeile" if done.uebernommen == 1 else f"{done.uebernommen} Zeilen"
    return f"„{seite.zeile.datei}“ ist übernommen: {rows} neu oder geändert, {done.unveraendert} unverändert."


# -- files that go out -----------------------------------------------------------------------------------------


@bp.get("/einlesen/<int:einlesung_id>/datei")
@requires(Recht.EINLESEN)
def datei(einlesung_id: int) -> ResponseReturnValue:
    """Hand out the file as it was uploaded."""
    kept = query.load_inhalt(db.session(), einlesung_id)
    response = Response(kept.inhalt, content_type="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=kept.datei)
    return response


@bp.get("/einlesen/jahresmappe.xlsx")
@requires(Recht.EINLESEN)
def vorlage() -> ResponseReturnValue:
    """Hand out the empty Jahresmappe, as `grants vorlage jahr` writes it."""
    return _workbook(Jahresmappe(), "jahresmappe.xlsx")


@bp.get("/foerderjahre/<programm>/<int:jahr>/jahresmappe.xlsx")
@requires(Recht.DOKUMENT_HERUNTERLADEN)
def export(programm: str, jahr: int) -> ResponseReturnValue:
    """Hand out the year as a Jahresmappe, as `grants export jahr` writes it."""
    session = db.session()
    mappe = load_mappe(session, foerderjahre.get(session, programm, jahr))
    session.rollback()
    return _workbook(mappe, f"jahr-{jahr}.xlsx")


def _workbook(mappe: Jahresmappe, name: str) -> Response:
    response = Response(jahresmappe_bytes(mappe), content_type=MEDIA_TYPES["xlsx"])
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
