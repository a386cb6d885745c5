"""In which state the database is, and what a failure of it means in words."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from grants.domain.errors import Conflict, DomainError


class DatenbankFehlt(DomainError):
    """There is no database yet, or nothing in it."""

    code = "datenbank_fehlt"


class DatenbankVeraltet(DomainError):
    """The database is older than the program."""

    code = "datenbank_veraltet"


class DatenbankZuNeu(DomainError):
    """The database is newer than the program."""

    code = "datenbank_zu_neu"


class DatenbankFremd(DomainError):
    """The database belongs to something else."""

    code = "datenbank_fremd"


class DatenbankGesperrt(DomainError):
    """Somebody else writes for longer than one waits."""

    code = "datenbank_gesperrt"


class DatenbankUnbrauchbar(DomainError):
    """It cannot be opened, read or written."""

    code = "datenbank_unbrauchbar"


class KeinPlatz(DomainError):
    """The disk is full."""

    code = "kein_platz"


AUFBAUEN = "Bitte einmal ausführen: grants db upgrade"
_NEU_ANLEGEN = "Eine neue legt an: grants db upgrade (oder bitte GRANTS_DATABASE_URL prüfen)."


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite database; None for one in memory and for PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database.removeprefix("file:"))


def check_exists(url: str) -> None:
    """Raise DatenbankFehlt before a connection to a SQLite file would create it."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        raise DatenbankFehlt(f"Die Datenbank „{file}“ gibt es nicht. {_NEU_ANLEGEN}")


def check_stand(engine: Engine, migrations: Path) -> None:
    """Raise a DomainError with what to do where the tables are not those of this program."""
    revision = read_revision(engine)
    script = ScriptDirectory(str(migrations))
    if revision is None:
        raise DatenbankFehlt(f"Die Datenbank ist noch nicht eingerichtet. {AUFBAUEN}")
    if revision == script.get_current_head():
        return
    check_known(revision, script)
    raise DatenbankVeraltet(f"Die Datenbank ist auf einem älteren Stand als das Programm. {AUFBAUEN}")


def check_upgradable(engine: Engine, migrations: Path) -> bool:
    """Return whether there is anything to do; raises where the tables are newer or somebody else's."""
    revision = read_revision(engine)
    if revision is None:
        if tables := inspect(engine).get_table_names():
            raise DatenbankFremd(
                f"Die Datenbank enthält schon andere Tabellen (zum Beispiel „{tables[0]}“). Bitte "
                "GRANTS_DATABASE_URL prüfen und eine eigene Datenbank angeben."
            )
        return True
    script = ScriptDirectory(str(migrations))
    check_known(revision, script)
    return revision != script.get_current_head()


def check_known(revision: str, script: ScriptDirectory) -> None:
    if revision not in {known.revision for known in script.walk_revisions()}:
        raise DatenbankZuNeu(
            "Die Datenbank gehört zu einer neueren Fassung des Programms. Bitte das Programm aktualisieren "
            "oder die Sicherung einspielen, die zu dieser Fassung gehört."
        )


def read_revision(engine: Engine) -> str | None:
    """Return the revision of the tables; None where there are none of ours."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return revision


# -- failures ------------------------------------------------------------------------------------------------

_GESPERRT = (
    "Die Datenbank wird gerade von einem anderen Vorgang benutzt. Bitte warten, bis er fertig ist, und es noch "
    "einmal versuchen."
)
_VOLL = "Auf dem Datenträger der Datenbank ist kein Platz mehr. Bitte Platz schaffen und es noch einmal versuchen."
_SQLITE: tuple[tuple[str, type[DomainError], str], ...] = (
    ("SQLITE_BUSY", DatenbankGesperrt, _GESPERRT),
    ("SQLITE_LOCKED", DatenbankGesperrt, _GESPERRT),
    (
        "SQLITE_NOTADB",
        DatenbankUnbrauchbar,
        "Die angegebene Datei ist keine Datenbank. Bitte GRANTS_DATABASE_URL prüfen.",
    ),
    (
        "SQLITE_CORRUPT",
        DatenbankUnbrauchbar,
        "Die Datenbank ist beschädigt. Bitte die letzte Sicherung einspielen.",
    ),
    (
        "SQLITE_CANTOPEN",
        DatenbankUnbrauchbar,
        "Die Datenbank kann nicht geöffnet werden. Bitte prüfen, ob Sie in ihrem Ordner schreiben dürfen.",
    ),
    (
        "SQLITE_READONLY",
        DatenbankUnbrauchbar,
        "In die Datenbank kann nicht geschrieben werden. Bitte die Rechte an der Datei und ihrem Ordner prüfen.",
    ),
    ("SQLITE_FULL", KeinPlatz, _VOLL),
    (
        "SQLITE_IOERR",
        DatenbankUnbrauchbar,
        "Die Datenbank kann nicht gelesen oder geschrieben werden. Bitte Datenträger und freien Platz prüfen.",
    ),
)
_POSTGRES: tuple[tuple[str, type[DomainError], str], ...] = (
    ("55P03", DatenbankGesperrt, _GESPERRT),
    # Two writers crossed and one was sent away; nothing of it was written.
    ("40", Conflict, "Zwei Vorgänge sind sich in die Quere gekommen. Bitte es noch einmal versuchen."),
    ("53100", KeinPlatz, _VOLL),
    (
        "42501",
        DatenbankUnbrauchbar,
        "Der Benutzer der Datenbank hat nicht die nötigen Rechte. Bitte der Systemverwaltung Bescheid geben.",
    ),
    (
        "25006",
        DatenbankUnbrauchbar,
        "Die Datenbank ist zurzeit nur zum Lesen geöffnet. Bitte der Systemverwaltung Bescheid geben.",
    ),
)
_NICHT_ERREICHBAR = (
    "Die Datenbank ist nicht erreichbar. Bitte prüfen, ob PostgreSQL läuft und ob Rechner, Name und Kennwort in "
    "GRANTS_DATABASE_URL stimmen."
)


def explain(error: DBAPIError) -> DomainError | None:
    """Return what a failure of the database means to who uses it; None for a fault of the program."""
    orig: Any = error.orig
    if isinstance(orig, sqlite3.Error):
        return _find(_SQLITE, getattr(orig, "sqlite_errorname", None))
    state = getattr(orig, "sqlstate", None)
    if state is None or state.startswith(("08", "28", "3D", "57P")):
        # psycopg gives no state where it never got as far as a server.
        lost = error.connection_invalidated or type(orig).__name__ == "OperationalError"
        return DatenbankUnbrauchbar(_NICHT_ERREICHBAR) if lost else None
    return _find(_POSTGRES, state)


def _find(table: tuple[tuple[str, type[DomainError], str], ...], name: str | None) -> DomainError | None:
    return next((kind(sentence) for start, kind, sentence in table if name and name.startswith(start)), None)
