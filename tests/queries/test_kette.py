"""The chain of a year from the database: complete, in few statements, with what other years know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.kette import Jahr
from grants.domain.mappe import EmpfaengerZeile, Jahresmappe, Kopf, MassnahmeZeile
from grants.domain.money import euro
from grants.domain.pruefregeln import condense, pruefe_jahr
from grants.domain.stelle import Anschrift
from grants.imports.jahresmappe import read_jahresmappe
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.queries.liste import load_liste
from grants.queries.mappe import load_mappe
from grants.queries.personen import follow
from grants.queries.stelle import load_foerdergeber, load_stelle
from grants.queries.texte import load_texte
from tests.mappe_datei import KLEIN
from tests.mappe_jahr import to_jahr
from tests.services.mappe_laden import counted, take_over, undone, with_row

AM = date(2024, 8, 31)


def stored(session: Session, jahr: int = 2023, *, am: date = AM) -> Jahr:
    session.flush()
    session.expire_all()
    return load_jahr(session, foerderjahre.get(session, "kinderstark", jahr), am=am)


def year_of(anzahl: int) -> Jahresmappe:
    """The small year with so many Maßnahmen, each with a recipient, a promise, a payment and a Beleg."""
    kennungen = [f"m-{i}" for i in range(anzahl)]
    beratung = KLEIN.zusagen[0]
    return Jahresmappe(
        kopf=KLEIN.kopf,
        traeger=KLEIN.traeger,
        massnahmen=tuple(MassnahmeZeile(each, each, beantragt=euro("1.00")) for each in kennungen),
        empfaenger=tuple(EmpfaengerZeile(each, "a", euro("1.00")) for each in kennungen),
        antraege=KLEIN.antraege[1:],
        plaene=tuple(replace(zeile, massnahme=each) for each in kennungen for zeile in KLEIN.plaene),
        zusagen=tuple(replace(beratung, massnahme=each) for each in kennungen),
        zahlungen=tuple(replace(KLEIN.zahlungen[0], massnahme=each) for each in kennungen),
        belege=tuple(replace(KLEIN.belege[0], massnahme=each, nr=each) for each in kennungen),
        nachweise=tuple(replace(KLEIN.nachweise[0], massnahme=each) for each in kennungen),
    )


# -- complete and in few statements --------------------------------------------------------------------------


def test_the_database_holds_the_very_chain_that_the_workbook_says(session: Session):
    mappe = read_jahresmappe(BEISPIEL / "jahr-2023.xlsx")
    take_over(session, mappe)
    expected = to_jahr(mappe, am=AM)
    names = {massnahme.kennung: massnahme.handlungsfeld_land_name for massnahme in stored(session).massnahmen}
    assert names["babylotsen"] != ""
    with_names = tuple(
        replace(each, handlungsfeld_land_name=names[each.kennung]) for each in expected.massnahmen
    )
    assert stored(session) == replace(expected, massnahmen=with_names)


@pytest.mark.parametrize("load", [load_jahr, load_liste])
def test_the_number_of_statements_does_not_grow_with_the_rows(session: Session, load: object):
    counts = []
    for anzahl in (2, 40):
        with undone(session):
            take_over(session, year_of(anzahl))
            session.expire_all()
            foerderjahr = foerderjahre.get(session, "kinderstark", 2023)
            with counted(session) as statements:
                load(session, foerderjahr, am=AM)  # type: ignore[operator]
            counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] < 45


def test_neither_export_nor_import_select_row_by_row(session: Session):
    counts = []
    # The first time, whether the year is closed is asked once for the whole transaction.
    for anzahl in (2, 2, 40):
        with undone(session):
            with counted(session) as imported:
                take_over(session, year_of(anzahl))
            session.expire_all()
            foerderjahr = foerderjahre.get(session, "kinderstark", 2023)
            with counted(session) as exported:
                load_mappe(session, foerderjahr)
            selects = [statement for statement in imported if statement.startswith("SELECT")]
            counts.append((len(selects), len(exported)))
    assert counts[1] == counts[2]


# -- what the rules must say of the example year (beispiel-2023, section 9) ----------------------------------

ERWARTET = {
    ("einzelansatz", "hinweis", "hebammenversorgung / beispiel-f", "3600.00", "3840.00"),
    ("zeitraum", "fehler", "stadtteilarbeit-vaeter / beispiel-d / D-10", None, None),
    ("beleg_doppelt", "fehler", "babylotsen / beispiel-a / A-13", None, None),
    ("frist_nachweis", "hinweis", "soziales-kompetenztraining / beispiel-e", None, None),
    ("frist_zahlung", "hinweis", "stadtteilarbeit-vaeter / beispiel-d", None, None),
}
STIMMT = {
    "summe_antrag": ("368600.00", "368600.00"),
    "plan_ausgeglichen": ("462650.00", "462650.00"),
    "summe_bescheid": ("368600.00", "368600.00"),
    "weiterleitung": ("368600.00", "368600.00"),
    "belege_summe": ("451925.00", "451925.00"),
    "anerkannt": ("451605.00", "450798.25"),
    "festsetzung": ("359438.60", "359438.60"),
    "erstattung": ("3069.40", "3069.40"),
    "restzahlung": ("3008.00", "3008.00"),
    "summe_nachweis": ("359438.60", "359438.60"),
    "verbleib": ("368600.00", "368600.00"),
}


def test_the_rules_say_of_the_stored_example_year_what_its_paper_expects(session: Session):
    take_over(session, read_jahresmappe(BEISPIEL / "jahr-2023.xlsx"))
    results = condense(pruefe_jahr(stored(session)))
    loud = {each.code: each for each in results if each.ergebnis.value != "ok"}
    assert {(each.code, each.ergebnis.value, str(each.bezug)) for each in loud.values()} == {
        expected[:3] for expected in ERWARTET
    }
    assert (str(loud["einzelansatz"].erwartet), str(loud["einzelansatz"].gefunden)) == ("3600.00", "3840.00")
    held = {each.code: (str(each.erwartet), str(each.gefunden)) for each in results if each.code in STIMMT}
    assert held == STIMMT


# -- other years ---------------------------------------------------------------------------------------------


def test_last_years_amounts_come_from_its_newest_antrag(session: Session):
    take_over(session, KLEIN)
    next_year = Jahresmappe(
        kopf=Kopf(jahr=2024), massnahmen=(MassnahmeZeile("beratung", "Beratung", beantragt=euro("1.00")),)
    )
    take_over(session, next_year)
    jahr = stored(session, 2024)
    assert [(each.kennung, each.vorjahr) for each in jahr.massnahmen] == [("beratung", euro("160.00"))]
    assert jahr.ausgelaufen == (("EBIKA", euro("80.00")),)


def test_last_years_amount_follows_a_massnahme_that_was_merged(session: Session):
    take_over(session, KLEIN)
    take_over(session, Jahresmappe(kopf=Kopf(jahr=2024), massnahmen=(MassnahmeZeile("neu", "Neu"),)))
    rows = {row.kennung: row for row in session.scalars(select(m.Massnahme))}
    rows["ebika"].zusammengefuehrt_mit_id = rows["neu"].id
    jahr = stored(session, 2024)
    assert jahr.massnahmen[0].vorjahr == euro("80.00")
    assert jahr.ausgelaufen == (("Beratung", euro("160.00")),)


def test_shares_of_the_same_invoice_in_other_years_are_found(session: Session):
    invoice = with_row(KLEIN, "belege", rechnungsnummer="RE 77/23", zahlungsempfaenger="Beispiel Büro")
    take_over(session, invoice)
    later = replace(
        invoice,
        kopf=Kopf(jahr=2024),
        belege=(
            replace(invoice.belege[0], rechnungsnummer="re 77-23", zahlungsempfaenger="BEISPIEL BÜRO"),
            replace(invoice.belege[0], nr="A-2", rechnungsnummer="anders"),
        ),
    )
    take_over(session, later)
    [fremd] = stored(session, 2024).fremde_belegteile
    assert (fremd.jahr, fremd.massnahme, fremd.beleg.nr, fremd.betrag) == (
        2023,
        "beratung",
        "A-1",
        euro("200.00"),
    )


# -- names and Persons ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("am", "name"),
    [
        # Before its first name it is called by that.
        (date(2016, 1, 1), "Kein Kind zurücklassen!"),
        (date(2019, 12, 31), "Kein Kind zurücklassen!"),
        (date(2020, 1, 1), "kinderstark – NRW schafft Chancen"),
    ],
)
def test_the_programm_has_the_name_of_the_day(session: Session, am: date, name: str):
    take_over(session, Jahresmappe(kopf=Kopf(jahr=2024)))
    assert stored(session, 2024, am=am).programm_name == name


def test_two_persons_found_to_be_one_are_one_pair_of_eyes(session: Session):
    take_over(session, KLEIN)
    foerderjahr = foerderjahre.get(session, "kinderstark", 2023)
    first, second = m.Person(name="Beispielperson 1"), m.Person(name="Beispielperson 2")
    session.add_all([first, second])
    session.flush()
    session.add(
        m.ZugelasseneAbweichung(
            foerderjahr_id=foerderjahr.id,
            code="summe_antrag",
            differenz=euro("50.00"),
            grund="Rundung",
            begruendet_von_id=first.id,
            begruendet_am=AM,
            zugestimmt_von_id=second.id,
            zugestimmt_am=AM,
        )
    )
    [two] = stored(session).abweichungen
    assert (two.begruendet_von, two.zugestimmt_von) == (first.id, second.id)
    second.zusammengefuehrt_mit_id = first.id
    [one] = stored(session).abweichungen
    assert (one.begruendet_von, one.zugestimmt_von) == (first.id, first.id)


@pytest.mark.parametrize(
    ("pointers", "ends"),
    [
        ({}, {}),
        ({1: 2}, {1: 2}),
        ({1: 2, 2: 3}, {1: 3, 2: 3}),
        # Nobody enters a ring; if one is there, reading must end.
        ({1: 2, 2: 1}, {1: 1, 2: 2}),
    ],
)
def test_pointers_are_followed_to_their_end(pointers: dict[int, int], ends: dict[int, int]):
    assert follow(pointers) == ends


def test_the_city_and_the_foerdergeber_are_those_of_the_workbook(session: Session):
    assert load_stelle(session).name == ""
    assert load_foerdergeber(session, "kinderstark", am=AM).name == ""
    kopf = replace(KLEIN.kopf, name="Beispielstadt", beispiel=True, foerdergeber_name="Beispielamt")
    take_over(session, replace(KLEIN, kopf=kopf))
    session.flush()
    assert (load_stelle(session).name, load_stelle(session).beispiel) == ("Beispielstadt", True)
    foerdergeber = load_foerdergeber(session, "kinderstark", am=AM)
    assert foerdergeber.name == "Beispielamt"
    assert foerdergeber.anschrift == Anschrift(("Beispielplatz 2", "00001 Beispielort"))


def test_texts_stand_in_the_order_of_the_papers(session: Session):
    take_over(session, KLEIN)
    texte = load_texte(session, foerderjahre.get(session, "kinderstark", 2023))
    assert [(text.schluessel, text.kennung) for text in texte] == [
        ("betreff", ""),
        ("ziele", "ebika"),
        ("erklaerung_vollstaendig", ""),
    ]
