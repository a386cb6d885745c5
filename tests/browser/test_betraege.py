"""The table people live in, in a real browser: Excel's keys, a pasted block, undo, a colleague."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect
from sqlalchemy import select

from grants import models as m
from grants.domain.begriffe import TraegerArt
from grants.domain.money import BetragUnklar, euro, parse_betrag
from grants.imports.massnahmenliste import read_massnahmenliste
from grants.services.massnahmenliste import import_liste
from grants.services.personen import acting
from tests.browser.tabellenseite import Haus, Seite
from tests.browser.warten import wait_until
from tests.domain.test_money import ACCEPTED, REFUSED

# -- the parser ----------------------------------------------------------------------------------------------


def cents(text: str) -> str | None:
    """Return what the server reads; None for nothing, a word where it refuses."""
    if not text.strip():
        return None
    try:
        return str(parse_betrag(text).cents)
    except BetragUnklar:
        return "abgelehnt"


def mixed(count: int) -> list[str]:
    """Return texts of the characters amounts are made of, the same in each run."""
    chance = random.Random(20240831)  # noqa: S311 - examples, not secrets
    alphabet = [*"0123456789.,-\u2212–— \u00a0\u202f\u2009€\t\u0665+", "EUR", "Euro", "1.234", ",50"]
    return ["".join(chance.choices(alphabet, k=chance.randint(1, 9))) for _ in range(count)]


def test_the_script_reads_and_refuses_what_the_server_reads_and_refuses(seite: Seite):
    texts = [text for text, _ in ACCEPTED] + REFUSED + mixed(3000)
    found = seite.page.evaluate(
        """async texts => {
          const { parseBetrag } = await import("/static/js/betrag.js");
          return texts.map(text => {
            try { const cents = parseBetrag(text); return cents === null ? null : cents.toString(); }
            catch { return "abgelehnt"; }
          });
        }""",
        texts,
    )
    assert [(t, f) for t, f in zip(texts, found, strict=True) if f != cents(t)] == []
    # Both sides occur often, or this would compare nothing.
    read = [f for f in found if f not in (None, "abgelehnt")]
    assert len(read) > 300
    assert len(found) - len(read) > 300


def test_the_script_prints_amounts_and_changes_as_the_server_does(seite: Seite):
    rows = seite.page.evaluate(
        """async () => {
          const { formatBetrag, formatAnteil } = await import("/static/js/betrag.js");
          return [formatBetrag(-123456789n), formatBetrag(5n, {einheit: ""}), formatBetrag(100n, {vorzeichen: true}),
                  formatAnteil(29850_00n, 368600_00n), formatAnteil(-1n, 3n), formatAnteil(1n, 0n)];
        }"""
    )
    assert rows == ["−1.234.567,89\u00a0€", "0,05", "+1,00\u00a0€", "+8,10", "−33,33", ""]


# -- keys ----------------------------------------------------------------------------------------------------


def test_enter_goes_down_shift_enter_up_tab_to_the_right_and_arrows_everywhere(seite: Seite):
    seite.cell(0).focus()
    seite.press("Enter")
    assert seite.focused == "zeile-1-betrag"
    seite.press("Enter", "Shift+Enter")
    assert seite.focused == "zeile-1-betrag"
    seite.press("Tab")
    assert seite.focused == "zeile-1-land"
    seite.press("ArrowDown")
    assert seite.focused == "zeile-2-land"
    expect(seite.cell(2, "land")).to_have_value("ja")
    seite.press("ArrowLeft", "ArrowUp")
    assert seite.focused == "zeile-1-betrag"
    seite.press("ArrowRight")
    assert seite.focused == "zeile-1-land"


def test_typing_replaces_and_enter_writes_it_as_an_amount(seite: Seite):
    seite.cell(0).focus()
    seite.type("1234,5")
    seite.press("Enter")
    expect(seite.cell(0)).to_have_value("1234,5")
    expect(seite.page.locator("#zeile-0-betrag-fehler")).to_contain_text("kein eindeutiger Betrag")
    expect(seite.cell(0)).to_have_attribute("aria-invalid", "true")
    seite.press("ArrowUp")
    seite.type("99000")
    expect(seite.page.locator("#zeile-0-betrag-fehler")).to_have_count(0)
    seite.press("Enter")
    expect(seite.cell(0)).to_have_value("99.000,00")


def test_f2_edits_and_escape_gives_back_what_stood_there(seite: Seite):
    seite.cell(0).focus()
    seite.press("F2", "Backspace", "Backspace")
    seite.type("50")
    expect(seite.cell(0)).to_have_value("100.000,50")
    # After F2 the arrows belong to the text.
    seite.press("ArrowLeft", "ArrowUp")
    assert seite.focused == "zeile-0-betrag"
    seite.press("Escape")
    expect(seite.cell(0)).to_have_value("100.000,00")
    expect(seite.leiste).not_to_contain_text("ungespeichert")


def test_a_click_marks_the_cell_and_a_second_one_sets_the_caret(seite: Seite):
    selected = "() => { const e = document.activeElement; return e.selectionEnd - e.selectionStart; }"
    seite.cell(0).click()
    assert seite.page.evaluate(selected) == len("100.000,00")
    seite.cell(0).click()
    assert seite.page.evaluate(selected) == 0


def test_enter_never_sends_the_form(seite: Seite, haus: Haus):
    seite.cell(8).focus()
    seite.type("1")
    seite.press("Enter", "Enter")
    assert seite.focused == "zeile-8-betrag"
    assert haus.amounts()["sprachförderung"] == "33000.00"


# -- sums while somebody types -------------------------------------------------------------------------------


def test_sum_change_and_difference_follow_every_key(seite: Seite):
    expect(seite.leiste).to_contain_text("50,00\u00a0€ mehr als angegeben")
    seite.cell(4).focus()
    seite.type("15500")
    expect(seite.leiste).to_contain_text("398.400,00")
    expect(seite.leiste).to_contain_text("wie angegeben")
    seite.cell(1).focus()
    seite.type("85800")
    row = seite.page.locator("[data-zeile='1']")
    expect(row).to_contain_text("0,00 €")
    seite.page.get_by_label("Summe in €").fill("397.600,00")
    expect(seite.leiste).to_contain_text("wie angegeben")


def test_the_browser_and_the_server_come_to_the_same_figures(seite: Seite, haus: Haus, browser: Browser):
    """The script computes while somebody types; without it the same page comes from `summen.py`."""
    context = haus.log_in(browser, java_script_enabled=False)
    plain = Seite(context.new_page(), haus)
    for each in (seite, plain):
        for place, text in ((0, "100000,01"), (1, "1.234,56"), (3, "7,-"), (8, "")):
            each.cell(place).fill(text)
    plain.page.locator(".raster__knoepfe").get_by_role("button", name="Neu berechnen").click()
    plain.page.wait_for_load_state()
    figures = ".raster__tabelle [data-summe], [data-aenderung], [data-anteil], .summen [data-satz]"
    # A dash that stands for no amount is read out by the server's page in words, too.
    found = [
        [text.replace("kein Betrag", "").split() for text in each.page.locator(figures).all_text_contents()]
        for each in (seite, plain)
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 15
    context.close()


def test_the_server_is_asked_for_a_guess_at_the_cause_and_nothing_is_saved(seite: Seite, haus: Haus):
    expect(seite.page.locator("#pruefung")).to_contain_text("nicht auf volle 100 € gerundet")
    seite.cell(4).focus()
    seite.type("15500")
    seite.press("Enter")
    expect(seite.page.locator("#pruefung")).not_to_contain_text("gerundet")
    assert haus.amounts()["stadtteilarbeit-ifak,-ronahi"] == "15550.00"


# -- blocks, undo, what is not saved -------------------------------------------------------------------------


def test_a_block_of_several_rows_and_columns_is_pasted_and_taken_back_in_one_step(seite: Seite):
    seite.paste("zeile-1-betrag", "1.000,00 €\tnein\r\n2000\tja\r\n3.000,00\toffen\r\n")
    assert [seite.cell(n).input_value() for n in (1, 2, 3)] == ["1.000,00", "2.000,00", "3.000,00"]
    assert [seite.cell(n, "land").input_value() for n in (1, 2, 3)] == ["nein", "ja", "offen"]
    expect(seite.leiste).to_contain_text("3 Zeilen ungespeichert")
    seite.press("Control+z")
    assert [seite.cell(n).input_value() for n in (1, 2, 3)] == ["86.600,00", "66.300,00", "44.000,00"]
    expect(seite.leiste).not_to_contain_text("ungespeichert")
    seite.press("Control+y")
    assert seite.cell(3).input_value() == "3.000,00"


def test_a_block_with_the_computed_columns_fits_too(seite: Seite):
    seite.paste("zeile-1-betrag", "1.000,00\t-84.800,00\tnein")
    assert (seite.cell(1).input_value(), seite.cell(1, "land").input_value()) == ("1.000,00", "nein")


def test_what_does_not_fit_and_what_is_no_amount_is_told(seite: Seite):
    seite.paste("zeile-7-betrag", "1,00\nzwei\n3,00\n4,00")
    expect(seite.page.locator("[data-meldung]")).to_contain_text("2 Werte passten nicht mehr hinein")
    expect(seite.page.locator("#zeile-8-betrag-fehler")).to_be_visible()
    expect(seite.cell(8)).to_have_value("zwei")


def test_a_block_with_names_goes_to_the_preview(seite: Seite, haus: Haus):
    seite.paste("zeile-0-betrag", "Babylotsen\t87.000,00\nElterntalk\t11.000,00")
    expect(seite.page.locator("#block")).to_have_value("Babylotsen\t87.000,00\nElterntalk\t11.000,00")
    seite.page.get_by_role("button", name="Vorschau").click()
    expect(seite.page.get_by_role("heading", name="Vorschau des Blocks")).to_be_focused()
    seite.page.get_by_role("button", name="In die Tabelle übernehmen").click()
    expect(seite.cell(7)).to_have_value("11.000,00")
    expect(seite.leiste).to_contain_text("2 Zeilen ungespeichert")
    assert haus.amounts()["elterntalk"] == "10000.00"


def test_unsaved_rows_are_marked_until_they_are_saved(seite: Seite, haus: Haus):
    mark = seite.page.locator("[data-zeile='0'] [data-merkmal]")
    expect(mark).to_be_hidden()
    seite.cell(0).focus()
    seite.type("99000")
    expect(mark).to_have_text("ungespeichert")
    expect(mark).to_be_visible()
    seite.save()
    expect(seite.page.get_by_text("Gespeichert.")).to_be_visible()
    expect(mark).to_be_hidden()
    assert haus.amounts()["geschäftsstelle"] == "99000.00"


def test_leaving_with_unsaved_rows_asks_and_leaving_without_does_not(seite: Seite):
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    seite.page.on("dialog", stay)
    seite.cell(0).click()
    seite.type("99000")
    seite.page.evaluate("document.querySelector('.marke').click()")
    wait_until(seite.page, lambda: bool(asked))
    assert asked == ["beforeunload"]
    assert seite.page.url.endswith("/betraege")
    seite.press("Control+z")
    seite.page.get_by_role("link", name="Förderkette").click()
    expect(seite.page.get_by_role("heading", level=1)).not_to_have_text("Maßnahmen und Beträge 2024")
    assert asked == ["beforeunload"]


def test_undo_brings_back_rows_orders_and_amounts_in_turn(seite: Seite):
    names = seite.page.locator(".zeile__name")
    before = names.all_inner_texts()
    seite.cell(0).focus()
    seite.type("99000")
    seite.press("Enter", "Alt+ArrowDown")
    seite.page.locator("[data-zeile='3'] summary").click()
    seite.page.get_by_role("button", name="Herausnehmen").first.click()
    expect(seite.page.locator("[data-zeile='3']")).to_contain_text("wird herausgenommen")
    assert names.all_inner_texts() != before
    for _ in range(3):
        seite.page.get_by_role("button", name="Rückgängig").click()
    assert names.all_inner_texts() == before
    expect(seite.cell(0)).to_have_value("100.000,00")
    expect(seite.leiste).not_to_contain_text("ungespeichert")


def test_a_row_is_added_moved_and_saved(seite: Seite, haus: Haus):
    seite.page.get_by_role("combobox", name="Maßnahme").fill("EBIKA")
    seite.page.get_by_role("button", name="Zeile hinzufügen").click()
    assert seite.focused == "zeile-9-betrag"
    seite.type("3000")
    seite.press("Enter", "Alt+ArrowUp")
    expect(seite.page.locator("[data-zeile='9']")).to_contain_text("+130,00 €")
    seite.page.get_by_role("combobox", name="Maßnahme").fill("ebika")
    seite.page.get_by_role("button", name="Zeile hinzufügen").click()
    expect(seite.page.locator("[data-meldung]")).to_contain_text("steht schon in der Tabelle")
    seite.page.get_by_role("combobox", name="Maßnahme").fill("")
    seite.save()
    expect(seite.page.get_by_text("Gespeichert.")).to_be_visible()
    assert list(haus.amounts())[-2:] == ["ebika", "sprachförderung"]


def test_shares_are_followed_while_somebody_types(seite: Seite, haus: Haus):
    def share(session: Any) -> None:
        row = session.scalars(
            select(m.Empfaengeranteil).join(m.Traeger).where(m.Traeger.kuerzel == "2024-1")
        ).one()
        other = m.Traeger(kuerzel="zweiter", name="Beispielträger Zwei", art=TraegerArt.FREIER_TRAEGER)
        session.add(other)
        session.flush()
        row.anteil = euro("50000.00")
        session.add(
            m.Empfaengeranteil(
                jahresmassnahme_id=row.jahresmassnahme_id,
                traeger_id=other.id,
                reihenfolge=9,
                anteil=euro("36600.00"),
            )
        )

    haus.change(share)
    seite.page.reload()
    words = seite.page.locator("[data-anteilsatz]")
    expect(words).to_have_text("Die Anteile ergeben den Betrag.")
    seite.cell(1).focus()
    seite.type("86600,01")
    expect(words).to_have_text("Es fehlen 0,01\u00a0€.")
    # Enter goes on to the shares, which stand below their amount.
    seite.press("Enter")
    assert seite.focused == "zeile-1-anteil-0"
    seite.page.locator("#zeile-1-anteil-1").fill("36600,01")
    expect(words).to_have_text("Die Anteile ergeben den Betrag.")
    seite.save()
    expect(seite.page.get_by_text("Gespeichert.")).to_be_visible()


# -- a colleague, an import ----------------------------------------------------------------------------------


def test_a_colleagues_amount_is_chosen_side_by_side(seite: Seite, haus: Haus, browser: Browser):
    context = haus.log_in(browser, "zwei")
    other = Seite(context.new_page(), haus)
    other.cell(1).fill("90000")
    other.save()
    expect(other.page.get_by_text("Gespeichert.")).to_be_visible()
    context.close()
    seite.cell(1).fill("80000")
    seite.cell(2).fill("66000")
    seite.save()
    fall = seite.page.get_by_role("group", name="Babylotsen, Betrag")
    expect(fall).to_contain_text("Ihre Eingabe 80.000,00")
    expect(fall).to_contain_text("Jetzt gespeichert 90.000,00")
    expect(seite.page.locator("#streit")).to_contain_text("Beispiel zwei")
    fall.get_by_label("Jetzt gespeichert").check()
    seite.page.get_by_role("button", name="Mit dieser Auswahl speichern").click()
    expect(seite.page.get_by_text("Gespeichert.")).to_be_visible()
    found = haus.amounts()
    assert (found["babylotsen"], found["lotsendienste-in-kinderarztpraxen"]) == ("90000.00", "66000.00")


def test_an_import_on_the_command_line_under_the_open_table_is_told(seite: Seite, haus: Haus, tmp_path: Path):
    file = tmp_path / "liste.csv"
    file.write_text("Jahr;Maßnahme;Träger;Betrag\n2024;Babylotsen;;90.000,00\n", encoding="utf-8")
    listen = read_massnahmenliste(file, jahr=None, zahlen=None)
    haus.change(lambda session: import_liste(session, listen, person=acting(session, None)))
    seite.cell(1).fill("80000")
    seite.save()
    expect(seite.page.locator("#streit")).to_contain_text("Kommandozeile")
    assert haus.amounts()["babylotsen"] == "90000.00"
