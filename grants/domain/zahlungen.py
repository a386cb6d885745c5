"""Payments as a list: where each went, what is typed in of one, what a list shows of them and sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from grants.domain import kette
from grants.domain.begriffe import Mittelherkunft, Zahlungsart, label
from grants.domain.errors import Violation
from grants.domain.money import NULL, Betrag, summe


class Richtung(StrEnum):
    """Where the money went."""

    VOM_LAND = "vom_land"
    AN_DAS_LAND = "an_das_land"
    AN_TRAEGER = "an_traeger"
    VON_TRAEGERN = "von_traegern"


RICHTUNG_LABEL = {
    Richtung.VOM_LAND: "Vom Land an die Stadt",
    Richtung.AN_DAS_LAND: "Von der Stadt an das Land",
    Richtung.AN_TRAEGER: "Von der Stadt an Träger",
    Richtung.VON_TRAEGERN: "Von Trägern an die Stadt",
}
# Kinds that go with the Land, and with a Träger, as a form offers them.
ARTEN_LAND = (Zahlungsart.MITTELABRUF, Zahlungsart.RUECKZAHLUNG_LAND, Zahlungsart.ZINSEN)
ARTEN_TRAEGER = (
    Zahlungsart.AUSZAHLUNG,
    Zahlungsart.RESTZAHLUNG,
    Zahlungsart.RUECKZAHLUNG,
    Zahlungsart.ERSTATTUNG,
    Zahlungsart.ZINSEN,
)
# What a kind means for who records it.
ART_LABEL = {
    Zahlungsart.MITTELABRUF: "Mittelabruf: das Land hat gezahlt",
    Zahlungsart.RUECKZAHLUNG_LAND: "Rückzahlung: die Stadt hat an das Land gezahlt",
    Zahlungsart.AUSZAHLUNG: "Auszahlung an den Träger",
    Zahlungsart.RESTZAHLUNG: "Restzahlung an den Träger nach der Prüfung",
    Zahlungsart.RUECKZAHLUNG: "Rückzahlung des Trägers im laufenden Jahr",
    Zahlungsart.ERSTATTUNG: "Erstattung des Trägers nach der Prüfung",
}
_POSITIV = frozenset({Zahlungsart.MITTELABRUF, Zahlungsart.AUSZAHLUNG, Zahlungsart.RESTZAHLUNG})
# Money that is typed in by mistake years away is a slip of the pen.
_JAHRE_UM = 10


@dataclass(frozen=True, slots=True)
class Zahlungsangaben:
    """What is typed in of one payment; `betrag` is positive, the kind says its direction.

    `anteil_id` names the Empfaengeranteil, None for the Land.
    """

    art: Zahlungsart
    datum: date
    betrag: Betrag
    anteil_id: int | None = None
    herkunft: Mittelherkunft = Mittelherkunft.LAND
    haushaltsjahr: int | None = None
    buchungszeichen: str = ""
    kontierung: str = ""
    bemerkung: str = ""

    @property
    def gebucht(self) -> Betrag:
        """Return the amount with its sign: negative where money goes back to who paid it."""
        return self.betrag if self.art in _POSITIV else -self.betrag


def check(angaben: Zahlungsangaben, *, jahr: int, heute: date) -> list[Violation]:
    """Return what is missing or cannot be read; whether the payment was right the Prüfregeln say."""
    found = []
    if angaben.betrag <= NULL:
        found.append(
            Violation(
                "betrag_nicht_positiv",
                "Bitte geben Sie einen Betrag größer als 0,00 € an. Die Richtung folgt aus der Art der Zahlung.",
                feld="betrag",
            )
        )
    is_land = angaben.anteil_id is None
    if angaben.art not in (ARTEN_LAND if is_land else ARTEN_TRAEGER):
        whom = "dem Land" if is_land else "einem Träger"
        found.append(
            Violation(
                "art_passt_nicht",
                f"„{label(angaben.art)}“ gibt es bei {whom} nicht. Bitte wählen Sie eine andere Art.",
                feld="art",
            )
        )
    if angaben.datum > heute:
        found.append(
            Violation(
                "tag_in_der_zukunft",
                "Dieser Tag liegt in der Zukunft. Hier wird festgehalten, was geflossen ist; bitte den Tag der "
                "Wertstellung angeben.",
                feld="datum",
            )
        )
    if abs(angaben.datum.year - jahr) > _JAHRE_UM:
        found.append(
            Violation(
                "tag_unplausibel",
                f"Bitte prüfen Sie das Jahr; es geht um das Förderjahr {jahr}.",
                feld="datum",
            )
        )
    if angaben.haushaltsjahr is not None and abs(angaben.haushaltsjahr - jahr) > _JAHRE_UM:
        found.append(
            Violation(
                "haushaltsjahr_unplausibel",
                f"Bitte prüfen Sie das Haushaltsjahr; es geht um das Förderjahr {jahr}.",
                feld="haushaltsjahr",
            )
        )
    return found


def labels(text: str) -> str:
    """Return accounting labels in one spelling: parted by "; ", without blanks around and without doubles."""
    parts = (part.strip() for part in text.replace("\n", ";").split(";"))
    return "; ".join(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class Zahlungszeile:
    """One recorded payment as a list shows it; the entry that takes it back stands in it, too."""

    id: int
    art: Zahlungsart
    datum: date
    betrag: Betrag
    herkunft: Mittelherkunft
    haushaltsjahr: int | None
    buchungszeichen: str
    kontierung: str
    bemerkung: str
    aenderungsstand: int
    anteil_id: int | None = None
    kennung: str = ""
    massnahme: str = ""
    kuerzel: str = ""
    traeger: str = ""
    # Why it was taken back; empty while it counts.
    storno_grund: str = ""

    @property
    def gilt(self) -> bool:
        return not self.storno_grund

    @property
    def richtung(self) -> Richtung:
        if self.anteil_id is None:
            return Richtung.VOM_LAND if self.betrag > NULL else Richtung.AN_DAS_LAND
        return Richtung.AN_TRAEGER if self.betrag > NULL else Richtung.VON_TRAEGERN

    @property
    def wer(self) -> str:
        """The other side of the payment."""
        return self.traeger or "Land"


@dataclass(frozen=True, slots=True)
class Zahlungsfilter:
    """What of the payments is asked for; empty fields ask for nothing."""

    suche: str = ""
    richtung: str = ""
    herkunft: str = ""
    haushaltsjahr: str = ""
    traeger: str = ""
    stand: str = ""


ZURUECKGENOMMEN = "zurueckgenommen"
ALLE = "alle"


def choose(zeilen: Iterable[Zahlungszeile], wanted: Zahlungsfilter) -> list[Zahlungszeile]:
    """Return the payments that are asked for; without a word about it, only those that count."""
    needle = wanted.suche.casefold()
    return [
        zeile
        for zeile in zeilen
        if (wanted.stand == ALLE or zeile.gilt is (wanted.stand != ZURUECKGENOMMEN))
        and (not wanted.richtung or zeile.richtung.value == wanted.richtung)
        and (not wanted.herkunft or zeile.herkunft.value == wanted.herkunft)
        and (not wanted.haushaltsjahr or str(zeile.haushaltsjahr or "") == wanted.haushaltsjahr)
        and (not wanted.traeger or zeile.kuerzel == wanted.traeger)
        and needle in _text(zeile)
    ]


def _text(zeile: Zahlungszeile) -> str:
    words = (
        zeile.wer,
        zeile.massnahme,
        zeile.buchungszeichen,
        zeile.kontierung,
        zeile.bemerkung,
        label(zeile.art),
    )
    return " ".join(words).casefold()


def order(zeilen: Sequence[Zahlungszeile], key: str) -> list[Zahlungszeile]:
    """Return the payments sorted by day, amount or who; a leading "-" turns it round. The newest come first else."""
    name, reverse = key.removeprefix("-"), key.startswith("-")
    match name:
        case "betrag":
            return sorted(zeilen, key=lambda z: (z.betrag, z.datum, z.id), reverse=reverse)
        case "wer":
            return sorted(zeilen, key=lambda z: (z.wer.casefold(), z.datum, z.id), reverse=reverse)
        case "datum":
            return sorted(zeilen, key=lambda z: (z.datum, z.id), reverse=reverse)
    return sorted(zeilen, key=lambda z: (z.datum, z.id), reverse=True)


def sum_up(zeilen: Iterable[Zahlungszeile]) -> dict[Richtung, Betrag]:
    """Return the sum of each direction that occurs, as positive amounts; what was taken back does not count."""
    rows = [zeile for zeile in zeilen if zeile.gilt]
    present = {zeile.richtung for zeile in rows}
    return {
        richtung: summe(abs(zeile.betrag) for zeile in rows if zeile.richtung is richtung)
        for richtung in Richtung
        if richtung in present
    }


def find_same(
    zeilen: Iterable[Zahlungszeile], angaben: Zahlungsangaben, *, ausser: int | None = None
) -> list[Zahlungszeile]:
    """Return what looks like the same payment recorded before: recipient, amount, day, and no other document."""
    return [
        zeile
        for zeile in zeilen
        if zeile.gilt
        and zeile.id != ausser
        and (zeile.anteil_id, zeile.betrag, zeile.datum)
        == (angaben.anteil_id, angaben.gebucht, angaben.datum)
        and ("" in (zeile.buchungszeichen, angaben.buchungszeichen) or _same_document(zeile, angaben))
    ]


def _same_document(zeile: Zahlungszeile, angaben: Zahlungsangaben) -> bool:
    def bare(text: str) -> str:
        return "".join(text.split()).casefold()

    return bare(zeile.buchungszeichen) == bare(angaben.buchungszeichen)


def with_zahlung(
    jahr: kette.Jahr, angaben: Zahlungsangaben, *, kennung: str = "", kuerzel: str = ""
) -> kette.Jahr:
    """Return the year as it would stand with one payment more, for the rules to judge before it is kept."""
    zahlung = kette.Zahlung(
        angaben.datum, angaben.gebucht, angaben.herkunft, angaben.art, angaben.haushaltsjahr
    )
    if angaben.anteil_id is None:
        return replace(jahr, zahlungen_land=(*jahr.zahlungen_land, zahlung))
    return replace(
        jahr,
        massnahmen=tuple(
            replace(
                massnahme,
                empfaenger=tuple(
                    replace(e, zahlungen=(*e.zahlungen, zahlung)) if e.kuerzel == kuerzel else e
                    for e in massnahme.empfaenger
                ),
            )
            if massnahme.kennung == kennung
            else massnahme
            for massnahme in jahr.massnahmen
        ),
    )
