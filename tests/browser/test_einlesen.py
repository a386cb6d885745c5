"""Upload, preview, confirmation and waivers in a real browser, with and without JavaScript."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.begriffe import Rolle
from grants.extensions import db
from tests.browser import anmeldung
from tests.browser.anblick import Axe, fits
from tests.browser.conftest import HEUTE, fill_demo, served
from tests.conftest import migrated_app

LISTE = """Maßnahme;Träger;Betrag
Geschäftsstelle Bochumer Präventionskette;;100.000,00
Babylotsen Bunter Kreis;;90.000,00
Neues Angebot;Beispiel e. V.;1.000,00
Summe 2024;;191.050,00
"""
PERSONEN = {"buero": Rolle.GESCHAEFTSSTELLE, "finanzen": Rolle.FINANZPRUEFUNG}
_BEGRUENDEN = re.compile("Abweichung begründen.*Durchführungszeitraum")
SATZ = "Die Leistung wurde im Dezember erbracht und erst im Januar abgerechnet."


class Einlesen:
    """The pages of an upload as a person uses them."""

    def __init__(self, page: Page, adresse: str) -> None:
        self.page, self._adresse = page, adresse

    def open(self, seite: str = "/einlesen") -> Page:
        self.page.goto(f"{self._adresse}/foerderjahre/kinderstark/2024{seite}")
        return self.page

    def upload(self, name: str, content: bytes) -> None:
        self.open()
        self.page.get_by_label("Datei", exact=True).set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        self.page.get_by_role("button", name="Vorschau anzeigen").click()

    def row(self, name: str):
        return self.page.get_by_role("table", name="Beträge 2024 bisher und neu").get_by_role(
            "row", name=name
        )

    def confirm(self) -> None:
        self.page.get_by_role("button", name="Übernehmen", exact=True).click()


class Pruefung:
    """The checks of 2023 and their waivers as a person uses them."""

    def __init__(self, page: Page, adresse: str) -> None:
        self.page, self._adresse = page, adresse

    def open(self, query: str = "") -> Page:
        self.page.goto(f"{self._adresse}/foerderjahre/kinderstark/2023/pruefung{query}")
        return self.page

    def reason(self, text: str) -> None:
        self.open("?zeige=fehler").get_by_role("link", name=_BEGRUENDEN).click()
        self.page.get_by_label("Begründung").fill(text)
        self.page.get_by_role("button", name="Begründung speichern").click()

    def agree(self) -> None:
        self.open().get_by_role("link", name="Ansehen und entscheiden").click()
        self.page.get_by_role("button", name="Zustimmen").click()


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo and two accounts, to be copied for each test."""
    file = tmp_path_factory.mktemp("einlesen") / "vorlage.sqlite3"
    app = migrated_app(sqlite_url(file))
    with app.app_context():
        with writing(db.session()) as session:
            fill_demo(session)
            for key, rolle in PERSONEN.items():
                person = m.Person(name=f"Beispiel {key}", email=f"{key}@stadt.example")
                person.rollen.append(m.Rollenzuordnung(rolle=rolle))
                session.add(person)
                session.flush()
                session.add(m.Konto(person_id=person.id, fs_uniquifier=f"schluessel-{key}"))
        db.session.remove()
        db.engine.dispose()
    return file


@pytest.fixture
def anwendung(vorlage: Path, tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    file = shutil.copy(vorlage, tmp_path / "demo.sqlite3")
    app = create_app(Einstellungen(database_url=sqlite_url(file), secret_key="only for tests", heute=HEUTE))
    with served(app) as adresse:
        yield app, adresse


def log_in(
    browser: Browser, app: Flask, adresse: str, key: str = "buero", **options: object
) -> BrowserContext:
    return anmeldung.log_in(browser, app, adresse, f"schluessel-{key}", **options)


@pytest.fixture(params=[True, False], ids=["mit-skript", "ohne-skript"])
def mit_skript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def einlesen(browser: Browser, anwendung: tuple[Flask, str], mit_skript: bool) -> Iterator[Einlesen]:
    context = log_in(browser, *anwendung, java_script_enabled=mit_skript)
    yield Einlesen(context.new_page(), anwendung[1])
    context.close()


def test_a_list_is_uploaded_answered_and_taken_over(einlesen: Einlesen):
    einlesen.upload("liste.csv", LISTE.encode())
    page = einlesen.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Vorschau: liste.csv")
    expect(einlesen.row("Babylotsen Bunter Kreis")).to_contain_text("+3.400,00")
    page.get_by_label("Maßnahmen, die in der neuen Liste fehlen").select_option("kommen aus dem Entwurf")
    page.get_by_label("Die Beträge der Liste sind").select_option("Landesförderung")
    einlesen.confirm()
    expect(page.get_by_text("Ihre Antworten ändern die Vorschau")).to_be_visible()
    expect(einlesen.row("Hebammenversorgung")).to_contain_text("kommt heraus")
    einlesen.confirm()
    expect(page.get_by_text("„liste.csv“ ist übernommen")).to_be_visible()
    einlesen.upload("liste.csv", LISTE.encode())
    expect(page.get_by_text("„liste.csv“ ist schon eingelesen")).to_be_visible()


def test_a_wrong_file_is_refused_in_a_sentence_and_a_right_one_goes_on_from_there(einlesen: Einlesen):
    einlesen.upload("brief.xlsx", b"%PDF-1.7 Beispiel")
    page = einlesen.page
    expect(page.get_by_role("alert")).to_contain_text("Die Datei ist ein PDF")
    page.get_by_label("Datei", exact=True).set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": LISTE.encode()}
    )
    page.get_by_role("button", name="Vorschau anzeigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vorschau: liste.csv")


