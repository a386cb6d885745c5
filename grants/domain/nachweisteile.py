"""The parts of a Verwendungsnachweis, as a task list shows them: how far each is and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Teil(StrEnum):
    """A part of the proof, in the order of the task list."""

    SACHBERICHT = "sachbericht"
    KENNZAHLEN = "kennzahlen"
    ZAHLEN = "zahlen"
    BELEGLISTE = "belegliste"
    ERKLAERUNGEN = "erklaerungen"


class Teilstand(StrEnum):
    LEER = "leer"
    BEGONNEN = "begonnen"
    VOLLSTAENDIG = "vollstaendig"


@dataclass(frozen=True, slots=True)
class Mangel:
    """Something missing or unreadable that blocks the hand-in, with the place to mend it.

    `anker` is the id of the field or row on the page of its part, without `#`.
    """

    teil: Teil
    text: str
    anker: str = ""


@dataclass(frozen=True, slots=True)
class Teilauskunft:
    """How far one part is; `satz` says it in words (`7 von 12 Abschnitten geschrieben`)."""

    teil: Teil
    stand: Teilstand
    satz: str
    maengel: tuple[Mangel, ...] = ()


@dataclass(frozen=True, slots=True)
class Berichtsteil:
    """One part of the Sachbericht as a paper prints it."""

    schluessel: str
    titel: str
    text: str


@dataclass(frozen=True, slots=True)
class Kennzahlwert:
    """One count as a paper prints it; None where nothing was entered. `davon` rows stand below their whole."""

    schluessel: str
    name: str
    einheit: str
    zaehlregel: str
    soll: int | None
    ist: int | None
    vorjahr: int | None
    davon: bool = False
    bemerkung: str = ""
