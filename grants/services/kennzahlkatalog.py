"""The catalogue of counts: entered and changed by the office, taken over from suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.kennung import make_kennung
from grants.domain.kennzahlen import JAHR, QUARTAL
from grants.domain.kennzahlvorschlaege import Gruppe
from grants.queries import foerderjahre
from grants.services.ereignisse import record


@dataclass(frozen=True, slots=True)
class Kennzahlangaben:
    """What the office decides about one count; `massnahme_id` None asks it of all Maßnahmen."""

    name: str
    einheit: str
    zaehlregel: str = ""
    zeitraum: str = JAHR
    massnahme_id: int | None = None
    davon_von_id: int | None = None
    reihenfolge: int = 0
    ab_jahr: int | None = None
    bis_jahr: int | None = None


def add_kennzahl(
    session: Session, programm: str, angaben: Kennzahlangaben, *, person: m.Person
) -> m.Kennzahlkatalog:
    """Enter a count; raises RuleViolation."""
    parent = foerderjahre.get_programm(session, programm)
    _check(session, parent.id, angaben, row=None)
    row = m.Kennzahlkatalog(
        programm_id=parent.id, schluessel=_free_key(session, parent.id, angaben.name), **asdict(angaben)
    )
    if not row.reihenfolge:
        row.reihenfolge = _last(session, parent.id) + 10
    session.add(row)
    session.flush()
    record(
        session,
        art="kennzahl_angelegt",
        gegenstand=f"kennzahl/{programm}/{row.schluessel}",
        person=person,
        inhalt=_told(session, row),
    )
    return row


def change_kennzahl(
    session: Session,
    programm: str,
    nummer: int,
    angaben: Kennzahlangaben,
    *,
    stand: int | None,
    person: m.Person,
) -> None:
    """Change a count. Raises NotFound, Conflict, and RuleViolation: with values it keeps period and unit."""
    parent = foerderjahre.get_programm(session, programm)
    row = session.get(m.Kennzahlkatalog, nummer)
    if row is None or row.programm_id != parent.id:
        raise NotFound("Diese Kennzahl gibt es nicht. Gehen Sie zum Katalog der Kennzahlen zurück.")
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(
            "Diese Kennzahl hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben. Bitte laden Sie "
            "die Seite neu."
        )
    _check(session, parent.id, angaben, row=row)
    old = _told(session, row)
    for name, value in asdict(angaben).items():
        setattr(row, name, value)
    new = _told(session, row)
    if old == new:
        return
    record(
        session,
        art="kennzahl_geaendert",
        gegenstand=f"kennzahl/{programm}/{row.schluessel}",
        person=person,
        inhalt={"alt": old, "neu": new},
    )


def take_over(
    session: Session, programm: str, gruppe: Gruppe, *, massnahme_id: int | None, person: m.Person
) -> int:
    """Enter the counts of a group that are not there yet and return how many; raises RuleViolation."""
    parent = foerderjahre.get_programm(session, programm)
    if gruppe.je_massnahme and massnahme_id is None:
        raise RuleViolation(
            [Violation("massnahme_fehlt", "Bitte wählen Sie, für welche Maßnahme.", feld="massnahme")]
        )
    _check_massnahme(session, parent.id, massnahme_id)
    k = m.Kennzahlkatalog
    every = session.scalars(select(k).where(k.programm_id == parent.id, k.massnahme_id == massnahme_id))
    have = {row.name: row.id for row in every}
    place, added, ids = _last(session, parent.id), [], {}
    for each in gruppe.vorschlaege:
        if each.name in have:
            ids[each.schluessel] = have[each.name]
            continue
        place += 10
        row = m.Kennzahlkatalog(
            programm_id=parent.id,
            massnahme_id=massnahme_id,
            schluessel=_free_key(session, parent.id, each.schluessel),
            name=each.name,
            einheit=each.einheit,
            zaehlregel=each.zaehlregel,
            zeitraum=each.zeitraum,
            davon_von_id=ids.get(each.davon_von),
            reihenfolge=place,
        )
        session.add(row)
        session.flush()
        ids[each.schluessel] = row.id
        added.append(row.name)
    if added:
        record(
            session,
            art="kennzahlen_vorschlag_uebernommen",
            gegenstand=f"programm/{programm}",
            person=person,
            inhalt={
                "vorschlag": gruppe.titel,
                "kennzahlen": added,
                "massnahme": _massnahme_name(session, massnahme_id),
            },
        )
    return len(added)


def _check(
    session: Session, programm_id: int, angaben: Kennzahlangaben, *, row: m.Kennzahlkatalog | None
) -> None:
    wrong = []
    if not angaben.name.strip():
        wrong.append(Violation("name_fehlt", "Bitte geben Sie der Kennzahl einen Namen.", feld="name"))
    if not angaben.einheit.strip():
        wrong.append(
            Violation("einheit_fehlt", "Bitte sagen Sie, was gezählt wird, etwa „Personen“.", feld="einheit")
        )
    if angaben.zeitraum not in (JAHR, QUARTAL):
        wrong.append(Violation("zeitraum_unklar", "Bitte wählen Sie den Zeitraum.", feld="zeitraum"))
    if angaben.ab_jahr and angaben.bis_jahr and angaben.bis_jahr < angaben.ab_jahr:
        wrong.append(
            Violation(
                "bis_vor_ab", "Das letzte Jahr liegt vor dem ersten. Bitte berichtigen.", feld="bis_jahr"
            )
        )
    wrong += _check_whole(session, programm_id, angaben, row)
    if row is not None and row.zeitraum != angaben.zeitraum and _has_values(session, row.id):
        wrong.append(
            Violation(
                "zeitraum_fest",
                "Zu dieser Kennzahl gibt es schon Werte; deshalb bleibt der Zeitraum, wie er ist. Bitte legen Sie "
                "für die neue Zählung eine eigene Kennzahl an und beenden Sie diese mit einem letzten Jahr.",
                feld="zeitraum",
            )
        )
    if wrong:
        raise RuleViolation(wrong)
    _check_massnahme(session, programm_id, angaben.massnahme_id)


def _check_whole(
    session: Session, programm_id: int, angaben: Kennzahlangaben, row: m.Kennzahlkatalog | None
) -> list[Violation]:
    """Return what is wrong with the whole: another Programm's, itself, or a part in its turn."""
    if angaben.davon_von_id is None:
        return []
    whole = session.get(m.Kennzahlkatalog, angaben.davon_von_id)
    is_itself = row is not None and whole is row
    if whole is None or whole.programm_id != programm_id or is_itself:
        return [Violation("davon_unklar", "Bitte wählen Sie eine andere Kennzahl.", feld="davon_von")]
    has_parts = (
        row is not None
        and session.scalars(
            select(m.Kennzahlkatalog.id).where(m.Kennzahlkatalog.davon_von_id == row.id)
        ).first()
    )
    if whole.davon_von_id is not None or has_parts:
        return [
            Violation(
                "davon_zu_tief",
                "Eine „davon“-Zeile kann nicht selbst „davon“-Zeilen haben. Bitte wählen Sie die Kennzahl darüber.",
                feld="davon_von",
            )
        ]
    return []


