"""Träger of the register: what is still to be asked for, and names that could mean the same one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations

from grants.domain.begriffe import TraegerArt

# Comparing names is slow; above this many Träger nobody reads the hints either.
_MAX_VERGLICHEN = 300
_AEHNLICH = 0.85
# Shorter words must be equal: "A" and "B" of two Beispielträger are no slip of the pen.
_WORT_MINDESTENS = 5
_ANFANG_MINDESTENS = 4
_KUERZEL_MINDESTENS = 3
# "e. V." is a legal form, "Ev." is evangelisch: capitals count.
_RECHTSFORM = re.compile(
    r"\b(?:gemeinnützige\s+GmbH|gGmbH|GmbH|g?UG|e\.?\s*V\.?|e\.?\s*G\.?|KdöR|gemeinnützige[rs]?)(?=\W|$)"
)


@dataclass(frozen=True, slots=True)
class Zeitraum:
    """From a day on, until a day; both may be open."""

    von: date | None = None
    bis: date | None = None

    def gilt(self, am: date) -> bool:
        return (self.von is None or self.von <= am) and (self.bis is None or am <= self.bis)


@dataclass(frozen=True, slots=True)
class Angabenstand:
    """What a Träger has entered, as far as papers and payments need it."""

    art: TraegerArt
    anschrift: bool
    iban: bool
    buchungsstelle: bool
    vertretungen: int
    gemeinsam: bool | None
    inhaltlich: bool
    finanziell: bool
    vorsteuerabzug: bool | None


def fehlend(stand: Angabenstand) -> tuple[str, ...]:
    """Return what is to be asked for, each as a noun ("Anschrift"); empty where nothing is missing."""
    if stand.art is TraegerArt.UNGEKLAERT:
        return ("Art (freier Träger oder städtische Stelle)",)
    missing = [
        (not stand.inhaltlich, "inhaltliche Ansprechperson"),
        (not stand.finanziell, "finanzielle Ansprechperson"),
    ]
    if stand.art is TraegerArt.STAEDTISCHE_STELLE:
        missing.append((not stand.buchungsstelle, "Buchungsstelle"))
    else:
        missing += [
            (not stand.anschrift, "Anschrift"),
            (not stand.iban, "IBAN"),
            (not stand.vertretungen, "Vertretungsberechtigte"),
            (
                stand.vertretungen > 1 and stand.gemeinsam is None,
                "ob einzeln oder gemeinsam unterschrieben wird",
            ),
            (bool(stand.gemeinsam) and stand.vertretungen < 2, "zweite vertretungsberechtigte Person"),
            (stand.vorsteuerabzug is None, "Vorsteuerabzug (ja oder nein)"),
        ]
    return tuple(word for is_missing, word in missing if is_missing)


# -- Names that could mean the same one ------------------------------------------------------------------


def similar_traeger(a: str, b: str) -> bool:
    """Tell whether two names could mean the same Träger; a hint for a person, never a decision.

    Alike are names that differ in the legal form or the order of words, of which one begins with the words of the
    other, an abbreviation among them, is made of its initials, or differs from it by a slip of the pen.
    """
    words_a, words_b = _words(a), _words(b)
    if not words_a or not words_b:
        return False
    if sorted(words_a) == sorted(words_b):
        return True
    shorter, longer = sorted((words_a, words_b), key=len)
    if len("".join(shorter)) >= _ANFANG_MINDESTENS and all(map(_same_word, shorter, longer)):
        return True
    return (
        len(shorter) == 1
        and len(longer) >= _KUERZEL_MINDESTENS
        and shorter[0] == "".join(word[0] for word in longer)
    )


def _same_word(a: str, b: str) -> bool:
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if short.endswith("."):
        return len(short) > 2 and long.startswith(short[:-1])
    if min(len(a), len(b)) < _WORT_MINDESTENS:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _AEHNLICH


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+\.?", _RECHTSFORM.sub(" ", name).casefold())


def similar_pairs(namen: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the Kürzel of each two Träger (Kürzel, name) whose names are alike; none in a very long list."""
    known = list(namen)
    if len(known) > _MAX_VERGLICHEN:
        return
    for (key_a, a), (key_b, b) in combinations(known, 2):
        if similar_traeger(a, b):
            yield key_a, key_b
