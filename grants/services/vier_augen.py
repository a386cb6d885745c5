"""Four eyes: two Persons who are two, also after joining those who were found to be one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from grants.domain.errors import DomainError
from grants.models import Person
from grants.queries.personen import load_zusammengefuehrt
from grants.services.personen import KOMMANDOZEILE


class ZweitePersonFehlt(DomainError):
    """Two different Persons are needed and there are not two."""

    code = "zweite_person_fehlt"


def require_two(session: Session, first: Person, second: Person) -> None:
    """Raise ZweitePersonFehlt unless two people act; "Kommandozeile" is never one of two."""
    if any(each.email is None and each.name == KOMMANDOZEILE for each in (first, second)):
        raise ZweitePersonFehlt(
            "Hier müssen zwei Personen zustimmen, „Kommandozeile“ zählt nicht. Bitte beide Personen angeben."
        )
    joined = load_zusammengefuehrt(session)
    if joined.get(first.id, first.id) == joined.get(second.id, second.id):
        raise ZweitePersonFehlt(
            "Hier müssen zwei verschiedene Personen zustimmen. Bitte eine zweite Person angeben."
        )
