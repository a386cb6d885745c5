"""Error pages: German, with what to do next and a number for the log, and never from the database."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from grants import auth, web
from grants.domain.errors import Conflict, DomainError, EinrichtungUnvollstaendig, NotFound
from grants.extensions import db
from grants.services.abgaben import SchonAbgegeben
from grants.services.datenbank import explain
from grants.zugang import BefugnisFehlt

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fehlerseite:
    """What went wrong, in a heading and a sentence, and what to do now."""

    titel: str
    text: str
    tun: str


_ZUR_UEBERSICHT = "Gehen Sie zur Übersicht und von dort weiter."
FEHLERSEITEN: dict[int, Fehlerseite] = {
    400: Fehlerseite(
        "Diese Anfrage ist nicht verständlich",
        "Der Browser hat etwas geschickt, das die Anwendung nicht lesen kann. Es wurde nichts geändert.",
        "Laden Sie die vorige Seite neu und versuchen Sie es noch einmal.",
    ),
    403: Fehlerseite(
        "Dafür fehlt Ihnen das Recht",
        "Diese Seite ist für Ihre Rolle nicht freigegeben.",
        "Wenn Sie sie brauchen, wenden Sie sich an die Person, die die Konten verwaltet.",
    ),
    404: Fehlerseite(
        "Diese Seite gibt es nicht",
        "Unter dieser Adresse steht nichts. Vielleicht ist sie nicht vollständig.",
        f"Prüfen Sie die Adresse. {_ZUR_UEBERSICHT}",
    ),
    405: Fehlerseite(
        "So lässt sich diese Seite nicht aufrufen",
        "Die Adresse stimmt, aber sie erwartet einen anderen Aufruf. Es wurde nichts geändert.",
        _ZUR_UEBERSICHT,
    ),
    409: Fehlerseite(
        "Inzwischen hat sich etwas geändert",
        "Jemand anderes hat dieselben Angaben bearbeitet. Es wurde nichts überschrieben.",
        "Laden Sie die Seite neu, um den neuen Stand zu sehen.",
    ),
    413: Fehlerseite(
        "Das ist zu groß",
        "Was Sie auf einmal hochladen, darf zusammen höchstens 20 MB groß sein. Es wurde nichts gespeichert.",
        "Gehen Sie im Browser zurück. Laden Sie mehrere Dateien einzeln nacheinander hoch; ist eine allein zu "
        "groß, teilen Sie sie auf oder verkleinern Sie die Bilder darin.",
    ),
    422: Fehlerseite(
        "Das lässt sich so nicht speichern",
        "Eine Angabe passt nicht. Es wurde nichts geändert.",
        "Gehen Sie zurück und berichtigen Sie die Angabe.",
    ),
    429: Fehlerseite(
        "Zu viele Versuche",
        "In kurzer Zeit kamen zu viele Anfragen.",
        "Warten Sie eine Minute und versuchen Sie es noch einmal.",
    ),
    500: Fehlerseite(
        "Hier ist ein Fehler der Anwendung",
        "Der Fehler liegt nicht bei Ihnen. Es wurde nichts geändert; die Einzelheiten stehen im Protokoll.",
        "Versuchen Sie es noch einmal. Kommt der Fehler wieder, nennen Sie Ihrer IT die Nummer unten.",
    ),
    503: Fehlerseite(
        "Die Datenbank ist gerade nicht benutzbar",
        "Ihre Daten lassen sich im Moment nicht lesen.",
        "Versuchen Sie es in einer Minute noch einmal. Bleibt es dabei, nennen Sie Ihrer IT die Nummer unten.",
    ),
}
_AN_DIE_IT = "Es wurde nichts gespeichert. Bitte nennen Sie Ihrer IT diesen Satz und die Nummer unten."
_NICHT_EINGERICHTET = Fehlerseite(
    "Die Datenbank ist nicht auf dem Stand der Anwendung",
    "Sie ist noch nicht eingerichtet oder gehört zu einer anderen Version.",
    "Führen Sie „grants db upgrade“ aus und laden Sie die Seite neu.",
)
_SEITE_ZU_ALT = Fehlerseite(
    "Die Seite war zu lange geöffnet",
    "Zum Schutz vor fremden Seiten gilt ein Formular nur eine Zeit lang. Es wurde nichts geändert.",
    "Gehen Sie zurück, laden Sie die Seite neu und schicken Sie das Formular noch einmal ab.",
)


def init_app(app: Flask) -> None:
    """Bind the pages to the errors they stand for."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda _: _page(400, _SEITE_ZU_ALT))
    app.register_error_handler(DomainError, _refused)
    # A double click, or the back button and the same page sent again: show what the first one did.
    app.register_error_handler(SchonAbgegeben, lambda e: web.weiter(e.ziel or request.path, str(e)))
    # Two wrote to one row at once, past the counters that the pages show.
    app.register_error_handler(StaleDataError, lambda _: _page(409, FEHLERSEITEN[409]))
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _fault)


