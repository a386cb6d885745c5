"""Bescheid of the Land: what was decided, divided among the Maßnahmen, moved during the year; and the Beschlüsse."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.aufteilung import distribute
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import Conflict, DomainError
from grants.domain.money import format_betrag, summe
from grants.extensions import db
from grants.forms.bescheid import (
    AufteilungForm,
    BescheidForm,
    BeschlussForm,
    NeuerBescheidForm,
    UmverteilungForm,
    build_aufteilung,
    shares,
    stored,
)
from grants.queries.bescheide import Bescheidseite, load_bescheidseite
from grants.queries.dateien import list_dateien_je
from grants.schreiben import aendern
from grants.services import bescheide as service
from grants.web import heute, render_page, weiter

bp = Blueprint("bescheid", __name__)
_PFAD = "/foerderjahre/<programm>/<int:jahr>"
_OFFEN = {FoerderjahrStatus.PLANUNG, FoerderjahrStatus.BEANTRAGT}


def _load(programm: str, jahr: int) -> Bescheidseite:
    return load_bescheidseite(db.session(), programm=programm, jahr=jahr, am=heute())


@bp.get(f"{_PFAD}/bescheid")
@requires(Recht.JAHR_ANSEHEN)
def stand(programm: str, jahr: int) -> ResponseReturnValue:
    seite = _load(programm, jahr)
    return render_page(
        "bescheid/stand.html",
        programm=programm,
        jahr=jahr,
        seite=seite,
        dateien=list_dateien_je(db.session(), "bescheid_id", [each.id for each in seite.versionen]),
        heute=heute(),
    )


@bp.route(f"{_PFAD}/bescheid/neu", methods=["GET", "POST"])
@requires(Recht.BESCHEID_PFLEGEN)
def neu(programm: str, jahr: int) -> ResponseReturnValue:
    """Enter the Bescheid; where there is one already, the Änderungsbescheid that follows it."""
    seite = _load(programm, jahr)
    form, status = NeuerBescheidForm(), 200
    first = seite.jahr.status in _OFFEN
    if request.method == "POST":
        status = 422
        valid, angaben = form.validate(), form.read()
        if valid and angaben is not None:
            try:
                with aendern(form) as (session, person):
                    service.add_bescheid(
                        session,
                        programm=programm,
                        jahr=jahr,
                        angaben=angaben,
                        ausgang=form.ausgang.data,
                        antrag_versandt_am=form.antrag_versandt_am.data,
                        person=person,
                    )
                return weiter(
                    url_for("bescheid.aufteilung", programm=programm, jahr=jahr),
                    "Der Bescheid ist eingetragen. Jetzt teilen Sie ihn auf die Maßnahmen auf.",
                )
            except DomainError as error:
                form.take_over(error)
    page = render_page(
        "bescheid/neu.html",
        form=form,
        programm=programm,
        jahr=jahr,
        seite=seite,
        entscheidung=first,
        versand=seite.jahr.status is FoerderjahrStatus.PLANUNG,
    )
    return page, status


@bp.route(f"{_PFAD}/bescheid/<int:version>/berichtigen", methods=["GET", "POST"])
@requires(Recht.BESCHEID_PFLEGEN)
def berichtigen(programm: str, jahr: int, version: int) -> ResponseReturnValue:
    """Put right what was typed in wrongly; what the Land changed is a Bescheid of its own."""
    seite = _load(programm, jahr)
    service.get_bescheid(db.session(), programm=programm, jahr=jahr, version=version)
    [shown] = [each for each in seite.versionen if each.version == version]
    form, status = BescheidForm(data=stored(shown)), 200
    if request.method == "POST":
        status = 422
        valid, angaben = form.validate(), form.read()
        if valid and angaben is not None:
            try:
                with aendern(form) as (session, person):
                    service.correct_bescheid(
                        session,
                        programm=programm,
                        jahr=jahr,
                        version=version,
                        angaben=angaben,
                        stand=form.stand,
                        person=person,
                    )
                return weiter(_stand(programm, jahr), "Der Bescheid ist berichtigt.")
            except DomainError as error:
                form.take_over(error)
                status = 409 if isinstance(error, Conflict) else 422
    page = render_page(
        "bescheid/neu.html",
        form=form,
        programm=programm,
        jahr=jahr,
        seite=seite,
        version=version,
        entscheidung=False,
        versand=False,
    )
    return page, status


def _stand(programm: str, jahr: int) -> str:
    return url_for("bescheid.stand", programm=programm, jahr=jahr)


@bp.route(f"{_PFAD}/bescheid/aufteilung", methods=["GET", "POST"])
@requires(Recht.BESCHEID_PFLEGEN)
def aufteilung(programm: str, jahr: int) -> ResponseReturnValue:
    """Divide the Bescheid: proposals and new sums change the page alone, saving is a button of its own."""
    seite = _load(programm, jahr)
    if seite.neueste is None:
        return weiter(_stand(programm, jahr), "Bitte tragen Sie zuerst den Bescheid ein.")
    positionen = [(nummer, f"{nummer} {text}") for nummer, text, _ in seite.neueste.positionen]
    counter = str(seite.neueste.aenderungsstand)
    if request.method == "GET":
        form = build_aufteilung(seite.zeilen, positionen, aenderungsstand=counter)
        return _division_page(programm, jahr, seite, form)
    form = build_aufteilung(seite.zeilen, positionen, request.form)
    if not form.validate():
        return _division_page(programm, jahr, seite, form, status=422)
    wanted = request.form.get("tun", "")
    if wanted in {"wie_beantragt", "anteilig"}:
        _propose(seite, form, cut=wanted == "anteilig")
    elif wanted == "speichern":
        try:
            with aendern(form) as (session, person):
                service.set_aufteilung(
                    session,
                    programm=programm,
                    jahr=jahr,
                    anteile=shares(form, seite.zeilen),
                    stand=form.stand,
                    person=person,
                )
            return weiter(_stand(programm, jahr), "Die Aufteilung ist gespeichert.")
        except DomainError as error:
            form.take_over(error)
            return _division_page(
                programm, jahr, seite, form, status=409 if isinstance(error, Conflict) else 422
            )
    return _division_page(programm, jahr, seite, form)


def _propose(seite: Bescheidseite, form: AufteilungForm, *, cut: bool) -> None:
    """Write a proposal into the fields; nothing is saved."""
    asked = [(z.kennung, z.beantragt) for z in seite.zeilen if z.beantragt is not None]
    if cut and seite.neueste is not None:
        amounts = distribute(
            seite.neueste.betrag, asked, schritt=int(form.schritt.data), rest_auf=form.rest.data or ""
        ).betraege
    else:
        amounts = dict(asked)
    for zeile in seite.zeilen:
        field = form[f"betrag-{zeile.kennung}"]
        field.raw_data, field.data = None, amounts.get(zeile.kennung)


def _division_page(
    programm: str, jahr: int, seite: Bescheidseite, form: AufteilungForm, *, status: int = 200
) -> ResponseReturnValue:
    total = summe(each.betrag for each in shares(form, seite.zeilen))
    granted = seite.neueste.betrag if seite.neueste else total
    page = render_page(
        "bescheid/aufteilung.html",
        programm=programm,
        jahr=jahr,
        seite=seite,
        form=form,
        summe=total,
        differenz=total - granted,
    )
    return page, status


@bp.route(f"{_PFAD}/umverteilung", methods=["GET", "POST"])
@requires(Recht.BESCHEID_PFLEGEN)
def umverteilung(programm: str, jahr: int) -> ResponseReturnValue:
    seite = _load(programm, jahr)
    form, status = UmverteilungForm(), 200
    choices = [
        (z.kennung, f"{z.name} ({format_betrag(z.bewilligt) if z.bewilligt is not None else 'kein Betrag'})")
        for z in seite.zeilen
    ]
    form.von.offer(choices)
    form.nach.offer(choices)
    if request.method == "GET":
        form.vom.data = heute()
    elif form.validate():
        try:
            with aendern(form) as (session, person):
                service.add_umverteilung(
                    session, programm=programm, jahr=jahr, angaben=_move(form), person=person
                )
            return weiter(
                url_for("bescheid.umverteilung", programm=programm, jahr=jahr),
                "Die Umverteilung ist eingetragen.",
            )
        except DomainError as error:
            form.take_over(error)
            status = 422
    else:
        status = 422
    return render_page(
        "bescheid/umverteilung.html", programm=programm, jahr=jahr, seite=seite, form=form
    ), status


def _move(form: UmverteilungForm) -> service.Verschiebung:
    return service.Verschiebung(
        von=form.von.data,
        nach=form.nach.data,
        betrag=form.betrag.data,
        vom=form.vom.data,
        beschluss=form.beschluss.data,
        zustimmung_am=form.zustimmung_am.data,
    )


@bp.route(f"{_PFAD}/beschluesse", methods=["GET", "POST"])
@requires(Recht.BESCHEID_PFLEGEN)
def beschluesse(programm: str, jahr: int) -> ResponseReturnValue:
    form, status = BeschlussForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            data: dict[str, Any] = {
                name: form[name].data for name in ("gremium", "gefasst_am", "ergebnis", "vorlage_nummer")
            }
            with aendern(form) as (session, person):
                service.add_beschluss(
                    session,
                    programm=programm,
                    jahr=jahr,
                    angaben=service.Beschlussangaben(**data),
                    person=person,
                )
            return weiter(
                url_for("bescheid.beschluesse", programm=programm, jahr=jahr),
                "Der Beschluss ist eingetragen.",
            )
    seite = _load(programm, jahr)
    files = list_dateien_je(db.session(), "beschluss_id", [each.id for each in seite.beschluesse])
    return render_page(
        "bescheid/beschluesse.html", programm=programm, jahr=jahr, seite=seite, dateien=files, form=form
    ), status
