"""What every page shares: headers, filters, the frame around it, and the hosts that are answered."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context
from werkzeug.wrappers import Response as WerkzeugResponse

from grants import navigation
from grants.config import ORTSZEIT, Einstellungen
from grants.database import writing
from grants.domain.befugnisse import spell as spell_befugnisse
from grants.domain.befunde import ERGEBNIS_LABEL, for_office
from grants.domain.begriffe import label
from grants.domain.dokumente import PAPIERNAMEN, group_iban
from grants.domain.fristen import format_datum
from grants.domain.kennzahlen import format_anzahl
from grants.domain.money import format_betrag, format_vomhundert
from grants.domain.pruefregeln import Ergebnisart
from grants.extensions import db
from grants.queries.geprueft import MERKER, Merker
from grants.queries.uebersicht import Rahmen, load_rahmen
from grants.services.abgaben import note_ziel
from grants.services.dateiablage import Ablage

csrf = CSRFProtect()

# Nothing inline, nothing from elsewhere; data: for the icons of the style sheet.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Of the files that pages hand out.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_YEAR_IN_SECONDS = 31_536_000
DARSTELLUNG = "darstellung"
# Value of the form and cookie → value of KERN's attribute; without one the device decides.
THEMES = {"hell": "light", "dunkel": "dark"}


def init_app(app: Flask) -> None:
    """Bind headers, filters and the frame to the application."""
    csrf.init_app(app)
    app.config["TRUSTED_HOSTS"] = trusted_hosts(app.config["EINSTELLUNGEN"])
    app.before_request(_number_request)
    if app.config["EINSTELLUNGEN"].merken:
        app.extensions[MERKER] = Merker()
        app.before_request(_remember)
    app.after_request(_add_headers)
    app.context_processor(_frame)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Global, so that imported macros have them too.
    app.jinja_env.globals.update(
        zip=zip,
        dateien_hoechstens=lambda: app.config["EINSTELLUNGEN"].datei_mb,
        papiernamen=PAPIERNAMEN,
    )
    app.jinja_env.tests["offen_fuer_mich"] = _is_open_for_me
    app.jinja_env.globals.update(
        hauptnavigation=navigation.haupt, punkte_des_jahres=navigation.jahr, startwort=navigation.startwort
    )
    app.jinja_env.filters.update(
        euro=format_betrag,
        vh=format_vomhundert,
        datum=format_datum,
        zeitpunkt=format_zeitpunkt,
        iban=group_iban,
        label=word,
        fuers_amt=for_office,
        euro_kurz=lambda betrag: format_betrag(betrag, einheit="").strip(),
        anzahl=format_anzahl,
        befugnisse=spell_befugnisse,
        gibt_es=lambda endpoint: endpoint in app.view_functions,
    )


@pass_context
def _is_open_for_me(_context: Context, endpoint: str) -> bool:
    # Asks for the context so that a name written in a template is not answered once for all when it is compiled.
    return navigation.is_open(endpoint)


def trusted_hosts(einstellungen: Einstellungen) -> list[str]:
    """Return the names this installation answers to: this machine, and its own address where it has one.

    Another name would let a foreign page in somebody's browser read along (DNS rebinding).
    """
    own = urlsplit(einstellungen.url).hostname
    return ["localhost", "127.0.0.1", "::1", *([own] if own else [])]


def heute() -> date:
    """Return the day that pages speak of: the fixed one of the settings, else today in Berlin."""
    einstellungen: Einstellungen = current_app.config["EINSTELLUNGEN"]
    return einstellungen.today()


def ablage_von(app: Flask) -> Ablage:
    """Return the file store of the installation."""
    einstellungen: Einstellungen = app.config["EINSTELLUNGEN"]
    return Ablage(einstellungen.files, einstellungen.datei_mb * 1_000_000, einstellungen.clamav)


def word(value: StrEnum) -> str:
    """Return the German word for a state or kind."""
    return ERGEBNIS_LABEL[value] if isinstance(value, Ergebnisart) else label(value)


def format_zeitpunkt(moment: datetime) -> str:
    """Return the moment in local time as `31.12.2023, 14:05 Uhr`."""
    local = moment.astimezone(ORTSZEIT)
    return f"{format_datum(local.date())}, {local:%H:%M} Uhr"


def render_page(template: str, **values: object) -> str:
    """Return the page inside its frame."""
    load_frame()
    return render_template(template, **values)


def weiter(url: str, meldung: str = "") -> WerkzeugResponse:
    """Lead on after something was saved (303); the sentence is shown once on the next page."""
    if schluessel := g.pop("abgabe", None):
        session = db.session()
        with writing(session):
            note_ziel(session, schluessel, url)
    if meldung:
        flash(meldung)
    return redirect(url, 303)


def local_path(path: str) -> str:
    """Return a path of this application, and nothing for any other address."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_local and path.isprintable() else ""


def load_frame() -> None:
    """Read what stands around every page, with two statements."""
    g.rahmen = load_rahmen(db.session())


def _frame() -> dict[str, Any]:
    # Pages that must come without the database (errors) have the empty frame.
    einstellungen: Einstellungen = current_app.config["EINSTELLUNGEN"]
    return {
        "rahmen": g.get("rahmen") or Rahmen(),
        "fester_tag": einstellungen.heute,
        "theme": THEMES.get(request.cookies.get(DARSTELLUNG, "")),
        # Without the frame nothing was read; a page of an error must not touch the session either.
        "meldungen_zeigen": "rahmen" in g,
    }


def _remember() -> None:
    """Let the session of the request find what was computed before."""
    db.session().info[MERKER] = current_app.extensions[MERKER]


def _number_request() -> None:
    # Printed on error pages and in the log, so that one finds the other.
    g.nummer = secrets.token_hex(4)


def _add_headers(response: Response) -> Response:
    # A view may have set its own for just this answer (the preview of a paper inside its page).
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_IN_SECONDS}"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
