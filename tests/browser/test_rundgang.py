"""Every page of the workplace, walked once: axe in light and dark, narrow and enlarged, by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.anblick import fits
from tests.browser.test_barrierefreiheit import FOCUSED, OVERFLOWING

J23, J24 = "/foerderjahre/kinderstark/2023", "/foerderjahre/kinderstark/2024"
SEITEN = [
    ("anonym", "/anmelden"),
    ("anonym", "/kennwort-vergessen"),
    ("anonym", "/einladung/gibt-es-nicht"),
    ("konten", "/konten"),
    ("konten", "/konten/einladen"),
    ("konten", "/konto"),
    ("leer", "/fristen"),
    ("leer", "/massnahmen"),
    ("leer", "/traeger"),
    ("leer", "/verstetigung"),
    ("leer", "/verlauf"),
    ("leer", "/postausgang"),
    ("leer", "/einlesen"),
    ("demo", "/datenschutz"),
    ("demo", "/fristen?zeige=alle"),
    ("demo", "/fristen/neu"),
    ("demo", "/massnahmen"),
    ("viele", "/massnahmen"),
    ("demo", "/massnahmen/neu"),
    ("demo", "/massnahmen/kinderstark/babylotsen"),
    ("demo", "/massnahmen/kinderstark/babylotsen/bearbeiten"),
    ("demo", "/traeger"),
    ("demo", "/verstetigung"),
    ("demo", "/verlauf"),
    ("demo", "/stelle"),
    ("demo", f"{J24}/angaben"),
    ("demo", f"{J24}/betraege"),
    ("demo", f"{J24}/einlesen"),
    ("demo", f"{J24}/pruefung"),
    ("demo", f"{J23}/pruefung"),
    ("demo", f"{J24}/antrag"),
    ("demo", f"{J24}/antrag/texte"),
    ("demo", f"{J24}/antrag/ausfuellhilfe"),
    ("demo", f"{J23}/bescheid"),
    ("demo", f"{J24}/bescheid/neu"),
    ("demo", f"{J23}/bescheid/aufteilung"),
    ("demo", f"{J23}/umverteilung"),
    ("demo", f"{J23}/beschluesse"),
    ("demo", f"{J24}/jahreswechsel"),
]
FOCUSABLE = """() => [...document.querySelectorAll(
  "a[href], button, summary, input:not([type=hidden]), select, textarea")]
  .filter(e => e.checkVisibility() && e.tabIndex >= 0 && !e.disabled).length"""


@pytest.mark.parametrize(("stand", "pfad"), SEITEN)
def test_a_page_can_be_used_by_everybody(
    browser: Browser,
    adressen: dict[str, str],
    axe: Callable[[Page], list[tuple[str, str]]],
    stand: str,
    pfad: str,
):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    answer = page.goto(adressen[stand] + pfad, wait_until="networkidle")
    assert answer is not None
    assert answer.status == (404 if "gibt-es-nicht" in pfad else 200)
    assert [text for text in said if "404" not in text] == []
    for summary in page.locator("summary").all():
        # Some lie in a menu that is folded itself.
        if summary.is_visible():
            summary.click()
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []
    for width, height in ((390, 844), (320, 256)):
        page.set_viewport_size({"width": width, "height": height})
        assert fits(page), page.evaluate(OVERFLOWING)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    seen = set()
    for _ in range(min(60, page.evaluate(FOCUSABLE))):
        page.keyboard.press("Tab")
        found, is_visible = page.evaluate(FOCUSED)
        if found.startswith("<body"):
            # Past the last one: buttons of one choice are one stop.
            break
        assert is_visible, found
        seen.add(found)
    assert len(seen) > 5
    page.close()
