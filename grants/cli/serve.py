"""grants serve: the web application for this machine alone."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click
from werkzeug.serving import WSGIRequestHandler, make_server

from grants import create_app
from grants.cli.datenbank import database
from grants.cli.demo import DEMO_DATENBANK, DEMO_TAG
from grants.cli.deutsch import Befehl, Ganzzahl, Option
from grants.cli.lauf import Lauf
from grants.config import INSTANCE
from grants.domain.errors import DomainError
from grants.services.datenbank import DatenbankFehlt

SCHLUESSEL = INSTANCE / "serve.key"
LOOPBACK = "127.0.0.1"


class AnschlussBelegt(DomainError):
    """Something else listens there."""

    code = "anschluss_belegt"


@click.command(cls=Befehl)
@click.option(
    "--port", cls=Option, type=Ganzzahl(0, 65535), default="5000", help="Vorgabe: 5000; 0 nimmt einen freien."
)
@click.option("--demo", cls=Option, is_flag=True, help="Zeigt die Beispieldaten an ihrem festen Tag.")
@click.pass_obj
def serve(lauf: Lauf, *, port: int, demo: bool) -> None:
    """Öffnet die Anwendung im Browser, nur auf diesem Rechner; Ende mit Strg+C."""
    if demo:
        lauf.use_demo(database=DEMO_DATENBANK, am=DEMO_TAG)
    try:
        with database(lauf):
            pass
    except DatenbankFehlt as error:
        if demo:
            raise DatenbankFehlt(
                "Die Beispieldaten gibt es noch nicht. Bitte zuerst ausführen: grants demo"
            ) from error
        raise
    # Never the key of the production: sessions of this process are worth nothing elsewhere.
    key = secrets.token_hex(32) if demo else own_key(SCHLUESSEL)
    einstellungen = replace(lauf.einstellungen, secret_key=key)
    with listen(port) as listener:
        lauf.say(f"Förderkette läuft unter http://{LOOPBACK}:{listener.getsockname()[1]}/ (Ende mit Strg+C)")
        if einstellungen.heute:
            lauf.say(f"Fester Tag: {einstellungen.heute:%d.%m.%Y}")
        server = make_server(
            LOOPBACK,
            listener.getsockname()[1],
            create_app(einstellungen, vorfuehrung=demo),
            threaded=True,
            request_handler=QuietHandler,
            fd=listener.fileno(),
        )
        # Ctrl+C is how one ends it, not something that went wrong.
        with suppress(KeyboardInterrupt):
            server.serve_forever()


def own_key(path: Path) -> str:
    """Return the key of this machine, made at the first start: second factors are locked with it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def listen(port: int) -> socket.socket:
    """Return a socket that only this machine reaches; raises AnschlussBelegt."""
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        raise AnschlussBelegt(
            f"Der Anschluss {port} ist nicht frei. Bitte mit --port einen anderen nennen, zum Beispiel "
            f"--port {port + 1 if port < 65535 else 5000}."
        ) from error


class QuietHandler(WSGIRequestHandler):
    """Answers without a line on the terminal for each request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's signature
        """Let only errors through."""
        if type == "error":
            super().log(type, message, *args)
