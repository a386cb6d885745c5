"""The city's Verwendungsnachweis in the browser: readiness, figures, texts, preview, Ausstellen."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import NachweisStatus
from grants.domain.money import euro
from grants.domain.texte import Papier
from grants.services import dokumente
from grants.services.antrag_vorschau import render_entwurf
from grants.services.nachweis_stadt import load_lage
from grants.web import CSP
from tests.services.verlauf import FILES
from tests.web.conftest import Als
from tests.web.daten import HEUTE, fill
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import by_id, find, has_class, parse, seen, words
from tests.web.stadtjahr import PFAD, fill_released, proof, stated, take_release, write_kurzfassung
from tests.web.test_routes import count

LUECKENHAFT = "/foerderjahre/kinderstark/2024/nachweis-stadt"
ZAHLEN = f"{PFAD}/zahlen/bearbeiten"
BESTAETIGT = {"bestaetigt": "y"}


@pytest.fixture
def ready(session: Session) -> Session:
    fill_released(session)
    return session


@pytest.fixture
def gesetzt(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Lay out nothing, and note with which attachments it would have been done."""
    seen: list[bool] = []

    def render(_daten: object, *, ohne_anlagen: bool) -> dict[str, bytes]:
        seen.append(ohne_anlagen)
        return FILES

    monkeypatch.setattr(dokumente, "render", render)
    render_entwurf.cache_clear()
    yield seen
    render_entwurf.cache_clear()


def papers(session: Session) -> list[m.Dokument]:
    session.expire_all()
    return list(session.scalars(select(m.Dokument).order_by(m.Dokument.version)))


def states(client: FlaskClient, path: str = PFAD) -> dict[str, str]:
    """Return how each part of the readiness list stands."""
    tree = parse(client.get(path))
    return {
        item.get("id").removeprefix("aufgabe-"): words(has_class(item, "kern-task-list__status")[0])
        for item in find(by_id(tree, "bereitschaft"), "li")
        if (item.get("id") or "").startswith("aufgabe-")
    }


# -- readiness ---------------------------------------------------------------------------------------------


def test_a_complete_year_says_so_and_offers_to_issue(client: FlaskClient, ready: Session):
    text = seen(by_id(parse(client.get(PFAD)), "inhalt"))
    assert "Der Verwendungsnachweis ist vollständig und kann ausgestellt werden." in text
    assert "10 Nachweise freigegeben" in text
    assert "Bewilligt 368.600,00 € Zuwendung lt. Abrechnung 359.438,60 €" in text
    assert set(states(client).values()) == {"Erledigt", "Hinweis"}


def test_whose_proof_is_not_released_is_named_with_its_state(client: FlaskClient, ready: Session):
    take_release(ready, "beispiel-a")
    row = proof(ready, "amt-53")
    row.status, row.freigegeben_am, row.geprueft_am, row.festgesetzt = (
        NachweisStatus.EINGEREICHT,
        None,
        None,
        None,
    )
    ready.commit()
    assert states(client)["nachweise"] == "Fehlt"
    part = words(by_id(parse(client.get(PFAD)), "aufgabe-nachweise"))
    assert "2 Nachweise sind noch nicht freigegeben" in part
    assert (
        "Babylotsen Bunter Kreis · Beispielträger A e. V. Verwendungsnachweis geprüft, noch nicht freigegeben"
        in part
    )
    assert "Amt 53 Verwendungsnachweis eingereicht am 28.03.2024, noch nicht geprüft" in part


def test_nothing_stands_as_checked_in_the_draft_that_nobody_released(client: FlaskClient, ready: Session):
    take_release(ready, "beispiel-a")
    draft = client.get(f"{PFAD}/vorschau.json").json
    [row] = [
        e for b in draft["massnahmen"] for e in b["empfaenger"] if e["empfaenger"] == "Beispielträger A e. V."
    ]
    assert row["zuwendung"]["festgesetzt"] is None
    assert row["ausgaben"]["anerkannt"] is None
    assert row["ausgaben"]["nachgewiesen"] is not None
    assert draft["zuwendung"]["lt_abrechnung"] is None
    assert draft["ergebnis"]["zurueckzuzahlen"] is None
    assert "1 Festsetzung fehlt (1 noch nicht freigegeben)" in draft["grund_abrechnung"]


