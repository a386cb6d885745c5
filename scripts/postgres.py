"""Find or start the PostgreSQL server that tests and measurements use.

    python scripts/postgres.py ensure    print the URL of a server, starting one of our own if need be
    python scripts/postgres.py stop      stop our own server, if it runs
    python scripts/postgres.py remove    stop our own server and delete its data
    python scripts/postgres.py check     exit 0 if `ensure` can succeed on this machine

Asked in this order: the URL in GRANTS_TEST_DATABASE_URL; a server on the usual local port that lets us in
without a password and create databases; a server of our own below `.postgres/`. Standard library only: the
set-up asks before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
USUAL_PORT = 5432
URL_VARIABLE = "GRANTS_TEST_DATABASE_URL"
DIALECT = "postgresql+psycopg"
# A database of tests may be lost with the machine; without these the suite takes twice as long.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


class PostgresError(Exception):
    """No server can be had; the text says in German what to do."""


def ensure() -> str:
    """Return the SQLAlchemy URL of the database `postgres` on a running server.

    Its user may create databases. Raises PostgresError where there is none and none can be started.
    """
    if url := os.environ.get(URL_VARIABLE):
        return url
    for user in dict.fromkeys(("postgres", getpass.getuser())):
        if may_create_databases(user, port=USUAL_PORT):
            return f"{DIALECT}://{user}@{HOST}:{USUAL_PORT}/postgres"
    return _own_server()


def stop() -> bool:
    """Stop our own server; False if none was running."""
    if (programs := _programs()) is None:
        return False
    owner = _owner()
    folder = _folder(owner)
    if not (folder / "data" / "postmaster.pid").exists():
        return False
    _run(owner, programs / "pg_ctl", "stop", "-D", folder / "data", "-m", "fast", "-w")
    return True


def remove() -> None:
    """Stop our own server and delete everything of it."""
    stop()
    with contextlib.suppress(PostgresError):
        shutil.rmtree(_folder(_owner()), ignore_errors=True)


def may_create_databases(user: str, *, port: int) -> bool:
    """Say whether a server on the local `port` lets `user` in without a password and create databases."""
    try:
        with socket.create_connection((HOST, port), timeout=3) as connection:
            return _ask_rights(connection, user)
    except (OSError, struct.error, EOFError):
        return False


def _ask_rights(connection: socket.socket, user: str) -> bool:
    # Version 3 of the protocol: 196608 = 3 << 16, then pairs of names and values.
    greeting = b"".join(part.encode() + b"\0" for part in ("user", user, "database", "postgres")) + b"\0"
    connection.sendall(struct.pack("!ii", len(greeting) + 8, 196608) + greeting)
    for kind, body in _messages(connection):
        if kind == b"E" or (kind == b"R" and struct.unpack("!i", body[:4]) != (0,)):
            return False
        if kind == b"Z":
            break
    question = b"SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user\0"
    connection.sendall(b"Q" + struct.pack("!i", len(question) + 4) + question)
    for kind, body in _messages(connection):
        if kind in {b"E", b"Z"}:
            return False
        if kind == b"D":
            return body.endswith(b"t")
    return False


def _messages(connection: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    """Yield the server's messages as (kind, body); EOFError if it hangs up."""
    while True:
        head = _receive(connection, 5)
        [length] = struct.unpack("!i", head[1:])
        yield head[:1], _receive(connection, length - 4)


