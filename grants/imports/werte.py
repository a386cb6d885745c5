"""One cell as the value that is asked for: amount, date, whole number, text."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from grants.domain.errors import DomainError
from grants.domain.money import Betrag, BetragUnklar, Zahlen, parse_betrag
from grants.imports.codes import Code
from grants.imports.xlsx import Fehlerwert, FormelOhneWert, Wert

# Excel counts days from here (its own 29 February 1900 is long past the years of a grant).
_TAG_NULL = date(1899, 12, 30)
_JAHRE = range(2000, 2100)
# Beyond it a float no longer tells cents apart; money.py writes no longer amounts either.
_MAX_EURO = 10**12
_TOLERANZ = Decimal("0.000001")

# Zero-width characters and soft hyphens come along when text is copied from the web or from a PDF.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# openpyxl and Excel write a carriage return inside a cell like this.
_CARRIAGE_RETURN = "_x000D_"
_DATUM = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?:[ T]00:00(?::00)?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_SERIAL = re.compile(r"[34567]\d{4}", re.ASCII)
_GANZZAHL = re.compile(r"\d{1,9}", re.ASCII)


class WertAbgelehnt(DomainError):
    """A cell that does not hold what is asked for; `str()` says what to do."""

    code: StrEnum

    def __init__(self, code: StrEnum, text: str) -> None:
        self.code = code
        super().__init__(text)


def clean(text: str) -> str:
    """Return the text without what nobody sees: blanks around it, zero-width characters, carriage returns."""
    if text.isascii() and _CARRIAGE_RETURN not in text:
        return text.strip()
    visible = _INVISIBLE.sub("", text.replace(_CARRIAGE_RETURN, ""))
    return unicodedata.normalize("NFC", visible).strip()


def read_text(wert: Wert) -> str:
    """Return the cell as a person reads it; nothing gives an empty text.

    Raises WertAbgelehnt for a formula without value and an error value.
    """
    if isinstance(wert, str):
        return clean(wert)
    if wert is None:
        return ""
    _refuse_no_value(wert)
    if isinstance(wert, bool):
        return "WAHR" if wert else "FALSCH"
    if isinstance(wert, float):
        return str(int(wert)) if wert.is_integer() else repr(wert).replace(".", ",")
    if isinstance(wert, date):
        return f"{wert:%d.%m.%Y}"
    return str(wert)


def _refuse_no_value(wert: Wert) -> None:
    if isinstance(wert, FormelOhneWert):
        raise WertAbgelehnt(
            Code.FORMEL_OHNE_WERT,
            "Die Zelle enthält eine Formel ohne gespeicherten Wert. Bitte die Datei in Excel oder LibreOffice "
            "öffnen, speichern und noch einmal einlesen.",
        )
    if isinstance(wert, Fehlerwert):
        raise WertAbgelehnt(
            Code.FEHLERWERT,
            f"Die Zelle zeigt den Fehlerwert {wert}. Bitte die Formel berichtigen oder den Wert eintragen.",
        )


def is_empty(wert: Wert) -> bool:
    """Tell whether nothing stands in the cell."""
    return wert is None or (isinstance(wert, str) and not clean(wert))


def read_betrag(wert: Wert, *, zahlen: Zahlen | None) -> Betrag:
    """Return the amount in a filled cell; `zahlen` None means that nobody said how the file writes numbers.

    Raises WertAbgelehnt.
    """
    _refuse_no_value(wert)
    if isinstance(wert, str):
        return _betrag_of_text(clean(wert), zahlen)
    if isinstance(wert, int | float) and not isinstance(wert, bool):
        return _betrag_of_number(wert)
    raise WertAbgelehnt(
        Code.BETRAG_UNKLAR,
        f"Hier steht „{read_text(wert)}“ statt eines Betrags. Bitte das Format der Zelle auf „Zahl“ stellen "
        "und den Betrag eintragen.",
    )


def _betrag_of_text(text: str, zahlen: Zahlen | None) -> Betrag:
    try:
        return parse_betrag(text, zahlen=zahlen or Zahlen.DEUTSCH)
    except BetragUnklar as unclear:
        if zahlen is None and _reads_with_points(text):
            raise WertAbgelehnt(
                Code.BETRAG_UNKLAR,
                f"„{text}“ ist kein eindeutiger Betrag. Schreibt die ganze Datei Beträge mit Punkt vor den "
                "Cent, bitte mit --zahlen punkt noch einmal einlesen, sonst wie 1.234,56 schreiben.",
            ) from unclear
        raise WertAbgelehnt(Code.BETRAG_UNKLAR, str(unclear)) from unclear


def _reads_with_points(text: str) -> bool:
    try:
        parse_betrag(text, zahlen=Zahlen.PUNKT)
    except BetragUnklar:
        return False
    return True


def _betrag_of_number(wert: float) -> Betrag:
    if not math.isfinite(wert) or abs(wert) >= _MAX_EURO:
        raise WertAbgelehnt(Code.BETRAG_UNKLAR, f"„{wert}“ ist kein Betrag in Euro. Bitte die Zelle prüfen.")
    # The shortest spelling of the float is what was stored; the float itself is never computed with.
    exact = Decimal(repr(wert))
    cents = exact.scaleb(2).to_integral_value(rounding=ROUND_HALF_EVEN)
    if abs(exact - cents.scaleb(-2)) > _TOLERANZ:
        shown = repr(wert).replace(".", ",")
        raise WertAbgelehnt(
            Code.BETRAG_UNGENAU,
            f"Die Zelle enthält {shown}, also Bruchteile eines Cents. Bitte auf ganze Cent runden.",
        )
    return Betrag(int(cents))


def read_datum(wert: Wert) -> date:
    """Return the day in a filled cell: TT.MM.JJJJ, TT.MM.JJ (20JJ), JJJJ-MM-TT, a date cell, a count of days.

    Raises WertAbgelehnt, also for a day outside 2000 to 2099.
    """
    _refuse_no_value(wert)
    day = _day(wert)
    if day is None or day.year not in _JAHRE:
        raise WertAbgelehnt(
            Code.DATUM_UNKLAR,
            f"„{read_text(wert)[:40]}“ ist kein eindeutiges Datum. Bitte wie 31.12.2024 schreiben.",
        )
    return day


def _day(wert: Wert) -> date | None:
    if isinstance(wert, datetime):
        return wert.date()
    if isinstance(wert, date):
        return wert
    if isinstance(wert, str):
        return _day_of_text(clean(wert))
    if isinstance(wert, bool | time | timedelta) or not isinstance(wert, int | float):
        return None
    # A time of day behind the comma is of no interest to a Belegliste.
    return _day_of_serial(int(wert)) if math.isfinite(wert) else None


def _day_of_text(text: str) -> date | None:
    if _SERIAL.fullmatch(text):
        return _day_of_serial(int(text))
    if german := _DATUM.fullmatch(text):
        day, month, year = german.groups()
        return _date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    if iso := _ISO.fullmatch(text):
        return _date(*map(int, iso.groups()))
    return None


def _day_of_serial(days: int) -> date | None:
    # Far beyond the years that are accepted, and before the calendar of Python ends.
    return _TAG_NULL + timedelta(days=days) if 0 < days < 100_000 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_ganzzahl(wert: Wert) -> int:
    """Return the whole number in a filled cell. Raises WertAbgelehnt."""
    _refuse_no_value(wert)
    if isinstance(wert, int) and not isinstance(wert, bool):
        return wert
    if isinstance(wert, float) and wert.is_integer():
        return int(wert)
    if isinstance(wert, str) and _GANZZAHL.fullmatch(clean(wert)):
        return int(clean(wert))
    raise WertAbgelehnt(
        Code.ZAHL_UNKLAR, f"„{read_text(wert)[:40]}“ ist keine ganze Zahl. Bitte nur Ziffern schreiben."
    )


def read_jahr(wert: Wert) -> int:
    """Return the Foerderjahr in a filled cell. Raises WertAbgelehnt outside 2000 to 2099."""
    try:
        jahr = read_ganzzahl(wert)
    except WertAbgelehnt as refused:
        if refused.code is not Code.ZAHL_UNKLAR:
            raise
        jahr = 0
    if jahr not in _JAHRE:
        raise WertAbgelehnt(
            Code.JAHR_UNKLAR,
            f"„{read_text(wert)[:40]}“ ist kein Förderjahr. Bitte vierstellig wie 2024 schreiben.",
        )
    return jahr
