"""What goes back to the Land: the grant that was not needed, where it arose, and where it is now.

Two ways to the same amount: from the Bescheid down (bewilligt less festgesetzt), and from the recipients up (what
each was promised and did not need, and what nobody was promised).
"""

from __future__ import annotations

from dataclasses import dataclass

from grants.domain import summen
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import NULL, Betrag, summe


@dataclass(frozen=True, slots=True)
class Herkunftszeile:
    """What one recipient did not need of its grant. For a Träger also what it was paid too much and gave back."""

    massnahme: str
    kennung: str
    traeger: str
    kuerzel: str
    is_stelle: bool
    zugesagt: Betrag | None
    festgesetzt: Betrag | None
    # None for a Stelle: it is neither paid nor asked back.
    erstattung_offen: Betrag | None

    @property
    def nicht_benoetigt(self) -> Betrag | None:
        """Promised less festgesetzt; None while one of them is missing."""
        if self.zugesagt is None or self.festgesetzt is None:
            return None
        return self.zugesagt - self.festgesetzt


@dataclass(frozen=True, slots=True)
class Rueckzahlung:
    """The account between city and Land in euros; None where a figure is not known yet."""

    bewilligt: Betrag | None
    # Sum of the released Festsetzungen.
    festgesetzt: Betrag | None
    abgerufen: Betrag
    zurueckgezahlt: Betrag
    zeilen: tuple[Herkunftszeile, ...]
    # Promised to nobody.
    nicht_zugesagt: Betrag | None

    @property
    def nicht_verbraucht(self) -> Betrag | None:
        if self.bewilligt is None or self.festgesetzt is None:
            return None
        return self.bewilligt - self.festgesetzt

    @property
    def nicht_abgerufen(self) -> Betrag | None:
        return None if self.bewilligt is None else self.bewilligt - self.abgerufen

    @property
    def zurueckzuzahlen(self) -> Betrag | None:
        """What was drawn beyond the festgesetzte Zuwendung, never below 0,00."""
        return None if self.festgesetzt is None else max(NULL, self.abgerufen - self.festgesetzt)

    @property
    def noch_abzurufen(self) -> Betrag | None:
        """What the festgesetzte Zuwendung exceeds the drawn money by, never below 0,00."""
        return None if self.festgesetzt is None else max(NULL, self.festgesetzt - self.abgerufen)

    @property
    def offen(self) -> Betrag | None:
        """Still to be returned; negative where more went back than had to."""
        return None if self.zurueckzuzahlen is None else self.zurueckzuzahlen - self.zurueckgezahlt

    @property
    def ist_zu_viel(self) -> bool:
        """Whether more went back than had to."""
        return self.offen is not None and self.offen < NULL

    @property
    def aus_empfaengern(self) -> Betrag | None:
        """The same as `nicht_verbraucht`, added up from the recipients; None while a figure is missing."""
        rest = summen.sum_if_complete([zeile.nicht_benoetigt for zeile in self.zeilen])
        return None if rest is None or self.nicht_zugesagt is None else rest + self.nicht_zugesagt

    @property
    def erstattung_offen(self) -> Betrag:
        """What Träger still owe of what was demanded from them."""
        return summe(zeile.erstattung_offen or NULL for zeile in self.zeilen)

    @property
    def differenz(self) -> Betrag | None:
        """How far the two ways are apart; None while one of them is open."""
        if self.nicht_verbraucht is None or self.aus_empfaengern is None:
            return None
        return self.aus_empfaengern - self.nicht_verbraucht


def build_rueckzahlung(jahr: Jahr) -> Rueckzahlung:
    """Return what goes back to the Land as of the day of the year; a Festsetzung counts once it is released."""
    rows = tuple(
        Herkunftszeile(
            massnahme=massnahme.name,
            kennung=massnahme.kennung,
            traeger=empfaenger.name,
            kuerzel=empfaenger.kuerzel,
            is_stelle=empfaenger.is_stelle,
            zugesagt=summen.zugesagt(empfaenger, jahr.am),
            festgesetzt=_released(empfaenger),
            erstattung_offen=None if empfaenger.is_stelle else summen.erstattung_offen(empfaenger, jahr.am),
        )
        for massnahme, empfaenger in summen.funded_recipients(jahr)
    )
    granted = summen.bewilligt(jahr)
    promised = summe(zeile.zugesagt or NULL for zeile in rows)
    return Rueckzahlung(
        bewilligt=granted,
        festgesetzt=summen.sum_if_complete([zeile.festgesetzt for zeile in rows]) if rows else None,
        abgerufen=summen.eingegangen(jahr),
        zurueckgezahlt=summen.zurueckgezahlt_land(jahr),
        zeilen=rows,
        nicht_zugesagt=None if granted is None else granted - promised,
    )


def _released(empfaenger: Empfaenger) -> Betrag | None:
    return summen.festgesetzt(empfaenger) if summen.is_released(empfaenger) else None
