"""Träger, Stelle and Verstetigung in a real browser, with and without JavaScript: main acts and wrong entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from grants import create_app
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.extensions import db
from tests.browser.anblick import Axe, fits
from tests.browser.conftest import HEUTE, add_konto, fill_demo, served
from tests.conftest import migrated_app


class Seite:
    """A page as a person uses it: fields by their label, buttons and links by their word."""

    def __init__(self, page: Page, adresse: str) -> None:
        self.page, self._adresse = page, adresse

    def open(self, pfad: str) -> Seite:
        self.page.goto(self._adresse + pfad)
        return self

    def fill(self, **felder: str) -> Seite:
        """Fill fields by their name."""
        for name, text in felder.items():
            self.page.locator(f"main form[method=post] [name='{name}']").fill(text)
        return self

    def choose(self, name: str, wort: str) -> Seite:
        self.page.locator(f"main form[method=post] [name='{name}']").select_option(label=wort)
        return self

    def press(self, wort: str) -> Seite:
        self.page.get_by_role("button", name=wort, exact=True).click()
        return self

    def follow(self, wort: str) -> Seite:
        self.page.get_by_role("main").get_by_role("link", name=wort).first.click()
        return self

    def says(self, text: str) -> Seite:
        expect(self.page.get_by_role("status").first).to_contain_text(text)
        return self

    def shows(self, text: str) -> Seite:
        expect(self.page.locator("main")).to_contain_text(text)
        return self

    def refuses(self, text: str) -> Seite:
        """Expect the sentence on top, whose link leads to the field."""
        alert = self.page.get_by_role("alert")
        expect(alert).to_contain_text(text)
        alert.get_by_role("link").first.click()
        return self


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with an account, made once."""
    file = tmp_path_factory.mktemp("traeger") / "vorlage.sqlite3"
    app = migrated_app(sqlite_url(file))
    with app.app_context():
        with writing(db.session()) as session:
            fill_demo(session)
            add_konto(session, "geschaeftsstelle")
        db.session.remove()
        db.engine.dispose()
    return file


