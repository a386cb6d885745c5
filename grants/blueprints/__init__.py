"""Pages: guard, load, render. No sums, no SQL, no words about states."""

from __future__ import annotations

from flask import Flask

from grants.blueprints import (
    abschluss,
    anmeldung,
    antrag,
    bescheid,
    betraege,
    dokumente,
    einlesen,
    finanzen,
    fristen,
    jahresangaben,
    jahreswechsel,
    konten,
    konto,
    minderbedarf,
    mittel,
    plaene,
    postausgang,
    pruefung,
    pruefung_ziele,
    rahmen,
    register,
    stelle,
    traeger,
    uebersicht,
    verlauf,
    verstetigung,
    verstetigung_haushalt,
    zahlungen,
)

BLUEPRINTS = (
    abschluss.bp,
    bescheid.bp,
    minderbedarf.bp,
    mittel.bp,
    register.bp,
    uebersicht.bp,
    anmeldung.bp,
    konten.bp,
    konto.bp,
    postausgang.bp,
    dokumente.bp,
    antrag.bp,
    fristen.bp,
    jahresangaben.bp,
    betraege.bp,
    einlesen.bp,
    finanzen.bp,
    plaene.bp,
    pruefung.bp,
    jahreswechsel.bp,
    traeger.bp,
    stelle.bp,
    verstetigung.bp,
    verstetigung_haushalt.bp,
    zahlungen.bp,
    verlauf.bp,
    rahmen.bp,
)


def init_app(app: Flask) -> None:
    """Register every page."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.extensions["grants_aufheben"] = anmeldung.keep_typed
    # Global, so that imported macros have it too.
    app.jinja_env.globals["wo_berichtigen"] = pruefung_ziele.mend
