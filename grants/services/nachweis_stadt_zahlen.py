"""The figures that the city states in its Verwendungsnachweis; compared with the computed ones, never adjusted."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.money import NULL, Betrag
from grants.models import Foerderjahr, NachweisStadt, Person
from grants.queries import foerderjahre
from grants.queries.nachweis_stadt import subject_of
from grants.services.ereignisse import record
from grants.services.jahressperre import JahrAbgeschlossen

FELDER = ("zuwendung_lt_abrechnung", "zuwendungsfaehig_lt_abrechnung", "rueckforderung_land")
ZAHLEN_GEAENDERT = "zahlen_der_stadt_geaendert"


def save_zahlen(
    session: Session,
    *,
    programm: str,
    jahr: int,
    zahlen: Mapping[str, Betrag | None],
    stand: int | None,
    person: Person,
) -> bool:
    """Store what the city states and return whether anything changed; None takes a figure back.

    `zahlen`: amounts in euros by the names in FELDER. `stand` is the counter that the page showed, None where there
    was no figure yet. Raises RuleViolation for a negative amount, Conflict where somebody else changed a figure.
    """
    foerderjahr = lock_year(session, programm, jahr)
    row = get_row(session, foerderjahr)
    if (row.aenderungsstand if row else None) != stand:
        raise Conflict(
            "Jemand anderes hat Zahlen der Stadt inzwischen geändert. Es wurde nichts überschrieben: Bitte "
            "vergleichen Sie und speichern Sie noch einmal."
        )
    if violations := [_negative(name) for name, betrag in zahlen.items() if betrag and betrag < NULL]:
        raise RuleViolation(violations)
    if row is None:
        row = NachweisStadt(foerderjahr_id=foerderjahr.id)
        session.add(row)
    old = _write(row)
    for name in FELDER:
        setattr(row, name, zahlen[name])
    if old == _write(row):
        return False
    record(
        session,
        art=ZAHLEN_GEAENDERT,
        gegenstand=subject_of(programm, jahr),
        person=person,
        inhalt={"alt": old, "neu": _write(row)},
    )
    return True


def lock_year(session: Session, programm: str, jahr: int) -> Foerderjahr:
    """Return the year, kept for this transaction: two who write at once come one after the other.

    Raises JahrAbgeschlossen once the year is closed.
    """
    foerderjahr = foerderjahre.get(session, programm, jahr)
    session.refresh(foerderjahr, with_for_update=True)
    if foerderjahr.status is FoerderjahrStatus.ABGESCHLOSSEN:
        raise JahrAbgeschlossen(jahr)
    return foerderjahr


def get_row(session: Session, foerderjahr: Foerderjahr) -> NachweisStadt | None:
    statement = select(NachweisStadt).where(NachweisStadt.foerderjahr_id == foerderjahr.id)
    return session.execute(statement).scalar_one_or_none()


def _negative(name: str) -> Violation:
    return Violation("betrag_negativ", "Bitte geben Sie einen Betrag ab 0,00 € ein.", name)


def _write(row: NachweisStadt) -> dict[str, str | None]:
    amounts = {name: getattr(row, name) for name in FELDER}
    return {name: None if betrag is None else str(betrag) for name, betrag in amounts.items()}
