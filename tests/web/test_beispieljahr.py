"""The example year from ten proofs that came in to the Abschluss, through the pages alone, to its stated figures."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus, NachweisStatus
from grants.services import akten, dokumente
from tests.pruefjahr import anteil_id, fill_proved
from tests.services.verlauf import FILES
from tests.web.conftest import Als
from tests.web.formulare import absenden
from tests.web.pruefweg import Weg
from tests.web.seiten import find, has_class, parse, words
from tests.web.test_ergebnis import ERGEBNIS, STELLEN, as_traeger, check, figures, send

JAHR = "/foerderjahre/kinderstark/2023"
STADT = f"{JAHR}/nachweis-stadt"
# What was paid after the check: recipient, kind, amount, day.
GEZAHLT = (
    ("beispiel-f", "restzahlung", "3.008,00", "14.06.2024"),
    ("beispiel-a", "erstattung", "309,40", "05.07.2024"),
    ("beispiel-g", "erstattung", "2.600,00", "12.07.2024"),
)
# Result page of each Träger in the end: zu erstatten, nicht erhoben, eingegangen, Restzahlung, gezahlt, offen.
AM_ENDE = {
    "beispiel-a": ("309,40 €", "0,00 €", "309,40 €", "0,00 €", "0,00 €", "0,00 €"),
    "beispiel-b": ("0,00 €", "0,00 €", "0,00 €", "0,00 €", "0,00 €", "0,00 €"),
    "beispiel-c": ("0,00 €", "0,00 €", "0,00 €", "0,00 €", "0,00 €", "0,00 €"),
    "beispiel-d": ("144,00 €", "0,00 €", "0,00 €", "0,00 €", "0,00 €", "144,00 €"),
    "beispiel-e": ("16,00 €", "16,00 €", "0,00 €", "0,00 €", "0,00 €", "0,00 €"),
    "beispiel-f": ("0,00 €", "0,00 €", "0,00 €", "3.008,00 €", "3.008,00 €", "0,00 €"),
    "beispiel-g": ("2.600,00 €", "0,00 €", "2.600,00 €", "0,00 €", "0,00 €", "0,00 €"),
}
# Eigenanteil, Dritte, Land, five kinds of Ausgaben and their sums, as the city's paper states them.
LT_ABRECHNUNG = (
    "90419.65",
    "1500.00",
    "359438.60",
    "337112.40",
    "60200.00",
    "38432.60",
    "37872.60",
    "12613.25",
    "3000.00",
    "451358.25",
    "450798.25",
)
GELD = (
    "zu erstatten",
    "davon nicht erhoben",
    "davon eingegangen",
    "Restzahlung",
    "davon gezahlt",
    "offen",
)


@pytest.fixture
def jahr(session: Session, monkeypatch: pytest.MonkeyPatch) -> m.Foerderjahr:
    # Laying papers out has its own tests.
    monkeypatch.setattr(akten, "make_files", lambda _daten: FILES)
    monkeypatch.setattr(dokumente, "render", lambda _daten, *, ohne_anlagen: FILES)
    found = fill_proved(session)
    session.commit()
    return found


def settle(als: Als, session: Session, weg: Weg) -> None:
    """Decide what follows from a check and tell the Träger."""
    decision: dict[str, str] = {}
    match weg.kuerzel:
        case "beispiel-a":
            assert send(weg, "geschaeftsstelle", "anhoerung", {"bis": "30.09.2024"}).status_code == 303
            portal = f"/verwendungsnachweis/{weg.id}/ergebnis"
            answer = absenden(
                as_traeger(als, session, weg.kuerzel), portal, {"antwort": "Das stimmt."}, pfad="antwort"
            )
            assert answer.status_code == 303
            decision = {"faellig_am": "31.10.2024"}
        case "beispiel-d" | "beispiel-g":
            decision = {
                "faellig_am": "31.10.2024",
                "ohne_anhoerung": "Der Träger hat den Betrag selbst genannt.",
            }
        case "beispiel-e":
            decision = {
                "nicht_erhoben": "16,00",
                "nicht_erhoben_grund": "Unter der Bagatellgrenze.",
                "ohne_anhoerung": "Es wird nichts erhoben.",
            }
        case _:
            pass
    if decision:
        decision["begruendung"] = "Die Zuwendung ist niedriger als das, was gezahlt wurde."
        assert send(weg, "geschaeftsstelle", "entscheidung", decision).status_code == 303, weg.kuerzel
    assert send(weg, "geschaeftsstelle", "schlussmitteilung").status_code == 303, weg.kuerzel


def pay(als: Als, session: Session) -> None:
    for kuerzel, art, betrag, datum in GEZAHLT:
        werte = {"art": art, "empfaenger": str(anteil_id(session, kuerzel)), "betrag": betrag, "datum": datum}
        answer = absenden(als("finanzen"), f"{JAHR}/zahlungen/neu/traeger", werte | {"herkunft": "land"})
        assert answer.status_code == 303, kuerzel
    back = {
        "art": "rueckzahlung_an_das_land",
        "betrag": "3.261,40",
        "datum": "30.08.2024",
        "herkunft": "land",
    }
    assert absenden(als("finanzen"), f"{JAHR}/zahlungen/neu/land", back).status_code == 303
    ledger = {"betrag": "403.166,10", "am": "31.08.2024", "quelle": "Haushaltsüberwachung (Beispiel)"}
    assert absenden(als("finanzen"), f"{JAHR}/zahlungen/haushalt", ledger).status_code == 303


def prove(als: Als) -> None:
    office = als("geschaeftsstelle")
    stated = {
        "zuwendung_lt_abrechnung": "359.438,60",
        "zuwendungsfaehig_lt_abrechnung": "450.798,25",
        "rueckforderung_land": "3.261,40",
    }
    assert absenden(office, f"{STADT}/zahlen/bearbeiten", stated).status_code == 303
    issued = absenden(office, f"{STADT}/ausstellen", {"bestaetigt": "y"}, knopf="Jetzt ausstellen")
    assert issued.status_code == 303, words(find(parse(issued), "main")[0])
    sent = absenden(
        office, f"{STADT}/versand", {"versandt_am": "16.09.2024", "weg": "Post"}, knopf="Versand eintragen"
    )
    assert sent.status_code == 303


def issued_amounts(session: Session) -> list[str]:
    """Return every amount of the city's issued Verwendungsnachweis."""
    statement = select(m.Dokument.snapshot).where(m.Dokument.art == "verwendungsnachweis")
    return re.findall(r'"(-?\d+\.\d\d)"', session.execute(statement).scalar_one())


