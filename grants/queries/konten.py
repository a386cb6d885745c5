"""Accounts as the log-in and the Kontenverwaltung see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.befugnisse import from_columns
from grants.domain.begriffe import Befugnis, Linkzweck, Rolle
from grants.queries.rows import Grouped, grouped, rows

_AUFBEWAHRT = timedelta(hours=24)


def find_konto(session: Session, email: str) -> m.Konto | None:
    """Return the account with this address, or None."""
    return session.execute(
        select(m.Konto)
        .join(m.Person, m.Person.id == m.Konto.person_id)
        .where(m.Person.email == email.strip().lower())
    ).scalar_one_or_none()


def find_konto_by_key(session: Session, schluessel: str) -> m.Konto | None:
    """Return the account that a session belongs to, or None."""
    return session.execute(select(m.Konto).where(m.Konto.fs_uniquifier == schluessel)).scalar_one_or_none()


def gibt_es_konten(session: Session) -> bool:
    return session.execute(select(m.Konto.id).limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class Aufgehoben:
    """What was typed into a form whose session had ended."""

    id: int
    pfad: str
    felder: tuple[tuple[str, str], ...]
    mit_dateien: bool
    am: datetime


def load_zwischenstand(session: Session, person_id: int, *, jetzt: datetime) -> Aufgehoben | None:
    """Return what this Person typed last and did not get back yet; None after a day."""
    z = m.Zwischenstand
    statement = (
        select(z.id, z.pfad, z.felder, z.mit_dateien, z.am)
        .where(z.person_id == person_id, z.am >= jetzt - _AUFBEWAHRT)
        .order_by(z.id.desc())
        .limit(1)
    )
    for key, pfad, felder, files, am in rows(session, statement):
        return Aufgehoben(key, pfad, tuple((name, value) for name, value in felder), files, am)
    return None


@dataclass(frozen=True, slots=True)
class Rollenzeile:
    """A Rolle of an account with its days."""

    id: int
    rolle: Rolle
    traeger: str
    von: date | None
    bis: date | None
    befugnisse: tuple[Befugnis, ...] = ()

    @property
    def is_empfaenger(self) -> bool:
        """Whether it is one of the Rollen that have Befugnisse."""
        return self.rolle in (Rolle.TRAEGER, Rolle.STELLE)

    def gilt(self, am: date) -> bool:
        return (self.von is None or self.von <= am) and (self.bis is None or am <= self.bis)


@dataclass(frozen=True, slots=True)
class Kontozeile:
    """An account as the Kontenverwaltung sees it: nothing of what the Person works on."""

    person_id: int
    name: str
    email: str
    stand: str
    zweiter_faktor: bool
    letzte_anmeldung_am: datetime | None
    gesperrt_grund: str
    eingeladen_bis: datetime | None
    zusammengefuehrt_mit: str
    rollen: tuple[Rollenzeile, ...]


EINGELADEN, AKTIV, GESPERRT = "eingeladen", "aktiv", "gesperrt"


def list_konten(session: Session, *, suche: str = "", stand: str = "") -> Sequence[Kontozeile]:
    """Return the accounts by name, with a fixed number of statements."""
    k, p = m.Konto, m.Person
    other = select(m.Person.id, m.Person.name).subquery()
    statement = (
        select(
            p.id,
            p.name,
            p.email,
            k.password.is_not(None),
            k.active,
            k.tf_totp_secret.is_not(None),
            k.letzte_anmeldung_am,
            k.gesperrt_grund,
            func.coalesce(other.c.name, ""),
        )
        .join(k, k.person_id == p.id)
        .outerjoin(other, other.c.id == p.zusammengefuehrt_mit_id)
        .order_by(func.lower(p.name), p.id)
    )
    roles = _rollen(session)
    until = _einladungen(session)
    found = []
    for key, name, email, accepted, active, factor, last, reason, joined in rows(session, statement):
        state = GESPERRT if not active else AKTIV if accepted or last else EINGELADEN
        words = f"{name} {email}".casefold()
        if (suche and suche.casefold() not in words) or (stand and stand != state):
            continue
        found.append(
            Kontozeile(
                key, name, email or "", state, factor, last, reason, until.get(key), joined, roles[key]
            )
        )
    return found


def get_konto(session: Session, person_id: int) -> Kontozeile | None:
    """Return one account, or None."""
    return next((each for each in list_konten(session) if each.person_id == person_id), None)


def _rollen(session: Session) -> Grouped[Rollenzeile]:
    r, t = m.Rollenzuordnung, m.Traeger
    statement = (
        select(
            r.person_id,
            r.id,
            r.rolle,
            t.name,
            r.von,
            r.bis,
            r.darf_inhaltlich,
            r.darf_finanziell,
            r.vertretungsberechtigt,
        )
        .outerjoin(t, t.id == r.traeger_id)
        .order_by(r.id)
    )
    return grouped(
        (person, Rollenzeile(key, rolle, traeger or "", von, bis, from_columns(*given)))
        for person, key, rolle, traeger, von, bis, *given in rows(session, statement)
    )


def _einladungen(session: Session) -> dict[int, datetime]:
    z = m.Zugangslink
    statement = select(z.person_id, z.gueltig_bis).where(
        z.zweck == Linkzweck.EINLADUNG, z.benutzt_am.is_(None), z.ungueltig_am.is_(None)
    )
    return dict(rows(session, statement))


def list_traeger_wahl(session: Session) -> list[tuple[str, str]]:
    """Return Kürzel and name of each Träger, for a choice."""
    t = m.Traeger
    statement = select(t.kuerzel, t.name).where(t.zusammengefuehrt_mit_id.is_(None)).order_by(t.name)
    return [(key, name) for key, name in rows(session, statement)]
