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
    fristen,
    jahresangaben,
    jahreswechsel,
    konten,
    konto,
    minderbedarf,
    nachweis_stadt,
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
    nachweis_stadt.bp,
    fristen.bp,
    jahresangaben.bp,
    betraege.bp,
    einlesen.bp,
    plaene.bp,
    pruefung.bp,
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
