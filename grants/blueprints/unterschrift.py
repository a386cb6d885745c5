"""The signed proof, uploaded after the hand-in where the year asks for it."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.portal_gemeinsam import jetzt
from grants.domain.begriffe import Befugnis, Dateiart, Dateizweck, Unterschriftsart
from grants.domain.errors import Conflict, RuleViolation
from grants.extensions import db
from grants.forms.dateien import DateiForm
from grants.queries.anteile import Anteil
from grants.queries.dateien import list_dateien
from grants.schreiben import aendern
from grants.services import dateiablage
from grants.services.nachweisabgabe import keep_signed
from grants.services.nachweisakte import Akte, collect, einreichung_of
from grants.web import ablage_von, heute, render_page, weiter
from grants.zugang import own_anteil, require

bp = Blueprint("unterschrift", __name__)
_PFAD = "/verwendungsnachweis/<int:anteil_id>/absenden/unterschrift"
_NICHT_GEFRAGT = (
    "Hier ist jetzt keine Unterschrift hochzuladen. Das geht, nachdem der Nachweis abgesandt ist, wenn die "
    "Geschäftsstelle für das Jahr ein unterschriebenes PDF verlangt."
)


@bp.get(_PFAD)
@requires(Recht.PORTAL_ANSEHEN)
def seite(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    return _page(anteil, _wanted(anteil), DateiForm(None))


@bp.post(_PFAD)
@requires(Recht.PORTAL_BEARBEITEN)
def hochladen(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.VERTRETUNGSBERECHTIGT)
    akte = _wanted(anteil)
    form = DateiForm()
    if form.validate():
        upload = form.datei.data
        ablage = ablage_von(current_app)
        try:
            bereit = dateiablage.prepare(
                ablage, upload.stream, upload.filename, erlaubt=frozenset({Dateiart.PDF})
            )
        except RuleViolation as error:
            form.take_over(error)
            return _page(anteil, akte, form), 422
        try:
            with aendern(form) as (session, person):
                keep_signed(session, anteil.id, bereit, jetzt=jetzt(), person=person)
            return weiter(
                url_for("portal.aufgaben", anteil_id=anteil.id),
                "Der unterschriebene Nachweis ist hochgeladen. Die Geschäftsstelle bestätigt den Eingang.",
            )
        except (RuleViolation, Conflict) as error:
            form.take_over(error)
        finally:
            # What was kept has left its place already.
            dateiablage.discard(ablage, bereit)
    return _page(anteil, akte, form), 422


def _wanted(anteil: Anteil) -> Akte:
    akte = collect(db.session(), anteil, am=heute())
    if akte.gilt is None or akte.unterschrift is not Unterschriftsart.SIGNIERTES_PDF:
        raise Conflict(_NICHT_GEFRAGT)
    return akte


def _page(anteil: Anteil, akte: Akte, form: DateiForm) -> str:
    if akte.gilt is None:
        raise Conflict(_NICHT_GEFRAGT)
    return render_page(
        "nachweis/unterschrift.html",
        anteil=anteil,
        form=form,
        einreichung=einreichung_of(akte.gilt),
        dateien=list_dateien(
            db.session(), "verwendungsnachweis_id", anteil.nachweis_id or 0, zweck=Dateizweck.UNTERSCHRIFT
        ),
    )
