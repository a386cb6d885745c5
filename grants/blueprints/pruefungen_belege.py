"""Recognising: what of a Beleg, and what of a whole Ausgabeposition, counts."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grants.auth import Recht, me, requires
from grants.blueprints.pruefungen_seite import PFAD, bp, is_htmx, load_papers, url
from grants.blueprints.pruefungen_teile import load_seite
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.extensions import db
from grants.forms.pruefungen import AnerkennungForm
from grants.models import Person
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.pruefseite import Belegzeile, get_beleg, list_positionscodes
from grants.queries.stichproben import newest_id
from grants.schreiben import aendern
from grants.services import anerkennungen, stichproben
from grants.web import heute, render_page, weiter


@bp.route(f"{PFAD}/belege/<int:teil_id>", methods=["GET", "POST"])
@requires(Recht.NACHWEIS_PRUEFEN_RECHNERISCH)
def beleg(anteil_id: int, teil_id: int) -> ResponseReturnValue:
    """Decide about one row; htmx swaps the row, without it a page of its own asks."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    zeile = _row(anteil, teil_id)
    form, status = AnerkennungForm(), 200
    form.umgeordnet_nach.offer(list_positionscodes(session, anteil), leer="nein")
    if request.method == "GET":
        _fill(form, zeile)
    elif form.validate():
        try:
            with aendern(form) as (writing, person):
                _decide(form, anteil_id, teil_id, writing, person, is_drawn=zeile.stichprobe is not None)
            return _decided(anteil_id, teil_id)
        except DomainError as error:
            form.take_over(error)
            status = 409 if isinstance(error, Conflict) else 422
            zeile = _row(load_anteil(db.session(), anteil_id), teil_id)
            form.aenderungsstand.data = str(zeile.aenderungsstand)
    else:
        status = 422
    values = {
        "anteil": anteil,
        "zeile": zeile,
        "form": form,
        "pruefen": True,
        "unterlagen": load_papers(anteil, [zeile]),
    }
    if is_htmx():
        # The first field has the focus, unless something is wrong: then it is the list of what is wrong.
        form.anerkannt.render_kw = {"autofocus": True}
        # Several rows may be open at once.
        form.number_ids(teil_id)
        # htmx swaps only what answered with success.
        return render_template("pruefungen/_belegform.html", **values), 200
    return render_page("pruefungen/beleg.html", **values), status


def _decide(
    form: AnerkennungForm, anteil_id: int, teil_id: int, session: Session, person: Person, *, is_drawn: bool
) -> None:
    anerkennungen.recognise_beleg(
        session, anteil_id, teil_id, form.urteil(), stand=form.stand, heute=heute(), person=person
    )
    if is_drawn:
        stichproben.mark_seen(
            session, anteil_id, teil_id, gesehen=form.gesehen.data, heute=heute(), person=person
        )


def _decided(anteil_id: int, teil_id: int) -> ResponseReturnValue:
    if not is_htmx():
        return weiter(url(anteil_id, f"beleg-{teil_id}"), "Entschieden.")
    anteil = load_anteil(db.session(), anteil_id)
    zeile = _row(anteil, teil_id)
    # Without a fragment the browser loads the page anew.
    return _render_row(anteil, zeile, neu_laden=url(anteil_id))


def _render_row(anteil: Anteil, zeile: Belegzeile, *, neu_laden: str | None = None) -> str:
    """Return a row that is swapped in; its link takes the focus, for what had it is gone."""
    return render_template(
        "pruefungen/_belegzeile.html",
        anteil=anteil,
        zeile=zeile,
        pruefen=True,
        fokus=True,
        neu_laden=neu_laden,
        unterlagen=load_papers(anteil, [zeile]),
    )


@bp.get(f"{PFAD}/belege/<int:teil_id>/zeile")
@requires(Recht.NACHWEISE_ANSEHEN)
def zeile(anteil_id: int, teil_id: int) -> ResponseReturnValue:
    """Hand out a row as it stands, for who leaves the form of a row again."""
    anteil = load_anteil(db.session(), anteil_id)
    return _render_row(anteil, _row(anteil, teil_id))


def _row(anteil: Anteil, teil_id: int) -> Belegzeile:
    session = db.session()
    found = get_beleg(session, anteil, teil_id, stichprobe_id=newest_id(session, anteil.nachweis_id))
    if found is None:
        raise NotFound("Diesen Beleg gibt es in diesem Nachweis nicht. Gehen Sie zur Prüfung des Nachweises.")
    return found


def _fill(form: AnerkennungForm, zeile: Belegzeile) -> None:
    form.anerkannt.data, form.grund.data = zeile.anerkannt, zeile.grund
    form.mindert_insgesamt.data = (
        None if zeile.mindert_insgesamt is None else "ja" if zeile.mindert_insgesamt else "nein"
    )
    form.erlaeuterung.data, form.umgeordnet_nach.data = zeile.erlaeuterung, zeile.umgeordnet_nach or None
    form.gesehen.data = zeile.gesehen_am is not None
    form.aenderungsstand.data = str(zeile.aenderungsstand)


@bp.route(f"{PFAD}/positionen/<position>", methods=["GET", "POST"])
@requires(Recht.NACHWEIS_PRUEFEN_RECHNERISCH)
def position(anteil_id: int, position: str) -> ResponseReturnValue:
    """Decide about a whole Ausgabeposition."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    seite = load_seite(session, anteil, heute=heute(), person_id=me().person_id)
    entscheid = seite.entscheide.get(position)
    before = anerkennungen.before_position(seite.zahlen.jahr, anteil, position)
    zeile = next((each for each in seite.zahlen.positionen if each.position == position), None)
    if before is None or zeile is None:
        raise NotFound("Zu dieser Ausgabeposition ist nichts nachgewiesen. Gehen Sie zur Prüfung zurück.")
    form, status = AnerkennungForm(), 200
    form.umgeordnet_nach.offer((), leer="nein")
    if request.method == "GET":
        form.anerkannt.data = entscheid.anerkannt if entscheid else before
        form.grund.data = entscheid.grund if entscheid else None
        form.erlaeuterung.data = entscheid.erlaeuterung if entscheid else ""
        if entscheid and entscheid.mindert_insgesamt is not None:
            form.mindert_insgesamt.data = "ja" if entscheid.mindert_insgesamt else "nein"
        form.aenderungsstand.data = str(entscheid.aenderungsstand if entscheid else 0)
    elif form.validate():
        try:
            with aendern(form) as (writing, person):
                anerkennungen.recognise_position(
                    writing,
                    anteil_id,
                    position,
                    form.urteil(),
                    stand=form.stand,
                    heute=heute(),
                    person=person,
                )
            return weiter(url(anteil_id, "ausgaben"), "Entschieden.")
        except DomainError as error:
            form.take_over(error)
            status = 409 if isinstance(error, Conflict) else 422
            seite = load_seite(
                db.session(), load_anteil(db.session(), anteil_id), heute=heute(), person_id=me().person_id
            )
            entscheid = seite.entscheide.get(position)
            form.aenderungsstand.data = str(entscheid.aenderungsstand if entscheid else 0)
    else:
        status = 422
    page = render_page(
        "pruefungen/position.html", anteil=anteil, zeile=zeile, vorher=before, form=form, entscheid=entscheid
    )
    return page, status
