"""Termine as a calendar file (iCalendar, RFC 5545) for the office's own calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from grants.domain.kennung import make_kennung
from grants.domain.termine import Termin


def write_kalender(termine: Iterable[Termin], *, am: date) -> bytes:
    """Return an .ics with one whole day each; the same Termin keeps its UID, so that a second import updates it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Foerderkette//Fristen//DE")
    calendar.add("version", "2.0")
    for termin in termine:
        event = Event()
        key = termin.frist_id or make_kennung(termin.bezeichnung, taken=set())
        event.add("uid", f"{termin.programm}-{termin.jahr}-{key}@foerderkette")
        event.add("dtstamp", datetime.combine(am, time(), tzinfo=UTC))
        event.add("dtstart", termin.bis)
        event.add("dtend", termin.bis + timedelta(days=1))
        event.add("summary", f"{termin.bezeichnung} {termin.jahr}")
        if termin.fehlt:
            event.add("description", "\n".join(termin.fehlt))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
