"""The whole way of a year, from a proof that came in to the Abschluss, as three persons and a Träger walk it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.domain.anerkennung import Urteil
from grants.domain.begriffe import (
    FoerderjahrStatus,
    Kuerzungsgrund,
    NachweisStatus,
    Pruefantwort,
    Prueftiefe,
    Zeichnungsart,
)
from grants.domain.money import euro
from grants.extensions import db
from grants.queries.anteile import load_anteil
from grants.queries.pruefliste import load_fragen
from grants.services import anerkennungen, pruefantworten, pruefungen, stichproben
from tests.browser.anblick import Axe, fits
from tests.browser.conftest import served
from tests.browser.test_einlesen import log_in
from tests.conftest import migrated_app
from tests.kleinjahr import HEUTE, KUERZEL, fill_small
from tests.pruefjahr import anteil_id, teil_id

JAHR = "/foerderjahre/kinderstark/2023"
ROLLEN = ("geschaeftsstelle", "finanzen", "finanzen2", "traeger")


@dataclass(frozen=True, slots=True)
class Haus:
    """The small year on a port."""

    app: Flask
    adresse: str
    anteil: int

    @property
    def pruefung(self) -> str:
        return f"{self.adresse}/nachweise/{self.anteil}/pruefung"

    @property
    def ergebnis(self) -> str:
        return f"{self.adresse}/nachweise/{self.anteil}/ergebnis"

    @property
    def portal(self) -> str:
        return f"{self.adresse}/verwendungsnachweis/{self.anteil}/ergebnis"


@pytest.fixture
def haus(tmp_path: Path) -> Iterator[Haus]:
    url = sqlite_url(tmp_path / "klein.sqlite3")
    with migrated_app(url).app_context():
        db.engine.dispose()
    settings = Einstellungen(
        database_url=url, secret_key="only for tests", heute=HEUTE, files=tmp_path / "dateien"
    )
    app = create_app(settings)
    with app.app_context():
        fill_small(db.session())
        anteil = anteil_id(db.session(), KUERZEL)
        db.session.remove()
    with served(app) as adresse:
        yield Haus(app, adresse, anteil)


Seiten = dict[str, Page]


@pytest.fixture(params=[True, False], ids=["mit-skript", "ohne-skript"])
def mit_skript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def seiten(browser: Browser, haus: Haus, mit_skript: bool) -> Iterator[Seiten]:
    """One browser for each person."""
    contexts = {
        key: log_in(browser, haus.app, haus.adresse, key=key, java_script_enabled=mit_skript)
        for key in ROLLEN
    }
    yield {key: context.new_page() for key, context in contexts.items()}
    for context in contexts.values():
        context.close()


def said(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def row(page: Page, table: str, name: str) -> list[str]:
    """Return the cells of a row, by the name of its table and its heading."""
    found = (
        page.get_by_role("table", name=table, exact=True)
        .locator("tr")
        .filter(has=page.get_by_role("rowheader", name=re.compile(f"^{re.escape(name)}")))
    )
    return [words(each) for each in found.get_by_role("cell").all()]


def words(element: Locator) -> str:
    """Return the text of an element without what a figure says to those who cannot see where it leads."""
    text = " ".join(element.inner_text().split())
    return re.sub(r" ?, [^€]*: wie kommt diese Zahl zustande\?", "", text)


def amounts(page: Page, table: str) -> dict[str, str]:
    rows = page.get_by_role("table", name=table, exact=True).locator("tbody tr").all()
    return {words(each.get_by_role("rowheader")): words(each.get_by_role("cell")) for each in rows}


# -- the steps -------------------------------------------------------------------------------------------------


def begin(page: Page, haus: Haus) -> None:
    page.goto(haus.pruefung)
    expect(page.get_by_role("heading", name="Jetzt: Der Nachweis ist eingegangen.")).to_be_visible()
    page.get_by_label("Wie tief wird geprüft?").select_option("vertieft")
    page.get_by_role("button", name="Prüfung beginnen").click()
    said(page, "Die Prüfung ist begonnen.")


def draw(page: Page, haus: Haus) -> list[str]:
    """Draw the sample and return the numbers of its Belege."""
    page.goto(haus.pruefung)
    page.get_by_label("Alle Belege über").fill("5.000,00")
    page.get_by_label("Zufällige, bis erreicht sind").fill("0")
    page.get_by_label("und mindestens so viele Zeilen").fill("0")
    page.get_by_role("button", name="Stichprobe ziehen").click()
    said(page, "Die Stichprobe ist gezogen.")
    page.goto(f"{haus.pruefung}?zeige=stichprobe")
    heads = page.locator("#belege tbody th").all()
    return [words(each).split()[0] for each in heads]


def see_by_mouse(page: Page, haus: Haus, nr: str) -> None:
    page.goto(haus.pruefung)
    page.get_by_role("link", name=re.compile(f"Beleg {nr}$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Beleg {nr} prüfen")
    # Nothing is attested for somebody.
    expect(page.get_by_label("Rechnung und Zahlung gesehen")).not_to_be_checked()
    page.get_by_label("Rechnung und Zahlung gesehen").check()
    if nr == "A-13":
        page.get_by_label("Davon anerkannt").fill("0,00")
        page.get_by_role("button", name="Entscheiden").click()
        expect(page.get_by_role("alert")).to_contain_text("Grund")
        page.get_by_label("Grund der Kürzung").select_option("doppelt erfasst")
    page.get_by_role("button", name="Entscheiden").click()
    said(page, "Entschieden.")


FOKUS = """() => {
  const e = document.activeElement;
  return (e.labels?.length ? e.labels[0].innerText : e.innerText).split(/\\s+/).join(" ").trim();
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate(FOKUS).startswith(name):
            return
    raise AssertionError(f"Tab does not lead to {name}")


def choose_by_keyboard(page: Page, word: str) -> None:
    """Go down the focused choice to this word; typing its letters would begin anew after each second."""
    while page.evaluate("document.activeElement.selectedOptions[0].label") != word:
        before = page.evaluate("document.activeElement.selectedIndex")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.selectedIndex") > before, word


def see_by_keyboard(page: Page, haus: Haus, nr: str) -> None:
    """Open the row, decide, and stand at the row again; nothing is clicked and the page is not left."""
    if page.url != haus.pruefung:
        page.goto(haus.pruefung)
    page.get_by_role("link", name=re.compile(f"Beleg {nr}$")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Davon anerkannt")).to_be_focused()
    if nr == "A-13":
        page.keyboard.press("Control+A")
        page.keyboard.type("0,00")
        page.keyboard.press("Enter")
        expect(page.locator("#fehlerliste")).to_be_focused()
        expect(page.locator("#fehlerliste")).to_contain_text("Grund")
        tab_to(page, "Grund der Kürzung")
        choose_by_keyboard(page, "doppelt erfasst")
    tab_to(page, "Rechnung und Zahlung gesehen")
    page.keyboard.press("Space")
    tab_to(page, "Entscheiden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile(f"Ändern Beleg {nr}$"))).to_be_focused()
    expect(page.locator("#entschieden")).to_contain_text(f"Beleg {nr}:")
    assert page.url == haus.pruefung


def answer(page: Page, haus: Haus, art: str) -> None:
    """Answer every point of one of the two checks with ja."""
    page.goto(haus.pruefung)
    points = page.locator("#pruefliste fieldset")
    titles = page.locator("#pruefliste h3, #pruefliste fieldset").evaluate_all(
        "(all, art) => { let now = ''; return all.map(e => e.tagName === 'H3' ? (now = e.innerText, null) : now)"
        ".filter(each => each !== null).map((each, i) => each === art ? i : -1).filter(i => i >= 0); }",
        art,
    )
    assert titles
    for i in titles:
        points.nth(i).get_by_label("ja", exact=True).check()
    page.get_by_role("button", name="Antworten speichern").click()
    said(page, "Gespeichert.")


def note(page: Page, haus: Haus) -> None:
    page.goto(haus.pruefung)
    page.get_by_role("textbox", name="Feststellungen").fill("Der Beleg A-13 ist derselbe wie A-10.")
    page.get_by_role("textbox", name="Folgen").fill("Der Träger stempelt Rechnungen künftig ab.")
    page.locator("#notizen").get_by_role("button", name="Speichern").click()
    said(page, "Gespeichert.")


def sign(page: Page, haus: Haus, wort: str) -> None:
    page.goto(haus.pruefung)
    page.get_by_role("button", name=wort).click()
    said(page, "gezeichnet")


def release(page: Page, haus: Haus) -> None:
    page.goto(haus.pruefung)
    expect(
        page.get_by_text("Mit der Freigabe wird die Zuwendung auf 85.490,60 € festgesetzt.")
    ).to_be_visible()
    page.get_by_role("button", name="Freigeben und Prüfvermerk ausstellen").click()
    said(page, "freigegeben")
    page.get_by_role("link", name="Zum Ergebnis").click()
    expect(page.get_by_role("heading", name="Festgesetzt sind 85.490,60 €")).to_be_visible()


def pay(page: Page, haus: Haus, seite: str, art: str, betrag: str) -> None:
    page.goto(f"{haus.adresse}{JAHR}/zahlungen")
    page.get_by_role("link", name=f"Zahlung mit {seite} festhalten").click()
    page.get_by_label("Art der Zahlung").select_option(label=art)
    if seite != "dem Land":
        page.get_by_label("Träger und Maßnahme").select_option(index=1)
    page.get_by_label("Betrag in €").fill(betrag)
    page.get_by_label("Tag der Wertstellung").fill("28.06.2024")
    page.get_by_role("button", name="Zahlung speichern").click()
    said(page, "Die Zahlung ist festgehalten")


def enter_the_ledger(page: Page, haus: Haus) -> None:
    """Enter the Ist of the city's books: 85.800,00 paid and 309,40 that came back."""
    page.goto(f"{haus.adresse}{JAHR}/zahlungen/haushalt")
    page.get_by_label("Ist laut Haushalt in €").fill("85.490,60")
    page.get_by_label("Stand des Auszugs").fill("28.06.2024")
    page.get_by_label("Quelle").fill("Beispiel-Auszug Finanzbuchhaltung")
    page.get_by_role("button", name="Speichern").click()
    said(page, "Das Ist laut Haushalt ist gespeichert.")


def prove_to_the_land(page: Page, haus: Haus) -> None:
    """Enter what the city's books say, issue its Verwendungsnachweis, send it."""
    stadt = f"{haus.adresse}{JAHR}/nachweis-stadt"
    page.goto(f"{stadt}/zahlen/bearbeiten")
    page.get_by_label("Zuwendung des Landes lt. Abrechnung").fill("85.490,60")
    page.get_by_label("Zuwendungsfähige Ausgaben lt. Abrechnung").fill("106.863,25")
    page.get_by_label("An das Land zurückzuzahlen").fill("309,40")
    page.get_by_role("button", name="Speichern").click()
    page.goto(f"{stadt}/ausstellen")
    page.get_by_label("Ich habe Zusammenfassung und Vorschau geprüft.").check()
    page.get_by_role("button", name="Jetzt ausstellen").click()
    said(page, "Version 1 ist ausgestellt")
    page.goto(f"{stadt}/versand")
    page.get_by_label("Versandt am").fill("28.06.2024")
    page.get_by_label("Weg").select_option("Portal")
    page.get_by_role("button", name="Versand eintragen").click()
    said(page, "Das Jahr gilt als nachgewiesen.")


def test_the_way_from_eingereicht_to_abschluss(haus: Haus, seiten: Seiten, mit_skript: bool):
    amt, finanzen, finanzen2, traeger = (seiten[key] for key in ROLLEN)
    see = see_by_keyboard if mit_skript else see_by_mouse

    begin(amt, haus)
    # Three over 5.000,00 would be four quarters of staff; A-09 is shared, A-13 stands there twice.
    assert draw(finanzen, haus) == ["A-01", "A-02", "A-03", "A-04", "A-09", "A-13"]
    for nr in ("A-01", "A-02", "A-03", "A-04", "A-09", "A-13"):
        see(finanzen, haus, nr)
    finanzen.goto(haus.pruefung)
    positions = "Ausgaben nach Ausgabeposition"
    for name, cells in (
        ("Personalausgaben", ["96.000,00 €", "96.480,00 €", "+480,00 €", "96.480,00 €", "0,00 €"]),
        ("Sachausgaben", ["7.250,00 €", "6.770,00 €", "−480,00 €", "6.770,00 €", "0,00 €"]),
        ("Öffentlichkeitsarbeit", ["4.000,00 €", "4.000,00 €", "0,00 €", "3.613,25 €", "386,75 €"]),
        ("Insgesamt", ["107.250,00 €", "107.250,00 €", "0,00 €", "106.863,25 €", "386,75 €"]),
    ):
        assert row(finanzen, positions, name) == cells
    assert amounts(finanzen, "Zuwendung") == {
        "anerkannte zuwendungsfähige Ausgaben": "106.863,25 €",
        "abzüglich Leistungen Dritter": "0,00 €",
        "Bemessungsgrundlage": "106.863,25 €",
        "davon Landesanteil": "85.490,60 €",
        "Höchstbetrag": "85.800,00 €",
        "festgesetzte Zuwendung": "85.490,60 €",
    }
    assert amounts(finanzen, "Folge")["zu erstatten"] == "309,40 €"

    answer(amt, haus, "Fachlich")
    answer(finanzen, haus, "Rechnerisch")
    note(finanzen, haus)
    sign(amt, haus, "Fachlich zeichnen")
    sign(finanzen, haus, "Rechnerisch zeichnen")
    finanzen.goto(haus.pruefung)
    expect(finanzen.get_by_role("button", name=re.compile("Freigeben"))).to_have_count(0)
    release(finanzen2, haus)

    hear_and_decide(amt, traeger, haus)
    pay(finanzen, haus, "einem Träger", "Erstattung des Trägers nach der Prüfung", "309,40")
    assert amounts(opened(amt, haus.ergebnis), "Folge") == {
        "festgesetzt": "85.490,60 €",
        "netto ausgezahlt": "85.800,00 €",
        "zu erstatten": "309,40 €",
        "davon nicht erhoben": "0,00 €",
        "davon eingegangen": "309,40 €",
        "Restzahlung": "0,00 €",
        "davon gezahlt": "0,00 €",
        "offen": "0,00 €",
    }
    enter_the_ledger(finanzen, haus)
    prove_to_the_land(amt, haus)
    pay(finanzen, haus, "dem Land", "Rückzahlung: die Stadt hat an das Land gezahlt", "309,40")
    close(finanzen, haus)
    is_read_only(finanzen, haus)
    reopen(finanzen, finanzen2, haus)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    return page


def hear_and_decide(amt: Page, traeger: Page, haus: Haus) -> None:
    amt.goto(haus.ergebnis)
    amt.get_by_label("Äußerung bis").fill("31.07.2024")
    amt.get_by_role("button", name="Anhörung ausstellen").click()
    said(amt, "Anhörung")
    traeger.goto(haus.portal)
    expect(traeger.get_by_text("Die Stadt beabsichtigt, 309,40 € zurückzufordern.")).to_be_visible()
    expect(traeger.get_by_text("anerkannt 0,00 € von 386,75 €")).to_be_visible()
    traeger.get_by_label("Ihre Stellungnahme").fill("Die Rechnung ist versehentlich zweimal erfasst worden.")
    traeger.get_by_role("button", name="Stellungnahme absenden").click()
    said(traeger, "Stellungnahme")
    amt.goto(haus.ergebnis)
    expect(amt.get_by_text("versehentlich zweimal erfasst")).to_be_visible()
    amt.get_by_label("Begründung").fill("Die Rechnung 2023-0417 steht zweimal in der Belegliste.")
    amt.get_by_label("Zu zahlen bis").fill("31.07.2024")
    amt.get_by_role("button", name="Entscheiden", exact=True).click()
    said(amt, "ntschieden")
    amt.get_by_role("button", name="Schlussmitteilung ausstellen").click()
    said(amt, "Schlussmitteilung")
    amt.get_by_label("Bekannt gegeben am").fill("28.06.2024")
    amt.get_by_role("button", name="Bekanntgabe festhalten").click()
    said(amt, "Gespeichert.")
    traeger.goto(haus.portal)
    expect(traeger.get_by_text("Bitte zahlen Sie 309,40 € bis zum 31.07.2024.")).to_be_visible()
    expect(traeger.get_by_role("heading", name="Festgesetzt sind 85.490,60 €")).to_be_visible()
    expect(traeger.get_by_role("link", name=re.compile("Schlussmitteilung vom"))).to_be_visible()


def close(page: Page, haus: Haus) -> None:
    """Enter what the Land found and close the year."""
    page.goto(f"{haus.adresse}{JAHR}/abschluss")
    expect(page.get_by_role("button", name="Förderjahr 2023 abschließen")).to_have_count(0)
    page.get_by_role("link", name="Ergebnis eintragen").click()
    page.get_by_label("Schreiben vom").fill("28.06.2024")
    page.get_by_label("Aktenzeichen").fill("Beispiel 51")
    page.get_by_label("Anerkannte Zuwendung in €").fill("85.490,60")
    page.get_by_label("Forderung des Landes in €").fill("309,40")
    page.get_by_role("button", name="Ergebnis speichern").click()
    said(page, "Das Prüfergebnis des Landes ist eingetragen.")
    follow_the_money(page, haus)
    page.goto(f"{haus.adresse}{JAHR}/abschluss")
    page.get_by_role("button", name="Förderjahr 2023 abschließen").click()
    said(page, "Das Förderjahr 2023 ist abgeschlossen.")


def follow_the_money(page: Page, haus: Haus) -> None:
    """Read both tracks, the leg to the Land and where every euro is."""
    page.goto(f"{haus.adresse}{JAHR}/mittel")
    total = page.locator(".mittelstand tbody tr").last
    shown = [re.findall(r"[\d.]+,\d\d", words(cell))[0] for cell in total.get_by_role("cell").all()]
    zuwendung = ["85.800,00", "85.800,00", "85.800,00", "85.800,00", "85.490,60", "309,40", "0,00"]
    ausgaben = ["107.250,00", "107.250,00", "107.250,00", "107.250,00", "106.863,25", "106.863,25"]
    assert shown == zuwendung + ausgaben
    tiles = [re.sub(r" €.*", " €", words(each)) for each in page.locator(".kacheln > div").all()]
    assert tiles == [
        "Bewilligt laut Bescheid 85.800,00 €",
        "Eingegangen 85.800,00 €",
        "Nachgewiesen 85.490,60 €",
        "Zurückgezahlt 309,40 €",
    ]
    assert amounts(page, "Verbleib der Landesmittel 2023") == {
        "Festgesetzt": "85.490,60 €",
        "Nicht abgerufen": "0,00 €",
        "An das Land zurückgezahlt": "309,40 €",
        "Noch an das Land zurückzuzahlen": "0,00 €",
        "Zusammen": "85.800,00 €",
        "Bewilligt": "85.800,00 €",
    }


def is_read_only(page: Page, haus: Haus) -> None:
    page.goto(haus.pruefung)
    expect(page.locator("#jetzt-titel + dl")).to_contain_text("abgeschlossen")
    expect(page.get_by_text("Wieder öffnen (zwei Personen)")).to_have_count(0)


def reopen(one: Page, other: Page, haus: Haus) -> None:
    one.goto(f"{haus.adresse}{JAHR}/abschluss")
    one.get_by_label("Was ist zu berichtigen, und warum?").fill("Die Rückzahlung trägt den falschen Tag.")
    one.get_by_role("button", name="Um Öffnung bitten").click()
    said(one, "Eine zweite Person entscheidet.")
    expect(one.get_by_role("button", name="Zustimmen und öffnen")).to_have_count(0)
    other.goto(f"{haus.adresse}{JAHR}/abschluss")
    other.get_by_role("button", name="Zustimmen und öffnen").click()
    said(other, "Das Förderjahr 2023 ist wieder geöffnet.")
    other.goto(haus.pruefung)
    expect(other.locator("#jetzt-titel + dl")).to_contain_text("freigegeben")


# -- every page of the way: axe, narrow screens, keyboard -----------------------------------------------------

LANG = "Gesellschaft für Gesundheitsförderungsnetzwerkkoordination und Familienbildungsstättenbetrieb e. V."
AMTSSEITEN = (
    "/finanzen",
    "{pruefung}",
    "{pruefung}?zeige=stichprobe",
    "{pruefung}?suche=gibtesnicht",
    "{pruefung}/belege/{beleg}",
    "{pruefung}/positionen/SA",
    "{pruefung}/regeln",
    "{pruefung}/stichprobe/nachziehen",
    "{ergebnis}",
    "{jahr}/mittel",
    "{jahr}/mittel?am=31.12.2023",
    "{jahr}/mittel/anerkannt_zuwendungsfaehig?massnahme=babylotsen",
    "{jahr}/zahlungen",
    "{jahr}/zahlungen/neu/land",
    "{jahr}/zahlungen/neu/traeger",
    "{jahr}/zahlungen/haushalt",
    "{jahr}/abschluss",
    "{jahr}/abschluss/ergebnis-des-landes",
    "{jahr}/nachweis-stadt",
    "{jahr}/nachweis-stadt/zahlen",
    "{jahr}/nachweis-stadt/zahlen/bearbeiten",
    "{jahr}/nachweis-stadt/texte",
    "{jahr}/nachweis-stadt/ausstellen",
    "{jahr}/nachweis-stadt/versionen",
    "{jahr}/nachweis-stadt/versand",
)
# What looks different in every state.
IMMER = ("{pruefung}", "{ergebnis}", "{jahr}/abschluss")
STAENDE = ("eingereicht", "in_pruefung", "geprueft", "ergebnis", "abgeschlossen")


def addresses(haus: Haus, seiten: Sequence[str]) -> list[str]:
    with haus.app.app_context():
        beleg = teil_id(db.session(), "A-13")
        db.session.remove()
    names = {
        "pruefung": haus.pruefung.removeprefix(haus.adresse),
        "ergebnis": haus.ergebnis.removeprefix(haus.adresse),
        "jahr": JAHR,
        "beleg": beleg,
    }
    return [haus.adresse + each.format(**names) for each in seiten]


@pytest.fixture
def in_stand(haus: Haus, browser: Browser) -> Callable[[str], None]:
    """Bring the small year, with long names, to one of STAENDE."""

    def bring(stand: str) -> None:
        with haus.app.app_context():
            session = db.session()
            bring_to(session, haus.anteil, stand)
            session.commit()
            db.session.remove()

    return bring


def bring_to(session: Session, anteil: int, stand: str) -> None:
    persons = {
        key: session.scalars(select(m.Person).where(m.Person.email == f"{key}@stadt.example")).one()
        for key in ROLLEN
    }
    session.scalars(select(m.Traeger)).one().name = LANG
    session.commit()
    office, finance = persons["geschaeftsstelle"], persons["finanzen"]
    if stand == "eingereicht":
        return
    pruefungen.begin(session, anteil, tiefe=Prueftiefe.VERTIEFT, heute=HEUTE, person=office)
    wish = {"schwelle": euro("5000.00"), "anteil_vh": stichproben.OHNE_ANTEIL, "zeilen": 0}
    stichproben.draw_sample(session, anteil, **wish, grund="", heute=HEUTE, person=finance)
    doubled = teil_id(session, "A-13")
    urteil = Urteil(
        euro("0.00"), Kuerzungsgrund.DOPPELT_ERFASST, None, f"Dieselbe Rechnung wie A-10 {LANG}", ""
    )
    anerkennungen.recognise_beleg(session, anteil, doubled, urteil, stand=None, heute=HEUTE, person=finance)
    if stand == "in_pruefung":
        return
    fragen = load_fragen(session, load_anteil(session, anteil), ())
    given = {each.id: pruefantworten.Antwort(Pruefantwort.JA, "", 0) for each in fragen}
    pruefantworten.answer(session, anteil, given, heute=HEUTE, person=finance)
    kursorisch = pruefungen.Notizen(Prueftiefe.KURSORISCH, feststellungen="Keine.", folgen="Keine.")
    pruefungen.save_notes(session, anteil, kursorisch, stand=None, heute=HEUTE, person=finance)
    for art, person in ((Zeichnungsart.FACHLICH, office), (Zeichnungsart.RECHNERISCH, finance)):
        pruefungen.sign(session, anteil, art, vermerk="", heute=HEUTE, person=person)
    if stand == "geprueft":
        return
    nachweis = session.scalars(select(m.Verwendungsnachweis)).one()
    nachweis.status, nachweis.freigegeben_am = NachweisStatus.FREIGEGEBEN, HEUTE
    nachweis.festgesetzt = euro("85490.60")
    nachweis.erstattung = m.Erstattung(
        gefordert=euro("309.40"), anhoerung_am=HEUTE, anhoerung_bis=date(2024, 7, 31)
    )
    session.commit()
    if stand == "ergebnis":
        return
    nachweis.status = NachweisStatus.ABGESCHLOSSEN
    year = session.scalars(select(m.Foerderjahr)).one()
    year.nachgewiesen_am = year.abgeschlossen_am = HEUTE
    year.status = FoerderjahrStatus.ABGESCHLOSSEN


@pytest.mark.parametrize("stand", STAENDE)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(
    browser: Browser, haus: Haus, in_stand, axe: Axe, stand: str, width: int, scheme: str
):
    in_stand(stand)
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    office = log_in(browser, haus.app, haus.adresse, key="finanzen", **look)
    traeger = log_in(browser, haus.app, haus.adresse, key="traeger", **look)
    page = office.new_page()
    for address in addresses(haus, AMTSSEITEN if stand == "in_pruefung" else IMMER):
        assert_fine(page, address, axe)
    assert_fine(traeger.new_page(), haus.portal, axe)
    office.close()
    traeger.close()


def assert_fine(page: Page, address: str, axe: Axe) -> None:
    answer = page.goto(address, wait_until="networkidle")
    # A form of a row that may not be changed now says so and answers 403 or 409.
    assert answer is not None
    assert answer.status < 500, address
    for summary in page.locator("main summary").all():
        summary.click()
    assert axe(page) == [], address
    assert fits(page), address


def test_the_form_of_a_row_is_fine_too_and_cancel_leads_back(
    browser: Browser, haus: Haus, in_stand, axe: Axe
):
    in_stand("in_pruefung")
    context = log_in(browser, haus.app, haus.adresse, key="finanzen", viewport={"width": 320, "height": 900})
    page = context.new_page()
    page.goto(haus.pruefung)
    for nr in ("A-01", "A-13"):
        page.get_by_role("link", name=re.compile(f"Beleg {nr}$")).click()
        expect(page.get_by_label("Davon anerkannt").last).to_be_focused()
    assert axe(page) == []
    assert fits(page)
    page.get_by_role("link", name="Abbrechen").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("Beleg A-01$"))).to_be_focused()
    context.close()


REIHE = """() => [...document.querySelectorAll(
  "main a[href], main button, main summary, main input:not([type=hidden]), main select, main textarea"
)].filter(e => e.checkVisibility() && !e.disabled)
  // Of radios that belong together Tab reaches one.
  .filter((e, i, all) => e.type !== "radio" || all.findIndex(o => o.name === e.name) === i)
  .map(e => e.outerHTML.slice(0, 200))"""


def test_the_keyboard_reaches_every_control_of_the_check_in_order(browser: Browser, haus: Haus, in_stand):
    in_stand("in_pruefung")
    context = log_in(browser, haus.app, haus.adresse, key="finanzen")
    page = context.new_page()
    page.goto(haus.pruefung, wait_until="networkidle")
    page.locator("main").focus()
    expected = page.evaluate(REIHE)
    assert len(expected) > 60
    page.keyboard.press("Tab")
    for each in expected:
        assert page.evaluate("document.activeElement.outerHTML.slice(0, 200)") == each
        page.keyboard.press("Tab")
    context.close()


def test_what_was_refused_has_the_focus(browser: Browser, haus: Haus, in_stand):
    in_stand("in_pruefung")
    context = log_in(browser, haus.app, haus.adresse, key="finanzen")
    page = context.new_page()
    page.goto(haus.pruefung)
    page.get_by_role("button", name="Rechnerisch zeichnen").click()
    expect(page.locator("#abgewiesen")).to_be_focused()
    expect(page.locator("#abgewiesen")).to_contain_text("in der Stichprobe noch nicht gesehen")
    page.goto(f"{haus.pruefung}/positionen/SA")
    page.get_by_label("Davon anerkannt").fill("99.999,00")
    page.get_by_role("button", name="Entscheiden").click()
    expect(page.locator("#fehlerliste")).to_be_focused()
    context.close()
