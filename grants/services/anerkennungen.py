"""What a check recognises of a Beleg or of a whole Ausgabeposition: recognised, cut with its reason, or moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.anerkennung import Urteil, check_urteil, lowers_total
from grants.domain.begriffe import label
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.domain.kette import Jahr
from grants.domain.money import NULL, Betrag
from grants.domain.zeichnung import reasons_against_recognising
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.zahlenstand import find_empfaenger
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand
from grants.services.pruefungen import figures_changed, require_in_check
from grants.services.zeichnungen import load_lage, load_vorgang, load_zeichnende

INZWISCHEN = (
    "Diese Zeile hat inzwischen jemand anderes entschieden. Es wurde nichts überschrieben. Bitte sehen Sie, was "
    "jetzt gilt, und speichern Sie noch einmal, wenn Ihre Eingabe gelten soll."
)


def recognise_beleg(
    session: Session,
    anteil_id: int,
    teil_id: int,
    urteil: Urteil,
    *,
    stand: int | None,
    heute: date,
    person: m.Person,
) -> m.Anerkennung:
    """Recognise, cut or move one row of the Belegliste.

    `stand` is the counter of the decision that was shown, 0 for none. Raises RuleViolation with everything that is
    wrong, Conflict where somebody else decided meanwhile, NotFound for a row of another proof.
    """
    nachweis, _ = require_in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    teil = session.get(m.Belegteil, teil_id)
    if teil is None or teil.empfaengeranteil_id != anteil.id:
        raise NotFound("Diesen Beleg gibt es in diesem Nachweis nicht. Gehen Sie zur Prüfung des Nachweises.")
    return _recognise(
        session,
        _Zeile(nachweis, anteil, teil.position, teil.beleg.nr, teil.zuwendungsfaehig),
        urteil,
        stand=stand,
        heute=heute,
        person=person,
    )


def recognise_position(
    session: Session,
    anteil_id: int,
    position: str,
    urteil: Urteil,
    *,
    stand: int | None,
    heute: date,
    person: m.Person,
) -> m.Anerkennung:
    """Recognise or cut a whole Ausgabeposition; what its Belege lost already is gone before."""
    nachweis, _ = require_in_check(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    jahr = load_lage(session, anteil, heute=heute).jahr
    before = before_position(jahr, anteil, position)
    if before is None:
        raise NotFound(
            "Zu dieser Ausgabeposition ist nichts nachgewiesen. Gehen Sie zur Prüfung des Nachweises."
        )
    return _recognise(
        session,
        _Zeile(nachweis, anteil, position, "", before),
        urteil,
        stand=stand,
        heute=heute,
        person=person,
    )


def before_position(jahr: Jahr, anteil: Anteil, position: str) -> Betrag | None:
    """Return what an Ausgabeposition is worth before it is cut as a whole; None where nothing is proved."""
    _, empfaenger = find_empfaenger(jahr, anteil)
    nachweis = empfaenger.nachweis
    if nachweis is not None:
        single = tuple(row for row in nachweis.anerkennungen if row.beleg_nr)
        empfaenger = replace(empfaenger, nachweis=replace(nachweis, anerkennungen=single))
    found = summen.anerkannt_je_position(empfaenger).get(position)
    return found.zuwendungsfaehig if found else None


@dataclass(frozen=True, slots=True)
class _Zeile:
    nachweis: m.Verwendungsnachweis
    anteil: Anteil
    position: str
    beleg_nr: str
    nachgewiesen: Betrag


def _recognise(
    session: Session, zeile: _Zeile, urteil: Urteil, *, stand: int | None, heute: date, person: m.Person
) -> m.Anerkennung:
    wer = load_zeichnende(session, person.id, zeile.anteil, heute=heute)
    vorgang = load_vorgang(session, zeile.anteil, zahlen_sha256=None)
    row = _find_anerkennung(session, zeile)
    if stand is not None and stand != (row.aenderungsstand if row else 0):
        raise Conflict(INZWISCHEN)
    wrong = [
        *reasons_against_recognising(wer, vorgang),
        *check_urteil(
            urteil,
            nachgewiesen=zeile.nachgewiesen,
            position=zeile.position,
            positionen=_codes(session, zeile.anteil) if urteil.umgeordnet_nach else (),
        ),
    ]
    if wrong:
        raise RuleViolation(wrong)
    old = _values(row, zeile)
    if row is None:
        row = m.Anerkennung(
            verwendungsnachweis_id=zeile.nachweis.id, position=zeile.position, beleg_nr=zeile.beleg_nr
        )
        session.add(row)
    is_cut = urteil.anerkannt != zeile.nachgewiesen
    row.anerkannt = urteil.anerkannt or NULL
    row.grund = urteil.grund if is_cut else None
    row.mindert_insgesamt = lowers_total(urteil) if is_cut else None
    row.erlaeuterung, row.umgeordnet_nach = urteil.erlaeuterung.strip(), urteil.umgeordnet_nach
    row.person_id = person.id
    session.flush()
    new = _values(row, zeile)
    record(
        session,
        art="beleg_anerkannt" if zeile.beleg_nr else "position_anerkannt",
        gegenstand=gegenstand(zeile.anteil),
        person=person,
        inhalt={"position": zeile.position, "beleg": zeile.beleg_nr, "alt": old, "neu": new},
    )
    if _figures(old) != _figures(new):
        grund = f"Anerkennung geändert: {f'Beleg {zeile.beleg_nr}' if zeile.beleg_nr else zeile.position}."
        figures_changed(session, zeile.nachweis, zeile.anteil, grund=grund, heute=heute, person=person)
    return row


def _find_anerkennung(session: Session, zeile: _Zeile) -> m.Anerkennung | None:
    a = m.Anerkennung
    statement = select(a).where(
        a.verwendungsnachweis_id == zeile.nachweis.id,
        a.position == zeile.position,
        a.beleg_nr == zeile.beleg_nr,
    )
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def _codes(session: Session, anteil: Anteil) -> frozenset[str]:
    p, plan = m.Ausgabeposition, m.Finanzierungsplan
    statement = select(p.code).join(plan).where(plan.empfaengeranteil_id == anteil.id).distinct()
    return frozenset(session.scalars(statement))


def _values(row: m.Anerkennung | None, zeile: _Zeile) -> dict[str, Any]:
    if row is None:
        return {"anerkannt": str(zeile.nachgewiesen)}
    return {
        "anerkannt": str(row.anerkannt),
        "grund": label(row.grund) if row.grund else None,
        "mindert die Ausgaben insgesamt": row.mindert_insgesamt,
        "erlaeuterung": row.erlaeuterung,
        "umgeordnet nach": row.umgeordnet_nach or None,
    }


def _figures(values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        values.get(key) for key in ("anerkannt", "mindert die Ausgaben insgesamt", "umgeordnet nach", "grund")
    )
