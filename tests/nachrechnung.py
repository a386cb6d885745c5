"""A year counted again from the bare rows of its Jahresmappe, with whole cents and fractions alone.

Nothing here calls what it is there to check: no sum, no bridge, no rounding of the product. Where both agree, two
people would have come to the same figure; where they do not, one of them is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from grants.domain.begriffe import Antragszeile, Finanzierungsart, Mittelherkunft, TraegerArt, Zahlungsart
from grants.domain.mappe import (
    Anerkanntart,
    AnerkanntZeile,
    Bescheidart,
    Jahresmappe,
    Planart,
)

LAND = Mittelherkunft.LAND
Paar = tuple[str, str]
# insgesamt, davon zuwendungsfähig
Ausgaben = tuple[int, int]


def kaufmaennisch(wert: Fraction) -> int:
    """Return whole cents, half a cent away from zero."""
    return floor(wert + Fraction(1, 2)) if wert >= 0 else -floor(-wert + Fraction(1, 2))


def bruecke(
    art: Finanzierungsart | None, *, h: int, a: int, d: int, e: int, p: Fraction | None
) -> int | None:
    """Return the Zuwendung in cents: the bridge of the two tracks, never below 0; None where nothing is set."""
    match art:
        case Finanzierungsart.FESTBETRAG:
            wert = Fraction(a - d)
        case Finanzierungsart.ANTEIL if p is not None:
            wert = p * (a - d)
        case Finanzierungsart.FEHLBEDARF:
            wert = Fraction(a - d - e)
        case _:
            return None
    return max(0, min(h, kaufmaennisch(wert)))


def newest(rows: Iterable[Any], am: date) -> list[Any]:
    """Return the rows of the highest version that is in force on the day."""
    valid = [row for row in rows if row.wirksam_ab is None or row.wirksam_ab <= am]
    last = max((row.version for row in valid), default=None)
    return [row for row in valid if row.version == last]


@dataclass
class Empfaengerzahlen:
    """Every figure of one recipient in cents; None: there is none yet."""

    is_stelle: bool
    anteil: int | None = None
    zugesagt: int | None = None
    ausgezahlt: int | None = None
    festgesetzt: int | None = None
    erstattet: int | None = None
    restzahlung: int | None = None
    geplant: Ausgaben | None = None
    deckung: int = 0
    deckung_land: int = 0
    nachgewiesen: Ausgaben | None = None
    nachgewiesen_je_position: Mapping[str, Ausgaben] = field(default_factory=dict)
    anerkannt_je_position: Mapping[str, Ausgaben] = field(default_factory=dict)
    anerkannt: Ausgaben | None = None
    # What the bridge gives, whatever was stated.
    bruecke: int | None = None
    dritte: int = 0
    oeffentliche: int = 0
    # Payments of every purse and kind but interest.
    haushalt: int = 0
    gefordert: int | None = None
    nicht_erhoben: int = 0
    restzahlung_mitgeteilt: int | None = None
    # Promised, paid or decided; or something is there and nothing of it says whose money it is.
    has_land: bool = False

    @property
    def zu_erstatten(self) -> int:
        return max(0, (self.ausgezahlt or 0) - (self.festgesetzt or 0))

    @property
    def nachzuzahlen(self) -> int:
        return max(0, (self.festgesetzt or 0) - (self.ausgezahlt or 0))

    @property
    def erstattung_offen(self) -> int:
        return 0 if self.gefordert is None else self.gefordert - (self.erstattet or 0) - self.nicht_erhoben

    @property
    def restzahlung_offen(self) -> int:
        if self.restzahlung_mitgeteilt is None:
            return 0
        return self.restzahlung_mitgeteilt - (self.restzahlung or 0)


@dataclass
class Nachrechnung:
    """Every figure of a year on a day."""

    empfaenger: dict[Paar, Empfaengerzahlen]
    beantragt: dict[str, int]
    bewilligt: dict[str, int]
    genannt: int | None
    bescheid: int | None
    eingegangen: int
    zurueckgezahlt: int
    angekuendigt: int | None
    ohne_land: frozenset[str]

    @property
    def gefoerdert(self) -> list[Empfaengerzahlen]:
        """Everybody who has to show and settle Landesmittel."""
        return [e for (m, _), e in self.empfaenger.items() if m not in self.ohne_land or e.has_land]

    @property
    def festgesetzt(self) -> int | None:
        amounts = [e.festgesetzt for e in self.gefoerdert]
        return None if not amounts or None in amounts else sum(a for a in amounts if a is not None)

    @property
    def anerkannt(self) -> Ausgaben:
        return plus(e.anerkannt for e in self.gefoerdert if e.anerkannt)

    @property
    def dritte(self) -> int:
        return sum(e.dritte for e in self.gefoerdert)

    @property
    def oeffentliche(self) -> int:
        return sum(e.oeffentliche for e in self.gefoerdert)

    @property
    def eigenanteil(self) -> int:
        """What balances income and expenditure lt. Abrechnung."""
        return self.anerkannt[0] - self.dritte - self.oeffentliche - (self.festgesetzt or 0)

    @property
    def haushalt_ist(self) -> int:
        """What the city's ledger shows: own Stellen, payments to Träger out of every purse less what came back."""
        return sum((e.nachgewiesen or (0, 0))[0] if e.is_stelle else e.haushalt for e in self.gefoerdert)

    @property
    def noch_zurueck(self) -> int:
        return max(0, (self.angekuendigt or 0) - self.zurueckgezahlt) if self.angekuendigt is not None else 0

    def zugesagt(self, kennung: str) -> int:
        return sum(e.zugesagt or 0 for (m, _), e in self.empfaenger.items() if m == kennung)


