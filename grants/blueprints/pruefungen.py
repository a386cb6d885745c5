"""The check of a recipient's proof: figures with the office's column, Belege, sample, checklist, signatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grants.auth import Recht, me, requires
from grants.blueprints.pruefungen_teile import Seite, load_seite, next_act, refuse, refuse_form
from grants.blueprints.pruefunterlagen import schritt
from grants.domain.befunde import TITEL
from grants.domain.begriffe import FREIGEGEBENE, Pruefantwort, Zeichnungsart
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.domain.stichprobe import explain
from grants.extensions import db
from grants.forms.base import Formular
from grants.forms.pruefungen import (
    AnerkennungForm,
    BeginnForm,
    GrundForm,
    NotizenForm,
    StichprobeForm,
    ZeichnungForm,
    ZugehoerigkeitForm,
    ZustimmungForm,
)
from grants.models import Person
from grants.queries.ablage import list_zum_anteil
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.dateien import Dateizeile
from grants.queries.pruefliste import load_fragen
from grants.queries.pruefseite import (
    Belegfilter,
    Belegzeile,
    get_beleg,
    list_belege,
    list_positionscodes,
)
from grants.queries.stichproben import newest_id
from grants.queries.unterlagen import list_dateien_je_beleg
from grants.schreiben import aendern
from grants.services import (
    anerkennungen,
    freigabe,
    pruefantworten,
    pruefoeffnung,
    pruefungen,
    stichproben,
    unterlagen,
)
from grants.web import MEDIA_TYPES, heute, render_page, weiter

bp = Blueprint("pruefungen", __name__)
_PFAD = "/nachweise/<int:anteil_id>/pruefung"


def _url(anteil_id: int, anker: str = "") -> str:
    return url_for("pruefungen.nachweis", anteil_id=anteil_id, _anchor=anker or None)


@bp.get(_PFAD)
@requires(Recht.NACHWEISE_ANSEHEN)
def nachweis(anteil_id: int) -> ResponseReturnValue:
    return _page(load_anteil(db.session(), anteil_id))


def _page(
    anteil: Anteil,
    *,
    status: int = 200,
    abgewiesen: tuple[str, ...] = (),
    eingaben: Mapping[int, pruefantworten.Antwort] | None = None,
    **formulare: Formular,
) -> ResponseReturnValue:
    """Show the check; only the form that was sent reads what was sent, the checklist what was typed."""
    session = db.session()
    seite = load_seite(session, anteil, heute=heute(), person_id=me().person_id)
    wanted = Belegfilter(
        request.args.get("suche", "").strip()[:80],
        request.args.get("position", ""),
        request.args.get("zeige", ""),
    )
    belege = list_belege(
        session,
        anteil,
        wanted,
        stichprobe_id=seite.stichprobe.id if seite.stichprobe else None,
        seite=request.args.get("seite", 1, type=int),
    )
    page = render_page(
        "pruefungen/nachweis.html",
        seite=seite,
        unterlagen=_papers(anteil, belege.zeilen),
        anteil=anteil,
        belege=belege,
        wanted=wanted,
        gesetzt={
            key: value
            for key, value in (
                ("suche", wanted.suche),
                ("position", wanted.position),
                ("zeige", wanted.zeige),
            )
            if value
        },
        schritt=next_act(seite),
        positionswahl=[
            ("", "alle"),
            *((each.position, each.bezeichnung or each.position) for each in seite.zahlen.positionen),
        ],
        erklaere_ziehung=explain,
        abgewiesen=abgewiesen,
        eingaben=eingaben or {},
        dokumente=list_zum_anteil(session, anteil.id),
        Zeichnungsart=Zeichnungsart,
        Pruefantwort=Pruefantwort,
        **{**_fresh(seite), **formulare},
    )
    return page, status


def _fresh(seite: Seite) -> dict[str, Formular]:
    p = seite.pruefung
    notes: dict[str, Any] = {}
    if p is not None:
        notes = {"tiefe": p.tiefe, "umfang": p.umfang, "feststellungen": p.feststellungen, "folgen": p.folgen}
        notes["aenderungsstand"] = str(p.aenderungsstand)
    return {
        "beginn": BeginnForm(formdata=None),
        "notizen": NotizenForm(formdata=None, data=notes),
        "ziehung": StichprobeForm(formdata=None),
        "zeichnung": ZeichnungForm(formdata=None),
        "grund": GrundForm(formdata=None),
        "zustimmung": ZustimmungForm(formdata=None),
        "zugehoerigkeit": ZugehoerigkeitForm(formdata=None),
        "liste": ZustimmungForm(formdata=None),
    }


def _refused(anteil_id: int, error: DomainError, **formulare: Formular) -> ResponseReturnValue:
    """Show the page with what was refused and what was typed."""
    (form,) = formulare.values()
    status, sentences = refuse_form(error, form)
    anteil = load_anteil(db.session(), anteil_id)
    return _page(anteil, status=status, abgewiesen=sentences, eingaben=None, **formulare)


# -- beginning, notes ------------------------------------------------------------------------------------------


@bp.post(f"{_PFAD}/beginnen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def beginnen(anteil_id: int) -> ResponseReturnValue:
    form = BeginnForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, beginn=form)
    try:
        with aendern(form) as (session, person):
            pruefungen.begin(session, anteil_id, tiefe=form.tiefe.data, heute=heute(), person=person)
    except DomainError as error:
        return _refused(anteil_id, error, beginn=form)
    return weiter(_url(anteil_id), "Die Prüfung ist begonnen.")


@bp.post(f"{_PFAD}/notizen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def notieren(anteil_id: int) -> ResponseReturnValue:
    form = NotizenForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, notizen=form)
    try:
        with aendern(form) as (session, person):
            pruefungen.save_notes(
                session, anteil_id, form.notizen(), stand=form.stand, heute=heute(), person=person
            )
    except DomainError as error:
        if isinstance(error, Conflict) and form.stand is not None:
            # What was typed stays; saved again it holds over what stands there now.
            found = pruefungen.find_pruefung(
                db.session(), load_anteil(db.session(), anteil_id).nachweis_id or 0
            )
            form.aenderungsstand.data = str(found.aenderungsstand) if found else ""
            form.take_over(error)
        return _refused(anteil_id, error, notizen=form)
    return weiter(_url(anteil_id, "notizen"), "Gespeichert.")


@bp.post(f"{_PFAD}/zugehoerigkeit")
@requires(Recht.NACHWEIS_PRUEFEN_RECHNERISCH)
def zuordnen(anteil_id: int) -> ResponseReturnValue:
    form = ZugehoerigkeitForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, zugehoerigkeit=form)
    try:
        with aendern(form) as (session, person):
            pruefungen.answer_belonging(
                session, anteil_id, gehoert=form.gehoert.data == "ja", heute=heute(), person=person
            )
    except DomainError as error:
        return _refused(anteil_id, error, zugehoerigkeit=form)
    return weiter(_url(anteil_id), "Gespeichert.")


# -- recognising -----------------------------------------------------------------------------------------------


@bp.route(f"{_PFAD}/belege/<int:teil_id>", methods=["GET", "POST"])
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
        "unterlagen": _papers(anteil, [zeile]),
    }
    if _is_htmx():
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
    if not _is_htmx():
        return weiter(_url(anteil_id, f"beleg-{teil_id}"), "Entschieden.")
    anteil = load_anteil(db.session(), anteil_id)
    zeile = _row(anteil, teil_id)
    # Without a fragment the browser loads the page anew.
    return _render_row(anteil, zeile, neu_laden=_url(anteil_id))


def _render_row(anteil: Anteil, zeile: Belegzeile, *, neu_laden: str | None = None) -> str:
    """Return a row that is swapped in; its link takes the focus, for what had it is gone."""
    return render_template(
        "pruefungen/_belegzeile.html",
        anteil=anteil,
        zeile=zeile,
        pruefen=True,
        fokus=True,
        neu_laden=neu_laden,
        unterlagen=_papers(anteil, [zeile]),
    )


def _papers(anteil: Anteil, zeilen: Iterable[Belegzeile]) -> Mapping[tuple[str, str], tuple[Dateizeile, ...]]:
    """Return what the recipient sent about these rows."""
    return list_dateien_je_beleg(
        db.session(), anteil.nachweis_id, [(each.position, each.nr) for each in zeilen]
    )


@bp.get(f"{_PFAD}/belege/<int:teil_id>/zeile")
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


def _is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


@bp.route(f"{_PFAD}/positionen/<position>", methods=["GET", "POST"])
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
            return weiter(_url(anteil_id, "ausgaben"), "Entschieden.")
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


# -- sample, checklist -----------------------------------------------------------------------------------------


@bp.post(f"{_PFAD}/stichprobe")
@requires(Recht.NACHWEIS_PRUEFEN_RECHNERISCH)
def ziehen(anteil_id: int) -> ResponseReturnValue:
    form = StichprobeForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, ziehung=form)
    try:
        with aendern(form) as (session, person):
            stichproben.draw_sample(
                session,
                anteil_id,
                schwelle=form.schwelle.data,
                anteil_vh=form.anteil.data or stichproben.OHNE_ANTEIL,
                zeilen=form.zeilen.data or 0,
                grund=form.grund.data,
                heute=heute(),
                person=person,
            )
            session.flush()
            unterlagen.tell_redrawn(session, anteil_id, schritt=schritt(anteil_id, person))
    except DomainError as error:
        return _refused(anteil_id, error, ziehung=form)
    return weiter(_url(anteil_id, "stichprobe"), "Die Stichprobe ist gezogen.")


@bp.get(f"{_PFAD}/stichprobe/nachziehen")
@requires(Recht.NACHWEISE_ANSEHEN)
def nachziehen(anteil_id: int) -> ResponseReturnValue:
    """Draw the sample again from its seed and show whether the same rows come out."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    alike = stichproben.drawn_alike(session, anteil, heute=heute())
    return render_page("pruefungen/nachziehen.html", anteil=anteil, gleich=alike)


