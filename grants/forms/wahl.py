"""Cells that somebody else changed meanwhile: what was typed beside what is stored now, with a choice each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grants.domain.zellen import Unterschied, Zellen

MEINE, JETZT = "meine", "jetzt"


def dump_zellen(zellen: Zellen) -> str:
    """Return cells as the text that a hidden field carries."""
    return json.dumps(dict(zellen), ensure_ascii=False, separators=(",", ":"))


def load_zellen(text: str | None) -> dict[str, str]:
    """Return the cells of a hidden field; none where it holds nonsense, so that everything counts as changed."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(key): value for key, value in found.items() if isinstance(value, str)}


@dataclass(slots=True)
class Wahl:
    """One cell with both values; `gewaehlt` empty until somebody chooses."""

    nr: int
    feld: str
    name: str
    meine: str
    jetzt: str
    jetzt_wert: str
    gewaehlt: str
    is_streit: bool
    fehler: str = ""

    @property
    def id(self) -> str:
        return f"wahl-{self.nr}"


@dataclass(slots=True)
class Streit:
    """All that changed meanwhile: cells to choose for, and sentences about the rest."""

    wahlen: list[Wahl] = field(default_factory=list)
    hinweise: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.wahlen or self.hinweise)


@dataclass(frozen=True, slots=True)
class Woerter:
    """How a page names its cells and prints their values."""

    name: Callable[[str], str]
    wert: Callable[[str, str], str]

    def wahl(self, nr: int, feld: str, *, meine: str, jetzt: str, streit: bool) -> Wahl:
        return Wahl(
            nr,
            feld,
            self.name(feld),
            self.wert(feld, meine),
            self.wert(feld, jetzt),
            jetzt,
            # What only the other person changed is kept unless somebody says otherwise.
            "" if streit else JETZT,
            streit,
        )

    def begin(self, unterschiede: tuple[Unterschied, ...]) -> Streit:
        """Return the choices after a refused save."""
        return Streit(
            [
                self.wahl(nr, each.feld, meine=each.meine, jetzt=each.jetzt, streit=each.is_streit)
                for nr, each in enumerate(unterschiede)
            ]
        )

    def read(self, formdata: Mapping[str, str], *, gezeigt: Zellen, meine: Zellen) -> Streit:
        """Return the choices that a page carried, with what stands in its cells now.

        One whose cell changed once more is no longer a choice; saving will find it again.
        """
        streit = Streit()
        for nr in range(sum(name.startswith("wahlfeld-") for name in formdata)):
            feld, jetzt = formdata.get(f"wahlfeld-{nr}", ""), formdata.get(f"wahljetzt-{nr}", "")
            if not feld or gezeigt.get(feld, "") != jetzt:
                continue
            both = formdata.get(f"wahlstreit-{nr}") == "1"
            wahl = self.wahl(len(streit.wahlen), feld, meine=meine.get(feld, ""), jetzt=jetzt, streit=both)
            wahl.gewaehlt = formdata.get(f"wahl-{nr}", wahl.gewaehlt)
            streit.wahlen.append(wahl)
        return streit


def apply(streit: Streit, set_cell: Callable[[str, str], None]) -> bool:
    """Set the cells for which the stored value was chosen; return whether everything is chosen."""
    for wahl in streit.wahlen:
        if wahl.gewaehlt == JETZT:
            set_cell(wahl.feld, wahl.jetzt_wert)
        elif wahl.gewaehlt != MEINE:
            wahl.fehler = "Bitte wählen Sie, was gelten soll."
    return not any(wahl.fehler for wahl in streit.wahlen)
