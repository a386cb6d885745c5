"""End of a Foerderjahr: the Land's result, the Abschluss, and opening a closed year again by two Persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.abschluss import check_abschluss, violations
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.money import NULL, Betrag
from grants.models import Foerderjahr, Jahresoeffnung, NachweisStadt, Person, PruefergebnisLand
from grants.queries import foerderjahre
from grants.queries.abschluss import Abschlussseite, load_abschluss, load_pruefergebnis
from grants.queries.geprueft import load_geprueft
from grants.queries.kette import load_jahr
from grants.services import nachweisstand
from grants.services.ereignisse import record
from grants.services.freigabestand import list_gefallene
from grants.services.jahressperre import open_for_change
from grants.services.vier_augen import ZweitePersonFehlt, is_kommandozeile, require_two

GEAENDERT = (
    "Hier hat inzwischen jemand anderes etwas geändert. Es wurde nichts überschrieben. Bitte prüfen Sie, was jetzt "
    "gilt, und entscheiden Sie noch einmal."
)


@dataclass(frozen=True, slots=True)
class Ergebnisangaben:
    """What the Land wrote, as it is typed in."""

    vom: date
    aktenzeichen: str
    anerkannt: Betrag
    forderung: Betrag
    bemerkung: str = ""


def save_pruefergebnis(
    session: Session,
    angaben: Ergebnisangaben,
    *,
    programm: str,
    jahr: int,
    heute: date,
    stand: int | None,
    person: Person,
) -> None:
    """Record what the Land found; its demand takes the place of what the city announced to pay back.

    Raises RuleViolation, and Conflict for a stale page.
    """
    year = _lock(session, programm, jahr)
    _check(angaben, heute=heute)
    statement = select(PruefergebnisLand).where(PruefergebnisLand.foerderjahr_id == year.id)
    row = session.scalars(statement).one_or_none()
    if stand is not None and stand != (row.aenderungsstand if row else 0):
        raise Conflict(GEAENDERT)
    old = _values(row) if row else {}
    if row is None:
        row = PruefergebnisLand(foerderjahr_id=year.id)
        session.add(row)
    row.vom, row.aktenzeichen, row.bemerkung = angaben.vom, angaben.aktenzeichen, angaben.bemerkung
    row.anerkannt, row.forderung = angaben.anerkannt, angaben.forderung
    announced = _announce(session, year, angaben.forderung)
    if old != _values(row) or announced:
        inhalt = {"alt": old, "neu": _values(row), **announced}
        _record(session, "pruefergebnis_land_eingetragen", year, person, inhalt)


def _announce(session: Session, year: Foerderjahr, forderung: Betrag) -> dict[str, object]:
    """Let the demand of the Land stand as what has to go back; return what changed by it."""
    statement = select(NachweisStadt).where(NachweisStadt.foerderjahr_id == year.id)
    row = session.scalars(statement).one_or_none()
    if row is None:
        row = NachweisStadt(foerderjahr_id=year.id)
        session.add(row)
    before = row.rueckforderung_land
    if before == forderung or (before is None and not forderung):
        return {}
    row.rueckforderung_land = forderung
    return {"zurueckzuzahlen": {"alt": str(before) if before is not None else None, "neu": str(forderung)}}


def load_seite(session: Session, *, programm: str, jahr: int, am: date, person_id: int) -> Abschlussseite:
    """Return the page of the Abschluss as it stands on a day; raises NotFound."""
    year = foerderjahre.get(session, programm, jahr)
    loaded = load_geprueft(session, year, am=am).jahr
    is_closed = year.status is FoerderjahrStatus.ABGESCHLOSSEN
    gefallene = () if is_closed else list_gefallene(session, loaded, foerderjahr_id=year.id, heute=am)
    return load_abschluss(session, year, loaded, gefallene, person_id=person_id)


def close_year(
    session: Session, *, programm: str, jahr: int, am: date, stand: int | None, person: Person
) -> None:
    """Close the year and with it every released proof; from then on it is read only.

    Raises RuleViolation with every condition that does not hold, and Conflict for a stale page or a closed year.
    """
    # Who changes the year right now ends first (services.jahressperre); what they changed is judged here.
    year = _lock(session, programm, jahr)
    nachweise = nachweisstand.lock_of_year(session, year.id)
    _require_stand(year, stand)
    if year.status is FoerderjahrStatus.ABGESCHLOSSEN:
        raise Conflict(f"Das Förderjahr {jahr} ist schon abgeschlossen.")
    loaded = load_jahr(session, year, am=am)
    gefallene = list_gefallene(session, loaded, foerderjahr_id=year.id, heute=am)
    conditions = check_abschluss(loaded, load_pruefergebnis(session, year.id), gefallene)
    if wrong := violations(conditions):
        raise RuleViolation(wrong)
    year.status, year.abgeschlossen_am = FoerderjahrStatus.ABGESCHLOSSEN, am
    closed = nachweisstand.close_released(session, nachweise, person=person)
    inhalt: dict[str, object] = {"am": am.isoformat(), "bedingungen": [each.titel for each in conditions]}
    inhalt["nachweise"] = closed
    _record(session, "foerderjahr_abgeschlossen", year, person, inhalt)


def ask_reopening(
    session: Session, *, programm: str, jahr: int, grund: str, am: date, person: Person
) -> Jahresoeffnung:
    """Ask for a closed year to be opened again and return the request; a second Person decides."""
    year = _lock(session, programm, jahr)
    if year.status is not FoerderjahrStatus.ABGESCHLOSSEN:
        raise Conflict(f"Das Förderjahr {jahr} ist nicht abgeschlossen; es kann bearbeitet werden.")
    if is_kommandozeile(person):
        # Nobody could decide about it: "Kommandozeile" is never one of two.
        raise ZweitePersonFehlt(
            "Um die Öffnung bittet eine Person. Bitte melden Sie sich mit Ihrem Konto an."
        )
    if not grund.strip():
        text = "Bitte schreiben Sie, was zu berichtigen ist und warum."
        raise RuleViolation([Violation("grund_fehlt", text, feld="grund")])
    pending = select(Jahresoeffnung.id).where(
        Jahresoeffnung.foerderjahr_id == year.id, Jahresoeffnung.zugestimmt.is_(None)
    )
    if session.scalar(pending) is not None:
        raise Conflict(
            "Um die Öffnung ist schon gebeten. Bitte warten Sie auf die Entscheidung der zweiten Person."
        )
    row = Jahresoeffnung(
        foerderjahr_id=year.id, grund=grund.strip(), beantragt_von_id=person.id, beantragt_am=am
    )
    session.add(row)
    _record(session, "wiedereroeffnung_beantragt", year, person, {"grund": row.grund})
    return row


def decide_reopening(
    session: Session,
    oeffnung_id: int,
    *,
    programm: str,
    jahr: int,
    zustimmen: bool,
    am: date,
    stand: int | None,
    person: Person,
) -> None:
    """Open the year again with its proofs, or refuse it; who asked never decides.

    Raises ZweitePersonFehlt, NotFound, and Conflict where it is decided already.
    """
    year = _lock(session, programm, jahr)
    nachweise = nachweisstand.lock_of_year(session, year.id)
    row = session.get(Jahresoeffnung, oeffnung_id, populate_existing=True)
    if row is None or row.foerderjahr_id != year.id:
        raise NotFound("Diese Bitte gibt es nicht. Gehen Sie zur Seite des Abschlusses zurück.")
    if row.zugestimmt is not None or (stand is not None and stand != row.aenderungsstand):
        raise Conflict(GEAENDERT)
    require_two(session, session.get_one(Person, row.beantragt_von_id), person)
    row.entschieden_von_id, row.entschieden_am, row.zugestimmt = person.id, am, zustimmen
    inhalt: dict[str, object] = {"grund": row.grund}
    if zustimmen:
        open_for_change(session, year.id)
        year.status, year.abgeschlossen_am = FoerderjahrStatus.NACHGEWIESEN, None
        inhalt["nachweise"] = nachweisstand.open_closed(session, nachweise, person=person)
    art = "foerderjahr_wiedereroeffnet" if zustimmen else "wiedereroeffnung_abgelehnt"
    _record(session, art, year, person, inhalt)


def _check(angaben: Ergebnisangaben, *, heute: date) -> None:
    wrong = [
        Violation("betrag_negativ", "Bitte geben Sie einen Betrag ohne Minus an.", feld=feld)
        for feld in ("anerkannt", "forderung")
        if getattr(angaben, feld) < NULL
    ]
    if angaben.vom > heute:
        text = "Dieser Tag liegt in der Zukunft. Bitte den Tag des Schreibens angeben."
        wrong.append(Violation("tag_in_der_zukunft", text, feld="vom"))
    if wrong:
        raise RuleViolation(wrong)


def _values(row: PruefergebnisLand) -> dict[str, str]:
    return {
        "vom": row.vom.isoformat(),
        "aktenzeichen": row.aktenzeichen,
        "anerkannt": str(row.anerkannt),
        "forderung": str(row.forderung),
        "bemerkung": row.bemerkung,
    }


def _lock(session: Session, programm: str, jahr: int) -> Foerderjahr:
    year = foerderjahre.get(session, programm, jahr)
    session.refresh(year, with_for_update=True)
    return year


def _require_stand(year: Foerderjahr, stand: int | None) -> None:
    if stand is not None and stand != year.aenderungsstand:
        raise Conflict(GEAENDERT)


def _record(session: Session, art: str, year: Foerderjahr, person: Person, inhalt: dict[str, object]) -> None:
    gegenstand = f"foerderjahr/{year.programm.schluessel}/{year.jahr}"
    record(session, art=art, gegenstand=gegenstand, person=person, inhalt=inhalt)
