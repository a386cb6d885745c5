"""People of a Träger who log in: invited by the Geschäftsstelle, ended with a day.

The Geschäftsstelle hands out links for accounts of Träger and Stellen alone: a link for an account with another
Rolle would open that Rolle too.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Befugnis, Rolle, TraegerArt
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.queries.traeger_verweise import load_verweise, same_traeger
from grants.services.konten.befugnisse import change_befugnisse
from grants.services.konten.links import NeuerLink
from grants.services.konten.verwaltung import (
    Einladung,
    end_role,
    give_role,
    invite,
    normalise,
    renew_invitation,
)
from grants.services.traeger import get_row

_VON_TRAEGERN = frozenset({Rolle.TRAEGER, Rolle.STELLE})


def invite_user(
    session: Session,
    kuerzel: str,
    *,
    email: str,
    name: str,
    jetzt: datetime,
    person: m.Person,
    befugnisse: frozenset[Befugnis] = frozenset(),
) -> NeuerLink | None:
    """Let somebody act for the Träger; return the link of the invitation, None where there was an account already.

    Raises RuleViolation while the kind of the Träger is open, and for somebody invited with another Rolle.
    """
    traeger = get_row(session, kuerzel)
    if traeger.art is TraegerArt.UNGEKLAERT:
        _refuse(
            "art_offen", "Bitte klären Sie zuerst, ob es ein Träger oder eine städtische Stelle ist.", None
        )
    if traeger.zusammengefuehrt_mit_id is not None:
        _refuse("verbunden", "Dieser Eintrag ist zusammengeführt. Bitte laden Sie beim anderen ein.", None)
    rolle = Rolle.STELLE if traeger.art is TraegerArt.STAEDTISCHE_STELLE else Rolle.TRAEGER
    einladung = Einladung(email=email, rolle=rolle, name=name, traeger_kuerzel=kuerzel, befugnisse=befugnisse)
    known = session.execute(select(m.Person).where(m.Person.email == normalise(email))).scalar_one_or_none()
    konto = _konto(session, known.id) if known else None
    if known is not None and konto is not None and konto.password is not None:
        give_role(session, known.id, einladung, person=person)
        return None
    if known is not None:
        _only_of_traeger(session, known.id, feld="email")
    return invite(session, einladung, jetzt=jetzt, person=person)


def renew_user_invitation(
    session: Session, kuerzel: str, rolle_id: int, *, jetzt: datetime, person: m.Person
) -> tuple[NeuerLink, str]:
    """Return a new link for an invitation nobody accepted yet, and the address; raises NotFound or Conflict."""
    row = _of_traeger(session, kuerzel, rolle_id)
    _only_of_traeger(session, row.person_id, feld=None)
    link = renew_invitation(session, row.person_id, jetzt=jetzt, person=person)
    return link, row.person.email or ""


def end_user(session: Session, kuerzel: str, rolle_id: int, *, bis: date, person: m.Person) -> None:
    """Let somebody no longer act for the Träger after a day; raises NotFound or RuleViolation."""
    row = _of_traeger(session, kuerzel, rolle_id)
    end_role(session, row.id, bis=bis, person=person)


def change_user(
    session: Session,
    kuerzel: str,
    rolle_id: int,
    befugnisse: frozenset[Befugnis],
    *,
    ab: date | None,
    bis: date | None,
    person: m.Person,
) -> None:
    """Let somebody do other things for the Träger from a day on; raises NotFound or RuleViolation."""
    row = _of_traeger(session, kuerzel, rolle_id)
    change_befugnisse(session, row.id, befugnisse, ab=ab, bis=bis, person=person)


def _konto(session: Session, person_id: int) -> m.Konto | None:
    return session.execute(select(m.Konto).where(m.Konto.person_id == person_id)).scalar_one_or_none()


def _of_traeger(session: Session, kuerzel: str, rolle_id: int) -> m.Rollenzuordnung:
    traeger = get_row(session, kuerzel)
    row = session.get(m.Rollenzuordnung, rolle_id)
    mine = same_traeger(load_verweise(session), [traeger.id])
    if row is None or row.traeger_id not in mine:
        raise NotFound("Diesen Zugang gibt es bei diesem Träger nicht. Bitte laden Sie die Seite neu.")
    return row


def _only_of_traeger(session: Session, person_id: int, *, feld: str | None) -> None:
    rollen = set(
        session.scalars(select(m.Rollenzuordnung.rolle).where(m.Rollenzuordnung.person_id == person_id))
    )
    if rollen - _VON_TRAEGERN:
        text = (
            "Diese Person ist schon mit einer anderen Rolle eingeladen. Bitte wenden Sie sich an die Person, die die "
            "Konten verwaltet."
        )
        if feld is None:
            raise Conflict(text)
        _refuse("andere_rolle", text, feld)


def _refuse(code: str, text: str, feld: str | None) -> None:
    raise RuleViolation([Violation(code, text, feld)])
