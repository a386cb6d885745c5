"""Notices about a Vorgang: to the people of its recipient or to the office, once for each person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from grants.domain.mitteilungen import Post
from grants.models import Person
from grants.queries.angeschriebene import Angeschriebener, list_des_amts, list_des_traegers
from grants.queries.anteile import Anteil
from grants.services.postausgang import queue_mail


@dataclass(frozen=True, slots=True)
class Anlass:
    """What a mail is about: kind, and the key that lets it go out once."""

    art: str
    schluessel: str


def tell_recipient(
    session: Session,
    anteil: Anteil,
    post: Post,
    anlass: Anlass,
    *,
    heute: date,
    jetzt: datetime,
    ohne: Person,
) -> int:
    """Queue a notice to the people of the recipient but `ohne`; return to how many."""
    people = list_des_traegers(session, anteil.traeger_id, am=heute)
    return queue_all(session, (p for p in people if p.person_id != ohne.id), post, anlass, jetzt=jetzt)


def tell_office(
    session: Session, post: Post, anlass: Anlass, *, heute: date, jetzt: datetime, ohne: Person
) -> int:
    """Queue a notice to the people of the Geschäftsstelle but `ohne`; return to how many."""
    people = list_des_amts(session, am=heute)
    return queue_all(session, (p for p in people if p.person_id != ohne.id), post, anlass, jetzt=jetzt)


def queue_all(
    session: Session, people: Iterable[Angeschriebener], post: Post, anlass: Anlass, *, jetzt: datetime
) -> int:
    """Queue one mail a person; return how many went into the outbox."""
    return sum(
        queue_mail(
            session,
            an=each.email,
            betreff=post.betreff,
            text=post.text,
            art=anlass.art,
            schluessel=f"{anlass.schluessel}/{each.person_id}",
            jetzt=jetzt,
        )
        is not None
        for each in people
    )
