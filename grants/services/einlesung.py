"""Uploads: kept with their preview, computed anew, taken over against exactly what was shown, or discarded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Betragsart, Einlesungsart, EinlesungStatus
from grants.domain.einlesung import Antworten, Vorschau
from grants.domain.einlesung_json import dump_antworten, dump_vorschau
from grants.domain.errors import Conflict, DomainError, NotFound, RuleViolation, Violation
from grants.imports.art import FALSCHE_DATEI, guess_art
from grants.imports.datei import Datei
from grants.queries import foerderjahre
from grants.services.abgleich import change
from grants.services.einlesung_vorschau import Berechnet, Gelesen, newest_antrag, preview, read, run
from grants.services.ereignisse import head, record

MAX_NAME = 200


class NichtsNeues(DomainError):
    """The file says what stands there already; it was not kept."""

    code = "schon_eingelesen"


class WartetSchon(DomainError):
    """The same file waits for a confirmation already."""

    code = "wartet_schon"

    def __init__(self, einlesung_id: int) -> None:
        self.einlesung_id = einlesung_id
        super().__init__("Diese Datei wurde schon hochgeladen und wartet auf Ihre Bestätigung.")


class SchonEntschieden(Conflict):
    """The upload was taken over or discarded before."""

    code = "schon_entschieden"


class VorschauVeraltet(Conflict):
    """The file would now change something else than what was shown; `berechnet` says what."""

    code = "vorschau_veraltet"

    def __init__(self, berechnet: Berechnet, antworten: Antworten) -> None:
        self.berechnet = berechnet
        self.antworten = antworten
        super().__init__(
            "Seit dieser Vorschau hat sich etwas geändert. Es wurde nichts übernommen. Bitte prüfen Sie die neue "
            "Vorschau und bestätigen Sie dann noch einmal."
        )


def open_upload(datei: Datei, *, jahr: int | None) -> tuple[Antworten, Gelesen]:
    """Return how a new file is read and what it says, without the database.

    Raises RuleViolation where it is the wrong file; what can be put right by an answer or in a cell is in `fehler`.
    """
    antworten = Antworten(art=guess_art(datei), jahr=jahr)
    gelesen = read(datei, antworten)
    wrong = [violation for violation in gelesen.fehler if violation.code in FALSCHE_DATEI]
    if wrong:
        raise RuleViolation(wrong)
    return antworten, gelesen


def keep(
    session: Session,
    datei: Datei,
    gelesen: Gelesen,
    antworten: Antworten,
    *,
    programm: str,
    ersetzt: int | None = None,
    person: m.Person,
) -> m.Einlesung:
    """Keep an upload with its preview and return it; `ersetzt`: the upload that this one corrects.

    Raises NichtsNeues where the file changes nothing, WartetSchon where it waits already; nothing is kept then.
    """
    parent = foerderjahre.get_programm(session, programm)
    if ersetzt is not None:
        _discard_corrected(session, ersetzt, person=person)
    waiting = session.scalars(
        select(m.Einlesung.id).where(
            m.Einlesung.programm_id == parent.id,
            m.Einlesung.sha256 == datei.sha256,
            m.Einlesung.status == EinlesungStatus.OFFEN,
            m.Einlesung.jahr.is_(None) if antworten.jahr is None else m.Einlesung.jahr == antworten.jahr,
        )
    ).first()
    if waiting is not None:
        raise WartetSchon(waiting)
    # Taken before the preview: whatever comes after it is told as new.
    kopf = head(session)
    antworten = _with_known_betragsart(session, antworten, parent)
    berechnet = preview(session, gelesen, antworten, programm=parent, person=person)
    if berechnet.vorschau.changes_nothing:
        count = berechnet.vorschau.unveraendert
        raise NichtsNeues(
            f"„{datei.name}“ ist schon eingelesen: {_rows(count)} schon so da. Es gibt nichts zu übernehmen, die "
            "Datei wurde nicht noch einmal gespeichert."
        )
    einlesung = m.Einlesung(
        programm_id=parent.id,
        jahr=antworten.jahr,
        datei=datei.name[-MAX_NAME:],
        groesse=len(datei.inhalt),
        sha256=datei.sha256,
        inhalt=datei.inhalt,
        person_id=person.id,
        am=datetime.now(UTC),
        art=antworten.art,
        antworten=dump_antworten(antworten),
        vorschau=dump_vorschau(berechnet.vorschau),
        vorschau_sha256=berechnet.sha256,
        kopf_nummer=kopf.nummer,
        kopf_hash=kopf.hash,
    )
    session.add(einlesung)
    session.flush()  # the Ereignis names its number
    record(
        session,
        art="datei_hochgeladen",
        gegenstand=f"einlesung/{einlesung.id}",
        person=person,
        inhalt={
            "datei": einlesung.datei,
            "sha256": einlesung.sha256,
            "groesse": einlesung.groesse,
            "art": einlesung.art.value,
        },
    )
    return einlesung


def _rows(count: int) -> str:
    return "Die Zeile steht" if count == 1 else f"Alle {count} Zeilen stehen"


def _with_known_betragsart(session: Session, antworten: Antworten, programm: m.Programm) -> Antworten:
    """Answer what the amounts mean by what was answered for the year before."""
    if antworten.art is not Einlesungsart.MASSNAHMENLISTE or antworten.jahr is None:
        return antworten
    antrag = newest_antrag(session, programm.id, antworten.jahr)
    return replace(antworten, betragsart=antrag.betragsart if antrag else Betragsart.UNGEKLAERT)


def _discard_corrected(session: Session, einlesung_id: int, *, person: m.Person) -> None:
    old = session.get(m.Einlesung, einlesung_id)
    if old is not None and old.status is EinlesungStatus.OFFEN:
        discard(session, einlesung_id, stand=None, person=person)


def recompute(
    session: Session,
    einlesung_id: int,
    gelesen: Gelesen,
    antworten: Antworten,
    *,
    stand: int | None,
    person: m.Person,
) -> m.Einlesung:
    """Keep the answers and the preview they give; raises Conflict where somebody else was there meanwhile."""
    einlesung = _open(session, einlesung_id, stand)
    kopf = head(session)
    programm = session.get_one(m.Programm, einlesung.programm_id)
    berechnet = preview(session, gelesen, antworten, programm=programm, person=person)
    old = einlesung.antworten
    change(
        einlesung,
        art=antworten.art,
        antworten=dump_antworten(antworten),
        vorschau=dump_vorschau(berechnet.vorschau),
        vorschau_sha256=berechnet.sha256,
        kopf_nummer=kopf.nummer,
        kopf_hash=kopf.hash,
    )
    record(
        session,
        art="vorschau_neu_berechnet",
        gegenstand=f"einlesung/{einlesung_id}",
        person=person,
        inhalt={"alt": old, "neu": einlesung.antworten, "kopf": kopf.nummer},
    )
    return einlesung


def take_over(
    session: Session,
    einlesung_id: int,
    gelesen: Gelesen,
    antworten: Antworten,
    *,
    stand: int | None,
    person: m.Person,
) -> Vorschau:
    """Take the file over and return what it changed.

    Raises VorschauVeraltet where that is not what was shown, RuleViolation while something is wrong or unanswered,
    SchonEntschieden where it was decided before. Nothing is written then: the transaction must be rolled back.
    """
    einlesung = _open(session, einlesung_id, stand)
    programm = session.get_one(m.Programm, einlesung.programm_id)
    done = run(session, gelesen, antworten, programm=programm, person=person)
    if done.vorschau.fehler:
        raise RuleViolation(
            [
                Violation(
                    "nicht_lesbar",
                    "Die Datei kann noch nicht übernommen werden: Bitte berichtigen Sie sie zuerst.",
                )
            ]
        )
    if done.sha256 != einlesung.vorschau_sha256:
        raise VorschauVeraltet(done, antworten)
    _check_answered(done.vorschau, antworten)
    change(
        einlesung,
        status=EinlesungStatus.UEBERNOMMEN,
        entschieden_am=datetime.now(UTC),
        entschieden_von_id=person.id,
        antworten=dump_antworten(antworten),
        vorschau=dump_vorschau(done.vorschau),
    )
    record(
        session,
        art="einlesung_uebernommen",
        gegenstand=f"einlesung/{einlesung_id}",
        person=person,
        inhalt={
            "datei": einlesung.datei,
            "sha256": einlesung.sha256,
            "antworten": einlesung.antworten,
            "uebernommen": done.vorschau.uebernommen,
            "unveraendert": done.vorschau.unveraendert,
            "jahre": [jahr.jahr for jahr in done.vorschau.jahre],
        },
    )
    return done.vorschau


def _check_answered(vorschau: Vorschau, antworten: Antworten) -> None:
    asked = [
        Violation(
            "zuordnung_fehlt",
            f"Bitte wählen Sie aus, ob „{each.name}“ neu ist oder eine Maßnahme, die es schon gibt.",
            feld=f"gleich-{place}",
        )
        for place, each in enumerate(vorschau.aehnlich)
        if each.name not in antworten.zuordnungen
    ]
    if asked:
        raise RuleViolation(asked)


def discard(session: Session, einlesung_id: int, *, stand: int | None, person: m.Person) -> m.Einlesung:
    """Discard an upload: its content goes, name and hash stay. Raises SchonEntschieden."""
    einlesung = _open(session, einlesung_id, stand)
    change(
        einlesung,
        status=EinlesungStatus.VERWORFEN,
        inhalt=None,
        entschieden_am=datetime.now(UTC),
        entschieden_von_id=person.id,
    )
    record(
        session,
        art="einlesung_verworfen",
        gegenstand=f"einlesung/{einlesung_id}",
        person=person,
        inhalt={"datei": einlesung.datei, "sha256": einlesung.sha256},
    )
    return einlesung


def _open(session: Session, einlesung_id: int, stand: int | None) -> m.Einlesung:
    """Return an upload that waits, locked; `stand` None: whatever was shown."""
    einlesung = session.get(m.Einlesung, einlesung_id, with_for_update=True)
    if einlesung is None:
        raise NotFound(
            "Diese Datei wurde nicht hochgeladen. Gehen Sie zur Übersicht und wählen Sie „Einlesen“."
        )
    if einlesung.status is not EinlesungStatus.OFFEN:
        done = "übernommen" if einlesung.status is EinlesungStatus.UEBERNOMMEN else "verworfen"
        raise SchonEntschieden(f"„{einlesung.datei}“ ist schon {done}. Es wurde nichts noch einmal geändert.")
    if stand is not None and stand != einlesung.aenderungsstand:
        raise Conflict(
            "Die Vorschau wurde inzwischen mit anderen Antworten neu berechnet. Es wurde nichts übernommen. Bitte "
            "prüfen Sie die Vorschau, wie sie jetzt hier steht."
        )
    return einlesung
