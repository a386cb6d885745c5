"""The register of all Maßnahmen over the years: amounts side by side, what goes on, what is new, what has ended.

Groups are made between two years, the newest one shown and the one before it. Their sums add up to the total: each
Maßnahme stands in exactly one group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from grants.domain.money import Betrag, Vomhundert, anteil, summe


class Massnahmenstand(StrEnum):
    """Whether a Maßnahme runs: by the years it stands in and the office's own words, never by today's date."""

    LAUFEND = "laufend"
    GEPLANT = "geplant"
    BEENDET = "beendet"


class Registergruppe(StrEnum):
    """How a Maßnahme stands to the two years that are compared."""

    FORTGEFUEHRT = "fortgefuehrt"
    NEU = "neu"
    BEENDET = "beendet"
    OHNE = "ohne"


class Betragsspalte(StrEnum):
    """Which amounts stand side by side."""

    BEANTRAGT = "beantragt"
    BEWILLIGT = "bewilligt"
    FESTGESETZT = "festgesetzt"


GRUPPEN_TITEL = {
    Registergruppe.FORTGEFUEHRT: "Fortgeführt",
    Registergruppe.NEU: "Neu",
    Registergruppe.BEENDET: "Beendet oder ausgesetzt",
    Registergruppe.OHNE: "Ohne Betrag in beiden Jahren",
}


@dataclass(frozen=True, slots=True)
class Registerzeile:
    """One Maßnahme; `betraege` by year, a year without a row has none."""

    programm: str
    kennung: str
    name: str
    aliase: tuple[str, ...] = ()
    traeger: tuple[str, ...] = ()
    handlungsfelder: tuple[str, ...] = ()
    handlungsfeld_land: str = ""
    lebensphasen: tuple[str, ...] = ()
    laufend_seit: str = ""
    geplant_ab: str = ""
    befristet_bis: str = ""
    verstetigung: str = ""
    # Years in which it stands, with or without an amount.
    jahre: frozenset[int] = frozenset()
    betraege: Mapping[int, Betrag] = field(default_factory=dict)

    def stand(self, newest: int | None) -> Massnahmenstand:
        """Return whether it runs in the newest year of the register."""
        if newest is not None and newest in self.jahre:
            return Massnahmenstand.LAUFEND
        if self.jahre:
            return Massnahmenstand.BEENDET
        return (
            Massnahmenstand.GEPLANT if self.geplant_ab and not self.laufend_seit else Massnahmenstand.LAUFEND
        )


@dataclass(frozen=True, slots=True)
class Aenderung:
    """What a Maßnahme has more or less than the year before; the share only where there was an amount."""

    betrag: Betrag
    vomhundert: Vomhundert | None


def aenderung(zeile: Registerzeile, jahr: int, vorjahr: int) -> Aenderung | None:
    """Return the change into a year; None where one of the two has no amount."""
    now, before = zeile.betraege.get(jahr), zeile.betraege.get(vorjahr)
    if now is None or before is None:
        return None
    return Aenderung(now - before, anteil(now - before, before))


def gruppe_of(zeile: Registerzeile, jahr: int, vorjahr: int) -> Registergruppe:
    now, before = zeile.betraege.get(jahr), zeile.betraege.get(vorjahr)
    if now is not None:
        return Registergruppe.FORTGEFUEHRT if before is not None else Registergruppe.NEU
    return Registergruppe.BEENDET if before is not None else Registergruppe.OHNE


@dataclass(frozen=True, slots=True)
class Gruppe:
    """The Maßnahmen of one group with the sum of each year."""

    art: Registergruppe
    titel: str
    zeilen: tuple[Registerzeile, ...]
    summen: Mapping[int, Betrag]


@dataclass(frozen=True, slots=True)
class Register:
    """What the page shows: groups in their order, sums over all of them."""

    jahre: tuple[int, ...]
    gruppen: tuple[Gruppe, ...]
    summen: Mapping[int, Betrag]
    anzahl: int

    @property
    def zeilen(self) -> list[Registerzeile]:
        return [zeile for gruppe in self.gruppen for zeile in gruppe.zeilen]

    @property
    def aenderung(self) -> Aenderung | None:
        """The change of the total between the two newest years."""
        if len(self.jahre) < 2:
            return None
        now, before = self.summen[self.jahre[-1]], self.summen[self.jahre[-2]]
        return Aenderung(now - before, anteil(now - before, before))


def sums(zeilen: Iterable[Registerzeile], jahre: Sequence[int]) -> dict[int, Betrag]:
    """Return the sum of each year over some Maßnahmen."""
    rows = list(zeilen)
    return {jahr: summe(z.betraege[jahr] for z in rows if jahr in z.betraege) for jahr in jahre}


def build_register(
    zeilen: Sequence[Registerzeile], jahre: Sequence[int], *, sortierung: str = ""
) -> Register:
    """Return the Maßnahmen in their groups, sorted within them; `jahre` ascending, the last two are compared."""
    ordered = sort_zeilen(zeilen, sortierung, jahre)
    groups: list[Gruppe] = []
    if len(jahre) >= 2:
        now, before = jahre[-1], jahre[-2]
        for art in Registergruppe:
            rows = tuple(z for z in ordered if gruppe_of(z, now, before) is art)
            if rows:
                groups.append(Gruppe(art, GRUPPEN_TITEL[art], rows, sums(rows, jahre)))
    elif ordered:
        groups.append(Gruppe(Registergruppe.FORTGEFUEHRT, "Maßnahmen", tuple(ordered), sums(ordered, jahre)))
    return Register(tuple(jahre), tuple(groups), sums(ordered, jahre), len(ordered))


# -- Search, filter, sort ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Registerfilter:
    """What is asked for; empty fields ask for everything."""

    suche: str = ""
    traeger: str = ""
    handlungsfeld: str = ""
    land: str = ""
    lebensphase: str = ""
    stand: str = ""
    verstetigung: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Registerfilter()


def choose(
    zeilen: Iterable[Registerzeile], wanted: Registerfilter, *, newest: int | None
) -> list[Registerzeile]:
    """Return the Maßnahmen that fit every field that was filled in."""
    word = wanted.suche.casefold()

    def fits(zeile: Registerzeile) -> bool:
        text = " ".join((zeile.name, *zeile.aliase, *zeile.traeger, zeile.kennung)).casefold()
        return (
            word in text
            and (not wanted.traeger or wanted.traeger in zeile.traeger)
            and (not wanted.handlungsfeld or wanted.handlungsfeld in zeile.handlungsfelder)
            and (not wanted.land or wanted.land == zeile.handlungsfeld_land)
            and (not wanted.lebensphase or wanted.lebensphase in zeile.lebensphasen)
            and (not wanted.stand or wanted.stand == zeile.stand(newest))
            and (not wanted.verstetigung or wanted.verstetigung == (zeile.verstetigung or "–"))
        )

    return [zeile for zeile in zeilen if fits(zeile)]


def sort_zeilen(
    zeilen: Iterable[Registerzeile], sortierung: str, jahre: Sequence[int]
) -> list[Registerzeile]:
    """Return the Maßnahmen by a column: `name`, `traeger`, a year, `aenderung`; a minus in front turns it round.

    Maßnahmen without the amount come last, whichever way round.
    """
    column, down = sortierung.removeprefix("-"), sortierung.startswith("-")
    rows = sorted(zeilen, key=lambda z: (z.name.casefold(), z.kennung))
    key = _key(column, jahre)
    if key is None:
        return rows[::-1] if down and column == "name" else rows
    known = [z for z in rows if key(z) is not None]
    return sorted(known, key=lambda z: key(z) or 0, reverse=down) + [z for z in rows if key(z) is None]


def _key(column: str, jahre: Sequence[int]) -> Callable[[Registerzeile], int | None] | None:
    if column.isascii() and column.isdigit() and int(column) in jahre:
        return lambda z: z.betraege[int(column)].cents if int(column) in z.betraege else None
    if column == "aenderung" and len(jahre) >= 2:

        def change(zeile: Registerzeile) -> int | None:
            found = aenderung(zeile, jahre[-1], jahre[-2])
            return found.betrag.cents if found else None

        return change
    return None
