"""Texts and declarations of the Antrag as the office writes them: which there are, how long they may be.

Source of the fields: `texte.TEXTFELDER`. The limits are our own: what is longer belongs into an Anlage.
"""

from __future__ import annotations

import re

from grants.domain.errors import Violation
from grants.domain.texte import TEXTFELD_BY_SCHLUESSEL, TEXTFELDER, Papier, Textart, Textfeld

TEXTE: tuple[Textfeld, ...] = tuple(
    feld for feld in TEXTFELDER if feld.papier is Papier.ANTRAG and feld.art is Textart.TEXT
)
ERKLAERUNGEN: tuple[Textfeld, ...] = tuple(
    feld for feld in TEXTFELDER if feld.papier is Papier.ANTRAG and feld.art is Textart.ERKLAERUNG
)
# What can be said of a single Maßnahme beside the text for the year.
JE_MASSNAHME: tuple[Textfeld, ...] = tuple(
    feld for feld in TEXTE if feld.schluessel in {"ziele", "notwendigkeit_massnahme"}
)
# Lines of the head, not texts.
EINZEILIG = frozenset({"betreff", "bezug"})
ANTWORTEN = ("ja", "nein")
HOECHSTENS, HOECHSTENS_JE_MASSNAHME, HOECHSTENS_ZEILE = 20_000, 5_000, 300


def longest(feld: Textfeld, *, kennung: str = "") -> int:
    """Return how many characters the text may have."""
    if feld.schluessel in EINZEILIG:
        return HOECHSTENS_ZEILE
    return HOECHSTENS_JE_MASSNAHME if kennung else HOECHSTENS


def get_feld(schluessel: str, *, kennung: str = "") -> Textfeld | None:
    """Return the field of the Antrag; None where there is none of that name (for a single Maßnahme)."""
    feld = TEXTFELD_BY_SCHLUESSEL.get(schluessel)
    if feld is None or feld.papier is not Papier.ANTRAG or (kennung and feld not in JE_MASSNAHME):
        return None
    return feld


def check_text(feld: Textfeld, text: str, *, kennung: str = "") -> list[Violation]:
    """Return what stands against storing the text; an empty one takes back what was written."""
    if feld.art is Textart.ERKLAERUNG:
        if text and text not in ANTWORTEN:
            return [Violation("antwort_unklar", "Bitte wählen Sie „ja“, „nein“ oder „noch offen“.", "text")]
        return []
    limit = longest(feld, kennung=kennung)
    if len(text) > limit:
        too_many = f"Der Text hat {len(text)} Zeichen, möglich sind {limit}. Bitte kürzen Sie ihn"
        return [Violation("text_zu_lang", f"{too_many} oder verweisen Sie auf eine Anlage.", "text")]
    return []


def years_of_before(text: str, jahr: int) -> tuple[int, ...]:
    """Return the years before `jahr` that a text names, each once: what to look at when it is taken over."""
    years = (int(number) for number in re.findall(r"(?<!\d)20\d\d(?!\d)", text))
    return tuple(sorted({year for year in years if year < jahr}))
