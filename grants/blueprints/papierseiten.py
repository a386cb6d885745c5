"""What the pages of the city's two papers share: texts one by one, the draft in the page, Ausstellen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grants.auth import Recht
from grants.domain.antrag_texte import EINZEILIG
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.texte import Papier, Textart
from grants.extensions import db
from grants.forms.antrag import AusstellenForm, ErklaerungForm, TextForm, ZeileForm
from grants.navigation import url_to
from grants.queries.antrag_texte import Textseite, Textstand, load_textseite
from grants.schreiben import aendern
from grants.services import dokumente
from grants.services.abgaben import AndererInhalt
from grants.services.dokumente import Fassung, Frueher
from grants.services.texte import save_text
from grants.web import CSP, MEDIA_TYPES, heute, render_page, weiter

# Pressed beside the text: it is put into the field, and nothing is saved yet.
UEBERNEHMEN = "uebernehmen"
# The draft may be shown inside a page of this application, and this page may show it; everything else stays denied.
_IN_DER_SEITE = {
    "Content-Security-Policy": CSP.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'; object-src 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
_MIT_VORSCHAU = {"Content-Security-Policy": f"{CSP}; object-src 'self'; frame-src 'self'"}
# An Ereignis of somebody else while the pages were laid out is no reason to ask the person again.
_VERSUCHE = 3


@dataclass(frozen=True, slots=True)
class Papierseiten:
    """The pages of one paper: its blueprint (also the folder of its templates) and what it is called."""

    papier: Papier
    blueprint: str
    wort: str
    genitiv: str
    # What the list of its texts is called, and who writes them.
    texte: str
    recht: Recht

    def url(self, view: str, **values: str | int) -> str:
        return url_to(f"{self.blueprint}.{view}", **values)


class Papierlage(Protocol):
    """How a paper stands now; the templates of the paper read the rest of it."""

    @property
    def pruefsumme(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Zutat:
    """Words of somebody else that can be put into the text at a click; `knopf` is the value of its button."""

    knopf: str
    titel: str
    text: str


# -- texts -------------------------------------------------------------------------------------------------


def show_texts(seiten: Papierseiten, programm: str, jahr: int, **values: object) -> str:
    """Return the list of all texts and declarations of the paper; `values` are what else its template asks for."""
    seite = load_textseite(db.session(), programm=programm, jahr=jahr, papier=seiten.papier)
    forms = {each.feld.schluessel: _make_form(each) for each in seite.erklaerungen}
    return render_page(
        f"{seiten.blueprint}/texte.html",
        seite=seite,
        forms=forms,
        papier=seiten,
        programm=programm,
        jahr=jahr,
        **values,
    )


def edit_text(
    seiten: Papierseiten,
    programm: str,
    jahr: int,
    schluessel: str,
    kennung: str,
    *,
    zutaten: Callable[[Textstand], Sequence[Zutat]] = lambda _: (),
) -> ResponseReturnValue:
    """Return the page of one text, or lead on once it is saved; `zutaten` are offered beside it."""
    seite = load_textseite(db.session(), programm=programm, jahr=jahr, papier=seiten.papier)
    shown = seite.find(schluessel, kennung)
    form, status, konflikt, davor = _make_form(shown), 200, "", ""
    offered = tuple(zutaten(shown))
    if taken := _taken(shown, offered, form.text.data or ""):
        # Whatever was typed before stays in sight.
        davor = form.text.data or ""
        form.text.raw_data, form.text.data = None, taken
    elif form.validate_on_submit():
        try:
            changed = _save(form, seiten, programm, jahr, shown)
            return weiter(_target(seiten, programm, jahr, seite, shown), _told(shown, changed=changed))
        except RuleViolation as error:
            form.take_over(error)
            status = 422
        except Conflict as error:
            status, konflikt = 409, str(error)
            seite = load_textseite(db.session(), programm=programm, jahr=jahr, papier=seiten.papier)
            shown = seite.find(schluessel, kennung)
            # Seen by now: what is saved next replaces what stands beside it.
            form.aenderungsstand.data = "" if shown.stand is None else str(shown.stand)
    elif form.is_submitted():
        status = 422
    page = render_page(
        f"{seiten.blueprint}/text.html",
        form=form,
        text=shown,
        seite=seite,
        konflikt=konflikt,
        davor=davor,
        danach=seite.after(shown),
        uebernehmen=UEBERNEHMEN,
        zutaten=offered,
        papier=seiten,
        programm=programm,
        jahr=jahr,
    )
    return page, status


def _taken(shown: Textstand, zutaten: Sequence[Zutat], typed: str) -> str:
    """Return the text with what a click put into it: last year's instead of it, words of others behind it."""
    pressed = request.form.get("aktion", "")
    if pressed == UEBERNEHMEN:
        return shown.vorjahr
    words = [each.text for each in zutaten if each.knopf == pressed]
    return "\n\n".join(part for part in (typed.strip(), *words) if part) if words else ""


