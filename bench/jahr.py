"""A Foerderjahr of any size that adds up, made from the example year: the same kinds of rows, only more of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from grants.config import BEISPIEL
from grants.domain.begriffe import (
    Ausgabenart,
    Fortsetzung,
    Kuerzungsgrund,
    Mittelherkunft,
    Nachweisart,
    NachweisStatus,
    TraegerArt,
    Zahlungsart,
)
from grants.domain.kette import NachweisStadt, Zahlung
from grants.domain.mappe import (
    Anerkanntart,
    AnerkanntZeile,
    BelegZeile,
    Bescheidart,
    BescheidZeile,
    EmpfaengerZeile,
    Jahresmappe,
    MassnahmeZeile,
    NachweisZeile,
    Planart,
    PlanZeile,
    TraegerZeile,
    ZahlungZeile,
    Zusageart,
    ZusageZeile,
)
from grants.domain.money import NULL, Betrag, Vomhundert, split, summe
from grants.imports.jahresmappe import read_jahresmappe

JAHR = 2023
# The day on which the example year makes sense.
AM = date(2024, 8, 31)
LANDESANTEIL = Vomhundert(800_000)
_LAND, _EIGEN = Mittelherkunft.LAND, Mittelherkunft.TRAEGER
_BESCHEID, _WEITERLEITUNG, _FREIGABE = date(2023, 3, 14), date(2023, 4, 3), date(2024, 6, 5)
_POSITIONEN = (
    ("PK", "Personalausgaben", Ausgabenart.PERSONAL),
    ("SA", "Sachausgaben", Ausgabenart.SACH),
)


@dataclass(frozen=True, slots=True)
class _Fall:
    """One Maßnahme with its one recipient: the amounts that all of its rows follow from."""

    nummer: int
    anzahl_belege: int

    @property
    def kennung(self) -> str:
        return f"massnahme-{self.nummer:04d}"

    @property
    def traeger(self) -> str:
        """Every tenth one is an office of the city; a Träger carries about three."""
        return f"stelle-{self.nummer // 30}" if self.is_stelle else f"traeger-{self.nummer // 3}"

    @property
    def is_stelle(self) -> bool:
        return self.nummer % 10 == 0

    @property
    def gesamt(self) -> Betrag:
        return Betrag(10_000_00 + self.nummer % 40 * 500_00)

    @property
    def land(self) -> Betrag:
        return LANDESANTEIL.of(self.gesamt)

    @property
    def kuerzung(self) -> Betrag:
        """Every fifth proof is cut, so that there is something to settle."""
        return Betrag(100_00) if self.nummer % 5 == 4 else NULL

    @property
    def anerkannt(self) -> Betrag:
        return self.gesamt - self.kuerzung

    @property
    def festgesetzt(self) -> Betrag:
        return LANDESANTEIL.of(self.anerkannt)

    @property
    def positionen(self) -> list[Betrag]:
        return split(self.gesamt, (7, 3))


def read_beispiel() -> Jahresmappe:
    """Return the example year as it is."""
    return read_jahresmappe(BEISPIEL / f"jahr-{JAHR}.xlsx")


def make_mappe(massnahmen: int, *, belege: int) -> Jahresmappe:
    """Return a year of so many Maßnahmen with so many Belege each (at least two), checked and settled.

    Every figure that a rule compares agrees.
    """
    beispiel = read_beispiel()
    faelle = [_Fall(nummer, belege) for nummer in range(massnahmen)]
    land, festgesetzt = summe(f.land for f in faelle), summe(f.festgesetzt for f in faelle)
    return replace(
        beispiel,
        parameter=tuple(
            replace(each, wert=land) if each.schluessel == "zugeteilte_mittel" else each
            for each in beispiel.parameter
        ),
        traeger=_traeger(faelle),
        massnahmen=tuple(_massnahme(fall) for fall in faelle),
        empfaenger=tuple(EmpfaengerZeile(fall.kennung, fall.traeger, fall.land) for fall in faelle),
        antraege=tuple(replace(each, genannt=land) for each in beispiel.antraege),
        plaene=tuple(row for fall in faelle for row in _plan(fall)),
        texte=tuple(each for each in beispiel.texte if not each.kennung),
        bescheide=(
            BescheidZeile(1, Bescheidart.BESCHEID, land, _BESCHEID, _BESCHEID, "Beispiel-LJA"),
            *(BescheidZeile(1, Bescheidart.AUFTEILUNG, f.land, massnahme=f.kennung) for f in faelle),
        ),
        zusagen=tuple(_zusage(fall) for fall in faelle),
        zahlungen=tuple(row for fall in faelle for row in _zahlungen(fall)),
        zahlungen_land=_zahlungen_land(land, festgesetzt),
        einnahmen=(),
        belege=tuple(row for fall in faelle for row in make_belege(fall)),
        nachweise=tuple(_nachweis(fall) for fall in faelle),
        anerkannt=tuple(row for fall in faelle for row in _anerkannt(fall)),
        nachweis_stadt=NachweisStadt(
            zuwendung_lt_abrechnung=festgesetzt,
            zuwendungsfaehig_lt_abrechnung=summe(fall.anerkannt for fall in faelle),
            eingereicht_am=date(2024, 6, 28),
        ),
    )


def _traeger(faelle: Sequence[_Fall]) -> tuple[TraegerZeile, ...]:
    kinds = {fall.traeger: fall.is_stelle for fall in faelle}
    return tuple(
        TraegerZeile(kuerzel, f"Beispiel {kuerzel}", TraegerArt.STAEDTISCHE_STELLE)
        if is_stelle
        else TraegerZeile(kuerzel, f"Beispiel {kuerzel} e. V.", TraegerArt.FREIER_TRAEGER)
        for kuerzel, is_stelle in kinds.items()
    )


def _massnahme(fall: _Fall) -> MassnahmeZeile:
    return MassnahmeZeile(
        fall.kennung,
        f"Beispielmaßnahme {fall.nummer} für Familien im Stadtteil",
        handlungsfeld="V",
        handlungsfeld_land=1 + fall.nummer % 6,
        fortsetzung=Fortsetzung.UNVERAENDERT,
        beginn=date(2023, 1, 1),
        land_beantragen=True,
        beantragt=fall.land,
    )


def _plan(fall: _Fall) -> Iterator[PlanZeile]:
    for (code, bezeichnung, art), betrag in zip(_POSITIONEN, fall.positionen, strict=True):
        yield PlanZeile(
            fall.kennung,
            fall.traeger,
            1,
            Planart.AUSGABE,
            position=code,
            bezeichnung=bezeichnung,
            ausgabenart=art,
            insgesamt=betrag,
            zuwendungsfaehig=betrag,
        )
    for herkunft, betrag in ((_LAND, fall.land), (_EIGEN, fall.gesamt - fall.land)):
        yield PlanZeile(
            fall.kennung, fall.traeger, 1, Planart.DECKUNGSMITTEL, herkunft=herkunft, betrag=betrag
        )


def _zusage(fall: _Fall) -> ZusageZeile:
    order = ZusageZeile(
        fall.kennung,
        fall.traeger,
        1,
        Zusageart.ZUWEISUNG,
        _LAND,
        fall.land,
        wirksam_ab=_WEITERLEITUNG,
        vom=_WEITERLEITUNG,
        landesanteil=LANDESANTEIL,
    )
    if fall.is_stelle:
        return order
    return replace(
        order,
        art=Zusageart.WEITERLEITUNG,
        vertrag=False,
        aktenzeichen=f"Beispiel-51-2023-{fall.nummer}",
        bekannt_gegeben_am=date(2023, 4, 6),
        rechtsbehelfsverzicht_am=date(2023, 4, 12),
        bestandskraeftig_ab=date(2023, 4, 12),
        nachweisart=Nachweisart.MIT_BELEGLISTE,
    )


def _zahlungen(fall: _Fall) -> Iterator[ZahlungZeile]:
    if fall.is_stelle:
        return
    for tag, betrag in zip((date(2023, 5, 15), date(2023, 9, 15)), split(fall.land, (1, 1)), strict=True):
        yield ZahlungZeile(fall.kennung, fall.traeger, tag, betrag, _LAND, Zahlungsart.AUSZAHLUNG, 2023)
    if back := fall.land - fall.festgesetzt:
        tag = date(2024, 7, 5)
        yield ZahlungZeile(fall.kennung, fall.traeger, tag, -back, _LAND, Zahlungsart.ERSTATTUNG, 2024)


def _zahlungen_land(land: Betrag, festgesetzt: Betrag) -> tuple[Zahlung, ...]:
    drawn = Zahlung(date(2023, 5, 10), land, _LAND, Zahlungsart.MITTELABRUF, 2023, "Mittelabruf")
    if land == festgesetzt:
        return (drawn,)
    back = Zahlung(date(2024, 8, 30), festgesetzt - land, _LAND, Zahlungsart.RUECKZAHLUNG_LAND, 2024)
    return (drawn, back)


def make_belege(fall: _Fall) -> Iterator[BelegZeile]:
    """Yield the Belege of a Maßnahme, half of them for each Ausgabeposition."""
    number = 0
    for (code, bezeichnung, _), planned in zip(_POSITIONEN, fall.positionen, strict=True):
        count = (fall.anzahl_belege + 1) // 2 if code == "PK" else fall.anzahl_belege // 2
        for betrag in split(planned, (1,) * count):
            number += 1
            day = date(2023, 1, 9) + timedelta(days=number * 7 % 340)
            yield BelegZeile(
                fall.kennung,
                fall.traeger,
                _beleg_nr(fall, number),
                code,
                betrag,
                betrag,
                rechnungsnummer=f"RE-{fall.nummer}-{number}",
                rechnungsdatum=day,
                zahlungsdatum=day + timedelta(days=14),
                zahlungsempfaenger=f"Beispiel Lieferbetrieb {number % 97}",
                zweck=f"{bezeichnung}, Beispielbeleg {number} für die Gruppen vor Ort",
                gezahlt=betrag,
                leistung_von=day - timedelta(days=7),
                leistung_bis=day,
            )


def _beleg_nr(fall: _Fall, number: int) -> str:
    return f"{fall.nummer}-{number}"


def _nachweis(fall: _Fall) -> NachweisZeile:
    proof = NachweisZeile(
        fall.kennung,
        fall.traeger,
        NachweisStatus.FREIGEGEBEN,
        eingereicht_am=date(2024, 3, 15),
        rechtsverbindlich_am=date(2024, 3, 15),
        geprueft_am=date(2024, 5, 29),
        freigegeben_am=_FREIGABE,
        festgesetzt=fall.festgesetzt,
    )
    back = fall.land - fall.festgesetzt
    if fall.is_stelle or not back:
        return proof
    return replace(
        proof, schlussmitteilung_am=date(2024, 6, 10), erstattung_gefordert=back, faellig_am=date(2024, 7, 31)
    )


def _anerkannt(fall: _Fall) -> Iterator[AnerkanntZeile]:
    for (code, _, _), betrag in zip(_POSITIONEN, fall.positionen, strict=True):
        yield AnerkanntZeile(fall.kennung, fall.traeger, Anerkanntart.ANGABE, code, betrag, betrag)
    if fall.kuerzung:
        yield AnerkanntZeile(
            fall.kennung,
            fall.traeger,
            Anerkanntart.ANERKENNUNG,
            "SA",
            anerkannt=fall.positionen[1] - fall.kuerzung,
            mindert_insgesamt=False,
            grund=Kuerzungsgrund.NICHT_ZUWENDUNGSFAEHIG,
            erlaeuterung="Bewirtung, nach dem Bescheid nicht zuwendungsfähig",
        )
