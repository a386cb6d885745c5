"""Pages: guard, load, render. No sums, no SQL, no words about states."""

from __future__ import annotations

from flask import Flask

from grants.blueprints import (
    anmeldung,
    antrag,
    bescheid,
    betraege,
    dokumente,
    einlesen,
    ergebnis,
    fristen,
    jahresangaben,
    jahreswechsel,
    konten,
    konto,
    minderbedarf,
    plaene,
    postausgang,
    pruefung,
    pruefung_ziele,
    pruefungen,
    rahmen,
    register,
    stelle,
    traeger,
    uebersicht,
    verlauf,
    verstetigung,
    verstetigung_haushalt,
)

BLUEPRINTS = (
    bescheid.bp,
    minderbedarf.bp,
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
    plaene.bp,
    pruefung.bp,
    pruefungen.bp,
    ergebnis.bp,
    jahreswechsel.bp,
    traeger.bp,
    stelle.bp,
    verstetigung.bp,
    verstetigung_haushalt.bp,
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
