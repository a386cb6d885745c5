"""A Träger with two Maßnahmen of 2024 and their plans, and a second Träger beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Ausgabenart, Belegart, TraegerArt
from grants.domain.money import Betrag
from tests.web.daten import add_jahr, add_stelle

PLAN = (
    ("PK", "Personalausgaben", Ausgabenart.PERSONAL, 5_000_000),
    ("SA", "Sachausgaben", Ausgabenart.SACH, 500_000),
)


@dataclass(frozen=True, slots=True)
class Haus:
    """Ids of the recipient's parts; `fremd` is the other Träger's."""

    traeger_id: int
    anteil: int
    zweiter: int
    fremd: int
    fremder_traeger_id: int

    @property
    def liste(self) -> str:
        return f"/verwendungsnachweis/{self.anteil}/belege"


def build(session: Session, *, art: TraegerArt = TraegerArt.FREIER_TRAEGER) -> Haus:
    add_stelle(session)
    add_jahr(session, 2024, {"Babylotsen": "50000.00", "Elterntalk": "10000.00", "Hebammen": "5000.00"})
    anteile = list(session.scalars(select(m.Empfaengeranteil).order_by(m.Empfaengeranteil.id)))
    traeger = session.get_one(m.Traeger, anteile[0].traeger_id)
    traeger.art, traeger.name = art, "Beispielverein"
    anteile[1].traeger_id = traeger.id
    for anteil in anteile:
        plan = m.Finanzierungsplan(empfaengeranteil_id=anteil.id)
        for code, name, kind, cents in PLAN:
            plan.positionen.append(
                m.Ausgabeposition(
                    code=code,
                    bezeichnung=name,
                    art=kind,
                    insgesamt=Betrag(cents),
                    zuwendungsfaehig=Betrag(cents),
                )
            )
        session.add(plan)
    session.commit()
    return Haus(traeger.id, anteile[0].id, anteile[1].id, anteile[2].id, anteile[2].traeger_id)


def add_belege(session: Session, haus: Haus, count: int) -> None:
    """Add many rows, straight into the tables."""
    anteil = session.get_one(m.Empfaengeranteil, haus.anteil)
    year = session.get_one(m.Jahresmassnahme, anteil.jahresmassnahme_id).foerderjahr_id
    for number in range(count):
        session.add(
            m.Beleg(
                traeger_id=haus.traeger_id,
                foerderjahr_id=year,
                nr=f"V-{number:05d}",
                art=Belegart.BELEG,
                rechnungsnummer=f"R{number}",
                rechnungsdatum=date(2024, 1 + number % 12, 3),
                zahlungsdatum=date(2024, 1 + number % 12, 15),
                zahlungsempfaenger=f"Beispiel Lieferant {number % 17}",
                zweck="Beispielware",
                gezahlt=Betrag(1000 + number),
                teile=[
                    m.Belegteil(
                        empfaengeranteil_id=haus.anteil,
                        position="SA",
                        betrag=Betrag(1000 + number),
                        zuwendungsfaehig=Betrag(1000 + number),
                    )
                ],
            )
        )
    session.commit()
