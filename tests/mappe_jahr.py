"""A Jahresmappe as the chain of its year, straight from its rows: shows that nothing of a year is missing in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from grants.domain import kette as k
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.mappe import (
    Anerkanntart,
    BelegZeile,
    Bescheidart,
    EmpfaengerZeile,
    Jahresmappe,
    MassnahmeZeile,
    NachweisZeile,
    Planart,
    Zusageart,
    ZusageZeile,
)
from grants.domain.money import NULL
from grants.domain.parameter import Parameter

Z = TypeVar("Z")


def to_jahr(mappe: Jahresmappe, *, am: date) -> k.Jahr:
    """Return the year on a day; only what other years or two Persons own is left empty."""
    kopf = mappe.kopf
    assert kopf.jahr is not None
    zeilen = tuple((zeile.herkunft, zeile.zeile) for zeile in mappe.zuordnungen)
    stadt = mappe.nachweis_stadt
    return k.Jahr(
        programm=kopf.programm,
        jahr=kopf.jahr,
        status=kopf.status or FoerderjahrStatus.PLANUNG,
        am=am,
        programm_name=kopf.programm_name,
        ausgang=kopf.ausgang,
        parameter=Parameter.from_werte(mappe.parameter, zeilen),
        massnahmen=tuple(_massnahme(mappe, zeile) for zeile in mappe.massnahmen),
        antraege=tuple(_antraege(mappe)),
        bescheide=tuple(_bescheide(mappe)),
        umverteilungen=mappe.umverteilungen,
        zahlungen_land=mappe.zahlungen_land,
        nachweis_stadt=None if stadt == k.NachweisStadt() else stadt,
    )


def _of(rows: Iterable[Any], empfaenger: EmpfaengerZeile) -> list[Any]:
    return [r for r in rows if (r.massnahme, r.empfaenger) == (empfaenger.massnahme, empfaenger.empfaenger)]


def _versions(rows: Iterable[Z]) -> Iterator[tuple[int, list[Z]]]:
    by_version = attrgetter("version")
    for version, group in groupby(sorted(rows, key=by_version), key=by_version):
        yield version, list(group)


def _massnahme(mappe: Jahresmappe, zeile: MassnahmeZeile) -> k.Massnahme:
    return k.Massnahme(
        kennung=zeile.kennung,
        name=zeile.name,
        empfaenger=tuple(_empfaenger(mappe, e) for e in mappe.empfaenger if e.massnahme == zeile.kennung),
        handlungsfeld_land=zeile.handlungsfeld_land,
        handlungsfeld=zeile.handlungsfeld,
        fortsetzung=zeile.fortsetzung,
        beginn=zeile.beginn,
        vorzeitiger_beginn_zustimmung_am=zeile.vorzeitiger_beginn_zustimmung_am,
        land_beantragen=zeile.land_beantragen,
        rest_entscheidung=zeile.rest_entscheidung,
        rest_entscheidung_am=zeile.rest_entscheidung_am,
    )


def _empfaenger(mappe: Jahresmappe, zeile: EmpfaengerZeile) -> k.Empfaenger:
    traeger = next(t for t in mappe.traeger if t.kuerzel == zeile.empfaenger)
    zusagen = _of(mappe.zusagen, zeile)
    nachweise = _of(mappe.nachweise, zeile)
    return k.Empfaenger(
        kuerzel=traeger.kuerzel,
        name=traeger.name,
        art=traeger.art,
        anteil=zeile.anteil,
        angabe=zeile.angabe,
        vorsteuerabzug=zeile.vorsteuerabzug,
        plaene=tuple(_plan(version, rows) for version, rows in _versions(_of(mappe.plaene, zeile))),
        weiterleitungen=tuple(
            _weiterleitung(version, rows)
            for version, rows in _versions(z for z in zusagen if z.art is Zusageart.WEITERLEITUNG)
        ),
        zuweisungen=tuple(
            k.Zuweisung(version, rows[0].wirksam_ab, rows[0].vom, _zusagen(rows))
            for version, rows in _versions(z for z in zusagen if z.art is Zusageart.ZUWEISUNG)
        ),
        zahlungen=tuple(
            k.Zahlung(z.datum, z.betrag, z.herkunft, z.art, z.haushaltsjahr, z.bemerkung)
            for z in _of(mappe.zahlungen, zeile)
        ),
        belegteile=tuple(_belegteil(b) for b in _of(mappe.belege, zeile)),
        einnahmen=tuple(
            k.Einnahme(e.nr, e.datum, e.einzahler, e.betrag, e.herkunft, e.zweck)
            for e in _of(mappe.einnahmen, zeile)
        ),
        nachweis=_nachweis(nachweise[0], _of(mappe.anerkannt, zeile)) if nachweise else None,
    )


def _plan(version: int, rows: list[Any]) -> k.Finanzierungsplan:
    return k.Finanzierungsplan(
        version,
        rows[0].wirksam_ab,
        tuple(
            k.Ausgabeposition(r.position, r.bezeichnung, r.ausgabenart, r.insgesamt, r.zuwendungsfaehig)
            for r in rows
            if r.art is Planart.AUSGABE
        ),
        tuple(
            k.Deckungsmittel(r.herkunft, r.betrag, r.geber) for r in rows if r.art is Planart.DECKUNGSMITTEL
        ),
        tuple(
            k.Personalzeile(r.position, r.funktion, r.vzae_hundertstel, r.entgeltgruppe, r.monate, r.betrag)
            for r in rows
            if r.art is Planart.PERSONAL
        ),
    )


def _zusagen(rows: list[ZusageZeile]) -> tuple[k.Zusage, ...]:
    return tuple(k.Zusage(r.herkunft, r.betrag, r.finanzierungsart, r.landesanteil) for r in rows)


def _weiterleitung(version: int, rows: list[ZusageZeile]) -> k.Weiterleitung:
    paper = rows[0]
    assert paper.nachweisart is not None
    return k.Weiterleitung(
        version,
        paper.wirksam_ab,
        paper.aktenzeichen,
        paper.vom,
        _zusagen(rows),
        paper.bekannt_gegeben_am,
        paper.rechtsbehelfsverzicht_am,
        paper.bestandskraeftig_ab,
        paper.nachweisart,
    )


def _belegteil(b: BelegZeile) -> k.Belegteil:
    beleg = k.Beleg(
        traeger=b.empfaenger,
        nr=b.nr,
        art=b.art,
        zahlungsempfaenger=b.zahlungsempfaenger,
        gezahlt=b.gezahlt,
        rechnungsnummer=b.rechnungsnummer,
        rechnungsdatum=b.rechnungsdatum,
        zahlungsdatum=b.zahlungsdatum,
        zweck=b.zweck,
        leistung_von=b.leistung_von,
        leistung_bis=b.leistung_bis,
        bemerkung=b.bemerkung,
    )
    return k.Belegteil(beleg, b.position, b.betrag, b.zuwendungsfaehig)


def _nachweis(n: NachweisZeile, rows: list[Any]) -> k.Nachweis:
    erstattung = None
    if n.erstattung_gefordert is not None:
        erstattung = k.Erstattung(
            n.erstattung_gefordert,
            n.faellig_am,
            n.nicht_erhoben or NULL,
            n.nicht_erhoben_grund,
            n.nicht_erhoben_am,
        )
    return k.Nachweis(
        status=n.status,
        eingereicht_am=n.eingereicht_am,
        rechtsverbindlich_am=n.rechtsverbindlich_am,
        geprueft_am=n.geprueft_am,
        freigegeben_am=n.freigegeben_am,
        verlaengert_bis=n.verlaengert_bis,
        angegeben=tuple(
            k.AngegebeneSumme(r.position, r.insgesamt, r.zuwendungsfaehig)
            for r in rows
            if r.art is Anerkanntart.ANGABE
        ),
        anerkennungen=tuple(
            k.Anerkennung(
                r.position,
                r.anerkannt,
                r.beleg_nr,
                r.mindert_insgesamt,
                r.grund,
                r.erlaeuterung,
                r.umgeordnet_nach,
            )
            for r in rows
            if r.art is Anerkanntart.ANERKENNUNG
        ),
        festgesetzt=n.festgesetzt,
        schlussmitteilung_am=n.schlussmitteilung_am,
        erstattung=erstattung,
        restzahlung=n.restzahlung,
    )


def _antraege(mappe: Jahresmappe) -> Iterator[k.Antrag]:
    newest = max((zeile.version for zeile in mappe.antraege), default=None)
    for zeile in mappe.antraege:
        if zeile.version == newest:
            rows = [(m.kennung, m.beantragt) for m in mappe.massnahmen if m.beantragt is not None]
        else:
            rows = [
                (p.massnahme, p.betrag)
                for p in mappe.fruehere_antragspositionen
                if p.version == zeile.version
            ]
        yield k.Antrag(
            zeile.version,
            tuple(k.Antragsposition(massnahme, betrag) for massnahme, betrag in rows),
            zeile.genannt,
            k.Quelle(zeile.quelle, zeile.quelle_datei, zeile.quelle_zeile, zeile.stand),
            zeile.betragsart,
            zeile.versandt_am,
        )


def _bescheide(mappe: Jahresmappe) -> Iterator[k.Bescheid]:
    for version, rows in _versions(mappe.bescheide):
        paper = next(r for r in rows if r.art is Bescheidart.BESCHEID)
        assert paper.vom is not None
        yield k.Bescheid(
            version,
            paper.wirksam_ab,
            paper.vom,
            paper.aktenzeichen,
            paper.betrag,
            tuple(
                k.Aufteilung(r.massnahme, r.betrag, r.position)
                for r in rows
                if r.art is Bescheidart.AUFTEILUNG
            ),
            tuple(
                k.Bescheidposition(r.position, r.bezeichnung, r.betrag)
                for r in rows
                if r.art is Bescheidart.POSITION
            ),
        )
