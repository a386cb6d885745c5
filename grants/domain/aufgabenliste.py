"""Puts the points of a readiness list together: by part, by subject, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grants.domain.antrag_aufgaben import ERLEDIGTE, Aufgabe, Aufgabenstand, Block, Punkt
from grants.domain.kette import Jahr


@dataclass(frozen=True, slots=True)
class Namen:
    """What Maßnahmen and recipients of a year are called, by Kennung and Kürzel."""

    massnahmen: Mapping[str, str]
    traeger: Mapping[str, str]

    @classmethod
    def of(cls, jahr: Jahr) -> Namen:
        return cls(
            {m.kennung: m.name for m in jahr.massnahmen},
            {e.kuerzel: e.name for m in jahr.massnahmen for e in m.empfaenger},
        )

    def of_punkt(self, punkt: Punkt) -> str:
        parts = (
            self.massnahmen.get(punkt.massnahme, punkt.massnahme),
            self.traeger.get(punkt.traeger, punkt.traeger),
        )
        return " · ".join(part for part in parts if part)


def make_aufgabe(
    ort: StrEnum,
    titel: str,
    punkte: Sequence[Punkt],
    folgen: Sequence[str],
    *,
    names: Namen,
    offen: Callable[[Sequence[Punkt]], str],
    erledigt: Callable[[], str],
    is_named: Callable[[Punkt], bool] = lambda _: True,
) -> Aufgabe:
    """Return one part of a list; `offen` and `erledigt` say in a few words what lacks or what is there.

    `is_named` says which points stand below the sentence.
    """
    # Several rules may ask for the same thing in the same words.
    unique = tuple(dict.fromkeys(punkte))
    stand = max((p.stand for p in unique), key=list(Aufgabenstand).index, default=Aufgabenstand.ERLEDIGT)
    by_subject: dict[tuple[str, str], list[Punkt]] = {}
    for punkt in sorted(unique, key=lambda p: bool(p.massnahme or p.traeger)):
        if is_named(punkt):
            by_subject.setdefault((punkt.massnahme, punkt.traeger), []).append(punkt)
    bloecke = tuple(Block(names.of_punkt(each[0]), *key, tuple(each)) for key, each in by_subject.items())
    satz = erledigt() if stand in ERLEDIGTE else offen(unique)
    return Aufgabe(ort, titel, stand, satz, bloecke, tuple(dict.fromkeys(folgen)))


def count_open(punkte: Sequence[Punkt]) -> str:
    """Return how many things are missing and how many disagree."""
    missing = sum(p.stand is Aufgabenstand.FEHLT for p in punkte)
    different = sum(p.stand is Aufgabenstand.ABWEICHUNG for p in punkte)
    parts = (
        count(missing, "1 Angabe fehlt", "Angaben fehlen") if missing else "",
        count(different, "1 Abweichung", "Abweichungen") if different else "",
    )
    return ", ".join(part for part in parts if part)


def count(zahl: int, einer: str, mehrere: str) -> str:
    """Return the words for one, or the number with the words for several."""
    return einer if zahl == 1 else f"{zahl} {mehrere}"
