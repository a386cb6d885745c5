"""Writing the Sachbericht: part by part, by several people, nothing overwritten unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.sachbericht import HOECHSTENS, Abschnitt, count
from grants.queries.anteile import Anteil
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand, open_nachweis


class TextGeaendert(Conflict):
    """Somebody else wrote the same part in the meantime; both texts are shown."""


@dataclass(frozen=True, slots=True)
class Gespeichert:
    """What stands there now: its counter and since when; `geaendert`: this call changed it."""

    aenderungsstand: int
    am: datetime
    geaendert: bool


def save_abschnitt(
    session: Session,
    anteil: Anteil,
    abschnitt: Abschnitt,
    text: str,
    *,
    stand: int,
    gesendet: str | None = None,
    person: m.Person,
    jetzt: datetime,
) -> Gespeichert:
    """Keep the text of one part; an empty one takes it back.

    `stand` is the counter that the page was made from (0: nothing was written yet), `gesendet` a text that the same
    page sent before without getting an answer. A text over the limit of its part is kept all the same: it blocks the
    hand-in, but nothing typed is lost. Raises TextGeaendert where what stands there is neither known to the page,
    Conflict once the proof is handed in, RuleViolation for a text no part can hold.
    """
    written = text.strip()
    if count(written) > HOECHSTENS:
        raise RuleViolation(
            [
                Violation(
                    "text_zu_lang",
                    f"Der Text hat mehr als {HOECHSTENS} Zeichen und ist nicht gespeichert. Bitte kürzen Sie ihn.",
                    feld="text",
                )
            ]
        )
    nachweis = open_nachweis(session, anteil.id)
    # Two people who begin the same part at once: the second one waits here and then finds the row of the first.
    session.refresh(nachweis, with_for_update=True)
    row = session.execute(
        select(m.Berichtsabschnitt).where(
            m.Berichtsabschnitt.verwendungsnachweis_id == nachweis.id,
            m.Berichtsabschnitt.schluessel == abschnitt.schluessel,
        )
    ).scalar_one_or_none()
    old = row.text if row else ""
    if row is not None and row.text == written:
        return Gespeichert(row.aenderungsstand, row.am, geaendert=False)
    if row is None and not written:
        return Gespeichert(0, jetzt, geaendert=False)
    if (row.aenderungsstand if row else 0) != stand and old != (gesendet or "").strip():
        raise TextGeaendert(
            "Diesen Abschnitt hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben; Ihr Text bleibt "
            "hier stehen. Sehen Sie sich beide Texte an und entscheiden Sie."
        )
    foreign = row is not None and row.person_id != person.id
    if row is None:
        row = m.Berichtsabschnitt(verwendungsnachweis_id=nachweis.id, schluessel=abschnitt.schluessel)
        session.add(row)
    row.text, row.person_id, row.am = written, person.id, jetzt
    _tell(session, anteil, abschnitt, old, written, person=person, foreign=foreign)
    return Gespeichert(row.aenderungsstand, jetzt, geaendert=True)


def _tell(
    session: Session,
    anteil: Anteil,
    abschnitt: Abschnitt,
    old: str,
    new: str,
    *,
    person: m.Person,
    foreign: bool,
) -> None:
    # Autosave writes every few seconds: lengths tell enough, unless it was another person's text that went.
    told: dict[str, object] = {
        "abschnitt": abschnitt.titel,
        "zeichen": {"alt": str(count(old)), "neu": str(count(new))},
    }
    if foreign and old and not new.startswith(old):
        told["bisheriger_text"] = old
    record(session, art="sachbericht_geschrieben", gegenstand=gegenstand(anteil), person=person, inhalt=told)