def _receive(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        chunk = connection.recv(size - len(received))
        if not chunk:
            raise EOFError
        received += chunk
    return received


# --- A server of our own


@dataclass(frozen=True, slots=True)
class Owner:
    """The account that the server runs under; PostgreSQL refuses to run as root."""

    uid: int
    gid: int
    home: Path


def _owner() -> Owner:
    if os.geteuid() != 0:
        entry = pwd.getpwuid(os.geteuid())
    else:
        try:
            entry = pwd.getpwnam("postgres")
        except KeyError:
            raise PostgresError(
                "PostgreSQL läuft nicht als root, und ein Konto postgres gibt es nicht. "
                "Bitte das Paket postgresql installieren oder ohne root arbeiten."
            ) from None
    return Owner(entry.pw_uid, entry.pw_gid, Path(entry.pw_dir))


def _folder(owner: Owner) -> Path:
    """Return where our own server lives: in the checkout, else (closed to its owner) in the owner's home."""
    if os.geteuid() == owner.uid:
        return ROOT / ".postgres"
    reachable = subprocess.run(
        ["test", "-x", str(ROOT)], user=owner.uid, group=owner.gid, extra_groups=[], check=False
    )
    if reachable.returncode == 0:
        return ROOT / ".postgres"
    return owner.home / f"foerderkette-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"


def _programs() -> Path | None:
    """Return the folder of the newest server programs on this machine."""
    numbered = [
        folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdecimal()
    ]
    folders = sorted(numbered, key=lambda folder: int(folder.parent.name))
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return usable[-1] if usable else None


def _own_server() -> str:
    programs = _programs()
    if programs is None:
        raise PostgresError(
            f"Auf {HOST}:{USUAL_PORT} ist kein PostgreSQL ohne Kennwort zu erreichen, und initdb fehlt. "
            f"Bitte das Paket postgresql installieren oder in {URL_VARIABLE} eine Adresse angeben."
        )
    owner = _owner()
    folder = _folder(owner)
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        # Test processes start together; only the first may create and start.
        fcntl.flock(lock, fcntl.LOCK_EX)
        secret = folder / "password"
        if not (folder / "data" / "PG_VERSION").exists():
            _create(programs, owner, folder, secret)
        password = secret.read_text(encoding="ascii").strip()
        port = _running_port(programs, owner, folder) or _start(programs, owner, folder)
    return f"{DIALECT}://postgres:{password}@{HOST}:{port}/postgres"


def _create(programs: Path, owner: Owner, folder: Path, secret: Path) -> None:
    # With a password: on a shared machine "trust" would hand the account to everybody who can reach the port.
    secret.unlink(missing_ok=True)
    secret.touch(mode=0o600)
    secret.write_text(secrets.token_hex(16) + "\n", encoding="ascii")
    shutil.rmtree(folder / "data", ignore_errors=True)
    os.chown(folder, owner.uid, owner.gid)
    os.chown(secret, owner.uid, owner.gid)
    options = [
        "--username=postgres",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    _run(owner, programs / "initdb", "-D", folder / "data", "--pwfile", secret, *options)


def _running_port(programs: Path, owner: Owner, folder: Path) -> int | None:
    data = folder / "data"
    with contextlib.suppress(PostgresError):
        _run(owner, programs / "pg_ctl", "status", "-D", data)
        # Fourth line of the file: the port.
        return int((data / "postmaster.pid").read_text(encoding="ascii").splitlines()[3])
    return None


def _start(programs: Path, owner: Owner, folder: Path) -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    # No Unix socket: its path may be too long, and nobody needs it.
    settings = [f"listen_addresses={HOST}", f"port={port}", "unix_socket_directories=", *SETTINGS]
    options = " ".join(f"-c {setting}" for setting in settings)
    data = folder / "data"
    _run(owner, programs / "pg_ctl", "start", "-w", "-D", data, "-l", data / "log", "-o", options)
    return port


def _run(owner: Owner, program: Path, *arguments: str | Path) -> None:
    """Run `program` as `owner`; PostgresError with its words if it fails."""
    as_other = os.geteuid() != owner.uid
    # A file and not a pipe: the server inherits it and would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [program, *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            user=owner.uid if as_other else None,
            group=owner.gid if as_other else None,
            extra_groups=[] if as_other else None,
        )
        output.seek(0)
        words = output.read().decode(errors="replace").strip()
    if done.returncode != 0:
        raise PostgresError(f"{program.name} ist gescheitert. Bitte die Meldung lesen:\n{words}")


def _main(arguments: list[str]) -> int:
    match arguments:
        case ["ensure"]:
            print(ensure())
        case ["stop"]:
            print("Der eigene Server ist beendet." if stop() else "Es läuft kein eigener Server.")
        case ["remove"]:
            remove()
        case ["check"]:
            users = dict.fromkeys(("postgres", getpass.getuser()))
            if URL_VARIABLE in os.environ or _programs() is not None:
                return 0
            return 0 if any(may_create_databases(user, port=USUAL_PORT) for user in users) else 2
        case _:
            _stop("Aufruf: python scripts/postgres.py ensure|stop|remove|check")
    return 0


def _stop(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    try:
        sys.exit(_main(sys.argv[1:]))
    except PostgresError as error:
        _stop(str(error))
