"""Texts and declarations of the Antrag, each saved by itself."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints.antrag_gemeinsam import SEITEN, bp
from grants.blueprints.papierseiten import edit_text, show_texts
from grants.extensions import db
from grants.queries.antrag import load_akte


@bp.get("/texte")
@requires(Recht.JAHR_ANSEHEN)
def texte(programm: str, jahr: int) -> ResponseReturnValue:
    akte = load_akte(db.session(), programm=programm, jahr=jahr)
    return show_texts(SEITEN, programm, jahr, akte=akte)


@bp.route("/texte/<schluessel>", methods=["GET", "POST"], defaults={"kennung": ""})
@bp.route("/texte/<schluessel>/<kennung>", methods=["GET", "POST"])
@requires(Recht.ANTRAG_BEARBEITEN)
def text(programm: str, jahr: int, schluessel: str, kennung: str) -> ResponseReturnValue:
    return edit_text(SEITEN, programm, jahr, schluessel, kennung)
