"""What follows from a released check: the office decides, the Träger sees it and answers the hearing."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.mitteilungen_seite import schritt
from grants.blueprints.pruefungen_teile import refuse_form
from grants.domain.begriffe import FREIGEGEBENE, Befugnis
from grants.domain.errors import DomainError, NotFound
from grants.domain.festsetzung import Schritt
from grants.domain.money import Betrag
from grants.extensions import db
from grants.forms.base import Formular
from grants.forms.ergebnis import (
    AnhoerungForm,
    AntwortForm,
    BekanntgabeForm,
    EntscheidungForm,
    RuecknahmeForm,
    SchlussForm,
)
from grants.queries.ablage import get_datei, list_zum_anteil
from grants.queries.anteile import Anteil, load_anteil
from grants.schreiben import aendern
from grants.services import ergebnispost, ruecknahmen
from grants.services import ergebnisse as service
from grants.services.akten import make_files
from grants.web import MEDIA_TYPES, heute, render_page, weiter
from grants.zugang import may, own_anteil, require

bp = Blueprint("ergebnis", __name__)
_PFAD = "/nachweise/<int:anteil_id>/ergebnis"
_PORTAL = "/verwendungsnachweis/<int:anteil_id>/ergebnis"


@bp.get(_PFAD)
@requires(Recht.NACHWEISE_ANSEHEN)
def seite(anteil_id: int) -> ResponseReturnValue:
    return _page(load_anteil(db.session(), anteil_id))


def _page(
    anteil: Anteil, *, status: int = 200, abgewiesen: tuple[str, ...] = (), **formulare: Formular
) -> ResponseReturnValue:
    session = db.session()
    is_released = anteil.status in FREIGEGEBENE
    fall, geld = service.load_fall(session, anteil, heute=heute()) if is_released else (None, None)
    claim = service.find_erstattung(session, anteil)
    stand = {"aenderungsstand": str(claim.aenderungsstand if claim else 0)}
    fresh: dict[str, Formular] = {
        "anhoerung": AnhoerungForm(formdata=None, data=stand),
        "entscheidung": EntscheidungForm(formdata=None, data=stand),
        "bekanntgabe": BekanntgabeForm(formdata=None, data=stand),
        "schluss": SchlussForm(formdata=None, data=stand),
        "ruecknahme": RuecknahmeForm(formdata=None, data=stand),
    }
    if abgewiesen:
        # Seen by now: what is sent next is recorded upon the state of now.
        for form in formulare.values():
            form.aenderungsstand.data = stand["aenderungsstand"]
    page = render_page(
        "ergebnis/seite.html",
        anteil=anteil,
        fall=fall,
        geld=geld,
        erstattung=claim,
        frueher=service.list_taken_back(session, anteil),
        schlussmitteilung_am=service.told_on(session, anteil),
        dokumente=list_zum_anteil(session, anteil.id),
        abgewiesen=abgewiesen,
        heute=heute(),
        paare=_pairs,
        **{**fresh, **formulare},
    )
    return page, status


def _pairs(schritte: tuple[Schritt, ...]) -> list[tuple[str, Betrag]]:
    return [(each.text, each.betrag) for each in schritte]


def _done(anteil_id: int, text: str) -> ResponseReturnValue:
    return weiter(url_for("ergebnis.seite", anteil_id=anteil_id), text)


def _mailed(told: int) -> str:
    """Return who hears of it: nobody without an account, nor of a letter that came with a Jahresmappe."""
    if told:
        return "Der Träger bekommt eine E-Mail."
    return "Eine E-Mail ging an niemanden: Bitte benachrichtigen Sie den Empfänger selbst."


def _refused(anteil_id: int, error: DomainError, **formulare: Formular) -> ResponseReturnValue:
    (form,) = formulare.values()
    status, sentences = refuse_form(error, form)
    return _page(load_anteil(db.session(), anteil_id), status=status, abgewiesen=sentences, **formulare)


@bp.post(f"{_PFAD}/anhoerung")
@requires(Recht.ERGEBNIS_FESTSETZEN)
def anhoeren(anteil_id: int) -> ResponseReturnValue:
    form = AnhoerungForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, abgewiesen=(), anhoerung=form)
    bis = form.bis.data
    try:
        blatt = service.prepare_letter(
            db.session(), anteil_id, service.ANHOERUNG, heute=heute(), anhoerung_bis=bis
        )
        with aendern(form) as (session, person):
            service.hear(session, anteil_id, blatt, bis=bis, stand=form.stand, heute=heute(), person=person)
            step = schritt("ergebnis.portal", anteil_id, person)
            told = ergebnispost.tell_hearing(session, anteil_id, bis=bis, schritt=step)
    except DomainError as error:
        return _refused(anteil_id, error, anhoerung=form)
    return _done(anteil_id, f"Die Anhörung läuft. Das Schreiben ist ausgestellt. {_mailed(told)}")


@bp.post(f"{_PFAD}/entscheidung")
@requires(Recht.ERGEBNIS_FESTSETZEN)
def entscheiden(anteil_id: int) -> ResponseReturnValue:
    form = EntscheidungForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, abgewiesen=(), entscheidung=form)
    try:
        with aendern(form) as (session, person):
            service.decide(
                session, anteil_id, form.entscheidung(), stand=form.stand, heute=heute(), person=person
            )
    except DomainError as error:
        return _refused(anteil_id, error, entscheidung=form)
    return _done(anteil_id, "Entschieden. Als Nächstes kommt die Schlussmitteilung.")


@bp.post(f"{_PFAD}/schlussmitteilung")
@requires(Recht.ERGEBNIS_FESTSETZEN)
def schliessen(anteil_id: int) -> ResponseReturnValue:
    form = SchlussForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, abgewiesen=(), schluss=form)
    try:
        blatt = service.prepare_letter(db.session(), anteil_id, service.SCHLUSSMITTEILUNG, heute=heute())
        with aendern(form) as (session, person):
            service.conclude(session, anteil_id, blatt, stand=form.stand, heute=heute(), person=person)
            told = ergebnispost.tell_conclusion(
                session, anteil_id, schritt=schritt("ergebnis.portal", anteil_id, person)
            )
    except DomainError as error:
        return _refused(anteil_id, error, schluss=form)
    return _done(anteil_id, f"Die Schlussmitteilung ist ausgestellt. {_mailed(told)}")


@bp.post(f"{_PFAD}/bekanntgabe")
@requires(Recht.ERGEBNIS_FESTSETZEN)
def bekanntgeben(anteil_id: int) -> ResponseReturnValue:
    form = BekanntgabeForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, abgewiesen=(), bekanntgabe=form)
    try:
        with aendern(form) as (session, person):
            service.announce(
                session, anteil_id, am=form.am.data, stand=form.stand, heute=heute(), person=person
            )
    except DomainError as error:
        return _refused(anteil_id, error, bekanntgabe=form)
    return _done(anteil_id, "Gespeichert.")


@bp.post(f"{_PFAD}/<any(anhoerung, schlussmitteilung):art>/zuruecknehmen")
@requires(Recht.ERGEBNIS_FESTSETZEN)
def zuruecknehmen(anteil_id: int, art: str) -> ResponseReturnValue:
    form = RuecknahmeForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, abgewiesen=(), ruecknahme=form)
    act = ruecknahmen.take_back_hearing if art == service.ANHOERUNG else ruecknahmen.take_back_conclusion
    try:
        with aendern(form) as (session, person):
            act(session, anteil_id, grund=form.grund.data, stand=form.stand, heute=heute(), person=person)
            step = schritt("ergebnis.portal", anteil_id, person)
            told = ergebnispost.tell_taken_back(session, anteil_id, (art,), schritt=step)
    except DomainError as error:
        return _refused(anteil_id, error, ruecknahme=form)
    return _done(
        anteil_id,
        f"Zurückgenommen. Was ausgestellt war, bleibt mit dem Grund unter „Dokumente“ stehen. {_mailed(told)}",
    )


@bp.get(f"{_PFAD}/<any(anhoerung, schlussmitteilung):art>.pdf")
@requires(Recht.NACHWEISE_ANSEHEN)
def entwurf(anteil_id: int, art: str) -> ResponseReturnValue:
    """Hand out a letter as a draft; it is not stored."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    fall, _ = service.load_fall(session, anteil, heute=heute())
    content = make_files(service.draft(session, fall, art))["pdf"]
    response = Response(content, content_type=MEDIA_TYPES["pdf"])
    name = f"{art}-entwurf-{anteil.kuerzel}-{anteil.jahr}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


