"""The Prüfvermerk of one proof as a frozen value: every printed figure and sentence once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.domain.dokumente import Abweichung, Ausstellung, Briefkopf, Feld, Luecke, check_ausstellung
from grants.domain.festsetzung import Schritt
from grants.domain.money import Betrag, summe
from grants.domain.summen import Ausgaben


@dataclass(frozen=True, slots=True)
class Positionspruefung:
    """One Ausgabeposition: planned, proved, recognised; `soll` None where the plan does not name it."""

    position: str
    bezeichnung: str
    soll: Betrag | None
    ist: Ausgaben
    anerkannt: Ausgaben

    @property
    def abweichung(self) -> Betrag | None:
        """Ist less Soll, of the zuwendungsfähige Ausgaben."""
        return None if self.soll is None else self.ist.zuwendungsfaehig - self.soll

    @property
    def nicht_anerkannt(self) -> Betrag:
        """What is not recognised of the zuwendungsfähige Ausgaben; negative where Belege were moved here."""
        return self.ist.zuwendungsfaehig - self.anerkannt.zuwendungsfaehig


@dataclass(frozen=True, slots=True)
class Kuerzungszeile:
    """One cut with its reason, or one Beleg moved (`betrag` 0,00 then)."""

    stelle: str
    position: str
    nachgewiesen: Betrag
    anerkannt: Betrag
    grund: str
    mindert_insgesamt: bool
    erlaeuterung: str
    # What the Ausgabeposition is called that the Beleg was moved to.
    umgeordnet_nach: str = ""
    # What its own Ausgabeposition is called; empty where no plan names it.
    bezeichnung: str = ""

    @property
    def betrag(self) -> Betrag:
        return self.nachgewiesen - self.anerkannt

    @property
    def wo(self) -> str:
        """Beleg and Ausgabeposition in words."""
        name = self.bezeichnung or self.position
        return f"{self.stelle}, {name}" if self.stelle.startswith("Beleg") else f"{name}, {self.stelle}"


@dataclass(frozen=True, slots=True)
class Pruefpunktzeile:
    """One point of the checklist; None is open."""

    art: str
    text: str
    antwort: str | None
    bemerkung: str


@dataclass(frozen=True, slots=True)
class Stichprobenzeile:
    beleg_nr: str
    position: str
    betrag: Betrag
    grund: str
    risiken: str


@dataclass(frozen=True, slots=True)
class Regelzeile:
    """What a rule found about this proof and has not been waived."""

    titel: str
    text: str
    differenz: Betrag | None


@dataclass(frozen=True, slots=True)
class Zeichnungszeile:
    """A signature that counts; None is a gap."""

    was: str
    wer: str | None
    am: date | None
    vermerk: str = ""


@dataclass(frozen=True, slots=True)
class PruefvermerkDaten:
    """What the Prüfvermerk prints; a draft until it carries an Ausstellung."""

    jahr: int
    stand: date
    kopf: Briefkopf
    beispiel: bool
    programm: str
    massnahme: str
    empfaenger: str
    is_stelle: bool
    allgemeines: tuple[Feld, ...]
    tiefe: str
    umfang: str
    stichprobe: tuple[str, ...]
    pruefliste: tuple[Pruefpunktzeile, ...]
    positionen: tuple[Positionspruefung, ...]
    summe: Positionspruefung
    kuerzungen: tuple[Kuerzungszeile, ...]
    regeln: tuple[Regelzeile, ...]
    feststellungen: str
    schritte: tuple[Schritt, ...]
    festgesetzt: Betrag | None
    # The lines under the result: paid, to be returned or still to pay, or not needed.
    folgen_zahlen: tuple[Schritt, ...]
    folgen: str
    zeichnungen: tuple[Zeichnungszeile, ...]
    stichprobenbelege: tuple[Stichprobenzeile, ...]
    # Rows of a sample too long to be printed; 0 where all are.
    stichprobe_nicht_gedruckt: int = 0
    luecken: tuple[Luecke, ...] = ()
    abweichungen: tuple[Abweichung, ...] = ()
    ausgestellt: Ausstellung | None = None

    @property
    def stichprobe_summe(self) -> Betrag:
        """What the printed rows of the sample are worth."""
        return summe(each.betrag for each in self.stichprobenbelege)

    def __post_init__(self) -> None:
        check_ausstellung(self)
