"""Writing a Sachbericht in a real browser: autosave, a dead line, an ended session, a closed lid, two people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.begriffe import Rolle
from grants.extensions import db
from tests.browser.anblick import Axe, fits
from tests.browser.anmeldung import hold_session
from tests.browser.conftest import HEUTE, served
from tests.browser.warten import wait_until
from tests.conftest import migrated_app
from tests.web.sachbericht import Fall, fill_case

TEXT = "Zwölf Treffen haben stattgefunden."


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Fall]:
    """A database with a Träger of two years, two people who write for it, last year's text and two counts."""
    file = tmp_path_factory.mktemp("sachbericht") / "vorlage.sqlite3"
    app = migrated_app(sqlite_url(file))
    with app.app_context():
        with writing(db.session()) as session:
            fall = fill_case(session)
        with writing(db.session()) as session:
            for key in ("leitung", "kollegin", "buero"):
                person = m.Person(name=f"Beispiel {key}", email=f"{key}@traeger.example")
                rolle = (
                    m.Rollenzuordnung(rolle=Rolle.GESCHAEFTSSTELLE)
                    if key == "buero"
                    else m.Rollenzuordnung(rolle=Rolle.TRAEGER, traeger_id=fall.traeger, darf_inhaltlich=True)
                )
                person.rollen.append(rolle)
                session.add(person)
                session.flush()
                session.add(m.Konto(person_id=person.id, fs_uniquifier=f"schluessel-{key}"))
            before = m.Verwendungsnachweis(empfaengeranteil_id=fall.vorjahr)
            programm = session.get_one(m.Programm, 1)
            whole = m.Kennzahlkatalog(
                programm_id=programm.id,
                schluessel="treffen",
                name="Treffen",
                einheit="Treffen",
                zaehlregel="Jedes Treffen, das stattgefunden hat.",
                zeitraum="quartal",
            )
            session.add_all([before, whole])
            session.flush()
            session.add_all(
                [
                    m.Berichtsabschnitt(
                        verwendungsnachweis_id=before.id,
                        schluessel="umsetzung",
                        text="So war es im Jahr davor.",
                        person_id=1,
                        am=datetime(2023, 3, 1, 8, tzinfo=UTC),
                    ),
                    m.Kennzahl(empfaengeranteil_id=fall.anteil, kennzahlkatalog_id=whole.id, soll=12),
                    m.Kennzahl(
                        empfaengeranteil_id=fall.anteil, kennzahlkatalog_id=whole.id, quartal=1, ist=20
                    ),
                    m.Kennzahlkatalog(
                        programm_id=programm.id,
                        schluessel="eltern",
                        name="davon mit Eltern",
                        einheit="Treffen",
                        davon_von_id=whole.id,
                        zeitraum="jahr",
                    ),
                ]
            )
        db.session.remove()
        db.engine.dispose()
    return file, fall


class Haus:
    """The running application and who sits in front of it."""

    def __init__(self, app: Flask, adresse: str, fall: Fall, browser: Browser) -> None:
        self.app, self.adresse, self.fall, self._browser = app, adresse, fall, browser

    def log_in(self, key: str, context: BrowserContext | None = None, **options: object) -> BrowserContext:
        context = context or self._browser.new_context(**options)  # type: ignore[arg-type]
        return hold_session(context, self.app, self.adresse, f"schluessel-{key}")

    def url(self, pfad: str = "/sachbericht/text/umsetzung") -> str:
        return f"{self.adresse}{self.fall.pfad}{pfad}"

    def text(self) -> str | None:
        with self.app.app_context():
            b, v = m.Berichtsabschnitt, m.Verwendungsnachweis
            found = db.session.scalar(
                select(b.text)
                .join(v, b.verwendungsnachweis_id == v.id)
                .where(b.schluessel == "umsetzung", v.empfaengeranteil_id == self.fall.anteil)
            )
            db.session.remove()
        return found

    def wait_for_text(self, page: Page, text: str) -> None:
        """Wait until this is stored: what the page says may still be about the part saved before."""
        wait_until(page, lambda: self.text() == text)


