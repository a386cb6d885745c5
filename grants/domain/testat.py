"""The Testat of the Rechnungsprüfung on the city's Verwendungsnachweis: whether one is asked for, and which holds.

It speaks of one state of the proof. Once the proof says anything else it is void, is shown as such and is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from grants.domain.begriffe import Testatergebnis, label
from grants.domain.dokumente import Erklaerung, Lueckenliste
from grants.domain.errors import Violation
from grants.domain.fristen import format_datum
from grants.domain.verwendungsnachweis_daten import VerwendungsnachweisDaten

ORT = "Testat der Rechnungsprüfung"


@dataclass(frozen=True, slots=True)
class Testatangaben:
    """What stands on the paper of the Rechnungsprüfung."""

    am: date | None
    gegeben_von: str
    umfang: str
    ergebnis: Testatergebnis | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Eingetragen:
    """A Testat as it was recorded; `stand` is the counter of its row."""

    id: int
    am: date
    gegeben_von: str
    umfang: str
    ergebnis: Testatergebnis
    text: str
    nachweis_sha256: str
    eingetragen_am: date
    person: str
    zurueckgenommen_am: date | None
    zurueckgenommen_grund: str
    zurueckgenommen_von: str
    stand: int

    @property
    def satz(self) -> str:
        """What the paper prints of it."""
        return (
            f"Testat der Rechnungsprüfung vom {format_datum(self.am)} ({self.gegeben_von}): "
            f"{label(self.ergebnis)}. Umfang: {self.umfang.rstrip('.')}.{f' {self.text}' if self.text else ''}"
        )


@dataclass(frozen=True, slots=True)
class Testatlage:
    """The Testate of a year, the newest first, beside the hash of the proof as it is now."""

    verlangt: bool
    nachweis_sha256: str
    testate: tuple[Eingetragen, ...]

    @property
    def gilt(self) -> Eingetragen | None:
        """The Testat on the proof as it is now."""
        return next((each for each in self.testate if self.is_valid(each)), None)

    def is_valid(self, testat: Eingetragen) -> bool:
        return testat.zurueckgenommen_am is None and testat.nachweis_sha256 == self.nachweis_sha256

    @property
    def fehlt(self) -> str:
        """What stands in the way of the Ausstellung; empty where nothing does."""
        if not self.verlangt:
            return ""
        if self.gilt is None:
            void = next((each for each in self.testate if each.zurueckgenommen_am is None), None)
            if void is None:
                return ORT
            return f"{ORT} (das vom {format_datum(void.am)} gilt für einen früheren Stand)"
        if self.gilt.ergebnis is Testatergebnis.VERSAGT:
            return f"{ORT} (am {format_datum(self.gilt.am)} versagt)"
        return ""


def erklaerung(
    lage: Testatlage, buchstabe: str, *, abschnitt: str, luecken: Lueckenliste
) -> tuple[Erklaerung, ...]:
    """Return the line of the Bestätigungen and note the gap; nothing where none is asked for and none holds."""
    if lage.fehlt:
        luecken.add(abschnitt, lage.fehlt, ORT)
        return (Erklaerung(buchstabe, lage.gilt.satz if lage.gilt else ORT, None),)
    if lage.gilt is None or lage.gilt.ergebnis is Testatergebnis.VERSAGT:
        return ()
    return (Erklaerung(buchstabe, lage.gilt.satz, antwort=True),)


def without_day(daten: VerwendungsnachweisDaten) -> VerwendungsnachweisDaten:
    """Return what a Testat speaks of: the draft without its day, its gaps and what only a draft shows."""
    kopf = replace(daten.kopf, info=tuple(feld for feld in daten.kopf.info if feld.label != "Datum"))
    return replace(
        daten,
        stand=date(daten.jahr, 1, 1),
        kopf=kopf,
        angegeben=(),
        luecken=(),
        abweichungen=(),
        ausgestellt=None,
    )


def check_testat(angaben: Testatangaben, *, heute: date) -> list[Violation]:
    """Return what is wrong with the entry."""
    wrong = []
    if angaben.am is None:
        wrong.append(Violation("tag_fehlt", "Bitte geben Sie den Tag des Testats an.", "am"))
    elif angaben.am > heute:
        wrong.append(Violation("tag_in_zukunft", "Dieser Tag liegt in der Zukunft.", "am"))
    for feld, wort in (("gegeben_von", "wer das Testat gibt"), ("umfang", "was geprüft wurde")):
        if not getattr(angaben, feld).strip():
            wrong.append(Violation(f"{feld}_fehlt", f"Bitte geben Sie an, {wort}.", feld))
    if angaben.ergebnis is None:
        wrong.append(Violation("ergebnis_fehlt", "Bitte wählen Sie das Ergebnis.", "ergebnis"))
    elif angaben.ergebnis is not Testatergebnis.OHNE_FESTSTELLUNGEN and not angaben.text.strip():
        wrong.append(Violation("text_fehlt", "Bitte schreiben Sie, was festgestellt wurde.", "text"))
    return wrong


def check_beteiligt(gegeben_von: str, beteiligte: Iterable[str]) -> list[Violation]:
    """Return what is wrong with who gives it: nobody attests what they checked themselves."""
    if " ".join(gegeben_von.split()).casefold() in {" ".join(name.split()).casefold() for name in beteiligte}:
        text = (
            "Diese Person hat in diesem Jahr Nachweise geprüft oder freigegeben. Das Testat gibt jemand, der daran "
            "nicht beteiligt war."
        )
        return [Violation("selbst_geprueft", text, "gegeben_von")]
    return []
