"""Questions, changes and longer Fristen as a recipient writes them to the office."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.mitteilungen_seite import absender, build_fadenseite, hochgeladen
from grants.domain.begriffe import Befugnis, Mitteilungsart
from grants.domain.errors import DomainError
from grants.domain.mitteilungen import ARTEN_EMPFAENGER
from grants.extensions import db
from grants.forms.mitteilungen import AktForm, AntwortForm, MitteilungForm
from grants.queries.abgabefristen import load_frist
from grants.queries.anteile import Anteil
from grants.schreiben import aendern
from grants.services import mitteilungen as service
from grants.services.mitteilungsdateien import keep_all
from grants.web import heute, render_page, weiter
from grants.zugang import BefugnisFehlt, may, own_anteil

bp = Blueprint("mitteilungen", __name__)
_PFAD = "/verwendungsnachweis/<int:anteil_id>/mitteilungen"


@bp.get(_PFAD)
@requires(Recht.PORTAL_ANSEHEN)
def vorgang(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    wanted = request.args.get("art", "")
    art = Mitteilungsart(wanted) if wanted in set(ARTEN_EMPFAENGER) else Mitteilungsart.FRAGE
    return _page(anteil, art=art)


@bp.post(f"{_PFAD}/neu")
@requires(Recht.PORTAL_BEARBEITEN)
def schreiben(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    _require_any(anteil)
    form = MitteilungForm()
    art = form.kind if form.kind in ARTEN_EMPFAENGER else Mitteilungsart.FRAGE
    if form.validate():
        try:
            with hochgeladen(form) as files, aendern(form) as (session, person):
                von = absender(anteil, person, vom_empfaenger=True)
                row = service.write(
                    session,
                    anteil.id,
                    art=art,
                    text=form.text.data,
                    von=von,
                    gewuenscht=form.gewuenscht.data,
                )
                keep_all(session, row, files, von=von)
            return weiter(_here(anteil), "Ihre Mitteilung ist bei der Geschäftsstelle.")
        except DomainError as error:
            form.take_over(error)
    return _page(anteil, art=art, neu=form), 422


@bp.post(f"{_PFAD}/<int:mitteilung_id>/antwort")
@requires(Recht.PORTAL_BEARBEITEN)
def antworten(anteil_id: int, mitteilung_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    _require_any(anteil)
    form = AntwortForm()
    if form.validate():
        try:
            with hochgeladen(form) as files, aendern(form) as (session, person):
                von = absender(anteil, person, vom_empfaenger=True)
                row = service.answer(session, anteil.id, mitteilung_id, text=form.text.data, von=von)
                keep_all(session, row, files, von=von)
            return weiter(_here(anteil), "Ihre Antwort ist bei der Geschäftsstelle.")
        except DomainError as error:
            form.take_over(error)
    return _page(anteil, antwort=(mitteilung_id, form)), 422


@bp.post(f"{_PFAD}/<int:mitteilung_id>/erledigt")
@requires(Recht.PORTAL_BEARBEITEN)
def erledigen(anteil_id: int, mitteilung_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    _require_any(anteil)
    form = AktForm()
    with aendern(form) as (session, person):
        von = absender(anteil, person, vom_empfaenger=True)
        service.finish(session, anteil.id, mitteilung_id, stand=form.stand, von=von)
    return weiter(_here(anteil), "Als erledigt vermerkt. Mit einer Antwort öffnen Sie es wieder.")


def _page(anteil: Anteil, **forms: Any) -> str:  # noqa: ANN401 - forms of several kinds
    return render_page(
        "mitteilungen/vorgang.html",
        anteil=anteil,
        seite=build_fadenseite(anteil, amt=False, **forms),
        arten=ARTEN_EMPFAENGER if anteil.is_open else ARTEN_EMPFAENGER[:2],
        frist=load_frist(db.session(), anteil, am=heute()),
        am=heute(),
        darf_schreiben=_may_any(anteil),
    )


def _may_any(anteil: Anteil) -> bool:
    return any(may(anteil, each) for each in Befugnis)


def _require_any(anteil: Anteil) -> None:
    """Raise BefugnisFehlt for somebody who may only look."""
    if not _may_any(anteil):
        raise BefugnisFehlt(
            f"Bei „{anteil.traeger}“ können Sie nur lesen. Wenn Sie auch schreiben sollen, wenden Sie sich bitte an "
            "die Geschäftsstelle; sie lässt die Befugnis eintragen."
        )


def _here(anteil: Anteil) -> str:
    return url_for("mitteilungen.vorgang", anteil_id=anteil.id)
