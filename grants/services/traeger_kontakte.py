"""Who signs and who answers for a Träger, from when until when, and the names lists use for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.services.ereignisse import record
from grants.services.traeger import changed_values, get_row, is_email

GEAENDERT = (
    "Diesen Eintrag hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Ihre Eingaben stehen "
    "noch da; daneben sehen Sie, was jetzt gespeichert ist. Speichern Sie noch einmal, wenn Ihre Eingaben gelten "
    "sollen."
)


@dataclass(frozen=True, slots=True)
class Vertretungsangaben:
    """Who may sign, as typed in."""

    name: str
    funktion: str = ""
    von: date | None = None
    bis: date | None = None


@dataclass(frozen=True, slots=True)
class Kontaktangaben:
    """Who answers questions, as typed in."""

    name: str
    funktion: str = ""
    email: str = ""
    telefon: str = ""
    inhaltlich: bool = False
    finanziell: bool = False
    von: date | None = None
    bis: date | None = None


def save_vertretung(
    session: Session,
    kuerzel: str,
    angaben: Vertretungsangaben,
    *,
    nummer: int | None = None,
    stand: int | None = None,
    person: m.Person,
) -> m.Vertretung:
    """Add who may sign, or change the entry `nummer`; raises RuleViolation, NotFound or Conflict."""
    traeger = get_row(session, kuerzel)
    wrong = _check_days(angaben.von, angaben.bis)
    if not angaben.name:
        wrong.append(Violation("name_fehlt", "Bitte geben Sie den Namen an.", "name"))
    row = _find(traeger.vertretungen, nummer, stand) if nummer is not None else None
    if any(each.name == angaben.name and each is not row for each in traeger.vertretungen):
        wrong.append(
            Violation(
                "vertretung_vorhanden",
                f"„{angaben.name}“ steht schon in der Liste. Bitte ändern Sie dort die Tage.",
                "name",
            )
        )
    if wrong:
        raise RuleViolation(wrong)
    before = _vertretung(row) if row else {}
    if row is None:
        row = m.Vertretung(traeger_id=traeger.id)
        session.add(row)
    row.name, row.funktion, row.von, row.bis = angaben.name, angaben.funktion, angaben.von, angaben.bis
    _tell(session, "vertretung", kuerzel, before=before, after=_vertretung(row), person=person)
    return row


def save_ansprechperson(
    session: Session,
    kuerzel: str,
    angaben: Kontaktangaben,
    *,
    nummer: int | None = None,
    stand: int | None = None,
    person: m.Person,
) -> m.Ansprechperson:
    """Add who answers questions, or change the entry `nummer`; raises RuleViolation, NotFound or Conflict."""
    traeger = get_row(session, kuerzel)
    wrong = _check_days(angaben.von, angaben.bis)
    if not angaben.name:
        wrong.append(Violation("name_fehlt", "Bitte geben Sie den Namen an.", "name"))
    if not angaben.email and not angaben.telefon:
        wrong.append(
            Violation(
                "erreichbar", "Bitte geben Sie eine E-Mail-Adresse oder eine Telefonnummer an.", "email"
            )
        )
    if angaben.email and not is_email(angaben.email):
        wrong.append(
            Violation("email_unklar", "Bitte geben Sie eine E-Mail-Adresse wie name@traeger.de ein.", "email")
        )
    if not angaben.inhaltlich and not angaben.finanziell:
        wrong.append(
            Violation("thema_fehlt", "Bitte kreuzen Sie an, wofür die Person zuständig ist.", "inhaltlich")
        )
    row = _find(traeger.ansprechpersonen, nummer, stand) if nummer is not None else None
    if wrong:
        raise RuleViolation(wrong)
    before = _kontakt(row) if row else {}
    if row is None:
        row = m.Ansprechperson(traeger_id=traeger.id)
        session.add(row)
    for name in Kontaktangaben.__dataclass_fields__:
        setattr(row, name, getattr(angaben, name))
    _tell(session, "ansprechperson", kuerzel, before=before, after=_kontakt(row), person=person)
    return row


def _find(rows: list[Any], nummer: int, stand: int | None) -> Any:  # noqa: ANN401 - a row of either table
    row = next((each for each in rows if each.id == nummer), None)
    if row is None:
        raise NotFound("Diesen Eintrag gibt es bei diesem Träger nicht. Bitte laden Sie die Seite neu.")
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(GEAENDERT)
    return row


def _check_days(von: date | None, bis: date | None) -> list[Violation]:
    if von and bis and bis < von:
        return [Violation("bis_vor_von", "Der letzte Tag liegt vor dem ersten. Bitte berichtigen.", "bis")]
    return []


def _vertretung(row: m.Vertretung) -> dict[str, Any]:
    return {"name": row.name, "funktion": row.funktion, "von": _iso(row.von), "bis": _iso(row.bis)}


def _kontakt(row: m.Ansprechperson) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in Kontaktangaben.__dataclass_fields__}
    return {**values, "von": _iso(row.von), "bis": _iso(row.bis)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _tell(
    session: Session,
    what: str,
    kuerzel: str,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    person: m.Person,
) -> None:
    old, new = changed_values(before, after)
    if not new:
        return
    record(
        session,
        art=f"{what}_{'geaendert' if before else 'eingetragen'}",
        gegenstand=f"traeger/{kuerzel}",
        person=person,
        inhalt={"wer": after["name"], "alt": old, "neu": new} if before else {"neu": after},
    )


# -- Names that lists use --------------------------------------------------------------------------------


def add_name(session: Session, kuerzel: str, name: str, *, person: m.Person) -> m.TraegerName:
    """Add a name by which lists call the Träger; raises RuleViolation where it leads to somebody already."""
    traeger = get_row(session, kuerzel)
    if not name:
        raise RuleViolation([Violation("name_fehlt", "Bitte geben Sie die Bezeichnung an.", "name")])
    taken = session.execute(
        select(m.Traeger.name)
        .outerjoin(m.TraegerName, m.TraegerName.traeger_id == m.Traeger.id)
        .where(
            (func.lower(m.Traeger.name) == name.lower()) | (func.lower(m.TraegerName.name) == name.lower())
        )
        .limit(1)
    ).scalar_one_or_none()
    if taken is not None:
        raise RuleViolation(
            [Violation("name_vergeben", f"„{name}“ führt schon zu „{taken}“. Bitte prüfen.", "name")]
        )
    row = m.TraegerName(name=name)
    traeger.namen.append(row)
    record(
        session,
        art="traeger_name_ergaenzt",
        gegenstand=f"traeger/{kuerzel}",
        person=person,
        inhalt={"name": name},
    )
    return row


def remove_name(session: Session, kuerzel: str, nummer: int, *, person: m.Person) -> None:
    """Take a name of the lists away, so that it no longer leads here; raises NotFound, Conflict for a former name."""
    traeger = get_row(session, kuerzel)
    row = next((each for each in traeger.namen if each.id == nummer), None)
    if row is None:
        raise NotFound("Diese Bezeichnung gibt es hier nicht mehr. Bitte laden Sie die Seite neu.")
    if row.bis is not None:
        raise Conflict("So hieß der Träger einmal; dieser Name bleibt stehen.")
    traeger.namen.remove(row)
    record(
        session,
        art="traeger_name_entfernt",
        gegenstand=f"traeger/{kuerzel}",
        person=person,
        inhalt={"name": row.name},
    )
