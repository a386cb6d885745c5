"""What the page of the Abschluss shows: the year, its conditions, the Land's result and who opened it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from grants import models as m
from grants.domain.abschluss import Bedingung, Pruefergebnis, check_abschluss, still_open
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.kette import Jahr
from grants.domain.money import Betrag
from grants.domain.zeichnung import GefalleneFreigabe
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.rows import rows


@dataclass(frozen=True, slots=True)
class Oeffnung:
    """A request to open the closed year again; undecided while `zugestimmt` is None."""

    id: int
    grund: str
    von_id: int
    von: str
    am: date
    entschieden_von: str
    entschieden_am: date | None
    zugestimmt: bool | None
    aenderungsstand: int


@dataclass(frozen=True, slots=True)
class Abschlussseite:
    jahr: Jahr
    abgeschlossen_am: date | None
    aenderungsstand: int
    bedingungen: tuple[Bedingung, ...]
    ergebnis_land: Pruefergebnis | None
    oeffnungen: tuple[Oeffnung, ...]
    # What Träger still owe, and what the city still owes them.
    noch_zu_erstatten: Betrag
    noch_nachzuzahlen: Betrag
    # Whether the undecided request, if any, is this person's own.
    eigene: bool

    @property
    def is_closed(self) -> bool:
        return self.jahr.status is FoerderjahrStatus.ABGESCHLOSSEN

    @property
    def is_moeglich(self) -> bool:
        return all(each.erfuellt for each in self.bedingungen)

    @property
    def wartende(self) -> Oeffnung | None:
        """The request that waits for a second Person."""
        return next((each for each in self.oeffnungen if each.zugestimmt is None), None)


def load_pruefergebnis(session: Session, foerderjahr_id: int) -> Pruefergebnis | None:
    """Return what the Land found, None where nothing was entered."""
    p = m.PruefergebnisLand
    statement = select(p.vom, p.aktenzeichen, p.anerkannt, p.forderung, p.bemerkung, p.aenderungsstand).where(
        p.foerderjahr_id == foerderjahr_id
    )
    return next((Pruefergebnis(*columns) for columns in rows(session, statement)), None)


def load_abschluss(
    session: Session,
    year: m.Foerderjahr,
    loaded: Jahr,
    gefallene: Sequence[GefalleneFreigabe],
    *,
    person_id: int,
) -> Abschlussseite:
    """Return the page of a loaded year; `gefallene` are Freigaben that do not count any more."""
    result = load_pruefergebnis(session, year.id)
    requests = _oeffnungen(session, year.id)
    joined = load_zusammengefuehrt(session)
    me = joined.get(person_id, person_id)
    owed, due = still_open(loaded)
    return Abschlussseite(
        jahr=loaded,
        abgeschlossen_am=year.abgeschlossen_am,
        aenderungsstand=year.aenderungsstand,
        bedingungen=check_abschluss(loaded, result, gefallene),
        ergebnis_land=result,
        oeffnungen=requests,
        noch_zu_erstatten=owed,
        noch_nachzuzahlen=due,
        eigene=any(joined.get(o.von_id, o.von_id) == me for o in requests if o.zugestimmt is None),
    )


def _oeffnungen(session: Session, foerderjahr_id: int) -> tuple[Oeffnung, ...]:
    o, asked, decided = m.Jahresoeffnung, aliased(m.Person), aliased(m.Person)
    statement = (
        select(
            o.id,
            o.grund,
            o.beantragt_von_id,
            asked.name,
            o.beantragt_am,
            decided.name,
            o.entschieden_am,
            o.zugestimmt,
            o.aenderungsstand,
        )
        .join(asked, asked.id == o.beantragt_von_id)
        .outerjoin(decided, decided.id == o.entschieden_von_id)
        .where(o.foerderjahr_id == foerderjahr_id)
        .order_by(o.id.desc())
    )
    return tuple(Oeffnung(*columns) for columns in rows(session, statement))
