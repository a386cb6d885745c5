"""The sheets and columns of the Jahresmappe as data; reader, writer and docs know nothing else."""

from __future__ import annotations

from collections.abc import Mapping

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
    label,
)
from grants.domain.kette import NachweisStadt, Umverteilung, Zahlung
from grants.domain.mappe import (
    Anerkanntart,
    AnerkanntZeile,
    AntragZeile,
    BelegZeile,
    Bescheidart,
    BescheidZeile,
    EinnahmeZeile,
    EmpfaengerZeile,
    FruehereAntragsposition,
    Gliederungsart,
    GliederungZeile,
    Kopf,
    MassnahmeZeile,
    NachweisZeile,
    Planart,
    PlanZeile,
    TraegerZeile,
    ZahlungZeile,
    ZuordnungZeile,
    Zusageart,
    ZusageZeile,
)
from grants.domain.mappe_blatt import Blatt, Spalte, Spaltenart, Vorzeichen
from grants.domain.parameter import PARAMETER, Parameterwert
from grants.domain.texte import TEXTFELDER, Text, Textart

TEXT = Spaltenart.TEXT
LISTE = Spaltenart.LISTE
BETRAG = Spaltenart.BETRAG
DATUM = Spaltenart.DATUM
GANZZAHL = Spaltenart.GANZZAHL
HUNDERTSTEL = Spaltenart.HUNDERTSTEL
JA_NEIN = Spaltenart.JA_NEIN
ANTEIL = Spaltenart.ANTEIL
AUSWAHL = Spaltenart.AUSWAHL
SCHLUESSEL = Spaltenart.SCHLUESSEL
PARAMETERWERT = Spaltenart.PARAMETERWERT
BEZEICHNUNG = Spaltenart.BEZEICHNUNG
NICHT_NEGATIV, POSITIV = Vorzeichen.NICHT_NEGATIV, Vorzeichen.POSITIV

_KENNUNG = Spalte(
    "Maßnahme", "massnahme", pflicht=True, hinweis="Kennung aus dem Blatt Maßnahmen", aliase=("Kennung",)
)
_EMPFAENGER = Spalte(
    "Empfänger", "empfaenger", pflicht=True, hinweis="Kürzel aus dem Blatt Träger", aliase=("Kürzel",)
)
_VERSION = Spalte("Version", "version", GANZZAHL, vorgabe=1, hinweis="leer: 1")
_WIRKSAM = Spalte("wirksam ab", "wirksam_ab", DATUM, gemeinsam=True, hinweis="leer: von Anfang an")
_POSITION_HINWEIS = "Kürzel aus dem Finanzierungsplan, z. B. PK"

# -- the sheets ----------------------------------------------------------------------------------------------

