"""Every figure of the chain, one function each; rules, documents and pages add nothing up themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from grants.domain.begriffe import (
    FREIGEGEBENE,
    Antragszeile,
    Mittelherkunft,
    Zahlungsart,
)
from grants.domain.festsetzung import NICHTS_ZUGESAGT, Festsetzung, festsetzen
from grants.domain.kette import (
    Anerkennung,
    Belegteil,
    Empfaenger,
    Finanzierungsplan,
    Jahr,
    Massnahme,
    Weiterleitung,
    Zahlung,
    Zusage,
    Zuweisung,
    valid,
)
from grants.domain.money import NULL, Betrag, Vomhundert, anteil, divide_half_up, summe

IM_LAUFENDEN_JAHR = frozenset({Zahlungsart.AUSZAHLUNG, Zahlungsart.RUECKZAHLUNG})


@dataclass(frozen=True, slots=True)
class Ausgaben:
    """The track of expenditure: insgesamt and davon zuwendungsfähig, never one without the other."""

    insgesamt: Betrag = NULL
    zuwendungsfaehig: Betrag = NULL

    def __add__(self, other: Ausgaben) -> Ausgaben:
        return Ausgaben(self.insgesamt + other.insgesamt, self.zuwendungsfaehig + other.zuwendungsfaehig)


def total(ausgaben: Iterable[Ausgaben]) -> Ausgaben:
    """Return both columns summed."""
    # Column by column: a new pair of amounts for each summand would be felt in a year of thousands of Belege.
    each = list(ausgaben)
    return Ausgaben(summe(a.insgesamt for a in each), summe(a.zuwendungsfaehig for a in each))


def recipients(jahr: Jahr) -> Iterator[tuple[Massnahme, Empfaenger]]:
    """Yield every recipient with its Maßnahme, in the order of the list."""
    for massnahme in jahr.massnahmen:
        for empfaenger in massnahme.empfaenger:
            yield massnahme, empfaenger


# -- Zuwendung -------------------------------------------------------------------------------------------


def beantragt_je_massnahme(jahr: Jahr) -> dict[str, Betrag]:
    """Return the amounts of the newest Antrag by Kennung."""
    amounts: defaultdict[str, Betrag] = defaultdict(lambda: NULL)
    for position in jahr.antrag.positionen if jahr.antrag else ():
        amounts[position.massnahme] += position.betrag
    return dict(amounts)


def beantragt(jahr: Jahr) -> Betrag:
    return summe(beantragt_je_massnahme(jahr).values())


def bewilligt_je_massnahme(jahr: Jahr) -> dict[str, Betrag]:
    """Return the Aufteilung of the Bescheid in force, moved by the Umverteilungen up to the day, by Kennung."""
    amounts: defaultdict[str, Betrag] = defaultdict(lambda: NULL)
    if jahr.bescheid:
        for aufteilung in jahr.bescheid.aufteilungen:
            amounts[aufteilung.massnahme] += aufteilung.betrag
        for umverteilung in jahr.umverteilungen:
            if umverteilung.vom <= jahr.am:
                amounts[umverteilung.massnahme] += umverteilung.betrag
    return dict(amounts)


def bewilligt(jahr: Jahr) -> Betrag | None:
    """Return the sum of the Bescheid in force; None before there is one."""
    return jahr.bescheid.betrag if jahr.bescheid else None


def promise(empfaenger: Empfaenger, am: date) -> Weiterleitung | Zuweisung | None:
    """Return the Weiterleitung (Träger) or Zuweisung (Stelle) valid on the day."""
    if empfaenger.is_stelle:
        return valid(empfaenger.zuweisungen, am)
    return valid(empfaenger.weiterleitungen, am)


def zusage_of(
    current: Weiterleitung | Zuweisung, herkunft: Mittelherkunft = Mittelherkunft.LAND
) -> Zusage | None:
    """Return what a paper promises out of one purse; None where it promises nothing out of it."""
    return next((zusage for zusage in current.zusagen if zusage.herkunft is herkunft), None)


def zugesagt(
    empfaenger: Empfaenger, am: date, herkunft: Mittelherkunft = Mittelherkunft.LAND
) -> Betrag | None:
    """Return what is promised to the recipient out of one purse on the day; None before there is a promise."""
    current = promise(empfaenger, am)
    if current is None:
        return None
    return summe(zusage.betrag for zusage in current.zusagen if zusage.herkunft is herkunft)


def weitergeleitet(jahr: Jahr, massnahme: Massnahme) -> Betrag:
    return summe(zugesagt(e, jahr.am) or NULL for e in massnahme.empfaenger if not e.is_stelle)


def intern_zugewiesen(jahr: Jahr, massnahme: Massnahme) -> Betrag:
    return summe(zugesagt(e, jahr.am) or NULL for e in massnahme.empfaenger if e.is_stelle)


def payments(
    empfaenger: Empfaenger,
    am: date,
    *,
    herkunft: Mittelherkunft = Mittelherkunft.LAND,
    arten: Iterable[Zahlungsart] = IM_LAUFENDEN_JAHR,
) -> list[Zahlung]:
    """Return the recipient's payments of some kinds out of one purse up to the day."""
    kinds = frozenset(arten)
    return [z for z in empfaenger.zahlungen if z.herkunft is herkunft and z.art in kinds and z.datum <= am]


