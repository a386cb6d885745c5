"""A small Jahresmappe in order, and workbooks made from it with single cells changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from grants.domain import begriffe as g
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
    Jahresmappe,
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
from grants.domain.money import Vomhundert, euro
from grants.domain.parameter import Parameterwert
from grants.domain.texte import Text
from reports.jahresmappe import jahresmappe_bytes

_E, _S = "ebika", "beratung"
_PAPIER: dict[str, Any] = {
    "wirksam_ab": date(2023, 4, 3),
    "vom": date(2023, 4, 3),
    "aktenzeichen": "51-A",
    "bekannt_gegeben_am": date(2023, 4, 6),
    "bestandskraeftig_ab": date(2023, 5, 9),
    "nachweisart": g.Nachweisart.MIT_BELEGLISTE,
}
# One row of each kind, so that every column and every rule has a cell to break.
KLEIN = Jahresmappe(
    kopf=Kopf(
        programm="kinderstark",
        jahr=2023,
        status=g.FoerderjahrStatus.BESCHIEDEN,
        beantragt_am=date(2022, 10, 28),
        beschieden_am=date(2023, 3, 14),
        ausgang=g.Ausgang.BEWILLIGT,
        iban="DE02120300000000202051",
        foerdergeber_anschrift=("Beispielplatz 2", "00001 Beispielort"),
    ),
    parameter=(
        Parameterwert("landesanteil", Vomhundert(800_000), "Bescheid", date(2023, 3, 14), bestaetigt=True),
        Parameterwert("finanzierungsart", g.Finanzierungsart.ANTEIL),
    ),
    zuordnungen=(ZuordnungZeile(g.Mittelherkunft.LAND, g.Antragszeile.BEANTRAGTE_FOERDERUNG),),
    gliederungen=(
        GliederungZeile(Gliederungsart.HANDLUNGSFELD, "Bildung", "VI"),
        GliederungZeile(Gliederungsart.LEBENSPHASE, "Rund um die Kita"),
    ),
    traeger=(
        TraegerZeile(
            "a", "Beispielträger A e. V.", g.TraegerArt.FREIER_TRAEGER, iban="DE02500105170137075030"
        ),
        TraegerZeile("fpz", "FPZ", g.TraegerArt.STAEDTISCHE_STELLE, buchungsstelle="Beispiel 1"),
    ),
    massnahmen=(
        MassnahmeZeile(
            _E, "EBIKA", handlungsfeld="VI", lebensphasen=("Rund um die Kita",), beantragt=euro("80.00")
        ),
        MassnahmeZeile(_S, "Beratung", beantragt=euro("160.00")),
    ),
    empfaenger=(EmpfaengerZeile(_E, "fpz", euro("80.00")), EmpfaengerZeile(_S, "a", euro("160.00"))),
    antraege=(
        AntragZeile(1, euro("200.00")),
        AntragZeile(2, euro("240.00"), versandt_am=date(2022, 10, 28), eingegangen_am=date(2022, 10, 31)),
    ),
    fruehere_antragspositionen=(FruehereAntragsposition(1, _E, euro("200.00")),),
    plaene=(
        PlanZeile(
            _S,
            "a",
            1,
            Planart.AUSGABE,
            position="PK",
            ausgabenart=g.Ausgabenart.PERSONAL,
            insgesamt=euro("200.00"),
            zuwendungsfaehig=euro("200.00"),
        ),
        PlanZeile(_S, "a", 1, Planart.PERSONAL, position="PK", funktion="Beratung", vzae_hundertstel=75),
        PlanZeile(_S, "a", 1, Planart.DECKUNGSMITTEL, herkunft=g.Mittelherkunft.LAND, betrag=euro("160.00")),
    ),
    texte=(
        Text("betreff", "Förderung 2023"),
        Text("erklaerung_vollstaendig", "ja"),
        Text("ziele", "Ziel", _E),
    ),
    bescheide=(
        BescheidZeile(1, Bescheidart.BESCHEID, euro("240.00"), vom=date(2023, 3, 14), aktenzeichen="LJA-1"),
        BescheidZeile(1, Bescheidart.POSITION, euro("240.00"), position="1", bezeichnung="Beratung"),
        BescheidZeile(1, Bescheidart.AUFTEILUNG, euro("240.00"), position="1", massnahme=_E),
    ),
    umverteilungen=(Umverteilung(_E, euro("-10.00"), date(2023, 6, 1)),),
    zusagen=(
        ZusageZeile(_S, "a", 1, Zusageart.WEITERLEITUNG, g.Mittelherkunft.LAND, euro("160.00"), **_PAPIER),
        ZusageZeile(_S, "a", 1, Zusageart.WEITERLEITUNG, g.Mittelherkunft.STADT, euro("40.00"), **_PAPIER),
        ZusageZeile(_E, "fpz", 1, Zusageart.ZUWEISUNG, g.Mittelherkunft.LAND, euro("80.00")),
    ),
    zahlungen=(
        ZahlungZeile(
            _S, "a", date(2023, 5, 15), euro("160.00"), g.Mittelherkunft.LAND, g.Zahlungsart.AUSZAHLUNG
        ),
    ),
    zahlungen_land=(
        Zahlung(date(2023, 5, 2), euro("240.00"), g.Mittelherkunft.LAND, g.Zahlungsart.MITTELABRUF),
    ),
    einnahmen=(EinnahmeZeile(_S, "a", "E1", euro("5.00"), g.Mittelherkunft.SPENDE),),
    belege=(
        BelegZeile(
            _S,
            "a",
            "A-1",
            "PK",
            euro("200.00"),
            euro("200.00"),
            zahlungsempfaenger="Beispiel Lohnbüro",
            gezahlt=euro("200.00"),
            leistung_von=date(2023, 1, 1),
            leistung_bis=date(2023, 3, 31),
        ),
    ),
    nachweise=(
        NachweisZeile(
            _S,
            "a",
            g.NachweisStatus.GEPRUEFT,
            eingereicht_am=date(2024, 3, 1),
            geprueft_am=date(2024, 5, 1),
            festgesetzt=euro("150.00"),
            erstattung_gefordert=euro("10.00"),
            nicht_erhoben=euro("1.00"),
            nicht_erhoben_grund="gering",
            nicht_erhoben_am=date(2024, 6, 1),
        ),
    ),
    anerkannt=(
        AnerkanntZeile(_S, "a", Anerkanntart.ANGABE, "PK", euro("200.00"), euro("200.00")),
        AnerkanntZeile(_S, "a", Anerkanntart.ANERKENNUNG, "PK", beleg_nr="A-1", anerkannt=euro("190.00")),
    ),
    nachweis_stadt=NachweisStadt(
        haushalt_ist=euro("200.00"), haushalt_ist_am=date(2024, 6, 1), haushalt_ist_quelle="Haushalt"
    ),
)


@cache
def _klein() -> bytes:
    return jahresmappe_bytes(KLEIN)


def open_klein() -> Workbook:
    return load_workbook(BytesIO(_klein()))


def place(sheet: Worksheet, kopf: str, zeile: int = 1) -> str:
    """Return the cell of a column in the n-th data row, in a form the cell of the field."""
    if sheet["A1"].value == "Feld":
        [row] = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == kopf]
        return f"B{row}"
    [cell] = [cell for cell in sheet[2] if cell.value == kopf]
    return f"{cell.column_letter}{zeile + 2}"


def change(tmp_path: Path, changes: Mapping[tuple[str, str, int], object]) -> tuple[Path, list[str]]:
    """Return the small workbook with cells set, by (sheet, heading, data row), and where they stand."""
    workbook = open_klein()
    cells = []
    for (blatt, kopf, zeile), value in changes.items():
        sheet = workbook[blatt]
        cells.append(place(sheet, kopf, zeile))
        sheet[cells[-1]].value = value
    path = tmp_path / "mappe.xlsx"
    workbook.save(path)
    return path, cells
