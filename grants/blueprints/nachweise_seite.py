"""One proof as the office sees it: the page that every act on it leads back to."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from grants.auth import Recht, darf
from grants.blueprints.mitteilungen_seite import Fadenseite, build_fadenseite
from grants.domain.begriffe import Mitteilungsart
from grants.domain.mitteilungen import ARTEN_AMT
from grants.domain.nachweisblick import doubles_with_others, recognised
from grants.extensions import db
from grants.forms.base import Formular
from grants.forms.mitteilungen import VerlaengerungForm
from grants.forms.nachweise import EingangForm, NachforderungForm, OeffnenForm, ZurueckForm
from grants.models import Foerderjahr
from grants.queries.abgabefristen import load_frist
from grants.queries.anteile import load_anteil
from grants.queries.dateien import list_dateien
from grants.queries.geprueft import load_geprueft
from grants.services.nachweisakte import collect
from grants.services.nachweisstand import find_nachweis
from grants.web import heute, render_page

bp = Blueprint("nachweise", __name__)
# Key of each form on the page and what it is made of.
FORMEN: dict[str, type[Formular]] = {
    "eingang": EingangForm,
    "nachforderung": NachforderungForm,
    "zurueck": ZurueckForm,
    "oeffnen": OeffnenForm,
    "verlaengerung": VerlaengerungForm,
}


def show(
    anteil_id: int,
    *,
    status: int = 200,
    faeden: Fadenseite | None = None,
    art: Mitteilungsart = Mitteilungsart.FRAGE,
    **refused: Formular,
) -> ResponseReturnValue:
    """Return the page; `refused` are forms of FORMEN that keep what was typed."""
    session = db.session()
    anteil = load_anteil(session, anteil_id)
    akte = collect(session, anteil, am=heute())
    row = find_nachweis(session, anteil.id)
    stand = {"aenderungsstand": str(row.aenderungsstand) if row else ""}
    forms = {key: refused.get(key) or kind(formdata=None, data=stand) for key, kind in FORMEN.items()}
    if row and "eingang" not in refused:
        forms["eingang"]["am"].data = row.rechtsverbindlich_am or row.eingereicht_am
    for form in refused.values():
        # Sending once more is a decision about what stands there now.
        form.aenderungsstand.data = stand["aenderungsstand"]
    geprueft = load_geprueft(session, session.get_one(Foerderjahr, anteil.foerderjahr_id), am=heute())
    page = render_page(
        "nachweise/nachweis.html",
        anteil=anteil,
        akte=akte,
        frist=load_frist(session, anteil, am=heute()),
        nachweis=row,
        formen=forms,
        anerkannt=recognised(akte.empfaenger),
        doppelt=doubles_with_others(geprueft.ergebnisse, anteil.kuerzel),
        dateien=list_dateien(session, "verwendungsnachweis_id", anteil.nachweis_id)
        if anteil.nachweis_id
        else (),
        seite=faeden or build_fadenseite(anteil, amt=True, art=art),
        arten=ARTEN_AMT,
        darf_schreiben=darf(Recht.NACHWEISE_BEGLEITEN),
    )
    return page, status


def here(anteil_id: int, teil: str = "") -> str:
    """Return the address of the page, or of a part of it."""
    return url_for("nachweise.nachweis", anteil_id=anteil_id, _anchor=teil or None)
