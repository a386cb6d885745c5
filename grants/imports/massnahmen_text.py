"""Measure lists in the city's text form: headings with a year, a line a Maßnahme, a line with the total.

A whole paper may be handed in. A list begins at a heading that speaks of Maßnahmen or an Antrag, and ends at its
total or at the next heading; what stands outside is prose. Without any such heading the file itself is the list.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from grants.domain.money import Betrag, Zahlen
from grants.imports.codes import Code
from grants.imports.massnahmen_werte import (
    Liste,
    Listenzeile,
    Summenangabe,
    betrag_problem,
    find_stand,
    is_summenartig,
    keep_double,
    keep_summe,
    summe_of,
)
from grants.imports.meldungen import Meldungen, shorten
from grants.imports.textabschnitt import Abschnitt, choose
from grants.imports.textzeile import Art, Fund, Ueberschrift, find_heading, read_line
from grants.imports.werte import clean, read_betrag

# A file without a heading is a list only if it holds little else: titles, notes, page numbers.
_ANDERES_HOECHSTENS = 10
_ANDERES_OHNE_ZEILE = 3
# A line that is shorter, or ends like a sentence, does not run on into the next.
_OFFENE_ZEILE_AB = 60

_NUMBERED = re.compile(r"([0-9]{1,5})[.)]\s+")
_SPRICHT = re.compile(r"[^\W_]")


def find_listen(text: str, *, jahr: int | None, zahlen: Zahlen | None, meldungen: Meldungen) -> list[Liste]:
    """Return the lists of a text, with `jahr` that year's only. Problems go to `meldungen`."""
    lines = re.split(r"\r\n|\n|\r", text)
    reader = _Textform(meldungen.datei, zahlen=zahlen)
    for nr, line in enumerate(lines, start=1):
        reader.read(nr, line)
    abschnitte = reader.lists()
    if not abschnitte:
        meldungen.add(
            Code.LISTE_FEHLT,
            "In der Datei steht keine Maßnahmenliste. Erwartet wird eine Überschrift wie „Maßnahmen Förderung 2024“ "
            "und darunter je Zeile eine Maßnahme mit Betrag, oder eine Tabelle mit den Spalten „Jahr“, „Maßnahme“, "
            "„Träger“, „Betrag“.",
        )
    chosen = choose(abschnitte, jahr, meldungen)
    for abschnitt in chosen:
        _strip_numbers(abschnitt.liste)
        keep_double(abschnitt.liste)
        abschnitt.liste.stand = abschnitt.liste.stand or reader.stand
        meldungen.extend(abschnitt.liste.meldungen)
    if chosen:
        meldungen.hinweise.extend(reader.outside_hinweise())
    return [abschnitt.liste for abschnitt in chosen]


