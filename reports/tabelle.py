"""Tables of amounts that may run over several pages: their rows, where a page may begin, and the Übertrag."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grants.domain.money import Betrag, summe
from reports.formats import FEHLT, euro

# Rows before which a page begins, by table.
Umbrueche = Mapping[str, Collection[int]]


class Zeilenart(StrEnum):
    GRUPPE = "gruppe"
    POSTEN = "posten"
    ZWISCHENSUMME = "zwischensumme"
    SUMME = "summe"
    # The last row of a page that is not the table's last, and the first row of the next one.
    UEBERTRAG = "uebertrag"
    VON_UEBERTRAG = "von-uebertrag"


@dataclass(frozen=True, slots=True)
class Zelle:
    """An amount with its print; what counts for the running sum is `betrag`, and nothing does in a gap."""

    text: str
    betrag: Betrag | None = None

    @property
    def is_luecke(self) -> bool:
        return self.text == FEHLT


LEER = Zelle("")


@dataclass(frozen=True, slots=True)
class Zeile:
    art: Zeilenart
    texte: tuple[str, ...]
    zellen: tuple[Zelle, ...] = ()
    anker: str = ""
    # Whether a page may begin here: not with a sum, nor apart from the head of the group.
    is_beginn: bool = True


@dataclass(frozen=True, slots=True)
class Satz:
    """The stretch of a sheet that rows may fill, in mm from its upper edge: on the first and on later pages."""

    oben: float
    folge: float
    unten: float


@dataclass(frozen=True, slots=True)
class Tabelle:
    """Rows of one table; `name` is the prefix of the anchors by which the laid-out rows are found again."""

    name: str
    satz: Satz
    # Of the columns in mm: of texts, then of amounts. papier.css has a class for each.
    breiten: tuple[int, ...]
    # Number of columns of amounts.
    spalten: int
    zeilen: tuple[Zeile, ...]

    def anker(self, index: int) -> str:
        return f"{self.name}-{index}"

    def rows(self, umbrueche: Collection[int] = ()) -> list[Zeile]:
        """Return the rows as they are printed, with both rows of the Übertrag at every page break."""
        printed = []
        for index, zeile in enumerate(self.zeilen):
            if index in umbrueche:
                cells = self._carried(index)
                printed.append(Zeile(Zeilenart.UEBERTRAG, ("Übertrag",), cells, f"{self.name}-bis-{index}"))
                head = self._running_head(index)
                printed.append(Zeile(Zeilenart.VON_UEBERTRAG, (head,), cells, f"{self.name}-von-{index}"))
            printed.append(Zeile(zeile.art, zeile.texte, zeile.zellen, self.anker(index), zeile.is_beginn))
        return printed

    def _running_head(self, index: int) -> str:
        """Return what the first row of a page says: where inside of a group, its name, too."""
        heads = [z.texte[0] for z in self.zeilen[:index] if z.art is Zeilenart.GRUPPE]
        is_inside = self.zeilen[index].art is Zeilenart.POSTEN and heads
        return f"Übertrag; weiter mit {heads[-1]}" if is_inside else "Übertrag"

    def _carried(self, index: int) -> tuple[Zelle, ...]:
        """Return the running sums of the rows before one; a column with a gap so far has none."""
        items = [z.zellen for z in self.zeilen[:index] if z.art is Zeilenart.POSTEN]
        carried = []
        for column in range(self.spalten):
            cells = [row[column] for row in items]
            gap = any(cell.is_luecke for cell in cells)
            total = summe(cell.betrag for cell in cells if cell.betrag is not None)
            carried.append(Zelle(FEHLT if gap else euro(total)))
        return tuple(carried)


def amount(betrag: Betrag | None) -> Zelle:
    return Zelle(euro(betrag), betrag)


def amounts(betraege: Sequence[Betrag | None]) -> tuple[Zelle, ...]:
    return tuple(amount(betrag) for betrag in betraege)
