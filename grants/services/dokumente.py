"""Papers of the city: drafts at any time, issued ones stored for good.

Reading, rendering and storing are three steps, so that nobody holds a lock while pages are laid out. What was
rendered is stored only if nothing happened in between: the head of the log that is printed on it is still the last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.domain.antrag import AntragDaten, Handlungsfeld, build_antrag
from grants.domain.dokumente import Abweichung, Ausstellung, collect_abweichungen
from grants.domain.errors import Conflict, EinrichtungUnvollstaendig, Violation
from grants.domain.kette import Jahr
from grants.domain.pruefregeln import Ergebnis, Vorgang, blocking, pruefe_jahr
from grants.domain.stelle import Foerdergeber, Stelle
from grants.domain.testat import Testatlage, without_day
from grants.domain.texte import Papier, Text
from grants.domain.verwendungsnachweis import VerwendungsnachweisDaten, build_verwendungsnachweis
from grants.domain.zeichnung import GefalleneFreigabe
from grants.models import Dokument, DokumentDatei, HandlungsfeldLand, Person
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.queries.stelle import load_foerdergeber, load_stelle
from grants.queries.testat import list_testate
from grants.queries.texte import load_texte
from grants.services.ereignisse import Kopf, head, record, sha256
from grants.services.freigabestand import list_gefallene
from grants.services.protokoll_dokumente import payload_of, subject_of
from grants.services.protokoll_kette import AUSGESTELLT
from reports.json import dump
from reports.papier import TEMPLATE_VERSION
from reports.papier import render as render_papier
from reports.pdf import AssetFehlt

Daten = AntragDaten | VerwendungsnachweisDaten
# What the step is called whose rules stand in the way of the paper.
VORGANG = {Papier.ANTRAG: Vorgang.ANTRAG, Papier.VERWENDUNGSNACHWEIS: Vorgang.NACHWEIS_STADT}


@dataclass(frozen=True, slots=True)
class Frueher:
    """A version that was issued before, with the values it was made from."""

    version: int
    nummer: str
    vorlage: str
    snapshot: str
    ausstellung: Ausstellung


@dataclass(frozen=True, slots=True)
class Unterlagen:
    """All that a paper is made of, read at one moment; outlives the session."""

    papier: Papier
    foerderjahr_id: int
    jahr: Jahr
    stelle: Stelle
    foerdergeber: Foerdergeber
    texte: Sequence[Text]
    handlungsfelder: Sequence[Handlungsfeld]
    kopf: Kopf
    # The newest first.
    frueher: Sequence[Frueher]
    ergebnisse: Sequence[Ergebnis]
    # Of the city's Verwendungsnachweis alone.
    gefallene: Sequence[GefalleneFreigabe] = ()
    testat: Testatlage | None = None


@dataclass(frozen=True, slots=True)
class Fassung:
    """A paper about to be issued: its values, ready to be rendered and then stored."""

    papier: Papier
    foerderjahr_id: int
    vorlage: str
    daten: Daten
    ausstellung: Ausstellung
    snapshot: str


def collect(session: Session, papier: Papier, *, programm: str, jahr: int, am: date) -> Unterlagen:
    """Return what the paper of a year is made of; raises NotFound for an unknown year."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    loaded = load_jahr(session, foerderjahr, am=am)
    felder = session.execute(
        select(HandlungsfeldLand.nummer, HandlungsfeldLand.name)
        .where(HandlungsfeldLand.programm_id == foerderjahr.programm_id)
        .order_by(HandlungsfeldLand.nummer)
    )
    unterlagen = Unterlagen(
        papier=papier,
        foerderjahr_id=foerderjahr.id,
        jahr=loaded,
        stelle=load_stelle(session),
        foerdergeber=load_foerdergeber(session, programm, am=am),
        texte=load_texte(session, foerderjahr),
        handlungsfelder=[Handlungsfeld(nummer, name) for nummer, name in felder],
        kopf=head(session),
        frueher=_load_frueher(session, foerderjahr.id, papier),
        ergebnisse=pruefe_jahr(loaded, fuer=VORGANG[papier]),
    )
    if papier is not Papier.VERWENDUNGSNACHWEIS:
        return unterlagen
    gefallene = list_gefallene(session, loaded, foerderjahr_id=foerderjahr.id, heute=am)
    unterlagen = replace(unterlagen, gefallene=gefallene)
    return replace(unterlagen, testat=_load_testat(session, unterlagen))


