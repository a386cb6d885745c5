"""Passing money on, from the list to the issued paper: on the example year, which adds up."""

from __future__ import annotations

import io
import json
import re

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.imports.datei import open_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from grants.services.protokoll import verify
from tests.dateien import PDF, png
from tests.verapdf import failures
from tests.web.conftest import Als
from tests.web.formulare import absenden
from tests.web.seiten import find, parse, words

LISTE = "/foerderjahre/kinderstark/2023/weiterleitungen"


@pytest.fixture
def jahr(session: Session) -> None:
    datei = open_datei(BEISPIEL / "jahr-2023.xlsx")
    mappe = parse_jahresmappe(datei)
    import_mappe(session, mappe, datei=datei.name, sha256=datei.sha256, person=acting(session, None))
    session.commit()


@pytest.fixture
def anteile(session: Session, jahr: None) -> dict[str, tuple[int, int]]:
    """Ids of share and recipient by Kürzel."""
    e, t = m.Empfaengeranteil, m.Traeger
    rows = session.execute(select(t.kuerzel, e.id, t.id).join(e, e.traeger_id == t.id)).all()
    return {kuerzel: (key, traeger) for kuerzel, key, traeger in rows}


def seite(anteile: dict[str, tuple[int, int]], kuerzel: str = "beispiel-a") -> str:
    return f"/weiterleitungen/{anteile[kuerzel][0]}"


def main(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return words(find(parse(answer), "main")[0])


AENDERUNG = {
    "aktenzeichen": "Beispiel-51-2023-A2",
    "vom": "01.09.2023",
    "wirksam_ab": "01.09.2023",
    "betrag_land": "85.800,00",
    "bewilligung_von": "01.01.2023",
    "bewilligung_bis": "31.12.2023",
    "nachweis_bis": "31.03.2024",
    "plan": "1",
    "raten": "15.09.2023; 40.000,00\n15.11.2023; 45.800,00; Land",
}


def change(client: FlaskClient, path: str, **other: str):
    return absenden(client, f"{path}/neu", {**AENDERUNG, **other})


# -- The list ----------------------------------------------------------------------------------------------------


def test_the_list_adds_up_and_a_joint_massnahme_is_the_sum_of_its_recipients(client: FlaskClient, jahr: None):
    rows = [words(tr) for tr in find(parse(client.get(LISTE)), "tbody/tr")]
    [joint] = [row for row in rows if "zusammen, 2 Empfänger" in row]
    assert joint.count("15.550,00") == 2
    assert next(row for row in rows if row.startswith("Beispielträger B")).count("9.330,00") == 2
    assert next(row for row in rows if row.startswith("Beispielträger C")).count("6.220,00") == 2
    assert rows[-1].startswith("Summe 368.600,00 € 368.600,00 € 0,00 €")
    figures = words(find(parse(client.get(LISTE)), "dl")[0])
    assert "Weitergeleitet204.430,00 € Intern zugewiesen164.170,00 € Rest0,00 €" in figures


def test_a_stelle_has_an_allocation_and_no_letter(client: FlaskClient, anteile):
    key = next(k for k in anteile if "53" in k)
    text = main(client, seite(anteile, key))
    assert "Zuweisung an Amt 53" in text
    assert "Ausstellen" not in text
    for path in ("1/ausstellen", "1/entwurf.pdf", "1/bekanntgabe", "1/dateien"):
        assert client.get(f"{seite(anteile, key)}/{path}").status_code == 404


# -- Versions ----------------------------------------------------------------------------------------------------


def test_a_change_is_a_new_version_and_the_old_one_stays(client: FlaskClient, session: Session, anteile):
    path = seite(anteile)
    assert change(client, path, betrag_land="80.000,00", raten="").status_code == 303
    rows = session.scalars(
        select(m.Weiterleitung)
        .where(m.Weiterleitung.empfaengeranteil_id == anteile["beispiel-a"][0])
        .order_by(m.Weiterleitung.version)
    ).all()
    assert [(r.version, str(r.betraege[0].betrag)) for r in rows] == [(1, "85800.00"), (2, "80000.00")]
    text = main(client, path)
    assert "Land85.800,00 €, Anteilfinanzierung mit 80,00 v. H.80.000,00 €" in text
    told = session.scalars(select(m.Ereignis.art).order_by(m.Ereignis.nummer.desc())).first()
    assert told == "weiterleitung_eingetragen"
    # What nobody was promised is seen in the list and in the sum.
    assert "368.600,00 € 362.800,00 € 5.800,00 €" in main(client, LISTE)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"wirksam_ab": ""}, "ab wann die Änderung gilt"),
        ({"raten": "15.09.2023; 1,00"}, "Bitte gleichen Sie beides an"),
        ({"raten": "15.09.2023"}, "Zeile 1: Bitte Tag; Betrag schreiben"),
        ({"raten": "15.09.2023; 85.800,00; Mars"}, "keine Herkunft"),
        ({"betrag_land": "", "raten": ""}, "mindestens einen Betrag"),
        ({"bewilligung_bis": "31.12.2022"}, "endet vor seinem Beginn"),
        ({"aktenzeichen": ""}, "Bitte geben Sie das Aktenzeichen an"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    client: FlaskClient, session: Session, anteile, other: dict[str, str], sentence: str
):
    answer = change(client, seite(anteile), **other)
    assert answer.status_code == 422
    assert sentence in words(parse(answer))
    assert "01.09.2023" in answer.text
    assert session.scalars(select(m.Weiterleitung).where(m.Weiterleitung.version == 2)).all() == []


