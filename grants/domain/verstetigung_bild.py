"""Pictures of the Verstetigung as plain figures: the stacked bars of one Maßnahme, the timeline over all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from grants.domain.begriffe import Mittelherkunft, label
from grants.domain.money import Betrag, divide_half_up, format_betrag
from grants.domain.verstetigung import Mischjahr, Pfad, Schritt, Teil, mischung
from grants.domain.verstetigung_luecken import Luecke

# Below this share of the longest bar a word no longer fits beneath its segment.
_WORT_AB = 150
_ZEILE = 76
_TAUSEND = 1000


@dataclass(frozen=True, slots=True)
class Segment:
    """One purse in a bar; places are in tenths of a per cent of the width."""

    herkunft: Mittelherkunft
    beginn: int
    breite: int
    gesichert: bool
    wort: str

    @property
    def x(self) -> str:
        return _percent(self.beginn)

    @property
    def weite(self) -> str:
        return _percent(self.breite)


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}%"


@dataclass(frozen=True, slots=True)
class Balken:
    """A year of the picture; `y` is its upper edge."""

    jahr: int
    summe: Betrag
    y: int
    segmente: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Stapelbild:
    """Stacked bars, one a year, the longest as wide as the picture."""

    balken: tuple[Balken, ...]
    herkuenfte: tuple[Mittelherkunft, ...]
    hoehe: int
    beschreibung: str


def build_stapel(jahre: Iterable[Mischjahr]) -> Stapelbild | None:
    """Return the picture of who pays in which year; None where nobody does."""
    shown = [each for each in jahre if each.summe]
    if not shown:
        return None
    longest = max(each.summe.cents for each in shown)
    bars = []
    for place, year in enumerate(shown):
        segments, begin, cents = [], 0, 0
        paying = [teil for teil in year.teile if teil.betrag]
        for teil in paying:
            cents += teil.betrag.cents
            # From the running sum, so that roundings do not add up.
            end = divide_half_up(cents * _TAUSEND, longest)
            width = end - begin
            # Beside the last segment there is room to its right.
            has_room = width >= _WORT_AB or (teil is paying[-1] and begin <= _TAUSEND - _WORT_AB)
            word = label(teil.herkunft) if has_room else ""
            segments.append(Segment(teil.herkunft, begin, width, teil.gesichert, word))
            begin = end
        bars.append(Balken(year.jahr, year.summe, place * _ZEILE, tuple(segments)))
    used = {teil.herkunft for year in shown for teil in year.teile if teil.betrag}
    return Stapelbild(
        tuple(bars),
        tuple(herkunft for herkunft in Mittelherkunft if herkunft in used),
        len(bars) * _ZEILE,
        " ".join(_sentence(year) for year in shown),
    )


def _sentence(year: Mischjahr) -> str:
    parts = [
        f"{label(teil.herkunft)} {format_betrag(teil.betrag)}{'' if teil.gesichert else ' (offen)'}"
        for teil in year.teile
        if teil.betrag
    ]
    return f"{year.jahr}: {', '.join(parts)}."


# -- All Maßnahmen ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Zeitzelle:
    """A year of a Maßnahme in the timeline."""

    jahr: int
    teile: tuple[Teil, ...]
    schritte: tuple[Schritt, ...]
    # Whether money is missing in this year.
    luecke: bool

    @property
    def leer(self) -> bool:
        return not (self.teile or self.schritte or self.luecke)


@dataclass(frozen=True, slots=True)
class Zeitzeile:
    """A Maßnahme in the timeline."""

    pfad: Pfad
    zellen: tuple[Zeitzelle, ...]
    luecken: tuple[Luecke, ...]
    nebeneinander: str = ""


def shown_years(am: date) -> range:
    """Return the years of the timeline: last year to three years ahead, as far as a budget looks."""
    return range(am.year - 1, am.year + 4)


def build_zeile(
    pfad: Pfad, luecken: Sequence[Luecke], jahre: Iterable[int], *, nebeneinander: str
) -> Zeitzeile:
    """Return a Maßnahme year by year."""
    years = {each.jahr: each for each in mischung(pfad)}
    missing = {each.jahr for each in luecken if each.dringend}
    cells = tuple(
        Zeitzelle(
            jahr,
            tuple(teil for teil in years[jahr].teile if teil.betrag) if jahr in years else (),
            tuple(schritt for schritt in pfad.gueltige if schritt.am.year == jahr),
            jahr in missing,
        )
        for jahr in jahre
    )
    return Zeitzeile(pfad, cells, tuple(luecken), nebeneinander)
