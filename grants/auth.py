"""Who is logged in, what each Rolle may do, and the guard in front of every view.

Every view states its Recht, or stands in `OFFEN` with the reason; a view that does neither answers nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grants import sitzung
from grants.domain.begriffe import Befugnis, Rolle
from grants.extensions import db
from grants.queries.personen import load_rollen

View = TypeVar("View", bound=Callable[..., Any])


class Recht(StrEnum):
    """What somebody may do, named after the act."""

    STARTSEITE_ANSEHEN = "startseite_ansehen"
    EIGENES_KONTO = "eigenes_konto"
    KONTEN_VERWALTEN = "konten_verwalten"
    POSTAUSGANG_ANSEHEN = "postausgang_ansehen"
    JAHR_ANSEHEN = "jahr_ansehen"
    JAHR_PFLEGEN = "jahr_pflegen"
    EINLESEN = "einlesen"
    DOKUMENT_HERUNTERLADEN = "dokument_herunterladen"
    # Which one, asks the view: each file hangs on a thing with a rule of its own.
    DATEI_HERUNTERLADEN = "datei_herunterladen"
    REGISTER_ANSEHEN = "register_ansehen"
    REGISTER_PFLEGEN = "register_pflegen"
    ABWEICHUNG_BEGRUENDEN = "abweichung_begruenden"
    ABWEICHUNG_ZUSTIMMEN = "abweichung_zustimmen"
    ANTRAG_BEARBEITEN = "antrag_bearbeiten"
    AUSSTELLEN = "ausstellen"
    BESCHEID_PFLEGEN = "bescheid_pflegen"
    TRAEGER_ANSEHEN = "traeger_ansehen"
    TRAEGER_PFLEGEN = "traeger_pflegen"
    VERSTETIGUNG_ANSEHEN = "verstetigung_ansehen"
    VERSTETIGUNG_PFLEGEN = "verstetigung_pflegen"
    FRISTEN_PFLEGEN = "fristen_pflegen"
    VERLAUF_ANSEHEN = "verlauf_ansehen"
    # The office and finance, about what recipients do
    WEITERLEITUNG_PFLEGEN = "weiterleitung_pflegen"
    NACHWEISE_ANSEHEN = "nachweise_ansehen"
    NACHWEISE_BEGLEITEN = "nachweise_begleiten"
    ZAHLUNG_FESTHALTEN = "zahlung_festhalten"
    NACHWEIS_PRUEFEN_FACHLICH = "nachweis_pruefen_fachlich"
    NACHWEIS_PRUEFEN_RECHNERISCH = "nachweis_pruefen_rechnerisch"
    NACHWEIS_FREIGEBEN = "nachweis_freigeben"
    ERGEBNIS_FESTSETZEN = "ergebnis_festsetzen"
    JAHR_ABSCHLIESSEN = "jahr_abschliessen"
    # Of the Rechnungsprüfung; who may in this year, asks the service.
    TESTAT_EINTRAGEN = "testat_eintragen"
    # A recipient about its own; which one, and what exactly, grants.zugang asks.
    PORTAL_ANSEHEN = "portal_ansehen"
    PORTAL_BEARBEITEN = "portal_bearbeiten"


# Steuerungsgruppe and Rechnungsprüfung look, and so do all who work with the years.
_LESEN = frozenset(
    {
        Recht.JAHR_ANSEHEN,
        Recht.DOKUMENT_HERUNTERLADEN,
        Recht.DATEI_HERUNTERLADEN,
        Recht.REGISTER_ANSEHEN,
        Recht.TRAEGER_ANSEHEN,
        Recht.VERSTETIGUNG_ANSEHEN,
        Recht.VERLAUF_ANSEHEN,
        Recht.NACHWEISE_ANSEHEN,
    }
)
# What belongs to every log-in.
_ALLE = frozenset({Recht.STARTSEITE_ANSEHEN, Recht.EIGENES_KONTO})
_PORTAL = frozenset({Recht.PORTAL_ANSEHEN, Recht.PORTAL_BEARBEITEN, Recht.DATEI_HERUNTERLADEN})
RECHTE: Mapping[Rolle, frozenset[Recht]] = {
    Rolle.GESCHAEFTSSTELLE: _ALLE
    | _LESEN
    | {
        Recht.POSTAUSGANG_ANSEHEN,
        Recht.JAHR_PFLEGEN,
        Recht.EINLESEN,
        Recht.REGISTER_PFLEGEN,
        Recht.ABWEICHUNG_BEGRUENDEN,
        Recht.ABWEICHUNG_ZUSTIMMEN,
        Recht.ANTRAG_BEARBEITEN,
        Recht.AUSSTELLEN,
        Recht.BESCHEID_PFLEGEN,
        Recht.TRAEGER_PFLEGEN,
        Recht.VERSTETIGUNG_PFLEGEN,
        Recht.FRISTEN_PFLEGEN,
        Recht.WEITERLEITUNG_PFLEGEN,
        Recht.NACHWEISE_BEGLEITEN,
        Recht.NACHWEIS_PRUEFEN_FACHLICH,
        Recht.NACHWEIS_FREIGEBEN,
        Recht.ERGEBNIS_FESTSETZEN,
        Recht.JAHR_ABSCHLIESSEN,
        Recht.TESTAT_EINTRAGEN,
    },
    Rolle.FINANZPRUEFUNG: _ALLE
    | _LESEN
    | {
        Recht.ABWEICHUNG_BEGRUENDEN,
        Recht.ABWEICHUNG_ZUSTIMMEN,
        Recht.ZAHLUNG_FESTHALTEN,
        # Of the Geschäftsstelle's own Maßnahme only; domain.zeichnung asks.
        Recht.NACHWEIS_PRUEFEN_FACHLICH,
        Recht.NACHWEIS_PRUEFEN_RECHNERISCH,
        Recht.NACHWEIS_FREIGEBEN,
        Recht.ERGEBNIS_FESTSETZEN,
        Recht.JAHR_ABSCHLIESSEN,
        Recht.TESTAT_EINTRAGEN,
    },
    Rolle.EINSICHT: _ALLE | _LESEN,
    # Manages accounts and nothing else.
    Rolle.KONTENVERWALTUNG: _ALLE | {Recht.KONTEN_VERWALTEN},
    Rolle.TRAEGER: _ALLE | _PORTAL,
    Rolle.STELLE: _ALLE | _PORTAL,
}

# Views that anybody may call, each with the reason.
OFFEN: dict[str, str] = {
    "static": "Stilvorlagen, Schriften und Bilder; sie enthalten keine Daten.",
    "rahmen.gesund": "Die Überwachung fragt ohne Anmeldung; die Antwort nennt keine Daten.",
    "rahmen.barrierefreiheit": "Die Erklärung muss jede Person lesen können.",
    "rahmen.datenschutz": "Die Hinweise zum Datenschutz muss jede Person lesen können.",
    "anmeldung.anmelden": "Hier meldet man sich an.",
    "anmeldung.beispiel": "Anmeldung der Vorführung; es gibt sie nur mit Beispieldaten.",
    "anmeldung.code": "Zweiter Schritt der Anmeldung; verlangt den ersten.",
    "anmeldung.zweiter_faktor": "Einrichtung bei der ersten Anmeldung; verlangt das Kennwort.",
    "anmeldung.abmelden": "Abmelden geht immer, auch wenn die Sitzung schon zu Ende ist.",
    "anmeldung.einladung": "Wer eingeladen ist, hat noch kein Kennwort; der Link ist der Schlüssel.",
    "anmeldung.vergessen": "Wer das Kennwort vergessen hat, kann sich nicht anmelden.",
    "anmeldung.neues_kennwort": "Der zugesandte Link ist der Schlüssel.",
    "anmeldung.neue_adresse": "Der an die neue Adresse gesandte Link ist der Schlüssel.",
    "rahmen.darstellung": "Hell oder dunkel ist eine Wahl dieses Browsers.",
}


@dataclass(frozen=True, slots=True)
class Ich:
    """The Person who is logged in, with the Rollen of this day."""

    person_id: int
    name: str
    email: str
    rollen: frozenset[Rolle]
    # Träger and Stellen the Person acts for.
    traeger_ids: frozenset[int]
    # Pairs of recipient and what the Person may do for it.
    befugnisse: frozenset[tuple[int, Befugnis]] = frozenset()

    def may(self, recht: Recht) -> bool:
        return any(recht in RECHTE[rolle] for rolle in self.rollen)


def requires(recht: Recht) -> Callable[[View], View]:
    """Mark a view with the Recht it needs."""

    def mark(view: View) -> View:
        view.recht = recht  # type: ignore[attr-defined]  # read by the guard and by the walk over the URL map
        return view

    return mark


def init_app(app: Flask) -> None:
    """Put the guard in front of every view."""
    app.before_request(_guard)
    app.extensions["grants_aufheben"] = lambda: False
    app.context_processor(lambda: {"ich": ich()})
    # Global, so that imported macros have them too.
    app.jinja_env.globals.update(darf=darf, Recht=Recht)


def ich() -> Ich | None:
    """Return who is logged in, read once a request; None for a stranger."""
    if "ich" not in g:
        g.ich = _load()
    found: Ich | None = g.ich
    return found


def me() -> Ich:
    """Return who is logged in, in a view behind the guard."""
    found = ich()
    if found is None:
        abort(401)
    return found


def darf(recht: Recht) -> bool:
    """Return whether the person in front of the page has the Recht."""
    found = ich()
    return found is not None and found.may(recht)


def _load() -> Ich | None:
    key = sitzung.open_key(current_app.config["EINSTELLUNGEN"].sitzung_minuten)
    return _whose(key) if key else None


def _whose(key: str) -> Ich | None:
    heute = current_app.config["EINSTELLUNGEN"].today()
    found = load_rollen(db.session(), key, am=heute)
    if found is None:
        return None
    return Ich(found.person_id, found.name, found.email, found.rollen, found.traeger_ids, found.befugnisse)


def whose_session_ended() -> Ich | None:
    """Return who was logged in until the session ended; None where the account was locked or logged out."""
    key = sitzung.ended_key(current_app.config["EINSTELLUNGEN"].sitzung_minuten)
    return _whose(key) if key else None


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in OFFEN:
        return None
    recht = getattr(current_app.view_functions[request.endpoint], "recht", None)
    if not isinstance(recht, Recht):
        abort(403)
    found = ich()
    if found is None:
        if request.method == "GET":
            return redirect(url_for("anmeldung.anmelden", weiter=request.full_path.rstrip("?")), 303)
        # What was typed waits for the same Person.
        kept = current_app.extensions["grants_aufheben"]()
        if request.headers.get("HX-Request") == "true":
            # The page asked by itself while somebody writes: it must not be replaced by the log-in.
            return "", 401, {"Grants-Aufgehoben": "ja" if kept else "nein"}
        return redirect(url_for("anmeldung.anmelden", aufgehoben=1 if kept else None), 303)
    if not found.may(recht):
        abort(403)
    return None
