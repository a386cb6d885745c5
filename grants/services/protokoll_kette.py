"""The chain of the log recomputed: every Ereignis, every payload, the head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.models import Ereignis, EreignisInhalt, EreignisKopf
from grants.services.ereignisse import ANFANG, Kopf, chain_hash, sha256

# Kinds of Ereignis whose payload the check itself reads; it can never be blanked and holds no personal data.
AUSGESTELLT = "dokument_ausgestellt"
GELEERT = "inhalt_geleert"


@dataclass(frozen=True, slots=True)
class Bruch:
    """One thing that is not as it was written; `ereignis` is a number, `dokument` the number of a paper."""

    code: str
    text: str
    ereignis: int | None = None
    dokument: str | None = None


@dataclass(slots=True)
class Kette:
    """What the walk along the chain found, and what the check of the papers needs of it."""

    ereignisse: int = 0
    geleert: int = 0
    letztes: Kopf = field(default_factory=lambda: Kopf(0, ANFANG))
    brueche: list[Bruch] = field(default_factory=list)
    hash_by_nummer: dict[int, str] = field(default_factory=dict)
    # Payload of each Ereignis that issued a paper, by its subject; None where it is gone.
    ausgestellt: dict[str, str | None] = field(default_factory=dict)
    # Subject of each Ereignis that records a blanking, and which payload says that which one blanked it.
    leerungen: dict[int, str] = field(default_factory=dict)
    leer: list[tuple[int, int | None]] = field(default_factory=list)

    def add(self, code: str, text: str, ereignis: int | None = None) -> None:
        self.brueche.append(Bruch(code, text, ereignis))


def walk(session: Session) -> Kette:
    """Return what the log says of itself; reads every Ereignis once, in order."""
    kette = Kette()
    for row in _rows(session):
        _check_link(kette, row)
        _check_content(kette, row)
        kette.ereignisse += 1
        kette.letztes = Kopf(row.nummer, row.hash)
        kette.hash_by_nummer[row.nummer] = row.hash
        if row.art == AUSGESTELLT:
            kette.ausgestellt[row.gegenstand] = row.inhalt
        if row.art == GELEERT:
            kette.leerungen[row.nummer] = row.gegenstand
    for nummer, geleert_mit in kette.leer:
        _check_blanking(kette, nummer, geleert_mit)
    _check_orphans(session, kette)
    _check_head(session, kette)
    return kette


@dataclass(frozen=True, slots=True)
class Zeile:
    """An Ereignis with its payload as they stand in the tables; `inhalt_id` is None where the payload is gone."""

    nummer: int
    zeit: str
    person_id: int
    art: str
    gegenstand: str
    inhalt_sha256: str
    vorheriger_hash: str
    hash: str
    inhalt_id: int | None
    inhalt: str | None
    geleert_mit: int | None


def _rows(session: Session) -> Iterator[Zeile]:
    e, inhalt = Ereignis, EreignisInhalt
    statement = (
        select(
            e.nummer,
            e.zeit,
            e.person_id,
            e.art,
            e.gegenstand,
            e.inhalt_sha256,
            e.vorheriger_hash,
            e.hash,
            inhalt.id,
            inhalt.inhalt,
            inhalt.geleert_mit,
        )
        .outerjoin(inhalt, inhalt.ereignis_id == e.id)
        .order_by(e.nummer)
        # A log of many years need not lie in memory.
        .execution_options(yield_per=1000)
    )
    for columns in session.execute(statement):
        yield Zeile(*columns)


def _check_link(kette: Kette, row: Zeile) -> None:
    """Note where an Ereignis does not follow the one before, or is not what its hash covers."""
    before = kette.letztes
    if row.nummer != before.nummer + 1:
        first, last = before.nummer + 1, row.nummer - 1
        missing = f"Ereignis {first}" if first == last else f"Ereignis {first} bis {last}"
        kette.add("ereignis_fehlt", f"Im Verlauf fehlt {missing}.", first)
    elif row.vorheriger_hash != before.hash:
        kette.add(
            "kette_unterbrochen",
            f"Ereignis {row.nummer} schließt nicht an das davor an: Eines der beiden wurde ersetzt, eingefügt oder "
            "vertauscht.",
            row.nummer,
        )
    expected = chain_hash(
        nummer=row.nummer,
        zeit=row.zeit,
        person_id=row.person_id,
        art=row.art,
        gegenstand=row.gegenstand,
        inhalt_sha256=row.inhalt_sha256,
        vorheriger=row.vorheriger_hash,
    )
    if row.hash != expected:
        kette.add("ereignis_geaendert", f"Ereignis {row.nummer} wurde nachträglich geändert.", row.nummer)


def _check_content(kette: Kette, row: Zeile) -> None:
    if row.inhalt_id is None:
        kette.add("inhalt_fehlt", f"Der Inhalt von Ereignis {row.nummer} wurde gelöscht.", row.nummer)
    elif row.inhalt is None:
        kette.geleert += 1
        kette.leer.append((row.nummer, row.geleert_mit))
    elif sha256(row.inhalt) != row.inhalt_sha256:
        kette.add("inhalt_geaendert", f"Der Inhalt von Ereignis {row.nummer} wurde geändert.", row.nummer)


def _check_blanking(kette: Kette, nummer: int, geleert_mit: int | None) -> None:
    """Note a payload that is empty without a later Ereignis that says so."""
    recorded = kette.leerungen.get(geleert_mit or 0)
    if recorded != subject_of(nummer) or (geleert_mit or 0) <= nummer:
        kette.add(
            "inhalt_ohne_nachweis_geleert",
            f"Der Inhalt von Ereignis {nummer} ist leer, ohne dass der Verlauf sagt, wer ihn geleert hat.",
            nummer,
        )


def subject_of(nummer: int) -> str:
    """Return how the log names one of its own entries."""
    return f"ereignis/{nummer}"


def _check_orphans(session: Session, kette: Kette) -> None:
    statement = (
        select(EreignisInhalt.id)
        .outerjoin(Ereignis, EreignisInhalt.ereignis_id == Ereignis.id)
        .where(Ereignis.id.is_(None))
    )
    count = len(session.execute(statement).all())
    if count:
        kette.add("inhalt_ohne_ereignis", f"Zu {count} gespeicherten Inhalten fehlt das Ereignis.")


def _check_head(session: Session, kette: Kette) -> None:
    head = session.execute(select(EreignisKopf.nummer, EreignisKopf.hash)).one_or_none()
    last = kette.letztes
    if head is None:
        if kette.ereignisse:
            kette.add(
                "kopf_fehlt", "Der Kopf des Verlaufs fehlt; ob am Ende etwas fehlt, ist nicht feststellbar."
            )
        return
    if head.nummer > last.nummer:
        kette.add(
            "ende_fehlt",
            f"Der Verlauf endet mit Ereignis {last.nummer}, sein Kopf nennt aber Nummer {head.nummer}: "
            "Das Ende fehlt.",
            last.nummer + 1,
        )
    elif (head.nummer, head.hash) != (last.nummer, last.hash):
        kette.add(
            "kopf_falsch",
            f"Der Kopf des Verlaufs nennt nicht Ereignis {last.nummer}: Es wurde ersetzt oder angehängt.",
            last.nummer,
        )


def is_in_chain(kette: Kette, kopf: Kopf) -> bool:
    """Return whether a head that a paper or a backup names is part of the chain."""
    known: Mapping[int, str] = (
        {0: ANFANG, **kette.hash_by_nummer} if kopf.nummer == 0 else kette.hash_by_nummer
    )
    return known.get(kopf.nummer) == kopf.hash
