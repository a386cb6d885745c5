"""Two states of a Foerderjahr as Jahresmappen, compared sheet by sheet: what an import changes, in words.

The workbook holds everything that a year owns, so whatever is equal in both was not changed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from grants.domain import mappe_blaetter as b
from grants.domain.mappe import Jahresmappe
from grants.domain.mappe_blatt import Blatt, Spalte, Spaltenart, auswahl_label, resolve
from grants.domain.money import Betrag, Vomhundert, format_betrag, format_vomhundert

# What a page shows of a longer text.
_ZEICHEN = 160
LEER = "leer"
# By what rows are paired where the workbook itself allows two of the same key.
_PAARE: Mapping[str, tuple[str, ...]] = {
    b.FINANZIERUNGSPLAN.name: (
        "massnahme",
        "empfaenger",
        "version",
        "art",
        "position",
        "herkunft",
        "funktion",
        "geber",
    ),
    b.BESCHEID.name: ("version", "art", "position", "massnahme"),
    b.UMVERTEILUNGEN.name: ("massnahme", "vom"),
    b.AUSZAHLUNGEN.name: ("massnahme", "empfaenger", "datum", "art", "herkunft"),
    b.ZAHLUNGEN_LAND.name: ("datum", "art", "herkunft"),
}
# Sheets whose order the papers print.
_GEORDNET = frozenset({b.MASSNAHMEN.name, b.EMPFAENGER.name})
# A year that is new says so by itself.
_NUR_JAHR = frozenset({"programm", "programm_name", "jahr"})


class Zeilenart(StrEnum):
    """What becomes of a row."""

    NEU = "neu"
    GEAENDERT = "geaendert"
    ENTFAELLT = "entfaellt"


@dataclass(frozen=True, slots=True)
class Feld:
    """A cell before and after, as people read it; `attribut` is its name in the workbook."""

    attribut: str
    titel: str
    alt: str
    neu: str


@dataclass(frozen=True, slots=True)
class Zeile:
    """A row that is new, changed or gone, by the names the office knows it by."""

    wer: str
    art: Zeilenart
    felder: tuple[Feld, ...] = ()


@dataclass(frozen=True, slots=True)
class Blattvergleich:
    """The rows of one sheet that differ."""

    blatt: str
    zeilen: tuple[Zeile, ...]

    def count(self, art: Zeilenart) -> int:
        return sum(zeile.art is art for zeile in self.zeilen)


def compare_mappen(alt: Jahresmappe, neu: Jahresmappe, *, is_new: bool = False) -> tuple[Blattvergleich, ...]:
    """Return the sheets that differ, in the order of the workbook; `is_new`: the year was not there before."""
    names = _Namen.of(alt, neu)
    found = (
        Blattvergleich(blatt.name, tuple(_rows(blatt, alt, neu, names, is_new=is_new)))
        for blatt in b.BLAETTER
    )
    return tuple(each for each in found if each.zeilen)


@dataclass(frozen=True, slots=True)
class _Namen:
    massnahmen: Mapping[str, str]
    traeger: Mapping[str, str]

    @classmethod
    def of(cls, *mappen: Jahresmappe) -> _Namen:
        return cls(
            {m.kennung: m.name for mappe in mappen for m in mappe.massnahmen},
            {t.kuerzel: t.name for mappe in mappen for t in mappe.traeger},
        )


def _rows(
    blatt: Blatt, alt: Jahresmappe, neu: Jahresmappe, names: _Namen, *, is_new: bool
) -> Iterator[Zeile]:
    old, new = getattr(alt, blatt.attribut), getattr(neu, blatt.attribut)
    if blatt.formular:
        felder = tuple(f for f in _fields(blatt, old, new) if not (is_new and f.attribut in _NUR_JAHR))
        if felder:
            yield Zeile(blatt.name, Zeilenart.GEAENDERT, felder)
    elif old != new:
        yield from _table_rows(blatt, old, new, names)


def _table_rows(blatt: Blatt, old: Iterable[Any], new: Iterable[Any], names: _Namen) -> Iterator[Zeile]:
    left = _by_key(blatt, old)
    for row in new:
        before = left.get(_key(blatt, row))
        was = before.popleft() if before else None
        if was is None:
            yield Zeile(_who(blatt, row, names), Zeilenart.NEU, _fields(blatt, None, row))
        elif was != row:
            yield Zeile(_who(blatt, row, names), Zeilenart.GEAENDERT, _fields(blatt, was, row))
    gone = [row for rest in left.values() for row in rest]
    yield from (Zeile(_who(blatt, row, names), Zeilenart.ENTFAELLT) for row in gone)
    if blatt.name in _GEORDNET and _order(blatt, old, new) != _order(blatt, new, old):
        yield Zeile("Reihenfolge", Zeilenart.GEAENDERT)


def _order(blatt: Blatt, rows: Iterable[Any], others: Iterable[Any]) -> list[Hashable]:
    """Return the keys of the rows that both have, in the order of the first."""
    both = {_key(blatt, row) for row in others}
    return [key for row in rows if (key := _key(blatt, row)) in both]


def _by_key(blatt: Blatt, rows: Iterable[Any]) -> dict[Hashable, deque[Any]]:
    found: dict[Hashable, deque[Any]] = defaultdict(deque)
    for row in rows:
        found[_key(blatt, row)].append(row)
    return found


def _key(blatt: Blatt, row: Any) -> Hashable:  # noqa: ANN401 - a row of any sheet
    return tuple(getattr(row, attribut) for attribut in _key_attributes(blatt))


def _key_attributes(blatt: Blatt) -> tuple[str, ...]:
    return _PAARE.get(blatt.name) or blatt.schluessel


def _fields(blatt: Blatt, old: Any, new: Any) -> tuple[Feld, ...]:  # noqa: ANN401 - a row of any sheet
    """Return what differs; of a row that was not there, what it says besides its key."""
    key = () if blatt.formular else _key_attributes(blatt)
    found = []
    for spalte in blatt.spalten:
        if spalte.art is Spaltenart.BEZEICHNUNG or (old is None and spalte.attribut in key):
            continue
        before = getattr(old, spalte.attribut) if old is not None else None
        after = getattr(new, spalte.attribut)
        if before == after or (old is None and after in (None, "", ())):
            continue
        as_it_is = resolve(spalte, getattr(new, "schluessel", None))
        found.append(
            Feld(spalte.attribut, spalte.kopf, cell_text(as_it_is, before), cell_text(as_it_is, after))
        )
    return tuple(found)


def cell_text(spalte: Spalte, wert: object) -> str:
    """Return what stands in a cell as a page prints it."""
    match wert:
        case None | "" | ():
            text = LEER
        case bool():
            text = "ja" if wert else "nein"
        case Betrag():
            text = format_betrag(wert)
        case Vomhundert():
            text = f"{format_vomhundert(wert)} v. H."
        case date():
            text = f"{wert:%d.%m.%Y}"
        case StrEnum():
            text = auswahl_label(wert)
        case int() if spalte.art is Spaltenart.HUNDERTSTEL:
            text = f"{wert // 100},{wert % 100:02d}"
        case tuple():
            text = _short("; ".join(map(str, wert)))
        case _:
            text = _short(str(wert))
    return text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _ZEICHEN else line[: _ZEICHEN - 1] + "…"


def _who(blatt: Blatt, row: Any, names: _Namen) -> str:  # noqa: ANN401 - a row of any sheet
    spalten = {spalte.attribut: spalte for spalte in blatt.spalten}
    parts = []
    for attribut in _key_attributes(blatt):
        wert = getattr(row, attribut)
        if wert in (None, ""):
            continue
        match attribut:
            case "massnahme" | "kennung":
                parts.append(names.massnahmen.get(wert, wert))
            case "empfaenger" | "kuerzel":
                parts.append(names.traeger.get(wert, wert))
            case "version":
                parts.append(f"Version {wert}")
            case "nr":
                parts.append(f"Nr. {wert}")
            case "schluessel":
                parts.append(b.BEZEICHNUNGEN.get(wert, wert))
            case _:
                parts.append(cell_text(spalten[attribut], wert))
    return " · ".join(parts)
