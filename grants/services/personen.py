"""Who acts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.errors import NotFound
from grants.models import Person

KOMMANDOZEILE = "Kommandozeile"


def acting(session: Session, email: str | None) -> Person:
    """Return the Person with this address, or "Kommandozeile", which is never one of two.

    Raises NotFound for an unknown address.
    """
    if email is None:
        person = (
            session.execute(
                select(Person).where(Person.email.is_(None), Person.name == KOMMANDOZEILE).order_by(Person.id)
            )
            .scalars()
            .first()
        )
        if person is None:
            person = Person(name=KOMMANDOZEILE)
            session.add(person)
            session.flush()  # the Ereignis of the first change points to it
        return person
    found = session.execute(select(Person).where(Person.email == email.strip().lower())).scalar_one_or_none()
    if found is None:
        raise NotFound(f"Keine Person mit der Adresse „{email}“. Bitte die Schreibweise bei --als prüfen.")
    return found
