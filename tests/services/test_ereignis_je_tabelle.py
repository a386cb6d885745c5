"""Every table changes through a service, and each of these changes leaves an Ereignis before anything is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.begriffe import Mittelherkunft, Rolle, Verstetigungsstand
from grants.domain.jahreswechsel import Landeswahl
from grants.domain.money import NULL, Betrag, euro
from grants.domain.pruefregeln import REGISTER, Bezug, pruefe_regel
from grants.domain.stelle import Stelle
from grants.domain.texte import Papier
from grants.domain.verstetigung import Mittel
from grants.imports.datei import open_datei, read_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.queries.kette import load_jahr
from grants.services import (
    abweichungen,
    bescheide,
    dokumente,
    einlesung,
    fristen,
    jahreswechsel,
    nachweis_stadt_versand,
    register,
    stelle,
    traeger,
    traeger_kontakte,
    verstetigung,
    verstetigung_haushalt,
)
from grants.services.ereignisse import head
from grants.services.jahresmappe import import_mappe
from grants.services.konten.links import NeuerLink
from grants.services.konten.post import mail_invitation
from grants.services.konten.verwaltung import Einladung, invite
from grants.services.personen import acting
from tests.services.verlauf import FILES
from tests.spuren import OHNE_EREIGNIS, changed_tables

AM, JETZT = date(2024, 8, 31), datetime(2024, 8, 31, 8, tzinfo=UTC)
JAHR = {"programm": "kinderstark", "jahr": 2023}
# Filled by a migration or by a part whose pages come later; who adds the first service takes the line away.
NOCH_OHNE_DIENST = {"handlungsfeld_land", "programm_name", "zahlungsplanrate", "pruefung"}
Handlung = Callable[[Session, m.Person], object]


def year(session: Session) -> m.Foerderjahr:
    return session.execute(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2023)).scalar_one()


def take_over(session: Session, person: m.Person) -> None:
    datei = open_datei(BEISPIEL / "jahr-2023.xlsx")
    mappe = parse_jahresmappe(datei)
    import_mappe(session, mappe, datei=datei.name, sha256=datei.sha256, person=person)


def issue(session: Session, person: m.Person) -> None:
    unterlagen = dokumente.collect(session, Papier.ANTRAG, am=AM, **JAHR)
    dokumente.store(session, dokumente.prepare(unterlagen, vorlage="antrag-1"), FILES, person=person)


def decide(session: Session, person: m.Person) -> None:
    angaben = bescheide.Bescheidangaben(
        aktenzeichen="Beispiel-2",
        vom=date(2023, 9, 1),
        wirksam_ab=date(2023, 9, 1),
        betrag=euro("368600.01"),
        positionen=[bescheide.Position("1", "Netzwerkkoordination", euro("368600.01"))],
        auflagen=[bescheide.Auflage("Nachweis vorlegen", date(2024, 6, 30))],
    )
    bescheide.add_bescheid(
        session, angaben=angaben, ausgang=None, antrag_versandt_am=None, person=person, **JAHR
    )


def reason(session: Session, person: m.Person) -> None:
    results = pruefe_regel(load_jahr(session, year(session), am=AM), REGISTER["summe_bescheid"])
    abweichungen.add_abweichung(
        session,
        year(session),
        code="summe_bescheid",
        bezug=Bezug(),
        differenz=results[0].differenz or NULL,
        grund="Das Land hat die Summe im Bescheid auf volle Euro gerundet.",
        am=AM,
        person=person,
    )


def roll_over(session: Session, person: m.Person) -> None:
    kennungen = session.execute(
        select(m.Massnahme.kennung)
        .join(m.Jahresmassnahme)
        .where(m.Jahresmassnahme.foerderjahr_id == year(session).id)
    ).scalars()
    decided = [
        jahreswechsel.Entscheidung(each, fortfuehren=True, land=Landeswahl.JA, betrag=euro("1000.00"))
        for each in kennungen
    ]
    jahreswechsel.roll_over(session, programm="kinderstark", von=2023, entscheidungen=decided, person=person)


def upload(session: Session, person: m.Person) -> None:
    datei = read_datei("Jahr;Maßnahme;Träger;Betrag\n2026;Beispiel neu;;100,00\n".encode(), name="liste.csv")
    antworten, gelesen = einlesung.open_upload(datei, jahr=2026)
    einlesung.keep(session, datei, gelesen, antworten, programm="kinderstark", person=person)


def call_in(session: Session, person: m.Person) -> None:
    link: NeuerLink = invite(
        session,
        Einladung(email="neu@stadt.example", rolle=Rolle.GESCHAEFTSSTELLE, name="Beispiel Neu"),
        jetzt=JETZT,
        person=person,
    )
    mail_invitation(session, an="neu@stadt.example", adresse="x", link=link, bis="morgen", jetzt=JETZT)


def plan_budget(session: Session, person: m.Person) -> None:
    verstetigung_haushalt.save_zyklus(
        session,
        verstetigung_haushalt.Zyklusangaben(2025, 2026, anmeldung_bis=date(2024, 9, 30)),
        person=person,
    )


def step_on(session: Session, person: m.Person) -> None:
    massnahme = session.execute(select(m.Massnahme).where(m.Massnahme.kennung == "babylotsen")).scalar_one()
    eintrag = verstetigung.Eintrag(
        Verstetigungsstand.BEABSICHTIGT,
        date(2024, 5, 2),
        mittel=(Mittel(2025, Mittelherkunft.STADT, euro("10.00")),),
    )
    verstetigung.add_schritt(session, massnahme.id, eintrag, heute=AM, person=person)


def send_proof(session: Session, person: m.Person) -> None:
    unterlagen = dokumente.collect(session, Papier.VERWENDUNGSNACHWEIS, am=AM, **JAHR)
    fassung = dokumente.prepare(unterlagen, vorlage="verwendungsnachweis-1")
    dokumente.store(session, fassung, FILES, person=person)
    nachweis_stadt_versand.record_versand(
        session, version=1, versandt_am=AM, weg="Post", am=AM, stand=None, person=person, **JAHR
    )


def name_a_contact(session: Session, person: m.Person) -> None:
    angaben = traeger_kontakte.Kontaktangaben("Beispiel Kontakt", email="k@traeger.example", inhaltlich=True)
    traeger_kontakte.save_ansprechperson(session, "beispiel-a", angaben, person=person)


def rename_office(session: Session, person: m.Person) -> None:
    stand = session.execute(select(m.Stelle.aenderungsstand)).scalar_one()
    stelle.save_stelle(session, Stelle(name="Beispielstadt neu"), stand=stand, person=person)


HANDLUNGEN: dict[str, Handlung] = {
    "Jahresmappe einlesen": take_over,
    "Dokument ausstellen": issue,
    "Nachweis der Stadt versenden": send_proof,
    "Bescheid eintragen": decide,
    "Mittel umverteilen": lambda s, p: bescheide.add_umverteilung(
        s,
        angaben=bescheide.Verschiebung("babylotsen", "geschaeftsstelle", Betrag(100), date(2023, 9, 2)),
        person=p,
        **JAHR,
    ),
    "Beschluss eintragen": lambda s, p: bescheide.add_beschluss(
        s,
        angaben=bescheide.Beschlussangaben("Steuerungsgruppe", date(2023, 9, 1), "einstimmig"),
        person=p,
        **JAHR,
    ),
    "Abweichung begründen": reason,
    "Frist anlegen": lambda s, p: fristen.add_frist(
        s, year(s), fristen.Fristangaben("Sachstand", date(2024, 9, 2)), person=p
    ),
    "Jahr fortschreiben": roll_over,
    "Datei zum Einlesen ablegen": upload,
    "Konto einladen": call_in,
    "Haushalt eintragen": plan_budget,
    "Schritt der Verstetigung": step_on,
    "Anderer Name einer Maßnahme": lambda s, p: register.add_alias(
        s, programm="kinderstark", kennung="babylotsen", alias="Beispiel Lotsen", person=p
    ),
    "Anderer Name eines Trägers": lambda s, p: traeger_kontakte.add_name(
        s, "beispiel-a", "Verein A", person=p
    ),
    "Ansprechperson eintragen": name_a_contact,
    "Träger stilllegen": lambda s, p: traeger.retire_traeger(s, "beispiel-g", ab=AM, stand=None, person=p),
    "Stelle ändern": rename_office,
}


def test_each_table_is_changed_by_a_service_that_leaves_an_ereignis(session: Session):
    touched: set[str] = set()
    for wort, handlung in HANDLUNGEN.items():
        person = acting(session, None)
        if handlung is reason:
            person = m.Person(name="Beispiel Anna", email="anna@stadt.example")
            session.add(person)
        session.flush()
        before = head(session).nummer
        with changed_tables(session) as changed:
            handlung(session, person)
            session.flush()
        assert changed - set(OHNE_EREIGNIS), wort
        assert head(session).nummer > before, f"{wort}: {sorted(changed)}"
        assert "ereignis" in changed, wort
        touched |= changed
    every = {mapper.class_.__tablename__ for mapper in m.Base.registry.mappers}
    assert every - touched - set(OHNE_EREIGNIS) == NOCH_OHNE_DIENST


def test_what_needs_no_ereignis_is_said_with_its_reason():
    every = {mapper.class_.__tablename__ for mapper in m.Base.registry.mappers}
    assert set(OHNE_EREIGNIS) <= every
    assert all(len(reason) > 20 for reason in OHNE_EREIGNIS.values())


@pytest.mark.parametrize("art", ["neu", "geaendert", "entfernt"])
def test_the_look_out_sees_every_kind_of_change(session: Session, art: str):
    row = m.Traeger(kuerzel="x", name="Beispiel X", art="freier_traeger")
    if art != "neu":
        session.add(row)
        session.flush()
    with changed_tables(session) as changed:
        match art:
            case "neu":
                session.add(row)
            case "geaendert":
                row.name = "Beispiel Y"
            case _:
                session.delete(row)
        session.flush()
    assert changed == {"traeger"}