def plus(each: Iterable[Ausgaben]) -> Ausgaben:
    rows = list(each)
    return sum(r[0] for r in rows), sum(r[1] for r in rows)


def rechne(mappe: Jahresmappe, am: date) -> Nachrechnung:
    """Return every figure of the year on the day, counted from the rows of its sheets."""
    paare = [(row.massnahme, row.empfaenger) for row in mappe.empfaenger]
    stellen = {t.kuerzel for t in mappe.traeger if t.art is TraegerArt.STAEDTISCHE_STELLE}
    bescheid, bewilligt = _bewilligt(mappe, am)
    land = [z for z in mappe.zahlungen_land if z.datum <= am]
    return Nachrechnung(
        empfaenger={paar: _empfaenger(mappe, paar, am, is_stelle=paar[1] in stellen) for paar in paare},
        beantragt={m.kennung: m.beantragt.cents for m in mappe.massnahmen if m.beantragt is not None},
        bewilligt=bewilligt,
        genannt=_genannt(mappe),
        bescheid=bescheid,
        eingegangen=sum(z.betrag.cents for z in land if z.art is Zahlungsart.MITTELABRUF),
        zurueckgezahlt=-sum(z.betrag.cents for z in land if z.art is Zahlungsart.RUECKZAHLUNG_LAND),
        angekuendigt=_cents(mappe.nachweis_stadt.rueckforderung_land),
        ohne_land=frozenset(
            m.kennung
            for m in mappe.massnahmen
            if m.land_beantragen is False
            or m.rest_entscheidung
            or (bewilligt and not bewilligt.get(m.kennung))
        ),
    )


def _cents(betrag: Any) -> int | None:
    return None if betrag is None else betrag.cents


def _genannt(mappe: Jahresmappe) -> int | None:
    newest_one = max(mappe.antraege, key=lambda row: row.version, default=None)
    return _cents(newest_one.genannt) if newest_one else None


