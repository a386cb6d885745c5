"""What a transaction changed, seen at the session: the other side of the rule that a change leaves an Ereignis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import has_request_context
from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

# Tables whose rows tell nothing that anybody decided.
OHNE_EREIGNIS = {
    "ereignis": "Der Verlauf selbst, Eintrag für Eintrag.",
    "ereignis_inhalt": "Der Verlauf selbst, der Inhalt getrennt.",
    "ereignis_kopf": "Der Verlauf selbst, sein letzter Stand.",
    "abgabe": "Merkt sich, dass ein Formular schon abgegeben ist, damit es nur einmal wirkt.",
    "anmeldeversuch": "Zählt Versuche einer Anmeldung, damit Erraten gebremst wird; kurzlebig.",
    "zwischenstand": "Eingaben einer abgelaufenen Sitzung, bis die Person sich wieder anmeldet.",
    "nachricht": "Der Postausgang: Anlass und Folge stehen im Verlauf, der Versand in der Zeile selbst.",
}


# When somebody logged in is kept to show it to them, which code was the last so that none is taken twice.
_STILLE_SPALTEN = {"konto": {"letzte_anmeldung_am", "vorige_anmeldung_am", "totp_zaehler"}}


def _is_told(session: Session, row: Any) -> bool:
    if not session.is_modified(row):
        return False
    columns = {attr.key for attr in inspect(row).attrs if attr.history.has_changes()}
    return bool(columns - _STILLE_SPALTEN.get(type(row).__tablename__, set()) - {"aenderungsstand"})


@contextmanager
def changed_tables(session: Session) -> Iterator[set[str]]:
    """Give a set that fills with the names of the tables which the session changes, row by row or in bulk."""
    changed: set[str] = set()

    def note_flush(found: Session, _: Any) -> None:
        rows = [*found.new, *found.deleted, *(row for row in found.dirty if _is_told(found, row))]
        changed.update(type(row).__tablename__ for row in rows)

    def note_bulk(state: ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            mapper = state.bind_mapper
            if mapper is not None:
                changed.add(mapper.class_.__tablename__)

    event.listen(session, "after_flush", note_flush)
    event.listen(session, "do_orm_execute", note_bulk)
    try:
        yield changed
    finally:
        event.remove(session, "after_flush", note_flush)
        event.remove(session, "do_orm_execute", note_bulk)


@contextmanager
def watched_requests(session: Session) -> Iterator[None]:
    """Let every request that keeps a change without an Ereignis fail, in whichever test it is made."""
    with changed_tables(session) as changed:

        def check(found: Session) -> None:
            if found.in_nested_transaction():
                # A savepoint inside a change; its Ereignis comes last.
                return
            found.flush()
            # What the test itself writes and commits is its own affair.
            silent = (
                changed - set(OHNE_EREIGNIS) if has_request_context() and "ereignis" not in changed else set()
            )
            changed.clear()
            assert not silent, f"changed without an Ereignis: {sorted(silent)}"

        event.listen(session, "before_commit", check)
        event.listen(session, "after_soft_rollback", lambda *_: changed.clear())
        yield