def test_a_difference_and_a_gap_lead_to_where_they_are_mended(client: FlaskClient, ready: Session):
    stated(ready).zuwendung_lt_abrechnung = euro("359428.60")
    ready.scalars(select(m.Text).where(m.Text.schluessel == "bestaetigung_buecher")).one().text = ""
    ready.scalars(select(m.Text).where(m.Text.schluessel == "zuwendungszweck")).one().text = ""
    ready.commit()
    found = states(client)
    assert (found["zahlen"], found["erklaerungen"], found["texte"]) == ("Abweichung", "Fehlt", "Fehlt")
    tree = parse(client.get(PFAD))
    assert "Differenz −10,00 €" in words(by_id(tree, "aufgabe-zahlen"))
    links = {words(a): a.get("href") for a in find(by_id(tree, "bereitschaft"), "a")}
    assert links["Zahlen der Stadt"] == f"{PFAD}/zahlen"
    assert links["Übereinstimmung mit Büchern und Belegen"] == f"{PFAD}/texte/bestaetigung_buecher"
    # Written for the Antrag, printed here.
    assert links["Zuwendungsbereich und Zuwendungszweck"].endswith("/2023/antrag/texte/zuwendungszweck")
    assert all(client.get(url).status_code == 200 for url in links.values())


def test_page_paper_and_refusal_name_the_same_reasons(client: FlaskClient, session: Session):
    fill(session)
    unterlagen = dokumente.collect(
        session, Papier.VERWENDUNGSNACHWEIS, programm="kinderstark", jahr=2024, am=HEUTE
    )
    session.rollback()
    page = words(by_id(parse(client.get(LUECKENHAFT)), "bereitschaft"))
    for luecke in dokumente.build(unterlagen).luecken:
        text = luecke.fehlt
        if text.startswith("("):
            text = text.partition(") ")[2].partition(":")[0]
        # The paper counts the Festsetzungen, the page names whose.
        if "Festsetzung" in text:
            text = "Nachweise sind noch nicht freigegeben"
        assert " ".join(text.split()) in page, luecke
    for violation in dokumente.hindernisse(unterlagen):
        if violation.code != "luecke":
            assert " ".join(violation.text.split()) in page, violation


# -- figures -----------------------------------------------------------------------------------------------


def row_of(client: FlaskClient, schluessel: str) -> str:
    return words(by_id(parse(client.get(f"{PFAD}/zahlen")), f"zahl-{schluessel}"))


def test_stated_and_computed_stand_side_by_side_and_a_difference_stays(client: FlaskClient, ready: Session):
    answer = absenden(client, ZAHLEN, {"zuwendung_lt_abrechnung": "359.438,65"}, knopf="Speichern")
    assert (answer.status_code, answer.location) == (303, f"{PFAD}/zahlen")
    assert row_of(client, "zuwendung_lt_abrechnung").endswith("359.438,65 € 359.438,60 € +0,05 €")
    assert row_of(client, "zuwendungsfaehig_lt_abrechnung").endswith("450.798,25 € 450.798,25 € keine")
    ready.expire_all()
    assert stated(ready).zuwendung_lt_abrechnung == euro("359438.65")
    ereignis = ready.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer.desc()).limit(1)).one()
    assert ereignis.art == "zahlen_der_stadt_geaendert"
    assert ereignis.gegenstand == "foerderjahr/kinderstark/2023/nachweis-der-stadt"


def test_the_ledger_is_shown_and_not_touched(client: FlaskClient, ready: Session):
    assert "Haushaltsüberwachung (Beispiel)" in row_of(client, "haushalt_ist")
    absenden(client, ZAHLEN, {"rueckforderung_land": ""}, knopf="Speichern")
    ready.expire_all()
    row = stated(ready)
    assert (row.haushalt_ist, row.rueckforderung_land) == (euro("403166.10"), None)
    assert "nicht angegeben" in row_of(client, "rueckforderung_land")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("1.2.3", "1.2.3"), ("-5,00", "Bitte geben Sie einen Betrag ab 0,00 € ein.")],
)
def test_a_wrong_figure_is_told_and_stays(client: FlaskClient, ready: Session, typed: str, sentence: str):
    answer = absenden(client, ZAHLEN, {"rueckforderung_land": typed}, knopf="Speichern")
    assert answer.status_code == 422
    assert sentence in words(by_id(parse(answer), "fehlerliste"))
    assert by_id(parse(answer), "rueckforderung_land").get("value") == typed


