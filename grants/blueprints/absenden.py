"""The check before the hand-in, the summary, and the hand-in itself."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.portal_gemeinsam import BEFUGNIS, jetzt, unterschrift_satz
from grants.domain.begriffe import Befugnis
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.domain.nachweisabgabe import REGELN, TEIL_TITEL, erlaeuterung_key
from grants.domain.nachweisteile import Teil
from grants.extensions import db
from grants.forms.nachweis import AbsendenForm, ErlaeuterungForm
from grants.queries.anteile import Anteil, load_anteil
from grants.schreiben import aendern
from grants.services.nachweisabgabe import already_handed_in, explain, hand_in
from grants.services.nachweisakte import Akte, collect
from grants.web import heute, render_page, weiter
from grants.zugang import may, own_anteil, require

bp = Blueprint("absenden", __name__)
_PFAD = "/verwendungsnachweis/<int:anteil_id>/absenden"
_ENDPOINTS = {
    Teil.SACHBERICHT: "sachbericht.abschnitte",
    Teil.KENNZAHLEN: "kennzahlen.werte",
    Teil.ZAHLEN: "zahlen.zahlen",
    Teil.BELEGLISTE: "belege.liste",
    Teil.ERKLAERUNGEN: "erklaerungen.abgeben",
}


@bp.get(_PFAD)
@requires(Recht.PORTAL_ANSEHEN)
def pruefen(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    return _page(anteil, {})


@bp.post(f"{_PFAD}/erlaeuterung/<code>")
@requires(Recht.PORTAL_BEARBEITEN)
def erlaeutern(anteil_id: int, code: str) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    if code not in REGELN:
        raise NotFound("Zu dieser Prüfung gibt es keine Erläuterung. Bitte laden Sie die Seite neu.")
    require(anteil, BEFUGNIS[REGELN[code]])
    form = ErlaeuterungForm()
    status = 422
    if form.validate():
        try:
            with aendern(form) as (session, person):
                explain(
                    session,
                    anteil,
                    code,
                    form.text.data,
                    stand=form.stand,
                    jetzt=jetzt(),
                    person=person,
                )
            return weiter(
                url_for("absenden.pruefen", anteil_id=anteil.id, _anchor=f"regel-{code}"),
                "Ihre Erläuterung ist gespeichert.",
            )
        except RuleViolation as error:
            form.take_over(error)
        except Conflict as error:
            form.take_over(error)
            status = 409
            current = collect(db.session(), anteil, am=heute()).erlaeuterungen.get(erlaeuterung_key(code))
            form.aenderungsstand.data = str(current[1]) if current else "0"
    return _page(anteil, {code: form}), status


def _page(anteil: Anteil, forms: dict[str, ErlaeuterungForm]) -> str:
    akte = collect(db.session(), anteil, am=heute())
    found = {each.code for each in (*akte.stand.fehler, *akte.stand.hinweise)}
    shown = {code: forms.get(code) or _sentence_form(akte, code) for code in found}
    rights = {befugnis: may(anteil, befugnis) for befugnis in Befugnis}
    return render_page(
        "nachweis/pruefen.html",
        anteil=anteil,
        akte=akte,
        formen=shown,
        darf_erlaeutern={code: anteil.is_open and rights[BEFUGNIS[REGELN[code]]] for code in found},
        endpoints=_ENDPOINTS,
        teil_titel=TEIL_TITEL,
        vertretung=rights[Befugnis.VERTRETUNGSBERECHTIGT],
        gespeichert={code: akte.erlaeuterungen.get(erlaeuterung_key(code), ("", 0))[0] for code in forms},
    )


def _sentence_form(akte: Akte, code: str) -> ErlaeuterungForm:
    text, stand = akte.erlaeuterungen.get(erlaeuterung_key(code), ("", 0))
    return ErlaeuterungForm(None, text=text, aenderungsstand=str(stand))


@bp.route(f"{_PFAD}/zusammenfassung", methods=["GET"])
@requires(Recht.PORTAL_ANSEHEN)
def zusammenfassung(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    return _summary(anteil, None)


@bp.post(f"{_PFAD}/zusammenfassung")
@requires(Recht.PORTAL_BEARBEITEN)
def abschicken(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.VERTRETUNGSBERECHTIGT)
    form = AbsendenForm()
    status = 422
    if form.validate():
        try:
            with aendern(form) as (session, person):
                fassung = hand_in(
                    session,
                    anteil.id,
                    gesehen=form.gesehen.data or "",
                    adresse=url_for("portal.aufgaben", anteil_id=anteil.id, _external=True),
                    heute=heute(),
                    jetzt=jetzt(),
                    person=person,
                )
                number = fassung.vorgangsnummer
            return weiter(
                url_for("portal.aufgaben", anteil_id=anteil.id),
                f"Ihr Verwendungsnachweis ist abgesandt. Vorgangsnummer: {number}",
            )
        except RuleViolation as error:
            form.take_over(error)
        except Conflict as error:
            status = 409
            anteil = load_anteil(db.session(), anteil.id)
            form.allgemein.append(str(error) if anteil.is_open else already_handed_in(db.session(), anteil))
    return _summary(anteil, form), status


def _summary(anteil: Anteil, form: AbsendenForm | None) -> str:
    akte = collect(db.session(), anteil, am=heute())
    shown = form or AbsendenForm(None)
    # What is sent next is what this page shows.
    shown.gesehen.data = akte.pruefwert
    return render_page(
        "nachweis/zusammenfassung.html",
        anteil=anteil,
        akte=akte,
        form=shown,
        darf_absenden=anteil.is_open and may(anteil, Befugnis.VERTRETUNGSBERECHTIGT),
        vertretung=may(anteil, Befugnis.VERTRETUNGSBERECHTIGT),
        unterschrift=unterschrift_satz(akte),
    )
