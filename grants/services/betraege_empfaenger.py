"""Recipients of a Maßnahme in a year: who takes part, and with which share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.money import NULL, Betrag
from grants.queries.rows import of_recipients
from grants.services import ereignisse
from grants.services.liste.antrag import referenced


@dataclass(frozen=True, slots=True)
class Ziel:
    """A Maßnahme in a year with its recipients."""

    foerderjahr: m.Foerderjahr
    programm: str
    kennung: str
    zeile: m.Jahresmassnahme
    anteile: tuple[m.Empfaengeranteil, ...]

    @property
    def gegenstand(self) -> str:
        return f"foerderjahr/{self.programm}/{self.foerderjahr.jahr}/massnahme/{self.kennung}"


def load_ziel(session: Session, foerderjahr: m.Foerderjahr, kennung: str) -> Ziel:
    """Return the Maßnahme of the year, locked against others who change it; raises NotFound."""
    session.refresh(foerderjahr, with_for_update=True)
    jm, e = m.Jahresmassnahme, m.Empfaengeranteil
    row = session.scalars(
        select(jm)
        .join(m.Massnahme)
        .where(jm.foerderjahr_id == foerderjahr.id, m.Massnahme.kennung == kennung)
    ).one_or_none()
    if row is None:
        raise NotFound(f"Die Maßnahme „{kennung}“ steht {foerderjahr.jahr} nicht in der Tabelle.")
    if foerderjahr.status is FoerderjahrStatus.ABGESCHLOSSEN:
        raise Conflict(f"Das Förderjahr {foerderjahr.jahr} ist abgeschlossen; seine Empfänger bleiben.")
    anteile = select(e).where(e.jahresmassnahme_id == row.id).order_by(e.reihenfolge, e.id)
    programm = session.get_one(m.Programm, foerderjahr.programm_id).schluessel
    return Ziel(foerderjahr, programm, kennung, row, tuple(session.scalars(anteile)))


def add_empfaenger(
    session: Session,
    foerderjahr: m.Foerderjahr,
    *,
    kennung: str,
    kuerzel: str,
    anteil: Betrag | None,
    person: m.Person,
) -> m.Empfaengeranteil:
    """Let a Träger take part and return its row; raises NotFound, RuleViolation or Conflict.

    Where it is the second one, the first no longer has the whole amount: its share is open until somebody enters it.
    """
    ziel = load_ziel(session, foerderjahr, kennung)
    traeger = session.scalars(select(m.Traeger).where(m.Traeger.kuerzel == kuerzel)).one_or_none()
    if traeger is None:
        _refuse(
            "traeger_unbekannt", "Diesen Träger gibt es nicht. Bitte einen aus der Liste wählen.", "traeger"
        )
    if any(each.traeger_id == traeger.id for each in ziel.anteile):
        _refuse("traeger_doppelt", f"{traeger.name} nimmt schon teil.", "traeger")
    if anteil is not None and anteil < NULL:
        _refuse("anteil_negativ", "Ein Anteil ist nicht negativ.", "anteil")
    opened = None
    if len(ziel.anteile) == 1 and not _promised(session, foerderjahr, ziel.anteile[0]):
        opened, ziel.anteile[0].anteil = ziel.anteile[0].anteil, None
    row = m.Empfaengeranteil(
        jahresmassnahme_id=ziel.zeile.id,
        traeger_id=traeger.id,
        reihenfolge=max((each.reihenfolge for each in ziel.anteile), default=0) + 1,
        anteil=anteil,
    )
    session.add(row)
    session.flush()  # the share of the first one and the new one are told together
    ereignisse.record(
        session,
        art="empfaenger_aufgenommen",
        gegenstand=ziel.gegenstand,
        person=person,
        inhalt={
            "traeger": kuerzel,
            "anteil": None if anteil is None else str(anteil),
            **({"anteil_offen_statt": str(opened)} if opened is not None else {}),
        },
    )
    return row


def remove_empfaenger(
    session: Session, foerderjahr: m.Foerderjahr, *, kennung: str, kuerzel: str, person: m.Person
) -> None:
    """Let a Träger no longer take part; raises NotFound, and Conflict where a plan, a promise or a Beleg is kept."""
    ziel = load_ziel(session, foerderjahr, kennung)
    traeger = session.scalars(select(m.Traeger).where(m.Traeger.kuerzel == kuerzel)).one_or_none()
    row = next((each for each in ziel.anteile if traeger and each.traeger_id == traeger.id), None)
    if row is None or traeger is None:
        raise NotFound("Dieser Träger nimmt an der Maßnahme nicht (mehr) teil.")
    if referenced(session, m.Empfaengeranteil, [row.id]):
        raise Conflict(
            f"Zu {traeger.name} gibt es schon einen Finanzierungsplan, eine Zusage oder einen Nachweis. Was "
            "festgehalten ist, wird nicht gelöscht; setzen Sie stattdessen den Anteil auf 0,00 €."
        )
    session.delete(row)
    ereignisse.record(
        session,
        art="empfaenger_herausgenommen",
        gegenstand=ziel.gegenstand,
        person=person,
        inhalt={"traeger": kuerzel, "anteil": None if row.anteil is None else str(row.anteil)},
    )


def _promised(session: Session, foerderjahr: m.Foerderjahr, row: m.Empfaengeranteil) -> bool:
    return any(
        row.id in set(session.scalars(of_recipients(select(model.empfaengeranteil_id), foerderjahr.id)))
        for model in (m.Weiterleitung, m.Zuweisung)
    )


def _refuse(code: str, text: str, feld: str) -> NoReturn:
    raise RuleViolation([Violation(code, text, feld)])
