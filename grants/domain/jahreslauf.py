"""The year as a line of steps: what is done and when, where it stands, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.domain import summen
from grants.domain.begriffe import FREIGEGEBENE, FoerderjahrStatus
from grants.domain.kette import Jahr


class Schrittstand(StrEnum):
    ERLEDIGT = "erledigt"
    JETZT = "jetzt"
    KOMMT = "kommt"


@dataclass(frozen=True, slots=True)
class Schritt:
    """One step of the year; `am` is the day it was done, or the last day for it where that is known."""

    titel: str
    stand: Schrittstand
    am: date | None = None
    zusatz: str = ""


def build_jahreslauf(jahr: Jahr) -> tuple[Schritt, ...]:
    """Return the steps of the year in their order; the first that is not done is the one at hand.

    A step counts as done by the paper or date that stands for it, never by the calendar.
    """
    steps: list[Schritt] = []
    reached = False
    for titel, look in _SCHRITTE:
        done, day, extra = look(jahr)
        if done:
            stand = Schrittstand.ERLEDIGT
        elif reached:
            stand = Schrittstand.KOMMT
        else:
            stand, reached = Schrittstand.JETZT, True
        steps.append(Schritt(titel, stand, day, extra))
    return tuple(steps)


Angabe = tuple[bool, date | None, str]


def _antrag(jahr: Jahr) -> Angabe:
    sent = min((a.versandt_am for a in jahr.antraege if a.versandt_am), default=None)
    passed = sent is not None or jahr.status is not FoerderjahrStatus.PLANUNG
    return passed, sent or (None if passed else jahr.parameter.antragsfrist_fortsetzung), ""


def _bescheid(jahr: Jahr) -> Angabe:
    first = min((b.vom for b in jahr.bescheide), default=None)
    return first is not None, first, ""


def _weiterleitung(jahr: Jahr) -> Angabe:
    recipients = list(summen.funded_recipients(jahr))
    promised = [e for _, e in recipients if summen.promise(e, jahr.am)]
    days = [paper.vom for _, e in recipients if (paper := summen.promise(e, jahr.am)) and paper.vom]
    done = bool(recipients) and len(promised) == len(recipients) and bool(jahr.bescheide)
    extra = f"{len(promised)} von {len(recipients)}" if jahr.bescheide and recipients else ""
    return done, max(days, default=None) if done else None, extra


def _durchfuehrung(jahr: Jahr) -> Angabe:
    end = jahr.parameter.durchfuehrung_bis
    return bool(jahr.bescheide) and end is not None and end < jahr.am, end, ""


def _nachweise(jahr: Jahr) -> Angabe:
    recipients = [e for _, e in summen.funded_recipients(jahr)]
    handed_in = [e.nachweis.eingereicht_am for e in recipients if e.nachweis and e.nachweis.eingereicht_am]
    done = bool(recipients) and len(handed_in) == len(recipients)
    extra = f"{len(handed_in)} von {len(recipients)}" if handed_in else ""
    return done, max(handed_in) if done else jahr.parameter.nachweis_traeger_bis, extra


def _pruefung(jahr: Jahr) -> Angabe:
    recipients = [e for _, e in summen.funded_recipients(jahr)]
    checked = [e.nachweis for e in recipients if e.nachweis and e.nachweis.status in FREIGEGEBENE]
    done = bool(recipients) and len(checked) == len(recipients)
    days = [n.freigegeben_am for n in checked if n.freigegeben_am]
    extra = f"{len(checked)} von {len(recipients)}" if checked else ""
    return done, max(days, default=None) if done else None, extra


def _nachweis_stadt(jahr: Jahr) -> Angabe:
    sent = jahr.nachweis_stadt.eingereicht_am if jahr.nachweis_stadt else None
    return sent is not None, sent or jahr.parameter.nachweis_stadt_bis, ""


def _abschluss(jahr: Jahr) -> Angabe:
    return jahr.status is FoerderjahrStatus.ABGESCHLOSSEN, None, ""


_SCHRITTE: tuple[tuple[str, Callable[[Jahr], Angabe]], ...] = (
    ("Antrag", _antrag),
    ("Bescheid", _bescheid),
    ("Weiterleitung", _weiterleitung),
    ("Durchführung", _durchfuehrung),
    ("Nachweise der Träger", _nachweise),
    ("Prüfung", _pruefung),
    ("Nachweis der Stadt", _nachweis_stadt),
    ("Abschluss", _abschluss),
)