def ausgezahlt(empfaenger: Empfaenger, am: date, herkunft: Mittelherkunft = Mittelherkunft.LAND) -> Betrag:
    """Return paid less returned in the running year, without Restzahlung and Erstattung after the check."""
    return summe(zahlung.betrag for zahlung in payments(empfaenger, am, herkunft=herkunft))


def erstattet(empfaenger: Empfaenger, am: date) -> Betrag:
    """Return what came back after the check, as a positive amount."""
    return -summe(z.betrag for z in payments(empfaenger, am, arten={Zahlungsart.ERSTATTUNG}))


def restzahlung_gezahlt(empfaenger: Empfaenger, am: date) -> Betrag:
    return summe(z.betrag for z in payments(empfaenger, am, arten={Zahlungsart.RESTZAHLUNG}))


def _land(jahr: Jahr, arten: frozenset[Zahlungsart]) -> Betrag:
    return summe(z.betrag for z in jahr.zahlungen_land if z.art in arten and z.datum <= jahr.am)


def eingegangen(jahr: Jahr) -> Betrag:
    """Return what the Land paid up to the day (gross: before money went back)."""
    return _land(jahr, frozenset({Zahlungsart.MITTELABRUF}))


def zurueckgezahlt_land(jahr: Jahr) -> Betrag:
    """Return what went back to the Land up to the day, as a positive amount."""
    return -_land(jahr, frozenset({Zahlungsart.RUECKZAHLUNG_LAND}))


# -- Ausgaben --------------------------------------------------------------------------------------------


def plan(empfaenger: Empfaenger, am: date) -> Finanzierungsplan | None:
    """Return the Finanzierungsplan valid on the day."""
    return valid(empfaenger.plaene, am)


def geplant(finanzierungsplan: Finanzierungsplan) -> Ausgaben:
    return total(Ausgaben(p.insgesamt, p.zuwendungsfaehig) for p in finanzierungsplan.positionen)


def deckung(finanzierungsplan: Finanzierungsplan, herkunft: Mittelherkunft | None = None) -> Betrag:
    """Return the Deckungsmittel of one purse, or of all."""
    return summe(
        d.betrag for d in finanzierungsplan.deckungsmittel if herkunft is None or d.herkunft is herkunft
    )


def nachgewiesen_je_position(empfaenger: Empfaenger) -> dict[str, Ausgaben]:
    """Return the proved Ausgaben by Ausgabeposition: from the Belege, else from the sums the recipient states."""
    if not empfaenger.belegteile and empfaenger.nachweis:
        return {a.position: Ausgaben(a.insgesamt, a.zuwendungsfaehig) for a in empfaenger.nachweis.angegeben}
    teile: defaultdict[str, list[Belegteil]] = defaultdict(list)
    for teil in empfaenger.belegteile:
        teile[teil.position].append(teil)
    return {
        code: Ausgaben(summe(t.betrag for t in each), summe(t.zuwendungsfaehig for t in each))
        for code, each in teile.items()
    }


