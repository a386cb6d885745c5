"""From the start page to the receipt in a real browser, with and without JavaScript, on a wide screen and a phone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.begriffe import Rolle
from grants.extensions import db
from tests.browser.anblick import fits
from tests.browser.conftest import HEUTE, served
from tests.conftest import migrated_app
from tests.web.nachweise import ERKLAERT, add_beispieljahr, add_bericht, anteil_of

ALLES = ("", "/zahlen", "/erklaerungen", "/absenden", "/absenden/zusammenfassung")


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example year with open proofs, and a person of one Träger."""
    file = tmp_path_factory.mktemp("nachweis") / "vorlage.sqlite3"
    with migrated_app(sqlite_url(file)).app_context():
        session = db.session()
        add_beispieljahr(session)
        anteil = anteil_of(session, "beispiel-b")
        session.rollback()
        with writing(session):
            person = m.Person(name="Beispiel Träger", email="person@traeger.example")
            person.rollen.append(
                m.Rollenzuordnung(
                    rolle=Rolle.TRAEGER,
                    traeger_id=anteil.traeger_id,
                    darf_inhaltlich=True,
                    darf_finanziell=True,
                    vertretungsberechtigt=True,
                )
            )
            session.add(person)
            session.flush()
            session.add(m.Konto(person_id=person.id, fs_uniquifier="traeger"))
            person_id = person.id
        add_bericht(session, anteil, person_id)
        db.session.remove()
        db.engine.dispose()
    return file


@pytest.fixture
def adresse(vorlage: Path, tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "nachweis.sqlite3"
    shutil.copy(vorlage, file)
    app = create_app(Einstellungen(database_url=sqlite_url(file), secret_key="only for tests", heute=HEUTE))
    with served(app, als="traeger") as found:
        yield found


@pytest.mark.parametrize("javascript", [True, False])
def test_the_whole_way_works_with_and_without_javascript(browser: Browser, adresse: str, javascript: bool):
    context = browser.new_context(java_script_enabled=javascript)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(adresse)
    page.get_by_role("link", name="Verwendungsnachweis abgeben: Stadtteilarbeit IFAK, Ronahi").click()
    page.get_by_role("link", name="Erklärungen").click()
    for schluessel, antwort in ERKLAERT.items():
        page.locator(f"#{schluessel}-{antwort}").check()
    page.get_by_role("button", name="Erklärungen abgeben").click()
    page.get_by_role("link", name="Prüfen und absenden").click()
    expect(page.get_by_text("Es fehlt nichts")).to_be_visible()
    page.get_by_label("Ihre Erläuterung zu „Frist der Verwendungsnachweise“").fill("Beispiel: krank.")
    page.get_by_role("button", name="Erläuterung speichern").click()
    page.get_by_role("link", name="Weiter zur Zusammenfassung").click()
    page.get_by_role("button", name="Verwendungsnachweis absenden").click()
    expect(page.get_by_text("Ihr Nachweis ist eingegangen")).to_be_visible()
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Eingangsbestätigung (PDF)").click()
    assert receipt.value.suggested_filename.startswith("eingangsbestaetigung-VN-2023-")
    assert said == []
    context.close()


@pytest.mark.parametrize("breite", [1280, 320])
def test_no_page_is_cut_off_or_closed_to_anybody(
    browser: Browser, adresse: str, axe: Callable[[Page], list[tuple[str, str]]], breite: int
):
    context = browser.new_context(viewport={"width": breite, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(adresse)
    assert axe(page) == []
    link = page.get_by_role("link", name="Verwendungsnachweis abgeben").get_attribute("href")
    for rest in ALLES:
        page.goto(f"{adresse}{link}{rest}")
        assert axe(page) == [], rest
        assert fits(page), rest
    context.close()