def test_two_who_state_figures_at_once_lose_nothing(client: FlaskClient, als: Als, ready: Session):
    page = client.get(ZAHLEN)
    absenden(als("geschaeftsstelle2"), ZAHLEN, {"zuwendung_lt_abrechnung": "1,00"}, knopf="Speichern")
    answer = abschicken(client, page, ZAHLEN, {"zuwendung_lt_abrechnung": "2,00"}, knopf="Speichern")
    assert answer.status_code == 409
    assert "Jetzt gespeichert: 1,00 €" in words(parse(answer))
    assert by_id(parse(answer), "zuwendung_lt_abrechnung").get("value") == "2,00"
    assert abschicken(client, answer, ZAHLEN, knopf="Speichern").status_code == 303
    ready.expire_all()
    assert stated(ready).zuwendung_lt_abrechnung == euro("2.00")


def test_figures_of_a_year_without_any_are_entered_for_the_first_time(client: FlaskClient, session: Session):
    fill(session)
    page = f"{LUECKENHAFT}/zahlen/bearbeiten"
    assert absenden(client, page, {"zuwendung_lt_abrechnung": "10"}, knopf="Speichern").status_code == 303
    assert stated(session).zuwendung_lt_abrechnung == euro("10.00")


def test_what_goes_back_to_the_land_is_told_step_by_step_from_both_sides(client: FlaskClient, ready: Session):
    text = words(parse(client.get(f"{PFAD}/zahlen")))
    steps = (
        "Bewilligt 368.600,00 €",
        "weniger festgesetzt Zuwendung des Landes lt. Abrechnung 359.438,60 €",
        "Nicht verbraucht 9.161,40 €",
        "weniger nicht abgerufen abgerufen 362.700,00 € 5.900,00 €",
        "An das Land zurückzuzahlen 3.261,40 €",
        "weniger schon zurückgezahlt 3.261,40 €",
        "Noch zurückzuzahlen 0,00 €",
        "Von den Empfängern her ergibt sich derselbe Betrag: 9.161,40 €.",
    )
    assert [step for step in steps if step not in text] == []


def test_before_all_is_released_no_amount_is_made_up(client: FlaskClient, ready: Session):
    take_release(ready, "beispiel-a")
    text = seen(by_id(parse(client.get(f"{PFAD}/zahlen")), "inhalt"))
    assert "Nicht verbraucht noch nicht ermittelbar" in text
    assert "85.800,00 € nicht freigegeben offen" in text
    assert "Sobald alle Zuwendungen festgesetzt und freigegeben sind" in text


def test_the_page_asks_the_database_as_often_for_more_rows(client: FlaskClient, ready: Session):
    before = [count(client, ready, f"{PFAD}{page}") for page in ("", "/zahlen", "/texte", "/versand")]
    for kuerzel in ("beispiel-a", "beispiel-b", "amt-53"):
        write_kurzfassung(ready, kuerzel, "Kurz.")
    after = [count(client, ready, f"{PFAD}{page}") for page in ("", "/zahlen", "/texte", "/versand")]
    assert before == after


# -- texts -------------------------------------------------------------------------------------------------


def text_of(session: Session, schluessel: str, kennung: str = "") -> str:
    session.expire_all()
    statement = select(m.Text).outerjoin(m.Jahresmassnahme).outerjoin(m.Massnahme)
    wanted = m.Massnahme.kennung == kennung if kennung else m.Text.jahresmassnahme_id.is_(None)
    return session.scalars(statement.where(m.Text.schluessel == schluessel, wanted)).one().text


def test_the_lists_hold_the_texts_of_this_paper_only(client: FlaskClient, ready: Session):
    tree = parse(client.get(f"{PFAD}/texte"))
    keys = {
        e.get("id").removeprefix("text-")
        for e in find(tree, "main//li")
        if (e.get("id") or "").startswith("text-")
    }
    assert {"sachbericht_erfolg", "bestaetigung_buecher", "sachbericht_erfolg-babylotsen"} <= keys
    assert not {"ziele", "betreff", "erklaerung_subvention"} & keys
    assert client.get(f"{PFAD}/texte/ziele").status_code == 404


def test_a_text_is_saved_and_leads_back_to_its_place(client: FlaskClient, ready: Session):
    answer = absenden(
        client, f"{PFAD}/texte/sachbericht_erfolg", {"text": "Neu gefasst.", "aktion": ""}, knopf="Speichern"
    )
    assert (answer.status_code, answer.location) == (303, f"{PFAD}/texte#text-sachbericht_erfolg")
    assert text_of(ready, "sachbericht_erfolg") == "Neu gefasst."


