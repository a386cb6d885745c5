"""Geldbetrag: whole cents in one type, one parser and one formatter for German amounts.

Nothing in the house computes with float or Decimal. A share of an amount is an integer division that rounds
kaufmännisch (half away from zero), once, where the law asks for a whole cent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grants.domain.errors import DomainError

NBSP = "\u00a0"
MINUS = "\u2212"

# Blanks that German word processors and Excel put between groups of three digits.
_BLANKS = " \u00a0\u202f\u2009"
_CURRENCY = r"(?:€|EUR|Euro)"
# An amount needs no more than twelve digits before the comma; BIGINT holds it a thousandfold.
_WHOLE_GROUPED = r"[1-9][0-9]{0,2}(?:(?P<sep>[%s])[0-9]{3})(?:(?P=sep)[0-9]{3}){0,2}"
_WHOLE_PLAIN = r"(?:0|[1-9][0-9]{0,11})"


def _pattern(*, group: str, decimal: str, dashes: bool) -> re.Pattern[str]:
    cents = rf"{re.escape(decimal)}(?P<cents>[0-9]{{2}})"
    # "398.400,-" and "398.400,--" write whole euros; word processors turn the hyphen into a dash.
    tail = rf"(?:{cents}|,(?:--?|[–—]))?" if dashes else rf"(?:{cents})?"
    whole = rf"(?P<whole>{_WHOLE_GROUPED % group}|{_WHOLE_PLAIN})"
    return re.compile(rf"(?P<sign>[-{MINUS}])?{whole}{tail}", re.ASCII)


class Zahlen(StrEnum):
    """How a file writes its numbers as text; asked once per file."""

    DEUTSCH = "deutsch"
    PUNKT = "punkt"


_PATTERNS = {
    Zahlen.DEUTSCH: _pattern(group=r"." + _BLANKS, decimal=",", dashes=True),
    Zahlen.PUNKT: _pattern(group=r"," + _BLANKS, decimal=".", dashes=False),
}
_BEFORE = re.compile(rf"{_CURRENCY}[{_BLANKS}]*(?=[-{MINUS}0-9])", re.IGNORECASE)
_BEHIND = re.compile(rf"[{_BLANKS}]*{_CURRENCY}$", re.IGNORECASE)


class BetragUnklar(DomainError):
    """A text that is not an amount in the one spelling that is accepted."""

    code = "betrag_unklar"

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"„{text.strip()[:40]}“ ist kein eindeutiger Betrag. "
            "Bitte wie 1.234,56 schreiben (Punkt für Tausender, Komma vor den Cent)."
        )


@dataclass(frozen=True, slots=True, order=True)
class Betrag:
    """An amount of euros in whole cents; may be negative."""

    cents: int

    def __post_init__(self) -> None:
        # bool is an int in Python; a truth value is no amount, a float has already lost cents.
        if type(self.cents) is not int:
            raise TypeError(f"Betrag counts whole cents as int, not {type(self.cents).__name__}")

    def __add__(self, other: Betrag) -> Betrag:
        return Betrag(self.cents + other.cents)

    def __sub__(self, other: Betrag) -> Betrag:
        return Betrag(self.cents - other.cents)

    def __neg__(self) -> Betrag:
        return Betrag(-self.cents)

    def __abs__(self) -> Betrag:
        return Betrag(abs(self.cents))

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        """Return the spelling of JSON and of files: `398400.00`."""
        return spell_cents(self.cents)


def spell_cents(cents: int) -> str:
    """Return whole cents as files write an amount, `398400.00`; for thousands of rows that nobody computes with."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


NULL = Betrag(0)


def euro(text: str) -> Betrag:
    """Return the amount written as in JSON (`"398400.00"`, exactly two decimals); for code and stored values.

    Raises ValueError for every other spelling.
    """
    if not re.fullmatch(r"-?(?:0|[1-9][0-9]*)\.[0-9]{2}", text, re.ASCII):
        raise ValueError(f"not an amount with two decimals: {text!r}")
    return Betrag(int(text.replace(".", "")))


def parse_betrag(text: str, *, zahlen: Zahlen = Zahlen.DEUTSCH) -> Betrag:
    """Return the amount a person wrote: `1.234,56`, `1234,56`, `1 234,56 €`, `398.400,- Euro`.

    A point before exactly three digits separates thousands. Raises BetragUnklar for everything else, never a
    guess: the caller asks once per file which spelling is meant (`zahlen`).
    """
    bare = text.strip().strip(_BLANKS)
    bare, before = _BEFORE.subn("", bare, count=1) if _BEFORE.match(bare) else (bare, 0)
    if not before:
        bare = _BEHIND.sub("", bare, count=1)
    found = _PATTERNS[zahlen].fullmatch(bare)
    if not found:
        raise BetragUnklar(text)
    whole = re.sub(r"[^0-9]", "", found["whole"])
    cents = int(whole) * 100 + int(found["cents"] or 0)
    return Betrag(-cents if found["sign"] else cents)


