"""The chain of sums of one Foerderjahr as frozen values: all that rules and documents look at.

Two tracks, never in one column. Zuwendung: beantragt → bewilligt → zugesagt → ausgezahlt → festgesetzt → erstattet or
Restzahlung. Ausgaben (insgesamt, davon zuwendungsfähig): geplant → nachgewiesen → anerkannt. Every amount here was
fixed by a paper or a row; sums over them are computed in `summen.py`, one function a figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from grants.domain.begriffe import (
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
from grants.domain.money import Betrag, Vomhundert
from grants.domain.parameter import Parameter


@dataclass(frozen=True, slots=True)
class Quelle:
    """Where a stated figure stands."""

    text: str = ""
    datei: str = ""
    zeile: int | None = None
    stand: date | None = None


class Version(Protocol):
    """A paper that replaces its predecessor from a day on."""

    @property
    def version(self) -> int: ...
    @property
    def wirksam_ab(self) -> date | None: ...


V = TypeVar("V", bound=Version)


def valid(versionen: Iterable[V], am: date) -> V | None:
    """Return what is valid on a day: the highest version with wirksam_ab ≤ day; no day means from the start."""
    in_force = [v for v in versionen if v.wirksam_ab is None or v.wirksam_ab <= am]
    return max(in_force, key=lambda v: v.version, default=None)


@dataclass(frozen=True, slots=True)
class Ausgabeposition:
    """One Einzelansatz of a Finanzierungsplan."""

    code: str
    bezeichnung: str
    art: Ausgabenart
    insgesamt: Betrag
    zuwendungsfaehig: Betrag


@dataclass(frozen=True, slots=True)
class Deckungsmittel:
    herkunft: Mittelherkunft
    betrag: Betrag
    geber: str = ""


@dataclass(frozen=True, slots=True)
class Personalzeile:
    """A post behind a Personalausgabe; no names."""

    position: str
    funktion: str
    # Hundredths of a full-time post: 1,5 VZÄ are 150.
    vzae_hundertstel: int
    entgeltgruppe: str = ""
    monate: int | None = None
    betrag: Betrag | None = None


@dataclass(frozen=True, slots=True)
class Finanzierungsplan:
    version: int
    wirksam_ab: date | None
    positionen: tuple[Ausgabeposition, ...]
    deckungsmittel: tuple[Deckungsmittel, ...]
    personal: tuple[Personalzeile, ...] = ()


@dataclass(frozen=True, slots=True)
class Zusage:
    """What is promised to a recipient out of one purse, with the kind of financing that goes with it."""

    herkunft: Mittelherkunft
    betrag: Betrag
    finanzierungsart: Finanzierungsart | None = None
    landesanteil: Vomhundert | None = None


@dataclass(frozen=True, slots=True)
class Weiterleitung:
    """City → one Träger, by Bescheid or Vertrag."""

    version: int
    wirksam_ab: date | None
    aktenzeichen: str
    vom: date | None
    zusagen: tuple[Zusage, ...]
    bekannt_gegeben_am: date | None = None
    rechtsbehelfsverzicht_am: date | None = None
    bestandskraeftig_ab: date | None = None
    nachweisart: Nachweisart = Nachweisart.MIT_BELEGLISTE
    # The day it prints for the proof; None: that of the year.
    nachweis_bis: date | None = None


@dataclass(frozen=True, slots=True)
class Zuweisung:
    """City → one of its own offices; no Bescheid, no payment."""

    version: int
    wirksam_ab: date | None
    vom: date | None
    zusagen: tuple[Zusage, ...]
    nachweis_bis: date | None = None


@dataclass(frozen=True, slots=True)
class Zahlung:
    """Money that moved; negative where it came back to who paid it."""

    datum: date
    betrag: Betrag
    herkunft: Mittelherkunft
    art: Zahlungsart
    haushaltsjahr: int | None = None
    bemerkung: str = ""


@dataclass(frozen=True, slots=True)
class Beleg:
    """A row of the Belegliste before it is split over Maßnahmen."""

    traeger: str
    nr: str
    art: Belegart
    zahlungsempfaenger: str
    gezahlt: Betrag | None
    rechnungsnummer: str = ""
    rechnungsdatum: date | None = None
    zahlungsdatum: date | None = None
    zweck: str = ""
    leistung_von: date | None = None
    leistung_bis: date | None = None
    bemerkung: str = ""


@dataclass(frozen=True, slots=True)
class Belegteil:
    """The part of a Beleg that belongs to one Maßnahme and Ausgabeposition."""

    beleg: Beleg
    position: str
    betrag: Betrag
    zuwendungsfaehig: Betrag


@dataclass(frozen=True, slots=True)
class FremderBelegteil:
    """A share of the same invoice that stands in another year's proof."""

    beleg: Beleg
    jahr: int
    massnahme: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Einnahme:
    nr: str
    datum: date | None
    einzahler: str
    betrag: Betrag
    herkunft: Mittelherkunft
    zweck: str = ""