@bp.post(f"{_PFAD}/pruefliste")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def beantworten(anteil_id: int) -> ResponseReturnValue:
    form = ZustimmungForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, liste=form)
    given = {}
    for key, value in request.form.items():
        if key.startswith("stand-") and key[6:].isdigit() and value.isdigit():
            punkt = key[6:]
            chosen = request.form.get(f"antwort-{punkt}", "")
            given[int(punkt)] = pruefantworten.Antwort(
                Pruefantwort(chosen) if chosen in set(Pruefantwort) else None,
                request.form.get(f"bemerkung-{punkt}", "").strip()[:1000],
                int(value),
            )
    try:
        with aendern(form) as (session, person):
            pruefantworten.answer(session, anteil_id, given, heute=heute(), person=person)
    except DomainError as error:
        status, sentences = refuse(error)
        anteil = load_anteil(db.session(), anteil_id)
        if isinstance(error, Conflict):
            # The page shows beside each answer what is kept now; saving once more is meant.
            kept = {each.id: each.aenderungsstand for each in load_fragen(db.session(), anteil, ())}
            given = {key: replace(each, stand=kept.get(key, 0)) for key, each in given.items()}
        return _page(anteil, status=status, abgewiesen=sentences, eingaben=given)
    return weiter(_url(anteil_id, "pruefliste"), "Gespeichert.")


