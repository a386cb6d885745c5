"""The city's Verwendungsnachweis to the Land: how ready it is, texts, the draft in the page, Ausstellen."""

from __future__ import annotations

from collections.abc import Sequence

from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints import (  # noqa: F401 - further views of the same blueprint
    nachweis_stadt_testat,
    nachweis_stadt_versand,
    nachweis_stadt_zahlen,
)
from grants.blueprints.nachweis_stadt_gemeinsam import SEITEN, bp, mend_urls, point_urls
from grants.blueprints.papierseiten import (
    Zutat,
    edit_ausstellen,
    edit_text,
    respond_draft,
    show_draft,
    show_texts,
)
from grants.domain.texte import Textart
from grants.extensions import db
from grants.queries.antrag_texte import Textstand, load_textseite
from grants.queries.nachweis_stadt import Kurzfassung, list_kurzfassungen, load_akte
from grants.services import nachweis_stadt as service
from grants.services.antrag_vorschau import render_entwurf
from grants.web import heute, render_page

__all__ = ["bp"]


@bp.get("")
@requires(Recht.JAHR_ANSEHEN)
def stand(programm: str, jahr: int) -> ResponseReturnValue:
    session = db.session()
    return render_page(
        "nachweis_stadt/stand.html",
        lage=service.load_lage(session, programm=programm, jahr=jahr, am=heute()),
        akte=load_akte(session, programm=programm, jahr=jahr),
        ziele=mend_urls(programm, jahr),
        ort_von=point_urls(programm, jahr),
        programm=programm,
        jahr=jahr,
    )


# -- texts -------------------------------------------------------------------------------------------------


@bp.get("/texte")
@requires(Recht.JAHR_ANSEHEN)
def texte(programm: str, jahr: int) -> ResponseReturnValue:
    session = db.session()
    # The purpose of the grant is written for the Antrag and printed in the head of this paper.
    zweck = load_textseite(session, programm=programm, jahr=jahr).find("zuwendungszweck")
    return show_texts(
        SEITEN,
        programm,
        jahr,
        akte=load_akte(session, programm=programm, jahr=jahr),
        zweck=zweck,
        kurzfassungen=list_kurzfassungen(session, programm=programm, jahr=jahr),
    )


@bp.route("/texte/<schluessel>", methods=["GET", "POST"], defaults={"kennung": ""})
@bp.route("/texte/<schluessel>/<kennung>", methods=["GET", "POST"])
@requires(Recht.JAHR_PFLEGEN)
def text(programm: str, jahr: int, schluessel: str, kennung: str) -> ResponseReturnValue:
    def zutaten(shown: Textstand) -> Sequence[Zutat]:
        if shown.feld.art is not Textart.TEXT:
            return ()
        found = list_kurzfassungen(db.session(), programm=programm, jahr=jahr)
        return _zutaten([each for each in found if each.text and kennung in ("", each.anteil.kennung)])

    return edit_text(SEITEN, programm, jahr, schluessel, kennung, zutaten=zutaten)


def _zutaten(kurzfassungen: Sequence[Kurzfassung]) -> list[Zutat]:
    """Return the Kurzfassungen as they can be put into a text: each, and all of them at once."""
    single = [
        Zutat(f"kurzfassung-{each.anteil.id}", f"{each.anteil.massnahme}, {each.anteil.traeger}", each.text)
        for each in kurzfassungen
    ]
    if len(single) < 2:
        return single
    words = "\n\n".join(f"{each.titel}: {each.text}" for each in single)
    return [Zutat("kurzfassungen", f"Alle {len(single)} Kurzfassungen", words), *single]


# -- draft and Ausstellen ----------------------------------------------------------------------------------


@bp.get("/vorschau")
@requires(Recht.JAHR_ANSEHEN)
def ansicht(programm: str, jahr: int) -> ResponseReturnValue:
    lage = service.load_lage(db.session(), programm=programm, jahr=jahr, am=heute())
    return show_draft(SEITEN, programm, jahr, lage)


@bp.get("/vorschau.pdf", defaults={"endung": "pdf"})
@bp.get("/vorschau.<any(xlsx, json):endung>")
@requires(Recht.JAHR_ANSEHEN)
def vorschau(programm: str, jahr: int, endung: str) -> ResponseReturnValue:
    session = db.session()
    entwurf = service.load_entwurf(session, programm=programm, jahr=jahr, am=heute())
    # Laying out takes its time; nobody shall wait for it with a transaction open.
    session.rollback()
    return respond_draft(render_entwurf(entwurf), endung, f"verwendungsnachweis-{jahr}-entwurf")


@bp.route("/ausstellen", methods=["GET", "POST"])
@requires(Recht.AUSSTELLEN)
def ausstellen(programm: str, jahr: int) -> ResponseReturnValue:
    return edit_ausstellen(
        SEITEN,
        programm,
        jahr,
        load_lage=service.load_lage,
        prepare=service.prepare,
        ziele=lambda: {"ziele": mend_urls(programm, jahr), "ort_von": point_urls(programm, jahr)},
    )
