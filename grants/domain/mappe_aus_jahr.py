"""The Jahresmappe of a Foerderjahr: the values of the chain laid out as the rows of its sheets.

Rows stand in the order of the Maßnahmen, their recipients, and then as they were entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date

from grants.domain import mappe as blatt
from grants.domain.kette import Empfaenger, Jahr, Massnahme, Nachweis, NachweisStadt, Weiterleitung, Zuweisung
from grants.domain.mappe import Anerkanntart, Bescheidart, Jahresmappe, Kopf, Planart, Zusageart
from grants.domain.money import Betrag
from grants.domain.summen import beantragt_je_massnahme, recipients
from grants.domain.texte import Text


@dataclass(frozen=True, slots=True)
class Registerangaben:
    """What the register says of a Maßnahme and no rule looks at."""

    aliase: tuple[str, ...] = ()
    weitere_handlungsfelder: tuple[str, ...] = ()
    lebensphasen: tuple[str, ...] = ()
    sozialraeume: tuple[str, ...] = ()
    laufend_seit: str = ""
    geplant_ab: str = ""
    befristet_bis: str = ""


@dataclass(frozen=True, slots=True)
class Versand:
    """How a version of the Antrag went out."""

    versandweg: str = ""
    eingegangen_am: date | None = None


@dataclass(frozen=True, slots=True)
class Beiwerk:
    """What the workbook carries beside the chain; no rule looks at it."""

    kopf: Kopf
    gliederungen: tuple[blatt.GliederungZeile, ...] = ()
    traeger: tuple[blatt.TraegerZeile, ...] = ()
    texte: tuple[Text, ...] = ()
    # By Kennung, and by version of the Antrag.
    register: Mapping[str, Registerangaben] = field(default_factory=dict)
    versand: Mapping[int, Versand] = field(default_factory=dict)
    # Weiterleitungen by contract: Maßnahme, recipient, version.
    vertraege: frozenset[tuple[str, str, int]] = frozenset()


def mappe_of(jahr: Jahr, beiwerk: Beiwerk) -> Jahresmappe:
    """Return the workbook of a year."""
    return Jahresmappe(
        kopf=beiwerk.kopf,
        parameter=jahr.parameter.angaben,
        zuordnungen=tuple(blatt.ZuordnungZeile(*pair) for pair in jahr.parameter.zeilen),
        gliederungen=beiwerk.gliederungen,
        traeger=beiwerk.traeger,
        massnahmen=tuple(_massnahmen(jahr, beiwerk.register)),
        empfaenger=tuple(
            blatt.EmpfaengerZeile(m.kennung, e.kuerzel, e.anteil, e.angabe, e.vorsteuerabzug)
            for m, e in recipients(jahr)
        ),
        antraege=tuple(_antraege(jahr, beiwerk.versand)),
        fruehere_antragspositionen=tuple(
            blatt.FruehereAntragsposition(antrag.version, position.massnahme, position.betrag)
            for antrag in jahr.antraege
            if antrag is not jahr.antrag
            for position in antrag.positionen
        ),
        plaene=tuple(row for m, e in recipients(jahr) for row in _plan_rows(m, e)),
        texte=beiwerk.texte,
        bescheide=tuple(_bescheide(jahr)),
        umverteilungen=jahr.umverteilungen,
        zusagen=tuple(row for m, e in recipients(jahr) for row in _zusage_rows(m, e, beiwerk.vertraege)),
        zahlungen=tuple(
            blatt.ZahlungZeile(
                m.kennung, e.kuerzel, z.datum, z.betrag, z.herkunft, z.art, z.haushaltsjahr, z.bemerkung
            )
            for m, e in recipients(jahr)
            for z in e.zahlungen
        ),
        zahlungen_land=jahr.zahlungen_land,
        einnahmen=tuple(
            blatt.EinnahmeZeile(
                m.kennung, e.kuerzel, r.nr, r.betrag, r.herkunft, r.datum, r.einzahler, r.zweck
            )
            for m, e in recipients(jahr)
            for r in e.einnahmen
        ),
        belege=tuple(row for m, e in recipients(jahr) for row in _beleg_rows(m, e)),
        nachweise=tuple(
            _nachweis_row(m, e, e.nachweis) for m, e in recipients(jahr) if e.nachweis is not None
        ),
        anerkannt=tuple(
            row
            for m, e in recipients(jahr)
            if e.nachweis is not None
            for row in _anerkannt_rows(m, e, e.nachweis)
        ),
        nachweis_stadt=jahr.nachweis_stadt or NachweisStadt(),
    )


def _massnahmen(jahr: Jahr, register: Mapping[str, Registerangaben]) -> Iterator[blatt.MassnahmeZeile]:
    beantragt = beantragt_je_massnahme(jahr)
    for massnahme in jahr.massnahmen:
        angaben = register.get(massnahme.kennung, Registerangaben())
        yield blatt.MassnahmeZeile(
            kennung=massnahme.kennung,
            name=massnahme.name,
            handlungsfeld=massnahme.handlungsfeld,
            handlungsfeld_land=massnahme.handlungsfeld_land,
            fortsetzung=massnahme.fortsetzung,
            beginn=massnahme.beginn,
            vorzeitiger_beginn_zustimmung_am=massnahme.vorzeitiger_beginn_zustimmung_am,
            land_beantragen=massnahme.land_beantragen,
            beantragt=beantragt.get(massnahme.kennung),
            rest_entscheidung=massnahme.rest_entscheidung,
            rest_entscheidung_am=massnahme.rest_entscheidung_am,
            **{each.name: getattr(angaben, each.name) for each in fields(Registerangaben)},
        )


def _antraege(jahr: Jahr, versand: Mapping[int, Versand]) -> Iterator[blatt.AntragZeile]:
    for antrag in jahr.antraege:
        sent = versand.get(antrag.version, Versand())
        yield blatt.AntragZeile(
            version=antrag.version,
            genannt=antrag.genannt,
            betragsart=antrag.betragsart,
            versandt_am=antrag.versandt_am,
            versandweg=sent.versandweg,
            eingegangen_am=sent.eingegangen_am,
            quelle=antrag.quelle.text,
            quelle_datei=antrag.quelle.datei,
            quelle_zeile=antrag.quelle.zeile,
            stand=antrag.quelle.stand,
        )


def _plan_rows(massnahme: Massnahme, empfaenger: Empfaenger) -> Iterator[blatt.PlanZeile]:
    for plan in empfaenger.plaene:
        paper = (massnahme.kennung, empfaenger.kuerzel, plan.version)
        for position in plan.positionen:
            yield blatt.PlanZeile(
                *paper,
                Planart.AUSGABE,
                plan.wirksam_ab,
                position=position.code,
                bezeichnung=position.bezeichnung,
                ausgabenart=position.art,
                insgesamt=position.insgesamt,
                zuwendungsfaehig=position.zuwendungsfaehig,
            )
        for personal in plan.personal:
            yield blatt.PlanZeile(
                *paper,
                Planart.PERSONAL,
                plan.wirksam_ab,
                position=personal.position,
                betrag=personal.betrag,
                funktion=personal.funktion,
                vzae_hundertstel=personal.vzae_hundertstel,
                entgeltgruppe=personal.entgeltgruppe,
                monate=personal.monate,
            )
        for mittel in plan.deckungsmittel:
            yield blatt.PlanZeile(
                *paper,
                Planart.DECKUNGSMITTEL,
                plan.wirksam_ab,
                herkunft=mittel.herkunft,
                geber=mittel.geber,
                betrag=mittel.betrag,
            )


def _bescheide(jahr: Jahr) -> Iterator[blatt.BescheidZeile]:
    for bescheid in jahr.bescheide:
        yield blatt.BescheidZeile(
            bescheid.version,
            Bescheidart.BESCHEID,
            bescheid.betrag,
            wirksam_ab=bescheid.wirksam_ab,
            vom=bescheid.vom,
            aktenzeichen=bescheid.aktenzeichen,
        )
        for position in bescheid.positionen:
            yield blatt.BescheidZeile(
                bescheid.version,
                Bescheidart.POSITION,
                position.betrag,
                position=position.nummer,
                bezeichnung=position.bezeichnung,
            )
        for aufteilung in bescheid.aufteilungen:
            yield blatt.BescheidZeile(
                bescheid.version,
                Bescheidart.AUFTEILUNG,
                aufteilung.betrag,
                position=aufteilung.position,
                massnahme=aufteilung.massnahme,
            )


def _zusage_rows(
    massnahme: Massnahme, empfaenger: Empfaenger, vertraege: frozenset[tuple[str, str, int]]
) -> Iterator[blatt.ZusageZeile]:
    for weiterleitung in empfaenger.weiterleitungen:
        by_contract = (massnahme.kennung, empfaenger.kuerzel, weiterleitung.version) in vertraege
        for row in _zusagen(massnahme, empfaenger, weiterleitung, Zusageart.WEITERLEITUNG):
            yield replace(
                row,
                vertrag=by_contract,
                aktenzeichen=weiterleitung.aktenzeichen,
                bekannt_gegeben_am=weiterleitung.bekannt_gegeben_am,
                rechtsbehelfsverzicht_am=weiterleitung.rechtsbehelfsverzicht_am,
                bestandskraeftig_ab=weiterleitung.bestandskraeftig_ab,
                nachweisart=weiterleitung.nachweisart,
            )
    for zuweisung in empfaenger.zuweisungen:
        yield from _zusagen(massnahme, empfaenger, zuweisung, Zusageart.ZUWEISUNG)


def _zusagen(
    massnahme: Massnahme, empfaenger: Empfaenger, paper: Weiterleitung | Zuweisung, art: Zusageart
) -> Iterator[blatt.ZusageZeile]:
    for zusage in paper.zusagen:
        yield blatt.ZusageZeile(
            massnahme=massnahme.kennung,
            empfaenger=empfaenger.kuerzel,
            version=paper.version,
            art=art,
            herkunft=zusage.herkunft,
            betrag=zusage.betrag,
            wirksam_ab=paper.wirksam_ab,
            vom=paper.vom,
            nachweis_bis=paper.nachweis_bis,
            finanzierungsart=zusage.finanzierungsart,
            landesanteil=zusage.landesanteil,
        )


def _beleg_rows(massnahme: Massnahme, empfaenger: Empfaenger) -> Iterator[blatt.BelegZeile]:
    for teil in empfaenger.belegteile:
        beleg = teil.beleg
        yield blatt.BelegZeile(
            massnahme=massnahme.kennung,
            empfaenger=empfaenger.kuerzel,
            nr=beleg.nr,
            position=teil.position,
            betrag=teil.betrag,
            zuwendungsfaehig=teil.zuwendungsfaehig,
            art=beleg.art,
            rechnungsnummer=beleg.rechnungsnummer,
            rechnungsdatum=beleg.rechnungsdatum,
            zahlungsdatum=beleg.zahlungsdatum,
            zahlungsempfaenger=beleg.zahlungsempfaenger,
            zweck=beleg.zweck,
            gezahlt=beleg.gezahlt,
            leistung_von=beleg.leistung_von,
            leistung_bis=beleg.leistung_bis,
            bemerkung=beleg.bemerkung,
        )


def _nachweis_row(massnahme: Massnahme, empfaenger: Empfaenger, nachweis: Nachweis) -> blatt.NachweisZeile:
    erstattung = nachweis.erstattung
    # An empty cell and 0,00 mean the same here; one spelling, so that a workbook reads back unchanged.
    waived: Betrag | None = erstattung.nicht_erhoben or None if erstattung else None
    return blatt.NachweisZeile(
        massnahme=massnahme.kennung,
        empfaenger=empfaenger.kuerzel,
        status=nachweis.status,
        eingereicht_am=nachweis.eingereicht_am,
        rechtsverbindlich_am=nachweis.rechtsverbindlich_am,
        verlaengert_bis=nachweis.verlaengert_bis,
        geprueft_am=nachweis.geprueft_am,
        freigegeben_am=nachweis.freigegeben_am,
        festgesetzt=nachweis.festgesetzt,
        schlussmitteilung_am=nachweis.schlussmitteilung_am,
        erstattung_gefordert=erstattung.gefordert if erstattung else None,
        faellig_am=erstattung.faellig_am if erstattung else None,
        nicht_erhoben=waived,
        nicht_erhoben_grund=erstattung.nicht_erhoben_grund if erstattung else "",
        nicht_erhoben_am=erstattung.nicht_erhoben_am if erstattung else None,
        restzahlung=nachweis.restzahlung,
    )


def _anerkannt_rows(
    massnahme: Massnahme, empfaenger: Empfaenger, nachweis: Nachweis
) -> Iterator[blatt.AnerkanntZeile]:
    whose = (massnahme.kennung, empfaenger.kuerzel)
    for angabe in nachweis.angegeben:
        yield blatt.AnerkanntZeile(
            *whose,
            Anerkanntart.ANGABE,
            angabe.position,
            insgesamt=angabe.insgesamt,
            zuwendungsfaehig=angabe.zuwendungsfaehig,
        )
    for anerkennung in nachweis.anerkennungen:
        yield blatt.AnerkanntZeile(
            *whose,
            Anerkanntart.ANERKENNUNG,
            anerkennung.position,
            beleg_nr=anerkennung.beleg_nr,
            anerkannt=anerkennung.anerkannt,
            mindert_insgesamt=anerkennung.mindert_insgesamt,
            grund=anerkennung.grund,
            erlaeuterung=anerkennung.erlaeuterung,
            umgeordnet_nach=anerkennung.umgeordnet_nach,
        )
