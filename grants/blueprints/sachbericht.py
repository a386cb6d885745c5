"""The Sachbericht of a recipient: an overview, a page per part that saves by itself, the files that go with it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.begriffe import Befugnis, Dateiart, Dateizweck
from grants.domain.errors import Conflict, DomainError, NotFound, RuleViolation, Violation
from grants.domain.sachbericht import DATENSCHUTZ, Abschnitt, count
from grants.extensions import db
from grants.forms.sachbericht import AbschnittForm, AktForm, AnlageForm
from grants.queries.anteile import Anteil
from grants.queries.dateien import NICHT_GEFUNDEN, Dateizeile, get_datei, list_dateien
from grants.queries.sachbericht import Bericht, anker_of, load_bericht, state_of
from grants.schreiben import aendern
from grants.services.dateiablage import discard, keep, prepare, remove
from grants.services.konten.zwischenstand import drop_path
from grants.services.nachweisstand import open_nachweis
from grants.services.sachbericht import Gespeichert, TextGeaendert, save_abschnitt
from grants.web import ablage_von, heute, render_page, weiter
from grants.zugang import may, own_anteil, require

bp = Blueprint("sachbericht", __name__)
_PFAD = "/verwendungsnachweis/<int:anteil_id>/sachbericht"
_ANLAGEN = frozenset({Dateiart.PDF, Dateiart.BILD})
# Says to the page that the answer is one of ours and may be shown at its place.
FRAGMENT = "Grants-Fragment"


@bp.get(_PFAD)
@requires(Recht.PORTAL_ANSEHEN)
def abschnitte(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    bericht = load_bericht(db.session(), anteil, am=heute())
    return render_page(
        "sachbericht/abschnitte.html",
        anteil=anteil,
        bericht=bericht,
        auskunft=state_of(bericht),
        dateien=_dateien(anteil),
        darf_schreiben=_may_write(anteil),
        anker_of=anker_of,
    )


def _may_write(anteil: Anteil) -> bool:
    return anteil.is_open and may(anteil, Befugnis.INHALTLICH)


# -- One part --------------------------------------------------------------------------------------------------


@bp.get(f"{_PFAD}/text/<path:schluessel>")
@requires(Recht.PORTAL_ANSEHEN)
def abschnitt(anteil_id: int, schluessel: str) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    bericht = load_bericht(db.session(), anteil, am=heute())
    return _page(bericht, bericht.find(schluessel), _form(bericht, schluessel))


@bp.post(f"{_PFAD}/text/<path:schluessel>")
@requires(Recht.PORTAL_BEARBEITEN)
def speichern(anteil_id: int, schluessel: str) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.INHALTLICH)
    bericht = load_bericht(db.session(), anteil, am=heute())
    part = bericht.find(schluessel)
    form = AbschnittForm()
    if is_htmx():
        return _autosave(anteil, part, form)
    status = 422
    if form.validate():
        text = form.text.data
        if "uebernehmen" in request.form:
            text = "\n\n".join(each for each in (text, bericht.vorjahr.get(schluessel, "")) if each)
        try:
            _save(anteil, part, form, text, einmal=True)
            return weiter(_next(bericht, part), _said(part, text))
        except DomainError as error:
            form.take_over(error)
            status = 409 if isinstance(error, TextGeaendert) else 422
            bericht = load_bericht(db.session(), own_anteil(anteil_id), am=heute())
    return _page(bericht, part, form, konflikt=status == 409), status


def is_htmx() -> bool:
    """Return whether the page asks by itself, while somebody writes."""
    return request.headers.get("HX-Request") == "true"


def _save(anteil: Anteil, part: Abschnitt, form: AbschnittForm, text: str, *, einmal: bool) -> Gespeichert:
    # The page saves again and again: its one-time key is for the button alone.
    with aendern(form if einmal else None) as (session, person):
        done = save_abschnitt(
            session,
            anteil,
            part,
            text,
            stand=form.stand or 0,
            gesendet=form.gesendet.data,
            person=person,
            jetzt=datetime.now(UTC),
        )
        drop_path(session, person.id, request.path)
    return done


def _autosave(anteil: Anteil, part: Abschnitt, form: AbschnittForm) -> ResponseReturnValue:
    """Return what the page shows beside the text: saved at, or why not."""
    if not form.validate():
        return _fragment(
            400, fehler="Die Seite ist zu alt. Bitte laden Sie sie neu; Ihr Text bleibt hier stehen."
        )
    try:
        done = _save(anteil, part, form, form.text.data, einmal=False)
    except DomainError as error:
        konflikt = isinstance(error, TextGeaendert)
        return _fragment(409 if isinstance(error, Conflict) else 422, fehler=str(error), konflikt=konflikt)
    return _fragment(200, gespeichert=done)


def _fragment(status: int, **values: object) -> ResponseReturnValue:
    shown = {"gespeichert": None, "fehler": "", "konflikt": False} | values
    return render_template("sachbericht/_stand.html", **shown), status, {FRAGMENT: "ja"}


def _next(bericht: Bericht, part: Abschnitt) -> str:
    """Return where a saved part leads: to itself, or on to the following one."""
    if "fertig" in request.form:
        return url_for(
            "sachbericht.abschnitte", anteil_id=bericht.anteil.id, _anchor=anker_of(part.schluessel)
        )
    return url_for("sachbericht.abschnitt", anteil_id=bericht.anteil.id, schluessel=part.schluessel)


def _said(part: Abschnitt, text: str) -> str:
    if "uebernehmen" in request.form:
        return "Der Text des Vorjahres steht jetzt im Feld und ist gespeichert. Bitte passen Sie ihn an."
    over = count(text) - part.grenze
    if over > 0:
        words = "1 Zeichen" if over == 1 else f"{over} Zeichen"
        return f"Gespeichert. Der Text ist um {words} zu lang; vor dem Absenden kürzen Sie ihn bitte."
    return "Gespeichert."


def _form(bericht: Bericht, schluessel: str) -> AbschnittForm:
    stored = bericht.texte.get(schluessel)
    text = stored.text if stored else ""
    if stored is None and schluessel == "stammdaten" and _may_write(bericht.anteil):
        text = bericht.personalvorschlag
    return AbschnittForm(None, text=text, aenderungsstand=str(stored.aenderungsstand if stored else 0))


def _page(bericht: Bericht, part: Abschnitt, form: AbschnittForm, *, konflikt: bool = False) -> str:
    stored = bericht.texte.get(part.schluessel)
    if konflikt:
        # Saving now is a decision between the two texts that stand side by side.
        form.aenderungsstand.data = str(stored.aenderungsstand if stored else 0)
        form.gesendet.data = ""
        form.renew_key()
    texts = [each for each in bericht.abschnitte if not each.verweis]
    place = next((i for i, each in enumerate(texts) if each.nummer >= part.nummer), len(texts) - 1)
    return render_page(
        "sachbericht/abschnitt.html",
        anteil=bericht.anteil,
        bericht=bericht,
        teil=part,
        form=form,
        stored=stored,
        konflikt=konflikt,
        zeichen=count(form.text.data or ""),
        vorgeschlagen=stored is None and bool(form.text.data) and not konflikt,
        vorjahr=bericht.vorjahr.get(part.schluessel, ""),
        abweichung=next((each for each in bericht.abweichungen if each.schluessel == part.schluessel), None),
        # Handed in meanwhile: what was typed is shown all the same, to be copied from there.
        liegen_geblieben=form.text.data if form.allgemein and not _may_write(bericht.anteil) else "",
        davor=texts[place - 1] if place and texts[place].nummer == part.nummer else None,
        danach=next((each for each in texts if each.nummer > part.nummer), None),
        darf_schreiben=_may_write(bericht.anteil),
        datenschutz=DATENSCHUTZ,
        anker_of=anker_of,
    )


# -- Files -----------------------------------------------------------------------------------------------------


@bp.get(f"{_PFAD}/anlagen")
@requires(Recht.PORTAL_ANSEHEN)
def anlagen(anteil_id: int) -> ResponseReturnValue:
    return _files_page(own_anteil(anteil_id), AnlageForm())


@bp.post(f"{_PFAD}/anlagen")
@requires(Recht.PORTAL_BEARBEITEN)
def hochladen(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.INHALTLICH)
    form = AnlageForm()
    try:
        if form.validate():
            _upload(anteil, form)
            return weiter(url_for("sachbericht.anlagen", anteil_id=anteil.id), "Die Anlage ist hochgeladen.")
    except (RuleViolation, Conflict) as error:
        form.take_over(error)
    return _files_page(anteil, form), 422


def _upload(anteil: Anteil, form: AnlageForm) -> None:
    upload = form.datei.data
    if upload is None:
        raise RuleViolation([Violation("datei_fehlt", "Bitte wählen Sie eine Datei aus.", feld="datei")])
    ablage = ablage_von(current_app)
    bereit = prepare(ablage, upload.stream, upload.filename, erlaubt=_ANLAGEN)
    try:
        with aendern(form) as (session, person):
            keep(
                session,
                bereit,
                gegenstand="verwendungsnachweis_id",
                gegenstand_id=open_nachweis(session, anteil.id).id,
                zweck=Dateizweck.ANLAGE,
                person=person,
                jetzt=datetime.now(UTC),
            )
    finally:
        discard(ablage, bereit)


@bp.post(f"{_PFAD}/anlagen/<schluessel>/entfernen")
@requires(Recht.PORTAL_BEARBEITEN)
def entfernen(anteil_id: int, schluessel: str) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.INHALTLICH)
    with aendern(AktForm()) as (session, person):
        nachweis = open_nachweis(session, anteil.id)
        datei = get_datei(session, schluessel)
        if datei.verwendungsnachweis_id != nachweis.id or datei.zweck is not Dateizweck.ANLAGE:
            raise NotFound(NICHT_GEFUNDEN)
        remove(session, datei, person=person, jetzt=datetime.now(UTC))
    return weiter(url_for("sachbericht.anlagen", anteil_id=anteil.id), "Die Anlage ist entfernt.")


def _dateien(anteil: Anteil) -> tuple[Dateizeile, ...]:
    if anteil.nachweis_id is None:
        return ()
    return list_dateien(db.session(), "verwendungsnachweis_id", anteil.nachweis_id, zweck=Dateizweck.ANLAGE)


def _files_page(anteil: Anteil, form: AnlageForm) -> str:
    return render_page(
        "sachbericht/anlagen.html",
        anteil=anteil,
        form=form,
        akt=AktForm(None),
        dateien=_dateien(anteil),
        darf_schreiben=_may_write(anteil),
        datenschutz=DATENSCHUTZ,
    )
