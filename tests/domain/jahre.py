"""Small builders for a frozen `Jahr`: every default is in order, every keyword overrides one value.

Amounts may be given as `euro("1.00")` or as the text `"1.00"`. A rule is run with `run(code, jahr)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any

from grants.domain.begriffe import (
    Antragszeile,
    Ausgabenart,
    Belegart,
    Finanzierungsart,
    FoerderjahrStatus,
    Fortsetzung,
    Mittelherkunft,
    NachweisStatus,
    TraegerArt,
    Zahlungsart,
)
from grants.domain.kette import (
    Anerkennung,
    AngegebeneSumme,
    Antrag,
    Antragsposition,
    Aufteilung,
    Ausgabeposition,
    Beleg,
    Belegteil,
    Bescheid,
    Bescheidposition,
    Deckungsmittel,
    Einnahme,
    Empfaenger,
    Erstattung,
    Finanzierungsplan,
    Jahr,
    Massnahme,
    Nachweis,
    Umverteilung,
    Weiterleitung,
    Zahlung,
    Zusage,
    Zuweisung,
)
from grants.domain.money import Betrag, Vomhundert, euro
from grants.domain.parameter import ZEILEN_VORGABE, Parameter
from grants.domain.pruefregeln.regel import REGISTER, Ergebnis, Vorgang, pruefe_regel

Geld = Betrag | str

LAND, STADT, TRAEGER = Mittelherkunft.LAND, Mittelherkunft.STADT, Mittelherkunft.TRAEGER
SPENDE = Mittelherkunft.SPENDE


def geld(value: Geld) -> Betrag:
    return value if isinstance(value, Betrag) else euro(value)


def tag(text: str) -> date:
    """Return the day written as `31.12.2023`."""
    day, month, year = text.split(".")
    return date(int(year), int(month), int(day))


# -- Parameters -----------------------------------------------------------------

ZEILEN = (*ZEILEN_VORGABE, (TRAEGER, Antragszeile.EIGENANTEIL))


def make_parameter(**overrides: Any) -> Parameter:
    """Anteilfinanzierung at 80 v. H., the year 2023, every parameter filled in."""
    default = Parameter(
        antragsfrist_fortsetzung=date(2022, 10, 31),
        antragsfrist_im_jahr=date(2023, 3, 31),
        zugeteilte_mittel=euro("400000.00"),
        finanzierungsart=Finanzierungsart.ANTEIL,
        landesanteil=Vomhundert(800_000),
        durchfuehrung_von=date(2023, 1, 1),
        durchfuehrung_bis=date(2023, 12, 31),
        bewilligung_bis=date(2023, 12, 31),
        letzter_abruf_am=date(2023, 12, 1),
        zahlung_bis=date(2024, 2, 29),
        abrufhorizont_monate=2,
        toleranz_anwenden=True,
        toleranz=Vomhundert(200_000),
        nachweis_traeger_bis=date(2024, 3, 31),
        nachweis_stadt_bis=date(2024, 6, 30),
        fristen_bestimmter_tag=False,
        bagatelle_freie_traeger=euro("2000.00"),
        bagatelle_oeffentliche=euro("12500.00"),
        zinsaufschlag=Vomhundert(30_000),
        aufbewahrung_jahre=5,
        kurzform_unter=euro("5000.00"),
        zeilen=ZEILEN,
    )
    return replace(default, **overrides)


# -- Plan and promise -----------------------------------------------------------------


def make_position(
    code: str = "SA", insgesamt: Geld = "1000.00", zuwendungsfaehig: Geld | None = None, **overrides: Any
) -> Ausgabeposition:
    """Wholly zuwendungsfähig unless said."""
    eligible = insgesamt if zuwendungsfaehig is None else zuwendungsfaehig
    default = Ausgabeposition(code, f"Position {code}", Ausgabenart.SACH, geld(insgesamt), geld(eligible))
    return replace(default, **overrides)


def make_plan(
    positionen: Mapping[str, Geld | tuple[Geld, Geld]] | None = None,
    deckungsmittel: Mapping[Mittelherkunft, Geld] | None = None,
    **overrides: Any,
) -> Finanzierungsplan:
    """PK 800,00 and SA 200,00, paid by Land 800,00 and the Träger's own 200,00."""
    rows = positionen if positionen is not None else {"PK": "800.00", "SA": "200.00"}
    cover = deckungsmittel if deckungsmittel is not None else {LAND: "800.00", TRAEGER: "200.00"}
    default = Finanzierungsplan(
        version=1,
        wirksam_ab=None,
        positionen=tuple(
            make_position(code, *(value if isinstance(value, tuple) else (value,)))
            for code, value in rows.items()
        ),
        deckungsmittel=tuple(Deckungsmittel(herkunft, geld(value)) for herkunft, value in cover.items()),
    )
    return replace(default, **overrides)


