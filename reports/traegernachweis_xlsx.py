"""The Verwendungsnachweis of a recipient as a workbook: the same figures, sums and shares as formulas."""

from __future__ import annotations

from collections.abc import Sequence

from grants.domain.money import HUNDERT, Betrag, Vomhundert
from grants.domain.summen import Ausgaben
from grants.domain.traegernachweis_daten import Einreichung, NachweisDaten, Positionszeile
from reports.formats import TRIFFT_NICHT_ZU, UNBEKANNT, datum
from reports.xlsx import Blatt, Formel, Mappe, Wert, known


def make_xlsx(daten: NachweisDaten, einreichung: Einreichung | None, kopf: Sequence[str]) -> bytes:
    """Return the workbook."""
    mappe = Mappe(kopf=kopf)
    _angaben(mappe.blatt("Angaben", breiten=(38, 90)), daten, einreichung)
    _texte(mappe.blatt("Sachbericht", breiten=(38, 100)), daten)
    if daten.kennzahlen:
        _kennzahlen(mappe.blatt("Kennzahlen", breiten=(52, 20, 14, 14, 14, 50)), daten)
    _einnahmen(mappe.blatt("Einnahmen", breiten=(52, 24, 18, 24, 18)), daten)
    belege = _belege(mappe, daten) if daten.belege else {}
    _ausgaben(mappe.blatt("Ausgaben", breiten=(40, 24, 24, 24, 24, 22, 16, 24, 24)), daten, belege)
    _ergebnis(mappe.blatt("Ist-Ergebnis", breiten=(60, 24)), daten)
    if daten.einnahmebelege:
        _einnahmebelege(mappe.blatt("Einnahmen einzeln", breiten=(16, 14, 40, 50, 24, 20)), daten)
    _erklaerungen(mappe.blatt("Erklärungen", breiten=(80, 30, 60, 40)), daten)
    return mappe.save(stand=daten.stand)


def _angaben(blatt: Blatt, daten: NachweisDaten, einreichung: Einreichung | None) -> None:
    blatt.head("Angabe", "Inhalt")
    blatt.add("Empfänger", ", ".join((daten.empfaenger, *daten.anschrift)))
    blatt.add("An", ", ".join(filter(None, (daten.stadt, daten.amt))))
    blatt.add("Programm", daten.programm)
    blatt.add("Förderjahr", str(daten.jahr))
    blatt.add("Maßnahme", daten.massnahme)
    if daten.gemeinsam_mit:
        blatt.add("gemeinsam mit", ", ".join(daten.gemeinsam_mit))
    blatt.add("Durchführungszeitraum von", daten.zeitraum_von)
    blatt.add("Durchführungszeitraum bis", daten.zeitraum_bis)
    for zusage in daten.zusagen:
        day = f"vom {datum(zusage.vom)}" if zusage.vom else ""
        blatt.add(" ".join(filter(None, (zusage.art, day, zusage.aktenzeichen))), zusage.betrag)
    blatt.add(
        "Ausgaben lt. Abrechnung",
        "eingetragene Summen" if daten.eingetragen else f"aus {len(daten.belege)} Zeilen der Belegliste",
    )
    if einreichung:
        blatt.add("Vorgangsnummer", einreichung.vorgangsnummer)
        blatt.add("eingereicht am", f"{einreichung.am}, von {einreichung.person}")
        blatt.add("Prüfsumme (SHA-256)", einreichung.sha256)
        blatt.add("Stand des Verlaufs", f"Nr. {einreichung.ereignis_nummer}, {einreichung.ereignis_hash}")


def _texte(blatt: Blatt, daten: NachweisDaten) -> None:
    blatt.head("Abschnitt", "Text")
    for teil in daten.sachbericht:
        blatt.add(teil.titel, teil.text)
    for each in daten.erlaeuterungen:
        blatt.add(f"Erläuterung: {each.titel}", each.text or "ohne Erläuterung")
        for befund in each.befunde:
            blatt.add("", befund)


