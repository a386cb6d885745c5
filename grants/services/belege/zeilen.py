"""Rows of a recipient's list: kept, changed, taken away; each leaves its old and new values in the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from grants import models as m
from grants.domain.belege import (
    Belegangaben,
    Einnahmeangaben,
    Planposition,
    Teilangaben,
    check_beleg,
    check_einnahme,
    remarks,
)
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.money import Betrag
from grants.domain.rechnung import invoice_key
from grants.queries.anteile import OFFEN, Anteil
from grants.queries.belege import load_beleg, load_einnahme
from grants.services.ereignisse import record
from grants.services.nachweisstand import open_nachweis

VERALTET = (
    "Diese Zeile hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben: Ihre Eingaben stehen noch im "
    "Formular. Bitte vergleichen Sie und speichern Sie noch einmal, was gelten soll."
)
_FELDER = tuple(field.name for field in fields(Belegangaben))


def subject(anteil: Anteil) -> str:
    """Return the name of a recipient's part in the log."""
    return f"empfaenger/{anteil.programm}/{anteil.jahr}/{anteil.kennung}/{anteil.kuerzel}"


def find_lock(session: Session, beleg_id: int) -> str:
    """Return why a Beleg can no longer be changed, an empty text where it can."""
    t, v, e, j = m.Belegteil, m.Verwendungsnachweis, m.Empfaengeranteil, m.Jahresmassnahme
    name = session.execute(
        select(m.Massnahme.name)
        .join(j, j.massnahme_id == m.Massnahme.id)
        .join(e, e.jahresmassnahme_id == j.id)
        .join(t, t.empfaengeranteil_id == e.id)
        .join(v, v.empfaengeranteil_id == e.id)
        .where(t.beleg_id == beleg_id, v.status.not_in(sorted(OFFEN)))
        .limit(1)
    ).scalar_one_or_none()
    if name is None:
        return ""
    return (
        f"Dieser Beleg kann nicht mehr geändert werden: Ein Teil davon gehört zu „{name}“, und dieser "
        "Verwendungsnachweis ist abgesandt. Ist etwas zu berichtigen, schreiben Sie der Geschäftsstelle."
    )


# -- expenditure -----------------------------------------------------------------------------------------------


def save_beleg(
    session: Session,
    anteil: Anteil,
    beleg_id: int | None,
    angaben: Belegangaben,
    teile: Sequence[Teilangaben],
    *,
    moeglich: Mapping[int, Collection[Planposition]],
    stand: int | None,
    person: m.Person,
) -> tuple[m.Beleg, list[str]]:
    """Keep a Beleg with its parts and return it with remarks on what is unusual.

    `moeglich` are the plans of the Maßnahmen that a part may belong to. Raises RuleViolation with every problem,
    Conflict where somebody else was there or a part lies in a proof that was handed in, NotFound.
    """
    open_nachweis(session, anteil.id)
    beleg = None if beleg_id is None else load_beleg(session, anteil, beleg_id)
    if beleg is not None:
        _refuse_locked(session, beleg)
        _refuse_stale(beleg.aenderungsstand, stand)
    _check(session, anteil, beleg, angaben, teile, moeglich=moeglich)
    for other in sorted({teil.anteil_id for teil in teile if teil.anteil_id} - {anteil.id}):
        open_nachweis(session, other)
    old = {} if beleg is None else describe(beleg)
    if beleg is None:
        beleg = m.Beleg(traeger_id=anteil.traeger_id, foerderjahr_id=anteil.foerderjahr_id, nr=angaben.nr)
        session.add(beleg)
    for name in _FELDER:
        if getattr(beleg, name) != getattr(angaben, name):
            setattr(beleg, name, getattr(angaben, name))
    beleg.rechnung_schluessel = invoice_key(beleg)
    _set_teile(session, beleg, teile)
    new = describe(beleg)
    found = remarks(angaben, teile)
    if new == old:
        return beleg, found
    if old:
        # Also where only a part changed: the counter of the row tells the next person.
        flag_modified(beleg, "nr")
    record(
        session,
        art="beleg_geaendert" if old else "beleg_eingetragen",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"beleg": beleg.nr, "alt": old, "neu": new} if old else {"beleg": beleg.nr, "neu": new},
    )
    return beleg, found


