"""Texts and declarations for the city's papers, saved one by one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.antrag_texte import check_text, get_feld
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.domain.texte import Papier
from grants.models import Foerderjahr, Jahresmassnahme, Massnahme, Person, Text
from grants.queries import foerderjahre
from grants.services.ereignisse import record


def save_text(
    session: Session,
    *,
    programm: str,
    jahr: int,
    schluessel: str,
    kennung: str = "",
    text: str,
    stand: int | None,
    person: Person,
    papier: Papier = Papier.ANTRAG,
) -> bool:
    """Store a text of a paper, for the year or for one Maßnahme; return whether anything changed.

    `stand` is the counter of the row that the page showed, None where it showed none. An empty text takes back what
    was written; the row stays, so that a page of before is still found to be old. Raises NotFound for a text or
    Maßnahme that is not there, RuleViolation, and Conflict where somebody else saved in between.
    """
    foerderjahr = foerderjahre.get(session, programm, jahr)
    feld = get_feld(schluessel, kennung=kennung, papier=papier)
    if feld is None:
        raise NotFound("Diesen Text gibt es hier nicht. Bitte wählen Sie einen aus der Liste der Texte.")
    if violations := check_text(feld, text, kennung=kennung):
        raise RuleViolation(violations)
    # Two who write the first text at once must not both find nothing there.
    session.execute(select(Foerderjahr.id).where(Foerderjahr.id == foerderjahr.id).with_for_update())
    jahresmassnahme = _get_jahresmassnahme(session, foerderjahr, kennung) if kennung else None
    row = _find(session, foerderjahr, schluessel, jahresmassnahme)
    if (row.aenderungsstand if row else None) != stand:
        raise Conflict(
            "Jemand anderes hat diesen Text inzwischen gespeichert. Es wurde nichts überschrieben."
        )
    before = row.text if row else ""
    if before == text:
        return False
    if row is None:
        row = Text(
            foerderjahr_id=foerderjahr.id,
            jahresmassnahme_id=jahresmassnahme.id if jahresmassnahme else None,
            schluessel=schluessel,
        )
        session.add(row)
    row.text = text
    subject = f"foerderjahr/{programm}/{jahr}/text/{schluessel}"
    record(
        session,
        art="text_geaendert",
        gegenstand=f"{subject}/{kennung}" if kennung else subject,
        person=person,
        inhalt={"bezeichnung": feld.label, "alt": before, "neu": text},
    )
    return True


def _get_jahresmassnahme(session: Session, foerderjahr: Foerderjahr, kennung: str) -> Jahresmassnahme:
    found = session.execute(
        select(Jahresmassnahme)
        .join(Massnahme)
        .where(Jahresmassnahme.foerderjahr_id == foerderjahr.id, Massnahme.kennung == kennung)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(f"Die Maßnahme „{kennung}“ gibt es im Förderjahr {foerderjahr.jahr} nicht.")
    return found


def _find(
    session: Session, foerderjahr: Foerderjahr, schluessel: str, jahresmassnahme: Jahresmassnahme | None
) -> Text | None:
    """Return the row of the text, the newest where an import left several."""
    owner = jahresmassnahme.id if jahresmassnahme else None
    statement = (
        select(Text)
        .where(
            Text.foerderjahr_id == foerderjahr.id,
            Text.schluessel == schluessel,
            Text.jahresmassnahme_id == owner,
        )
        .order_by(Text.id.desc())
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()
