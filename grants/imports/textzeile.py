"""One line of a measure list in the text form: a heading, a row with its amount, or something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from grants.domain.money import Betrag
from grants.imports.codes import Code
from grants.imports.massnahmen_werte import years_in
from grants.imports.werte import WertAbgelehnt

# A longer line is a paragraph of prose, whatever it ends with.
MAX_LAENGE = 1000

# What makes a number an amount: a currency, whole euros written as ",-", or cents.
_MARK = re.compile(r"€|\b(?:EUR|Euro)\b|,(?:--?|[–—])(?=\s|$)|[0-9],[0-9]{2}$", re.IGNORECASE)
# Between label and amount: tab, several blanks, leaders, a stroke. The last one in the line counts.
_SEPARATOR = re.compile(r"\s*(?:\t|\s{2,}|\.{2,}|…|_{2,}|\|)[\s.…_|\t]*|:\s+")
# Blanks inside a number stay where they are; elsewhere a no-break blank is a blank.
_NBSP = re.compile(r"(?<![0-9])[\u00a0\u202f\u2009]|[\u00a0\u202f\u2009](?![0-9]{3})")
_NUMBER_LIKE = re.compile(r"(?=[^0-9]*[0-9])[0-9.,'\s+\-–—eE]+(?:€|EUR|Euro)?", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{1,2}\.\s?[0-9]{1,2}\.(?:\s?[0-9]{2,4})?")
_NO_AMOUNT_YET = re.compile(
    r"(?:offen|noch offen|n\.?\s?n\.?|k\.\s?a\.|[-–—?]+|€|EUR|Euro|[-–—?]+\s*(?:€|EUR|Euro))", re.IGNORECASE
)
_LEFT_OPEN = re.compile(r"(?:\t|\.{4,}|_{4,})$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_UNGEFAEHR = re.compile(
    r"\b(?:ca\.?|circa|rund|etwa|ungefähr|max\.?|maximal|höchstens|mind\.?|mindestens|bis zu|je)$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_BULLET = re.compile(r"^[-–—•*·▪]\s+")
_SENTENCE_END = re.compile(r"[^\W\d_]{3,}\.\s")
_NUMMER = re.compile(r"(?P<nr>[0-9]{1,2}(?:\.[0-9]{1,2})*)\.?\)?\s+(?=\S)")
_LISTENWORT = re.compile(r"ma(?:ß|ss)nahme|förder|foerder|antrag", re.IGNORECASE)
_MASSNAHMENWORT = re.compile(r"ma(?:ß|ss)nahme", re.IGNORECASE)
# A number behind a gap: the page of a table of contents, or the amount of a row. A year may stand there.
_ZAHL_AM_ENDE = re.compile(r"(?:\t|\s{2,}|\.{2,}|…|(?<=20[0-9]{2})\s)\s*(?!20[0-9]{2}$)[0-9][0-9.,]*$")


def straighten(line: str) -> str:
    """Return the line with ordinary blanks; those inside a number stay."""
    return _NBSP.sub(" ", line)


# -- headings ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ueberschrift:
    """A heading; `ist_liste` where measures may follow, `jahre` where it names some."""

    nummer: tuple[int, ...]
    titel: str
    jahre: tuple[int, ...]
    ist_liste: bool


def find_heading(line: str, *, starts_paragraph: bool) -> Ueberschrift | None:
    """Return the heading in a line, None for any other line.

    Short, no sentence, no bullet, no amount. Without a number it has to begin a paragraph.
    """
    bare = line.strip()
    numbered = _NUMMER.match(bare)
    titel = " ".join((bare[numbered.end() :] if numbered else bare).split()).rstrip(":")
    if not numbered and not starts_paragraph:
        return None
    if len(bare) > 160 or _BULLET.match(bare) or _MARK.search(bare) or _ZAHL_AM_ENDE.search(bare):
        return None
    if (
        not titel
        or titel.endswith(".")
        or _SENTENCE_END.search(titel)
        or not (titel[0].isupper() or titel[0].isdigit())
    ):
        return None
    jahre = tuple(years_in(titel))
    nummer = tuple(map(int, numbered["nr"].split("."))) if numbered else ()
    words = len(titel.split())
    if jahre:
        ist_liste = words <= 14 and bool(_LISTENWORT.search(titel))
    else:
        ist_liste = words <= 8 and bool(_MASSNAHMENWORT.search(titel)) and not re.search(r"[0-9]", titel)
    return Ueberschrift(nummer, titel, jahre, ist_liste) if ist_liste or numbered else None


# -- rows ----------------------------------------------------------------------------------------------------


class Art(Enum):
    ZEILE = "zeile"
    UNKLAR = "unklar"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Fund:
    """What a line is: a row with label and amount, a row that cannot be read (why), or other text."""

    art: Art
    label: str = ""
    betrag: Betrag | None = None
    wert: str = ""
    # A currency or cents in the line: it was certainly meant as an amount.
    ist_sicher: bool = True
    code: Code = Code.ZEILE_UNKLAR
    text: str = ""


TEXT = Fund(Art.TEXT)
Lies = Callable[[str], Betrag]


def read_line(line: str, lies: Lies) -> Fund:
    """Return what stands in a line of a list; `lies` reads an amount or raises WertAbgelehnt."""
    if len(line) > MAX_LAENGE:
        return TEXT
    text = straighten(line).strip()
    separators = list(_SEPARATOR.finditer(text))
    rest = text[separators[-1].end() :] if separators else ""
    is_colon = bool(separators) and separators[-1][0].startswith(":")
    if rest and (found := _behind_separator(text, rest, lies, is_colon=is_colon)):
        return found
    if found := _at_the_end(text, lies):
        return found
    if _has_unclear_amount(text, rest):
        unclear = _unclear(rest or text[-30:], "Bitte wie 1.234,56 € ans Ende der Zeile schreiben.")
        return replace(unclear, ist_sicher=_MARK.search(text) is not None)
    left_open = _LEFT_OPEN.search(line.rstrip(" \r\n")) or (not is_colon and _NO_AMOUNT_YET.fullmatch(rest))
    if left_open and _LETTER.search(text):
        missing = "Die Maßnahme hat keinen Betrag. Bitte eintragen oder die Zeile löschen."
        return Fund(Art.UNKLAR, wert=rest, code=Code.BETRAG_FEHLT, text=missing)
    return TEXT


def _behind_separator(text: str, rest: str, lies: Lies, *, is_colon: bool) -> Fund | None:
    """Return the row whose amount is all that stands behind the last separator; None where it is no number."""
    if not _NUMBER_LIKE.fullmatch(rest) and not _can_read(rest, lies):
        return None
    if _DATE.fullmatch(rest) or (is_colon and not _MARK.search(rest)):
        return None
    if re.fullmatch(r"[0-9]+", rest):
        # Without a mark a page number or a year looks the same.
        is_amount = len(rest) >= 3 and not _YEAR.fullmatch(rest)
        return _unclear(rest, "Bitte „€“ hinter den Betrag schreiben.") if is_amount else TEXT
    return _row(text[: len(text) - len(rest)], rest, lies)


def _can_read(text: str, lies: Lies) -> bool:
    try:
        lies(text)
    except WertAbgelehnt:
        return False
    return True


def _row(label: str, wert: str, lies: Lies) -> Fund:
    try:
        betrag = lies(wert)
    except WertAbgelehnt as refused:
        return Fund(Art.UNKLAR, wert=wert, code=Code.BETRAG_UNKLAR, text=str(refused))
    label = _BULLET.sub("", _without_leader(label), count=1)
    if not _LETTER.search(label):
        text = "Vor dem Betrag steht kein Name. Bitte Name und Betrag in eine Zeile schreiben."
        return Fund(Art.UNKLAR, wert=wert, code=Code.MASSNAHME_FEHLT, text=text)
    if _UNGEFAEHR.search(label):
        return _unclear(f"{label} {wert}", "Bitte den genauen Betrag eintragen.")
    if _at_the_end(label, lies) is not None:
        return _unclear(
            f"{label} {wert}", "In der Zeile stehen zwei Beträge, bitte nur den des Jahres stehen lassen."
        )
    return Fund(Art.ZEILE, label=label, betrag=betrag, wert=wert)


def _without_leader(label: str) -> str:
    """Return a label without the dots, dashes and colons that lead to its amount; "e. V." keeps its point."""
    label = " ".join(label.split())
    while True:
        shorter = label.rstrip(" :;|…_")
        if shorter.endswith(".."):
            shorter = shorter.rstrip(".")
        if shorter.endswith((" –", " —", " -")):
            shorter = shorter[:-2]
        if shorter == label:
            return label
        label = shorter


def _unclear(wert: str, text: str) -> Fund:
    return Fund(Art.UNKLAR, wert=wert, code=Code.BETRAG_UNKLAR, text=f"„{wert}“ ist nicht eindeutig. {text}")


def _at_the_end(text: str, lies: Lies) -> Fund | None:
    """Return the row whose amount is divided from its label by a single blank; None where there is none."""
    words = text.split(" ")
    tails = (" ".join(words[start:]) for start in range(len(words) - 1, max(len(words) - 7, -1), -1))
    marked = [tail for tail in tails if _MARK.search(tail)]
    found: dict[Betrag, str] = {}
    for tail in marked:
        if _can_read(tail, lies):
            found.setdefault(lies(tail), tail)
    if len(found) > 1:
        longest = max(found.values(), key=len)
        return _unclear(longest, "Bitte Name und Betrag mit einem Tabulator trennen.")
    # Without a readable one the shortest number says what is wrong with it.
    numbers = [*found.values(), *(tail for tail in marked if _NUMBER_LIKE.fullmatch(tail))]
    return _row(text[: len(text) - len(numbers[0])], numbers[0], lies) if numbers else None


def _has_unclear_amount(text: str, rest: str) -> bool:
    """Tell whether a line that holds no readable amount was meant to hold one."""
    if len(text) > 120 or text.endswith(":") or (text.endswith(".") and len(text.split()) >= 8):
        # A sentence of the paper that mentions money.
        return False
    if _MARK.search(text) and re.search(r"[0-9]", text):
        return True
    last = text.rsplit(" ", 1)[-1]
    digits = len(re.sub(r"[^0-9]", "", last))
    is_number = not rest and digits >= 4 and _NUMBER_LIKE.fullmatch(last)
    return bool(is_number) and not _YEAR.fullmatch(last) and not _DATE.search(last)
