"""What the check asks of the recipient about its Belege: request, what came, what was seen."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, me, requires
from grants.blueprints.mitteilungen_seite import absender, schritt
from grants.blueprints.pruefungen_teile import refuse, refuse_form
from grants.domain.begriffe import Mitteilungsart, NachweisStatus
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.domain.unterlagen import vorgeschlagene_frist
from grants.extensions import db
from grants.forms.base import Formular
from grants.forms.unterlagen import (
    AllgemeineFrageForm,
    BelegfrageForm,
    FristForm,
    GesehenForm,
    RuecknahmeForm,
    anforderung_form,
)
from grants.models import Person
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.parameter import load_parameterwerte
from grants.queries.stichproben import load_stichprobe, newest_id
from grants.queries.unterlagen import (
    get_beleg,
    list_anforderungen,
    list_dateien_der_zeilen,
    list_stichprobe,
)
from grants.schreiben import aendern
from grants.services import mitteilungen, unterlagen
from grants.services.pruefungen import may_check
from grants.web import heute, render_page, weiter

EinForm = TypeVar("EinForm", bound=Formular)
bp = Blueprint("pruefunterlagen", __name__)
_PFAD = "/nachweise/<int:anteil_id>/pruefung/unterlagen"
# Where a mail leads its recipient.
_PORTAL = "unterlagen.seite"
_NICHTS: tuple[str, ...] = ()


def _url(anteil_id: int, anker: str = "") -> str:
    return url_for("pruefunterlagen.seite", anteil_id=anteil_id, _anchor=anker or None)


# -- the page ------------------------------------------------------------------------------------------------------


@bp.get(_PFAD)
@requires(Recht.NACHWEISE_ANSEHEN)
def seite(anteil_id: int) -> ResponseReturnValue:
    return _page(load_anteil(db.session(), anteil_id))


def _page(
    anteil: Anteil,
    *,
    status: int = 200,
    abgewiesen: tuple[str, ...] = (),
    frage: AllgemeineFrageForm | None = None,
    ruecknahme: tuple[int, RuecknahmeForm] | None = None,
    frist: tuple[int, FristForm] | None = None,
) -> ResponseReturnValue:
    session = db.session()
    found = list_anforderungen(session, anteil.nachweis_id)
    actor = session.get_one(Person, me().person_id)
    page = render_page(
        "pruefungen/unterlagen.html",
        anteil=anteil,
        anforderungen=found,
        dateien=list_dateien_der_zeilen(session, found),
        stichprobe=load_stichprobe(session, anteil.nachweis_id),
        pruefen=anteil.status is NachweisStatus.IN_PRUEFUNG
        and may_check(session, anteil, heute=heute(), person=actor),
        abgewiesen=abgewiesen,
        heute=heute(),
        frage=frage or AllgemeineFrageForm(None),
        gesehen=GesehenForm(None),
        ruecknahmen={each.id: _own(each.id, ruecknahme, RuecknahmeForm) for each in found},
        fristen={each.id: _own(each.id, frist, FristForm) for each in found},
    )
    return page, status


def _own(key: int, refused: tuple[int, EinForm] | None, kind: type[EinForm]) -> EinForm:
    """Return the form of one request with what was typed."""
    return (refused[1] if refused and refused[0] == key else kind(None)).number_ids(key)


# -- asking ----------------------------------------------------------------------------------------------------


def _suggested(anteil: Anteil) -> date | None:
    """Return the last day that the year's parameter proposes."""
    stated = {each.schluessel: each.wert for each in load_parameterwerte(db.session(), anteil.foerderjahr_id)}
    days = stated.get("unterlagen_tage")
    return vorgeschlagene_frist(heute(), days if isinstance(days, int) else None)


