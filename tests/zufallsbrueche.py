"""Ways to break a year by chance in exactly one figure, and which Prüfregeln have to say so.

`rot` must be red. `folgen` may be: rules that look at the same figure from another side, each with its reason.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from grants.domain import begriffe as g
from grants.domain import mappe as m
from grants.domain.begriffe import Finanzierungsart, Zahlungsart
from grants.domain.kette import Umverteilung, Zahlung
from grants.domain.money import Betrag, Vomhundert
from tests.nachrechnung import LAND, Paar
from tests.zufallsjahre import ANPASSUNG_AB, BESCHEID_VOM, STADT, TRAEGER, Zufallsjahr, zufallsjahr

CENT = Betrag(1)
# Returns the broken year, or None where this year has nothing of the kind to break.
Griff = Callable[[Zufallsjahr, random.Random], Zufallsjahr | None]


@dataclass(frozen=True)
class Bruch:
    name: str
    griff: Griff
    rot: frozenset[str]
    folgen: frozenset[str] = frozenset()


BRUECHE: list[Bruch] = []


def bruch(*rot: str, folgen: Iterable[str] = ()) -> Callable[[Griff], Griff]:
    def add(griff: Griff) -> Griff:
        BRUECHE.append(Bruch(griff.__name__, griff, frozenset(rot), frozenset(folgen)))
        return griff

    return add


def breche(jahr: Zufallsjahr, nummer: int) -> tuple[Zufallsjahr, Bruch]:
    """Return the year broken in one way: that of the number, or the next one that it has something for."""
    chance = random.Random(jahr.seed)  # noqa: S311 - examples, not secrets
    for place in range(len(BRUECHE)):
        wanted = BRUECHE[(nummer + place) % len(BRUECHE)]
        broken = wanted.griff(jahr, chance)
        if broken is not None:
            return broken, wanted
    raise AssertionError("nothing in this year can be broken")


@cache
def gebrochen(seed: int) -> tuple[Zufallsjahr, Bruch]:
    """Return the year of a seed broken in the way that falls to it; over all seeds every way comes up."""
    return breche(zufallsjahr(seed), 18 * seed + 16)


def _change(
    jahr: Zufallsjahr, sheet: str, chance: random.Random, wanted: Callable[[Any], bool], **values: Any
) -> Zufallsjahr | None:
    """Return the year with one row changed, of those that are wanted; a value may be a function of the row."""
    rows = list(getattr(jahr.mappe, sheet))
    places = [place for place, row in enumerate(rows) if wanted(row)]
    if not places:
        return None
    place = chance.choice(places)
    new = {name: value(rows[place]) if callable(value) else value for name, value in values.items()}
    rows[place] = replace(rows[place], **new)
    return jahr.mit(**{sheet: tuple(rows)})


def _stadt(jahr: Zufallsjahr, **values: Any) -> Zufallsjahr | None:
    if not jahr.is_abgerechnet:
        return None
    stated = {name: value(getattr(jahr.mappe.nachweis_stadt, name)) for name, value in values.items()}
    return jahr.mit(nachweis_stadt=replace(jahr.mappe.nachweis_stadt, **stated))


def _more(row: Any) -> Betrag:
    return row.betrag + CENT


def _paar(row: Any) -> Paar:
    return row.massnahme, row.empfaenger


def _without_fehlbedarf(jahr: Zufallsjahr) -> set[Paar]:
    """Return everybody whose bridge does not look at the plan, so that a plan may change alone."""
    year = {wert.schluessel: wert.wert for wert in jahr.mappe.parameter}.get("finanzierungsart")
    kinds = {_paar(z): z.finanzierungsart or year for z in jahr.mappe.zusagen if z.herkunft is LAND}
    return {paar for paar, art in kinds.items() if art is not Finanzierungsart.FEHLBEDARF}


def _whole(jahr: Zufallsjahr) -> set[str]:
    """Return the Maßnahmen with one recipient who needs no share: their amount may change alone."""
    sheets = jahr.mappe.empfaenger
    kennungen = [row.massnahme for row in sheets]
    return {row.massnahme for row in sheets if row.anteil is None and kennungen.count(row.massnahme) == 1} - {
        row.kennung for row in jahr.mappe.massnahmen if row.land_beantragen is False
    }


def _is_last(rows: Iterable[Any], row: Any, am: date) -> bool:
    """Whether a row belongs to the version in force of its paper."""
    valid = [r.version for r in rows if _paar(r) == _paar(row) and (r.wirksam_ab or am) <= am]
    return bool(row.version == max(valid, default=None))


# -- Antrag and plans ------------------------------------------------------------------------------------------


@bruch("summe_antrag")
def ein_cent_mehr_in_der_genannten_summe(jahr, chance):
    newest = max(row.version for row in jahr.mappe.antraege)
    return _change(
        jahr, "antraege", chance, lambda r: r.version == newest, genannt=lambda r: r.genannt + CENT
    )


@bruch("plan_ausgeglichen", "plan_zuwendungsfaehig")
def ein_cent_mehr_deckungsmittel(jahr, chance):
    """The lines of the Antrag come from the same plans."""
    paare, plaene = _without_fehlbedarf(jahr), jahr.mappe.plaene
    eigen = {z.herkunft: z.zeile for z in jahr.mappe.zuordnungen}[TRAEGER]
    if eigen is not g.Antragszeile.EIGENANTEIL:
        return None
    return _change(
        jahr,
        "plaene",
        chance,
        lambda r: r.herkunft is TRAEGER and _paar(r) in paare and _is_last(plaene, r, jahr.am),
        betrag=_more,
    )


@bruch("plan_deckt_betrag")
def der_plan_deckt_einen_cent_weniger_landesmittel(jahr, chance):
    paare, plaene = _without_fehlbedarf(jahr), jahr.mappe.plaene
    city = {_paar(r) for r in plaene if r.herkunft is STADT and _is_last(plaene, r, jahr.am)}
    found = _change(
        jahr,
        "plaene",
        chance,
        lambda r: r.herkunft is LAND and _paar(r) in paare & city and _is_last(plaene, r, jahr.am),
        betrag=lambda r: r.betrag - CENT,
    )
    if found is None:
        return None
    [less] = [row for row, old in zip(found.mappe.plaene, plaene, strict=True) if row != old]
    return _change(
        found,
        "plaene",
        chance,
        lambda r: r.herkunft is STADT and _paar(r) == _paar(less) and r.version == less.version,
        betrag=_more,
    )


@bruch("plan_zuwendungsfaehig")
def mehr_zuwendungsfaehig_als_insgesamt(jahr, chance):
    paare, plaene = _without_fehlbedarf(jahr), jahr.mappe.plaene
    return _change(
        jahr,
        "plaene",
        chance,
        lambda r: r.position and _paar(r) in paare and _is_last(plaene, r, jahr.am),
        zuwendungsfaehig=lambda r: r.insgesamt + CENT,
    )


@bruch("foerderquote", folgen=["festsetzung"])
def der_landesanteil_ist_zu_klein(jahr, chance):
    """Who has no kind of its own is festgesetzt by the share of the year, too."""
    return _change(
        jahr,
        "parameter",
        chance,
        lambda r: r.schluessel == "landesanteil",
        wert=Vomhundert(10_000),
    )


@bruch("massnahmebeginn")
def eine_neue_massnahme_beginnt_vor_dem_bescheid(jahr, chance):
    return _change(
        jahr,
        "massnahmen",
        chance,
        lambda r: r.beginn is not None,
        beginn=BESCHEID_VOM - timedelta(days=1),
    )


# -- Bescheid and what is passed on ----------------------------------------------------------------------------


@bruch("summe_bescheid")
def der_bescheid_lautet_ueber_einen_cent_mehr(jahr, chance):
    """More than was divided; what is not drawn grows with it, so nothing else differs."""
    newest = max(row.version for row in jahr.mappe.bescheide)
    return _change(
        jahr,
        "bescheide",
        chance,
        lambda r: r.art is m.Bescheidart.BESCHEID and r.version == newest,
        betrag=_more,
    )


@bruch("summe_bescheid")
def eine_position_des_bescheids_ist_um_einen_cent_hoeher(jahr, chance):
    newest = max(row.version for row in jahr.mappe.bescheide)
    return _change(
        jahr,
        "bescheide",
        chance,
        lambda r: r.art is m.Bescheidart.POSITION and r.version == newest,
        betrag=_more,
    )


@bruch("umverteilung", folgen=["weiterleitung"])
def eine_umverteilung_geht_nicht_auf(jahr, chance):
    """More was given away than came in; what was promised to the giver may be too much then."""
    whole = _whole(jahr)
    return _change(
        jahr,
        "umverteilungen",
        chance,
        lambda r: r.massnahme in whole and r.vom == ANPASSUNG_AB,
        betrag=lambda r: r.betrag - CENT if r.betrag != CENT else r.betrag + CENT,
    )


@bruch("umverteilung")
def der_umverteilung_fehlt_die_zustimmung(jahr, chance):
    positions = {
        row.massnahme: row.position for row in jahr.mappe.bescheide if row.art is m.Bescheidart.AUFTEILUNG
    }
    moved = [row for row in jahr.mappe.umverteilungen if row.vom == ANPASSUNG_AB]
    if len({positions[row.massnahme] for row in moved}) < 2:
        return None
    return _change(jahr, "umverteilungen", chance, lambda r: r.vom == ANPASSUNG_AB, zustimmung_am=None)


@bruch("weiterleitung", folgen=["empfaenger_anteile"])
def ein_cent_mehr_weitergeleitet_als_bewilligt(jahr, chance):
    """A cent is moved to another Maßnahme after all of it was promised; shares no longer add up, either."""
    soll = jahr.soll
    full = [k for k, cents in soll.bewilligt.items() if cents and cents == soll.zugesagt(k)]
    others = sorted(set(soll.bewilligt) - set(full[:1]))
    if not full or not others:
        return None
    day = ANPASSUNG_AB + timedelta(days=1)
    moves = tuple(
        Umverteilung(kennung, betrag, day, day, "Beispielbeschluss")
        for kennung, betrag in ((full[0], -CENT), (chance.choice(others), CENT))
    )
    return jahr.mit(umverteilungen=(*jahr.mappe.umverteilungen, *moves))


@bruch("empfaenger_anteile")
def ein_anteil_fehlt(jahr, chance):
    kennungen = [row.massnahme for row in jahr.mappe.empfaenger]
    return _change(
        jahr,
        "empfaenger",
        chance,
        lambda r: r.anteil is not None and kennungen.count(r.massnahme) > 1,
        anteil=None,
    )


@bruch("empfaenger_anteile")
def ein_anteil_ist_um_einen_cent_hoeher(jahr, chance):
    return _change(
        jahr, "empfaenger", chance, lambda r: r.anteil is not None, anteil=lambda r: r.anteil + CENT
    )


# -- Payments --------------------------------------------------------------------------------------------------


@bruch("auszahlung")
def an_einem_tag_ist_ein_cent_zu_viel_ausgezahlt(jahr, chance):
    """It came back the next day, so the sums at the end are those of before."""
    soll = jahr.soll
    traeger = [
        (paar, cents) for paar, cents in soll.empfaenger.items() if not cents.is_stelle and cents.zugesagt
    ]
    if not traeger:
        return None
    paar, cents = chance.choice(traeger)
    settled = (cents.ausgezahlt or 0) - (cents.erstattet or 0) + (cents.restzahlung or 0)
    # After everything else was paid, whatever that was.
    day = date(2024, 11, 4) if jahr.is_abgerechnet else date(2024, 4, 2)
    too_much = Betrag((cents.zugesagt or 0) - settled + 1)
    rows = (
        m.ZahlungZeile(*paar, day, too_much, LAND, Zahlungsart.AUSZAHLUNG, day.year),
        m.ZahlungZeile(*paar, day + timedelta(days=1), -too_much, LAND, Zahlungsart.RUECKZAHLUNG, day.year),
    )
    return jahr.mit(zahlungen=(*jahr.mappe.zahlungen, *rows))


@bruch("auszahlung", folgen=["summe_nachweis"])
def aus_einer_anderen_kasse_ist_mehr_gezahlt_als_zugesagt(jahr, chance):
    """Nobody promised it, and the ledger that is stated does not know of it."""
    promised = {_paar(z) for z in jahr.mappe.zusagen if z.herkunft is STADT}
    traeger = [
        p for p, c in jahr.soll.empfaenger.items() if not c.is_stelle and c.zugesagt and p not in promised
    ]
    if not traeger:
        return None
    day = date(2023, 10, 2)
    row = m.ZahlungZeile(*chance.choice(traeger), day, CENT, STADT, Zahlungsart.AUSZAHLUNG, day.year)
    return jahr.mit(zahlungen=(*jahr.mappe.zahlungen, row))


@bruch("eingang_land", folgen=["verbleib"])
def vom_land_kam_ein_cent_mehr_als_bewilligt(jahr, chance):
    """What came in beyond the Bescheid is part of the Verbleib, too."""
    soll = jahr.soll
    too_much = Betrag((soll.bescheid or 0) - soll.eingegangen + soll.zurueckgezahlt + 1)
    row = Zahlung(date(2023, 11, 6), too_much, LAND, Zahlungsart.MITTELABRUF, 2023)
    return jahr.mit(zahlungen_land=(*jahr.mappe.zahlungen_land, row))


# -- Proof -----------------------------------------------------------------------------------------------------


@bruch("belege_summe")
def die_angegebene_summe_ist_um_einen_cent_hoeher(jahr, chance):
    lump = {(_paar(b), b.position) for b in jahr.mappe.belege if b.art is g.Belegart.PAUSCHALE}
    proved = {(_paar(b), b.position) for b in jahr.mappe.belege} - lump
    return _change(
        jahr,
        "anerkannt",
        chance,
        lambda r: r.art is m.Anerkanntart.ANGABE and (_paar(r), r.position) in proved,
        insgesamt=lambda r: r.insgesamt + CENT,
    )


@bruch("belege_summe")
def eine_pauschale_steht_in_den_summen_und_nicht_in_der_belegliste(jahr, chance):
    """It would be in no figure of the check."""
    paare = {_paar(b) for b in jahr.mappe.belege}
    named = {(_paar(r), r.position) for r in (*jahr.mappe.belege, *jahr.mappe.anerkannt)}
    free = [
        r
        for r in jahr.mappe.plaene
        if r.ausgabenart is g.Ausgabenart.PAUSCHALE
        and _paar(r) in paare
        and (_paar(r), r.position) not in named
        and _is_last(jahr.mappe.plaene, r, jahr.am)
    ]
    if not free:
        return None
    row = chance.choice(free)
    stated = m.AnerkanntZeile(
        *_paar(row), m.Anerkanntart.ANGABE, row.position, insgesamt=CENT, zuwendungsfaehig=CENT
    )
    return jahr.mit(anerkannt=(*jahr.mappe.anerkannt, stated))


@bruch("zeitraum")
def eine_leistung_liegt_einen_tag_ausserhalb(jahr, chance):
    return _change(
        jahr,
        "belege",
        chance,
        lambda r: r.leistung_von is not None and not r.nr.startswith("T-"),
        leistung_von=date(2022, 12, 31),
    )


@bruch("beleg_doppelt")
def ein_beleg_ist_mit_einem_cent_mehr_angesetzt_als_gezahlt(jahr, chance):
    return _change(
        jahr,
        "belege",
        chance,
        lambda r: r.gezahlt is not None and r.betrag.cents > 0 and not r.nr.startswith("T-"),
        gezahlt=lambda r: r.betrag - CENT,
    )


@bruch("beleg_doppelt")
def eine_rechnung_steht_zweimal_in_der_liste(jahr, chance):
    """Another row of the same Träger names the same invoice."""
    rows = [
        r
        for r in jahr.mappe.belege
        if r.gezahlt is not None and r.betrag.cents > 0 and not r.nr.startswith("T-")
    ]
    if not rows:
        return None
    first = chance.choice(rows)
    back = {r.nr for r in jahr.mappe.belege if r.betrag.cents < 0}
    same = [r for r in rows if _paar(r) == _paar(first) and r.nr != first.nr and f"{r.nr}-G" not in back]
    if not same or f"{first.nr}-G" in back:
        return None
    second = chance.choice(same)
    return _change(
        jahr,
        "belege",
        chance,
        lambda r: r == second,
        rechnungsnummer=first.rechnungsnummer,
        zahlungsempfaenger=first.zahlungsempfaenger,
    )


# -- Check and settlement --------------------------------------------------------------------------------------


@bruch("anerkannt", folgen=["festsetzung", "summe_nachweis"])
def ein_cent_mehr_anerkannt_als_nachgewiesen(jahr, chance):
    """What is recognised is the base of the Festsetzung and of the city's proof."""
    return _change(
        jahr,
        "anerkannt",
        chance,
        lambda r: r.art is m.Anerkanntart.ANERKENNUNG and bool(r.beleg_nr) and r.grund is not None,
        anerkannt=lambda r: (
            next(
                b.zuwendungsfaehig
                for b in jahr.mappe.belege
                if (_paar(b), b.position, b.nr) == (_paar(r), r.position, r.beleg_nr)
            )
            + CENT
        ),
    )