@dataclass(frozen=True, slots=True)
class AngegebeneSumme:
    """What the recipient states for one Ausgabeposition (its paper, the sum row of its file)."""

    position: str
    insgesamt: Betrag
    zuwendungsfaehig: Betrag


@dataclass(frozen=True, slots=True)
class Anerkennung:
    """What the check recognises of one Beleg (beleg_nr set) or of a whole Ausgabeposition (beleg_nr empty).

    Without a row a figure is recognised as proved. `mindert_insgesamt`: the cut is no Ausgabe of the Maßnahme at all
    (a double, another year), so it leaves the Ausgaben insgesamt too. `umgeordnet_nach`: the Ausgabeposition a
    Beleg belongs to in truth; moving it is no cut.
    """

    position: str
    anerkannt: Betrag
    beleg_nr: str = ""
    mindert_insgesamt: bool | None = None
    grund: Kuerzungsgrund | None = None
    erlaeuterung: str = ""
    umgeordnet_nach: str = ""


@dataclass(frozen=True, slots=True)
class Erstattung:
    """What the Schlussmitteilung asks back, and what was decided about it."""

    gefordert: Betrag
    faellig_am: date | None = None
    nicht_erhoben: Betrag = Betrag(0)
    nicht_erhoben_grund: str = ""
    nicht_erhoben_am: date | None = None


@dataclass(frozen=True, slots=True)
class Nachweis:
    """The Verwendungsnachweis of one recipient and what the check made of it."""

    status: NachweisStatus
    eingereicht_am: date | None = None
    rechtsverbindlich_am: date | None = None
    geprueft_am: date | None = None
    freigegeben_am: date | None = None
    verlaengert_bis: date | None = None
    angegeben: tuple[AngegebeneSumme, ...] = ()
    anerkennungen: tuple[Anerkennung, ...] = ()
    festgesetzt: Betrag | None = None
    schlussmitteilung_am: date | None = None
    erstattung: Erstattung | None = None
    restzahlung: Betrag | None = None


@dataclass(frozen=True, slots=True)
class Empfaenger:
    """One recipient of a Maßnahme in a year (Empfaengeranteil): owns plan, promise, payments, Belege and proof."""

    kuerzel: str
    name: str
    art: TraegerArt
    anteil: Betrag | None = None
    angabe: str = ""
    vorsteuerabzug: bool | None = None
    plaene: tuple[Finanzierungsplan, ...] = ()
    weiterleitungen: tuple[Weiterleitung, ...] = ()
    zuweisungen: tuple[Zuweisung, ...] = ()
    zahlungen: tuple[Zahlung, ...] = ()
    belegteile: tuple[Belegteil, ...] = ()
    einnahmen: tuple[Einnahme, ...] = ()
    nachweis: Nachweis | None = None

    @property
    def is_stelle(self) -> bool:
        return self.art is TraegerArt.STAEDTISCHE_STELLE