def format_betrag(betrag: Betrag, *, einheit: str = "€", vorzeichen: bool = False) -> str:
    """Return `1.234,56 €` with a no-break space; `einheit=""` leaves the unit out, `vorzeichen` prints a plus."""
    whole, cents = divmod(abs(betrag.cents), 100)
    grouped = f"{whole:,}".replace(",", ".")
    sign = MINUS if betrag.cents < 0 else "+" if vorzeichen and betrag.cents > 0 else ""
    return f"{sign}{grouped},{cents:02d}" + (f"{NBSP}{einheit}" if einheit else "")


def summe(betraege: Iterable[Betrag]) -> Betrag:
    """Return the sum; of nothing, 0,00."""
    return Betrag(sum(betrag.cents for betrag in betraege))


def divide_half_up(dividend: int, divisor: int) -> int:
    """Return the quotient rounded kaufmännisch: half away from zero. `divisor` is positive."""
    sign = -1 if dividend < 0 else 1
    return sign * ((2 * abs(dividend) + divisor) // (2 * divisor))


@dataclass(frozen=True, slots=True, order=True)
class Vomhundert:
    """A share in v. H., kept in millionths of the whole: 80 v. H. are 800_000."""

    teile: int

    def __post_init__(self) -> None:
        if type(self.teile) is not int:
            raise TypeError(f"Vomhundert counts millionths as int, not {type(self.teile).__name__}")

    def of(self, betrag: Betrag) -> Betrag:
        """Return the share of an amount, rounded kaufmännisch to the cent."""
        return Betrag(divide_half_up(betrag.cents * self.teile, 1_000_000))

    def __str__(self) -> str:
        """Return the spelling of JSON and of files, in v. H.: `80.00`, or up to four decimals where needed."""
        sign = "-" if self.teile < 0 else ""
        whole, rest = divmod(abs(self.teile), 10_000)
        decimals = f"{rest:04d}".rstrip("0").ljust(2, "0")
        return f"{sign}{whole}.{decimals}"


HUNDERT = Vomhundert(1_000_000)


def parse_vomhundert(text: str) -> Vomhundert:
    """Return the share a person wrote: `80`, `80,5`, `66,6667`, with or without `v. H.` or `%`.

    Raises BetragUnklar for everything else, also for a point: `80.5` could be read two ways.
    """
    bare = re.sub(rf"[{_BLANKS}]*(?:%|v\.[{_BLANKS}]?H\.)$", "", text.strip().strip(_BLANKS))
    found = re.fullmatch(
        r"(?P<sign>-)?(?P<whole>0|[1-9][0-9]{0,3})(?:,(?P<rest>[0-9]{1,4}))?", bare, re.ASCII
    )
    if not found:
        raise VomhundertUnklar(text)
    teile = int(found["whole"]) * 10_000 + int((found["rest"] or "0").ljust(4, "0"))
    return Vomhundert(-teile if found["sign"] else teile)


class VomhundertUnklar(DomainError):
    """A text that is not a share in v. H."""

    code = "vomhundert_unklar"

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"„{text.strip()[:40]}“ ist kein Anteil. Bitte wie 80 oder 66,67 schreiben (v. H.).")


def anteil(teil: Betrag, ganzes: Betrag) -> Vomhundert | None:
    """Return `teil` in v. H. of `ganzes`, in millionths rounded kaufmännisch; None where the whole is 0,00."""
    if not ganzes:
        return None
    sign = -1 if ganzes.cents < 0 else 1
    return Vomhundert(divide_half_up(sign * teil.cents * 1_000_000, abs(ganzes.cents)))


def format_vomhundert(share: Vomhundert, *, vorzeichen: bool = False) -> str:
    """Return the share with two decimals, `80,00` or `+28,00`; the unit `v. H.` stands in the text around it."""
    hundertstel = divide_half_up(share.teile, 100)
    sign = MINUS if hundertstel < 0 else "+" if vorzeichen and hundertstel > 0 else ""
    return f"{sign}{abs(hundertstel) // 100},{abs(hundertstel) % 100:02d}"


def split(betrag: Betrag, gewichte: Sequence[int]) -> list[Betrag]:
    """Return shares of `betrag` by weight that add up to it to the cent; left-over cents go to the largest rests.

    Raises ValueError without a positive weight or with a negative one.
    """
    total = sum(gewichte)
    if total <= 0 or min(gewichte) < 0:
        raise ValueError("weights must not be negative and not all zero")
    sign = -1 if betrag.cents < 0 else 1
    exact = [divmod(abs(betrag.cents) * gewicht, total) for gewicht in gewichte]
    cents = [quotient for quotient, _ in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: (-exact[i][1], i))
    for i in by_rest[: abs(betrag.cents) - sum(cents)]:
        cents[i] += 1
    return [Betrag(sign * c) for c in cents]