def test_two_people_do_not_enter_the_same_change_twice(client: FlaskClient, session: Session, anteile):
    path = seite(anteile)
    assert change(client, path).status_code == 303
    answer = change(client, path, aenderungsstand="1", bemerkung="die zweite")
    assert answer.status_code == 409
    assert "Was jetzt gespeichert ist: Fassung 2" in words(parse(answer))
    assert 'value="die zweite"' in answer.text


def test_a_mistake_is_put_right_with_old_and_new_in_the_log(client: FlaskClient, session: Session, anteile):
    path = seite(anteile)
    answer = absenden(client, f"{path}/1/berichtigen", {"aktenzeichen": "Beispiel-neu"})
    assert answer.status_code == 303
    assert "Beispiel-neu" in main(client, path)
    stale = absenden(client, f"{path}/1/berichtigen", {"aktenzeichen": "x", "aenderungsstand": "0"})
    assert stale.status_code == 409
    inhalt = session.scalars(select(m.EreignisInhalt.inhalt).order_by(m.EreignisInhalt.id.desc())).first()
    assert json.loads(inhalt or "{}")["neu"]["aktenzeichen"] == "Beispiel-neu"


def test_the_bestandskraft_is_computed_from_the_bekanntgabe(client: FlaskClient, anteile):
    path = seite(anteile)
    change(client, path)
    answer = absenden(client, f"{path}/2/bekanntgabe", {"bekannt_gegeben_am": "04.09.2023"})
    assert answer.status_code == 303
    # The month ends on 4 October 2023.
    assert "Bestandskräftig ab05.10.2023 (berechnet)" in main(client, path)
    early = absenden(client, f"{path}/2/bekanntgabe", {"bekannt_gegeben_am": "31.08.2023"})
    assert early.status_code == 422


# -- The paper ---------------------------------------------------------------------------------------------------


def text_of(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    # Words that were divided at the end of a line.
    return re.sub(r"[-\u00ad\u2010]\s", "", " ".join(text.split()))


def test_a_draft_is_always_possible_and_names_what_is_missing(client: FlaskClient, anteile):
    path = seite(anteile)
    change(client, path, bewilligung_von="", plan="")
    text = text_of(client.get(f"{path}/2/entwurf.pdf").data)
    assert "[fehlt: Bewilligungszeitraum von]" in text
    assert "[fehlt: Finanzierungsplan]" in text
    page = main(client, f"{path}/2/ausstellen")
    for gap in ("Bewilligungszeitraum von", "Finanzierungsplan", "Gericht für die Rechtsbehelfsbelehrung"):
        assert gap in page
    assert "Jetzt ausstellen" not in page


def fill_court(client: FlaskClient) -> None:
    answer = absenden(client, f"{LISTE}/vorlage/bescheid", {"gericht": "Verwaltungsgericht Beispielstadt"})
    assert answer.status_code == 303


def test_an_issued_paper_is_frozen_numbered_and_sound(
    client: FlaskClient, als: Als, session: Session, anteile, tmp_path
):
    path = seite(anteile)
    fill_court(client)
    assert change(client, path).status_code == 303
    assert absenden(client, f"{path}/2/ausstellen").status_code == 303
    answer = client.get(f"{path}/papier/2.pdf")
    assert answer.status_code == 200
    text = text_of(answer.data)
    for said in (
        "Änderungsbescheid",
        "eine Zuwendung von 85.800,00 €",
        "vom 01.01.2023 bis zum 31.12.2023",
        "Verwaltungsgericht Beispielstadt",
        "15.11.2023 Land 45.800,00",
        f"kinderstark-2023-weiterleitung-{anteile['beispiel-a'][0]}-2",
    ):
        assert said in text, said
    assert "[fehlt" not in text
    assert "Entwurf" not in text
    target = tmp_path / "papier.pdf"
    target.write_bytes(answer.data)
    assert failures(target, "PDF/A-3a") == {}
    assert failures(target, "PDF/UA-1") == {}
    assert not verify(session).brueche
    # Frozen: neither put right nor issued again; what was issued stays what it is.
    again = absenden(client, f"{path}/2/berichtigen", {"aktenzeichen": "anders"})
    assert again.status_code == 409
    assert client.get(f"{path}/papier/2.pdf").data == answer.data
    # The list of the city's own papers does not grow with the recipients.
    assert "weiterleitung-" not in main(client, "/foerderjahre/kinderstark/2023")


def test_the_recipient_gets_the_paper_once_it_is_made_known_and_nobody_else(
    client: FlaskClient, als: Als, anteile
):
    path = seite(anteile)
    fill_court(client)
    change(client, path)
    absenden(client, f"{path}/2/ausstellen")
    own = als("traeger", traeger_id=anteile["beispiel-a"][1])
    other = als("traeger2", traeger_id=anteile["beispiel-b"][1])
    assert own.get(f"{path}/papier/2.pdf").status_code == 404
    absenden(client, f"{path}/2/bekanntgabe", {"bekannt_gegeben_am": "04.09.2023"})
    assert own.get(f"{path}/papier/2.pdf").status_code == 200
    assert other.get(f"{path}/papier/2.pdf").status_code == 404
    assert own.get(path).status_code == 403


def test_a_rule_that_blocks_stops_the_ausstellen_of_whom_it_concerns(
    client: FlaskClient, session: Session, anteile
):
    fill_court(client)
    path = seite(anteile)
    # More than was granted for the Maßnahme.
    change(client, path, betrag_land="90.000,00", raten="")
    page = main(client, f"{path}/2/ausstellen")
    assert "Weiterleitung und Zuweisung" in page
    assert "Bitte Weiterleitungen oder Zuweisungen verringern" in page
    assert "Jetzt ausstellen" not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"{path}/2/ausstellen").text)
    assert token
    forced = client.post(f"{path}/2/ausstellen", data={"csrf_token": token[1], "einmal": "x" * 24})
    assert forced.status_code == 422
    assert session.scalars(select(m.Dokument)).all() == []
    # Another recipient's is not held up by it.
    b = seite(anteile, "beispiel-b")
    change(client, b, betrag_land="9.330,00", raten="", art_land="anteil", anteil_land="80")
    assert "Jetzt ausstellen" in main(client, f"{b}/2/ausstellen")


