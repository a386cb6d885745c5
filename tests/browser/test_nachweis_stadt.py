"""The city's Verwendungsnachweis in a real browser, with and without JavaScript: from figures to Versand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.domain.begriffe import Rolle
from grants.extensions import db
from tests.browser.anblick import Axe, fits
from tests.browser.anmeldung import log_in
from tests.browser.conftest import HEUTE, served
from tests.conftest import migrated_app
from tests.web.stadtjahr import PFAD, fill_released, take_release, write_kurzfassung


class Stadtseiten:
    """The pages of the city's proof as a person uses them."""

    def __init__(self, page: Page, adresse: str) -> None:
        self.page, self._adresse = page, adresse

    def open(self, seite: str = "") -> Page:
        self.page.goto(f"{self._adresse}{PFAD}{seite}")
        return self.page

    def issue(self) -> None:
        self.open("/ausstellen").get_by_label("Ich habe Zusammenfassung und Vorschau geprüft.").check()
        self.page.get_by_role("button", name="Jetzt ausstellen").click()


@pytest.fixture
def anwendung(tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    """The application on a port with a year whose proofs are all released, and an account of the Geschäftsstelle."""
    url = sqlite_url(tmp_path / "nachweis.sqlite3")
    with migrated_app(url).app_context():
        db.engine.dispose()
    app = create_app(Einstellungen(database_url=url, secret_key="only for tests", heute=HEUTE))
    with app.app_context():
        session = db.session()
        fill_released(session)
        write_kurzfassung(session, "beispiel-a", "Auf den Stationen wurden 388 Familien angesprochen.")
        write_kurzfassung(session, "beispiel-b", "An 40 Nachmittagen offen.")
        person = m.Person(name="Beispiel Geschäftsstelle", email="buero@stadt.example")
        person.rollen.append(m.Rollenzuordnung(rolle=Rolle.GESCHAEFTSSTELLE))
        session.add(person)
        session.flush()
        session.add(m.Konto(person_id=person.id, fs_uniquifier="schluessel"))
        session.commit()
        db.session.remove()
    with served(app) as adresse:
        yield app, adresse


@pytest.fixture(params=[True, False], ids=["mit-skript", "ohne-skript"])
def seiten(
    request: pytest.FixtureRequest, browser: Browser, anwendung: tuple[Flask, str]
) -> Iterator[Stadtseiten]:
    context = log_in(browser, *anwendung, "schluessel", java_script_enabled=request.param)
    yield Stadtseiten(context.new_page(), anwendung[1])
    context.close()


def test_from_the_figures_to_the_versand(seiten: Stadtseiten):
    page = seiten.open("/zahlen/bearbeiten")
    page.get_by_label("Zuwendung des Landes lt. Abrechnung").fill("359.428,60")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#zahl-zuwendung_lt_abrechnung")).to_contain_text("−10,00 €")
    expect(seiten.open("/ausstellen").get_by_role("alert")).to_contain_text("noch nicht ausstellen")
    page.get_by_role("link", name="Zahlen der Stadt").click()
    page.get_by_role("link", name="Zahlen eintragen").click()
    page.get_by_label("Zuwendung des Landes lt. Abrechnung").fill("359.438,60")
    page.get_by_role("button", name="Speichern").click()

    seiten.open("/texte/sachbericht_erfolg").get_by_role(
        "button", name=re.compile("Übernehmen.*Babylotsen")
    ).click()
    field = page.get_by_role("textbox", name="Erfolg und Auswirkungen")
    expect(field).to_have_value(re.compile("388 Familien angesprochen"))
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("ist gespeichert")

    seiten.issue()
    expect(page.get_by_role("status")).to_contain_text("Version 1 ist ausgestellt")
    seiten.open("/versand").get_by_label("Versandt am").fill("31.08.2024")
    page.get_by_label("Weg").select_option("Portal")
    page.get_by_role("button", name="Versand eintragen").click()
    expect(page.get_by_role("status")).to_contain_text("Das Jahr gilt als nachgewiesen.")
    page.get_by_label("Grund").fill("Doch nicht abgeschickt.")
    page.get_by_role("button", name="Versand zurücknehmen").click()
    expect(page.get_by_role("status")).to_contain_text("zurückgenommen")
    expect(seiten.open().locator(".jahreskopf")).to_contain_text("In Durchführung")


@pytest.mark.parametrize("breite", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, anwendung: tuple[Flask, str], axe: Axe, breite: int, scheme):
    app, adresse = anwendung
    context = log_in(
        browser, app, adresse, "schluessel", viewport={"width": breite, "height": 900}, color_scheme=scheme
    )
    seiten = Stadtseiten(context.new_page(), adresse)
    seiten.issue()
    with app.app_context():
        take_release(db.session(), "beispiel-a")
        db.session.remove()
    for seite in (
        "",
        "/zahlen",
        "/zahlen/bearbeiten",
        "/texte",
        "/texte/sachbericht_erfolg",
        "/vorschau",
        "/ausstellen",
        "/versionen",
        "/versand",
    ):
        page = seiten.open(seite)
        for summary in page.locator("main summary").all():
            summary.click()
        assert axe(page) == [], seite
        assert fits(page)
    context.close()