def nachgewiesen(empfaenger: Empfaenger) -> Ausgaben:
    return total(nachgewiesen_je_position(empfaenger).values())


def anerkannt_je_position(empfaenger: Empfaenger) -> dict[str, Ausgaben]:
    """Return the recognised Ausgaben by Ausgabeposition.

    A cut lowers the zuwendungsfähige Ausgaben, and the Ausgaben insgesamt only where its row says so. A Beleg that
    belongs to another Ausgabeposition counts there; moving it is no cut. A row for the whole Ausgabeposition states
    the final figure; what its Belege lost already is part of that cut.
    """
    found = nachgewiesen_je_position(empfaenger)
    rows = empfaenger.nachweis.anerkennungen if empfaenger.nachweis else ()
    if not rows:
        return found
    proved = {(t.position, t.beleg.nr): Ausgaben(t.betrag, t.zuwendungsfaehig) for t in empfaenger.belegteile}
    for row in sorted(rows, key=lambda r: r.beleg_nr == ""):
        if row.position in found:
            here = found[row.position]
            before = proved.get((row.position, row.beleg_nr), Ausgaben()) if row.beleg_nr else here
            _recognise(found, row, before)
    return found


def _recognise(found: dict[str, Ausgaben], row: Anerkennung, before: Ausgaben) -> None:
    """Take the cut of one row out of the figures, and what was moved into its other Ausgabeposition."""
    cut = before.zuwendungsfaehig - row.anerkannt
    lost = Ausgaben(-cut if row.mindert_insgesamt else NULL, -cut)
    if row.umgeordnet_nach and row.beleg_nr:
        gone = Ausgaben(-before.insgesamt, -before.zuwendungsfaehig)
        found[row.position] += gone
        found[row.umgeordnet_nach] = found.get(row.umgeordnet_nach, Ausgaben()) + before + lost
    else:
        found[row.position] += lost


def anerkannt(empfaenger: Empfaenger) -> Ausgaben:
    return total(anerkannt_je_position(empfaenger).values())


def leistungen_dritter(jahr: Jahr, empfaenger: Empfaenger) -> Betrag:
    """Return the income that the year's mapping puts into line 3.3."""
    return summe(
        e.betrag
        for e in empfaenger.einnahmen
        if jahr.parameter.zeile(e.herkunft) is Antragszeile.LEISTUNGEN_DRITTER
    )


# -- Bridge between the tracks ---------------------------------------------------------------------------


def festsetzung(jahr: Jahr, empfaenger: Empfaenger) -> Festsetzung | None:
    """Return the Zuwendung that follows from the recognised Ausgaben, with its steps.

    0,00 where money of others alone is promised. None where it cannot be computed yet: no promise, no plan, no
    kind of financing, or money of the plan that the office has not given a line.
    """
    current = promise(empfaenger, jahr.am)
    if current is None:
        return None
    zusage = zusage_of(current)
    if zusage is None:
        return NICHTS_ZUGESAGT
    finanzierungsplan = plan(empfaenger, jahr.am)
    if finanzierungsplan is None:
        return None
    lines = deckung_je_zeile(jahr, [finanzierungsplan])
    if lines is None:
        return None
    planned = geplant(finanzierungsplan)
    return festsetzen(
        zusage.finanzierungsart or jahr.parameter.finanzierungsart,
        hoechstbetrag=zugesagt(empfaenger, jahr.am) or NULL,
        anerkannt=anerkannt(empfaenger).zuwendungsfaehig,
        dritte=leistungen_dritter(jahr, empfaenger),
        landesanteil=zusage.landesanteil or jahr.parameter.landesanteil,
        # What is not zuwendungsfähig is borne by the recipient and is no part of its Eigenanteil in the base.
        eigenanteil=lines[Antragszeile.EIGENANTEIL]
        + lines[Antragszeile.OEFFENTLICHE_FOERDERUNG]
        - (planned.insgesamt - planned.zuwendungsfaehig),
    )


