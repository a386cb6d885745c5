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
    joined = load_zusammengefuehrt(session)
    ends = [session.get_one(Person, joined.get(each.id, each.id)) for each in (first, second)]
    if any(is_kommandozeile(each) for each in (first, second, *ends)):
        raise ZweitePersonFehlt(
            "Hier müssen zwei Personen zustimmen, „Kommandozeile“ zählt nicht. Bitte beide Personen angeben."
        )
    if ends[0].id == ends[1].id:
        raise ZweitePersonFehlt(
            "Hier müssen zwei verschiedene Personen zustimmen. Bitte eine zweite Person angeben."
        )


def is_kommandozeile(person: Person) -> bool:
    """Return whether nobody in particular acts."""
    return person.email is None and person.name == KOMMANDOZEILE
