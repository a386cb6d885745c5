"""What the recipients of a year own, as values of the chain: plans, promises, payments.

Columns are selected in the order of the value's fields.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import kette
from grants.queries.nachweise import load_belegteile, load_einnahmen, load_nachweise, sum_belegteile
from grants.queries.rows import Grouped, Statement, grouped, of_recipients, rows
from grants.queries.zahlungen import counts


def load_empfaenger(
    session: Session, foerderjahr_id: int, *, einzelbelege: bool = True
) -> Grouped[kette.Empfaenger]:
    """Return the recipients with all they own by the id of their Jahresmassnahme."""
    e, t = m.Empfaengeranteil, m.Traeger
    plaene = _plaene(session, foerderjahr_id)
    weiterleitungen = _weiterleitungen(session, foerderjahr_id)
    zuweisungen = _zuweisungen(session, foerderjahr_id)
    zahlungen = _zahlungen(session, foerderjahr_id)
    belegteile = (load_belegteile if einzelbelege else sum_belegteile)(session, foerderjahr_id)
    einnahmen = load_einnahmen(session, foerderjahr_id)
    nachweise = load_nachweise(session, foerderjahr_id)
    statement = (
        select(e.jahresmassnahme_id, e.id, t.kuerzel, t.name, t.art, e.anteil, e.angabe, e.vorsteuerabzug)
        .join(m.Jahresmassnahme, e.jahresmassnahme_id == m.Jahresmassnahme.id)
        .join(t, e.traeger_id == t.id)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id)
        .order_by(e.reihenfolge, e.id)
    )
    return grouped(
        (
            massnahme_id,
            kette.Empfaenger(
                kuerzel=kuerzel,
                name=name,
                art=art,
                anteil=anteil,
                angabe=angabe,
                vorsteuerabzug=vorsteuerabzug,
                plaene=plaene[key],
                weiterleitungen=weiterleitungen[key],
                zuweisungen=zuweisungen[key],
                zahlungen=zahlungen[key],
                belegteile=belegteile[key],
                einnahmen=einnahmen[key],
                nachweis=nachweise.get(key),
            ),
        )
        for massnahme_id, key, kuerzel, name, art, anteil, angabe, vorsteuerabzug in rows(session, statement)
    )


def _plaene(session: Session, foerderjahr_id: int) -> Grouped[kette.Finanzierungsplan]:
    p, position, personal, mittel = m.Finanzierungsplan, m.Ausgabeposition, m.Personalzeile, m.Deckungsmittel
    of_positionen = select(
        position.finanzierungsplan_id,
        position.code,
        position.bezeichnung,
        position.art,
        position.insgesamt,
        position.zuwendungsfaehig,
    ).join(p)
    positionen = grouped(
        (key, kette.Ausgabeposition(*columns))
        for key, *columns in rows(
            session,
            of_recipients(of_positionen, foerderjahr_id).order_by(position.reihenfolge, position.id),
        )
    )
    of_personal = select(
        personal.finanzierungsplan_id,
        personal.position,
        personal.funktion,
        personal.vzae_hundertstel,
        personal.entgeltgruppe,
        personal.monate,
        personal.betrag,
    ).join(p)
    personalzeilen = grouped(
        (key, kette.Personalzeile(*columns))
        for key, *columns in rows(session, of_recipients(of_personal, foerderjahr_id).order_by(personal.id))
    )
    of_mittel = select(mittel.finanzierungsplan_id, mittel.herkunft, mittel.betrag, mittel.geber).join(p)
    deckungsmittel = grouped(
        (key, kette.Deckungsmittel(*columns))
        for key, *columns in rows(session, of_recipients(of_mittel, foerderjahr_id).order_by(mittel.id))
    )
    plaene = select(p.empfaengeranteil_id, p.id, p.version, p.wirksam_ab)
    return grouped(
        (
            anteil_id,
            kette.Finanzierungsplan(
                version, wirksam_ab, positionen[key], deckungsmittel[key], personalzeilen[key]
            ),
        )
        for anteil_id, key, version, wirksam_ab in rows(
            session, of_recipients(plaene, foerderjahr_id).order_by(p.version, p.id)
        )
    )


def _zusagen(session: Session, statement: Statement) -> Grouped[kette.Zusage]:
    return grouped((key, kette.Zusage(*columns)) for key, *columns in rows(session, statement))


def _weiterleitungen(session: Session, foerderjahr_id: int) -> Grouped[kette.Weiterleitung]:
    w, z = m.Weiterleitung, m.WeiterleitungBetrag
    betraege = select(z.weiterleitung_id, z.herkunft, z.betrag, z.finanzierungsart, z.landesanteil).join(w)
    zusagen = _zusagen(session, of_recipients(betraege, foerderjahr_id).order_by(z.id))
    statement = select(
        w.empfaengeranteil_id,
        w.id,
        w.version,
        w.wirksam_ab,
        w.aktenzeichen,
        w.vom,
        w.bekannt_gegeben_am,
        w.rechtsbehelfsverzicht_am,
        w.bestandskraeftig_ab,
        w.nachweisart,
        w.nachweis_bis,
    )
    return grouped(
        (
            anteil_id,
            kette.Weiterleitung(version, wirksam_ab, aktenzeichen, vom, zusagen[key], *columns),
        )
        for anteil_id, key, version, wirksam_ab, aktenzeichen, vom, *columns in rows(
            session, of_recipients(statement, foerderjahr_id).order_by(w.version, w.id)
        )
    )


def _zuweisungen(session: Session, foerderjahr_id: int) -> Grouped[kette.Zuweisung]:
    w, z = m.Zuweisung, m.ZuweisungBetrag
    betraege = select(z.zuweisung_id, z.herkunft, z.betrag, z.finanzierungsart, z.landesanteil).join(w)
    zusagen = _zusagen(session, of_recipients(betraege, foerderjahr_id).order_by(z.id))
    statement = select(w.empfaengeranteil_id, w.id, w.version, w.wirksam_ab, w.vom, w.nachweis_bis)
    return grouped(
        (anteil_id, kette.Zuweisung(version, wirksam_ab, vom, zusagen[key], nachweis_bis))
        for anteil_id, key, version, wirksam_ab, vom, nachweis_bis in rows(
            session, of_recipients(statement, foerderjahr_id).order_by(w.version, w.id)
        )
    )


def _zahlungen(session: Session, foerderjahr_id: int) -> Grouped[kette.Zahlung]:
    z = m.Zahlung
    statement = (
        select(z.empfaengeranteil_id, z.datum, z.betrag, z.herkunft, z.art, z.haushaltsjahr, z.bemerkung)
        .where(z.foerderjahr_id == foerderjahr_id, z.empfaengeranteil_id.is_not(None), counts())
        .order_by(z.id)
    )
    return grouped((key, kette.Zahlung(*columns)) for key, *columns in rows(session, statement))
