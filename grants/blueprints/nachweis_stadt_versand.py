"""Issued versions of the city's Verwendungsnachweis: what changed between two, sent, received, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.nachweis_stadt_gemeinsam import bp
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.domain.nachweis_stadt_vergleich import Nachweisvergleich, rows_of
from grants.extensions import db
from grants.forms.antrag import RuecknahmeForm
from grants.forms.base import Formular
from grants.forms.nachweis_stadt import NachweiseingangForm, NachweisversandForm
from grants.queries.nachweis_stadt import Ausgestellt, Stadtakte, load_akte
from grants.schreiben import aendern
from grants.services import nachweis_stadt_versand as service
from grants.services.abgaben import SchonAbgegeben
from grants.services.nachweis_stadt import compare
from grants.services.papierversionen import ENTWURF, Gegenueber
from grants.web import MEDIA_TYPES, heute, render_page, weiter
from reports.antrag_vergleich import write_csv, write_xlsx


@bp.get("/versionen")
@requires(Recht.JAHR_ANSEHEN)
def versionen(programm: str, jahr: int) -> ResponseReturnValue:
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    return render_page(
        "nachweis_stadt/versionen.html",
        akte=akte,
        gegenueber=_compare(akte, programm, jahr),
        entwurf=ENTWURF,
        programm=programm,
        jahr=jahr,
    )


@bp.get("/versionen/vergleich.<any(xlsx, csv):endung>")
@requires(Recht.JAHR_ANSEHEN)
def vergleich(programm: str, jahr: int, endung: str) -> ResponseReturnValue:
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    found = _compare(akte, programm, jahr)
    if found is None or found.vergleich is None:
        raise NotFound(f"Zum Verwendungsnachweis {jahr} gibt es diese beiden Fassungen nicht.")
    rows, titel = rows_of(found.vergleich), f"Verwendungsnachweis {jahr}: {found.von} und {found.bis}"
    content = (
        write_xlsx(rows, titel=titel, von=found.von, bis=found.bis, stand=heute())
        if endung == "xlsx"
        else write_csv(rows, von=found.von, bis=found.bis)
    )
    response = Response(content, content_type=MEDIA_TYPES[endung])
    name = f"verwendungsnachweis-{jahr}-vergleich.{endung}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _compare(akte: Stadtakte, programm: str, jahr: int) -> Gegenueber[Nachweisvergleich] | None:
    """Return the two versions that were asked for side by side, else the newest and now; None without one."""
    von, bis = request.args.get("von", ""), request.args.get("bis", "")
    return compare(db.session(), akte, von=von, bis=bis, programm=programm, jahr=jahr, am=heute())


# -- Versand -----------------------------------------------------------------------------------------------


@bp.route("/versand", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def versand(programm: str, jahr: int) -> ResponseReturnValue:
    form = _versand_form(load_akte(db.session(), programm=programm, jahr=jahr))
    if form.validate_on_submit():
        try:
            with aendern(form) as (session, person):
                service.record_versand(
                    session,
                    programm=programm,
                    jahr=jahr,
                    version=int(form.version.data or 0),
                    versandt_am=form.versandt_am.data,
                    weg=form.weg.data or "",
                    am=heute(),
                    stand=form.stand,
                    person=person,
                )
            return weiter(
                _here(programm, jahr), "Der Versand ist eingetragen. Das Jahr gilt als nachgewiesen."
            )
        except SchonAbgegeben:
            raise
        except DomainError as error:
            return _again(form, error, programm, jahr, versandform=form)
    return _page(programm, jahr, forms={"versandform": form}), 422 if form.is_submitted() else 200


@bp.post("/eingang")
@requires(Recht.JAHR_PFLEGEN)
def eingang(programm: str, jahr: int) -> ResponseReturnValue:
    form = NachweiseingangForm()
    if form.validate_on_submit():
        try:
            with aendern(form) as (session, person):
                service.record_eingang(
                    session,
                    programm=programm,
                    jahr=jahr,
                    eingegangen_am=form.eingegangen_am.data,
                    am=heute(),
                    stand=form.stand,
                    person=person,
                )
            return weiter(_here(programm, jahr), "Der Eingang beim Land ist eingetragen.")
        except SchonAbgegeben:
            raise
        except DomainError as error:
            return _again(form, error, programm, jahr, eingangform=form)
    return _page(programm, jahr, forms={"eingangform": form}), 422


@bp.post("/versand/zuruecknehmen")
@requires(Recht.JAHR_PFLEGEN)
def zuruecknehmen(programm: str, jahr: int) -> ResponseReturnValue:
    form = RuecknahmeForm()
    if form.validate_on_submit():
        try:
            with aendern(form) as (session, person):
                service.take_back_versand(
                    session,
                    programm=programm,
                    jahr=jahr,
                    grund=form.grund.data or "",
                    am=heute(),
                    stand=form.stand,
                    person=person,
                )
            return weiter(_here(programm, jahr), "Der Versand ist zurückgenommen.")
        except SchonAbgegeben:
            raise
        except DomainError as error:
            return _again(form, error, programm, jahr, ruecknahmeform=form)
    return _page(programm, jahr, forms={"ruecknahmeform": form}), 422


def _here(programm: str, jahr: int) -> str:
    return url_for("nachweis_stadt.versand", programm=programm, jahr=jahr)


def _versand_form(akte: Stadtakte, *, fresh: bool = False) -> NachweisversandForm:
    values = {"formdata": None} if fresh else {}
    form = NachweisversandForm(aenderungsstand=akte.versandstand, **values)
    # A second click finds its version sent already; that is for the one-time key to tell, not for the list.
    _offer(form, akte.versionen if form.is_submitted() else akte.zu_versenden)
    return form


def _offer(form: NachweisversandForm, versionen: Sequence[Ausgestellt]) -> None:
    form.version.offer([(str(each.dokument.version), each.bezeichnung) for each in versionen], leer=None)


def _again(
    form: Formular, error: DomainError, programm: str, jahr: int, **forms: Formular
) -> ResponseReturnValue:
    """Return the page with what was refused and all that was typed; after a Conflict with the state of now."""
    form.take_over(error)
    if not isinstance(error, Conflict):
        return _page(programm, jahr, forms=forms), 422
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    form.aenderungsstand.data = "" if akte.versandstand is None else str(akte.versandstand)
    return _page(programm, jahr, forms=forms), 409


def _page(programm: str, jahr: int, *, forms: Mapping[str, Formular]) -> str:
    """Return the page with the given forms, the others as they are on a fresh one."""
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    stand = akte.versandstand
    received = akte.versandt.eingegangen_am if akte.versandt else None
    fresh: dict[str, Formular] = {
        "versandform": _versand_form(akte, fresh=True),
        "eingangform": NachweiseingangForm(formdata=None, aenderungsstand=stand, eingegangen_am=received),
        "ruecknahmeform": RuecknahmeForm(formdata=None, aenderungsstand=stand),
    }
    shown = {**fresh, **forms}
    if isinstance(form := shown["versandform"], NachweisversandForm):
        _offer(form, akte.zu_versenden)
    return render_page(
        "nachweis_stadt/versand.html",
        akte=akte,
        arten=(service.VERSANDT, service.EINGEGANGEN, service.ZURUECKGENOMMEN),
        programm=programm,
        jahr=jahr,
        **shown,
    )
