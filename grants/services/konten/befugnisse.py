"""Changing what somebody may do for a Träger or a Stelle, from a day on and perhaps until another."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from grants.domain.befugnisse import SPALTEN, to_columns
from grants.domain.begriffe import Befugnis, Rolle
from grants.domain.errors import NotFound, RuleViolation, Violation
from grants.models import Person as PersonRow
from grants.models import Rollenzuordnung, Traeger
from grants.services.ereignisse import record

MIT_TRAEGER = frozenset({Rolle.TRAEGER, Rolle.STELLE})
_TAG = timedelta(days=1)


def change_befugnisse(
    session: Session,
    rolle_id: int,
    befugnisse: frozenset[Befugnis],
    *,
    ab: date | None,
    bis: date | None = None,
    person: PersonRow,
) -> None:
    """Let the rights be these from `ab` on; after `bis` they are again what they were.

    Without `ab` the row is corrected as a whole. Else it ends the day before and another one follows, so that one
    can see who might do what when. Raises NotFound and RuleViolation.
    """
    row = session.get(Rollenzuordnung, rolle_id)
    if row is None:
        raise NotFound("Diese Rolle gibt es nicht. Bitte laden Sie die Seite neu.")
    _check(row, ab, bis)
    old = {column: bool(getattr(row, column)) for column in SPALTEN.values()}
    new = to_columns(befugnisse)
    if old == new:
        return
    end = row.bis
    if ab is None or (row.von is not None and ab <= row.von):
        _set(row, new)
        changed = row
    else:
        row.bis = ab - _TAG
        changed = _follow(session, row, new, von=ab, bis=end)
    if bis is not None and (end is None or bis < end):
        changed.bis = bis
        _follow(session, row, old, von=bis + _TAG, bis=end)
    traeger = session.get_one(Traeger, row.traeger_id)
    record(
        session,
        art="befugnisse_geaendert",
        gegenstand=f"konto/{row.person_id}",
        person=person,
        inhalt={
            "traeger": traeger.kuerzel,
            "ab": ab.isoformat() if ab else None,
            "bis": bis.isoformat() if bis else None,
            "alt": old,
            "neu": new,
        },
    )


def _check(row: Rollenzuordnung, ab: date | None, bis: date | None) -> None:
    wrong = []
    if row.rolle not in MIT_TRAEGER:
        wrong.append(
            Violation("rolle_ohne_befugnis", "Befugnisse gibt es nur für Träger und städtische Stellen.")
        )
    start = max((day for day in (ab, row.von) if day), default=None)
    if bis is not None and start is not None and bis < start:
        wrong.append(
            Violation("bis_vor_von", "Der letzte Tag liegt vor dem ersten. Bitte berichtigen.", feld="bis")
        )
    if ab is not None and row.bis is not None and ab > row.bis:
        wrong.append(
            Violation(
                "rolle_endet_vorher",
                "Die Rolle endet vorher. Bitte nehmen Sie einen früheren Tag.",
                feld="ab",
            )
        )
    if wrong:
        raise RuleViolation(wrong)


def _set(row: Rollenzuordnung, columns: dict[str, bool]) -> None:
    for column, has in columns.items():
        setattr(row, column, has)


def _follow(
    session: Session, row: Rollenzuordnung, columns: dict[str, bool], *, von: date, bis: date | None
) -> Rollenzuordnung:
    """Add a row behind another one, with other rights."""
    following = Rollenzuordnung(
        person_id=row.person_id, rolle=row.rolle, traeger_id=row.traeger_id, von=von, bis=bis, **columns
    )
    session.add(following)
    return following