def test_a_kurzfassung_comes_into_the_text_at_a_click_and_is_saved_by_the_office(
    client: FlaskClient, ready: Session
):
    write_kurzfassung(ready, "beispiel-a", "Auf den Stationen wurden 388 Familien angesprochen.")
    write_kurzfassung(ready, "beispiel-b", "An 40 Nachmittagen offen.")
    page, before = f"{PFAD}/texte/sachbericht_erfolg", text_of(ready, "sachbericht_erfolg")
    answer = absenden(client, page, knopf="Übernehmen: Babylotsen")
    assert answer.status_code == 200
    field = by_id(parse(answer), "text")
    assert field.text.strip() == f"{before}\n\nAuf den Stationen wurden 388 Familien angesprochen."
    assert text_of(ready, "sachbericht_erfolg") == before
    saved = abschicken(client, answer, page, weg=(), knopf="Speichern und weiter")
    assert saved.status_code == 303
    assert text_of(ready, "sachbericht_erfolg").endswith("388 Familien angesprochen.")
    together = by_id(parse(absenden(client, page, knopf="Alle 2 anhängen")), "text").text
    assert "Babylotsen Bunter Kreis, Beispielträger A e. V.: Auf den Stationen" in together
    assert "An 40 Nachmittagen offen." in together


def test_beside_the_text_of_one_massnahme_stand_only_its_own_kurzfassungen(
    client: FlaskClient, ready: Session
):
    write_kurzfassung(ready, "beispiel-a", "Von den Babylotsen.")
    write_kurzfassung(ready, "beispiel-b", "Aus dem Stadtteil.")
    text = words(parse(client.get(f"{PFAD}/texte/sachbericht_erfolg/babylotsen")))
    assert "Von den Babylotsen." in text
    assert "Aus dem Stadtteil." not in text


def test_what_a_recipient_still_writes_is_not_shown(client: FlaskClient, ready: Session):
    write_kurzfassung(ready, "beispiel-a", "Noch nicht fertig.")
    row = proof(ready, "beispiel-a")
    row.status, row.eingereicht_am = NachweisStatus.ENTWURF, None
    row.rechtsverbindlich_am = row.geprueft_am = row.freigegeben_am = row.festgesetzt = None
    ready.commit()
    for page in ("/texte", "/texte/sachbericht_erfolg"):
        assert "Noch nicht fertig." not in client.get(f"{PFAD}{page}").text
    assert "Nachweis noch nicht eingereicht" in words(parse(client.get(f"{PFAD}/texte")))


def test_last_years_text_stands_beside(client: FlaskClient, ready: Session):
    programm = ready.scalars(select(m.Programm)).one()
    before = m.Foerderjahr(programm_id=programm.id, jahr=2022)
    ready.add(before)
    ready.flush()
    ready.add(m.Text(foerderjahr_id=before.id, schluessel="sachbericht_erfolg", text="So war es 2022."))
    ready.commit()
    page = f"{PFAD}/texte/sachbericht_erfolg"
    assert "Text aus 2022" in words(parse(client.get(page)))
    answer = absenden(client, page, knopf="Text des Vorjahres übernehmen")
    assert by_id(parse(answer), "text").text.strip() == "So war es 2022."


# -- preview and Ausstellen --------------------------------------------------------------------------------


def test_the_draft_is_a_pdf_that_only_our_own_pages_may_show(client: FlaskClient, gesetzt, ready: Session):
    response = client.get(f"{PFAD}/vorschau.pdf")
    assert response.headers["Content-Disposition"] == "inline; filename=verwendungsnachweis-2023-entwurf.pdf"
    assert response.headers.getlist("X-Frame-Options") == ["SAMEORIGIN"]
    page = client.get(f"{PFAD}/vorschau")
    assert page.headers["Content-Security-Policy"] == f"{CSP}; object-src 'self'; frame-src 'self'"
    [shown] = find(parse(page), "object")
    assert shown.get("data").startswith(f"{PFAD}/vorschau.pdf#")


def issue(client: FlaskClient):
    return absenden(client, f"{PFAD}/ausstellen", BESTAETIGT, knopf="Jetzt ausstellen")


