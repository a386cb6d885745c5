"""The register of Träger: the list, one of them, entered and changed."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints import traeger_kontakte, traeger_verbund  # noqa: F401 - further views of the same blueprint
from grants.blueprints.listen import datei_antwort
from grants.blueprints.traeger_gemeinsam import bp, list_file, show
from grants.domain.begriffe import TraegerArt, label
from grants.domain.errors import Conflict, DomainError
from grants.extensions import db
from grants.forms.nebeneinander import Unterschied, compare
from grants.forms.traeger import NeuerTraegerForm, TraegerForm
from grants.queries import traeger as queries
from grants.queries.traeger import get_traeger, list_traeger
from grants.schreiben import aendern
from grants.services import traeger as service
from grants.web import heute, render_page, weiter

__all__ = ["bp"]

_STAENDE = (
    (queries.AKTIV, "aktive"),
    (queries.INAKTIV, "nicht mehr aktive"),
    (queries.VERBUNDEN, "zusammengeführte"),
    (queries.ALLE, "alle"),
)
_ARTEN = (("", "alle"), *((art.value, label(art)) for art in TraegerArt))
_SORTIERUNG = (("name", "Name"), ("art", "Art"), ("zuletzt", "letztes Jahr"), ("offen", "fehlende Angaben"))


def _auswahl() -> queries.Auswahl:
    args = request.args
    return queries.Auswahl(
        suche=args.get("suche", "").strip(),
        art=args.get("art", ""),
        stand=args.get("stand") or queries.AKTIV,
        sort=args.get("sort", "name"),
    )


@bp.get("/traeger")
@requires(Recht.TRAEGER_ANSEHEN)
def liste() -> ResponseReturnValue:
    every, auswahl = list_traeger(db.session(), am=heute()), _auswahl()
    return render_page(
        "traeger/liste.html",
        traeger=queries.select_traeger(every, auswahl),
        gibt_es=bool(every),
        auswahl=auswahl,
        arten=_ARTEN,
        staende=_STAENDE,
        sortierung=_SORTIERUNG,
        ungeklaert=[t for t in every if t.is_aktiv and t.stamm.art is TraegerArt.UNGEKLAERT],
        aehnliche=queries.find_similar(every),
    )


@bp.get("/traeger.<any(xlsx, csv):endung>")
@requires(Recht.TRAEGER_ANSEHEN)
def datei(endung: str) -> ResponseReturnValue:
    """Hand out what the list shows."""
    every = list_traeger(db.session(), am=heute())
    return datei_antwort(list_file(queries.select_traeger(every, _auswahl())), "traeger", endung)


@bp.route("/traeger/neu", methods=["GET", "POST"])
@requires(Recht.TRAEGER_PFLEGEN)
def neu() -> ResponseReturnValue:
    form = NeuerTraegerForm(data={"art": TraegerArt.FREIER_TRAEGER} if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            with aendern(form) as (session, person):
                row = service.add_traeger(session, form.angaben(), kuerzel=form.kuerzel.data, person=person)
                kuerzel = row.kuerzel
            return weiter(url_for("traeger.einer", kuerzel=kuerzel), "Der Träger ist eingetragen.")
        except DomainError as error:
            form.take_over(error)
    return render_page("traeger/neu.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/traeger/<kuerzel>")
@requires(Recht.TRAEGER_ANSEHEN)
def einer(kuerzel: str) -> ResponseReturnValue:
    return show(kuerzel)


@bp.route("/traeger/<kuerzel>/bearbeiten", methods=["GET", "POST"])
@requires(Recht.TRAEGER_PFLEGEN)
def bearbeiten(kuerzel: str) -> ResponseReturnValue:
    daten = get_traeger(db.session(), kuerzel, am=heute())
    form, status = TraegerForm.of(daten.stamm), 200
    unterschiede: tuple[Unterschied, ...] = ()
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with aendern(form) as (session, person):
                    service.change_traeger(session, kuerzel, form.angaben(), stand=form.stand, person=person)
                return weiter(url_for("traeger.einer", kuerzel=kuerzel), "Gespeichert.")
            except DomainError as error:
                form.take_over(error)
                if isinstance(error, Conflict):
                    status, daten = 409, get_traeger(db.session(), kuerzel, am=heute())
                    unterschiede = compare(form, TraegerForm.of(daten.stamm, formdata=None))
    page = render_page("traeger/bearbeiten.html", form=form, daten=daten, unterschiede=unterschiede)
    return page, status
