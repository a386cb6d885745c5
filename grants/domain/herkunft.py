"""What people write for a Mittelherkunft: the word of the forms and those that mean the same."""

from __future__ import annotations

import re

from grants.domain.begriffe import Mittelherkunft, label

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# "Dritte" is not here: it may be any of three sources, and the year's mapping treats each by itself.
_WORDS: dict[Mittelherkunft, tuple[str, ...]] = {
    Mittelherkunft.LAND: ("Landesmittel", "Landesförderung", "Zuwendung des Landes"),
    Mittelherkunft.STADT: ("Stadtmittel", "städtische Mittel", "Kommune", "Gemeinde"),
    Mittelherkunft.TRAEGER: ("Träger", "Eigenanteil", "Trägermittel"),
    Mittelherkunft.BUND: ("Bundesmittel",),
    Mittelherkunft.ANDERE_OEFFENTLICHE: (
        "andere öffentliche Mittel",
        "andere öffentliche Stelle",
        "öffentliche Mittel",
    ),
    Mittelherkunft.KRANKENKASSE: ("Krankenkassen", "GKV"),
    Mittelherkunft.SPENDE: ("Spende", "Stiftung", "Sponsoring"),
    Mittelherkunft.TEILNEHMENDE: (
        "Teilnehmer",
        "Teilnahmebeitrag",
        "Teilnahmebeiträge",
        "Teilnehmerbeiträge",
        "Elternbeitrag",
        "Elternbeiträge",
    ),
}


def _fold(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.casefold().translate(_UMLAUTS))


_BY_WORD = {
    _fold(word): herkunft
    for herkunft, words in _WORDS.items()
    for word in (label(herkunft), herkunft.value, *words)
}


def herkunft_of(text: str) -> Mittelherkunft | None:
    """Return who pays; None for a word that could mean several or none."""
    return _BY_WORD.get(_fold(text))