STELLE = Blatt(
    "Stelle",
    "kopf",
    Kopf,
    formular=True,
    spalten=(
        Spalte("Programm", "programm", hinweis="Schlüssel; leer: kinderstark"),
        Spalte("Name des Programms", "programm_name"),
        Spalte("Jahr", "jahr", GANZZAHL, von=2000, bis=2100, hinweis="Förderjahr, vierstellig"),
        Spalte("Stand", "status", AUSWAHL, auswahl=FoerderjahrStatus),
        Spalte("beantragt am", "beantragt_am", DATUM),
        Spalte("beschieden am", "beschieden_am", DATUM),
        Spalte("Ausgang", "ausgang", AUSWAHL, auswahl=Ausgang, hinweis="Entscheidung des Landes"),
        Spalte("nachgewiesen am", "nachgewiesen_am", DATUM),
        Spalte("abgeschlossen am", "abgeschlossen_am", DATUM),
        Spalte("Stadt", "name", hinweis="Antragstellerin"),
        Spalte("Amt", "amt"),
        Spalte("Straße", "strasse"),
        Spalte("PLZ", "plz"),
        Spalte("Ort", "ort"),
        Spalte("Kreis", "kreis"),
        Spalte("Gemeindekennziffer", "gemeindekennziffer", hinweis="acht Ziffern"),
        Spalte("Internet", "internet"),
        Spalte("E-Mail", "email"),
        Spalte("Telefon", "telefon"),
        Spalte("Vertretungsberechtigt", "vertretungsberechtigt"),
        Spalte("Auskunft erteilt", "auskunft_erteilt"),
        Spalte("Auskunft Telefon", "auskunft_telefon"),
        Spalte("Auskunft Vertretung", "auskunft_vertretung"),
        Spalte("IBAN", "iban"),
        Spalte("BIC", "bic"),
        Spalte("Kreditinstitut", "institut"),
        Spalte("Muster der Aktenzeichen", "aktenzeichen_muster"),
        Spalte("Beispieldaten", "beispiel", JA_NEIN, hinweis="ja: erfunden, jede Seite sagt es"),
        Spalte("Fördergeber", "foerdergeber_name", hinweis="Bewilligungsbehörde"),
        Spalte(
            "Anschrift des Fördergebers", "foerdergeber_anschrift", LISTE, hinweis="Zeilen mit ; getrennt"
        ),
    ),
)
FOERDERJAHR = Blatt(
    "Förderjahr",
    "parameter",
    Parameterwert,
    schluessel=("schluessel",),
    vordruck=tuple(art.schluessel for art in PARAMETER),
    spalten=(
        Spalte(
            "Schlüssel",
            "schluessel",
            SCHLUESSEL,
            pflicht=True,
            erlaubt=tuple(art.schluessel for art in PARAMETER),
        ),
        Spalte("Bezeichnung", "schluessel", BEZEICHNUNG),
        Spalte("Wert", "wert", PARAMETERWERT, pflicht=True, hinweis="leer: noch nicht bekannt"),
        Spalte("Quelle", "quelle", hinweis="z. B. Zuwendungsbescheid Nr. 3"),
        Spalte("Stand", "stand", DATUM),
        Spalte("bestätigt", "bestaetigt", JA_NEIN, vorgabe=False, hinweis="leer: nein"),
    ),
)
ZUORDNUNG = Blatt(
    "Zuordnung",
    "zuordnungen",
    ZuordnungZeile,
    schluessel=("herkunft",),
    vordruck=tuple(label(herkunft) for herkunft in Mittelherkunft),
    spalten=(
        Spalte("Mittelherkunft", "herkunft", AUSWAHL, auswahl=Mittelherkunft, pflicht=True),
        Spalte(
            "Zeile im Antrag",
            "zeile",
            AUSWAHL,
            auswahl=Antragszeile,
            pflicht=True,
            hinweis="3.3 Dritte, 3.5 Land, 3.6 öffentlich, 3.7 Eigenanteil",
        ),
    ),
)
GLIEDERUNG = Blatt(
    "Gliederung",
    "gliederungen",
    GliederungZeile,
    zeilenart="art",
    schluessel=("art", "nummer", "name"),
    spalten=(
        Spalte("Art", "art", AUSWAHL, auswahl=Gliederungsart, pflicht=True),
        Spalte(
            "Nummer",
            "nummer",
            pflicht=(Gliederungsart.HANDLUNGSFELD,),
            nur=(Gliederungsart.HANDLUNGSFELD,),
            laenge=10,
            hinweis="z. B. IV",
        ),
        Spalte("Name", "name", pflicht=True, laenge=200),
        Spalte("Bezirk", "bezirk", nur=(Gliederungsart.SOZIALRAUM,)),
    ),
)
TRAEGER = Blatt(
    "Träger",
    "traeger",
    TraegerZeile,
    schluessel=("kuerzel",),
    spalten=(
        Spalte("Kürzel", "kuerzel", pflicht=True, laenge=60, hinweis="eindeutig, z. B. traeger-a"),
        Spalte("Name", "name", pflicht=True),
        Spalte("Art", "art", AUSWAHL, auswahl=TraegerArt, pflicht=True),
        Spalte("Angaben in Listen", "angaben", LISTE, laenge=200, hinweis="andere Namen, mit ; getrennt"),
        Spalte("Straße", "strasse"),
        Spalte("PLZ", "plz"),
        Spalte("Ort", "ort"),
        Spalte("E-Mail", "email"),
        Spalte("Telefon", "telefon"),
        Spalte("Vertretungsberechtigte", "vertretungsberechtigte", LISTE, laenge=200),
        Spalte("nur gemeinsam", "gemeinsam_vertreten", JA_NEIN),
        Spalte("IBAN", "iban"),
        Spalte("Buchungsstelle", "buchungsstelle", hinweis="nur städtische Stellen"),
        Spalte("Amt-Nr.", "amt_nummer"),
        Spalte("Dezernat", "dezernat"),
    ),
)
MASSNAHMEN = Blatt(
    "Maßnahmen",
    "massnahmen",
    MassnahmeZeile,
    schluessel=("kennung",),
    spalten=(
        Spalte("Kennung", "kennung", pflicht=True, laenge=60, hinweis="bleibt über die Jahre gleich"),
        Spalte("Maßnahme", "name", pflicht=True),
        Spalte("Andere Namen", "aliase", LISTE, laenge=300),
        Spalte("Handlungsfeld", "handlungsfeld", laenge=10, hinweis="der Stadt, z. B. IV"),
        Spalte(
            "Weitere Handlungsfelder",
            "weitere_handlungsfelder",
            LISTE,
            laenge=10,
        ),
        Spalte("Handlungsfeld Land", "handlungsfeld_land", GANZZAHL, bis=6, hinweis="1 bis 6"),
        Spalte(
            "Lebensphasen",
            "lebensphasen",
            LISTE,
            laenge=200,
            aliase=("Lebensphase",),
        ),
        Spalte("Sozialräume", "sozialraeume", LISTE, laenge=200),
        Spalte("laufend seit", "laufend_seit", hinweis="auch ungenau, z. B. 2019"),
        Spalte("geplant ab", "geplant_ab", hinweis="auch ungenau, z. B. Mitte 2024"),
        Spalte("befristet bis", "befristet_bis"),
        Spalte("Fortsetzung", "fortsetzung", AUSWAHL, auswahl=Fortsetzung),
        Spalte("Beginn", "beginn", DATUM),
        Spalte("Zustimmung zum vorzeitigen Beginn am", "vorzeitiger_beginn_zustimmung_am", DATUM),
        Spalte("Land beantragen", "land_beantragen", JA_NEIN, hinweis="leer: offen"),
        Spalte(
            "beantragt",
            "beantragt",
            BETRAG,
            vorzeichen=POSITIV,
            hinweis="im neuesten Antrag, EUR; leer: nicht darin",
        ),
        Spalte("Entscheidung über den Rest", "rest_entscheidung"),
        Spalte("Rest entschieden am", "rest_entscheidung_am", DATUM),
    ),
)
EMPFAENGER = Blatt(
    "Empfänger",
    "empfaenger",
    EmpfaengerZeile,
    schluessel=("massnahme", "empfaenger"),
    spalten=(
        _KENNUNG,
        _EMPFAENGER,
        Spalte("Anteil", "anteil", BETRAG, vorzeichen=NICHT_NEGATIV, hinweis="EUR; leer: offen"),
        Spalte("Angabe im Papier", "angabe"),
        Spalte("Vorsteuerabzug", "vorsteuerabzug", JA_NEIN, hinweis="leer: offen"),
    ),
)
ANTRAG = Blatt(
    "Antrag",
    "antraege",
    AntragZeile,
    schluessel=("version",),
    spalten=(
        _VERSION,
        Spalte("genannte Summe", "genannt", BETRAG, hinweis="wie sie im Papier steht, EUR"),
        Spalte(
            "Beträge sind",
            "betragsart",
            AUSWAHL,
            auswahl=Betragsart,
            vorgabe=Betragsart.UNGEKLAERT,
            hinweis="leer: ungeklärt",
        ),
        Spalte("versandt am", "versandt_am", DATUM),
        Spalte("Versandweg", "versandweg"),
        Spalte("eingegangen am", "eingegangen_am", DATUM),
        Spalte("Quelle", "quelle"),
        Spalte("Datei", "quelle_datei"),
        Spalte("Zeile", "quelle_zeile", GANZZAHL, bis=1_048_576),
        Spalte("Stand", "stand", DATUM),
    ),
)
FRUEHERE_ANTRAEGE = Blatt(
    "Frühere Anträge",
    "fruehere_antragspositionen",
    FruehereAntragsposition,
    schluessel=("version", "massnahme"),
    spalten=(
        Spalte("Version", "version", GANZZAHL, pflicht=True, hinweis="älter als die neueste"),
        _KENNUNG,
        Spalte("beantragt", "betrag", BETRAG, pflicht=True, vorzeichen=POSITIV),
    ),
)
_AUSGABE, _DECKUNG, _PERSONAL = (Planart.AUSGABE,), (Planart.DECKUNGSMITTEL,), (Planart.PERSONAL,)
FINANZIERUNGSPLAN = Blatt(
    "Finanzierungsplan",
    "plaene",
    PlanZeile,
    zeilenart="art",
    papier=("massnahme", "empfaenger", "version"),
    spalten=(
        _KENNUNG,
        _EMPFAENGER,
        _VERSION,
        _WIRKSAM,
        Spalte("Art", "art", AUSWAHL, auswahl=Planart, pflicht=True, hinweis="was die Zeile enthält"),
        Spalte(
            "Ausgabeposition",
            "position",
            laenge=20,
            pflicht=_AUSGABE + _PERSONAL,
            nur=_AUSGABE + _PERSONAL,
            hinweis="Kürzel, z. B. PK",
            aliase=("Position",),
        ),
        Spalte("Bezeichnung", "bezeichnung", nur=_AUSGABE),
        Spalte("Ausgabenart", "ausgabenart", AUSWAHL, auswahl=Ausgabenart, pflicht=_AUSGABE, nur=_AUSGABE),
        Spalte("insgesamt", "insgesamt", BETRAG, pflicht=_AUSGABE, nur=_AUSGABE),
        Spalte("davon zuwendungsfähig", "zuwendungsfaehig", BETRAG, pflicht=_AUSGABE, nur=_AUSGABE),
        Spalte("Mittelherkunft", "herkunft", AUSWAHL, auswahl=Mittelherkunft, pflicht=_DECKUNG, nur=_DECKUNG),
        Spalte("Geber", "geber", nur=_DECKUNG),
        Spalte("Betrag", "betrag", BETRAG, pflicht=_DECKUNG, nur=_DECKUNG + _PERSONAL),
        Spalte("Funktion", "funktion", pflicht=_PERSONAL, nur=_PERSONAL, hinweis="keine Namen"),
        Spalte(
            "VZÄ",
            "vzae_hundertstel",
            HUNDERTSTEL,
            pflicht=_PERSONAL,
            nur=_PERSONAL,
            bis=99_999,
            hinweis="z. B. 0,75",
        ),
        Spalte("Entgeltgruppe", "entgeltgruppe", nur=_PERSONAL),
        Spalte("Monate", "monate", GANZZAHL, nur=_PERSONAL, bis=12),
    ),
)
TEXTE = Blatt(
    "Texte",
    "texte",
    Text,
    schluessel=("schluessel", "kennung"),
    vordruck=tuple(feld.schluessel for feld in TEXTFELDER),
    spalten=(
        Spalte(
            "Schlüssel",
            "schluessel",
            SCHLUESSEL,
            pflicht=True,
            erlaubt=tuple(feld.schluessel for feld in TEXTFELDER),
        ),
        Spalte("Bezeichnung", "schluessel", BEZEICHNUNG),
        Spalte("Maßnahme", "kennung", hinweis="Kennung; leer: für das ganze Jahr", aliase=("Kennung",)),
        Spalte("Text", "text", pflicht=True, hinweis="Erklärungen: ja oder nein"),
    ),
)
_BESCHEID, _BPOSITION, _AUFTEILUNG = (
    (Bescheidart.BESCHEID,),
    (Bescheidart.POSITION,),
    (Bescheidart.AUFTEILUNG,),
)
BESCHEID = Blatt(
    "Bescheid",
    "bescheide",
    BescheidZeile,
    zeilenart="art",
    spalten=(
        _VERSION,
        Spalte("Art", "art", AUSWAHL, auswahl=Bescheidart, pflicht=True, hinweis="was die Zeile enthält"),
        Spalte("wirksam ab", "wirksam_ab", DATUM, nur=_BESCHEID, hinweis="leer: von Anfang an"),
        Spalte("Bescheid vom", "vom", DATUM, pflicht=_BESCHEID, nur=_BESCHEID),
        Spalte("Aktenzeichen", "aktenzeichen", nur=_BESCHEID),
        Spalte(
            "Position",
            "position",
            laenge=20,
            pflicht=_BPOSITION,
            nur=_BPOSITION + _AUFTEILUNG,
            hinweis="Nummer im Bescheid",
        ),
        Spalte("Bezeichnung", "bezeichnung", nur=_BPOSITION),
        Spalte(
            "Maßnahme",
            "massnahme",
            pflicht=_AUFTEILUNG,
            nur=_AUFTEILUNG,
            hinweis="Kennung aus dem Blatt Maßnahmen",
            aliase=("Kennung",),
        ),
        Spalte("Betrag", "betrag", BETRAG, pflicht=True, vorzeichen=NICHT_NEGATIV),
    ),
)
UMVERTEILUNGEN = Blatt(
    "Umverteilungen",
    "umverteilungen",
    Umverteilung,
    spalten=(
        _KENNUNG,
        Spalte("Betrag", "betrag", BETRAG, pflicht=True, hinweis="EUR; negativ, wo Geld abgeht"),
        Spalte("vom", "vom", DATUM, pflicht=True),
        Spalte("Zustimmung am", "zustimmung_am", DATUM),
        Spalte("Beschluss", "beschluss"),
    ),
)
_WEITER = (Zusageart.WEITERLEITUNG,)
WEITERLEITUNGEN = Blatt(
    "Weiterleitungen",
    "zusagen",
    ZusageZeile,
    zeilenart="art",
    schluessel=("massnahme", "empfaenger", "version", "herkunft"),
    papier=("massnahme", "empfaenger", "version"),
    spalten=(
        _KENNUNG,
        _EMPFAENGER,
        _VERSION,
        _WIRKSAM,
        Spalte(
            "Art",
            "art",
            AUSWAHL,
            auswahl=Zusageart,
            pflicht=True,
            gemeinsam=True,
            hinweis="Stellen erhalten eine Zuweisung",
        ),
        Spalte("durch Vertrag", "vertrag", JA_NEIN, nur=_WEITER, gemeinsam=True, hinweis="leer: Bescheid"),
        Spalte("Aktenzeichen", "aktenzeichen", nur=_WEITER, gemeinsam=True),
        Spalte("Bescheid vom", "vom", DATUM, gemeinsam=True),
        Spalte("bekannt gegeben am", "bekannt_gegeben_am", DATUM, nur=_WEITER, gemeinsam=True),
        Spalte("Rechtsbehelfsverzicht am", "rechtsbehelfsverzicht_am", DATUM, nur=_WEITER, gemeinsam=True),
        Spalte("bestandskräftig ab", "bestandskraeftig_ab", DATUM, nur=_WEITER, gemeinsam=True),
        Spalte(
            "Nachweisart",
            "nachweisart",
            AUSWAHL,
            auswahl=Nachweisart,
            pflicht=_WEITER,
            nur=_WEITER,
            gemeinsam=True,
        ),
        Spalte("Nachweis bis", "nachweis_bis", DATUM, gemeinsam=True, hinweis="leer: wie im Förderjahr"),
        Spalte("Mittelherkunft", "herkunft", AUSWAHL, auswahl=Mittelherkunft, pflicht=True),
        Spalte("Betrag", "betrag", BETRAG, pflicht=True, vorzeichen=NICHT_NEGATIV),
        Spalte(
            "Finanzierungsart",
            "finanzierungsart",
            AUSWAHL,
            auswahl=Finanzierungsart,
            hinweis="leer: wie im Förderjahr",
        ),
        Spalte("Landesanteil", "landesanteil", ANTEIL, hinweis="v. H.; leer: wie im Förderjahr"),
    ),
)
_HAUSHALTSJAHR = Spalte("Haushaltsjahr", "haushaltsjahr", GANZZAHL, von=2000, bis=2100)
AUSZAHLUNGEN = Blatt(
    "Auszahlungen",
    "zahlungen",
    ZahlungZeile,
    spalten=(
        _KENNUNG,
        _EMPFAENGER,
        Spalte("Datum", "datum", DATUM, pflicht=True),
        Spalte("Betrag", "betrag", BETRAG, pflicht=True, hinweis="EUR; negativ, wo Geld zurückkam"),
        Spalte("Mittelherkunft", "herkunft", AUSWAHL, auswahl=Mittelherkunft, pflicht=True),
        Spalte("Art", "art", AUSWAHL, auswahl=Zahlungsart, pflicht=True),
        _HAUSHALTSJAHR,
        Spalte("Bemerkung", "bemerkung"),
    ),
)
ZAHLUNGEN_LAND = Blatt(
    "Zahlungen des Landes",
    "zahlungen_land",
    Zahlung,
    spalten=(
        Spalte("Datum", "datum", DATUM, pflicht=True),
        Spalte("Betrag", "betrag", BETRAG, pflicht=True, hinweis="EUR; negativ, was an das Land zurückging"),
        Spalte(
            "Mittelherkunft",
            "herkunft",
            AUSWAHL,
            auswahl=Mittelherkunft,
            vorgabe=Mittelherkunft.LAND,
            hinweis="leer: Land",
        ),
        Spalte("Art", "art", AUSWAHL, auswahl=Zahlungsart, pflicht=True),
        _HAUSHALTSJAHR,
        Spalte("Bemerkung", "bemerkung"),
    ),
)
EINNAHMEN = Blatt(
    "Einnahmen",
    "einnahmen",
    EinnahmeZeile,
    schluessel=("massnahme", "empfaenger", "nr"),
    spalten=(
        _KENNUNG,
        _EMPFAENGER,
        Spalte("Beleg-Nr.", "nr", pflicht=True, laenge=60),
        Spalte("Datum", "datum", DATUM),
        Spalte("Einzahler", "einzahler"),
        Spalte("Zweck", "zweck"),
        Spalte("Betrag", "betrag", BETRAG, pflicht=True),
        Spalte("Mittelherkunft", "herkunft", AUSWAHL, auswahl=Mittelherkunft, pflicht=True),
    ),
)
_BELEG = (Belegart.BELEG,)
BELEGE = Blatt(
    "Belege",
    "belege",
    BelegZeile,
    zeilenart="art",
    schluessel=("empfaenger", "nr", "massnahme", "position"),
    papier=("empfaenger", "nr"),
    spalten=(
        _KENNUNG,
        _EMPFAENGER,
        Spalte(
            "Beleg-Nr.",
            "nr",
            pflicht=True,
            laenge=60,
            hinweis="eindeutig je Träger; geteilte Belege mehrfach",
        ),
        Spalte(
            "Ausgabeposition",
            "position",
            pflicht=True,
            laenge=20,
            hinweis=_POSITION_HINWEIS,
            aliase=("Kostenposition",),
        ),
        Spalte(
            "Art",
            "art",
            AUSWAHL,
            auswahl=Belegart,
            vorgabe=Belegart.BELEG,
            gemeinsam=True,
            hinweis="leer: Beleg",
        ),
        Spalte("Rechnungsnummer", "rechnungsnummer", gemeinsam=True),
        Spalte("Rechnungsdatum", "rechnungsdatum", DATUM, gemeinsam=True),
        Spalte("Zahlungsdatum", "zahlungsdatum", DATUM, gemeinsam=True),
        Spalte("Zahlungsempfänger", "zahlungsempfaenger", pflicht=_BELEG, gemeinsam=True),
        Spalte("Zweck", "zweck", gemeinsam=True, hinweis="keine Namen von Kindern oder Familien"),
        Spalte(
            "gezahlter Betrag", "gezahlt", BETRAG, pflicht=_BELEG, gemeinsam=True, hinweis="EUR, nach Skonto"
        ),
        Spalte("Betrag für die Maßnahme", "betrag", BETRAG, pflicht=True),
        Spalte("davon zuwendungsfähig", "zuwendungsfaehig", BETRAG, pflicht=True),
        Spalte("Leistung von", "leistung_von", DATUM, gemeinsam=True),
        Spalte("Leistung bis", "leistung_bis", DATUM, gemeinsam=True),
        Spalte("Bemerkung", "bemerkung", gemeinsam=True),
    ),
)
NACHWEISE = Blatt(
    "Nachweise",
    "nachweise",
    NachweisZeile,
    schluessel=("massnahme", "empfaenger"),
    spalten=(
        _KENNUNG,
        _EMPFAENGER,
        Spalte("Stand", "status", AUSWAHL, auswahl=NachweisStatus, pflicht=True, aliase=("Status",)),
        Spalte("eingereicht am", "eingereicht_am", DATUM),
        Spalte("rechtsverbindlich eingegangen am", "rechtsverbindlich_am", DATUM),
        Spalte("Frist verlängert bis", "verlaengert_bis", DATUM),
        Spalte("geprüft am", "geprueft_am", DATUM),
        Spalte("freigegeben am", "freigegeben_am", DATUM),
        Spalte("festgesetzt", "festgesetzt", BETRAG, vorzeichen=NICHT_NEGATIV),
        Spalte("Schlussmitteilung am", "schlussmitteilung_am", DATUM),
        Spalte("Erstattung gefordert", "erstattung_gefordert", BETRAG, vorzeichen=NICHT_NEGATIV),
        Spalte("fällig am", "faellig_am", DATUM),
        Spalte("davon nicht erhoben", "nicht_erhoben", BETRAG, vorzeichen=NICHT_NEGATIV),
        Spalte("Grund", "nicht_erhoben_grund", hinweis="warum nicht erhoben"),
        Spalte("Entscheidung am", "nicht_erhoben_am", DATUM),
        Spalte("Restzahlung", "restzahlung", BETRAG, vorzeichen=NICHT_NEGATIV),
    ),
)
_ANGABE, _ANERKENNUNG = (Anerkanntart.ANGABE,), (Anerkanntart.ANERKENNUNG,)
ANERKANNT = Blatt(
    "Anerkannt",
    "anerkannt",
    AnerkanntZeile,
    zeilenart="art",
    schluessel=("massnahme", "empfaenger", "art", "position", "beleg_nr"),
    spalten=(
        _KENNUNG,
        _EMPFAENGER,
        Spalte(
            "Art",
            "art",
            AUSWAHL,
            auswahl=Anerkanntart,
            pflicht=True,
            hinweis="Angabe des Empfängers oder Anerkennung",
        ),
        Spalte(
            "Ausgabeposition",
            "position",
            pflicht=True,
            laenge=20,
            hinweis=_POSITION_HINWEIS,
            aliase=("Position",),
        ),
        Spalte("angegeben insgesamt", "insgesamt", BETRAG, pflicht=_ANGABE, nur=_ANGABE),
        Spalte("angegeben zuwendungsfähig", "zuwendungsfaehig", BETRAG, pflicht=_ANGABE, nur=_ANGABE),
        Spalte("Beleg-Nr.", "beleg_nr", nur=_ANERKENNUNG, laenge=60, hinweis="leer: ganze Position"),
        Spalte("anerkannt", "anerkannt", BETRAG, pflicht=_ANERKENNUNG, nur=_ANERKENNUNG),
        Spalte("mindert Ausgaben insgesamt", "mindert_insgesamt", JA_NEIN, nur=_ANERKENNUNG),
        Spalte(
            "Kürzungsgrund", "grund", AUSWAHL, auswahl=Kuerzungsgrund, nur=_ANERKENNUNG, aliase=("Grund",)
        ),
        Spalte("Erläuterung", "erlaeuterung", nur=_ANERKENNUNG),
        Spalte(
            "umgeordnet nach",
            "umgeordnet_nach",
            nur=_ANERKENNUNG,
            laenge=20,
            hinweis="Ausgabeposition, zu der der Beleg richtig gehört",
        ),
    ),
)
NACHWEIS_STADT = Blatt(
    "Nachweis Stadt",
    "nachweis_stadt",
    NachweisStadt,
    formular=True,
    spalten=(
        Spalte("Zuwendung des Landes lt. Abrechnung", "zuwendung_lt_abrechnung", BETRAG),
        Spalte("zuwendungsfähige Ausgaben lt. Abrechnung", "zuwendungsfaehig_lt_abrechnung", BETRAG),
        Spalte(
            "Ist der Haushaltsüberwachung",
            "haushalt_ist",
            BETRAG,
            hinweis="eigene Stellen und Träger, netto, EUR",
        ),
        Spalte("Ist vom", "haushalt_ist_am", DATUM),
        Spalte("Quelle des Ist", "haushalt_ist_quelle"),
        Spalte("Rückforderung des Landes", "rueckforderung_land", BETRAG),
        Spalte("eingereicht am", "eingereicht_am", DATUM),
    ),
)

# In the order of the year, as the workbook shows them.
BLAETTER: tuple[Blatt, ...] = (
    STELLE,
    FOERDERJAHR,
    ZUORDNUNG,
    GLIEDERUNG,
    TRAEGER,
    MASSNAHMEN,
    EMPFAENGER,
    ANTRAG,
    FRUEHERE_ANTRAEGE,
    FINANZIERUNGSPLAN,
    TEXTE,
    BESCHEID,
    UMVERTEILUNGEN,
    WEITERLEITUNGEN,
    AUSZAHLUNGEN,
    ZAHLUNGEN_LAND,
    EINNAHMEN,
    BELEGE,
    NACHWEISE,
    ANERKANNT,
    NACHWEIS_STADT,
)
BLATT_BY_NAME: Mapping[str, Blatt] = {blatt.name: blatt for blatt in BLAETTER}
# Declarations are answered with one of these words, never with prose.
ERKLAERUNGEN = frozenset(feld.schluessel for feld in TEXTFELDER if feld.art is Textart.ERKLAERUNG)
BEZEICHNUNGEN: Mapping[str, str] = {
    **{art.schluessel: art.label for art in PARAMETER},
    **{feld.schluessel: feld.label for feld in TEXTFELDER},
}