@bruch("anerkannt")
def eine_kuerzung_hat_keinen_grund(jahr, chance):
    return _change(
        jahr,
        "anerkannt",
        chance,
        lambda r: r.grund is not None,
        grund=None,
    )


@bruch("festsetzung", "summe_nachweis", folgen=["erstattung", "restzahlung", "verbleib"])
def festgesetzt_ist_ein_cent_mehr_als_berechnet(jahr, chance):
    """Everything after the Festsetzung starts from it."""
    return _change(
        jahr,
        "nachweise",
        chance,
        lambda r: r.festgesetzt is not None,
        festgesetzt=lambda r: r.festgesetzt + CENT,
    )


@bruch("festsetzung")
def die_finanzierungsart_hat_niemand_bestimmt(jahr, chance):
    """Nothing is computed then, and what was festgesetzt cannot be compared: red, never green."""
    if not jahr.is_abgerechnet or any(wert.schluessel == "finanzierungsart" for wert in jahr.mappe.parameter):
        return None
    zusagen = jahr.mappe.zusagen
    return _change(
        jahr,
        "zusagen",
        chance,
        lambda r: r.herkunft is LAND and _is_last(zusagen, r, jahr.am),
        finanzierungsart=None,
        landesanteil=None,
    )


@bruch("erstattung")
def gefordert_ist_ein_cent_zu_viel(jahr, chance):
    return _change(
        jahr,
        "nachweise",
        chance,
        lambda r: r.erstattung_gefordert is not None,
        erstattung_gefordert=lambda r: r.erstattung_gefordert + CENT,
    )