@bp.route(f"{_PFAD}/neu", methods=["GET", "POST"])
@requires(Recht.NACHWEIS_PRUEFEN_RECHNERISCH)
def neu(anteil_id: int) -> ResponseReturnValue:
    """Ask for papers to the sample: every row with what is needed of it."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    sample = newest_id(session, anteil.nachweis_id)
    belege = list_stichprobe(session, anteil, sample)
    if not belege:
        raise NotFound("Es ist noch keine Stichprobe gezogen. Gehen Sie zur Prüfung des Nachweises.")
    status, suggested = 200, _suggested(anteil)
    if request.method == "GET":
        form = anforderung_form(belege, stichprobe_id=sample, frist=suggested)
    else:
        form, status = anforderung_form(belege, stichprobe_id=sample, formdata=request.form), 422
        if form.validate():
            try:
                with aendern(form) as (writing, person):
                    unterlagen.request_sample(
                        writing,
                        anteil_id,
                        form.wuensche(),
                        stichprobe_id=form.stichprobe_id,
                        frist=form.frist.data,
                        text=form.text.data,
                        schritt=schritt(_PORTAL, anteil_id, person),
                    )
                return weiter(_url(anteil_id), "Angefordert. Der Träger bekommt eine E-Mail.")
            except DomainError as error:
                form.take_over(error)
                status = 422
                if isinstance(error, Conflict):
                    status = 409
                    # The rows below are those of now: what is sent next is about them.
                    form.stichprobe.data = str(sample)
    page = render_page(
        "pruefungen/unterlagen_neu.html",
        anteil=anteil,
        form=form,
        belege=belege,
        ohne_vorgabe=suggested is None,
    )
    return page, status


@bp.route("/nachweise/<int:anteil_id>/pruefung/belege/<int:teil_id>/frage", methods=["GET", "POST"])
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def beleg(anteil_id: int, teil_id: int) -> ResponseReturnValue:
    """Ask about one Beleg, whether it is in the sample or not."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    found = get_beleg(session, anteil, teil_id, stichprobe_id=newest_id(session, anteil.nachweis_id))
    if found is None:
        raise NotFound("Diesen Beleg gibt es in diesem Nachweis nicht. Gehen Sie zur Prüfung des Nachweises.")
    status, suggested = 200, _suggested(anteil)
    if request.method == "GET":
        form = BelegfrageForm(None, data={"frist": suggested})
    else:
        form, status = BelegfrageForm(), 422
        if form.validate():
            try:
                with aendern(form) as (writing, person):
                    unterlagen.ask_about_beleg(
                        writing,
                        anteil_id,
                        teil_id,
                        form.wunsch(),
                        frist=form.frist.data,
                        schritt=schritt(_PORTAL, anteil_id, person),
                    )
                return weiter(_url(anteil_id), "Gefragt. Der Träger bekommt eine E-Mail.")
            except DomainError as error:
                form.take_over(error)
                status = 409 if isinstance(error, Conflict) else 422
    page = render_page(
        "pruefungen/unterlagen_beleg.html",
        anteil=anteil,
        form=form,
        beleg=found,
        ohne_vorgabe=suggested is None,
    )
    return page, status


@bp.post(f"{_PFAD}/frage")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def fragen(anteil_id: int) -> ResponseReturnValue:
    """Ask something that is not about a single Beleg: a conversation like any other with the recipient."""
    anteil, form = load_anteil(db.session(), anteil_id), AllgemeineFrageForm()
    status, sentences = 422, _NICHTS
    if form.validate():
        try:
            with aendern(form) as (session, person):
                von = absender(anteil, person, vom_empfaenger=False)
                mitteilungen.write(session, anteil_id, art=Mitteilungsart.FRAGE, text=form.text.data, von=von)
            return weiter(
                url_for("nachweise.nachweis", anteil_id=anteil_id, _anchor="mitteilungen"),
                "Der Träger kann die Frage lesen. Seine Antwort steht hier.",
            )
        except DomainError as error:
            status, sentences = refuse_form(error, form)
    return _page(load_anteil(db.session(), anteil_id), status=status, abgewiesen=sentences, frage=form)


# -- what came -------------------------------------------------------------------------------------------------


@bp.post(f"{_PFAD}/zeilen/<int:zeile_id>/gesehen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def gesehen(anteil_id: int, zeile_id: int) -> ResponseReturnValue:
    form = GesehenForm()
    seen = request.form.get("gesehen") != "nein"
    try:
        with aendern(form) as (session, person):
            unterlagen.mark_seen(session, anteil_id, zeile_id, gesehen=seen, heute=heute(), person=person)
    except NotFound:
        raise
    except DomainError as error:
        status, sentences = refuse(error)
        return _page(load_anteil(db.session(), anteil_id), status=status, abgewiesen=sentences)
    return weiter(_url(anteil_id, f"zeile-{zeile_id}"), "Als gesehen vermerkt." if seen else "Wieder offen.")


@bp.post(f"{_PFAD}/<int:anforderung_id>/zuruecknehmen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def zuruecknehmen(anteil_id: int, anforderung_id: int) -> ResponseReturnValue:
    form, status, sentences = RuecknahmeForm(), 422, _NICHTS
    if form.validate():
        try:
            with aendern(form) as (session, person):
                unterlagen.take_back(
                    session,
                    anteil_id,
                    anforderung_id,
                    grund=form.grund.data,
                    schritt=schritt(_PORTAL, anteil_id, person),
                )
            return weiter(_url(anteil_id), "Zurückgenommen. Der Träger bekommt eine E-Mail.")
        except NotFound:
            raise
        except DomainError as error:
            status, sentences = refuse_form(error, form)
    anteil = load_anteil(db.session(), anteil_id)
    return _page(anteil, status=status, abgewiesen=sentences, ruecknahme=(anforderung_id, form))


@bp.post(f"{_PFAD}/<int:anforderung_id>/frist")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def verlaengern(anteil_id: int, anforderung_id: int) -> ResponseReturnValue:
    form, status, sentences = FristForm(), 422, _NICHTS
    if form.validate():
        try:
            with aendern(form) as (session, person):
                unterlagen.extend(
                    session,
                    anteil_id,
                    anforderung_id,
                    bis=form.frist.data,
                    schritt=schritt(_PORTAL, anteil_id, person),
                )
            return weiter(_url(anteil_id), "Verlängert. Der Träger bekommt eine E-Mail.")
        except NotFound:
            raise
        except DomainError as error:
            status, sentences = refuse_form(error, form)
    anteil = load_anteil(db.session(), anteil_id)
    return _page(anteil, status=status, abgewiesen=sentences, frist=(anforderung_id, form))
