"""The example year through the pages of the check to its results, to the cent; and what follows from them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Mittelherkunft, Zahlungsart
from grants.domain.money import euro, summe
from tests.pruefjahr import fill_unchecked
from tests.web.conftest import Als
from tests.web.formulare import absenden
from tests.web.pruefweg import Weg
from tests.web.seiten import find, parse, words

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
    return {words(find(tr, "th")[0]): words(find(tr, "td")[0]) for tr in find(tree, "tbody/tr")}


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
    assert absenden(traeger, portal, {"antwort": "Der Beleg war doppelt."}, pfad="antwort").status_code == 303
    decided = {"begruendung": "Derselbe Beleg zweimal.", "faellig_am": "01.12.2024"}
    assert send(weg, "geschaeftsstelle", "entscheidung", decided).status_code == 303
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


def test_not_collecting_needs_its_reason(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-e")
    werte = {
        "begruendung": "Bagatelle.",
        "nicht_erhoben": "16,00",
        "ohne_anhoerung": "Es wird nichts erhoben.",
    }
    refused = send(weg, "finanzen", "entscheidung", werte)
    assert refused.status_code == 422
    assert "warum der Betrag nicht erhoben wird" in refused.text
    too_much = send(weg, "finanzen", "entscheidung", {**werte, "nicht_erhoben": "16,01"})
    assert "höchstens 16,00" in too_much.text
    done = send(
        weg, "finanzen", "entscheidung", {**werte, "nicht_erhoben_grund": "Unter der Bagatellgrenze."}
    )
    assert done.status_code == 303
    assert figures(weg)["offen"] == "0,00 €"


def set_address(session: Session, kuerzel: str) -> None:
    row = session.execute(select(m.Traeger).where(m.Traeger.kuerzel == kuerzel)).scalar_one()
    row.strasse, row.plz, row.ort = "Beispielweg 1", "44787", "Bochum"
    session.commit()


def test_a_foreign_traeger_learns_nothing(als: Als, session: Session, jahr):
    weg = check(als, session, "beispiel-b")
    foreign = als("traeger2")
    assert foreign.get(f"/verwendungsnachweis/{weg.id}/ergebnis").status_code == 404
    assert foreign.get(f"/verwendungsnachweis/{weg.id}/ergebnis/1.pdf").status_code == 404
