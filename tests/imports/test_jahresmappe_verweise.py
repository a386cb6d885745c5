from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grants.domain import begriffe as g
from grants.domain.errors import RuleViolation
from grants.domain.mappe import (
    Anerkanntart,
    AnerkanntZeile,
    Bescheidart,
    BescheidZeile,
    EmpfaengerZeile,
    FruehereAntragsposition,
    Gliederungsart,
    GliederungZeile,
    Jahresmappe,
    Planart,
    PlanZeile,
    ZuordnungZeile,
)
from grants.domain.money import euro
from grants.domain.texte import Text
from grants.imports.datei import read_datei
from grants.imports.jahresmappe import parse_jahresmappe
from reports.jahresmappe import jahresmappe_bytes
from tests.mappe_datei import KLEIN

BELEG, NACHWEIS, ZUSAGE, PLAN = KLEIN.belege[0], KLEIN.nachweise[0], KLEIN.zusagen[0], KLEIN.plaene[0]
TRAEGER, ZAHLUNG, EINNAHME = KLEIN.traeger[0], KLEIN.zahlungen[0], KLEIN.einnahmen[0]
EBIKA = KLEIN.massnahmen[0]


def refused(mappe: Jahresmappe) -> list[tuple[str, str, str]]:
    """Return code, sheet and cell of every problem."""
    with pytest.raises(RuleViolation) as error:
        parse_jahresmappe(read_datei(jahresmappe_bytes(mappe), name="mappe.xlsx"))
    return [(v.code, v.stelle.blatt or "", v.stelle.zelle or "") for v in error.value.violations if v.stelle]


def more(attribut: str, *rows: object) -> Jahresmappe:
    changed: dict[str, Any] = {attribut: (*getattr(KLEIN, attribut), *rows)}
    return replace(KLEIN, **changed)


UNBEKANNT = [
    (more("empfaenger", EmpfaengerZeile("elterntalk", "a")), "Empfänger", "A5"),
    (more("empfaenger", EmpfaengerZeile("ebika", "b")), "Empfänger", "B5"),
    (
        more("fruehere_antragspositionen", FruehereAntragsposition(1, "elterntalk", euro("1.00"))),
        "Frühere Anträge",
        "B4",
    ),
    (
        more("fruehere_antragspositionen", FruehereAntragsposition(2, "beratung", euro("1.00"))),
        "Frühere Anträge",
        "A4",
    ),
    (
        more("fruehere_antragspositionen", FruehereAntragsposition(3, "beratung", euro("1.00"))),
        "Frühere Anträge",
        "A4",
    ),
    (more("texte", Text("ziele", "Ziel", "elterntalk")), "Texte", "C6"),
    (
        more("umverteilungen", replace(KLEIN.umverteilungen[0], massnahme="elterntalk")),
        "Umverteilungen",
        "A4",
    ),
    (
        more("bescheide", BescheidZeile(1, Bescheidart.AUFTEILUNG, euro("1.00"), massnahme="elterntalk")),
        "Bescheid",
        "H6",
    ),
    (
        more("bescheide", BescheidZeile(2, Bescheidart.AUFTEILUNG, euro("1.00"), massnahme="ebika")),
        "Bescheid",
        "A6",
    ),
    (
        more(
            "bescheide",
            BescheidZeile(1, Bescheidart.AUFTEILUNG, euro("1.00"), massnahme="ebika", position="2"),
        ),
        "Bescheid",
        "F6",
    ),
    # A recipient that is known, but not of this Maßnahme
    (more("plaene", replace(PLAN, massnahme="ebika")), "Finanzierungsplan", "B6"),
    (more("zusagen", replace(ZUSAGE, massnahme="ebika")), "Weiterleitungen", "B6"),
    (more("zahlungen", replace(ZAHLUNG, massnahme="ebika")), "Auszahlungen", "B4"),
    (more("einnahmen", replace(EINNAHME, massnahme="ebika")), "Einnahmen", "B4"),
    (more("belege", replace(BELEG, massnahme="ebika", nr="A-2")), "Belege", "B4"),
    (more("nachweise", replace(NACHWEIS, massnahme="ebika")), "Nachweise", "B4"),
    (more("belege", replace(BELEG, massnahme="elterntalk", nr="A-2")), "Belege", "A4"),
    # Positions, Belege, axes
    (more("belege", replace(BELEG, position="SA", nr="A-2")), "Belege", "D4"),
    (
        more(
            "plaene",
            PlanZeile("beratung", "a", 1, Planart.PERSONAL, position="HO", funktion="X", vzae_hundertstel=5),
        ),
        "Finanzierungsplan",
        "F6",
    ),
    (
        more(
            "anerkannt",
            AnerkanntZeile("beratung", "a", Anerkanntart.ANGABE, "SA", euro("1.00"), euro("1.00")),
        ),
        "Anerkannt",
        "D5",
    ),
    (
        more(
            "anerkannt",
            AnerkanntZeile(
                "beratung", "a", Anerkanntart.ANERKENNUNG, "PK", beleg_nr="A-9", anerkannt=euro("1.00")
            ),
        ),
        "Anerkannt",
        "G5",
    ),
    (
        replace(KLEIN, massnahmen=(replace(EBIKA, handlungsfeld="II"), *KLEIN.massnahmen[1:])),
        "Maßnahmen",
        "D3",
    ),
    (
        replace(
            KLEIN, massnahmen=(replace(EBIKA, weitere_handlungsfelder=("VI", "II")), *KLEIN.massnahmen[1:])
        ),
        "Maßnahmen",
        "E3",
    ),
    (
        replace(KLEIN, massnahmen=(replace(EBIKA, lebensphasen=("Rente",)), *KLEIN.massnahmen[1:])),
        "Maßnahmen",
        "G3",
    ),
    (
        replace(KLEIN, massnahmen=(replace(EBIKA, sozialraeume=("Nord",)), *KLEIN.massnahmen[1:])),
        "Maßnahmen",
        "H3",
    ),
]


