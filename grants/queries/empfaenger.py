"""What the recipients of a year own, as values of the chain: plans, promises, payments, Belege, proofs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import kette
from grants.queries.rows import grouped, of_recipients, rows


def load_empfaenger(session: Session, foerderjahr_id: int) -> Mapping[int, tuple[kette.Empfaenger, ...]]:
    """Return the recipients with all they own by the id of their Jahresmassnahme."""
    plaene = _plaene(session, foerderjahr_id)
    weiterleitungen = _weiterleitungen(session, foerderjahr_id)
    zuweisungen = _zuweisungen(session, foerderjahr_id)
    zahlungen = _zahlungen(session, foerderjahr_id)
    belegteile = _belegteile(session, foerderjahr_id)
    einnahmen = _einnahmen(session, foerderjahr_id)
    nachweise = _nachweise(session, foerderjahr_id)

    def make(anteil_id: int, *columns: Any) -> kette.Empfaenger:
        return kette.Empfaenger(
            *columns,
            plaene=plaene[anteil_id],
            weiterleitungen=weiterleitungen[anteil_id],
            zuweisungen=zuweisungen[anteil_id],
            zahlungen=zahlungen[anteil_id],
            belegteile=belegteile[anteil_id],
            einnahmen=einnahmen[anteil_id],
            nachweis=nachweise.get(anteil_id),
        )

    e, t = m.Empfaengeranteil, m.Traeger
    statement = (
        select(
            e.jahresmassnahme_id, e.id, t.kuerzel, t.name, t.art, e.anteil, e.angabe, e.vorsteuerabzug
        )
        .join(m.Jahresmassnahme, e.jahresmassnahme_id == m.Jahresmassnahme.id)
        .join(t, e.traeger_id == t.id)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id)
        .order_by(e.reihenfolge, e.id)
    )
    return grouped(session, statement, make)


def _plaene(session: Session, foerderjahr_id: int) -> Mapping[int, tuple[kette.Finanzierungsplan, ...]]:
    p, position, personal, mittel = m.Finanzierungsplan, m.Ausgabeposition, m.Personalzeile, m.Deckungsmittel

    def children(*columns: Any, order: Any) -> Any:
        table = columns[0].class_
        statement = select(table.finanzierungsplan_id, *columns).join(p, table.finanzierungsplan_id == p.id)
        return of_recipients(statement, foerderjahr_id).order_by(*order)

    positionen = grouped(
        session,
        children(
            position.code,
            position.bezeichnung,
            position.art,
            position.insgesamt,
            position.zuwendungsfaehig,
            order=(position.reihenfolge, position.id),
        ),
        kette.Ausgabeposition,
    )
    zeilen = grouped(
        session,
        children(
            personal.position,
            personal.funktion,
            personal.vzae_hundertstel,
            personal.entgeltgruppe,
            personal.monate,
            personal.betrag,
            order=(personal.id,),
        ),
        kette.Personalzeile,
    )
    deckungsmittel = grouped(
        session, children(mittel.herkunft, mittel.betrag, mittel.geber, order=(mittel.id,)), kette.Deckungsmittel
    )

    def make(plan_id: int, version: int, wirksam_ab: Any) -> kette.Finanzierungsplan:
        return kette.Finanzierungsplan(
            version, wirksam_ab, positionen[plan_id], deckungsmittel[plan_id], zeilen[plan_id]
        )

    plaene = select(p.empfaengeranteil_id, p.id, p.version, p.wirksam_ab)
    return grouped(session, of_recipients(plaene, foerderjahr_id).order_by(p.version, p.id), make)


def _zusagen(
    session: Session, foerderjahr_id: int, *, betrag: Any, parent: Any, fk: Any
) -> Mapping[int, tuple[kette.Zusage, ...]]:
    statement = select(fk, betrag.herkunft, betrag.betrag, betrag.finanzierungsart, betrag.landesanteil)
    statement = of_recipients(statement.join(parent, fk == parent.id), foerderjahr_id)
    return grouped(session, statement.order_by(betrag.id), kette.Zusage)


def _weiterleitungen(session: Session, foerderjahr_id: int) -> Mapping[int, tuple[kette.Weiterleitung, ...]]:
    w, betrag = m.Weiterleitung, m.WeiterleitungBetrag
    zusagen = _zusagen(session, foerderjahr_id, betrag=betrag, parent=w, fk=betrag.weiterleitung_id)

    def make(
        paper_id: int, version: int, wirksam_ab: Any, aktenzeichen: str, vom: Any, *rest: Any
    ) -> kette.Weiterleitung:
        return kette.Weiterleitung(version, wirksam_ab, aktenzeichen, vom, zusagen[paper_id], *rest)

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
    )
    return grouped(session, of_recipients(statement, foerderjahr_id).order_by(w.version, w.id), make)


def _zuweisungen(session: Session, foerderjahr_id: int) -> Mapping[int, tuple[kette.Zuweisung, ...]]:
    z, betrag = m.Zuweisung, m.ZuweisungBetrag
    zusagen = _zusagen(session, foerderjahr_id, betrag=betrag, parent=z, fk=betrag.zuweisung_id)

    def make(paper_id: int, version: int, wirksam_ab: Any, vom: Any) -> kette.Zuweisung:
        return kette.Zuweisung(version, wirksam_ab, vom, zusagen[paper_id])

    statement = select(z.empfaengeranteil_id, z.id, z.version, z.wirksam_ab, z.vom)
    return grouped(session, of_recipients(statement, foerderjahr_id).order_by(z.version, z.id), make)


def _zahlungen(session: Session, foerderjahr_id: int) -> Mapping[int, tuple[kette.Zahlung, ...]]:
    z = m.Zahlung
    statement = (
        select(z.empfaengeranteil_id, z.datum, z.betrag, z.herkunft, z.art, z.haushaltsjahr, z.bemerkung)
        .where(z.foerderjahr_id == foerderjahr_id, z.empfaengeranteil_id.is_not(None))
        .order_by(z.id)
    )
    return grouped(session, statement, kette.Zahlung)


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


def _belegteile(session: Session, foerderjahr_id: int) -> Mapping[int, tuple[kette.Belegteil, ...]]:
    b, teil = m.Beleg, m.Belegteil
    statement = (
        select(b.id, m.Traeger.kuerzel, *BELEG_COLUMNS)
        .join(m.Traeger, b.traeger_id == m.Traeger.id)
        .where(b.foerderjahr_id == foerderjahr_id)
    )
    # One Beleg, one value: its parts share it.
    belege = {beleg_id: kette.Beleg(*columns) for beleg_id, *columns in rows(session, statement)}

    def make(beleg_id: int, *columns: Any) -> kette.Belegteil:
        return kette.Belegteil(belege[beleg_id], *columns)

    teile = (
        select(teil.empfaengeranteil_id, teil.beleg_id, teil.position, teil.betrag, teil.zuwendungsfaehig)
        .join(b, teil.beleg_id == b.id)
        .where(b.foerderjahr_id == foerderjahr_id)
        .order_by(teil.beleg_id, teil.id)
    )
    return grouped(session, teile, make)


def _einnahmen(session: Session, foerderjahr_id: int) -> Mapping[int, tuple[kette.Einnahme, ...]]:
    e = m.Einnahme
    statement = select(e.empfaengeranteil_id, e.nr, e.datum, e.einzahler, e.betrag, e.herkunft, e.zweck)
    return grouped(session, of_recipients(statement, foerderjahr_id).order_by(e.id), kette.Einnahme)


def _nachweise(session: Session, foerderjahr_id: int) -> Mapping[int, kette.Nachweis]:
    n, summe, anerkennung, erstattung = (
        m.Verwendungsnachweis,
        m.AngegebeneSumme,
        m.Anerkennung,
        m.Erstattung,
    )

    def children(table: Any, *columns: Any) -> Any:
        statement = select(table.verwendungsnachweis_id, *columns).join(n, table.verwendungsnachweis_id == n.id)
        return of_recipients(statement, foerderjahr_id).order_by(table.id)

    angegeben = grouped(
        session, children(summe, summe.position, summe.insgesamt, summe.zuwendungsfaehig), kette.AngegebeneSumme
    )
    anerkennungen = grouped(
        session,
        children(
            anerkennung,
            anerkennung.position,
            anerkennung.anerkannt,
            anerkennung.beleg_nr,
            anerkennung.mindert_insgesamt,
            anerkennung.grund,
            anerkennung.erlaeuterung,
        ),
        kette.Anerkennung,
    )
    erstattungen = grouped(
        session,
        children(
            erstattung,
            erstattung.gefordert,
            erstattung.faellig_am,
            erstattung.nicht_erhoben,
            erstattung.nicht_erhoben_grund,
            erstattung.nicht_erhoben_am,
        ),
        kette.Erstattung,
    )
    statement = of_recipients(
        select(
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
        ),
        foerderjahr_id,
    )
    return {
        anteil_id: kette.Nachweis(
            *columns,
            angegeben=angegeben[nachweis_id],
            anerkennungen=anerkennungen[nachweis_id],
            festgesetzt=festgesetzt,
            schlussmitteilung_am=schlussmitteilung_am,
            erstattung=next(iter(erstattungen[nachweis_id]), None),
            restzahlung=restzahlung,
        )
        for anteil_id, nachweis_id, festgesetzt, schlussmitteilung_am, restzahlung, *columns in rows(
            session, statement
        )
    }
