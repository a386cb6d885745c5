"""The paper of a Weiterleitung: draft, Ausstellen, signed scans, and the office's template."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from grants import models as m
from grants.auth import Recht, requires
from grants.blueprints.dateien import SCANS, upload
from grants.blueprints.weiterleitung_gemeinsam import bp, load_shown
from grants.domain.begriffe import Dateizweck
from grants.domain.errors import Conflict, DomainError, NotFound, RuleViolation
from grants.domain.weiterleitung_vorlage import BESCHEID, FELDER, TABELLEN, VERTRAG
from grants.extensions import db
from grants.forms.dateien import DateiForm
from grants.forms.weiterleitung import AusstellenForm, VorlageForm
from grants.queries import foerderjahre
from grants.queries.weiterleitung_vorlage import load_vorlage
from grants.schreiben import aendern
from grants.services import dateiablage
from grants.services import weiterleitung_papier as service
from grants.services.abgaben import AndererInhalt
from grants.web import MEDIA_TYPES, heute, render_page, weiter

# An Ereignis of somebody else while the pages were laid out is no reason to ask the person again.
_VERSUCHE = 3


@bp.get("/weiterleitungen/<int:anteil_id>/<int:version>/entwurf.pdf")
@requires(Recht.NACHWEISE_ANSEHEN)
def entwurf(anteil_id: int, version: int) -> ResponseReturnValue:
    session = db.session()
    papier = service.load_papier(session, anteil_id, version, am=heute())
    session.rollback()
    response = Response(service.render(papier.daten)["pdf"], content_type=MEDIA_TYPES["pdf"])
    name = f"weiterleitung-{papier.anteil.jahr}-{papier.anteil.kennung}-entwurf.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.route("/weiterleitungen/<int:anteil_id>/<int:version>/ausstellen", methods=["GET", "POST"])
@requires(Recht.WEITERLEITUNG_PFLEGEN)
def ausstellen(anteil_id: int, version: int) -> ResponseReturnValue:
    """Show what stands in the way, or issue the paper for good."""
    form, status = AusstellenForm(), 200
    if form.validate_on_submit():
        try:
            nummer = _issue(form, anteil_id, version)
            return weiter(
                url_for(".seite", anteil_id=anteil_id),
                f"Ausgestellt unter der Nummer {nummer}. Tragen Sie ein, wann der Träger das Schreiben bekommen hat.",
            )
        except RuleViolation:
            # Each reason stands below with its link.
            status = 422
        except Conflict as error:
            form.take_over(error)
            status = 409
    elif form.is_submitted():
        status = 422
    shown = load_shown(anteil_id)
    papier = service.load_papier(db.session(), anteil_id, version, am=heute())
    form.aenderungsstand.data = str(papier.aenderungsstand)
    page = render_page(
        "weiterleitung/ausstellen.html",
        seite=shown,
        fassung=shown.find(version),
        papier=papier,
        form=form,
        orte=_orte(papier),
    )
    return page, status


def _issue(form: AusstellenForm, anteil_id: int, version: int) -> str:
    """Issue what was confirmed and return its number; reading, laying out and storing are three steps."""
    for versuch in range(1, _VERSUCHE + 1):
        session = db.session()
        fassung = service.prepare(session, anteil_id, version, stand=form.stand, am=heute())
        session.rollback()
        dateien = service.render(fassung.daten)
        try:
            with aendern(form) as (writing, person):
                return service.store(writing, fassung, dateien, person=person).nummer
        except AndererInhalt:
            raise
        except Conflict:
            if versuch == _VERSUCHE:
                raise
    raise AssertionError("left the loop without an answer")


def _orte(papier: service.Papier) -> dict[str, str]:
    """Return where each kind of gap is filled in."""
    a = papier.anteil
    art = "vertrag" if papier.daten.vertrag else "bescheid"
    return {
        "Weiterleitung": url_for(".berichtigen", anteil_id=a.id, version=papier.version),
        "Träger": url_for("traeger.einer", kuerzel=a.kuerzel),
        "Angaben der Stelle": url_for("stelle.angaben"),
        "Bescheid": url_for("bescheid.stand", programm=a.programm, jahr=a.jahr),
        "Vorlage": url_for(".vorlage", programm=a.programm, jahr=a.jahr, form=art),
    }


@bp.route(
    "/foerderjahre/<programm>/<int:jahr>/weiterleitungen/vorlage/<any(bescheid, vertrag):form>",
    methods=["GET", "POST"],
)
@requires(Recht.WEITERLEITUNG_PFLEGEN)
def vorlage(programm: str, jahr: int, form: str) -> ResponseReturnValue:
    """The office's text of Bescheid or Vertrag; only fields of the closed list are taken."""
    session = db.session()
    foerderjahre.get(session, programm, jahr)
    vertrag = form == "vertrag"
    found = load_vorlage(session, programm, vertrag=vertrag)
    counter = "" if found.aenderungsstand is None else str(found.aenderungsstand)
    typed = VorlageForm(data={"text": found.text, "gericht": found.gericht, "aenderungsstand": counter})
    status = 200
    if request.method == "POST":
        status = 422
        if typed.validate():
            try:
                with aendern(typed) as (writing, person):
                    service.save_vorlage(
                        writing,
                        programm,
                        vertrag=vertrag,
                        text=typed.text.data,
                        gericht=typed.gericht.data,
                        stand=typed.stand,
                        person=person,
                    )
                return weiter(
                    url_for(".vorlage", programm=programm, jahr=jahr, form=form),
                    "Die Vorlage ist gespeichert.",
                )
            except DomainError as error:
                typed.take_over(error)
                status = 409 if isinstance(error, Conflict) else 422
                if status == 409:
                    typed.aenderungsstand.data = counter
    page = render_page(
        "weiterleitung/vorlage.html",
        programm=programm,
        jahr=jahr,
        art=form,
        form=typed,
        felder=FELDER,
        tabellen=TABELLEN,
        eingebaut=VERTRAG if vertrag else BESCHEID,
        eigene=found.aenderungsstand is not None,
    )
    return page, status


