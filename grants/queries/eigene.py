"""What a Träger or a Stelle sees of itself: its Maßnahmen with its own share, never a partner's figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.kette import Empfaenger, Jahr, Massnahme
from grants.domain.money import Betrag
from grants.queries.geprueft import load_summiert
from grants.queries.traeger_verweise import load_verweise, same_traeger

# Years back that are shown: the one being carried out, the one being proved, the one before.
GEZEIGTE_JAHRE = 3


@dataclass(frozen=True, slots=True)
class EigeneMassnahme:
    """One share of one's own; `zugesagt` is the money of the Land that was passed on or allocated."""

    jahr: int
    massnahme: str
    traeger: str
    partner: tuple[str, ...]
    anteil: Betrag | None
    zugesagt: Betrag | None
    ausgezahlt: Betrag | None
    festgesetzt: Betrag | None


def list_eigene(session: Session, traeger_ids: Iterable[int], *, am: date) -> tuple[EigeneMassnahme, ...]:
    """Return the shares of these recipients, the newest year first."""
    # Rows that were found to be the same Träger are its own too.
    ids = sorted(same_traeger(load_verweise(session), traeger_ids))
    if not ids:
        return ()
    keys = set(session.execute(select(m.Traeger.kuerzel).where(m.Traeger.id.in_(ids))).scalars())
    years = (
        session.execute(
            select(m.Foerderjahr)
            .join(m.Jahresmassnahme, m.Jahresmassnahme.foerderjahr_id == m.Foerderjahr.id)
            .join(m.Empfaengeranteil, m.Empfaengeranteil.jahresmassnahme_id == m.Jahresmassnahme.id)
            .where(m.Empfaengeranteil.traeger_id.in_(ids))
            .distinct()
            .order_by(m.Foerderjahr.jahr.desc())
            .limit(GEZEIGTE_JAHRE)
        )
        .scalars()
        .all()
    )
    found: list[EigeneMassnahme] = []
    for each in years:
        jahr = load_summiert(session, each, am=am)
        found += [
            _eigene(jahr, massnahme, empfaenger)
            for massnahme, empfaenger in summen.recipients(jahr)
            if empfaenger.kuerzel in keys
        ]
    return tuple(found)


def _eigene(jahr: Jahr, massnahme: Massnahme, empfaenger: Empfaenger) -> EigeneMassnahme:
    return EigeneMassnahme(
        jahr=jahr.jahr,
        massnahme=massnahme.name,
        traeger=empfaenger.name,
        partner=tuple(e.name for e in massnahme.empfaenger if e.kuerzel != empfaenger.kuerzel),
        anteil=empfaenger.anteil,
        zugesagt=summen.zugesagt(empfaenger, jahr.am),
        ausgezahlt=None if empfaenger.is_stelle else summen.ausgezahlt(empfaenger, jahr.am),
        festgesetzt=summen.festgesetzt(empfaenger),
    )
