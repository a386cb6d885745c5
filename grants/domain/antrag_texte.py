"""Texts and declarations of the city's papers as the office writes them: which there are, how long they may be.

Source of the fields: `texte.TEXTFELDER`. The limits are our own: what is longer belongs into an Anlage.
"""

from __future__ import annotations

import re

from grants.domain.errors import Violation
from grants.domain.texte import TEXTFELD_BY_SCHLUESSEL, TEXTFELDER, Papier, Textart, Textfeld

# Lines of the head, not texts.
EINZEILIG = frozenset({"betreff", "bezug"})
ANTWORTEN = ("ja", "nein")
HOECHSTENS, HOECHSTENS_JE_MASSNAHME, HOECHSTENS_ZEILE = 20_000, 5_000, 300
# What can be said of a single Maßnahme beside the text for the year; of the Verwendungsnachweis any of its texts.
_ANTRAG_JE_MASSNAHME = frozenset({"ziele", "notwendigkeit_massnahme"})


def felder(papier: Papier, art: Textart) -> tuple[Textfeld, ...]:
    """Return the texts or the declarations of a paper in its order."""
    return tuple(feld for feld in TEXTFELDER if feld.papier is papier and feld.art is art)


def je_massnahme(papier: Papier) -> tuple[Textfeld, ...]:
    """Return the texts of a paper that can also be written for a single Maßnahme."""
    texte = felder(papier, Textart.TEXT)
    if papier is Papier.ANTRAG:
        return tuple(feld for feld in texte if feld.schluessel in _ANTRAG_JE_MASSNAHME)
    return texte


def longest(feld: Textfeld, *, kennung: str = "") -> int:
    """Return how many characters the text may have."""
    if feld.schluessel in EINZEILIG:
        return HOECHSTENS_ZEILE
    return HOECHSTENS_JE_MASSNAHME if kennung else HOECHSTENS


def get_feld(schluessel: str, *, kennung: str = "", papier: Papier = Papier.ANTRAG) -> Textfeld | None:
    """Return the field of a paper; None where it has none of that name (for a single Maßnahme)."""
    feld = TEXTFELD_BY_SCHLUESSEL.get(schluessel)
    if feld is None or feld.papier is not papier or (kennung and feld not in je_massnahme(papier)):
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
