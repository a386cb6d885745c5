"""The proof of one recipient as a task list: how far each part is, what is asked for, the papers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.dokumente import MEDIA_TYPES
from grants.blueprints.portal_gemeinsam import BEFUGNIS, befugnis_fuer, has_any, jetzt, unterschrift_satz
from grants.domain.begriffe import Befugnis
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.domain.nachweisabgabe import TEIL_TITEL
from grants.domain.nachweisteile import Teil, Teilauskunft
from grants.extensions import db
from grants.forms.nachweis import PunktForm
from grants.queries.anteile import Anteil
from grants.queries.traegernachweis import Punkt, has_signed_file
from grants.queries.unterlagen import list_anforderungen
from grants.schreiben import aendern
from grants.services import ergebnisse
from grants.services.nachweisabgabe import answer_point
from grants.services.nachweisakte import Akte, collect, einreichung_of, thaw
from grants.web import heute, render_page, weiter
from grants.zugang import may, own_anteil, require
from reports.traegernachweis import render_pdf, render_quittung, render_xlsx

bp = Blueprint("portal", __name__)
_PFAD = "/verwendungsnachweis/<int:anteil_id>"
_ENDPOINTS = {
    Teil.SACHBERICHT: "sachbericht.abschnitte",
    Teil.KENNZAHLEN: "kennzahlen.werte",
    Teil.ZAHLEN: "zahlen.zahlen",
    Teil.BELEGLISTE: "belege.liste",
    Teil.ERKLAERUNGEN: "erklaerungen.abgeben",
}
_NOCH_NICHT = "Dieser Nachweis ist noch nicht abgesandt; deshalb gibt es keine Eingangsbestätigung."


@dataclass(frozen=True, slots=True)
class Aufgabe:
    """One part as a row of the list; `befugnis` is what somebody needs to write there."""

    auskunft: Teilauskunft
    titel: str
    endpoint: str
    befugnis: Befugnis
    darf: bool


@bp.get(_PFAD)
@requires(Recht.PORTAL_ANSEHEN)
def aufgaben(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    return _page(anteil, {})


@bp.post(f"{_PFAD}/nachforderung/<int:punkt_id>")
@requires(Recht.PORTAL_BEARBEITEN)
def punkt(anteil_id: int, punkt_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    found = _find_point(collect(db.session(), anteil, am=heute()), punkt_id)
    befugnis = befugnis_fuer(found.teil)
    if befugnis is not None:
        require(anteil, befugnis)
    elif not has_any(anteil):
        require(anteil, Befugnis.INHALTLICH)
    form, status = PunktForm(), 422
    try:
        if form.validate():
            with aendern(form) as (session, person):
                answer_point(
                    session,
                    anteil,
                    punkt_id,
                    antwort=form.antwort.data,
                    erledigt=form.erledigt.data,
                    stand=form.stand,
                    jetzt=jetzt(),
                    person=person,
                )
            return weiter(
                url_for("portal.aufgaben", anteil_id=anteil.id, _anchor=f"punkt-{punkt_id}"), "Gespeichert."
            )
    except RuleViolation as error:
        form.take_over(error)
    except Conflict as error:
        form.take_over(error)
        status = 409
        # Seen by now: what is saved next replaces the answer of now; raises NotFound where nobody asks any more.
        anteil = own_anteil(anteil_id)
        now = _find_point(collect(db.session(), anteil, am=heute()), punkt_id)
        form.aenderungsstand.data = str(now.aenderungsstand)
        if now.antwort:
            form.allgemein.append(f"Gespeichert ist zurzeit: „{now.antwort}“")
    return _page(anteil, {punkt_id: form}), status


def _find_point(akte: Akte, punkt_id: int) -> Punkt:
    waiting = akte.anforderung
    for each in waiting.punkte if waiting else ():
        if each.id == punkt_id:
            return each
    raise NotFound("Diesen Punkt gibt es nicht oder er ist schon beantwortet. Bitte laden Sie die Seite neu.")


def _page(anteil: Anteil, forms: dict[int, PunktForm]) -> str:
    akte = collect(db.session(), anteil, am=heute())
    waiting = akte.anforderung
    rows = [
        Aufgabe(
            each,
            TEIL_TITEL[each.teil],
            _ENDPOINTS[each.teil],
            BEFUGNIS[each.teil],
            may(anteil, BEFUGNIS[each.teil]),
        )
        for each in akte.teile
    ]
    shown = {each.id: forms.get(each.id) or _point_form(each) for each in (waiting.punkte if waiting else ())}
    return render_page(
        "nachweis/aufgaben.html",
        akte=akte,
        anteil=anteil,
        aufgaben=rows,
        punktformen=shown,
        darf_punkt={each.id: _may_answer(anteil, each.teil) for each in (waiting.punkte if waiting else ())},
        teil_titel={teil.value: titel for teil, titel in TEIL_TITEL.items()},
        vertretung=may(anteil, Befugnis.VERTRETUNGSBERECHTIGT),
        einreichung=einreichung_of(akte.gilt) if akte.gilt else None,
        unterlagen=list_anforderungen(db.session(), anteil.nachweis_id),
        heute=heute(),
        ergebnis_da=ergebnisse.is_told(db.session(), anteil),
        unterschrieben=has_signed_file(db.session(), anteil.nachweis_id),
    )


def _point_form(punkt: Punkt) -> PunktForm:
    # A page shows several of them, and none is what was sent.
    return PunktForm(
        None,
        antwort=punkt.antwort,
        erledigt=punkt.erledigt_am is not None,
        aenderungsstand=str(punkt.aenderungsstand),
    )


def _may_answer(anteil: Anteil, teil: str) -> bool:
    befugnis = befugnis_fuer(teil)
    return may(anteil, befugnis) if befugnis is not None else has_any(anteil)


# -- Papers ----------------------------------------------------------------------------------------------------


@bp.get(f"{_PFAD}/nachweis.<any(pdf, xlsx):endung>")
@requires(Recht.PORTAL_ANSEHEN)
def papier(anteil_id: int, endung: str) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    nummer = request.args.get("fassung", type=int)
    akte = collect(db.session(), anteil, am=heute())
    fassung = akte.gilt
    if nummer is not None:
        fassung = next((each for each in akte.fassungen if each.nummer == nummer), None)
        if fassung is None:
            abort(404)
    # The handed-in copy prints what was handed in, whatever the tables say by now.
    daten = thaw(fassung) if fassung else akte.daten
    einreichung = einreichung_of(fassung) if fassung else None
    # Handed in on paper before there was this page: not a draft, and nothing frozen either.
    eingelesen = fassung is None and not anteil.is_open
    # Laying out takes its time; nobody shall wait for it with a transaction open.
    db.session().rollback()
    render = render_pdf if endung == "pdf" else render_xlsx
    draft = "" if einreichung or eingelesen else "-entwurf"
    name = f"verwendungsnachweis-{anteil.jahr}-{anteil.kennung}{draft}.{endung}"
    return _download(render(daten, einreichung, eingelesen=eingelesen), endung, name)


@bp.get(f"{_PFAD}/eingangsbestaetigung.pdf")
@requires(Recht.PORTAL_ANSEHEN)
def quittung(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    akte = collect(db.session(), anteil, am=heute())
    if akte.fassung is None:
        raise NotFound(_NOCH_NICHT)
    content = render_quittung(thaw(akte.fassung), einreichung_of(akte.fassung), unterschrift_satz(akte))
    return _download(content, "pdf", f"eingangsbestaetigung-{akte.fassung.vorgangsnummer}.pdf")


def _download(content: bytes, endung: str, name: str) -> Response:
    response = Response(content, content_type=MEDIA_TYPES[endung])
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
