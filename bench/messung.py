"""Measuring in pairs: the program against a floor, in turns, and the table of what came out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import TypeVar

T = TypeVar("T")
Step = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Budget:
    """What the ratio may be at most, or with `mindestens` has to be at least."""

    grenze: float
    mindestens: bool = False

    def holds(self, verhaeltnis: float) -> bool:
        return verhaeltnis >= self.grenze if self.mindestens else verhaeltnis <= self.grenze


@dataclass(frozen=True, slots=True)
class Messung:
    """One line of the table; both figures are seconds, or counts where `anzahl` is set.

    The ratio is own to floor; with a budget that asks for a share it is floor to own.
    """

    was: str
    eigen: float
    grundlinie: float
    budget: Budget | None = None
    anzahl: bool = False

    @property
    def is_share(self) -> bool:
        return self.budget is not None and self.budget.mindestens

    @property
    def verhaeltnis(self) -> float:
        return self.grundlinie / self.eigen if self.is_share else self.eigen / self.grundlinie

    @property
    def is_missed(self) -> bool:
        return self.budget is not None and not self.budget.holds(self.verhaeltnis)


@dataclass(frozen=True, slots=True)
class Abschnitt:
    """Measurements that share a heading; `angaben` are figures without a floor, one sentence each."""

    titel: str
    messungen: Sequence[Messung]
    angaben: Sequence[str] = ()


def stopwatch(work: Callable[[T], object], *, prepare: Callable[[], T]) -> Step:
    """Return a step that prepares unmeasured, then works, and returns the seconds of processor time it took.

    Processor time, because what others do on the machine meanwhile is not in it.
    """

    def step() -> float:
        subject = prepare()
        # What lies about from before must not be searched through again and again in the measured time.
        gc.collect()
        gc.freeze()
        try:
            begin = process_time()
            work(subject)
            return process_time() - begin
        finally:
            gc.unfreeze()

    return step


def simply(work: Callable[[], object]) -> Step:
    """Return a step that needs nothing prepared."""
    return stopwatch(lambda _: work(), prepare=lambda: None)


def alternate(*steps: Step, runs: int) -> list[float]:
    """Return the median seconds of each step, run in turns so that whatever disturbs hits all of them.

    The first turn is not counted: it imports modules and fills caches.
    """
    turns = [[step() for step in steps] for _ in range(runs + 1)]
    return [median(seconds) for seconds in zip(*turns[1:], strict=True)]


# -- table ---------------------------------------------------------------------------------------------------

KOPF = ("Was", "eigene Zeit", "Grundlinie", "Verhältnis", "Budget", "eingehalten")


def format_tables(abschnitte: Sequence[Abschnitt], *, markdown: bool) -> str:
    """Return the sections as text for a terminal or as Markdown."""
    return "\n\n".join(_section(abschnitt, markdown=markdown) for abschnitt in abschnitte)


def _section(abschnitt: Abschnitt, *, markdown: bool) -> str:
    rows = [_cells(messung) for messung in abschnitt.messungen]
    if markdown:
        lines = [f"### {abschnitt.titel}", "", _row(KOPF), "|---|---:|---:|---:|---:|---|", *map(_row, rows)]
        notes = [f"- {angabe}" for angabe in abschnitt.angaben]
    else:
        widths = [max(map(len, column)) for column in zip(KOPF, *rows, strict=True)]
        lines = [abschnitt.titel, *(_padded(row, widths) for row in (KOPF, *rows))]
        notes = [f"  {angabe}" for angabe in abschnitt.angaben]
    return "\n".join([*lines, *([""] if notes else []), *notes])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    was, *numbers, held = cells
    shown = [cell.rjust(width) for cell, width in zip(numbers, widths[1:-1], strict=True)]
    return "  ".join(["", was.ljust(widths[0]), *shown, held]).rstrip()


def _cells(messung: Messung) -> tuple[str, ...]:
    budget = messung.budget
    return (
        messung.was,
        _figure(messung.eigen, messung),
        _figure(messung.grundlinie, messung),
        _ratio(messung.verhaeltnis, messung),
        f"{'≥' if messung.is_share else '≤'} {_ratio(budget.grenze, messung)}" if budget else "–",
        "–" if budget is None else "nein" if messung.is_missed else "ja",
    )


def _figure(wert: float, messung: Messung) -> str:
    return f"{wert:.0f}" if messung.anzahl else format_seconds(wert)


def format_seconds(seconds: float) -> str:
    """Return `1,23 s`, below a second `45 ms`, below ten milliseconds `4,5 ms`."""
    if seconds >= 1:
        return f"{seconds:.2f} s".replace(".", ",")
    return f"{seconds * 1000:.{0 if seconds >= 0.01 else 1}f} ms".replace(".", ",")


def _ratio(wert: float, messung: Messung) -> str:
    return f"{wert * 100:.0f} %" if messung.is_share else f"{wert:.2f}".replace(".", ",")
