"""Payments: recorded, corrected, taken back by a reversing entry. Nothing is booked here and nothing deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.begriffe import TraegerArt, Zahlungsart, label
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.fristen import format_datum
from grants.domain.money import NULL, Betrag, format_betrag
from grants.domain.zahlungen import Zahlungsangaben, check, find_same, labels
from grants.models import (
    Empfaengeranteil,
    Foerderjahr,
    Jahresmassnahme,
    NachweisStadt,
    Person,
    Traeger,
    Zahlung,
)
from grants.queries import foerderjahre
from grants.queries.zahlungen import NICHT_GEFUNDEN, list_zahlungen
from grants.services.ereignisse import record

GEAENDERT = (
    "Diese Zahlung hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Bitte prüfen Sie, was "
    "jetzt gilt, und speichern Sie noch einmal."
)
SCHON_ZURUECK = (
    "Diese Zahlung ist schon zurückgenommen. Bitte halten Sie eine neue fest, wenn Geld geflossen ist."
)


class SchonFestgehalten(Conflict):
    """The same payment seems to be recorded already; who means another one says so."""

    code = "schon_festgehalten"


def add_zahlung(
    session: Session,
    angaben: Zahlungsangaben,
    *,
    programm: str,
    jahr: int,
    heute: date,
    trotzdem: bool,
    person: Person,
) -> Zahlung:
    """Record a payment and return it.

    Raises RuleViolation for what is missing or unreadable, SchonFestgehalten where the same one stands there already
    and it was not said that another is meant (`trotzdem`).
    """
    year = _lock(session, programm, jahr)
    _check(session, year, angaben, heute=heute)
    _ask_twice(session, year, angaben, trotzdem=trotzdem)
    row = Zahlung(foerderjahr_id=year.id)
    _write(row, angaben)
    session.add(row)
    session.flush()  # the Ereignis names its number
    _record("zahlung_festgehalten", row, (session, year, person), {"neu": _values(session, row)})
    return row


def change_zahlung(
    session: Session,
    zahlung_id: int,
    angaben: Zahlungsangaben,
    *,
    programm: str,
    jahr: int,
    heute: date,
    trotzdem: bool,
    stand: int | None,
    person: Person,
) -> Zahlung:
    """Correct a payment; the old values stand in the Ereignis.

    Raises as `add_zahlung`, and Conflict for a stale page.
    """
    year = _lock(session, programm, jahr)
    row = _current(session, year, zahlung_id, stand)
    _check(session, year, angaben, heute=heute)
    _ask_twice(session, year, angaben, trotzdem=trotzdem, ausser=row.id)
    old, positive_interest = _values(session, row), row.art is Zahlungsart.ZINSEN and row.betrag > NULL
    _write(row, angaben)
    if positive_interest and row.art is Zahlungsart.ZINSEN:
        # A Jahresmappe may hold interest that the city paid; correcting its day does not turn it round.
        row.betrag = angaben.betrag
    new = _values(session, row)
    if old != new:
        _record("zahlung_berichtigt", row, (session, year, person), {"alt": old, "neu": new})
    return row


def reverse_zahlung(
    session: Session,
    zahlung_id: int,
    *,
    programm: str,
    jahr: int,
    grund: str,
    stand: int | None,
    person: Person,
) -> Zahlung:
    """Take a payment back by an entry of the opposite amount on the same day and return that entry.

    The same day, because what was recorded by mistake never moved: the sums of every day stay true. Raises
    RuleViolation without a reason, Conflict where it was changed or taken back meanwhile.
    """
    year = _lock(session, programm, jahr)
    row = _current(session, year, zahlung_id, stand)
    reason = grund.strip()
    if not reason:
        raise RuleViolation(
            [Violation("grund_fehlt", "Bitte schreiben Sie, warum die Zahlung nicht gilt.", feld="grund")]
        )
    reverse = Zahlung(
        foerderjahr_id=row.foerderjahr_id,
        empfaengeranteil_id=row.empfaengeranteil_id,
        art=row.art,
        datum=row.datum,
        betrag=-row.betrag,
        herkunft=row.herkunft,
        haushaltsjahr=row.haushaltsjahr,
        buchungszeichen=row.buchungszeichen,
        kontierung=row.kontierung,
        storno_von_id=row.id,
        storno_grund=reason,
    )
    session.add(reverse)
    session.flush()  # the Ereignis names its number
    inhalt = {"zahlung": _values(session, row), "gegenzeile": str(reverse.betrag), "grund": reason}
    _record("zahlung_zurueckgenommen", row, (session, year, person), inhalt)
    return reverse


def set_haushalt_ist(
    session: Session,
    *,
    programm: str,
    jahr: int,
    betrag: Betrag | None,
    am: date | None,
    quelle: str,
    stand: int | None,
    person: Person,
) -> None:
    """Record what the city's ledger shows, with day and source; an empty amount takes it back.

    Raises RuleViolation for an amount without day or source, Conflict for a stale page.
    """
    year = _lock(session, programm, jahr)
    if betrag is not None:
        _require_source(am, quelle)
    row = session.scalars(select(NachweisStadt).where(NachweisStadt.foerderjahr_id == year.id)).one_or_none()
    if stand is not None and stand != (row.aenderungsstand if row else 0):
        raise Conflict(
            "Den Betrag aus dem Haushalt hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben. "
            "Bitte prüfen Sie, was jetzt gilt."
        )
    if row is None:
        row = NachweisStadt(foerderjahr_id=year.id)
        session.add(row)
    old = _ist(row)
    row.haushalt_ist = betrag
    row.haushalt_ist_am, row.haushalt_ist_quelle = (am, quelle.strip()) if betrag is not None else (None, "")
    if old != _ist(row):
        record(
            session,
            art="haushalt_ist_festgehalten",
            gegenstand=f"foerderjahr/{programm}/{jahr}",
            person=person,
            inhalt={"alt": old, "neu": _ist(row)},
        )


def _require_source(am: date | None, quelle: str) -> None:
    wrong = []
    if am is None:
        text = "Bitte geben Sie an, welchen Tag der Auszug zeigt."
        wrong.append(Violation("tag_fehlt", text, feld="am"))
    if not quelle.strip():
        text = "Bitte geben Sie an, woraus der Betrag stammt, etwa „Sachkontenauszug“."
        wrong.append(Violation("quelle_fehlt", text, feld="quelle"))
    if wrong:
        raise RuleViolation(wrong)


def _ist(row: NachweisStadt) -> dict[str, str | None]:
    return {
        "betrag": str(row.haushalt_ist) if row.haushalt_ist is not None else None,
        "am": row.haushalt_ist_am.isoformat() if row.haushalt_ist_am else None,
        "quelle": row.haushalt_ist_quelle or "",
    }


def _lock(session: Session, programm: str, jahr: int) -> Foerderjahr:
    """Return the year; who records at the same time waits, and then sees what was recorded."""
    year = foerderjahre.get(session, programm, jahr)
    session.execute(select(Foerderjahr.id).where(Foerderjahr.id == year.id).with_for_update())
    return year


def _current(session: Session, year: Foerderjahr, zahlung_id: int, stand: int | None) -> Zahlung:
    row = session.get(Zahlung, zahlung_id, populate_existing=True)
    if row is None or row.foerderjahr_id != year.id or row.storno_von_id is not None:
        raise NotFound(NICHT_GEFUNDEN)
    if session.scalar(select(Zahlung.id).where(Zahlung.storno_von_id == row.id)) is not None:
        raise Conflict(SCHON_ZURUECK)
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(GEAENDERT)
    return row


def _check(session: Session, year: Foerderjahr, angaben: Zahlungsangaben, *, heute: date) -> None:
    wrong = check(angaben, jahr=year.jahr, heute=heute)
    if angaben.anteil_id is not None:
        statement = (
            select(Traeger.art)
            .join(Empfaengeranteil, Empfaengeranteil.traeger_id == Traeger.id)
            .join(Jahresmassnahme, Jahresmassnahme.id == Empfaengeranteil.jahresmassnahme_id)
            .where(Empfaengeranteil.id == angaben.anteil_id, Jahresmassnahme.foerderjahr_id == year.id)
        )
        art = session.scalar(statement)
        if art is None or art is TraegerArt.STAEDTISCHE_STELLE:
            wrong.append(
                Violation(
                    "empfaenger_fehlt",
                    "Bitte wählen Sie einen Träger dieses Förderjahres.",
                    feld="empfaenger",
                )
            )
    if wrong:
        raise RuleViolation(wrong)


def _ask_twice(
    session: Session,
    year: Foerderjahr,
    angaben: Zahlungsangaben,
    *,
    trotzdem: bool,
    ausser: int | None = None,
) -> None:
    same = [] if trotzdem else find_same(list_zahlungen(session, year.id), angaben, ausser=ausser)
    if same:
        first = same[0]
        where = f", Beleg „{first.buchungszeichen}“" if first.buchungszeichen else ""
        raise SchonFestgehalten(
            f"Diese Zahlung steht schon hier: {first.wer}, {format_betrag(abs(first.betrag))} am "
            f"{format_datum(first.datum)}{where}. Wenn es eine zweite ist, bestätigen Sie das bitte unten; sonst ist "
            "nichts zu tun."
        )


def _write(row: Zahlung, angaben: Zahlungsangaben) -> None:
    row.art, row.datum, row.betrag = angaben.art, angaben.datum, angaben.gebucht
    row.empfaengeranteil_id, row.herkunft = angaben.anteil_id, angaben.herkunft
    row.haushaltsjahr = angaben.haushaltsjahr or angaben.datum.year
    row.buchungszeichen, row.kontierung = angaben.buchungszeichen, labels(angaben.kontierung)
    row.bemerkung = angaben.bemerkung


def _values(session: Session, row: Zahlung) -> dict[str, Any]:
    traeger = None
    if row.empfaengeranteil_id is not None:
        traeger = session.scalar(
            select(Traeger.name)
            .join(Empfaengeranteil, Empfaengeranteil.traeger_id == Traeger.id)
            .where(Empfaengeranteil.id == row.empfaengeranteil_id)
        )
    return {
        "art": label(row.art),
        "empfaenger": traeger or "Land",
        "betrag": str(row.betrag),
        "tag": row.datum.isoformat(),
        "mittelherkunft": label(row.herkunft),
        "haushaltsjahr": row.haushaltsjahr,
        "buchungszeichen": row.buchungszeichen,
        "kontierung": row.kontierung,
        "bemerkung": row.bemerkung,
    }


def _record(art: str, row: Zahlung, of: tuple[Session, Foerderjahr, Person], inhalt: dict[str, Any]) -> None:
    session, year, person = of
    gegenstand = f"zahlung/{year.programm.schluessel}/{year.jahr}/{row.id}"
    record(session, art=art, gegenstand=gegenstand, person=person, inhalt=inhalt)
