"""From the task list to the receipt: what is missing, what is declared, frozen, sent, read only afterwards."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Befugnis, Dateizweck, NachweisStatus, Rolle, Unterschriftsart
from grants.domain.errors import Conflict
from grants.domain.money import euro
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.traegernachweis import list_fassungen
from grants.services import nachweisstand
from grants.services.nachweisakte import collect, thaw
from tests.dateien import PDF, png
from tests.web.conftest import Als, add_person, open_session
from tests.web.daten import HEUTE
from tests.web.formulare import abschicken, absenden
from tests.web.nachweise import ERKLAERT, add_beispieljahr, add_bericht, anteil_of, traeger_id
from tests.web.seiten import parse, words

JETZT = datetime(2024, 9, 16, 8, tzinfo=UTC)


@pytest.fixture
def jahr(session: Session) -> None:
    add_beispieljahr(session)


@pytest.fixture
def anteil(session: Session, jahr: None) -> Anteil:
    return anteil_of(session, "beispiel-b")


@pytest.fixture
def traeger(als: Als, session: Session, anteil: Anteil) -> FlaskClient:
    client = als("traeger", traeger_id=anteil.traeger_id)
    add_bericht(session, anteil, add_person(session, "traeger").id)
    return client


def seite(anteil: Anteil, rest: str = "") -> str:
    return f"/verwendungsnachweis/{anteil.id}{rest}"


def declare(client: FlaskClient, anteil: Anteil) -> None:
    assert absenden(client, seite(anteil, "/erklaerungen"), ERKLAERT).status_code == 303


def send(client: FlaskClient, anteil: Anteil):
    return absenden(client, seite(anteil, "/absenden/zusammenfassung"))


def test_the_whole_way_from_the_list_to_the_receipt(traeger: FlaskClient, session: Session, anteil: Anteil):
    page = words(parse(traeger.get(seite(anteil))))
    assert "Entwurf" in page
    assert "9.330,00" in page
    assert "Eine Angabe fehlt noch." in page
    declare(traeger, anteil)
    assert "Es fehlt nichts" in traeger.get(seite(anteil, "/absenden")).text
    answer = send(traeger, anteil)
    assert answer.status_code == 303
    after = traeger.get(answer.headers["Location"]).text
    [copy] = list_fassungen(session, load_anteil(session, anteil.id).nachweis_id)
    assert copy.vorgangsnummer == f"VN-2023-{anteil.id:05d}-1"
    assert copy.vorgangsnummer in after
    assert "Ihr Nachweis ist eingegangen" in after
    found = load_anteil(session, anteil.id)
    assert (found.status, found.eingereicht_am) == (NachweisStatus.EINGEREICHT, HEUTE)
    mails = session.scalars(select(m.Nachricht).where(m.Nachricht.art == "eingangsbestaetigung")).all()
    assert all(copy.vorgangsnummer in mail.betreff and copy.sha256 in mail.text for mail in mails)
    address = session.get_one(m.Traeger, anteil.traeger_id).email
    assert {mail.an for mail in mails} == {"traeger@stadt.example", address}
    event = session.execute(
        select(m.Ereignis).where(m.Ereignis.art == "verwendungsnachweis_eingereicht")
    ).scalar_one()
    assert (copy.ereignis_nummer, copy.ereignis_hash) == (event.nummer, event.hash)
    receipt = traeger.get(seite(anteil, "/eingangsbestaetigung.pdf"))
    assert receipt.data.startswith(b"%PDF")
    assert copy.vorgangsnummer in receipt.headers["Content-Disposition"]


def test_the_frozen_copy_holds_the_figures_of_the_example(
    traeger: FlaskClient, session: Session, anteil: Anteil
):
    declare(traeger, anteil)
    before = collect(session, load_anteil(session, anteil.id), am=HEUTE).daten
    send(traeger, anteil)
    [copy] = list_fassungen(session, load_anteil(session, anteil.id).nachweis_id)
    daten = thaw(copy)
    assert daten == before
    # beispiel-2023.md, sections 3 and 6.
    assert {row.code: str(row.lt_bescheid.insgesamt) for row in daten.ausgaben if row.lt_bescheid} == {
        "HO": "9000.00",
        "SA": "2662.50",
    }
    assert daten.ausgaben_insgesamt.lt_abrechnung.zuwendungsfaehig == euro("11662.50")
    assert daten.ergebnis.zugesagt == daten.ergebnis.ausgezahlt == daten.ergebnis.errechnet == euro("9330.00")
    assert json.loads(copy.inhalt)["dokument"] == "traegernachweis"


def test_afterwards_everything_is_read_only(traeger: FlaskClient, session: Session, anteil: Anteil):
    declare(traeger, anteil)
    zahlen = traeger.get(seite(anteil, "/zahlen"))
    erklaerungen = traeger.get(seite(anteil, "/erklaerungen"))
    send(traeger, anteil)
    late = abschicken(
        traeger, zahlen, seite(anteil, "/zahlen"), {"summe-HO": "1,00", "summe-HO-zuwendungsfaehig": "1,00"}
    )
    assert late.status_code == 409
    assert "abgesandt" in late.text
    assert abschicken(traeger, erklaerungen, seite(anteil, "/erklaerungen"), ERKLAERT).status_code == 409
    with pytest.raises(Conflict, match="abgesandt"):
        nachweisstand.open_nachweis(session, anteil.id)
    for rest in ("/zahlen", "/erklaerungen", "/absenden", "/absenden/zusammenfassung"):
        assert "<form" not in traeger.get(seite(anteil, rest)).text.split("<main")[1].split("</main")[0], rest


def test_a_second_click_and_a_second_tab_hand_in_once_and_are_told(
    traeger: FlaskClient, session: Session, anteil: Anteil
):
    declare(traeger, anteil)
    path = seite(anteil, "/absenden/zusammenfassung")
    tab, other = traeger.get(path), traeger.get(path)
    assert abschicken(traeger, tab, path).status_code == 303
    again = abschicken(traeger, tab, path)
    assert again.status_code == 303
    second = abschicken(traeger, other, path)
    assert second.status_code == 409
    assert "schon abgesandt" in second.text
    assert "nichts doppelt" in second.text
    assert len(list_fassungen(session, load_anteil(session, anteil.id).nachweis_id)) == 1
    assert len({mail.betreff for mail in session.scalars(select(m.Nachricht))}) == 1


def test_a_proof_that_changed_since_the_summary_is_not_sent(
    traeger: FlaskClient, session: Session, anteil: Anteil
):
    declare(traeger, anteil)
    path = seite(anteil, "/absenden/zusammenfassung")
    shown = traeger.get(path)
    row = session.execute(
        select(m.Berichtsabschnitt).where(m.Berichtsabschnitt.schluessel == "umsetzung")
    ).scalar_one()
    row.text = "Beispiel: doch anders."
    session.commit()
    answer = abschicken(traeger, shown, path)
    assert answer.status_code == 409
    assert "geändert, seit Sie die Zusammenfassung" in answer.text
    assert load_anteil(session, anteil.id).status is NachweisStatus.ENTWURF
    # The page that told so shows the present state: sending it works.
    assert abschicken(traeger, answer, path).status_code == 303


def test_nothing_is_sent_while_something_is_missing(traeger: FlaskClient, session: Session, anteil: Anteil):
    answer = traeger.get(seite(anteil, "/absenden")).text
    assert "Das fehlt noch" in answer
    assert "Erklärungen fehlen" in answer
    path = seite(anteil, "/absenden/zusammenfassung")
    assert "Verwendungsnachweis absenden" not in traeger.get(path).text
    forced = abschicken(traeger, traeger.get(path), path)
    assert forced.status_code == 422
    assert load_anteil(session, anteil.id).status is NachweisStatus.ENTWURF


def test_changed_figures_ask_for_the_declarations_anew(
    traeger: FlaskClient, session: Session, anteil: Anteil
):
    declare(traeger, anteil)
    changed = {"summe-HO": "9.000,00", "summe-HO-zuwendungsfaehig": "8.999,99"}
    assert absenden(traeger, seite(anteil, "/zahlen"), changed).status_code == 303
    page = traeger.get(seite(anteil, "/absenden")).text
    assert "Die Zahlen haben sich geändert" in page
    declare(traeger, anteil)
    page = traeger.get(seite(anteil, "/absenden")).text
    # A sum that differs is a fact: it asks for a sentence and stops nobody.
    assert "Es fehlt nichts" in page
    assert "angegeben sind 8.999,99" in page
    told = absenden(
        traeger,
        seite(anteil, "/absenden"),
        {"text": "Beispiel: ein Cent gerundet."},
        pfad="/erlaeuterung/belege_summe",
    )
    assert told.status_code == 303
    assert send(traeger, anteil).status_code == 303
    [copy] = list_fassungen(session, load_anteil(session, anteil.id).nachweis_id)
    texts = {each.titel: each.text for each in thaw(copy).erlaeuterungen}
    assert texts["Summe der Belege"] == "Beispiel: ein Cent gerundet."


def test_a_sentence_written_by_two_overwrites_nothing(traeger: FlaskClient, session: Session, anteil: Anteil):
    changed = {"summe-HO": "9.000,00", "summe-HO-zuwendungsfaehig": "8.999,99"}
    absenden(traeger, seite(anteil, "/zahlen"), changed)
    path = seite(anteil, "/absenden")
    old = traeger.get(path)
    pfad = "/erlaeuterung/belege_summe"
    assert (
        abschicken(traeger, traeger.get(path), path, {"text": "Beispiel eins"}, pfad=pfad).status_code == 303
    )
    answer = abschicken(traeger, old, path, {"text": "Beispiel zwei"}, pfad=pfad)
    assert answer.status_code == 409
    assert "Beispiel zwei" in answer.text
    assert "Beispiel eins" in answer.text


def test_two_must_declare_where_they_sign_jointly_and_joined_persons_are_one(
    als: Als, traeger: FlaskClient, session: Session, anteil: Anteil, app
):
    session.get_one(m.Traeger, anteil.traeger_id).gemeinsam_vertreten = True
    session.commit()
    declare(traeger, anteil)
    assert "zwei Personen gemeinsam" in traeger.get(seite(anteil, "/absenden")).text
    second = m.Person(name="Beispiel Zweite", email="zweite@traeger.example")
    second.rollen.append(
        m.Rollenzuordnung(rolle=Rolle.TRAEGER, traeger_id=anteil.traeger_id, vertretungsberechtigt=True)
    )
    session.add(second)
    session.flush()
    second_id = second.id
    session.add(m.Konto(person_id=second.id, fs_uniquifier="schluessel-zweite"))
    second.zusammengefuehrt_mit_id = add_person(session, "traeger").id
    session.commit()
    other = app.test_client()
    open_session(other, "schluessel-zweite")
    declare(other, anteil)
    assert "zwei Personen gemeinsam" in traeger.get(seite(anteil, "/absenden")).text
    session.get_one(m.Person, second_id).zusammengefuehrt_mit_id = None
    session.commit()
    assert "Es fehlt nichts" in traeger.get(seite(anteil, "/absenden")).text
    assert send(other, anteil).status_code == 303


def test_nothing_is_preset_and_an_answer_that_needs_a_sentence_asks_for_it(
    traeger: FlaskClient, session: Session, anteil: Anteil
):
    path = seite(anteil, "/erklaerungen")
    page = traeger.get(path)
    assert "checked" not in page.text.split("<main")[1].split("</main")[0]
    answer = abschicken(traeger, page, path)
    assert answer.status_code == 422
    assert answer.text.count("Bitte antworten Sie") >= len(ERKLAERT)
    answer = absenden(traeger, path, {**ERKLAERT, "buecher": "nein"})
    assert answer.status_code == 422
    assert "Bitte erläutern Sie Ihre Antwort" in answer.text
    said = {**ERKLAERT, "buecher": "nein", "buecher_satz": "Beispiel: Ein Beleg fehlt."}
    assert absenden(traeger, path, said).status_code == 303
    assert {row.antwort for row in session.scalars(select(m.Erklaerung))} == {"ja", "nein", "trifft_nicht_zu"}


@pytest.mark.parametrize(
    ("befugnis", "pfad"),
    [(Befugnis.FINANZIELL, "/zahlen"), (Befugnis.VERTRETUNGSBERECHTIGT, "/erklaerungen")],
)
def test_each_right_is_asked_for(
    traeger: FlaskClient, session: Session, anteil: Anteil, befugnis: Befugnis, pfad: str
):
    page = traeger.get(seite(anteil, pfad))
    role = session.execute(
        select(m.Rollenzuordnung).where(m.Rollenzuordnung.traeger_id == anteil.traeger_id)
    ).scalar_one()
    role.darf_finanziell = befugnis is not Befugnis.FINANZIELL
    role.vertretungsberechtigt = befugnis is not Befugnis.VERTRETUNGSBERECHTIGT
    session.commit()
    answer = abschicken(traeger, page, seite(anteil, pfad))
    assert answer.status_code == 403
    assert "Befugnis" in answer.text
    assert "<form" not in traeger.get(seite(anteil, pfad)).text.split("<main")[1].split("</main")[0]


PFADE = (
    "",
    "/zahlen",
    "/erklaerungen",
    "/absenden",
    "/absenden/zusammenfassung",
    "/absenden/unterschrift",
    "/nachweis.pdf",
    "/nachweis.xlsx",
    "/eingangsbestaetigung.pdf",
)


@pytest.mark.parametrize("pfad", PFADE)
def test_the_partner_of_a_joint_massnahme_finds_nothing(
    als: Als, session: Session, anteil: Anteil, pfad: str
):
    partner = als("traeger2", traeger_id=traeger_id(session, "beispiel-c"))
    assert partner.get(seite(anteil, pfad)).status_code == 404
    assert partner.get(f"/verwendungsnachweis/99999{pfad}").status_code == 404
    assert als("geschaeftsstelle").get(seite(anteil, pfad)).status_code == 403


@pytest.mark.parametrize(
    "pfad", ["/zahlen", "/erklaerungen", "/absenden/zusammenfassung", "/absenden/erlaeuterung/zeitraum"]
)
def test_the_partner_writes_nothing_either(als: Als, session: Session, anteil: Anteil, pfad: str):
    partner = als("traeger2", traeger_id=traeger_id(session, "beispiel-c"))
    assert partner.post(seite(anteil, pfad), data={}).status_code in {400, 404}


def test_a_request_comes_back_with_points_and_everything_kept(
    traeger: FlaskClient, session: Session, anteil: Anteil
):
    declare(traeger, anteil)
    send(traeger, anteil)
    office = add_person(session, "geschaeftsstelle")
    nachweisstand.ask_for_more(
        session,
        anteil.id,
        punkte=[nachweisstand.Punkt("Bitte das Honorar im Mai erläutern.")],
        frist=HEUTE + timedelta(days=14),
        heute=HEUTE,
        jetzt=JETZT,
        person=office,
    )
    session.commit()
    page = traeger.get(seite(anteil)).text
    assert "Bitte das Honorar im Mai erläutern." in page
    assert "30.09.2024" in page
    assert "Nachforderung noch nicht beantwortet" in traeger.get(seite(anteil, "/absenden")).text
    point = session.execute(select(m.Nachforderungspunkt)).scalar_one()
    way, before = f"/nachforderung/{point.id}", traeger.get(seite(anteil))
    first = absenden(traeger, seite(anteil), {"antwort": "Beispiel: ein Workshop."}, pfad=way)
    assert first.status_code == 303
    told = {"antwort": "Beispiel: zwei Workshops.", "erledigt": "y"}
    late = abschicken(traeger, before, seite(anteil), told, pfad=way)
    assert late.status_code == 409
    assert "Gespeichert ist zurzeit: „Beispiel: ein Workshop.“" in late.text
    # Having seen both, the person may let the own words hold.
    assert abschicken(traeger, late, seite(anteil), pfad=way).status_code == 303
    assert send(traeger, anteil).status_code == 303
    copies = list_fassungen(session, load_anteil(session, anteil.id).nachweis_id)
    assert [each.nummer for each in copies] == [2, 1]
    assert session.execute(select(m.Nachforderungspunkt.antwort)).scalar_one() == "Beispiel: zwei Workshops."
    assert session.execute(select(m.Nachforderung)).scalar_one().beantwortet_am is not None
    old = traeger.get(seite(anteil, "/nachweis.xlsx?fassung=1"))
    assert old.status_code == 200


def test_changed_figures_invalidate_sign_offs_and_unchanged_ones_do_not(
    traeger: FlaskClient, session: Session, anteil: Anteil
):
    declare(traeger, anteil)
    send(traeger, anteil)
    office = add_person(session, "geschaeftsstelle")
    proof = nachweisstand.find_nachweis(session, anteil.id)
    assert proof
    session.add(
        m.Pruefung(
            verwendungsnachweis_id=proof.id,
            art="fachlich",
            person_id=office.id,
            am=HEUTE,
            zahlen_sha256="0" * 64,
        )
    )

    def ask() -> None:
        nachweisstand.ask_for_more(
            session,
            anteil.id,
            punkte=[nachweisstand.Punkt("Beispiel")],
            frist=date(2024, 10, 1),
            heute=HEUTE,
            jetzt=JETZT,
            person=add_person(session, "geschaeftsstelle"),
        )
        for point in session.scalars(select(m.Nachforderungspunkt)):
            point.erledigt_am = JETZT
        session.commit()

    ask()
    assert send(traeger, anteil).status_code == 303
    assert session.execute(select(m.Pruefung.ungueltig_seit)).scalar_one() is None
    ask()
    absenden(
        traeger,
        seite(anteil, "/zahlen"),
        {"summe-HO": "9.000,00", "summe-HO-zuwendungsfaehig": "8.999,99"},
    )
    declare(traeger, anteil)
    assert send(traeger, anteil).status_code == 303
    assert session.execute(select(m.Pruefung.ungueltig_seit)).scalar_one() == HEUTE


@pytest.mark.parametrize("wie", list(Unterschriftsart))
def test_only_a_year_without_signatures_is_binding_at_once(
    traeger: FlaskClient, session: Session, anteil: Anteil, wie: Unterschriftsart
):
    session.add(
        m.FoerderjahrParameter(
            foerderjahr_id=anteil.foerderjahr_id, schluessel="unterschrift", unterschrift=wie
        )
    )
    session.commit()
    declare(traeger, anteil)
    send(traeger, anteil)
    proof = nachweisstand.find_nachweis(session, anteil.id)
    assert proof
    assert proof.eingereicht_am == HEUTE
    assert proof.rechtsverbindlich_am == (HEUTE if wie is Unterschriftsart.KEINE else None)


def test_the_signed_pdf_is_uploaded_after_the_hand_in_and_only_then(
    traeger: FlaskClient, session: Session, anteil: Anteil
):
    session.add(
        m.FoerderjahrParameter(
            foerderjahr_id=anteil.foerderjahr_id,
            schluessel="unterschrift",
            unterschrift=Unterschriftsart.SIGNIERTES_PDF,
        )
    )
    session.commit()
    path = seite(anteil, "/absenden/unterschrift")
    assert traeger.get(path).status_code == 409
    declare(traeger, anteil)
    send(traeger, anteil)
    assert "Unterschriebenes PDF hochladen" in traeger.get(seite(anteil)).text
    wrong = absenden(traeger, path, {"datei": (io.BytesIO(png()), "nachweis.pdf")})
    assert wrong.status_code == 422
    assert session.scalars(select(m.Datei)).all() == []
    assert absenden(traeger, path, {"datei": (io.BytesIO(PDF), "nachweis.pdf")}).status_code == 303
    [file] = session.scalars(select(m.Datei)).all()
    assert (file.zweck, file.name) == (Dateizweck.UNTERSCHRIFT, "nachweis.pdf")
    assert "Das unterschriebene PDF liegt vor" in traeger.get(seite(anteil)).text
