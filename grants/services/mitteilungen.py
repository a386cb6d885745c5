"""What Träger and office write to each other about a Vorgang; what is written is never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Mitteilungsart, NachweisStatus, label
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.mitteilungen import (
    ARTEN_AMT,
    ARTEN_EMPFAENGER,
    check_entscheidung,
    check_text,
    check_wunsch,
    entscheidung_text,
    mail_mitteilung,
)
from grants.models import Mitteilung, Person
from grants.queries.abgabefristen import load_frist
from grants.queries.angeschriebene import find_person
from grants.queries.anteile import Anteil, load_anteil
from grants.services.ereignisse import record, sha256
from grants.services.nachweisstand import open_nachweis
from grants.services.post import Anlass, queue_all, tell_office, tell_recipient

GEAENDERT = (
    "Diese Mitteilung hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Bitte sehen Sie nach, "
    "was jetzt gilt."
)
NICHT_DA = "Diese Mitteilung gibt es hier nicht. Bitte laden Sie die Seite neu."
SCHON_EINGEREICHT = (
    "Dieser Verwendungsnachweis ist schon eingereicht; eine Frist läuft nicht mehr. Bitte stellen Sie eine Frage, "
    "wenn noch etwas offen ist."
)


@dataclass(frozen=True, slots=True)
class Absender:
    """Who writes when, from which side, and where each side finds the conversation (for the mail)."""

    person: Person
    vom_empfaenger: bool
    heute: date
    jetzt: datetime
    adresse_empfaenger: str
    adresse_amt: str


@dataclass(frozen=True, slots=True)
class Entscheidung:
    """What the office decides about a Frist: longer or not, until when, and the sentence the recipient reads."""

    gewaehrt: bool | None
    bis: date | None
    satz: str


def write(
    session: Session,
    anteil_id: int,
    *,
    art: Mitteilungsart,
    text: str,
    von: Absender,
    gewuenscht: date | None = None,
) -> Mitteilung:
    """Open a conversation and tell the other side by mail; a Notiz stays inside the office and tells nobody.

    Raises RuleViolation; Conflict for a wish where nothing is owed any more or one is undecided.
    """
    if art not in (ARTEN_EMPFAENGER if von.vom_empfaenger else ARTEN_AMT):
        raise RuleViolation([Violation("art_fehlt", "Bitte wählen Sie, worum es geht.", feld="art")])
    anteil = load_anteil(session, anteil_id)
    wrong = check_text(text)
    if art is Mitteilungsart.FRISTVERLAENGERUNG:
        _check_wish_possible(session, anteil)
        wrong += check_wunsch(gewuenscht, bisher=load_frist(session, anteil, am=von.heute).tag, am=von.heute)
    if wrong:
        raise RuleViolation(wrong)
    row = _add(
        session,
        anteil,
        art=art,
        text=text,
        von=von,
        intern=art is Mitteilungsart.NOTIZ,
        gewuenscht=gewuenscht if art is Mitteilungsart.FRISTVERLAENGERUNG else None,
    )
    _record(
        session, "mitteilung_geschrieben", anteil, row, von.person, gewuenscht=_day(row.frist_bis_gewuenscht)
    )
    return row


def answer(
    session: Session, anteil_id: int, mitteilung_id: int, *, text: str, von: Absender, intern: bool = False
) -> Mitteilung:
    """Answer a conversation; an answer of the recipient opens one that was done. Raises RuleViolation, NotFound."""
    anteil = load_anteil(session, anteil_id)
    start = _start(session, anteil, mitteilung_id, von=von)
    if wrong := check_text(text):
        raise RuleViolation(wrong)
    # What begins as a note stays one.
    row = _add(session, anteil, art=start.art, text=text, von=von, intern=intern or start.intern, auf=start)
    if von.vom_empfaenger and start.erledigt_am is not None:
        start.erledigt_am = None
    _record(session, "mitteilung_beantwortet", anteil, row, von.person, antwort_auf=start.id)
    return row


def finish(session: Session, anteil_id: int, mitteilung_id: int, *, stand: int | None, von: Absender) -> None:
    """Mark a conversation as done; raises Conflict for a wish nobody has decided, or a stale page."""
    anteil = load_anteil(session, anteil_id)
    start = _start(session, anteil, mitteilung_id, von=von)
    _check_stand(start, stand)
    is_wish = start.art is Mitteilungsart.FRISTVERLAENGERUNG and start.vom_empfaenger
    if is_wish and start.entschieden is None and not von.vom_empfaenger:
        raise Conflict(
            "Über diese Fristverlängerung ist noch nicht entschieden. Bitte entscheiden Sie zuerst."
        )
    if start.erledigt_am is None:
        start.erledigt_am = von.jetzt
        _record(session, "mitteilung_erledigt", anteil, start, von.person)


def reopen(session: Session, anteil_id: int, mitteilung_id: int, *, stand: int | None, von: Absender) -> None:
    """Open a conversation again that was done; raises Conflict for a stale page."""
    anteil = load_anteil(session, anteil_id)
    start = _start(session, anteil, mitteilung_id, von=von)
    _check_stand(start, stand)
    if start.erledigt_am is not None:
        start.erledigt_am = None
        _record(session, "mitteilung_wieder_offen", anteil, start, von.person)


def decide(
    session: Session,
    anteil_id: int,
    mitteilung_id: int,
    entscheidung: Entscheidung,
    *,
    stand: int | None,
    von: Absender,
) -> Mitteilung:
    """Decide about a wished Fristverlängerung: the new day counts at once, the answer tells the recipient.

    Raises RuleViolation, Conflict where it is decided already or nothing is owed any more.
    """
    anteil = load_anteil(session, anteil_id)
    start = _start(session, anteil, mitteilung_id, von=von)
    _check_stand(start, stand)
    if start.art is not Mitteilungsart.FRISTVERLAENGERUNG or start.entschieden is not None:
        raise Conflict("Darüber ist schon entschieden. Bitte laden Sie die Seite neu.")
    _check_decision(session, anteil, entscheidung, von)
    start.entschieden, start.entschieden_am = bool(entscheidung.gewaehrt), von.heute
    start.erledigt_am = von.jetzt
    return _carry_out(session, anteil, start, entscheidung, von)


def extend(session: Session, anteil_id: int, *, bis: date | None, satz: str, von: Absender) -> Mitteilung:
    """Extend the Frist without a wish; raises RuleViolation, Conflict where nothing is owed any more."""
    anteil = load_anteil(session, anteil_id)
    entscheidung = Entscheidung(gewaehrt=True, bis=bis, satz=satz)
    _check_decision(session, anteil, entscheidung, von)
    return _carry_out(session, anteil, None, entscheidung, von)


# -- Parts ---------------------------------------------------------------------------------------------------------


def _check_wish_possible(session: Session, anteil: Anteil) -> None:
    if not anteil.is_open:
        raise Conflict(SCHON_EINGEREICHT)
    n = m.Mitteilung
    waiting = session.execute(
        select(n.id).where(
            n.empfaengeranteil_id == anteil.id,
            n.art == Mitteilungsart.FRISTVERLAENGERUNG,
            n.vom_empfaenger,
            n.antwort_auf_id.is_(None),
            n.entschieden.is_(None),
            n.erledigt_am.is_(None),
        )
    ).first()
    if waiting:
        raise Conflict(
            "Über Ihre letzte Bitte um Fristverlängerung ist noch nicht entschieden. Bitte antworten Sie dort, wenn "
            "sich etwas geändert hat."
        )


def _check_decision(session: Session, anteil: Anteil, entscheidung: Entscheidung, von: Absender) -> None:
    if not anteil.is_open and entscheidung.gewaehrt:
        raise Conflict(
            "Dieser Verwendungsnachweis ist inzwischen eingereicht. Eine längere Frist ist nicht mehr nötig; bitte "
            "lehnen Sie mit diesem Hinweis ab."
        )
    wrong = check_entscheidung(
        gewaehrt=entscheidung.gewaehrt,
        bis=entscheidung.bis,
        satz=entscheidung.satz,
        bisher=load_frist(session, anteil, am=von.heute).tag,
        am=von.heute,
    )
    if wrong:
        raise RuleViolation(wrong)


def _carry_out(
    session: Session, anteil: Anteil, start: Mitteilung | None, entscheidung: Entscheidung, von: Absender
) -> Mitteilung:
    granted = entscheidung.bis if entscheidung.gewaehrt else None
    old = _extend(session, anteil, granted) if granted else None
    text = entscheidung_text(gewaehrt=granted is not None, bis=granted, satz=entscheidung.satz)
    row = _add(session, anteil, art=Mitteilungsart.FRISTVERLAENGERUNG, text=text, von=von, auf=start)
    decided = start or row
    if start is None:
        row.entschieden, row.entschieden_am, row.erledigt_am = True, von.heute, von.jetzt
    decided.frist_bis_gewaehrt = granted
    art = "frist_verlaengert" if granted else "fristverlaengerung_abgelehnt"
    _record(session, art, anteil, row, von.person, alt=_day(old), neu=_day(granted))
    return row


def _extend(session: Session, anteil: Anteil, bis: date) -> date | None:
    """Write the new last day where the Frist stands and return the old one."""
    nachweis = open_nachweis(session, anteil.id)
    if anteil.status is NachweisStatus.NACHFORDERUNG:
        n = m.Nachforderung
        request = session.execute(
            select(n)
            .where(
                n.verwendungsnachweis_id == nachweis.id,
                n.beantwortet_am.is_(None),
                n.zurueckgenommen_am.is_(None),
            )
            .order_by(n.frist_bis.desc(), n.id.desc())
            .limit(1)
        ).scalar_one_or_none()
        if request is not None:
            old, request.frist_bis = request.frist_bis, bis
            return old
    before, nachweis.verlaengert_bis = nachweis.verlaengert_bis, bis
    return before


def _add(
    session: Session,
    anteil: Anteil,
    *,
    art: Mitteilungsart,
    text: str,
    von: Absender,
    intern: bool = False,
    gewuenscht: date | None = None,
    auf: Mitteilung | None = None,
) -> Mitteilung:
    row = Mitteilung(
        empfaengeranteil_id=anteil.id,
        art=art,
        vom_empfaenger=von.vom_empfaenger,
        intern=intern,
        text=text.strip(),
        person_id=von.person.id,
        am=von.jetzt,
        antwort_auf_id=auf.id if auf else None,
        frist_bis_gewuenscht=gewuenscht,
    )
    session.add(row)
    session.flush()
    if not intern:
        _tell(session, anteil, row, von, auf=auf)
    return row


def _tell(
    session: Session, anteil: Anteil, row: Mitteilung, von: Absender, *, auf: Mitteilung | None
) -> None:
    adresse = von.adresse_amt if von.vom_empfaenger else von.adresse_empfaenger
    post = mail_mitteilung(
        art=row.art,
        antwort=row.antwort_auf_id is not None,
        massnahme=anteil.massnahme,
        jahr=anteil.jahr,
        adresse=adresse,
    )
    anlass = Anlass("mitteilung", f"mitteilung/{row.id}")
    if von.vom_empfaenger:
        tell_office(session, post, anlass, heute=von.heute, jetzt=von.jetzt, ohne=von.person)
        # Finance asks too, and is no part of the office that hears of everything.
        asked = find_person(session, auf.person_id) if auf is not None and not auf.vom_empfaenger else None
        if asked is not None:
            queue_all(session, [asked], post, anlass, jetzt=von.jetzt)
    else:
        tell_recipient(session, anteil, post, anlass, heute=von.heute, jetzt=von.jetzt, ohne=von.person)


def _start(session: Session, anteil: Anteil, mitteilung_id: int, *, von: Absender) -> Mitteilung:
    """Return the first entry of a conversation of this Vorgang; for a recipient internal ones do not exist."""
    row = session.execute(
        select(Mitteilung)
        .where(Mitteilung.id == mitteilung_id, Mitteilung.empfaengeranteil_id == anteil.id)
        .with_for_update()
    ).scalar_one_or_none()
    if row is None or row.antwort_auf_id is not None or (von.vom_empfaenger and row.intern):
        raise NotFound(NICHT_DA)
    return row


def _check_stand(row: Mitteilung, stand: int | None) -> None:
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(GEAENDERT)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def subject(anteil: Anteil) -> str:
    """Return what an Ereignis about the conversations of a Vorgang names as its subject."""
    vorgang = f"foerderjahr/{anteil.programm}/{anteil.jahr}/massnahme/{anteil.kennung}"
    return f"{vorgang}/traeger/{anteil.kuerzel}/mitteilung"


def _record(
    session: Session, art: str, anteil: Anteil, row: Mitteilung, person: Person, **inhalt: str | int | None
) -> None:
    # The words stay in the row, which nobody changes; the log keeps what proves that.
    values: Mapping[str, Any] = {
        "nummer": row.id,
        "mitteilungsart": label(row.art),
        "sha256": sha256(row.text),
        **{key: value for key, value in inhalt.items() if value is not None},
    }
    record(session, art=art, gegenstand=subject(anteil), person=person, inhalt=values)
