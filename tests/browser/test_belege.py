"""The Belegliste in a real browser, with and without JavaScript: entering, splitting, taking over; axe; a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.begriffe import Rolle
from grants.extensions import db
from tests.browser.anblick import Axe, fits
from tests.browser.conftest import HEUTE, served
from tests.conftest import migrated_app
from tests.web.belegdaten import Haus, build

LISTE = (
    "Beleg-Nr.;Ausgabeposition;Rechnungsdatum;Abgebucht;Zahlungsempfänger;Zweck;gezahlter Betrag;"
    "Betrag für die Maßnahme;davon zuwendungsfähig\n"
    "X-1;SA;02.02.2024;09.02.2024;Beispiel Druckerei;Faltblätter;119,00;100,00;90,00\n"
)


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Haus]:
    file = tmp_path_factory.mktemp("belege") / "vorlage.sqlite3"
    with migrated_app(sqlite_url(file)).app_context():
        with writing(db.session()) as session:
            haus = build(session)
            person = m.Person(name="Beispiel Buchhaltung", email="buch@traeger.example")
            person.rollen.append(
                m.Rollenzuordnung(rolle=Rolle.TRAEGER, traeger_id=haus.traeger_id, darf_finanziell=True)
            )
            session.add(person)
            session.flush()
            session.add(
                m.Konto(
                    person_id=person.id,
                    fs_uniquifier="buch",
                    letzte_anmeldung_am=datetime(2024, 8, 30, tzinfo=UTC),
                )
            )
        db.session.remove()
        db.engine.dispose()
    return file, haus


@pytest.fixture(params=[True, False], ids=["mit", "ohne"])
def seite(
    request: pytest.FixtureRequest, browser: Browser, vorlage: tuple[Path, Haus], tmp_path: Path
) -> Iterator[tuple[Page, str]]:
    """A page with and without JavaScript, and the address of the list."""
    file = Path(shutil.copyfile(vorlage[0], tmp_path / "belege.sqlite3"))
    app = create_app(
        Einstellungen(
            database_url=sqlite_url(file),
            secret_key="only for tests",
            heute=HEUTE,
            files=tmp_path / "dateien",
        )
    )
    with served(app, als="buch") as adresse:
        context = browser.new_context(java_script_enabled=request.param)
        page = context.new_page()
        yield page, f"{adresse}{vorlage[1].liste}"
        context.close()


def test_a_bookkeeper_enters_splits_and_takes_over_a_list(seite: tuple[Page, str]):
    page, liste = seite
    page.goto(liste)
    page.get_by_role("link", name="Beleg eintragen").click()
    page.get_by_label("Beleg-Nr.").fill("A-1")
    page.get_by_label("Zahlungsempfänger").fill("Beispiel Agentur")
    page.get_by_label("Zweck").fill("Elternabend")
    page.get_by_label("Rechnungsdatum").fill("1.2.2024")
    page.get_by_label("Zahlungsdatum").fill("5.2.2024")
    page.get_by_label("Gezahlter Betrag").fill("300,00")
    page.get_by_role("button", name="Weiteren Teil hinzufügen").click()
    expect(page.get_by_label("Zweck")).to_have_value("Elternabend")
    ziele = page.get_by_label("Ausgabeposition")
    ziele.nth(0).select_option(label="Babylotsen: SA Sachausgaben")
    ziele.nth(1).select_option(label="Elterntalk: SA Sachausgaben")
    betraege = page.get_by_label("Betrag für die Maßnahme")
    betraege.nth(0).fill("200,00")
    betraege.nth(1).fill("100,00")
    page.get_by_role("button", name="Beleg speichern").click()
    expect(page.get_by_text("Der Beleg „A-1“ ist gespeichert.")).to_be_visible()
    summen = page.get_by_role("table", name="Plan und Ist je Ausgabeposition")
    expect(summen.get_by_role("row", name="SA Sachausgaben")).to_contain_text("200,00")

    page.get_by_role("link", name="Liste aus Excel übernehmen").click()
    page.get_by_label("Zeilen aus Excel").fill(LISTE.replace(";", "\t"))
    page.get_by_role("button", name="Vorschau anzeigen").nth(1).click()
    page.get_by_label("Zahlungsdatum").select_option("Abgebucht")
    page.get_by_role("button", name="Vorschau neu berechnen").last.click()
    expect(page.get_by_text("Das würde sich ändern")).to_be_visible()
    page.get_by_role("button", name="Übernehmen", exact=True).click()
    expect(page.get_by_text("ist übernommen: 1 neu")).to_be_visible()
    expect(summen.get_by_role("row", name="SA Sachausgaben")).to_contain_text("300,00")


@pytest.mark.parametrize("breite", [1280, 320])
def test_every_page_passes_axe_and_fits(
    browser: Browser, vorlage: tuple[Path, Haus], tmp_path: Path, axe: Axe, breite: int
):
    file = Path(shutil.copyfile(vorlage[0], tmp_path / "belege.sqlite3"))
    app = create_app(
        Einstellungen(
            database_url=sqlite_url(file),
            secret_key="only for tests",
            heute=HEUTE,
            files=tmp_path / "dateien",
        )
    )
    with served(app, als="buch") as adresse:
        context = browser.new_context(viewport={"width": breite, "height": 800})
        page = context.new_page()
        liste = f"{adresse}{vorlage[1].liste}"

        def look(what: str) -> None:
            assert axe(page) == [], what
            assert fits(page), what

        page.goto(liste)
        look("leere Liste")
        for path in ("/neu", "/einnahmen/neu", "/einlesen", "/e-rechnung"):
            page.goto(liste + path)
            look(path)
        page.goto(f"{liste}/einlesen")
        page.get_by_label("Datei", exact=True).set_input_files(
            {"name": "liste.csv", "mimeType": "text/csv", "buffer": LISTE.encode()}
        )
        page.get_by_role("button", name="Vorschau anzeigen").first.click()
        look("Vorschau mit Fragen")
        page.get_by_label("Zahlungsdatum").select_option("Abgebucht")
        page.get_by_role("button", name="Vorschau neu berechnen").last.click()
        look("Vorschau")
        page.get_by_role("button", name="Übernehmen", exact=True).click()
        look("Liste")
        page.get_by_role("link", name="X-1").click()
        page.get_by_label("Zweck").fill("")
        page.get_by_role("button", name="Beleg speichern").click()
        look("Beleg mit Fehler")
        context.close()
