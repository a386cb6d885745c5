"""The Antrag in a real browser: written, previewed, issued, sent, copied – and all of it without JavaScript."""

from __future__ import annotations

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
from tests.browser.warten import wait_until
from tests.conftest import migrated_app
from tests.web.antragsjahr import PFAD, fill_ready


class Antragsseiten:
    """The pages of one Antrag as a person uses them."""

    def __init__(self, page: Page, adresse: str) -> None:
        self.page, self._adresse = page, adresse

    def open(self, seite: str = "") -> Page:
        self.page.goto(f"{self._adresse}{PFAD}{seite}")
        return self.page

    def write(self, schluessel: str, text: str) -> None:
        self.open(f"/texte/{schluessel}").get_by_role("textbox").fill(text)
        self.page.get_by_role("button", name="Speichern", exact=True).click()

    def issue(self) -> None:
        self.open("/ausstellen").get_by_label("Ich habe Zusammenfassung und Vorschau geprüft.").check()
        self.page.get_by_role("button", name="Jetzt ausstellen").click()

    def send(self, tag: str) -> None:
        self.open("/versand").get_by_label("Versandt am").fill(tag)
        self.page.get_by_label("Weg").select_option("Post")
        self.page.get_by_role("button", name="Versand eintragen").click()


@pytest.fixture
def anwendung(tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    """The application on a port with the year that is ready to be issued, and an account of the Geschäftsstelle."""
    url = sqlite_url(tmp_path / "antrag.sqlite3")
    with migrated_app(url).app_context():
        db.engine.dispose()
    app = create_app(Einstellungen(database_url=url, secret_key="only for tests", heute=HEUTE))
    with app.app_context():
        session = db.session()
        fill_ready(session)
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
) -> Iterator[Antragsseiten]:
    context = log_in(browser, *anwendung, "schluessel", java_script_enabled=request.param)
    yield Antragsseiten(context.new_page(), anwendung[1])
    context.close()


def test_from_the_text_to_the_versand(seiten: Antragsseiten):
    seiten.write("auswirkungen", "Die Folgekosten sind im Haushalt eingeplant.")
    expect(seiten.page.get_by_role("status")).to_contain_text("ist gespeichert")
    seiten.issue()
    expect(seiten.page.get_by_role("status")).to_contain_text("Version 1 ist ausgestellt")
    expect(seiten.page.get_by_role("heading", name="Version 1", exact=True)).to_be_visible()
    seiten.send("31.08.2024")
    expect(seiten.page.get_by_role("status")).to_contain_text("Der Versand ist eingetragen.")
    expect(seiten.open().locator("main")).to_contain_text("Versandt am 31.08.2024 (Post)")


def test_a_wrong_day_is_told_and_stays_to_be_corrected(seiten: Antragsseiten):
    seiten.issue()
    seiten.send("31.13.2024")
    alert = seiten.page.get_by_role("alert")
    expect(alert).to_contain_text("„31.13.2024“ ist kein Datum.")
    alert.get_by_role("link").click()
    expect(seiten.page.get_by_label("Versandt am")).to_have_value("31.13.2024")


def test_a_value_is_copied_with_one_click(browser: Browser, anwendung: tuple[Flask, str]):
    context = log_in(browser, *anwendung, "schluessel", permissions=["clipboard-read", "clipboard-write"])
    page = Antragsseiten(context.new_page(), anwendung[1]).open("/ausfuellhilfe")
    page.get_by_role("button", name="IBAN").click()
    expect(page.get_by_role("status")).to_have_text("IBAN kopiert")
    assert page.evaluate("navigator.clipboard.readText()") == "DE02120300000000202051"
    context.close()


def test_the_count_follows_what_is_typed(browser: Browser, anwendung: tuple[Flask, str]):
    context = log_in(browser, *anwendung, "schluessel")
    page = Antragsseiten(context.new_page(), anwendung[1]).open("/texte/betreff")
    page.get_by_role("textbox").fill("x" * 301)
    expect(page.locator("[data-zaehler]")).to_have_text("301 von 300 Zeichen")
    expect(page.locator("[data-zaehler]")).to_have_class("zaehler zaehler--zuviel")
    context.close()


def test_the_draft_is_shown_in_the_page(browser: Browser, anwendung: tuple[Flask, str]):
    """The viewer of the browser asks for the paper from within the page, and no policy stands in its way."""
    context = log_in(browser, *anwendung, "schluessel")
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    with page.expect_response(lambda response: response.url.endswith("/vorschau.pdf")) as answer:
        Antragsseiten(page, anwendung[1]).open("/vorschau")
    assert answer.value.status == 200
    wait_until(page, lambda: page.evaluate("document.querySelector('object').getSVGDocument !== undefined"))
    # The viewer comes after the paper.
    wait_until(page, lambda: any("vorschau.pdf" in frame.url for frame in page.frames))
    assert refused == []
    context.close()


@pytest.mark.parametrize("breite", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, anwendung: tuple[Flask, str], axe: Axe, breite: int, scheme):
    context = log_in(
        browser, *anwendung, "schluessel", viewport={"width": breite, "height": 900}, color_scheme=scheme
    )
    seiten = Antragsseiten(context.new_page(), anwendung[1])
    seiten.issue()
    seiten.write("auswirkungen", "Neue Worte.")
    for seite in (
        "",
        "/texte",
        "/texte/ziele",
        "/kennzeichen",
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
