"""Papers that the check asks a recipient for: upload and answer Beleg by Beleg, then say that it is all."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.mitteilungen_seite import hochgeladen, schritt
from grants.blueprints.portal_gemeinsam import jetzt
from grants.domain.begriffe import Befugnis, Dateiart
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.unterlagen import Anforderung, Unterlage
from grants.extensions import db
from grants.forms.dateien import EntfernenForm
from grants.forms.unterlagen import AbschickenForm, AntwortForm
from grants.queries.anteile import Anteil
from grants.queries.unterlagen import list_anforderungen, list_dateien_der_zeilen
from grants.schreiben import aendern
from grants.services import unterlagen
from grants.web import heute, render_page, weiter
from grants.zugang import may, own_anteil, require

bp = Blueprint("unterlagen", __name__)
_PFAD = "/verwendungsnachweis/<int:anteil_id>/unterlagen"
SCANS = frozenset({Dateiart.PDF, Dateiart.BILD})


@bp.get(_PFAD)
@requires(Recht.PORTAL_ANSEHEN)
def seite(anteil_id: int) -> ResponseReturnValue:
    return _page(own_anteil(anteil_id))


def _page(
    anteil: Anteil,
    *,
    status: int = 200,
    abgewiesen: tuple[str, ...] = (),
    antwort: tuple[int, AntwortForm] | None = None,
    abschicken: tuple[int, AbschickenForm] | None = None,
) -> ResponseReturnValue:
    session = db.session()
    found = list_anforderungen(session, anteil.nachweis_id)
    files = list_dateien_der_zeilen(session, found)
    rows = {zeile.id: zeile for each in found if each.is_open(anteil.status) for zeile in each.zeilen}
    getippt = ""
    if abgewiesen and antwort:
        key, form = antwort
        if key in rows:
            # Seen by now: what is saved next replaces the answer that stands above the field.
            form.aenderungsstand.data = str(rows[key].stand)
        else:
            # The row takes nothing any more, so its form is not shown.
            getippt = form.antwort.data
    page = render_page(
        "nachweis/unterlagen.html",
        anteil=anteil,
        abgewiesen=abgewiesen,
        getippt=getippt,
        # What waits comes first, what was taken back last.
        anforderungen=sorted(
            (each for each in found if each.gilt or each.gekommen),
            key=lambda each: (not each.waits(anteil.status), not each.gilt),
        ),
        zurueckgenommen=[each for each in found if not each.gilt and not each.gekommen],
        dateien=files,
        formulare={zeile.id: _own(zeile, antwort) for each in found for zeile in each.zeilen},
        abschicken={each.id: _send_form(each, abschicken) for each in found},
        entfernen_form=EntfernenForm(None),
        darf_schreiben=may(anteil, Befugnis.FINANZIELL),
        heute=heute(),
    )
    return page, status


def _own(zeile: Unterlage, refused: tuple[int, AntwortForm] | None) -> AntwortForm:
    """Return the form of one row with what was typed, else with the answer that stands there."""
    form = (
        refused[1]
        if refused and refused[0] == zeile.id
        else AntwortForm(None, data={"antwort": zeile.antwort, "aenderungsstand": str(zeile.stand)})
    )
    return form.number_ids(zeile.id)


def _send_form(each: Anforderung, refused: tuple[int, AbschickenForm] | None) -> AbschickenForm:
    return refused[1] if refused and refused[0] == each.id else AbschickenForm(None)


@bp.post(f"{_PFAD}/zeilen/<int:zeile_id>")
@requires(Recht.PORTAL_BEARBEITEN)
def antworten(anteil_id: int, zeile_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    form = AntwortForm()
    if form.validate():
        try:
            with hochgeladen(form, erlaubt=SCANS) as files, aendern(form) as (session, person):
                unterlagen.answer(
                    session,
                    anteil,
                    zeile_id,
                    antwort=form.antwort.data,
                    dateien=files,
                    stand=form.stand,
                    jetzt=jetzt(),
                    person=person,
                )
            return weiter(_here(anteil, f"zeile-{zeile_id}"), "Gespeichert.")
        except RuleViolation as error:
            form.take_over(error)
        except Conflict as error:
            anteil = own_anteil(anteil_id)
            return _page(anteil, status=409, abgewiesen=(str(error),), antwort=(zeile_id, form))
    return _page(anteil, status=422, antwort=(zeile_id, form))


@bp.post(f"{_PFAD}/<int:anforderung_id>/abschicken")
@requires(Recht.PORTAL_BEARBEITEN)
def abschicken(anteil_id: int, anforderung_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    form = AbschickenForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                step = schritt("pruefunterlagen.seite", anteil.id, person)
                unterlagen.send(session, anteil, anforderung_id, schritt=step)
            return weiter(_here(anteil), "Abgeschickt. Die Prüfung hat Ihre Unterlagen.")
        except RuleViolation as error:
            form.take_over(error)
        except Conflict as error:
            return _page(own_anteil(anteil_id), status=409, abgewiesen=(str(error),))
    return _page(anteil, status=422, abschicken=(anforderung_id, form))


@bp.post(f"{_PFAD}/dateien/<schluessel>/entfernen")
@requires(Recht.PORTAL_BEARBEITEN)
def entfernen(anteil_id: int, schluessel: str) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    with aendern(EntfernenForm()) as (session, person):
        unterlagen.take_file_away(session, anteil, schluessel, jetzt=jetzt(), person=person)
    return weiter(_here(anteil), "Die Datei ist entfernt.")


def _here(anteil: Anteil, anker: str = "") -> str:
    return url_for("unterlagen.seite", anteil_id=anteil.id, _anchor=anker or None)
