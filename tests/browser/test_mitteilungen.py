"""A question, its answer, a longer Frist and a Nachforderung in a real browser, with and without JavaScript."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.begriffe import NachweisStatus, Rolle
from grants.extensions import db
from tests.browser.anblick import Axe, fits
from tests.browser.conftest import HEUTE, fill_demo, served
from tests.browser.test_einlesen import log_in
from tests.conftest import migrated_app
from tests.dateien import PDF

TRAEGER = "beispiel-f"


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A database in which one Träger has not handed in, and the number of its part."""
    file = tmp_path_factory.mktemp("mitteilungen") / "vorlage.sqlite3"
    app = migrated_app(sqlite_url(file))
    with app.app_context():
        with writing(db.session()) as session:
            fill_demo(session)
            found = session.execute(
                select(m.Empfaengeranteil, m.Verwendungsnachweis)
                .join(m.Traeger, m.Empfaengeranteil.traeger_id == m.Traeger.id)
                .join(m.Verwendungsnachweis)
                .where(m.Traeger.kuerzel == TRAEGER)
            ).one()
            part, proof = found
            proof.status = NachweisStatus.ENTWURF
            proof.eingereicht_am = proof.rechtsverbindlich_am = proof.geprueft_am = proof.freigegeben_am = (
                None
            )
            proof.festgesetzt = proof.schlussmitteilung_am = proof.restzahlung = None
            proof.anerkennungen.clear()
            proof.erstattung = None
            for key, rolle in {"buero": Rolle.GESCHAEFTSSTELLE, "traeger": Rolle.TRAEGER}.items():
                receives = rolle is Rolle.TRAEGER
                person = m.Person(name=f"Beispiel {key}", email=f"{key}@stadt.example")
                person.rollen.append(
                    m.Rollenzuordnung(
                        rolle=rolle,
                        traeger_id=part.traeger_id if receives else None,
                        darf_finanziell=receives,
                    )
                )
                session.add(person)
                session.flush()
                session.add(m.Konto(person_id=person.id, fs_uniquifier=f"schluessel-{key}"))
            key = part.id
        db.session.remove()
        db.engine.dispose()
    return file, key