def _kennzahlen(blatt: Blatt, daten: NachweisDaten) -> None:
    blatt.head("Kennzahl", "Einheit", "Soll", "Ist", "Vorjahr", "Bemerkung")
    for each in daten.kennzahlen:
        blatt.add(
            f"davon {each.name}" if each.davon else each.name,
            each.einheit,
            each.soll,
            each.ist,
            each.vorjahr,
            each.bemerkung,
        )


def _einnahmen(blatt: Blatt, daten: NachweisDaten) -> None:
    blatt.head("Art", "lt. Bescheid €", "lt. Bescheid v. H.", "lt. Abrechnung €", "lt. Abrechnung v. H.")
    first = blatt.next_row
    total = first + len(daten.einnahmen)
    for row, zeile in enumerate(daten.einnahmen, start=first):
        blatt.add(
            zeile.art,
            known(zeile.lt_bescheid, sonst=UNBEKANNT),
            _share(f"B{row}", f"B{total}", zeile.lt_bescheid_vh),
            known(zeile.lt_abrechnung, sonst=UNBEKANNT),
            _share(f"D{row}", f"D{total}", zeile.lt_abrechnung_vh),
        )
    s = daten.einnahmen_insgesamt
    blatt.total(
        s.art,
        _sum("B", first, total - 1, s.lt_bescheid),
        HUNDERT if s.lt_bescheid_vh else TRIFFT_NICHT_ZU,
        _sum("D", first, total - 1, s.lt_abrechnung),
        HUNDERT if s.lt_abrechnung_vh else TRIFFT_NICHT_ZU,
    )


def _share(cell: str, total: str, vh: Vomhundert | None) -> Wert:
    return TRIFFT_NICHT_ZU if vh is None else Formel(f"ROUND({cell}/{total}*100,2)", vh)


def _sum(column: str, first: int, last: int, wert: Betrag | None) -> Wert:
    if wert is None:
        return UNBEKANNT
    return Formel(f"SUM({column}{first}:{column}{last})", wert) if last >= first else wert


def _belege(mappe: Mappe, daten: NachweisDaten) -> dict[str, str]:
    """Write the Belegliste and return the formulas of its sums by column, with a place for the position."""
    blatt = mappe.blatt("Belegliste", breiten=(16, 14, 14, 14, 36, 46, 18, 22, 24))
    blatt.head(
        "Position",
        "Beleg-Nr.",
        "Rechnung vom",
        "bezahlt am",
        "Zahlungsempfänger",
        "Zweck",
        "gezahlt €",
        "für die Maßnahme €",
        "davon zuwendungsfähig €",
    )
    first = blatt.next_row
    for each in daten.belege:
        blatt.add(
            each.position,
            each.nr,
            each.rechnungsdatum,
            each.zahlungsdatum,
            each.zahlungsempfaenger,
            each.zweck,
            each.gezahlt if each.gezahlt is not None else TRIFFT_NICHT_ZU,
            each.betrag,
            each.zuwendungsfaehig,
        )
    last = blatt.next_row - 1
    total = daten.ausgaben_insgesamt.lt_abrechnung
    blatt.total(
        "Summe",
        "",
        "",
        "",
        "",
        "",
        "",
        _sum("H", first, last, total.insgesamt),
        _sum("I", first, last, total.zuwendungsfaehig),
    )
    keys = f"{blatt.name}!$A${first}:$A${last}"
    return {
        column: f"SUMIF({keys},POSITION,{blatt.name}!${column}${first}:${column}${last})"
        for column in ("H", "I")
    }


