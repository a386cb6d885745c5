"""Pages through gunicorn: against a bare page that reads the same rows, and against a tenth of the rows."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench import datenbank
from bench.jahr import JAHR, make_mappe
from bench.messung import Abschnitt, Budget, Messung, format_seconds
from bench.seiten_app import add_konto
from grants.config import ROOT

MASSNAHMEN, BELEGE, WENIGE = 40, 300, 30
REQUESTS = 30
_JAHR = f"/foerderjahre/kinderstark/{JAHR}"
SEITEN = {
    "Übersicht": "/",
    "Maßnahmenregister": "/massnahmen",
    "Eine Maßnahme": "",
    "Förderjahr": _JAHR,
    "Maßnahmen und Beträge": f"{_JAHR}/betraege",
    "Prüfung der Summen": f"{_JAHR}/pruefung",
    "Bescheid": f"{_JAHR}/bescheid",
    "Fristen": "/fristen",
    "Träger": "/traeger",
    "Verstetigung": "/verstetigung",
    "Verlauf": "/verlauf",
}


def measure(folder: Path, *, runs: int) -> Abschnitt:
    del runs  # thirty requests each, in turns
    mappen = {size: make_mappe(MASSNAHMEN, belege=size) for size in (WENIGE, BELEGE)}
    first = mappen[BELEGE].massnahmen[0].kennung
    pages = {name: path or f"/massnahmen/kinderstark/{first}" for name, path in SEITEN.items()}
    files = {
        size: datenbank.create(folder / f"seiten-{size}.sqlite3", mappe) for size, mappe in mappen.items()
    }
    for file in files.values():
        add_konto(datenbank.make_app(file))
    messungen, kalt = [], []
    with ExitStack() as stack:
        large = stack.enter_context(served("own", files[BELEGE]))
        small = stack.enter_context(served("own", files[WENIGE]))
        floor = stack.enter_context(served("bare", files[BELEGE]))
        for name, path in pages.items():
            ask(large, "/gesund")
            first_time = ask(large, path)
            kalt.append((first_time, name))
            for port in (small, floor):
                ask(port, path)
            turns = [[ask(port, path) for port in (large, floor, small)] for _ in range(REQUESTS)]
            own, bare, few = (median(times) for times in zip(*turns, strict=True))
            messungen += [
                Messung(f"{name}, gegen kahle Seite", own, bare, Budget(3.0)),
                Messung(f"{name}, gegen ein Zehntel", own, few, Budget(1.5)),
            ]
    slowest, where = max(kalt)
    return Abschnitt(
        f"Seiten durch gunicorn: {MASSNAHMEN} Maßnahmen mit je {BELEGE} Belegen",
        messungen,
        [
            (
                "Der erste Aufruf nach einer Änderung rechnet alle Regeln: höchstens "
                f"{format_seconds(slowest)} ({where})."
            ),
        ],
    )


@contextmanager
def served(factory: str, where: Path | str) -> Iterator[int]:
    """Serve one of the two applications by one worker of gunicorn and give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "BENCH_DATABASE_URL": datenbank.url_of(where)}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}"),
            # A machine that others use, too, may take long without anything being wrong.
            *("--timeout", "300", "--log-level", "error", f"bench.seiten_app:{factory}()"),
        ],
        cwd=ROOT,
        env=environment,
    )
    try:
        _wait(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=300)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn antwortet nicht")


def ask(port: int, path: str) -> float:
    """Return the seconds of one request; raises where the answer is no page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    begin = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    seconds = time.perf_counter() - begin
    connection.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path}: {answer.status}")
    return seconds
