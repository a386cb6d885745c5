"""The sum of the table held against the totals it should meet, in words.

The sentences are templates with `{betrag}`: the page prints them with what is stored or typed, and the script in the
browser fills the same ones while somebody is typing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from grants.domain import summen
from grants.domain.kette import Finanzierungsplan, Jahr
from grants.domain.money import NULL, Betrag, format_betrag

# Colours of the marks on the pages.
GUT, ROT, GELB, STILL = "success", "danger", "warning", "info"


@dataclass(frozen=True, slots=True)
class Saetze:
    """What is said of a difference, each sentence with the colour of its mark."""

    gleich: tuple[str, str]
    mehr: tuple[str, str]
    weniger: tuple[str, str]
    fehlt: tuple[str, str]


SAETZE: Mapping[str, Saetze] = {
    "angegeben": Saetze(
        (GUT, "Die Beträge ergeben genau die angegebene Antragssumme."),
        (ROT, "Die Beträge ergeben {betrag} mehr als die angegebene Antragssumme."),
        (ROT, "Die Beträge ergeben {betrag} weniger als die angegebene Antragssumme."),
        (GELB, "Es ist keine Antragssumme angegeben. Bitte die Summe aus dem Antrag eintragen."),
    ),
    "zugeteilt": Saetze(
        (GUT, "Die zugeteilten Mittel sind genau ausgeschöpft."),
        (GELB, "Beantragt sind {betrag} mehr, als der Stadt zugeteilt ist."),
        (STILL, "Von den zugeteilten Mitteln sind {betrag} nicht beantragt."),
        (GELB, "Die zugeteilten Mittel sind noch nicht eingetragen."),
    ),
    "plan": Saetze(
        (GUT, "Der Plan ist ausgeglichen: Die Deckungsmittel sind gleich den Ausgaben."),
        (ROT, "Die Deckungsmittel sind um {betrag} zu hoch."),
        (ROT, "Es fehlen {betrag} Deckungsmittel."),
        (GELB, "Es sind noch keine Ausgaben eingetragen."),
    ),
}


# The same in few words, for the bar that stays in sight.
KURZ: Mapping[str, Saetze] = {
    "angegeben": Saetze(
        (GUT, "wie angegeben"),
        (ROT, "{betrag} mehr als angegeben"),
        (ROT, "{betrag} weniger als angegeben"),
        (GELB, "keine Summe angegeben"),
    ),
    "plan": Saetze(
        (GUT, "ausgeglichen"),
        (ROT, "{betrag} Deckungsmittel zu viel"),
        (ROT, "{betrag} Deckungsmittel fehlen"),
        (GELB, "noch keine Ausgaben"),
    ),
}


@dataclass(frozen=True, slots=True)
class Abgleich:
    """Two figures that should meet; `soll` None while it is not entered."""

    art: str
    ist: Betrag
    soll: Betrag | None
    is_kurz: bool = False

    @property
    def kurz(self) -> Abgleich:
        """The same in few words."""
        return replace(self, is_kurz=True)

    @property
    def differenz(self) -> Betrag | None:
        return None if self.soll is None else self.ist - self.soll

    @property
    def saetze(self) -> Saetze:
        return KURZ[self.art] if self.is_kurz else SAETZE[self.art]

    @property
    def _gewaehlt(self) -> tuple[str, str]:
        if self.differenz is None:
            return self.saetze.fehlt
        if not self.differenz:
            return self.saetze.gleich
        return self.saetze.mehr if self.differenz > NULL else self.saetze.weniger

    @property
    def farbe(self) -> str:
        return self._gewaehlt[0]

    @property
    def satz(self) -> str:
        return self._gewaehlt[1].replace("{betrag}", format_betrag(abs(self.differenz or NULL)))


def angegeben(jahr: Jahr) -> Abgleich:
    """Return Σ beantragt beside the stated total."""
    return Abgleich("angegeben", summen.beantragt(jahr), jahr.antrag.genannt if jahr.antrag else None)


def zugeteilt(jahr: Jahr) -> Abgleich:
    """Return Σ beantragt beside the zugeteilte Mittel."""
    return Abgleich("zugeteilt", summen.beantragt(jahr), jahr.parameter.zugeteilte_mittel)


def ausgeglichen(plan: Finanzierungsplan) -> Abgleich:
    """Return the Deckungsmittel of a plan beside its Ausgaben insgesamt."""
    ausgaben = summen.geplant(plan).insgesamt
    return Abgleich("plan", summen.deckung(plan), ausgaben if plan.positionen else None)
