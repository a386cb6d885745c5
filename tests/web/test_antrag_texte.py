"""Texts and declarations in the browser: one by one, last year's beside, nobody's words lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.services.personen import acting
from grants.services.texte import save_text
from tests.services.verlauf import payload
from tests.web.daten import fill
from tests.web.formulare import abschicken, absenden, formular
from tests.web.seiten import by_id, find, has_class, parse, words

TEXTE = "/foerderjahre/kinderstark/2024/antrag/texte"
VORJAHR = "Ziele aus dem Jahr 2023:\nfrüh und ohne Umwege."


@pytest.fixture
def year(session: Session) -> Session:
    fill(session)
    write(session, "ziele", VORJAHR, jahr=2023)
    write(session, "erklaerung_vollstaendig", "ja", jahr=2023)
    return session


def write(
    session: Session, schluessel: str, text: str, *, jahr: int = 2024, stand: int | None = None
) -> None:
    save_text(
        session,
        programm="kinderstark",
        jahr=jahr,
        schluessel=schluessel,
        text=text,
        stand=stand,
        person=acting(session, None),
    )
    session.commit()


def stored(session: Session, schluessel: str) -> str | None:
    session.expire_all()
    return session.execute(
        select(m.Text.text)
        .join(m.Foerderjahr)
        .where(m.Text.schluessel == schluessel, m.Foerderjahr.jahr == 2024)
    ).scalar_one_or_none()


def field(answer, key: str = "text") -> str:
    return by_id(parse(answer), key).text or ""


def test_a_text_is_saved_by_itself_and_counted(client: FlaskClient, year: Session):
    answer = absenden(client, f"{TEXTE}/ziele", {"text": "Neu für 2024."}, pfad="/ziele", weg=("aktion",))
    assert (answer.status_code, answer.location) == (303, f"{TEXTE}#text-ziele")
    page = parse(client.get(TEXTE))
    assert "13 Zeichen" in words(by_id(page, "text-ziele"))
    assert "„Ziele“ ist gespeichert." in words(page)
    assert "13 von 20000 Zeichen" in words(parse(client.get(f"{TEXTE}/ziele")))
    newest = year.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer.desc()).limit(1)).one()
    assert payload(newest) == {"bezeichnung": "Ziele", "alt": "", "neu": "Neu für 2024."}
    assert year.get_one(m.Person, newest.person_id).name == "Beispiel geschaeftsstelle"


def test_line_ends_of_the_browser_are_those_of_the_paper(client: FlaskClient, year: Session):
    absenden(client, f"{TEXTE}/ziele", {"text": "Eins.\r\n\r\nZwei."}, knopf="Speichern")
    assert stored(year, "ziele") == "Eins.\n\nZwei."


def test_saving_on_leads_to_the_next_text(client: FlaskClient, year: Session):
    answer = absenden(
        client, f"{TEXTE}/betreff", {"text": "Betreff", "aktion": "weiter"}, knopf="Speichern und weiter"
    )
    assert answer.location == f"{TEXTE}/bezug"


def test_last_years_text_stands_beside_and_can_be_taken_over_without_a_script(
    client: FlaskClient, year: Session
):
    page = client.get(f"{TEXTE}/ziele")
    assert field(page).strip() == ""
    [shown] = has_class(parse(page), "vorjahrestext")
    assert "Text aus 2023" in words(shown)
    assert "Er nennt 2023." in words(shown)
    answer = abschicken(client, page, f"{TEXTE}/ziele", knopf="Text des Vorjahres übernehmen")
    assert answer.status_code == 200
    assert field(answer).strip() == VORJAHR
    # In the field, and not saved before somebody saves it.
    assert stored(year, "ziele") is None
    assert abschicken(client, answer, f"{TEXTE}/ziele", knopf="Speichern und weiter").status_code == 303
    assert stored(year, "ziele") == VORJAHR


def test_what_was_typed_before_taking_over_stays_in_sight(client: FlaskClient, year: Session):
    page = client.get(f"{TEXTE}/ziele")
    answer = abschicken(
        client, page, f"{TEXTE}/ziele", {"text": "Schon getippt."}, knopf="Text des Vorjahres übernehmen"
    )
    assert "Was vorher im Feld stand Schon getippt." in words(parse(answer))


def test_where_there_was_no_text_last_year_nothing_is_offered(client: FlaskClient, year: Session):
    page = client.get(f"{TEXTE}/auswirkungen")
    assert "2023 gab es dazu keinen Text." in words(parse(page))
    assert "Text des Vorjahres übernehmen" not in page.text


def test_who_comes_second_sees_both_texts_and_may_decide(client: FlaskClient, year: Session):
    page = client.get(f"{TEXTE}/ziele")
    write(year, "ziele", "Von der anderen Person.")
    answer = abschicken(client, page, f"{TEXTE}/ziele", {"text": "Von mir."}, knopf="Speichern und weiter")
    assert answer.status_code == 409
    assert field(answer).strip() == "Von mir."
    [alert] = [a for a in has_class(parse(answer), "kern-alert") if a.get("role") == "alert"]
    assert "Jemand anderes hat diesen Text inzwischen gespeichert." in words(alert)
    assert "Von der anderen Person." in words(alert)
    assert stored(year, "ziele") == "Von der anderen Person."
    # Having seen it, the second save counts.
    assert abschicken(client, answer, f"{TEXTE}/ziele", knopf="Speichern und weiter").status_code == 303
    assert stored(year, "ziele") == "Von mir."


def test_a_double_click_saves_once(client: FlaskClient, year: Session):
    page = client.get(f"{TEXTE}/ziele")
    before = len(year.scalars(select(m.Ereignis)).all())
    for _ in range(2):
        answer = abschicken(client, page, f"{TEXTE}/ziele", {"text": "Einmal."}, knopf="Speichern und")
        assert answer.status_code == 303
    year.expire_all()
    assert len(year.scalars(select(m.Ereignis)).all()) == before + 1


def test_a_text_that_is_too_long_is_refused_and_kept(client: FlaskClient, year: Session):
    answer = absenden(client, f"{TEXTE}/betreff", {"text": "x" * 301}, knopf="Speichern und weiter")
    assert answer.status_code == 422
    assert "Der Text hat 301 Zeichen, möglich sind 300." in words(by_id(parse(answer), "fehlerliste"))
    assert by_id(parse(answer), "text").get("value") == "x" * 301
    assert stored(year, "betreff") is None


def test_a_massnahme_has_texts_of_its_own(client: FlaskClient, year: Session):
    answer = absenden(
        client, f"{TEXTE}/ziele/babylotsen", {"text": "Nur hier."}, knopf="Speichern und weiter"
    )
    assert answer.status_code == 303
    page = parse(client.get(TEXTE))
    assert "Nur hier." in words(by_id(page, "text-ziele-babylotsen"))
    assert "Ziele (1 von 9)" in words(by_id(page, "gruppe-ziele"))
    # One Maßnahme is enough for the paper: the text of the year is no gap any more.
    assert "bei den Maßnahmen" in words(by_id(page, "text-ziele"))


# -- declarations ------------------------------------------------------------------------------------------


def test_no_declaration_is_preset_whatever_was_declared_last_year(client: FlaskClient, year: Session):
    for path in (TEXTE, f"{TEXTE}/erklaerung_vollstaendig"):
        radios = [i for i in find(parse(client.get(path)), "input") if i.get("type") == "radio"]
        assert radios
        assert not [r for r in radios if "checked" in r.attrib]
    assert "Text des Vorjahres" not in client.get(f"{TEXTE}/erklaerung_vollstaendig").text


def declare(client: FlaskClient, schluessel: str, antwort: str):
    return absenden(client, TEXTE, {"text": antwort}, pfad=f"/texte/{schluessel}")


def test_a_declaration_is_made_on_the_page_of_all_texts(client: FlaskClient, year: Session):
    answer = declare(client, "erklaerung_vorsteuerabzug", "nein")
    assert (answer.status_code, answer.location) == (303, f"{TEXTE}#text-erklaerung_vorsteuerabzug")
    assert stored(year, "erklaerung_vorsteuerabzug") == "nein"
    form = formular(parse(client.get(TEXTE)), pfad="/texte/erklaerung_vorsteuerabzug")
    [chosen] = [i for i in find(form, "input") if "checked" in i.attrib]
    assert chosen.get("value") == "nein"


def test_a_declaration_can_be_taken_back(client: FlaskClient, year: Session):
    declare(client, "erklaerung_vollstaendig", "ja")
    declare(client, "erklaerung_vollstaendig", "offen")
    assert stored(year, "erklaerung_vollstaendig") == ""
    stand = parse(client.get("/foerderjahre/kinderstark/2024/antrag"))
    assert "Angaben vollständig und richtig" in words(by_id(stand, "aufgabe-erklaerungen"))


@pytest.mark.parametrize("antwort", ["vielleicht", None])
def test_an_answer_that_was_not_offered_is_refused(client: FlaskClient, year: Session, antwort: str | None):
    werte = {} if antwort is None else {"text": antwort}
    answer = absenden(client, TEXTE, werte, pfad="/texte/erklaerung_subvention")
    assert answer.status_code == 422
    [(target, sentence)] = [(a.get("href"), words(a)) for a in find(by_id(parse(answer), "fehlerliste"), "a")]
    assert sentence == "Bitte wählen Sie „ja“, „nein“ oder „noch offen“."
    assert by_id(parse(answer), target.removeprefix("#")).tag.endswith("fieldset")
    assert stored(year, "erklaerung_subvention") is None


# -- who and where -----------------------------------------------------------------------------------------


def test_every_text_warns_of_data_about_children_and_families(client: FlaskClient, year: Session):
    assert "Angaben über einzelne Kinder oder Familien gehören nicht in den Antrag." in words(
        parse(client.get(TEXTE))
    )
    assert "Bitte nichts über einzelne Kinder oder Familien." in words(parse(client.get(f"{TEXTE}/ziele")))


def test_who_only_looks_reads_the_texts_and_finds_no_form(als, year: Session):
    write(year, "ziele", "Zu lesen.")
    tree = parse(als("einsicht").get(TEXTE))
    assert "Zu lesen." in words(by_id(tree, "text-ziele"))
    assert find(tree, "main//form") == []


@pytest.mark.parametrize(
    "path",
    ["gibt-es-nicht", "sachbericht_erfolg", "ziele/gibt-es-nicht", "betreff/babylotsen", "ziele/ebika"],
)
def test_a_text_that_the_antrag_does_not_have_is_not_found(client: FlaskClient, year: Session, path: str):
    assert client.get(f"{TEXTE}/{path}").status_code == 404


def test_after_it_was_sent_the_page_says_that_a_change_is_a_new_version(client: FlaskClient, year: Session):
    page = client.get(TEXTE.replace("2024", "2023"))
    assert "Der Antrag ist am 28.10.2022 versandt worden und bleibt, wie er war." in words(parse(page))
