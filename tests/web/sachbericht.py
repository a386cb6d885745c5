"""Two years of one Maßnahme with a Träger that writes a Sachbericht, straight into the tables."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Ausgabenart
from grants.domain.money import Betrag, Vomhundert
from tests.web.daten import add_jahr, add_stelle

EINE = {"Babylotsen": "85800.00", "EBIKA": "2870.00"}


@dataclass(frozen=True)
class Fall:
    """Plain numbers: a row is gone with the request that closes the session."""

    anteil: int
    traeger: int
    vorjahr: int
    # Another recipient of the same year.
    fremd: int
    fremder_traeger: int
    foerderjahr: int

    @property
    def pfad(self) -> str:
        return f"/verwendungsnachweis/{self.anteil}"


def fill_case(session: Session) -> Fall:
    """Add 2022 and 2023 with the same Träger of the Babylotsen in both."""
    add_stelle(session)
    add_jahr(session, 2022, EINE, bescheid=True)
    year = add_jahr(session, 2023, EINE, bescheid=True)
    parts = [(part.id, part.traeger_id) for part in shares(session)]
    (before, _), _, (now, traeger), (foreign, other) = parts
    session.get_one(m.Empfaengeranteil, before).traeger_id = traeger
    session.commit()
    return Fall(now, traeger, before, foreign, other, year.id)


def shares(session: Session) -> list[m.Empfaengeranteil]:
    return list(session.execute(select(m.Empfaengeranteil).order_by(m.Empfaengeranteil.id)).scalars())


def set_parameter(session: Session, fall: Fall, schluessel: str, **wert: object) -> None:
    session.add(m.FoerderjahrParameter(foerderjahr_id=fall.foerderjahr, schluessel=schluessel, **wert))
    session.commit()


def add_plan(session: Session, fall: Fall) -> None:
    """Add a plan with a post, and stated sums: the fees a cent above 20 v. H., the goods just within."""
    session.add(
        m.Finanzierungsplan(
            empfaengeranteil_id=fall.anteil,
            positionen=[
                m.Ausgabeposition(
                    code="1",
                    bezeichnung="Honorare",
                    art=Ausgabenart.HONORAR,
                    insgesamt=Betrag(100_000),
                    zuwendungsfaehig=Betrag(100_000),
                ),
                m.Ausgabeposition(
                    code="2/a",
                    bezeichnung="Material",
                    art=Ausgabenart.SACH,
                    insgesamt=Betrag(50_000),
                    zuwendungsfaehig=Betrag(50_000),
                ),
            ],
            personal=[m.Personalzeile(position="1", funktion="Lotsin", vzae_hundertstel=50, monate=12)],
        )
    )
    session.add(
        m.Verwendungsnachweis(
            empfaengeranteil_id=fall.anteil,
            angegebene_summen=[
                m.AngegebeneSumme(position="1", insgesamt=Betrag(120_001), zuwendungsfaehig=Betrag(120_001)),
                m.AngegebeneSumme(position="2/a", insgesamt=Betrag(60_000), zuwendungsfaehig=Betrag(60_000)),
            ],
        )
    )
    set_parameter(session, fall, "toleranz_anwenden", ja_nein=True)
    set_parameter(session, fall, "toleranz", anteil=Vomhundert(200_000))
