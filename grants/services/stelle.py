"""The office itself, as papers print it, and the authority it applies to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from grants import models as m
from grants.domain.bank import BicUnklar, IbanUnklar, bank_of, parse_bic, parse_iban
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.kennung import make_kennung
from grants.domain.stelle import Stelle
from grants.queries import foerderjahre
from grants.services.ereignisse import record
from grants.services.traeger import changed_values, is_email

GEAENDERT = (
    "Diese Angaben hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Ihre Eingaben stehen "
    "noch da; daneben sehen Sie, was jetzt gespeichert ist. Speichern Sie noch einmal, wenn Ihre Eingaben gelten "
    "sollen."
)


def save_stelle(session: Session, angaben: Stelle, *, stand: int | None, person: m.Person) -> m.Stelle:
    """Keep the data of the office and return the row; whether they are examples is not changed here.

    BIC and Institut are taken from the IBAN where they are left empty. Raises RuleViolation, or Conflict where
    somebody else was there meanwhile.
    """
    row = session.scalars(select(m.Stelle).order_by(m.Stelle.id).with_for_update()).first()
    if (row.aenderungsstand if row else None) != stand:
        raise Conflict(GEAENDERT)
    values, wrong = _check(angaben)
    if wrong:
        raise RuleViolation(wrong)
    before = {name: getattr(row, name) for name in values} if row else {}
    is_new = row is None
    if row is None:
        row = m.Stelle(beispiel=False)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    old, new = changed_values(before, values)
    if new:
        record(
            session,
            art="stelle_angelegt" if is_new else "stelle_geaendert",
            gegenstand="stelle",
            person=person,
            inhalt={"neu": values} if is_new else {"alt": old, "neu": new},
        )
    return row


def _check(angaben: Stelle) -> tuple[dict[str, Any], list[Violation]]:
    """Return the values as they are kept, and what cannot be taken."""
    values = asdict(angaben)
    values.pop("beispiel")
    wrong = []
    if not angaben.name:
        wrong.append(Violation("name_fehlt", "Bitte geben Sie den Namen der Stadt an.", "name"))
    if angaben.plz and not _digits(angaben.plz, 5):
        wrong.append(Violation("plz_unklar", "Eine Postleitzahl hat fünf Ziffern.", "plz"))
    if angaben.gemeindekennziffer and not _digits(angaben.gemeindekennziffer, 8):
        wrong.append(
            Violation(
                "gemeindekennziffer_unklar",
                "Eine Gemeindekennziffer hat acht Ziffern, zum Beispiel 05911000.",
                "gemeindekennziffer",
            )
        )
    if angaben.email and not is_email(angaben.email):
        wrong.append(
            Violation("email_unklar", "Bitte geben Sie eine E-Mail-Adresse wie amt@stadt.de ein.", "email")
        )
    try:
        values["iban"] = parse_iban(angaben.iban)
    except IbanUnklar as error:
        wrong.append(Violation(error.code, str(error), "iban"))
    try:
        values["bic"] = parse_bic(angaben.bic)
    except BicUnklar as error:
        wrong.append(Violation(error.code, str(error), "bic"))
    bank = bank_of(values["iban"])
    values["bic"] = values["bic"] or bank.bic
    values["institut"] = values["institut"] or bank.name
    muster = angaben.aktenzeichen_muster
    if muster and "JJJJ" not in muster and "{jahr}" not in muster:
        wrong.append(
            Violation(
                "muster_ohne_jahr",
                "Im Muster fehlt das Jahr. Bitte JJJJ schreiben, wo es stehen soll, zum Beispiel 51-JJJJ-K.",
                "aktenzeichen_muster",
            )
        )
    return values, wrong


def _digits(text: str, count: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) == count


def save_foerdergeber(
    session: Session,
    programm: str,
    *,
    name: str,
    gueltig_ab: date | None,
    anschrift: str,
    stand: int | None,
    am: date,
    person: m.Person,
) -> m.Foerdergeber:
    """Keep who decides in a Programm and return the row. A new name holds from a day on, older ones stay.

    Without a day the name of today is put right. Raises RuleViolation, NotFound, or Conflict where it moved.
    """
    parent = foerderjahre.get_programm(session, programm)
    row = (
        session.get(m.Foerdergeber, parent.foerdergeber_id, with_for_update=True)
        if parent.foerdergeber_id is not None
        else None
    )
    if (row.aenderungsstand if row else None) != stand:
        raise Conflict(GEAENDERT)
    if not name:
        raise RuleViolation([Violation("name_fehlt", "Bitte geben Sie den Namen der Behörde an.", "name")])
    before = _values(row)
    if row is None:
        taken = set(session.scalars(select(m.Foerdergeber.schluessel)))
        row = m.Foerdergeber(schluessel=make_kennung(name, taken=taken))
        session.add(row)
        session.flush()  # the Programm points to it
        parent.foerdergeber_id = row.id
    _rename(row, name, gueltig_ab or am, corrects=gueltig_ab is None)
    row.anschrift = anschrift
    # A new name alone is a change of the authority too: the counter moves.
    flag_modified(row, "anschrift")
    old, new = changed_values(before, _values(row))
    if new:
        record(
            session,
            art="foerdergeber_geaendert",
            gegenstand=f"programm/{programm}/foerdergeber",
            person=person,
            inhalt={"alt": old, "neu": new},
        )
    return row


def _rename(row: m.Foerdergeber, name: str, day: date, *, corrects: bool) -> None:
    """Give the authority a name from a day on, or put right the one it has on that day."""
    current = next((each for each in reversed(row.namen) if each.gueltig_ab <= day), None)
    if current and (corrects or current.gueltig_ab == day):
        current.name = name
    elif current is None or current.name != name:
        row.namen.append(m.FoerdergeberName(gueltig_ab=day, name=name))
        row.namen.sort(key=lambda each: each.gueltig_ab)


def _values(row: m.Foerdergeber | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        "namen": {each.gueltig_ab.isoformat(): each.name for each in row.namen},
        "anschrift": row.anschrift,
    }
