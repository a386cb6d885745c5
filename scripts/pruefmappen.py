"""Writes `beispiel/pruefung/<code>/`: per Prüfregel a Jahresmappe that breaks just this rule, and its mended twin.

One small year in which everything fits, and per rule the few cells that make the difference of one cent or one day.
The files are input for anybody who wants to see a rule at work; a test keeps them equal to what stands here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from grants.config import BEISPIEL
from grants.domain import mappe as m
from grants.domain.begriffe import (
    Antragszeile,
    Ausgabenart,
    Ausgang,
    Betragsart,
    Finanzierungsart,
    FoerderjahrStatus,
    Fortsetzung,
    Mittelherkunft,
    Nachweisart,
    NachweisStatus,
    TraegerArt,
    Zahlungsart,
)
from grants.domain.kette import NachweisStadt, Umverteilung, Zahlung
from grants.domain.money import NULL, Betrag, Vomhundert, euro
from grants.domain.parameter import Parameterwert, Wert
from reports.jahresmappe import write_jahresmappe

ORDNER = BEISPIEL / "pruefung"
JAHR = 2023
CENT = Betrag(1)
TAG = timedelta(days=1)
QUELLE = "Beispielwert, nicht bestätigt"
BESCHEID = date(2023, 3, 14)
WEITERLEITUNG = date(2023, 4, 3)
BESTANDSKRAFT = date(2023, 4, 12)
RATE = date(2023, 5, 15)
NACHWEIS_BIS = date(2024, 4, 2)
EIGENE_FRIST = date(2024, 4, 16)
ZAHLUNGSZIEL = date(2024, 7, 31)
LAND, STADT, EIGEN = Mittelherkunft.LAND, Mittelherkunft.STADT, Mittelherkunft.TRAEGER


@dataclass(frozen=True, slots=True)
class Beispielempfaenger:
    """A recipient with (position, kind, planned, spent); spent and planned are zuwendungsfähig as a whole."""

    massnahme: str
    kuerzel: str
    land: str
    eigen: str
    positionen: tuple[tuple[str, Ausgabenart, str, str], ...]
    festgesetzt: str


HO, SA, PK = Ausgabenart.HONORAR, Ausgabenart.SACH, Ausgabenart.PERSONAL
STELLE = "beispielstelle"
EMPFAENGER = (
    Beispielempfaenger(
        "beispielgruppe",
        "beispiel-1",
        "6000.00",
        "1500.00",
        (("HO", HO, "5000.00", "5000.00"), ("SA", SA, "2500.00", "2500.00")),
        "6000.00",
    ),
    Beispielempfaenger(
        "beispielgruppe",
        "beispiel-2",
        "4000.00",
        "1000.00",
        (("HO", HO, "3000.00", "3000.00"), ("SA", SA, "2000.00", "2000.00")),
        "4000.00",
    ),
    Beispielempfaenger(
        "beispielkurs",
        "beispiel-3",
        "10000.00",
        "2500.00",
        (("HO", HO, "10000.00", "10000.00"), ("SA", SA, "2500.00", "2500.00")),
        "10000.00",
    ),
    # Spends 100,00 less than planned: 80,00 of the Landesmittel are not drawn.
    Beispielempfaenger(
        "beispielkoordination",
        STELLE,
        "10000.00",
        "2500.00",
        (("PK", PK, "12500.00", "12400.00"),),
        "9920.00",
    ),
)
NAMEN = {
    "beispielgruppe": "Beispielgruppe",
    "beispielkurs": "Beispielkurs",
    "beispielkoordination": "Beispielkoordination",
}
PARAMETER: dict[str, Wert] = {
    "zugeteilte_mittel": euro("30000.00"),
    "finanzierungsart": Finanzierungsart.ANTEIL,
    "landesanteil": Vomhundert(800_000),
    "durchfuehrung_von": date(2023, 1, 1),
    "durchfuehrung_bis": date(2023, 12, 31),
    "letzter_abruf_am": date(2023, 12, 1),
    "zahlung_bis": date(2024, 2, 29),
    "toleranz_anwenden": True,
    "toleranz": Vomhundert(200_000),
    "nachweis_traeger_bis": date(2024, 3, 31),
    "nachweis_stadt_bis": date(2024, 6, 30),
}


def _parameter() -> tuple[Parameterwert, ...]:
    return tuple(Parameterwert(key, value, QUELLE, date(2023, 1, 2)) for key, value in PARAMETER.items())


def _plan(e: Beispielempfaenger) -> tuple[m.PlanZeile, ...]:
    ausgaben = tuple(
        m.PlanZeile(
            e.massnahme,
            e.kuerzel,
            1,
            m.Planart.AUSGABE,
            position=code,
            ausgabenart=art,
            insgesamt=euro(planned),
            zuwendungsfaehig=euro(planned),
        )
        for code, art, planned, _ in e.positionen
    )
    own = STADT if e.kuerzel == STELLE else EIGEN
    return ausgaben + tuple(
        m.PlanZeile(
            e.massnahme, e.kuerzel, 1, m.Planart.DECKUNGSMITTEL, herkunft=herkunft, betrag=euro(betrag)
        )
        for herkunft, betrag in ((LAND, e.land), (own, e.eigen))
    )


def _zusage(e: Beispielempfaenger) -> m.ZusageZeile:
    zeile = m.ZusageZeile(
        e.massnahme, e.kuerzel, 1, m.Zusageart.ZUWEISUNG, LAND, euro(e.land), vom=WEITERLEITUNG
    )
    if e.kuerzel == STELLE:
        return zeile
    return replace(
        zeile,
        art=m.Zusageart.WEITERLEITUNG,
        aktenzeichen=f"Beispiel-{e.kuerzel}",
        bekannt_gegeben_am=date(2023, 4, 6),
        rechtsbehelfsverzicht_am=BESTANDSKRAFT,
        bestandskraeftig_ab=BESTANDSKRAFT,
        nachweisart=Nachweisart.MIT_BELEGLISTE,
    )


def _belege(e: Beispielempfaenger) -> tuple[m.BelegZeile, ...]:
    return tuple(
        m.BelegZeile(
            e.massnahme,
            e.kuerzel,
            f"{e.kuerzel}-{number}",
            code,
            euro(spent),
            euro(spent),
            rechnungsnummer=f"R-{number}",
            rechnungsdatum=date(2023, 12, 4),
            zahlungsdatum=date(2023, 12, 11),
            zahlungsempfaenger=f"Beispiel Anbieter {e.kuerzel}",
            zweck="Beispielleistung",
            gezahlt=euro(spent),
            leistung_von=date(2023, 2, 1),
            leistung_bis=date(2023, 12, 31),
        )
        for number, (code, _, _, spent) in enumerate(e.positionen, start=1)
    )


def _zahlung(zeile: Beispielempfaenger, betrag: Betrag, datum: date, art: Zahlungsart) -> m.ZahlungZeile:
    return m.ZahlungZeile(zeile.massnahme, zeile.kuerzel, datum, betrag, LAND, art, datum.year)


def stimmige_mappe() -> m.Jahresmappe:
    """Return the year in which every rule holds."""
    traeger = [e for e in EMPFAENGER if e.kuerzel != STELLE]
    return m.Jahresmappe(
        kopf=m.Kopf(
            programm="kinderstark",
            jahr=JAHR,
            status=FoerderjahrStatus.NACHGEWIESEN,
            beantragt_am=date(2023, 1, 16),
            beschieden_am=BESCHEID,
            ausgang=Ausgang.BEWILLIGT,
            nachgewiesen_am=date(2024, 6, 28),
            name="Beispielstadt",
            beispiel=True,
        ),
        parameter=_parameter(),
        zuordnungen=(
            m.ZuordnungZeile(LAND, Antragszeile.BEANTRAGTE_FOERDERUNG),
            m.ZuordnungZeile(STADT, Antragszeile.EIGENANTEIL),
            m.ZuordnungZeile(EIGEN, Antragszeile.EIGENANTEIL),
        ),
        traeger=tuple(
            m.TraegerZeile(
                e.kuerzel,
                f"Beispielträger {e.kuerzel[-1]}" if e.kuerzel != STELLE else "Beispielamt",
                TraegerArt.STAEDTISCHE_STELLE if e.kuerzel == STELLE else TraegerArt.FREIER_TRAEGER,
            )
            for e in EMPFAENGER
        ),
        massnahmen=tuple(
            m.MassnahmeZeile(
                kennung,
                name,
                handlungsfeld_land=6,
                fortsetzung=Fortsetzung.NEU,
                beginn=BESCHEID,
                land_beantragen=True,
                beantragt=euro("10000.00"),
                rest_entscheidung="Ein Rest wird nicht abgerufen.",
                rest_entscheidung_am=date(2023, 11, 15),
            )
            for kennung, name in NAMEN.items()
        ),
        empfaenger=tuple(
            m.EmpfaengerZeile(
                e.massnahme, e.kuerzel, euro(e.land) if e.massnahme == "beispielgruppe" else None
            )
            for e in EMPFAENGER
        ),
        antraege=(
            m.AntragZeile(
                1,
                genannt=euro("30000.00"),
                betragsart=Betragsart.LANDESFOERDERUNG,
                versandt_am=date(2023, 1, 16),
                quelle="Beispielliste",
            ),
        ),
        plaene=tuple(zeile for e in EMPFAENGER for zeile in _plan(e)),
        bescheide=(
            m.BescheidZeile(
                1, m.Bescheidart.BESCHEID, euro("30000.00"), vom=BESCHEID, aktenzeichen="Beispiel-LJA-1"
            ),
            *(
                m.BescheidZeile(1, m.Bescheidart.AUFTEILUNG, euro("10000.00"), massnahme=kennung)
                for kennung in NAMEN
            ),
        ),
        zusagen=tuple(_zusage(e) for e in EMPFAENGER),
        zahlungen=tuple(_zahlung(e, euro(e.land), RATE, Zahlungsart.AUSZAHLUNG) for e in traeger),
        zahlungen_land=(Zahlung(date(2023, 5, 10), euro("29920.00"), LAND, Zahlungsart.MITTELABRUF),),
        belege=tuple(zeile for e in EMPFAENGER for zeile in _belege(e)),
        nachweise=tuple(
            m.NachweisZeile(
                e.massnahme,
                e.kuerzel,
                NachweisStatus.FREIGEGEBEN,
                eingereicht_am=NACHWEIS_BIS,
                rechtsverbindlich_am=NACHWEIS_BIS,
                geprueft_am=date(2024, 5, 13),
                freigegeben_am=date(2024, 5, 27),
                festgesetzt=euro(e.festgesetzt),
                schlussmitteilung_am=date(2024, 6, 3),
            )
            for e in EMPFAENGER
        ),
        anerkannt=tuple(
            m.AnerkanntZeile(
                e.massnahme,
                e.kuerzel,
                m.Anerkanntart.ANGABE,
                code,
                insgesamt=euro(spent),
                zuwendungsfaehig=euro(spent),
            )
            for e in EMPFAENGER
            for code, _, _, spent in e.positionen
        ),
        nachweis_stadt=NachweisStadt(
            zuwendung_lt_abrechnung=euro("29920.00"),
            zuwendungsfaehig_lt_abrechnung=euro("37400.00"),
            haushalt_ist=euro("32400.00"),
            haushalt_ist_am=date(2024, 12, 31),
            haushalt_ist_quelle="Haushaltsüberwachung (Beispiel)",
            eingereicht_am=date(2024, 6, 28),
        ),
    )


# -- Changes of a few cells ------------------------------------------------------------------------------------


def _change(mappe: m.Jahresmappe, sheet: str, wanted: dict[str, object], **values: object) -> m.Jahresmappe:
    """Return the workbook with some cells changed in the one row that has the wanted values."""
    rows = list(getattr(mappe, sheet))
    [place] = [
        number for number, row in enumerate(rows) if all(getattr(row, k) == v for k, v in wanted.items())
    ]
    rows[place] = replace(rows[place], **values)
    cells: dict[str, Any] = {sheet: tuple(rows)}
    return replace(mappe, **cells)


def _add(mappe: m.Jahresmappe, sheet: str, *rows: object) -> m.Jahresmappe:
    cells: dict[str, Any] = {sheet: (*getattr(mappe, sheet), *rows)}
    return replace(mappe, **cells)


def _parameterwert(mappe: m.Jahresmappe, schluessel: str, wert: Betrag) -> m.Jahresmappe:
    return _change(mappe, "parameter", {"schluessel": schluessel}, wert=wert)


def _stadt(mappe: m.Jahresmappe, **values: Any) -> m.Jahresmappe:  # noqa: ANN401 - cells of several kinds
    return replace(mappe, nachweis_stadt=replace(mappe.nachweis_stadt, **values))


def _planwert(mappe: m.Jahresmappe, kuerzel: str, schluessel: object, **values: object) -> m.Jahresmappe:
    feld = "position" if isinstance(schluessel, str) and schluessel.isupper() else "herkunft"
    return _change(mappe, "plaene", {"empfaenger": kuerzel, feld: schluessel}, **values)


def _aufteilung(mappe: m.Jahresmappe, massnahme: str, betrag: str) -> m.Jahresmappe:
    return _change(mappe, "bescheide", {"massnahme": massnahme}, betrag=euro(betrag))


def _ausgegeben(mappe: m.Jahresmappe, kuerzel: str, position: str, betrag: str) -> m.Jahresmappe:
    """Return the workbook with another Beleg and the stated sum that goes with it."""
    wert = euro(betrag)
    mappe = _change(
        mappe,
        "belege",
        {"empfaenger": kuerzel, "position": position},
        betrag=wert,
        zuwendungsfaehig=wert,
        gezahlt=wert,
    )
    return _change(
        mappe,
        "anerkannt",
        {"empfaenger": kuerzel, "position": position},
        insgesamt=wert,
        zuwendungsfaehig=wert,
    )


def _mit_eigener_frist(mappe: m.Jahresmappe, *, eingereicht_am: date) -> m.Jahresmappe:
    recipient: dict[str, object] = {"empfaenger": "beispiel-1"}
    mappe = _change(mappe, "zusagen", recipient, nachweis_bis=EIGENE_FRIST)
    return _change(
        mappe, "nachweise", recipient, eingereicht_am=eingereicht_am, rechtsverbindlich_am=eingereicht_am
    )


def _mit_erstattung(mappe: m.Jahresmappe, *, eingegangen: str, am: date = date(2024, 7, 12)) -> m.Jahresmappe:
    """Return the year in which beispiel-3 spent 125,00 less and gives 100,00 back, which go back to the Land."""
    b3 = EMPFAENGER[2]
    zurueck = euro(eingegangen)
    mappe = _ausgegeben(mappe, b3.kuerzel, "SA", "2375.00")
    mappe = _change(
        mappe,
        "nachweise",
        {"empfaenger": b3.kuerzel},
        festgesetzt=euro("9900.00"),
        erstattung_gefordert=zurueck,
        faellig_am=ZAHLUNGSZIEL,
        nicht_erhoben=NULL,
    )
    mappe = _add(mappe, "zahlungen", _zahlung(b3, -zurueck, am, Zahlungsart.ERSTATTUNG))
    mappe = _rueckzahlung_land(mappe, "100.00")
    return _stadt(
        mappe,
        zuwendung_lt_abrechnung=euro("29820.00"),
        zuwendungsfaehig_lt_abrechnung=euro("37275.00"),
        haushalt_ist=euro("32400.00") - zurueck,
    )


def _rueckzahlung_land(mappe: m.Jahresmappe, betrag: str) -> m.Jahresmappe:
    mappe = _add(
        mappe,
        "zahlungen_land",
        Zahlung(date(2024, 8, 30), -euro(betrag), LAND, Zahlungsart.RUECKZAHLUNG_LAND),
    )
    return _stadt(mappe, rueckforderung_land=euro(betrag))


def _mit_restzahlung(mappe: m.Jahresmappe, betrag: str) -> m.Jahresmappe:
    """Return the year in which the last 100,00 of beispiel-3 were paid after the check."""
    b3, rest = EMPFAENGER[2], euro(betrag)
    mappe = _change(mappe, "zahlungen", {"empfaenger": b3.kuerzel}, betrag=euro("9900.00"))
    mappe = _add(mappe, "zahlungen", _zahlung(b3, rest, date(2024, 6, 14), Zahlungsart.RESTZAHLUNG))
    mappe = _change(mappe, "nachweise", {"empfaenger": b3.kuerzel}, restzahlung=rest)
    return _stadt(mappe, haushalt_ist=euro("32300.00") + rest)


def _mit_abruf(mappe: m.Jahresmappe, betrag: str, *, rueckforderung: str = "") -> m.Jahresmappe:
    mappe = _change(mappe, "zahlungen_land", {}, betrag=euro(betrag))
    return _stadt(mappe, rueckforderung_land=euro(rueckforderung)) if rueckforderung else mappe


def _mit_horizont(mappe: m.Jahresmappe) -> m.Jahresmappe:
    horizont = Parameterwert("abrufhorizont_monate", 2, QUELLE, date(2023, 1, 2))
    return _add(mappe, "parameter", horizont)


def _mit_umverteilung(mappe: m.Jahresmappe, hin: str) -> m.Jahresmappe:
    mappe = _aufteilung(_aufteilung(mappe, "beispielkurs", "10001.00"), "beispielkoordination", "9999.00")
    vom = date(2023, 9, 1)
    return _add(
        mappe,
        "umverteilungen",
        Umverteilung("beispielkurs", euro("-1.00"), vom, beschluss="Beispielbeschluss"),
        Umverteilung("beispielkoordination", euro(hin), vom, beschluss="Beispielbeschluss"),
    )


def _einzelansatz(mappe: m.Jahresmappe, sach: str, honorar: str) -> m.Jahresmappe:
    return _ausgegeben(_ausgegeben(mappe, "beispiel-3", "SA", sach), "beispiel-3", "HO", honorar)


def _anerkannt(mappe: m.Jahresmappe, betrag: str) -> m.Jahresmappe:
    mappe = _add(
        mappe,
        "anerkannt",
        m.AnerkanntZeile(
            "beispielgruppe",
            "beispiel-1",
            m.Anerkanntart.ANERKENNUNG,
            "SA",
            beleg_nr="beispiel-1-2",
            anerkannt=euro(betrag),
        ),
    )
    return _stadt(mappe, zuwendungsfaehig_lt_abrechnung=euro("34900.00") + euro(betrag))


Mappe = m.Jahresmappe
Aenderung = Callable[[Mappe], Mappe]


def _unchanged(mappe: Mappe) -> Mappe:
    return mappe


# code → (what makes the mended twin out of the fitting year, what makes the broken one)
PAARE: dict[str, tuple[Aenderung, Aenderung]] = {
    "summe_antrag": (_unchanged, lambda x: _change(x, "antraege", {}, genannt=euro("30000.01"))),
    "kontingent": (_unchanged, lambda x: _parameterwert(x, "zugeteilte_mittel", euro("29999.99"))),
    # One recipient a cent over, another a cent under: the lines of the Antrag still balance.
    "plan_ausgeglichen": (
        _unchanged,
        lambda x: _planwert(
            _planwert(x, "beispiel-1", EIGEN, betrag=euro("1500.01")),
            "beispiel-2",
            EIGEN,
            betrag=euro("999.99"),
        ),
    ),
    "plan_zuwendungsfaehig": (
        _unchanged,
        lambda x: _planwert(x, "beispiel-1", "SA", zuwendungsfaehig=euro("2500.01")),
    ),
    "plan_deckt_betrag": (
        _unchanged,
        lambda x: _planwert(
            _planwert(x, "beispiel-1", LAND, betrag=euro("5999.99")),
            "beispiel-1",
            EIGEN,
            betrag=euro("1500.01"),
        ),
    ),
    "foerderquote": (
        _unchanged,
        lambda x: _planwert(x, "beispiel-1", "SA", zuwendungsfaehig=euro("2499.99")),
    ),
    "massnahmebeginn": (
        _unchanged,
        lambda x: _change(x, "massnahmen", {"kennung": "beispielkurs"}, beginn=BESCHEID - TAG),
    ),
    "summe_bescheid": (
        _unchanged,
        lambda x: _change(x, "bescheide", {"art": m.Bescheidart.BESCHEID}, betrag=euro("30000.01")),
    ),
    "umverteilung": (lambda x: _mit_umverteilung(x, "1.00"), lambda x: _mit_umverteilung(x, "1.01")),
    "weiterleitung": (
        _unchanged,
        lambda x: _aufteilung(_aufteilung(x, "beispielkurs", "10000.01"), "beispielkoordination", "9999.99"),
    ),
    "empfaenger_anteile": (
        _unchanged,
        lambda x: _change(x, "empfaenger", {"empfaenger": "beispiel-1"}, anteil=euro("6000.01")),
    ),
    "auszahlung": (
        lambda x: _change(x, "zahlungen", {"empfaenger": "beispiel-1"}, datum=BESTANDSKRAFT),
        lambda x: _change(x, "zahlungen", {"empfaenger": "beispiel-1"}, datum=BESTANDSKRAFT - TAG),
    ),
    "eingang_land": (
        lambda x: _mit_abruf(x, "30000.00", rueckforderung="80.00"),
        lambda x: _mit_abruf(x, "30000.01", rueckforderung="80.01"),
    ),
    "bestand": (_mit_horizont, lambda x: _mit_horizont(_mit_abruf(x, "29920.01", rueckforderung="0.01"))),
    "belege_summe": (
        _unchanged,
        lambda x: _change(
            x, "anerkannt", {"empfaenger": "beispiel-1", "position": "SA"}, insgesamt=euro("2500.01")
        ),
    ),
    "einzelansatz": (
        lambda x: _einzelansatz(x, "3000.00", "9500.00"),
        lambda x: _einzelansatz(x, "3000.01", "9499.99"),
    ),
    "zeitraum": (
        _unchanged,
        lambda x: _change(x, "belege", {"nr": "beispiel-1-1"}, leistung_bis=date(2024, 1, 1)),
    ),
    "beleg_doppelt": (
        _unchanged,
        lambda x: _change(x, "belege", {"nr": "beispiel-1-1"}, gezahlt=euro("4999.99")),
    ),
    "anerkannt": (lambda x: _anerkannt(x, "2500.00"), lambda x: _anerkannt(x, "2500.01")),
    "festsetzung": (
        _unchanged,
        lambda x: _stadt(
            _change(x, "nachweise", {"empfaenger": STELLE}, festgesetzt=euro("9919.99")),
            zuwendung_lt_abrechnung=euro("29919.99"),
            rueckforderung_land=CENT,
        ),
    ),
    "erstattung": (
        lambda x: _mit_erstattung(x, eingegangen="100.00"),
        lambda x: _mit_erstattung(x, eingegangen="99.99"),
    ),
    "restzahlung": (lambda x: _mit_restzahlung(x, "100.00"), lambda x: _mit_restzahlung(x, "99.99")),
    "summe_nachweis": (_unchanged, lambda x: _stadt(x, zuwendung_lt_abrechnung=euro("29920.01"))),
    # The Weiterleitung names a day of its own, later than that of the year.
    "frist_nachweis": (
        lambda x: _mit_eigener_frist(x, eingereicht_am=EIGENE_FRIST),
        lambda x: _mit_eigener_frist(x, eingereicht_am=EIGENE_FRIST + TAG),
    ),
    "frist_zahlung": (
        lambda x: _mit_erstattung(x, eingegangen="100.00", am=ZAHLUNGSZIEL),
        lambda x: _mit_erstattung(x, eingegangen="100.00", am=ZAHLUNGSZIEL + TAG),
    ),
    "verbleib": (
        lambda x: _rueckzahlung_land(_mit_abruf(x, "30000.00"), "80.00"),
        lambda x: _rueckzahlung_land(_mit_abruf(x, "30000.00"), "79.99"),
    ),
}
ABWEICHUNG, BERICHTIGT = "abweichung.xlsx", "berichtigt.xlsx"


def paar(code: str) -> dict[str, m.Jahresmappe]:
    """Return the two workbooks of a rule by file name."""
    mended, broken = PAARE[code]
    return {ABWEICHUNG: broken(stimmige_mappe()), BERICHTIGT: mended(stimmige_mappe())}


def main() -> int:
    for code in PAARE:
        folder = ORDNER / code
        folder.mkdir(parents=True, exist_ok=True)
        for name, mappe in paar(code).items():
            write_jahresmappe(mappe, Path(folder, name))
    sys.stdout.write(f"{2 * len(PAARE)} Mappen geschrieben: {ORDNER}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
