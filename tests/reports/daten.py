"""Example years for the papers: 2023 with every figure, one of many Maßnahmen, one with gaps. All invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from grants.domain.antrag import AntragDaten, Handlungsfeld, build_antrag
from grants.domain.begriffe import (
    Ausgabenart,
    Betragsart,
    FoerderjahrStatus,
    Fortsetzung,
    Kuerzungsgrund,
    Mittelherkunft,
    NachweisStatus,
    TraegerArt,
    Zahlungsart,
)
from grants.domain.dokumente import Ausstellung
from grants.domain.kette import (
    Anerkennung,
    Ausgabeposition,
    Deckungsmittel,
    Empfaenger,
    Finanzierungsplan,
    Jahr,
    Massnahme,
    NachweisStadt,
    Quelle,
    Zahlung,
)
from grants.domain.money import Betrag, euro, parse_betrag, summe
from grants.domain.stelle import Anschrift, Foerdergeber, Stelle
from grants.domain.texte import TEXTFELDER, Text, Textart
from grants.domain.verwendungsnachweis import VerwendungsnachweisDaten, build_verwendungsnachweis
from tests.domain.jahre import (
    make_angegeben,
    make_antrag,
    make_bescheid,
    make_einnahme,
    make_jahr,
    make_nachweis,
    make_weiterleitung,
    make_zusagen,
    make_zuweisung,
    tag,
)

HERKUNFT = {
    "Land": Mittelherkunft.LAND,
    "Stadt": Mittelherkunft.STADT,
    "Eigen": Mittelherkunft.TRAEGER,
    "Kasse": Mittelherkunft.KRANKENKASSE,
}
ARTEN = {
    "PK": Ausgabenart.PERSONAL,
    "HO": Ausgabenart.HONORAR,
    "SA": Ausgabenart.SACH,
    "OE": Ausgabenart.OEFFENTLICHKEITSARBEIT,
    "FK": Ausgabenart.FAHRT,
}
HANDLUNGSFELDER = (
    Handlungsfeld(1, "Netzwerkkoordination"),
    Handlungsfeld(2, "Familiengrundschulzentren"),
    Handlungsfeld(3, "Lotsendienste in Geburtskliniken"),
    Handlungsfeld(4, "Lotsendienste in Arztpraxen"),
    Handlungsfeld(5, "Kommunale Familienbüros"),
    Handlungsfeld(6, "Ausbau aufsuchender Angebote"),
)
AUSSTELLUNG = Ausstellung(1, "Beispiel-A-2023-1", date(2024, 8, 31), 128, "3f" * 32)

# Kennung, name, Handlungsfeld of the Land, recipients.
MASSNAHMEN = """
geschaeftsstelle|Geschäftsstelle Bochumer Präventionskette|1|jugendamt
babylotsen|Babylotsen Bunter Kreis|3|beispiel-a
lotsendienste-kinderarztpraxen|Lotsendienste in Kinderarztpraxen Amt 53|4|amt-53
ebika|EBIKA FPZ|6|fpz
stadtteilarbeit-ifak-ronahi|Stadtteilarbeit IFAK, Ronahi|6|beispiel-b beispiel-c
stadtteilarbeit-vaeter|Stadtteilarbeit SKFM WAT (Väter)|6|beispiel-d
soziales-kompetenztraining|Soziales Kompetenztraining Ev. Jugendhilfe|6|beispiel-e
hebammenversorgung|Hebammenversorgung ASB|6|beispiel-f
staerken-vor-ort|Stärken vor Ort – Digitale (Beziehungs)-Kompetenz von Familien WBZ|6|beispiel-g
"""
# Recipient, name, plan (position:insgesamt[:zuwendungsfähig]), cover, proved, payments net of the year, festgesetzt.
EMPFAENGER = """
jugendamt|Jugendamt, Geschäftsstelle|PK:104.000 SA:6.250 OE:8.500|Land:95.000 Stadt:23.750|PK:104.612,40 SA:5.137,60 OE:9.000||95.000
beispiel-a|Beispielträger A e. V.|PK:96.000 SA:7.250 OE:4.000|Land:85.800 Eigen:21.450|PK:96.480 SA:6.770 OE:4.000|85.800|85.490,60
amt-53|Amt 53|PK:78.375 SA:4.500|Land:66.300 Stadt:16.575|PK:76.140 SA:4.360||64.400
fpz|FPZ|HO:2.800 SA:787,50|Land:2.870 Stadt:717,50|HO:2.800 SA:787,50||2.870
beispiel-b|Beispielträger B e. V.|HO:9.000 SA:2.662,50|Land:9.330 Eigen:2.332,50|HO:9.120 SA:2.542,50|9.330|9.330
beispiel-c|Beispielträger C e. V.|HO:6.000 SA:1.775|Land:6.220 Eigen:1.555|HO:5.850 SA:1.925|6.220|6.220
beispiel-d|Beispielträger D e. V.|PK:24.000 HO:4.250 SA:3.000|Land:25.000 Stadt:3.000 Eigen:3.250|PK:24.180 HO:4.070 SA:3.000|25.000|24.856
beispiel-e|Beispielträger E gGmbH|HO:12.500 SA:4.500|Land:13.600 Eigen:3.400|HO:12.500 SA:4.480|13.600|13.584
beispiel-f|Beispielträger F e. V.|HO:15.500 SA:3.000 FK:3.000|Land:16.000 Kasse:1.500 Eigen:4.000|HO:14.660 SA:3.840 FK:3.000|12.800|15.808
beispiel-g|Beispielträger G e. V.|PK:42.000 HO:12.000 SA:7.000:6.600|Land:48.480 Eigen:12.520|PK:35.700 HO:11.200 SA:5.770:5.450|44.480|41.880
"""  # noqa: E501  # a table reads better in long lines
ANERKENNUNGEN = {
    "beispiel-a": Anerkennung("OE", euro("3613.25"), "", True, Kuerzungsgrund.DOPPELT_ERFASST),
    "beispiel-d": Anerkennung("SA", euro("2820.00"), "", True, Kuerzungsgrund.AUSSERHALB_ZEITRAUM),
    "beispiel-f": Anerkennung("SA", euro("3600.00"), "", False, Kuerzungsgrund.EINZELANSATZ_UEBERSCHRITTEN),
}
NACH_PRUEFUNG = {
    "beispiel-f": Zahlung(
        date(2024, 6, 14), euro("3008.00"), Mittelherkunft.LAND, Zahlungsart.RESTZAHLUNG, 2024
    ),
    "beispiel-a": Zahlung(
        date(2024, 7, 5), euro("-309.40"), Mittelherkunft.LAND, Zahlungsart.ERSTATTUNG, 2024
    ),
    "beispiel-g": Zahlung(
        date(2024, 7, 12), euro("-2600.00"), Mittelherkunft.LAND, Zahlungsart.ERSTATTUNG, 2024
    ),
}
LAND = """
10.05.2023|180.000|mittelabruf
12.09.2023|120.000|mittelabruf
01.12.2023|62.700|mittelabruf
30.08.2024|-3.261,40|rueckzahlung_an_das_land
"""

STELLE = Stelle(
    name="Stadt Bochum",
    amt="Jugendamt, Geschäftsstelle Präventionskette",
    strasse="Beispielstraße 1",
    plz="44777",
    ort="Bochum",
    kreis="kreisfrei",
    gemeindekennziffer="05911000",
    internet="www.beispiel-stadt.de",
    email="praeventionskette@beispiel-stadt.de",
    telefon="0234 000-0",
    vertretungsberechtigt="Beispielperson 1, Leitung des Jugendamtes",
    auskunft_erteilt="Beispielperson 2",
    auskunft_telefon="0234 000-12",
    auskunft_vertretung="Beispielperson 3",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    institut="Beispielbank",
    aktenzeichen_muster="51-kinderstark-{jahr}-01",
    beispiel=True,
)
FOERDERGEBER = Foerdergeber(
    "Landschaftsverband Westfalen-Lippe",
    Anschrift(("LWL-Landesjugendamt Westfalen", "Beispielplatz 1", "48133 Münster")),
)

_SATZ = (
    "Familien sollen von der Schwangerschaft bis zum Übergang von der Schule in den Beruf die Hilfe finden, die sie "
    "brauchen, und zwar früh, wohnortnah und ohne Umwege. "
)
_LANG = {
    "betreff": "Fortführung der kommunalen Präventionskette",
    "bezug": "Förderaufruf des Landes vom 01.09.2022",
    "bezeichnung": "Kommunale Präventionskette der Stadt Bochum",
    "zuwendungszweck": "Aufbau und Stärkung der kommunalen Präventionskette von der Schwangerschaft bis zum Übergang "
    "von der Schule in den Beruf",
    "anlagen": "Beschluss der Steuerungsgruppe\nFinanzierungspläne der Maßnahmen",
    "sachbericht_fachstellen": "",
}


def betrag(text: str) -> Betrag:
    return parse_betrag(text)


def texte(**overrides: str) -> tuple[Text, ...]:
    """Every text and declaration answered; an empty override is a gap."""
    values = {
        feld.schluessel: "ja"
        if feld.art is Textart.ERKLAERUNG
        else _LANG.get(feld.schluessel, f"{_SATZ * 3}\n\n{_SATZ * 2}")
        for feld in TEXTFELDER
    }
    values |= {"erklaerung_vorsteuerabzug": "nein"} | overrides
    return tuple(Text(schluessel, text) for schluessel, text in values.items() if text)


def _pairs(text: str) -> list[tuple[str, Betrag, Betrag]]:
    rows = (part.split(":") for part in text.split())
    return [(row[0], betrag(row[1]), betrag(row[-1])) for row in rows]


def make_plan(ausgaben: str, deckung: str) -> Finanzierungsplan:
    return Finanzierungsplan(
        1,
        None,
        tuple(
            Ausgabeposition(code, code, ARTEN[code], all_, eligible)
            for code, all_, eligible in _pairs(ausgaben)
        ),
        tuple(Deckungsmittel(HERKUNFT[name], amount) for name, amount, _ in _pairs(deckung)),
    )


def make_recipient(row: str) -> Empfaenger:
    kuerzel, name, ausgaben, deckung, bewiesen, gezahlt, festgesetzt = row.split("|")
    plan = make_plan(ausgaben, deckung)
    land = next(d.betrag for d in plan.deckungsmittel if d.herkunft is Mittelherkunft.LAND)
    is_stelle = not kuerzel.startswith("beispiel-")
    stadt = {"stadt": "3000.00"} if kuerzel == "beispiel-d" else {}
    zusagen = make_zusagen(str(land), **stadt)
    paid = (
        [Zahlung(date(2023, 5, 15), betrag(gezahlt), Mittelherkunft.LAND, Zahlungsart.AUSZAHLUNG)]
        if gezahlt
        else []
    )
    paid += [NACH_PRUEFUNG[kuerzel]] if kuerzel in NACH_PRUEFUNG else []
    return Empfaenger(
        kuerzel,
        name,
        TraegerArt.STAEDTISCHE_STELLE if is_stelle else TraegerArt.FREIER_TRAEGER,
        anteil=land,
        plaene=(plan,),
        weiterleitungen=() if is_stelle else (make_weiterleitung(zusagen=zusagen),),
        zuweisungen=(make_zuweisung(zusagen=zusagen),) if is_stelle else (),
        zahlungen=tuple(paid),
        einnahmen=(make_einnahme("1500.00", Mittelherkunft.KRANKENKASSE),) if kuerzel == "beispiel-f" else (),
        nachweis=make_nachweis(
            NachweisStatus.FREIGEGEBEN,
            festgesetzt=betrag(festgesetzt),
            angegeben=tuple(make_angegeben(code, a, z) for code, a, z in _pairs(bewiesen)),
            anerkennungen=(ANERKENNUNGEN[kuerzel],) if kuerzel in ANERKENNUNGEN else (),
        ),
    )


def land_of(empfaenger: Empfaenger) -> Betrag:
    return empfaenger.anteil or Betrag(0)


def make_massnahmen() -> tuple[Massnahme, ...]:
    empfaenger = {row.split("|")[0]: make_recipient(row) for row in EMPFAENGER.strip().splitlines()}
    rows = (row.split("|") for row in MASSNAHMEN.strip().splitlines())
    return tuple(
        Massnahme(
            kennung,
            name,
            tuple(empfaenger[k] for k in kuerzel.split()),
            handlungsfeld_land=int(feld),
            handlungsfeld_land_name=HANDLUNGSFELDER[int(feld) - 1].name,
            fortsetzung=Fortsetzung.UNVERAENDERT,
            land_beantragen=True,
        )
        for kennung, name, feld, kuerzel in rows
    )


def make_year(massnahmen: tuple[Massnahme, ...], **overrides: Any) -> Jahr:
    """A settled year with an Antrag and a Bescheid over the Landesmittel of its recipients."""
    amounts = {m.kennung: summe(land_of(e) for e in m.empfaenger) for m in massnahmen}
    total = summe(amounts.values())
    rows = (row.split("|") for row in LAND.strip().splitlines())
    default = make_jahr(
        massnahmen,
        am="31.08.2024",
        programm_name="kinderstark – NRW schafft Chancen",
        status=FoerderjahrStatus.NACHGEWIESEN,
        antraege=(
            make_antrag(
                amounts,
                betragsart=Betragsart.LANDESFOERDERUNG,
                quelle=Quelle("Maßnahmen Förderung 2023", stand=date(2024, 2, 5)),
            ),
        ),
        bescheide=(make_bescheid(total, amounts),) if massnahmen else (),
        nachweis_stadt=NachweisStadt(zuwendung_lt_abrechnung=euro("359438.60")),
        zahlungen_land=tuple(
            Zahlung(tag(day), betrag(amount), Mittelherkunft.LAND, Zahlungsart(art))
            for day, amount, art in rows
        ),
    )
    return replace(default, **overrides)


def jahr_2023(**overrides: Any) -> Jahr:
    """The example year on 31.08.2024: nine Maßnahmen, ten recipients, all settled."""
    return make_year(make_massnahmen(), **overrides)


def jahr_gross(anzahl: int = 60, **overrides: Any) -> Jahr:
    """A year of many Maßnahmen: the nine again and again under other names."""
    nine = make_massnahmen()
    massnahmen = (
        replace(
            nine[i % 9],
            kennung=f"{nine[i % 9].kennung}-{i}",
            name=f"{nine[i % 9].name}, Standort {i + 1}",
            handlungsfeld_land=i % 6 + 1,
            handlungsfeld_land_name=HANDLUNGSFELDER[i % 6].name,
            fortsetzung=list(Fortsetzung)[i % 3],
            beginn=date(2023, 3, 1) if i % 3 == 2 else None,
            vorzeitiger_beginn_zustimmung_am=date(2023, 1, 12) if i % 12 == 5 else None,
        )
        for i in range(anzahl)
    )
    return make_year(tuple(massnahmen), **overrides)


def jahr_mit_luecken() -> Jahr:
    """The year in planning with what the office usually lacks: plans, Handlungsfelder, a total off by 50,00."""
    full = jahr_2023(status=FoerderjahrStatus.PLANUNG, am=date(2023, 1, 19), programm_name="", bescheide=())
    massnahmen = tuple(
        replace(
            m,
            handlungsfeld_land=m.handlungsfeld_land if i < 5 else None,
            fortsetzung=None if i == 2 else m.fortsetzung,
            empfaenger=()
            if i == 8
            else tuple(replace(e, plaene=() if i == 1 else e.plaene) for e in m.empfaenger),
        )
        for i, m in enumerate(full.massnahmen)
    )
    [antrag] = full.antraege
    stated = replace(antrag, genannt=euro("368550.00"), betragsart=Betragsart.UNGEKLAERT)
    return replace(full, massnahmen=massnahmen, antraege=(stated,))


def leer() -> Jahr:
    """A year in which nothing has been entered but the year."""
    return make_jahr(am="19.01.2023", zahlungen_land=())


def antrag(jahr: Jahr | None = None, **overrides: Any) -> AntragDaten:
    arguments: dict[str, Any] = {
        "texte": texte(),
        "handlungsfelder": HANDLUNGSFELDER,
        "stelle": STELLE,
    } | overrides
    stelle, words = arguments.pop("stelle"), arguments.pop("texte")
    return build_antrag(jahr or jahr_2023(), stelle, FOERDERGEBER, words, **arguments)


def nachweis(jahr: Jahr | None = None, **overrides: Any) -> VerwendungsnachweisDaten:
    arguments: dict[str, Any] = {"texte": texte(), "stelle": STELLE} | overrides
    stelle, words = arguments.pop("stelle"), arguments.pop("texte")
    return build_verwendungsnachweis(jahr or jahr_2023(), stelle, FOERDERGEBER, words, **arguments)


def jahr_ohne_bescheid() -> Jahr:
    """The settled year without its Bescheid, and with one recipient that has shown nothing."""
    full = jahr_2023(bescheide=())
    [babylotsen] = [m for m in full.massnahmen if m.kennung == "babylotsen"]
    [traeger] = babylotsen.empfaenger
    silent = replace(babylotsen, empfaenger=(replace(traeger, nachweis=None),))
    return replace(full, massnahmen=tuple(silent if m is babylotsen else m for m in full.massnahmen))