def _make_form(text: Textstand) -> TextForm | ZeileForm | ErklaerungForm:
    """Return the form of a text, filled with what stands there unless it was sent."""
    is_declaration = text.feld.art is Textart.ERKLAERUNG
    kind = ErklaerungForm if is_declaration else ZeileForm if text.feld.schluessel in EINZEILIG else TextForm
    form = kind(text=text.text or None, aenderungsstand=text.stand)
    form.text.label.text = text.titel
    # Says so at the label; an unfinished text may be saved empty all the same.
    form.text.flags.pflicht = text.feld.pflicht and not text.kennung
    return form


def _save(
    form: TextForm | ZeileForm | ErklaerungForm,
    seiten: Papierseiten,
    programm: str,
    jahr: int,
    shown: Textstand,
) -> bool:
    entered = form.antwort if isinstance(form, ErklaerungForm) else form.text.data
    with aendern(form) as (session, person):
        return save_text(
            session,
            programm=programm,
            jahr=jahr,
            schluessel=shown.feld.schluessel,
            kennung=shown.kennung,
            text=entered,
            stand=form.stand,
            person=person,
            papier=seiten.papier,
        )


def _target(seiten: Papierseiten, programm: str, jahr: int, seite: Textseite, shown: Textstand) -> str:
    """Return the next text where the person asked for it, else the list at the place of this one."""
    following = seite.after(shown)
    if request.form.get("aktion") == "weiter" and following is not None:
        return seiten.url(
            "text",
            programm=programm,
            jahr=jahr,
            schluessel=following.feld.schluessel,
            kennung=following.kennung,
        )
    return seiten.url("texte", programm=programm, jahr=jahr, _anchor=f"text-{shown.anker}")


def _told(shown: Textstand, *, changed: bool) -> str:
    return f"„{shown.titel}“ ist gespeichert." if changed else f"„{shown.titel}“ war schon so gespeichert."


# -- draft and Ausstellen ----------------------------------------------------------------------------------


def respond_draft(files: Mapping[str, bytes], endung: str, name: str) -> Response:
    """Return a file of the draft: a PDF to be shown within our own page, the others to be kept."""
    response = Response(files[endung], content_type=MEDIA_TYPES[endung])
    attached = endung != "pdf" or "herunterladen" in request.args
    response.headers.set(
        "Content-Disposition", "attachment" if attached else "inline", filename=f"{name}.{endung}"
    )
    if endung == "pdf":
        response.headers.update(_IN_DER_SEITE)
    return response


def show_draft(seiten: Papierseiten, programm: str, jahr: int, lage: Papierlage) -> ResponseReturnValue:
    """Return the page that shows the draft within itself."""
    page = render_page(f"{seiten.blueprint}/vorschau.html", lage=lage, programm=programm, jahr=jahr)
    return page, 200, _MIT_VORSCHAU


def edit_ausstellen(
    seiten: Papierseiten,
    programm: str,
    jahr: int,
    *,
    load_lage: Callable[..., Papierlage],
    prepare: Callable[..., Fassung | Frueher],
    ziele: Callable[[], Mapping[str, object]],
) -> ResponseReturnValue:
    """Return the page of the Ausstellung, or lead on once it happened; `ziele` are the ways to mend a gap."""
    form, status, konflikt = AusstellenForm(), 200, ""
    of_year: dict[str, Any] = {"programm": programm, "jahr": jahr, "am": heute()}
    if form.validate_on_submit():
        try:
            told = _issue(
                form, lambda session: prepare(session, **of_year, bestaetigt=form.pruefsumme.data or "")
            )
            return weiter(seiten.url("versionen", programm=programm, jahr=jahr), told)
        except RuleViolation:
            # Each reason stands below with its link.
            status = 422
        except Conflict as error:
            status, konflikt = 409, str(error)
    elif form.is_submitted():
        status = 422
    lage = load_lage(db.session(), **of_year)
    if status != 422:
        # What is shown now is what a click confirms.
        form = AusstellenForm(formdata=None, pruefsumme=lage.pruefsumme)
    page = render_page(
        f"{seiten.blueprint}/ausstellen.html",
        form=form,
        lage=lage,
        konflikt=konflikt,
        programm=programm,
        jahr=jahr,
        **ziele(),
    )
    return page, status


def _issue(form: AusstellenForm, prepare: Callable[[Session], Fassung | Frueher]) -> str:
    """Issue what was confirmed and return what to tell; reading, laying out and storing are three steps.

    Raises RuleViolation with what stands in the way, Conflict where the paper is another one by now.
    """
    for versuch in range(1, _VERSUCHE + 1):
        session = db.session()
        fassung = prepare(session)
        if isinstance(fassung, Frueher):
            return f"Es gilt weiter Version {fassung.version}: Seitdem hat sich nichts geändert."
        session.rollback()
        dateien = dokumente.render(fassung.daten, ohne_anlagen=False)
        try:
            with aendern(form) as (writing, person):
                dokument = dokumente.store(writing, fassung, dateien, person=person)
                return f"Version {dokument.version} ist ausgestellt (Nummer {dokument.nummer})."
        except AndererInhalt:
            raise
        except Conflict:
            if versuch == _VERSUCHE:
                raise
    raise AssertionError("left the loop without an answer")