def test_the_example_year_is_walked_to_its_end(als: Als, session: Session, jahr):
    ways = {kuerzel: check(als, session, kuerzel) for kuerzel in ERGEBNIS}
    for kuerzel, weg in ways.items():
        if kuerzel not in STELLEN:
            settle(als, session, weg)
    pay(als, session)
    for kuerzel, expected in AM_ENDE.items():
        shown = figures(ways[kuerzel])
        assert tuple(shown[name] for name in GELD) == expected, kuerzel
    prove(als)
    assert set(LT_ABRECHNUNG) <= set(issued_amounts(session))
    land = {
        "vom": "16.09.2024",
        "aktenzeichen": "Beispiel 51",
        "anerkannt": "359.438,60",
        "forderung": "3.261,40",
    }
    assert absenden(als("finanzen"), f"{JAHR}/abschluss/ergebnis-des-landes", land).status_code == 303

    tree = parse(als("finanzen").get(f"{JAHR}/mittel"))
    [table] = [t for t in find(tree, "table") if "Zuwendung des Landes" in words(t)]
    total = find(table, "tbody/tr")[-1]
    shown_total = [re.findall(r"[\d.]+,\d\d", words(cell))[0] for cell in find(total, "td")]
    zuwendung = ["368.600,00", "368.600,00", "368.600,00", "197.230,00", "359.438,60", "2.909,40", "3.008,00"]
    ausgaben = ["462.650,00", "462.250,00", "451.925,00", "451.605,00", "451.358,25", "450.798,25"]
    assert shown_total == zuwendung + ausgaben
    tiles = [words(each).split(" €")[0] for each in find(has_class(tree, "kacheln")[0], "div")]
    assert tiles == [
        "Bewilligt laut Bescheid 368.600,00",
        "Eingegangen 362.700,00",
        "Nachgewiesen 359.438,60",
        "Zurückgezahlt 3.261,40",
    ]
    [verbleib] = [t for t in find(tree, "table") if "Nicht abgerufen" in words(t)]
    assert [words(find(tr, "td")[0]) for tr in find(verbleib, "tbody/tr")] == [
        "359.438,60 €",
        "5.900,00 €",
        "3.261,40 €",
        "0,00 €",
        "368.600,00 €",
        "368.600,00 €",
    ]

    assert "Träger schulden noch 144,00 €" in words(parse(als("finanzen").get(f"{JAHR}/abschluss")))
    assert absenden(als("finanzen"), f"{JAHR}/abschluss", knopf="abschließen").status_code == 303
    session.expire_all()
    assert (
        session.execute(select(m.Foerderjahr.status).where(m.Foerderjahr.jahr == 2023)).scalar_one()
        is FoerderjahrStatus.ABGESCHLOSSEN
    )
    states = set(session.execute(select(m.Verwendungsnachweis.status)).scalars())
    assert states == {NachweisStatus.ABGESCHLOSSEN}
