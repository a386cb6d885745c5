"""The Weiterleitung as a paper: drafts at any time, issued ones frozen; and the office's template.

Reading, laying out and storing are three steps, as with the city's own papers (services.dokumente).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.dokumente import Ausstellung, collect_abweichungen, hindernisse
from grants.domain.errors import Conflict, EinrichtungUnvollstaendig, NotFound, RuleViolation
from grants.domain.pruefregeln import Vorgang
from grants.domain.weiterleitung_papier import Adressat, Grundlage, WeiterleitungDaten, build_weiterleitung
from grants.domain.weiterleitung_vorlage import check_vorlage
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.stelle import load_stelle
from grants.queries.weiterleitung_vorlage import load_vorlage
from grants.queries.weiterleitungen import (
    angaben_of,
    find_empfaenger,
    find_massnahme,
    load_hindernisse,
    load_plaene,
)
from grants.services.dokumente import store_dokument
from grants.services.ereignisse import head, record
from grants.services.weiterleitungen import get_zusage
from reports.pdf import AssetFehlt
from reports.weiterleitung import TEMPLATE_VERSION, make_json
from reports.weiterleitung import render as render_papier

# Papers of recipients stand apart from those of the year: `weiterleitung-17` is that of share 17.
ART = "weiterleitung"


@dataclass(frozen=True, slots=True)
class Papier:
    """A draft with what it is made of; outlives the session."""

    anteil: Anteil
    foerderjahr_id: int
    version: int
    vorlage: str
    grundlage: Grundlage
    daten: WeiterleitungDaten
    aenderungsstand: int
    kopf_nummer: int
    kopf_hash: str


@dataclass(frozen=True, slots=True)
class Fassung:
    """A paper about to be stored."""

    papier: Papier
    daten: WeiterleitungDaten
    ausstellung: Ausstellung

    @property
    def snapshot(self) -> str:
        return make_json(self.daten).decode()


def load_papier(session: Session, anteil_id: int, version: int, *, am: date) -> Papier:
    """Return the draft of a version; raises NotFound, also for a Zuweisung, which is no letter."""
    anteil = load_anteil(session, anteil_id)
    row = get_zusage(session, anteil, version)
    if not isinstance(row, m.Weiterleitung):
        raise NotFound("Zu einer Zuweisung gibt es kein Schreiben. Gehen Sie zur Zuweisung zurück.")
    # Judged on the day it takes effect, so that a promise from next month on is counted.
    jahr, red = load_hindernisse(session, anteil, am=max(am, row.wirksam_ab or am))
    empfaenger = find_empfaenger(find_massnahme(jahr, anteil), anteil)
    plaene = dict(load_plaene(session, anteil_id))
    angaben = angaben_of(row, plaene)
    before = get_zusage(session, anteil, version - 1) if version > 1 else None
    vorlage = load_vorlage(session, anteil.programm, vertrag=row.vertrag)
    grundlage = Grundlage(
        jahr=replace(jahr, am=am),
        stelle=load_stelle(session),
        adressat=_adressat(session, anteil, am),
        massnahme=anteil.massnahme,
        version=version,
        angaben=angaben,
        vorige=angaben_of(before, plaene) if before else None,
        plan=next((p for p in empfaenger.plaene if p.version == angaben.plan_version), None),
        vorlage=vorlage.text,
        gericht=vorlage.gericht,
        abweichungen=collect_abweichungen(jahr, red, fuer=Vorgang.WEITERLEITUNG),
    )
    kopf = head(session)
    return Papier(
        anteil=anteil,
        foerderjahr_id=anteil.foerderjahr_id,
        version=version,
        vorlage=f"{ART}-{TEMPLATE_VERSION}-{vorlage.version}",
        grundlage=grundlage,
        daten=build_weiterleitung(grundlage),
        aenderungsstand=row.aenderungsstand,
        kopf_nummer=kopf.nummer,
        kopf_hash=kopf.hash,
    )


def _adressat(session: Session, anteil: Anteil, am: date) -> Adressat:
    t = session.get_one(m.Traeger, anteil.traeger_id)
    signing = tuple(
        f"{v.name} ({v.funktion})" if v.funktion else v.name
        for v in session.execute(
            select(m.Vertretung).where(m.Vertretung.traeger_id == t.id).order_by(m.Vertretung.id)
        ).scalars()
        if (v.von is None or v.von <= am) and (v.bis is None or v.bis >= am)
    )
    ort = f"{t.plz} {t.ort}" if t.plz and t.ort else ""
    return Adressat(t.name, t.strasse, ort, t.iban, signing)


def prepare(session: Session, anteil_id: int, version: int, *, stand: int | None, am: date) -> Fassung:
    """Return the paper with its number; raises RuleViolation with all that stands in its way, Conflict."""
    papier = load_papier(session, anteil_id, version, am=am)
    row = get_zusage(session, papier.anteil, version)
    if isinstance(row, m.Weiterleitung) and row.dokument_id is not None:
        raise Conflict(
            "Diese Fassung ist schon ausgestellt. Für Änderungen tragen Sie bitte eine neue Fassung ein."
        )
    if isinstance(row, m.Weiterleitung) and row.bekannt_gegeben_am is not None:
        raise Conflict(
            "Diese Fassung ist schon bekannt gegeben; ihr Schreiben gibt es bereits. Bitte legen Sie es als Datei ab."
        )
    if stand is not None and stand != papier.aenderungsstand:
        raise Conflict(
            "Diese Fassung wurde inzwischen geändert. Bitte sehen Sie den Entwurf noch einmal durch."
        )
    if found := hindernisse(papier.daten):
        raise RuleViolation(found)
    a = papier.anteil
    ausstellung = Ausstellung(
        version=version,
        nummer=f"{a.programm}-{a.jahr}-{ART}-{a.id}-{version}",
        am=am,
        verlauf_nummer=papier.kopf_nummer,
        verlauf_hash=papier.kopf_hash,
    )
    return Fassung(papier, build_weiterleitung(papier.grundlage, ausgestellt=ausstellung), ausstellung)


def render(daten: WeiterleitungDaten) -> Mapping[str, bytes]:
    """Return the files by their ending; takes its time, so never inside a transaction."""
    try:
        return render_papier(daten)
    except AssetFehlt as error:
        raise EinrichtungUnvollstaendig(str(error)) from error


def store(
    session: Session, fassung: Fassung, dateien: Mapping[str, bytes], *, person: m.Person
) -> m.Dokument:
    """Store the issued paper and bind the version to it; raises Conflict where anything happened in between."""
    papier = fassung.papier
    dokument = store_dokument(
        session,
        foerderjahr_id=papier.foerderjahr_id,
        art=f"{ART}-{papier.anteil.id}",
        vorlage=papier.vorlage,
        ausstellung=fassung.ausstellung,
        snapshot=fassung.snapshot,
        dateien=dateien,
        person=person,
    )
    row = get_zusage(session, papier.anteil, papier.version)
    if isinstance(row, m.Weiterleitung):
        row.dokument_id = dokument.id
    session.flush()
    return dokument


def save_vorlage(
    session: Session,
    programm: str,
    *,
    vertrag: bool,
    text: str,
    gericht: str,
    stand: int | None,
    person: m.Person,
) -> None:
    """Keep the office's text; raises RuleViolation for a field that is not in the list, Conflict."""
    if found := check_vorlage(text):
        raise RuleViolation(found)
    programm_id = session.execute(
        select(m.Programm.id).where(m.Programm.schluessel == programm)
    ).scalar_one_or_none()
    if programm_id is None:
        raise NotFound("Dieses Programm gibt es nicht. Gehen Sie zur Übersicht zurück.")
    v = m.Weiterleitungsvorlage
    row = session.execute(
        select(v).where(v.programm_id == programm_id, v.vertrag.is_(vertrag))
    ).scalar_one_or_none()
    if stand != (row.aenderungsstand if row else None):
        raise Conflict(
            "Die Vorlage hat inzwischen jemand anderes geändert. Es wurde nichts überschrieben; Ihr Text steht unten."
        )
    old = {"text": row.text, "gericht": row.gericht} if row else {}
    if row is None:
        row = v(programm_id=programm_id, vertrag=vertrag, text=text, gericht=gericht)
        session.add(row)
    else:
        row.text, row.gericht = text, gericht
    new = {"text": text, "gericht": gericht}
    if old == new:
        return
    record(
        session,
        art="vorlage_geaendert",
        gegenstand=f"vorlage/{programm}/{'vertrag' if vertrag else 'bescheid'}",
        person=person,
        inhalt={"alt": old, "neu": new},
    )
