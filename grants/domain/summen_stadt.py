"""The figures that the city's two papers print of a whole year; each adds up those of domain.summen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from grants.domain.begriffe import Antragszeile, Ausgabenart, Mittelherkunft, Zahlungsart, label
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.money import NULL, Betrag, summe
from grants.domain.summen import (
    Ausgaben,
    anerkannt,
    anerkannt_je_position,
    bewilligt,
    deckung_je_zeile,
    eingegangen,
    festgesetzt,
    festgesetzt_gesamt,
    funded_recipients,
    geplant,
    leistungen_dritter,
    nachgewiesen,
    nachgewiesen_je_position,
    plaene,
    plan,
    total,
)

# -- The city's own Verwendungsnachweis (Grundmuster 3, II) ----------------------------------------------


def anerkannt_gesamt(jahr: Jahr) -> Ausgaben:
    """Return the recognised Ausgaben of everybody who has to show Landesmittel."""
    return total(anerkannt(empfaenger) for _, empfaenger in funded_recipients(jahr))


def leistungen_dritter_gesamt(jahr: Jahr) -> Betrag:
    """Return the income that the year's mapping puts into line 3.3."""
    return summe(leistungen_dritter(jahr, empfaenger) for _, empfaenger in funded_recipients(jahr))


def oeffentliche_foerderung_gesamt(jahr: Jahr) -> Betrag:
    """Return the income that the year's mapping puts into line 3.6."""
    return summe(
        einnahme.betrag
        for _, empfaenger in funded_recipients(jahr)
        for einnahme in empfaenger.einnahmen
        if jahr.parameter.zeile(einnahme.herkunft) is Antragszeile.OEFFENTLICHE_FOERDERUNG
    )


def _has_income_without_line(jahr: Jahr) -> bool:
    return any(
        jahr.parameter.zeile(einnahme.herkunft) is None
        for _, empfaenger in funded_recipients(jahr)
        for einnahme in empfaenger.einnahmen
    )


def eigenanteil_lt_abrechnung(jahr: Jahr) -> Betrag | None:
    """Return the Eigenanteil that balances income and expenditure; negative where the income is higher.

    None while a Zuwendung is not festgesetzt or while income has no line.
    """
    zuwendung = festgesetzt_gesamt(jahr)
    if zuwendung is None or _has_income_without_line(jahr):
        return None
    others = leistungen_dritter_gesamt(jahr) + oeffentliche_foerderung_gesamt(jahr)
    return anerkannt_gesamt(jahr).insgesamt - others - zuwendung


def haushalt_ist_gerechnet(jahr: Jahr, am: date) -> Betrag | None:
    """Return what the city's ledger must show for the case on a day; None while a Stelle has shown nothing.

    Ausgaben of the own Stellen and every payment to Träger out of every purse, less what came back. Interest
    is not part of the Zuwendung.
    """
    ledger = NULL
    for _, empfaenger in funded_recipients(jahr):
        if not empfaenger.is_stelle:
            ledger += summe(
                z.betrag for z in empfaenger.zahlungen if z.art is not Zahlungsart.ZINSEN and z.datum <= am
            )
        elif nachgewiesen_je_position(empfaenger):
            ledger += nachgewiesen(empfaenger).insgesamt
        else:
            return None
    return ledger


# -- Papers of the city: shares, kinds of Ausgaben, income, balance with the Land ------------------------


def missing_plans(jahr: Jahr) -> int:
    """Return how many Finanzierungspläne are missing; a Maßnahme without recipients lacks one, too."""
    return sum(
        sum(plan(e, jahr.am) is None for e in massnahme.empfaenger) if massnahme.empfaenger else 1
        for massnahme in jahr.massnahmen
    )


def eigenanteil_je_herkunft(jahr: Jahr) -> dict[Mittelherkunft, Betrag]:
    """Return the Deckungsmittel of line 3.7 by who pays, with what pays for Ausgaben not zuwendungsfähig."""
    amounts: dict[Mittelherkunft, Betrag] = {}
    for finanzierungsplan in plaene(jahr):
        for mittel in finanzierungsplan.deckungsmittel:
            if jahr.parameter.zeile(mittel.herkunft) is Antragszeile.EIGENANTEIL:
                amounts[mittel.herkunft] = amounts.get(mittel.herkunft, NULL) + mittel.betrag
    return amounts


def unmapped(jahr: Jahr) -> list[Mittelherkunft]:
    """Return the kinds of money in the plans that the office has given no line of the Antrag yet."""
    used = {mittel.herkunft for p in plaene(jahr) for mittel in p.deckungsmittel}
    return [
        herkunft for herkunft in Mittelherkunft if herkunft in used and not jahr.parameter.zeile(herkunft)
    ]


