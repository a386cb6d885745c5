"""200 years by chance into the database and out again: as file, as chain, as JSON; every second one is broken."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.abschluss import check_abschluss
from grants.domain.begriffe import Rolle
from grants.domain.kette import Jahr
from grants.domain.mappe import Jahresmappe
from grants.domain.mittelstand import build_mittelstand
from grants.domain.money import Betrag
from grants.domain.pruefregeln import Bezug, Ergebnis, Ergebnisart, condense, pruefe_jahr
from grants.domain.texte import Papier
from grants.imports.datei import read_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.queries import foerderjahre
from grants.queries.abschluss import load_pruefergebnis
from grants.queries.kette import load_jahr
from grants.queries.mappe import load_mappe
from grants.schemas.pruefung import dump_pruefung
from grants.services import dokumente
from grants.services.abschluss import Ergebnisangaben, save_pruefergebnis
from grants.services.abweichungen import add_abweichung, agree
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from reports.jahresmappe import jahresmappe_bytes
from reports.json import dump
from tests.eigenschaften.zahlen import STAPEL, check_mittelstand, red, stapel
from tests.mappe_jahr import to_jahr
from tests.nachrechnung import Empfaengerzahlen, Nachrechnung, kaufmaennisch
from tests.pruefjahr import add_person
from tests.services.mappe_laden import undone
from tests.zufallsbrueche import BRUECHE, Bruch, breche, gebrochen
from tests.zufallsjahre import JAHR, Zufallsjahr, zufallsjahr

# All years on SQLite; on PostgreSQL those of three batches, a large one among them.
LAEUFE = [
    *(("sqlite", nummer) for nummer in range(STAPEL)),
    *(("postgresql", nummer) for nummer in (3, 8, 13)),
]
each_run = pytest.mark.parametrize(("app", "nummer"), LAEUFE, indirect=["app"])


def year_of(seed: int) -> tuple[Zufallsjahr, Bruch | None]:
    """Return the year of a seed, every second one broken."""
    return gebrochen(seed) if seed % 2 else (zufallsjahr(seed), None)


def through_file(mappe: Jahresmappe) -> Jahresmappe:
    """Return the workbook after it was written and read again."""
    return parse_jahresmappe(read_datei(jahresmappe_bytes(mappe), name="jahr-2023.xlsx"))


def take_over(session: Session, mappe: Jahresmappe) -> int:
    """Take a workbook over as the command line does; return how many rows were new or changed."""
    done = import_mappe(
        session, mappe, datei="jahr-2023.xlsx", sha256="ab" * 32, person=acting(session, None)
    )
    session.flush()
    session.expire_all()
    return done.uebernommen


def foerderjahr(session: Session) -> m.Foerderjahr:
    return foerderjahre.get(session, "kinderstark", JAHR)


def said(ergebnisse: list[Ergebnis]) -> list[tuple[Any, ...]]:
    """Return the results as anybody would read them, in any order."""
    rows = [(e.code, e.ergebnis, str(e.bezug), e.erwartet, e.gefunden, e.text) for e in ergebnisse]
    return sorted(rows, key=str)


@each_run
def test_a_year_is_the_same_in_rows_database_file_and_json(session: Session, nummer: int):
    for seed in stapel(nummer):
        each, how = year_of(seed)
        with undone(session):
            # Writing a file takes longest: each year goes through one, on its way in or on its way out.
            assert take_over(session, each.mappe if how else through_file(each.mappe)) > 0
            loaded = load_jahr(session, foerderjahr(session), am=each.am)
            results = pruefe_jahr(loaded)
            in_rows = to_jahr(each.mappe, am=each.am)
            assert said(results) == said(pruefe_jahr(in_rows)), seed
            assert (how.rot <= red(results)) if how else (red(results) == set()), seed
            check_mittelstand(build_mittelstand(loaded, results), each)
            check_json(loaded, results)
            check_export(session, each, as_file=how is not None)
            check_document(session, each)


def check_json(loaded: Jahr, results: list[Ergebnis]) -> None:
    """`grants check --json` says of each rule what it found, to the cent, and is red where a rule is."""
    content = json.loads(json.dumps(dump_pruefung(loaded, condense(results)), default=str))
    loud = {"fehler", "nicht_geprueft"}
    assert {e["code"] for e in content["ergebnisse"] if e["ergebnis"] in loud} == red(results)
    assert {e["code"] for e in content["ergebnisse"]} == {e.code for e in results}
    for entry in content["ergebnisse"]:
        if entry["erwartet"] is not None and entry["gefunden"] is not None:
            assert cents(entry["differenz"]) == cents(entry["gefunden"]) - cents(entry["erwartet"])


def cents(text: str | None) -> int | None:
    """Return the cents of an amount in JSON, by hand."""
    if text is None:
        return None
    euros, rest = text.lstrip("-").split(".")
    assert len(rest) == 2
    return (int(euros) * 100 + int(rest)) * (-1 if text.startswith("-") else 1)


def check_export(session: Session, each: Zufallsjahr, *, as_file: bool) -> None:
    """What goes out as a workbook reads back as the same, and changes nothing."""
    exported = load_mappe(session, foerderjahr(session))
    assert rows_of(exported) == rows_of(each.mappe), each.seed
    read = through_file(exported) if as_file else exported
    assert read == exported, each.seed
    assert take_over(session, read) == 0, each.seed
    assert load_mappe(session, foerderjahr(session)) == exported


def rows_of(mappe: Jahresmappe) -> dict[str, set[Any]]:
    """Return the rows of all sheets with figures; what was left open has an answer afterwards."""
    return {
        "zusagen": {replace(row, vertrag=bool(row.vertrag)) for row in mappe.zusagen},
        # An empty cell says 0,00.
        "nachweise": {replace(row, nicht_erhoben=row.nicht_erhoben or None) for row in mappe.nachweise},
        "stadt": {mappe.nachweis_stadt},
        **{
            sheet: set(getattr(mappe, sheet))
            for sheet in (
                "massnahmen",
                "empfaenger",
                "antraege",
                "fruehere_antragspositionen",
                "plaene",
                "bescheide",
                "umverteilungen",
                "zahlungen",
                "zahlungen_land",
                "einnahmen",
                "belege",
                "anerkannt",
            )
        },
    }


# -- The city's Verwendungsnachweis ----------------------------------------------------------------------------


def check_document(session: Session, each: Zufallsjahr) -> None:
    """Each figure of the draft is the one counted again, and its sums are those of its own rows."""
    unterlagen = dokumente.collect(
        session, Papier.VERWENDUNGSNACHWEIS, programm="kinderstark", jahr=JAHR, am=each.am
    )
    content = json.loads(dump(dokumente.build(unterlagen), dokument="verwendungsnachweis"))
    soll = each.soll
    check_annex(content, each)
    result = content["ergebnis"]
    assert cents(result["abgerufen"]) == soll.eingegangen
    assert cents(result["zurueckgezahlt"]) == soll.zurueckgezahlt
    assert cents(content["zuwendung"]["lt_bescheid"]) == soll.bescheid
    assert cents(content["zuwendung"]["lt_abrechnung"]) == soll.festgesetzt
    if soll.festgesetzt is None or soll.bescheid is None:
        return
    due = max(0, soll.eingegangen - soll.festgesetzt)
    assert cents(result["mehr_minder"]) == soll.festgesetzt - soll.bescheid
    assert cents(result["zurueckzuzahlen"]) == due
    assert cents(result["noch_zurueckzuzahlen"]) == due - soll.zurueckgezahlt
    check_balance(content, soll)


def check_balance(content: dict[str, Any], soll: Nachrechnung) -> None:
    """Einnahmen = Ausgaben lt. Abrechnung, row by row and in total."""
    own, thirds, public = (cents(row["lt_abrechnung"]) for row in content["eigenmittel"])
    assert (own, thirds, public) == (soll.eigenanteil, soll.dritte, soll.oeffentliche)
    total = cents(content["einnahmen_insgesamt"]["lt_abrechnung"])
    assert total == (own or 0) + (thirds or 0) + (public or 0) + (soll.festgesetzt or 0)
    spent = content["ausgaben_insgesamt"]["lt_abrechnung"]
    assert (cents(spent["insgesamt"]), cents(spent["zuwendungsfaehig"])) == soll.anerkannt
    assert total == cents(spent["insgesamt"])
    shares = [row["lt_abrechnung_vh"] for row in (*content["eigenmittel"], content["zuwendung"])]
    parts = (own, thirds, public, soll.festgesetzt)
    if total:
        assert [cents(s) for s in shares] == [
            kaufmaennisch(Fraction(10_000 * (p or 0), total)) for p in parts
        ]
        assert content["einnahmen_insgesamt"]["lt_abrechnung_vh"] == "100.00"
    for column in ("insgesamt", "zuwendungsfaehig"):
        rows = [cents(row["lt_abrechnung"][column]) or 0 for row in content["ausgaben"]]
        assert sum(rows) == cents(spent[column])


def check_annex(content: dict[str, Any], each: Zufallsjahr) -> None:
    soll, names = each.soll, {t.kuerzel: t.name for t in each.mappe.traeger}
    titles = {row.kennung: row.name for row in each.mappe.massnahmen}
    shown = {
        (massnahme["massnahme"], row["empfaenger"]): row
        for massnahme in content["massnahmen"]
        for row in massnahme["empfaenger"]
    }
    wanted = {
        (titles[kennung], names[kuerzel]): e
        for (kennung, kuerzel), e in soll.empfaenger.items()
        if e in soll.gefoerdert
    }
    assert set(shown) == set(wanted)
    for place, row in shown.items():
        check_recipient(row, wanted[place])
    for column in ("zugesagt", "festgesetzt"):
        figures = [cents(row["zuwendung"][column]) for row in shown.values()]
        total = None if None in figures else sum(f for f in figures if f is not None)
        assert cents(content["summen"]["zuwendung"][column]) == total


def check_recipient(row: dict[str, Any], e: Empfaengerzahlen) -> None:
    track = {name: cents(value) for name, value in row["zuwendung"].items()}
    paid = (None, None, None) if e.is_stelle else (e.ausgezahlt, e.erstattet, e.restzahlung)
    assert (track["zugesagt"], track["festgesetzt"]) == (e.zugesagt, e.festgesetzt)
    assert (track["ausgezahlt"], track["erstattet"], track["restzahlung"]) == paid
    recognised = e.anerkannt if e.festgesetzt is not None else None
    for name, wanted in (("geplant", e.geplant), ("nachgewiesen", e.nachgewiesen), ("anerkannt", recognised)):
        shown = row["ausgaben"][name]
        found = shown and (cents(shown["insgesamt"]), cents(shown["zuwendungsfaehig"]))
        assert found == wanted, name


# -- What a workbook does not carry: two Persons, and the Land -------------------------------------------------


@pytest.mark.parametrize(
    ("app", "nummer"),
    [*(("sqlite", nummer) for nummer in range(len(BRUECHE))), *(("postgresql", n) for n in (0, 15, 22))],
    indirect=["app"],
)
def test_a_deviation_is_zugelassen_for_its_own_difference_only(session: Session, nummer: int):
    """Each finding of a broken year that two Persons may waive is waived; a cent more, and it is red again."""
    each, how = next(
        (broken, found)
        for broken, found in (breche(zufallsjahr(seed), nummer) for seed in range(1, 200))
        if found is BRUECHE[nummer]
    )
    take_over(session, each.mappe)
    year = foerderjahr(session)
    one, two = (add_person(session, name, Rolle.FINANZPRUEFUNG) for name in ("eins", "zwei"))
    wrong = [e for e in pruefe_jahr(load_jahr(session, year, am=each.am)) if e.ergebnis is Ergebnisart.FEHLER]
    waived = [e for e in wrong if e.differenz]
    for e in waived:
        asked = add_abweichung(
            session,
            year,
            code=e.code,
            bezug=e.bezug or Bezug(),
            differenz=e.differenz,
            grund="Beispiel: Die Abweichung ist mit dem Land so abgesprochen.",
            am=each.am,
            person=one,
        )
        session.flush()
        agree(session, asked.id, stand=None, am=each.am, person=two)
        session.flush()
    loaded = load_jahr(session, year, am=each.am)
    after = pruefe_jahr(loaded)
    still = [e for e in wrong if not e.differenz]
    assert [e.code for e in after if e.ergebnis is Ergebnisart.FEHLER] == [e.code for e in still], how.name
    assert sum(e.ergebnis is Ergebnisart.ZUGELASSEN for e in after) == len(waived)
    cent_more = replace(
        loaded,
        abweichungen=tuple(replace(a, differenz=a.differenz + Betrag(1)) for a in loaded.abweichungen),
    )
    assert red(pruefe_jahr(cent_more)) == red(pruefe_jahr(to_jahr(each.mappe, am=each.am)))


@pytest.mark.parametrize("seed", [2, 15, 25])
def test_a_year_is_closed_once_the_land_has_answered(session: Session, seed: int):
    each = zufallsjahr(seed)
    take_over(session, each.mappe)
    year, soll = foerderjahr(session), each.soll
    assert soll.festgesetzt is not None
    before = load_jahr(session, year, am=each.am)
    open_ones = [b.titel for b in check_abschluss(before, None, ()) if not b.erfuellt]
    assert open_ones == ["Prüfergebnis des Landes"]
    # The Land demands what is due and no cent less; another demand takes the place of what was announced.
    due = soll.eingegangen - soll.festgesetzt
    for demand, holds in ((due + 1, False), (due, True)):
        save_pruefergebnis(
            session,
            Ergebnisangaben(date(2024, 11, 4), "Beispiel-LJA-P", Betrag(soll.festgesetzt), Betrag(demand)),
            programm="kinderstark",
            jahr=JAHR,
            heute=each.am,
            stand=None,
            person=acting(session, None),
        )
        session.flush()
        session.expire_all()
        after = load_jahr(session, year, am=each.am)
        found = load_pruefergebnis(session, year.id)
        assert found is not None
        assert all(b.erfuellt for b in check_abschluss(after, found, ())) == holds