def make_zusagen(land: Geld = "800.00", **andere: Geld) -> tuple[Zusage, ...]:
    """`make_zusagen("800.00", stadt="100.00")`: one Zusage a purse."""
    purses = {"land": land, **andere}
    return tuple(Zusage(Mittelherkunft(name), geld(value)) for name, value in purses.items())


def make_weiterleitung(land: Geld = "800.00", **overrides: Any) -> Weiterleitung:
    """Of 03.04.2023, bestandskräftig from 12.04.2023."""
    default = Weiterleitung(
        version=1,
        wirksam_ab=date(2023, 4, 3),
        aktenzeichen="Beispiel-51-2023-A",
        vom=date(2023, 4, 3),
        zusagen=make_zusagen(land),
        bekannt_gegeben_am=date(2023, 4, 6),
        rechtsbehelfsverzicht_am=date(2023, 4, 12),
        bestandskraeftig_ab=date(2023, 4, 12),
    )
    return replace(default, **overrides)


def make_zuweisung(land: Geld = "400.00", **overrides: Any) -> Zuweisung:
    default = Zuweisung(
        version=1, wirksam_ab=date(2023, 4, 3), vom=date(2023, 4, 3), zusagen=make_zusagen(land)
    )
    return replace(default, **overrides)


def make_zahlung(datum: str = "15.05.2023", betrag: Geld = "800.00", **overrides: Any) -> Zahlung:
    """Auszahlung of Landesmittel in the Haushaltsjahr of its day."""
    day = tag(datum)
    return replace(Zahlung(day, geld(betrag), LAND, Zahlungsart.AUSZAHLUNG, day.year), **overrides)


def make_abruf(datum: str = "10.05.2023", betrag: Geld = "1200.00", **overrides: Any) -> Zahlung:
    """Money from the Land (negative and `art=RUECKZAHLUNG_LAND`: back to it)."""
    return make_zahlung(datum, betrag, **{"art": Zahlungsart.MITTELABRUF, **overrides})


# -- Belege and proof -----------------------------------------------------------------


def make_beleg(nr: str = "A-01", gezahlt: Geld | None = "100.00", **overrides: Any) -> Beleg:
    default = Beleg(
        traeger="beispiel-a",
        nr=nr,
        art=Belegart.BELEG,
        zahlungsempfaenger="Beispiel Bürobedarf",
        gezahlt=None if gezahlt is None else geld(gezahlt),
        rechnungsnummer=f"R-{nr}",
        rechnungsdatum=date(2023, 6, 1),
        zahlungsdatum=date(2023, 6, 15),
        zweck="Material",
        leistung_von=date(2023, 6, 1),
        leistung_bis=date(2023, 6, 1),
    )
    return replace(default, **overrides)


def make_belegteil(
    nr: str = "A-01",
    betrag: Geld = "100.00",
    zuwendungsfaehig: Geld | None = None,
    *,
    position: str = "SA",
    **beleg: Any,
) -> Belegteil:
    """The whole Beleg for one Ausgabeposition; further keywords change the Beleg (`gezahlt="500.00"`)."""
    amount = geld(betrag)
    paid = beleg.pop("gezahlt", amount)
    eligible = amount if zuwendungsfaehig is None else geld(zuwendungsfaehig)
    return Belegteil(make_beleg(nr, paid, **beleg), position, amount, eligible)


def make_angegeben(
    position: str = "SA", insgesamt: Geld = "100.00", zuwendungsfaehig: Geld | None = None
) -> AngegebeneSumme:
    eligible = insgesamt if zuwendungsfaehig is None else zuwendungsfaehig
    return AngegebeneSumme(position, geld(insgesamt), geld(eligible))


def make_anerkennung(position: str = "SA", anerkannt: Geld = "0.00", **overrides: Any) -> Anerkennung:
    return replace(Anerkennung(position, geld(anerkannt)), **overrides)


