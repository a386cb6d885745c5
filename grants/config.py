"""Settings: all from the environment with the prefix GRANTS_, all listed here and in the README."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
# The cookie outlives the session, so that what was typed after its end can be given back to the same Person.
COOKIE = timedelta(days=1)


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
    mail_absender: str = ""
    # Size of one uploaded file in MB (1,000,000 bytes).
    datei_mb: int = 20
    # Scanner of uploads: host:port or the path of a socket; empty: none.
    clamav: str = ""
    # A fixed day for command line, demo and tests.
    heute: date | None = None
    # Whether staff need a second factor.
    zweiter_faktor: bool = True
    # Minutes without a request after which a session ends.
    sitzung_minuten: int = 60
    # Whether a reverse proxy stands in front and tells address and protocol of the caller.
    proxy: bool = False
    # Whether what was computed of a year is remembered until something changes; not where rows are written past
    # the services, as tests do.
    merken: bool = False

    def today(self) -> date:
        """Return the fixed day, else today in Berlin."""
        return self.heute or datetime.now(ORTSZEIT).date()


@dataclass(frozen=True, slots=True)
class Einstellung:
    """A setting by its variable: the field it fills, what it is for, whether its value is a secret."""

    feld: str
    zweck: str
    geheim: bool = False


SETTINGS: Mapping[str, Einstellung] = {
    "GRANTS_DATABASE_URL": Einstellung("database_url", "Datenbank; Vorgabe: SQLite unter instance/"),
    "GRANTS_SECRET_KEY": Einstellung(
        "secret_key", "Schlüssel der Sitzungen und zweiten Schritte", geheim=True
    ),
    "GRANTS_FILES": Einstellung("files", "Ordner der hochgeladenen Dateien"),
    "GRANTS_DATEI_MB": Einstellung("datei_mb", "Größe einer hochgeladenen Datei in MB"),
    "GRANTS_CLAMAV": Einstellung("clamav", "Virenscanner clamd: host:port oder Pfad des Sockets"),
    "GRANTS_URL": Einstellung(
        "url", "Adresse der Anwendung, zum Beispiel https://foerderkette.stadt.example"
    ),
    "GRANTS_PROXY": Einstellung("proxy", "an, wenn ein Reverse Proxy davor steht"),
    "GRANTS_MAIL_URL": Einstellung(
        "mail_url", "Mailserver, zum Beispiel smtp://mail.stadt.example:587?starttls=1", geheim=True
    ),
    "GRANTS_MAIL_ABSENDER": Einstellung("mail_absender", "Adresse, von der E-Mails kommen"),
    "GRANTS_ZWEITER_FAKTOR": Einstellung(
        "zweiter_faktor", "aus schaltet den zweiten Schritt der Anmeldung ab"
    ),
    "GRANTS_SITZUNG_MINUTEN": Einstellung(
        "sitzung_minuten", "Minuten ohne Aufruf, nach denen eine Sitzung endet"
    ),
    "GRANTS_HEUTE": Einstellung("heute", "fester Tag TT.MM.JJJJ für Vorführung und Tests"),
}


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
        datei_mb=_zahl("GRANTS_DATEI_MB", env.get("GRANTS_DATEI_MB", "20"), 1, 200),
        clamav=_clamav(env.get("GRANTS_CLAMAV", "")),
        url=env.get("GRANTS_URL", ""),
        mail_url=env.get("GRANTS_MAIL_URL", ""),
        mail_absender=env.get("GRANTS_MAIL_ABSENDER", ""),
        heute=_heute(env.get("GRANTS_HEUTE", "")),
        zweiter_faktor=_an_aus("GRANTS_ZWEITER_FAKTOR", env.get("GRANTS_ZWEITER_FAKTOR", "an")),
        sitzung_minuten=_zahl("GRANTS_SITZUNG_MINUTEN", env.get("GRANTS_SITZUNG_MINUTEN", "60"), 5, 720),
        proxy=_an_aus("GRANTS_PROXY", env.get("GRANTS_PROXY", "aus")),
        merken=True,
    )


def _an_aus(name: str, text: str) -> bool:
    if text not in {"an", "aus"}:
        raise EinstellungFalsch(f"{name} ist „{text}“. Bitte „an“ oder „aus“ angeben.")
    return text == "an"


def _zahl(name: str, text: str, von: int, bis: int) -> int:
    if not (text.isascii() and text.isdigit() and von <= int(text) <= bis):
        raise EinstellungFalsch(f"{name} ist „{text}“. Bitte eine Zahl von {von} bis {bis} angeben.")
    return int(text)


def _clamav(text: str) -> str:
    host, _, port = text.rpartition(":")
    is_port = bool(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65536
    if text and not text.startswith("/") and not is_port:
        raise EinstellungFalsch(
            f"GRANTS_CLAMAV ist „{text}“. Bitte host:port oder den Pfad des Sockets angeben, zum Beispiel "
            "127.0.0.1:3310 oder /run/clamav/clamd.ctl."
        )
    return text


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
        "PERMANENT_SESSION_LIFETIME": COOKIE,
        # Only a response that changes the session carries it: the late answer of a style sheet would bring back a
        # session that was ended meanwhile.
        "SESSION_REFRESH_EACH_REQUEST": False,
        # The difference of MiB and MB leaves room for the form around a file; lists that are read have 20 MB.
        "MAX_CONTENT_LENGTH": max(20, einstellungen.datei_mb) * 1024 * 1024,
    }
