"""How a figure of the own proof comes about, for the recipient: its own rows only, down to the Beleg."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.herkunftswege import EigenerWegweiser
from grants.blueprints.mittel import page_of
from grants.domain.errors import NotFound
from grants.domain.mittelstand import Ort, Zahl
from grants.domain.zustandekommen import explain
from grants.extensions import db
from grants.queries import foerderjahre
from grants.queries.geprueft import load_geprueft
from grants.services.ergebnisse import is_told
from grants.web import heute, render_page
from grants.zugang import own_anteil

bp = Blueprint("herkunft", __name__)
_NACHWEIS = frozenset({Zahl.GEPLANT, Zahl.GEPLANT_ZF, Zahl.NACHGEWIESEN, Zahl.NACHGEWIESEN_ZF})
_GELD = frozenset({Zahl.ZUGESAGT, Zahl.AUSGEZAHLT, Zahl.ERSTATTET, Zahl.RESTZAHLUNG})
# Nothing of the check before the office has told it by a letter.
_ERGEBNIS = frozenset({Zahl.ANERKANNT, Zahl.ANERKANNT_ZF, Zahl.FESTGESETZT})


@bp.get("/verwendungsnachweis/<int:anteil_id>/herkunft/<zahl>")
@requires(Recht.PORTAL_ANSEHEN)
def zahl(anteil_id: int, zahl: str) -> ResponseReturnValue:
    anteil = own_anteil(anteil_id)
    session = db.session()
    allowed = _NACHWEIS | _GELD | (_ERGEBNIS if is_told(session, anteil) else frozenset())
    position = request.args.get("position", "")
    found = None
    if zahl in allowed:
        year = foerderjahre.get(session, anteil.programm, anteil.jahr)
        jahr = load_geprueft(session, year, am=heute()).jahr
        found = explain(jahr, Zahl(zahl), Ort(anteil.kennung, anteil.kuerzel), position)
    if found is None:
        raise NotFound(
            "Diese Zahl gibt es hier nicht (mehr). Gehen Sie zu den Zahlen Ihres Nachweises zurück."
        )
    return render_page(
        "nachweis/herkunft.html",
        anteil=anteil,
        am=heute(),
        **page_of(found, EigenerWegweiser(anteil, found.zahl)),
    )