def _page(status: int, seite: Fehlerseite) -> ResponseReturnValue:
    if status < 500:
        _try_frame()
        if status == 413:
            mb = current_app.config["EINSTELLUNGEN"].datei_mb
            seite = replace(seite, text=seite.text.replace("20 MB", f"{mb} MB"))
    else:
        # The database may be what failed: the page must not ask it who is looking.
        g.ich = None
    return render_template("fehler.html", seite=seite, status=status, nummer=g.get("nummer", "")), status


def _try_frame() -> None:
    """Put the frame around the page where it can be read: the band of example data belongs on every page."""
    try:
        web.load_frame()
        auth.ich()
    except SQLAlchemyError:
        g.ich = None
        db.session.rollback()


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:
        # A redirect is no error.
        return error.get_response()
    if isinstance(error, SecurityError):
        # Asked for under a foreign name: no address of ours can be built, so no page either.
        text = "Unter diesem Namen antwortet die Anwendung nicht. Bitte die eingerichtete Adresse aufrufen.\n"
        return text, 400, {"Content-Type": "text/plain; charset=utf-8"}
    return _page(status, FEHLERSEITEN.get(status, FEHLERSEITEN[400 if status < 500 else 500]))


def _refused(error: DomainError) -> ResponseReturnValue:
    """Return the page for what the rules refuse: their own sentence says what is wrong and what to do."""
    match error:
        case NotFound():
            return _page(404, Fehlerseite("Das gibt es hier nicht", str(error), _ZUR_UEBERSICHT))
        case BefugnisFehlt():
            return _page(403, Fehlerseite(FEHLERSEITEN[403].titel, str(error), _ZUR_UEBERSICHT))
        case Conflict():
            return _page(409, Fehlerseite(FEHLERSEITEN[409].titel, str(error), ""))
        case EinrichtungUnvollstaendig():
            # Nobody typed anything wrong.
            log.error("Einrichtung unvollständig, Nummer %s", g.get("nummer", ""), exc_info=error)
            return _page(
                503, Fehlerseite("Das Dokument lässt sich gerade nicht erstellen", str(error), _AN_DIE_IT)
            )
        case _:
            return _page(422, Fehlerseite(FEHLERSEITEN[422].titel, str(error), ""))


def _database(error: DBAPIError) -> ResponseReturnValue:
    """Return the page for a failure of the database; a fault in our own SQL is a fault of the program."""
    understood = explain(error)
    if isinstance(understood, Conflict):
        return _refused(understood)
    if not understood and not _is_outdated(error):
        return _fault(error)
    log.error("Datenbank nicht benutzbar, Nummer %s", g.get("nummer", ""), exc_info=error)
    standard = FEHLERSEITEN[503]
    seite = Fehlerseite(standard.titel, str(understood), standard.tun) if understood else _NICHT_EINGERICHTET
    return _page(503, seite)


def _is_outdated(error: DBAPIError) -> bool:
    """Return whether a table or column is missing: SQLite says so in words, PostgreSQL by a class."""
    return "no such" in str(error.orig) or type(error.orig).__name__ in {"UndefinedTable", "UndefinedColumn"}


def _fault(error: Exception) -> ResponseReturnValue:
    log.error("Fehler der Anwendung, Nummer %s", g.get("nummer", ""), exc_info=error)
    return _page(500, FEHLERSEITEN[500])