def _ausgaben(blatt: Blatt, daten: NachweisDaten, belege: dict[str, str]) -> None:
    blatt.head(
        "Ausgabeposition",
        "lt. Bescheid insgesamt €",
        "lt. Bescheid davon zuwendungsfähig €",
        "lt. Abrechnung insgesamt €",
        "lt. Abrechnung davon zuwendungsfähig €",
        "Abweichung €",
        "Abweichung v. H.",
        "angegeben insgesamt €",
        "angegeben davon zuwendungsfähig €",
    )
    first = blatt.next_row
    for row, zeile in enumerate(daten.ausgaben, start=first):
        blatt.add(*_position(zeile, row, belege))
    last = blatt.next_row - 1
    if last < first:
        return
    s = daten.ausgaben_insgesamt
    row = blatt.next_row
    columns = (s.lt_bescheid, s.lt_abrechnung, s.angegeben)

    def both(letters: str, ausgaben: Ausgaben | None) -> tuple[Wert, Wert]:
        if ausgaben is None:
            return UNBEKANNT, UNBEKANNT
        return (
            _sum(letters[0], first, last, ausgaben.insgesamt),
            _sum(letters[1], first, last, ausgaben.zuwendungsfaehig),
        )

    blatt.total(
        s.name,
        *both("BC", columns[0]),
        *both("DE", columns[1]),
        *_deviation(s, row),
        *both("HI", columns[2]),
    )


def _position(zeile: Positionszeile, row: int, belege: dict[str, str]) -> tuple[Wert, ...]:
    def both(ausgaben: Ausgaben | None) -> tuple[Wert, Wert]:
        return (
            (ausgaben.insgesamt, ausgaben.zuwendungsfaehig)
            if ausgaben
            else (TRIFFT_NICHT_ZU, TRIFFT_NICHT_ZU)
        )

    shown: tuple[Wert, Wert] = both(zeile.lt_abrechnung)
    if belege:
        code = '"' + zeile.code.replace('"', '""') + '"'
        shown = (
            Formel(belege["H"].replace("POSITION", code), zeile.lt_abrechnung.insgesamt),
            Formel(belege["I"].replace("POSITION", code), zeile.lt_abrechnung.zuwendungsfaehig),
        )
    name = f"{zeile.name} ({zeile.code})" if zeile.bezeichnung else zeile.code
    return (name, *both(zeile.lt_bescheid), *shown, *_deviation(zeile, row), *both(zeile.angegeben))


def _deviation(zeile: Positionszeile, row: int) -> tuple[Wert, Wert]:
    if zeile.abweichung is None:
        return TRIFFT_NICHT_ZU, TRIFFT_NICHT_ZU
    if zeile.lt_bescheid is None:
        return Formel(f"E{row}", zeile.abweichung), TRIFFT_NICHT_ZU
    share: Wert = TRIFFT_NICHT_ZU
    if zeile.abweichung_vh is not None:
        share = Formel(f"ROUND((E{row}-C{row})/C{row}*100,2)", zeile.abweichung_vh)
    return Formel(f"E{row}-C{row}", zeile.abweichung), share


def _ergebnis(blatt: Blatt, daten: NachweisDaten) -> None:
    e = daten.ergebnis
    blatt.head("Zuwendung aus Landesmitteln", "€")
    blatt.add("zugewiesen" if daten.is_stelle else "zugesagt", known(e.zugesagt, sonst=UNBEKANNT))
    if not daten.is_stelle:
        blatt.add("ausgezahlt", known(e.ausgezahlt, sonst=UNBEKANNT))
    blatt.add("aus den Angaben errechnet, vor der Prüfung", known(e.errechnet, sonst=UNBEKANNT))


def _einnahmebelege(blatt: Blatt, daten: NachweisDaten) -> None:
    blatt.head("Nr.", "Datum", "Einzahler", "Zweck", "Herkunft", "€")
    first = blatt.next_row
    for each in daten.einnahmebelege:
        blatt.add(each.nr, each.datum, each.einzahler, each.zweck, each.herkunft, each.betrag)
    last = blatt.next_row - 1
    total = Betrag(sum(each.betrag.cents for each in daten.einnahmebelege))
    blatt.total("Summe", "", "", "", "", _sum("F", first, last, total))


def _erklaerungen(blatt: Blatt, daten: NachweisDaten) -> None:
    blatt.head("Erklärung", "von", "Antwort", "Erläuterung")
    for zeile in daten.erklaerungen:
        if not zeile.antworten:
            blatt.add(zeile.wortlaut, "", "noch nicht erklärt", "")
        for antwort in zeile.antworten:
            blatt.add(
                zeile.wortlaut, f"{antwort.person}, {antwort.am}", antwort.antwort, antwort.erlaeuterung
            )
