"""What an uploaded file would change, as it is shown before anything is taken over, and the answers it depends on.

Kept as JSON beside the file: the confirmation is compared with exactly what the person saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from grants.domain import mappe_blaetter as b
from grants.domain.begriffe import Betragsart, Einlesungsart
from grants.domain.errors import Violation
from grants.domain.mappe import Jahresmappe
from grants.domain.mappenvergleich import Blattvergleich, Zeile, Zeilenart, compare_mappen
from grants.domain.money import NULL, Betrag, Zahlen, format_betrag, summe


@dataclass(frozen=True, slots=True)
class Antworten:
    """What is asked once per file.

    `zuordnungen`: by the name in the list the Kennung of the Maßnahme it is, empty for "a new one".
    """

    art: Einlesungsart = Einlesungsart.MASSNAHMENLISTE
    # Reads only this year of a list; says it where the file names none.
    jahr: int | None = None
    zahlen: Zahlen | None = None
    betragsart: Betragsart = Betragsart.UNGEKLAERT
    ersetzen: bool = False
    zuordnungen: Mapping[str, str] = field(default_factory=dict)


class Betragsstand(StrEnum):
    """How the amount of a Maßnahme in the Antrag stands to the one in the file."""

    NEU = "neu"
    GEAENDERT = "geaendert"
    UNVERAENDERT = "unveraendert"
    # In the Antrag, not in the new list.
    FEHLT = "fehlt"


@dataclass(frozen=True, slots=True)
class Betragszeile:
    """A Maßnahme with its amount before and after; `unbekannt`: the register does not have it yet."""

    kennung: str
    name: str
    stand: Betragsstand
    alt: Betrag | None
    neu: Betrag | None
    unbekannt: bool = False

    @property
    def differenz(self) -> Betrag:
        return (self.neu or NULL) - (self.alt or NULL)


@dataclass(frozen=True, slots=True)
class Jahresvorschau:
    """One Foerderjahr: amounts, the total of the file beside the computed one, and every other sheet that differs."""

    jahr: int
    angelegt: bool
    betraege: tuple[Betragszeile, ...] = ()
    # As the file states it; of its rows.
    genannt: Betrag | None = None
    gerechnet: Betrag | None = None
    # Of the Antrag before and afterwards, with what the file does not name.
    summe_alt: Betrag | None = None
    summe_neu: Betrag | None = None
    blaetter: tuple[Blattvergleich, ...] = ()
    # By sheet: how many rows are new, changed, gone; `blaetter` may hold fewer.
    anzahl: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)

    @property
    def differenz(self) -> Betrag | None:
        """The sum of the rows less the stated total."""
        if self.genannt is None or self.gerechnet is None:
            return None
        return self.gerechnet - self.genannt

    @property
    def aenderung(self) -> Betrag:
        """What the sum of the Antrag gains or loses."""
        return (self.summe_neu or NULL) - (self.summe_alt or NULL)

    @property
    def fehlend(self) -> tuple[Betragszeile, ...]:
        return tuple(zeile for zeile in self.betraege if zeile.stand is Betragsstand.FEHLT)


@dataclass(frozen=True, slots=True)
class Aehnlich:
    """A name of the list that the register does not know, and those it might be: pairs of Kennung and name."""

    name: str
    kandidaten: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Vorschau:
    """What would change; with `fehler` nothing can be taken over."""

    uebernommen: int = 0
    unveraendert: int = 0
    jahre: tuple[Jahresvorschau, ...] = ()
    aehnlich: tuple[Aehnlich, ...] = ()
    hinweise: tuple[str, ...] = ()
    fehler: tuple[Violation, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        same = all(not (jahr.angelegt or jahr.blaetter) for jahr in self.jahre)
        return not self.fehler and same and not self.uebernommen


# -- what an import did to a year ------------------------------------------------------------------------------


def compare_year(
    alt: Jahresmappe,
    neu: Jahresmappe,
    *,
    jahr: int,
    angelegt: bool,
    gelesen: Mapping[str, bool],
    summen: tuple[Betrag | None, Betrag | None] = (None, None),
) -> Jahresvorschau:
    """Return what differs. `gelesen`: the Kennungen of the file, and whether the register knew them not."""
    betraege = tuple(_amounts(alt, neu, gelesen)) if gelesen else ()
    blaetter = tuple(_without_amounts(compare_mappen(alt, neu, is_new=angelegt)))
    return Jahresvorschau(
        jahr,
        angelegt,
        betraege,
        *summen,
        _total(alt),
        _total(neu),
        blaetter,
        {each.blatt: (*(each.count(art) for art in Zeilenart),) for each in blaetter},  # type: ignore[misc]  # three
    )


def _total(mappe: Jahresmappe) -> Betrag | None:
    amounts = [zeile.beantragt for zeile in mappe.massnahmen if zeile.beantragt is not None]
    return summe(amounts) if amounts else None


def _amounts(alt: Jahresmappe, neu: Jahresmappe, gelesen: Mapping[str, bool]) -> Iterator[Betragszeile]:
    before = {zeile.kennung: zeile for zeile in alt.massnahmen}
    after = {zeile.kennung: zeile for zeile in neu.massnahmen}
    for kennung, zeile in {**before, **after}.items():
        old = before[kennung].beantragt if kennung in before else None
        new = after[kennung].beantragt if kennung in after else None
        if old is None and new is None:
            continue
        if kennung not in gelesen:
            stand = Betragsstand.FEHLT
        elif old is None:
            stand = Betragsstand.NEU
        else:
            stand = Betragsstand.UNVERAENDERT if old == new else Betragsstand.GEAENDERT
        yield Betragszeile(kennung, zeile.name, stand, old, new, gelesen.get(kennung, False))


def _without_amounts(blaetter: Iterable[Blattvergleich]) -> Iterator[Blattvergleich]:
    """Leave out the amounts of the sheet Maßnahmen: they have a table of their own."""
    for blatt in blaetter:
        if blatt.blatt != b.MASSNAHMEN.name:
            yield blatt
            continue
        rows = [
            replace(z, felder=tuple(f for f in z.felder if f.attribut != "beantragt")) for z in blatt.zeilen
        ]
        kept = tuple(z for z, old in zip(rows, blatt.zeilen, strict=True) if z.felder or not old.felder)
        yield replace(blatt, zeilen=kept)


def spur(vorschau: Vorschau) -> list[Any]:
    """Return all that would change, as plain values to be hashed.

    Without the answer what the amounts mean: who gives it knows what it changes.
    """
    return [
        [
            jahr.jahr,
            jahr.angelegt,
            [[z.kennung, z.stand.value, str(z.alt), str(z.neu)] for z in jahr.betraege],
            [
                [blatt.blatt, zeile.wer, zeile.art.value, [[f.titel, f.alt, f.neu] for f in zeile.felder]]
                for blatt in jahr.blaetter
                for zeile in map(_without_betragsart, blatt.zeilen)
                if zeile is not None
            ],
        ]
        for jahr in vorschau.jahre
    ] + [[violation.text for violation in vorschau.fehler]]


def _without_betragsart(zeile: Zeile) -> Zeile | None:
    kept = tuple(feld for feld in zeile.felder if feld.attribut != "betragsart")
    if len(kept) == len(zeile.felder):
        return zeile
    return None if not kept and zeile.art is Zeilenart.GEAENDERT else replace(zeile, felder=kept)


def differences(alt: Vorschau, neu: Vorschau) -> list[str]:
    """Return in sentences what the newer preview says otherwise than the one that was shown."""
    old, new = dict(_sentences(alt)), dict(_sentences(neu))
    changed = [f"{key}: {new[key]}" for key in new if old.get(key) != new[key]]
    gone = [f"{key}: steht schon so da" for key in old if key not in new]
    return changed + gone


def _sentences(vorschau: Vorschau) -> Iterator[tuple[str, str]]:
    for jahr in vorschau.jahre:
        for zeile in jahr.betraege:
            if zeile.stand is not Betragsstand.UNVERAENDERT:
                yield f"{jahr.jahr}, {zeile.name}", f"bisher {_text(zeile.alt)}, dann {_text(zeile.neu)}"
        for blatt in jahr.blaetter:
            for row in blatt.zeilen:
                what = "; ".join(f"{f.titel}: {f.alt} → {f.neu}" for f in row.felder) or _WORT[row.art]
                yield f"{jahr.jahr}, {blatt.blatt}, {row.wer}", what
    for violation in vorschau.fehler:
        yield str(violation.stelle or "Datei"), violation.text


_WORT = {Zeilenart.NEU: "neu", Zeilenart.GEAENDERT: "geändert", Zeilenart.ENTFAELLT: "entfällt"}


def _text(betrag: Betrag | None) -> str:
    return "kein Betrag" if betrag is None else format_betrag(betrag)
