"""The Verwendungsnachweis as a workbook: the same figures, with the sums and shares as formulas."""

from __future__ import annotations

from collections.abc import Sequence

from grants.domain.money import HUNDERT, Betrag, Vomhundert
from grants.domain.summen import Ausgaben
from grants.domain.verwendungsnachweis_daten import (
    Ausgabenbetraege,
    VerwendungsnachweisDaten,
    Zuwendungsbetraege,
)
from reports.formats import FEHLT, TRIFFT_NICHT_ZU, UNBEKANNT
from reports.xlsx import Blatt, Formel, Mappe, Wert, known
from reports.xlsx_angaben import (
    add_angaben,
    add_ausstellung,
    add_erklaerungen,
    add_felder,
    add_offenes,
    add_texte,
    gap,
)


def make_xlsx(daten: VerwendungsnachweisDaten, kopf: Sequence[str]) -> bytes:
    """Return the workbook."""
    mappe = Mappe(kopf=kopf)
    _angaben(mappe, daten)
    _bescheide(mappe.blatt("Bescheide", breiten=(44, 14, 34, 20)), daten)
    zuwendung = _einnahmen(mappe.blatt("Einnahmen", breiten=(52, 28, 18, 20, 18)), daten)
    _ausgaben(mappe.blatt("Ausgaben", breiten=(34, 28, 26, 24, 26)), daten)
    _ergebnis(mappe.blatt("Ist-Ergebnis", breiten=(44, 20)), daten, zuwendung)
    _anlage_zuwendung(mappe.blatt("Zuwendung je Maßnahme", breiten=(52, 34, *(20,) * 6)), daten)
    _anlage_ausgaben(mappe.blatt("Ausgaben je Maßnahme", breiten=(52, 34, *(20,) * 6)), daten)
    return mappe.save(stand=daten.stand)


def _angaben(mappe: Mappe, daten: VerwendungsnachweisDaten) -> None:
    blatt = add_angaben(mappe)
    add_ausstellung(blatt, daten.ausgestellt)
    add_offenes(blatt, daten)
    blatt.add("Zuwendungsempfängerin", daten.kopf.name or gap("Name der Stadt"))
    blatt.add("Bewilligungsbehörde", ", ".join(daten.kopf.empfaenger) or gap("Bewilligungsbehörde"))
    blatt.add("Landesprogramm", daten.programm or gap("Name des Programms"))
    blatt.add("Förderjahr", str(daten.jahr))
    add_felder(blatt, daten.kopf.info)
    add_texte(blatt, (daten.zuwendungszweck, *daten.sachbericht))
    add_erklaerungen(blatt, daten.erklaerungen)


def _bescheide(blatt: Blatt, daten: VerwendungsnachweisDaten) -> None:
    blatt.head("Bescheid", "vom", "Aktenzeichen", "€")
    for bescheid in daten.bescheide:
        blatt.add(bescheid.art, bescheid.vom, bescheid.aktenzeichen or TRIFFT_NICHT_ZU, bescheid.betrag)
    granted: Wert = UNBEKANNT
    if daten.zuwendung.lt_bescheid is not None:
        # The newest decision states the whole amount.
        granted = Formel(f"D{blatt.next_row - 1}", daten.zuwendung.lt_bescheid)
    blatt.total("insgesamt bewilligt", "", "", granted)
    blatt.add("Es wurden ausgezahlt insgesamt", "", "", daten.ergebnis.abgerufen)


