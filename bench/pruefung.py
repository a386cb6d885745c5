"""`grants check`: a year of 12 Maßnahmen and one of 2,400, per Maßnahme and against reading the same rows plainly."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import datenbank
from bench.jahr import AM, JAHR, make_mappe
from bench.messung import Abschnitt, Budget, Messung, alternate, format_seconds, simply
from grants.domain.kette import Jahr
from grants.domain.pruefregeln import condense, pruefe_jahr
from grants.models import Base
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr

KLEIN, GROSS = 12, 2_400
_BELEGE = 4
# A small year is checked so quickly that one check is less than the clock can tell.
_WIEDERHOLT = 20


def measure(folder: Path, *, runs: int) -> Abschnitt:
    files = {
        size: datenbank.create(folder / f"pruefung-{size}.sqlite3", make_mappe(size, belege=_BELEGE))
        for size in (KLEIN, GROSS)
    }
    with datenbank.opened(files[KLEIN]) as small:
        few = _statements(small)
        (klein,) = alternate(simply(lambda: [_check(small) for _ in range(_WIEDERHOLT)]), runs=runs)
    with datenbank.opened(files[GROSS]) as large:
        many = _statements(large)
        gross, rules_only, plainly = alternate(
            simply(lambda: _check(large)),
            simply(lambda: list(pruefe_jahr(_load(large)))),
            simply(lambda: read_plainly(large)),
            runs=runs,
        )
    per_small = klein / _WIEDERHOLT / KLEIN
    per_large = gross / GROSS
    return Abschnitt(
        "Ein Jahr prüfen (grants check)",
        [
            Messung("je Maßnahme: 2.400 gegen 12", per_large, per_small, Budget(1.5)),
            Messung("2.400 Maßnahmen gegen bloßes Lesen der Zeilen", gross, plainly),
            Messung("Abfragen: 2.400 gegen 12", many, few, Budget(1.0), anzahl=True),
        ],
        [
            (
                f"Ganz: {format_seconds(klein / _WIEDERHOLT)} mit 12, {format_seconds(gross)} mit 2.400 Maßnahmen "
                f"und je {_BELEGE} Belegen; davon Laden und Regeln ohne Zusammenfassen {format_seconds(rules_only)}."
            ),
        ],
    )


def read_plainly(session: Session) -> int:
    """Return how many rows all tables of the database hold, each read as plain values."""
    connection = session.connection()
    return sum(len(connection.execute(select(table)).all()) for table in Base.registry.metadata.sorted_tables)


def _load(session: Session) -> Jahr:
    session.expunge_all()
    return load_jahr(session, foerderjahre.get(session, "kinderstark", JAHR), am=AM)


def _check(session: Session) -> int:
    return len(condense(pruefe_jahr(_load(session))))


def _statements(session: Session) -> int:
    with datenbank.counted(session.get_bind()) as statements:  # type: ignore[arg-type]  # an engine here
        _check(session)
    return len(statements)
