"""Freigabe of a checked proof: a second Person, the computed Zuwendung, and the Prüfvermerk issued in the same step.

Reading, rendering and storing are three steps; what happened in between is a Conflict and nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain import summen
from grants.domain.befunde import REIHENFOLGE
from grants.domain.begriffe import NachweisStatus, Prueftiefe, Zeichnungsart, label
from grants.domain.dokumente import Ausstellung, hindernisse
from grants.domain.errors import Conflict, RuleViolation
from grants.domain.kette import Empfaenger, Jahr
from grants.domain.pruefregeln import Ergebnis
from grants.domain.pruefvermerk import Gezeichnet, Pruefstand, build_pruefvermerk
from grants.domain.pruefvermerk_daten import PruefvermerkDaten
from grants.domain.stelle import Stelle
from grants.domain.unterlagen import count_unterlagen
from grants.domain.zeichnung import reasons_against
from grants.queries import foerderjahre
from grants.queries.anteile import Anteil, load_anteil
from grants.queries.geprueft import load_geprueft
from grants.queries.pruefliste import load_fragen
from grants.queries.stelle import load_stelle
from grants.queries.stichproben import load_stichprobe, load_ziehung
from grants.queries.traegernachweis import due, list_fassungen
from grants.queries.unterlagen import list_anforderungen
from grants.queries.zahlenstand import find_empfaenger
from grants.services.akten import PRUEFVERMERK, Blatt, make_blatt, make_files, next_ausstellung, store
from grants.services.ereignisse import record
from grants.services.nachweisstand import gegenstand, lock_nachweis
from grants.services.pruefungen import failed, find_pruefung
from grants.services.zeichnungen import Lage, add_zeichnung, load_lage, load_zeichnende, refuse_overtaken


@dataclass(frozen=True, slots=True)
class Unterlagen:
    """All that a Prüfvermerk is made of, read at one moment."""

    anteil: Anteil
    lage: Lage
    jahr: Jahr
    massnahme: str
    empfaenger: Empfaenger
    stelle: Stelle
    stand: Pruefstand
    ergebnisse: tuple[Ergebnis, ...]


def collect(session: Session, anteil: Anteil, *, heute: date) -> Unterlagen:
    """Return what the Prüfvermerk of a proof is made of."""
    foerderjahr = foerderjahre.get(session, anteil.programm, anteil.jahr)
    geprueft = load_geprueft(session, foerderjahr, am=heute)
    lage = load_lage(session, anteil, heute=heute, jahr=geprueft.jahr)
    massnahme, empfaenger = find_empfaenger(geprueft.jahr, anteil)
    mine = (anteil.kennung, anteil.kuerzel)
    return Unterlagen(
        anteil,
        lage,
        geprueft.jahr,
        massnahme.name,
        empfaenger,
        load_stelle(session),
        _load_stand(session, anteil, lage, due(geprueft.jahr, empfaenger, am=heute).bis),
        tuple(
            each
            for each in geprueft.ergebnisse
            if each.bezug is not None and (each.bezug.massnahme, each.bezug.traeger) == mine
        ),
    )


def _load_stand(session: Session, anteil: Anteil, lage: Lage, faellig_am: date | None) -> Pruefstand:
    pruefung = find_pruefung(session, anteil.nachweis_id) if anteil.nachweis_id else None
    sample = load_stichprobe(session, anteil.nachweis_id)
    fassungen = list_fassungen(session, anteil.nachweis_id)
    newest = max(fassungen, key=lambda each: each.nummer, default=None)
    return Pruefstand(
        tiefe=pruefung.tiefe if pruefung else Prueftiefe.VERTIEFT,
        umfang=pruefung.umfang if pruefung else "",
        feststellungen=pruefung.feststellungen if pruefung else "",
        folgen=pruefung.folgen if pruefung else "",
        fassung=f"Nr. {newest.nummer}, Vorgang {newest.vorgangsnummer}" if newest else "aus der Jahresmappe",
        faellig_am=faellig_am,
        fragen=load_fragen(session, anteil, lage.vorgang.gezeichnet),
        ziehung=load_ziehung(session, sample) if sample else None,
        gezeichnet=_signatures(session, anteil, lage),
        unterlagen=count_unterlagen(list_anforderungen(session, anteil.nachweis_id)),
    )


def _signatures(session: Session, anteil: Anteil, lage: Lage) -> list[Gezeichnet]:
    p = m.Pruefung
    statement = (
        select(p.art, m.Person.name, p.am, p.vermerk)
        .join(m.Person, m.Person.id == p.person_id)
        .where(
            p.verwendungsnachweis_id == anteil.nachweis_id,
            p.ungueltig_seit.is_(None),
            p.zahlen_sha256 == lage.zahlen_sha256,
        )
        .order_by(p.id)
    )
    return [
        Gezeichnet(Zeichnungsart(art), name, am, vermerk)
        for art, name, am, vermerk in session.execute(statement)
        if art in lage.vorgang.gezeichnet
    ]


def results(u: Unterlagen) -> tuple[Ergebnis, ...]:
    """Return what the rules say of this proof, what needs attention first."""
    return tuple(sorted(u.ergebnisse, key=lambda each: REIHENFOLGE.index(each.ergebnis)))


def build(
    u: Unterlagen, *, freigabe: Gezeichnet | None = None, ausgestellt: Ausstellung | None = None
) -> PruefvermerkDaten:
    """Return the Prüfvermerk as a draft, or as it is with this Freigabe."""
    stand = replace(u.stand, gezeichnet=[*u.stand.gezeichnet, freigabe]) if freigabe else u.stand
    return build_pruefvermerk(
        u.jahr, u.massnahme, u.empfaenger, u.stelle, stand, ergebnisse=u.ergebnisse, ausgestellt=ausgestellt
    )


def prepare(session: Session, anteil_id: int, *, vermerk: str, heute: date, person: m.Person) -> Blatt:
    """Return the Prüfvermerk with its files, ready for the Freigabe; never inside a writing transaction.

    Raises RuleViolation with every reason against the Freigabe: the Person, the state, gaps, differences.
    """
    anteil = load_anteil(session, anteil_id)
    u = collect(session, anteil, heute=heute)
    refuse_overtaken(Zeichnungsart.FREIGABE, u.lage.vorgang)
    wer = load_zeichnende(session, person.id, anteil, heute=heute)
    wrong = reasons_against(Zeichnungsart.FREIGABE, wer, u.lage.vorgang)
    if wrong:
        raise RuleViolation(wrong)
    freigabe = Gezeichnet(Zeichnungsart.FREIGABE, person.name, heute, vermerk.strip())
    if missing := hindernisse(build(u, freigabe=freigabe)):
        raise RuleViolation(missing)
    ausstellung = next_ausstellung(session, anteil, PRUEFVERMERK, am=heute)
    daten = build(u, freigabe=freigabe, ausgestellt=ausstellung)
    return make_blatt(PRUEFVERMERK, daten, ausstellung)


def release(
    session: Session, anteil_id: int, blatt: Blatt, *, vermerk: str, heute: date, person: m.Person
) -> m.Verwendungsnachweis:
    """Give the Freigabe: everything is asked again, the Zuwendung is set as computed, the Prüfvermerk is stored."""
    nachweis = lock_nachweis(session, anteil_id)
    anteil = load_anteil(session, anteil_id)
    lage = load_lage(session, anteil, heute=heute)
    refuse_overtaken(Zeichnungsart.FREIGABE, lage.vorgang)
    wrong = reasons_against(
        Zeichnungsart.FREIGABE, load_zeichnende(session, person.id, anteil, heute=heute), lage.vorgang
    )
    if wrong:
        # When the Prüfvermerk was made nothing stood against it.
        raise Conflict(
            f"Inzwischen hat sich etwas geändert. Es wurde nichts freigegeben. {RuleViolation(wrong)}"
        )
    _, empfaenger = find_empfaenger(lage.jahr, anteil)
    computed = summen.festsetzung(lage.jahr, empfaenger)
    daten = blatt.daten
    if (
        computed is None
        or failed(lage, "anerkannt")
        or not isinstance(daten, PruefvermerkDaten)
        or daten.festgesetzt != computed.betrag
    ):
        raise Conflict(
            "Die Zahlen haben sich geändert, seit der Prüfvermerk entstand. Es wurde nichts freigegeben; bitte sehen "
            "Sie sich die Seite neu an."
        )
    store(session, anteil, blatt, person=person)
    add_zeichnung(
        session,
        nachweis,
        Zeichnungsart.FREIGABE,
        zahlen_sha256=lage.zahlen_sha256,
        vermerk=vermerk,
        tiefe=None,
        heute=heute,
        person=person,
    )
    nachweis.status, nachweis.freigegeben_am = NachweisStatus.FREIGEGEBEN, heute
    nachweis.festgesetzt = computed.betrag
    record(
        session,
        art="nachweis_freigegeben",
        gegenstand=gegenstand(anteil),
        person=person,
        inhalt={
            "stand": {"alt": label(anteil.status), "neu": label(nachweis.status)},
            "festgesetzt": str(computed.betrag),
            "dokument": blatt.ausstellung.nummer,
        },
    )
    return nachweis


__all__ = ["Unterlagen", "build", "collect", "make_files", "prepare", "release", "results"]
