"""Plans and tables of amounts in a real browser: the plan, all of it without a script, and for everybody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from grants import models as m
from grants.domain.money import euro
from tests.browser.anblick import Axe, fits
from tests.browser.tabellenseite import JAHR, PLAN, TABELLE, Haus, Seite

# -- the plan ------------------------------------------------------------------------------------------------


def test_a_plan_is_filled_from_a_block_and_balances_while_somebody_types(browser: Browser, haus: Haus):
    context = haus.log_in(browser)
    seite = Seite(context.new_page(), haus, PLAN)
    expect(seite.leiste).to_contain_text("noch keine Ausgaben")
    seite.paste(
        "ausgabe-0-art",
        "Personalausgaben\tPK\tKoordination\t80.000,00\t80.000,00\nSachausgaben\tSA\tMaterial\t6.600,00\t6.600,00",
    )
    expect(seite.page.locator("#ausgabe-1-bezeichnung")).to_have_value("Material")
    expect(seite.leiste).to_contain_text("86.600,00\u00a0€ Deckungsmittel fehlen")
    seite.paste("deckung-0-herkunft", "Land\t\t86.600,00")
    expect(seite.leiste).to_contain_text("ausgeglichen")
    expect(seite.page.locator("#pruefung")).to_contain_text("3.5 Beantragte Förderung")
    seite.page.get_by_role("button", name="Stelle hinzufügen").click()
    seite.paste("personal-0-position", "PK\tKoordination\t1,0\tS 12\t12\t80.000,00")
    # Posts are part of the Personalausgabe and do not count twice.
    expect(seite.leiste).to_contain_text("ausgeglichen")
    seite.save()
    expect(seite.page.get_by_text("Gespeichert.")).to_be_visible()
    expect(seite.page.locator("#personal-0-vzae")).to_have_value("1,00")
    context.close()


# -- without a script ----------------------------------------------------------------------------------------


def test_without_javascript_a_block_is_previewed_computed_and_saved(browser: Browser, haus: Haus):
    context = haus.log_in(browser, java_script_enabled=False)
    seite = Seite(context.new_page(), haus)
    page = seite.page
    expect(seite.leiste).to_be_hidden()
    page.get_by_text("Block aus Excel einfügen").first.click()
    page.get_by_label("Block aus Excel einfügen").fill(
        "Babylotsen\t87.000,00\nEBIKA\t2.900,00\nSumme\t89.900,00"
    )
    page.get_by_role("button", name="Vorschau").click()
    page.get_by_role("button", name="In die Tabelle übernehmen").click()
    seite.cell(0).fill("98.000,00")
    # Enter in a field computes.
    seite.press("Enter")
    expect(page.locator(".summen [data-satz]").first).to_contain_text("ergeben 1.350,00 € mehr")
    assert haus.amounts()["babylotsen"] == "86600.00"
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    found = haus.amounts()
    assert (found["geschäftsstelle"], found["babylotsen"], found["ebika"]) == (
        "98000.00",
        "87000.00",
        "2900.00",
    )
    context.close()


def test_without_javascript_a_wrong_amount_leads_to_its_cell_and_nothing_is_lost(
    browser: Browser, haus: Haus
):
    context = haus.log_in(browser, java_script_enabled=False)
    seite = Seite(context.new_page(), haus)
    seite.cell(0).fill("98.000,00")
    seite.cell(1).fill("87000.00")
    seite.page.get_by_role("button", name="Speichern", exact=True).click()
    seite.page.get_by_role("link", name="kein eindeutiger Betrag").click()
    expect(seite.page).to_have_url(re.compile("#zeile-1-betrag$"))
    expect(seite.cell(0)).to_have_value("98.000,00")
    expect(seite.cell(1)).to_have_value("87000.00")
    assert haus.amounts()["geschäftsstelle"] == "100000.00"
    context.close()


def test_without_javascript_a_colleagues_amount_is_chosen_side_by_side(browser: Browser, haus: Haus):
    context = haus.log_in(browser, java_script_enabled=False)
    seite = Seite(context.new_page(), haus)
    haus.change(lambda session: setattr(_position(session), "betrag", euro("90000.00")))
    seite.cell(1).fill("80000")
    seite.page.get_by_role("button", name="Speichern", exact=True).click()
    seite.page.get_by_role("group", name="Babylotsen, Betrag").get_by_label("Ihre Eingabe").check()
    seite.page.get_by_role("button", name="Mit dieser Auswahl speichern").click()
    expect(seite.page.get_by_text("Gespeichert.")).to_be_visible()
    assert haus.amounts()["babylotsen"] == "80000.00"
    context.close()


def _position(session: Any) -> Any:
    of_2024 = select(m.Antragsposition).join(m.Antrag).join(m.Foerderjahr).where(m.Foerderjahr.jahr == 2024)
    named = of_2024.join(m.Jahresmassnahme, m.Antragsposition.jahresmassnahme_id == m.Jahresmassnahme.id)
    return session.scalars(named.join(m.Massnahme).where(m.Massnahme.kennung == "babylotsen")).one()


# -- for everybody -------------------------------------------------------------------------------------------

SEITEN = [
    TABELLE,
    f"{TABELLE}/babylotsen/empfaenger",
    PLAN,
    f"{JAHR}/finanzierungsplaene",
    f"{JAHR}/angaben",
    f"{JAHR}/angaben/zeitraum",
    f"{JAHR}/angaben/zuordnung",
    "/foerderjahre/neu",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wide_and_narrow(browser: Browser, haus: Haus, axe: Axe, scheme: str):
    for width in (1280, 900, 320):
        context = haus.log_in(browser, color_scheme=scheme, viewport={"width": width, "height": 700})
        page = context.new_page()
        for pfad in SEITEN:
            page.goto(haus.adresse + pfad)
            for summary in page.locator("main summary:visible").all():
                summary.click()
            assert axe(page) == [], (pfad, width)
            assert fits(page), (pfad, width)
        context.close()


def test_axe_finds_nothing_while_something_is_wrong(seite: Seite, axe: Axe):
    seite.paste("zeile-0-betrag", "eins\nzwei")
    assert axe(seite.page) == []
    seite.save()
    expect(seite.page.locator("#fehlerliste")).to_be_focused()
    assert axe(seite.page) == []
