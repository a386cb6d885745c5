"""The example year through the pages of the check to its results, to the cent; and what follows from them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Mittelherkunft, Zahlungsart
from grants.domain.errors import Conflict
from grants.domain.money import euro, summe
from grants.services import ruecknahmen
from tests.pruefjahr import fill_unchecked
from tests.web.conftest import Als, add_person
from tests.web.daten import HEUTE
from tests.web.formulare import abschicken, absenden
from tests.web.nachweisjahr import mails
from tests.web.pruefweg import Weg
from tests.web.seiten import find, parse, seen, words

# Section 6 of the example: recipient → festgesetzt, zu erstatten, Restzahlung.
ERGEBNIS = {
    "jugendamt": ("95000.00", "0.00", "0.00"),
    "beispiel-a": ("85490.60", "309.40", "0.00"),
    "amt-53": ("64400.00", "0.00", "0.00"),
    "fpz": ("2870.00", "0.00", "0.00"),
    "beispiel-b": ("9330.00", "0.00", "0.00"),
    "beispiel-c": ("6220.00", "0.00", "0.00"),
    "beispiel-d": ("24856.00", "144.00", "0.00"),
    "beispiel-e": ("13584.00", "16.00", "0.00"),
    "beispiel-f": ("15808.00", "0.00", "3008.00"),
    "beispiel-g": ("41880.00", "2600.00", "0.00"),
}
STELLEN = {"jugendamt": "ja", "amt-53": "nein", "fpz": "nein"}


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    found = fill_unchecked(session)
    session.commit()
    return found


def check(als: Als, session: Session, kuerzel: str) -> Weg:
    """Take one proof from eingereicht to freigegeben with the cuts of the example."""
    weg = Weg(als, session, kuerzel)
    weg.begin()
    if kuerzel in STELLEN:
        weg.done("finanzen", "zugehoerigkeit", {"gehoert": STELLEN[kuerzel]})
    cut = {"anerkannt": "0,00"}
    match kuerzel:
        case "beispiel-a":
            assert weg.cut("A-13", **cut, grund="doppelt_erfasst").status_code == 303
        case "beispiel-d":
            assert weg.cut("D-10", **cut, grund="ausserhalb_zeitraum").status_code == 303
        case "beispiel-f":
            answer = weg.cut_position("SA", anerkannt="3.600,00", grund="einzelansatz_ueberschritten")
            assert answer.status_code == 303
        case _:
            pass
    weg.check(fachlich="finanzen2" if kuerzel == "jugendamt" else "geschaeftsstelle")
    return weg


def figures(weg: Weg) -> dict[str, str]:
    tree = parse(weg.als("geschaeftsstelle").get(f"/nachweise/{weg.id}/ergebnis"))
    return {words(find(tr, "th")[0]): seen(find(tr, "td")[0]) for tr in find(tree, "tbody/tr")}


def test_the_example_year_comes_out_to_the_cent(als: Als, session: Session, jahr):
    for kuerzel, (festgesetzt, erstatten, rest) in ERGEBNIS.items():
        weg = check(als, session, kuerzel)
        assert weg.nachweis.festgesetzt == euro(festgesetzt), kuerzel
        shown = figures(weg)
        assert shown["festgesetzt"] == german(festgesetzt), kuerzel
        if kuerzel not in STELLEN:
            assert (shown["zu erstatten"], shown["Restzahlung"]) == (german(erstatten), german(rest)), kuerzel
    rows = session.execute(select(m.Verwendungsnachweis.festgesetzt)).scalars().all()
    assert summe(row for row in rows if row is not None) == euro("359438.60")


def german(amount: str) -> str:
    whole, cents = amount.split(".")
    return f"{int(whole):,}".replace(",", ".") + f",{cents} €"


def send(weg: Weg, rolle: str, pfad: str, werte: dict[str, str] | None = None):
    seite = f"/nachweise/{weg.id}/ergebnis"
    return absenden(weg.als(rolle), seite, werte, pfad=f"{seite}/{pfad}")


def as_traeger(als: Als, session: Session, kuerzel: str):
    owner = session.execute(select(m.Traeger.id).where(m.Traeger.kuerzel == kuerzel)).scalar_one()
    return als("traeger", traeger_id=owner)


def test_an_erstattung_goes_from_the_hearing_to_the_payment(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-a")
    traeger = as_traeger(als, session, "beispiel-a")
    portal = f"/verwendungsnachweis/{weg.id}/ergebnis"
    assert "steht noch nicht fest" in traeger.get(portal).text
    early = send(
        weg, "geschaeftsstelle", "entscheidung", {"begruendung": "Doppelt.", "faellig_am": "01.12.2024"}
    )
    assert early.status_code == 422
    assert "niemand angehört" in early.text
    set_address(session, "beispiel-a")
    assert send(weg, "geschaeftsstelle", "anhoerung", {"bis": "30.09.2024"}).status_code == 303
    text = traeger.get(portal).text
    assert "A-13" in text
    assert "309,40" in text
    running = send(
        weg, "geschaeftsstelle", "entscheidung", {"begruendung": "Doppelt.", "faellig_am": "01.12.2024"}
    )
    assert "läuft noch bis zum 30.09.2024" in running.text
    before = traeger.get(portal)
    assert absenden(traeger, portal, {"antwort": "Der Beleg war doppelt."}, pfad="antwort").status_code == 303
    late = abschicken(traeger, before, portal, {"antwort": "Ein Versehen."}, pfad="antwort")
    assert late.status_code == 409
    assert "Gespeichert ist zurzeit: „Der Beleg war doppelt.“" in late.text
    assert abschicken(traeger, late, portal, pfad="antwort").status_code == 303
    before = traeger.get(portal)
    decided = {"begruendung": "Derselbe Beleg zweimal.", "faellig_am": "01.12.2024"}
    assert send(weg, "geschaeftsstelle", "entscheidung", decided).status_code == 303
    over = abschicken(traeger, before, portal, {"antwort": "Noch etwas."}, pfad="antwort")
    assert over.status_code == 409
    assert "Es ist schon entschieden" in over.text
    assert "Sie hatten geschrieben: Noch etwas." in over.text
    assert send(weg, "geschaeftsstelle", "schlussmitteilung").status_code == 303
    assert send(weg, "geschaeftsstelle", "bekanntgabe", {"am": "16.09.2024"}).status_code == 303
    text = traeger.get(portal).text
    assert "bis zum 01.12.2024" in text
    [letter, *_] = [
        a.get("href") for a in find(parse(traeger.get(portal)), "main//a") if ".pdf" in a.get("href")
    ]
    assert traeger.get(letter).data.startswith(b"%PDF")
    session.add(
        m.Zahlung(
            foerderjahr_id=jahr.id,
            empfaengeranteil_id=weg.id,
            art=Zahlungsart.ERSTATTUNG,
            datum=date(2024, 9, 16),
            betrag=euro("-309.40"),
            herkunft=Mittelherkunft.LAND,
        )
    )
    session.commit()
    shown = figures(weg)
    assert (shown["davon eingegangen"], shown["offen"]) == ("309,40 €", "0,00 €")


def test_the_start_page_leads_the_traeger_to_the_hearing_and_to_the_payment(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-a")
    traeger = as_traeger(als, session, "beispiel-a")
    portal = f"/verwendungsnachweis/{weg.id}/ergebnis"
    nothing, hearing = "Zurzeit ist nichts zu tun.", "Zur beabsichtigten Rückforderung äußern"
    assert nothing in traeger.get("/").text
    set_address(session, "beispiel-a")
    assert send(weg, "geschaeftsstelle", "anhoerung", {"bis": "30.09.2024"}).status_code == 303
    start = traeger.get("/").text
    assert hearing in start
    assert "30.09.2024" in start
    assert f'href="{portal}"' in traeger.get(f"/verwendungsnachweis/{weg.id}").text
    absenden(traeger, portal, {"antwort": "Der Beleg war doppelt."}, pfad="antwort")
    assert nothing in traeger.get("/").text
    decided = {"begruendung": "Derselbe Beleg zweimal.", "faellig_am": "01.12.2024"}
    assert send(weg, "geschaeftsstelle", "entscheidung", decided).status_code == 303
    # Nothing of the decision before the letter tells it.
    start = traeger.get("/").text
    assert nothing in start
    assert "festgesetzt" not in start
    assert "Noch zu erstatten" not in start
    assert send(weg, "geschaeftsstelle", "schlussmitteilung").status_code == 303
    start = traeger.get("/").text
    assert "Nach Prüfung festgesetzt" in start
    assert "Noch zu erstatten" in start
    assert "309,40\N{NO-BREAK SPACE}€ zurückzahlen" in start
    assert "01.12.2024" in start


def test_not_collecting_needs_its_reason(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-e")
    werte = {
        "begruendung": "Bagatelle.",
        "nicht_erhoben": "16,00",
        "ohne_anhoerung": "Es wird nichts erhoben.",
    }
    refused = send(weg, "geschaeftsstelle", "entscheidung", werte)
    assert refused.status_code == 422
    assert "warum der Betrag nicht erhoben wird" in refused.text
    too_much = send(weg, "geschaeftsstelle", "entscheidung", {**werte, "nicht_erhoben": "16,01"})
    assert "höchstens 16,00" in too_much.text
    done = send(
        weg, "geschaeftsstelle", "entscheidung", {**werte, "nicht_erhoben_grund": "Unter der Bagatellgrenze."}
    )
    assert done.status_code == 303
    assert figures(weg)["offen"] == "0,00 €"


# -- taking back -----------------------------------------------------------------------------------------------

DECIDED = {"begruendung": "Derselbe Beleg zweimal.", "faellig_am": "01.12.2024"}


def papers(session: Session, weg: Weg, art: str) -> list[tuple[int, str]]:
    """Return version and reason of every paper of a kind, the oldest first."""
    d = m.Dokument
    statement = (
        select(d.version, d.zurueckgenommen_grund).where(d.art == f"{art}-{weg.id}").order_by(d.version)
    )
    return [tuple(row) for row in session.execute(statement)]


def events(session: Session) -> list[str]:
    return list(session.scalars(select(m.Ereignis.art).order_by(m.Ereignis.nummer)))


def look(weg: Weg):
    """Return the page of the result with who opened it, to send one of its forms later."""
    client = weg.als("geschaeftsstelle")
    return client, client.get(f"/nachweise/{weg.id}/ergebnis")


def take_back(weg: Weg, tab, art: str, grund: str):
    (client, page), seite = tab, f"/nachweise/{weg.id}/ergebnis"
    return abschicken(client, page, seite, {"grund": grund}, pfad=f"{seite}/{art}/zuruecknehmen")


def hear(weg: Weg, session: Session, bis: str = "30.09.2024") -> None:
    set_address(session, weg.kuerzel)
    assert send(weg, "geschaeftsstelle", "anhoerung", {"bis": bis}).status_code == 303


def test_a_hearing_is_taken_back_with_a_reason_stays_and_is_asked_anew(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-a")
    hear(weg, session)
    traeger, portal = as_traeger(als, session, "beispiel-a"), f"/verwendungsnachweis/{weg.id}/ergebnis"
    absenden(traeger, portal, {"antwort": "Wir sehen das anders."}, pfad="antwort")
    nothing = take_back(weg, look(weg), "anhoerung", " ")
    assert nothing.status_code == 422
    assert "Der Träger liest ihn" in nothing.text
    tab, other = look(weg), look(weg)
    assert take_back(weg, tab, "anhoerung", "Falsche Frist.").status_code == 303
    assert papers(session, weg, "anhoerung") == [(1, "Falsche Frist.")]
    assert "anhoerung_zurueckgenommen" in events(session)
    page = weg.als("geschaeftsstelle").get(f"/nachweise/{weg.id}/ergebnis").text
    assert "Wir sehen das anders." in page
    assert "Zurückgenommen am" in page
    told = words(parse(traeger.get(portal)))
    assert "müssen darauf nicht antworten" in told
    assert "Falsche Frist." in told
    assert "309,40" in told  # what the hearing was about stays readable
    assert "Stellungnahme absenden" not in told
    assert take_back(weg, other, "anhoerung", "Noch einmal.").status_code == 409
    hear(weg, session, "15.10.2024")
    assert papers(session, weg, "anhoerung") == [(1, "Falsche Frist."), (2, "")]
    rows = session.scalars(select(m.Erstattung).order_by(m.Erstattung.id)).all()
    assert [row.antwort for row in rows] == ["Wir sehen das anders.", ""]
    assert "15.10.2024" in traeger.get(portal).text


def test_a_schlussmitteilung_is_taken_back_until_it_is_announced(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-a")
    hear(weg, session)
    traeger = as_traeger(als, session, "beispiel-a")
    absenden(traeger, f"/verwendungsnachweis/{weg.id}/ergebnis", {"antwort": "Ja."}, pfad="antwort")
    assert send(weg, "geschaeftsstelle", "entscheidung", DECIDED).status_code == 303
    tab = look(weg)
    assert send(weg, "geschaeftsstelle", "schlussmitteilung").status_code == 303
    first = take_back(weg, tab, "anhoerung", "Falsch.")
    assert first.status_code == 409
    assert "zuerst sie zurück" in first.text
    assert take_back(weg, look(weg), "schlussmitteilung", "Falscher Tag.").status_code == 303
    assert weg.nachweis.schlussmitteilung_am is None
    assert weg.nachweis.erstattung.entschieden_am is not None
    changed = DECIDED | {"faellig_am": "15.12.2024"}
    assert send(weg, "geschaeftsstelle", "entscheidung", changed).status_code == 303
    assert send(weg, "geschaeftsstelle", "schlussmitteilung").status_code == 303
    assert papers(session, weg, "schlussmitteilung") == [(1, "Falscher Tag."), (2, "")]
    assert send(weg, "geschaeftsstelle", "bekanntgabe", {"am": "16.09.2024"}).status_code == 303
    _, page = look(weg)
    assert "öffnen zwei Personen" in words(parse(page))
    assert "zuruecknehmen" not in page.text
    with pytest.raises(Conflict, match=r"bekannt gegeben .* eine zweite stimmt zu"):
        ruecknahmen.take_back_conclusion(
            session,
            weg.id,
            grund="Zu spät.",
            stand=None,
            heute=HEUTE,
            person=add_person(session, "geschaeftsstelle"),
        )
    assert papers(session, weg, "schlussmitteilung")[-1] == (2, "")


def test_who_has_to_act_hears_of_each_letter_and_answer_by_mail_without_amounts(
    als: Als, session: Session, jahr
):
    weg = check(als, session, "beispiel-a")
    set_address(session, "beispiel-a")
    client, seite = weg.als("geschaeftsstelle"), f"/nachweise/{weg.id}/ergebnis"
    silent = absenden(client, seite, {"bis": "20.09.2024"}, pfad="anhoerung")
    assert "Eine E-Mail ging an niemanden" in client.get(silent.location).text
    assert mails(session) == []
    assert take_back(weg, look(weg), "anhoerung", "Falsche Frist.").status_code == 303

    traeger, portal = as_traeger(als, session, "beispiel-a"), f"/verwendungsnachweis/{weg.id}/ergebnis"
    before = len(mails(session))
    hear(weg, session)
    absenden(traeger, portal, {"antwort": "Wir sehen das anders."}, pfad="antwort")
    absenden(traeger, portal, {"antwort": "Wir sehen das doch ein."}, pfad="antwort")
    assert send(weg, "geschaeftsstelle", "entscheidung", DECIDED).status_code == 303
    assert send(weg, "geschaeftsstelle", "schlussmitteilung").status_code == 303
    assert take_back(weg, look(weg), "schlussmitteilung", "Falscher Tag.").status_code == 303
    assert take_back(weg, look(weg), "anhoerung", "Auch falsch.").status_code == 303
    found = mails(session)[before:]
    office, recipient = "geschaeftsstelle@", "traeger@"
    assert [(each.art, each.an.partition("@")[0] + "@") for each in found] == [
        ("anhoerung", recipient),
        ("stellungnahme_da", office),
        ("stellungnahme_da", office),
        ("schlussmitteilung", recipient),
        ("schreiben_zurueckgenommen", recipient),
        ("schreiben_zurueckgenommen", recipient),
    ]
    assert "bis zum 30.09.2024" in found[0].text
    assert "Schlussmitteilung zurückgenommen" in found[4].betreff
    assert "Grund: Falscher Tag." in found[4].text
    assert "Grund: Auch falsch." in found[5].text
    for each in found:
        path = seite if each.art == "stellungnahme_da" else portal
        assert f"http://localhost{path}\n" in each.text
        assert "€" not in each.text
        assert "anders" not in each.text


def test_a_restzahlung_that_was_paid_is_not_taken_back(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-f")
    set_address(session, "beispiel-f")
    assert send(weg, "geschaeftsstelle", "schlussmitteilung").status_code == 303
    assert weg.nachweis.restzahlung == euro("3008.00")
    assert take_back(weg, look(weg), "schlussmitteilung", "Falsche Anschrift.").status_code == 303
    assert weg.nachweis.restzahlung is None
    assert send(weg, "geschaeftsstelle", "schlussmitteilung").status_code == 303
    tab = look(weg)
    session.add(
        m.Zahlung(
            foerderjahr_id=jahr.id,
            empfaengeranteil_id=weg.id,
            art=Zahlungsart.RESTZAHLUNG,
            datum=date(2024, 9, 16),
            betrag=euro("3008.00"),
            herkunft=Mittelherkunft.LAND,
        )
    )
    session.commit()
    late = take_back(weg, tab, "schlussmitteilung", "Falsche Anschrift.")
    assert late.status_code == 409
    assert "schon gezahlt" in late.text


def test_after_two_persons_opened_the_result_the_traeger_is_heard_again(als: Als, session: Session, jahr):
    """What was heard holds for the figures it was heard about and for no others."""
    weg = check(als, session, "beispiel-a")
    hear(weg, session)
    traeger, portal = as_traeger(als, session, "beispiel-a"), f"/verwendungsnachweis/{weg.id}/ergebnis"
    absenden(traeger, portal, {"antwort": "Ja."}, pfad="antwort")
    assert send(weg, "geschaeftsstelle", "entscheidung", DECIDED).status_code == 303
    assert send(weg, "geschaeftsstelle", "schlussmitteilung").status_code == 303
    assert send(weg, "geschaeftsstelle", "bekanntgabe", {"am": "16.09.2024"}).status_code == 303
    weg.done("finanzen", "oeffnung-beantragen", {"grund": "Intern: noch ein Beleg."})
    weg.done("geschaeftsstelle", "oeffnen")
    for art in ("pruefvermerk", "anhoerung", "schlussmitteilung"):
        [(version, reason)] = papers(session, weg, art)
        assert (version, bool(reason)) == (1, True), art
    withdrawn = mails(session, "schreiben_zurueckgenommen")
    assert [each.betreff.partition(" ")[0] for each in withdrawn] == ["Anhörung", "Schlussmitteilung"]
    assert all("Die Prüfung wurde wieder aufgenommen." in each.text for each in withdrawn)
    assert all("Intern" not in each.text for each in withdrawn)
    told = words(parse(traeger.get(portal)))
    assert "steht noch nicht fest" in told
    assert "Die Prüfung wurde wieder aufgenommen." in told
    assert "Intern" not in told
    assert weg.cut("A-12", anerkannt="0,00", grund="nicht_belegt").status_code == 303
    weg.sign()
    weg.release()
    assert weg.nachweis.festgesetzt != euro("85490.60")
    refused = send(weg, "geschaeftsstelle", "entscheidung", DECIDED)
    assert refused.status_code == 422
    assert "niemand angehört" in refused.text
    hear(weg, session, "15.10.2024")
    assert [version for version, reason in papers(session, weg, "anhoerung") if not reason] == [2]
    assert [version for version, reason in papers(session, weg, "pruefvermerk") if not reason] == [2]


def test_a_hearing_about_another_amount_does_not_carry_a_decision(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-a")
    hear(weg, session)
    traeger = as_traeger(als, session, "beispiel-a")
    absenden(traeger, f"/verwendungsnachweis/{weg.id}/ergebnis", {"antwort": "Ja."}, pfad="antwort")
    session.add(
        m.Zahlung(
            foerderjahr_id=jahr.id,
            empfaengeranteil_id=weg.id,
            art=Zahlungsart.AUSZAHLUNG,
            datum=date(2024, 9, 16),
            betrag=euro("100.00"),
            herkunft=Mittelherkunft.LAND,
        )
    )
    session.commit()
    refused = send(weg, "geschaeftsstelle", "entscheidung", DECIDED)
    assert refused.status_code == 409
    assert "Angehört wurde zu 309,40" in refused.text
    assert "409,40" in refused.text
    assert take_back(weg, look(weg), "anhoerung", "Es wurde noch gezahlt.").status_code == 303
    # Paid after the Freigabe: two Persons look at the figures once more before anybody is heard again.
    anew = send(weg, "geschaeftsstelle", "anhoerung", {"bis": "30.09.2024"})
    assert anew.status_code == 409
    assert "Die Freigabe gilt nicht mehr" in anew.text


def test_letters_can_be_read_as_a_draft_before_they_are_issued(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-a")
    for art, expected in (("anhoerung", "[fehlt: Frist]"), ("schlussmitteilung", "[fehlt: Tag]")):
        answer = weg.als("geschaeftsstelle").get(f"/nachweise/{weg.id}/ergebnis/{art}.pdf")
        pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.data)).pages]
        assert all("Entwurf" in page for page in pages)
        assert expected in " ".join(" ".join(pages).split())
        assert papers(session, weg, art) == []
    assert as_traeger(als, session, "beispiel-a").get(
        f"/nachweise/{weg.id}/ergebnis/anhoerung.pdf"
    ).status_code in {403, 404}


def set_address(session: Session, kuerzel: str) -> None:
    row = session.execute(select(m.Traeger).where(m.Traeger.kuerzel == kuerzel)).scalar_one()
    row.strasse, row.plz, row.ort = "Beispielweg 1", "44787", "Bochum"
    session.commit()


def test_a_foreign_traeger_learns_nothing(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-b")
    foreign = als("traeger2")
    assert foreign.get(f"/verwendungsnachweis/{weg.id}/ergebnis").status_code == 404
    assert foreign.get(f"/verwendungsnachweis/{weg.id}/ergebnis/1.pdf").status_code == 404
