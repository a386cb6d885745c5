"""The office's side of the counts: the catalogue of a Programm, and the counts of a year with their Soll."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.domain.errors import DomainError, NotFound
from grants.domain.kennzahlen import HOECHSTENS_JE_MASSNAHME, ZEITRAUM_WORT
from grants.domain.kennzahlvorschlaege import GRUPPEN, find_gruppe
from grants.extensions import db
from grants.forms.kennzahlen import KennzahlForm, VorschlagForm, soll_form
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.kennzahlen import get_art, list_jahr, list_katalog, list_massnahmen_wahl, load_staende
from grants.schreiben import aendern
from grants.services.kennzahlen import KennzahlGeaendert, save_soll
from grants.services.kennzahlkatalog import add_kennzahl, change_kennzahl, take_over
from grants.web import render_page, weiter

bp = Blueprint("kennzahlkatalog", __name__)
_KATALOG = "/programme/<programm>/kennzahlen"
_JAHR = "/foerderjahre/<programm>/<int:jahr>/kennzahlen"


# -- Catalogue -------------------------------------------------------------------------------------------------


@bp.get(_KATALOG)
@requires(Recht.NACHWEISE_ANSEHEN)
def liste(programm: str) -> ResponseReturnValue:
    return _list_page(programm)


def _list_page(
    programm: str, *, status: int = 200, gruppe: str = "", form: VorschlagForm | None = None
) -> ResponseReturnValue:
    parent = foerderjahre.get_programm(db.session(), programm)
    massnahmen = list_massnahmen_wahl(db.session(), programm)
    arten = list_katalog(db.session(), programm)
    forms = {}
    for each in GRUPPEN:
        shown = form if form is not None and each.schluessel == gruppe else VorschlagForm(None)
        shown.massnahme.id = f"massnahme-{each.schluessel}"
        shown.massnahme.offer(massnahmen)
        forms[each.schluessel] = shown
    taken = {(each.massnahme_id, each.name) for each in arten}
    page = render_page(
        "kennzahlen/katalog.html",
        programm=parent,
        arten=arten,
        massnahmen={int(key): name for key, name in massnahmen},
        zeitraum=ZEITRAUM_WORT,
        gruppen=GRUPPEN,
        # Taken over for all Maßnahmen there is nothing left to take over.
        uebernommen={
            each.schluessel
            for each in GRUPPEN
            if not each.je_massnahme and all((None, v.name) in taken for v in each.vorschlaege)
        },
        forms=forms,
        form=form if form is not None else VorschlagForm(None),
        hoechstens=HOECHSTENS_JE_MASSNAHME,
    )
    return page, status


@bp.route(f"{_KATALOG}/neu", methods=["GET", "POST"])
@requires(Recht.NACHWEISE_BEGLEITEN)
def neu(programm: str) -> ResponseReturnValue:
    foerderjahre.get_programm(db.session(), programm)
    form, status = KennzahlForm(), 200
    form.offer(list_massnahmen_wahl(db.session(), programm), list_katalog(db.session(), programm))
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    add_kennzahl(session, programm, form.angaben(), person=person)
                return weiter(
                    url_for("kennzahlkatalog.liste", programm=programm), "Die Kennzahl ist angelegt."
                )
            except DomainError as error:
                form.take_over(error, felder={"massnahme_id": "massnahme"})
    return render_page("kennzahlen/kennzahl.html", programm=programm, form=form, art=None), status


@bp.route(f"{_KATALOG}/<int:nummer>", methods=["GET", "POST"])
@requires(Recht.NACHWEISE_BEGLEITEN)
def eine(programm: str, nummer: int) -> ResponseReturnValue:
    art = get_art(db.session(), programm, nummer)
    form, status = KennzahlForm(), 200
    form.offer(
        list_massnahmen_wahl(db.session(), programm), list_katalog(db.session(), programm), selbst=art.id
    )
    if not form.is_submitted():
        form.fill(art)
    else:
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    change_kennzahl(
                        session, programm, nummer, form.angaben(), stand=form.stand, person=person
                    )
                return weiter(url_for("kennzahlkatalog.liste", programm=programm), "Gespeichert.")
            except DomainError as error:
                form.take_over(error)
    return render_page("kennzahlen/kennzahl.html", programm=programm, form=form, art=art), status


@bp.post(f"{_KATALOG}/vorschlaege/<gruppe>")
@requires(Recht.NACHWEISE_BEGLEITEN)
def uebernehmen(programm: str, gruppe: str) -> ResponseReturnValue:
    found = find_gruppe(gruppe)
    if found is None:
        raise NotFound("Diesen Vorschlag gibt es nicht. Gehen Sie zum Katalog der Kennzahlen zurück.")
    form = VorschlagForm()
    form.massnahme.offer(list_massnahmen_wahl(db.session(), programm))
    if form.validate():
        try:
            with aendern(form) as (session, person):
                chosen = int(form.massnahme.data) if found.je_massnahme and form.massnahme.data else None
                added = take_over(session, programm, found, massnahme_id=chosen, person=person)
            words = "1 Kennzahl ist" if added == 1 else f"{added} Kennzahlen sind"
            said = (
                f"{words} übernommen. Sie können sie ändern." if added else "Diese Kennzahlen waren schon da."
            )
            return weiter(url_for("kennzahlkatalog.liste", programm=programm), said)
        except DomainError as error:
            form.take_over(error)
    return _list_page(programm, status=422, gruppe=gruppe, form=form)


# -- A year ----------------------------------------------------------------------------------------------------


@bp.get(_JAHR)
@requires(Recht.NACHWEISE_ANSEHEN)
def jahr(programm: str, jahr: int) -> ResponseReturnValue:
    year = foerderjahre.get(db.session(), programm, jahr)
    shown = list_jahr(db.session(), programm, year.id)
    return render_page("kennzahlen/jahr.html", programm=programm, jahr=jahr, anteile=shown)


@bp.route(f"{_JAHR}/<int:anteil_id>", methods=["GET", "POST"])
@requires(Recht.NACHWEISE_BEGLEITEN)
def soll(programm: str, jahr: int, anteil_id: int) -> ResponseReturnValue:
    anteil = _anteil(programm, jahr, anteil_id)
    staende = load_staende(db.session(), anteil)
    form, status = soll_form(staende, request.form if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    arten = {each.art.id: each.art for each in staende}
                    save_soll(session, anteil, form.eingaben(), arten, person=person)
                return weiter(
                    url_for("kennzahlkatalog.jahr", programm=programm, jahr=jahr), "Das Soll ist gespeichert."
                )
            except KennzahlGeaendert as error:
                status = 409
                form.take_over(error)
                form.show_clash(error.zellen)
                form.renew_key()
    return render_page(
        "kennzahlen/soll.html", programm=programm, jahr=jahr, anteil=anteil, staende=staende, form=form
    ), status


def _anteil(programm: str, jahr: int, anteil_id: int) -> Anteil:
    anteil = load_anteil(db.session(), anteil_id)
    if (anteil.programm, anteil.jahr) != (programm, jahr):
        raise NotFound("Dieser Träger steht nicht in diesem Jahr. Gehen Sie zu den Kennzahlen des Jahres.")
    return anteil
