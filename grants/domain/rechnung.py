"""When two rows of Beleglisten speak of the same invoice."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Protocol

from grants.domain.begriffe import Belegart
from grants.domain.money import Betrag

# What people write where an invoice has no number; it must not join all such invoices into one.
NO_NUMBER = frozenset({"", "0", "ohne", "keine", "kein", "ka", "entfaellt"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# Longest key that is stored; the payee comes last, so that a long one is what is cut.
_LENGTH = 300


class Rechnungsangaben(Protocol):
    """What a row of a Belegliste tells of its invoice."""

    @property
    def art(self) -> Belegart: ...
    @property
    def zahlungsempfaenger(self) -> str: ...
    @property
    def rechnungsnummer(self) -> str: ...
    @property
    def rechnungsdatum(self) -> date | None: ...
    @property
    def zahlungsdatum(self) -> date | None: ...
    @property
    def gezahlt(self) -> Betrag | None: ...
    @property
    def leistung_von(self) -> date | None: ...
    @property
    def leistung_bis(self) -> date | None: ...


def fold(text: str) -> str:
    """Return the text without case, umlauts, accents, blanks and punctuation."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKD", folded))


def number_key(row: Rechnungsangaben) -> str:
    """Return what rows of the same invoice share: its number and payee, folded; empty without one of them."""
    payee, number = fold(row.zahlungsempfaenger), fold(row.rechnungsnummer)
    if not payee or number in NO_NUMBER:
        return ""
    return f"{number}|{payee}"[:_LENGTH]


def angaben_key(row: Rechnungsangaben) -> str:
    """Return all that a row without a number tells: day, amount, period, payee; empty without a day or amount."""
    day = row.rechnungsdatum or row.zahlungsdatum
    if day is None or row.gezahlt is None:
        return ""
    period = f"{row.leistung_von or ''}|{row.leistung_bis or ''}"
    return f"{day}|{row.gezahlt}|{period}|{fold(row.zahlungsempfaenger)}"[:_LENGTH]


def invoice_key(row: Rechnungsangaben) -> str:
    """Return the key by which other Maßnahmen, years and Träger find the same invoice; empty for a Pauschale."""
    return "" if row.art is Belegart.PAUSCHALE else number_key(row) or angaben_key(row)