def test_what_was_confirmed_is_stored_with_number_and_hash(client: FlaskClient, gesetzt, ready: Session):
    page = words(parse(client.get(f"{PFAD}/ausstellen")))
    assert "Zuwendung des Landes 368.600,00 € 359.438,60 €" in page
    answer = issue(client)
    assert (answer.status_code, answer.location) == (303, f"{PFAD}/versionen")
    [paper] = papers(ready)
    assert paper.nummer == "kinderstark-2023-verwendungsnachweis-1"
    assert json.loads(paper.snapshot)["zuwendung"]["lt_abrechnung"] == "359438.60"
    assert gesetzt == [False]
    assert "seitdem hat sich nichts geändert" in words(parse(client.get(f"{PFAD}/ausstellen")))


def test_a_real_paper_is_issued(client: FlaskClient, ready: Session):
    issue(client)
    [paper] = papers(ready)
    tree = parse(client.get(f"{PFAD}/versionen"))
    links = [
        a.get("href") for a in find(tree, "main//a") if f"/dokumente/{paper.id}/" in (a.get("href") or "")
    ]
    starts = {"pdf": b"%PDF-", "xlsx": b"PK", "json": b"{"}
    assert len(links) == 3
    assert all(client.get(link).data.startswith(starts[link.rpartition("/")[2]]) for link in links)


def test_what_changed_in_between_is_told_and_nothing_is_issued(client: FlaskClient, gesetzt, ready: Session):
    page = client.get(f"{PFAD}/ausstellen")
    ready.scalars(select(m.Stelle)).one().strasse = "Neue Beispielstraße 7"
    ready.commit()
    answer = abschicken(client, page, f"{PFAD}/ausstellen", BESTAETIGT, knopf="Jetzt ausstellen")
    assert answer.status_code == 409
    assert papers(ready) == []
    assert abschicken(client, answer, f"{PFAD}/ausstellen", BESTAETIGT, knopf="Jetzt").status_code == 303


@pytest.mark.parametrize("what", ["freigabe", "zahl", "bestaetigung", "umverteilung"])
def test_each_kind_of_reason_refuses_even_a_made_up_form(
    client: FlaskClient, gesetzt, ready: Session, what: str
):
    if what == "freigabe":
        take_release(ready, "beispiel-a")
    elif what == "zahl":
        stated(ready).zuwendungsfaehig_lt_abrechnung = euro("450798.24")
    elif what == "bestaetigung":
        ready.scalars(select(m.Text).where(m.Text.schluessel == "bestaetigung_buecher")).one().text = ""
    else:
        row = ready.scalars(select(m.Jahresmassnahme)).first()
        move = {"foerderjahr_id": row.foerderjahr_id, "jahresmassnahme_id": row.id, "vom": HEUTE}
        ready.add(m.Umverteilung(betrag=euro("10.00"), **move))
    ready.commit()
    page = client.get(f"{PFAD}/ausstellen")
    assert "Der Verwendungsnachweis lässt sich noch nicht ausstellen" in words(parse(page))
    assert find(parse(page), "main//form") == []
    lage = load_lage(ready, programm="kinderstark", jahr=2023, am=HEUTE)
    ready.rollback()
    token = find(parse(client.get(f"{PFAD}/texte")), "main//input")[0].get("value")
    answer = client.post(
        f"{PFAD}/ausstellen", data={"csrf_token": token, "pruefsumme": lage.pruefsumme, "bestaetigt": "y"}
    )
    assert answer.status_code == 422
    assert papers(ready) == []


# -- who may what ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rolle", ["finanzen", "einsicht"])
def test_finance_and_einsicht_look_and_change_nothing(als: Als, ready: Session, rolle: str):
    reader = als(rolle)
    for page in ("", "/zahlen", "/texte", "/vorschau", "/versionen"):
        answer = reader.get(f"{PFAD}{page}")
        assert answer.status_code == 200
        assert find(parse(answer), "main//form[@method='post']") == []
        assert not any("bearbeiten" in (a.get("href") or "") for a in find(parse(answer), "main//a"))
    for page in ("/zahlen/bearbeiten", "/texte/sachbericht_erfolg", "/ausstellen", "/versand"):
        assert reader.get(f"{PFAD}{page}").status_code == 403


def test_a_traeger_sees_nothing_of_it(als: Als, ready: Session):
    for page in ("", "/zahlen", "/texte", "/vorschau.pdf", "/versionen", "/versand"):
        assert als("traeger").get(f"{PFAD}{page}").status_code == 403