@dataclass(frozen=True, slots=True)
class Massnahme:
    """A Maßnahme in this year (Jahresmassnahme); it only sums what its recipients own."""

    kennung: str
    name: str
    empfaenger: tuple[Empfaenger, ...] = ()
    handlungsfeld_land: int | None = None
    handlungsfeld_land_name: str = ""
    handlungsfeld: str = ""
    fortsetzung: Fortsetzung | None = None
    beginn: date | None = None
    vorzeitiger_beginn_zustimmung_am: date | None = None
    land_beantragen: bool | None = None
    # Decision what happens to money that was not passed on.
    rest_entscheidung: str = ""
    rest_entscheidung_am: date | None = None
    # Amount of the year before, for guesses at a cause only.
    vorjahr: Betrag | None = None


@dataclass(frozen=True, slots=True)
class Antragsposition:
    massnahme: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Antrag:
    """City → Land; `genannt` is the total the paper states, kept beside the computed one."""

    version: int
    positionen: tuple[Antragsposition, ...]
    genannt: Betrag | None = None
    quelle: Quelle = Quelle()
    betragsart: Betragsart = Betragsart.UNGEKLAERT
    versandt_am: date | None = None


@dataclass(frozen=True, slots=True)
class Bescheidposition:
    nummer: str
    bezeichnung: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Aufteilung:
    """The share of a Bescheid that falls to one Maßnahme; `position` empty where the Bescheid names only a sum."""

    massnahme: str
    betrag: Betrag
    position: str = ""


@dataclass(frozen=True, slots=True)
class Bescheid:
    """Land → city, with the city's Aufteilung over the Maßnahmen."""

    version: int
    wirksam_ab: date | None
    vom: date
    aktenzeichen: str
    betrag: Betrag
    aufteilungen: tuple[Aufteilung, ...] = ()
    positionen: tuple[Bescheidposition, ...] = ()


@dataclass(frozen=True, slots=True)
class Umverteilung:
    """Money moved after the Bescheid between Maßnahmen; each row is one side of it (negative where it leaves)."""

    massnahme: str
    betrag: Betrag
    vom: date
    zustimmung_am: date | None = None
    beschluss: str = ""


@dataclass(frozen=True, slots=True)
class NachweisStadt:
    """Figures the city states for its own Verwendungsnachweis, each from its own source."""

    zuwendung_lt_abrechnung: Betrag | None = None
    zuwendungsfaehig_lt_abrechnung: Betrag | None = None
    # Payments of the city for the case as the ledger shows them: own Stellen, Träger, less what came back.
    haushalt_ist: Betrag | None = None
    haushalt_ist_am: date | None = None
    haushalt_ist_quelle: str = ""
    # What has to go back to the Land, as announced to it or demanded by it.
    rueckforderung_land: Betrag | None = None
    eingereicht_am: date | None = None


@dataclass(frozen=True, slots=True)
class ZugelasseneAbweichung:
    """A deviation reasoned by one Person and agreed to by another; holds for exactly this difference."""

    code: str
    massnahme: str | None
    traeger: str | None
    beleg: str | None
    differenz: Betrag
    grund: str
    begruendet_von: int
    zugestimmt_von: int | None = None


@dataclass(frozen=True, slots=True)
class Jahr:
    """A Foerderjahr of a Programm as it stands on a day (`am`)."""

    programm: str
    jahr: int
    status: FoerderjahrStatus
    am: date
    programm_name: str = ""
    ausgang: Ausgang | None = None
    parameter: Parameter = Parameter()
    massnahmen: tuple[Massnahme, ...] = ()
    antraege: tuple[Antrag, ...] = ()
    bescheide: tuple[Bescheid, ...] = ()
    umverteilungen: tuple[Umverteilung, ...] = ()
    zahlungen_land: tuple[Zahlung, ...] = ()
    nachweis_stadt: NachweisStadt | None = None
    abweichungen: tuple[ZugelasseneAbweichung, ...] = ()
    fremde_belegteile: tuple[FremderBelegteil, ...] = ()
    # Maßnahmen of the year before that are not in this one, with their amount; for guesses at a cause only.
    ausgelaufen: tuple[tuple[str, Betrag], ...] = ()

    @property
    def antrag(self) -> Antrag | None:
        """The newest version of the Antrag."""
        return max(self.antraege, key=lambda antrag: antrag.version, default=None)

    @property
    def bescheid(self) -> Bescheid | None:
        """The Bescheid in force on the day."""
        return valid(self.bescheide, self.am)
