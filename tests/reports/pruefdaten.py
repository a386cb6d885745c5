"""The papers of check and portal for the tests: one recipient with any number of Belege. All invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from grants.domain import summen
from grants.domain.begriffe import (
    Belegart,
    Finanzierungsart,
    Mittelherkunft,
    Pruefantwort,
    Prueftiefe,
    Zeichnungsart,
)
from grants.domain.dokumente import Ausstellung
from grants.domain.kette import (
    Beleg,
    Belegteil,
    Empfaenger,
    Jahr,
    Zusage,
)
from grants.domain.mittelstand import Mittelstand, build_mittelstand
from grants.domain.money import NULL, Betrag, Vomhundert, euro
from grants.domain.nachweisteile import Berichtsteil, Kennzahlwert
from grants.domain.pruefliste import VORLAGE, Frage
from grants.domain.pruefregeln import pruefe_jahr
from grants.domain.pruefvermerk import Gezeichnet, Pruefstand, build_pruefvermerk, cuts
from grants.domain.pruefvermerk_daten import PruefvermerkDaten
from grants.domain.sachbericht import ABSCHNITTE
from grants.domain.schreiben import Fall, SchreibenDaten, build_anhoerung, build_schlussmitteilung
from grants.domain.stichprobe import Kandidat, Vorgabe, draw
from grants.domain.traegernachweis import Texte, build_nachweis
from grants.domain.traegernachweis_daten import (
    Antwortzeile,
    Einreichung,
    Erklaerungszeile,
    Erlaeuterungszeile,
    NachweisDaten,
)
from grants.domain.weiterleitung import Rate, Zusageangaben
from grants.domain.weiterleitung_papier import Adressat, Grundlage, WeiterleitungDaten, build_weiterleitung
from grants.domain.weiterleitung_vorlage import BESCHEID, VERTRAG
from tests.domain.jahre import make_zahlung
from tests.reports.daten import STELLE, jahr_2023

ANSCHRIFT = ("Beispielweg 1", "44787 Bochum")
NAMEN = {
    "PK": "Personalausgaben der Fachkräfte in den Geburtskliniken",
    "SA": "Sachausgaben, Miete und Material",
    "OE": "Öffentlichkeitsarbeit",
}
EINREICHUNG = Einreichung(
    "VN-2023-00002-1",
    1,
    "20.03.2024, 16:42 Uhr",
    date(2024, 3, 20),
    "Beispielperson 7",
    "7c" * 32,
    97,
    "5d" * 32,
)
_LANG = (
    "Das Angebot fand an 46 Wochen des Jahres statt. Geplant waren 48; zwei Wochen fielen wegen einer unbesetzten "
    "Stelle aus. Die Zusammenarbeit mit den Kliniken wurde im Frühjahr neu geordnet und seitdem eingehalten. "
)


def ausstellung(art: str) -> Ausstellung:
    return Ausstellung(1, f"kinderstark-2023-{art}-2-1", date(2024, 8, 31), 128, "3f" * 32)


# -- The year with Belege ------------------------------------------------------------------------------------------


def make_belegteile(anzahl: int) -> tuple[Belegteil, ...]:
    """Return rows over all Ausgabepositionen whose sums are those of Beispielträger A, however many there are."""
    sums = {"PK": 9_648_000, "SA": 677_000, "OE": 400_000}
    codes = [
        code for i in range(anzahl) for code in [("PK", "SA", "SA", "OE")[i % 4] if anzahl > 3 else "PK"]
    ]
    parts = []
    for i, code in enumerate(codes):
        count = codes.count(code)
        nth = codes[:i].count(code)
        # The last row of a position takes the rest.
        even = sums[code] // count
        cents = sums[code] - even * (count - 1) if nth == count - 1 else even
        day = date(2023, 1, 5) + timedelta(days=i * 350 // anzahl)
        beleg = Beleg(
            traeger="beispiel-a",
            nr=f"A-{i + 1:02}",
            art=Belegart.BELEG,
            zahlungsempfaenger=f"Beispiel {('Druckerei', 'Bürobedarf und Material GmbH', 'Raumvermietung')[i % 3]}",
            gezahlt=Betrag(cents),
            rechnungsnummer=f"R-{i:04}",
            rechnungsdatum=day,
            zahlungsdatum=day + timedelta(days=9),
            zweck=(
                "Gehalt der Fachkraft, anteilig",
                "Material für Elterncafé und Gruppenangebote",
                "Faltblätter",
            )[i % 3],
            leistung_von=day,
            leistung_bis=day,
        )
        parts.append(Belegteil(beleg, code, Betrag(cents), Betrag(cents)))
    return tuple(parts)


def make_jahr(
    belege: int = 40,
    *,
    kuerzel: str = "beispiel-a",
    gezahlt: str = "85800.00",
    cuts: bool = True,
    **changes: Any,
) -> Jahr:
    """Return 2023 with `belege` rows of Beispielträger A and speaking names of its Ausgabepositionen."""
    jahr = jahr_2023()

    def change(e: Empfaenger) -> Empfaenger:
        if e.kuerzel != kuerzel:
            return e
        [plan] = e.plaene
        named = tuple(replace(p, bezeichnung=NAMEN.get(p.code, p.code)) for p in plan.positionen)
        nachweis = e.nachweis
        assert nachweis is not None
        if not cuts:
            nachweis = replace(nachweis, anerkennungen=())
        return replace(
            e,
            plaene=(replace(plan, positionen=named),),
            belegteile=make_belegteile(belege) if kuerzel == "beispiel-a" else (),
            zahlungen=() if e.is_stelle else (make_zahlung(betrag=gezahlt),),
            nachweis=replace(nachweis, **changes),
        )

    return replace(
        jahr,
        massnahmen=tuple(
            replace(m, empfaenger=tuple(change(e) for e in m.empfaenger)) for m in jahr.massnahmen
        ),
    )


def recipient(jahr: Jahr, kuerzel: str = "beispiel-a") -> tuple[str, Empfaenger]:
    """Return the name of the Maßnahme and the recipient."""
    return next((m.name, e) for m in jahr.massnahmen for e in m.empfaenger if e.kuerzel == kuerzel)


# -- Proof of a Träger ---------------------------------------------------------------------------------------------


def traegernachweis(
    belege: int = 40, *, lang: bool = False, personen: int = 1, **changes: Any
) -> NachweisDaten:
    """Return the proof of Beispielträger A; `personen` sign it jointly."""
    jahr = make_jahr(belege)
    massnahme = next(m for m in jahr.massnahmen if m.kennung == "babylotsen")
    [empfaenger] = massnahme.empfaenger
    bericht = tuple(
        Berichtsteil(a.schluessel, a.titel, "\n\n".join([_LANG * 4] * 3) if lang else _LANG)
        for a in ABSCHNITTE
        if not a.verweis
    )
    answers = tuple(
        Antwortzeile(f"Beispielperson {7 + i}", "ja", "", "20.03.2024, 16:30 Uhr") for i in range(personen)
    )
    texte = Texte(
        bericht if lang else bericht[:4],
        tuple(
            Kennzahlwert(f"k{i}", name, einheit, "", soll, ist, None, davon=davon)
            for i, (name, einheit, soll, ist, davon) in enumerate(
                (
                    ("Erreichte Familien", "Familien", 180, 171, False),
                    ("mit Kindern unter einem Jahr", "Familien", None, 160, True),
                    ("Beratungsgespräche", "Gespräche", 600, 644, False),
                )
            )
        ),
        (),
        tuple(
            Erklaerungszeile(wortlaut, answers)
            for wortlaut in (
                "Die Zuwendung wurde nur für den bewilligten Zweck verwendet.",
                "Die Ausgaben waren notwendig, es wurde wirtschaftlich und sparsam verfahren.",
                "Die Angaben stimmen mit den Büchern und Belegen überein.",
            )
        ),
    )
    daten = build_nachweis(jahr, massnahme, empfaenger, stelle=STELLE, anschrift=ANSCHRIFT, texte=texte)
    daten = replace(
        daten,
        erlaeuterungen=(
            Erlaeuterungszeile(
                "Einzelansatz",
                ("Sachausgaben: 6.770,00 € nachgewiesen, geplant 7.250,00 €.",),
                "Eine Anschaffung wurde nicht gebraucht.",
            ),
        ),
    )
    return replace(daten, **changes)


# -- Prüfvermerk ---------------------------------------------------------------------------------------------------


def make_fragen(*, nein: bool = False, offen: bool = False) -> tuple[Frage, ...]:
    return tuple(
        Frage(
            i,
            punkt.art,
            punkt.text,
            punkt.nur_vertieft,
            None if offen else Pruefantwort.NEIN if nein and i == 7 else Pruefantwort.JA,
            "Beleg A-02 war zweimal in der Liste." if nein and i == 7 else "",
        )
        for i, punkt in enumerate(VORLAGE)
    )


def make_stand(empfaenger: Empfaenger, **overrides: Any) -> Pruefstand:
    tiefe = overrides.get("tiefe", Prueftiefe.VERTIEFT)
    zeilen = overrides.pop("zeilen", 12)
    ziehung = None
    if tiefe is Prueftiefe.VERTIEFT and empfaenger.belegteile:
        ziehung = draw(
            (
                Kandidat(
                    t.beleg.nr,
                    t.position,
                    t.betrag,
                    ("Zahlung nach dem Durchführungszeitraum",) if i % 9 == 8 else (),
                )
                for i, t in enumerate(empfaenger.belegteile)
            ),
            Vorgabe(euro("5000.00"), Vomhundert(200_000), zeilen, "9f3c61d2a7b04e58"),
        )
    default: dict[str, Any] = {
        "tiefe": tiefe,
        "umfang": "Sachbericht, zahlenmäßiger Nachweis und die Belege der Stichprobe.",
        "feststellungen": "Eine Rechnung der Druckerei war zweimal erfasst (A-02).",
        "folgen": "Der Betrag ist zu erstatten.",
        "fassung": "VN-2023-00002-1 vom 20.03.2024",
        "faellig_am": date(2024, 3, 15),
        "fragen": make_fragen(nein=True),
        "ziehung": ziehung,
        "gezeichnet": (
            Gezeichnet(Zeichnungsart.FACHLICH, "Beispielperson 2, Geschäftsstelle", date(2024, 5, 14)),
            Gezeichnet(Zeichnungsart.RECHNERISCH, "Beispielperson 4, Finanzprüfung", date(2024, 5, 15)),
            Gezeichnet(Zeichnungsart.FREIGABE, "Beispielperson 5, Finanzprüfung", date(2024, 6, 3)),
        ),
    }
    return Pruefstand(**default | overrides)


def pruefvermerk(
    belege: int = 40, *, kuerzel: str = "beispiel-a", ausgestellt: bool = True, **stand: Any
) -> PruefvermerkDaten:
    jahr = make_jahr(belege, kuerzel=kuerzel)
    name, empfaenger = recipient(jahr, kuerzel)
    kennung = next(m.kennung for m in jahr.massnahmen if m.name == name)
    rules = [e for e in pruefe_jahr(jahr) if e.bezug and e.bezug.massnahme == kennung]
    return build_pruefvermerk(
        jahr,
        name,
        empfaenger,
        STELLE,
        make_stand(empfaenger, **stand),
        ergebnisse=rules,
        ausgestellt=ausstellung("pruefvermerk") if ausgestellt else None,
    )


# -- Letters -------------------------------------------------------------------------------------------------------


def make_fall(*, gezahlt: str = "85800.00", belege: int = 40, **changes: Any) -> Fall:
    """Return the outcome of Beispielträger A: festgesetzt are 85.490,60."""
    jahr = make_jahr(belege, gezahlt=gezahlt)
    name, empfaenger = recipient(jahr)
    computed = summen.festsetzung(jahr, empfaenger)
    assert computed is not None
    paid = euro(gezahlt)
    default = Fall(
        jahr=2023,
        am=jahr.am,
        programm=jahr.programm_name,
        massnahme=name,
        traeger=empfaenger.name,
        anschrift=ANSCHRIFT,
        bescheid="03.04.2023, Az. Beispiel-51-2023-A",
        vertrag=False,
        festgesetzt=computed.betrag,
        schritte=computed.schritte,
        kuerzungen=cuts(empfaenger),
        ausgezahlt=paid,
        erstattung=max(NULL, paid - computed.betrag),
        restzahlung=max(NULL, computed.betrag - paid),
        anhoerung_bis=date(2024, 9, 30),
        faellig_am=date(2024, 12, 2),
        begruendung="Der Beleg A-02 war zweimal erfasst. Ihre Stellungnahme vom 12.09.2024 bestätigt das."
        if paid > computed.betrag
        else "",
    )
    return replace(default, **changes)


def anhoerung(*, ausgestellt: bool = True, **changes: Any) -> SchreibenDaten:
    return build_anhoerung(
        make_fall(**changes), STELLE, ausgestellt=ausstellung("anhoerung") if ausgestellt else None
    )


def schlussmitteilung(*, ausgestellt: bool = True, **changes: Any) -> SchreibenDaten:
    return build_schlussmitteilung(
        make_fall(**changes), STELLE, ausgestellt=ausstellung("schlussmitteilung") if ausgestellt else None
    )


def weiterleitung(*, vertrag: bool = False, ausgestellt: bool = True, **changes: Any) -> WeiterleitungDaten:
    jahr = make_jahr(4)
    name, empfaenger = recipient(jahr)
    [plan] = empfaenger.plaene
    angaben = Zusageangaben(
        (Zusage(Mittelherkunft.LAND, euro("85800.00"), Finanzierungsart.ANTEIL, Vomhundert(800_000)),),
        vom=date(2023, 4, 3),
        wirksam_ab=date(2023, 4, 3),
        bewilligung_von=date(2023, 1, 1),
        bewilligung_bis=date(2023, 12, 31),
        nachweis_bis=date(2024, 3, 15),
        plan_version=1,
        vertrag=vertrag,
        aktenzeichen="51-kinderstark-2023-01-A",
        raten=(
            Rate(date(2023, 5, 15), Mittelherkunft.LAND, euro("42900.00")),
            Rate(date(2023, 10, 2), Mittelherkunft.LAND, euro("42900.00")),
        ),
    )
    grundlage = Grundlage(
        jahr=jahr,
        stelle=STELLE,
        adressat=Adressat(
            empfaenger.name, *ANSCHRIFT, "DE02120300000000202051", ("Beispielperson 7", "Beispielperson 8")
        ),
        massnahme=name,
        version=1,
        angaben=angaben,
        vorige=None,
        plan=plan,
        vorlage=VERTRAG if vertrag else BESCHEID,
        gericht="Verwaltungsgericht Beispielstadt, Beispielplatz 2, 44777 Beispielstadt",
    )
    return build_weiterleitung(
        replace(grundlage, **changes), ausgestellt=ausstellung("weiterleitung") if ausgestellt else None
    )


def mittelstand(jahr: Jahr | None = None) -> Mittelstand:
    return build_mittelstand(jahr or jahr_2023())
