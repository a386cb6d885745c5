"""The office's own Fristen: kept, extended with a reason, done, or no longer asked for; never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.fristen import laeuft_ab_am
from grants.models import Foerderjahr, Frist, Person
from grants.services.ereignisse import record

EIGENE = "eigene"
GEAENDERT = (
    "Diese Frist hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Bitte laden Sie die "
    "Seite neu und tragen Sie Ihre Änderung noch einmal ein."
)


@dataclass(frozen=True, slots=True)
class Fristangaben:
    """What is typed in of a Frist."""

    bezeichnung: str
    tag: date
    bestimmter_tag: bool = False
    wiedervorlage_am: date | None = None
    notiz: str = ""


def get(session: Session, frist_id: int) -> Frist:
    """Return the Frist; raises NotFound."""
    found = session.get(Frist, frist_id)
    if found is None:
        raise NotFound("Diese Frist gibt es nicht. Gehen Sie zur Liste der Fristen.")
    return found


def add_frist(session: Session, foerderjahr: Foerderjahr, angaben: Fristangaben, *, person: Person) -> Frist:
    """Add a Frist of the office to a year and return it; raises RuleViolation."""
    _check(angaben)
    frist = Frist(foerderjahr_id=foerderjahr.id, art=EIGENE)
    _write(frist, angaben)
    session.add(frist)
    session.flush()  # the Ereignis names its number
    _record(session, "frist_angelegt", frist, person, {"neu": _values(frist)})
    return frist


def change_frist(
    session: Session, frist_id: int, angaben: Fristangaben, *, stand: int | None, person: Person
) -> Frist:
    """Change what was typed in; raises RuleViolation, or Conflict where somebody else was there meanwhile."""
    _check(angaben)
    frist = _open(session, frist_id, stand)
    old = _values(frist)
    _write(frist, angaben)
    if frist.verlaengert_bis is not None and frist.verlaengert_bis <= frist.laeuft_ab_am:
        raise RuleViolation(
            [
                Violation(
                    "verlaengerung_vor_ablauf",
                    "Der neue Tag liegt nicht vor dem Tag, bis zu dem die Frist verlängert ist. Bitte zuerst die "
                    "Verlängerung ändern.",
                    feld="tag",
                )
            ]
        )
    _record(session, "frist_geaendert", frist, person, {"alt": old, "neu": _values(frist)})
    return frist


def extend_frist(
    session: Session, frist_id: int, *, bis: date | None, grund: str, stand: int | None, person: Person
) -> Frist:
    """Extend a Frist to a later day with the reason; raises RuleViolation or Conflict."""
    frist = _open(session, frist_id, stand)
    wrong = []
    if bis is None:
        wrong.append(Violation("tag_fehlt", "Bitte geben Sie den neuen letzten Tag an.", feld="bis"))
    elif bis <= frist.laeuft_ab_am:
        wrong.append(
            Violation("nicht_spaeter", "Bitte geben Sie einen Tag nach dem bisherigen Ablauf an.", feld="bis")
        )
    if not grund:
        wrong.append(
            Violation("grund_fehlt", "Bitte begründen Sie die Verlängerung in einem Satz.", feld="grund")
        )
    if wrong:
        raise RuleViolation(wrong)
    old = _values(frist)
    frist.verlaengert_bis, frist.verlaengert_grund = bis, grund
    _record(session, "frist_verlaengert", frist, person, {"alt": old, "neu": _values(frist)})
    return frist


def finish_frist(session: Session, frist_id: int, *, am: date, stand: int | None, person: Person) -> Frist:
    """Mark a Frist as done on the day; raises Conflict."""
    frist = _open(session, frist_id, stand)
    frist.erledigt_am, frist.wiedervorlage_am = am, None
    _record(session, "frist_erledigt", frist, person, {"am": am.isoformat()})
    return frist


def drop_frist(
    session: Session, frist_id: int, *, am: date, grund: str, stand: int | None, person: Person
) -> Frist:
    """Mark a Frist as no longer asked for, with the reason; raises RuleViolation or Conflict."""
    frist = _open(session, frist_id, stand)
    if not grund:
        raise RuleViolation(
            [Violation("grund_fehlt", "Bitte schreiben Sie, warum die Frist entfällt.", feld="grund")]
        )
    frist.entfallen_am, frist.entfallen_grund = am, grund
    _record(session, "frist_entfallen", frist, person, {"am": am.isoformat(), "grund": grund})
    return frist


def reopen_frist(session: Session, frist_id: int, *, stand: int | None, person: Person) -> Frist:
    """Take back that a Frist is done or dropped; raises Conflict."""
    frist = get(session, frist_id)
    _check_stand(frist, stand)
    old = _values(frist)
    frist.erledigt_am = frist.entfallen_am = None
    frist.entfallen_grund = ""
    _record(session, "frist_wieder_offen", frist, person, {"alt": old, "neu": _values(frist)})
    return frist


def _open(session: Session, frist_id: int, stand: int | None) -> Frist:
    frist = get(session, frist_id)
    _check_stand(frist, stand)
    if frist.erledigt_am or frist.entfallen_am:
        raise Conflict("Diese Frist ist schon abgeschlossen. Bitte öffnen Sie sie zuerst wieder.")
    return frist


def _check_stand(frist: Frist, stand: int | None) -> None:
    if stand is not None and stand != frist.aenderungsstand:
        raise Conflict(GEAENDERT)


def _check(angaben: Fristangaben) -> None:
    wrong = []
    if not angaben.bezeichnung:
        wrong.append(
            Violation(
                "bezeichnung_fehlt", "Bitte schreiben Sie, was bis dahin zu tun ist.", feld="bezeichnung"
            )
        )
    if angaben.wiedervorlage_am and angaben.wiedervorlage_am > angaben.tag:
        wrong.append(
            Violation(
                "wiedervorlage_spaeter",
                "Die Wiedervorlage liegt nach der Frist. Bitte geben Sie einen früheren Tag an.",
                feld="wiedervorlage_am",
            )
        )
    if wrong:
        raise RuleViolation(wrong)


def _write(frist: Frist, angaben: Fristangaben) -> None:
    frist.bezeichnung, frist.tag = angaben.bezeichnung, angaben.tag
    frist.bestimmter_tag = angaben.bestimmter_tag
    frist.laeuft_ab_am = laeuft_ab_am(angaben.tag, bestimmter_tag=angaben.bestimmter_tag)
    frist.wiedervorlage_am, frist.notiz = angaben.wiedervorlage_am, angaben.notiz


def _values(frist: Frist) -> dict[str, str | bool | None]:
    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "bezeichnung": frist.bezeichnung,
        "tag": day(frist.tag),
        "laeuft_ab_am": day(frist.laeuft_ab_am),
        "bestimmter_tag": frist.bestimmter_tag,
        "verlaengert_bis": day(frist.verlaengert_bis),
        "verlaengert_grund": frist.verlaengert_grund,
        "wiedervorlage_am": day(frist.wiedervorlage_am),
        "notiz": frist.notiz,
        "erledigt_am": day(frist.erledigt_am),
        "entfallen_am": day(frist.entfallen_am),
    }


def _record(session: Session, art: str, frist: Frist, person: Person, inhalt: dict[str, object]) -> None:
    year = session.execute(select(Foerderjahr).where(Foerderjahr.id == frist.foerderjahr_id)).scalar_one()
    record(
        session,
        art=art,
        gegenstand=f"frist/{year.programm.schluessel}/{year.jahr}/{frist.id}",
        person=person,
        inhalt=inhalt,
    )
