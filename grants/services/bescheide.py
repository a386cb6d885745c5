"""The Bescheid of the Land: entered, put right, followed by another version; its Aufteilung over the Maßnahmen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from grants import models as m
from grants.domain.begriffe import Ausgang, FoerderjahrStatus
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.fristen import laeuft_ab_am
from grants.domain.money import Betrag, format_betrag, summe
from grants.queries import foerderjahre
from grants.services.ereignisse import record

NEBENBESTIMMUNG = "nebenbestimmung"
_GEAENDERT = (
    "Den Bescheid hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Bitte laden Sie die Seite "
    "neu und tragen Sie Ihre Änderung noch einmal ein."
)


@dataclass(frozen=True, slots=True)
class Position:
    """What the Bescheid names beside its sum."""

    nummer: str
    bezeichnung: str
    betrag: Betrag


@dataclass(frozen=True, slots=True)
class Auflage:
    """A condition; with a day it becomes a Frist."""

    text: str
    bis: date | None = None


@dataclass(frozen=True, slots=True)
class Bescheidangaben:
    """What stands in the Bescheid."""

    aktenzeichen: str
    vom: date
    betrag: Betrag
    wirksam_ab: date | None = None
    positionen: Sequence[Position] = ()
    auflagen: Sequence[Auflage] = ()
    # Numbers of the ANBest that it excludes.
    ausgeschlossen: Sequence[str] = ()


def add_bescheid(
    session: Session,
    *,
    programm: str,
    jahr: int,
    angaben: Bescheidangaben,
    ausgang: Ausgang | None,
    antrag_versandt_am: date | None,
    person: m.Person,
) -> m.Bescheid:
    """Enter the Bescheid, or a later one as the next version, and return it; the year becomes beschieden.

    `ausgang` is asked for with the first one; `antrag_versandt_am` where nobody recorded that the Antrag was sent.
    Raises RuleViolation.
    """
    year = foerderjahre.get(session, programm, jahr)
    before = session.scalars(
        select(m.Bescheid).where(m.Bescheid.foerderjahr_id == year.id).order_by(m.Bescheid.version.desc())
    ).all()
    _check(angaben, before)
    _decide(year, angaben, ausgang, antrag_versandt_am)
    row = m.Bescheid(
        foerderjahr_id=year.id, version=before[0].version + 1 if before else 1, **_columns(angaben)
    )
    if before:
        # The office's division goes on until it makes another one.
        row.aufteilungen = [
            m.Aufteilung(jahresmassnahme_id=a.jahresmassnahme_id, position=a.position, betrag=a.betrag)
            for a in before[0].aufteilungen
        ]
    session.add(row)
    _parts(row, angaben)
    session.flush()
    _fristen(session, year, row, angaben)
    record(
        session,
        art="bescheid_eingetragen",
        gegenstand=_subject(programm, jahr, row),
        person=person,
        inhalt={"neu": _values(row), "status": year.status.value, "ausgang": year.ausgang},
    )
    return row


def _check(angaben: Bescheidangaben, before: Sequence[m.Bescheid]) -> None:
    wrong = []
    if angaben.betrag.cents < 0:
        wrong.append(Violation("betrag_negativ", "Bitte geben Sie den Betrag ohne Minus an.", feld="betrag"))
    if before and (angaben.wirksam_ab is None):
        wrong.append(
            Violation(
                "wirksam_fehlt",
                "Bitte geben Sie an, ab wann der Änderungsbescheid gilt.",
                feld="wirksam_ab",
            )
        )
    total = summe(each.betrag for each in angaben.positionen)
    if angaben.positionen and total != angaben.betrag:
        wrong.append(
            Violation(
                "positionen_summe",
                f"Die Positionen ergeben {format_betrag(total)}, der Bescheid lautet über "
                f"{format_betrag(angaben.betrag)}. Bitte prüfen Sie beides.",
                feld="positionen",
            )
        )
    numbers = [each.nummer for each in angaben.positionen]
    if len(numbers) != len(set(numbers)):
        wrong.append(
            Violation("position_doppelt", "Eine Nummer steht zweimal. Bitte berichtigen.", feld="positionen")
        )
    if wrong:
        raise RuleViolation(wrong)


def _decide(
    year: m.Foerderjahr, angaben: Bescheidangaben, ausgang: Ausgang | None, sent: date | None
) -> None:
    if year.status not in {FoerderjahrStatus.PLANUNG, FoerderjahrStatus.BEANTRAGT}:
        return
    wrong = []
    if ausgang is None:
        wrong.append(
            Violation("ausgang_fehlt", "Bitte wählen Sie, wie das Land entschieden hat.", feld="ausgang")
        )
    if year.status is FoerderjahrStatus.PLANUNG and sent is None:
        wrong.append(
            Violation(
                "versand_fehlt",
                "Bitte geben Sie an, wann der Antrag an das Land ging.",
                feld="antrag_versandt_am",
            )
        )
    if sent is not None and sent > angaben.vom:
        wrong.append(
            Violation(
                "versand_nach_bescheid",
                "Der Antrag ging nicht erst nach dem Bescheid hinaus. Bitte prüfen Sie die Tage.",
                feld="antrag_versandt_am",
            )
        )
    if wrong:
        raise RuleViolation(wrong)
    if year.status is FoerderjahrStatus.PLANUNG:
        year.beantragt_am = sent
    year.status, year.beschieden_am, year.ausgang = FoerderjahrStatus.BESCHIEDEN, angaben.vom, ausgang


def _columns(angaben: Bescheidangaben) -> dict[str, object]:
    return {
        "aktenzeichen": angaben.aktenzeichen,
        "vom": angaben.vom,
        "wirksam_ab": angaben.wirksam_ab,
        "betrag": angaben.betrag,
    }


def _parts(row: m.Bescheid, angaben: Bescheidangaben) -> None:
    there = {each.nummer: each for each in row.positionen}
    kept = []
    for each in angaben.positionen:
        position = there.get(each.nummer) or m.Bescheidposition(nummer=each.nummer)
        position.bezeichnung, position.betrag = each.bezeichnung, each.betrag
        kept.append(position)
    row.positionen = kept
    row.nebenbestimmungen = [
        *(m.Nebenbestimmung(text=each.text, bis=each.bis) for each in angaben.auflagen),
        *(m.Nebenbestimmung(text="", ausgeschlossene_nummer=number) for number in angaben.ausgeschlossen),
    ]


def _fristen(session: Session, year: m.Foerderjahr, row: m.Bescheid, angaben: Bescheidangaben) -> None:
    """Make a Frist of each condition with a day that has none yet."""
    there = {
        (each.bezeichnung, each.tag)
        for each in session.scalars(
            select(m.Frist).where(m.Frist.foerderjahr_id == year.id, m.Frist.art == NEBENBESTIMMUNG)
        )
    }
    for each in angaben.auflagen:
        if each.bis is not None and (each.text[:200], each.bis) not in there:
            session.add(
                m.Frist(
                    foerderjahr_id=year.id,
                    art=NEBENBESTIMMUNG,
                    bezeichnung=each.text[:200],
                    tag=each.bis,
                    laeuft_ab_am=laeuft_ab_am(each.bis),
                    notiz=f"Nebenbestimmung, Bescheid {row.aktenzeichen}",
                )
            )
    session.flush()


def correct_bescheid(
    session: Session,
    *,
    programm: str,
    jahr: int,
    version: int,
    angaben: Bescheidangaben,
    stand: int | None,
    person: m.Person,
) -> m.Bescheid:
    """Put right what was typed in wrongly; raises Conflict, NotFound or RuleViolation."""
    row = get_bescheid(session, programm=programm, jahr=jahr, version=version)
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(_GEAENDERT)
    _check(angaben, [row] if version > 1 else [])
    before = _values(row)
    for name, value in _columns(angaben).items():
        setattr(row, name, value)
    _parts(row, angaben)
    year = foerderjahre.get(session, programm, jahr)
    if version == 1 and year.beschieden_am is not None:
        year.beschieden_am = angaben.vom
    session.flush()
    _fristen(session, year, row, angaben)
    record(
        session,
        art="bescheid_berichtigt",
        gegenstand=_subject(programm, jahr, row),
        person=person,
        inhalt={"alt": before, "neu": _values(row)},
    )
    return row


def get_bescheid(session: Session, *, programm: str, jahr: int, version: int) -> m.Bescheid:
    """Return one version; raises NotFound."""
    year = foerderjahre.get(session, programm, jahr)
    found = session.execute(
        select(m.Bescheid).where(m.Bescheid.foerderjahr_id == year.id, m.Bescheid.version == version)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(f"Für {jahr} gibt es keinen Bescheid mit der Nummer {version}.")
    return found


@dataclass(frozen=True, slots=True)
class Anteil:
    """What one Maßnahme gets of the Bescheid."""

    kennung: str
    betrag: Betrag
    position: str = ""


def set_aufteilung(
    session: Session,
    *,
    programm: str,
    jahr: int,
    anteile: Sequence[Anteil],
    stand: int | None,
    person: m.Person,
) -> m.Bescheid:
    """Divide the newest Bescheid among the Maßnahmen; a division that does not add up is kept and reported by a rule.

    Raises NotFound before there is a Bescheid, Conflict for a stale page, RuleViolation for an amount below zero.
    """
    year = foerderjahre.get(session, programm, jahr)
    row = session.scalars(
        select(m.Bescheid)
        .where(m.Bescheid.foerderjahr_id == year.id)
        .order_by(m.Bescheid.version.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound("Es ist noch kein Bescheid eingetragen. Bitte tragen Sie ihn zuerst ein.")
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(_GEAENDERT)
    negative = [each for each in anteile if each.betrag.cents < 0]
    if negative:
        raise RuleViolation(
            [
                Violation(
                    "betrag_negativ",
                    "Bitte geben Sie den Betrag ohne Minus an.",
                    feld=f"betrag-{each.kennung}",
                )
                for each in negative
            ]
        )
    before = _division(session, row)
    ids = _jahresmassnahmen(session, year.id)
    row.aufteilungen = []
    session.flush()
    row.aufteilungen = [
        m.Aufteilung(jahresmassnahme_id=ids[each.kennung], position=each.position, betrag=each.betrag)
        for each in anteile
        if each.betrag and each.kennung in ids
    ]
    # The division is a table of its own; the counter of the Bescheid goes up with it.
    flag_modified(row, "betrag")
    session.flush()
    after = _division(session, row)
    if before != after:
        record(
            session,
            art="bescheid_aufgeteilt",
            gegenstand=_subject(programm, jahr, row),
            person=person,
            inhalt={"alt": before, "neu": after},
        )
    return row


def _jahresmassnahmen(session: Session, year_id: int) -> dict[str, int]:
    statement = (
        select(m.Massnahme.kennung, m.Jahresmassnahme.id)
        .join(m.Massnahme, m.Massnahme.id == m.Jahresmassnahme.massnahme_id)
        .where(m.Jahresmassnahme.foerderjahr_id == year_id)
    )
    return {str(kennung): int(key) for kennung, key in session.execute(statement)}


def _division(session: Session, row: m.Bescheid) -> Mapping[str, str]:
    statement = (
        select(m.Massnahme.kennung, m.Aufteilung.betrag)
        .join(m.Jahresmassnahme, m.Jahresmassnahme.id == m.Aufteilung.jahresmassnahme_id)
        .join(m.Massnahme, m.Massnahme.id == m.Jahresmassnahme.massnahme_id)
        .where(m.Aufteilung.bescheid_id == row.id)
        .order_by(m.Massnahme.kennung)
    )
    return {kennung: str(betrag) for kennung, betrag in session.execute(statement)}


def _values(row: m.Bescheid) -> dict[str, object]:
    return {
        "aktenzeichen": row.aktenzeichen,
        "vom": row.vom.isoformat(),
        "wirksam_ab": row.wirksam_ab.isoformat() if row.wirksam_ab else None,
        "betrag": str(row.betrag),
        "positionen": [f"{p.nummer} {p.bezeichnung}: {p.betrag}" for p in row.positionen],
        "nebenbestimmungen": [
            n.text or f"ohne Nr. {n.ausgeschlossene_nummer}" for n in row.nebenbestimmungen
        ],
    }


def _subject(programm: str, jahr: int, row: m.Bescheid) -> str:
    return f"foerderjahr/{programm}/{jahr}/bescheid/{row.version}"


# -- Moved during the year ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verschiebung:
    """Money that goes from one Maßnahme to another."""

    von: str
    nach: str
    betrag: Betrag
    vom: date
    beschluss: str = ""
    zustimmung_am: date | None = None


def add_umverteilung(
    session: Session, *, programm: str, jahr: int, angaben: Verschiebung, person: m.Person
) -> None:
    """Move money between two Maßnahmen, stored as two signed sides; taking it back is moving it the other way.

    Raises RuleViolation.
    """
    year = foerderjahre.get(session, programm, jahr)
    ids = _jahresmassnahmen(session, year.id)
    wrong = []
    if angaben.von == angaben.nach:
        wrong.append(Violation("dieselbe", "Bitte wählen Sie zwei verschiedene Maßnahmen.", feld="nach"))
    if angaben.betrag.cents <= 0:
        wrong.append(Violation("betrag_fehlt", "Bitte geben Sie einen Betrag über null an.", feld="betrag"))
    for name, key in (("von", angaben.von), ("nach", angaben.nach)):
        if key not in ids:
            wrong.append(Violation("unbekannt", "Diese Maßnahme steht nicht in diesem Jahr.", feld=name))
    newest = session.scalars(
        select(m.Bescheid.id).where(m.Bescheid.foerderjahr_id == year.id).limit(1)
    ).first()
    if newest is None:
        wrong.append(
            Violation(
                "kein_bescheid", "Umverteilt wird erst nach dem Bescheid. Bitte tragen Sie ihn zuerst ein."
            )
        )
    if wrong:
        raise RuleViolation(wrong)
    for key, betrag in ((angaben.von, -angaben.betrag), (angaben.nach, angaben.betrag)):
        session.add(
            m.Umverteilung(
                foerderjahr_id=year.id,
                jahresmassnahme_id=ids[key],
                betrag=betrag,
                vom=angaben.vom,
                beschluss=angaben.beschluss,
                zustimmung_am=angaben.zustimmung_am,
            )
        )
    record(
        session,
        art="mittel_umverteilt",
        gegenstand=f"foerderjahr/{programm}/{jahr}/umverteilung",
        person=person,
        inhalt={
            "von": angaben.von,
            "nach": angaben.nach,
            "betrag": str(angaben.betrag),
            "vom": angaben.vom.isoformat(),
            "beschluss": angaben.beschluss,
            "zustimmung_am": angaben.zustimmung_am.isoformat() if angaben.zustimmung_am else None,
        },
    )


# -- Decisions of a Gremium ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beschlussangaben:
    """A dated decision beside the state of the year."""

    gremium: str
    gefasst_am: date
    ergebnis: str
    vorlage_nummer: str = ""


def add_beschluss(
    session: Session, *, programm: str, jahr: int, angaben: Beschlussangaben, person: m.Person
) -> m.Beschluss:
    """Record a decision; a wrong one is put right by another entry."""
    year = foerderjahre.get(session, programm, jahr)
    row = m.Beschluss(
        foerderjahr_id=year.id,
        gremium=angaben.gremium,
        gefasst_am=angaben.gefasst_am,
        ergebnis=angaben.ergebnis,
        vorlage_nummer=angaben.vorlage_nummer,
    )
    session.add(row)
    record(
        session,
        art="beschluss_eingetragen",
        gegenstand=f"foerderjahr/{programm}/{jahr}/beschluss",
        person=person,
        inhalt={
            "gremium": angaben.gremium,
            "gefasst_am": angaben.gefasst_am.isoformat(),
            "ergebnis": angaben.ergebnis,
            "vorlage_nummer": angaben.vorlage_nummer,
        },
    )
    return row
