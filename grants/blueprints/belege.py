"""The running Belegliste of a recipient: the list with its sums, single rows, and the list as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.begriffe import Befugnis, Belegart, EinlesungStatus
from grants.domain.belege import Planposition
from grants.domain.errors import Conflict, DomainError
from grants.extensions import db
from grants.forms.belege import (
    HOECHSTENS_TEILE,
    BelegForm,
    EinnahmeForm,
    EntfernenForm,
    values_of,
)
from grants.forms.nebeneinander import compare
from grants.models import Beleg
from grants.queries import belege as query
from grants.queries.anteile import Anteil, list_anteile
from grants.queries.beleg_einlesung import list_einlesungen
from grants.queries.dateien import list_dateien
from grants.schreiben import aendern
from grants.services.belege import erechnung as erechnung_service
from grants.services.belege import zeilen as service
from grants.services.belege.export import belegliste_datei
from grants.services.belegvorlage import belegvorlage
from grants.services.nachweisstand import ABGESANDT
from grants.web import MEDIA_TYPES, ablage_von, heute, render_page, weiter
from grants.zugang import may, own_anteil, require

bp = Blueprint("belege", __name__)
PFAD = "/verwendungsnachweis/<int:anteil_id>/belege"
_FELDER = ("suche", "position", "zeige", "sort")


# -- the list --------------------------------------------------------------------------------------------------


@bp.get(PFAD)
@requires(Recht.PORTAL_ANSEHEN)
def liste(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    session = db.session()
    wanted, given = _wanted()
    plan = query.load_plaene(session, [anteil.id], am=heute())[anteil.id]
    page = max(1, request.args.get("seite", 1, type=int))
    zeilen, anzahl = query.list_zeilen(session, anteil, wanted, seite=page)
    pages = max(1, -(-anzahl // query.JE_SEITE))
    if page > pages:
        page = pages
        zeilen, anzahl = query.list_zeilen(session, anteil, wanted, seite=page)
    may_write = may(anteil, Befugnis.FINANZIELL)
    return render_page(
        "belege/liste.html",
        anteil=anteil,
        zeilen=zeilen,
        anzahl=anzahl,
        seite=page,
        seiten=pages,
        summen=query.load_summen(session, anteil, plan),
        gesetzt=given,
        sortierung=wanted.sort,
        bearbeiten=may_write and anteil.is_open,
        abgesandt="" if anteil.is_open else ABGESANDT,
        einlesungen=[
            each
            for each in (list_einlesungen(session, anteil.id) if may_write else ())
            if each.status is EinlesungStatus.OFFEN
        ],
    )


def _wanted() -> tuple[query.Belegfilter, dict[str, str]]:
    given = {key: request.args[key].strip() for key in _FELDER if request.args.get(key, "").strip()}
    return query.Belegfilter(**given), given


@bp.get(f"{PFAD}.<any(xlsx, csv):endung>")
@requires(Recht.PORTAL_ANSEHEN)
def datei(anteil_id: int, endung: str) -> ResponseReturnValue:
    """Hand out exactly what the page shows, all pages of it; it reads back as it is."""
    anteil = own_anteil(anteil_id)
    wanted, _ = _wanted()
    zeilen, _ = query.list_zeilen(db.session(), anteil, wanted)
    content = belegliste_datei(anteil, zeilen).write(endung, stand=heute())
    response = Response(content, content_type=MEDIA_TYPES[endung])
    name = f"belegliste-{anteil.jahr}-{anteil.kennung}.{endung}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get(f"{PFAD}/vorlage.xlsx")
@requires(Recht.PORTAL_ANSEHEN)
def vorlage(anteil_id: int) -> ResponseReturnValue:
    """Hand out the empty list with the positions of this Maßnahme to pick from."""
    anteil = own_anteil(anteil_id)
    plan = query.load_plaene(db.session(), [anteil.id], am=heute())[anteil.id]
    response = Response(
        belegvorlage(positionen=[each.code for each in plan]), content_type=MEDIA_TYPES["xlsx"]
    )
    name = f"belegliste-{anteil.jahr}-{anteil.kennung}-leer.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


# -- a Beleg ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Auswahl:
    """The Maßnahmen that a Beleg may be split over, with their plans."""

    anteile: tuple[Anteil, ...]
    plaene: Mapping[int, tuple[Planposition, ...]]


def _choices(anteil: Anteil) -> Auswahl:
    """Return the Träger's Maßnahmen of the year whose proof is still open; this one in any case."""
    session = db.session()
    every = [
        each
        for each in list_anteile(session, [anteil.traeger_id])
        if each.foerderjahr_id == anteil.foerderjahr_id
        and (each.id == anteil.id or (each.is_open and may(each, Befugnis.FINANZIELL)))
    ]
    return Auswahl(tuple(every), query.load_auswahl(session, [each.id for each in every], am=heute()))