@pytest.mark.parametrize(
    ("mappe", "blatt", "zelle"), UNBEKANNT, ids=[f"{b}-{z}-{n}" for n, (_, b, z) in enumerate(UNBEKANNT)]
)
def test_what_a_row_points_at_must_stand_in_the_mappe(mappe, blatt, zelle):
    assert refused(mappe) == [("verweis_unbekannt", blatt, zelle)]


DOPPELT = [
    ("parameter", KLEIN.parameter[0], "Förderjahr", "A5"),
    ("zuordnungen", ZuordnungZeile(g.Mittelherkunft.LAND, g.Antragszeile.EIGENANTEIL), "Zuordnung", "A4"),
    (
        "gliederungen",
        GliederungZeile(Gliederungsart.HANDLUNGSFELD, "Noch einmal Bildung", "VI"),
        "Gliederung",
        "B5",
    ),
    ("gliederungen", KLEIN.gliederungen[1], "Gliederung", "C5"),
    ("traeger", replace(TRAEGER, name="Anderer"), "Träger", "A5"),
    ("massnahmen", replace(EBIKA, name="Anders"), "Maßnahmen", "A5"),
    ("empfaenger", EmpfaengerZeile("ebika", "fpz"), "Empfänger", "B5"),
    ("antraege", KLEIN.antraege[0], "Antrag", "A5"),
    ("fruehere_antragspositionen", KLEIN.fruehere_antragspositionen[0], "Frühere Anträge", "B4"),
    ("plaene", replace(PLAN, bezeichnung="Personal"), "Finanzierungsplan", "F6"),
    ("texte", Text("betreff", "Anders"), "Texte", "A6"),
    ("texte", Text("ziele", "Anders", "ebika"), "Texte", "C6"),
    ("bescheide", replace(KLEIN.bescheide[0], aktenzeichen="LJA-2"), "Bescheid", "A6"),
    ("bescheide", KLEIN.bescheide[1], "Bescheid", "F6"),
    ("bescheide", KLEIN.bescheide[2], "Bescheid", "F6"),
    ("zusagen", ZUSAGE, "Weiterleitungen", "N6"),
    ("einnahmen", EINNAHME, "Einnahmen", "C4"),
    ("belege", BELEG, "Belege", "D4"),
    ("nachweise", NACHWEIS, "Nachweise", "B4"),
    ("anerkannt", KLEIN.anerkannt[0], "Anerkannt", "D5"),
    ("anerkannt", KLEIN.anerkannt[1], "Anerkannt", "G5"),
]


@pytest.mark.parametrize(
    ("attribut", "row", "blatt", "zelle"),
    DOPPELT,
    ids=[f"{b}-{z}-{n}" for n, (_, _, b, z) in enumerate(DOPPELT)],
)
def test_no_entry_stands_twice(attribut, row, blatt, zelle):
    assert ("eintrag_doppelt", blatt, zelle) in refused(more(attribut, row))


def test_a_name_in_lists_belongs_to_one_traeger():
    first, second = (replace(traeger, angaben=("FPZ Mitte", "x")) for traeger in KLEIN.traeger)
    assert refused(replace(KLEIN, traeger=(first, second))) == [("eintrag_doppelt", "Träger", "D4")] * 2


@pytest.mark.parametrize(
    ("attribut", "row", "blatt", "zelle"),
    [
        ("belege", replace(BELEG, position="SA", zahlungsempfaenger="Anderer"), "Belege", "I4"),
        ("belege", replace(BELEG, position="SA", gezahlt=euro("200.01")), "Belege", "K4"),
        ("plaene", replace(KLEIN.plaene[2], wirksam_ab=BELEG.leistung_von), "Finanzierungsplan", "D6"),
        (
            "zusagen",
            replace(ZUSAGE, herkunft=g.Mittelherkunft.BUND, aktenzeichen="51-B"),
            "Weiterleitungen",
            "G6",
        ),
        ("zusagen", replace(ZUSAGE, herkunft=g.Mittelherkunft.BUND, vom=None), "Weiterleitungen", "H6"),
    ],
)
def test_rows_of_one_paper_must_agree(attribut, row, blatt, zelle):
    mappe = more(attribut, row)
    # A second position, so that the split Beleg points at something.
    mappe = replace(mappe, plaene=(*mappe.plaene, replace(PLAN, position="SA", wirksam_ab=PLAN.wirksam_ab)))
    assert ("angaben_widersprechen", blatt, zelle) in refused(mappe)


def test_an_invoice_may_be_split_over_positions():
    plan = (*KLEIN.plaene, replace(PLAN, position="SA"))
    mappe = replace(more("belege", replace(BELEG, position="SA", betrag=euro("1.00"))), plaene=plan)
    assert parse_jahresmappe(read_datei(jahresmappe_bytes(mappe), name="x")) == mappe


def test_one_unknown_massnahme_is_reported_once_a_row():
    assert refused(more("zahlungen", replace(ZAHLUNG, massnahme="elterntalk"))) == [
        ("verweis_unbekannt", "Auszahlungen", "A4")
    ]


def test_a_position_without_a_plan_of_its_recipient_is_left_to_the_rules():
    mappe = replace(KLEIN, plaene=(), belege=(replace(BELEG, position="XY"),), anerkannt=())
    assert parse_jahresmappe(read_datei(jahresmappe_bytes(mappe), name="x")) == mappe
