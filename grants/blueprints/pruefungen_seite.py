"""The page of the check: its address, what is on it, and how it shows what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from grants.auth import me
from grants.blueprints.pruefungen_teile import Seite, load_seite, next_act, refuse_form
from grants.domain.begriffe import Pruefantwort, Zeichnungsart
from grants.domain.errors import DomainError
from grants.domain.stichprobe import explain
from grants.extensions import db
from grants.forms.base import Formular
from grants.forms.pruefungen import (
    BeginnForm,
    GrundForm,
    NotizenForm,
    StichprobeForm,
    ZeichnungForm,
    ZugehoerigkeitForm,
    ZustimmungForm,
)
from grants.queries.ablage import list_zum_anteil
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.dateien import Dateizeile
from grants.queries.pruefseite import Belegfilter, Belegzeile, list_belege
from grants.queries.unterlagen import list_dateien_je_beleg
from grants.services import pruefantworten
from grants.web import heute, render_page

bp = Blueprint("pruefungen", __name__)
PFAD = "/nachweise/<int:anteil_id>/pruefung"


def url(anteil_id: int, anker: str = "") -> str:
    """Return the address of the page, with the part of it that is meant."""
    return url_for("pruefungen.nachweis", anteil_id=anteil_id, _anchor=anker or None)


def show(
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
        unterlagen=load_papers(anteil, belege.zeilen),
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


def refused(anteil_id: int, error: DomainError, **formulare: Formular) -> ResponseReturnValue:
    """Show the page with what was refused and what was typed."""
    (form,) = formulare.values()
    status, sentences = refuse_form(error, form)
    anteil = load_anteil(db.session(), anteil_id)
    return show(anteil, status=status, abgewiesen=sentences, eingaben=None, **formulare)


def load_papers(
    anteil: Anteil, zeilen: Iterable[Belegzeile]
) -> Mapping[tuple[str, str], tuple[Dateizeile, ...]]:
    """Return what the recipient sent about these rows."""
    return list_dateien_je_beleg(
        db.session(), anteil.nachweis_id, [(each.position, each.nr) for each in zeilen]
    )


def is_htmx() -> bool:
    """Return whether htmx asks and swaps a part of the page."""
    return request.headers.get("HX-Request") == "true"