def festgesetzt(empfaenger: Empfaenger) -> Betrag | None:
    """Return the Zuwendung as the decision states it; None before the decision."""
    return empfaenger.nachweis.festgesetzt if empfaenger.nachweis else None


def is_released(empfaenger: Empfaenger) -> bool:
    """Return whether a second Person released what the check of the proof found."""
    return empfaenger.nachweis is not None and empfaenger.nachweis.status in FREIGEGEBENE


def festgesetzt_gesamt(jahr: Jahr) -> Betrag | None:
    """Return the sum of the rounded figures of all recipients; None while one is missing."""
    amounts = [festgesetzt(empfaenger) for _, empfaenger in funded_recipients(jahr)]
    decided = [amount for amount in amounts if amount is not None]
    return summe(decided) if amounts and len(decided) == len(amounts) else None


# -- Lines of the Antrag (Grundmuster 1, no. 3) ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Antragszeilen:
    """Lines 3.1–3.7 in euros. 3.4 comes from the Ausgaben, 3.5–3.7 from the Deckungsmittel: two origins."""

    gesamtkosten: Betrag
    zuwendungsfaehige_kosten: Betrag
    leistungen_dritter: Betrag
    beantragte_foerderung: Betrag
    oeffentliche_foerderung: Betrag
    eigenanteil: Betrag

    @property
    def zuwendungsfaehige_gesamtausgaben(self) -> Betrag:
        return self.zuwendungsfaehige_kosten - self.leistungen_dritter

    @property
    def finanzierung(self) -> Betrag:
        """3.5 + 3.6 + 3.7, which must equal 3.4."""
        return self.beantragte_foerderung + self.oeffentliche_foerderung + self.eigenanteil


def deckung_je_zeile(jahr: Jahr, plaene: Iterable[Finanzierungsplan]) -> dict[Antragszeile, Betrag] | None:
    """Return the Deckungsmittel by line of the Antrag; None where a Mittelherkunft in use has no line yet."""
    lines = dict.fromkeys(Antragszeile, NULL)
    for finanzierungsplan in plaene:
        for mittel in finanzierungsplan.deckungsmittel:
            zeile = jahr.parameter.zeile(mittel.herkunft)
            if zeile is None:
                return None
            lines[zeile] += mittel.betrag
    return lines


def plaene(jahr: Jahr) -> list[Finanzierungsplan]:
    """Return the valid Finanzierungspläne of all recipients that have one."""
    return [p for _, e in recipients(jahr) if (p := plan(e, jahr.am)) is not None]


def antragszeilen(jahr: Jahr) -> Antragszeilen | None:
    """Return lines 3.1–3.7 from the valid plans; None without a plan or while money has no line.

    The part of the Ausgaben that is not zuwendungsfähig is borne by the Eigenanteil and taken out of 3.7.
    """
    current = plaene(jahr)
    lines = deckung_je_zeile(jahr, current)
    if not current or lines is None:
        return None
    planned = total(geplant(p) for p in current)
    return Antragszeilen(
        gesamtkosten=planned.insgesamt,
        zuwendungsfaehige_kosten=planned.zuwendungsfaehig,
        leistungen_dritter=lines[Antragszeile.LEISTUNGEN_DRITTER],
        beantragte_foerderung=lines[Antragszeile.BEANTRAGTE_FOERDERUNG],
        oeffentliche_foerderung=lines[Antragszeile.OEFFENTLICHE_FOERDERUNG],
        eigenanteil=lines[Antragszeile.EIGENANTEIL] - (planned.insgesamt - planned.zuwendungsfaehig),
    )


def foerderquote(zeilen: Antragszeilen) -> int | None:
    """Return 3.5 in millionths of 3.4, rounded; None where 3.4 is 0,00."""
    share = anteil(zeilen.beantragte_foerderung, zeilen.zuwendungsfaehige_gesamtausgaben)
    return share.teile if share else None


