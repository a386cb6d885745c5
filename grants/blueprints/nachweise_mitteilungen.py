"""Questions, answers, decisions and internal notes as the office writes them."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.mitteilungen_seite import absender, build_fadenseite, hochgeladen
from grants.blueprints.nachweise_seite import bp, here, show
from grants.domain.begriffe import Mitteilungsart
from grants.domain.errors import DomainError
from grants.domain.mitteilungen import ARTEN_AMT
from grants.extensions import db
from grants.forms.mitteilungen import AktForm, AntwortForm, EntscheidungForm, MitteilungForm
from grants.queries.anteile import load_anteil
from grants.schreiben import aendern
from grants.services import mitteilungen as service
from grants.services.mitteilungsdateien import keep_all
from grants.web import weiter

_PFAD = "/nachweise/<int:anteil_id>/mitteilungen"
_TEIL = "mitteilungen"


@bp.post(f"{_PFAD}/neu")
@requires(Recht.NACHWEISE_BEGLEITEN)
def schreiben(anteil_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), MitteilungForm()
    art = form.kind if form.kind in ARTEN_AMT else Mitteilungsart.FRAGE
    if form.validate():
        try:
            with hochgeladen(form) as files, aendern(form) as (session, person):
                von = absender(anteil, person, vom_empfaenger=False)
                row = service.write(session, anteil.id, art=art, text=form.text.data, von=von)
                keep_all(session, row, files, von=von)
            internal = art is Mitteilungsart.NOTIZ
            done = (
                "Die Notiz ist gespeichert; nur das Haus sieht sie."
                if internal
                else "Der Träger kann es lesen."
            )
            return weiter(here(anteil_id, _TEIL), done)
        except DomainError as error:
            form.take_over(error)
    return show(anteil_id, status=422, faeden=build_fadenseite(anteil, amt=True, art=art, neu=form))


@bp.post(f"{_PFAD}/<int:mitteilung_id>/antwort")
@requires(Recht.NACHWEISE_BEGLEITEN)
def antworten(anteil_id: int, mitteilung_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), AntwortForm()
    if form.validate():
        try:
            with hochgeladen(form) as files, aendern(form) as (session, person):
                von = absender(anteil, person, vom_empfaenger=False)
                row = service.answer(
                    session, anteil.id, mitteilung_id, text=form.text.data, von=von, intern=form.intern.data
                )
                internal = row.intern
                keep_all(session, row, files, von=von)
            done = (
                "Die Notiz ist gespeichert; nur das Haus sieht sie."
                if internal
                else "Die Antwort ist beim Träger."
            )
            return weiter(here(anteil_id, _TEIL), done)
        except DomainError as error:
            form.take_over(error)
    faeden = build_fadenseite(anteil, amt=True, antwort=(mitteilung_id, form))
    return show(anteil_id, status=422, faeden=faeden)


@bp.post(f"{_PFAD}/<int:mitteilung_id>/entscheidung")
@requires(Recht.NACHWEISE_BEGLEITEN)
def entscheiden(anteil_id: int, mitteilung_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), EntscheidungForm()
    if form.validate():
        chosen = {"ja": True, "nein": False}.get(form.gewaehrt.data or "")
        entscheidung = service.Entscheidung(gewaehrt=chosen, bis=form.bis.data, satz=form.satz.data)
        try:
            with aendern(form) as (session, person):
                von = absender(anteil, person, vom_empfaenger=False)
                service.decide(session, anteil.id, mitteilung_id, entscheidung, stand=form.stand, von=von)
            return weiter(here(anteil_id, _TEIL), "Die Entscheidung ist beim Träger.")
        except DomainError as error:
            form.take_over(error)
    faeden = build_fadenseite(anteil, amt=True, entscheidung=(mitteilung_id, form))
    return show(anteil_id, status=422, faeden=faeden)


@bp.post(f"{_PFAD}/<int:mitteilung_id>/erledigt")
@requires(Recht.NACHWEISE_BEGLEITEN)
def erledigen(anteil_id: int, mitteilung_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), AktForm()
    with aendern(form) as (session, person):
        von = absender(anteil, person, vom_empfaenger=False)
        service.finish(session, anteil.id, mitteilung_id, stand=form.stand, von=von)
    return weiter(here(anteil_id, _TEIL), "Als erledigt vermerkt.")


@bp.post(f"{_PFAD}/<int:mitteilung_id>/wieder-oeffnen")
@requires(Recht.NACHWEISE_BEGLEITEN)
def wieder_oeffnen(anteil_id: int, mitteilung_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), AktForm()
    with aendern(form) as (session, person):
        von = absender(anteil, person, vom_empfaenger=False)
        service.reopen(session, anteil.id, mitteilung_id, stand=form.stand, von=von)
    return weiter(here(anteil_id, _TEIL), "Die Mitteilung ist wieder offen.")
