"""Weiterleitungen of a year: the list, what one recipient is promised, its versions and its paper."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, darf, requires
from grants.blueprints import weiterleitung_papier  # noqa: F401 - further views of the same blueprint
from grants.blueprints.weiterleitung_gemeinsam import bp, load_shown
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.domain.weiterleitung import Bekanntgabe
from grants.extensions import db
from grants.forms.weiterleitung import AusstellenForm, BekanntgabeForm, ZusageForm, build_form, stored
from grants.queries.ablage import get_datei
from grants.queries.anteile import load_anteil
from grants.queries.dateien import NICHT_GEFUNDEN, list_dateien_je
from grants.queries.weiterleitungen import Fassung, Zusageseite, load_fassungen, load_liste
from grants.schreiben import aendern
from grants.services import weiterleitungen as service
from grants.web import MEDIA_TYPES, heute, render_page, weiter
from grants.zugang import owns

__all__ = ["bp"]


@bp.get("/foerderjahre/<programm>/<int:jahr>/weiterleitungen")
@requires(Recht.NACHWEISE_ANSEHEN)
def liste(programm: str, jahr: int) -> ResponseReturnValue:
    found = load_liste(db.session(), programm=programm, jahr=jahr, am=heute())
    return render_page("weiterleitung/liste.html", programm=programm, jahr=jahr, liste=found)


@bp.get("/weiterleitungen/<int:anteil_id>")
@requires(Recht.NACHWEISE_ANSEHEN)
def seite(anteil_id: int) -> ResponseReturnValue:
    shown = load_shown(anteil_id)
    files = (
        {}
        if shown.anteil.is_stelle
        else list_dateien_je(db.session(), "weiterleitung_id", [f.id for f in shown.fassungen])
    )
    return render_page(
        "weiterleitung/seite.html",
        seite=shown,
        dateien=files,
        form=AusstellenForm(formdata=None),
        heute=heute(),
    )


@bp.route("/weiterleitungen/<int:anteil_id>/neu", methods=["GET", "POST"])
@requires(Recht.WEITERLEITUNG_PFLEGEN)
def neu(anteil_id: int) -> ResponseReturnValue:
    """Enter the first version, or the next one, which begins with what the one before says."""
    shown = load_shown(anteil_id)
    form = _form(shown, _proposal(shown))
    status = 200
    if request.method == "GET":
        form.aenderungsstand.data = str(shown.neueste.version if shown.neueste else 0)
    else:
        status = 422
        valid, angaben = form.validate(), form.read()
        if valid and angaben is not None:
            try:
                with aendern(form) as (session, person):
                    service.add_zusage(
                        session, anteil_id, angaben, nach_version=form.stand or 0, person=person
                    )
                return weiter(url_for(".seite", anteil_id=anteil_id), _saved(shown))
            except DomainError as error:
                status = _refused(form, error)
    return _form_page(anteil_id, form, status=status)


@bp.route("/weiterleitungen/<int:anteil_id>/<int:version>/berichtigen", methods=["GET", "POST"])
@requires(Recht.WEITERLEITUNG_PFLEGEN)
def berichtigen(anteil_id: int, version: int) -> ResponseReturnValue:
    """Put right what was typed in wrongly, as long as the version is neither issued nor made known."""
    shown = load_shown(anteil_id)
    fassung = shown.find(version)
    form = _form(shown, {**stored(fassung.angaben), "aenderungsstand": str(fassung.aenderungsstand)})
    status = 200
    if request.method == "POST":
        status = 422
        valid, angaben = form.validate(), form.read()
        if valid and angaben is not None:
            try:
                with aendern(form) as (session, person):
                    service.correct_zusage(
                        session, anteil_id, version, angaben, stand=form.stand, person=person
                    )
                return weiter(url_for(".seite", anteil_id=anteil_id), "Die Angaben sind berichtigt.")
            except DomainError as error:
                status = _refused(form, error)
    return _form_page(anteil_id, form, version=version, status=status)


def _form(shown: Zusageseite, data: dict[str, Any]) -> ZusageForm:
    newest = shown.neueste
    return build_form(
        is_stelle=shown.anteil.is_stelle,
        plaene=[version for _, version in shown.plaene],
        zusagen=newest.angaben.zusagen if newest else (),
        data=data,
    )


def _proposal(shown: Zusageseite) -> dict[str, Any]:
    """Return what a new version begins with; days and Aktenzeichen of the one before are not its own."""
    if shown.neueste is None:
        share = shown.bewilligt
        plan = str(shown.plaene[-1][1]) if shown.plaene else None
        return {"betrag_land": share, "plan": plan}
    data = stored(shown.neueste.angaben)
    return data | {"vom": None, "wirksam_ab": None, "bemerkung": "", "plan": data["plan"]}


def _saved(shown: Zusageseite) -> str:
    if shown.anteil.is_stelle:
        return "Die Zuweisung ist eingetragen."
    return "Die Weiterleitung ist eingetragen. Sehen Sie sich jetzt den Entwurf an und stellen Sie ihn aus."


def _refused(form: ZusageForm | BekanntgabeForm, error: DomainError) -> int:
    form.take_over(error)
    return 409 if isinstance(error, Conflict) else 422


def _form_page(
    anteil_id: int, form: ZusageForm, *, version: int | None = None, status: int
) -> ResponseReturnValue:
    # Read again: after a Conflict it shows what is stored now beside what was typed.
    shown = load_shown(anteil_id)
    stale: Fassung | None = None
    if status == 409:
        stale = shown.find(version) if version else shown.neueste
        if stale is not None:
            form.aenderungsstand.data = str(stale.aenderungsstand if version else stale.version)
    page = render_page(
        "weiterleitung/formular.html", seite=shown, form=form, version=version, gespeichert=stale
    )
    return page, status


@bp.route("/weiterleitungen/<int:anteil_id>/<int:version>/bekanntgabe", methods=["GET", "POST"])
@requires(Recht.WEITERLEITUNG_PFLEGEN)
def bekanntgabe(anteil_id: int, version: int) -> ResponseReturnValue:
    shown = load_shown(anteil_id)
    fassung = shown.find(version)
    if shown.anteil.is_stelle:
        raise NotFound("Eine Zuweisung wird nicht bekannt gegeben. Gehen Sie zur Zuweisung zurück.")
    days = fassung.bekanntgabe
    form, status = (
        BekanntgabeForm(
            data={
                "bekannt_gegeben_am": days.bekannt_gegeben_am,
                "rechtsbehelfsverzicht_am": days.rechtsbehelfsverzicht_am,
                "bestandskraeftig_ab": days.bestandskraeftig_ab,
                "aenderungsstand": str(fassung.aenderungsstand),
            }
        ),
        200,
    )
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.announce(
                        session,
                        anteil_id,
                        version,
                        Bekanntgabe(
                            form.bekannt_gegeben_am.data,
                            form.rechtsbehelfsverzicht_am.data,
                            form.bestandskraeftig_ab.data,
                        ),
                        stand=form.stand,
                        person=person,
                    )
                return weiter(url_for(".seite", anteil_id=anteil_id), "Die Bekanntgabe ist gespeichert.")
            except DomainError as error:
                status = _refused(form, error)
    page = render_page("weiterleitung/bekanntgabe.html", seite=shown, fassung=fassung, form=form)
    return page, status


@bp.get("/weiterleitungen/<int:anteil_id>/papier/<int:version>.pdf")
@requires(Recht.DATEI_HERUNTERLADEN)
def papier(anteil_id: int, version: int) -> ResponseReturnValue:
    """Hand out the issued paper: to the office, and to the recipient once it was made known to it."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    in_office = darf(Recht.NACHWEISE_ANSEHEN)
    if not in_office and not owns(anteil.traeger_id):
        raise NotFound(NICHT_GEFUNDEN)
    for fassung in load_fassungen(session, anteil, am=heute()):
        known = fassung.bekanntgabe.bekannt_gegeben_am is not None
        if fassung.version == version and fassung.dokument_id and (in_office or known):
            found = get_datei(session, fassung.dokument_id, "pdf")
            response = Response(found.inhalt, content_type=MEDIA_TYPES["pdf"])
            name = f"weiterleitung-{anteil.jahr}-{anteil.kennung}-v{version}.pdf"
            response.headers.set("Content-Disposition", "attachment", filename=name)
            response.set_etag(found.sha256)
            return response
    raise NotFound(NICHT_GEFUNDEN)
