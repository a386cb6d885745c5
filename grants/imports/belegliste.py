"""Reading a Belegliste: expenditure, income and stated sums of one Träger for one Maßnahme."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from grants.domain.begriffe import Belegart
from grants.domain.money import Zahlen
from grants.imports.beleg_summen import SUMMENSPALTEN, Summen, is_summe
from grants.imports.beleg_werte import (
    SPALTEN,
    Belegliste,
    Belegzeile,
    Einnahmen,
    Einnahmezeile,
    Summenzeile,
)
from grants.imports.beleg_zeilen import EINNAHME, Zeilenleser
from grants.imports.codes import Code
from grants.imports.datei import Datei, DateiArt, QuelleArt, open_datei
from grants.imports.leser import Leser
from grants.imports.meldungen import Meldungen
from grants.imports.spalten import fold
from grants.imports.tabelle import Tabelle, Zeile, check_anzahl, read_tabellen

__all__ = ["Belegliste", "Belegzeile", "Einnahmen", "Einnahmezeile", "Summenzeile", "read_belegliste"]


def read_belegliste(
    path: Path, *, zahlen: Zahlen | None, einnahmen: Einnahmen | None, personal: Collection[str] = ("PK",)
) -> Belegliste:
    """Return the rows of a Belegliste.

    `zahlen` and `einnahmen` are the two questions asked once per file; None where nobody answered. `personal` names
    the Ausgabepositionen of payroll, whose rows have no invoice. Raises RuleViolation with every problem.
    """
    return belegliste_of(open_datei(path), zahlen=zahlen, einnahmen=einnahmen, personal=personal)


def belegliste_of(
    datei: Datei,
    *,
    zahlen: Zahlen | None,
    einnahmen: Einnahmen | None,
    personal: Collection[str] = ("PK",),
    zuordnung: Mapping[str, str] | None = None,
    buchung: bool = False,
) -> Belegliste:
    """Return the rows of an opened file as `read_belegliste` does.

    `zuordnung`: which headings of the file mean which column; `buchung`: rows of the city's ledger, which name
    neither payee nor invoice.
    """
    meldungen = Meldungen(datei.name)
    liste = _Liste(meldungen, zahlen=zahlen, einnahmen=einnahmen, personal=personal, buchung=buchung)
    for tabelle in read_tabellen(datei, SPALTEN, meldungen, zuordnung=zuordnung):
        liste.read(tabelle)
    check_anzahl(liste.anzahl, datei=datei.name)
    if not liste.anzahl and not meldungen.violations:
        text = "In der Tabelle steht kein Beleg. Bitte unter der Kopfzeile je Zeile einen Beleg eintragen."
        meldungen.add(Code.LISTE_FEHLT, text)
    meldungen.raise_if_any()
    return Belegliste(
        belege=tuple(liste.belege),
        einnahmen=tuple(liste.einnahmen),
        summen=tuple(liste.summen),
        hinweise=tuple(meldungen.hinweise),
        datei=datei.name,
        quelle_art=QuelleArt.XLSX if datei.art is DateiArt.XLSX else QuelleArt.CSV,
        sha256=datei.sha256,
    )


class _Liste:
    """The rows read so far, over all sheets of a file."""

    def __init__(
        self,
        meldungen: Meldungen,
        *,
        zahlen: Zahlen | None,
        einnahmen: Einnahmen | None,
        personal: Collection[str],
        buchung: bool,
    ) -> None:
        self._buchung = buchung
        self._meldungen = meldungen
        self._zahlen = zahlen
        self._einnahmen = einnahmen
        self._personal = personal
        # Where a number stood first; Belege and income are numbered apart.
        self._nummern: dict[tuple[bool, str], tuple[int, str | None]] = {}
        # Rows of the same number: one paper, split over positions.
        self._papiere: dict[str, list[Belegzeile]] = {}
        self.belege: list[Belegzeile] = []
        self.einnahmen: list[Einnahmezeile] = []
        self.summen: list[Summenzeile] = []
        self.anzahl = 0

    def read(self, tabelle: Tabelle) -> None:
        """Take over the rows of one sheet."""
        leser = Leser(tabelle, self._meldungen, zahlen=self._zahlen)
        zeilen = Zeilenleser(leser, einnahmen=self._einnahmen, personal=self._personal, buchung=self._buchung)
        summen = Summen()
        for zeile in tabelle.zeilen:
            label = _sum_label(leser, zeile)
            if label:
                self._read_summe(leser, summen, zeile, label)
                continue
            self.anzahl += 1
            art = zeilen.art(zeile)
            if art == EINNAHME:
                self._keep_einnahme(leser, summen, zeile, zeilen.einnahme(zeile))
            elif isinstance(art, Belegart):
                self._keep_beleg(leser, summen, zeile, zeilen.beleg(zeile, art))

    def _keep_beleg(self, leser: Leser, summen: Summen, zeile: Zeile, beleg: Belegzeile | None) -> None:
        if beleg is None:
            return
        parts = self._papiere.setdefault(beleg.nr, []) if beleg.nr else []
        if not parts or not _is_split(beleg, parts):
            self._check_number(leser, zeile, beleg.nr, is_income=False)
        parts.append(beleg)
        betraege = {
            "gezahlt": beleg.gezahlt,
            "betrag": beleg.betrag,
            "zuwendungsfaehig": beleg.zuwendungsfaehig,
        }
        summen.add_beleg(beleg.position, betraege)
        self.belege.append(beleg)

    def _keep_einnahme(
        self, leser: Leser, summen: Summen, zeile: Zeile, einnahme: Einnahmezeile | None
    ) -> None:
        if einnahme is None:
            return
        self._check_number(leser, zeile, einnahme.nr, is_income=True)
        summen.add_einnahme(einnahme.betrag)
        self.einnahmen.append(einnahme)

    def _check_number(self, leser: Leser, zeile: Zeile, nr: str, *, is_income: bool) -> None:
        here = (zeile.nr, leser.tabelle.blatt)
        first = self._nummern.setdefault((is_income, nr), here) if nr else here
        if first != here:
            at = f"Zeile {first[0]}" + (f" (Blatt „{first[1]}“)" if first[1] != here[1] else "")
            text = f"Die Beleg-Nr. „{nr}“ steht schon in {at}. Bitte jedem Beleg eine eigene Nummer geben."
            leser.add(zeile, "nr", Code.BELEG_NR_DOPPELT, text)

    def _read_summe(self, leser: Leser, summen: Summen, zeile: Zeile, label: str) -> None:
        genannt = {key: leser.betrag(zeile, key) for key in SUMMENSPALTEN}
        if all(betrag is None for betrag in genannt.values()):
            return
        position = leser.shown(zeile, "position")
        found, remark = summen.compare(label, position, genannt, zeile=zeile.nr, blatt=leser.tabelle.blatt)
        self.summen.append(found)
        if remark:
            leser.add_hinweis(zeile, remark)


def _is_split(beleg: Belegzeile, parts: Sequence[Belegzeile]) -> bool:
    """Tell whether a row is a further part of a paper: the same in everything but its position and share."""
    first = parts[0]
    same = replace(
        beleg,
        position=first.position,
        betrag=first.betrag,
        zuwendungsfaehig=first.zuwendungsfaehig,
        zeile=first.zeile,
        blatt=first.blatt,
    )
    return same == first and fold(beleg.position) not in {fold(part.position) for part in parts}


def _sum_label(leser: Leser, zeile: Zeile) -> str | None:
    """Return the words of a sum row: no number, no dates, and somewhere a word for a sum."""
    number = leser.tabelle.value(zeile, "nr")
    if leser.has(zeile, "nr") and not (isinstance(number, str) and is_summe(number)):
        return None
    if any(leser.has(zeile, key) for key in ("rechnungsdatum", "zahlungsdatum")):
        return None
    words = (" ".join(wert.split()) for wert in zeile.werte if isinstance(wert, str))
    return next((word for word in words if is_summe(word)), None)