def _load_testat(session: Session, unterlagen: Unterlagen) -> Testatlage:
    """Return the Testate beside the hash of what they speak of: the proof as it is now, without any Testat."""
    draft = build(unterlagen)
    if not isinstance(draft, VerwendungsnachweisDaten):
        raise TypeError("not a Verwendungsnachweis")
    return Testatlage(
        unterlagen.jahr.parameter.testat_verlangt is True,
        sha256(snapshot_of(without_day(draft), unterlagen.papier)),
        list_testate(session, unterlagen.foerderjahr_id),
    )


def _load_frueher(session: Session, foerderjahr_id: int, papier: Papier) -> list[Frueher]:
    statement = (
        select(Dokument)
        .where(Dokument.foerderjahr_id == foerderjahr_id, Dokument.art == papier.value)
        .order_by(Dokument.version.desc())
    )
    return [
        Frueher(row.version, row.nummer, row.vorlage, row.snapshot, _ausstellung(row.snapshot))
        for row in session.execute(statement).scalars()
    ]


def _ausstellung(snapshot: str) -> Ausstellung:
    """Return what the frozen values say about their own Ausstellung."""
    stored: dict[str, Any] = json.loads(snapshot)["ausgestellt"]
    return Ausstellung(**{**stored, "am": date.fromisoformat(stored["am"])})


def build(unterlagen: Unterlagen, *, ausgestellt: Ausstellung | None = None) -> Daten:
    """Return the values of the paper: a draft, or the paper itself where `ausgestellt` is given."""
    u = unterlagen
    if u.papier is Papier.ANTRAG:
        return build_antrag(
            u.jahr,
            u.stelle,
            u.foerdergeber,
            u.texte,
            ergebnisse=u.ergebnisse,
            handlungsfelder=u.handlungsfelder,
            ausgestellt=ausgestellt,
        )
    return build_verwendungsnachweis(
        u.jahr,
        u.stelle,
        u.foerdergeber,
        u.texte,
        ergebnisse=u.ergebnisse,
        gefallene=u.gefallene,
        testat=u.testat,
        ausgestellt=ausgestellt,
    )


def hindernisse(unterlagen: Unterlagen) -> list[Violation]:
    """Return every reason why the paper cannot be issued: gaps first, then differences."""
    draft, vorgang = build(unterlagen), VORGANG[unterlagen.papier]
    gaps = [
        Violation("luecke", f"{gap.abschnitt}: Es fehlt {gap.fehlt}. Einzutragen: {gap.beheben}.")
        for gap in draft.luecken
    ]
    red = [_refusal(ergebnis) for ergebnis in blocking(unterlagen.jahr, vorgang)]
    # The draft names the first of each rule only; all of them are in `red`.
    from_rules = collect_abweichungen(unterlagen.jahr, unterlagen.ergebnisse, fuer=vorgang)
    others = [a for a in draft.abweichungen if a.blockiert and a not in from_rules]
    return gaps + red + [_as_violation(a) for a in others]


def _refusal(ergebnis: Ergebnis) -> Violation:
    subject = f"{ergebnis.bezug}: " if ergebnis.bezug else ""
    return Violation(ergebnis.code, f"{subject}{ergebnis.text}")


def _as_violation(abweichung: Abweichung) -> Violation:
    return Violation("abweichung", abweichung.text)


def find_same(unterlagen: Unterlagen, *, vorlage: str) -> Frueher | None:
    """Return the version that would say the same, printed on its own day with its own head; None if it is new."""
    for earlier in unterlagen.frueher:
        if earlier.vorlage != vorlage:
            continue
        daten = replace(build(unterlagen, ausgestellt=earlier.ausstellung), stand=earlier.ausstellung.am)
        if snapshot_of(daten, unterlagen.papier) == earlier.snapshot:
            return earlier
    return None