@bruch("restzahlung")
def die_mitgeteilte_restzahlung_ist_ein_cent_zu_hoch(jahr, chance):
    return _change(
        jahr,
        "nachweise",
        chance,
        lambda r: r.restzahlung is not None,
        restzahlung=lambda r: r.restzahlung + CENT,
    )


# -- The city's own proof --------------------------------------------------------------------------------------


@bruch("summe_nachweis")
def die_stadt_rechnet_einen_cent_mehr_zuwendung_ab(jahr, chance):
    return _stadt(jahr, zuwendung_lt_abrechnung=lambda betrag: betrag + CENT)


@bruch("summe_nachweis")
def die_stadt_nennt_einen_cent_weniger_ausgaben(jahr, chance):
    return _stadt(jahr, zuwendungsfaehig_lt_abrechnung=lambda betrag: betrag - CENT)


@bruch("summe_nachweis")
def das_haushalts_ist_liegt_einen_cent_daneben(jahr, chance):
    return _stadt(jahr, haushalt_ist=lambda betrag: betrag - CENT)


@bruch("verbleib")
def dem_land_ist_ein_cent_zu_viel_angekuendigt(jahr, chance):
    return _stadt(jahr, rueckforderung_land=lambda betrag: (betrag or Betrag(0)) + CENT)
