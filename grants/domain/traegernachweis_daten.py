"""The Verwendungsnachweis of a Träger or a Stelle as frozen values: every printed figure and text once.

Page, PDF, workbook and the handed-in copy are all made from it. Built in `traegernachweis.py`. Days are texts where
the copy keeps a moment; states and kinds stand in German words, so that an old copy reads the same for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.domain.money import Betrag, Vomhundert
from grants.domain.nachweisteile import Berichtsteil, Kennzahlwert
from grants.domain.summen import Ausgaben


@dataclass(frozen=True, slots=True)
class Zusagezeile:
    """A promise: Zuwendungsbescheid, Änderungsbescheid, Zuwendungsvertrag or Zuweisung; the new amount as a whole."""

    art: str
    vom: date | None
    aktenzeichen: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Mittelzeile:
    """A row of the income (II no. 1); amounts are None where they are not known."""

    art: str
    lt_bescheid: Betrag | None
    lt_bescheid_vh: Vomhundert | None
    lt_abrechnung: Betrag | None
    lt_abrechnung_vh: Vomhundert | None


@dataclass(frozen=True, slots=True)
class Positionszeile:
    """An Ausgabeposition (II no. 2): planned, proved, and what the recipient itself states beside it.

    The deviation is that of the zuwendungsfähige Ausgaben, in euros and in v. H. of the plan.
    """

    code: str
    bezeichnung: str
    lt_bescheid: Ausgaben | None
    lt_abrechnung: Ausgaben
    angegeben: Ausgaben | None
    abweichung: Betrag | None
    abweichung_vh: Vomhundert | None

    @property
    def name(self) -> str:
        """What the row is called: the words of the plan, else the Kürzel alone."""
        return self.bezeichnung or self.code

    @property
    def differenz_angegeben(self) -> Ausgaben | None:
        """Computed less stated, both columns; None where nothing is stated."""
        if self.angegeben is None:
            return None
        return Ausgaben(
            self.lt_abrechnung.insgesamt - self.angegeben.insgesamt,
            self.lt_abrechnung.zuwendungsfaehig - self.angegeben.zuwendungsfaehig,
        )


@dataclass(frozen=True, slots=True)
class Belegzeile:
    """A row of the Belegliste: one part of a Beleg."""

    position: str
    nr: str
    rechnungsdatum: date | None
    zahlungsdatum: date | None
    zahlungsempfaenger: str
    zweck: str
    gezahlt: Betrag | None
    betrag: Betrag
    zuwendungsfaehig: Betrag


@dataclass(frozen=True, slots=True)
class Einnahmezeile:
    """Money got from others: a row of the list of income."""

    nr: str
    datum: date | None
    einzahler: str
    zweck: str
    herkunft: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Erlaeuterungszeile:
    """What a rule says of the proof and the sentence the recipient gave to it."""

    titel: str
    befunde: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Antwortzeile:
    """What one Vertretungsberechtigte declared, and when (`17.04.2024, 10:12 Uhr`)."""

    person: str
    antwort: str
    erlaeuterung: str
    am: str


@dataclass(frozen=True, slots=True)
class Erklaerungszeile:
    wortlaut: str
    antworten: tuple[Antwortzeile, ...]


@dataclass(frozen=True, slots=True)
class Ergebnis:
    """III: what was promised and paid, and the Zuwendung that the stated Ausgaben lead to before any check."""

    zugesagt: Betrag | None
    # None for a Stelle: it is not paid.
    ausgezahlt: Betrag | None
    errechnet: Betrag | None


@dataclass(frozen=True, slots=True)
class NachweisDaten:
    """The whole proof of one recipient; `eingetragen`: the Ausgaben are entered sums, not the sum of Belege."""

    programm: str
    jahr: int
    stand: date
    stadt: str
    amt: str
    empfaenger: str
    anschrift: tuple[str, ...]
    is_stelle: bool
    einfach: bool
    massnahme: str
    kennung: str
    gemeinsam_mit: tuple[str, ...]
    zusagen: tuple[Zusagezeile, ...]
    zeitraum_von: date | None
    zeitraum_bis: date | None
    sachbericht: tuple[Berichtsteil, ...]
    kennzahlen: tuple[Kennzahlwert, ...]
    einnahmen: tuple[Mittelzeile, ...]
    einnahmen_insgesamt: Mittelzeile
    ausgaben: tuple[Positionszeile, ...]
    ausgaben_insgesamt: Positionszeile
    eingetragen: bool
    ergebnis: Ergebnis
    belege: tuple[Belegzeile, ...]
    einnahmebelege: tuple[Einnahmezeile, ...]
    erlaeuterungen: tuple[Erlaeuterungszeile, ...]
    erklaerungen: tuple[Erklaerungszeile, ...]
    beispiel: bool


@dataclass(frozen=True, slots=True)
class Einreichung:
    """What makes a draft the handed-in copy; printed beside the frozen values, not part of them."""

    vorgangsnummer: str
    nummer: int
    am: str
    tag: date
    person: str
    sha256: str
    ereignis_nummer: int
    ereignis_hash: str
