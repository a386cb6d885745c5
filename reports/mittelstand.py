"""The Stand der Mittel as a workbook with live formulas and as a paper; both hold the figures of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grants.domain.mittelstand import AUSGABEN, LAND, TITEL, ZUWENDUNG, Mittelstand, Mittelzeile, Zahl
from grants.domain.money import Betrag, summe
from reports import pdf
from reports.formats import TRIFFT_NICHT_ZU, datum
from reports.paginierung import paginate
from reports.papier import BEISPIEL
from reports.tabelle import LEER, Satz, Tabelle, Umbrueche, Zeile, Zeilenart, Zelle, amount
from reports.xlsx import Blatt, Formel, Mappe, Wert

_SATZ_ZUWENDUNG = Satz(oben=60.0, folge=36.0, unten=186.0)
_SATZ_AUSGABEN = Satz(oben=52.0, folge=42.0, unten=186.0)
_BREITEN_ZUWENDUNG = (54, 44, *(22,) * len(ZUWENDUNG))
_BREITEN_AUSGABEN = (62, 46, *(24,) * len(AUSGABEN))


@dataclass(frozen=True, slots=True)
class _Satzzeile:
    """A recipient with the figures of its own; those of the Maßnahme stand in the first of its rows."""

    massnahme: str
    empfaenger: str
    zahlen: dict[Zahl, Betrag | None]
    # Figures that stand once for the Maßnahme and were printed above.
    oben: frozenset[Zahl]


def _rows(stand: Mittelstand) -> list[_Satzzeile]:
    rows: list[_Satzzeile] = []
    whole: Mittelzeile | None = None
    of_massnahme = frozenset({Zahl.BEANTRAGT, Zahl.BEWILLIGT})
    for zeile, after in zip(stand.zeilen[:-1], stand.zeilen[1:], strict=True):
        if not zeile.is_teil:
            whole = zeile
            if not after.is_teil:
                rows.append(_Satzzeile(zeile.titel, zeile.zusatz, dict(zeile.zahlen), frozenset()))
            continue
        is_first = whole is not None
        shared = {zahl: whole.zahlen.get(zahl) for zahl in of_massnahme} if whole else {}
        name = whole.titel if whole else ""
        hidden = frozenset() if is_first else of_massnahme
        rows.append(_Satzzeile(name, zeile.titel, dict(zeile.zahlen) | shared, hidden))
        whole = None
    return rows


# -- Workbook ------------------------------------------------------------------------------------------------------


def make_xlsx(stand: Mittelstand, *, stelle: str, erstellt: date, beispiel: bool = False) -> bytes:
    """Return the workbook: a sheet for each track, one for the leg to the Land; sums are formulas."""
    hints = [
        f"Stand {datum(stand.am)}, erstellt am {datum(erstellt)}",
        "Beträge in Euro.",
        *([BEISPIEL] if beispiel else []),
    ]
    mappe = Mappe(kopf=[f"Stand der Mittel {stand.jahr}", *([stelle] if stelle else []), *hints])
    zuwendung = mappe.blatt("Zuwendung", breiten=(44, 34, *(17,) * len(ZUWENDUNG)))
    totals = _sheet(zuwendung, stand, ZUWENDUNG)
    _sheet(mappe.blatt("Ausgaben", breiten=(44, 34, *(17,) * len(AUSGABEN))), stand, AUSGABEN)
    _land(
        mappe.blatt("Land und Verbleib", breiten=(46, 20)),
        stand,
        f"{zuwendung.name}!{totals[Zahl.FESTGESETZT]}",
    )
    return mappe.save(stand=erstellt)


def _sheet(blatt: Blatt, stand: Mittelstand, zahlen: Sequence[Zahl]) -> dict[Zahl, str]:
    """Write one track and return the cells of its sums."""
    blatt.head("Maßnahme", "Empfänger", *(f"{TITEL[zahl]} €" for zahl in zahlen))
    first = blatt.next_row
    for row in _rows(stand):
        blatt.add(row.massnahme, row.empfaenger, *(row.zahlen.get(zahl) for zahl in zahlen))
    last = blatt.next_row - 1
    cells: list[Wert] = []
    for place, zahl in enumerate(zahlen):
        value = stand.summe.zahlen[zahl]
        column = chr(ord("C") + place)
        cells.append(Formel(f"SUM({column}{first}:{column}{last})", value) if value is not None else None)
    total = blatt.total("Summe", "", *cells)
    return {zahl: f"{chr(ord('C') + place)}{total}" for place, zahl in enumerate(zahlen)}


def _land(blatt: Blatt, stand: Mittelstand, decided: str) -> None:
    blatt.head("Zwischen Stadt und Land", "€")
    rows = {zahl: blatt.add(TITEL[zahl], stand.land.zahlen[zahl]) for zahl in LAND}
    v = stand.verbleib
    if v is None:
        return
    blatt.add()
    blatt.group("Verbleib des bewilligten Geldes")
    granted, received = f"B{rows[Zahl.LAND_BEWILLIGT]}", f"B{rows[Zahl.LAND_EINGEGANGEN]}"
    first = blatt.add("Festgesetzt", Formel(decided, v.festgesetzt))
    blatt.add("Nicht abgerufen", Formel(f"{granted}-{received}", v.nicht_abgerufen))
    blatt.add("An das Land zurückgezahlt", Formel(f"B{rows[Zahl.LAND_ZURUECK]}", v.zurueckgezahlt))
    last = blatt.add("Noch an das Land zurückzuzahlen", v.offen)
    total = blatt.total("Zusammen", Formel(f"SUM(B{first}:B{last})", v.summe))
    blatt.add("Ungeklärt gegenüber dem Bescheid", Formel(f"B{total}-{granted}", v.differenz))


# -- Paper ---------------------------------------------------------------------------------------------------------


def make_pdf(stand: Mittelstand, *, stelle: str, erstellt: date, beispiel: bool = False) -> bytes:
    """Return the paper: landscape, the two tracks apart, an Übertrag at each page break."""
    tables = (
        _table("zuwendung", _SATZ_ZUWENDUNG, _BREITEN_ZUWENDUNG, stand, ZUWENDUNG),
        _table("ausgaben", _SATZ_AUSGABEN, _BREITEN_AUSGABEN, stand, AUSGABEN),
    )
    document = paginate(
        lambda breaks: _html(stand, tables, breaks, stelle=stelle, erstellt=erstellt, beispiel=beispiel),
        tables,
    )
    return pdf.write(document, stand=erstellt)


def _table(
    name: str, satz: Satz, breiten: tuple[int, ...], stand: Mittelstand, zahlen: Sequence[Zahl]
) -> Tabelle:
    rows = [
        Zeile(
            Zeilenart.POSTEN,
            (row.massnahme, row.empfaenger),
            tuple(_cell(row, zahl) for zahl in zahlen),
            is_beginn=bool(row.massnahme),
        )
        for row in _rows(stand)
    ]
    if not rows:
        rows = [Zeile(Zeilenart.POSTEN, ("Keine Maßnahmen erfasst.", ""), (LEER,) * len(zahlen))]
    sums = tuple(_amount(stand.summe.zahlen[zahl]) for zahl in zahlen)
    total = Zeile(Zeilenart.SUMME, ("Summe",), sums, is_beginn=False)
    return Tabelle(name, satz, breiten, len(zahlen), (*rows, total))


def _cell(row: _Satzzeile, zahl: Zahl) -> Zelle:
    return LEER if zahl in row.oben else _amount(row.zahlen.get(zahl))


def _amount(betrag: Betrag | None) -> Zelle:
    return Zelle(TRIFFT_NICHT_ZU) if betrag is None else amount(betrag)


def _html(
    stand: Mittelstand,
    tabellen: Sequence[Tabelle],
    umbrueche: Umbrueche,
    *,
    stelle: str,
    erstellt: date,
    beispiel: bool,
) -> str:
    v = stand.verbleib
    parts = (
        (
            ("Festgesetzt", v.festgesetzt),
            ("Nicht abgerufen", v.nicht_abgerufen),
            ("An das Land zurückgezahlt", v.zurueckgezahlt),
            ("Noch an das Land zurückzuzahlen", v.offen),
        )
        if v
        else ()
    )
    return pdf.render_html(
        "mittelstand.html",
        {
            "titel": f"Stand der Mittel {stand.jahr}",
            "stelle": stelle,
            "beispiel": f"{BEISPIEL}\n" if beispiel else "",
            "am": stand.am,
            "tag": erstellt.isoformat(),
            "fuss": f"Stand {datum(stand.am)} · erstellt am {datum(erstellt)}",
            "land": [(TITEL[zahl], stand.land.zahlen[zahl]) for zahl in LAND],
            "verbleib": parts,
            "zusammen": summe(betrag for _, betrag in parts),
            "bewilligt": v.bewilligt if v else None,
            "differenz": v.differenz if v else None,
            "spalten": [TITEL[zahl].lower() for zahl in ZUWENDUNG],
            **{tabelle.name: tabelle.rows(umbrueche.get(tabelle.name, ())) for tabelle in tabellen},
            "breiten": {tabelle.name: tabelle.breiten for tabelle in tabellen},
        },
    )
