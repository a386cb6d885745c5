"""Papers to the sample in a real browser: asked for, uploaded by the Träger, seen; the year's checklist."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, expect
from sqlalchemy import select

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.begriffe import Prueftiefe, Rolle
from grants.extensions import db
from grants.services import pruefungen
from tests.browser.anblick import Axe, fits
from tests.browser.anmeldung import log_in
from tests.browser.conftest import served
from tests.browser.warten import wait_until
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


UNGESPEICHERT = "Was Sie hier eingetragen hatten, steht noch da. Bitte speichern Sie es auch."


def test_saving_one_answer_keeps_the_other_that_is_typed(browser: Browser, anwendung: tuple[Flask, str]):
    finance = log_in(browser, *anwendung, "finanzen").new_page()
    ask(finance, anwendung[1], proof(anwendung[0]))
    traeger = log_in(browser, *anwendung, "traeger").new_page()
    traeger.goto(anwendung[1])
    traeger.get_by_role("link", name="Unterlagen für die Prüfung schicken").click()
    first, second = traeger.locator("li.punkt").nth(0), traeger.locator("li.punkt").nth(1)
    first.get_by_label("Ihre Antwort").fill("Die Rechnung fehlt noch.")
    second.get_by_label("Ihre Antwort").fill("Der Kontoauszug liegt bei Beleg 1.")
    second.get_by_role("button", name="Speichern").click()
    expect(second.get_by_text("Da", exact=True)).to_be_visible()
    expect(second.get_by_text(UNGESPEICHERT)).to_have_count(0)
    expect(first.get_by_text(UNGESPEICHERT)).to_be_visible()
    expect(first.get_by_label("Ihre Antwort")).to_have_value("Die Rechnung fehlt noch.")
    first.get_by_role("button", name="Speichern").click()
    expect(first.get_by_text("Da", exact=True)).to_be_visible()
    expect(traeger.get_by_text(UNGESPEICHERT)).to_have_count(0)
    finance.context.close()
    traeger.context.close()


def test_a_chosen_file_cannot_wait_and_a_link_may_lead_away_so_the_browser_asks(
    browser: Browser, anwendung: tuple[Flask, str]
):
    finance = log_in(browser, *anwendung, "finanzen").new_page()
    ask(finance, anwendung[1], proof(anwendung[0]))
    traeger = log_in(browser, *anwendung, "traeger").new_page()
    traeger.goto(anwendung[1])
    traeger.get_by_role("link", name="Unterlagen für die Prüfung schicken").click()
    first, second = traeger.locator("li.punkt").nth(0), traeger.locator("li.punkt").nth(1)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    traeger.on("dialog", stay)
    first.get_by_label("Dateien").set_input_files(
        {"name": "Rechnung.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    second.get_by_label("Ihre Antwort").fill("Der Kontoauszug liegt bei Beleg 1.")
    second.get_by_role("button", name="Speichern").click()
    wait_until(traeger, lambda: asked == ["beforeunload"])
    expect(first.get_by_role("button", name="Speichern")).to_be_focused()
    expect(second.get_by_text("Offen", exact=True)).to_be_visible()
    traeger.evaluate("document.querySelector('.marke').click()")
    wait_until(traeger, lambda: len(asked) == 2)
    first.get_by_role("button", name="Speichern").click()
    expect(first.get_by_text("Da", exact=True)).to_be_visible()
    expect(second.get_by_label("Ihre Antwort")).to_have_value("Der Kontoauszug liegt bei Beleg 1.")
    second.get_by_role("button", name="Speichern").click()
    expect(second.get_by_text("Da", exact=True)).to_be_visible()
    traeger.get_by_role("link", name="Förderkette").click()
    expect(traeger.get_by_role("heading", level=1)).not_to_have_text("Unterlagen für die Prüfung")
    assert len(asked) == 2
    finance.context.close()
    traeger.context.close()


def test_notes_and_checklist_are_typed_together_and_saved_one_after_the_other(
    browser: Browser, anwendung: tuple[Flask, str]
):
    key = proof(anwendung[0])
    page = log_in(browser, *anwendung, "finanzen").new_page()
    page.goto(f"{anwendung[1]}/nachweise/{key}/pruefung")
    page.get_by_label("Wie tief wird geprüft?").select_option("vertieft")
    page.get_by_role("button", name="Prüfung beginnen").click()
    notes, points = page.locator("#notizen"), page.locator("#pruefliste fieldset")
    notes.get_by_label("Feststellungen").fill("Keine")
    points.first.get_by_label("ja", exact=True).check()
    page.get_by_role("link", name=re.compile("Prüfen Beleg")).first.click()
    page.get_by_label("Davon anerkannt").fill("1,00")
    page.get_by_role("button", name="Antworten speichern").click()
    expect(page.get_by_role("status").filter(has_text="Gespeichert.")).to_be_visible()
    expect(points.first.get_by_label("ja", exact=True)).to_be_checked()
    expect(notes.get_by_text(UNGESPEICHERT)).to_be_visible()
    page.get_by_role("link", name=re.compile("Prüfen Beleg")).first.click()
    expect(page.get_by_label("Davon anerkannt")).to_have_value("1,00")
    notes.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status").filter(has_text="Gespeichert.")).to_be_visible()
    page.reload()
    expect(notes.get_by_label("Feststellungen")).to_have_value("Keine")
    page.context.close()


def test_what_waited_while_somebody_else_saved_does_not_overwrite_it_unseen(
    browser: Browser, anwendung: tuple[Flask, str]
):
    app, adresse = anwendung
    key = proof(app)
    page = log_in(browser, app, adresse, "finanzen").new_page()
    page.goto(f"{adresse}/nachweise/{key}/pruefung")
    page.get_by_label("Wie tief wird geprüft?").select_option("vertieft")
    page.get_by_role("button", name="Prüfung beginnen").click()
    notes = page.locator("#notizen")
    notes.get_by_label("Feststellungen").fill("Keine")
    with app.app_context(), writing(db.session()) as session:
        other = session.scalars(select(m.Person).where(m.Person.name == "Beispiel finanzen")).one()
        theirs = pruefungen.Notizen(Prueftiefe.VERTIEFT, feststellungen="Eine Rechnung fehlt.")
        pruefungen.save_notes(session, key, theirs, stand=None, heute=HEUTE, person=other)
    page.locator("#pruefliste fieldset").first.get_by_label("ja", exact=True).check()
    page.get_by_role("button", name="Antworten speichern").click()
    expect(notes.get_by_text(UNGESPEICHERT)).to_be_visible()
    expect(notes.get_by_label("Feststellungen")).to_have_value("Keine")
    notes.get_by_role("button", name="Speichern").click()
    expect(notes).to_contain_text("Jetzt gespeichert")
    expect(notes).to_contain_text("Eine Rechnung fehlt.")
    expect(notes.get_by_label("Feststellungen")).to_have_value("Keine")
    page.context.close()


def test_a_file_that_is_too_large_is_said_before_it_is_sent_and_the_answer_stays(
    browser: Browser, anwendung: tuple[Flask, str], tmp_path: Path
):
    finance = log_in(browser, *anwendung, "finanzen").new_page()
    ask(finance, anwendung[1], proof(anwendung[0]))
    traeger = log_in(browser, *anwendung, "traeger").new_page()
    traeger.goto(anwendung[1])
    traeger.get_by_role("link", name="Unterlagen für die Prüfung schicken").click()
    row = traeger.locator("li.punkt").first
    scans = [tmp_path / "vorn.pdf", tmp_path / "hinten.pdf"]
    for each in scans:
        each.write_bytes(b"0" * 11_000_000)
    sent: list[str] = []
    traeger.on("request", lambda request: sent.append(request.method))
    row.get_by_label("Ihre Antwort").fill("Beide Seiten.")
    row.get_by_label("Dateien").set_input_files(scans)
    row.get_by_role("button", name="Speichern").click()
    expect(row.get_by_role("alert")).to_have_text(
        "Diese 2 Dateien sind zusammen größer als 20 MB. Bitte schicken Sie sie nacheinander."
    )
    expect(row.get_by_label("Dateien")).to_be_focused()
    expect(row.get_by_label("Ihre Antwort")).to_have_value("Beide Seiten.")
    assert "POST" not in sent
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
