"""Bank accounts: an IBAN is checked digit by digit before it is kept, and named by its bank."""

from __future__ import annotations

from dataclasses import dataclass

from schwifty import BIC, IBAN
from schwifty.exceptions import InvalidChecksumDigits, InvalidLength, SchwiftyException

from grants.domain.errors import DomainError


class IbanUnklar(DomainError):
    """A text that is not an IBAN."""

    code = "iban_unklar"


class BicUnklar(DomainError):
    """A text that is not a BIC."""

    code = "bic_unklar"


@dataclass(frozen=True, slots=True)
class Bank:
    """Who keeps an account; empty where the IBAN's country tells nothing about it."""

    name: str = ""
    bic: str = ""


def parse_iban(text: str) -> str:
    """Return the IBAN without blanks, empty for an empty text; raises IbanUnklar."""
    bare = "".join(text.split()).upper()
    if not bare:
        return ""
    try:
        return str(IBAN(bare).compact)
    except InvalidChecksumDigits:
        raise IbanUnklar(
            "Die Prüfziffer der IBAN passt nicht; meist ist eine Ziffer vertauscht. Bitte noch einmal mit der "
            "Vorlage vergleichen."
        ) from None
    except InvalidLength:
        raise IbanUnklar(
            f"Die IBAN hat {len(bare)} Zeichen. Eine deutsche IBAN hat 22; bitte die fehlenden oder zusätzlichen "
            "prüfen."
        ) from None
    except SchwiftyException:
        raise IbanUnklar("Das ist keine IBAN. Bitte wie DE02 1203 0000 0000 2020 51 schreiben.") from None


def parse_bic(text: str) -> str:
    """Return the BIC in capitals, empty for an empty text; raises BicUnklar."""
    bare = "".join(text.split()).upper()
    if not bare:
        return ""
    try:
        return str(BIC(bare).compact)
    except SchwiftyException:
        raise BicUnklar("Das ist kein BIC. Er hat 8 oder 11 Zeichen, zum Beispiel BYLADEM1001.") from None


def bank_of(iban: str) -> Bank:
    """Return the bank of an IBAN; an empty one for a text that is none."""
    try:
        found = IBAN(iban)
    except SchwiftyException:
        return Bank()
    return Bank(found.bank_name or "", str(found.bic or ""))
