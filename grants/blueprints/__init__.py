"""Pages: guard, load, render. No sums, no SQL, no words about states."""

from __future__ import annotations

from flask import Flask

from grants.blueprints import (
    absenden,
    anmeldung,
    antrag,
    belege,
    belege_einlesen,
    bescheid,
    betraege,
    dateien,
    dokumente,
    einlesen,
    erinnerungen,
    erklaerungen,
    fristen,
    jahresangaben,
    jahreswechsel,
    kennzahlen,
    kennzahlkatalog,
    konten,
    konto,
    minderbedarf,
    mitteilungen,
    nachweise,
    plaene,
    portal,
    postausgang,
    pruefung,
    pruefung_ziele,
    rahmen,
    register,
    sachbericht,
    stelle,
    traeger,
    uebersicht,
    unterschrift,
    verlauf,
    verstetigung,
    verstetigung_haushalt,
    weiterleitung,
    zahlen,
)

BLUEPRINTS = (
    bescheid.bp,
    minderbedarf.bp,
    mitteilungen.bp,
    nachweise.bp,
    register.bp,
    uebersicht.bp,
    anmeldung.bp,
    konten.bp,
    konto.bp,
    postausgang.bp,
    dateien.bp,
    dokumente.bp,
    antrag.bp,
    fristen.bp,
    jahresangaben.bp,
    betraege.bp,
    einlesen.bp,
    erinnerungen.bp,
    plaene.bp,
    pruefung.bp,
    jahreswechsel.bp,
    traeger.bp,
    stelle.bp,
    verstetigung.bp,
    verstetigung_haushalt.bp,
    belege.bp,
    belege_einlesen.bp,
    verlauf.bp,
    weiterleitung.bp,
    sachbericht.bp,
    kennzahlen.bp,
    kennzahlkatalog.bp,
    rahmen.bp,
    portal.bp,
    zahlen.bp,
    erklaerungen.bp,
    absenden.bp,
    unterschrift.bp,
)


def init_app(app: Flask) -> None:
    """Register every page."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.extensions["grants_aufheben"] = anmeldung.keep_typed
    # Global, so that imported macros have it too.
    app.jinja_env.globals["wo_berichtigen"] = pruefung_ziele.mend
