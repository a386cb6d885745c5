"""Whole years by chance in which every figure fits, the same for the same seed; some broken in one known way.

Unlike `mappen.py`, where a cell holds whatever a cell can hold, these years could have happened: money is granted,
passed on, paid, spent, proved, cut, settled and given back, and what papers state is what it comes to. Figures that
follow from others are taken from `nachrechnung.py`, never from the product.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from grants.domain import begriffe as g
from grants.domain import mappe as m
from grants.domain.begriffe import Finanzierungsart, Mittelherkunft, NachweisStatus, Zahlungsart
from grants.domain.kette import NachweisStadt, Umverteilung, Zahlung
from grants.domain.money import Betrag, Vomhundert
from grants.domain.parameter import Parameterwert, Wert
from tests.nachrechnung import Nachrechnung, Paar, rechne

JAHR = 2023
ABGERECHNET_AM, LAUFEND_AM = date(2024, 12, 31), date(2024, 5, 31)
LAND, STADT, TRAEGER = Mittelherkunft.LAND, Mittelherkunft.STADT, Mittelherkunft.TRAEGER
DRITTE = (Mittelherkunft.SPENDE, Mittelherkunft.KRANKENKASSE, Mittelherkunft.TEILNEHMENDE)
OEFFENTLICHE = (Mittelherkunft.BUND, Mittelherkunft.ANDERE_OEFFENTLICHE)
ANTEILE = (800_000, 500_000, 666_667, 333_333, 905_000, 1_000_000)
POSITIONEN = (
    ("PK", g.Ausgabenart.PERSONAL),
    ("HO", g.Ausgabenart.HONORAR),
    ("SA", g.Ausgabenart.SACH),
    ("FK", g.Ausgabenart.FAHRT),
    ("OE", g.Ausgabenart.OEFFENTLICHKEITSARBEIT),
    ("PA", g.Ausgabenart.PAUSCHALE),
)
BESCHEID_VOM, AENDERUNG_AB = date(2023, 3, 14), date(2023, 7, 1)
WEITERLEITUNG_AB, ANPASSUNG_AB, SPAETER = date(2023, 4, 3), date(2023, 8, 15), date(2026, 1, 1)
ZAHLTAGE = (date(2023, 5, 15), date(2023, 6, 30), date(2023, 9, 15), date(2023, 11, 30))
RUECKGABE, RESTZAHLTAG, ERSTATTUNGSTAG = date(2023, 12, 18), date(2024, 7, 15), date(2024, 9, 2)


@dataclass(frozen=True)
class Zufallsjahr:
    """A year as its workbook holds it, with the day on which it is looked at."""

    seed: int
    mappe: m.Jahresmappe
    am: date
    is_abgerechnet: bool
    # Kennung and Kürzel of everybody whose kind of financing nobody has set.
    ohne_art: frozenset[Paar]

    @cached_property
    def soll(self) -> Nachrechnung:
        return rechne(self.mappe, self.am)

    def mit(self, **sheets: Any) -> Zufallsjahr:
        """Return the year with sheets replaced."""
        return replace(self, mappe=replace(self.mappe, **sheets))


@cache
def zufallsjahr(seed: int) -> Zufallsjahr:
    """Return the year of a seed; every eightieth is as large as a city's gets."""
    return _Bauer(seed).build()


def _size(chance: random.Random, seed: int) -> tuple[int, int]:
    """Return how many Maßnahmen and about how many Belege."""
    if seed % 80 == 0:
        return 30, 500
    if seed % 10 == 5:
        return chance.randint(6, 12), chance.randint(60, 140)
    return chance.randint(1, 4), chance.randint(3, 28)


def teile(chance: random.Random, cents: int, anzahl: int) -> list[int]:
    """Return whole cents that add up to `cents`, none of them negative where `cents` is not."""
    cuts = sorted(chance.randint(0, cents) for _ in range(anzahl - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, cents], strict=True)]


