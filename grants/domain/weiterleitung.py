"""What is entered of a Weiterleitung or a Zuweisung, whether it makes sense, and how two versions differ.

Sources: VV zu § 44 LHO Nr. 4 (content of a Bescheid), Nr. 7.1 (paid once it can no longer be challenged), Nr. 12
(Weiterleitung); § 54 VwVfG NRW (Vertrag instead); each to be checked against the Bescheid of the Land.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.domain.begriffe import Finanzierungsart, Mittelherkunft, Nachweisart, label
from grants.domain.errors import Violation
from grants.domain.fristen import bestandskraft, format_datum
from grants.domain.kette import Zusage
from grants.domain.money import NULL, Betrag, format_betrag, format_vomhundert, summe

# Purses out of which a city promises money; what a Träger brings itself is in its Finanzierungsplan.
AUS_DER_STADT = (Mittelherkunft.LAND, Mittelherkunft.STADT, Mittelherkunft.BUND)


class Zusagestand(StrEnum):
    """How far the promise to one recipient has come."""

    OFFEN = "offen"
    ENTWURF = "entwurf"
    AUSGESTELLT = "ausgestellt"
    BEKANNT_GEGEBEN = "bekannt_gegeben"
    BESTANDSKRAEFTIG = "bestandskraeftig"
    ZUGEWIESEN = "zugewiesen"


STAND_LABEL = {
    Zusagestand.OFFEN: "noch nichts zugesagt",
    Zusagestand.ENTWURF: "eingetragen",
    Zusagestand.AUSGESTELLT: "ausgestellt",
    Zusagestand.BEKANNT_GEGEBEN: "bekannt gegeben",
    Zusagestand.BESTANDSKRAEFTIG: "bestandskräftig",
    Zusagestand.ZUGEWIESEN: "intern zugewiesen",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """An instalment of the Zahlungsplan."""

    faellig_am: date
    herkunft: Mittelherkunft
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Bekanntgabe:
    """When the recipient got it; a day of Bestandskraft that is not entered is computed."""

    bekannt_gegeben_am: date | None = None
    rechtsbehelfsverzicht_am: date | None = None
    bestandskraeftig_ab: date | None = None

    @property
    def bestandskraft(self) -> date | None:
        """The day from which on it may be paid: as entered, else as computed."""
        return self.bestandskraeftig_ab or bestandskraft(
            self.bekannt_gegeben_am, self.rechtsbehelfsverzicht_am
        )


@dataclass(frozen=True, slots=True)
class Zusageangaben:
    """What stands in a Weiterleitung; a Zuweisung leaves out what only somebody else is told."""

    zusagen: tuple[Zusage, ...]
    vom: date | None = None
    wirksam_ab: date | None = None
    bewilligung_von: date | None = None
    bewilligung_bis: date | None = None
    nachweis_bis: date | None = None
    # Version of the Finanzierungsplan that binds the recipient.
    plan_version: int | None = None
    bemerkung: str = ""
    vertrag: bool = False
    aktenzeichen: str = ""
    nachweisart: Nachweisart = Nachweisart.MIT_BELEGLISTE
    raten: tuple[Rate, ...] = ()

    @property
    def summe(self) -> Betrag:
        return summe(zusage.betrag for zusage in self.zusagen)

    @property
    def summe_land(self) -> Betrag:
        return summe(zusage.betrag for zusage in self.zusagen if zusage.herkunft is Mittelherkunft.LAND)


def stand_of(
    *, da: bool, is_stelle: bool, ausgestellt: bool, bekanntgabe: Bekanntgabe, am: date
) -> Zusagestand:
    """Return how far the newest version has come on a day."""
    if not da:
        return Zusagestand.OFFEN
    if is_stelle:
        return Zusagestand.ZUGEWIESEN
    final = bekanntgabe.bestandskraft
    if final is not None and final <= am:
        return Zusagestand.BESTANDSKRAEFTIG
    if bekanntgabe.bekannt_gegeben_am is not None:
        return Zusagestand.BEKANNT_GEGEBEN
    return Zusagestand.AUSGESTELLT if ausgestellt else Zusagestand.ENTWURF


def check_angaben(angaben: Zusageangaben, *, folgt_auf: date | None, is_folge: bool) -> list[Violation]:
    """Return everything in the input that cannot be; `folgt_auf` is when the version before took effect."""
    return [
        *_check_zusagen(angaben.zusagen),
        *_check_tage(angaben, folgt_auf, is_folge=is_folge),
        *_check_raten(angaben),
    ]


def _check_zusagen(zusagen: Sequence[Zusage]) -> Iterator[Violation]:
    if not any(zusage.betrag > NULL for zusage in zusagen):
        yield Violation("betrag_fehlt", "Bitte geben Sie mindestens einen Betrag an.", feld="betrag_land")
    for zusage in zusagen:
        where = f"_{zusage.herkunft}"
        if zusage.betrag < NULL:
            yield Violation(
                "betrag_negativ", "Bitte geben Sie den Betrag ohne Minus an.", feld=f"betrag{where}"
            )
        if zusage.landesanteil is not None and zusage.finanzierungsart is not Finanzierungsart.ANTEIL:
            yield Violation(
                "landesanteil_ohne_anteil",
                "Einen Anteil in v. H. gibt es nur bei der Anteilfinanzierung. Bitte wählen Sie diese oder leeren "
                "Sie das Feld.",
                feld=f"anteil{where}",
            )
        if zusage.landesanteil is not None and not 0 < zusage.landesanteil.teile <= 1_000_000:
            yield Violation(
                "landesanteil_unmoeglich",
                "Bitte geben Sie einen Anteil über 0 und höchstens 100 v. H. an.",
                feld=f"anteil{where}",
            )


def _check_tage(angaben: Zusageangaben, folgt_auf: date | None, *, is_folge: bool) -> Iterator[Violation]:
    von, bis = angaben.bewilligung_von, angaben.bewilligung_bis
    if von and bis and bis < von:
        yield Violation(
            "bewilligung_bis_vor_von",
            "Der Bewilligungszeitraum endet vor seinem Beginn. Bitte prüfen Sie beide Tage.",
            feld="bewilligung_bis",
        )
    if is_folge and angaben.wirksam_ab is None:
        yield Violation("wirksam_fehlt", "Bitte geben Sie an, ab wann die Änderung gilt.", feld="wirksam_ab")
    if folgt_auf and angaben.wirksam_ab and angaben.wirksam_ab < folgt_auf:
        yield Violation(
            "wirksam_vor_voriger",
            f"Die vorige Fassung gilt ab {format_datum(folgt_auf)}. Bitte geben Sie diesen oder einen Tag danach an.",
            feld="wirksam_ab",
        )


def _check_raten(angaben: Zusageangaben) -> Iterator[Violation]:
    promised = {zusage.herkunft: zusage.betrag for zusage in angaben.zusagen}
    planned: dict[Mittelherkunft, Betrag] = {}
    for rate in angaben.raten:
        planned[rate.herkunft] = planned.get(rate.herkunft, NULL) + rate.betrag
        if rate.betrag <= NULL:
            yield Violation(
                "rate_nicht_positiv",
                f"Die Rate am {format_datum(rate.faellig_am)} hat keinen Betrag über 0. Bitte berichtigen.",
                feld="raten",
            )
    for herkunft, total in planned.items():
        if total != promised.get(herkunft, NULL):
            yield Violation(
                "raten_summe",
                f"Die Raten ({label(herkunft)}) ergeben {format_betrag(total)}, zugesagt sind "
                f"{format_betrag(promised.get(herkunft, NULL))}. Bitte gleichen Sie beides an.",
                feld="raten",
            )


def check_bekanntgabe(angaben: Bekanntgabe, *, vom: date | None) -> list[Violation]:
    """Return everything in the days of the Bekanntgabe that cannot be."""
    known, given_up, final = (
        angaben.bekannt_gegeben_am,
        angaben.rechtsbehelfsverzicht_am,
        angaben.bestandskraeftig_ab,
    )
    found = []
    if known is None and (given_up or final):
        found.append(
            Violation(
                "bekanntgabe_fehlt",
                "Bitte geben Sie zuerst an, wann der Empfänger die Weiterleitung bekommen hat.",
                feld="bekannt_gegeben_am",
            )
        )
    if known and vom and known < vom:
        found.append(
            Violation(
                "bekanntgabe_vor_datum",
                f"Die Weiterleitung ist vom {format_datum(vom)}; früher kann sie nicht bekannt gegeben sein. Bitte "
                "prüfen Sie den Tag.",
                feld="bekannt_gegeben_am",
            )
        )
    if known and final and final < known:
        found.append(
            Violation(
                "bestandskraft_vor_bekanntgabe",
                "Bestandskräftig wird sie frühestens am Tag der Bekanntgabe. Bitte prüfen Sie den Tag.",
                feld="bestandskraeftig_ab",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Unterschied:
    """What one version says otherwise than the one before."""

    feld: str
    alt: str
    neu: str


def compare(alt: Zusageangaben, neu: Zusageangaben) -> tuple[Unterschied, ...]:
    """Return what changed from one version to the next, in words."""
    old, new = dict(_words(alt)), dict(_words(neu))
    return tuple(
        Unterschied(feld, old.get(feld, ""), new.get(feld, ""))
        for feld in dict.fromkeys([*old, *new])
        if old.get(feld, "") != new.get(feld, "")
    )


def _words(a: Zusageangaben) -> Iterator[tuple[str, str]]:
    for zusage in a.zusagen:
        art = f", {label(zusage.finanzierungsart)}" if zusage.finanzierungsart else ""
        share = f" mit {format_vomhundert(zusage.landesanteil)} v. H." if zusage.landesanteil else ""
        yield label(zusage.herkunft), f"{format_betrag(zusage.betrag)}{art}{share}"
    yield "Zusammen", format_betrag(a.summe)
    yield "Form", "Vertrag" if a.vertrag else "Bescheid"
    yield "Aktenzeichen", a.aktenzeichen
    yield "Vom", _day(a.vom)
    yield "Gilt ab", _day(a.wirksam_ab)
    yield "Bewilligungszeitraum", _span(a.bewilligung_von, a.bewilligung_bis)
    yield "Finanzierungsplan", f"Version {a.plan_version}" if a.plan_version else ""
    yield "Nachweis bis", _day(a.nachweis_bis)
    yield "Nachweisart", label(a.nachweisart)
    yield "Zahlungsplan", raten_wort(a.raten)
    yield "Bemerkung", a.bemerkung


def raten_wort(raten: Iterable[Rate]) -> str:
    """Return the Zahlungsplan in one line."""
    return "; ".join(
        f"{format_datum(r.faellig_am)}: {format_betrag(r.betrag)} ({label(r.herkunft)})" for r in raten
    )


def _day(tag: date | None) -> str:
    return format_datum(tag) if tag else ""


def _span(von: date | None, bis: date | None) -> str:
    return f"{_day(von) or '?'} bis {_day(bis) or '?'}" if von or bis else ""
