"""The example year with every proof released, before the city's own Verwendungsnachweis was issued or sent."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.begriffe import FoerderjahrStatus, NachweisStatus
from grants.imports.datei import open_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.queries import foerderjahre
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting

PFAD = "/foerderjahre/kinderstark/2023/nachweis-stadt"


def fill_released(session: Session) -> m.Foerderjahr:
    """Add the year 2023 in Durchführung with all it needs for the city's proof, and commit it."""
    opened = open_datei(BEISPIEL / "jahr-2023.xlsx")
    mappe = parse_jahresmappe(opened)
    import_mappe(session, mappe, datei=opened.name, sha256=opened.sha256, person=acting(session, None))
    foerderjahr = foerderjahre.get(session, "kinderstark", 2023)
    foerderjahr.status, foerderjahr.nachgewiesen_am = FoerderjahrStatus.IN_DURCHFUEHRUNG, None
    stated(session).eingereicht_am = None
    session.commit()
    return foerderjahr


def stated(session: Session) -> m.NachweisStadt:
    return session.scalars(select(m.NachweisStadt)).one()


def proof(session: Session, kuerzel: str) -> m.Verwendungsnachweis:
    return session.scalars(
        select(m.Verwendungsnachweis)
        .join(m.Empfaengeranteil, m.Verwendungsnachweis.empfaengeranteil_id == m.Empfaengeranteil.id)
        .join(m.Traeger, m.Empfaengeranteil.traeger_id == m.Traeger.id)
        .where(m.Traeger.kuerzel == kuerzel)
    ).one()


def take_release(session: Session, kuerzel: str) -> m.Verwendungsnachweis:
    """Leave the proof of a recipient checked, with its Festsetzung, but not released; commit it."""
    row = proof(session, kuerzel)
    row.status, row.freigegeben_am = NachweisStatus.GEPRUEFT, None
    session.commit()
    return row


def write_kurzfassung(session: Session, kuerzel: str, text: str) -> None:
    session.add(
        m.Berichtsabschnitt(
            verwendungsnachweis_id=proof(session, kuerzel).id,
            schluessel="kurzfassung",
            text=text,
            person_id=acting(session, None).id,
            am=datetime(2024, 3, 1, tzinfo=UTC),
        )
    )
    session.commit()