class _Textform:
    """Reads line by line; knows the list it is in."""

    def __init__(self, datei: str, *, zahlen: Zahlen | None) -> None:
        self._datei = datei
        self._zahlen = zahlen
        self._outside = Abschnitt(Liste(Meldungen(datei)))
        self._abschnitte: list[Abschnitt] = []
        self._prose: list[Abschnitt] = []
        self._current = self._outside
        self._runs_on = False
        # The day of the whole paper; a list may have its own.
        self.stand: date | None = None

    def read(self, nr: int, line: str) -> None:
        bare = clean(line)
        if not _SPRICHT.search(bare):
            # Empty lines, and rules such as "-----": nothing to read, nothing to lose.
            self._runs_on = False
            return
        heading = find_heading(bare, starts_paragraph=not self._runs_on)
        self._runs_on = False
        if heading and self._takes(heading):
            self._open(nr, heading)
            self._read_stand(bare)
            return
        if self._read_stand(bare):
            return
        fund = read_line(line, self._lies)
        if fund.art is Art.TEXT:
            self._runs_on = len(bare) >= _OFFENE_ZEILE_AB and bare[-1] not in ".:!?;"
            self._current.passed_over.append((nr, bare))
            self._current.anderes += 1
        else:
            self._keep(nr, fund)

    def _read_stand(self, bare: str) -> bool:
        """Keep the day of a `Stand: …` and tell whether the line is nothing else."""
        stand = find_stand(bare)
        if stand is None:
            return False
        if self._current.kopf is None:
            self.stand = self.stand or stand
        else:
            self._current.liste.stand = self._current.liste.stand or stand
        return bare.casefold().lstrip("( ").startswith("stand")

    def _lies(self, text: str) -> Betrag:
        return read_betrag(text, zahlen=self._zahlen)

    def _takes(self, heading: Ueberschrift) -> bool:
        """Tell whether a heading ends the current list (and maybe begins another)."""
        current = self._current.kopf
        if current is None or self._current.is_done:
            return heading.ist_liste or self._current.kopf is not None
        if heading.ist_liste and heading.jahre:
            # "Neue Maßnahmen 2024" below "Laufende Maßnahmen 2024" goes on with the same list.
            return heading.jahre != current.jahre or self._current.is_empty
        if heading.ist_liste and self._current.is_empty and len(current.jahre) != 1:
            return True
        # "5.1.2" is below "5.1"; "1. Babylotsen" without its amount is no heading either.
        below = heading.nummer[: len(current.nummer)] == current.nummer
        if not current.nummer:
            return len(heading.nummer) > 1
        return heading.nummer > current.nummer and not below

    def _open(self, nr: int, heading: Ueberschrift) -> None:
        self._close()
        if not heading.ist_liste:
            self._current = self._outside
            return
        jahr = heading.jahre[0] if len(heading.jahre) == 1 else None
        liste = Liste(Meldungen(self._datei), jahr=jahr, ueberschrift=heading.titel)
        self._current = Abschnitt(liste, zeile=nr, kopf=heading)
        self._abschnitte.append(self._current)

    def _close(self) -> None:
        """Name what was passed over behind the last row, where it holds figures."""
        abschnitt = self._current
        for nr, bare in abschnitt.passed_over:
            if (
                abschnitt.liste.zeilen
                and not abschnitt.is_done
                and re.search(r"[0-9]", bare)
                and len(bare) <= 120
            ):
                _add_passed_over(abschnitt, nr, bare)
        abschnitt.passed_over.clear()

    def _keep(self, nr: int, fund: Fund) -> None:
        abschnitt = self._current
        liste = abschnitt.liste
        if abschnitt.is_done:
            self._refuse_behind(nr, fund)
            return
        if liste.zeilen:
            for other, bare in abschnitt.passed_over:
                _add_passed_over(abschnitt, other, bare)
        abschnitt.passed_over.clear()
        if fund.betrag is None and not fund.ist_sicher:
            abschnitt.unsicher.append((nr, fund))
        elif fund.betrag is None:
            liste.meldungen.add(fund.code, fund.text, wert=fund.wert, zeile=nr, spalte="Betrag")
        elif total := summe_of(fund.label, textform=True):
            jahr = int(total["jahr"]) if total["jahr"] else None
            keep_summe(liste, Summenangabe(fund.label, fund.betrag, nr, jahr=jahr))
            # A total above its list does not end it.
            abschnitt.is_done = bool(liste.zeilen or liste.meldungen.violations)
        elif is_summenartig(fund.label):
            text = (
                f"Es ist nicht klar, ob „{fund.label}“ eine Maßnahme oder eine Zwischensumme ist. Bitte eine "
                "Zwischensumme löschen; die Summe der Liste beginnt mit „Gesamtfördersumme“."
            )
            liste.meldungen.add(Code.SUMME_UNKLAR, text, wert=fund.label, zeile=nr)
        else:
            self._keep_row(nr, fund.label, fund.betrag)

    def _keep_row(self, nr: int, label: str, betrag: Betrag) -> None:
        liste = self._current.liste
        problem = betrag_problem(betrag)
        if problem:
            liste.meldungen.add(*problem, wert=label, zeile=nr, spalte="Betrag")
        else:
            liste.zeilen.append(Listenzeile(label=label, betrag=betrag, zeile=nr))

    def _refuse_behind(self, nr: int, fund: Fund) -> None:
        liste = self._current.liste
        if fund.betrag is not None and summe_of(fund.label, textform=True):
            keep_summe(liste, Summenangabe(fund.label, fund.betrag, nr))
            return
        at = liste.summe.zeile if liste.summe else nr
        liste.meldungen.add(
            Code.ZEILE_HINTER_SUMME,
            f"Diese Zeile mit Betrag steht hinter der Summe in Zeile {at}. Bitte vor die Summe setzen, wenn sie zur "
            "Liste gehört, unter eine eigene Überschrift, wenn sie eine andere beginnt, sonst löschen.",
            wert=fund.label or fund.wert,
            zeile=nr,
        )

    def lists(self) -> list[Abschnitt]:
        """Return the pieces that are lists; the whole text where no heading begins one and it holds little else."""
        self._close()
        for abschnitt in (*self._abschnitte, self._outside):
            if abschnitt.rows or abschnitt.liste.summe:
                for nr, fund in abschnitt.unsicher:
                    abschnitt.liste.meldungen.add(
                        fund.code, fund.text, wert=fund.wert, zeile=nr, spalte="Betrag"
                    )
        found = [abschnitt for abschnitt in self._abschnitte if abschnitt.rows]
        # "Geplante Maßnahmen" stands above prose as well; a figure in it is no list.
        certain = [abschnitt for abschnitt in found if abschnitt.liste.jahr or _is_certain(abschnitt)]
        if certain:
            self._prose = [abschnitt for abschnitt in found if abschnitt not in certain]
            return certain
        maybe = [self._outside] if self._outside.rows else found
        return [abschnitt for abschnitt in maybe if _is_mostly_list(abschnitt)]

    def outside_hinweise(self) -> list[str]:
        """Return a remark for each row outside of the lists; none where the outside is the list."""
        if not any(abschnitt.liste.zeilen for abschnitt in self._abschnitte):
            return []
        zeilen = [zeile for abschnitt in (self._outside, *self._prose) for zeile in abschnitt.liste.zeilen]
        return [
            f"Zeile {zeile.zeile}: „{shorten(zeile.label)}“ mit Betrag steht außerhalb einer Liste und wurde "
            "nicht gelesen."
            for zeile in sorted(zeilen, key=lambda zeile: zeile.zeile)
        ]


