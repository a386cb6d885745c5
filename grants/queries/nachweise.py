"""The proofs of a year as values of the chain: Belege with their parts, income, what was recognised.

Columns are selected in the order of the value's fields.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import kette
from grants.domain.begriffe import Belegart
from grants.queries.rows import Grouped, grouped, of_recipients, rows

# In the order of kette.Beleg, behind the Kürzel of the Träger.
BELEG_COLUMNS = (
    m.Beleg.nr,
    m.Beleg.art,
    m.Beleg.zahlungsempfaenger,
    m.Beleg.gezahlt,
    m.Beleg.rechnungsnummer,
    m.Beleg.rechnungsdatum,
    m.Beleg.zahlungsdatum,
    m.Beleg.zweck,
    m.Beleg.leistung_von,
    m.Beleg.leistung_bis,
    m.Beleg.bemerkung,
)


def load_belegteile(session: Session, foerderjahr_id: int) -> Grouped[kette.Belegteil]:
    """Return the parts of Belege by recipient."""
    b, teil = m.Beleg, m.Belegteil
    statement = (
        select(b.id, m.Traeger.kuerzel, *BELEG_COLUMNS)
        .join(m.Traeger, b.traeger_id == m.Traeger.id)
        .where(b.foerderjahr_id == foerderjahr_id)
    )
    # One Beleg, one value: its parts share it.
    belege = {key: kette.Beleg(*columns) for key, *columns in rows(session, statement)}
    teile = (
        select(teil.empfaengeranteil_id, teil.beleg_id, teil.position, teil.betrag, teil.zuwendungsfaehig)
        .join(b, teil.beleg_id == b.id)
        .where(b.foerderjahr_id == foerderjahr_id)
        .order_by(teil.beleg_id, teil.id)
    )
    return grouped(
        (anteil_id, kette.Belegteil(belege[beleg_id], position, betrag, zuwendungsfaehig))
        for anteil_id, beleg_id, position, betrag, zuwendungsfaehig in rows(session, teile)
    )


def sum_belegteile(session: Session, foerderjahr_id: int) -> Grouped[kette.Belegteil]:
    """Return the parts of Belege by recipient, summed by Ausgabeposition; those with an Anerkennung stay single."""
    b, teil, v, a = m.Beleg, m.Belegteil, m.Verwendungsnachweis, m.Anerkennung
    judged = (
        select(a.id)
        .join(v, a.verwendungsnachweis_id == v.id)
        .where(
            v.empfaengeranteil_id == teil.empfaengeranteil_id, a.position == teil.position, a.beleg_nr == b.nr
        )
        .exists()
    )
    of_year = b.foerderjahr_id == foerderjahr_id
    single = (
        select(teil.empfaengeranteil_id, b.nr, teil.position, teil.betrag, teil.zuwendungsfaehig)
        .join(b, teil.beleg_id == b.id)
        .where(of_year, judged)
        .order_by(teil.id)
    )
    together = (
        select(
            teil.empfaengeranteil_id,
            literal(""),
            teil.position,
            func.sum(teil.betrag),
            func.sum(teil.zuwendungsfaehig),
        )
        .join(b, teil.beleg_id == b.id)
        .where(of_year, ~judged)
        .group_by(teil.empfaengeranteil_id, teil.position)
        .order_by(func.min(teil.id))
    )
    return grouped(
        (anteil_id, kette.Belegteil(_summe(nr), position, betrag, zuwendungsfaehig))
        for statement in (single, together)
        for anteil_id, nr, position, betrag, zuwendungsfaehig in rows(session, statement)
    )


def _summe(nr: str) -> kette.Beleg:
    return kette.Beleg(traeger="", nr=nr, art=Belegart.BELEG, zahlungsempfaenger="", gezahlt=None)


def load_einnahmen(session: Session, foerderjahr_id: int) -> Grouped[kette.Einnahme]:
    """Return the income of recipients from others."""
    e = m.Einnahme
    statement = select(e.empfaengeranteil_id, e.nr, e.datum, e.einzahler, e.betrag, e.herkunft, e.zweck)
    return grouped(
        (key, kette.Einnahme(*columns))
        for key, *columns in rows(session, of_recipients(statement, foerderjahr_id).order_by(e.id))
    )


def load_nachweise(session: Session, foerderjahr_id: int) -> Mapping[int, kette.Nachweis]:
    """Return the Verwendungsnachweis by recipient, for those that have one."""
    n = m.Verwendungsnachweis
    angegeben = _angegeben(session, foerderjahr_id)
    anerkennungen = _anerkennungen(session, foerderjahr_id)
    erstattungen = _erstattungen(session, foerderjahr_id)
    statement = select(
        n.empfaengeranteil_id,
        n.id,
        n.festgesetzt,
        n.schlussmitteilung_am,
        n.restzahlung,
        n.status,
        n.eingereicht_am,
        n.rechtsverbindlich_am,
        n.geprueft_am,
        n.freigegeben_am,
        n.verlaengert_bis,
    )
    found = {}
    for anteil_id, key, festgesetzt, mitteilung, restzahlung, status, *dates in rows(
        session, of_recipients(statement, foerderjahr_id)
    ):
        eingereicht, rechtsverbindlich, geprueft, freigegeben, verlaengert = dates
        found[anteil_id] = kette.Nachweis(
            status=status,
            eingereicht_am=eingereicht,
            rechtsverbindlich_am=rechtsverbindlich,
            geprueft_am=geprueft,
            freigegeben_am=freigegeben,
            verlaengert_bis=verlaengert,
            angegeben=angegeben[key],
            anerkennungen=anerkennungen[key],
            festgesetzt=festgesetzt,
            schlussmitteilung_am=mitteilung,
            erstattung=next(iter(erstattungen[key]), None),
            restzahlung=restzahlung,
        )
    return found


def _angegeben(session: Session, foerderjahr_id: int) -> Grouped[kette.AngegebeneSumme]:
    a = m.AngegebeneSumme
    statement = select(a.verwendungsnachweis_id, a.position, a.insgesamt, a.zuwendungsfaehig).join(
        m.Verwendungsnachweis
    )
    return grouped(
        (key, kette.AngegebeneSumme(*columns))
        for key, *columns in rows(session, of_recipients(statement, foerderjahr_id).order_by(a.id))
    )


def _anerkennungen(session: Session, foerderjahr_id: int) -> Grouped[kette.Anerkennung]:
    a = m.Anerkennung
    statement = select(
        a.verwendungsnachweis_id,
        a.position,
        a.anerkannt,
        a.beleg_nr,
        a.mindert_insgesamt,
        a.grund,
        a.erlaeuterung,
        a.umgeordnet_nach,
    ).join(m.Verwendungsnachweis)
    return grouped(
        (key, kette.Anerkennung(*columns))
        for key, *columns in rows(session, of_recipients(statement, foerderjahr_id).order_by(a.id))
    )


def _erstattungen(session: Session, foerderjahr_id: int) -> Grouped[kette.Erstattung]:
    e = m.Erstattung
    statement = select(
        e.verwendungsnachweis_id,
        e.gefordert,
        e.faellig_am,
        e.nicht_erhoben,
        e.nicht_erhoben_grund,
        e.nicht_erhoben_am,
    ).join(m.Verwendungsnachweis)
    statement = statement.where(e.zurueckgenommen_am.is_(None))
    return grouped(
        (key, kette.Erstattung(*columns))
        for key, *columns in rows(session, of_recipients(statement, foerderjahr_id).order_by(e.id))
    )
