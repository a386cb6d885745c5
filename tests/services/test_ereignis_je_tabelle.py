"""Every table changes through a service, and each of these changes leaves an Ereignis before anything is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain import begriffe
from grants.domain import testat as testate
from grants.domain.begriffe import (
    Ausgabenart,
    Dateiart,
    Dateizweck,
    Erinnerungsstufe,
    FoerderjahrStatus,
    Mittelherkunft,
    NachweisStatus,
    Pruefantwort,
    Prueftiefe,
    Rolle,
    Verstetigungsstand,
    Zahlungsart,
    Zeichnungsart,
)
from grants.domain.belege import Planposition
from grants.domain.belegeinlesung import POSITION, Belegantworten
from grants.domain.jahreswechsel import Landeswahl
from grants.domain.kette import Zusage
from grants.domain.money import NULL, Betrag, Vomhundert, euro
from grants.domain.nachweiserklaerungen import Angabe, arten_for
from grants.domain.pruefregeln import REGISTER, Bezug, pruefe_regel
from grants.domain.sachbericht import find_text
from grants.domain.stelle import Stelle
from grants.domain.texte import Papier
from grants.domain.unterlagen import Wunsch
from grants.domain.verstetigung import Mittel
from grants.domain.weiterleitung import Rate, Zusageangaben
from grants.domain.zahlungen import Zahlungsangaben
from grants.imports.datei import open_datei, read_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.kennzahlen import list_katalog
from grants.queries.kette import load_jahr
from grants.queries.pruefliste import load_fragen
from grants.queries.unterlagen import list_stichprobe
from grants.services import (
    abschluss,
    abweichungen,
    bescheide,
    dateiablage,
    dokumente,
    einlesung,
    erinnerungen,
    fristen,
    jahreswechsel,
    kennzahlen,
    kennzahlkatalog,
    mitteilungen,
    nachweis_stadt_versand,
    nachweisabgabe,
    nachweiserklaerungen,
    nachweisstand,
    pruefantworten,
    pruefungen,
    register,
    sachbericht,
    stelle,
    stichproben,
    testat,
    traeger,
    traeger_kontakte,
    unterlagen,
    verstetigung,
    verstetigung_haushalt,
    weiterleitung_papier,
    weiterleitungen,
    zahlungen,
)
from grants.services.belege import einlesung as belegeinlesung
from grants.services.belege import lesung as belegelesung
from grants.services.belege.erechnung import Hochgeladen
from grants.services.belege.vorschau import preview
from grants.services.ereignisse import head
from grants.services.jahresmappe import import_mappe
from grants.services.konten.links import NeuerLink
from grants.services.konten.post import mail_invitation
from grants.services.konten.verwaltung import Einladung, invite
from grants.services.nachweisbegleitung import Schritt
from grants.services.personen import acting
from tests.dateien import PDF
from tests.pruefjahr import add_person, anteil_id
from tests.services.verlauf import FILES
from tests.spuren import OHNE_EREIGNIS, changed_tables

AM, JETZT = date(2024, 8, 31), datetime(2024, 8, 31, 8, tzinfo=UTC)
JAHR = {"programm": "kinderstark", "jahr": 2023}
# Filled by a migration or by a part whose pages come later; who adds the first service takes the line away.
NOCH_OHNE_DIENST = {"handlungsfeld_land", "programm_name"}
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


def write_report(session: Session, person: m.Person) -> None:
    anteil = open_share(session)
    sachbericht.save_abschnitt(
        session, anteil, find_text("umsetzung"), "Beispiel.", stand=0, person=person, jetzt=JETZT
    )


def open_share(session: Session) -> Anteil:
    """Return the part of a recipient that has proved nothing yet."""
    e, v = m.Empfaengeranteil, m.Verwendungsnachweis
    statement = select(e.id).outerjoin(v, v.empfaengeranteil_id == e.id).where(v.id.is_(None)).order_by(e.id)
    found = session.scalars(statement).first()
    if found is None:
        row = session.scalars(select(e).order_by(e.id)).first()
        assert row is not None
        other = m.Traeger(kuerzel="beispiel-neu", name="Beispiel Neu", art="freier_traeger")
        session.add(other)
        session.flush()
        part = e(jahresmassnahme_id=row.jahresmassnahme_id, traeger_id=other.id)
        session.add(part)
        session.flush()
        found = part.id
    return load_anteil(session, found)


def count_children(session: Session, person: m.Person) -> None:
    art = kennzahlkatalog.add_kennzahl(
        session, "kinderstark", kennzahlkatalog.Kennzahlangaben("Kinder", "Personen"), person=person
    )
    arten = {each.id: each for each in list_katalog(session, "kinderstark")}
    eingaben = {kennzahlen.Zelle(art.id, 0, "ist"): kennzahlen.Eingabe(None, 12)}
    kennzahlen.save_ist(session, open_share(session), eingaben, arten, person=person)


def read_in_a_list(session: Session, person: m.Person) -> None:
    """Take over a list whose Träger calls a column and a position by words of its own."""
    anteil = open_share(session)
    text = (
        "Beleg-Nr.;Ausgabeposition;Rechnungsdatum;Zahlungsdatum;Wer bekam es;Zweck;gezahlter Betrag;"
        "Betrag für die Maßnahme;davon zuwendungsfähig\n"
        "1;Material;02.02.2023;09.02.2023;Beispiel Druckerei;Faltblätter;119,00;100,00;90,00\n"
    ).encode()
    datei = read_datei(text, name="belege.csv")
    plan = (Planposition("SA", "Sachausgaben", Ausgabenart.SACH, Betrag(100_00), Betrag(100_00)),)
    antworten = Belegantworten(
        spalten={"zahlungsempfaenger": "Wer bekam es"}, woerter={"material": f"{POSITION}SA"}
    )
    gelesen = belegelesung.read(datei, antworten, plan, stelle=False)
    shown = preview(session, anteil, gelesen, plan)
    row = belegeinlesung.keep(
        session, anteil, Hochgeladen("belege.csv", datei.sha256, text), antworten, person=person
    )
    session.flush()
    belegeinlesung.take_over(
        session, anteil, row.id, gelesen, plan, pruefwert=shown.pruefwert, stand=None, person=person
    )


def rename_office(session: Session, person: m.Person) -> None:
    stand = session.execute(select(m.Stelle.aenderungsstand)).scalar_one()
    stelle.save_stelle(session, Stelle(name="Beispielstadt neu"), stand=stand, person=person)


def pass_on(session: Session, person: m.Person) -> None:
    anteil_id = session.execute(select(m.Weiterleitung.empfaengeranteil_id).limit(1)).scalar_one()
    angaben = Zusageangaben(
        zusagen=(Zusage(Mittelherkunft.LAND, euro("10.00")),),
        wirksam_ab=date(2024, 1, 1),
        raten=(Rate(AM, Mittelherkunft.LAND, euro("10.00")),),
    )
    weiterleitungen.add_zusage(session, anteil_id, angaben, nach_version=1, person=person)


def store_scan(session: Session, person: m.Person) -> None:
    with TemporaryDirectory() as folder:
        ablage = dateiablage.Ablage(Path(folder), 1_000_000)
        bereit = dateiablage.prepare(ablage, BytesIO(PDF), "scan.pdf", erlaubt=frozenset({Dateiart.PDF}))
        dateiablage.keep(
            session,
            bereit,
            gegenstand="bescheid_id",
            gegenstand_id=session.execute(select(m.Bescheid.id).limit(1)).scalar_one(),
            zweck=Dateizweck.SCAN,
            person=person,
            jetzt=JETZT,
        )


def extend_and_remind(session: Session, person: m.Person) -> None:
    """Write to a recipient that has not begun its proof, and remind it of the new day."""
    anteil = m.Empfaengeranteil(
        jahresmassnahme_id=session.execute(select(m.Jahresmassnahme.id)).scalars().first(),
        traeger_id=session.execute(
            select(m.Traeger.id).where(m.Traeger.kuerzel == "beispiel-f")
        ).scalar_one(),
    )
    reader = m.Person(name="Beispiel Leserin", email="leserin@stadt.example")
    session.add_all([anteil, reader])
    session.flush()
    session.add(m.Konto(person_id=reader.id, fs_uniquifier="leserin"))
    session.add(m.Rollenzuordnung(person_id=reader.id, rolle=Rolle.TRAEGER, traeger_id=anteil.traeger_id))
    von = mitteilungen.Absender(
        person, vom_empfaenger=False, heute=AM, jetzt=JETZT, adresse_empfaenger="x", adresse_amt="y"
    )
    mitteilungen.extend(session, anteil.id, bis=date(2024, 9, 5), satz="Gern.", von=von)
    umgebung = erinnerungen.Umgebung("Amt", "amt@stadt.example", lambda _: "x")
    assert erinnerungen.remind(session, umgebung, am=AM, jetzt=JETZT, person=person)


def hand_in_again(session: Session, person: m.Person) -> None:
    proof = session.scalars(select(m.Verwendungsnachweis).order_by(m.Verwendungsnachweis.id)).first()
    assert proof
    proof.status, proof.geprueft_am, proof.freigegeben_am = NachweisStatus.EINGEREICHT, None, None
    proof.festgesetzt = None
    key = proof.empfaengeranteil_id
    nachweisstand.ask_for_more(
        session,
        key,
        punkte=[nachweisstand.Punkt("Beispiel")],
        frist=date(2024, 9, 30),
        heute=AM,
        jetzt=JETZT,
        person=person,
    )
    anteil = load_anteil(session, key)
    answers = {a.schluessel: Angabe(a.antworten[0].schluessel) for a in arten_for(is_stelle=anteil.is_stelle)}
    nachweiserklaerungen.declare(
        session, anteil, answers, gezeigt="x", zahlen_sha256="x", jetzt=JETZT, person=person
    )
    nachweisabgabe.explain(session, anteil, "zeitraum", "Beispiel", stand=None, jetzt=JETZT, person=person)
    abgabe = nachweisstand.Abgabe("{}", "{}", "traegernachweis-1")
    nachweisstand.submit(session, key, abgabe, heute=AM, jetzt=JETZT, person=person)


def record_payment(session: Session, person: m.Person) -> None:
    angaben = Zahlungsangaben(Zahlungsart.MITTELABRUF, date(2024, 8, 30), euro("1.00"))
    zahlungen.add_zahlung(session, angaben, heute=AM, trotzdem=False, person=person, **JAHR)


def note_what_the_land_found(session: Session, person: m.Person) -> None:
    angaben = abschluss.Ergebnisangaben(date(2024, 8, 30), "Beispiel", euro("1.00"), euro("0.00"))
    abschluss.save_pruefergebnis(session, angaben, heute=AM, stand=None, person=person, **JAHR)


def ask_to_open(session: Session, person: m.Person) -> None:
    row = year(session)
    if row.status is not FoerderjahrStatus.ABGESCHLOSSEN:
        row.status, row.abgeschlossen_am = FoerderjahrStatus.ABGESCHLOSSEN, AM
        session.flush()
    abschluss.ask_reopening(session, grund="Beispielgrund", am=AM, person=person, **JAHR)


def check_proof(session: Session, _: m.Person) -> None:
    anteil = anteil_id(session, "beispiel-a")
    nachweis = session.execute(
        select(m.Verwendungsnachweis).where(m.Verwendungsnachweis.empfaengeranteil_id == anteil)
    ).scalar_one()
    nachweis.status, nachweis.geprueft_am, nachweis.freigegeben_am = NachweisStatus.EINGEREICHT, None, None
    nachweis.festgesetzt = nachweis.schlussmitteilung_am = nachweis.restzahlung = nachweis.erstattung = None
    session.flush()
    finance = add_person(session, "pruefer", Rolle.FINANZPRUEFUNG)
    pruefungen.begin(session, anteil, tiefe=Prueftiefe.VERTIEFT, heute=AM, person=finance)
    wish = {"schwelle": None, "anteil_vh": Vomhundert(0), "zeilen": 1}
    sample = stichproben.draw_sample(session, anteil, **wish, grund="", heute=AM, person=finance)
    session.flush()
    step = Schritt(finance, AM, JETZT, "x", None)
    parts = list_stichprobe(session, load_anteil(session, anteil), sample.id)
    wishes = {each.teil_id: Wunsch(rechnung=True, zahlungsnachweis=True) for each in parts}
    unterlagen.request_sample(
        session, anteil, wishes, stichprobe_id=sample.id, frist=date(2024, 9, 30), text="", schritt=step
    )
    pruefungen.save_notes(
        session, anteil, pruefungen.Notizen(Prueftiefe.KURSORISCH), stand=None, heute=AM, person=finance
    )
    given = {
        frage.id: pruefantworten.Antwort(Pruefantwort.JA, "", 0)
        for frage in load_fragen(session, load_anteil(session, anteil), ())
    }
    pruefantworten.answer(session, anteil, given, heute=AM, person=finance)
    pruefungen.sign(session, anteil, Zeichnungsart.RECHNERISCH, vermerk="", heute=AM, person=finance)


def attest(session: Session, _: m.Person) -> None:
    ergebnis = begriffe.Testatergebnis.OHNE_FESTSTELLUNGEN
    angaben = testate.Testatangaben(AM, "Beispiel Prüferin", "Alles", ergebnis)
    lage = dokumente.collect(session, Papier.VERWENDUNGSNACHWEIS, am=AM, **JAHR).testat
    assert lage
    testat.record_testat(
        session,
        angaben,
        **JAHR,
        gezeigt=lage.nachweis_sha256,
        dateien=(),
        heute=AM,
        jetzt=JETZT,
        person=add_person(session, "zeugin", Rolle.FINANZPRUEFUNG),
    )


HANDLUNGEN: dict[str, Handlung] = {
    "Jahresmappe einlesen": take_over,
    "Dokument ausstellen": issue,
    "Nachweis der Stadt versenden": send_proof,
    "Testat eintragen": attest,
    "Bescheid eintragen": decide,
    "Mittel umverteilen": lambda s, p: bescheide.add_umverteilung(
        s,
        angaben=bescheide.Verschiebung("babylotsen", "geschaeftsstelle", Betrag(100), date(2023, 9, 2)),
        person=p,
        **JAHR,
    ),
    "Geld weiterleiten": pass_on,
    "Datei ablegen": store_scan,
    "Vorlage ändern": lambda s, p: weiterleitung_papier.save_vorlage(
        s, "kinderstark", vertrag=False, text="Für {traeger}.", gericht="", stand=None, person=p
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
    "Frist verlängern": extend_and_remind,
    "Vorlage der Erinnerung ändern": lambda s, p: erinnerungen.change_vorlage(
        s,
        Erinnerungsstufe.NACHHER_KURZ,
        tage=2,
        betreff="Frist",
        text="{adresse}",
        aktiv=True,
        stand=None,
        person=p,
    ),
    "Nachweis nachfordern, erklären und einreichen": hand_in_again,
    "Sachbericht schreiben": write_report,
    "Kennzahlen anlegen und eintragen": count_children,
    "Belegliste einlesen": read_in_a_list,
    "Zahlung festhalten": record_payment,
    "Prüfergebnis des Landes eintragen": note_what_the_land_found,
    # Closes the year, so it comes last.
    "Um Wiedereröffnung bitten": ask_to_open,
    "Nachweis prüfen": check_proof,
}


def test_each_table_is_changed_by_a_service_that_leaves_an_ereignis(session: Session):
    touched: set[str] = set()
    for wort, handlung in HANDLUNGEN.items():
        person = acting(session, None)
        if handlung in {reason, ask_to_open}:
            # The command line is never one of two.
            person = m.Person(name="Beispiel Anna", email=f"{handlung.__name__}@stadt.example")
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
