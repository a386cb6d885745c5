"""Finance in a real browser: the start, a payment, the Stand der Mittel down to a Beleg, with and without scripts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from grants import create_app
from grants.config import Einstellungen, sqlite_url
from tests.browser.anblick import Axe, fits
from tests.browser.conftest import HEUTE, served
from tests.browser.test_einlesen import log_in, vorlage  # noqa: F401 - a fixture
from tests.browser.warten import wait_until

JAHR = "/foerderjahre/kinderstark/2023"


@pytest.fixture
def anwendung(vorlage: Path, tmp_path: Path) -> Iterator[tuple[Flask, str]]:  # noqa: F811 - the fixture
    file = shutil.copy(vorlage, tmp_path / "demo.sqlite3")
    app = create_app(Einstellungen(database_url=sqlite_url(file), secret_key="only for tests", heute=HEUTE))
    with served(app) as adresse:
        yield app, adresse


@pytest.mark.parametrize("mit_skript", [True, False], ids=["mit-skript", "ohne-skript"])
def test_a_payment_is_recorded_asked_about_and_taken_back(
    browser: Browser, anwendung: tuple[Flask, str], mit_skript: bool
):
    context = log_in(browser, *anwendung, key="finanzen", java_script_enabled=mit_skript)
    page = context.new_page()
    for number in range(2):
        page.goto(f"{anwendung[1]}{JAHR}/zahlungen")
        page.get_by_role("link", name="Zahlung mit einem Träger festhalten").click()
        page.get_by_label("Träger und Maßnahme").select_option(index=1)
        page.get_by_label("Betrag in €").fill("12,34")
        page.get_by_label("Tag der Wertstellung").fill("30.08.2024")
        page.get_by_label("Beleg der Kasse oder Bank").fill("AO 99")
        page.get_by_role("button", name="Zahlung speichern").click()
        if number:
            expect(page.get_by_role("alert")).to_contain_text("steht schon hier")
            page.get_by_label("Es ist eine zweite, eigene Zahlung").check()
            page.get_by_role("button", name="Zahlung speichern").click()
        expect(page.get_by_role("status")).to_contain_text("Die Zahlung ist festgehalten")
    page.get_by_role("link", name=re.compile("30.08.2024.*berichtigen")).first.click()
    page.get_by_role("link", name="Zahlung zurücknehmen").click()
    page.get_by_label("Warum gilt die Zahlung nicht?").fill("Doppelt festgehalten")
    page.get_by_role("button", name="Zahlung zurücknehmen").click()
    expect(page.get_by_role("status")).to_contain_text("zurückgenommen")
    context.close()


def test_a_figure_is_followed_by_keyboard_down_to_the_beleg(browser: Browser, anwendung: tuple[Flask, str]):
    context = log_in(browser, *anwendung, key="finanzen", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{anwendung[1]}{JAHR}/mittel")
    # On a usual screen all stages stand beside each other; on a narrower one the arrow keys move the table.
    # Until the font of the page has come, another one may be wider.
    table = page.locator(".mittelstand")
    wait_until(page, lambda: table.evaluate("e => e.scrollWidth <= e.clientWidth"))
    page.set_viewport_size({"width": 1000, "height": 800})
    region = page.get_by_role("region", name="Je Maßnahme und Empfänger")
    region.focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, lambda: table.evaluate("e => e.scrollLeft > 0"))
    figure = page.get_by_role("link", name=re.compile("Anerkannt, zuwendungsfähig, Babylotsen"))
    figure.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie kommt diese Zahl zustande?")
    page.get_by_role("link", name=re.compile("Sachausgaben")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name=re.compile("Beleg A-")).first).to_be_visible()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_on_the_pages_of_money(
    browser: Browser, anwendung: tuple[Flask, str], axe: Axe, width: int, scheme: str
):
    context = log_in(
        browser, *anwendung, key="finanzen", color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    for path in (
        "/",
        f"{JAHR}/zahlungen",
        f"{JAHR}/zahlungen/neu/traeger",
        f"{JAHR}/zahlungen/haushalt",
        f"{JAHR}/mittel",
        f"{JAHR}/mittel/festgesetzt?massnahme=babylotsen",
        f"{JAHR}/abschluss",
        f"{JAHR}/abschluss/ergebnis-des-landes",
    ):
        page.goto(f"{anwendung[1]}{path}")
        for summary in page.locator("main summary").all():
            summary.click()
        assert axe(page) == [], path
        assert fits(page), path
    context.close()