# -- Who gets Landesmittel -------------------------------------------------------------------------------


def is_without_landesmittel(jahr: Jahr) -> Callable[[Massnahme], bool]:
    """Return the question whether a Maßnahme gets no Landesmittel this year.

    So it is where none are asked for, where the Aufteilung of the Bescheid gives it nothing, or where it was
    decided what happens to money that nobody was promised.
    """
    shares = bewilligt_je_massnahme(jahr)

    def answer(massnahme: Massnahme) -> bool:
        dropped = bool(shares) and not shares.get(massnahme.kennung)
        return massnahme.land_beantragen is False or dropped or bool(massnahme.rest_entscheidung)

    return answer


def has_landesmittel(empfaenger: Empfaenger) -> bool:
    """Return whether the recipient was promised, paid or decided Landesmittel, or may have been.

    Who was promised money of the city alone settles it with the city and not with the Land. Who was promised
    nothing and has shown or been paid something is not passed over before that is clear.
    """
    promises: tuple[Weiterleitung | Zuweisung, ...] = (*empfaenger.weiterleitungen, *empfaenger.zuweisungen)
    purses = {zusage.herkunft for each in promises for zusage in each.zusagen}
    purses |= {zahlung.herkunft for zahlung in empfaenger.zahlungen}
    if Mittelherkunft.LAND in purses or festgesetzt(empfaenger) is not None:
        return True
    return not promises and bool(empfaenger.zahlungen or empfaenger.belegteile or empfaenger.nachweis)


def funded_recipients(jahr: Jahr) -> Iterator[tuple[Massnahme, Empfaenger]]:
    """Yield every recipient that has to show and settle Landesmittel, in the order of the list."""
    is_without = is_without_landesmittel(jahr)
    for massnahme, empfaenger in recipients(jahr):
        if not is_without(massnahme) or has_landesmittel(empfaenger):
            yield massnahme, empfaenger


# -- Settlement with a Träger -----------------------------------------------------------------------


def zu_erstatten(empfaenger: Empfaenger, am: date) -> Betrag | None:
    """Return what was paid beyond the festgesetzte Zuwendung; None before the decision, never below 0,00."""
    decided = festgesetzt(empfaenger)
    return None if decided is None else max(NULL, ausgezahlt(empfaenger, am) - decided)


def nachzuzahlen(empfaenger: Empfaenger, am: date) -> Betrag | None:
    """Return what the festgesetzte Zuwendung exceeds the payments by; None before the decision."""
    decided = festgesetzt(empfaenger)
    return None if decided is None else max(NULL, decided - ausgezahlt(empfaenger, am))


def erstattung_offen(empfaenger: Empfaenger, am: date) -> Betrag:
    """Return what is still owed of the Erstattung as demanded: less what came back and what is not collected.

    0,00 where nothing was demanded; negative where more came back than was demanded.
    """
    record = empfaenger.nachweis.erstattung if empfaenger.nachweis else None
    return record.gefordert - erstattet(empfaenger, am) - record.nicht_erhoben if record else NULL


# -- Shares and columns ------------------------------------------------------------------------------------


def vomhundert(teil: Betrag, ganzes: Betrag) -> Vomhundert | None:
    """Return `teil` in v. H. of `ganzes` as papers print it: from cents straight to two decimals."""
    if not ganzes:
        return None
    sign = -1 if ganzes.cents < 0 else 1
    return Vomhundert(100 * divide_half_up(sign * teil.cents * 10_000, abs(ganzes.cents)))


def sum_if_complete(betraege: Sequence[Betrag | None]) -> Betrag | None:
    """Return the sum of a column; None while one of its figures is missing."""
    known = [betrag for betrag in betraege if betrag is not None]
    return summe(known) if len(known) == len(betraege) else None


def total_if_complete(ausgaben: Sequence[Ausgaben | None]) -> Ausgaben | None:
    """Return both columns summed; None while a figure is missing."""
    known = [each for each in ausgaben if each is not None]
    return total(known) if len(known) == len(ausgaben) else None
