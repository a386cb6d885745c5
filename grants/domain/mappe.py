"""The Jahresmappe as frozen values: a workbook that holds a whole Foerderjahr, a tuple of flat rows a sheet.

It carries everything of `kette.Jahr` that this year owns, besides the city's own data, the register of Träger
and the texts. It does not carry zugelassene Abweichungen (they need two Persons) and what other years own
(Belegteile of other years, last year's amounts). How rows stand on paper is data: `mappe_blaetter.BLAETTER`.

Rows of one paper (a version of a Finanzierungsplan or Weiterleitung, a split Beleg) repeat that paper's data;
the reader refuses rows that differ. A sheet that is empty says nothing: what is in the database stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from grants.domain.begriffe import (
    Antragszeile,
    Ausgabenart,
    Ausgang,
    Belegart,
    Betragsart,
    Finanzierungsart,
    FoerderjahrStatus,
    Fortsetzung,
    Kuerzungsgrund,
    Mittelherkunft,
    Nachweisart,
    NachweisStatus,
    TraegerArt,
    Zahlungsart,
)
from grants.domain.kette import NachweisStadt, Umverteilung, Zahlung
from grants.domain.money import Betrag, Vomhundert
from grants.domain.parameter import Parameterwert
from grants.domain.texte import Text


class Gliederungsart(StrEnum):
    """The axes by which the city sorts its Maßnahmen; the value is the word in the cell."""

    HANDLUNGSFELD = "Handlungsfeld"
    LEBENSPHASE = "Lebensphase"
    SOZIALRAUM = "Sozialraum"


class Planart(StrEnum):
    """What a row of the sheet Finanzierungsplan holds."""

    AUSGABE = "Ausgabe"
    DECKUNGSMITTEL = "Deckungsmittel"
    PERSONAL = "Personal"


class Bescheidart(StrEnum):
    """What a row of the sheet Bescheid holds."""

    BESCHEID = "Bescheid"
    POSITION = "Position"
    AUFTEILUNG = "Aufteilung"


class Zusageart(StrEnum):
    """What a row of the sheet Weiterleitungen holds: a Bescheid for a Träger or an order to an own Stelle."""

    WEITERLEITUNG = "Weiterleitung"
    ZUWEISUNG = "Zuweisung"


class Anerkanntart(StrEnum):
    """What a row of the sheet Anerkannt holds: what the recipient states or what the check recognises."""

    ANGABE = "Angabe"
    ANERKENNUNG = "Anerkennung"


@dataclass(frozen=True, slots=True)
class Kopf:
    """Sheet Stelle, a form: the Foerderjahr, the city and the Foerdergeber. Empty is "not stated"."""

    programm: str = ""
    programm_name: str = ""
    jahr: int | None = None
    status: FoerderjahrStatus | None = None
    beantragt_am: date | None = None
    beschieden_am: date | None = None
    ausgang: Ausgang | None = None
    nachgewiesen_am: date | None = None
    abgeschlossen_am: date | None = None
    # From here to `beispiel` the fields of stelle.Stelle under the same names.
    name: str = ""
    amt: str = ""
    strasse: str = ""
    plz: str = ""
    ort: str = ""
    kreis: str = ""
    gemeindekennziffer: str = ""
    internet: str = ""
    email: str = ""
    telefon: str = ""
    vertretungsberechtigt: str = ""
    auskunft_erteilt: str = ""
    auskunft_telefon: str = ""
    auskunft_vertretung: str = ""
    iban: str = ""
    bic: str = ""
    institut: str = ""
    aktenzeichen_muster: str = ""
    beispiel: bool | None = None
    foerdergeber_name: str = ""
    foerdergeber_anschrift: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZuordnungZeile:
    """Which line of the Antrag a Mittelherkunft feeds (`parameter.Parameter.zeilen`)."""

    herkunft: Mittelherkunft
    zeile: Antragszeile


@dataclass(frozen=True, slots=True)
class GliederungZeile:
    """An entry of the city's own axes; Maßnahmen name a Handlungsfeld by `nummer`, the others by `name`."""

    art: Gliederungsart
    name: str
    # Only of a Handlungsfeld, I–VII.
    nummer: str = ""
    # Only of a Sozialraum.
    bezirk: str = ""


@dataclass(frozen=True, slots=True)
class TraegerZeile:
    """A Träger or an own Stelle of the register; `angaben` are the names that lists use for it."""

    kuerzel: str
    name: str
    art: TraegerArt
    angaben: tuple[str, ...] = ()
    strasse: str = ""
    plz: str = ""
    ort: str = ""
    email: str = ""
    telefon: str = ""
    vertretungsberechtigte: tuple[str, ...] = ()
    gemeinsam_vertreten: bool | None = None
    iban: str = ""
    buchungsstelle: str = ""
    amt_nummer: str = ""
    dezernat: str = ""