@pytest.fixture
def anwendung(vorlage: tuple[Path, int], tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    file = shutil.copy(vorlage[0], tmp_path / "demo.sqlite3")
    settings = Einstellungen(
        database_url=sqlite_url(file), secret_key="only for tests", heute=HEUTE, files=tmp_path / "dateien"
    )
    app = create_app(settings)
    with served(app) as adresse:
        yield app, adresse


@pytest.fixture(params=[True, False], ids=["mit-skript", "ohne-skript"])
def beide(
    browser: Browser, anwendung: tuple[Flask, str], request: pytest.FixtureRequest
) -> Iterator[tuple[Page, Page]]:
    """Give a page of the Träger and one of the office."""
    contexts: list[BrowserContext] = [
        log_in(browser, *anwendung, key, java_script_enabled=request.param) for key in ("traeger", "buero")
    ]
    traeger, buero = (context.new_page() for context in contexts)
    yield traeger, buero
    for context in contexts:
        context.close()


def portal(anwendung: tuple[Flask, str], vorlage: tuple[Path, int], rest: str = "") -> str:
    return f"{anwendung[1]}/verwendungsnachweis/{vorlage[1]}/mitteilungen{rest}"


def amt(anwendung: tuple[Flask, str], vorlage: tuple[Path, int]) -> str:
    return f"{anwendung[1]}/nachweise/{vorlage[1]}"


def test_a_question_with_a_file_is_answered_and_a_longer_frist_is_granted(
    beide: tuple[Page, Page], anwendung: tuple[Flask, str], vorlage: tuple[Path, int]
):
    traeger, buero = beide
    traeger.goto(portal(anwendung, vorlage))
    traeger.get_by_label("Ihre Mitteilung").fill("Zählen Fahrtkosten mit?")
    file = {"name": "fahrten.pdf", "mimeType": "application/pdf", "buffer": PDF}
    traeger.locator("#datei").set_input_files(file)
    traeger.get_by_role("button", name="Frage abschicken").click()
    expect(traeger.get_by_text("Ihre Mitteilung ist bei der Geschäftsstelle.")).to_be_visible()
    expect(traeger.get_by_text("wartet auf die Geschäftsstelle")).to_be_visible()

    buero.goto(f"{anwendung[1]}/foerderjahre/kinderstark/2023/nachweise")
    row = buero.get_by_role("row", name="Beispielträger F")
    expect(row).to_contain_text("seit 151 Tagen überfällig")
    row.get_by_role("link", name="1 offen").click()
    expect(buero.get_by_role("link", name="fahrten.pdf")).to_be_visible()
    buero.locator("summary", has_text="Antworten").click()
    buero.get_by_label("Ihre Antwort").fill("Ja.")
    buero.get_by_role("button", name="Antwort abschicken").click()
    expect(buero.get_by_text("Die Antwort ist beim Träger.")).to_be_visible()
    buero.get_by_role("link", name="Interne Notiz").click()
    buero.get_by_label("Ihre Mitteilung").fill("Hier genau hinsehen.")
    buero.get_by_role("button", name="Notiz speichern").click()
    expect(buero.get_by_text("Nur im Haus sichtbar")).to_be_visible()

    traeger.goto(portal(anwendung, vorlage))
    expect(traeger.get_by_text("Ja.", exact=True)).to_be_visible()
    expect(traeger.get_by_text("Hier genau hinsehen.")).to_have_count(0)
    traeger.get_by_role("link", name="Mehr Zeit erbitten").click()
    traeger.get_by_label("Bis zu welchem Tag brauchen Sie mehr Zeit?").fill("30.09.2024")
    traeger.get_by_label("Ihre Mitteilung").fill("Die Buchhaltung ist im Urlaub.")
    traeger.get_by_role("button", name="Um Verlängerung bitten").click()

    buero.goto(amt(anwendung, vorlage))
    buero.get_by_label("Wird die Frist verlängert?").select_option("Ja, verlängern")
    buero.get_by_label("Ein Satz dazu an den Träger").last.fill("Gern.")
    buero.get_by_role("button", name="Entscheiden").click()
    expect(buero.get_by_text("Die Entscheidung ist beim Träger.")).to_be_visible()
    traeger.reload()
    expect(traeger.get_by_text("verlängert bis 30.09.2024")).to_be_visible()


def test_a_refused_form_keeps_what_was_typed_and_opens_where_it_is(
    beide: tuple[Page, Page], anwendung: tuple[Flask, str], vorlage: tuple[Path, int]
):
    _, buero = beide
    with anwendung[0].app_context(), writing(db.session()) as session:
        proof = session.execute(
            select(m.Verwendungsnachweis).where(m.Verwendungsnachweis.empfaengeranteil_id == vorlage[1])
        ).scalar_one()
        proof.status, proof.eingereicht_am = NachweisStatus.EINGEREICHT, date(2024, 8, 20)
    buero.goto(amt(anwendung, vorlage))
    buero.locator("summary", has_text="Etwas nachfordern").click()
    buero.get_by_role("group", name="Punkt 1").get_by_label("Was fehlt?").fill("Rechnung 12")
    buero.get_by_role("button", name="Nachforderung abschicken").click()
    expect(buero.get_by_role("alert")).to_contain_text("bis wann der Träger ergänzen soll")
    expect(buero.get_by_role("group", name="Punkt 1").get_by_label("Was fehlt?")).to_have_value("Rechnung 12")
    buero.get_by_label("Bis wann soll der Träger ergänzen?").fill("30.09.2024")
    buero.get_by_role("button", name="Nachforderung abschicken").click()
    expect(buero.get_by_text("Die Nachforderung ist beim Träger")).to_be_visible()
    expect(buero.get_by_role("article", name="Nachforderung").first).to_contain_text("Rechnung 12")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(
    browser: Browser,
    anwendung: tuple[Flask, str],
    vorlage: tuple[Path, int],
    axe: Axe,
    width: int,
    scheme: str,
):
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    traeger = log_in(browser, *anwendung, "traeger", **options)
    buero = log_in(browser, *anwendung, "buero", **options)
    page = traeger.new_page()
    page.goto(portal(anwendung, vorlage, "?art=fristverlaengerung"))
    page.get_by_label("Bis zu welchem Tag brauchen Sie mehr Zeit?").fill("30.09.2024")
    page.get_by_label("Ihre Mitteilung").fill("Die Buchhaltung ist im Urlaub.")
    page.get_by_role("button", name="Um Verlängerung bitten").click()
    _look(page, axe)
    other = buero.new_page()
    jahr = f"{anwendung[1]}/foerderjahre/kinderstark/2023/nachweise"
    erinnerung = f"{anwendung[1]}/erinnerungen"
    for adresse in (amt(anwendung, vorlage), jahr, erinnerung, f"{erinnerung}/vorher_kurz"):
        other.goto(adresse)
        for each in other.locator("details").all():
            each.evaluate("d => { d.open = true }")
        _look(other, axe)
    traeger.close()
    buero.close()


def _look(page: Page, axe: Axe) -> None:
    assert axe(page) == [], page.url
    assert fits(page), page.url
