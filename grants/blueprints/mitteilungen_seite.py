"""What the conversations look like on both sides: forms for each, who writes, files that come along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from flask import current_app, url_for

from grants.domain.begriffe import Dateiart, Mitteilungsart
from grants.domain.mitteilungen import Faden
from grants.extensions import db
from grants.forms.mitteilungen import AktForm, AntwortForm, DateienField, EntscheidungForm, MitteilungForm
from grants.models import Person
from grants.queries.anteile import Anteil
from grants.queries.dateien import Dateizeile, list_dateien_je
from grants.queries.mitteilungen import load_faeden
from grants.services.dateiablage import Bereit, discard, prepare
from grants.services.mitteilungen import Absender
from grants.services.nachweisbegleitung import Schritt
from grants.web import ablage_von, heute


class MitDateien(Protocol):
    """A form with some files."""

    datei: DateienField


ANLAGEN = frozenset({Dateiart.PDF, Dateiart.BILD, Dateiart.XLSX})


@dataclass(slots=True)
class Fadenseite:
    """The conversations of a Vorgang with their forms, by the id of their first entry."""

    faeden: tuple[Faden, ...]
    dateien: dict[int, tuple[Dateizeile, ...]]
    neu: MitteilungForm
    art: Mitteilungsart
    antworten: dict[int, AntwortForm] = field(default_factory=dict)
    entscheidungen: dict[int, EntscheidungForm] = field(default_factory=dict)
    akte: dict[int, AktForm] = field(default_factory=dict)


def build_fadenseite(
    anteil: Anteil,
    *,
    amt: bool,
    art: Mitteilungsart = Mitteilungsart.FRAGE,
    neu: MitteilungForm | None = None,
    antwort: tuple[int, AntwortForm] | None = None,
    entscheidung: tuple[int, EntscheidungForm] | None = None,
) -> Fadenseite:
    """Return what the page shows; a form that was refused keeps what was typed."""
    faeden = load_faeden(db.session(), anteil.id, intern=amt)
    entries = [each.id for f in faeden for each in (f.anfang, *f.antworten)]
    seite = Fadenseite(
        faeden=faeden,
        dateien=dict(list_dateien_je(db.session(), "mitteilung_id", entries)) if entries else {},
        neu=neu or MitteilungForm(formdata=None, data={"art": art.value}),
        art=art,
    )
    for faden in faeden:
        key, stand = faden.anfang.id, {"aenderungsstand": str(faden.anfang.stand)}
        seite.akte[key] = AktForm(formdata=None, data=stand)
        refused = antwort[1] if antwort and antwort[0] == key else None
        seite.antworten[key] = (refused or AntwortForm(formdata=None)).number_ids(key)
        if amt and faden.wants_decision:
            given = entscheidung[1] if entscheidung and entscheidung[0] == key else None
            form = given or EntscheidungForm(formdata=None, data={**stand, "bis": faden.anfang.gewuenscht})
            seite.entscheidungen[key] = form.number_ids(key)
    return seite


def schritt(endpoint: str, anteil_id: int, person: Person, *, stand: int | None = None) -> Schritt:
    """Return who acts now, with the page that a mail about it leads to."""
    adresse = url_for(endpoint, anteil_id=anteil_id, _external=True)
    return Schritt(person, heute(), datetime.now(UTC), adresse, stand)


def absender(anteil: Anteil, person: Person, *, vom_empfaenger: bool) -> Absender:
    """Return who writes now, with the addresses that stand in the mail to the other side."""
    return Absender(
        person=person,
        vom_empfaenger=vom_empfaenger,
        heute=heute(),
        jetzt=datetime.now(UTC),
        adresse_empfaenger=url_for("mitteilungen.vorgang", anteil_id=anteil.id, _external=True),
        adresse_amt=url_for(
            "nachweise.nachweis", anteil_id=anteil.id, _external=True, _anchor="mitteilungen"
        ),
    )


@contextmanager
def hochgeladen(form: MitDateien, *, erlaubt: frozenset[Dateiart] = ANLAGEN) -> Iterator[list[Bereit]]:
    """Give the files that came with a form, looked at; none of them stays where one or the change is refused."""
    ablage = ablage_von(current_app)
    ready: list[Bereit] = []
    try:
        for upload in form.datei.data or ():
            ready.append(prepare(ablage, upload.stream, upload.filename, erlaubt=erlaubt))
        yield ready
    finally:
        # Does nothing for those that were kept.
        for each in ready:
            discard(ablage, each)
