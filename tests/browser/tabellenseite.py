"""The application with two years and two people, and the table of amounts as a person uses it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from sqlalchemy.orm import Session

from grants import models as m
from grants.database import writing
from grants.domain import summen
from grants.domain.begriffe import Rolle
from grants.extensions import db
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from tests.browser.anmeldung import log_in
from tests.web.daten import LISTE_2023, LISTE_2024, add_jahr, add_stelle

HEUTE = date(2024, 8, 31)
JAHR = "/foerderjahre/kinderstark/2024"
TABELLE = f"{JAHR}/betraege"
PLAN = f"{JAHR}/finanzierungsplan/babylotsen/2024-1"
PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const target = document.querySelector(selector);
  target.focus();
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@dataclass
class Haus:
    """The application with its address, and what stands in its database."""

    app: Flask
    adresse: str

    def log_in(self, browser: Browser, key: str = "eins", **options: Any) -> BrowserContext:
        return log_in(browser, self.app, self.adresse, key, **options)

    def amounts(self) -> dict[str, str]:
        with self.app.app_context():
            session = db.session()
            jahr = load_jahr(session, foerderjahre.get(session, "kinderstark", 2024), am=HEUTE)
            found = {key: str(betrag) for key, betrag in summen.beantragt_je_massnahme(jahr).items()}
            db.session.remove()
        return found

    def change(self, work: Callable[[Any], None]) -> None:
        """Write as somebody else does: in another thread, with a transaction of its own."""

        def run() -> None:
            with self.app.app_context():
                with writing(db.session()) as session:
                    work(session)
                db.session.remove()

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()


class Seite:
    """A table as a person uses it."""

    def __init__(self, page: Page, haus: Haus, pfad: str = TABELLE) -> None:
        self.page, self._haus = page, haus
        page.goto(haus.adresse + pfad)

    def cell(self, place: int, spalte: str = "betrag") -> Locator:
        return self.page.locator(f"#zeile-{place}-{spalte}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def paste(self, feld: str, text: str) -> None:
        self.page.evaluate(PASTE, [f"#{feld}", text])

    def save(self) -> None:
        self.page.get_by_role("button", name="Speichern", exact=True).last.click()

    @property
    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))

    @property
    def leiste(self) -> Locator:
        return self.page.locator("[data-leiste]")


def fill_two_years(session: Session) -> None:
    """Add 2023 granted, 2024 in Planung, and two people of the Geschäftsstelle, `eins` and `zwei`."""
    add_stelle(session)
    add_jahr(session, 2023, LISTE_2023, bescheid=True)
    add_jahr(session, 2024, LISTE_2024, genannt="398400.00")
    for key in ("eins", "zwei"):
        person = m.Person(name=f"Beispiel {key}", email=f"{key}@stadt.example")
        person.rollen.append(m.Rollenzuordnung(rolle=Rolle.GESCHAEFTSSTELLE))
        session.add(person)
        session.flush()
        session.add(m.Konto(person_id=person.id, fs_uniquifier=key))