def make_einnahme(betrag: Geld = "100.00", herkunft: Mittelherkunft = SPENDE, **overrides: Any) -> Einnahme:
    default = Einnahme("E-1", date(2023, 6, 1), "Beispiel Stiftung", geld(betrag), herkunft)
    return replace(default, **overrides)


def make_erstattung(gefordert: Geld = "100.00", **overrides: Any) -> Erstattung:
    return replace(Erstattung(geld(gefordert), faellig_am=date(2024, 7, 31)), **overrides)


def make_nachweis(
    status: NachweisStatus = NachweisStatus.EINGEREICHT, *, festgesetzt: Geld | None = None, **overrides: Any
) -> Nachweis:
    """Handed in on 20.03.2024; checked and signed off where the status says so."""
    order = tuple(NachweisStatus)
    handed_in = status is not NachweisStatus.ENTWURF
    checked = order.index(status) >= order.index(NachweisStatus.GEPRUEFT)
    released = order.index(status) >= order.index(NachweisStatus.FREIGEGEBEN)
    default = Nachweis(
        status=status,
        eingereicht_am=date(2024, 3, 20) if handed_in else None,
        rechtsverbindlich_am=date(2024, 3, 20) if handed_in else None,
        geprueft_am=date(2024, 5, 15) if checked else None,
        freigegeben_am=date(2024, 6, 3) if released else None,
        festgesetzt=None if festgesetzt is None else geld(festgesetzt),
    )
    return replace(default, **overrides)


# -- Recipients and Maßnahmen -----------------------------------------------------------------


def make_empfaenger(kuerzel: str = "beispiel-a", **overrides: Any) -> Empfaenger:
    """A freier Träger with nothing but its name; hand in `anteil`, `plaene`, `weiterleitungen` and so on."""
    return replace(Empfaenger(kuerzel, f"Träger {kuerzel}", TraegerArt.FREIER_TRAEGER), **overrides)


def make_stelle(kuerzel: str = "amt-53", **overrides: Any) -> Empfaenger:
    return make_empfaenger(kuerzel, **{"name": kuerzel, "art": TraegerArt.STAEDTISCHE_STELLE, **overrides})


def make_massnahme(
    kennung: str = "babylotsen", empfaenger: Iterable[Empfaenger] = (), **overrides: Any
) -> Massnahme:
    default = Massnahme(
        kennung,
        kennung.capitalize(),
        tuple(empfaenger),
        handlungsfeld_land=3,
        fortsetzung=Fortsetzung.UNVERAENDERT,
        land_beantragen=True,
    )
    return replace(default, **overrides)


# -- The city and the Land -----------------------------------------------------------------


def make_antrag(positionen: Mapping[str, Geld] | None = None, **overrides: Any) -> Antrag:
    """Amounts by Kennung; the stated total is their sum unless `genannt` says otherwise."""
    rows = positionen if positionen is not None else {"babylotsen": "800.00", "lotsendienste": "400.00"}
    amounts = {kennung: geld(value) for kennung, value in rows.items()}
    default = Antrag(
        version=1,
        positionen=tuple(Antragsposition(kennung, amount) for kennung, amount in amounts.items()),
        genannt=Betrag(sum(amount.cents for amount in amounts.values())),
    )
    return replace(default, **overrides)


def make_bescheid(
    betrag: Geld = "1200.00",
    aufteilungen: Mapping[str, Geld | tuple[Geld, str]] | None = None,
    positionen: Mapping[str, Geld] | None = None,
    **overrides: Any,
) -> Bescheid:
    """Of 14.03.2023; an Aufteilung is an amount or (amount, position of the Bescheid)."""
    rows = aufteilungen if aufteilungen is not None else {"babylotsen": "800.00", "lotsendienste": "400.00"}
    default = Bescheid(
        version=1,
        wirksam_ab=date(2023, 3, 14),
        vom=date(2023, 3, 14),
        aktenzeichen="Beispiel-LJA-2023-01",
        betrag=geld(betrag),
        aufteilungen=tuple(
            Aufteilung(kennung, geld(value[0]), value[1])
            if isinstance(value, tuple)
            else Aufteilung(kennung, geld(value))
            for kennung, value in rows.items()
        ),
        positionen=tuple(
            Bescheidposition(nummer, f"Förderbereich {nummer}", geld(value))
            for nummer, value in (positionen or {}).items()
        ),
    )
    return replace(default, **overrides)


