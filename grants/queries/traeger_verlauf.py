"""A Träger over the years: its shares with their money, who may log in for it, what its IBAN was before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import kette, summen
from grants.domain.befugnisse import from_columns
from grants.domain.begriffe import Befugnis, Linkzweck, Rolle
from grants.domain.money import Betrag, summe
from grants.domain.traeger import Zeitraum
from grants.queries.konten import AKTIV, EINGELADEN, GESPERRT
from grants.queries.rows import Grouped, Statement, grouped, rows
from grants.queries.zahlungen import counts

IBAN_GEAENDERT = "traeger_iban_geaendert"


@dataclass(frozen=True, slots=True)
class Beteiligung:
    """One share of a Träger; None is "not come so far". `anteil` is of the Landesmittel asked for."""

    programm: str
    jahr: int
    kennung: str
    massnahme: str
    # Name of the row where the share is one of a Träger that was found to be this one.
    als: str
    anteil: Betrag | None
    zugesagt: Betrag | None
    ausgezahlt: Betrag | None
    festgesetzt: Betrag | None


@dataclass(frozen=True, slots=True)
class Jahressumme:
    """The shares of a year with their sums; None where no share has come so far."""

    jahr: int
    beteiligungen: tuple[Beteiligung, ...]
    anteil: Betrag | None
    zugesagt: Betrag | None
    ausgezahlt: Betrag | None
    festgesetzt: Betrag | None


def load_jahre(session: Session, ids: Iterable[int], *, am: date) -> tuple[Jahressumme, ...]:
    """Return the years of a Träger (all its rows), the newest first, with a fixed number of statements."""
    every = _beteiligungen(session, sorted(ids), am=am)
    years = sorted({each.jahr for each in every}, reverse=True)
    return tuple(_of_year(jahr, [each for each in every if each.jahr == jahr]) for jahr in years)


def find_shared(these: Iterable[Jahressumme], those: Iterable[Jahressumme]) -> tuple[tuple[int, str], ...]:
    """Return year and name of the Maßnahmen in which both take part."""
    other = {(each.programm, each.jahr, each.kennung) for jahr in those for each in jahr.beteiligungen}
    return tuple(
        (each.jahr, each.massnahme)
        for jahr in these
        for each in jahr.beteiligungen
        if (each.programm, each.jahr, each.kennung) in other
    )


def _of_year(jahr: int, shares: list[Beteiligung]) -> Jahressumme:
    def total(amounts: Iterable[Betrag | None]) -> Betrag | None:
        known = [amount for amount in amounts if amount is not None]
        return summe(known) if known else None

    return Jahressumme(
        jahr,
        tuple(shares),
        total(each.anteil for each in shares),
        total(each.zugesagt for each in shares),
        total(each.ausgezahlt for each in shares),
        total(each.festgesetzt for each in shares),
    )


def _beteiligungen(session: Session, ids: list[int], *, am: date) -> list[Beteiligung]:
    e, jm, t, fj = m.Empfaengeranteil, m.Jahresmassnahme, m.Traeger, m.Foerderjahr
    mine = e.traeger_id.in_(ids)
    statement = (
        select(
            m.Programm.schluessel,
            fj.jahr,
            m.Massnahme.kennung,
            m.Massnahme.name,
            e.id,
            t.kuerzel,
            t.name,
            t.art,
            e.anteil,
        )
        .join(jm, e.jahresmassnahme_id == jm.id)
        .join(fj, jm.foerderjahr_id == fj.id)
        .join(m.Programm, fj.programm_id == m.Programm.id)
        .join(m.Massnahme, jm.massnahme_id == m.Massnahme.id)
        .join(t, e.traeger_id == t.id)
        .where(mine)
        .order_by(fj.jahr.desc(), jm.reihenfolge, e.id)
    )
    shares = list(rows(session, statement))
    weiterleitungen, zuweisungen = _weiterleitungen(session, mine), _zuweisungen(session, mine)
    zahlungen, nachweise = _zahlungen(session, mine), _nachweise(session, mine)
    found = []
    for programm, jahr, kennung, massnahme, key, kuerzel, name, art, anteil in shares:
        value = kette.Empfaenger(
            kuerzel=kuerzel,
            name=name,
            art=art,
            anteil=anteil,
            weiterleitungen=weiterleitungen[key],
            zuweisungen=zuweisungen[key],
            zahlungen=zahlungen[key],
            nachweis=nachweise.get(key),
        )
        promised = summen.zugesagt(value, am)
        is_paid = not value.is_stelle and (promised is not None or value.zahlungen)
        found.append(
            Beteiligung(
                programm,
                jahr,
                kennung,
                massnahme,
                name,
                anteil,
                promised,
                summen.ausgezahlt(value, am) if is_paid else None,
                summen.festgesetzt(value),
            )
        )
    return found


def _of_traeger(statement: Statement, mine: ColumnElement[bool]) -> Statement:
    return statement.join(m.Empfaengeranteil).where(mine)


def _weiterleitungen(session: Session, mine: ColumnElement[bool]) -> Grouped[kette.Weiterleitung]:
    w, z = m.Weiterleitung, m.WeiterleitungBetrag
    betraege = select(z.weiterleitung_id, z.herkunft, z.betrag, z.finanzierungsart, z.landesanteil).join(w)
    zusagen = grouped(
        (key, kette.Zusage(*columns))
        for key, *columns in rows(session, _of_traeger(betraege, mine).order_by(z.id))
    )
    statement = select(w.empfaengeranteil_id, w.id, w.version, w.wirksam_ab, w.aktenzeichen, w.vom)
    return grouped(
        (anteil_id, kette.Weiterleitung(version, wirksam_ab, aktenzeichen, vom, zusagen[key]))
        for anteil_id, key, version, wirksam_ab, aktenzeichen, vom in rows(
            session, _of_traeger(statement, mine).order_by(w.version, w.id)
        )
    )


def _zuweisungen(session: Session, mine: ColumnElement[bool]) -> Grouped[kette.Zuweisung]:
    w, z = m.Zuweisung, m.ZuweisungBetrag
    betraege = select(z.zuweisung_id, z.herkunft, z.betrag, z.finanzierungsart, z.landesanteil).join(w)
    zusagen = grouped(
        (key, kette.Zusage(*columns))
        for key, *columns in rows(session, _of_traeger(betraege, mine).order_by(z.id))
    )
    statement = select(w.empfaengeranteil_id, w.id, w.version, w.wirksam_ab, w.vom)
    return grouped(
        (anteil_id, kette.Zuweisung(version, wirksam_ab, vom, zusagen[key]))
        for anteil_id, key, version, wirksam_ab, vom in rows(
            session, _of_traeger(statement, mine).order_by(w.version, w.id)
        )
    )


def _zahlungen(session: Session, mine: ColumnElement[bool]) -> Grouped[kette.Zahlung]:
    z = m.Zahlung
    statement = select(z.empfaengeranteil_id, z.datum, z.betrag, z.herkunft, z.art)
    return grouped(
        (key, kette.Zahlung(*columns))
        for key, *columns in rows(session, _of_traeger(statement, mine).where(counts()).order_by(z.id))
    )


def _nachweise(session: Session, mine: ColumnElement[bool]) -> dict[int, kette.Nachweis]:
    n = m.Verwendungsnachweis
    statement = _of_traeger(select(n.empfaengeranteil_id, n.status, n.festgesetzt), mine)
    return {
        key: kette.Nachweis(status=status, festgesetzt=festgesetzt)
        for key, status, festgesetzt in rows(session, statement)
    }


# -- Who logs in for it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Zugang:
    """A Person that acts for the Träger; `stand` is the state of the account, empty without one."""

    rolle_id: int
    person_id: int
    name: str
    email: str
    rolle: Rolle
    von: date | None
    bis: date | None
    stand: str
    eingeladen_bis: datetime | None
    befugnisse: tuple[Befugnis, ...] = ()

    def gilt(self, am: date) -> bool:
        return Zeitraum(self.von, self.bis).gilt(am)


def load_zugaenge(session: Session, ids: Iterable[int]) -> tuple[Zugang, ...]:
    """Return who may log in for a Träger (all its rows), those that ended too."""
    r, p, k, z = m.Rollenzuordnung, m.Person, m.Konto, m.Zugangslink
    keys = sorted(ids)
    statement = (
        select(
            r.id,
            p.id,
            p.name,
            p.email,
            r.rolle,
            r.von,
            r.bis,
            k.id,
            k.active,
            k.password.is_not(None),
            r.darf_inhaltlich,
            r.darf_finanziell,
            r.vertretungsberechtigt,
        )
        .join(p, r.person_id == p.id)
        .outerjoin(k, k.person_id == p.id)
        .where(r.traeger_id.in_(keys))
        .order_by(p.name, r.id)
    )
    invited = (
        select(z.person_id, z.gueltig_bis)
        .join(r, r.person_id == z.person_id)
        .where(
            r.traeger_id.in_(keys),
            z.zweck == Linkzweck.EINLADUNG,
            z.benutzt_am.is_(None),
            z.ungueltig_am.is_(None),
        )
    )
    until = dict(rows(session, invited))
    found = []
    for key, person_id, name, email, rolle, von, bis, konto, active, accepted, *given in rows(
        session, statement
    ):
        stand = "" if konto is None else GESPERRT if not active else AKTIV if accepted else EINGELADEN
        found.append(
            Zugang(
                key,
                person_id,
                name,
                email or "",
                rolle,
                von,
                bis,
                stand,
                until.get(person_id),
                from_columns(*given),
            )
        )
    return tuple(found)


# -- What its IBAN was -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IbanWechsel:
    """A change of the IBAN; empty text is "none". Both are empty where the payload was blanked."""

    am: datetime
    person: str
    alt: str
    neu: str


def load_iban_wechsel(session: Session, kuerzel: str) -> tuple[IbanWechsel, ...]:
    """Return every change of a Träger's IBAN, the newest first."""
    e, i = m.Ereignis, m.EreignisInhalt
    statement = (
        select(e.zeit, m.Person.name, i.inhalt)
        .join(m.Person, e.person_id == m.Person.id)
        .outerjoin(i, i.ereignis_id == e.id)
        .where(e.gegenstand == f"traeger/{kuerzel}", e.art == IBAN_GEAENDERT)
        .order_by(e.nummer.desc())
    )
    found = []
    for zeit, person, inhalt in rows(session, statement):
        told = json.loads(inhalt) if inhalt else {}
        old, new = told.get("alt", {}), told.get("neu", {})
        found.append(
            IbanWechsel(datetime.fromisoformat(zeit), person, old.get("iban", ""), new.get("iban", ""))
        )
    return tuple(found)
