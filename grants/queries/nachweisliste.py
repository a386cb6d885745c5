"""The proofs of a year as the office follows them; the number of statements does not grow with the rows."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.abgabefrist import Abgabefrist, due_of
from grants.domain.kette import Jahr
from grants.domain.nachweisliste import Nachweiszeile
from grants.queries.abgabefristen import load_nachforderungstage
from grants.queries.anteile import Anteil, list_anteile_des_jahres
from grants.queries.geprueft import load_summiert
from grants.queries.mitteilungen import count_wartende
from grants.queries.rows import of_recipients, rows


def list_nachweise(session: Session, foerderjahr: m.Foerderjahr, *, am: date) -> tuple[Nachweiszeile, ...]:
    """Return a row for each recipient that owes a proof of the year or has begun one."""
    fragen = count_wartende(session, foerderjahr.id)
    v = m.Verwendungsnachweis
    statement = select(v.empfaengeranteil_id, v.rechtsverbindlich_am)
    binding = dict(rows(session, of_recipients(statement, foerderjahr.id)))
    return tuple(
        Nachweiszeile(
            anteil_id=each.id,
            traeger=each.traeger,
            massnahme=each.massnahme,
            is_stelle=each.is_stelle,
            status=each.status,
            frist=frist,
            eingereicht_am=each.eingereicht_am,
            rechtsverbindlich_am=binding.get(each.id),
            fragen=fragen.get(each.id, 0),
            am=am,
        )
        for each, frist in list_fristen(session, foerderjahr, am=am)
    )


def list_fristen(
    session: Session, foerderjahr: m.Foerderjahr, *, am: date
) -> tuple[tuple[Anteil, Abgabefrist], ...]:
    """Return every recipient that owes a proof of the year, or has begun one, with its last day."""
    asked = load_nachforderungstage(session, foerderjahr.id)
    jahr = load_summiert(session, foerderjahr, am=am)
    owners = {
        (massnahme.kennung, empfaenger.kuerzel): empfaenger
        for massnahme, empfaenger in summen.recipients(jahr)
    }
    return tuple(
        (each, due_of(jahr, owners[each.kennung, each.kuerzel], nachforderung_bis=asked.get(each.id)))
        for each in _schuldner(session, foerderjahr, jahr)
    )


def _schuldner(session: Session, foerderjahr: m.Foerderjahr, jahr: Jahr) -> tuple[Anteil, ...]:
    funded = {
        (massnahme.kennung, empfaenger.kuerzel) for massnahme, empfaenger in summen.funded_recipients(jahr)
    }
    # Before the Bescheid nobody owes anything.
    owing = funded if summen.bewilligt(jahr) is not None else set()
    return tuple(
        each
        for each in list_anteile_des_jahres(session, foerderjahr.id)
        if (each.kennung, each.kuerzel) in owing or each.nachweis_id is not None
    )
