"""Tables, one file per aggregate; importing the package fills the metadata for migrations and tests."""

from __future__ import annotations

from grants.models.abgabe import Abgabe
from grants.models.abschluss import Jahresoeffnung, PruefergebnisLand
from grants.models.abweichung import ZugelasseneAbweichung
from grants.models.antrag import Antrag, Antragsposition
from grants.models.base import Base
from grants.models.beleg import Beleg, Belegteil, Einnahme
from grants.models.beleg_einlesung import Belegeinlesung, Positionszuordnung, Spaltenzuordnung
from grants.models.bescheid import Aufteilung, Bescheid, Bescheidposition, Nebenbestimmung, Umverteilung
from grants.models.datei import Datei
from grants.models.dokument import Dokument, DokumentDatei
from grants.models.einlesung import Einlesung
from grants.models.einreichung import Nachforderung, Nachforderungspunkt, Nachweisfassung
from grants.models.ereignis import Ereignis, EreignisInhalt, EreignisKopf
from grants.models.erinnerung import Erinnerung, Erinnerungsvorlage
from grants.models.finanzierungsplan import Ausgabeposition, Deckungsmittel, Finanzierungsplan, Personalzeile
from grants.models.frist import Frist
from grants.models.jahreswechsel import Jahreswechsel
from grants.models.konto import Anmeldeversuch, Konto, Zugangslink, Zwischenstand
from grants.models.massnahme import (
    Empfaengeranteil,
    Jahresmassnahme,
    Massnahme,
    MassnahmeAlias,
    MassnahmeHandlungsfeld,
    MassnahmeLebensphase,
    MassnahmeSozialraum,
    Text,
)
from grants.models.mitteilung import Mitteilung
from grants.models.person import Person, Rollenzuordnung
from grants.models.postausgang import Nachricht
from grants.models.programm import (
    Beschluss,
    Foerderjahr,
    FoerderjahrParameter,
    Handlungsfeld,
    HandlungsfeldLand,
    Lebensphase,
    MittelherkunftZeile,
    Programm,
    ProgrammName,
    Sozialraum,
)
from grants.models.pruefung import (
    Nachweispruefung,
    Pruefpunkt,
    Pruefpunktantwort,
    Pruefung,
    Stichprobe,
    Stichprobenbeleg,
    Unterlagenanforderung,
    Unterlagenzeile,
)
from grants.models.sachbericht import Berichtsabschnitt, Erklaerung, Kennzahl, Kennzahlkatalog
from grants.models.stelle import Foerdergeber, FoerdergeberName, Stelle
from grants.models.traeger import Ansprechperson, Traeger, TraegerName, Vertretung
from grants.models.verstetigung import Haushaltszyklus, Verstetigungsmittel, Verstetigungsschritt
from grants.models.verwendungsnachweis import (
    Anerkennung,
    AngegebeneSumme,
    Erstattung,
    NachweisStadt,
    Nachweisversand,
    Testat,
    Verwendungsnachweis,
)
from grants.models.weiterleitung import (
    Weiterleitung,
    WeiterleitungBetrag,
    Weiterleitungsvorlage,
    Zahlungsplanrate,
    Zuweisung,
    ZuweisungBetrag,
)
from grants.models.zahlung import Zahlung

__all__ = [
    "Abgabe",
    "Anerkennung",
    "AngegebeneSumme",
    "Anmeldeversuch",
    "Ansprechperson",
    "Antrag",
    "Antragsposition",
    "Aufteilung",
    "Ausgabeposition",
    "Base",
    "Beleg",
    "Belegeinlesung",
    "Belegteil",
    "Berichtsabschnitt",
    "Bescheid",
    "Bescheidposition",
    "Beschluss",
    "Datei",
    "Deckungsmittel",
    "Dokument",
    "DokumentDatei",
    "Einlesung",
    "Einnahme",
    "Empfaengeranteil",
    "Ereignis",
    "EreignisInhalt",
    "EreignisKopf",
    "Erinnerung",
    "Erinnerungsvorlage",
    "Erklaerung",
    "Erstattung",
    "Finanzierungsplan",
    "Foerdergeber",
    "FoerdergeberName",
    "Foerderjahr",
    "FoerderjahrParameter",
    "Frist",
    "Handlungsfeld",
    "HandlungsfeldLand",
    "Haushaltszyklus",
    "Jahresmassnahme",
    "Jahresoeffnung",
    "Jahreswechsel",
    "Kennzahl",
    "Kennzahlkatalog",
    "Konto",
    "Lebensphase",
    "Massnahme",
    "MassnahmeAlias",
    "MassnahmeHandlungsfeld",
    "MassnahmeLebensphase",
    "MassnahmeSozialraum",
    "Mitteilung",
    "MittelherkunftZeile",
    "Nachforderung",
    "Nachforderungspunkt",
    "Nachricht",
    "NachweisStadt",
    "Nachweisfassung",
    "Nachweispruefung",
    "Nachweisversand",
    "Nebenbestimmung",
    "Person",
    "Personalzeile",
    "Positionszuordnung",
    "Programm",
    "ProgrammName",
    "PruefergebnisLand",
    "Pruefpunkt",
    "Pruefpunktantwort",
    "Pruefung",
    "Rollenzuordnung",
    "Sozialraum",
    "Spaltenzuordnung",
    "Stelle",
    "Stichprobe",
    "Stichprobenbeleg",
    "Testat",
    "Text",
    "Traeger",
    "TraegerName",
    "Umverteilung",
    "Unterlagenanforderung",
    "Unterlagenzeile",
    "Verstetigungsmittel",
    "Verstetigungsschritt",
    "Vertretung",
    "Verwendungsnachweis",
    "Weiterleitung",
    "WeiterleitungBetrag",
    "Weiterleitungsvorlage",
    "Zahlung",
    "Zahlungsplanrate",
    "Zugangslink",
    "ZugelasseneAbweichung",
    "Zuweisung",
    "ZuweisungBetrag",
    "Zwischenstand",
]
