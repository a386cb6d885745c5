"""The Testat of the Rechnungsprüfung on the city's Verwendungsnachweis."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.mitteilungen_seite import hochgeladen
from grants.blueprints.nachweis_stadt_gemeinsam import bp
from grants.domain.begriffe import Dateiart
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.domain.testat import Testatlage
from grants.domain.texte import Papier
from grants.extensions import db
from grants.forms.nachweis_stadt import TestatForm, TestatruecknahmeForm
from grants.queries.dateien import list_dateien_je
from grants.schreiben import aendern
from grants.services import dokumente
from grants.services import testat as service
from grants.web import heute, render_page, weiter

_SCANS = frozenset({Dateiart.PDF, Dateiart.BILD})


def _lage(programm: str, jahr: int) -> Testatlage:
    found = dokumente.collect(
        db.session(), Papier.VERWENDUNGSNACHWEIS, programm=programm, jahr=jahr, am=heute()
    ).testat
    if found is None:
        raise NotFound("Zu diesem Papier gibt es kein Testat.")
    return found


def _page(
    programm: str,
    jahr: int,
    *,
    status: int = 200,
    abgewiesen: tuple[str, ...] = (),
    form: TestatForm | None = None,
    ruecknahme: tuple[int, TestatruecknahmeForm] | None = None,
) -> ResponseReturnValue:
    lage = _lage(programm, jahr)
    shown = form or TestatForm(None)
    if form is None or abgewiesen:
        # What is shown now is what is attested next.
        shown.gezeigt.data = lage.nachweis_sha256
    page = render_page(
        "nachweis_stadt/testat.html",
        lage=lage,
        abgewiesen=abgewiesen,
        form=shown,
        ruecknahmen={each.id: _own(each.id, ruecknahme) for each in lage.testate},
        dateien=list_dateien_je(db.session(), "testat_id", [each.id for each in lage.testate]),
        programm=programm,
        jahr=jahr,
    )
    return page, status


def _own(key: int, refused: tuple[int, TestatruecknahmeForm] | None) -> TestatruecknahmeForm:
    """Return the form that takes one Testat back, with what was typed."""
    return (refused[1] if refused and refused[0] == key else TestatruecknahmeForm(None)).number_ids(key)


@bp.get("/testat")
@requires(Recht.JAHR_ANSEHEN)
def testat(programm: str, jahr: int) -> ResponseReturnValue:
    return _page(programm, jahr)


@bp.post("/testat")
@requires(Recht.TESTAT_EINTRAGEN)
def testat_eintragen(programm: str, jahr: int) -> ResponseReturnValue:
    form = TestatForm()
    if form.validate():
        try:
            with hochgeladen(form, erlaubt=_SCANS) as files, aendern(form) as (session, person):
                service.record_testat(
                    session,
                    form.angaben(),
                    programm=programm,
                    jahr=jahr,
                    gezeigt=form.gezeigt.data or "",
                    dateien=files,
                    heute=heute(),
                    jetzt=datetime.now(UTC),
                    person=person,
                )
            return weiter(_url(programm, jahr), "Das Testat ist eingetragen.")
        except Conflict as error:
            # On top of the page: where another Testat was entered meanwhile, the form is gone.
            return _page(programm, jahr, status=409, abgewiesen=(str(error),), form=form)
        except RuleViolation as error:
            form.take_over(error)
    return _page(programm, jahr, status=422, form=form)


@bp.post("/testat/<int:testat_id>/zuruecknehmen")
@requires(Recht.TESTAT_EINTRAGEN)
def testat_zuruecknehmen(programm: str, jahr: int, testat_id: int) -> ResponseReturnValue:
    form = TestatruecknahmeForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                service.take_back(
                    session,
                    testat_id,
                    programm=programm,
                    jahr=jahr,
                    grund=form.grund.data,
                    heute=heute(),
                    person=person,
                )
            return weiter(_url(programm, jahr), "Das Testat ist zurückgenommen; es bleibt stehen.")
        except Conflict as error:
            return _page(programm, jahr, status=409, abgewiesen=(str(error),))
        except RuleViolation as error:
            form.take_over(error)
    return _page(programm, jahr, status=422, ruecknahme=(testat_id, form))


def _url(programm: str, jahr: int) -> str:
    return url_for("nachweis_stadt.testat", programm=programm, jahr=jahr)
