"""When two rows of Beleglisten speak of the same invoice."""

from __future__ import annotations

import re
import unicodedata

# What people write where an invoice has no number; it must not join all such invoices into one.
NO_NUMBER = frozenset({"", "0", "ohne", "keine", "kein", "ka", "entfaellt"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# Longest key that is stored; the number comes first, so that a long payee is what is cut.
_LENGTH = 300


def fold(text: str) -> str:
    """Return the text without case, umlauts, accents, blanks and punctuation."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKD", folded))


def invoice_key(zahlungsempfaenger: str, rechnungsnummer: str) -> str:
    """Return what rows of the same invoice share: its number and payee, folded; empty without one of them."""
    payee, number = fold(zahlungsempfaenger), fold(rechnungsnummer)
    if not payee or number in NO_NUMBER:
        return ""
    return f"{number}|{payee}"[:_LENGTH]