# -- the Träger ------------------------------------------------------------------------------------------------


@bp.get(_PORTAL)
@requires(Recht.PORTAL_ANSEHEN)
def portal(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    return _portal(anteil)


def _portal(
    anteil: Anteil, *, status: int = 200, abgewiesen: tuple[str, ...] = (), form: AntwortForm | None = None
) -> ResponseReturnValue:
    """Show the Träger its result: nothing of it before the office has told it by a letter."""
    session = db.session()
    claim = service.find_erstattung(session, anteil)
    told = service.told_on(session, anteil)
    is_told = service.is_told(session, anteil)
    fall, geld = service.load_fall(session, anteil, heute=heute()) if is_told else (None, None)
    stand = str(claim.aenderungsstand if claim else 0)
    fresh = AntwortForm(
        formdata=None, data={"antwort": claim.antwort if claim else "", "aenderungsstand": stand}
    )
    if form and abgewiesen:
        # Seen by now: what is sent next replaces the answer that stands beside it.
        form.aenderungsstand.data = stand
    page = render_page(
        "ergebnis/portal.html",
        anteil=anteil,
        fall=fall,
        geld=geld,
        erstattung=claim,
        frueher=service.list_taken_back(session, anteil),
        schlussmitteilung_am=told,
        schreiben=[each for each in list_zum_anteil(session, anteil.id) if each.art != "pruefvermerk"],
        abgewiesen=abgewiesen,
        darf_antworten=may(anteil, Befugnis.VERTRETUNGSBERECHTIGT),
        form=form or fresh,
        paare=_pairs,
    )
    return page, status


@bp.post(f"{_PORTAL}/antwort")
@requires(Recht.PORTAL_BEARBEITEN)
def antworten(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.VERTRETUNGSBERECHTIGT)
    form = AntwortForm()
    if not form.validate():
        return _portal(anteil, status=422, form=form)
    try:
        with aendern(form) as (session, person):
            claim = service.answer_hearing(
                session, anteil_id, text=form.antwort.data, stand=form.stand, heute=heute(), person=person
            )
            step = schritt("ergebnis.seite", anteil_id, person)
            ergebnispost.tell_answer(session, claim, anteil_id, schritt=step)
    except DomainError as error:
        status, sentences = refuse_form(error, form)
        return _portal(own_anteil(anteil_id), status=status, abgewiesen=sentences, form=form)
    return weiter(url_for("ergebnis.portal", anteil_id=anteil_id), "Ihre Stellungnahme ist gespeichert.")


@bp.get(f"{_PORTAL}/<int:dokument_id>.pdf")
@requires(Recht.PORTAL_ANSEHEN)
def schreiben(anteil_id: int, dokument_id: int) -> ResponseReturnValue:
    """Hand out a letter to the Träger it was written to; the Prüfvermerk stays in the house."""
    anteil = own_anteil(anteil_id)
    session = db.session()
    own = {each.id for each in list_zum_anteil(session, anteil.id) if each.art != "pruefvermerk"}
    if dokument_id not in own:
        raise NotFound("Dieses Schreiben gibt es nicht. Gehen Sie zum Ergebnis zurück.")
    found = get_datei(session, dokument_id, "pdf")
    response = Response(found.inhalt, content_type=MEDIA_TYPES["pdf"])
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response