def _bewilligt(mappe: Jahresmappe, am: date) -> tuple[int | None, dict[str, int]]:
    papers = newest((r for r in mappe.bescheide if r.art is Bescheidart.BESCHEID), am)
    if not papers:
        return None, {}
    amounts: defaultdict[str, int] = defaultdict(int)
    for row in mappe.bescheide:
        if row.art is Bescheidart.AUFTEILUNG and row.version == papers[0].version:
            amounts[row.massnahme] += row.betrag.cents
    for move in mappe.umverteilungen:
        if move.vom <= am:
            amounts[move.massnahme] += move.betrag.cents
    return papers[0].betrag.cents, dict(amounts)


def _of(rows: Iterable[Any], paar: Paar) -> list[Any]:
    return [row for row in rows if (row.massnahme, row.empfaenger) == paar]


def _empfaenger(mappe: Jahresmappe, paar: Paar, am: date, *, is_stelle: bool) -> Empfaengerzahlen:
    found = Empfaengerzahlen(is_stelle)
    [row] = _of(mappe.empfaenger, paar)
    found.anteil = _cents(row.anteil)
    zusagen = newest(_of(mappe.zusagen, paar), am)
    if zusagen:
        found.zugesagt = sum(z.betrag.cents for z in zusagen if z.herkunft is LAND)
    plan = newest(_of(mappe.plaene, paar), am)
    if plan:
        spent = [r for r in plan if r.art is Planart.AUSGABE]
        cover = [r for r in plan if r.art is Planart.DECKUNGSMITTEL]
        found.geplant = plus((r.insgesamt.cents, r.zuwendungsfaehig.cents) for r in spent)
        found.deckung = sum(r.betrag.cents for r in cover)
        found.deckung_land = sum(r.betrag.cents for r in cover if r.herkunft is LAND)
    _zahle(found, _of(mappe.zahlungen, paar), am)
    _weise_nach(found, mappe, paar)
    found.dritte = _einnahmen(mappe, paar, Antragszeile.LEISTUNGEN_DRITTER)
    found.oeffentliche = _einnahmen(mappe, paar, Antragszeile.OEFFENTLICHE_FOERDERUNG)
    found.bruecke = _bruecke(mappe, found, zusagen, plan)
    proofs = _of(mappe.nachweise, paar)
    if proofs:
        found.festgesetzt = _cents(proofs[0].festgesetzt)
        found.gefordert = _cents(proofs[0].erstattung_gefordert)
        found.nicht_erhoben = _cents(proofs[0].nicht_erhoben) or 0
        found.restzahlung_mitgeteilt = _cents(proofs[0].restzahlung)
    of_land = [r for r in (*_of(mappe.zusagen, paar), *_of(mappe.zahlungen, paar)) if r.herkunft is LAND]
    sheets = (mappe.zahlungen, mappe.belege, mappe.nachweise)
    unclear = not _of(mappe.zusagen, paar) and any(_of(rows, paar) for rows in sheets)
    found.has_land = bool(of_land) or found.festgesetzt is not None or unclear
    return found


def _zahle(found: Empfaengerzahlen, zahlungen: list[Any], am: date) -> None:
    done = [z for z in zahlungen if z.datum <= am]

    def net(*arten: Zahlungsart) -> int:
        return sum(z.betrag.cents for z in done if z.herkunft is LAND and z.art in arten)

    found.ausgezahlt = net(Zahlungsart.AUSZAHLUNG, Zahlungsart.RUECKZAHLUNG)
    found.erstattet = -net(Zahlungsart.ERSTATTUNG)
    found.restzahlung = net(Zahlungsart.RESTZAHLUNG)
    found.haushalt = sum(z.betrag.cents for z in done if z.art is not Zahlungsart.ZINSEN)


def _einnahmen(mappe: Jahresmappe, paar: Paar, zeile: Antragszeile) -> int:
    lines = {z.herkunft: z.zeile for z in mappe.zuordnungen}
    return sum(r.betrag.cents for r in _of(mappe.einnahmen, paar) if lines.get(r.herkunft) is zeile)


