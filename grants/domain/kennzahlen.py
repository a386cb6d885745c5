"""Counts of a Maßnahme: how one is defined, what a year adds up to, what looks wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grants.domain.errors import DomainError
from grants.domain.money import divide_half_up

JAHR, QUARTAL = "jahr", "quartal"
QUARTALE = (1, 2, 3, 4)
ZEITRAUM_WORT: Mapping[str, str] = {JAHR: "einmal im Jahr", QUARTAL: "vierteljährlich"}
# More are asked of nobody without a reason: "weniger ist mehr" (LVR, Wissen, was wirkt; praxis.md 5.3).
HOECHSTENS_JE_MASSNAHME = 6
# No count of a Maßnahme comes near it; a database keeps no more.
GROESSTE = 2_000_000_000
_ANZAHL = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:[. \u00a0\u202f][0-9]{3})+")
# Height of the picture of a count.
HOEHE = 96


class AnzahlUnklar(DomainError):
    """A text that is no whole number."""

    code = "anzahl_unklar"


def parse_anzahl(text: str) -> int:
    """Return the whole number that somebody wrote, `1.234` and `1 234` too; raises AnzahlUnklar."""
    found = _ANZAHL.fullmatch(text.strip())
    if not found:
        raise AnzahlUnklar(f"„{text.strip()[:30]}“ ist keine ganze Zahl. Bitte wie 120 schreiben.")
    number = int(re.sub(r"[^0-9]", "", found[0]))
    if number > GROESSTE:
        raise AnzahlUnklar(f"„{text.strip()[:30]}“ ist zu groß. Bitte prüfen Sie die Zahl.")
    return number


def format_anzahl(number: int) -> str:
    """Return a count as offices write it: `1.234`."""
    return f"{number:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class Kennzahlart:
    """An entry of the catalogue; `davon_von` is the id of its whole, `massnahme_id` None is asked of all."""

    id: int
    schluessel: str
    name: str
    einheit: str
    zaehlregel: str
    zeitraum: str
    davon_von: int | None = None
    massnahme_id: int | None = None
    reihenfolge: int = 0
    ab_jahr: int | None = None
    bis_jahr: int | None = None
    aenderungsstand: int = 1

    @property
    def is_quarterly(self) -> bool:
        return self.zeitraum == QUARTAL

    @property
    def fields(self) -> tuple[int, ...]:
        """The periods in which it is entered; 0 is the year."""
        return QUARTALE if self.is_quarterly else (0,)

    def is_asked(self, massnahme_id: int, jahr: int) -> bool:
        """Return whether it is asked of a Maßnahme in a year."""
        return (
            self.massnahme_id in (None, massnahme_id)
            and (self.ab_jahr is None or self.ab_jahr <= jahr)
            and (self.bis_jahr is None or jahr <= self.bis_jahr)
        )


def in_order(arten: Iterable[Kennzahlart]) -> tuple[Kennzahlart, ...]:
    """Return the counts in the order of the catalogue, each part right behind its whole."""
    every = sorted(arten, key=lambda each: (each.reihenfolge, each.id))
    present = {each.id for each in every}
    parts: dict[int, list[Kennzahlart]] = {}
    for each in every:
        if each.davon_von in present and each.davon_von is not None:
            parts.setdefault(each.davon_von, []).append(each)
    found: list[Kennzahlart] = []

    def put(each: Kennzahlart) -> None:
        if each not in found:
            found.append(each)
            for part in parts.get(each.id, ()):
                put(part)

    for each in every:
        if each.davon_von not in present:
            put(each)
    # What is left hangs on itself in a ring; nobody's count is lost for it.
    for each in every:
        put(each)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Kennzahlstand:
    """One count of one recipient; `ist` by period (0: the year), None where nothing was entered."""

    art: Kennzahlart
    soll: int | None = None
    ist: Mapping[int, int] | None = None
    bemerkung: str = ""
    vorjahr: int | None = None
    davon: bool = False

    @property
    def eingetragen(self) -> int:
        """How many of its periods are entered."""
        return sum(field in (self.ist or {}) for field in self.art.fields)

    @property
    def summe(self) -> int | None:
        """The year: what was entered for it, or the sum of the quarters so far."""
        return sum_up(self.art, self.ist or {})

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing; a sentence says enough where nobody counted."""
        return self.eingetragen == len(self.art.fields) or bool(self.bemerkung)


def sum_up(art: Kennzahlart, ist: Mapping[int, int]) -> int | None:
    """Return the value of the year, None where nothing was entered."""
    entered = [ist[field] for field in art.fields if field in ist]
    return sum(entered) if entered else None


def find_hints(staende: Sequence[Kennzahlstand]) -> dict[int, str]:
    """Return a sentence for each part that is larger than its whole, by its id; none of them blocks anything."""
    whole = {each.art.id: each for each in staende}
    found = {}
    for each in staende:
        of = whole.get(each.art.davon_von or 0)
        if of is not None and each.summe is not None and of.summe is not None and each.summe > of.summe:
            found[each.art.id] = (
                f"„{each.art.name}“ ({format_anzahl(each.summe)}) ist größer als „{of.art.name}“ "
                f"({format_anzahl(of.summe)}), wovon es ein Teil ist. Bitte prüfen Sie beide Zahlen. Speichern und "
                "absenden können Sie trotzdem."
            )
    return found


# -- Picture ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Saeule:
    """One bar; `hoehe` is 0 where there is no value, else at least 1 for one above 0."""

    titel: str
    wert: int | None
    hoehe: int
    # soll, ist or vorjahr: they are drawn differently, not by colour alone.
    art: str


def build_saeulen(stand: Kennzahlstand, jahr: int) -> tuple[Saeule, ...]:
    """Return last year, Soll and Ist as bars of which the highest is `HOEHE`; empty with fewer than two values."""
    values = (
        (str(jahr - 1), stand.vorjahr, "vorjahr"),
        ("Soll", stand.soll, "soll"),
        (str(jahr), stand.summe, "ist"),
    )
    known = [value for _, value, _ in values if value is not None]
    highest = max(known, default=0)
    if len(known) < 2 or not highest:
        return ()
    return tuple(Saeule(titel, value, _height(value, highest), art) for titel, value, art in values)


def _height(value: int | None, highest: int) -> int:
    return max(1, divide_half_up(value * HOEHE, highest)) if value else 0
