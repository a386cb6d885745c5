"""The example year 2023 as it is when the proofs have come in and nothing is checked yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.begriffe import FoerderjahrStatus, NachweisStatus, Rolle, Zahlungsart
from grants.domain.kette import NachweisStadt
from grants.domain.mappe import Anerkanntart, Jahresmappe
from grants.domain.money import NULL
from grants.imports.jahresmappe import read_jahresmappe
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting

HEUTE = date(2024, 6, 3)
_NACH_DER_PRUEFUNG = {Zahlungsart.ERSTATTUNG, Zahlungsart.RESTZAHLUNG}


@lru_cache
def unchecked() -> Jahresmappe:
    """Return the workbook of beispiel/ without what the check and its outcome brought."""
    mappe = read_jahresmappe(BEISPIEL / "jahr-2023.xlsx")
    return replace(
        mappe,
        nachweise=tuple(
            replace(
                zeile,
                status=NachweisStatus.EINGEREICHT,
                geprueft_am=None,
                freigegeben_am=None,
                festgesetzt=None,
                schlussmitteilung_am=None,
                restzahlung=None,
                erstattung_gefordert=None,
                faellig_am=None,
                nicht_erhoben=NULL if zeile.nicht_erhoben is not None else None,
                nicht_erhoben_grund="",
                nicht_erhoben_am=None,
            )
            for zeile in mappe.nachweise
        ),
        anerkannt=tuple(zeile for zeile in mappe.anerkannt if zeile.art is Anerkanntart.ANGABE),
        zahlungen=tuple(zeile for zeile in mappe.zahlungen if zeile.art not in _NACH_DER_PRUEFUNG),
        nachweis_stadt=NachweisStadt(),
    )


def fill_unchecked(session: Session) -> m.Foerderjahr:
    """Take the year over as the command line does."""
    mappe = unchecked()
    import_mappe(session, mappe, datei="jahr-2023.xlsx", sha256="ab" * 32, person=acting(session, None))
    return session.execute(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2023)).scalar_one()


def fill_proved(session: Session) -> m.Foerderjahr:
    """Take the year over as it was before anything went back to the Land, and before the city proved it."""
    mappe = unchecked()
    mappe = replace(
        mappe,
        kopf=replace(mappe.kopf, status=FoerderjahrStatus.IN_DURCHFUEHRUNG, nachgewiesen_am=None),
        zahlungen_land=tuple(row for row in mappe.zahlungen_land if row.art is Zahlungsart.MITTELABRUF),
    )
    import_mappe(session, mappe, datei="jahr-2023.xlsx", sha256="ab" * 32, person=acting(session, None))
    return session.execute(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2023)).scalar_one()


def anteil_id(session: Session, kuerzel: str) -> int:
    """Return the id of the part of a recipient of 2023."""
    e, j, f = m.Empfaengeranteil, m.Jahresmassnahme, m.Foerderjahr
    return session.execute(
        select(e.id)
        .join(m.Traeger, e.traeger_id == m.Traeger.id)
        .join(j, e.jahresmassnahme_id == j.id)
        .join(f, j.foerderjahr_id == f.id)
        .where(m.Traeger.kuerzel == kuerzel, f.jahr == 2023)
    ).scalar_one()


def teil_id(session: Session, beleg_nr: str) -> int:
    """Return the id of the only part of a Beleg."""
    statement = select(m.Belegteil.id).join(m.Beleg).where(m.Beleg.nr == beleg_nr)
    return session.execute(statement).scalar_one()


def add_person(session: Session, name: str, *rollen: Rolle, traeger: str = "") -> m.Person:
    """Return a new Person with these Rollen; those of a Träger or a Stelle are for `traeger`."""
    person = m.Person(name=f"Beispiel {name}", email=f"{name}@stadt.example")
    for rolle in rollen:
        receives = rolle in {Rolle.TRAEGER, Rolle.STELLE}
        owner = select(m.Traeger.id).where(m.Traeger.kuerzel == traeger)
        person.rollen.append(
            m.Rollenzuordnung(
                rolle=rolle,
                traeger_id=session.execute(owner).scalar_one() if receives else None,
                darf_inhaltlich=receives,
                darf_finanziell=receives,
                vertretungsberechtigt=receives,
            )
        )
    session.add(person)
    session.flush()
    return person