@bp.route(f"{PFAD}/neu", methods=["GET", "POST"])
@requires(Recht.PORTAL_BEARBEITEN)
def neu(anteil_id: int) -> ResponseReturnValue:
    """Take a new Beleg; `?rechnung=` fills it in from an E-Rechnung that was uploaded."""
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    _require_open(anteil)
    rechnung = _rechnung(anteil)
    if request.method == "GET":
        values = {"nr": query.suggest_nr(db.session(), anteil), **(rechnung.werte if rechnung else {})}
        form = BelegForm(data=values)
        return _page(anteil, form, rechnung=rechnung)
    form = BelegForm()
    return _save(anteil, form, None, rechnung=rechnung)


def _rechnung(anteil: Anteil) -> erechnung_service.Vorgelesen | None:
    wanted = request.args.get("rechnung", type=int)
    if wanted is None:
        return None
    return erechnung_service.load_vorgelesen(db.session(), anteil, wanted)


@bp.route(f"{PFAD}/<int:beleg_id>", methods=["GET", "POST"])
@requires(Recht.PORTAL_BEARBEITEN)
def bearbeiten(anteil_id: int, beleg_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    beleg = query.load_beleg(db.session(), anteil, beleg_id)
    if request.method == "GET":
        return _page(anteil, BelegForm(data=values_of(beleg)), beleg=beleg)
    return _save(anteil, BelegForm(), beleg_id)


def _save(
    anteil: Anteil,
    form: BelegForm,
    beleg_id: int | None,
    *,
    rechnung: erechnung_service.Vorgelesen | None = None,
) -> ResponseReturnValue:
    auswahl = _choices(anteil)
    form.offer(auswahl.anteile, auswahl.plaene, eigener=anteil.id)
    if request.form.get("tat") == "teil":
        # One more part, nothing is saved: works without JavaScript.
        if len(form.teile) < HOECHSTENS_TEILE:
            form.teile.append_entry()
            form.offer(auswahl.anteile, auswahl.plaene, eigener=anteil.id)
        return _page(anteil, form, beleg=_again(anteil, beleg_id), rechnung=rechnung)
    if not form.validate():
        return _page(anteil, form, beleg=_again(anteil, beleg_id), rechnung=rechnung), 422
    bereit = erechnung_service.put_aside(ablage_von(current_app), rechnung) if rechnung else None
    try:
        with aendern(form) as (session, person):
            beleg, hinweise = service.save_beleg(
                session,
                anteil,
                beleg_id,
                form.angaben(),
                form.teilangaben(),
                moeglich=auswahl.plaene,
                stand=form.stand,
                person=person,
            )
            if rechnung is not None and bereit is not None:
                erechnung_service.attach(session, rechnung, bereit, beleg, person=person)
            nr, key = beleg.nr, beleg.id
    except Conflict as error:
        form.take_over(error)
        stored = _again(anteil, beleg_id)
        beside = None
        if stored is not None:
            other = BelegForm(formdata=None, data=values_of(stored))
            other.offer(auswahl.anteile, auswahl.plaene, eigener=anteil.id)
            beside = compare(form, other)
        return _page(anteil, form, beleg=stored, rechnung=rechnung, unterschiede=beside), 409
    except DomainError as error:
        form.take_over(error)
        return _page(anteil, form, beleg=_again(anteil, beleg_id), rechnung=rechnung), 422
    done = f"Der Beleg „{nr}“ ist gespeichert. {' '.join(hinweise)}".strip()
    if request.form.get("tat") == "weiter":
        return weiter(url_for(".neu", anteil_id=anteil.id), done)
    return weiter(url_for(".liste", anteil_id=anteil.id, _anchor=f"beleg-{key}"), done)


def _again(anteil: Anteil, beleg_id: int | None) -> Beleg | None:
    return None if beleg_id is None else query.load_beleg(db.session(), anteil, beleg_id)


def _page(
    anteil: Anteil,
    form: BelegForm,
    *,
    beleg: Beleg | None = None,
    rechnung: erechnung_service.Vorgelesen | None = None,
    unterschiede: object = None,
) -> str:
    auswahl = _choices(anteil)
    form.offer(auswahl.anteile, auswahl.plaene, eigener=anteil.id)
    session = db.session()
    personal = [each.wort for each in auswahl.plaene.get(anteil.id, ()) if each.is_personal]
    gesperrt = "" if beleg is None else service.find_lock(session, beleg.id)
    return render_page(
        "belege/beleg.html",
        anteil=anteil,
        form=form,
        beleg=beleg,
        gesperrt=gesperrt,
        rechnung=rechnung,
        unterschiede=unterschiede,
        personal=personal,
        mehrere=len(auswahl.anteile) > 1,
        empfaenger=query.list_payees(session, anteil),
        dateien=list_dateien(session, "beleg_id", beleg.id) if beleg else (),
        entfernen=EntfernenForm(
            formdata=None, data={"aenderungsstand": str(beleg.aenderungsstand if beleg else "")}
        ),
        pauschale=Belegart.PAUSCHALE,
    )


@bp.post(f"{PFAD}/<int:beleg_id>/entfernen")
@requires(Recht.PORTAL_BEARBEITEN)
def entfernen(anteil_id: int, beleg_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    form = EntfernenForm()
    with aendern(form) as (session, person):
        nr = service.remove_beleg(session, anteil, beleg_id, stand=form.stand, person=person)
    return weiter(
        url_for(".liste", anteil_id=anteil.id),
        f"Der Beleg „{nr}“ ist aus der Liste genommen. Seine Angaben stehen im Verlauf.",
    )


def _require_open(anteil: Anteil) -> None:
    if not anteil.is_open:
        raise Conflict(ABGESANDT)


# -- income ----------------------------------------------------------------------------------------------------


@bp.route(f"{PFAD}/einnahmen/neu", methods=["GET", "POST"])
@requires(Recht.PORTAL_BEARBEITEN)
def neue_einnahme(anteil_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    _require_open(anteil)
    form = EinnahmeForm()
    if request.method == "GET":
        form.nr.data = query.suggest_einnahme_nr(db.session(), anteil)
        return _einnahme_page(anteil, form, None)
    return _save_einnahme(anteil, form, None)


@bp.route(f"{PFAD}/einnahmen/<int:einnahme_id>", methods=["GET", "POST"])
@requires(Recht.PORTAL_BEARBEITEN)
def einnahme(anteil_id: int, einnahme_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    row = query.load_einnahme(db.session(), anteil, einnahme_id)
    form = EinnahmeForm(obj=row)
    if request.method == "GET":
        form.aenderungsstand.data = str(row.aenderungsstand)
        return _einnahme_page(anteil, form, einnahme_id)
    return _save_einnahme(anteil, form, einnahme_id)


def _save_einnahme(anteil: Anteil, form: EinnahmeForm, einnahme_id: int | None) -> ResponseReturnValue:
    if not form.validate():
        return _einnahme_page(anteil, form, einnahme_id), 422
    try:
        with aendern(form) as (session, person):
            row = service.save_einnahme(
                session, anteil, einnahme_id, form.angaben(), stand=form.stand, person=person
            )
            nr, key = row.nr, row.id
    except Conflict as error:
        form.take_over(error)
        beside = None
        if einnahme_id is not None:
            stored = query.load_einnahme(db.session(), anteil, einnahme_id)
            other = EinnahmeForm(formdata=None, obj=stored)
            other.aenderungsstand.data = str(stored.aenderungsstand)
            beside = compare(form, other)
        return _einnahme_page(anteil, form, einnahme_id, unterschiede=beside), 409
    except DomainError as error:
        form.take_over(error)
        return _einnahme_page(anteil, form, einnahme_id), 422
    target = url_for(".liste", anteil_id=anteil.id, _anchor=f"einnahme-{key}")
    return weiter(target, f"Die Einnahme „{nr}“ ist gespeichert.")


def _einnahme_page(
    anteil: Anteil, form: EinnahmeForm, einnahme_id: int | None, *, unterschiede: object = None
) -> str:
    return render_page(
        "belege/einnahme.html",
        anteil=anteil,
        form=form,
        einnahme_id=einnahme_id,
        unterschiede=unterschiede,
        entfernen=EntfernenForm(formdata=None, data={"aenderungsstand": form.aenderungsstand.data}),
    )


@bp.post(f"{PFAD}/einnahmen/<int:einnahme_id>/entfernen")
@requires(Recht.PORTAL_BEARBEITEN)
def einnahme_entfernen(anteil_id: int, einnahme_id: int) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    require(anteil, Befugnis.FINANZIELL)
    form = EntfernenForm()
    with aendern(form) as (session, person):
        nr = service.remove_einnahme(session, anteil, einnahme_id, stand=form.stand, person=person)
    return weiter(
        url_for(".liste", anteil_id=anteil.id),
        f"Die Einnahme „{nr}“ ist aus der Liste genommen. Ihre Angaben stehen im Verlauf.",
    )
