"""Uploaded lists of a recipient: kept, answered, taken over as a whole, discarded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import EinlesungStatus
from grants.domain.belege import Planposition
from grants.domain.belegeinlesung import (
    Belegantworten,
    antworten_of,
    herkunft_in,
    position_in,
)
from grants.domain.errors import Conflict, DomainError, RuleViolation, Violation
from grants.domain.importergebnis import Importergebnis
from grants.queries.anteile import Anteil
from grants.queries.beleg_einlesung import load_einlesung
from grants.services.belege.erechnung import Hochgeladen
from grants.services.belege.lesung import Gelesen
from grants.services.belege.vorschau import preview
from grants.services.belege.zeilen import subject
from grants.services.belegliste import load_empfaenger
from grants.services.belegliste import take_over as take_over_list
from grants.services.ereignisse import record
from grants.services.nachweisstand import open_nachweis


class NichtsNeues(DomainError):
    """The file says what stands there already; it was not kept."""

    code = "schon_eingelesen"


class VorschauVeraltet(Conflict):
    """The file would now change something else than what was shown."""

    code = "vorschau_veraltet"


def keep(
    session: Session, anteil: Anteil, datei: Hochgeladen, antworten: Belegantworten, *, person: m.Person
) -> m.Belegeinlesung:
    """Keep an upload until somebody confirms it; the same one that waits already is returned again.

    Raises Conflict once the proof is handed in.
    """
    open_nachweis(session, anteil.id)
    e = m.Belegeinlesung
    waiting = (
        session.execute(
            select(e).where(
                e.empfaengeranteil_id == anteil.id,
                e.sha256 == datei.sha256,
                e.status == EinlesungStatus.OFFEN,
                e.erechnung.is_(False),
            )
        )
        .scalars()
        .first()
    )
    if waiting is not None:
        return waiting
    row = e(
        empfaengeranteil_id=anteil.id,
        datei=datei.name[-200:],
        groesse=len(datei.inhalt),
        sha256=datei.sha256,
        inhalt=datei.inhalt,
        person_id=person.id,
        am=datetime.now(UTC),
        antworten=antworten.as_json(),
    )
    session.add(row)
    record(
        session,
        art="belegliste_hochgeladen",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"datei": row.datei, "sha256": row.sha256, "groesse": row.groesse},
    )
    return row


def answer(
    session: Session,
    anteil: Anteil,
    einlesung_id: int,
    antworten: Belegantworten,
    *,
    stand: int | None,
    person: m.Person,
) -> m.Belegeinlesung:
    """Keep the answers about a file; raises Conflict where somebody else answered meanwhile."""
    row = _open(session, anteil, einlesung_id, stand)
    old = row.antworten
    if old == antworten.as_json():
        return row
    row.antworten = antworten.as_json()
    record(
        session,
        art="vorschau_neu_berechnet",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"datei": row.datei, "alt": old, "neu": row.antworten},
    )
    return row


def take_over(
    session: Session,
    anteil: Anteil,
    einlesung_id: int,
    gelesen: Gelesen,
    plan: Sequence[Planposition],
    *,
    pruefwert: str,
    stand: int | None,
    person: m.Person,
) -> Importergebnis:
    """Take the file over exactly as it was shown, remember its words for the Träger, and return what changed.

    Raises VorschauVeraltet where it would change something else now, RuleViolation while something is wrong, Conflict
    where the proof was handed in. Nothing is written then: the transaction must be rolled back.
    """
    row = _open(session, anteil, einlesung_id, stand)
    open_nachweis(session, anteil.id)
    now = preview(session, anteil, gelesen, plan)
    if not now.is_ready or gelesen.liste is None:
        text = "Die Datei kann noch nicht übernommen werden: Bitte beantworten Sie erst alle Fragen dazu."
        raise RuleViolation([Violation("nicht_lesbar", text)])
    if now.pruefwert != pruefwert:
        raise VorschauVeraltet(
            "Seit dieser Vorschau hat sich in der Belegliste etwas geändert. Es wurde nichts übernommen. Bitte "
            "prüfen Sie die neue Vorschau und bestätigen Sie dann noch einmal."
        )
    e = load_empfaenger(session, anteil.id)
    ergebnis = take_over_list(
        session,
        e,
        gelesen.liste,
        programm=anteil.programm,
        person=person,
        dazu={"neu": now.neu, "geaendert": now.geaendert, "einnahmen_summe": str(now.einnahmen_danach)},
    )
    _remember(session, anteil, gelesen)
    row.status, row.entschieden_am = EinlesungStatus.UEBERNOMMEN, datetime.now(UTC)
    row.entschieden_von_id = person.id
    row.ergebnis = {
        "neu": now.neu,
        "geaendert": now.geaendert,
        "unveraendert": now.unveraendert,
        "summe": str(now.summe),
    }
    record(
        session,
        art="einlesung_uebernommen",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"datei": row.datei, "sha256": row.sha256, "antworten": row.antworten, **row.ergebnis},
    )
    return ergebnis


def _remember(session: Session, anteil: Anteil, gelesen: Gelesen) -> None:
    """Keep how the Träger's files call columns, accounts and positions; the newest answer holds."""
    s, p = m.Spaltenzuordnung, m.Positionszuordnung
    antworten = gelesen.antworten
    headings = {
        row.spalte: row for row in session.scalars(select(s).where(s.traeger_id == anteil.traeger_id))
    }
    for key, heading in antworten.spalten.items():
        name = f"{antworten.art.value}.{key}"
        if name in headings:
            headings[name].ueberschrift = heading[:200]
        else:
            session.add(s(traeger_id=anteil.traeger_id, spalte=name, ueberschrift=heading[:200]))
    words = {row.wort: row for row in session.scalars(select(p).where(p.traeger_id == anteil.traeger_id))}
    for found in gelesen.erklaert:
        meaning = antworten.woerter.get(found.schluessel)
        if meaning is None or len(found.schluessel) > 200:
            continue
        row = words.get(found.schluessel) or p(traeger_id=anteil.traeger_id, wort=found.schluessel)
        row.position, row.herkunft = position_in(meaning), herkunft_in(meaning)
        session.add(row)
    session.flush()


def discard(
    session: Session, anteil: Anteil, einlesung_id: int, *, stand: int | None, person: m.Person
) -> str:
    """Discard an upload and return its name: its content goes, name and hash stay."""
    row = _open(session, anteil, einlesung_id, stand)
    row.status, row.inhalt = EinlesungStatus.VERWORFEN, None
    row.entschieden_am, row.entschieden_von_id = datetime.now(UTC), person.id
    record(
        session,
        art="einlesung_verworfen",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"datei": row.datei, "sha256": row.sha256},
    )
    return row.datei


def _open(session: Session, anteil: Anteil, einlesung_id: int, stand: int | None) -> m.Belegeinlesung:
    row = load_einlesung(session, anteil.id, einlesung_id)
    if row.status is not EinlesungStatus.OFFEN:
        done = "übernommen" if row.status is EinlesungStatus.UEBERNOMMEN else "verworfen"
        raise Conflict(f"„{row.datei}“ ist schon {done}. Es wurde nichts noch einmal geändert.")
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(
            "Jemand anderes hat inzwischen Fragen zu dieser Datei beantwortet. Es wurde nichts übernommen. Bitte "
            "prüfen Sie die Vorschau, wie sie jetzt hier steht."
        )
    return row


def answers_of(row: m.Belegeinlesung) -> Belegantworten:
    """Return the answers kept with an upload."""
    return antworten_of(row.antworten)