# -- The template ------------------------------------------------------------------------------------------------


def test_an_unknown_field_is_refused_by_its_name_and_the_text_stays(
    client: FlaskClient, session: Session, jahr
):
    answer = absenden(client, f"{LISTE}/vorlage/vertrag", {"text": "Für {massname} bis bald"})
    assert answer.status_code == 422
    assert "Das Feld „{massname}“ gibt es nicht" in words(parse(answer))
    assert "bis bald" in answer.text
    assert session.scalars(select(m.Weiterleitungsvorlage)).all() == []


def test_the_offices_own_text_is_printed_and_a_stale_page_overwrites_nothing(
    client: FlaskClient, session: Session, anteile
):
    vorlage = f"{LISTE}/vorlage/bescheid"
    assert absenden(client, vorlage, {"text": "# Eigenes\nLiebe Leute von {traeger}."}).status_code == 303
    stale = absenden(client, vorlage, {"text": "Anders", "aenderungsstand": ""})
    assert stale.status_code == 409
    assert "Anders" in stale.text
    assert "Liebe Leute von Beispielträger A e. V." in text_of(
        client.get(f"{seite(anteile)}/1/entwurf.pdf").data
    )


# -- Scans -------------------------------------------------------------------------------------------------------


def test_a_scan_is_kept_handed_out_and_taken_away(client: FlaskClient, session: Session, anteile):
    path = seite(anteile)
    answer = absenden(client, f"{path}/1/dateien", {"datei": (io.BytesIO(PDF), "Bescheid.pdf")})
    assert answer.status_code == 303
    assert "Bescheid.pdf" in main(client, path)
    row = session.scalars(select(m.Datei)).one()
    assert client.get(f"/dateien/{row.schluessel}").data == PDF
    schluessel = row.schluessel
    taken = absenden(client, path, pfad=f"{path}/dateien/{schluessel}/entfernen")
    assert taken.status_code == 303
    assert "Bescheid.pdf" not in main(client, path)
    assert client.get(f"/dateien/{schluessel}").status_code == 404


def test_a_wrong_file_is_refused_with_a_sentence(client: FlaskClient, session: Session, anteile):
    answer = absenden(client, f"{seite(anteile)}/1/dateien", {"datei": (io.BytesIO(png()), "scan.pdf")})
    assert answer.status_code == 422
    assert "ist aber ein Bild" in words(parse(answer))
    assert session.scalars(select(m.Datei)).all() == []


@pytest.mark.parametrize("rolle", ["finanzen", "einsicht"])
def test_who_only_looks_sees_the_list_and_writes_nothing(als: Als, anteile, rolle: str):
    client = als(rolle)
    assert client.get(LISTE).status_code == 200
    assert "Änderung eintragen" not in main(client, seite(anteile))
    assert client.get(f"{seite(anteile)}/neu").status_code == 403
