"""Settings: all from the environment with the prefix GRANTS_, all listed here and in the README."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from grants.domain.errors import DomainError

# From the code's place, so that every command works from any folder.
ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
MIGRATIONS = ROOT / "migrations"
BEISPIEL = ROOT / "beispiel"
# Deadlines are days in the city, moments are UTC.
ORTSZEIT = ZoneInfo("Europe/Berlin")


class EinstellungFalsch(DomainError):
    """A setting that cannot be used."""

    code = "einstellung_falsch"


@dataclass(frozen=True, slots=True)
class Einstellungen:
    """What the installation is told from outside."""

    database_url: str
    secret_key: str | None = None
    files: Path = INSTANCE / "dateien"
    url: str = ""
    mail_url: str = ""
    # A fixed day for command line, demo and tests.
    heute: date | None = None

    def today(self) -> date:
        """Return the fixed day, else today in Berlin."""
        return self.heute or datetime.now(ORTSZEIT).date()


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def from_environment(
    env: Mapping[str, str] | None = None, *, default_database: Path | None = None
) -> Einstellungen:
    """Return the settings; raises EinstellungFalsch with a sentence that names the variable."""
    env = os.environ if env is None else env
    return Einstellungen(
        database_url=_database_url(
            env.get("GRANTS_DATABASE_URL") or sqlite_url(default_database or INSTANCE / "grants.sqlite3")
        ),
        secret_key=env.get("GRANTS_SECRET_KEY") or None,
        files=Path(env.get("GRANTS_FILES") or INSTANCE / "dateien"),
        url=env.get("GRANTS_URL", ""),
        mail_url=env.get("GRANTS_MAIL_URL", ""),
        heute=_heute(env.get("GRANTS_HEUTE", "")),
    )


def _heute(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=ORTSZEIT).date()
    except ValueError:
        raise EinstellungFalsch(
            f"GRANTS_HEUTE ist „{text}“. Bitte einen Tag wie 31.08.2024 angeben."
        ) from None


def _database_url(url: str) -> str:
    scheme, _, rest = url.partition("://")
    if scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite":
        return url
    raise EinstellungFalsch(
        "GRANTS_DATABASE_URL muss mit sqlite:/// oder postgresql:// beginnen. Bitte die Einstellung berichtigen."
    )


def flask_settings(einstellungen: Einstellungen) -> dict[str, object]:
    """Return what Flask and its extensions read; a key of its own per process where none is set (loopback only)."""
    return {
        "EINSTELLUNGEN": einstellungen,
        "SECRET_KEY": einstellungen.secret_key or secrets.token_hex(32),
        "SQLALCHEMY_DATABASE_URI": einstellungen.database_url,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 20 * 1024 * 1024,
    }