def test_every_problem_stands_in_a_table_and_the_corrected_file_takes_its_place(einlesen: Einlesen):
    einlesen.upload("liste.csv", LISTE.replace("90.000,00", "abc").encode())
    page = einlesen.page
    table = page.get_by_role("table", name="Was in der Datei zu berichtigen ist")
    expect(table.get_by_role("row", name="Zeile 3, Spalte „Betrag“, Zelle C3")).to_contain_text("abc")
    expect(page.get_by_role("button", name="Übernehmen", exact=True)).to_have_count(0)
    page.get_by_label("Datei", exact=True).set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": LISTE.encode()}
    )
    page.get_by_role("button", name="Vorschau anzeigen").click()
    expect(einlesen.row("Babylotsen Bunter Kreis")).to_contain_text("90.000,00")


def test_a_file_that_is_too_large_is_said_before_it_is_sent(
    browser: Browser, anwendung: tuple[Flask, str], tmp_path: Path
):
    large = tmp_path / "gross.csv"
    large.write_bytes(b"0" * 20_000_001)
    context = log_in(browser, *anwendung)
    page = Einlesen(context.new_page(), anwendung[1]).open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.get_by_label("Datei", exact=True).set_input_files(large)
    page.get_by_role("button", name="Vorschau anzeigen").click()
    expect(page.get_by_role("alert")).to_contain_text("„gross.csv“ ist größer als 20 MB.")
    expect(page.get_by_label("Datei", exact=True)).to_be_focused()
    assert "POST" not in asked
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_a_preview_and_nothing_is_wider_than_the_page(
    browser: Browser, anwendung: tuple[Flask, str], axe: Axe, width: int, scheme: str
):
    context = log_in(browser, *anwendung, color_scheme=scheme, viewport={"width": width, "height": 800})
    einlesen = Einlesen(context.new_page(), anwendung[1])
    for content in (LISTE, LISTE.replace("90.000,00", "abc")):
        einlesen.upload("liste.csv", content.encode())
        einlesen.page.wait_for_load_state()
        for summary in einlesen.page.locator("main summary").all():
            summary.click()
        assert axe(einlesen.page) == []
        assert fits(einlesen.page)
    context.close()


# -- waivers ---------------------------------------------------------------------------------------------------


def test_one_reasons_another_agrees_and_the_rule_is_zugelassen(
    browser: Browser, anwendung: tuple[Flask, str], mit_skript: bool
):
    buero = log_in(browser, *anwendung, java_script_enabled=mit_skript)
    finanzen = log_in(browser, *anwendung, key="finanzen", java_script_enabled=mit_skript)
    first, second = Pruefung(buero.new_page(), anwendung[1]), Pruefung(finanzen.new_page(), anwendung[1])
    first.reason("passt")
    expect(first.page.get_by_role("alert")).to_contain_text("mindestens einem ganzen Satz")
    expect(first.page.get_by_label("Begründung")).to_have_value("passt")
    first.page.get_by_label("Begründung").fill(SATZ)
    first.page.get_by_role("button", name="Begründung speichern").click()
    expect(first.page.get_by_text("Zustimmen oder ablehnen muss eine zweite Person.")).to_be_visible()
    expect(first.page.get_by_role("button", name="Zustimmen")).to_have_count(0)
    second.agree()
    expect(second.page.get_by_text("Zugestimmt. Die Abweichung ist zugelassen.")).to_be_visible()
    rule = first.open("?zeige=hinweise").locator("#regel-zeitraum")
    expect(rule).to_contain_text("Zugelassen")
    expect(rule).to_contain_text(SATZ)
    for context in (buero, finanzen):
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_checks_and_on_a_waiver(
    browser: Browser, anwendung: tuple[Flask, str], axe: Axe, scheme: str
):
    context = log_in(browser, *anwendung, color_scheme=scheme, viewport={"width": 320, "height": 800})
    pruefung = Pruefung(context.new_page(), anwendung[1])
    for query in ("", "?druck=1", "?am=gestern", "/abweichungen"):
        pruefung.open(query)
        for summary in pruefung.page.locator("main summary").all():
            summary.click()
        assert axe(pruefung.page) == [], query
        assert fits(pruefung.page), query
    pruefung.reason("passt")
    assert axe(pruefung.page) == []
    pruefung.reason(SATZ)
    assert axe(pruefung.page) == []
    assert fits(pruefung.page)
    context.close()


def test_the_filter_and_the_day_work_by_keyboard_alone(browser: Browser, anwendung: tuple[Flask, str]):
    context = log_in(browser, *anwendung)
    page = Pruefung(context.new_page(), anwendung[1]).open()
    page.get_by_role("link", name="Abweichungen", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{anwendung[1]}/foerderjahre/kinderstark/2023/pruefung?zeige=fehler")
    page.wait_for_load_state()
    day = page.get_by_label("Stand am")
    day.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("01.02.2023")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Stand vom 01.02.2023, nicht von heute.")).to_be_visible()
    assert "zeige=fehler" in page.url
    context.close()
