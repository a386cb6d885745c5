"""Reminders go out once for each proof, step and due date; the office words them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.domain.begriffe import Erinnerungsstufe, label
from grants.domain.erinnerung import VORGABEN, Vorlage, check_vorlage, felder, fill
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.mitteilungen import Post
from grants.models import Erinnerung, Erinnerungsvorlage, Person
from grants.queries.angeschriebene import load_je_traeger
from grants.queries.erinnerungen import ART, Faellig, list_faellige
from grants.services.ereignisse import record
from grants.services.post import Anlass, queue_all

GEAENDERT = (
    "Diese Vorlage hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben. Unten steht, was Sie "
    "geschrieben haben; was jetzt gilt, zeigt die Vorschau auf der Seite der Erinnerungen."
)


@dataclass(frozen=True, slots=True)
class Umgebung:
    """What stands in every reminder: who writes, and where the recipient goes on."""

    stelle: str
    kontakt: str
    adresse: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Erinnert:
    """One reminder and to how many people; 0: nobody of the recipient has an account."""

    faellig: Faellig
    anzahl: int


def remind(
    session: Session, umgebung: Umgebung, *, am: date, jetzt: datetime, person: Person
) -> tuple[Erinnert, ...]:
    """Queue what is due on the day and return it; what nobody could read is left out and comes up again."""
    due = list_faellige(session, am=am)
    people = load_je_traeger(session, {each.anteil.traeger_id for each in due}, am=am)
    done = []
    for each in due:
        readers = people[each.anteil.traeger_id]
        post = write_post(each.vorlage, each, umgebung, am=am)
        row = _claim(session, each, post, len(readers), jetzt=jetzt) if readers else None
        if row is not None:
            queue_all(session, readers, post, Anlass(ART, f"erinnerung/{row.id}"), jetzt=jetzt)
            _record_sent(session, each, len(readers), person)
        if row is not None or not readers:
            done.append(Erinnert(each, len(readers)))
    return tuple(done)


def preview(session: Session, *, am: date) -> tuple[Erinnert, ...]:
    """Return what `remind` would send on the day, and change nothing."""
    due = list_faellige(session, am=am)
    people = load_je_traeger(session, {each.anteil.traeger_id for each in due}, am=am)
    return tuple(Erinnert(each, len(people[each.anteil.traeger_id])) for each in due)


def write_post(vorlage: Vorlage, faellig: Faellig, umgebung: Umgebung, *, am: date) -> Post:
    """Return subject and text with their fields filled."""
    anteil = faellig.anteil
    werte = felder(
        massnahme=anteil.massnahme,
        jahr=anteil.jahr,
        traeger=anteil.traeger,
        was=faellig.was,
        frist=faellig.tag,
        am=am,
        adresse=umgebung.adresse(anteil.id),
        stelle=umgebung.stelle,
        kontakt=umgebung.kontakt,
    )
    return Post(fill(vorlage.betreff, werte), fill(vorlage.text, werte))


def _claim(
    session: Session, faellig: Faellig, post: Post, anzahl: int, *, jetzt: datetime
) -> Erinnerung | None:
    """Take the one row of this reminder; None where another run has it."""
    row = Erinnerung(
        empfaengeranteil_id=faellig.anteil.id,
        unterlagenanforderung_id=faellig.unterlagen_id,
        stufe=faellig.vorlage.stufe,
        frist_bis=faellig.tag,
        am=jetzt,
        betreff=post.betreff,
        anzahl=anzahl,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return None
    return row


def _record_sent(session: Session, faellig: Faellig, anzahl: int, person: Person) -> None:
    anteil = faellig.anteil
    record(
        session,
        art="erinnerung_gesendet",
        gegenstand=(
            f"foerderjahr/{anteil.programm}/{anteil.jahr}/massnahme/{anteil.kennung}/traeger/{anteil.kuerzel}"
        ),
        person=person,
        inhalt={
            "stufe": label(faellig.vorlage.stufe),
            "frist": faellig.tag.isoformat(),
            "empfaenger": anzahl,
        },
    )


def change_vorlage(
    session: Session,
    stufe: Erinnerungsstufe,
    *,
    tage: int | None,
    betreff: str,
    text: str,
    aktiv: bool,
    stand: int | None,
    person: Person,
) -> None:
    """Keep how a step reads and when it goes out; raises RuleViolation, Conflict where somebody else was there."""
    if wrong := check_vorlage(betreff=betreff, text=text, tage=tage):
        raise RuleViolation(wrong)
    row = session.execute(
        select(Erinnerungsvorlage).where(Erinnerungsvorlage.stufe == stufe)
    ).scalar_one_or_none()
    if stand != (row.aenderungsstand if row else None):
        raise Conflict(GEAENDERT)
    old = _values(row) if row else _values(VORGABEN[stufe])
    if row is None:
        row = Erinnerungsvorlage(stufe=stufe)
        session.add(row)
    row.tage, row.betreff, row.text, row.aktiv = tage or 0, betreff.strip(), text.strip() + "\n", aktiv
    record(
        session,
        art="erinnerungsvorlage_geaendert",
        gegenstand=f"erinnerungsvorlage/{stufe.value}",
        person=person,
        inhalt={"alt": old, "neu": _values(row)},
    )


def _values(row: Erinnerungsvorlage | Vorlage) -> dict[str, str | int | bool]:
    return {"tage": row.tage, "betreff": row.betreff, "text": row.text, "aktiv": row.aktiv}
