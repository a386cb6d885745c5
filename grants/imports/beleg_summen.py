"""Sum rows of a Belegliste: recognised, compared with the rows above, never imported as a Beleg."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from grants.domain.money import Betrag, format_betrag
from grants.imports.beleg_werte import Summenzeile

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SUMME = re.compile(
    r"(?:summe|gesamt|gesamtsumme|gesamtbetrag|gesamtausgaben|insgesamt|zwischensumme|teilsumme|uebertrag|total)\b"
)
# The columns that can be summed, with the words for them in a remark.
SUMMENSPALTEN = {
    "gezahlt": "gezahlter Betrag",
    "betrag": "Betrag für die Maßnahme",
    "zuwendungsfaehig": "davon zuwendungsfähig",
}
Betraege = dict[str, Betrag | None]


def is_summe(text: str) -> bool:
    """Tell whether a text begins with a word for a sum."""
    return bool(_SUMME.match(text.casefold().translate(_UMLAUTS).strip()))


@dataclass(slots=True)
class _Stand:
    """Sums of some rows, column by column, in cents."""

    cents: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SUMMENSPALTEN, 0))

    def add(self, betraege: Betraege, sign: int = 1) -> None:
        for key, betrag in betraege.items():
            self.cents[key] += sign * betrag.cents if betrag else 0

    def agrees(self, genannt: Betraege) -> bool:
        return all(betrag is None or betrag.cents == self.cents[key] for key, betrag in genannt.items())


class Summen:
    """Adds up the rows of a table and compares each sum row with what it may be the sum of."""

    def __init__(self) -> None:
        self._alle = _Stand()
        # Lists that write income with a minus come to ±0, or to what is left.
        self._netto = _Stand()
        self._seit_summe = _Stand()
        self._positionen: dict[str, _Stand] = {}
        self._namen: dict[str, str] = {}

    def add_beleg(self, position: str, betraege: Betraege) -> None:
        key = position.casefold()
        self._namen.setdefault(key, position)
        for stand in (self._alle, self._netto, self._seit_summe, self._positionen.setdefault(key, _Stand())):
            stand.add(betraege)

    def add_einnahme(self, betrag: Betrag) -> None:
        self._netto.add({"gezahlt": betrag, "betrag": betrag}, sign=-1)

    def compare(
        self, bezeichnung: str, position: str, genannt: Betraege, *, zeile: int, blatt: str | None
    ) -> tuple[Summenzeile, str | None]:
        """Return the stated sum and, where it is not that of the rows above, the remark that says so.

        A sum without a position may be that of all rows, of the rows since the last sum, or the rest after income.
        """
        of_position = self._position(bezeichnung, position)
        if of_position is not None:
            stands = [self._positionen[of_position]]
        else:
            stands = [self._alle, self._seit_summe, self._netto]
        stimmt = any(stand.agrees(genannt) for stand in stands)
        found = Summenzeile(
            bezeichnung=bezeichnung,
            position=None if of_position is None else self._namen[of_position],
            stimmt=stimmt,
            zeile=zeile,
            blatt=blatt,
            **genannt,
        )
        self._seit_summe = _Stand()
        return found, None if stimmt else _remark(bezeichnung, genannt, stands[0])

    def _position(self, bezeichnung: str, position: str) -> str | None:
        """Return the key of the position a sum row names: in its column, or behind the word ("Summe PK")."""
        behind = bezeichnung.partition(" ")[2].strip(" :")
        named: Iterable[str] = (position.casefold(), behind.casefold())
        return next((name for name in named if name in self._positionen), None)


def _remark(bezeichnung: str, genannt: Betraege, stand: _Stand) -> str:
    parts = []
    for key, betrag in genannt.items():
        if betrag is not None and betrag.cents != stand.cents[key]:
            gerechnet = format_betrag(Betrag(stand.cents[key]))
            parts.append(
                f"{SUMMENSPALTEN[key]} {format_betrag(betrag)}, die Zeilen darüber ergeben {gerechnet}"
            )
    return f"„{bezeichnung}“ nennt {'; '.join(parts)}."
