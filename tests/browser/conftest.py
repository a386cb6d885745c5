"""The application on a port of this machine, in three states, and Debian's Chromium to look at it."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from grants import create_app
from grants import models as m
from grants.config import BEISPIEL, Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.begriffe import Rolle
from grants.extensions import db
from grants.imports.jahresmappe import read_jahresmappe
from grants.imports.massnahmenliste import read_massnahmenliste
from grants.queries import foerderjahre
from grants.services.jahresmappe import import_mappe
from grants.services.massnahmenliste import import_liste
from grants.services.personen import acting
from tests.browser.anmeldung import session_cookie
from tests.browser.tabellenseite import Haus, Seite, fill_two_years
from tests.conftest import migrated_app
from tests.web.daten import add_dokument, add_jahr, add_stelle

CHROMIUM = "/usr/bin/chromium"
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HEUTE = date(2024, 8, 31)

# A busy machine is no failure: what is awaited comes, or is waited for this long (milliseconds). An act may wait
# longer than what it shows: issuing a paper lays it out before the next page comes.
_SEHEN, _TUN = 60_000, 180_000
expect.set_options(timeout=_SEHEN)

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


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Browser:
    """The browser, whose pages are all waited for that long."""

    def patient(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(**options: Any) -> Any:
            found = make(**options)
            found.set_default_timeout(_TUN)
            return found

        return made

    for name in ("new_context", "new_page"):
        setattr(browser, name, patient(getattr(browser, name)))
    return browser


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


class Angemeldet:
    """Answers a browser that comes without a session as if it were logged in; afterwards it keeps its own."""

    def __init__(self, app: Flask, schluessel: str) -> None:
        self.app, self.schluessel = app, schluessel

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if "session=" not in environ.get("HTTP_COOKIE", ""):
            cookies = [environ.get("HTTP_COOKIE", ""), f"session={session_cookie(self.app, self.schluessel)}"]
            environ["HTTP_COOKIE"] = "; ".join(each for each in cookies if each)
        return self.app(environ, start_response)


def complete(app: Any) -> Any:
    """Answer in one piece: a browser that hangs up early must not leave a file open in the little server."""

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        with closing(app(environ, start_response)) as parts:
            return [b"".join(parts)]

    return answer


@contextmanager
def served(app: Flask, als: str = "") -> Iterator[str]:
    """Serve the application on a free port, logged in as the account with this key, and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    answering: Any = Angemeldet(app, als) if als else app
    server = make_server("127.0.0.1", 0, complete(answering), threaded=True)
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
                for key in ("geschaeftsstelle", "konten"):
                    add_konto(session, key)
            found[name] = stack.enter_context(served(app, als="geschaeftsstelle"))
            if name == "demo":
                found["konten"] = stack.enter_context(served(app, als="konten"))
                found["anonym"] = stack.enter_context(served(app))
        yield found


def add_konto(session: Session, key: str) -> None:
    """Add an account whose key is known."""
    rolle = Rolle.KONTENVERWALTUNG if key == "konten" else Rolle.GESCHAEFTSSTELLE
    person = m.Person(name=f"Beispiel {key}", email=f"{key}@stadt.example")
    person.rollen.append(m.Rollenzuordnung(rolle=rolle))
    session.add(person)
    session.flush()
    session.add(
        m.Konto(person_id=person.id, fs_uniquifier=key, letzte_anmeldung_am=datetime(2024, 8, 30, tzinfo=UTC))
    )


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[tuple[str, str]]]:
    """Return what axe finds on a page: rule and the first element it complains of."""
    source = AXE.read_text(encoding="utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def run(page: Page) -> list[tuple[str, str]]:
        # A click returns when the next page begins to arrive, which has no styles yet.
        page.wait_for_load_state()
        page.evaluate(source)
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
        assert len(found["passes"]) > 10
        return [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]]

    return run


@pytest.fixture(scope="session")
def haus_vorlage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the two years of `tabellenseite`, copied for every test that writes."""
    file = tmp_path_factory.mktemp("haus") / "vorlage.sqlite3"
    with migrated_app(sqlite_url(file)).app_context():
        with writing(db.session()) as session:
            fill_two_years(session)
        db.session.remove()
        db.engine.dispose()
    return file


@pytest.fixture
def haus(haus_vorlage: Path, tmp_path: Path) -> Iterator[Haus]:
    """The application on a port with a database of its own."""
    file = tmp_path / "haus.sqlite3"
    shutil.copy(haus_vorlage, file)
    app = create_app(Einstellungen(database_url=sqlite_url(file), secret_key="only for tests", heute=HEUTE))
    with served(app) as adresse:
        yield Haus(app, adresse)


@pytest.fixture
def seite(browser: Browser, haus: Haus) -> Iterator[Seite]:
    """The table of amounts, opened by the Geschäftsstelle; nothing on it may be blocked or fail."""
    context = haus.log_in(browser)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield Seite(page, haus)
    # 409 and 422 are answers that a form may get.
    assert [text for text in said if "409" not in text and "422" not in text] == []
    context.close()