def _einnahmen(blatt: Blatt, daten: VerwendungsnachweisDaten) -> dict[str, str]:
    """Write II no. 1 and return the cells of the Zuwendung, lt. Bescheid and lt. Abrechnung."""
    blatt.head(
        "Art",
        "lt. Zuwendungsbescheid €",
        "lt. Zuwendungsbescheid v. H.",
        "lt. Abrechnung €",
        "lt. Abrechnung v. H.",
    )
    first = blatt.next_row
    rows = (*daten.eigenmittel, daten.zuwendung)
    total = first + len(rows)
    for row, zeile in enumerate(rows, start=first):
        blatt.add(
            zeile.art,
            known(zeile.lt_bescheid, sonst=UNBEKANNT),
            _share(f"B{row}", f"B{total}", zeile.lt_bescheid_vh, daten.grund_bescheid),
            known(zeile.lt_abrechnung, sonst=UNBEKANNT),
            _share(f"D{row}", f"D{total}", zeile.lt_abrechnung_vh, daten.grund_abrechnung),
        )
    s = daten.einnahmen_insgesamt
    blatt.total(
        s.art,
        _sum("B", first, total - 1, s.lt_bescheid),
        # By definition, not the sum of rounded shares.
        HUNDERT if s.lt_bescheid_vh else FEHLT if daten.grund_bescheid else TRIFFT_NICHT_ZU,
        _sum("D", first, total - 1, s.lt_abrechnung),
        HUNDERT if s.lt_abrechnung_vh else FEHLT if daten.grund_abrechnung else TRIFFT_NICHT_ZU,
    )
    _add_gruende(blatt, daten)
    return {
        "lt. Zuwendungsbescheid": f"{blatt.name}!B{total - 1}",
        "lt. Abrechnung": f"{blatt.name}!D{total - 1}",
    }


def _add_gruende(blatt: Blatt, daten: VerwendungsnachweisDaten) -> None:
    if daten.grund_bescheid:
        blatt.add(f"Lt. Zuwendungsbescheid {UNBEKANNT}, {daten.grund_bescheid}.")
    if daten.grund_abrechnung:
        blatt.add(f"Lt. Abrechnung {UNBEKANNT}, {daten.grund_abrechnung}.")


def _share(cell: str, total: str, vh: Vomhundert | None, grund: str) -> Wert:
    if vh is None:
        # Without a reason the whole is 0,00 and nothing is a share of it.
        return FEHLT if grund else TRIFFT_NICHT_ZU
    return Formel(f"ROUND({cell}/{total}*100,2)", vh)


def _sum(column: str, first: int, last: int, wert: Betrag | None) -> Wert:
    if wert is None:
        return FEHLT
    return Formel(f"SUM({column}{first}:{column}{last})", wert) if last >= first else wert


def _ausgaben(blatt: Blatt, daten: VerwendungsnachweisDaten) -> None:
    blatt.head(
        "Ausgabengliederung",
        "lt. Zuwendungsbescheid insgesamt €",
        "davon zuwendungsfähig €",
        "lt. Abrechnung insgesamt €",
        "davon zuwendungsfähig €",
    )
    first = blatt.next_row
    for zeile in daten.ausgaben:
        blatt.add(zeile.art, *_both(zeile.lt_bescheid), *_both(zeile.lt_abrechnung))
    last = blatt.next_row - 1
    s = daten.ausgaben_insgesamt
    figures = (*_pair(s.lt_bescheid), *_pair(s.lt_abrechnung))
    sums = [_sum(column, first, last, wert) for column, wert in zip("BCDE", figures, strict=True)]
    blatt.total(s.art, *sums)
    _add_gruende(blatt, daten)


def _pair(ausgaben: Ausgaben | None) -> tuple[Betrag | None, Betrag | None]:
    return (ausgaben.insgesamt, ausgaben.zuwendungsfaehig) if ausgaben else (None, None)


def _both(ausgaben: Ausgaben | None) -> tuple[Wert, Wert]:
    insgesamt, zuwendungsfaehig = _pair(ausgaben)
    return known(insgesamt), known(zuwendungsfaehig)