# -- signing ---------------------------------------------------------------------------------------------------


@bp.post(f"{_PFAD}/fachlich")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def fachlich(anteil_id: int) -> ResponseReturnValue:
    return _sign(anteil_id, Zeichnungsart.FACHLICH)


@bp.post(f"{_PFAD}/rechnerisch")
@requires(Recht.NACHWEIS_PRUEFEN_RECHNERISCH)
def rechnerisch(anteil_id: int) -> ResponseReturnValue:
    return _sign(anteil_id, Zeichnungsart.RECHNERISCH)


def _sign(anteil_id: int, art: Zeichnungsart) -> ResponseReturnValue:
    form = ZeichnungForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, zeichnung=form)
    try:
        with aendern(form) as (session, person):
            pruefungen.sign(session, anteil_id, art, vermerk=form.vermerk.data, heute=heute(), person=person)
    except DomainError as error:
        return _refused(anteil_id, error, zeichnung=form)
    return weiter(_url(anteil_id, "zeichnungen"), "Gezeichnet.")


@bp.post(f"{_PFAD}/freigeben")
@requires(Recht.NACHWEIS_FREIGEBEN)
def freigeben(anteil_id: int) -> ResponseReturnValue:
    """Give the Freigabe: the Prüfvermerk is laid out first, then everything is kept in one transaction."""
    form = ZeichnungForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, zeichnung=form)
    vermerk = form.vermerk.data
    try:
        session = db.session()
        actor = session.get_one(Person, me().person_id)
        blatt = freigabe.prepare(session, anteil_id, vermerk=vermerk, heute=heute(), person=actor)
        with aendern(form) as (writing, person):
            freigabe.release(writing, anteil_id, blatt, vermerk=vermerk, heute=heute(), person=person)
    except DomainError as error:
        return _refused(anteil_id, error, zeichnung=form)
    return weiter(_url(anteil_id), "Freigegeben. Der Prüfvermerk ist ausgestellt.")


