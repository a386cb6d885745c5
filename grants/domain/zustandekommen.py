"""„Wie kommt diese Zahl zustande?“: each figure of the Stand der Mittel with the rows it is summed from.

Where a figure is a sum, the rows add up to it to the cent; the bridge to the Zuwendung shows its steps instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from grants.domain import summen
from grants.domain.begriffe import Mittelherkunft, Zahlungsart, label
from grants.domain.fristen import format_datum
from grants.domain.kette import Anerkennung, Belegteil, Empfaenger, Jahr, Massnahme, Zahlung
from grants.domain.mittelstand import (
    GANZES_JAHR,
    LAND,
    TITEL,
    ZUWENDUNG,
    Ort,
    Zahl,
    column,
    figure,
    select_recipients,
)
from grants.domain.money import NULL, Betrag, format_betrag, summe
from grants.domain.pruefregeln.nachweise import beleg_order, position_name


class Quelle(StrEnum):
    """Which page shows a row in full."""

    ZAHL = "zahl"
    POSITION = "position"
    ANTRAG = "antrag"
    BESCHEID = "bescheid"
    WEITERLEITUNG = "weiterleitung"
    PLAN = "plan"
    ZAHLUNGEN = "zahlungen"
    NACHWEIS = "nachweis"
    NACHWEIS_STADT = "nachweis_stadt"
    BELEG = "beleg"


@dataclass(frozen=True, slots=True)
class Ziel:
    """Where a row leads: to another figure, or to the page of a paper."""

    quelle: Quelle
    ort: Ort = GANZES_JAHR
    position: str = ""
    # Another figure than the one that is shown.
    zahl: Zahl | None = None
    # The number of the Beleg, in the Belegliste of `ort`.
    beleg: str = ""
    zahlung: Zahlung | None = None


@dataclass(frozen=True, slots=True)
class Herkunftszeile:
    """A row of the sum; `zusatz` says the day, the paper or the reason."""

    text: str
    betrag: Betrag | None
    zusatz: str = ""
    ziel: Ziel | None = None


@dataclass(frozen=True, slots=True)
class Zustandekommen:
    """A figure with what it is made of; with `schritte` the rows are steps of a computation, not parts of a sum."""

    zahl: Zahl
    ort: Ort
    titel: str
    wer: str
    betrag: Betrag | None
    satz: str
    zeilen: tuple[Herkunftszeile, ...]
    schritte: bool = False
    position: str = ""

    @property
    def summe(self) -> Betrag:
        return summe(zeile.betrag for zeile in self.zeilen if zeile.betrag is not None)


_SAETZE: Mapping[Zahl, str] = {
    Zahl.BEANTRAGT: "Die Beträge der neuesten Fassung des Antrags.",
    Zahl.BEWILLIGT: "Die Aufteilung des geltenden Bescheids, verändert um die Umverteilungen bis zu diesem Tag.",
    Zahl.ZUGESAGT: "Was die geltende Weiterleitung oder Zuweisung aus Landesmitteln zusagt.",
    Zahl.AUSGEZAHLT: "Auszahlungen von Landesmitteln, abzüglich der Rückzahlungen im laufenden Jahr.",
    Zahl.FESTGESETZT: "Die Zuwendung nach der Prüfung, Empfänger für Empfänger auf den Cent gerundet.",
    Zahl.ERSTATTET: "Was Träger nach der Prüfung zurückgezahlt haben.",
    Zahl.RESTZAHLUNG: "Was die Stadt nach der Prüfung nachgezahlt hat.",
    Zahl.GEPLANT: "Die Ausgabepositionen des geltenden Finanzierungsplans.",
    Zahl.NACHGEWIESEN: "Die Belege der Empfänger; ohne Belegliste die angegebenen Summen.",
    Zahl.ANERKANNT: "Die nachgewiesenen Ausgaben, abzüglich dessen, was die Prüfung nicht anerkannt hat.",
    Zahl.LAND_BEWILLIGT: "Der Betrag des geltenden Zuwendungsbescheids.",
    Zahl.LAND_EINGEGANGEN: "Die Mittelabrufe, die das Land gezahlt hat.",
    Zahl.LAND_NACHGEWIESEN: "Die Zuwendung, wie die Stadt sie im Verwendungsnachweis angibt.",
    Zahl.LAND_ZURUECK: "Was die Stadt an das Land zurückgezahlt hat.",
}
_GANZ = {
    Zahl.GEPLANT_ZF: Zahl.GEPLANT,
    Zahl.NACHGEWIESEN_ZF: Zahl.NACHGEWIESEN,
    Zahl.ANERKANNT_ZF: Zahl.ANERKANNT,
}
_ARTEN = {
    Zahl.AUSGEZAHLT: summen.IM_LAUFENDEN_JAHR,
    Zahl.ERSTATTET: frozenset({Zahlungsart.ERSTATTUNG}),
    Zahl.RESTZAHLUNG: frozenset({Zahlungsart.RESTZAHLUNG}),
}


def explain(jahr: Jahr, zahl: Zahl, ort: Ort = GANZES_JAHR, position: str = "") -> Zustandekommen | None:
    """Return how a figure comes about; None where the year knows no such Maßnahme, recipient or Ausgabeposition."""
    massnahme = next((m for m in jahr.massnahmen if m.kennung == ort.kennung), None)
    if ort.kennung and massnahme is None:
        return None
    empfaenger = (
        next((e for e in massnahme.empfaenger if e.kuerzel == ort.kuerzel), None) if massnahme else None
    )
    if ort.kuerzel and empfaenger is None:
        return None
    if position:
        return _of_position(jahr, zahl, ort, empfaenger, position) if empfaenger else None
    amount = _amount(jahr, zahl, ort)
    rows, steps = _rows(jahr, zahl, ort, massnahme, empfaenger)
    words = [
        each for each in (massnahme.name if massnahme else "", empfaenger.name if empfaenger else "") if each
    ]
    return Zustandekommen(
        zahl=zahl,
        ort=ort,
        titel=TITEL[zahl],
        wer=", ".join(words) or f"Förderjahr {jahr.jahr}",
        betrag=amount,
        satz=_SAETZE[_GANZ.get(zahl, zahl)],
        # Not reached yet: what is there so far is not the figure.
        zeilen=rows if amount is not None or steps else (),
        schritte=steps,
    )


def _amount(jahr: Jahr, zahl: Zahl, ort: Ort) -> Betrag | None:
    if zahl in (Zahl.BEANTRAGT, Zahl.BEWILLIGT):
        # Nobody asked for a recipient's part of these; the whole Maßnahme is shown.
        return figure(jahr, zahl, Ort(ort.kennung))
    return figure(jahr, zahl, ort)


_Rows = tuple[tuple[Herkunftszeile, ...], bool]


def _rows(
    jahr: Jahr, zahl: Zahl, ort: Ort, massnahme: Massnahme | None, empfaenger: Empfaenger | None
) -> _Rows:
    if zahl in LAND:
        return tuple(_land(jahr, zahl)), False
    if massnahme is None:
        return tuple(_per_massnahme(jahr, zahl)), False
    if zahl in (Zahl.BEANTRAGT, Zahl.BEWILLIGT):
        return tuple(_papers(jahr, zahl, massnahme)), False
    if empfaenger is None:
        found = select_recipients(jahr, zahl, ort)
        if len(found) != 1:
            return tuple(_per_recipient(jahr, zahl, found)), False
        _, empfaenger = found[0]
        ort = Ort(massnahme.kennung, empfaenger.kuerzel)
    if zahl is Zahl.FESTGESETZT:
        return _bridge(jahr, empfaenger, ort), True
    return tuple(_own(jahr, zahl, empfaenger, ort)), False


def _per_massnahme(jahr: Jahr, zahl: Zahl) -> Iterable[Herkunftszeile]:
    for massnahme in jahr.massnahmen:
        ort = Ort(massnahme.kennung)
        amount = figure(jahr, zahl, ort)
        if amount is not None:
            yield Herkunftszeile(massnahme.name, amount, _names(massnahme), Ziel(Quelle.ZAHL, ort))


def _names(massnahme: Massnahme) -> str:
    return ", ".join(e.name for e in massnahme.empfaenger)


def _per_recipient(
    jahr: Jahr, zahl: Zahl, found: Iterable[tuple[Massnahme, Empfaenger]]
) -> Iterable[Herkunftszeile]:
    for massnahme, empfaenger in found:
        ort = Ort(massnahme.kennung, empfaenger.kuerzel)
        amount = figure(jahr, zahl, ort)
        if amount is not None:
            yield Herkunftszeile(empfaenger.name, amount, "", Ziel(Quelle.ZAHL, ort))


# -- The leg to the Land -------------------------------------------------------------------------------------------


def _land(jahr: Jahr, zahl: Zahl) -> Iterable[Herkunftszeile]:
    match zahl:
        case Zahl.LAND_BEWILLIGT:
            bescheid = jahr.bescheid
            if bescheid:
                zusatz = f"Bescheid vom {format_datum(bescheid.vom)}, Aktenzeichen {bescheid.aktenzeichen}"
                yield Herkunftszeile(
                    f"Fassung {bescheid.version}", bescheid.betrag, zusatz, Ziel(Quelle.BESCHEID)
                )
        case Zahl.LAND_NACHGEWIESEN:
            stated = jahr.nachweis_stadt
            if stated and stated.zuwendung_lt_abrechnung is not None:
                day = (
                    format_datum(stated.eingereicht_am) if stated.eingereicht_am else "noch nicht eingereicht"
                )
                yield Herkunftszeile(
                    "Zuwendung laut Abrechnung",
                    stated.zuwendung_lt_abrechnung,
                    day,
                    Ziel(Quelle.NACHWEIS_STADT),
                )
        case _:
            wanted = (
                Zahlungsart.MITTELABRUF if zahl is Zahl.LAND_EINGEGANGEN else Zahlungsart.RUECKZAHLUNG_LAND
            )
            for each in jahr.zahlungen_land:
                if each.art is wanted and each.datum <= jahr.am:
                    yield _payment(each, turned=wanted is Zahlungsart.RUECKZAHLUNG_LAND)


def _payment(zahlung: Zahlung, *, turned: bool, ort: Ort = GANZES_JAHR) -> Herkunftszeile:
    parts = [format_datum(zahlung.datum)]
    if zahlung.haushaltsjahr:
        parts.append(f"Haushalt {zahlung.haushaltsjahr}")
    if zahlung.bemerkung:
        parts.append(zahlung.bemerkung)
    amount = -zahlung.betrag if turned else zahlung.betrag
    return Herkunftszeile(
        label(zahlung.art), amount, ", ".join(parts), Ziel(Quelle.ZAHLUNGEN, ort, zahlung=zahlung)
    )


# -- Papers of a Maßnahme ------------------------------------------------------------------------------------------


def _papers(jahr: Jahr, zahl: Zahl, massnahme: Massnahme) -> Iterable[Herkunftszeile]:
    if zahl is Zahl.BEANTRAGT:
        antrag = jahr.antrag
        for position in antrag.positionen if antrag else ():
            if antrag and position.massnahme == massnahme.kennung:
                sent = f"versandt am {format_datum(antrag.versandt_am)}" if antrag.versandt_am else "Entwurf"
                text = f"Antrag, Fassung {antrag.version}"
                yield Herkunftszeile(text, position.betrag, sent, Ziel(Quelle.ANTRAG))
        return
    bescheid = jahr.bescheid
    if bescheid is None:
        return
    for aufteilung in bescheid.aufteilungen:
        if aufteilung.massnahme == massnahme.kennung:
            zusatz = f"Bescheid vom {format_datum(bescheid.vom)}"
            if aufteilung.position:
                zusatz += f", Position {aufteilung.position}"
            yield Herkunftszeile("Aufteilung des Bescheids", aufteilung.betrag, zusatz, Ziel(Quelle.BESCHEID))
    for umverteilung in jahr.umverteilungen:
        if umverteilung.massnahme == massnahme.kennung and umverteilung.vom <= jahr.am:
            zusatz = ", ".join(
                part for part in (format_datum(umverteilung.vom), umverteilung.beschluss) if part
            )
            yield Herkunftszeile("Umverteilung", umverteilung.betrag, zusatz, Ziel(Quelle.BESCHEID))


# -- What a recipient owns -----------------------------------------------------------------------------------------


def _own(jahr: Jahr, zahl: Zahl, empfaenger: Empfaenger, ort: Ort) -> Iterable[Herkunftszeile]:
    if zahl in _ARTEN:
        for each in summen.payments(empfaenger, jahr.am, arten=_ARTEN[zahl]):
            yield _payment(each, turned=zahl is Zahl.ERSTATTET, ort=ort)
    elif zahl is Zahl.ZUGESAGT:
        yield from _promises(jahr, empfaenger, ort)
    elif _GANZ.get(zahl, zahl) is Zahl.GEPLANT:
        plan = summen.plan(empfaenger, jahr.am)
        for p in plan.positionen if plan else ():
            amount = column(zahl, summen.Ausgaben(p.insgesamt, p.zuwendungsfaehig))
            yield Herkunftszeile(
                p.bezeichnung or p.code, amount, f"Position {p.code}", Ziel(Quelle.PLAN, ort)
            )
    else:
        recognised = _GANZ.get(zahl, zahl) is Zahl.ANERKANNT
        by_position = (summen.anerkannt_je_position if recognised else summen.nachgewiesen_je_position)(
            empfaenger
        )
        for code, ausgaben in by_position.items():
            name = position_name(empfaenger, jahr.am, code)
            yield Herkunftszeile(name, column(zahl, ausgaben), "", Ziel(Quelle.POSITION, ort, code))


def _promises(jahr: Jahr, empfaenger: Empfaenger, ort: Ort) -> Iterable[Herkunftszeile]:
    current = summen.promise(empfaenger, jahr.am)
    word = "Zuweisung" if empfaenger.is_stelle else "Weiterleitung"
    for zusage in current.zusagen if current else ():
        if current and zusage.herkunft is Mittelherkunft.LAND:
            day = f"vom {format_datum(current.vom)}" if current.vom else "ohne Datum"
            text = f"{word}, Fassung {current.version}"
            yield Herkunftszeile(text, zusage.betrag, day, Ziel(Quelle.WEITERLEITUNG, ort))


def _bridge(jahr: Jahr, empfaenger: Empfaenger, ort: Ort) -> tuple[Herkunftszeile, ...]:
    """Return the steps from the recognised Ausgaben to the Zuwendung, and what the decision states beside them."""
    computed, decided = summen.festsetzung(jahr, empfaenger), summen.festgesetzt(empfaenger)
    rows = [
        Herkunftszeile(
            step.text[:1].upper() + step.text[1:],
            step.betrag,
            "",
            Ziel(Quelle.ZAHL, ort, zahl=Zahl.ANERKANNT_ZF) if place == 0 else None,
        )
        for place, step in enumerate(computed.schritte if computed else ())
    ]
    if decided is not None:
        same = computed is not None and computed.betrag == decided
        zusatz = "" if same else "weicht von der Rechnung ab" if computed else "lässt sich nicht nachrechnen"
        rows.append(
            Herkunftszeile("Festgesetzt laut Entscheidung", decided, zusatz, Ziel(Quelle.NACHWEIS, ort))
        )
    return tuple(rows)


# -- Down to the Beleg ---------------------------------------------------------------------------------------------


def _of_position(
    jahr: Jahr, zahl: Zahl, ort: Ort, empfaenger: Empfaenger, position: str
) -> Zustandekommen | None:
    recognised = _GANZ.get(zahl, zahl) is Zahl.ANERKANNT
    figures = (summen.anerkannt_je_position if recognised else summen.nachgewiesen_je_position)(empfaenger)
    if position not in figures or zahl in ZUWENDUNG:
        return None
    amount = column(zahl, figures[position])
    judged = _judged(empfaenger) if recognised else {}
    parts = sorted(
        (t for t in empfaenger.belegteile if position in (t.position, _moved_to(t, judged))),
        key=lambda t: beleg_order(t.beleg.nr),
    )
    rows = [_beleg(zahl, part, position, judged, ort) for part in parts]
    rest = amount - summe(row.betrag for row in rows if row.betrag is not None)
    if rest or not rows:
        rows.append(_without_beleg(rest, recognised=recognised and bool(rows), ort=ort))
    name = position_name(empfaenger, jahr.am, position)
    return Zustandekommen(
        zahl=zahl,
        ort=ort,
        titel=f"{TITEL[zahl]}: {name}",
        wer=empfaenger.name,
        betrag=amount,
        satz=_SAETZE[_GANZ.get(zahl, zahl)],
        zeilen=tuple(rows),
        position=position,
    )


def _without_beleg(rest: Betrag, *, recognised: bool, ort: Ort) -> Herkunftszeile:
    if recognised:
        text, zusatz = "Kürzung der ganzen Ausgabeposition", "durch die Prüfung"
    else:
        text, zusatz = "Angegebene Summe", "Nachweis ohne Belegliste"
    return Herkunftszeile(text, rest, zusatz, Ziel(Quelle.NACHWEIS, ort))


_Judged = Mapping[tuple[str, str], Anerkennung]


def _judged(empfaenger: Empfaenger) -> _Judged:
    """Return what the check decided about single Belege, by Ausgabeposition and number."""
    rows = empfaenger.nachweis.anerkennungen if empfaenger.nachweis else ()
    return {(row.position, row.beleg_nr): row for row in rows if row.beleg_nr}


def _moved_to(teil: Belegteil, judged: _Judged) -> str:
    row = judged.get((teil.position, teil.beleg.nr))
    return row.umgeordnet_nach if row else ""


def _beleg(zahl: Zahl, teil: Belegteil, position: str, judged: _Judged, ort: Ort) -> Herkunftszeile:
    """Return a Beleg with what of it counts in the Ausgabeposition."""
    beleg = teil.beleg
    amount = column(zahl, summen.Ausgaben(teil.betrag, teil.zuwendungsfaehig))
    parts = [
        format_datum(beleg.zahlungsdatum) if beleg.zahlungsdatum else "",
        beleg.zahlungsempfaenger,
        beleg.zweck,
    ]
    row = judged.get((teil.position, beleg.nr))
    if row is not None:
        cut = teil.zuwendungsfaehig - row.anerkannt
        if cut:
            reason = label(row.grund) if row.grund else row.erlaeuterung or "ohne Grund"
            parts.append(f"{format_betrag(cut)} nicht anerkannt: {reason}")
        if cut and (zahl is Zahl.ANERKANNT_ZF or row.mindert_insgesamt):
            amount -= cut
        if row.umgeordnet_nach:
            here = teil.position == position
            amount = NULL if here else amount
            parts.append(
                f"umgeordnet {'nach' if here else 'aus'} {row.umgeordnet_nach if here else teil.position}"
            )
    target = Ziel(Quelle.BELEG, ort, teil.position, beleg=beleg.nr)
    return Herkunftszeile(f"Beleg {beleg.nr}", amount, ", ".join(p for p in parts if p), target)