def _check_massnahme(session: Session, programm_id: int, massnahme_id: int | None) -> None:
    if massnahme_id is None:
        return
    found = session.get(m.Massnahme, massnahme_id)
    if found is None or found.programm_id != programm_id:
        raise RuleViolation(
            [Violation("massnahme_unklar", "Diese Maßnahme gibt es im Programm nicht.", feld="massnahme")]
        )


def _has_values(session: Session, katalog_id: int) -> bool:
    k = m.Kennzahl
    return (
        session.execute(select(k.id).where(k.kennzahlkatalog_id == katalog_id).limit(1)).first() is not None
    )


def _last(session: Session, programm_id: int) -> int:
    k = m.Kennzahlkatalog
    return session.scalar(select(func.max(k.reihenfolge)).where(k.programm_id == programm_id)) or 0


def _free_key(session: Session, programm_id: int, name: str) -> str:
    k = m.Kennzahlkatalog
    taken = set(session.scalars(select(k.schluessel).where(k.programm_id == programm_id)))
    return make_kennung(name, taken=taken)


def _told(session: Session, row: m.Kennzahlkatalog) -> Mapping[str, Any]:
    whole = session.get(m.Kennzahlkatalog, row.davon_von_id) if row.davon_von_id else None
    return {
        "name": row.name,
        "einheit": row.einheit,
        "zaehlregel": row.zaehlregel,
        "zeitraum": row.zeitraum,
        "massnahme": _massnahme_name(session, row.massnahme_id),
        "davon_von": whole.name if whole else "",
        "reihenfolge": row.reihenfolge,
        "ab_jahr": row.ab_jahr,
        "bis_jahr": row.bis_jahr,
    }


def _massnahme_name(session: Session, massnahme_id: int | None) -> str:
    found = session.get(m.Massnahme, massnahme_id) if massnahme_id else None
    return found.name if found else "alle"