def _check(
    session: Session,
    anteil: Anteil,
    beleg: m.Beleg | None,
    angaben: Belegangaben,
    teile: Sequence[Teilangaben],
    *,
    moeglich: Mapping[int, Collection[Planposition]],
) -> None:
    violations = check_beleg(angaben, teile, moeglich, buchung=anteil.is_stelle)
    if any(teil.anteil_id is not None and teil.anteil_id not in moeglich for teil in teile):
        text = "Diese Maßnahme steht nicht zur Auswahl. Bitte wählen Sie eine aus der Liste."
        violations.append(Violation("massnahme_unbekannt", text, feld="teile-0-ziel"))
    if not any(teil.anteil_id == anteil.id for teil in teile) and not violations:
        text = f"Kein Teil gehört zu „{anteil.massnahme}“. Bitte tragen Sie den Beleg bei der anderen Maßnahme ein."
        violations.append(Violation("ohne_eigenen_teil", text, feld="teile-0-ziel"))
    same = select(m.Beleg.id).where(
        m.Beleg.traeger_id == (beleg.traeger_id if beleg else anteil.traeger_id),
        m.Beleg.foerderjahr_id == anteil.foerderjahr_id,
        m.Beleg.nr == angaben.nr,
    )
    other = session.execute(same).scalar_one_or_none()
    if other is not None and (beleg is None or other != beleg.id):
        text = (
            f"Die Beleg-Nr. „{angaben.nr}“ gibt es {anteil.jahr} schon. Bitte wählen Sie eine andere Nummer, oder "
            "öffnen Sie den vorhandenen Beleg und teilen Sie ihn auf."
        )
        violations.append(Violation("beleg_nr_doppelt", text, feld="nr"))
    if beleg is not None and beleg.nr != angaben.nr and _is_judged(session, beleg):
        text = "Über diesen Beleg hat die Stadt schon entschieden. Die Nummer muss deshalb bleiben."
        violations.append(Violation("nummer_geprueft", text, feld="nr"))
    if violations:
        raise RuleViolation(violations)


def _set_teile(session: Session, beleg: m.Beleg, teile: Sequence[Teilangaben]) -> None:
    """Make the parts say what is wanted; a part that stays keeps its row."""
    left = {(teil.empfaengeranteil_id, teil.position): teil for teil in beleg.teile}
    for wanted in teile:
        if wanted.anteil_id is None or wanted.betrag is None:
            raise ValueError("parts are checked before they are kept")
        eligible = wanted.betrag if wanted.zuwendungsfaehig is None else wanted.zuwendungsfaehig
        row = left.pop((wanted.anteil_id, wanted.position), None)
        if row is None:
            beleg.teile.append(
                m.Belegteil(
                    empfaengeranteil_id=wanted.anteil_id,
                    position=wanted.position,
                    betrag=wanted.betrag,
                    zuwendungsfaehig=eligible,
                )
            )
        else:
            row.betrag, row.zuwendungsfaehig = wanted.betrag, eligible
    for row in left.values():
        beleg.teile.remove(row)
    session.flush()


def remove_beleg(
    session: Session, anteil: Anteil, beleg_id: int, *, stand: int | None, person: m.Person
) -> str:
    """Take a Beleg with all its parts out of the lists and return its number; the log keeps its values.

    Raises Conflict where a part was handed in, the city judged it, or somebody else changed it.
    """
    open_nachweis(session, anteil.id)
    beleg = load_beleg(session, anteil, beleg_id)
    _refuse_locked(session, beleg)
    _refuse_stale(beleg.aenderungsstand, stand)
    if _is_judged(session, beleg):
        raise Conflict(
            "Über diesen Beleg hat die Stadt schon entschieden; er bleibt deshalb in der Liste. Gehört er nicht "
            "dazu, schreiben Sie der Geschäftsstelle."
        )
    old, nr = describe(beleg), beleg.nr
    files = _move_files(session, anteil, beleg)
    session.delete(beleg)
    record(
        session,
        art="beleg_entfernt",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"beleg": nr, "alt": old, "neu": {}} | ({"dateien": files} if files else {}),
    )
    return nr


def _move_files(session: Session, anteil: Anteil, beleg: m.Beleg) -> list[str]:
    """Hang the files of a Beleg that goes on the proof, taken away: an original is never lost."""
    nachweis = open_nachweis(session, anteil.id)
    found = list(session.scalars(select(m.Datei).where(m.Datei.beleg_id == beleg.id)))
    for datei in found:
        datei.beleg_id, datei.verwendungsnachweis_id = None, nachweis.id
        datei.entfernt_am = datei.entfernt_am or datetime.now(UTC)
    session.flush()
    return [datei.sha256 for datei in found]


