"""The Antrag as a workbook: the same figures, with the sums and shares as formulas."""

from __future__ import annotations

from collections.abc import Sequence

from grants.domain.antrag_daten import AntragDaten, Foerderbereich
from grants.domain.money import NULL, Betrag, Vomhundert
from reports.formats import FEHLT, TRIFFT_NICHT_ZU, UNBEKANNT, datum
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


def make_xlsx(daten: AntragDaten, kopf: Sequence[str]) -> bytes:
    """Return the workbook."""
    mappe = Mappe(kopf=kopf)
    _angaben(mappe, daten)
    base = _finanzierungsplan(mappe, daten)
    # The Förderung comes before the Maßnahmen as in the paper, but its lines are the subtotals over there.
    foerderung = mappe.blatt("Förderung", breiten=(8, 60, 20, 14))
    subtotals = _massnahmen(mappe.blatt("Maßnahmen", breiten=(60, 40, 40, 20)), daten)
    _foerderung(foerderung, daten, subtotals, base)
    return mappe.save(stand=daten.stand)


def _angaben(mappe: Mappe, daten: AntragDaten) -> None:
    blatt = add_angaben(mappe)
    add_ausstellung(blatt, daten.ausgestellt)
    add_offenes(blatt, daten)
    blatt.add("Bewilligungsbehörde", ", ".join(daten.kopf.empfaenger) or gap("Bewilligungsbehörde"))
    blatt.add("Landesprogramm", daten.programm or gap("Name des Programms"))
    blatt.add("Förderjahr", str(daten.jahr))
    add_felder(blatt, daten.kopf.info)
    add_texte(blatt, (daten.betreff,))
    if daten.bezug:
        blatt.add("Bezug", daten.bezug)
    add_felder(blatt, daten.antragstellerin)
    add_texte(blatt, daten.massnahmen)
    blatt.add(
        "Durchführungszeitraum", f"{datum(daten.durchfuehrung_von)} bis {datum(daten.durchfuehrung_bis)}"
    )
    add_texte(blatt, (*daten.begruendung, daten.auswirkungen))
    add_erklaerungen(blatt, daten.erklaerungen)
    for number, anlage in enumerate(daten.anlagen, start=1):
        blatt.add(f"Anlage {number}", anlage)


def _finanzierungsplan(mappe: Mappe, daten: AntragDaten) -> str:
    """Write section 3 and return the cell of line 3.4, which shares refer to."""
    blatt = mappe.blatt("Finanzierungsplan", breiten=(8, 60, 20, 14))
    blatt.head("Zeile", "Bezeichnung", f"{daten.jahr} €", "v. H. von 3.4")
    first = blatt.next_row
    rows = {zeile.nummer: first + i for i, zeile in enumerate(daten.finanzierungsplan.zeilen)}
    base = f"C{rows['3.4']}"
    derived = daten.finanzierungsplan.eigenanteil_aus
    # Behind the last line come an empty row and a head.
    parts = rows["3.7"] + 3
    formulas = {"3.4": f"C{rows['3.2']}-C{rows['3.3']}"}
    if derived:
        formulas["3.7"] = f"SUM(C{parts}:C{parts + len(derived) - 1})"
    for zeile in daten.finanzierungsplan.zeilen:
        amount: Wert = known(zeile.betrag, sonst=UNBEKANNT)
        if zeile.betrag is not None and zeile.nummer in formulas:
            amount = Formel(formulas[zeile.nummer], zeile.betrag)
        share = _share(f"C{rows[zeile.nummer]}", base, zeile.vh, daten) if zeile.has_vh else None
        blatt.add(zeile.nummer, zeile.bezeichnung, amount, share)
    if daten.finanzierungsplan.grund:
        blatt.add("", f"{UNBEKANNT}, {daten.finanzierungsplan.grund}")
    if derived:
        blatt.add()
        blatt.group("Woraus sich Zeile 3.7 (Eigenanteil) zusammensetzt")
        for teil in derived:
            blatt.add("", teil.bezeichnung, teil.betrag)
    return f"{blatt.name}!{base}"


def _share(cell: str, base: str, vh: Vomhundert | None, daten: AntragDaten) -> Wert:
    if vh is None:
        # Without a reason the whole is 0,00 and nothing is a share of it.
        return FEHLT if daten.finanzierungsplan.grund else TRIFFT_NICHT_ZU
    return Formel(f"ROUND({cell}/{base}*100,2)", vh)


def _massnahmen(blatt: Blatt, daten: AntragDaten) -> dict[Foerderbereich, str]:
    """Write the annex and return the cell of the subtotal of each Handlungsfeld."""
    blatt.head("Maßnahme", "Empfänger", "Kennzeichen", "beantragt €")
    subtotals: dict[Foerderbereich, str] = {}
    for bereich in daten.foerderung.bereiche:
        if not bereich.massnahmen:
            continue
        head = f"{bereich.nummer} {bereich.name}" if bereich.nummer else "Ohne Handlungsfeld"
        first = blatt.group(head) + 1
        for m in bereich.massnahmen:
            blatt.add(m.name, "; ".join(m.empfaenger) or FEHLT, m.merkmal or FEHLT, known(m.betrag))
        last = blatt.next_row - 1
        row = blatt.total(f"Summe {head}", "", "", _sum(f"D{first}:D{last}", bereich.betrag))
        subtotals[bereich] = f"D{row}"
    blatt.total("Summe", "", "", _sum(",".join(subtotals.values()), daten.foerderung.summe))
    return {bereich: f"{blatt.name}!{cell}" for bereich, cell in subtotals.items()}


def _foerderung(blatt: Blatt, daten: AntragDaten, subtotals: dict[Foerderbereich, str], base: str) -> None:
    blatt.head("Nr.", "Zuwendungsbereich (Handlungsfeld des Landes)", "Zuweisung/Zuschuss €", "v. H. von 3.4")
    first = blatt.next_row
    for row, bereich in enumerate(daten.foerderung.bereiche, start=first):
        name = (
            bereich.name if bereich.nummer else gap(f"Handlungsfeld bei {len(bereich.massnahmen)} Maßnahmen")
        )
        amount = known(bereich.betrag, sonst=UNBEKANNT)
        if bereich in subtotals and bereich.betrag is not None:
            amount = Formel(subtotals[bereich], bereich.betrag)
        blatt.add(bereich.nummer or "", name, amount, _share(f"C{row}", base, bereich.vh, daten))
    total = blatt.next_row
    summe = daten.foerderung.summe
    blatt.total(
        "",
        "Summe",
        UNBEKANNT if summe is None else _sum(f"C{first}:C{total - 1}" if total > first else "", summe),
        _share(f"C{total}", base, daten.foerderung.vh, daten),
    )
    if (stated := daten.foerderung.angegeben) is not None:
        label = f"angegebene Summe ({stated.quelle})" if stated.quelle else "angegebene Summe"
        row = blatt.add("", label, stated.betrag)
        if stated.differenz:
            blatt.add("", "Abweichung", Formel(f"C{total}-C{row}", stated.differenz))


def _sum(cells: str, wert: Betrag | None) -> Wert:
    """Return the sum of cells; of nothing it is 0,00."""
    if wert is None:
        return FEHLT
    return Formel(f"SUM({cells})", wert) if cells else NULL