@dataclass(frozen=True, slots=True)
class MassnahmeZeile:
    """A Maßnahme in this year; `beantragt` is its amount in the newest Antrag, None where it is not in it."""

    kennung: str
    name: str
    aliase: tuple[str, ...] = ()
    # Main Handlungsfeld of the city, by its number (I–VII).
    handlungsfeld: str = ""
    weitere_handlungsfelder: tuple[str, ...] = ()
    handlungsfeld_land: int | None = None
    lebensphasen: tuple[str, ...] = ()
    sozialraeume: tuple[str, ...] = ()
    # Inexact days in the office's words ("Mitte 2024").
    laufend_seit: str = ""
    geplant_ab: str = ""
    befristet_bis: str = ""
    fortsetzung: Fortsetzung | None = None
    beginn: date | None = None
    vorzeitiger_beginn_zustimmung_am: date | None = None
    land_beantragen: bool | None = None
    beantragt: Betrag | None = None
    rest_entscheidung: str = ""
    rest_entscheidung_am: date | None = None


@dataclass(frozen=True, slots=True)
class EmpfaengerZeile:
    """A recipient of a Maßnahme in this year (Empfaengeranteil)."""

    massnahme: str
    empfaenger: str
    anteil: Betrag | None = None
    angabe: str = ""
    vorsteuerabzug: bool | None = None


@dataclass(frozen=True, slots=True)
class AntragZeile:
    """A version of the Antrag with the total its paper states and where it stands."""

    version: int
    genannt: Betrag | None = None
    betragsart: Betragsart = Betragsart.UNGEKLAERT
    versandt_am: date | None = None
    versandweg: str = ""
    eingegangen_am: date | None = None
    quelle: str = ""
    quelle_datei: str = ""
    quelle_zeile: int | None = None
    stand: date | None = None


@dataclass(frozen=True, slots=True)
class FruehereAntragsposition:
    """An amount of a version that a newer one replaced; the newest stands in `MassnahmeZeile.beantragt`."""

    version: int
    massnahme: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class PlanZeile:
    """A row of a Finanzierungsplan: Ausgabeposition, Deckungsmittel or Personalzeile, by `art`."""

    massnahme: str
    empfaenger: str
    version: int
    art: Planart
    wirksam_ab: date | None = None
    # Ausgabe; a Personalzeile names the position it belongs to.
    position: str = ""
    bezeichnung: str = ""
    ausgabenart: Ausgabenart | None = None
    insgesamt: Betrag | None = None
    zuwendungsfaehig: Betrag | None = None
    # Deckungsmittel; `betrag` also of a Personalzeile.
    herkunft: Mittelherkunft | None = None
    geber: str = ""
    betrag: Betrag | None = None
    # Personal
    funktion: str = ""
    vzae_hundertstel: int | None = None
    entgeltgruppe: str = ""
    monate: int | None = None


@dataclass(frozen=True, slots=True)
class BescheidZeile:
    """A row of a Bescheid of the Land: the paper itself, one of its positions, or the share of a Maßnahme."""

    version: int
    art: Bescheidart
    betrag: Betrag
    # Bescheid
    wirksam_ab: date | None = None
    vom: date | None = None
    aktenzeichen: str = ""
    # Position; an Aufteilung may name it.
    position: str = ""
    bezeichnung: str = ""
    # Aufteilung
    massnahme: str = ""


@dataclass(frozen=True, slots=True)
class ZusageZeile:
    """What a Weiterleitung or Zuweisung promises out of one purse; its paper's data stand on each row."""

    massnahme: str
    empfaenger: str
    version: int
    art: Zusageart
    herkunft: Mittelherkunft
    betrag: Betrag
    wirksam_ab: date | None = None
    vom: date | None = None
    # From here to `nachweisart` only of a Weiterleitung. `vertrag`: by contract instead of a Bescheid.
    vertrag: bool | None = None
    aktenzeichen: str = ""
    bekannt_gegeben_am: date | None = None
    rechtsbehelfsverzicht_am: date | None = None
    bestandskraeftig_ab: date | None = None
    # Always set for a Weiterleitung.
    nachweisart: Nachweisart | None = None
    nachweis_bis: date | None = None
    finanzierungsart: Finanzierungsart | None = None
    landesanteil: Vomhundert | None = None


