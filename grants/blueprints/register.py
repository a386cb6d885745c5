"""The register of Maßnahmen: all of them over the years, and the story of each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.errors import Conflict, DomainError
from grants.domain.register import (
    Betragsspalte,
    Massnahmenstand,
    Register,
    Registerfilter,
    aenderung,
    build_register,
    choose,
)
from grants.extensions import db
from grants.forms.register import AktForm, AliasForm, MassnahmeForm, NeueMassnahmeForm, ZusammenForm
from grants.queries import foerderjahre
from grants.queries.massnahme import load_massnahme
from grants.queries.register import HOECHSTENS_JAHRE, Registerdaten, find_massnahme, load_register
from grants.schreiben import aendern
from grants.services import register as service
from grants.web import MEDIA_TYPES, heute, render_page, weiter
from reports.listendatei import Listendatei, Zeile

bp = Blueprint("register", __name__)

JE_SEITE = 50
_SPALTEN = [
    (Betragsspalte.BEANTRAGT, "beantragt"),
    (Betragsspalte.BEWILLIGT, "bewilligt"),
    (Betragsspalte.FESTGESETZT, "festgesetzt"),
]
_FELDER = ("suche", "traeger", "handlungsfeld", "land", "lebensphase", "stand", "verstetigung")


# -- All of them -----------------------------------------------------------------------------------------------------


@bp.get("/massnahmen")
@requires(Recht.REGISTER_ANSEHEN)
def liste() -> ResponseReturnValue:
    daten, register, given = _load()
    pages = max(1, -(-register.anzahl // JE_SEITE))
    page = min(max(1, request.args.get("seite", 1, type=int)), pages)
    return render_page(
        "register/liste.html",
        daten=daten,
        register=register,
        seite=page,
        seiten=pages,
        ab=(page - 1) * JE_SEITE,
        bis=page * JE_SEITE,
        gesetzt=given,
        spalte=_spalte(),
        spalten=_SPALTEN,
        staende=list(Massnahmenstand),
        aenderung=aenderung,
        sortierung=request.args.get("sort", ""),
        newest=max(daten.jahre, default=None),
    )


@bp.get("/massnahmen.<any(xlsx, csv):endung>")
@requires(Recht.REGISTER_ANSEHEN)
def datei(endung: str) -> ResponseReturnValue:
    """Hand out exactly what the page shows, all pages of it."""
    daten, register, _ = _load()
    file = _listendatei(register, daten)
    response = Response(file.write(endung, stand=heute()), content_type=MEDIA_TYPES[endung])
    response.headers.set("Content-Disposition", "attachment", filename=f"massnahmen.{endung}")
    return response


def _spalte() -> Betragsspalte:
    wanted = request.args.get("betrag", "")
    return Betragsspalte(wanted) if wanted in set(Betragsspalte) else Betragsspalte.BEANTRAGT


def _load() -> tuple[Registerdaten, Register, dict[str, str]]:
    """Return the data, what of them is asked for, and what the address says."""
    given = {key: value for key, value in request.args.items() if value and key != "seite"}
    every = sorted({each.jahr for each in foerderjahre.list_all(db.session())})
    until = request.args.get("bis", type=int)
    shown = [jahr for jahr in every if until is None or jahr <= until][-HOECHSTENS_JAHRE:]
    daten = load_register(db.session(), spalte=_spalte(), jahre=shown, am=heute())
    wanted = Registerfilter(**{name: request.args.get(name, "").strip() for name in _FELDER})
    rows = choose(daten.zeilen, wanted, newest=max(daten.jahre, default=None))
    return daten, build_register(rows, shown, sortierung=request.args.get("sort", "")), given


def _listendatei(register: Register, daten: Registerdaten) -> Listendatei:
    jahre = register.jahre
    rows: list[Zeile] = []
    for gruppe in register.gruppen:
        for z in gruppe.zeilen:
            change = aenderung(z, jahre[-1], jahre[-2]) if len(jahre) > 1 else None
            rows.append(
                (
                    gruppe.titel,
                    z.name,
                    ", ".join(z.traeger),
                    ", ".join(z.handlungsfelder),
                    z.handlungsfeld_land,
                    ", ".join(z.lebensphasen),
                    z.stand(max(daten.jahre, default=None)).value,
                    z.verstetigung,
                    *(z.betraege.get(jahr) for jahr in jahre),
                    change.betrag if change else None,
                    change.vomhundert if change else None,
                )
            )
        sums = (gruppe.summen[jahr] for jahr in jahre)
        rows.append((gruppe.titel, "Summe", "", "", "", "", "", "", *sums, None, None))
    total = register.aenderung
    rows.append(
        (
            "Alle",
            "Summe",
            "",
            "",
            "",
            "",
            "",
            "",
            *(register.summen[jahr] for jahr in jahre),
            total.betrag if total else None,
            total.vomhundert if total else None,
        )
    )
    return Listendatei(
        titel="Maßnahmenregister",
        blatt="Maßnahmen",
        kopf=(
            "Gruppe",
            "Maßnahme",
            "Träger",
            "Handlungsfelder",
            "Handlungsfeld Land",
            "Lebensphasen",
            "Stand",
            "Verstetigung",
            *(f"{jahr} {_spalte().value} (EUR)" for jahr in jahre),
            "Änderung (EUR)",
            "Änderung (v. H.)",
        ),
        zeilen=rows,
        breiten=(16, 40, 34, 16, 16, 24, 12, 20, *(18 for _ in jahre), 18, 16),
    )


# -- One of them -----------------------------------------------------------------------------------------------------


@bp.get("/massnahmen/<programm>/<kennung>")
@requires(Recht.REGISTER_ANSEHEN)
def massnahme(programm: str, kennung: str) -> ResponseReturnValue:
    return _page(programm, kennung)


def _page(programm: str, kennung: str, *, status: int = 200, **forms: Any) -> ResponseReturnValue:  # noqa: ANN401 - forms of several kinds
    shown = load_massnahme(db.session(), programm, kennung, am=heute())
    zusammen = forms.pop("zusammen_form", None) or ZusammenForm(formdata=None)
    zusammen.mit.offer(shown.andere)
    page = render_page(
        "register/massnahme.html",
        massnahme=shown,
        alias_form=forms.get("alias_form") or AliasForm(formdata=None),
        zusammen_form=zusammen,
        akt=AktForm(formdata=None),
    )
    return page, status


@bp.route("/massnahmen/neu", methods=["GET", "POST"])
@requires(Recht.REGISTER_PFLEGEN)
def neu() -> ResponseReturnValue:
    form, status = NeueMassnahmeForm(), 200
    _offer(form)
    programme = sorted({each.programm.schluessel for each in foerderjahre.list_all(db.session())}) or [
        "kinderstark"
    ]
    form.programm.offer(((key, key) for key in programme), leer=None)
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    row = service.add_massnahme(
                        session,
                        programm=form.programm.data,
                        angaben=_angaben(form),
                        trotzdem=form.trotzdem.data,
                        person=person,
                    )
                    target = url_for("register.massnahme", programm=form.programm.data, kennung=row.kennung)
                return weiter(target, "Die Maßnahme steht im Register.")
            except DomainError as error:
                form.take_over(error)
    return render_page("register/neu.html", form=form, fragt="trotzdem" in str(form.name.errors)), status


@bp.route("/massnahmen/<programm>/<kennung>/bearbeiten", methods=["GET", "POST"])
@requires(Recht.REGISTER_PFLEGEN)
def bearbeiten(programm: str, kennung: str) -> ResponseReturnValue:
    row = find_massnahme(db.session(), programm, kennung)
    stored, name = service.load_angaben(db.session(), row), row.name
    form, status = MassnahmeForm(data=stored), 200
    _offer(form)
    now: dict[str, object] = {}
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.change_massnahme(
                        session,
                        programm=programm,
                        kennung=kennung,
                        angaben=_angaben(form),
                        stand=form.stand,
                        person=person,
                    )
                target = url_for("register.massnahme", programm=programm, kennung=kennung)
                return weiter(target, "Die Änderung ist gespeichert.")
            except Conflict as error:
                form.take_over(error)
                status, now = 409, stored
                # Saving once more is a decision about what stands there now.
                form.aenderungsstand.data = str(stored["aenderungsstand"])
            except DomainError as error:
                form.take_over(error)
    page = render_page(
        "register/bearbeiten.html", form=form, programm=programm, kennung=kennung, name=name, jetzt=now
    )
    return page, status


def _offer(form: MassnahmeForm) -> None:
    daten = load_register(db.session(), am=heute())
    form.handlungsfeld.offer(daten.handlungsfelder, leer="keines")
    form.weitere.offer(daten.handlungsfelder)
    form.land.offer(daten.felder_land, leer="noch offen")
    form.lebensphasen.offer((name, name) for name in daten.lebensphasen)


def _angaben(form: MassnahmeForm) -> service.Massnahmenangaben:
    return service.Massnahmenangaben(
        name=form.name.data,
        handlungsfeld=form.handlungsfeld.data or "",
        weitere=form.weitere.data or (),
        land=form.land.data or "",
        lebensphasen=form.lebensphasen.data or (),
        laufend_seit=form.laufend_seit.data,
        geplant_ab=form.geplant_ab.data,
        befristet_bis=form.befristet_bis.data,
    )


@bp.post("/massnahmen/<programm>/<kennung>/namen")
@requires(Recht.REGISTER_PFLEGEN)
def alias(programm: str, kennung: str) -> ResponseReturnValue:
    form = AliasForm()
    if form.validate():
        try:
            with aendern(form) as (session, person):
                service.add_alias(
                    session, programm=programm, kennung=kennung, alias=form.alias.data, person=person
                )
            return weiter(
                _here(programm, kennung), "Listen finden die Maßnahme jetzt auch unter diesem Namen."
            )
        except DomainError as error:
            form.take_over(error)
    return _page(programm, kennung, status=422, alias_form=form)


@bp.post("/massnahmen/<programm>/<kennung>/namen/<int:alias_id>/entfernen")
@requires(Recht.REGISTER_PFLEGEN)
def alias_entfernen(programm: str, kennung: str, alias_id: int) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        service.remove_alias(session, programm=programm, kennung=kennung, alias_id=alias_id, person=person)
    return weiter(_here(programm, kennung), "Der andere Name ist entfernt.")


@bp.post("/massnahmen/<programm>/<kennung>/zusammenfuehren")
@requires(Recht.REGISTER_PFLEGEN)
def zusammenfuehren(programm: str, kennung: str) -> ResponseReturnValue:
    form = ZusammenForm()
    form.mit.offer(load_massnahme(db.session(), programm, kennung, am=heute()).andere)
    if form.validate():
        try:
            with aendern(form) as (session, person):
                service.merge_massnahme(
                    session, programm=programm, kennung=kennung, mit=form.mit.data, person=person
                )
            return weiter(_here(programm, kennung), "Die Maßnahmen zählen jetzt als eine.")
        except DomainError as error:
            form.take_over(error)
    return _page(programm, kennung, status=422, zusammen_form=form)


@bp.post("/massnahmen/<programm>/<kennung>/trennen")
@requires(Recht.REGISTER_PFLEGEN)
def trennen(programm: str, kennung: str) -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        service.separate_massnahme(session, programm=programm, kennung=kennung, person=person)
    return weiter(_here(programm, kennung), "Die Maßnahmen zählen wieder als zwei.")


def _here(programm: str, kennung: str) -> str:
    return url_for("register.massnahme", programm=programm, kennung=kennung)