def _is_certain(abschnitt: Abschnitt) -> bool:
    """Tell whether a piece without a year is a list: it states a total, or rows are what it is made of."""
    zeilen = len(abschnitt.liste.zeilen)
    return bool(zeilen) and (abschnitt.liste.summe is not None or zeilen > max(abschnitt.anderes, 1))


def _is_mostly_list(abschnitt: Abschnitt) -> bool:
    """Tell whether little else stands around the rows; unreadable ones alone need clearer surroundings."""
    margin = _ANDERES_HOECHSTENS if abschnitt.liste.zeilen else _ANDERES_OHNE_ZEILE
    return abschnitt.anderes <= abschnitt.rows + margin


def _add_passed_over(abschnitt: Abschnitt, nr: int, bare: str) -> None:
    abschnitt.liste.meldungen.add_hinweis(
        f"„{shorten(bare)}“ hat keinen Betrag und wurde nicht gelesen.", zeile=nr
    )


def _strip_numbers(liste: Liste) -> None:
    """Take numbers such as `1.` off the labels where they count the rows; else they belong to a name."""
    numbers = [int(found[1]) for zeile in liste.zeilen if (found := _NUMBERED.match(zeile.label))]
    if len(numbers) == len(liste.zeilen) and numbers[:1] == [1] and numbers == sorted(set(numbers)):
        liste.zeilen = [
            replace(zeile, label=_NUMBERED.sub("", zeile.label, count=1)) for zeile in liste.zeilen
        ]