@bp.post(f"{_PFAD}/wieder-aufnehmen")
@requires(Recht.NACHWEIS_PRUEFEN_FACHLICH)
def aufnehmen(anteil_id: int) -> ResponseReturnValue:
    return _with_reason(anteil_id, pruefoeffnung.take_up_again, "Der Nachweis ist wieder in Prüfung.")


@bp.post(f"{_PFAD}/oeffnung-beantragen")
@requires(Recht.NACHWEIS_FREIGEBEN)
def oeffnung_beantragen(anteil_id: int) -> ResponseReturnValue:
    return _with_reason(anteil_id, pruefoeffnung.ask_to_open, "Beantragt. Eine zweite Person muss zustimmen.")


def _with_reason(anteil_id: int, act: Callable[..., None], done: str) -> ResponseReturnValue:
    form = GrundForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, grund=form)
    try:
        with aendern(form) as (session, person):
            act(session, anteil_id, grund=form.grund.data, heute=heute(), person=person)
    except DomainError as error:
        return _refused(anteil_id, error, grund=form)
    return weiter(_url(anteil_id), done)


@bp.post(f"{_PFAD}/oeffnen")
@requires(Recht.NACHWEIS_FREIGEBEN)
def oeffnen(anteil_id: int) -> ResponseReturnValue:
    form = ZustimmungForm()
    if not form.validate():
        return _page(load_anteil(db.session(), anteil_id), status=422, zustimmung=form)
    try:
        with aendern(form) as (session, person):
            pruefoeffnung.agree_to_open(session, anteil_id, heute=heute(), person=person)
    except DomainError as error:
        return _refused(anteil_id, error, zustimmung=form)
    return weiter(_url(anteil_id), "Der Nachweis ist wieder in Prüfung; alle Zeichnungen sind ungültig.")


# -- rules, paper ----------------------------------------------------------------------------------------------


@bp.get(f"{_PFAD}/regeln")
@requires(Recht.NACHWEISE_ANSEHEN)
def regeln(anteil_id: int) -> ResponseReturnValue:
    """Show what every rule says of this proof; the page of the check fetches it once it stands."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    unterlagen = freigabe.collect(session, anteil, heute=heute())
    values = {
        "anteil": anteil,
        "ergebnisse": freigabe.results(unterlagen),
        "titel_der_regel": TITEL.__getitem__,
    }
    if _is_htmx():
        return render_template("pruefungen/_regeln.html", **values)
    return render_page("pruefungen/regeln.html", **values)


@bp.get(f"{_PFAD}/pruefvermerk.<any(pdf, xlsx, json):endung>")
@requires(Recht.NACHWEISE_ANSEHEN)
def entwurf(anteil_id: int, endung: str) -> ResponseReturnValue:
    """Hand out the Prüfvermerk as a draft; it is not stored. Raises Conflict once it is issued."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    is_issued = any(each.art == "pruefvermerk" for each in list_zum_anteil(session, anteil.id))
    if is_issued and anteil.status in FREIGEGEBENE:
        raise Conflict(
            "Der Prüfvermerk ist ausgestellt. Er liegt auf der Seite der Prüfung unter „Für den Prüfvermerk“."
        )
    daten = freigabe.build(freigabe.collect(session, anteil, heute=heute()))
    content = freigabe.make_files(daten)[endung]
    response = Response(content, content_type=MEDIA_TYPES[endung])
    name = f"pruefvermerk-entwurf-{anteil.kuerzel}-{anteil.jahr}.{endung}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
