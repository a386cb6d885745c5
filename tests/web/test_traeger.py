"""The register of Träger: found, entered, changed with a trace, people, two found to be one, who logs in."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Mittelherkunft, Rolle, TraegerArt, Zahlungsart
from tests.web.conftest import Als
from tests.web.daten import LISTE_2023, add_jahr, add_stelle, amount
from tests.web.formulare import abschicken, absenden, felder, formular
from tests.web.seiten import find, has_class, parse, words
from tests.web.test_routes import count

# Publicly known sample numbers.
IBAN, ANDERE = "DE02120300000000202051", "DE02500105170137075030"


@pytest.fixture(autouse=True)
def _stelle(session: Session) -> None:
    add_stelle(session)
    session.commit()


def add(
    session: Session, kuerzel: str, name: str, art: TraegerArt = TraegerArt.FREIER_TRAEGER, **more
) -> m.Traeger:
    row = m.Traeger(kuerzel=kuerzel, name=name, art=art, **more)
    session.add(row)
    session.commit()
    return row


def get(session: Session, kuerzel: str) -> m.Traeger:
    session.expire_all()
    return session.execute(select(m.Traeger).where(m.Traeger.kuerzel == kuerzel)).scalar_one()


def arts(session: Session) -> list[str]:
    return list(session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars())


def payload(session: Session, art: str) -> dict:
    statement = select(m.EreignisInhalt.inhalt).join(m.Ereignis).where(m.Ereignis.art == art)
    return json.loads(session.execute(statement.order_by(m.Ereignis.nummer.desc())).scalars().first() or "{}")


def names(client: FlaskClient, path: str) -> list[str]:
    tree = parse(client.get(path))
    return [words(a) for row in find(tree, "main//tbody/tr") for a in find(row, "a")[:1]]


# -- the list ----------------------------------------------------------------------------------------------


def test_an_empty_register_says_what_to_do(client: FlaskClient):
    tree = parse(client.get("/traeger"))
    assert "Noch ist kein Träger eingetragen" in words(has_class(tree, "leer-hinweis")[0])
    assert "/traeger/neu" in {a.get("href") for a in find(tree, "main//a")}


def test_the_list_is_searched_narrowed_and_ordered(client: FlaskClient, session: Session):
    add(session, "zwei", "Zweiter Verein", ort="Beispielstadt")
    add(session, "amt", "Amt 99", TraegerArt.STAEDTISCHE_STELLE, buchungsstelle="1.2.3")
    add(session, "alt", "Alter Verein", inaktiv_ab=date(2024, 1, 1))
    assert names(client, "/traeger") == ["Amt 99", "Zweiter Verein"]
    assert names(client, "/traeger?suche=beispielSTADT+verein") == ["Zweiter Verein"]
    assert names(client, "/traeger?art=staedtische_stelle") == ["Amt 99"]
    assert names(client, "/traeger?stand=inaktiv") == ["Alter Verein"]
    assert names(client, "/traeger?stand=alle&sort=art") == ["Alter Verein", "Zweiter Verein", "Amt 99"]
    assert "Kein Eintrag passt dazu" in client.get("/traeger?suche=gibtesnicht").text


def test_open_kinds_and_alike_names_are_asked_about(client: FlaskClient, session: Session):
    add(session, "wbz", "WBZ", TraegerArt.UNGEKLAERT)
    add(session, "ifak", "IFAK")
    add(session, "ifak-2", "IFAK e. V.")
    tree = parse(client.get("/traeger"))
    asked, alike = (words(alarm) for alarm in has_class(tree, "alarm"))
    assert "ist die Art offen" in asked
    assert "WBZ" in asked
    assert "IFAK und IFAK e. V." in alike
    assert "/traeger/ifak-2/zusammenfuehren?mit=ifak" in {a.get("href") for a in find(tree, "main//a")}


def test_the_files_hold_exactly_what_is_shown(client: FlaskClient, session: Session):
    add(session, "a", "=Verein A", iban=IBAN)
    add(session, "b", "Verein B")
    shown = client.get("/traeger.csv?suche=verein+a")
    [row] = list(csv.DictReader(io.StringIO(shown.data.decode("utf-8-sig")), delimiter=";"))
    # No program takes the name for a formula.
    assert (row["Name"], row["IBAN"], row["Art"]) == ("'=Verein A", IBAN, "freier Träger")
    assert "finanzielle Ansprechperson" in row["es fehlt"]
    sheet = load_workbook(io.BytesIO(client.get("/traeger.xlsx").data)).active
    cells = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    assert {"=Verein A", "Verein B"} <= set(cells)
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


@pytest.mark.parametrize("path", ["/traeger", "/traeger/2023-0", "/traeger.csv"])
def test_the_number_of_statements_does_not_grow(client: FlaskClient, session: Session, path: str):
    add_jahr(session, 2023, LISTE_2023)
    session.commit()
    few = count(client, session, path)
    for jahr in (2019, 2020, 2021, 2022):
        add_jahr(session, jahr, {f"Maßnahme {i}": "1.00" for i in range(10)}, bescheid=True)
    row = get(session, "2023-0")
    for share in session.scalars(select(m.Empfaengeranteil).where(m.Empfaengeranteil.traeger_id != row.id)):
        if share.jahresmassnahme.reihenfolge == 3:
            share.traeger_id = row.id
    row.vertretungen = [m.Vertretung(name=f"Beispiel {i}") for i in range(5)]
    session.commit()
    assert count(client, session, path) == few


# -- entered and changed -----------------------------------------------------------------------------------


def test_a_traeger_is_entered_once_though_clicked_twice(client: FlaskClient, session: Session):
    page = client.get("/traeger/neu")
    typed = {
        "name": "Verein für Familien e. V.",
        "art": "freier_traeger",
        "iban": "DE02 1203 0000 0000 2020 51",
    }
    first = abschicken(client, page, "/traeger/neu", typed)
    assert first.status_code == 303
    assert first.headers["Location"] == "/traeger/verein-fuer-familien-e-v"
    assert abschicken(client, page, "/traeger/neu", typed).headers["Location"] == first.headers["Location"]
    row = get(session, "verein-fuer-familien-e-v")
    assert row.iban == IBAN
    assert arts(session) == ["traeger_angelegt"]
    shown = client.get(first.headers["Location"]).text
    assert "DE02 1203 0000 0000 2020 51" in shown
    assert "Kreditbank" in shown
    assert "Der Träger ist eingetragen." in shown


def test_wrong_entries_are_all_told_and_kept(client: FlaskClient, session: Session):
    typed = {
        "name": "Verein",
        "art": "freier_traeger",
        "iban": "DE02120300000000205021",
        "plz": "447",
        "email": "x@y",
    }
    answer = absenden(client, "/traeger/neu", typed)
    assert answer.status_code == 422
    links = [a.get("href") for a in find(has_class(parse(answer), "fehlerliste")[0], "a")]
    assert set(links) == {"#iban", "#plz", "#email"}
    assert 'value="DE02120300000000205021"' in answer.text
    assert session.execute(select(m.Traeger)).first() is None


def test_a_stelle_has_a_buchungsstelle_and_no_iban(client: FlaskClient, session: Session):
    wrong = {"name": "Amt 99", "art": "staedtische_stelle", "iban": IBAN}
    assert "bucht selbst" in absenden(client, "/traeger/neu", wrong).text
    right = {"name": "Amt 99", "art": "staedtische_stelle", "buchungsstelle": "Innenauftrag 1"}
    assert absenden(client, "/traeger/neu", right).status_code == 303
    assert get(session, "amt-99").buchungsstelle == "Innenauftrag 1"


def test_a_name_that_leads_to_another_is_refused(client: FlaskClient, session: Session):
    row = add(session, "a", "Verein A")
    row.namen.append(m.TraegerName(name="Die Listigen"))
    session.commit()
    for name in ("Verein A", "Die Listigen"):
        answer = absenden(client, "/traeger/neu", {"name": name, "art": "freier_traeger"})
        assert "So heißt schon „Verein A“" in answer.text


def test_no_kuerzel_hides_a_page(client: FlaskClient, session: Session):
    assert absenden(client, "/traeger/neu", {"name": "Neu", "art": "freier_traeger"}).status_code == 303
    assert get(session, "neu-2").name == "Neu"


def test_a_new_iban_leaves_old_and_new_where_everybody_sees_them(client: FlaskClient, session: Session):
    add(session, "a", "Verein A", iban=IBAN)
    assert absenden(client, "/traeger/a/bearbeiten", {"iban": ANDERE}).status_code == 303
    told = payload(session, "traeger_iban_geaendert")
    assert (told["alt"], told["neu"]) == ({"iban": IBAN}, {"iban": ANDERE})
    page = client.get("/traeger/a").text
    assert "IBAN geändert am" in page
    assert "DE02 1203 0000 0000 2020 51" in page


def test_saving_without_a_change_leaves_no_ereignis(client: FlaskClient, session: Session):
    add(session, "a", "Verein A", iban=IBAN)
    assert absenden(client, "/traeger/a/bearbeiten", {}).status_code == 303
    assert arts(session) == []


def test_a_new_name_keeps_the_old_one_with_its_last_day(client: FlaskClient, session: Session):
    add(session, "a", "Alter Name")
    absenden(client, "/traeger/a/bearbeiten", {"name": "Neuer Name", "name_ab": "01.07.2024"})
    row = get(session, "a")
    assert row.name == "Neuer Name"
    assert [(n.name, n.bis) for n in row.namen] == [("Alter Name", date(2024, 6, 30))]
    assert "hieß so bis 30.06.2024" in client.get("/traeger/a").text
    # And back again: the name is free to be taken once more.
    absenden(client, "/traeger/a/bearbeiten", {"name": "Alter Name"})
    row = get(session, "a")
    assert (row.name, [(n.name, n.bis) for n in row.namen]) == ("Alter Name", [("Neuer Name", None)])


def test_two_people_at_the_same_traeger_see_both_entries(client: FlaskClient, als: Als, session: Session):
    add(session, "a", "Verein A", ort="Altstadt")
    path = "/traeger/a/bearbeiten"
    old = client.get(path)
    assert absenden(als("geschaeftsstelle2"), path, {"ort": "Neustadt"}).status_code == 303
    late = abschicken(client, old, path, {"ort": "Meinstadt"})
    assert late.status_code == 409
    shown = words(has_class(parse(late), "nebeneinander")[0])
    assert "Meinstadt" in shown
    assert "Neustadt" in shown
    assert get(session, "a").ort == "Neustadt"
    # Who has seen both may let the own one hold.
    assert abschicken(client, late, path).status_code == 303
    assert get(session, "a").ort == "Meinstadt"


@pytest.mark.parametrize(
    ("art", "promise", "other"),
    [
        (TraegerArt.FREIER_TRAEGER, m.Weiterleitung, "staedtische_stelle"),
        (TraegerArt.STAEDTISCHE_STELLE, m.Zuweisung, "freier_traeger"),
    ],
)
def test_the_kind_stays_once_money_was_promised(
    client: FlaskClient, session: Session, art: TraegerArt, promise: type, other: str
):
    add_jahr(session, 2023, {"Babylotsen": "100.00"}, bescheid=True)
    row = get(session, "2023-0")
    row.art = art
    share = session.execute(select(m.Empfaengeranteil)).scalar_one()
    session.add(promise(empfaengeranteil_id=share.id, version=1))
    session.commit()
    answer = absenden(client, "/traeger/2023-0/bearbeiten", {"art": other, "iban": "", "buchungsstelle": ""})
    assert answer.status_code == 422
    assert "die Art bleibt" in answer.text
    assert get(session, "2023-0").art is art


def test_a_traeger_that_was_paid_is_only_ended_and_can_come_back(client: FlaskClient, session: Session):
    add_jahr(session, 2023, {"Babylotsen": "100.00"}, bescheid=True)
    share = session.execute(select(m.Empfaengeranteil)).scalar_one()
    session.add(
        m.Zahlung(
            foerderjahr_id=share.jahresmassnahme.foerderjahr_id,
            empfaengeranteil_id=share.id,
            datum=date(2023, 5, 1),
            betrag=amount("100.00"),
            herkunft=Mittelherkunft.LAND,
            art=Zahlungsart.AUSZAHLUNG,
        )
    )
    session.commit()
    page = client.get("/traeger/2023-0").text
    assert "löschen" not in page
    assert "100,00" in page
    absenden(client, "/traeger/2023-0", {"inaktiv_ab": "01.01.2024"}, pfad="nicht-mehr-aktiv")
    assert get(session, "2023-0").inaktiv_ab == date(2024, 1, 1)
    assert names(client, "/traeger") == []
    absenden(client, "/traeger/2023-0", pfad="wieder-aktiv")
    assert get(session, "2023-0").inaktiv_ab is None
    assert arts(session)[-2:] == ["traeger_nicht_mehr_aktiv", "traeger_wieder_aktiv"]


def test_who_ended_is_offered_for_no_later_year(client: FlaskClient, session: Session):
    add_jahr(session, 2024, {"Babylotsen": "100.00"})
    add(session, "vorbei", "Vorbei e. V.", inaktiv_ab=date(2024, 1, 1))
    add(session, "noch", "Noch e. V.", inaktiv_ab=date(2024, 7, 1))
    page = client.get("/foerderjahre/kinderstark/2024/betraege/babylotsen/empfaenger")
    if page.status_code == 404:
        [path] = {
            a.get("href")
            for a in find(parse(client.get("/foerderjahre/kinderstark/2024/betraege")), "main//a")
            if "babylotsen" in (a.get("href") or "")
        }
        page = client.get(path)
    offered = {words(option) for option in find(parse(page), "option")}
    assert "Noch e. V." in offered
    assert "Vorbei e. V." not in offered


# -- people ------------------------------------------------------------------------------------------------


def test_who_signs_is_entered_changed_and_stays_after_the_last_day(client: FlaskClient, session: Session):
    add(session, "a", "Verein A")
    path = "/traeger/a/vertretung/neu"
    assert absenden(client, path, {"name": "Beispiel 1", "von": "1.1.2024"}).status_code == 303
    double = absenden(client, path, {"name": "Beispiel 1"})
    assert double.status_code == 422
    assert "steht schon in der Liste" in double.text
    row = get(session, "a").vertretungen[0]
    wrong = absenden(client, f"/traeger/a/vertretung/{row.id}", {"bis": "31.12.2023"})
    assert "vor dem ersten" in wrong.text
    absenden(client, f"/traeger/a/vertretung/{row.id}", {"bis": "30.06.2024"})
    tree = parse(client.get("/traeger/a"))
    assert "bis 30.06.2024" in words(has_class(tree, "leute__eintrag--frueher")[0])
    assert arts(session) == ["vertretung_eingetragen", "vertretung_geaendert"]


def test_two_people_at_the_same_entry_are_told(client: FlaskClient, als: Als, session: Session):
    row = add(session, "a", "Verein A")
    row.vertretungen = [m.Vertretung(name="Beispiel 1")]
    session.commit()
    path = f"/traeger/a/vertretung/{row.vertretungen[0].id}"
    old = client.get(path)
    absenden(als("geschaeftsstelle2"), path, {"funktion": "Vorsitz"})
    late = abschicken(client, old, path, {"funktion": "Kasse"})
    assert late.status_code == 409
    assert "Vorsitz" in words(has_class(parse(late), "nebeneinander")[0])
    assert get(session, "a").vertretungen[0].funktion == "Vorsitz"


def test_an_ansprechperson_says_for_what_and_how_she_is_reached(client: FlaskClient, session: Session):
    add(session, "a", "Verein A")
    path = "/traeger/a/ansprechperson/neu"
    wrong = absenden(client, path, {"name": "Beispiel"})
    assert wrong.status_code == 422
    assert {a.get("href") for a in find(has_class(parse(wrong), "fehlerliste")[0], "a")} == {
        "#email",
        "#inhaltlich",
    }
    right = {"name": "Beispiel", "email": "b@verein.example", "finanziell": "y"}
    assert absenden(client, path, right).status_code == 303
    page = parse(client.get("/traeger/a"))
    assert "finanziell" in words(has_class(page, "leute__eintrag")[0])
    assert "finanzielle Ansprechperson" not in words(has_class(page, "alarm")[0])


def test_a_name_of_lists_is_added_and_taken_away(client: FlaskClient, session: Session):
    add(session, "a", "Verein A")
    add(session, "b", "Verein B")
    assert (
        "führt schon zu „Verein B“" in absenden(client, "/traeger/a", {"name": "verein b"}, pfad="namen").text
    )
    absenden(client, "/traeger/a", {"name": "Die A"}, pfad="namen")
    assert [n.name for n in get(session, "a").namen] == ["Die A"]
    absenden(client, "/traeger/a", pfad="entfernen")
    assert get(session, "a").namen == []
    assert arts(session) == ["traeger_name_ergaenzt", "traeger_name_entfernt"]


# -- two found to be one -----------------------------------------------------------------------------------


def test_two_are_joined_after_a_look_at_both_and_parted_again(client: FlaskClient, session: Session):
    add(session, "ifak", "IFAK", iban=IBAN)
    add(session, "ifak-2", "IFAK e. V.", iban=ANDERE)
    path = "/traeger/ifak-2/zusammenfuehren?mit=ifak"
    page = client.get(path)
    assert "Die IBANs sind verschieden" in page.text
    done = abschicken(client, page, path)
    assert done.headers["Location"] == "/traeger/ifak"
    assert get(session, "ifak-2").zusammengefuehrt_mit_id == get(session, "ifak").id
    assert names(client, "/traeger") == ["IFAK"]
    assert "zusammengeführter Eintrag ifak-2" in client.get("/traeger/ifak").text
    assert absenden(client, "/traeger/ifak-2", pfad="trennen").status_code == 303
    assert get(session, "ifak-2").zusammengefuehrt_mit_id is None
    assert arts(session) == ["traeger_zusammengefuehrt", "traeger_getrennt"]


def test_a_traeger_and_a_stelle_are_not_joined(client: FlaskClient, session: Session):
    add(session, "a", "Verein A")
    add(session, "amt", "Amt 99", TraegerArt.STAEDTISCHE_STELLE)
    answer = absenden(client, "/traeger/a/zusammenfuehren?mit=amt")
    assert answer.status_code == 422
    assert "sind nicht dasselbe" in answer.text
    assert get(session, "a").zusammengefuehrt_mit_id is None


def test_a_joined_one_shows_its_years_at_the_other(client: FlaskClient, session: Session):
    add_jahr(session, 2023, {"Babylotsen": "100.00"}, bescheid=True)
    add(session, "ziel", "Zielverein")
    absenden(client, "/traeger/2023-0/zusammenfuehren?mit=ziel")
    page = client.get("/traeger/ziel").text
    assert "Babylotsen" in page
    assert "geführt als Beispielträger 0" in page


# -- who logs in -------------------------------------------------------------------------------------------


@pytest.fixture
def verein(session: Session) -> m.Traeger:
    return add(session, "a", "Verein A")


def invited(session: Session, email: str) -> list[tuple[Rolle, str | None]]:
    r, t = m.Rollenzuordnung, m.Traeger
    statement = select(r.rolle, t.kuerzel).join(m.Person).outerjoin(t, r.traeger_id == t.id)
    return [tuple(row) for row in session.execute(statement.where(m.Person.email == email).order_by(r.id))]


def test_a_user_is_invited_with_a_link_that_is_shown_once(
    client: FlaskClient, session: Session, verein: m.Traeger
):
    assert absenden(client, "/traeger/a/einladen", {"email": "Neu@Verein.example"}).status_code == 303
    first = client.get("/traeger/a")
    [link] = has_class(parse(first), "einladungslink")
    assert "/einladung/" in words(link)
    assert not has_class(parse(client.get("/traeger/a")), "einladungslink")
    assert invited(session, "neu@verein.example") == [(Rolle.TRAEGER, "a")]
    assert "konto_eingeladen" in arts(session)


def test_a_stelle_gets_users_of_its_own_rolle_and_an_open_kind_none(client: FlaskClient, session: Session):
    add(session, "amt", "Amt 99", TraegerArt.STAEDTISCHE_STELLE)
    add(session, "offen", "WBZ", TraegerArt.UNGEKLAERT)
    absenden(client, "/traeger/amt/einladen", {"email": "x@stadt.example"})
    assert invited(session, "x@stadt.example") == [(Rolle.STELLE, "amt")]
    answer = absenden(client, "/traeger/offen/einladen", {"email": "y@stadt.example"})
    assert answer.status_code == 422
    assert "klären Sie zuerst" in answer.text


def test_a_link_is_never_handed_out_for_an_account_with_another_rolle(
    client: FlaskClient, session: Session, verein: m.Traeger
):
    """Who manages accounts was invited and has not come yet: a link from here would open that account."""
    verein_id = verein.id
    person = m.Person(name="Neue Verwaltung", email="verwaltung@stadt.example")
    person.rollen.append(m.Rollenzuordnung(rolle=Rolle.KONTENVERWALTUNG))
    session.add(person)
    session.flush()
    session.add(m.Konto(person_id=person.id, fs_uniquifier="x" * 32))
    person_id = person.id
    session.commit()
    answer = absenden(client, "/traeger/a/einladen", {"email": "verwaltung@stadt.example"})
    assert answer.status_code == 422
    assert "mit einer anderen Rolle" in answer.text
    assert session.execute(select(m.Zugangslink)).first() is None
    # Nor by renewing, where the Kontenverwaltung gave both.
    rolle = m.Rollenzuordnung(person_id=person_id, rolle=Rolle.TRAEGER, traeger_id=verein_id)
    session.add(rolle)
    session.commit()
    assert absenden(client, "/traeger/a", pfad="einladung").status_code == 409
    assert session.execute(select(m.Zugangslink)).first() is None


def test_who_has_an_account_gets_the_rolle_without_a_link(
    client: FlaskClient, session: Session, verein: m.Traeger
):
    person = m.Person(name="Schon da", email="da@verein.example")
    session.add(person)
    session.flush()
    session.add(m.Konto(person_id=person.id, fs_uniquifier="y" * 32, password="gesetzt"))
    session.commit()
    assert absenden(client, "/traeger/a/einladen", {"email": "da@verein.example"}).status_code == 303
    page = client.get("/traeger/a")
    assert "hatte schon ein Konto" in page.text
    assert not has_class(parse(page), "einladungslink")
    assert invited(session, "da@verein.example") == [(Rolle.TRAEGER, "a")]


def test_an_access_ends_with_a_day_and_only_at_its_own_traeger(
    client: FlaskClient, session: Session, verein: m.Traeger
):
    mine = select(m.Rollenzuordnung).where(m.Rollenzuordnung.traeger_id == verein.id)
    add(session, "b", "Verein B")
    absenden(client, "/traeger/a/einladen", {"email": "x@verein.example"})
    rolle_id = session.execute(mine).scalar_one().id
    page = client.get("/traeger/a")
    # The address of another Träger's page, with the hidden fields of this one.
    form = formular(parse(page), pfad="beenden")
    foreign = client.post(f"/traeger/b/zugang/{rolle_id}/beenden", data=felder(form))
    assert foreign.status_code == 422
    assert "gibt es bei diesem Träger nicht" in foreign.text
    assert session.execute(mine).scalar_one().bis is None
    wrong = abschicken(client, page, "/traeger/a", {"bis": "gestern"}, pfad="beenden")
    assert wrong.status_code == 422
    done = absenden(client, "/traeger/a", {"bis": "31.12.2024"}, pfad="beenden")
    assert done.status_code == 303
    session.expire_all()
    assert session.execute(mine).scalar_one().bis == date(2024, 12, 31)


# -- who may -----------------------------------------------------------------------------------------------


def test_who_only_looks_sees_no_forms_and_changes_nothing(als: Als, session: Session, verein: m.Traeger):
    client = als("einsicht")
    tree = parse(client.get("/traeger/a"))
    assert find(tree, "main//form") == []
    assert all("bearbeiten" not in (a.get("href") or "") for a in find(tree, "main//a"))
    for path in ("/traeger/neu", "/traeger/a/bearbeiten", "/traeger/a/einladen", "/traeger/a/vertretung/neu"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("who", ["traeger", "stelle", "konten"])
def test_a_traeger_never_sees_the_register(als: Als, session: Session, verein: m.Traeger, who: str):
    client = als(who)
    for path in ("/traeger", "/traeger/a", "/traeger.csv", "/verstetigung", "/stelle", "/haushalte"):
        assert client.get(path).status_code == 403


def test_an_unknown_kuerzel_is_told_kindly(client: FlaskClient):
    answer = client.get("/traeger/gibt-es-nicht")
    assert answer.status_code == 404
    assert "Gehen Sie zur Liste der Träger." in answer.text