def _ergebnis(blatt: Blatt, daten: VerwendungsnachweisDaten, zuwendung: dict[str, str]) -> None:
    blatt.head("Zuwendung des Landes", "€")
    figures = (daten.zuwendung.lt_bescheid, daten.zuwendung.lt_abrechnung)
    rows = [
        blatt.add(name, UNBEKANNT if wert is None else Formel(cell, wert))
        for (name, cell), wert in zip(zuwendung.items(), figures, strict=True)
    ]
    e = daten.ergebnis
    blatt.total("Mehr (+) / Minder (−)", _or_gap(f"B{rows[1]}-B{rows[0]}", e.mehr_minder))
    drawn = blatt.add("abgerufen", e.abgerufen)
    due = blatt.add("an das Land zurückzuzahlen", _or_gap(f"MAX(0,B{drawn}-B{rows[1]})", e.zurueckzuzahlen))
    back = blatt.add("davon bereits zurückgezahlt", e.zurueckgezahlt)
    blatt.total("noch zurückzuzahlen", _or_gap(f"B{due}-B{back}", e.noch_zurueckzuzahlen))
    if daten.angegeben:
        blatt.add()
        blatt.group("Angaben der Stadt zum Vergleich (nur im Entwurf)")
    for zahl in daten.angegeben:
        blatt.add(zahl.bezeichnung, zahl.betrag)
        blatt.add("Abweichung vom gerechneten Betrag", known(zahl.differenz, sonst=UNBEKANNT))


def _or_gap(formel: str, wert: Betrag | None) -> Wert:
    return UNBEKANNT if wert is None else Formel(formel, wert)


# -- annexes ---------------------------------------------------------------------------------------------------------


def _anlage_zuwendung(blatt: Blatt, daten: VerwendungsnachweisDaten) -> None:
    blatt.head(
        "Maßnahme",
        "Empfänger",
        "bewilligt €",
        "zugesagt €",
        "ausgezahlt €",
        "festgesetzt €",
        "erstattet €",
        "Restzahlung €",
    )
    first = blatt.next_row
    for massnahme in daten.massnahmen:
        if not massnahme.empfaenger:
            blatt.add(massnahme.massnahme, FEHLT, known(massnahme.bewilligt))
        for i, e in enumerate(massnahme.empfaenger):
            name = massnahme.massnahme if i == 0 else ""
            granted = known(massnahme.bewilligt) if i == 0 else None
            blatt.add(name, e.empfaenger, granted, *_zuwendung(e.zuwendung, is_stelle=e.is_stelle))
    s = daten.summen
    z = s.zuwendung
    _add_sums(
        blatt, first, (s.bewilligt, z.zugesagt, z.ausgezahlt, z.festgesetzt, z.erstattet, z.restzahlung)
    )


def _zuwendung(betraege: Zuwendungsbetraege, *, is_stelle: bool) -> tuple[Wert, ...]:
    sonst = TRIFFT_NICHT_ZU if is_stelle else FEHLT
    return (
        known(betraege.zugesagt),
        known(betraege.ausgezahlt, sonst=sonst),
        known(betraege.festgesetzt),
        known(betraege.erstattet, sonst=sonst),
        known(betraege.restzahlung, sonst=sonst),
    )


def _anlage_ausgaben(blatt: Blatt, daten: VerwendungsnachweisDaten) -> None:
    stages = ("geplant", "nachgewiesen", "anerkannt")
    heads = [f"{stage} {part} €" for stage in stages for part in ("insgesamt", "davon zuwendungsfähig")]
    blatt.head("Maßnahme", "Empfänger", *heads)
    first = blatt.next_row
    for massnahme in daten.massnahmen:
        if not massnahme.empfaenger:
            blatt.add(massnahme.massnahme, FEHLT)
        for i, e in enumerate(massnahme.empfaenger):
            cells = [cell for figure in _stages(e.ausgaben) for cell in _both(figure)]
            blatt.add(massnahme.massnahme if i == 0 else "", e.empfaenger, *cells)
    _add_sums(blatt, first, [betrag for figure in _stages(daten.summen.ausgaben) for betrag in _pair(figure)])


def _stages(betraege: Ausgabenbetraege) -> tuple[Ausgaben | None, ...]:
    return (betraege.geplant, betraege.nachgewiesen, betraege.anerkannt)


def _add_sums(blatt: Blatt, first: int, sums: Sequence[Betrag | None]) -> None:
    last = blatt.next_row - 1
    blatt.total(
        "Summe", "", *(_sum(column, first, last, wert) for column, wert in zip("CDEFGH", sums, strict=True))
    )
