"""How a page changes something: one transaction, one acting Person, each form once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, request
from sqlalchemy import text
from sqlalchemy.orm import Session

from grants.auth import me
from grants.database import writing
from grants.extensions import db
from grants.forms.base import Formular
from grants.models import Person
from grants.services.abgaben import claim
from grants.services.konten.zwischenstand import drop

# As long as SQLite waits (grants.database); PostgreSQL would wait for ever.
_SPERRE_POSTGRES = "SET LOCAL lock_timeout = '10s'"
# Fields that differ each time although the person means the same.
_TECHNISCH = {"csrf_token", "einmal", "zwischenstand"}


@contextmanager
def schreibend() -> Iterator[Session]:
    """Give a session that commits when the block ends without an error, for views that ask for no log-in."""
    session = db.session()
    # Whatever the page read so far is over: the lock is taken before the first SELECT of the change.
    session.rollback()
    with writing(session):
        if db.engine.dialect.name == "postgresql":
            session.execute(text(_SPERRE_POSTGRES))
        yield session


@contextmanager
def aendern(formular: Formular | None = None) -> Iterator[tuple[Session, Person]]:
    """Give a session that commits when the block ends without an error, and the Person who acts.

    Takes the one-time key of the form; raises SchonAbgegeben or AndererInhalt (a Conflict) before anything changed.
    """
    person_id = me().person_id
    with schreibend() as session:
        person = session.get_one(Person, person_id)
        schluessel = request.form.get("einmal", "")
        if formular is not None and schluessel:
            claim(session, schluessel, person=person, inhalt_sha256=_content())
            g.abgabe = schluessel
        if kept := request.form.get("zwischenstand", ""):
            drop(session, kept, person=person)
        yield session, person


def _content() -> str:
    """Return a sum over what was sent, files by their name and content."""
    fields = sorted((key, value) for key, value in request.form.items(multi=True) if key not in _TECHNISCH)
    files = []
    for key, upload in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        digest = hashlib.sha256()
        # Whoever looked at the file before left it at its end.
        upload.stream.seek(0)
        while chunk := upload.stream.read(65536):
            digest.update(chunk)
        upload.stream.seek(0)
        files.append((key, upload.filename or "", digest.hexdigest()))
    return hashlib.sha256(json.dumps([request.path, fields, files]).encode()).hexdigest()
