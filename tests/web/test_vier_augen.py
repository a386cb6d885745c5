"""Four eyes on the pages: which routes there are, and what makes signatures invalid, told with which and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.auth import Recht
from grants.domain.begriffe import Mittelherkunft, NachweisStatus, Zahlungsart
from grants.domain.kette import Zusage
from grants.domain.money import Betrag, Vomhundert, euro
from grants.domain.parametergruppen import angabe_zellen
from grants.domain.planentwurf import zellen_of
from grants.domain.weiterleitung import Zusageangaben
from grants.domain.zahlungen import Zahlungsangaben
from grants.queries.anteile import load_anteil
from grants.queries.parameter import load_parameterwerte
from grants.queries.plaene import load_plan
from grants.services.jahresangaben import save_parameter
from grants.services.jahresmappe import import_mappe
from grants.services.plaene import save_plan
from grants.services.weiterleitungen import add_zusage
from grants.services.zahlungen import add_zahlung
from tests.pruefjahr import fill_unchecked, unchecked
from tests.web.conftest import Als, add_person
from tests.web.daten import HEUTE
from tests.web.formulare import absenden
from tests.web.pruefweg import Weg
from tests.web.seiten import by_id, find, parse, words
from tests.web.test_pruefungen import raw

# Every act that signs, releases, decides or opens, and the test that goes round it with one Person.
GEPRUEFT_IN = {
    "abschluss.entscheiden": "services/test_vier_augen: the second person",
    "abschluss.ergebnis": "one Person: what the Land wrote",
    "abschluss.oeffnen": "services/test_vier_augen: the second person",
    "abschluss.schliessen": "one Person: every condition is checked, two open it again",
    "ergebnis.anhoeren": "services/test_vier_augen: a Freigabe that fell stops the result",
    "ergebnis.bekanntgeben": "one Person: the day of a letter",
    "ergebnis.entscheiden": "services/test_vier_augen: money is let go",
    "ergebnis.schliessen": "services/test_vier_augen: a Freigabe that fell stops the result",
    "ergebnis.zuruecknehmen": "test_ergebnis: one Person with a reason, while nothing came of the letter",
    "pruefliste.aendere": "test_pruefliste: it asks and signs nothing",
    "pruefliste.beginnen": "test_pruefliste: it asks and signs nothing",
    "pruefliste.neu": "test_pruefliste: it asks and signs nothing",
    "pruefliste.uebernehmen": "test_pruefliste: it asks and signs nothing",
    "pruefung.ablehnen": "services/test_vier_augen: the second person",
    "pruefung.zustimmen": "services/test_vier_augen: the second person",
    "pruefungen.aufnehmen": "one Person with a reason: it only takes signatures away",
    "pruefungen.beantworten": "services/test_pruefungen: nobody of the recipient",
    "pruefungen.beginnen": "services/test_pruefungen: the command line",
    "pruefungen.beleg": "services/test_vier_augen: who recognises",
    "pruefungen.fachlich": "below, and services/test_vier_augen",
    "pruefungen.freigeben": "below, and services/test_vier_augen",
    "pruefungen.notieren": "services/test_pruefungen: nobody of the recipient",
    "pruefungen.oeffnen": "services/test_vier_augen: opening again",
    "pruefungen.oeffnung_beantragen": "services/test_vier_augen: opening again",
    "pruefungen.position": "services/test_vier_augen: who recognises",
    "pruefungen.rechnerisch": "below, and services/test_vier_augen",
    "pruefungen.ziehen": "services/test_pruefungen: nobody of the recipient",
    "pruefunterlagen.beleg": "test_unterlagen: it asks the recipient and signs nothing",
    "pruefunterlagen.fragen": "test_unterlagen: it asks the recipient and signs nothing",
    "pruefunterlagen.gesehen": "test_unterlagen: a row of its own, never one of the sample",
    "pruefunterlagen.neu": "test_unterlagen: it asks the recipient and signs nothing",
    "pruefunterlagen.verlaengern": "test_unterlagen: it gives more time",
    "pruefunterlagen.zuruecknehmen": "test_unterlagen: it takes a request away with a reason",
    "pruefungen.zuordnen": "services/test_vier_augen: its own Maßnahme",
}
ZU_ZWEIT = {
    Recht.ABWEICHUNG_ZUSTIMMEN,
    Recht.ERGEBNIS_FESTSETZEN,
    Recht.JAHR_ABSCHLIESSEN,
    Recht.NACHWEIS_FREIGEBEN,
    Recht.NACHWEIS_PRUEFEN_FACHLICH,
    Recht.NACHWEIS_PRUEFEN_RECHNERISCH,
}


@pytest.fixture
def weg(als: Als, session: Session) -> Weg:
    fill_unchecked(session)
    session.commit()
    return Weg(als, session, "beispiel-a")


def test_every_route_that_checks_or_decides_is_on_the_list_of_those_tried(app: Flask):
    """A new one is tried with one Person in every disguise and then entered above."""
    found = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and getattr(app.view_functions[rule.endpoint], "recht", None) in ZU_ZWEIT
    }
    # Whoever releases or checks by a Recht with another name is found by the name.
    assert {each for each in Recht if "FREIGEBEN" in each.name or "PRUEFEN" in each.name} <= ZU_ZWEIT
    assert found == set(GEPRUEFT_IN)


def prepared(weg: Weg) -> Weg:
    weg.begin()
    weg.answer_all()
    weg.note()
    return weg


def test_two_joined_after_both_signatures_are_told_on_the_page_and_get_no_freigabe(
    weg: Weg, als: Als, session: Session
):
    prepared(weg).sign()
    first, second = (add_person(session, key) for key in ("geschaeftsstelle", "finanzen"))
    second.zusammengefuehrt_mit_id = first.id
    session.commit()
    page = als("finanzen2").get(weg.seite)
    assert page.text.count("zwei Zeichnungen von derselben Person") == 2
    assert "Eine Zeichnung gilt nicht mehr" in words(by_id(parse(page), "jetzt-titel"))
    answer = raw(weg, "finanzen2", "freigeben")
    assert answer.status_code == 422
    assert "zwei Personen neu" in answer.text
    # The way out: two others sign anew.
    weg.done("finanzen2", "wieder-aufnehmen", {"grund": "Eine Person."})
    weg.done("geschaeftsstelle", "fachlich")
    weg.done("finanzen2", "rechnerisch")
    assert weg.nachweis.status is NachweisStatus.GEPRUEFT


def test_who_comes_second_is_told_and_keeps_what_was_typed(weg: Weg, als: Als):
    prepared(weg)
    weg.done("geschaeftsstelle", "fachlich")
    client = als("geschaeftsstelle2")
    token = find(parse(client.get("/barrierefreiheit")), "footer//input")[0].get("value")
    answer = client.post(f"{weg.seite}/fachlich", data={"csrf_token": token, "vermerk": "Meine Worte"})
    assert answer.status_code == 409
    assert "schon jemand gezeichnet" in answer.text
    assert "Meine Worte" in answer.text


# -- each way to change a figure ---------------------------------------------------------------------------------


def by_promise(weg: Weg, person: m.Person) -> None:
    session = weg.session
    last = session.scalars(
        select(m.Weiterleitung.version)
        .where(m.Weiterleitung.empfaengeranteil_id == weg.id)
        .order_by(m.Weiterleitung.version.desc())
    ).first()
    angaben = Zusageangaben(
        zusagen=(Zusage(Mittelherkunft.LAND, euro("10.00")),), wirksam_ab=date(2023, 12, 1)
    )
    add_zusage(session, weg.id, angaben, nach_version=last or 0, person=person)


def by_payment(weg: Weg, person: m.Person) -> None:
    angaben = Zahlungsangaben(
        Zahlungsart.AUSZAHLUNG,
        date(2023, 12, 27),
        euro("1.00"),
        herkunft=Mittelherkunft.LAND,
        anteil_id=weg.id,
    )
    add_zahlung(
        weg.session,
        angaben,
        programm="kinderstark",
        jahr=2023,
        heute=HEUTE,
        trotzdem=True,
        person=person,
    )


def by_parameter(weg: Weg, person: m.Person) -> None:
    session = weg.session
    year = session.get_one(m.Foerderjahr, load_anteil(session, weg.id).foerderjahr_id)
    held = {each.schluessel: each for each in load_parameterwerte(session, year.id)}
    half = replace(held["landesanteil"], wert=Vomhundert(500_000))
    shown = angabe_zellen({"landesanteil": held["landesanteil"]})
    save_parameter(session, year, {"landesanteil": half}, gezeigt=shown, person=person)


def by_plan(weg: Weg, person: m.Person) -> None:
    session = weg.session
    anteil = load_anteil(session, weg.id)
    year = session.get_one(m.Foerderjahr, anteil.foerderjahr_id)
    where = {"kennung": anteil.kennung, "kuerzel": anteil.kuerzel, "am": HEUTE}
    plan = load_plan(session, programm="kinderstark", jahr=2023, **where).neuester
    assert plan is not None
    first, *others = plan.deckungsmittel
    less = replace(first, betrag=first.betrag - euro("1000.00"))
    more = replace(others[0], betrag=others[0].betrag + euro("1000.00"))
    save_plan(
        session,
        year,
        plan=replace(plan, wirksam_ab=date(2023, 12, 1), deckungsmittel=(less, more, *others[1:])),
        gezeigt=zellen_of(plan),
        person=person,
        **where,
    )


def by_workbook(weg: Weg, person: m.Person) -> None:
    mappe = unchecked()
    nachweis = weg.nachweis
    proofs = tuple(
        replace(row, status=nachweis.status, geprueft_am=nachweis.geprueft_am)
        if row.empfaenger == weg.kuerzel
        else row
        for row in mappe.nachweise
    )
    belege = tuple(
        replace(row, zuwendungsfaehig=row.zuwendungsfaehig - Betrag(1)) if row.nr == "A-05" else row
        for row in mappe.belege
    )
    changed = replace(mappe, nachweise=proofs, belege=belege)
    import_mappe(weg.session, changed, datei="x.xlsx", sha256="cd" * 32, person=person)


WEGE: dict[str, tuple[Callable[[Weg, m.Person], None], str]] = {
    "Zusage": (by_promise, "Weiterleitung eingetragen"),
    "Zahlung": (by_payment, "Zahlung festgehalten"),
    "Parameter": (by_parameter, "Angabe zum Jahr geändert"),
    "Finanzierungsplan": (by_plan, "Finanzierungsplan geändert"),
    "Jahresmappe": (by_workbook, "Jahresmappe eingelesen"),
}


@pytest.mark.parametrize("was", WEGE)
def test_a_figure_changed_by_any_way_makes_the_signatures_invalid_and_the_page_says_which_and_why(
    weg: Weg, als: Als, session: Session, was: str
):
    if was == "Parameter":
        # What the paper does not say the year says.
        for row in session.scalars(select(m.WeiterleitungBetrag)):
            row.landesanteil = None
        session.commit()
    prepared(weg).sign()
    act, told = WEGE[was]
    act(weg, add_person(session, "geschaeftsstelle2"))
    session.commit()
    page = als("finanzen2").get(weg.seite)
    signed = words(by_id(parse(page), "zeichnungen"))
    assert signed.count("ungültig") == 2
    assert signed.count(told) == 2
    assert signed.count("Beispiel geschaeftsstelle2") == 2
    assert raw(weg, "finanzen2", "freigeben").status_code == 422
    # They are kept, as they were given.
    assert len(session.scalars(select(m.Pruefung)).all()) == 2


def test_a_payment_after_the_check_changes_no_figure_of_it(weg: Weg, als: Als, session: Session):
    prepared(weg).sign()
    session.add(
        m.Zahlung(
            foerderjahr_id=load_anteil(session, weg.id).foerderjahr_id,
            empfaengeranteil_id=weg.id,
            art=Zahlungsart.ERSTATTUNG,
            datum=HEUTE,
            betrag=euro("-1.00"),
            herkunft=Mittelherkunft.LAND,
        )
    )
    session.commit()
    assert "ungültig" not in words(by_id(parse(als("finanzen2").get(weg.seite)), "zeichnungen"))


def test_a_freigabe_that_fell_stops_the_letters_and_says_where_to_go(weg: Weg, als: Als, session: Session):
    prepared(weg).sign()
    weg.release()
    by_payment(weg, add_person(session, "geschaeftsstelle2"))
    session.commit()
    seite = f"/nachweise/{weg.id}/ergebnis"
    answer = absenden(als("geschaeftsstelle"), seite, {"bis": "30.11.2024"}, pfad=f"{seite}/anhoerung")
    assert answer.status_code == 409
    assert "Die Freigabe gilt nicht mehr" in answer.text
    assert "In der Prüfung des Nachweises steht" in answer.text
    signed = words(by_id(parse(als("finanzen").get(weg.seite)), "zeichnungen"))
    assert "Zahlung festgehalten" in signed
