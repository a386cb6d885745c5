"""The Jahresmappe of a Foerderjahr, read from the database; the same data give the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from grants import models as m
from grants.domain.kette import Jahr
from grants.domain.mappe import Gliederungsart, GliederungZeile, Jahresmappe, Kopf, TraegerZeile
from grants.domain.mappe_aus_jahr import Beiwerk, Registerangaben, Versand, mappe_of
from grants.domain.stelle import Stelle
from grants.queries.kette import load_jahr
from grants.queries.rows import Grouped, Statement, grouped, rows
from grants.queries.stelle import load_foerdergeber, load_stelle
from grants.queries.texte import load_texte


def stichtag(jahr: int) -> date:
    """Return the day whose names a workbook of that year carries."""
    return date(jahr, 1, 1)


def load_mappe(session: Session, foerderjahr: m.Foerderjahr, *, alle_traeger: bool = False) -> Jahresmappe:
    """Return all that the year owns, with the city's data, its Gliederung, the Träger of the year and the texts.

    `alle_traeger`: those of the whole register, to compare two states of it.
    """
    jahr = load_jahr(session, foerderjahr, am=stichtag(foerderjahr.jahr))
    return mappe_of(
        jahr,
        Beiwerk(
            kopf=_kopf(session, foerderjahr, jahr),
            gliederungen=_gliederungen(session),
            traeger=_traeger(session, None if alle_traeger else foerderjahr.id),
            texte=load_texte(session, foerderjahr),
            register=_register(session, foerderjahr.id),
            versand=_versand(session, foerderjahr.id),
            vertraege=_vertraege(session, foerderjahr.id),
        ),
    )


def load_grunddaten(session: Session, programm: str, jahr: int) -> Jahresmappe:
    """Return what a workbook of a year that is not there yet would hold: the city, its Gliederung, the register."""
    return Jahresmappe(
        kopf=Kopf(**_stadt(session, programm, am=stichtag(jahr))),
        gliederungen=_gliederungen(session),
        traeger=_traeger(session, None),
    )


def _stadt(session: Session, programm: str, *, am: date) -> dict[str, Any]:
    stelle = load_stelle(session)
    foerdergeber = load_foerdergeber(session, programm, am=am)
    return {
        "foerdergeber_name": foerdergeber.name,
        "foerdergeber_anschrift": foerdergeber.anschrift.zeilen,
        # Before the city is entered nobody has said whether its data are invented.
        **(asdict(stelle) if stelle != Stelle() else {}),
    }


def _kopf(session: Session, foerderjahr: m.Foerderjahr, jahr: Jahr) -> Kopf:
    return Kopf(
        programm=jahr.programm,
        programm_name=jahr.programm_name,
        jahr=jahr.jahr,
        status=jahr.status,
        ausgang=jahr.ausgang,
        beantragt_am=foerderjahr.beantragt_am,
        beschieden_am=foerderjahr.beschieden_am,
        nachgewiesen_am=foerderjahr.nachgewiesen_am,
        abgeschlossen_am=foerderjahr.abgeschlossen_am,
        **_stadt(session, jahr.programm, am=jahr.am),
    )


def _gliederungen(session: Session) -> tuple[GliederungZeile, ...]:
    feld, phase, raum = m.Handlungsfeld, m.Lebensphase, m.Sozialraum
    felder = select(feld.name, feld.nummer).order_by(feld.reihenfolge, feld.id)
    phasen = select(phase.name).order_by(phase.reihenfolge, phase.id)
    raeume = select(raum.name, raum.bezirk).order_by(raum.id)
    return (
        *(GliederungZeile(Gliederungsart.HANDLUNGSFELD, *columns) for columns in rows(session, felder)),
        *(GliederungZeile(Gliederungsart.LEBENSPHASE, *columns) for columns in rows(session, phasen)),
        *(
            GliederungZeile(Gliederungsart.SOZIALRAUM, name, bezirk=bezirk)
            for name, bezirk in rows(session, raeume)
        ),
    )


def _traeger(session: Session, foerderjahr_id: int | None) -> tuple[TraegerZeile, ...]:
    t = m.Traeger
    of_year = (
        select(m.Empfaengeranteil.traeger_id)
        .join(m.Jahresmassnahme, m.Empfaengeranteil.jahresmassnahme_id == m.Jahresmassnahme.id)
        .where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id)
    )
    if foerderjahr_id is None:
        of_year = select(t.id)
    angaben = _words(
        session,
        select(m.TraegerName.traeger_id, m.TraegerName.name)
        .where(m.TraegerName.traeger_id.in_(of_year))
        .order_by(m.TraegerName.id),
    )
    vertretungen = _words(
        session,
        select(m.Vertretung.traeger_id, m.Vertretung.name)
        .where(m.Vertretung.traeger_id.in_(of_year), m.Vertretung.bis.is_(None))
        .order_by(m.Vertretung.id),
    )
    found = session.execute(select(t).where(t.id.in_(of_year)).order_by(t.id)).scalars()
    return tuple(
        TraegerZeile(
            kuerzel=each.kuerzel,
            name=each.name,
            art=each.art,
            angaben=angaben[each.id],
            strasse=each.strasse,
            plz=each.plz,
            ort=each.ort,
            email=each.email,
            telefon=each.telefon,
            vertretungsberechtigte=vertretungen[each.id],
            gemeinsam_vertreten=each.gemeinsam_vertreten,
            iban=each.iban,
            buchungsstelle=each.buchungsstelle,
            amt_nummer=each.amt_nummer,
            dezernat=each.dezernat,
        )
        for each in found
    )


def _register(session: Session, foerderjahr_id: int) -> Mapping[str, Registerangaben]:
    of_year = select(m.Jahresmassnahme.massnahme_id).where(m.Jahresmassnahme.foerderjahr_id == foerderjahr_id)

    def words(word: InstrumentedAttribute[str], massnahme_id: InstrumentedAttribute[int]) -> Statement:
        return select(massnahme_id, word).where(massnahme_id.in_(of_year))

    alias, feld = m.MassnahmeAlias, m.MassnahmeHandlungsfeld
    phase, raum = m.MassnahmeLebensphase, m.MassnahmeSozialraum
    aliase = _words(session, words(alias.name, alias.massnahme_id).order_by(alias.id))
    felder = _words(
        session,
        words(m.Handlungsfeld.nummer, feld.massnahme_id)
        .join(m.Handlungsfeld, feld.handlungsfeld_id == m.Handlungsfeld.id)
        .where(~feld.haupt)
        .order_by(feld.id),
    )
    phasen = _words(
        session,
        words(m.Lebensphase.name, phase.massnahme_id)
        .join(m.Lebensphase, phase.lebensphase_id == m.Lebensphase.id)
        .order_by(phase.id),
    )
    raeume = _words(
        session,
        words(m.Sozialraum.name, raum.massnahme_id)
        .join(m.Sozialraum, raum.sozialraum_id == m.Sozialraum.id)
        .order_by(raum.id),
    )
    massnahme = m.Massnahme
    statement = select(
        massnahme.id,
        massnahme.kennung,
        massnahme.laufend_seit,
        massnahme.geplant_ab,
        massnahme.befristet_bis,
    ).where(massnahme.id.in_(of_year))
    return {
        kennung: Registerangaben(aliase[key], felder[key], phasen[key], raeume[key], *inexact_days)
        for key, kennung, *inexact_days in rows(session, statement)
    }


def _versand(session: Session, foerderjahr_id: int) -> Mapping[int, Versand]:
    a = m.Antrag
    statement = select(a.version, a.versandweg, a.eingegangen_am).where(a.foerderjahr_id == foerderjahr_id)
    return {version: Versand(*columns) for version, *columns in rows(session, statement)}


def _vertraege(session: Session, foerderjahr_id: int) -> frozenset[tuple[str, str, int]]:
    w, e, j = m.Weiterleitung, m.Empfaengeranteil, m.Jahresmassnahme
    statement = (
        select(m.Massnahme.kennung, m.Traeger.kuerzel, w.version)
        .join(e, w.empfaengeranteil_id == e.id)
        .join(j, e.jahresmassnahme_id == j.id)
        .join(m.Massnahme, j.massnahme_id == m.Massnahme.id)
        .join(m.Traeger, e.traeger_id == m.Traeger.id)
        .where(j.foerderjahr_id == foerderjahr_id, w.vertrag)
    )
    return frozenset((kennung, kuerzel, version) for kennung, kuerzel, version in rows(session, statement))


def _words(session: Session, statement: Statement) -> Grouped[str]:
    return grouped((key, word) for key, word in rows(session, statement))
