"""Names of Maßnahmen: which Träger stands at the end of a label, the Kennung made from the rest, and likeness.

In the city's paper Maßnahme and Träger stand in one label without a separator; only who knows the register can
tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import count

MAX_KENNUNG = 40
# A likeness below is chance: "Lotsendienst A" and "Elterntalk B" share a third of their letters.
_AEHNLICH = 0.85
# Shorter first words ("Die", "Haus") say nothing about the Maßnahme.
_WORT_MINDESTENS = 6

_BRACKETS = re.compile(r"\s*\([^()]*\)")
_BRACKETS_AT_END = re.compile(r"((?:\s*\([^()]*\))+)\s*$")
# Between two Träger: comma, semicolon, stroke, plus, and.
_JOINT = re.compile(r"(?:\s*[,;/+&]\s*(?:und\s+)?|\s+(?:und|sowie)\s+)$")
_BEFORE_TRAEGER = re.compile(r"[\s,;:/+&–—-]+$")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DASHES_AND_BLANKS = re.compile(r"[\s\u00ad\u2010-\u2015\u2212_-]+")


def split_label(label: str, bekannte_traeger: Iterable[str]) -> tuple[str, list[str]]:
    """Return the name of the Maßnahme and the known Träger at the end of the label, as the register spells them.

    Brackets behind the Träger stay with the name. Without a known Träger at its end the whole label is the name.
    """
    label = " ".join(label.split())
    brackets = _BRACKETS_AT_END.search(label)
    rest = label[: brackets.start()] if brackets else label
    known = sorted(
        {" ".join(name.split()) for name in bekannte_traeger if name.strip()}, key=lambda n: (-len(n), n)
    )
    found: list[str] = []
    while True:
        joint = _JOINT.search(rest) if found else None
        if found and not joint:
            break
        bare = rest[: joint.start()] if joint else rest
        match = next((name for name in known if _ends_with(bare, name)), None)
        if match is None:
            break
        found.insert(0, match)
        rest = bare[: len(bare) - len(match)]
    name = _BEFORE_TRAEGER.sub("", rest)
    if not found or not name:
        return label, []
    return name + (brackets[1] if brackets else ""), found


def _ends_with(text: str, name: str) -> bool:
    """Tell whether `name` is the last word (or words) of the text; "KI" is not the end of "Wiki"."""
    if len(name) > len(text) or text[-len(name) :].casefold() != name.casefold():
        return False
    before = text[: -len(name)]
    return not before or not before[-1].isalnum()


def make_kennung(name: str, *, taken: set[str]) -> str:
    """Return a Kennung that is not in `taken`, from a name whose Träger was split off.

    Lower case, ae oe ue ss, without what stands in brackets, other characters as hyphens, cut at a word at 40
    characters; `-2`, `-3` where it is taken.
    """
    kennung = _slug(_BRACKETS.sub(" ", name)) or _slug(name) or "massnahme"
    if len(kennung) > MAX_KENNUNG:
        # The word that ends exactly at the limit is whole.
        whole_words = kennung[: MAX_KENNUNG + 1].rpartition("-")[0]
        kennung = whole_words or kennung[:MAX_KENNUNG]
    if kennung not in taken:
        return kennung
    return next(numbered for number in count(2) if (numbered := f"{kennung}-{number}") not in taken)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().translate(_UMLAUTS)).strip("-")


def name_key(name: str) -> str:
    """Return what two names of the same Maßnahme share: everything but case, spaces and dashes."""
    return _DASHES_AND_BLANKS.sub("", name).casefold()


def similar(a: str, b: str) -> bool:
    """Tell whether two names could mean the same Maßnahme; a hint for a person, never a decision.

    Alike are names that differ in brackets, of which one begins with the words of the other, or whose letters
    agree for the most part.
    """
    words_a, words_b = _words(a), _words(b)
    if not words_a or not words_b:
        return False
    shorter, longer = sorted((words_a, words_b), key=len)
    if longer[: len(shorter)] == shorter and len(shorter[0]) >= _WORT_MINDESTENS:
        return True
    matcher = SequenceMatcher(None, "".join(words_a), "".join(words_b), autojunk=False)
    # The two cheap upper bounds spare most pairs the comparison.
    return (
        matcher.real_quick_ratio() >= _AEHNLICH
        and matcher.quick_ratio() >= _AEHNLICH
        and matcher.ratio() >= _AEHNLICH
    )


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", _BRACKETS.sub(" ", name).casefold())
