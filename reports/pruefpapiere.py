"""The papers about one proof: Prüfvermerk for the file, Anhörung and Schlussmitteilung as letters."""

from __future__ import annotations

from collections.abc import Sequence

from grants.domain.festsetzung import Schritt
from grants.domain.pruefvermerk_daten import Kuerzungszeile, PruefvermerkDaten
from grants.domain.schreiben import ANHOERUNG, SCHLUSSMITTEILUNG, SchreibenDaten
from reports.formats import TRIFFT_NICHT_ZU, datum, euro_zeichen
from reports.papier import Dateien, Papierart, render_art
from reports.tabelle import Satz, Tabelle, Zeile, Zeilenart, amount
from reports.xlsx import Blatt, Formel, Mappe
from reports.xlsx_angaben import add_angaben, add_ausstellung, add_felder, add_offenes, gap

_SATZ = Satz(oben=45.4, folge=41.2, unten=270.0)
_BREITEN = (24, 54, 55, 32)


def render(daten: PruefvermerkDaten | SchreibenDaten) -> Dateien:
    """Return PDF, workbook and JSON of a paper; raises AssetFehlt when a font or style sheet is missing."""
    if isinstance(daten, PruefvermerkDaten):
        return render_art(PRUEFVERMERK, daten)
    return render_art(_SCHREIBEN[daten.art], daten)


def tabellen(daten: PruefvermerkDaten) -> tuple[Tabelle, ...]:
    """Return the annex with the rows of the sample."""
    if not daten.stichprobenbelege:
        return ()
    rows = [
        Zeile(
            Zeilenart.POSTEN,
            (each.beleg_nr, each.position, each.grund + (f": {each.risiken}" if each.risiken else "")),
            (amount(each.betrag),),
        )
        for each in daten.stichprobenbelege
    ]
    what = "Summe der gedruckten Zeilen" if daten.stichprobe_nicht_gedruckt else "Summe"
    total = Zeile(Zeilenart.SUMME, (what,), (amount(daten.stichprobe_summe),), is_beginn=False)
    return (Tabelle("stichprobe", _SATZ, _BREITEN, 1, (*rows, total)),)


def _pruefvermerk_xlsx(daten: PruefvermerkDaten, kopf: Sequence[str]) -> bytes:
    mappe = Mappe(kopf=kopf)
    blatt = add_angaben(mappe)
    add_ausstellung(blatt, daten.ausgestellt)
    add_offenes(blatt, daten)
    add_felder(blatt, daten.allgemeines)
    for name, text in (
        ("Umfang", daten.umfang),
        ("Stichprobe", " ".join(daten.stichprobe)),
        ("Feststellungen", daten.feststellungen),
        ("Folgen", daten.folgen),
    ):
        blatt.add(name, text or TRIFFT_NICHT_ZU)
    for punkt in daten.pruefliste:
        blatt.add(
            f"Prüfliste ({punkt.art}): {punkt.antwort or gap('Antwort')}", f"{punkt.text} {punkt.bemerkung}"
        )
    for regel in daten.regeln:
        amount_off = (
            f" Differenz {euro_zeichen(regel.differenz, vorzeichen=True)}." if regel.differenz else ""
        )
        blatt.add(f"Prüfregel: {regel.titel}", regel.text + amount_off)
    for zeile in daten.zeichnungen:
        blatt.add(zeile.was, f"{zeile.wer}, {datum(zeile.am)}" if zeile.wer else gap("Person"))
    _positionen(mappe.blatt("Ausgaben", breiten=(44, *(20,) * 7)), daten)
    _kuerzungen(mappe.blatt("Kürzungen", breiten=(34, 20, 20, 20, 44, 18, 60)), daten.kuerzungen)
    _schritte(mappe.blatt("Ergebnis", breiten=(70, 20)), (*daten.schritte, *daten.folgen_zahlen))
    if daten.stichprobenbelege:
        _stichprobe(mappe.blatt("Stichprobe", breiten=(24, 20, 30, 50, 20)), daten)
    return mappe.save(stand=daten.stand)


