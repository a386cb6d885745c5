"""Entries of the path to lasting money: added, corrected by another one, taken back with a reason; never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Mittelherkunft, Verstetigungsstand, label
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.money import NULL
from grants.domain.verstetigung import Mittel
from grants.services.ereignisse import record

SCHON_BERICHTIGT = (
    "Diesen Eintrag hat inzwischen jemand anderes berichtigt oder zurückgenommen. Es wurde nichts überschrieben. "
    "Bitte sehen Sie auf der Seite der Maßnahme nach."
)


@dataclass(frozen=True, slots=True)
class Eintrag:
    """What is typed in of a step."""

    stand: Verstetigungsstand
    am: date | None
    gremium: str = ""
    vorlage_nummer: str = ""
    zyklus_id: int | None = None
    produkt: str = ""
    konto: str = ""
    stellen_hundertstel: int | None = None
    gilt_ab: date | None = None
    befristet_bis: date | None = None
    begruendung: str = ""
    bemerkung: str = ""
    mittel: tuple[Mittel, ...] = ()


def add_schritt(
    session: Session, massnahme_id: int, eintrag: Eintrag, *, heute: date, person: m.Person
) -> m.Verstetigungsschritt:
    """Add an entry to the path of a Maßnahme and return it; raises RuleViolation."""
    massnahme = _massnahme(session, massnahme_id)
    _check(session, eintrag, heute)
    row = _row(massnahme.id, eintrag)
    session.add(row)
    session.flush()  # the Ereignis names its number
    _record(
        session, "verstetigung_eingetragen", massnahme, person, {"eintrag": row.id, "neu": _values(eintrag)}
    )
    return row


def correct_schritt(
    session: Session, massnahme_id: int, schritt_id: int, eintrag: Eintrag, *, heute: date, person: m.Person
) -> m.Verstetigungsschritt:
    """Add the entry that puts another one right and return it; the other one stays and no longer counts.

    Raises RuleViolation, NotFound, or Conflict where it was corrected or taken back meanwhile.
    """
    massnahme = _massnahme(session, massnahme_id)
    wrong = _open(session, massnahme.id, schritt_id)
    _check(session, eintrag, heute)
    row = _row(massnahme.id, eintrag)
    row.berichtigt_id = wrong.id
    session.add(row)
    session.flush()  # the Ereignis names its number
    _record(
        session,
        "verstetigung_berichtigt",
        massnahme,
        person,
        {"eintrag": row.id, "statt": wrong.id, "alt": _values(_of_row(wrong)), "neu": _values(eintrag)},
    )
    return row


def withdraw_schritt(
    session: Session, massnahme_id: int, schritt_id: int, *, grund: str, heute: date, person: m.Person
) -> None:
    """Note that an entry does not hold, with the reason; raises RuleViolation, NotFound or Conflict."""
    massnahme = _massnahme(session, massnahme_id)
    row = _open(session, massnahme.id, schritt_id)
    if not grund:
        raise RuleViolation(
            [Violation("grund_fehlt", "Bitte schreiben Sie, warum der Eintrag nicht gilt.", "grund")]
        )
    row.zurueckgenommen_am, row.zurueckgenommen_grund = heute, grund
    _record(
        session,
        "verstetigung_zurueckgenommen",
        massnahme,
        person,
        {"eintrag": row.id, "alt": _values(_of_row(row)), "grund": grund},
    )


def _massnahme(session: Session, massnahme_id: int) -> m.Massnahme:
    return session.execute(
        select(m.Massnahme).where(m.Massnahme.id == massnahme_id).with_for_update()
    ).scalar_one()


def _open(session: Session, massnahme_id: int, schritt_id: int) -> m.Verstetigungsschritt:
    """Return an entry that counts, of the Maßnahme or of one merged into it."""
    s = m.Verstetigungsschritt
    row = session.get(s, schritt_id)
    merged = session.scalars(
        select(m.Massnahme.id).where(m.Massnahme.zusammengefuehrt_mit_id == massnahme_id)
    ).all()
    if row is None or row.massnahme_id not in {massnahme_id, *merged}:
        raise NotFound("Diesen Eintrag gibt es bei dieser Maßnahme nicht. Bitte laden Sie die Seite neu.")
    corrected = session.execute(select(s.id).where(s.berichtigt_id == schritt_id)).first()
    if corrected is not None or row.zurueckgenommen_am is not None:
        raise Conflict(SCHON_BERICHTIGT)
    return row


def _check(session: Session, eintrag: Eintrag, heute: date) -> None:
    wrong = [
        *_check_days(eintrag, heute),
        *_check_proof(eintrag),
        *_check_mittel(eintrag.mittel),
    ]
    if eintrag.zyklus_id is not None and session.get(m.Haushaltszyklus, eintrag.zyklus_id) is None:
        wrong.append(Violation("haushalt_unbekannt", "Diesen Haushalt gibt es nicht.", "zyklus"))
    if wrong:
        raise RuleViolation(wrong)


def _check_days(eintrag: Eintrag, heute: date) -> list[Violation]:
    wrong = []
    if eintrag.am is None:
        wrong.append(Violation("tag_fehlt", "Bitte geben Sie an, wann das war.", "am"))
    elif eintrag.am > heute:
        wrong.append(
            Violation(
                "tag_in_zukunft",
                "Der Tag liegt in der Zukunft. Hier steht, was geschehen ist; kommende Tage gehören zum Haushalt.",
                "am",
            )
        )
    if eintrag.gilt_ab and eintrag.befristet_bis and eintrag.befristet_bis < eintrag.gilt_ab:
        wrong.append(
            Violation(
                "bis_vor_ab", "Der letzte Tag liegt vor dem ersten. Bitte berichtigen.", "befristet_bis"
            )
        )
    return wrong


def _check_proof(eintrag: Eintrag) -> list[Violation]:
    """A state is a claim; the entry carries what proves it."""
    stand, wrong = eintrag.stand, []
    if stand is Verstetigungsstand.RATSBESCHLUSS:
        if not eintrag.gremium:
            wrong.append(Violation("gremium_fehlt", "Bitte geben Sie das Gremium an.", "gremium"))
        if not eintrag.vorlage_nummer:
            wrong.append(
                Violation("vorlage_fehlt", "Bitte geben Sie die Nummer der Vorlage an.", "vorlage_nummer")
            )
    if stand is Verstetigungsstand.VERSTETIGT and eintrag.gilt_ab is None:
        wrong.append(
            Violation("ab_fehlt", "Bitte geben Sie an, ab wann die Maßnahme verstetigt ist.", "gilt_ab")
        )
    needs_budget = stand in {Verstetigungsstand.HAUSHALTSANMELDUNG, Verstetigungsstand.ZURUECKGESTELLT}
    if needs_budget and eintrag.zyklus_id is None:
        wrong.append(Violation("haushalt_fehlt", "Bitte wählen Sie den Haushalt.", "zyklus"))
    if stand is Verstetigungsstand.HAUSHALTSANMELDUNG and not any(
        mittel.herkunft is Mittelherkunft.STADT and mittel.betrag for mittel in eintrag.mittel
    ):
        wrong.append(
            Violation(
                "betrag_fehlt",
                "Bitte geben Sie an, welchen Betrag die Stadt in welchem Jahr zahlen soll.",
                "mittel-0-stadt",
            )
        )
    return wrong


def _check_mittel(mittel: Sequence[Mittel]) -> list[Violation]:
    wrong, seen = [], set()
    for each in mittel:
        if not 2000 <= each.jahr <= 2100:
            wrong.append(
                Violation("jahr_unklar", "Ein Jahr hat vier Ziffern, zum Beispiel 2027.", "mittel-0-jahr")
            )
        if (each.jahr, each.herkunft) in seen:
            wrong.append(
                Violation(
                    "jahr_doppelt",
                    f"Das Jahr {each.jahr} steht zweimal da. Bitte zusammenfassen.",
                    "mittel-0-jahr",
                )
            )
        if each.betrag < NULL:
            wrong.append(Violation("betrag_negativ", "Ein Betrag ist hier nicht negativ.", "mittel-0-jahr"))
        seen.add((each.jahr, each.herkunft))
    return wrong


def _row(massnahme_id: int, eintrag: Eintrag) -> m.Verstetigungsschritt:
    row = m.Verstetigungsschritt(massnahme_id=massnahme_id, schritt=eintrag.stand.value)
    values = asdict(replace(eintrag, mittel=()))
    for name in ("stand", "mittel"):
        values.pop(name)
    row.haushaltszyklus_id = values.pop("zyklus_id")
    for name, value in values.items():
        setattr(row, name, value)
    row.mittel = [
        m.Verstetigungsmittel(jahr=each.jahr, herkunft=each.herkunft, betrag=each.betrag)
        for each in eintrag.mittel
    ]
    return row


def _of_row(row: m.Verstetigungsschritt) -> Eintrag:
    return Eintrag(
        stand=Verstetigungsstand(row.schritt),
        am=row.am,
        gremium=row.gremium,
        vorlage_nummer=row.vorlage_nummer,
        zyklus_id=row.haushaltszyklus_id,
        produkt=row.produkt,
        konto=row.konto,
        stellen_hundertstel=row.stellen_hundertstel,
        gilt_ab=row.gilt_ab,
        befristet_bis=row.befristet_bis,
        begruendung=row.begruendung,
        bemerkung=row.bemerkung,
        mittel=tuple(Mittel(each.jahr, each.herkunft, each.betrag) for each in row.mittel),
    )


def _values(eintrag: Eintrag) -> dict[str, Any]:
    """Return what the Ereignis tells: only what is filled in."""
    told: dict[str, Any] = {"stand": label(eintrag.stand)}
    for name, value in asdict(replace(eintrag, mittel=())).items():
        if name not in {"stand", "mittel"} and value not in (None, ""):
            told[name] = value.isoformat() if isinstance(value, date) else value
    if eintrag.mittel:
        told["mittel"] = {f"{each.jahr}/{each.herkunft.value}": str(each.betrag) for each in eintrag.mittel}
    return told


def _record(
    session: Session, art: str, massnahme: m.Massnahme, person: m.Person, inhalt: dict[str, Any]
) -> None:
    programm = session.get_one(m.Programm, massnahme.programm_id).schluessel
    record(
        session,
        art=art,
        gegenstand=f"massnahme/{programm}/{massnahme.kennung}/verstetigung",
        person=person,
        inhalt=inhalt,
    )
