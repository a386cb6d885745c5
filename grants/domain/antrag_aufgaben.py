"""The readiness list of a paper as frozen values; built in `antrag_stand.py` and `nachweis_stadt_stand.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from grants.domain.errors import Violation
from grants.domain.money import Betrag


class Aufgabenstand(StrEnum):
    """From what is done to what two figures disagree about."""

    ERLEDIGT = "erledigt"
    HINWEIS = "hinweis"
    FEHLT = "fehlt"
    ABWEICHUNG = "abweichung"


ERLEDIGTE = frozenset({Aufgabenstand.ERLEDIGT, Aufgabenstand.HINWEIS})


class Aufgabenort(StrEnum):
    """Where something is mended; also the parts of the readiness list, in its order."""

    STELLE = "stelle"
    JAHR = "jahr"
    BETRAEGE = "betraege"
    PLAENE = "plaene"
    TEXTE = "texte"
    ERKLAERUNGEN = "erklaerungen"
    PRUEFUNG = "pruefung"


TITEL: Mapping[Aufgabenort, str] = {
    Aufgabenort.STELLE: "Angaben der Stelle",
    Aufgabenort.JAHR: "Angaben zum Jahr",
    Aufgabenort.BETRAEGE: "Maßnahmen und Beträge",
    Aufgabenort.PLAENE: "Finanzierungspläne",
    Aufgabenort.TEXTE: "Texte",
    Aufgabenort.ERKLAERUNGEN: "Erklärungen",
    Aufgabenort.PRUEFUNG: "Weitere Prüfungen",
}


class Thema(StrEnum):
    """Gaps that have a page of their own."""

    EMPFAENGER = "empfaenger"
    FORTSETZUNG = "fortsetzung"
    HANDLUNGSFELD = "handlungsfeld"
    BEHOERDE = "behoerde"
    HAUSHALT = "haushalt"


@dataclass(frozen=True, slots=True)
class Punkt:
    """One thing to do or to know: a gap (`luecke`: what is missing) or the sentence of a rule."""

    text: str
    stand: Aufgabenstand
    luecke: bool = False
    massnahme: str = ""
    traeger: str = ""
    # Of the text or declaration that is missing.
    schluessel: str = ""
    # What it is about, where that has a page of its own.
    thema: Thema | None = None
    differenz: Betrag | None = None
    vermutung: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The points about one subject; without a name they are about the year."""

    wer: str
    massnahme: str
    traeger: str
    punkte: tuple[Punkt, ...]


@dataclass(frozen=True, slots=True)
class Aufgabe:
    """A part of the readiness list. `folgen`: checks that run once the rest of the part is there."""

    ort: StrEnum
    titel: str
    stand: Aufgabenstand
    satz: str
    bloecke: tuple[Block, ...]
    folgen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Papierstand:
    """The readiness list of a paper of one year. `hindernisse` are what refuses the Ausstellung, in its own words."""

    aufgaben: tuple[Aufgabe, ...]
    hindernisse: tuple[Violation, ...]

    @property
    def is_ready(self) -> bool:
        return not self.hindernisse

    @property
    def erledigt(self) -> int:
        return sum(aufgabe.stand in ERLEDIGTE for aufgabe in self.aufgaben)
