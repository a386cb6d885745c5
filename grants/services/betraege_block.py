"""A block copied from Excel: which column holds the amounts, and which Maßnahme each line means. Writes nothing."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from grants.domain.kennung import name_key
from grants.domain.money import NULL, Betrag, BetragUnklar, parse_betrag
from grants.domain.wiedererkennung import Bekannt, gesucht, recognise
from grants.imports.massnahmen_werte import summe_of, years_in

MAX_ZEILEN = 500
# Between name and amount where the block came from a text.
_LUECKE = re.compile(r"\s{2,}|\.{2,}\s*|…\s*")
_KOPFWOERTER = {
    name_key(word)
    for word in ("Maßnahme", "Massnahme", "Name", "Projekt", "Bezeichnung", "Träger", "Kennung", "Betrag")
}


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a block as cells; columns count from 0."""

    kopf: tuple[str, ...]
    zeilen: tuple[tuple[str, ...], ...]
    namensspalte: int | None
    betragsspalten: tuple[int, ...]

    def titel(self, spalte: int) -> str:
        """Return what a column is called: its head, else its first amount."""
        if spalte < len(self.kopf) and self.kopf[spalte]:
            return self.kopf[spalte]
        first = next((zeile[spalte] for zeile in self.zeilen if zeile[spalte]), "")
        return f"Spalte {spalte + 1} ({first} …)"

    def spalte(self, jahr: int) -> int | None:
        """Return the column of the amounts: the only one, or the only one whose head names the year; None: ask."""
        if len(self.betragsspalten) == 1:
            return self.betragsspalten[0]
        named = [s for s in self.betragsspalten if s < len(self.kopf) and years_in(self.kopf[s]) == [jahr]]
        return named[0] if len(named) == 1 else None


@dataclass(frozen=True, slots=True)
class Blockzeile:
    """One line of a block: what it says, and the Maßnahme it means where the register knows one."""

    nummer: int
    text: str
    betrag: Betrag | None
    kennung: str = ""
    name: str = ""
    # A line that states the sum of the others.
    is_summe: bool = False
    problem: str = ""


def read_block(text: str) -> Block:
    """Return the cells of a block; Excel puts tabs between them, other lists semicolons or a gap."""
    table = [row for row in _cells(text)[:MAX_ZEILEN] if any(row)]
    width = max((len(row) for row in table), default=0)
    rows = [tuple(column) for column in zip(*zip_longest(*table, fillvalue=""), strict=True)] if width else []
    is_head = bool(rows) and any(name_key(cell) in _KOPFWOERTER for cell in rows[0])
    kopf, body = (rows[0], rows[1:]) if is_head else ((), rows)
    words = [sum(bool(row[s]) and not _is_number(row[s]) for row in body) for s in range(width)]
    most = max(words, default=0)
    # The first of the columns with words: Kennung or name stand before the Träger.
    named = next((s for s in range(width) if words[s] and words[s] >= most / 2), None)
    amounts = tuple(
        s
        for s in range(width)
        if s != named
        and (named is None or s > named)
        and any(_is_number(row[s]) for row in body)
        and sum(_is_number(row[s]) for row in body) >= words[s]
    )
    return Block(kopf, tuple(body), named, amounts)


def _cells(text: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = "\t" if "\t" in lines else ";" if ";" in lines else ""
    if delimiter:
        try:
            rows = list(csv.reader(lines.splitlines(keepends=True), delimiter=delimiter))
        except csv.Error:
            # A quote that never ends, longer than any cell: no table.
            return []
        return [[_one_line(cell) for cell in row] for row in rows]
    return [[cell.strip() for cell in _split_line(line.strip())] for line in lines.split("\n")]


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _split_line(line: str) -> list[str]:
    gap = list(_LUECKE.finditer(line))
    if gap:
        return [line[: gap[-1].start()], line[gap[-1].end() :]]
    # The longest end of the line that is an amount: "Gruppe 2 15.550,00" ends with 15.550,00.
    for blank in re.finditer(r"\s+", line):
        if _is_number(line[blank.end() :]):
            return [line[: blank.start()], line[blank.end() :]]
    return [line]


def _is_number(cell: str) -> bool:
    try:
        parse_betrag(cell)
    except BetragUnklar:
        return False
    return True


def match_block(
    block: Block, *, spalte: int, bekannte: Sequence[Bekannt], traeger: Sequence[str]
) -> tuple[Blockzeile, ...]:
    """Return each line with its amount and the Maßnahme it means, by Kennung, name or alias."""
    named = block.namensspalte
    if named is None:
        return ()
    lines = [
        (number, row[named], row[spalte]) for number, row in enumerate(block.zeilen, start=1) if row[named]
    ]
    is_sum = [summe_of(name, textform=True) is not None for _, name, _ in lines]
    labels = [(name, None, name) for _, name, _ in lines]
    found = recognise(gesucht(labels, traeger), bekannte)
    return tuple(
        _line(number, name, amount, match=None if total else match, is_summe=total)
        for (number, name, amount), match, total in zip(lines, found, is_sum, strict=True)
    )


def _line(number: int, name: str, amount: str, *, match: Bekannt | None, is_summe: bool) -> Blockzeile:
    betrag, problem = None, ""
    try:
        betrag = parse_betrag(amount) if amount else None
    except BetragUnklar as error:
        problem = str(error)
    if betrag is None and not problem:
        problem = "Hier steht kein Betrag; die Zeile wird ausgelassen."
    elif betrag is not None and betrag <= NULL:
        betrag, problem = None, "Der Betrag ist nicht größer als 0,00 €; die Zeile wird ausgelassen."
    known = (match.kennung, match.name) if match else ("", "")
    return Blockzeile(number, name, betrag, *known, is_summe=is_summe, problem=problem)
