"""What the office does with a proof: confirm its receipt, ask for more, give it back, open it again."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.mitteilungen_seite import absender, schritt
from grants.blueprints.nachweise_seite import bp, here, show
from grants.domain.begriffe import Mitteilungsart
from grants.domain.errors import DomainError, NotFound
from grants.domain.mitteilungen import ARTEN_AMT
from grants.extensions import db
from grants.forms.mitteilungen import VerlaengerungForm
from grants.forms.nachweise import EingangForm, NachforderungForm, OeffnenForm, ZurueckForm
from grants.queries.anteile import load_anteil
from grants.queries.traegernachweis import list_fassungen
from grants.schreiben import aendern
from grants.services import mitteilungen, nachweisbegleitung
from grants.services.nachweisakte import einreichung_of, thaw
from grants.web import MEDIA_TYPES, weiter
from reports.traegernachweis import render_pdf, render_xlsx

_PFAD = "/nachweise/<int:anteil_id>"
# Where a mail leads its recipient.
_PORTAL = "portal.aufgaben"


@bp.get(_PFAD)
@requires(Recht.NACHWEISE_ANSEHEN)
def nachweis(anteil_id: int) -> ResponseReturnValue:
    wanted = request.args.get("art", "")
    return show(anteil_id, art=Mitteilungsart(wanted) if wanted in set(ARTEN_AMT) else Mitteilungsart.FRAGE)


@bp.get(f"{_PFAD}/fassungen/<int:nummer>.json")
@requires(Recht.NACHWEISE_ANSEHEN)
def fassung(anteil_id: int, nummer: int) -> ResponseReturnValue:
    """Hand out a copy exactly as it was handed in; its SHA-256 is the one on the receipt."""
    anteil = load_anteil(db.session(), anteil_id)
    for each in list_fassungen(db.session(), anteil.nachweis_id):
        if each.nummer == nummer:
            response = Response(each.inhalt.encode(), content_type="application/json")
            name = f"{each.vorgangsnummer}.json"
            response.headers.set("Content-Disposition", "attachment", filename=name)
            return response
    raise NotFound("Diese Fassung gibt es nicht. Gehen Sie zum Nachweis zurück.")


@bp.get(f"{_PFAD}/fassungen/<int:nummer>.<any(pdf, xlsx):endung>")
@requires(Recht.NACHWEISE_ANSEHEN)
def papier(anteil_id: int, nummer: int, endung: str) -> ResponseReturnValue:
    """Hand out the paper of a copy, made from what was frozen."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    found = next(
        (each for each in list_fassungen(session, anteil.nachweis_id) if each.nummer == nummer), None
    )
    if found is None:
        raise NotFound("Diese Fassung gibt es nicht. Gehen Sie zum Nachweis zurück.")
    daten, einreichung = thaw(found), einreichung_of(found)
    # Laying out takes its time; nobody shall wait for it with a transaction open.
    session.rollback()
    render = render_pdf if endung == "pdf" else render_xlsx
    response = Response(render(daten, einreichung), content_type=MEDIA_TYPES[endung])
    name = f"verwendungsnachweis-{found.vorgangsnummer}.{endung}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post(f"{_PFAD}/eingang")
@requires(Recht.NACHWEISE_BEGLEITEN)
def eingang(anteil_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), EingangForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                nachweisbegleitung.confirm_receipt(
                    session,
                    anteil.id,
                    am=form.am.data,
                    schritt=schritt(_PORTAL, anteil_id, person, stand=form.stand),
                )
            done = "Der Eingang ist bestätigt." if form.am.data else "Die Bestätigung ist zurückgenommen."
            return weiter(here(anteil.id), done)
        except DomainError as error:
            form.take_over(error)
    return show(anteil_id, status=422, eingang=form)


@bp.post(f"{_PFAD}/nachforderung")
@requires(Recht.NACHWEISE_BEGLEITEN)
def nachfordern(anteil_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), NachforderungForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                nachweisbegleitung.ask_for_more(
                    session,
                    anteil.id,
                    punkte=form.asked,
                    frist=form.frist.data,
                    text=form.text.data,
                    schritt=schritt(_PORTAL, anteil_id, person, stand=form.stand),
                )
            return weiter(here(anteil.id), "Die Nachforderung ist beim Träger; er kann wieder schreiben.")
        except DomainError as error:
            form.take_over(error)
    return show(anteil_id, status=422, nachforderung=form)


@bp.post(f"{_PFAD}/zurueckgeben")
@requires(Recht.NACHWEISE_BEGLEITEN)
def zurueckgeben(anteil_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), ZurueckForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                nachweisbegleitung.take_back(
                    session,
                    anteil.id,
                    grund=form.grund.data,
                    schritt=schritt(_PORTAL, anteil_id, person, stand=form.stand),
                )
            return weiter(
                here(anteil.id), "Der Nachweis liegt wieder beim Träger. Die Fassung bleibt aufgehoben."
            )
        except DomainError as error:
            form.take_over(error)
    return show(anteil_id, status=422, zurueck=form)


@bp.post(f"{_PFAD}/wieder-oeffnen")
@requires(Recht.NACHWEISE_BEGLEITEN)
def oeffnen(anteil_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), OeffnenForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                nachweisbegleitung.reopen(
                    session,
                    anteil.id,
                    grund=form.warum.data,
                    schritt=schritt(_PORTAL, anteil_id, person, stand=form.stand),
                )
            return weiter(here(anteil.id), "Der Nachweis ist wieder in Prüfung.")
        except DomainError as error:
            form.take_over(error, felder={"grund": "warum"})
    return show(anteil_id, status=422, oeffnen=form)


@bp.post(f"{_PFAD}/frist")
@requires(Recht.NACHWEISE_BEGLEITEN)
def verlaengern(anteil_id: int) -> ResponseReturnValue:
    anteil, form = load_anteil(db.session(), anteil_id), VerlaengerungForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                von = absender(anteil, person, vom_empfaenger=False)
                mitteilungen.extend(session, anteil.id, bis=form.bis.data, satz=form.satz.data, von=von)
            return weiter(here(anteil.id), "Die Frist ist verlängert; der Träger bekommt eine Nachricht.")
        except DomainError as error:
            form.take_over(error)
    return show(anteil_id, status=422, verlaengerung=form)
