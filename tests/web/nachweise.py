"""The year of the example data with its proofs open again, as recipients have them before they hand in."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.begriffe import NachweisStatus
from grants.domain.sachbericht import ABSCHNITTE
from grants.imports.jahresmappe import read_jahresmappe
from grants.queries.anteile import Anteil, load_anteil
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting

# What each declaration is answered with where everything is as it should be.
ERKLAERT = {
    "zweck": "ja",
    "notwendig": "ja",
    "buecher": "ja",
    "vorsteuer": "nein",
    "doppelfoerderung": "ja",
    "besserstellung": "trifft_nicht_zu",
    "vergabe": "ja",
}


def add_beispieljahr(session: Session) -> None:
    """Take over 2023 as `grants demo` does, and give every proof back to its recipient with nothing decided."""
    path = BEISPIEL / "jahr-2023.xlsx"
    import_mappe(
        session, read_jahresmappe(path), datei=path.name, sha256="ab" * 32, person=acting(session, None)
    )
    session.flush()
    session.execute(m.Erstattung.__table__.delete())  # type: ignore[attr-defined]  # a Table
    session.execute(m.Anerkennung.__table__.delete())  # type: ignore[attr-defined]  # a Table
    v = m.Verwendungsnachweis
    session.execute(
        update(v).values(
            status=NachweisStatus.ENTWURF,
            eingereicht_am=None,
            rechtsverbindlich_am=None,
            geprueft_am=None,
            freigegeben_am=None,
            festgesetzt=None,
            schlussmitteilung_am=None,
            restzahlung=None,
            aenderungsstand=v.aenderungsstand + 1,
        )
    )
    session.expire_all()
    session.commit()


def traeger_id(session: Session, kuerzel: str) -> int:
    return session.execute(select(m.Traeger.id).where(m.Traeger.kuerzel == kuerzel)).scalar_one()


def anteil_of(session: Session, kuerzel: str) -> Anteil:
    e = m.Empfaengeranteil
    key = session.execute(
        select(e.id).join(m.Traeger, e.traeger_id == m.Traeger.id).where(m.Traeger.kuerzel == kuerzel)
    ).scalar_one()
    return load_anteil(session, key)


def add_bericht(session: Session, anteil: Anteil, person_id: int) -> None:
    """Write every part that is asked for straight into the table: its pages have tests of their own."""
    proof = session.execute(
        select(m.Verwendungsnachweis).where(m.Verwendungsnachweis.empfaengeranteil_id == anteil.id)
    ).scalar_one()
    session.add_all(
        m.Berichtsabschnitt(
            verwendungsnachweis_id=proof.id,
            schluessel=each.schluessel,
            text="Beispiel: Die Maßnahme lief das ganze Jahr.",
            person_id=person_id,
            am=datetime(2024, 3, 1, 9, tzinfo=UTC),
        )
        for each in ABSCHNITTE
        if each.pflicht and not each.verweis
    )
    session.commit()


EINGEREICHT = date(2024, 9, 16)