class _Bauer:
    """Writes the sheets in the order in which a year happens."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.c = random.Random(seed)  # noqa: S311 - examples, not secrets
        self.abgerechnet = seed % 5 != 3
        self.massnahmen, self.belegzahl = _size(self.c, seed)
        self.rows: defaultdict[str, list[Any]] = defaultdict(list)
        self.arten: dict[Paar, Finanzierungsart | None] = {}
        self.betrag: dict[str, int] = {}
        self.zusage: dict[Paar, dict[Mittelherkunft, int]] = {}
        self.einfach: set[Paar] = set()
        self.planpositionen: dict[Paar, list[m.PlanZeile]] = {}
        self.status: dict[Paar, NachweisStatus] = {}
        self.art = self.c.choice((*Finanzierungsart, None))
        self.anteil = self.c.choice(ANTEILE)
        # Only the office can say whether a Träger's own money lowers the base of the grant.
        self.eigenmittel = g.Antragszeile.EIGENANTEIL
        if self.art is not Finanzierungsart.ANTEIL and self.c.random() < 0.15:
            self.eigenmittel = g.Antragszeile.LEISTUNGEN_DRITTER

    def maybe(self, share: float) -> bool:
        return self.c.random() < share

    def cents(self, low: int, high: int) -> int:
        """Return an amount, often round as people plan, often not."""
        amount = self.c.randint(low, high)
        return amount if self.maybe(0.5) else max(low, amount // 10_000 * 10_000)

    def build(self) -> Zufallsjahr:
        self._register()
        for paar in self.zusage:
            self._plan(paar)
            self._zusage(paar)
        self._land_entscheidet()
        for paar in self.zusage:
            self._nachweis(paar)
        self._geteilte_belege()
        for paar in self.zusage:
            self._angaben(paar)
            if self.status[paar] in {NachweisStatus.FREIGEGEBEN, NachweisStatus.ABGESCHLOSSEN}:
                self._urteile(paar)
        am = ABGERECHNET_AM if self.abgerechnet else LAUFEND_AM
        if self.abgerechnet:
            self._setze_fest(am)
        else:
            self._zahle_im_laufenden_jahr()
        ohne = frozenset(p for p, art in self.arten.items() if art is None and self.art is None)
        return Zufallsjahr(self.seed, self._mappe(), am, self.abgerechnet, ohne)

    # -- Maßnahmen and who carries them out --------------------------------------------------------------------

    def _register(self) -> None:
        traeger = [f"beispiel-{n}" for n in range(1, max(2, self.massnahmen // 2) + 2)]
        stellen = [f"amt-{n}" for n in range(1, 3)]
        for kuerzel in (*traeger, *stellen):
            art = g.TraegerArt.STAEDTISCHE_STELLE if kuerzel in stellen else g.TraegerArt.FREIER_TRAEGER
            self.rows["traeger"].append(m.TraegerZeile(kuerzel, f"Beispiel {kuerzel}", art))
        for number in range(1, self.massnahmen + 1):
            kennung = f"beispielmassnahme-{number}"
            who = self.c.sample([*traeger, *stellen], self.c.choice((1, 1, 1, 2, 3)))
            self._massnahme(kennung, number, who)
        if self.maybe(0.3):
            # Paid by others: it asks the Land for nothing and nobody has to prove anything.
            kennung = "beispielmassnahme-ohne-land"
            self.rows["massnahmen"].append(
                m.MassnahmeZeile(kennung, "Beispielmaßnahme ohne Land", land_beantragen=False)
            )
            self.rows["empfaenger"].append(m.EmpfaengerZeile(kennung, traeger[0]))

    def _massnahme(self, kennung: str, number: int, who: list[str]) -> None:
        shares = {kuerzel: self.cents(50_000, 6_000_000) for kuerzel in who}
        self.betrag[kennung] = sum(shares.values())
        rest = self.cents(1, 50_000) if self.maybe(0.2) else 0
        for kuerzel, share in shares.items():
            paar = (kennung, kuerzel)
            # What is not passed on stays with the share of the first one.
            passed_on = share - (min(rest, share // 2) if kuerzel == who[0] else 0)
            self.zusage[paar] = {LAND: passed_on}
            self.arten[paar] = self.c.choice(tuple(Finanzierungsart)) if self.maybe(0.6) else None
            if self.abgerechnet and self.art is None and self.arten[paar] is None:
                self.arten[paar] = self.c.choice(tuple(Finanzierungsart))
            alone = len(who) == 1 and self.maybe(0.5)
            self.rows["empfaenger"].append(
                m.EmpfaengerZeile(kennung, kuerzel, None if alone else Betrag(share))
            )
        neu = self.c.choice(tuple(g.Fortsetzung))
        self.rows["massnahmen"].append(
            m.MassnahmeZeile(
                kennung,
                f"Beispielmaßnahme {number}",
                handlungsfeld_land=self.c.randint(1, 6),
                fortsetzung=neu,
                beginn=None if neu is g.Fortsetzung.UNVERAENDERT else BESCHEID_VOM,
                land_beantragen=True,
                beantragt=Betrag(self.betrag[kennung] + (self.cents(1, 90_000) if self.maybe(0.4) else 0)),
                rest_entscheidung="Der Rest wird nicht abgerufen." if rest else "",
                rest_entscheidung_am=date(2023, 11, 15) if rest else None,
            )
        )

    # -- Plan and promise --------------------------------------------------------------------------------------

    def _is_stelle(self, paar: Paar) -> bool:
        return paar[1].startswith("amt-")

    def _plan(self, paar: Paar) -> None:
        land = self.zusage[paar][LAND]
        share = min(
            self.anteil if self.art is Finanzierungsart.ANTEIL else 1_000_000,
            self._eigener_anteil(paar) or 1_000_000,
        )
        base = -(-land * 1_000_000 // share) + (self.cents(0, land // 4) if self.maybe(0.6) else 0)
        # Money of others outside the base, and public money, the city's and the recipient's own inside it.
        dritte = self.cents(1, land // 5) if self.maybe(0.3) else 0
        oeffentliche, stadt, eigen = teile(self.c, base - land, 3)
        nicht_faehig = self.cents(1, land // 10) if self.maybe(0.3) else 0
        if self._is_stelle(paar):
            stadt, eigen = stadt + eigen + nicht_faehig, 0
        else:
            eigen += nicht_faehig
        if not self._is_stelle(paar) and stadt and self.maybe(0.4):
            self.zusage[paar][STADT] = stadt
        cover = [(LAND, land), (self.c.choice(DRITTE), dritte), (self.c.choice(OEFFENTLICHE), oeffentliche)]
        cover += [(STADT, stadt), (TRAEGER, eigen)]
        zuwendungsfaehig = base + dritte
        versions = [1, 2] if self.maybe(0.25) else [1]
        for version in versions:
            older = version < versions[-1]
            extra = self.cents(1, 20_000) if older else 0
            self._planversion(
                paar,
                version,
                zuwendungsfaehig + extra,
                nicht_faehig,
                [*cover[:4], (TRAEGER, eigen + extra)],
            )
        if self.maybe(0.1):
            # Agreed upon, but not in force yet.
            self._planversion(paar, versions[-1] + 1, 1_000, 0, [(LAND, 1_000)], wirksam_ab=SPAETER)

    def _eigener_anteil(self, paar: Paar) -> int | None:
        return self.anteil if self.arten[paar] is Finanzierungsart.ANTEIL else None

    def _planversion(
        self,
        paar: Paar,
        version: int,
        zuwendungsfaehig: int,
        nicht_faehig: int,
        cover: list[tuple[Mittelherkunft, int]],
        *,
        wirksam_ab: date | None = None,
    ) -> None:
        day = wirksam_ab or (None if version == 1 else ANPASSUNG_AB)
        chosen = self.c.sample(POSITIONEN[:-1], self.c.randint(1, 4))
        if self.maybe(0.2):
            chosen.append(POSITIONEN[-1])
        amounts = teile(self.c, zuwendungsfaehig, len(chosen))
        others = teile(self.c, nicht_faehig, len(chosen))
        rows = [
            m.PlanZeile(
                *paar,
                version,
                m.Planart.AUSGABE,
                day,
                position=code,
                bezeichnung=g.label(art),
                ausgabenart=art,
                insgesamt=Betrag(amount + other),
                zuwendungsfaehig=Betrag(amount),
            )
            for (code, art), amount, other in zip(chosen, amounts, others, strict=True)
        ]
        self.rows["plaene"] += rows
        self.rows["plaene"] += [
            m.PlanZeile(
                *paar, version, m.Planart.DECKUNGSMITTEL, day, herkunft=herkunft, betrag=Betrag(amount)
            )
            for herkunft, amount in cover
            if amount
        ]
        if wirksam_ab is None:
            self.planpositionen[paar] = rows

    def _zusage(self, paar: Paar) -> None:
        versions = [1, 2] if self.maybe(0.25) else [1]
        if self.maybe(0.15):
            self.einfach |= set() if self._is_stelle(paar) else {paar}
        for version in versions:
            more = self.cents(1, 30_000) if version < versions[-1] else 0
            self._zusageversion(paar, version, WEITERLEITUNG_AB if version == 1 else ANPASSUNG_AB, more)
        if self.maybe(0.1):
            self._zusageversion(paar, versions[-1] + 1, SPAETER, 12_345)

    def _zusageversion(self, paar: Paar, version: int, ab: date, more: int) -> None:
        paper: dict[str, Any] = {"art": m.Zusageart.ZUWEISUNG}
        if not self._is_stelle(paar):
            paper = {
                "art": m.Zusageart.WEITERLEITUNG,
                "aktenzeichen": f"Beispiel-{paar[1]}-{version}",
                "bekannt_gegeben_am": ab + timedelta(days=3),
                "rechtsbehelfsverzicht_am": ab + timedelta(days=9),
                "bestandskraeftig_ab": ab + timedelta(days=9),
                "nachweisart": g.Nachweisart.EINFACH
                if paar in self.einfach
                else g.Nachweisart.MIT_BELEGLISTE,
            }
        share = self._eigener_anteil(paar)
        for herkunft, amount in self.zusage[paar].items():
            of_land = herkunft is LAND
            self.rows["zusagen"].append(
                m.ZusageZeile(
                    *paar,
                    version,
                    herkunft=herkunft,
                    betrag=Betrag(amount + more),
                    wirksam_ab=ab,
                    vom=ab,
                    # Each purse has a kind of its own; that of the city bridges nothing.
                    finanzierungsart=self.arten[paar] if of_land else Finanzierungsart.FESTBETRAG,
                    landesanteil=Vomhundert(share) if of_land and share else None,
                    **paper,
                )
            )

    # -- The Land ----------------------------------------------------------------------------------------------

    def _land_entscheidet(self) -> None:
        moved = self._umverteilungen()
        split = {kennung: cents - moved.get(kennung, 0) for kennung, cents in self.betrag.items()}
        positions = {kennung: self.c.choice("12") for kennung in split} if self.maybe(0.4) else {}
        versions = [1, 2] if self.maybe(0.25) else [1]
        for version in versions:
            more = self.cents(1, 100_000) if version < versions[-1] else 0
            self._bescheid(version, split, positions, more)
        betraege = [row.beantragt.cents for row in self.rows["massnahmen"] if row.beantragt]
        newest = self.c.randint(1, 2)
        for version in range(1, newest + 1):
            self.rows["antraege"].append(
                m.AntragZeile(
                    version,
                    Betrag(sum(betraege) if version == newest else 1_234_500),
                    g.Betragsart.LANDESFOERDERUNG,
                    versandt_am=date(2022, 10, 10 + version),
                    quelle="Beispielliste",
                )
            )
            if version < newest:
                self.rows["fruehere_antragspositionen"].append(
                    m.FruehereAntragsposition(version, "beispielmassnahme-1", Betrag(1_234_500))
                )

    def _bescheid(self, version: int, split: dict[str, int], positions: dict[str, str], more: int) -> None:
        total = sum(split.values()) + more
        rows = [
            m.BescheidZeile(
                version,
                m.Bescheidart.BESCHEID,
                Betrag(total),
                wirksam_ab=None if version == 1 else AENDERUNG_AB,
                vom=BESCHEID_VOM if version == 1 else AENDERUNG_AB,
                aktenzeichen=f"Beispiel-LJA-{version}",
            )
        ]
        first = next(iter(split))
        amounts = {kennung: cents + (more if kennung == first else 0) for kennung, cents in split.items()}
        for number in sorted(set(positions.values())):
            of_number = sum(amounts[kennung] for kennung, place in positions.items() if place == number)
            rows.append(
                m.BescheidZeile(
                    version,
                    m.Bescheidart.POSITION,
                    Betrag(of_number),
                    position=number,
                    bezeichnung=f"Förderbereich {number}",
                )
            )
        rows += [
            m.BescheidZeile(
                version,
                m.Bescheidart.AUFTEILUNG,
                Betrag(cents),
                position=positions.get(kennung, ""),
                massnahme=kennung,
            )
            for kennung, cents in amounts.items()
        ]
        self.rows["bescheide"] += rows

    def _umverteilungen(self) -> dict[str, int]:
        """Move money between two Maßnahmen and return what each of them gained."""
        if len(self.betrag) < 2 or self.maybe(0.6):
            return {}
        giver, taker = self.c.sample(sorted(self.betrag), 2)
        amount = self.cents(1, self.betrag[taker] // 2)
        for kennung, cents in ((giver, -amount), (taker, amount)):
            self.rows["umverteilungen"] += [
                Umverteilung(kennung, Betrag(cents), ANPASSUNG_AB, date(2023, 8, 10), "Beispielbeschluss"),
                Umverteilung(kennung, Betrag(2 * cents), SPAETER, date(2023, 8, 10), "Beispielbeschluss"),
            ]
        return {giver: -amount, taker: amount}

    # -- Proof and check ---------------------------------------------------------------------------------------

    def _nachweis(self, paar: Paar) -> None:
        open_ones = (NachweisStatus.ENTWURF, NachweisStatus.EINGEREICHT, NachweisStatus.IN_PRUEFUNG)
        done = (NachweisStatus.FREIGEGEBEN, NachweisStatus.ABGESCHLOSSEN)
        self.status[paar] = self.c.choice(done if self.abgerechnet else open_ones)
        if paar in self.einfach:
            return
        self._belege(paar, max(1, self.belegzahl // (len(self.zusage) - len(self.einfach))))

    def _belege(self, paar: Paar, anzahl: int) -> None:
        planned = sum(row.insgesamt.cents for row in self.planpositionen[paar])
        spent = self.cents(planned // 2, planned * 11 // 10)
        for number, amount in enumerate(teile(self.c, spent, anzahl), start=1):
            row = self.c.choice(self.planpositionen[paar])
            self._beleg(paar, f"{paar[0][18:]}-{number}", row, amount)
            if amount > 100 and self.maybe(0.06):
                # A part of it came back.
                self._beleg(paar, f"{paar[0][18:]}-{number}-G", row, -self.c.randint(1, amount // 4))

    def _beleg(self, paar: Paar, nr: str, row: m.PlanZeile, amount: int, gezahlt: int | None = None) -> None:
        lump = row.ausgabenart is g.Ausgabenart.PAUSCHALE
        eligible = amount
        if amount > 0 and self.maybe(0.15):
            eligible = self.c.randint(0, amount)
        start = date(2023, 1, 1) + timedelta(days=self.c.randint(0, 300))
        paper: dict[str, Any] = {"art": g.Belegart.PAUSCHALE}
        if not lump:
            paper = {
                "rechnungsnummer": f"R-{paar[1]}-{nr}",
                "rechnungsdatum": start,
                "zahlungsdatum": start + timedelta(days=30),
                "zahlungsempfaenger": f"Beispiel Anbieter zu {paar[0]}, {paar[1]}",
                "zweck": "Beispielleistung",
                "gezahlt": Betrag(amount if gezahlt is None else gezahlt),
                "leistung_von": start,
                "leistung_bis": start + timedelta(days=self.c.randint(0, 20)),
            }
        self.rows["belege"].append(
            m.BelegZeile(*paar, nr, row.position, Betrag(amount), Betrag(eligible), **paper)
        )

    def _geteilte_belege(self) -> None:
        """Add invoices that a Träger splits over its Maßnahmen, some of them not claimed as a whole."""
        by_traeger: defaultdict[str, list[Paar]] = defaultdict(list)
        for paar in self.zusage:
            if paar not in self.einfach:
                by_traeger[paar[1]].append(paar)
        for kuerzel, paare in by_traeger.items():
            if len(paare) < 2 or self.maybe(0.5):
                continue
            invoice, parts = f"T-{kuerzel}", teile(self.c, self.cents(100, 200_000), 3)
            first = self.c.choice(paare[1:])
            paper = replace(self._sample_beleg(first), nr=invoice, rechnungsnummer=f"R-{invoice}")
            for paar, amount in ((paare[0], parts[0]), (first, parts[1])):
                position = self.c.choice(self.planpositionen[paar]).position
                self.rows["belege"].append(
                    replace(
                        paper,
                        massnahme=paar[0],
                        position=position,
                        betrag=Betrag(amount),
                        zuwendungsfaehig=Betrag(amount),
                        gezahlt=Betrag(sum(parts)),
                    )
                )

    def _sample_beleg(self, paar: Paar) -> m.BelegZeile:
        day = date(2023, 6, 1)
        return m.BelegZeile(
            *paar,
            "",
            "",
            Betrag(0),
            Betrag(0),
            rechnungsdatum=day,
            zahlungsdatum=day,
            zahlungsempfaenger="Beispiel Anbieter",
            zweck="Beispielleistung",
            leistung_von=day,
            leistung_bis=day,
        )

    def _proved(self, paar: Paar) -> dict[str, list[m.BelegZeile]]:
        found: dict[str, list[m.BelegZeile]] = {}
        for row in self.rows["belege"]:
            if (row.massnahme, row.empfaenger) == paar:
                found.setdefault(row.position, []).append(row)
        return found

    def _angaben(self, paar: Paar) -> None:
        stated = [
            (code, sum(r.betrag.cents for r in each), sum(r.zuwendungsfaehig.cents for r in each))
            for code, each in self._proved(paar).items()
        ]
        if paar in self.einfach:
            for row in self.planpositionen[paar]:
                amount = self.cents(0, row.insgesamt.cents)
                stated.append((row.position, amount, min(amount, row.zuwendungsfaehig.cents)))
        self.rows["anerkannt"] += [
            m.AnerkanntZeile(
                *paar,
                m.Anerkanntart.ANGABE,
                code,
                insgesamt=Betrag(amount),
                zuwendungsfaehig=Betrag(eligible),
            )
            for code, amount, eligible in stated
        ]

    def _urteile(self, paar: Paar) -> None:
        """Check the proof: rows cut or moved, then the last word about whole positions."""
        left: defaultdict[str, int] = defaultdict(int)
        proved = self._proved(paar)
        for row in (row for each in proved.values() for row in each):
            kept, target = self._urteil_ueber_beleg(paar, row)
            left[target] += kept
        if paar in self.einfach:
            stated = [row for row in self.rows["anerkannt"] if (row.massnahme, row.empfaenger) == paar]
            left |= {row.position: row.zuwendungsfaehig.cents for row in stated}
        for position, before in left.items():
            # Positions that nothing but a moved row fills have no last word of their own.
            if before > 0 and position in (proved or left) and self.maybe(0.15):
                self._urteil(paar, position, "", before, self.c.randint(0, before), "")

    def _urteil_ueber_beleg(self, paar: Paar, row: m.BelegZeile) -> tuple[int, str]:
        """Return what is left of a row, and the position it counts in."""
        before, target = row.zuwendungsfaehig.cents, ""
        kept = self.c.randint(0, before - 1) if before > 0 and self.maybe(0.15) else before
        others = [each.position for each in self.planpositionen[paar] if each.position != row.position]
        if before > 0 and others and self.maybe(0.06):
            target = self.c.choice(others)
        if target or kept < before or self.maybe(0.05):
            self._urteil(paar, row.position, row.nr, before, kept, target)
        return kept, target or row.position

    def _urteil(self, paar: Paar, position: str, nr: str, before: int, kept: int, target: str) -> None:
        cut = kept < before
        self.rows["anerkannt"].append(
            m.AnerkanntZeile(
                *paar,
                m.Anerkanntart.ANERKENNUNG,
                position,
                beleg_nr=nr,
                anerkannt=Betrag(kept),
                mindert_insgesamt=self.maybe(0.5) if cut else None,
                grund=self.c.choice(tuple(g.Kuerzungsgrund)) if cut else None,
                erlaeuterung="Beispiel: siehe Prüfvermerk" if cut else "",
                umgeordnet_nach=target,
            )
        )

    # -- Settlement --------------------------------------------------------------------------------------------

    def _zahle(self, paar: Paar) -> int:
        """Pay a Träger in the running year, not more than promised; return what it has in the end."""
        promised = self.zusage[paar][LAND]
        paid = promised if self.maybe(0.5) else self.cents(0, promised)
        for day, amount in zip(ZAHLTAGE, teile(self.c, paid, len(ZAHLTAGE)), strict=True):
            self._zahlung(paar, day, amount, Zahlungsart.AUSZAHLUNG)
        back = self.c.randint(1, paid) if paid and self.maybe(0.15) else 0
        self._zahlung(paar, RUECKGABE, -back, Zahlungsart.RUECKZAHLUNG)
        of_city = self.zusage[paar].get(STADT, 0)
        if of_city and self.maybe(0.8):
            self._zahlung(paar, ZAHLTAGE[0], self.cents(1, of_city), Zahlungsart.AUSZAHLUNG, STADT)
        return paid - back

    def _zahlung(
        self, paar: Paar, day: date, amount: int, art: Zahlungsart, herkunft: Mittelherkunft = LAND
    ) -> None:
        if amount:
            self.rows["zahlungen"].append(m.ZahlungZeile(*paar, day, Betrag(amount), herkunft, art, day.year))

    def _zahle_im_laufenden_jahr(self) -> None:
        for paar in self.zusage:
            if not self._is_stelle(paar):
                self._zahle(paar)
            self._nachweiszeile(paar)
        granted = sum(self.betrag.values())
        self._abrufe(self.cents(0, granted))

    def _abrufe(self, received: int) -> None:
        for day, amount in zip(
            (date(2023, 5, 10), date(2023, 9, 10)), teile(self.c, received, 2), strict=True
        ):
            if amount:
                self.rows["zahlungen_land"].append(
                    Zahlung(day, Betrag(amount), LAND, Zahlungsart.MITTELABRUF, day.year)
                )

    def _einnahmen(self, paar: Paar, rest: int, herkuenfte: tuple[Mittelherkunft, ...]) -> None:
        """Add money of others, at most `rest`."""
        if rest <= 0 or not self.maybe(0.4):
            return
        for amount in teile(self.c, self.cents(0, rest), self.c.randint(1, 3)):
            number = len(self.rows["einnahmen"]) + 1
            self.rows["einnahmen"].append(
                m.EinnahmeZeile(
                    *paar,
                    f"E-{number}",
                    Betrag(amount),
                    self.c.choice(herkuenfte),
                    date(2023, 6, 1),
                    "Beispiel Stiftung",
                )
            )

    def _setze_fest(self, am: date) -> None:
        for paar, cents in rechne(self._mappe(), am).empfaenger.items():
            if paar in self.zusage:
                recognised = cents.anerkannt or (0, 0)
                thirds = (
                    (*DRITTE, TRAEGER) if self.eigenmittel is g.Antragszeile.LEISTUNGEN_DRITTER else DRITTE
                )
                self._einnahmen(paar, recognised[0], thirds)
        for paar, cents in rechne(self._mappe(), am).empfaenger.items():
            if paar not in self.zusage:
                continue
            assert cents.bruecke is not None, paar
            recognised = cents.anerkannt or (0, 0)
            self._einnahmen(paar, recognised[0] - cents.dritte - cents.bruecke, OEFFENTLICHE)
            if self.eigenmittel is g.Antragszeile.EIGENANTEIL:
                self._einnahmen(paar, recognised[0], (TRAEGER, STADT))
            self._rechne_ab(paar, cents.bruecke)
        self._schliesse_mit_dem_land(am)

    def _rechne_ab(self, paar: Paar, festgesetzt: int) -> None:
        values: dict[str, Any] = {
            "festgesetzt": Betrag(festgesetzt),
            "schlussmitteilung_am": date(2024, 6, 3),
        }
        if self._is_stelle(paar):
            self._nachweiszeile(paar, **values)
            return
        differenz = self._zahle(paar) - festgesetzt
        if differenz > 0:
            received, waived, _ = teile(self.c, differenz, 3) if self.maybe(0.6) else (differenz, 0, 0)
            for day, amount in zip(
                (ERSTATTUNGSTAG, date(2024, 9, 23)), teile(self.c, received, 2), strict=True
            ):
                self._zahlung(paar, day, -amount, Zahlungsart.ERSTATTUNG)
            values |= {"erstattung_gefordert": Betrag(differenz), "faellig_am": date(2024, 9, 30)}
            if waived:
                values |= {
                    "nicht_erhoben": Betrag(waived),
                    "nicht_erhoben_grund": "Beispiel: Bagatelle",
                    "nicht_erhoben_am": date(2024, 8, 1),
                }
        if differenz < 0:
            paid = -differenz if self.maybe(0.5) else self.c.randint(0, -differenz)
            self._zahlung(paar, RESTZAHLTAG, paid, Zahlungsart.RESTZAHLUNG)
            values["restzahlung"] = Betrag(-differenz)
        if self.maybe(0.1):
            # Interest is a debt of its own and in no figure of the grant.
            self._zahlung(
                paar, ERSTATTUNGSTAG, self.c.choice((-1, 1)) * self.cents(1, 9_999), Zahlungsart.ZINSEN
            )
        self._nachweiszeile(paar, **values)

    def _nachweiszeile(self, paar: Paar, **values: Any) -> None:
        status = self.status[paar]
        if status is not NachweisStatus.ENTWURF:
            values |= {"eingereicht_am": date(2024, 3, 20), "rechtsverbindlich_am": date(2024, 3, 21)}
        if status in {NachweisStatus.FREIGEGEBEN, NachweisStatus.ABGESCHLOSSEN}:
            values |= {"geprueft_am": date(2024, 5, 13), "freigegeben_am": date(2024, 5, 27)}
        self.rows["nachweise"].append(m.NachweisZeile(*paar, status, **values))

    def _schliesse_mit_dem_land(self, am: date) -> None:
        soll = rechne(self._mappe(), am)
        assert soll.festgesetzt is not None
        assert soll.bescheid is not None
        received = self.c.randint(soll.festgesetzt, soll.bescheid)
        self._abrufe(received)
        due = received - soll.festgesetzt
        returned = due if self.maybe(0.5) else self.c.randint(0, due)
        if returned:
            day = date(2024, 9, 16)
            self.rows["zahlungen_land"].append(
                Zahlung(day, Betrag(-returned), LAND, Zahlungsart.RUECKZAHLUNG_LAND, day.year)
            )
        self.stadt = NachweisStadt(
            zuwendung_lt_abrechnung=Betrag(soll.festgesetzt),
            zuwendungsfaehig_lt_abrechnung=Betrag(soll.anerkannt[1]),
            haushalt_ist=Betrag(soll.haushalt_ist),
            haushalt_ist_am=am,
            haushalt_ist_quelle="Haushaltsüberwachung (Beispiel)",
            rueckforderung_land=Betrag(due) if due else None,
            eingereicht_am=date(2024, 6, 28),
        )

    stadt = NachweisStadt()

    # -- All sheets --------------------------------------------------------------------------------------------

    def _mappe(self) -> m.Jahresmappe:
        sheets: dict[str, Any] = {name: tuple(rows) for name, rows in self.rows.items()}
        return m.Jahresmappe(
            kopf=self._kopf(),
            parameter=self._parameter(),
            zuordnungen=(
                m.ZuordnungZeile(LAND, g.Antragszeile.BEANTRAGTE_FOERDERUNG),
                m.ZuordnungZeile(STADT, g.Antragszeile.EIGENANTEIL),
                m.ZuordnungZeile(TRAEGER, self.eigenmittel),
                *(m.ZuordnungZeile(each, g.Antragszeile.OEFFENTLICHE_FOERDERUNG) for each in OEFFENTLICHE),
                *(m.ZuordnungZeile(each, g.Antragszeile.LEISTUNGEN_DRITTER) for each in DRITTE),
            ),
            nachweis_stadt=self.stadt,
            **sheets,
        )

    def _kopf(self) -> m.Kopf:
        done: dict[str, Any] = {"status": g.FoerderjahrStatus.IN_DURCHFUEHRUNG}
        if self.abgerechnet:
            done = {"status": g.FoerderjahrStatus.NACHGEWIESEN, "nachgewiesen_am": date(2024, 6, 28)}
        return m.Kopf(
            programm="kinderstark",
            jahr=JAHR,
            beantragt_am=date(2022, 10, 12),
            beschieden_am=BESCHEID_VOM,
            ausgang=g.Ausgang.BEWILLIGT,
            name="Beispielstadt",
            beispiel=True,
            **done,
        )

    def _parameter(self) -> tuple[Parameterwert, ...]:
        werte: dict[str, Wert | None] = {
            "zugeteilte_mittel": Betrag(10**9),
            "finanzierungsart": self.art,
            "landesanteil": Vomhundert(self.anteil) if self.art is Finanzierungsart.ANTEIL else None,
            "durchfuehrung_von": date(2023, 1, 1),
            "durchfuehrung_bis": date(2023, 12, 31),
            "letzter_abruf_am": date(2023, 12, 1),
            "zahlung_bis": date(2024, 2, 29),
            "abrufhorizont_monate": 2,
            "toleranz_anwenden": True,
            "toleranz": Vomhundert(200_000),
            "nachweis_traeger_bis": date(2024, 3, 31),
            "nachweis_stadt_bis": date(2024, 6, 30),
        }
        return tuple(
            Parameterwert(key, wert, "Beispielwert, nicht bestätigt", date(2023, 1, 2))
            for key, wert in werte.items()
            if wert is not None
        )