@dataclass(frozen=True, slots=True)
class ZahlungZeile:
    """A payment to a recipient, negative where money came back."""

    massnahme: str
    empfaenger: str
    datum: date
    betrag: Betrag
    herkunft: Mittelherkunft
    art: Zahlungsart
    haushaltsjahr: int | None = None
    bemerkung: str = ""


@dataclass(frozen=True, slots=True)
class EinnahmeZeile:
    massnahme: str
    empfaenger: str
    nr: str
    betrag: Betrag
    herkunft: Mittelherkunft
    datum: date | None = None
    einzahler: str = ""
    zweck: str = ""


@dataclass(frozen=True, slots=True)
class BelegZeile:
    """The part of a Beleg that belongs to one Maßnahme and position.

    Rows with the same Beleg-Nr. of one recipient are parts of one Beleg and repeat its data.
    """

    massnahme: str
    empfaenger: str
    nr: str
    position: str
    betrag: Betrag
    zuwendungsfaehig: Betrag
    art: Belegart = Belegart.BELEG
    rechnungsnummer: str = ""
    rechnungsdatum: date | None = None
    zahlungsdatum: date | None = None
    zahlungsempfaenger: str = ""
    zweck: str = ""
    # None only for a Pauschale.
    gezahlt: Betrag | None = None
    leistung_von: date | None = None
    leistung_bis: date | None = None
    bemerkung: str = ""


@dataclass(frozen=True, slots=True)
class NachweisZeile:
    """The Verwendungsnachweis of one recipient; the Erstattung exists where `erstattung_gefordert` is set."""

    massnahme: str
    empfaenger: str
    status: NachweisStatus
    eingereicht_am: date | None = None
    rechtsverbindlich_am: date | None = None
    verlaengert_bis: date | None = None
    geprueft_am: date | None = None
    freigegeben_am: date | None = None
    festgesetzt: Betrag | None = None
    schlussmitteilung_am: date | None = None
    erstattung_gefordert: Betrag | None = None
    faellig_am: date | None = None
    nicht_erhoben: Betrag | None = None
    nicht_erhoben_grund: str = ""
    nicht_erhoben_am: date | None = None
    restzahlung: Betrag | None = None


@dataclass(frozen=True, slots=True)
class AnerkanntZeile:
    """The stated sums of a position (Angabe), or what is recognised of a Beleg or position (Anerkennung)."""

    massnahme: str
    empfaenger: str
    art: Anerkanntart
    position: str
    # Angabe
    insgesamt: Betrag | None = None
    zuwendungsfaehig: Betrag | None = None
    # Anerkennung; without a Beleg-Nr. for the whole position.
    beleg_nr: str = ""
    anerkannt: Betrag | None = None
    mindert_insgesamt: bool | None = None
    grund: Kuerzungsgrund | None = None
    erlaeuterung: str = ""
    umgeordnet_nach: str = ""


@dataclass(frozen=True, slots=True)
class Jahresmappe:
    """A whole Foerderjahr as a workbook holds it; the template is `Jahresmappe()`."""

    kopf: Kopf = Kopf()
    parameter: tuple[Parameterwert, ...] = ()
    zuordnungen: tuple[ZuordnungZeile, ...] = ()
    gliederungen: tuple[GliederungZeile, ...] = ()
    traeger: tuple[TraegerZeile, ...] = ()
    massnahmen: tuple[MassnahmeZeile, ...] = ()
    empfaenger: tuple[EmpfaengerZeile, ...] = ()
    antraege: tuple[AntragZeile, ...] = ()
    fruehere_antragspositionen: tuple[FruehereAntragsposition, ...] = ()
    plaene: tuple[PlanZeile, ...] = ()
    texte: tuple[Text, ...] = ()
    bescheide: tuple[BescheidZeile, ...] = ()
    umverteilungen: tuple[Umverteilung, ...] = ()
    zusagen: tuple[ZusageZeile, ...] = ()
    zahlungen: tuple[ZahlungZeile, ...] = ()
    zahlungen_land: tuple[Zahlung, ...] = ()
    einnahmen: tuple[EinnahmeZeile, ...] = ()
    belege: tuple[BelegZeile, ...] = ()
    nachweise: tuple[NachweisZeile, ...] = ()
    anerkannt: tuple[AnerkanntZeile, ...] = ()
    nachweis_stadt: NachweisStadt = field(default_factory=NachweisStadt)
    # What the reader noticed without refusing: unknown sheets and columns.
    hinweise: tuple[str, ...] = field(default=(), compare=False)