@pytest.fixture
def haus(vorlage: tuple[Path, Fall], tmp_path: Path, browser: Browser) -> Iterator[Haus]:
    source, fall = vorlage
    file = shutil.copy(source, tmp_path / "bericht.sqlite3")
    app = create_app(
        Einstellungen(
            database_url=sqlite_url(file),
            secret_key="only for tests",
            heute=HEUTE,
            files=tmp_path / "dateien",
        )
    )
    with served(app) as adresse:
        yield Haus(app, adresse, fall, browser)


def field(page: Page) -> Locator:
    return page.locator("#text")


def test_what_is_typed_is_saved_by_itself_and_says_when(haus: Haus):
    page = haus.log_in("leitung").new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(haus.url())
    field(page).press_sequentially(TEXT)
    expect(page.locator("#zaehler")).to_have_text(f"{len(TEXT)} von höchstens 4000 Zeichen")
    expect(page.locator("#speicherstand")).to_contain_text("Gespeichert um")
    haus.wait_for_text(page, TEXT)
    # Again and again on the same page, and at once when the field is left.
    field(page).press_sequentially(" Mehr.")
    page.locator("#zaehler").click()
    page.get_by_role("link", name="Alle Abschnitte").focus()
    expect(page.locator("#speicherstand")).to_contain_text("Gespeichert um")
    haus.wait_for_text(page, f"{TEXT} Mehr.")
    expect(field(page)).to_have_value(f"{TEXT} Mehr.")
    # The answer is on its way when the text is stored already; with it the copy in the browser goes.
    wait_until(page, lambda: page.evaluate("Object.keys(localStorage).length") == 0)
    assert said == []


def test_a_dead_line_is_said_and_what_was_typed_goes_out_when_it_lives_again(haus: Haus):
    context = haus.log_in("leitung")
    page = context.new_page()
    page.goto(haus.url())
    context.set_offline(True)
    field(page).fill(TEXT)
    field(page).blur()
    expect(page.locator("#speicherstand")).to_contain_text("Nicht gespeichert")
    expect(page.locator("#speicherstand")).to_contain_text("Ihr Text bleibt hier stehen")
    expect(field(page)).to_have_value(TEXT)
    assert haus.text() is None
    context.set_offline(False)
    expect(page.locator("#speicherstand")).to_contain_text("Gespeichert um")
    assert haus.text() == TEXT