def _is_judged(session: Session, beleg: m.Beleg) -> bool:
    """Tell whether a check recognised or cut this Beleg; what was decided points to its number."""
    a, v, t = m.Anerkennung, m.Verwendungsnachweis, m.Belegteil
    return (
        session.execute(
            select(a.id)
            .join(v, a.verwendungsnachweis_id == v.id)
            .join(t, t.empfaengeranteil_id == v.empfaengeranteil_id)
            .where(t.beleg_id == beleg.id, a.beleg_nr == beleg.nr)
            .limit(1)
        ).first()
        is not None
    )


def _refuse_locked(session: Session, beleg: m.Beleg) -> None:
    if reason := find_lock(session, beleg.id):
        raise Conflict(reason)


def _refuse_stale(now: int, shown: int | None) -> None:
    if shown is not None and shown != now:
        raise Conflict(VERALTET)


def describe(beleg: m.Beleg) -> dict[str, Any]:
    """Return a Beleg as plain values for the log; a part is named by the number of its recipient's part."""
    values: dict[str, Any] = {name: plain(getattr(beleg, name)) for name in _FELDER}
    values["teile"] = [
        f"{teil.position} ({teil.empfaengeranteil_id}): {teil.betrag}, zuwendungsfähig {teil.zuwendungsfaehig}"
        for teil in sorted(beleg.teile, key=lambda teil: (teil.empfaengeranteil_id, teil.position))
    ]
    return values


def plain(value: object) -> str | None:
    """Return a value as the log keeps it."""
    match value:
        case None:
            return None
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
        case Betrag():
            return str(value)
    return str(value)


# -- income ----------------------------------------------------------------------------------------------------


def save_einnahme(
    session: Session,
    anteil: Anteil,
    einnahme_id: int | None,
    angaben: Einnahmeangaben,
    *,
    stand: int | None,
    person: m.Person,
) -> m.Einnahme:
    """Keep an income and return it; raises RuleViolation, Conflict, NotFound as for a Beleg."""
    open_nachweis(session, anteil.id)
    row = None if einnahme_id is None else load_einnahme(session, anteil, einnahme_id)
    if row is not None:
        _refuse_stale(row.aenderungsstand, stand)
    violations = check_einnahme(angaben)
    e = m.Einnahme
    other = session.execute(
        select(e.id).where(e.empfaengeranteil_id == anteil.id, e.nr == angaben.nr)
    ).scalar_one_or_none()
    if other is not None and other != einnahme_id:
        text = f"Die Nummer „{angaben.nr}“ gibt es bei den Einnahmen schon. Bitte wählen Sie eine andere."
        violations.append(Violation("beleg_nr_doppelt", text, feld="nr"))
    if violations:
        raise RuleViolation(violations)
    old = {} if row is None else describe_einnahme(row)
    if row is None:
        row = m.Einnahme(empfaengeranteil_id=anteil.id)
        session.add(row)
    for field in fields(Einnahmeangaben):
        if getattr(row, field.name) != getattr(angaben, field.name):
            setattr(row, field.name, getattr(angaben, field.name))
    new = describe_einnahme(row)
    if new != old:
        record(
            session,
            art="einnahme_geaendert" if old else "einnahme_eingetragen",
            gegenstand=subject(anteil),
            person=person,
            inhalt={"einnahme": row.nr, "alt": old, "neu": new} if old else {"einnahme": row.nr, "neu": new},
        )
    return row


def remove_einnahme(
    session: Session, anteil: Anteil, einnahme_id: int, *, stand: int | None, person: m.Person
) -> str:
    """Take an income out of the list and return its number; the log keeps its values."""
    open_nachweis(session, anteil.id)
    row = load_einnahme(session, anteil, einnahme_id)
    _refuse_stale(row.aenderungsstand, stand)
    old, nr = describe_einnahme(row), row.nr
    session.delete(row)
    record(
        session,
        art="einnahme_entfernt",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"einnahme": nr, "alt": old, "neu": {}},
    )
    return nr


def describe_einnahme(row: m.Einnahme) -> dict[str, Any]:
    return {field.name: plain(getattr(row, field.name)) for field in fields(Einnahmeangaben)}