# -- Signed scans ------------------------------------------------------------------------------------------------


@bp.route("/weiterleitungen/<int:anteil_id>/<int:version>/dateien", methods=["GET", "POST"])
@requires(Recht.WEITERLEITUNG_PFLEGEN)
def datei(anteil_id: int, version: int) -> ResponseReturnValue:
    """Add a scan to a version: the signed letter, the Rechtsbehelfsverzicht."""
    shown = load_shown(anteil_id)
    fassung = shown.find(version)
    if shown.anteil.is_stelle:
        raise NotFound("Zu einer Zuweisung gibt es kein Schreiben. Gehen Sie zur Zuweisung zurück.")
    form, status = DateiForm(), 200
    if form.validate_on_submit():
        try:
            upload(
                form,
                erlaubt=SCANS,
                gegenstand="weiterleitung_id",
                gegenstand_id=fassung.id,
                zweck=Dateizweck.SCAN,
            )
            return weiter(url_for(".seite", anteil_id=anteil_id), "Die Datei ist abgelegt.")
        except RuleViolation as error:
            form.take_over(error)
            status = 422
    elif form.is_submitted():
        status = 422
    return render_page("weiterleitung/datei.html", seite=shown, fassung=fassung, form=form), status


@bp.post("/weiterleitungen/<int:anteil_id>/dateien/<schluessel>/entfernen")
@requires(Recht.WEITERLEITUNG_PFLEGEN)
def datei_entfernen(anteil_id: int, schluessel: str) -> ResponseReturnValue:
    form = AusstellenForm()
    with aendern(form) as (session, person):
        row = session.execute(
            select(m.Datei)
            .join(m.Weiterleitung, m.Weiterleitung.id == m.Datei.weiterleitung_id)
            .where(m.Datei.schluessel == schluessel, m.Weiterleitung.empfaengeranteil_id == anteil_id)
        ).scalar_one_or_none()
        if row is None:
            raise NotFound("Diese Datei gibt es hier nicht. Gehen Sie zur Weiterleitung zurück.")
        dateiablage.remove(session, row, person=person, jetzt=datetime.now(UTC))
    return weiter(url_for(".seite", anteil_id=anteil_id), "Die Datei ist entfernt.")
