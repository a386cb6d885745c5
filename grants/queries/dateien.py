"""Uploaded files: which hang on a thing, where their content lies, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Dateiart, Dateizweck
from grants.domain.errors import NotFound
from grants.queries.rows import Statement, rows

# Where uploads wait for their transaction; hidden, and left out of a backup.
EINGANG = ".eingang"
NICHT_GEFUNDEN = (
    "Diese Datei gibt es nicht, oder sie ist nicht für Sie bestimmt. Gehen Sie zur Übersicht zurück."
)


@dataclass(frozen=True, slots=True)
class Dateizeile:
    """A file in a list; `person` is the name of who uploaded it, `groesse` in bytes."""

    id: int
    schluessel: str
    name: str
    art: Dateiart
    zweck: Dateizweck
    groesse: int
    sha256: str
    am: datetime
    person: str


@dataclass(frozen=True, slots=True)
class Dateibezug:
    """What a file hangs on: the kind of thing, and for those of a recipient whose it is."""

    schluessel: str
    name: str
    sha256: str
    groesse: int
    gegenstand: str
    gegenstand_id: int
    # The recipient whom it concerns; None for the office's own things.
    traeger_id: int | None
    # Part of an internal note, which recipients never see.
    intern: bool
    # A Weiterleitung that was made known to its recipient.
    bekannt: bool


def path_of(folder: Path, schluessel: str) -> Path:
    """Return where the content of a file lies; some thousand files share no single folder."""
    return folder / schluessel[:2] / schluessel


def list_dateien(
    session: Session, gegenstand: str, gegenstand_id: int, *, zweck: Dateizweck | None = None
) -> tuple[Dateizeile, ...]:
    """Return the files of a thing that were not taken away, the oldest first."""
    return list_dateien_je(session, gegenstand, [gegenstand_id], zweck=zweck).get(gegenstand_id, ())


def list_dateien_je(
    session: Session, gegenstand: str, ids: Iterable[int], *, zweck: Dateizweck | None = None
) -> Mapping[int, tuple[Dateizeile, ...]]:
    """Return the files of several things with one statement, by the id of the thing."""
    d = m.Datei
    column = getattr(d, gegenstand)
    statement: Statement = (
        select(
            column,
            d.id,
            d.schluessel,
            d.name,
            d.art,
            d.zweck,
            d.groesse,
            d.sha256,
            d.am,
            m.Person.name,
        )
        .join(m.Person, m.Person.id == d.person_id)
        .where(column.in_(sorted(ids)), d.entfernt_am.is_(None))
        .order_by(d.am, d.id)
    )
    if zweck is not None:
        statement = statement.where(d.zweck == zweck)
    found: dict[int, list[Dateizeile]] = {}
    for key, *values in rows(session, statement):
        found.setdefault(key, []).append(Dateizeile(*values))
    return {key: tuple(files) for key, files in found.items()}


@dataclass(frozen=True, slots=True)
class Gegenstand:
    """A paper of a year that files hang on, in words."""

    programm: str
    jahr: int
    wort: str


def load_gegenstand(session: Session, gegenstand: str, gegenstand_id: int) -> Gegenstand:
    """Return the Bescheid, Beschluss or Antrag by its id; raises NotFound."""
    kind = {"bescheid": m.Bescheid, "beschluss": m.Beschluss, "antrag": m.Antrag}[gegenstand]
    row: Any = session.get(kind, gegenstand_id)
    if row is None:
        raise NotFound("Dazu gibt es nichts. Gehen Sie zur Übersicht zurück.")
    programm, jahr = session.execute(
        select(m.Programm.schluessel, m.Foerderjahr.jahr)
        .join(m.Foerderjahr, m.Foerderjahr.programm_id == m.Programm.id)
        .where(m.Foerderjahr.id == row.foerderjahr_id)
    ).one()
    match gegenstand:
        case "bescheid":
            wort = f"Bescheid {row.aktenzeichen}"
        case "beschluss":
            wort = f"Beschluss {row.gremium}"
        case _:
            wort = f"Antrag, Version {row.version}"
    return Gegenstand(programm, jahr, wort)


def get_datei(session: Session, schluessel: str) -> m.Datei:
    """Return the row of a file that was not taken away; raises NotFound."""
    found = session.execute(
        select(m.Datei).where(m.Datei.schluessel == schluessel, m.Datei.entfernt_am.is_(None))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(NICHT_GEFUNDEN)
    return found


def load_bezug(session: Session, schluessel: str) -> Dateibezug:
    """Return what a file hangs on; raises NotFound."""
    row = get_datei(session, schluessel)
    [(gegenstand, key)] = [
        (name, value)
        for name in (
            "bescheid",
            "beschluss",
            "antrag",
            "weiterleitung",
            "verwendungsnachweis",
            "beleg",
            "mitteilung",
            "unterlagenzeile",
            "testat",
        )
        if (value := getattr(row, f"{name}_id")) is not None
    ]
    traeger, intern, bekannt = _whose(session, gegenstand, key)
    return Dateibezug(
        row.schluessel, row.name, row.sha256, row.groesse, gegenstand, key, traeger, intern, bekannt
    )


def _whose(session: Session, gegenstand: str, key: int) -> tuple[int | None, bool, bool]:
    """Return the recipient, whether it is an internal note's, whether it was made known."""
    e, v, n, w = m.Empfaengeranteil, m.Verwendungsnachweis, m.Mitteilung, m.Weiterleitung
    a = m.Unterlagenanforderung
    statements: Mapping[str, Statement] = {
        "verwendungsnachweis": select(e.traeger_id, false(), false())
        .join(v, v.empfaengeranteil_id == e.id)
        .where(v.id == key),
        "beleg": select(m.Beleg.traeger_id, false(), false()).where(m.Beleg.id == key),
        "mitteilung": select(e.traeger_id, n.intern, false())
        .join(n, n.empfaengeranteil_id == e.id)
        .where(n.id == key),
        "unterlagenzeile": select(e.traeger_id, false(), false())
        .join(v, v.empfaengeranteil_id == e.id)
        .join(a, a.verwendungsnachweis_id == v.id)
        .join(m.Unterlagenzeile, m.Unterlagenzeile.unterlagenanforderung_id == a.id)
        .where(m.Unterlagenzeile.id == key),
        "weiterleitung": select(e.traeger_id, false(), w.bekannt_gegeben_am.is_not(None))
        .join(w, w.empfaengeranteil_id == e.id)
        .where(w.id == key),
    }
    if gegenstand not in statements:
        return None, False, False
    traeger, intern, bekannt = session.execute(statements[gegenstand]).one()
    return traeger, bool(intern), bool(bekannt)
