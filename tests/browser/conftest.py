"""The application on a port of this machine, in three states, and Debian's Chromium to look at it."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from grants import create_app
from grants.config import BEISPIEL, Einstellungen, sqlite_url
from grants.database import writing
from grants.extensions import db
from grants.imports.jahresmappe import read_jahresmappe
from grants.imports.massnahmenliste import read_massnahmenliste
from grants.queries import foerderjahre
from grants.services.jahresmappe import import_mappe
from grants.services.massnahmenliste import import_liste
from grants.services.personen import acting
from tests.conftest import migrated_app
from tests.web.daten import add_dokument, add_jahr, add_stelle

CHROMIUM = "/usr/bin/chromium"
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HEUTE = date(2024, 8, 31)

# Every page in every state that looks different: state of the data and path.
SEITEN = [
    ("leer", "/"),
    ("leer", "/barrierefreiheit"),
    ("leer", "/gibt-es-nicht"),
    ("demo", "/"),
    ("demo", "/foerderjahre/kinderstark/2023"),
    ("demo", "/foerderjahre/kinderstark/2024"),
    ("demo", "/foerderjahre/kinderstark/1999"),
    ("viele", "/"),
    ("viele", "/foerderjahre/kinderstark/2026"),
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


def fill_demo(session: Session) -> None:
    """Take over the files of beispiel/ as `grants demo` does, and issue a paper without laying it out."""
    person = acting(session, None)
    for path in sorted(BEISPIEL.glob("jahr-*.xlsx")):
        import_mappe(session, read_jahresmappe(path), datei=path.name, sha256="ab" * 32, person=person)
    for path in sorted(BEISPIEL.glob("massnahmen-*.txt")):
        listen = read_massnahmenliste(path, jahr=None, zahlen=None)
        import_liste(session, listen, programm="kinderstark", ersetzen=False, person=person)
    add_dokument(session, foerderjahre.get(session, "kinderstark", 2023))


def fill_many(session: Session) -> None:
    """Add a year of forty Maßnahmen with long names, and five years before it."""
    add_stelle(session)
    for jahr in range(2021, 2026):
        add_jahr(session, jahr, {"Babylotsen": "1000.00"}, bescheid=True)
    word = "Gesundheitsförderungsnetzwerkkoordination"
    add_jahr(session, 2026, {f"Maßnahme {i} {word}": f"{1000 + i}.00" for i in range(40)}, bescheid=True)


FILL: dict[str, Callable[[Session], None]] = {
    "leer": lambda _: None,
    "demo": fill_demo,
    "viele": fill_many,
}


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the application on a free port and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def adressen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Address of the application by the state of its data."""
    folder = tmp_path_factory.mktemp("anwendung")
    empty = folder / "leer.sqlite3"
    with migrated_app(sqlite_url(empty)).app_context():
        db.engine.dispose()
    with ExitStack() as stack:
        found = {}
        for name, fill in FILL.items():
            file = folder / f"{name}-offen.sqlite3"
            shutil.copy(empty, file)
            app = create_app(
                Einstellungen(database_url=sqlite_url(file), secret_key="only for tests", heute=HEUTE)
            )
            with app.app_context(), writing(db.session()) as session:
                fill(session)
            found[name] = stack.enter_context(served(app))
        yield found


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[tuple[str, str]]]:
    """Return what axe finds on a page: rule and the first element it complains of."""
    source = AXE.read_text(encoding="utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def run(page: Page) -> list[tuple[str, str]]:
        page.evaluate(source)
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
        assert len(found["passes"]) > 10
        return [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]]

    return run