@pytest.fixture
def adresse(vorlage: Path, tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "traeger.sqlite3"
    file.write_bytes(vorlage.read_bytes())
    app = create_app(Einstellungen(database_url=sqlite_url(file), secret_key="only for tests", heute=HEUTE))
    with served(app, als="geschaeftsstelle") as found:
        yield found


@pytest.fixture(params=[True, False], ids=["mit-skript", "ohne-skript"])
def seite(request: pytest.FixtureRequest, browser: Browser, adresse: str) -> Iterator[Seite]:
    context = browser.new_context(locale="de-DE", java_script_enabled=request.param)
    yield Seite(context.new_page(), adresse)
    context.close()


# -- Träger ------------------------------------------------------------------------------------------------


def test_a_traeger_is_entered_with_its_people_and_found_again(seite: Seite):
    seite.open("/traeger").follow("Träger eintragen").fill(
        name="Verein Sonne e. V.", iban="DE02120300000000202051"
    )
    seite.press("Träger eintragen").says("Der Träger ist eingetragen.").shows("DE02 1203 0000 0000 2020 51")
    seite.follow("Person eintragen").fill(name="Beispielvorstand 1", von="01.01.2024").press("Speichern")
    seite.follow("Ansprechperson eintragen").fill(name="Beispielperson 1", email="p1@sonne.example")
    seite.page.get_by_label("Finanzielle Fragen").check()
    seite.press("Speichern").shows("Beispielvorstand 1").shows("finanziell")
    seite.open("/traeger?suche=sonne")
    expect(seite.page.get_by_role("table").get_by_role("link")).to_have_text(["Verein Sonne e. V."])


def test_a_wrong_iban_is_told_and_stays_to_be_corrected(seite: Seite):
    seite.open("/traeger/beispiel-a/bearbeiten").fill(iban="DE02120300000000205021").press("Speichern")
    seite.refuses("Prüfziffer")
    expect(seite.page.locator("#iban")).to_have_value("DE02120300000000205021")
    seite.fill(iban="DE02120300000000202051").press("Speichern").shows("IBAN geändert am")


def test_two_entries_are_joined_and_parted(seite: Seite):
    seite.open("/traeger/beispiel-b").follow("Mit einem anderen Eintrag zusammenführen")
    seite.page.get_by_label("Ist derselbe wie").select_option("beispiel-c")
    seite.press("Nebeneinander zeigen").press("Als einen Träger führen")
    seite.says("gelten jetzt als einer").shows("zusammengeführter Eintrag beispiel-b")
    seite.open("/traeger/beispiel-b").press("Wieder trennen").says("gelten wieder als zwei")


def test_a_person_is_invited_from_the_page_of_the_traeger(seite: Seite):
    seite.open("/traeger/beispiel-a/einladen").fill(email="kein-at").press("Einladen").refuses(
        "E-Mail-Adresse"
    )
    seite.fill(email="neu@verein.example").press("Einladen").says("Die Einladung ist angelegt.")
    expect(seite.page.locator(".einladungslink")).to_contain_text("/einladung/")


# -- Stelle ------------------------------------------------------------------------------------------------


def test_the_office_is_changed_and_a_wrong_number_is_told(seite: Seite):
    seite.open("/stelle").fill(gemeindekennziffer="12").press("Speichern").refuses("acht Ziffern")
    seite.fill(gemeindekennziffer="05911000", auskunft_telefon="00000 1").press("Speichern")
    seite.says("gespeichert").shows("00000 1")


# -- Verstetigung ------------------------------------------------------------------------------------------


def test_the_way_from_the_budget_to_the_anmeldung(seite: Seite):
    seite.open("/verstetigung").follow("Haushalt eintragen").fill(
        jahr_von="2025", jahr_bis="2026", anmeldung_bis="13.09.2024"
    )
    seite.press("Speichern").says("Der Haushalt ist eingetragen.")
    seite.open("/verstetigung").shows("noch 13 Tage").follow("Hebammenversorgung")
    seite.shows("Landesmittel enden 2024, für 2025 ist nichts angemeldet.").follow("Schritt eintragen")
    seite.choose("schritt", "zum Haushalt angemeldet").fill(am="30.08.2024").press("Schritt speichern")
    seite.refuses("Bitte wählen Sie den Haushalt.")
    seite.choose("zyklus", "2025/26").fill(**{"mittel-1-stadt": "18.000", "mittel-2-stadt": "18.000"})
    seite.press("Schritt speichern").says("Der Eintrag ist gespeichert.").shows("noch nicht beschlossen")
    expect(seite.page.get_by_role("img", name=re.compile("^Mittel für Hebammenversorgung"))).to_be_visible()
    seite.open("/haushalte")
    with seite.page.expect_download() as download:
        seite.page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "haushaltsanmeldung-2025-26.xlsx"


def test_an_entry_is_corrected_and_taken_back(seite: Seite):
    path = "/verstetigung/kinderstark/babylotsen"
    seite.open(path).follow("Schritt eintragen").choose("schritt", "Idee").fill(am="01.08.2024")
    seite.press("Schritt speichern").follow("Berichtigen").choose("schritt", "Pilot mit Landesmitteln")
    seite.press("Berichtigung speichern").shows("Berichtigt durch einen anderen Eintrag")
    seite.page.locator("summary", has_text="Zurücknehmen").click()
    seite.press("Eintrag zurücknehmen")
    expect(seite.page.get_by_role("alert")).to_contain_text("warum der Eintrag nicht gilt")
    seite.page.get_by_label("Warum gilt der Eintrag nicht?").fill("Falsche Maßnahme")
    seite.press("Eintrag zurücknehmen").says("gilt nicht mehr").shows("Falsche Maßnahme")


# -- for everybody -----------------------------------------------------------------------------------------

SEITEN = (
    "/traeger/beispiel-d",
    "/traeger/beispiel-d/bearbeiten",
    "/traeger/beispiel-d/ansprechperson/neu",
    "/traeger/beispiel-b/zusammenfuehren?mit=beispiel-c",
    "/traeger/neu",
    "/stelle/foerdergeber/kinderstark",
    "/verstetigung/kinderstark/hebammenversorgung",
    "/verstetigung/kinderstark/hebammenversorgung/eintrag",
    "/haushalte",
    "/haushalte/neu",
)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_and_nothing_runs_over(
    browser: Browser, adresse: str, axe: Axe, scheme, width: int
):
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    for pfad in SEITEN:
        page.goto(adresse + pfad)
        for summary in page.locator("main summary").all():
            summary.click()
        assert axe(page) == [], pfad
        assert fits(page), pfad
    page.close()


def test_the_picture_says_without_colour_who_pays(browser: Browser, adresse: str):
    """Each purse has a pattern of its own, and a word beside it."""
    page = browser.new_page()
    page.goto(adresse + "/verstetigung/kinderstark/hebammenversorgung")
    picture = page.get_by_role("img", name=re.compile("^Mittel für"))
    fills = set(
        picture.locator("rect.stapel__teil").evaluate_all("all => all.map(r => r.getAttribute('fill'))")
    )
    patterns = picture.locator("pattern").evaluate_all(
        "all => all.map(p => [`url(#${p.id})`, p.innerHTML.trim()])"
    )
    assert fills == {key for key, _ in patterns}
    drawn = [re.sub(r'class="[^"]*"', "", inner) for _, inner in patterns]
    assert len(set(drawn)) == len(drawn) >= 3
    expect(picture.locator("text.stapel__wort").first).to_have_text("Land")
    page.close()