def make_umverteilung(
    massnahme: str,
    betrag: Geld,
    *,
    vom: str = "15.08.2023",
    zustimmung_am: str | None = None,
    beschluss: str = "",
) -> Umverteilung:
    consent = tag(zustimmung_am) if zustimmung_am else None
    return Umverteilung(massnahme, geld(betrag), tag(vom), consent, beschluss)


def make_jahr(
    massnahmen: Iterable[Massnahme] = (), *, am: str | date = "30.06.2023", **overrides: Any
) -> Jahr:
    """A Foerderjahr 2023 in Planung with filled-in parameters and otherwise nothing but what is handed in."""
    default = Jahr(
        programm="kinderstark",
        jahr=2023,
        status=FoerderjahrStatus.PLANUNG,
        am=tag(am) if isinstance(am, str) else am,
        parameter=make_parameter(),
        massnahmen=tuple(massnahmen),
    )
    return replace(default, **overrides)


def make_running_jahr(**overrides: Any) -> Jahr:
    """A year in Durchführung in which every figure fits: a Träger with 800,00, a Stelle with 400,00."""
    traeger = make_empfaenger(
        anteil=geld("800.00"),
        plaene=(make_plan(),),
        weiterleitungen=(make_weiterleitung(),),
        zahlungen=(make_zahlung(),),
    )
    stelle = make_stelle(
        anteil=geld("400.00"),
        plaene=(make_plan({"PK": "500.00"}, {LAND: "400.00", STADT: "100.00"}),),
        zuweisungen=(make_zuweisung(),),
    )
    default = make_jahr(
        [make_massnahme("babylotsen", [traeger]), make_massnahme("lotsendienste", [stelle])],
        status=FoerderjahrStatus.IN_DURCHFUEHRUNG,
        antraege=(make_antrag(versandt_am=date(2022, 10, 28)),),
        bescheide=(make_bescheid(),),
        zahlungen_land=(make_abruf(),),
    )
    return replace(default, **overrides)


def with_empfaenger(jahr: Jahr, kuerzel: str = "beispiel-a", **overrides: Any) -> Jahr:
    """Return the year with one recipient changed."""
    return replace(
        jahr,
        massnahmen=tuple(
            replace(
                massnahme,
                empfaenger=tuple(
                    replace(e, **overrides) if e.kuerzel == kuerzel else e for e in massnahme.empfaenger
                ),
            )
            for massnahme in jahr.massnahmen
        ),
    )


def with_massnahme(jahr: Jahr, kennung: str = "babylotsen", **overrides: Any) -> Jahr:
    """Return the year with one Maßnahme changed."""
    return replace(
        jahr,
        massnahmen=tuple(replace(m, **overrides) if m.kennung == kennung else m for m in jahr.massnahmen),
    )


def make_jahr_of(*empfaenger: Empfaenger, **overrides: Any) -> Jahr:
    """A year in Durchführung on 30.06.2024 with one Maßnahme, `babylotsen`, and these recipients."""
    status = FoerderjahrStatus.IN_DURCHFUEHRUNG
    return make_jahr(
        [make_massnahme("babylotsen", empfaenger)], **{"am": "30.06.2024", "status": status, **overrides}
    )


# -- Running a rule -----------------------------------------------------------------


def run(code: str, jahr: Jahr, *, fuer: Vorgang | None = None) -> list[Ergebnis]:
    """Return the results of one rule, one for each subject."""
    import_module(f"grants.domain.pruefregeln.{code}")
    return pruefe_regel(jahr, REGISTER[code], fuer=fuer)


def run_one(code: str, jahr: Jahr, *, fuer: Vorgang | None = None) -> Ergebnis:
    """Return the only result of a rule."""
    [ergebnis] = run(code, jahr, fuer=fuer)
    return ergebnis


def figures(ergebnis: Ergebnis) -> tuple[str, str | None, str | None]:
    """Return (ergebnis, erwartet, gefunden) as a table of a test writes them."""
    return (
        ergebnis.ergebnis.value,
        None if ergebnis.erwartet is None else str(ergebnis.erwartet),
        None if ergebnis.gefunden is None else str(ergebnis.gefunden),
    )
