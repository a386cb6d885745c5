"""What the page of the Jahreswechsel shows: the proposal, or what was taken over already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import tabellen
from grants.domain.jahreswechsel import Vorschlag, build_vorschlag
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.queries.rows import rows


@dataclass(frozen=True, slots=True)
class Uebergang:
    """The proposal into the next year, and where there is one, the next year beside this one."""

    vorschlag: Vorschlag
    vergleich: tabellen.Tabelle | None
    # Whether a step into the next year stands that was not taken back.
    uebernommen: bool


def load_uebergang(session: Session, *, programm: str, jahr: int, am: date) -> Uebergang:
    """Return how the year goes on; raises NotFound for an unknown one."""
    old = foerderjahre.get(session, programm, jahr)
    new = foerderjahre.find(session, programm, jahr + 1)
    this = load_jahr(session, old, am=am, einzelbelege=False)
    following = load_jahr(session, new, am=am, einzelbelege=False) if new else None
    step = m.Jahreswechsel
    taken = session.execute(
        select(step.id)
        .where(
            step.programm_id == old.programm_id,
            step.nach_jahr == jahr + 1,
            step.zurueckgenommen_am.is_(None),
        )
        .limit(1)
    ).first()
    return Uebergang(
        vorschlag=build_vorschlag(this, following, befristet=_befristet(session, old.id)),
        vergleich=tabellen.massnahmen_und_betraege(following) if following else None,
        uebernommen=taken is not None,
    )


def _befristet(session: Session, foerderjahr_id: int) -> dict[str, str]:
    statement = (
        select(m.Massnahme.kennung, m.Massnahme.befristet_bis)
        .join(m.Jahresmassnahme, m.Jahresmassnahme.massnahme_id == m.Massnahme.id)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id, m.Massnahme.befristet_bis != "")
    )
    return dict(rows(session, statement))