def _positionen(blatt: Blatt, daten: PruefvermerkDaten) -> None:
    blatt.head(
        "Ausgabeposition",
        "Soll €",
        "nachgewiesen €",
        "Abweichung €",
        "anerkannt €",
        "nicht anerkannt €",
        "insgesamt nachgewiesen €",
        "insgesamt anerkannt €",
    )
    first = blatt.next_row
    for row, zeile in enumerate(daten.positionen, start=first):
        blatt.add(
            zeile.bezeichnung or zeile.position,
            zeile.soll if zeile.soll is not None else TRIFFT_NICHT_ZU,
            zeile.ist.zuwendungsfaehig,
            Formel(f"C{row}-B{row}", zeile.abweichung) if zeile.abweichung is not None else TRIFFT_NICHT_ZU,
            zeile.anerkannt.zuwendungsfaehig,
            Formel(f"C{row}-E{row}", zeile.nicht_anerkannt),
            zeile.ist.insgesamt,
            zeile.anerkannt.insgesamt,
        )
    last, s = blatt.next_row - 1, daten.summe
    if last < first:
        return

    def column(letter: str) -> str:
        return f"SUM({letter}{first}:{letter}{last})"

    blatt.total(
        s.bezeichnung,
        Formel(column("B"), s.soll) if s.soll is not None else TRIFFT_NICHT_ZU,
        Formel(column("C"), s.ist.zuwendungsfaehig),
        Formel(f"C{last + 1}-B{last + 1}", s.abweichung) if s.abweichung is not None else TRIFFT_NICHT_ZU,
        Formel(column("E"), s.anerkannt.zuwendungsfaehig),
        Formel(column("F"), s.nicht_anerkannt),
        Formel(column("G"), s.ist.insgesamt),
        Formel(column("H"), s.anerkannt.insgesamt),
    )


def _kuerzungen(blatt: Blatt, kuerzungen: Sequence[Kuerzungszeile]) -> None:
    blatt.head(
        "Stelle",
        "nachgewiesen €",
        "anerkannt €",
        "nicht anerkannt €",
        "Grund",
        "mindert insgesamt",
        "Erläuterung",
    )
    for zeile in kuerzungen:
        row = blatt.next_row
        moved = f"; gehört zu {zeile.umgeordnet_nach}" if zeile.umgeordnet_nach else ""
        blatt.add(
            zeile.wo,
            zeile.nachgewiesen,
            zeile.anerkannt,
            Formel(f"B{row}-C{row}", zeile.betrag),
            f"{zeile.grund}{moved}",
            "ja" if zeile.mindert_insgesamt else "nein",
            zeile.erlaeuterung,
        )


def _schritte(blatt: Blatt, schritte: Sequence[Schritt]) -> None:
    blatt.head("Schritt", "€")
    for schritt in schritte:
        blatt.add(schritt.text, schritt.betrag)


def _stichprobe(blatt: Blatt, daten: PruefvermerkDaten) -> None:
    blatt.head("Beleg", "Ausgabeposition", "Warum gezogen", "Risiko", "Betrag €")
    first = blatt.next_row
    for each in daten.stichprobenbelege:
        blatt.add(each.beleg_nr, each.position, each.grund, each.risiken, each.betrag)
    blatt.total("Summe", "", "", "", Formel(f"SUM(E{first}:E{blatt.next_row - 1})", daten.stichprobe_summe))


def _schreiben_xlsx(daten: SchreibenDaten, kopf: Sequence[str]) -> bytes:
    mappe = Mappe(kopf=kopf)
    blatt = add_angaben(mappe)
    add_ausstellung(blatt, daten.ausgestellt)
    add_offenes(blatt, daten)
    blatt.add("Empfänger", ", ".join(daten.kopf.empfaenger))
    add_felder(blatt, daten.kopf.info)
    blatt.add("Betreff", f"{daten.betreff}: {daten.bezug}")
    for absatz in daten.absaetze:
        blatt.add("Text", absatz)
    add_felder(blatt, daten.wichtig)
    for absatz in daten.begruendung:
        blatt.add("Text", absatz)
    _schritte(mappe.blatt("Zuwendung", breiten=(70, 20)), daten.schritte)
    _kuerzungen(mappe.blatt("Kürzungen", breiten=(34, 20, 20, 20, 44, 18, 60)), daten.kuerzungen)
    return mappe.save(stand=daten.stand)


def _to(daten: SchreibenDaten) -> str:
    return daten.kopf.empfaenger[0]


PRUEFVERMERK: Papierart[PruefvermerkDaten] = Papierart(
    "pruefvermerk",
    "Prüfvermerk",
    "pruefvermerk.html",
    tabellen,
    lambda _: None,
    _pruefvermerk_xlsx,
    lambda daten: daten.empfaenger,
)
_SCHREIBEN: dict[str, Papierart[SchreibenDaten]] = {
    ANHOERUNG: Papierart(
        ANHOERUNG, "Anhörung", "schreiben.html", lambda _: (), lambda _: None, _schreiben_xlsx, _to
    ),
    SCHLUSSMITTEILUNG: Papierart(
        SCHLUSSMITTEILUNG,
        "Schlussmitteilung",
        "schreiben.html",
        lambda _: (),
        lambda _: None,
        _schreiben_xlsx,
        _to,
    ),
}
