"""What a recipient's proof is made of beside its figures: persons, declarations, sentences, requests, copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.abgabefrist import due_of
from grants.domain.begriffe import Befugnis, Dateizweck
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.nachweisabgabe import erlaeuterung_key
from grants.queries.anteile import Anteil
from grants.queries.personen import load_zusammengefuehrt
from grants.queries.rows import rows
from grants.queries.traeger_verweise import load_verweise, same_traeger


@dataclass(frozen=True, slots=True)
class Beteiligt:
    """A person of the recipient with what it may do."""

    person_id: int
    name: str
    email: str
    befugnisse: frozenset[Befugnis]


@dataclass(frozen=True, slots=True)
class Punkt:
    """One thing asked for; `teil` is the part of the proof it is about, empty for the whole."""

    id: int
    text: str
    teil: str
    antwort: str
    erledigt_am: datetime | None
    aenderungsstand: int


@dataclass(frozen=True, slots=True)
class Anforderung:
    """A Nachforderung with its points."""

    id: int
    text: str
    frist_bis: date
    am: datetime
    beantwortet_am: datetime | None
    zurueckgenommen_am: datetime | None
    punkte: tuple[Punkt, ...]

    @property
    def is_open(self) -> bool:
        return self.beantwortet_am is None and self.zurueckgenommen_am is None


@dataclass(frozen=True, slots=True)
class Fassungszeile:
    """A handed-in copy with its frozen content."""

    id: int
    nummer: int
    vorgangsnummer: str
    sha256: str
    zahlen_sha256: str
    vorlage: str
    inhalt: str
    eingereicht_am: datetime
    person: str
    ereignis_nummer: int
    ereignis_hash: str


@dataclass(frozen=True, slots=True)
class Erklaert:
    """One row of a declaration as stored; `person_id` after joining."""

    schluessel: str
    antwort: str
    erlaeuterung: str
    zahlen_sha256: str
    person_id: int
    eigene_person_id: int
    person: str
    am: datetime


@dataclass(frozen=True, slots=True)
class Empfaengerangaben:
    """Address and rule of representation of the recipient."""

    anschrift: tuple[str, ...]
    email: str
    gemeinsam_vertreten: bool


def load_empfaengerangaben(session: Session, anteil: Anteil) -> Empfaengerangaben:
    """Return what stands in the register about the recipient."""
    t = m.Traeger
    found = session.execute(
        select(t.strasse, t.plz, t.ort, t.email, t.gemeinsam_vertreten).where(t.id == anteil.traeger_id)
    ).one()
    ort = f"{found.plz} {found.ort}".strip()
    return Empfaengerangaben(
        tuple(line for line in (found.strasse, ort) if line),
        found.email,
        found.gemeinsam_vertreten is True and not anteil.is_stelle,
    )


def list_beteiligte(session: Session, anteil: Anteil, *, am: date) -> tuple[Beteiligt, ...]:
    """Return who acts for the recipient on the day, by name."""
    r, p = m.Rollenzuordnung, m.Person
    ids = same_traeger(load_verweise(session), [anteil.traeger_id])
    statement = (
        select(p.id, p.name, p.email, r.darf_inhaltlich, r.darf_finanziell, r.vertretungsberechtigt)
        .join(p, r.person_id == p.id)
        .where(
            r.traeger_id.in_(ids),
            or_(r.von.is_(None), r.von <= am),
            or_(r.bis.is_(None), r.bis >= am),
        )
        .order_by(p.name, p.id)
    )
    found: dict[int, tuple[str, str, set[Befugnis]]] = {}
    for key, name, email, inhaltlich, finanziell, vertretung in rows(session, statement):
        _, _, given = found.setdefault(key, (name, email or "", set()))
        for befugnis, has in zip(Befugnis, (inhaltlich, finanziell, vertretung), strict=True):
            if has:
                given.add(befugnis)
    return tuple(Beteiligt(key, name, email, frozenset(given)) for key, (name, email, given) in found.items())


def list_erklaert(session: Session, nachweis_id: int | None) -> tuple[Erklaert, ...]:
    """Return the declarations of a proof, each with the Person it counts for."""
    if nachweis_id is None:
        return ()
    joined = load_zusammengefuehrt(session)
    e, p = m.Erklaerung, m.Person
    statement = (
        select(e.schluessel, e.antwort, e.erlaeuterung, e.zahlen_sha256, p.id, p.name, e.am)
        .join(p, e.person_id == p.id)
        .where(e.verwendungsnachweis_id == nachweis_id)
        .order_by(e.am, e.id)
    )
    return tuple(
        Erklaert(key, antwort, satz, sha, joined.get(person_id, person_id), person_id, name, am)
        for key, antwort, satz, sha, person_id, name, am in rows(session, statement)
    )


def load_erlaeuterungen(session: Session, nachweis_id: int | None) -> Mapping[str, tuple[str, int]]:
    """Return the sentences to rules by their key, each with the counter of its row."""
    if nachweis_id is None:
        return {}
    b = m.Berichtsabschnitt
    prefix = erlaeuterung_key("")
    statement = select(b.schluessel, b.text, b.aenderungsstand).where(
        b.verwendungsnachweis_id == nachweis_id, b.schluessel.startswith(prefix, autoescape=True)
    )
    return {key: (text, stand) for key, text, stand in rows(session, statement)}


def list_anforderungen(
    session: Session, nachweis_ids: Iterable[int]
) -> Mapping[int, tuple[Anforderung, ...]]:
    """Return what the office asked for by proof, the newest first."""
    n, p = m.Nachforderung, m.Nachforderungspunkt
    ids = list(nachweis_ids)
    points: dict[int, list[Punkt]] = {}
    for key, *columns in rows(
        session,
        select(p.nachforderung_id, p.id, p.text, p.teil, p.antwort, p.erledigt_am, p.aenderungsstand)
        .join(n, p.nachforderung_id == n.id)
        .where(n.verwendungsnachweis_id.in_(ids))
        .order_by(p.id),
    ):
        points.setdefault(key, []).append(Punkt(*columns))
    found: dict[int, list[Anforderung]] = {}
    statement = (
        select(
            n.verwendungsnachweis_id, n.id, n.text, n.frist_bis, n.am, n.beantwortet_am, n.zurueckgenommen_am
        )
        .where(n.verwendungsnachweis_id.in_(ids))
        .order_by(n.id.desc())
    )
    for proof, key, text, frist, am, answered, withdrawn in rows(session, statement):
        found.setdefault(proof, []).append(
            Anforderung(key, text, frist, am, answered, withdrawn, tuple(points.get(key, ())))
        )
    return {key: tuple(each) for key, each in found.items()}


def list_fassungen(session: Session, nachweis_id: int | None) -> tuple[Fassungszeile, ...]:
    """Return the handed-in copies, the newest first."""
    if nachweis_id is None:
        return ()
    f, p = m.Nachweisfassung, m.Person
    statement = (
        select(
            f.id,
            f.nummer,
            f.vorgangsnummer,
            f.sha256,
            f.zahlen_sha256,
            f.vorlage,
            f.inhalt,
            f.eingereicht_am,
            p.name,
            f.ereignis_nummer,
            f.ereignis_hash,
        )
        .join(p, f.person_id == p.id)
        .where(f.verwendungsnachweis_id == nachweis_id)
        .order_by(f.nummer.desc())
    )
    return tuple(Fassungszeile(*columns) for columns in rows(session, statement))


def has_signed_file(session: Session, nachweis_id: int | None) -> bool:
    """Return whether a signed copy lies with the proof."""
    d = m.Datei
    statement = select(d.id).where(
        d.verwendungsnachweis_id == nachweis_id,
        d.zweck == Dateizweck.UNTERSCHRIFT,
        d.entfernt_am.is_(None),
    )
    return session.execute(statement.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class Faelligkeit:
    """The last day of the proof; `tage` until then, negative when it is over, None without a day."""

    bis: date | None
    tage: int | None
    verlaengert: bool = False

    @property
    def is_late(self) -> bool:
        return self.tage is not None and self.tage < 0


def due(
    jahr: Jahr, empfaenger: Empfaenger, *, am: date, anforderung: Anforderung | None = None
) -> Faelligkeit:
    """Return until when the recipient has to act, and how many days that is from a day on."""
    asked = anforderung.frist_bis if anforderung is not None and anforderung.is_open else None
    frist = due_of(jahr, empfaenger, nachforderung_bis=asked)
    left = None if frist.tag is None else (frist.tag - am).days
    return Faelligkeit(frist.tag, left, verlaengert=frist.verlaengert)