def prepare(unterlagen: Unterlagen, *, vorlage: str) -> Fassung:
    """Return the next version with its number; the caller has asked for `hindernisse` and `find_same` before."""
    jahr, papier = unterlagen.jahr, unterlagen.papier
    version = max((earlier.version for earlier in unterlagen.frueher), default=0) + 1
    ausstellung = Ausstellung(
        version=version,
        nummer=f"{jahr.programm}-{jahr.jahr}-{papier.value}-{version}",
        am=jahr.am,
        verlauf_nummer=unterlagen.kopf.nummer,
        verlauf_hash=unterlagen.kopf.hash,
    )
    daten = build(unterlagen, ausgestellt=ausstellung)
    return Fassung(papier, unterlagen.foerderjahr_id, vorlage, daten, ausstellung, snapshot_of(daten, papier))


def snapshot_of(daten: Daten, papier: Papier) -> str:
    """Return the frozen values of a paper as JSON: the same values give the same text."""
    return dump(daten, dokument=papier.value).decode()


def vorlage_of(papier: Papier, *, ohne_anlagen: bool) -> str:
    """Return the template with its version; a PDF without its attachments is another paper."""
    return f"{papier.value}-{TEMPLATE_VERSION}{'-ohne-anlagen' if ohne_anlagen else ''}"


def render(daten: Daten, *, ohne_anlagen: bool) -> dict[str, bytes]:
    """Return the three files by their ending; takes its time, so never inside a transaction."""
    try:
        files = render_papier(daten, ohne_anlagen=ohne_anlagen)
    except AssetFehlt as error:
        raise EinrichtungUnvollstaendig(str(error)) from error
    return {"pdf": files.pdf, "xlsx": files.xlsx, "json": files.json}


def store(session: Session, fassung: Fassung, dateien: Mapping[str, bytes], *, person: Person) -> Dokument:
    """Store an issued paper with its files and return it.

    Raises Conflict where anything happened since its values were read, or somebody else issued this version.
    """
    return store_dokument(
        session,
        foerderjahr_id=fassung.foerderjahr_id,
        art=fassung.papier.value,
        vorlage=fassung.vorlage,
        ausstellung=fassung.ausstellung,
        snapshot=fassung.snapshot,
        dateien=dateien,
        person=person,
    )


def store_dokument(
    session: Session,
    *,
    foerderjahr_id: int,
    art: str,
    vorlage: str,
    ausstellung: Ausstellung,
    snapshot: str,
    dateien: Mapping[str, bytes],
    person: Person,
) -> Dokument:
    """Store any issued paper with its files and return it; its Ereignis is the first of the transaction.

    Raises Conflict where anything happened since its values were read, or somebody else issued this version.
    """
    dokument = Dokument(
        foerderjahr_id=foerderjahr_id,
        art=art,
        version=ausstellung.version,
        nummer=ausstellung.nummer,
        vorlage=vorlage,
        snapshot=snapshot,
        snapshot_sha256=sha256(snapshot),
        ereignis_nummer=ausstellung.verlauf_nummer,
        ereignis_hash=ausstellung.verlauf_hash,
        ausgestellt_am=datetime.now(UTC),
        person_id=person.id,
        dateien=[
            DokumentDatei(endung=endung, inhalt=inhalt, sha256=hashlib.sha256(inhalt).hexdigest())
            for endung, inhalt in dateien.items()
        ],
    )
    session.add(dokument)
    try:
        session.flush()  # the unique version decides between two who issue at once
    except IntegrityError as error:
        raise _overtaken() from error
    recorded = record(
        session,
        art=AUSGESTELLT,
        gegenstand=subject_of(dokument.nummer),
        person=person,
        inhalt=payload_of(dokument),
    )
    if recorded.vorheriger_hash != ausstellung.verlauf_hash:
        raise _overtaken()
    return dokument


def _overtaken() -> Conflict:
    return Conflict(
        "Während das Dokument entstand, wurde etwas geändert oder ein anderes Dokument ausgestellt. Es wurde nichts "
        "gespeichert. Bitte noch einmal ausstellen."
    )


def load_files(session: Session, nummer: str) -> dict[str, bytes]:
    """Return the stored files of an issued paper by their ending; never rendered again."""
    statement = (
        select(DokumentDatei.endung, DokumentDatei.inhalt)
        .join(Dokument, DokumentDatei.dokument_id == Dokument.id)
        .where(Dokument.nummer == nummer)
        .order_by(DokumentDatei.id)
    )
    return dict(session.execute(statement).all())
