"""Papers to the sample in a real browser: asked for, uploaded by the Träger, seen; the year's checklist."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.begriffe import Rolle
from grants.extensions import db
from tests.browser.anblick import Axe, fits
from tests.browser.anmeldung import log_in
from tests.browser.conftest import served
from tests.conftest import migrated_app
from tests.dateien import PDF
from tests.pruefjahr import HEUTE, add_person, anteil_id, fill_unchecked

LISTE = "/foerderjahre/kinderstark/2023/pruefliste"


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example year whose proofs have come in, finance and a person of one Träger."""
    file = tmp_path_factory.mktemp("stichprobe") / "vorlage.sqlite3"
    with migrated_app(sqlite_url(file)).app_context():
        with writing(db.session()) as session:
            fill_unchecked(session)
            for key, rolle, traeger in (
                ("finanzen", Rolle.FINANZPRUEFUNG, ""),
                ("traeger", Rolle.TRAEGER, "beispiel-a"),
            ):
                person = add_person(session, key, rolle, traeger=traeger)
                session.add(m.Konto(person_id=person.id, fs_uniquifier=key))
        db.session.remove()
        db.engine.dispose()
    return file


@pytest.fixture
def anwendung(vorlage: Path, tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    file = shutil.copy(vorlage, tmp_path / "stichprobe.sqlite3")
    app = create_app(
        Einstellungen(
            database_url=sqlite_url(file),
            secret_key="only for tests",
            heute=HEUTE,
            files=tmp_path / "dateien",
        )
    )
    with served(app) as adresse:
        yield app, adresse


def proof(app: Flask) -> int:
    with app.app_context():
        found = anteil_id(db.session(), "beispiel-a")
        db.session.remove()
    return found


def ask(page: Page, adresse: str, key: int) -> None:
    """Begin the check, draw a sample and ask for its papers, as finance."""
    page.goto(f"{adresse}/nachweise/{key}/pruefung")
    page.get_by_label("Wie tief wird geprüft?").select_option("vertieft")
    page.get_by_role("button", name="Prüfung beginnen").click()
    page.get_by_label("Alle Belege über").fill("20.000,00")
    page.get_by_role("button", name="Stichprobe ziehen").click()
    page.get_by_role("link", name="Unterlagen zur Stichprobe anfordern").click()
    page.get_by_label("Antwort bis").fill("17.06.2024")
    page.get_by_role("button", name="Anfordern und Träger benachrichtigen").click()
    expect(page.get_by_role("status")).to_contain_text("Angefordert")


@pytest.mark.parametrize("javascript", [True, False], ids=["mit-skript", "ohne-skript"])
def test_the_sample_goes_to_the_traeger_and_comes_back(
    browser: Browser, anwendung: tuple[Flask, str], javascript: bool
):
    app, adresse = anwendung
    finance = log_in(browser, *anwendung, "finanzen", java_script_enabled=javascript).new_page()
    ask(finance, adresse, proof(app))
    traeger = log_in(browser, *anwendung, "traeger", java_script_enabled=javascript).new_page()
    traeger.goto(adresse)
    traeger.get_by_role("link", name="Unterlagen für die Prüfung schicken").click()
    rows = traeger.locator("li.punkt")
    traeger.wait_for_load_state()
    count = rows.count()
    assert count > 1
    for number in range(count):
        row = rows.nth(number)
        if number % 2 == 0:
            row.get_by_label("Dateien").set_input_files(
                {"name": f"Rechnung {number}.pdf", "mimeType": "application/pdf", "buffer": PDF}
            )
        else:
            row.get_by_label("Ihre Antwort").fill("Der Kontoauszug liegt bei Beleg 1.")
        expect(row.get_by_text("Offen", exact=True)).to_be_visible()
        row.get_by_role("button", name="Speichern").click()
        expect(row.get_by_text("Da", exact=True)).to_be_visible()
    traeger.get_by_role("button", name="Unterlagen abschicken").click()
    expect(traeger.get_by_role("status")).to_contain_text("Abgeschickt")

    finance.goto(adresse)
    finance.get_by_role("link", name="Antwort ist da").click()
    with finance.expect_download() as sent:
        finance.get_by_role("link", name="Rechnung 0.pdf").click()
    assert Path(sent.value.path()).read_bytes() == PDF
    unseen = finance.get_by_role("button", name="Als gesehen vermerken")
    for left in reversed(range(count)):
        unseen.first.click()
        expect(finance.get_by_role("status")).to_contain_text("Als gesehen vermerkt")
        expect(unseen).to_have_count(left)
    expect(finance.get_by_text("beantwortet und gesehen")).to_be_visible()
    with app.app_context():
        drawn = db.session().scalars(select(m.Stichprobenbeleg)).all()
        assert all(each.gesehen_am for each in drawn)
        db.session.remove()
    finance.context.close()
    traeger.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_on_the_pages_of_papers_and_checklist(
    browser: Browser, anwendung: tuple[Flask, str], axe: Axe, width: int, scheme: str
):
    app, adresse = anwendung
    key, options = proof(app), {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    finance = log_in(browser, *anwendung, "finanzen", **options).new_page()

    def look(page: Page, path: str) -> None:
        page.goto(f"{adresse}{path}")
        for summary in page.locator("main summary").all():
            summary.click()
        assert axe(page) == [], path
        assert fits(page), path

    look(finance, LISTE)
    ask(finance, adresse, key)
    office = f"/nachweise/{key}/pruefung"
    finance.goto(f"{adresse}{office}")
    question = finance.locator("a[href*='/belege/']").first.get_attribute("href")
    for path in (f"{office}/unterlagen", f"{office}/unterlagen/neu", f"{question}/frage", LISTE, office):
        look(finance, path)
    traeger = log_in(browser, *anwendung, "traeger", **options).new_page()
    for path in ("/", f"/verwendungsnachweis/{key}", f"/verwendungsnachweis/{key}/unterlagen"):
        look(traeger, path)
    finance.context.close()
    traeger.context.close()