def oeffentliche_geber(jahr: Jahr) -> list[str]:
    """Return by name who gives the money of line 3.6, each once, in the order of the plans."""
    names = (
        mittel.geber or label(mittel.herkunft)
        for p in plaene(jahr)
        for mittel in p.deckungsmittel
        if jahr.parameter.zeile(mittel.herkunft) is Antragszeile.OEFFENTLICHE_FOERDERUNG
    )
    return list(dict.fromkeys(names))


def undecided(jahr: Jahr) -> int:
    """Return for how many recipients the Zuwendung is not festgesetzt yet."""
    return sum(festgesetzt(e) is None for _, e in funded_recipients(jahr))


def geplant_gesamt(jahr: Jahr) -> Ausgaben:
    """Return the planned Ausgaben of everybody who has to show Landesmittel."""
    return total(geplant(p) for _, e in funded_recipients(jahr) if (p := plan(e, jahr.am)) is not None)


def _by_art(
    jahr: Jahr, figures: Callable[[Empfaenger], Iterable[tuple[str, Ausgaben]]]
) -> dict[Ausgabenart, Ausgaben]:
    sums: dict[Ausgabenart, Ausgaben] = {}
    for _, empfaenger in funded_recipients(jahr):
        current = plan(empfaenger, jahr.am)
        arten = {p.code: p.art for p in current.positionen} if current else {}
        for code, ausgaben in figures(empfaenger):
            # An Ausgabe for which the plan has no Einzelansatz.
            art = arten.get(code, Ausgabenart.SONSTIGE)
            sums[art] = sums.get(art, Ausgaben()) + ausgaben
    return {art: sums[art] for art in Ausgabenart if art in sums}


def geplant_je_art(jahr: Jahr) -> dict[Ausgabenart, Ausgaben]:
    """Return the planned Ausgaben by kind, in the order of the list of kinds."""

    def planned(empfaenger: Empfaenger) -> Iterable[tuple[str, Ausgaben]]:
        current = plan(empfaenger, jahr.am)
        positionen = current.positionen if current else ()
        return [(p.code, Ausgaben(p.insgesamt, p.zuwendungsfaehig)) for p in positionen]

    return _by_art(jahr, planned)


def anerkannt_je_art(jahr: Jahr) -> dict[Ausgabenart, Ausgaben]:
    """Return the recognised Ausgaben by kind, in the order of the list of kinds."""
    return _by_art(jahr, lambda empfaenger: anerkannt_je_position(empfaenger).items())


@dataclass(frozen=True, slots=True)
class Einnahmen:
    """Rows of the income in the Verwendungsnachweis (Grundmuster 3, II no. 1) in euros."""

    eigenanteil: Betrag
    leistungen_dritter: Betrag
    oeffentliche_foerderung: Betrag
    zuwendung: Betrag

    @property
    def insgesamt(self) -> Betrag:
        return self.eigenanteil + self.leistungen_dritter + self.oeffentliche_foerderung + self.zuwendung


def einnahmen_lt_bescheid(jahr: Jahr) -> Einnahmen | None:
    """Return the income as granted: the Zuwendung of the Bescheid, all else from the valid plans.

    None without a Bescheid or a plan, or while money has no line. Here the Eigenanteil also pays for Ausgaben that
    are not zuwendungsfähig.
    """
    current = [p for _, e in funded_recipients(jahr) if (p := plan(e, jahr.am)) is not None]
    lines = deckung_je_zeile(jahr, current)
    granted = bewilligt(jahr)
    if not current or lines is None or granted is None:
        return None
    return Einnahmen(
        eigenanteil=lines[Antragszeile.EIGENANTEIL],
        leistungen_dritter=lines[Antragszeile.LEISTUNGEN_DRITTER],
        oeffentliche_foerderung=lines[Antragszeile.OEFFENTLICHE_FOERDERUNG],
        zuwendung=granted,
    )


def einnahmen_lt_abrechnung(jahr: Jahr) -> Einnahmen | None:
    """Return the income as accounted; None while a Zuwendung is not festgesetzt or income has no line."""
    eigenanteil, zuwendung = eigenanteil_lt_abrechnung(jahr), festgesetzt_gesamt(jahr)
    if eigenanteil is None or zuwendung is None:
        return None
    return Einnahmen(
        eigenanteil=eigenanteil,
        leistungen_dritter=leistungen_dritter_gesamt(jahr),
        oeffentliche_foerderung=oeffentliche_foerderung_gesamt(jahr),
        zuwendung=zuwendung,
    )


def an_das_land_zurueckzuzahlen(jahr: Jahr) -> Betrag | None:
    """Return what the Land paid beyond the festgesetzte Zuwendung; None while it is not festgesetzt."""
    zuwendung = festgesetzt_gesamt(jahr)
    return None if zuwendung is None else max(NULL, eingegangen(jahr) - zuwendung)
