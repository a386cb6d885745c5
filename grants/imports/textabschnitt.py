"""The pieces of a paper in the text form that hold a list, and which of them is the list of which year."""

from __future__ import annotations

from dataclasses import dataclass, field

from grants.imports.codes import Code
from grants.imports.massnahmen_werte import Liste
from grants.imports.meldungen import Meldungen
from grants.imports.textzeile import Fund, Ueberschrift


@dataclass(slots=True)
class Abschnitt:
    """A piece of the text that holds a list, or everything outside of lists (without heading)."""

    liste: Liste
    zeile: int = 0
    kopf: Ueberschrift | None = None
    is_done: bool = False
    # Lines that were passed over since the last row; they matter once another row follows.
    passed_over: list[tuple[int, str]] = field(default_factory=list)
    anderes: int = 0
    # Rows that are none in the middle of prose: "Kinder unter 3 Jahren 8.694".
    unsicher: list[tuple[int, Fund]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.liste.zeilen and self.liste.summe is None and not self.liste.meldungen.violations

    @property
    def rows(self) -> int:
        """How many lines are rows, readable or not."""
        return len(self.liste.zeilen) + len(self.liste.meldungen.violations)

    @property
    def names_several_years(self) -> bool:
        return self.kopf is not None and len(self.kopf.jahre) > 1

    @property
    def first_line(self) -> int | None:
        """Where the list begins: its heading, else its first row."""
        return self.zeile or (self.liste.zeilen[0].zeile if self.liste.zeilen else None)


def choose(abschnitte: list[Abschnitt], jahr: int | None, meldungen: Meldungen) -> list[Abschnitt]:
    """Return the lists that are asked for, each with its year; what cannot be told is a problem."""
    for abschnitt in abschnitte:
        _settle_year(abschnitt)
    named = sorted({abschnitt.liste.jahr for abschnitt in abschnitte if abschnitt.liste.jahr is not None})
    if jahr is not None and named:
        if jahr not in named:
            years = ", ".join(map(str, named))
            text = f"Die Datei enthält {years}, aber nicht {jahr}. Bitte ein anderes Jahr oder kein --jahr angeben."
            meldungen.add(Code.JAHR_NICHT_ENTHALTEN, text)
        chosen = [abschnitt for abschnitt in abschnitte if abschnitt.liste.jahr == jahr]
        for abschnitt in abschnitte:
            if abschnitt.liste.jahr is None:
                text = "Die Liste nennt kein Jahr und wurde nicht gelesen."
                meldungen.add_hinweis(text, zeile=abschnitt.first_line)
    else:
        chosen = abschnitte
    seen: dict[int, Abschnitt] = {}
    for abschnitt in chosen:
        liste = abschnitt.liste
        if liste.jahr is None and jahr is not None and not abschnitt.names_several_years:
            liste.jahr = jahr
        if liste.jahr is None:
            _add_no_year(abschnitt)
        elif seen.setdefault(liste.jahr, abschnitt) is not abschnitt:
            _add_second_list(abschnitt, seen[liste.jahr])
    return chosen


def _settle_year(abschnitt: Abschnitt) -> None:
    """Take the year of the total where the heading names none; two that differ are a problem."""
    liste = abschnitt.liste
    if liste.summe is None or liste.summe.jahr is None:
        return
    if liste.jahr is None and not abschnitt.names_several_years:
        liste.jahr = liste.summe.jahr
    elif liste.jahr is not None and liste.jahr != liste.summe.jahr:
        liste.meldungen.add(
            Code.JAHR_UNKLAR,
            f"Die Überschrift in Zeile {abschnitt.zeile} und die Summe nennen verschiedene Jahre. Bitte berichtigen.",
            wert=liste.summe.label,
            zeile=liste.summe.zeile,
        )


def _add_no_year(abschnitt: Abschnitt) -> None:
    if abschnitt.names_several_years:
        code, what = Code.JAHR_UNKLAR, "Die Überschrift der Liste nennt mehrere Jahre."
    else:
        code, what = Code.JAHR_FEHLT, "Zur Liste ist kein Förderjahr genannt."
    abschnitt.liste.meldungen.add(
        code,
        f"{what} Bitte eine Überschrift wie „Maßnahmen Förderung 2024“ darüber schreiben oder --jahr angeben.",
        wert=abschnitt.liste.ueberschrift or None,
        zeile=abschnitt.first_line,
    )


def _add_second_list(abschnitt: Abschnitt, first: Abschnitt) -> None:
    abschnitt.liste.meldungen.add(
        Code.LISTE_DOPPELT,
        f"Für {abschnitt.liste.jahr} steht schon in Zeile {first.first_line} eine Liste. Bitte nur eine Liste je "
        "Jahr stehen lassen.",
        wert=abschnitt.liste.ueberschrift or None,
        zeile=abschnitt.first_line,
    )
