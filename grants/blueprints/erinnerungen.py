"""Reminders about due dates: how they read, when they go out, what went out."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.begriffe import Erinnerungsstufe
from grants.domain.erinnerung import FELDER, NACHWEIS, Vorlage, check_vorlage, felder, fill
from grants.domain.errors import Conflict, DomainError, NotFound, RuleViolation
from grants.domain.mitteilungen import Post
from grants.extensions import db
from grants.forms.erinnerungen import VorlageForm
from grants.queries.erinnerungen import list_gesendete, load_vorlagen
from grants.queries.uebersicht import load_rahmen
from grants.schreiben import aendern
from grants.services.erinnerungen import change_vorlage, preview
from grants.web import heute, render_page, weiter

bp = Blueprint("erinnerungen", __name__)


@bp.get("/erinnerungen")
@requires(Recht.NACHWEISE_BEGLEITEN)
def liste() -> ResponseReturnValue:
    return render_page(
        "erinnerungen/liste.html",
        vorlagen=load_vorlagen(db.session()),
        heute_faellig=preview(db.session(), am=heute()),
        gesendet=list_gesendete(db.session()),
    )


@bp.route("/erinnerungen/<stufe>", methods=["GET", "POST"])
@requires(Recht.NACHWEISE_BEGLEITEN)
def vorlage(stufe: str) -> ResponseReturnValue:
    stored = _find(stufe)
    form, status = VorlageForm(), 200
    if request.method == "GET":
        form = VorlageForm(formdata=None, data=_values(stored))
    elif "vorschau" in request.form:
        status = 200 if _is_sound(form) else 422
    else:
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    change_vorlage(
                        session,
                        stored.stufe,
                        tage=form.tage.data,
                        betreff=form.betreff.data,
                        text=form.text.data,
                        aktiv=form.aktiv.data,
                        stand=form.stand,
                        person=person,
                    )
                return weiter(url_for("erinnerungen.liste"), "Die Vorlage ist gespeichert.")
            except DomainError as error:
                form.take_over(error)
                if isinstance(error, Conflict):
                    stored = _find(stufe)
                    form.aenderungsstand.data = _stand(stored)
    page = render_page(
        "erinnerungen/vorlage.html",
        vorlage=stored,
        form=form,
        felder=FELDER,
        beispiel=_example(stored.stufe, form),
    )
    return page, status


def _find(stufe: str) -> Vorlage:
    if stufe not in set(Erinnerungsstufe):
        raise NotFound("Diese Vorlage gibt es nicht. Gehen Sie zu den Erinnerungen.")
    return next(each for each in load_vorlagen(db.session()) if each.stufe == stufe)


def _values(vorlage: Vorlage) -> dict[str, object]:
    return {
        "tage": vorlage.tage,
        "betreff": vorlage.betreff,
        "text": vorlage.text,
        "aktiv": vorlage.aktiv,
        "aenderungsstand": _stand(vorlage),
    }


def _stand(vorlage: Vorlage) -> str:
    return "" if vorlage.stand is None else str(vorlage.stand)


def _is_sound(form: VorlageForm) -> bool:
    form.validate()
    wrong = check_vorlage(betreff=form.betreff.data, text=form.text.data, tage=form.tage.data)
    if wrong:
        form.take_over(RuleViolation(wrong))
    return not form.problems()


def _example(stufe: Erinnerungsstufe, form: VorlageForm) -> Post | None:
    """Return how the mail would read for an example; None while a field is unknown."""
    tage, betreff, text = form.tage.data, form.betreff.data or "", form.text.data or ""
    if check_vorlage(betreff=betreff, text=text, tage=tage):
        return None
    step = Vorlage(stufe, tage or 0, betreff, text)
    rahmen, frist = load_rahmen(db.session()), heute() + timedelta(days=60)
    werte = felder(
        massnahme="Beispielmaßnahme",
        jahr=heute().year,
        traeger="Beispielträger e. V.",
        was=NACHWEIS,
        frist=frist,
        am=step.day(frist),
        adresse=url_for("mitteilungen.vorgang", anteil_id=0, _external=True),
        stelle=rahmen.stelle,
        kontakt=rahmen.email,
    )
    return Post(fill(betreff, werte), fill(text, werte))
