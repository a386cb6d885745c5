"""Einlesen in the pages: a file, its preview, the confirmation; wrong files, old pages, second tabs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.mappe import Jahresmappe
from grants.imports.datei import read_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.imports.massnahmenliste import massnahmenlisten_of
from grants.services.massnahmenliste import import_liste
from grants.services.personen import acting
from tests.imports.dateien import pack, workbook_bytes
from tests.web.conftest import Als
from tests.web.daten import LISTE_2024, add_jahr, add_stelle
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import by_id, find, has_class, parse, words

SEITE = "/foerderjahre/kinderstark/2024/einlesen"
LISTE = """Maßnahme;Träger;Betrag
Geschäftsstelle;;100.000,00
Babylotsen;;90.000,00
Neues Angebot;Beispiel e. V.;1.000,00
Summe;;191.050,00
"""


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    add_stelle(session)
    found = add_jahr(session, 2024, LISTE_2024, genannt="398400.00")
    session.commit()
    return found


def hochladen(client: FlaskClient, inhalt: str | bytes = LISTE, name: str = "liste.csv", seite: str = SEITE):
    content = inhalt.encode() if isinstance(inhalt, str) else inhalt
    return absenden(client, seite, {"datei": (io.BytesIO(content), name)}, knopf="Vorschau anzeigen")


def vorschau(client: FlaskClient, inhalt: str | bytes = LISTE, **options: str) -> str:
    answer = hochladen(client, inhalt, **options)
    assert answer.status_code == 303, words(find(parse(answer), "main")[0])
    return answer.headers["Location"]


def count(session: Session, model: type[m.Base] = m.Einlesung) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def arts(session: Session) -> list[str]:
    return list(session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars())


def main(answer) -> str:
    return words(find(parse(answer), "main")[0])


def zeilen(answer) -> dict[str, tuple[str, ...]]:
    """Return the rows of the table of amounts: name to the figures as people see them."""
    found = {}
    for row in (r for r in find(parse(answer), "main//tr") if "vergleich--" in (r.get("class") or "")):
        [head, *cells] = row
        found[words(head)] = tuple(words(cell).replace("\u00a0", " ") for cell in cells)
    return found


def betrag(session: Session, kennung: str) -> str | None:
    session.expire_all()
    statement = (
        select(m.Antragsposition.betrag)
        .join(m.Jahresmassnahme)
        .join(m.Massnahme)
        .where(m.Massnahme.kennung == kennung)
    )
    found = session.execute(statement.where(m.Massnahme.kennung == kennung)).scalar_one_or_none()
    return None if found is None else str(found)


# -- the main act ----------------------------------------------------------------------------------------------


def test_a_list_is_uploaded_looked_at_and_taken_over(client: FlaskClient, session: Session, jahr):
    adresse = vorschau(client)
    page = client.get(adresse)
    shown = zeilen(page)
    assert shown["Geschäftsstelle"] == ("100.000,00 €", "100.000,00 €", "", "unverändert")
    assert shown["Babylotsen"] == ("86.600,00 €", "90.000,00 €", "+3.400,00 €", "geändert")
    assert shown["Neues Angebotneu im Register"] == (
        "–kein Betrag",
        "1.000,00 €",
        "+1.000,00 €",
        "neu im Antrag",
    )
    assert shown["Elterntalk"] == ("10.000,00 €", "10.000,00 €", "", "fehlt in der neuen Liste, bleibt")
    said = main(page).replace("\u00a0", " ")
    assert "In der Datei angegeben191.050,00 €" in said
    assert "Summe der Zeilen191.000,00 €" in said
    assert "Differenz−50,00 €" in said
    assert betrag(session, "babylotsen") == "86600.00"
    answer = absenden(client, adresse, knopf="Übernehmen")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/foerderjahre/kinderstark/2024/betraege"
    assert "ist übernommen" in main(client.get(answer.headers["Location"]))
    assert betrag(session, "babylotsen") == "90000.00"
    assert arts(session) == ["datei_hochgeladen", "massnahmenliste_eingelesen", "einlesung_uebernommen"]


def test_the_first_list_of_an_empty_installation_makes_its_year(client: FlaskClient, session: Session):
    add_stelle(session)
    session.commit()
    assert "einlesen" in {link.get("href").strip("/") for link in find(parse(client.get("/")), "main//a")}
    text = "Maßnahmen Förderung 2025\n\nBabylotsen\t85.800 €\nSumme 2025: 85.800 €\n"
    adresse = vorschau(client, text, name="liste.txt", seite="/einlesen")
    page = client.get(adresse)
    assert "Dieses Förderjahr gibt es noch nicht, es wird angelegt." in main(page)
    answer = absenden(client, adresse, {"betragsart": "landesfoerderung"}, knopf="Übernehmen")
    assert answer.headers["Location"] == "/foerderjahre/kinderstark/2025/betraege"
    assert session.execute(select(m.Antrag.betragsart)).scalar_one() == "landesfoerderung"


def test_what_was_taken_over_stays_to_be_looked_at_with_its_file(client: FlaskClient, session: Session, jahr):
    adresse = vorschau(client)
    absenden(client, adresse, knopf="Übernehmen")
    page = client.get(adresse)
    assert "Übernommen am" in main(page)
    assert find(parse(page), "main//form") == []
    file = client.get(f"{adresse}/datei")
    assert (file.data, file.headers["Content-Disposition"]) == (
        LISTE.encode(),
        "attachment; filename=liste.csv",
    )
    assert file.content_type == "application/octet-stream"
    assert "übernommen am" in main(client.get(SEITE))


# -- questions -------------------------------------------------------------------------------------------------


def test_an_answer_that_changes_the_preview_is_shown_before_anything_is_taken_over(
    client: FlaskClient, session: Session, jahr
):
    adresse = vorschau(client)
    answer = absenden(client, adresse, {"ersetzen": "ja"}, knopf="Übernehmen")
    assert (answer.status_code, answer.headers["Location"]) == (303, adresse)
    assert betrag(session, "babylotsen") == "86600.00"
    page = client.get(adresse)
    assert "Ihre Antworten ändern die Vorschau" in main(page)
    assert zeilen(page)["Elterntalk"][3] == "fehlt in der neuen Liste, kommt heraus"
    absenden(client, adresse, knopf="Übernehmen")
    assert (betrag(session, "babylotsen"), betrag(session, "elterntalk")) == ("90000.00", None)


def test_what_the_amounts_mean_is_answered_and_taken_over_in_one_step(
    client: FlaskClient, session: Session, jahr
):
    adresse = vorschau(client)
    assert absenden(client, adresse, {"betragsart": "gesamtausgaben"}, knopf="Übernehmen").status_code == 303
    assert session.execute(select(m.Antrag.betragsart)).scalar_one() == "gesamtausgaben"


def test_a_similar_name_is_asked_about_and_the_confirmation_waits_for_the_answer(
    client: FlaskClient, session: Session, jahr
):
    adresse = vorschau(client, "Maßnahme;Träger;Betrag\nBabylotsen-Dienst;;85.000,00\n")
    answer = absenden(client, adresse, knopf="Übernehmen")
    assert answer.status_code == 422
    [link] = find(by_id(parse(answer), "fehlerliste"), "a")
    assert link.get("href") == "#gleich-0"
    assert "„Babylotsen-Dienst“" in words(link)
    absenden(client, adresse, {"gleich-0": "babylotsen"}, knopf="Übernehmen")
    assert zeilen(client.get(adresse))["Babylotsen"][:2] == ("86.600,00 €", "85.000,00 €")
    absenden(client, adresse, knopf="Übernehmen")
    assert betrag(session, "babylotsen") == "85000.00"


def test_every_problem_stands_with_row_cell_and_content_and_there_is_nothing_to_confirm(
    client: FlaskClient, session: Session, jahr
):
    text = "Maßnahme;Träger;Betrag\nBabylotsen;;abc\n;IFAK;3.000,00\nElterntalk;;1,234.56\n"
    page = client.get(vorschau(client, text))
    rows = [[words(cell) for cell in row] for row in find(by_id(parse(page), "inhalt"), "table//tbody/tr")]
    assert [row[:2] for row in rows] == [
        ["Zeile 2, Spalte „Betrag“, Zelle C2", "abc"],
        ["Zeile 3, Spalte „Maßnahme“, Zelle A3", ""],
        ["Zeile 4, Spalte „Betrag“, Zelle C4", "1,234.56"],
    ]
    assert "Übernehmen" not in [words(b) for b in find(parse(page), "main//button")]
    assert betrag(session, "babylotsen") == "86600.00"


def test_a_corrected_file_goes_on_in_place_of_the_wrong_one(client: FlaskClient, session: Session, jahr):
    wrong = vorschau(client, LISTE.replace("90.000,00", "abc"))
    answer = absenden(
        client, wrong, {"datei": (io.BytesIO(LISTE.encode()), "liste.csv")}, knopf="Vorschau anzeigen"
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] != wrong
    assert "Verworfen" in main(client.get(wrong))
    absenden(client, answer.headers["Location"], knopf="Übernehmen")
    assert betrag(session, "babylotsen") == "90000.00"


@pytest.mark.parametrize(("field", "value"), [("art", "erfunden"), ("jahr", "24"), ("gleich-0", "erfunden")])
def test_a_tampered_answer_is_refused_with_everything_kept(
    client: FlaskClient, session: Session, jahr, field, value
):
    adresse = vorschau(client, "Maßnahme;Träger;Betrag\nBabylotsen-Dienst;;85.000,00\n")
    answer = absenden(client, adresse, {field: value, "betragsart": "gesamtausgaben"}, knopf="Übernehmen")
    assert answer.status_code == 422
    chosen = [
        o.get("value") for o in find(by_id(parse(answer), "betragsart"), "option") if "selected" in o.attrib
    ]
    assert chosen == ["gesamtausgaben"]
    assert betrag(session, "babylotsen") == "86600.00"


# -- confirmed against what was shown --------------------------------------------------------------------------


def other_import(session: Session, text: str) -> None:
    listen = massnahmenlisten_of(read_datei(text.encode(), name="andere.csv"), jahr=2024, zahlen=None)
    import_liste(session, listen, person=acting(session, None))
    session.commit()


def test_a_change_under_the_open_preview_stops_the_confirmation_and_says_what_is_new(
    client: FlaskClient, session: Session, jahr
):
    adresse = vorschau(client)
    old = client.get(adresse)
    other_import(session, "Maßnahme;Träger;Betrag\nBabylotsen;;70.000,00\n")
    assert "Seit dieser Vorschau wurde gearbeitet: zuletzt von Kommandozeile" in main(client.get(adresse))
    answer = abschicken(client, old, adresse, knopf="Übernehmen")
    assert answer.status_code == 409
    told = words(has_class(parse(answer), "veraltet")[0]).replace("\u00a0", " ")
    assert "Es wurde nichts übernommen" in told
    assert "2024, Babylotsen: bisher 70.000,00 €, dann 90.000,00 €" in told
    assert betrag(session, "babylotsen") == "70000.00"
    # The page that came back is the new preview: it can be confirmed as it stands.
    assert abschicken(client, answer, adresse, knopf="Übernehmen").status_code == 303
    assert betrag(session, "babylotsen") == "90000.00"


def test_a_change_elsewhere_does_not_stop_it(client: FlaskClient, session: Session, jahr):
    adresse = vorschau(client)
    old = client.get(adresse)
    other_import(session, "Maßnahme;Träger;Betrag\nGeschäftsstelle;;100.000,00\n")
    assert abschicken(client, old, adresse, knopf="Übernehmen").status_code == 303
    assert betrag(session, "babylotsen") == "90000.00"


def test_confirming_twice_acts_once(client: FlaskClient, session: Session, jahr):
    adresse = vorschau(client)
    page = client.get(adresse)
    first = abschicken(client, page, adresse, knopf="Übernehmen")
    second = abschicken(client, page, adresse, knopf="Übernehmen")
    assert (second.status_code, second.headers["Location"]) == (303, first.headers["Location"])
    assert arts(session).count("massnahmenliste_eingelesen") == 1


def test_a_second_person_who_confirms_later_is_told(client: FlaskClient, als: Als, session: Session, jahr):
    adresse = vorschau(client)
    other = als("geschaeftsstelle2")
    page = other.get(adresse)
    absenden(client, adresse, knopf="Übernehmen")
    answer = abschicken(other, page, adresse, knopf="Übernehmen")
    assert answer.status_code == 303
    assert "ist schon übernommen" in main(other.get(answer.headers["Location"]))
    assert arts(session).count("massnahmenliste_eingelesen") == 1


def test_a_second_tab_with_other_answers_is_noticed(client: FlaskClient, session: Session, jahr):
    adresse = vorschau(client)
    old = client.get(adresse)
    absenden(client, adresse, {"ersetzen": "ja"}, knopf="Vorschau neu berechnen")
    answer = abschicken(client, old, adresse, {"ersetzen": "ja"}, knopf="Übernehmen")
    assert answer.status_code == 409
    assert "inzwischen mit anderen Antworten" in main(answer)
    assert betrag(session, "babylotsen") == "86600.00"


def test_an_upload_sent_twice_is_kept_once(client: FlaskClient, session: Session, jahr):
    page = client.get(SEITE)
    both = [
        abschicken(client, page, SEITE, {"datei": (io.BytesIO(LISTE.encode()), "liste.csv")}, pfad="")
        for _ in range(2)
    ]
    assert both[0].headers["Location"] == both[1].headers["Location"]
    assert count(session) == 1


def test_a_discarded_file_is_gone_and_its_page_says_so(client: FlaskClient, session: Session, jahr):
    adresse = vorschau(client)
    page, other = client.get(adresse), client.get(adresse)
    answer = abschicken(client, page, adresse, pfad="verwerfen")
    assert answer.headers["Location"] == SEITE
    assert "Es wurde nichts übernommen" in main(client.get(SEITE))
    assert client.get(f"{adresse}/datei").status_code == 404
    assert "nicht mehr gespeichert" in main(client.get(adresse))
    # A second tab that discards or takes over is told, and nothing happens.
    assert abschicken(client, other, adresse, pfad="verwerfen").headers["Location"] == SEITE
    assert abschicken(client, other, adresse, knopf="Übernehmen").headers["Location"] == SEITE
    assert "ist schon verworfen" in main(client.get(SEITE))
    assert arts(session) == ["datei_hochgeladen", "einlesung_verworfen"]


def test_the_same_file_again_is_said_to_be_known(client: FlaskClient, session: Session, jahr):
    absenden(client, vorschau(client), knopf="Übernehmen")
    answer = hochladen(client)
    assert answer.status_code == 200
    assert "„liste.csv“ ist schon eingelesen" in main(answer)
    assert count(session) == 1


def test_the_same_file_while_it_waits_opens_the_waiting_one(client: FlaskClient, session: Session, jahr):
    adresse = vorschau(client)
    assert vorschau(client) == adresse
    assert count(session) == 1


# -- wrong files -----------------------------------------------------------------------------------------------


def ole(word: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64 + word.encode("utf-16-le") + b"\x00" * 64


def wrong_files(folder: Path) -> dict[str, tuple[bytes, str]]:
    """Return files by name, each with a word of the sentence that refuses it."""
    bomb = pack(folder / "bombe.xlsx", parts={"xl/a.xml": b"<a>" + b"0" * (120 * 2**20) + b"</a>"})
    word = pack(folder / "word.xlsx", parts={"word/document.xml": "x"}, without=["xl/workbook.xml"])
    macro = pack(folder / "makro.xlsx", parts={"xl/vbaProject.bin": b"\xd0\xcf"})
    return {
        "antrag.docx als.xlsx": (word.read_bytes(), "Word-Dokument"),
        "geheim.xlsx": (ole("EncryptedPackage"), "Passwort"),
        "alt.xls": (ole("Workbook"), "alten Office-Format"),
        "brief.csv": (ole("WordDocument"), "Word-Dokument"),
        "makro.xlsx": (macro.read_bytes(), "Makros"),
        "bombe.xlsx": (bomb.read_bytes(), "entpackt größer"),
        "scan.csv": (b"%PDF-1.7 Beispiel", "PDF"),
        "leer.csv": (b"  \n", "leer"),
        "prosa.txt": (b"Sehr geehrte Damen und Herren,\n\nanbei nichts.\n", "keine Maßnahmenliste"),
        "spalten.csv": (b"Titel;Wert\nA;1\n", "keine Kopfzeile"),
        "tabelle.xlsx": (workbook_bytes(), "Kopfzeile"),
        "halb.xlsx": (workbook_bytes()[:2000], "nicht les"),
    }


def test_a_wrong_file_gets_a_sentence_and_is_not_kept(
    client: FlaskClient, session: Session, jahr, tmp_path: Path
):
    for name, (content, word) in wrong_files(tmp_path).items():
        answer = hochladen(client, content, name=name)
        assert answer.status_code == 422, name
        tree = parse(answer)
        [link] = find(by_id(tree, "fehlerliste"), "a")
        assert link.get("href") == "#datei", name
        assert word in words(link), (name, words(link))
        assert words(link).endswith("."), name
    assert count(session) == 0
    assert arts(session) == []


def test_without_a_file_the_page_asks_for_one(client: FlaskClient, jahr):
    answer = absenden(client, SEITE, knopf="Vorschau anzeigen")
    assert answer.status_code == 422
    assert "Bitte wählen Sie eine Datei aus." in main(answer)


def test_a_file_that_is_too_large_is_refused_with_its_own_page(client: FlaskClient, session: Session, jahr):
    content = b"0" * (21 * 2**20)
    answer = client.post(SEITE, data=content, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "höchstens 20 MB" in main(answer)
    assert count(session) == 0


def test_the_path_of_a_browser_and_what_cannot_be_printed_do_not_come_into_the_name(
    client: FlaskClient, session: Session, jahr
):
    vorschau(client, name="Ordner/Beispiel/li\u0007ste <b>.csv")
    assert session.execute(select(m.Einlesung.datei)).scalar_one() == "liste <b>.csv"


# -- files that go out -----------------------------------------------------------------------------------------


def test_the_empty_jahresmappe_and_the_year_come_as_workbooks_that_can_be_read_in_again(
    client: FlaskClient, session: Session
):
    other_import(session, LISTE)
    empty = client.get("/einlesen/jahresmappe.xlsx")
    assert "attachment" in empty.headers["Content-Disposition"]
    assert parse_jahresmappe(read_datei(empty.data, name="leer.xlsx")) == Jahresmappe()
    year = client.get("/foerderjahre/kinderstark/2024/jahresmappe.xlsx")
    assert year.headers["Content-Disposition"] == "attachment; filename=jahr-2024.xlsx"
    read = parse_jahresmappe(read_datei(year.data, name="jahr.xlsx"))
    assert [z.name for z in read.massnahmen] == ["Geschäftsstelle", "Babylotsen", "Neues Angebot"]
    links = {a.get("href") for a in find(parse(client.get(SEITE)), "main//a")}
    assert {"/einlesen/jahresmappe.xlsx", "/foerderjahre/kinderstark/2024/jahresmappe.xlsx"} <= links
    assert client.get("/foerderjahre/kinderstark/1999/jahresmappe.xlsx").status_code == 404


def test_a_jahresmappe_of_another_year_says_which_one_it_is(client: FlaskClient, session: Session, jahr):
    page = client.get(vorschau(client, (BEISPIEL / "jahr-2023.xlsx").read_bytes(), name="jahr-2023.xlsx"))
    assert "gehört zu einem anderen Förderjahr" in main(page)
    assert "Hochgeladen haben Sie sie beim Förderjahr 2024, sie nennt 2023." in main(page)
    titles = [words(s) for s in find(parse(page), "main//details/summary")]
    assert any(title.startswith("Belege") for title in titles)


# -- who may ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rolle", ["finanzen", "einsicht", "konten", "traeger", "stelle"])
def test_only_the_geschaeftsstelle_reads_in(als: Als, client: FlaskClient, session: Session, jahr, rolle):
    adresse = vorschau(client)
    other = als(rolle)
    for path in (SEITE, "/einlesen", adresse, f"{adresse}/datei", "/einlesen/jahresmappe.xlsx"):
        assert other.get(path).status_code == 403, path
    assert count(session) == 1


def test_an_unknown_year_or_upload_is_not_there(client: FlaskClient, jahr):
    assert client.get("/foerderjahre/kinderstark/1999/einlesen").status_code == 404
    assert client.get("/einlesen/999999").status_code == 404
