"""Texts and declarations of the Antrag, each saved by itself."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.antrag_gemeinsam import bp
from grants.domain.antrag_texte import EINZEILIG
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.texte import Textart
from grants.extensions import db
from grants.forms.antrag import ErklaerungForm, TextForm, ZeileForm
from grants.queries.antrag import load_akte
from grants.queries.antrag_texte import Textseite, Textstand, load_textseite
from grants.schreiben import aendern
from grants.services.abgaben import SchonAbgegeben
from grants.services.texte import save_text
from grants.web import render_page, weiter

# Pressed beside the text: it is put into the field, and nothing is saved yet.
UEBERNEHMEN = "uebernehmen"


@bp.get("/texte")
@requires(Recht.JAHR_ANSEHEN)
def texte(programm: str, jahr: int) -> ResponseReturnValue:
    session = db.session()
    seite = load_textseite(session, programm=programm, jahr=jahr)
    forms = {each.feld.schluessel: _make_form(each) for each in seite.erklaerungen}
    return render_page(
        "antrag/texte.html",
        seite=seite,
        forms=forms,
        akte=load_akte(session, programm=programm, jahr=jahr),
        programm=programm,
        jahr=jahr,
    )


@bp.route("/texte/<schluessel>", methods=["GET", "POST"], defaults={"kennung": ""})
@bp.route("/texte/<schluessel>/<kennung>", methods=["GET", "POST"])
@requires(Recht.ANTRAG_BEARBEITEN)
def text(programm: str, jahr: int, schluessel: str, kennung: str) -> ResponseReturnValue:
    seite = load_textseite(db.session(), programm=programm, jahr=jahr)
    shown = seite.find(schluessel, kennung)
    form, status, konflikt, davor = _make_form(shown), 200, "", ""
    if request.form.get("aktion") == UEBERNEHMEN:
        # Whatever was typed before stays in sight.
        davor = form.text.data or ""
        form.text.raw_data, form.text.data = None, shown.vorjahr
    elif form.validate_on_submit():
        try:
            changed = _save(form, programm, jahr, shown)
            return weiter(_target(programm, jahr, seite, shown), _told(shown, changed=changed))
        except SchonAbgegeben:
            raise
        except RuleViolation as error:
            form.take_over(error)
            status = 422
        except Conflict as error:
            status, konflikt = 409, str(error)
            seite = load_textseite(db.session(), programm=programm, jahr=jahr)
            shown = seite.find(schluessel, kennung)
            # Seen by now: what is saved next replaces what stands beside it.
            form.aenderungsstand.data = "" if shown.stand is None else str(shown.stand)
    elif form.is_submitted():
        status = 422
    page = render_page(
        "antrag/text.html",
        form=form,
        text=shown,
        seite=seite,
        konflikt=konflikt,
        davor=davor,
        danach=seite.after(shown),
        uebernehmen=UEBERNEHMEN,
        programm=programm,
        jahr=jahr,
    )
    return page, status


def _make_form(text: Textstand) -> TextForm | ZeileForm | ErklaerungForm:
    """Return the form of a text, filled with what stands there unless it was sent."""
    is_declaration = text.feld.art is Textart.ERKLAERUNG
    kind = ErklaerungForm if is_declaration else ZeileForm if text.feld.schluessel in EINZEILIG else TextForm
    form = kind(text=text.text or None, aenderungsstand=text.stand)
    form.text.label.text = text.titel
    # Says so at the label; an unfinished text may be saved empty all the same.
    form.text.flags.pflicht = text.feld.pflicht and not text.kennung
    return form


def _save(form: TextForm | ZeileForm | ErklaerungForm, programm: str, jahr: int, shown: Textstand) -> bool:
    entered = form.antwort if isinstance(form, ErklaerungForm) else form.text.data
    with aendern(form) as (session, person):
        return save_text(
            session,
            programm=programm,
            jahr=jahr,
            schluessel=shown.feld.schluessel,
            kennung=shown.kennung,
            text=entered,
            stand=form.stand,
            person=person,
        )


def _target(programm: str, jahr: int, seite: Textseite, shown: Textstand) -> str:
    """Return the next text where the person asked for it, else the list at the place of this one."""
    following = seite.after(shown)
    if request.form.get("aktion") == "weiter" and following is not None:
        return url_for(
            "antrag.text",
            programm=programm,
            jahr=jahr,
            schluessel=following.feld.schluessel,
            kennung=following.kennung,
        )
    return url_for("antrag.texte", programm=programm, jahr=jahr, _anchor=f"text-{shown.anker}")


def _told(shown: Textstand, *, changed: bool) -> str:
    return f"„{shown.titel}“ ist gespeichert." if changed else f"„{shown.titel}“ war schon so gespeichert."
