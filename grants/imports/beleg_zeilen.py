"""One row of a Belegliste as expenditure or income."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from grants.domain.begriffe import Belegart
from grants.domain.money import Betrag
from grants.imports.beleg_werte import SPALTEN, Belegzeile, Einnahmen, Einnahmezeile
from grants.imports.codes import Code
from grants.imports.leser import Leser
from grants.imports.spalten import fold
from grants.imports.tabelle import Zeile
from grants.imports.werte import WertAbgelehnt, read_datum, read_text
from grants.imports.xlsx import Wert

EINNAHME = "einnahme"
# What stands in the column Art, folded; an empty cell is a Beleg.
_ARTEN: dict[str, Belegart | str] = {
    "beleg": Belegart.BELEG,
    "ausgabe": Belegart.BELEG,
    "ausgaben": Belegart.BELEG,
    "a": Belegart.BELEG,
    "rechnung": Belegart.BELEG,
    "pauschale": Belegart.PAUSCHALE,
    "pauschal": Belegart.PAUSCHALE,
    "einnahme": EINNAHME,
    "einnahmen": EINNAHME,
    "e": EINNAHME,
}
_INCOME_POSITIONS = frozenset({"einnahme", "einnahmen", "ertrag", "ertraege"})
# A cross in the column Einnahme; anything else there is the amount.
_MARKED = frozenset({"x", "ja", "e"})
_PERSONAL = re.compile(r"personal|gehalt|gehaelter|lohn|loehne")
_TITEL = {spalte.key: spalte.titel for spalte in SPALTEN}
# Between two days; the hyphens of an ISO date are none.
_BIS = re.compile(r"\s*[–—]\s*|\s+-\s+|(?<=[0-9]{4})-(?=[0-9]{1,2}\.)|\s*\bbis\b\s*")


class Zeilenleser:
    """Reads the rows of one table; what is missing or unreadable is kept by the Leser, and None comes back."""

    def __init__(
        self, leser: Leser, *, einnahmen: Einnahmen | None, personal: Collection[str], buchung: bool = False
    ) -> None:
        self._buchung = buchung
        self._leser = leser
        self._einnahmen = einnahmen
        self._personal = frozenset(fold(position) for position in personal)
        # Where the file itself says which rows are income, a minus means a credit note.
        self._names_income = bool({"art", "einnahme"} & set(leser.tabelle.spalten))

    # -- what a row is -------------------------------------------------------------------------------------------

    def art(self, zeile: Zeile) -> Belegart | str | None:
        """Return the kind of a row, `EINNAHME` for income; None where its own word is not known."""
        leser = self._leser
        if leser.has(zeile, "art"):
            return leser.read(zeile, "art", _read_art)
        if leser.has(zeile, "einnahme") or fold(leser.shown(zeile, "position")) in _INCOME_POSITIONS:
            return EINNAHME
        if self._einnahmen == Einnahmen.NEGATIV and not self._names_income and self._is_negative(zeile):
            return EINNAHME
        is_pauschale = "pauschal" in fold(leser.shown(zeile, "position"))
        return Belegart.PAUSCHALE if is_pauschale else Belegart.BELEG

    def _is_negative(self, zeile: Zeile) -> bool:
        wert = self._leser.tabelle.value(zeile, "betrag")
        if isinstance(wert, str):
            return wert.startswith(("-", "\u2212"))
        return isinstance(wert, int | float) and wert < 0

    # -- expenditure ---------------------------------------------------------------------------------------------

    def beleg(self, zeile: Zeile, art: Belegart) -> Belegzeile | None:
        """Return the expenditure in a row. A Pauschale needs no number, date, payee and paid amount."""
        is_beleg = art is Belegart.BELEG
        nr = self._number(zeile, "nr", is_needed=is_beleg)
        position = self._needed(zeile, "position")
        rechnungsnummer = self._number(zeile, "rechnungsnummer", is_needed=False)
        rechnungsdatum = self._datum(
            zeile,
            "rechnungsdatum",
            is_needed=is_beleg and not self._buchung and not self._is_personal(position),
        )
        zahlungsdatum = self._datum(zeile, "zahlungsdatum", is_needed=is_beleg)
        empfaenger = self._needed(zeile, "zahlungsempfaenger", is_needed=is_beleg and not self._buchung)
        zweck = self._needed(zeile, "zweck")
        gezahlt = self._betrag(zeile, "gezahlt", is_needed=is_beleg)
        betrag = self._betrag(zeile, "betrag")
        zuwendungsfaehig = self._betrag(zeile, "zuwendungsfaehig")
        von, bis = self._leistung(zeile)
        if betrag is None or zuwendungsfaehig is None:
            return None
        self._check_betraege(zeile, gezahlt=gezahlt, betrag=betrag, zuwendungsfaehig=zuwendungsfaehig)
        return Belegzeile(
            nr=nr,
            art=art,
            position=position,
            rechnungsnummer=rechnungsnummer,
            rechnungsdatum=rechnungsdatum,
            zahlungsdatum=zahlungsdatum,
            zahlungsempfaenger=empfaenger,
            zweck=zweck,
            gezahlt=gezahlt,
            betrag=betrag,
            zuwendungsfaehig=zuwendungsfaehig,
            leistung_von=von,
            leistung_bis=bis,
            bemerkung=self._leser.text(zeile, "bemerkung"),
            zeile=zeile.nr,
            blatt=self._leser.tabelle.blatt,
        )

    def _is_personal(self, position: str) -> bool:
        folded = fold(position)
        return folded in self._personal or bool(_PERSONAL.search(folded))

    def _check_betraege(
        self, zeile: Zeile, *, gezahlt: Betrag | None, betrag: Betrag, zuwendungsfaehig: Betrag
    ) -> None:
        """Refuse what cannot be; what is only unusual is a fact and gets a remark."""
        leser = self._leser
        if not _is_part(zuwendungsfaehig, betrag):
            text = "Der zuwendungsfähige Teil ist größer als der Betrag für die Maßnahme. Bitte beide prüfen."
            leser.add(zeile, "zuwendungsfaehig", Code.ZUWENDUNGSFAEHIG_UNMOEGLICH, text)
        if gezahlt is not None and not _is_part(betrag, gezahlt):
            text = "Der Betrag für die Maßnahme ist größer als der gezahlte Betrag. Bitte prüfen Sie beide."
            leser.add_hinweis(zeile, text)
        if betrag.cents < 0:
            text = "Der Betrag ist negativ und wurde als Gutschrift gelesen."
            if self._einnahmen is None and not self._names_income:
                text += " Ist es eine Einnahme, bitte mit --einnahmen negativ noch einmal einlesen."
            leser.add_hinweis(zeile, text)
        elif not betrag:
            leser.add_hinweis(zeile, "Der Betrag für die Maßnahme ist 0.")

    # -- income --------------------------------------------------------------------------------------------------

    def einnahme(self, zeile: Zeile) -> Einnahmezeile | None:
        """Return the income in a row, positive whatever sign the file writes."""
        leser = self._leser
        nr = self._number(zeile, "nr", is_needed=False)
        position = leser.text(zeile, "position")
        herkunft = leser.text(zeile, "mittelherkunft") or (
            "" if fold(position) in _INCOME_POSITIONS else position
        )
        datum = leser.datum(zeile, "zahlungsdatum") or leser.datum(zeile, "rechnungsdatum")
        einzahler = leser.text(zeile, "zahlungsempfaenger")
        zweck = self._needed(zeile, "zweck", is_needed=not einzahler)
        betrag = self._income_amount(zeile)
        if betrag is None:
            return None
        return Einnahmezeile(
            nr=nr,
            datum=datum,
            einzahler=einzahler,
            zweck=zweck,
            betrag=betrag,
            herkunft=herkunft,
            bemerkung=leser.text(zeile, "bemerkung"),
            zeile=zeile.nr,
            blatt=leser.tabelle.blatt,
        )

    def _income_amount(self, zeile: Zeile) -> Betrag | None:
        """Return the amount from a column of its own, else from the common one with the sign that was agreed."""
        leser = self._leser
        if leser.has(zeile, "einnahme") and fold(leser.shown(zeile, "einnahme")) not in _MARKED:
            return leser.betrag(zeile, "einnahme")
        key = "betrag" if leser.has(zeile, "betrag") else "gezahlt"
        betrag = self._betrag(zeile, key)
        if betrag is None:
            return None
        if self._einnahmen is None:
            if not leser.meldungen.has(Code.EINNAHMEN_UNKLAR):
                text = (
                    "Die Datei enthält Einnahmen. Sind sie mit Minus geschrieben? Bitte mit --einnahmen negativ oder "
                    "--einnahmen positiv noch einmal einlesen."
                )
                leser.add(zeile, key, Code.EINNAHMEN_UNKLAR, text)
            return None
        return -betrag if self._einnahmen == Einnahmen.NEGATIV else betrag

    # -- cells ---------------------------------------------------------------------------------------------------

    def _require(self, zeile: Zeile, key: str, code: Code) -> None:
        if not self._leser.has(zeile, key):
            titel = self._leser.tabelle.titel.get(key, _TITEL[key])
            self._leser.add(zeile, key, code, f"„{titel}“ fehlt. Bitte eintragen.")

    def _needed(self, zeile: Zeile, key: str, *, is_needed: bool = True) -> str:
        if is_needed:
            self._require(zeile, key, Code.ANGABE_FEHLT)
        return self._leser.text(zeile, key)

    def _number(self, zeile: Zeile, key: str, *, is_needed: bool) -> str:
        """Return a number of a paper as text; a spreadsheet may have made a date of "1/2023"."""
        if isinstance(self._leser.tabelle.value(zeile, key), date):
            titel = self._leser.tabelle.titel[key]
            text = (
                f"In „{titel}“ steht ein Datum; vielleicht hat das Tabellenprogramm eine Nummer umgewandelt."
            )
            self._leser.add_hinweis(zeile, text)
        return self._needed(zeile, key, is_needed=is_needed)

    def _datum(self, zeile: Zeile, key: str, *, is_needed: bool) -> date | None:
        if is_needed:
            self._require(zeile, key, Code.ANGABE_FEHLT)
        return self._leser.datum(zeile, key)

    def _betrag(self, zeile: Zeile, key: str, *, is_needed: bool = True) -> Betrag | None:
        if is_needed:
            self._require(zeile, key, Code.BETRAG_FEHLT)
        return self._leser.betrag(zeile, key)

    def _leistung(self, zeile: Zeile) -> tuple[date | None, date | None]:
        von, bis = self._leser.datum(zeile, "leistung_von"), self._leser.datum(zeile, "leistung_bis")
        key = "leistung_bis"
        if von is None and bis is None and self._leser.has(zeile, "leistung"):
            key = "leistung"
            von, bis = self._leser.read(zeile, key, _read_zeitraum) or (None, None)
        if von is not None and bis is not None and bis < von:
            text = "Das Ende der Leistung liegt vor ihrem Beginn. Bitte die beiden Tage prüfen."
            self._leser.add(zeile, key, Code.ZEITRAUM_VERKEHRT, text)
        return von, bis


def _is_part(teil: Betrag, ganzes: Betrag) -> bool:
    """Tell whether an amount lies between 0 and the whole, whatever the sign of the whole."""
    low, high = sorted((0, ganzes.cents))
    return low <= teil.cents <= high


def _read_art(wert: Wert) -> Belegart | str:
    text = read_text(wert)
    art = _ARTEN.get(fold(text))
    if art is None:
        words = "Beleg, Pauschale oder Einnahme"
        raise WertAbgelehnt(Code.ART_UNKLAR, f"„{text[:40]}“ ist keine Art. Bitte {words} eintragen.")
    return art


def _read_zeitraum(wert: Wert) -> tuple[date, date]:
    """Return first and last day of `01.01.2023 – 31.03.2023`; a single day is both. Raises WertAbgelehnt."""
    if not isinstance(wert, str):
        day = read_datum(wert)
        return day, day
    parts = _BIS.split(wert, maxsplit=1)
    return read_datum(parts[0]), read_datum(parts[-1])