def _weise_nach(found: Empfaengerzahlen, mappe: Jahresmappe, paar: Paar) -> None:
    belege, rows = _of(mappe.belege, paar), _of(mappe.anerkannt, paar)
    proved = [(b.position, (b.betrag.cents, b.zuwendungsfaehig.cents)) for b in belege] or [
        (r.position, (r.insgesamt.cents, r.zuwendungsfaehig.cents))
        for r in rows
        if r.art is Anerkanntart.ANGABE
    ]
    if not proved:
        return
    found.nachgewiesen_je_position = _by_position(proved)
    found.nachgewiesen = plus(amount for _, amount in proved)
    decided = [r for r in rows if r.art is Anerkanntart.ANERKENNUNG]
    found.anerkannt_je_position = anerkenne(belege, proved, decided)
    found.anerkannt = plus(found.anerkannt_je_position.values())


def _by_position(rows: Iterable[tuple[str, Ausgaben]]) -> dict[str, Ausgaben]:
    sums: dict[str, Ausgaben] = {}
    for position, (insgesamt, zuwendungsfaehig) in rows:
        before = sums.get(position, (0, 0))
        sums[position] = (before[0] + insgesamt, before[1] + zuwendungsfaehig)
    return sums


def anerkenne(
    belege: list[Any], proved: list[tuple[str, Ausgaben]], decided: list[AnerkanntZeile]
) -> dict[str, Ausgaben]:
    """Return what is recognised by position: row by row what is left of it, then positions with a last word."""
    by_beleg = {(r.position, r.beleg_nr): r for r in decided if r.beleg_nr}
    left: list[tuple[str, Ausgaben]] = []
    if not belege:
        left = proved
    for beleg in belege:
        row = by_beleg.get((beleg.position, beleg.nr))
        insgesamt, zuwendungsfaehig = beleg.betrag.cents, beleg.zuwendungsfaehig.cents
        position = beleg.position
        if row is not None:
            assert row.anerkannt is not None
            if row.mindert_insgesamt:
                insgesamt -= zuwendungsfaehig - row.anerkannt.cents
            zuwendungsfaehig = row.anerkannt.cents
            position = row.umgeordnet_nach or position
        left.append((position, (insgesamt, zuwendungsfaehig)))
    sums = _by_position(left)
    for row in decided:
        if not row.beleg_nr:
            assert row.anerkannt is not None
            insgesamt, zuwendungsfaehig = sums[row.position]
            cut = zuwendungsfaehig - row.anerkannt.cents
            sums[row.position] = (
                insgesamt - cut if row.mindert_insgesamt else insgesamt,
                row.anerkannt.cents,
            )
    return sums


def _bruecke(mappe: Jahresmappe, found: Empfaengerzahlen, zusagen: list[Any], plan: list[Any]) -> int | None:
    of_land = [z for z in zusagen if z.herkunft is LAND]
    if zusagen and not of_land:
        return 0
    if not of_land or not plan or found.geplant is None:
        return None
    year = {wert.schluessel: wert.wert for wert in mappe.parameter}
    lines = {z.herkunft: z.zeile for z in mappe.zuordnungen}
    carried = (Antragszeile.EIGENANTEIL, Antragszeile.OEFFENTLICHE_FOERDERUNG)
    cover = [r for r in plan if r.art is Planart.DECKUNGSMITTEL]
    if any(r.herkunft not in lines for r in cover):
        return None
    # What is not zuwendungsfähig is paid by the recipient beside its Eigenanteil.
    eigen = sum(r.betrag.cents for r in cover if lines[r.herkunft] in carried)
    share = of_land[0].landesanteil or year.get("landesanteil")
    return bruecke(
        of_land[0].finanzierungsart or year.get("finanzierungsart"),
        h=found.zugesagt or 0,
        a=(found.anerkannt or (0, 0))[1],
        d=found.dritte,
        e=eigen - (found.geplant[0] - found.geplant[1]),
        p=Fraction(share.teile, 1_000_000) if share else None,
    )
