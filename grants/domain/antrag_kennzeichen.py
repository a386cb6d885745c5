"""How a Maßnahme goes on and when it begins: the Kennzeichen in the annex of the Antrag.

Whether it begins too early is judged by the rule `massnahmebeginn`; here is what is entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.domain.begriffe import Fortsetzung, label
from grants.domain.errors import Conflict, Violation
from grants.domain.fristen import format_datum


@dataclass(frozen=True, slots=True)
class Kennzeichen:
    """Fortsetzung and days of a Maßnahme in one year; None is "not said yet"."""

    fortsetzung: Fortsetzung | None = None
    beginn: date | None = None
    zustimmung_am: date | None = None

    @property
    def text(self) -> str:
        """The three values as one text: what a page showed, to be compared with what stands there later."""
        days = (day.isoformat() if day else "" for day in (self.beginn, self.zustimmung_am))
        return "|".join((self.fortsetzung or "", *days))

    @property
    def worte(self) -> str:
        parts = (
            label(self.fortsetzung) if self.fortsetzung else "keine Angabe",
            f"Beginn {format_datum(self.beginn)}" if self.beginn else "",
            f"Zustimmung vom {format_datum(self.zustimmung_am)}" if self.zustimmung_am else "",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Kennzeichenzeile:
    """A Maßnahme of the year with its Kennzeichen."""

    kennung: str
    name: str
    kennzeichen: Kennzeichen


@dataclass(frozen=True, slots=True)
class Eingabe:
    """What somebody entered for a Maßnahme, and what the page had shown (`Kennzeichen.text`)."""

    kennung: str
    kennzeichen: Kennzeichen
    gezeigt: str


class KennzeichenGeaendert(Conflict):
    """Somebody else changed the same Maßnahmen; `kennungen` are theirs."""

    def __init__(self, kennungen: tuple[str, ...]) -> None:
        self.kennungen = kennungen
        super().__init__(
            "Jemand anderes hat inzwischen dieselben Maßnahmen bearbeitet. Es wurde nichts gespeichert; unten steht "
            "bei jeder, was jetzt gilt."
        )


def check_eingabe(eingabe: Eingabe) -> list[Violation]:
    """Return what stands against storing: a consent belongs to a Maßnahme that is new or changed."""
    k = eingabe.kennzeichen
    if k.zustimmung_am is not None and k.fortsetzung is Fortsetzung.UNVERAENDERT:
        text = (
            "Eine unverändert fortgesetzte Maßnahme braucht keine Zustimmung zum vorzeitigen Beginn. Bitte leeren "
            "Sie das Datum oder wählen Sie „neu“ oder „Fortsetzung geändert“."
        )
        return [Violation("zustimmung_unnoetig", text, f"zustimmung_am-{eingabe.kennung}")]
    return []
