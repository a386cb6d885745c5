"""Every page in a real browser: axe, keyboard, narrow screens, light and dark, nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.anblick import Axe, fits
from tests.browser.conftest import SEITEN

Adressen = dict[str, str]
JEDE_SEITE = pytest.mark.parametrize(("stand", "pfad"), SEITEN)

# Elements whose right edge lies beyond the page, without those that are only read out.
OVERFLOWING = """() => {
  const edge = document.body.getBoundingClientRect().right;
  return [...document.querySelectorAll("body *")]
    .filter(e => e.checkVisibility() && !e.closest(".nur-vorgelesen, .sprung, thead, .haupt__lang"))
    .filter(e => e.getBoundingClientRect().right > edge + 0.5)
    .map(e => e.outerHTML.slice(0, 120));
}"""
FOCUSABLE = """() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden])")]
  .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 160))"""
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return [e.outerHTML.slice(0, 160), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
}"""


def unfold(page: Page) -> None:
    """Open whatever is folded, as people do."""
    for summary in page.locator("summary").all():
        summary.click()


@JEDE_SEITE
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, adressen: Adressen, axe: Axe, stand: str, pfad: str, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.goto(adressen[stand] + pfad)
    unfold(page)
    assert axe(page) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone(browser: Browser, adressen: Adressen, axe: Axe, scheme):
    page = browser.new_page(color_scheme=scheme, viewport={"width": 390, "height": 844})
    for pfad in ("/", "/foerderjahre/kinderstark/2023"):
        page.goto(adressen["demo"] + pfad)
        assert axe(page) == []
    page.close()


def test_axe_would_find_something(page: Page, adressen: Adressen, axe: Axe):
    page.goto(adressen["demo"])
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert "image-alt" in {rule for rule, _ in axe(page)}


@JEDE_SEITE
@pytest.mark.parametrize(
    ("width", "height"), [(320, 640), (320, 256)], ids=["320 px", "400 v. H. von 1280 × 1024"]
)
def test_nothing_has_to_be_scrolled_sideways(
    browser: Browser, adressen: Adressen, stand: str, pfad: str, width: int, height: int
):
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(adressen[stand] + pfad)
    unfold(page)
    assert page.evaluate(OVERFLOWING) == []
    assert fits(page)
    page.close()


@JEDE_SEITE
def test_wider_spacing_of_text_cuts_nothing_off(browser: Browser, adressen: Adressen, stand: str, pfad: str):
    """WCAG 1.4.12: lines 1.5, paragraphs 2, letters 0.12, words 0.16."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page.goto(adressen[stand] + pfad)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }"
        " * { word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"
    )
    assert page.evaluate(OVERFLOWING) == []
    page.close()


@JEDE_SEITE
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    page: Page, adressen: Adressen, stand: str, pfad: str
):
    page.goto(adressen[stand] + pfad)
    for expected in page.evaluate(FOCUSABLE):
        page.keyboard.press("Tab")
        found, is_visible = page.evaluate(FOCUSED)
        assert found == expected
        assert is_visible, found


def test_the_first_tab_leads_past_the_navigation(page: Page, adressen: Adressen):
    page.goto(adressen["demo"])
    page.keyboard.press("Tab")
    expect(page.get_by_text("Zum Inhalt springen")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main a, main button").first).to_be_focused()


def test_folded_results_open_with_the_keyboard(page: Page, adressen: Adressen):
    page.goto(adressen["demo"] + "/foerderjahre/kinderstark/2023")
    summary = page.locator("summary", has_text="In Ordnung")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Verbleib der Landesmittel")).to_be_visible()


@JEDE_SEITE
def test_nothing_is_asked_of_anybody_else_and_nothing_is_blocked(
    page: Page, adressen: Adressen, stand: str, pfad: str
):
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(adressen[stand] + pfad, wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith((adressen[stand], "data:"))] == []
    # A page that says 404 is reported by the browser; anything else would be a blocked or missing file.
    is_error_page = pfad.endswith(("gibt-es-nicht", "1999"))
    assert [text for text in said if not (is_error_page and "404" in text)] == []
    assert page.evaluate("document.fonts.check('16px \"Fira Sans\"')")


def test_light_or_dark_is_chosen_without_script(browser: Browser, adressen: Adressen):
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto(adressen["demo"] + "/foerderjahre/kinderstark/2024")
    page.get_by_role("button", name="Dunkel").click()
    expect(page).to_have_url(re.compile("/foerderjahre/kinderstark/2024$"))
    expect(page.locator("html")).to_have_attribute("data-kern-theme", "dark")
    expect(page.get_by_role("button", name="Dunkel")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Wie das Gerät").click()
    expect(page.locator("html")).not_to_have_attribute("data-kern-theme", "dark")
    context.close()


@pytest.mark.parametrize(
    ("scheme", "button", "is_dark"),
    [("light", None, False), ("dark", None, True), ("light", "Dunkel", True), ("dark", "Hell", False)],
)
def test_the_choice_goes_before_the_device(browser: Browser, adressen: Adressen, scheme, button, is_dark):
    page = browser.new_page(color_scheme=scheme)
    page.goto(adressen["demo"])
    if button:
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name=button)).to_have_attribute("aria-pressed", "true")
    page.wait_for_load_state("networkidle")
    # KERN writes colours as oklch(): the first figure is the lightness, 0 to 1.
    lightness = page.evaluate(
        "parseFloat(getComputedStyle(document.body).backgroundColor.slice('oklch('.length))"
    )
    assert (lightness < 0.3) is is_dark
    page.close()


def test_a_table_stays_a_table_when_its_rows_become_blocks(browser: Browser, adressen: Adressen):
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(adressen["demo"] + "/foerderjahre/kinderstark/2024")
    table = page.get_by_role("table", name="Maßnahmen und Beträge 2024")
    row = table.get_by_role("row", name="Summe").first
    expect(row.get_by_role("cell")).to_have_text(["368.600,00 €", "398.450,00 €", "+29.850,00 €", "+8,10"])
    page.close()


def test_on_paper_there_is_no_navigation_and_folded_results_are_open(page: Page, adressen: Adressen):
    page.goto(adressen["demo"] + "/foerderjahre/kinderstark/2024")
    page.emulate_media(media="print")
    expect(page.locator(".haupt")).to_be_hidden()
    expect(page.locator(".fuss")).to_be_hidden()
    expect(page.get_by_text("Beispieldaten – Pläne")).to_be_visible()
    assert page.locator(".ruhig").first.evaluate("e => e.getBoundingClientRect().height") > 20