def cut_off(page: Page) -> None:
    """Let nothing arrive that this page writes: one about to close may still send it when the line lives again."""
    page.route("**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def test_a_closed_lid_loses_nothing(haus: Haus):
    context = haus.log_in("leitung")
    page = context.new_page()
    page.goto(haus.url())
    cut_off(page)
    field(page).fill(TEXT)
    expect(page.locator("#zaehler")).to_contain_text(str(len(TEXT)))
    page.close()
    page = context.new_page()
    page.goto(haus.url())
    expect(page.locator("#entwurf")).to_be_visible()
    expect(page.locator("#entwurf")).to_contain_text(TEXT)
    # Writing on before deciding does not lose the older text.
    cut_off(page)
    field(page).fill("Neu.")
    page.reload()
    expect(page.locator("#entwurf")).to_contain_text(TEXT)
    page.unroute_all()
    page.get_by_role("button", name="Diesen Text einsetzen").click()
    expect(page.locator("#speicherstand")).to_contain_text("Gespeichert um")
    assert TEXT in (haus.text() or "")
    page.reload()
    expect(page.locator("#entwurf")).to_be_hidden()


def test_another_person_at_the_same_browser_is_not_offered_it_and_the_log_out_empties_it(haus: Haus):
    context = haus.log_in("leitung")
    page = context.new_page()
    page.goto(haus.url())
    cut_off(page)
    field(page).fill(TEXT)
    expect(page.locator("#zaehler")).to_contain_text(str(len(TEXT)))
    page.close()
    haus.log_in("kollegin", context)
    page = context.new_page()
    page.goto(haus.url())
    expect(page.locator("#entwurf")).to_be_hidden()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_an_ended_session_is_said_and_after_the_log_in_the_text_is_there(haus: Haus):
    context = haus.log_in("leitung")
    page = context.new_page()
    page.goto(haus.url())
    end_session(haus, context)
    field(page).fill(TEXT)
    field(page).blur()
    expect(page.locator("#speicherstand")).to_contain_text("Ihre Sitzung ist zu Ende")
    expect(field(page)).to_have_value(TEXT)
    assert page.get_by_role("link", name="Neu anmelden").get_attribute("href").startswith("/anmelden?")
    haus.log_in("leitung", context)
    page.goto(f"{haus.adresse}/fortsetzen")
    expect(page.get_by_text(TEXT)).to_be_visible()
    page.get_by_role("button", name="Jetzt absenden").click()
    expect(field(page)).to_have_value(TEXT)
    # Its script has run then, and would have offered it.
    page.wait_for_load_state()
    expect(page.locator("#entwurf")).to_be_hidden()
    assert haus.text() == TEXT


def end_session(haus: Haus, context: BrowserContext) -> None:
    """Let the session of the browser be over by time, as after a long lunch; its CSRF token stays."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(haus.app)
    assert serializer is not None
    [cookie] = [each for each in context.cookies() if each["name"] == "session"]
    values = serializer.loads(cookie["value"])
    values["zuletzt"] -= 24 * 3600 - 60
    context.add_cookies([{"name": "session", "value": serializer.dumps(values), "url": haus.adresse}])


def test_two_people_in_the_same_part_see_both_texts(haus: Haus):
    mine = haus.log_in("leitung").new_page()
    mine.goto(haus.url())
    other = haus.log_in("kollegin").new_page()
    other.goto(haus.url())
    field(other).fill("Text der Kollegin.")
    other.get_by_role("button", name="Speichern", exact=True).click()
    expect(other.get_by_text("Gespeichert am")).to_be_visible()
    field(mine).fill(TEXT)
    field(mine).blur()
    expect(mine.locator("#speicherstand")).to_contain_text("jemand anderes")
    mine.get_by_role("button", name="Beide Texte ansehen").click()
    expect(mine.get_by_role("heading", name="Zwei Texte für denselben Abschnitt")).to_be_visible()
    expect(mine.get_by_text("Text der Kollegin.")).to_be_visible()
    expect(field(mine)).to_have_value(TEXT)
    assert haus.text() == "Text der Kollegin."
    mine.get_by_role("button", name="Meinen Text speichern").click()
    expect(mine.get_by_text("Gespeichert am")).to_be_visible()
    assert haus.text() == TEXT


@pytest.mark.parametrize("javascript", [True, False])
def test_the_button_saves_and_last_years_text_is_taken_over(haus: Haus, javascript: bool):
    page = haus.log_in("leitung", java_script_enabled=javascript).new_page()
    page.goto(haus.url())
    field(page).fill("Neu.")
    page.get_by_role("button", name="Text des Vorjahres übernehmen").click()
    expect(field(page)).to_have_value("Neu.\n\nSo war es im Jahr davor.")
    page.wait_for_load_state()
    if javascript:
        expect(page.locator("#entwurf")).to_be_hidden()
    field(page).fill(TEXT)
    page.get_by_role("button", name="Speichern und zu allen Abschnitten").click()
    expect(page.get_by_text(TEXT)).to_be_visible()
    page.goto(haus.url("/kennzahlen"))
    page.get_by_label("2. Quartal").fill("3")
    page.get_by_role("button", name="Kennzahlen speichern").click()
    expect(page.get_by_text("Die Kennzahlen sind gespeichert.")).to_be_visible()


SEITEN = ["/sachbericht", "/sachbericht/text/umsetzung", "/sachbericht/anlagen", "/kennzahlen"]
BUERO = [
    "/programme/kinderstark/kennzahlen",
    "/programme/kinderstark/kennzahlen/neu",
    "/foerderjahre/kinderstark/2023/kennzahlen",
]


@pytest.mark.parametrize("breite", [1280, 320])
def test_every_page_is_accessible_and_fits_a_phone(haus: Haus, axe: Axe, breite: int):
    page = haus.log_in("leitung", viewport={"width": breite, "height": 900}).new_page()
    office = haus.log_in("buero", viewport={"width": breite, "height": 900}).new_page()
    shown = [(page, haus.url(each)) for each in SEITEN] + [(office, haus.adresse + each) for each in BUERO]
    shown.append((office, f"{haus.adresse}/foerderjahre/kinderstark/2023/kennzahlen/{haus.fall.anteil}"))
    for tab, url in shown:
        assert tab.goto(url).status == 200, url
        assert axe(tab) == [], url
        assert fits(tab), url
