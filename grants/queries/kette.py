"""The chain of a Foerderjahr as the rules see it, read with a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import kette
from grants.domain.money import Betrag
from grants.domain.parameter import Parameter
from grants.queries.empfaenger import load_empfaenger
from grants.queries.namen import load_programm_name
from grants.queries.parameter import load_parameterwerte, load_zeilen
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.rows import grouped, rows
from grants.queries.vorjahr import load_ausgelaufen, load_fremde_belegteile, load_vorjahr
from grants.queries.zahlungen import counts


def load_jahr(
    session: Session, foerderjahr: m.Foerderjahr, *, am: date, einzelbelege: bool = True
) -> kette.Jahr:
    """Return all that rules and documents look at of one year, as it stands on a day.

    Without `einzelbelege` the parts of Belege are summed by Ausgabeposition in the database: every figure of
    `domain.summen` is the same, but no rule may judge such a year.
    """
    programm = session.execute(
        select(m.Programm.schluessel).where(m.Programm.id == foerderjahr.programm_id)
    ).scalar_one()
    vorjahr = load_vorjahr(session, foerderjahr)
    amounts = {each.massnahme_id: each.betrag for each in vorjahr}
    massnahmen = _massnahmen(session, foerderjahr, amounts, einzelbelege=einzelbelege)
    return kette.Jahr(
        programm=programm,
        jahr=foerderjahr.jahr,
        status=foerderjahr.status,
        am=am,
        programm_name=load_programm_name(session, foerderjahr.programm_id, am=am),
        ausgang=foerderjahr.ausgang,
        parameter=Parameter.from_werte(
            load_parameterwerte(session, foerderjahr.id), load_zeilen(session, foerderjahr.id)
        ),
        massnahmen=massnahmen,
        antraege=_antraege(session, foerderjahr.id),
        bescheide=_bescheide(session, foerderjahr.id),
        umverteilungen=_umverteilungen(session, foerderjahr.id),
        zahlungen_land=_zahlungen_land(session, foerderjahr.id),
        nachweis_stadt=_nachweis_stadt(session, foerderjahr.id),
        abweichungen=_abweichungen(session, foerderjahr.id),
        fremde_belegteile=load_fremde_belegteile(session, foerderjahr.id) if einzelbelege else (),
        ausgelaufen=load_ausgelaufen(session, foerderjahr, vorjahr),
    )


def _massnahmen(
    session: Session, foerderjahr: m.Foerderjahr, vorjahr: Mapping[int, Betrag], *, einzelbelege: bool
) -> tuple[kette.Massnahme, ...]:
    j, massnahme, land = m.Jahresmassnahme, m.Massnahme, m.HandlungsfeldLand
    empfaenger = load_empfaenger(session, foerderjahr.id, einzelbelege=einzelbelege)
    haupt = _haupthandlungsfelder(session, foerderjahr.id)
    statement = (
        select(
            j.id,
            massnahme.id,
            massnahme.kennung,
            massnahme.name,
            land.nummer,
            land.name,
            j.fortsetzung,
            j.beginn,
            j.vorzeitiger_beginn_zustimmung_am,
            j.land_beantragen,
            j.rest_entscheidung,
            j.rest_entscheidung_am,
        )
        .join(massnahme, j.massnahme_id == massnahme.id)
        .outerjoin(land, massnahme.handlungsfeld_land_id == land.id)
        .where(j.foerderjahr_id == foerderjahr.id)
        .order_by(j.reihenfolge, j.id)
    )
    found = []
    for key, massnahme_id, kennung, name, land_nummer, land_name, *of_year in rows(session, statement):
        fortsetzung, beginn, vorzeitig_am, land_beantragen, rest, rest_am = of_year
        found.append(
            kette.Massnahme(
                kennung=kennung,
                name=name,
                empfaenger=empfaenger[key],
                handlungsfeld_land=land_nummer,
                handlungsfeld_land_name=land_name or "",
                handlungsfeld=haupt.get(massnahme_id, ""),
                fortsetzung=fortsetzung,
                beginn=beginn,
                vorzeitiger_beginn_zustimmung_am=vorzeitig_am,
                land_beantragen=land_beantragen,
                rest_entscheidung=rest,
                rest_entscheidung_am=rest_am,
                vorjahr=vorjahr.get(massnahme_id),
            )
        )
    return tuple(found)


def _haupthandlungsfelder(session: Session, foerderjahr_id: int) -> Mapping[int, str]:
    h, j = m.MassnahmeHandlungsfeld, m.Jahresmassnahme
    statement = (
        select(h.massnahme_id, m.Handlungsfeld.nummer)
        .join(m.Handlungsfeld, h.handlungsfeld_id == m.Handlungsfeld.id)
        .join(j, j.massnahme_id == h.massnahme_id)
        .where(j.foerderjahr_id == foerderjahr_id, h.haupt)
        .order_by(h.id)
    )
    return dict(rows(session, statement))


def _antraege(session: Session, foerderjahr_id: int) -> tuple[kette.Antrag, ...]:
    a, position = m.Antrag, m.Antragsposition
    of_positionen = (
        select(position.antrag_id, m.Massnahme.kennung, position.betrag)
        .join(a, position.antrag_id == a.id)
        .join(m.Jahresmassnahme, position.jahresmassnahme_id == m.Jahresmassnahme.id)
        .join(m.Massnahme, m.Jahresmassnahme.massnahme_id == m.Massnahme.id)
        .where(a.foerderjahr_id == foerderjahr_id)
        .order_by(m.Jahresmassnahme.reihenfolge, position.id)
    )
    positionen = grouped(
        (key, kette.Antragsposition(*columns)) for key, *columns in rows(session, of_positionen)
    )
    statement = (
        select(
            a.id,
            a.version,
            a.genannt,
            a.betragsart,
            a.versandt_am,
            a.quelle,
            a.quelle_datei,
            a.quelle_zeile,
            a.stand,
        )
        .where(a.foerderjahr_id == foerderjahr_id)
        .order_by(a.version)
    )
    return tuple(
        kette.Antrag(version, positionen[key], genannt, kette.Quelle(*quelle), betragsart, versandt_am)
        for key, version, genannt, betragsart, versandt_am, *quelle in rows(session, statement)
    )


def _bescheide(session: Session, foerderjahr_id: int) -> tuple[kette.Bescheid, ...]:
    b, position, aufteilung = m.Bescheid, m.Bescheidposition, m.Aufteilung
    of_aufteilungen = (
        select(aufteilung.bescheid_id, m.Massnahme.kennung, aufteilung.betrag, aufteilung.position)
        .join(b, aufteilung.bescheid_id == b.id)
        .join(m.Jahresmassnahme, aufteilung.jahresmassnahme_id == m.Jahresmassnahme.id)
        .join(m.Massnahme, m.Jahresmassnahme.massnahme_id == m.Massnahme.id)
        .where(b.foerderjahr_id == foerderjahr_id)
        .order_by(aufteilung.id)
    )
    aufteilungen = grouped(
        (key, kette.Aufteilung(*columns)) for key, *columns in rows(session, of_aufteilungen)
    )
    of_positionen = (
        select(position.bescheid_id, position.nummer, position.bezeichnung, position.betrag)
        .join(b, position.bescheid_id == b.id)
        .where(b.foerderjahr_id == foerderjahr_id)
        .order_by(position.id)
    )
    positionen = grouped(
        (key, kette.Bescheidposition(*columns)) for key, *columns in rows(session, of_positionen)
    )
    statement = (
        select(b.id, b.version, b.wirksam_ab, b.vom, b.aktenzeichen, b.betrag)
        .where(b.foerderjahr_id == foerderjahr_id)
        .order_by(b.version)
    )
    return tuple(
        kette.Bescheid(version, wirksam_ab, vom, aktenzeichen, betrag, aufteilungen[key], positionen[key])
        for key, version, wirksam_ab, vom, aktenzeichen, betrag in rows(session, statement)
    )


def _umverteilungen(session: Session, foerderjahr_id: int) -> tuple[kette.Umverteilung, ...]:
    u = m.Umverteilung
    statement = (
        select(m.Massnahme.kennung, u.betrag, u.vom, u.zustimmung_am, u.beschluss)
        .join(m.Jahresmassnahme, u.jahresmassnahme_id == m.Jahresmassnahme.id)
        .join(m.Massnahme, m.Jahresmassnahme.massnahme_id == m.Massnahme.id)
        .where(u.foerderjahr_id == foerderjahr_id)
        .order_by(u.id)
    )
    return tuple(kette.Umverteilung(*columns) for columns in rows(session, statement))


def _zahlungen_land(session: Session, foerderjahr_id: int) -> tuple[kette.Zahlung, ...]:
    z = m.Zahlung
    statement = (
        select(z.datum, z.betrag, z.herkunft, z.art, z.haushaltsjahr, z.bemerkung)
        .where(z.foerderjahr_id == foerderjahr_id, z.empfaengeranteil_id.is_(None), counts())
        .order_by(z.id)
    )
    return tuple(kette.Zahlung(*columns) for columns in rows(session, statement))


def _nachweis_stadt(session: Session, foerderjahr_id: int) -> kette.NachweisStadt | None:
    n = m.NachweisStadt
    statement = select(
        n.zuwendung_lt_abrechnung,
        n.zuwendungsfaehig_lt_abrechnung,
        n.haushalt_ist,
        n.haushalt_ist_am,
        n.haushalt_ist_quelle,
        n.rueckforderung_land,
        n.eingereicht_am,
    ).where(n.foerderjahr_id == foerderjahr_id)
    return next((kette.NachweisStadt(*columns) for columns in rows(session, statement)), None)


def _abweichungen(session: Session, foerderjahr_id: int) -> tuple[kette.ZugelasseneAbweichung, ...]:
    a = m.ZugelasseneAbweichung
    # Four eyes are two Persons after joining those who were found to be one.
    joined = load_zusammengefuehrt(session)
    statement = (
        select(
            a.code,
            a.massnahme,
            a.traeger,
            a.beleg,
            a.differenz,
            a.grund,
            a.begruendet_von_id,
            a.zugestimmt_von_id,
        )
        .where(a.foerderjahr_id == foerderjahr_id, a.abgelehnt_am.is_(None), a.zurueckgenommen_am.is_(None))
        .order_by(a.id)
    )
    return tuple(
        kette.ZugelasseneAbweichung(
            code,
            massnahme,
            traeger,
            beleg,
            differenz,
            grund,
            joined.get(begruendet, begruendet),
            joined.get(zugestimmt, zugestimmt),
        )
        for code, massnahme, traeger, beleg, differenz, grund, begruendet, zugestimmt in rows(
            session, statement
        )
    )
