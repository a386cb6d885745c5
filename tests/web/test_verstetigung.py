"""Verstetigung: entries that are never deleted, the mix of a year, gaps, budgets, what the Kämmerei gets."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from tests.web.conftest import Als
from tests.web.daten import LISTE_2023, LISTE_2024, add_jahr, add_stelle, amount
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import by_id, find, has_class, parse, words
from tests.web.test_routes import count

SEITE = "/verstetigung/kinderstark/babylotsen"
EINTRAG = f"{SEITE}/eintrag"


@pytest.fixture
def jahre(session: Session) -> None:
    add_stelle(session)
    add_jahr(session, 2023, LISTE_2023, bescheid=True)
    add_jahr(session, 2024, LISTE_2024)
    session.commit()


@pytest.fixture
def haushalt(client: FlaskClient, session: Session, jahre: None) -> int:
    typed = {
        "jahr_von": "2025",
        "jahr_bis": "2026",
        "anmeldung_bis": "01.10.2024",
        "beschluss_am": "12.12.2024",
    }
    assert absenden(client, "/haushalte/neu", typed).status_code == 303
    return session.execute(select(m.Haushaltszyklus.id)).scalar_one()


def anmelden(client: FlaskClient, haushalt: int, **more: str):
    typed = {
        "schritt": "haushaltsanmeldung",
        "am": "02.05.2024",
        "zyklus": str(haushalt),
        "produkt": "06 01 02",
        "konto": "531800",
        "stellen": "0,5",
        "begruendung": "=Bedarf bleibt",
        # The columns begin with the year of today.
        "mittel-1-stadt": "20.000,00",
        "mittel-2-stadt": "20.000",
    }
    return absenden(client, EINTRAG, typed | more)


def schritte(session: Session) -> list[m.Verstetigungsschritt]:
    session.expire_all()
    return list(session.scalars(select(m.Verstetigungsschritt).order_by(m.Verstetigungsschritt.id)))


def arts(session: Session) -> list[str]:
    return list(session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars())


# -- entries -----------------------------------------------------------------------------------------------


def test_a_step_is_entered_with_its_money_once_though_clicked_twice(
    client: FlaskClient, session: Session, haushalt: int
):
    page = client.get(EINTRAG)
    typed = {"schritt": "beabsichtigt", "am": "2.5.24", "mittel-1-stadt": "1.234,56"}
    first = abschicken(client, page, EINTRAG, typed)
    assert first.headers["Location"] == f"{SEITE}#weg"
    assert abschicken(client, page, EINTRAG, typed).headers["Location"] == f"{SEITE}#weg"
    [row] = schritte(session)
    assert (row.schritt, row.am) == ("beabsichtigt", date(2024, 5, 2))
    assert [(x.jahr, x.herkunft.value, x.betrag) for x in row.mittel] == [(2025, "stadt", amount("1234.56"))]
    assert arts(session)[-1] == "verstetigung_eingetragen"


def test_what_a_state_must_prove_is_asked_for(client: FlaskClient, session: Session, haushalt: int):
    decided = absenden(client, EINTRAG, {"schritt": "ratsbeschluss", "am": "01.02.2024"})
    assert decided.status_code == 422
    links = {a.get("href") for a in find(has_class(parse(decided), "fehlerliste")[0], "a")}
    assert links == {"#gremium", "#vorlage_nummer"}
    asked = absenden(client, EINTRAG, {"schritt": "haushaltsanmeldung", "am": "01.02.2024", "stellen": "0,5"})
    links = {a.get("href") for a in find(has_class(parse(asked), "fehlerliste")[0], "a")}
    assert links == {"#zyklus", "#mittel-0-stadt"}
    assert 'value="0,5"' in asked.text
    lasting = absenden(client, EINTRAG, {"schritt": "verstetigt", "am": "01.02.2024"})
    assert "ab wann" in words(has_class(parse(lasting), "fehlerliste")[0])
    assert schritte(session) == []


@pytest.mark.parametrize(
    ("typed", "words_"),
    [
        ({"am": "17.09.2024"}, "liegt in der Zukunft"),
        ({"am": ""}, "wann das war"),
        ({"mittel-0-stadt": "viel"}, "kein eindeutiger Betrag"),
        ({"mittel-0-stadt": "-1,00"}, "nicht negativ"),
        ({"mittel-0-jahr": "24", "mittel-0-stadt": "1,00"}, "vier Ziffern"),
        ({"mittel-1-jahr": "2024", "mittel-0-stadt": "1,00", "mittel-1-stadt": "1,00"}, "steht zweimal da"),
        ({"stellen": "halb"}, "kein Stellenanteil"),
        ({"gilt_ab": "01.01.2025", "befristet_bis": "31.12.2024"}, "vor dem ersten"),
    ],
)
def test_a_wrong_entry_is_told_and_nothing_is_kept(
    client: FlaskClient, session: Session, jahre: None, typed: dict[str, str], words_: str
):
    answer = absenden(client, EINTRAG, {"schritt": "idee", "am": "16.09.2024", "bemerkung": "bleibt"} | typed)
    assert answer.status_code == 422
    assert words_ in words(has_class(parse(answer), "fehlerliste")[0])
    assert "bleibt" in answer.text
    assert schritte(session) == []


def test_a_new_entry_corrects_an_old_one_that_stays(client: FlaskClient, session: Session, haushalt: int):
    anmelden(client, haushalt)
    [wrong] = schritte(session)
    page = client.get(f"{EINTRAG}/{wrong.id}")
    assert 'value="20.000,00"' in page.text
    done = abschicken(client, page, f"{EINTRAG}/{wrong.id}", {"mittel-1-stadt": "21.000,00"})
    assert done.status_code == 303
    old, new = schritte(session)
    assert new.berichtigt_id == old.id
    assert [x.betrag for x in old.mittel] == [amount("20000.00")] * 2
    tree = parse(client.get(SEITE))
    assert "Berichtigt" in words(has_class(tree, "weg__eintrag--ungueltig")[0])
    assert "21.000,00" in words(find(tree, "main//table")[0])
    assert arts(session)[-1] == "verstetigung_berichtigt"


def test_two_people_cannot_correct_the_same_entry(
    client: FlaskClient, als: Als, session: Session, haushalt: int
):
    anmelden(client, haushalt)
    path = f"{EINTRAG}/{schritte(session)[0].id}"
    old = client.get(path)
    assert absenden(als("geschaeftsstelle2"), path, {"konto": "999"}).status_code == 303
    late = abschicken(client, old, path, {"konto": "111"})
    assert late.status_code == 409
    assert "inzwischen jemand anderes" in late.text
    assert 'value="111"' in late.text
    assert len(schritte(session)) == 2


def test_an_entry_is_taken_back_with_a_reason_and_stays_to_be_seen(
    client: FlaskClient, session: Session, haushalt: int
):
    anmelden(client, haushalt)
    wrong = absenden(client, SEITE, {"grund": ""}, pfad="zuruecknehmen")
    assert wrong.status_code == 422
    assert "warum der Eintrag nicht gilt" in wrong.text
    page = client.get(SEITE)
    assert absenden(client, SEITE, {"grund": "Andere Maßnahme"}, pfad="zuruecknehmen").status_code == 303
    [row] = schritte(session)
    assert (row.zurueckgenommen_am, row.zurueckgenommen_grund) == (date(2024, 9, 16), "Andere Maßnahme")
    shown = words(has_class(parse(client.get(SEITE)), "weg__eintrag--ungueltig")[0])
    assert "Zurückgenommen am 16.09.2024: Andere Maßnahme" in shown
    # An old page of it comes too late.
    assert abschicken(client, page, SEITE, {"grund": "noch einmal"}, pfad="zuruecknehmen").status_code == 409
    assert arts(session)[-1] == "verstetigung_zurueckgenommen"


def test_an_entry_of_another_massnahme_is_not_found(client: FlaskClient, session: Session, haushalt: int):
    anmelden(client, haushalt)
    key = schritte(session)[0].id
    assert client.get(f"/verstetigung/kinderstark/elterntalk/eintrag/{key}").status_code == 404
    assert client.get("/verstetigung/kinderstark/gibt-es-nicht").status_code == 404


# -- the page of one Maßnahme ------------------------------------------------------------------------------


def test_the_mix_stands_as_picture_words_and_table(client: FlaskClient, session: Session, haushalt: int):
    anmelden(client, haushalt)
    tree = parse(client.get(SEITE))
    assert words(by_id(tree, "mischung-titel")) == "Mittel für Babylotsen nach Jahren"
    told = words(by_id(tree, "mischung-text"))
    assert "2023: Land 85.800,00 €." in told
    assert "2025: Stadt 20.000,00 € (offen)." in told
    rows = {words(find(row, "th")[0]): words(row) for row in find(tree, "main//tbody/tr")}
    assert "85.800,00 € lt. Bescheid" in rows["2023"]
    assert "86.600,00 € beantragt, offen" in rows["2024"]
    assert "20.000,00 € Haushaltsanmeldung vom 02.05.2024, offen" in rows["2025"]
    assert all(rect.get("style") is None for rect in find(tree, "main//rect"))


def test_gaps_are_named(client: FlaskClient, haushalt: int):
    said = [words(each) for each in has_class(parse(client.get(SEITE)), "luecke")]
    assert said == [
        "Landesmittel enden 2024, für 2025 ist nichts angemeldet. Anmeldung zum Haushalt 2025/26 bis 01.10.2024."
    ]


def test_verstetigt_and_the_land_stand_side_by_side(client: FlaskClient, jahre: None):
    typed = {"schritt": "verstetigt", "am": "10.12.2021", "gilt_ab": "01.01.2022", "gremium": "Rat"}
    assert absenden(client, EINTRAG, typed).status_code == 303
    sentence = "Verstetigt seit 01.01.2022; 2024 stehen daneben 86.600,00 € Landesmittel."
    assert sentence in words(parse(client.get(SEITE)))
    assert sentence in words(parse(client.get("/verstetigung")))


def test_a_merged_massnahme_leads_to_the_one_it_is_now(client: FlaskClient, session: Session, jahre: None):
    rows = {row.kennung: row for row in session.scalars(select(m.Massnahme))}
    rows["ebika"].zusammengefuehrt_mit_id = rows["babylotsen"].id
    session.add(m.Verstetigungsschritt(massnahme_id=rows["ebika"].id, schritt="pilot", am=date(2022, 1, 1)))
    session.commit()
    page = parse(client.get("/verstetigung/kinderstark/ebika"))
    assert words(find(page, "main//h1")[0]) == "Babylotsen"
    # Both years' money counts as one.
    assert "88.670,00" in words(page)
    assert "Pilot mit Landesmitteln" in words(has_class(page, "weg")[0])
    assert "EBIKA" not in client.get("/verstetigung").text


# -- the list ----------------------------------------------------------------------------------------------


def listed(client: FlaskClient, query: str = "") -> list[str]:
    tree = parse(client.get(f"/verstetigung{query}"))
    return [words(find(row, "th//a")[0]) for row in find(tree, "main//tbody/tr")]


def test_without_massnahmen_and_budgets_the_page_says_what_comes_first(client: FlaskClient):
    first, second = (words(each) for each in has_class(parse(client.get("/verstetigung")), "leer-hinweis"))
    assert "Noch ist kein Haushalt der Stadt eingetragen" in first
    assert "Noch gibt es keine Maßnahme" in second


def test_the_list_is_narrowed_by_state_gap_and_words(client: FlaskClient, session: Session, haushalt: int):
    anmelden(client, haushalt, **{"mittel-1-stadt": "100.000", "mittel-2-stadt": "100.000"})
    assert listed(client, "?stand=haushaltsanmeldung") == ["Babylotsen"]
    assert "Babylotsen" not in listed(client, "?stand=ohne")
    # 2025 is covered as 2024 was, so it is no gap; Hebammenversorgung has nothing.
    gaps = listed(client, "?stand=luecke")
    assert "Hebammenversorgung" in gaps
    assert "Babylotsen" not in gaps
    assert listed(client, "?suche=BABY") == ["Babylotsen"]
    assert "Keine Maßnahme passt dazu" in client.get("/verstetigung?suche=nirgends").text


def test_a_massnahme_long_past_is_shown_on_demand(client: FlaskClient, session: Session, jahre: None):
    add_jahr(session, 2019, {"Altes Projekt": "1.00"}, bescheid=True)
    session.commit()
    assert "Altes Projekt" not in listed(client)
    assert "Altes Projekt" in listed(client, "?zeige=alle")


def test_what_comes_next_names_whom_to_ask_for(client: FlaskClient, haushalt: int):
    anmelden(client, haushalt)
    first, second = has_class(parse(client.get("/verstetigung")), "termin")
    assert "01.10.2024 noch 15 Tage" in words(first)
    assert "Noch nicht angemeldet:" in words(first)
    assert "Angemeldet: Babylotsen." in words(first)
    assert "Beschluss im Rat" in words(second)


def test_the_file_holds_what_the_list_shows(client: FlaskClient, haushalt: int):
    anmelden(client, haushalt)
    text = client.get("/verstetigung.csv?stand=haushaltsanmeldung").data.decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert (row["Maßnahme"], row["Stand"], row["Haushalt"]) == (
        "Babylotsen",
        "zum Haushalt angemeldet",
        "2025/26",
    )
    assert (row["Land 2024 €"], row["Stadt 2025 €"], row["Stadt 2024 €"]) == ("86.600,00", "20.000,00", "")


@pytest.mark.parametrize("path", ["/verstetigung", SEITE, "/verstetigung.csv"])
def test_the_number_of_statements_does_not_grow(
    client: FlaskClient, session: Session, haushalt: int, path: str
):
    few = count(client, session, path)
    key = session.execute(select(m.Massnahme.id).where(m.Massnahme.kennung == "babylotsen")).scalar_one()
    for jahr in (2020, 2021, 2022, 2025):
        add_jahr(
            session,
            jahr,
            {f"Maßnahme {i}": "1.00" for i in range(15)} | {"Babylotsen": "2.00"},
            bescheid=True,
        )
    for day in range(1, 15):
        step = m.Verstetigungsschritt(massnahme_id=key, schritt="idee", am=date(2024, 1, day))
        step.mittel = [m.Verstetigungsmittel(jahr=2025, herkunft="stadt", betrag=amount("1.00"))]
        session.add(step)
    session.commit()
    assert count(client, session, path) == few


# -- budgets -----------------------------------------------------------------------------------------------


def test_a_budget_is_entered_and_its_days_follow_each_other(client: FlaskClient, session: Session):
    wrong = {
        "jahr_von": "2027",
        "jahr_bis": "2028",
        "anmeldung_bis": "01.06.2026",
        "entwurf_am": "01.05.2026",
    }
    answer = absenden(client, "/haushalte/neu", wrong)
    assert answer.status_code == 422
    assert "#entwurf_am" in {a.get("href") for a in find(has_class(parse(answer), "fehlerliste")[0], "a")}
    assert absenden(client, "/haushalte/neu", {**wrong, "entwurf_am": "01.09.2026"}).status_code == 303
    row = session.execute(select(m.Haushaltszyklus)).scalar_one()
    assert (row.bezeichnung, row.jahr_von, row.jahr_bis) == ("2027/28", 2027, 2028)
    assert "2027/28" in client.get("/haushalte").text
    # Its years belong to it alone.
    assert (
        "gehören schon zum Haushalt 2027/28" in absenden(client, "/haushalte/neu", {"jahr_von": "2028"}).text
    )
    assert arts(session) == ["haushalt_angelegt"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"jahr_von": ""}, "das erste Jahr"),
        ({"jahr_von": "1999"}, "vierstellig"),
        ({"jahr_von": "2027", "jahr_bis": "2026"}, "in Folge"),
        ({"jahr_von": "2027", "jahr_bis": "2031"}, "in Folge"),
    ],
)
def test_years_of_a_budget_are_checked(client: FlaskClient, typed: dict[str, str], said: str):
    answer = absenden(client, "/haushalte/neu", typed)
    assert answer.status_code == 422
    assert said in answer.text


def test_two_people_at_a_budget_see_both_entries(
    client: FlaskClient, als: Als, session: Session, haushalt: int
):
    path = f"/haushalte/{haushalt}"
    old = client.get(path)
    assert absenden(als("geschaeftsstelle2"), path, {"anmeldung_bis": "15.10.2024"}).status_code == 303
    late = abschicken(client, old, path, {"anmeldung_bis": "20.10.2024"})
    assert late.status_code == 409
    shown = words(has_class(parse(late), "nebeneinander")[0])
    assert "20.10.2024" in shown
    assert "15.10.2024" in shown


def test_the_kaemmerei_gets_product_account_amounts_posts_and_reason(client: FlaskClient, haushalt: int):
    anmelden(client, haushalt)
    answer = client.get(f"/haushalte/{haushalt}/anmeldung.xlsx")
    assert "haushaltsanmeldung-2025-26.xlsx" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.data)).active
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in table if "Produkt" in row)
    first, total = (dict(zip(head, row, strict=True)) for row in table[table.index(head) + 1 :][:2])
    assert (first["Maßnahme"], first["Produkt"], first["Konto"]) == ("Babylotsen", "06 01 02", "531800")
    assert (first["Stadt 2025 €"], first["Stadt 2026 €"]) == (20000, 20000)
    assert first["Stellenanteile (VZÄ)"] == "0,50"
    assert first["Begründung"] == "=Bedarf bleibt"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert (total["Maßnahme"], total["Stadt 2025 €"]) == ("Summe", 20000)
    assert client.get(f"/haushalte/{haushalt + 1}/anmeldung.xlsx").status_code == 404


def test_who_only_looks_sees_the_path_and_changes_nothing(als: Als, client: FlaskClient, haushalt: int):
    anmelden(client, haushalt)
    looker = als("einsicht")
    tree = parse(looker.get(SEITE))
    assert has_class(tree, "weg__eintrag")
    assert find(tree, "main//form") == []
    for path in (EINTRAG, "/haushalte/neu", f"/haushalte/{haushalt}"):
        assert looker.get(path).status_code == 403
    assert looker.get(f"/haushalte/{haushalt}/anmeldung.csv").status_code == 200
