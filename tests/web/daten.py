"""Foerderjahre for the page tests, straight into the tables: names, amounts, a Bescheid, an issued paper."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Ausgang, Betragsart, FoerderjahrStatus, TraegerArt
from grants.domain.dokumente import Ausstellung
from grants.domain.money import Betrag, summe
from grants.domain.texte import Papier
from grants.services.dokumente import snapshot_of
from tests.reports.daten import antrag

HEUTE = date(2024, 9, 16)
INHALT = {"pdf": b"%PDF-1.7 Beispiel", "xlsx": b"PK\x03\x04 Beispiel", "json": b'{"beispiel": true}'}
SHA256 = {endung: hashlib.sha256(inhalt).hexdigest() for endung, inhalt in INHALT.items()}
# The list of 2024 as the city wrote it: nine amounts that are 50,00 more than the total below them.
LISTE_2024 = {
    "Geschäftsstelle": "100000.00",
    "Babylotsen": "86600.00",
    "Lotsendienste in Kinderarztpraxen": "66300.00",
    "Lotsendienst für psychisch auffällige Eltern": "44000.00",
    "Stadtteilarbeit IFAK, Ronahi": "15550.00",
    "Stadtteilarbeit (Väter)": "25000.00",
    "Hebammenversorgung": "18000.00",
    "Elterntalk": "10000.00",
    "Sprachförderung": "33000.00",
}
LISTE_2023 = {"Geschäftsstelle": "95000.00", "Babylotsen": "85800.00", "EBIKA": "2870.00"}


def amount(text: str) -> Betrag:
    return Betrag(int(text.replace(".", "")))


def add_stelle(session: Session, *, beispiel: bool = True) -> None:
    session.add(
        m.Stelle(name="Beispielstadt", amt="Jugendamt", email="praevention@stadt.example", beispiel=beispiel)
    )
    session.flush()


def add_jahr(
    session: Session,
    jahr: int,
    liste: Mapping[str, str],
    *,
    genannt: str | None = None,
    bescheid: bool = False,
) -> m.Foerderjahr:
    """Add a year in Planung, or one the Land has granted as asked for; `genannt` defaults to the sum."""
    programm = session.execute(select(m.Programm)).scalar_one()
    total = summe(amount(text) for text in liste.values())
    state: dict[str, object] = {"status": FoerderjahrStatus.PLANUNG}
    if bescheid:
        state = {
            "status": FoerderjahrStatus.BESCHIEDEN,
            "beantragt_am": date(jahr - 1, 10, 28),
            "beschieden_am": date(jahr, 3, 14),
            "ausgang": Ausgang.BEWILLIGT,
        }
    foerderjahr = m.Foerderjahr(programm_id=programm.id, jahr=jahr, **state)
    session.add(foerderjahr)
    session.flush()
    antrag = m.Antrag(
        foerderjahr_id=foerderjahr.id,
        genannt=amount(genannt) if genannt else total,
        betragsart=Betragsart.LANDESFOERDERUNG,
        quelle="Beispielliste",
        stand=date(2024, 2, 5),
        versandt_am=date(jahr - 1, 10, 28) if bescheid else None,
    )
    paper = None
    if bescheid:
        paper = m.Bescheid(
            foerderjahr_id=foerderjahr.id,
            vom=date(jahr, 3, 14),
            wirksam_ab=date(jahr, 3, 14),
            aktenzeichen=f"Beispiel-{jahr}",
            betrag=total,
        )
        session.add(paper)
    session.add(antrag)
    session.flush()
    for place, (name, text) in enumerate(liste.items()):
        row = _add_massnahme(session, foerderjahr, name, place)
        session.add(m.Antragsposition(antrag_id=antrag.id, jahresmassnahme_id=row.id, betrag=amount(text)))
        if paper:
            session.add(m.Aufteilung(bescheid_id=paper.id, jahresmassnahme_id=row.id, betrag=amount(text)))
    session.flush()
    return foerderjahr


def _add_massnahme(session: Session, foerderjahr: m.Foerderjahr, name: str, place: int) -> m.Jahresmassnahme:
    kennung = "-".join(name.lower().split())[:50]
    massnahme = session.execute(
        select(m.Massnahme).where(m.Massnahme.kennung == kennung)
    ).scalar_one_or_none()
    if massnahme is None:
        massnahme = m.Massnahme(programm_id=foerderjahr.programm_id, kennung=kennung, name=name)
        session.add(massnahme)
        session.flush()
    row = m.Jahresmassnahme(
        massnahme_id=massnahme.id, foerderjahr_id=foerderjahr.id, reihenfolge=place, land_beantragen=True
    )
    traeger = m.Traeger(
        kuerzel=f"{foerderjahr.jahr}-{place}", name=f"Beispielträger {place}", art=TraegerArt.FREIER_TRAEGER
    )
    session.add_all([row, traeger])
    session.flush()
    session.add(m.Empfaengeranteil(jahresmassnahme_id=row.id, traeger_id=traeger.id))
    return row


def snapshot_of_version(version: int, nummer: str) -> str:
    """Return frozen values as an issued Antrag has them; which ones matters to no page test."""
    ausstellung = Ausstellung(version, nummer, date(2024, 6, 29), 1, "0" * 64)
    return snapshot_of(antrag(ausgestellt=ausstellung), Papier.ANTRAG)


def add_dokument(session: Session, foerderjahr: m.Foerderjahr, *, version: int = 1) -> m.Dokument:
    """Add an issued Antrag with its three files."""
    person = m.Person(name="Beispielperson", email=f"beispiel{foerderjahr.jahr}.{version}@stadt.example")
    session.add(person)
    session.flush()
    nummer = f"kinderstark-{foerderjahr.jahr}-antrag-{version}"
    snapshot = snapshot_of_version(version, nummer)
    dokument = m.Dokument(
        foerderjahr_id=foerderjahr.id,
        art="antrag",
        version=version,
        nummer=nummer,
        vorlage="1",
        snapshot=snapshot,
        snapshot_sha256=hashlib.sha256(snapshot.encode()).hexdigest(),
        ereignis_nummer=1,
        ereignis_hash="0" * 64,
        # Half past eleven at night in UTC is the next day in Berlin.
        ausgestellt_am=datetime(2024, 6, 28, 23, 30, tzinfo=UTC),
        person_id=person.id,
        dateien=[
            m.DokumentDatei(endung=endung, inhalt=inhalt, sha256=SHA256[endung])
            for endung, inhalt in INHALT.items()
        ],
    )
    session.add(dokument)
    session.flush()
    return dokument


def fill(session: Session) -> int:
    """Add what most tests look at: 2023 granted with a paper, 2024 in Planung with 50,00 too much.

    Returns the id of the paper.
    """
    add_stelle(session)
    granted = add_jahr(session, 2023, LISTE_2023, bescheid=True)
    add_jahr(session, 2024, LISTE_2024, genannt="398400.00")
    dokument_id = add_dokument(session, granted).id
    session.commit()
    return dokument_id
