"""The smallest year that can be closed: one Maßnahme, one Träger, one Mittelabruf; the proof has come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus, Rolle
from grants.domain.mappe import Bescheidart, Jahresmappe
from grants.domain.money import euro
from grants.queries import foerderjahre
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from tests.pruefjahr import add_person, unchecked

HEUTE = date(2024, 6, 28)
KUERZEL, KENNUNG = "beispiel-a", "babylotsen"
BEWILLIGT = euro("85800.00")


def one_traeger() -> Jahresmappe:
    """Return the example year with nothing in it but the Babylotsen of Beispielträger A.

    Granted, called and paid 85.800,00; proved 107.250,00, of it 386,75 twice (A-10 and A-13).
    """
    whole = unchecked()
    kept = {
        name: tuple(row for row in getattr(whole, name) if row.massnahme == KENNUNG)
        for name in (
            "empfaenger",
            "plaene",
            "zusagen",
            "zahlungen",
            "einnahmen",
            "belege",
            "nachweise",
            "anerkannt",
        )
    }
    return replace(
        whole,
        **kept,
        kopf=replace(whole.kopf, status=FoerderjahrStatus.IN_DURCHFUEHRUNG, nachgewiesen_am=None),
        traeger=tuple(row for row in whole.traeger if row.kuerzel == KUERZEL),
        massnahmen=tuple(row for row in whole.massnahmen if row.kennung == KENNUNG),
        antraege=tuple(replace(row, genannt=BEWILLIGT) for row in whole.antraege),
        texte=tuple(row for row in whole.texte if row.kennung in {"", KENNUNG}),
        bescheide=tuple(
            replace(row, betrag=BEWILLIGT)
            for row in whole.bescheide
            if row.art is Bescheidart.BESCHEID or row.massnahme == KENNUNG
        ),
        zahlungen_land=(replace(whole.zahlungen_land[0], betrag=BEWILLIGT),),
    )


def fill_small(session: Session) -> m.Foerderjahr:
    """Take the small year over, with everybody who walks through it, and commit it."""
    mappe = one_traeger()
    import_mappe(session, mappe, datei="jahr-2023.xlsx", sha256="ab" * 32, person=acting(session, None))
    for key, rolle in (
        ("geschaeftsstelle", Rolle.GESCHAEFTSSTELLE),
        ("finanzen", Rolle.FINANZPRUEFUNG),
        ("finanzen2", Rolle.FINANZPRUEFUNG),
        ("traeger", Rolle.TRAEGER),
    ):
        person = add_person(session, key, rolle, traeger=KUERZEL)
        session.add(m.Konto(person_id=person.id, fs_uniquifier=f"schluessel-{key}"))
    session.commit()
    return foerderjahre.get(session, "kinderstark", 2023)
