"""Reading an uploaded file and running its import: the same way for the preview and for the real thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Betragsart, Einlesungsart
from grants.domain.einlesung import Aehnlich, Antworten, Jahresvorschau, Vorschau, compare_year, spur
from grants.domain.errors import DomainError, RuleViolation, Violation
from grants.domain.importergebnis import Importergebnis
from grants.domain.mappe import Jahresmappe
from grants.imports.codes import Code
from grants.imports.datei import Datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.imports.mappe_codes import MappeCode
from grants.imports.massnahmen_werte import Massnahmenliste
from grants.imports.massnahmenliste import massnahmenlisten_of
from grants.queries import foerderjahre
from grants.queries.mappe import load_grunddaten, load_mappe
from grants.services.ereignisse import canonical, sha256
from grants.services.jahresmappe import import_mappe
from grants.services.liste.antrag import FEHLT_IN_DER_LISTE
from grants.services.liste.jahr import find_massnahmen, similar_hinweis
from grants.services.liste.register import load_register
from grants.services.massnahmenliste import import_liste

# The empty template.
_OHNE_JAHR = Violation(
    Code.JAHR_FEHLT, "Die Jahresmappe nennt kein Förderjahr. Bitte im Blatt „Stelle“ bei „Jahr“ eintragen."
)
# Constraints are named by table and what must hold.
_CONSTRAINT = re.compile(r"\b(?:ck|uq)_([a-z_]+)")
# Sentences of the readers that speak to the command line, and what they say on a page.
_AUF_DER_SEITE = (
    (" oder --jahr angeben", " oder unten das Förderjahr angeben"),
    ("Bitte ein anderes Jahr angeben oder --jahr weglassen.", "Bitte unten ein anderes Jahr angeben."),
    ("Bitte ein anderes Jahr oder kein --jahr angeben.", "Bitte unten ein anderes Jahr angeben."),
    ("bitte mit --zahlen punkt noch einmal einlesen", "wählen Sie das bitte unten aus"),
)


@dataclass(frozen=True, slots=True)
class Gelesen:
    """What stands in a file, read without the database; with `fehler` nothing of it."""

    datei: str
    sha256: str
    listen: tuple[Massnahmenliste, ...] = ()
    mappe: Jahresmappe | None = None
    fehler: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Berechnet:
    """A preview with a sum over all that would change."""

    vorschau: Vorschau
    sha256: str


def read(datei: Datei, antworten: Antworten) -> Gelesen:
    """Return what the file says; call it before the transaction, it takes its time."""
    try:
        if antworten.art is Einlesungsart.JAHRESMAPPE:
            mappe = parse_jahresmappe(datei, zahlen=antworten.zahlen)
            missing = () if mappe.kopf.jahr else (_OHNE_JAHR,)
            return Gelesen(datei.name, datei.sha256, mappe=mappe, fehler=missing)
        listen = massnahmenlisten_of(datei, jahr=antworten.jahr, zahlen=antworten.zahlen)
        return Gelesen(datei.name, datei.sha256, listen=listen)
    except RuleViolation as refused:
        return Gelesen(datei.name, datei.sha256, fehler=tuple(map(_for_the_page, refused.violations)))


def _for_the_page(violation: Violation) -> Violation:
    text = violation.text
    for words, instead in _AUF_DER_SEITE:
        text = text.replace(words, instead)
    return replace(violation, text=text)


def preview(
    session: Session, gelesen: Gelesen, antworten: Antworten, *, programm: m.Programm, person: m.Person
) -> Berechnet:
    """Run the import and take it back: the preview says exactly what taking over would do."""
    savepoint = session.begin_nested()
    try:
        return run(session, gelesen, antworten, programm=programm, person=person)
    finally:
        savepoint.rollback()
        # Nothing of what the import made may be taken for a row of the database.
        session.expire_all()


def run(
    session: Session, gelesen: Gelesen, antworten: Antworten, *, programm: m.Programm, person: m.Person
) -> Berechnet:
    """Run the import and return what it changed; with `fehler` in the preview it changed nothing."""
    if gelesen.fehler:
        return _measured(Vorschau(fehler=gelesen.fehler))
    try:
        if gelesen.mappe is not None:
            return _measured(_run_mappe(session, gelesen, gelesen.mappe, programm=programm, person=person))
        return _measured(_run_listen(session, gelesen.listen, antworten, programm=programm, person=person))
    except RuleViolation as refused:
        return _measured(Vorschau(fehler=tuple(refused.violations)))
    except DomainError as refused:
        return _measured(Vorschau(fehler=(Violation(refused.code, str(refused)),)))
    except IntegrityError as refused:
        # What the database holds already and the file does not name stands against it.
        return _measured(Vorschau(fehler=(_contradiction(refused),)))


def _contradiction(refused: IntegrityError) -> Violation:
    named = _CONSTRAINT.search(str(refused.orig))
    what = f" ({named[1].replace('_', ' ')})" if named else ""
    return Violation(
        MappeCode.ANGABEN_WIDERSPRECHEN,
        f"Eine Angabe der Datei widerspricht dem, was schon gespeichert ist{what}. Bitte laden Sie das Förderjahr "
        "als Jahresmappe herunter, vergleichen Sie beide und berichtigen Sie die Datei.",
    )


def _measured(vorschau: Vorschau) -> Berechnet:
    return Berechnet(vorschau, sha256(canonical(spur(vorschau))))


@dataclass(frozen=True, slots=True)
class _Stand:
    """A year as the database holds it."""

    mappe: Jahresmappe
    gibt_es: bool


def _before(session: Session, programm: m.Programm, jahr: int) -> _Stand:
    """Return the year before the import, locked: what is compared is what the import then finds."""
    of_year = (m.Foerderjahr.programm_id == programm.id, m.Foerderjahr.jahr == jahr)
    session.execute(select(m.Foerderjahr.id).where(*of_year).with_for_update()).all()
    return _load(session, programm.schluessel, jahr)


def _load(session: Session, programm: str, jahr: int) -> _Stand:
    session.flush()  # the comparison reads what the database took
    session.expire_all()
    foerderjahr = foerderjahre.find(session, programm, jahr)
    if foerderjahr is None:
        return _Stand(load_grunddaten(session, programm, jahr), gibt_es=False)
    return _Stand(load_mappe(session, foerderjahr, alle_traeger=True), gibt_es=True)


# -- Jahresmappe -----------------------------------------------------------------------------------------------


def _run_mappe(
    session: Session, gelesen: Gelesen, mappe: Jahresmappe, *, programm: m.Programm, person: m.Person
) -> Vorschau:
    jahr, named = mappe.kopf.jahr or 0, mappe.kopf.programm or programm.schluessel
    if named != programm.schluessel:
        text = (
            f"Die Mappe gehört zum Programm „{named}“, diese Seite zu „{programm.schluessel}“. Bitte im Blatt "
            "„Stelle“ das Programm berichtigen."
        )
        return Vorschau(fehler=(Violation(Code.DATEI_ART_FALSCH, text),))
    before = _before(session, programm, jahr)
    ergebnis = import_mappe(session, mappe, datei=gelesen.datei, sha256=gelesen.sha256, person=person)
    return _vorschau(session, ergebnis, {jahr: before}, programm=named)


# -- lists -----------------------------------------------------------------------------------------------------


def _run_listen(
    session: Session,
    listen: tuple[Massnahmenliste, ...],
    antworten: Antworten,
    *,
    programm: m.Programm,
    person: m.Person,
) -> Vorschau:
    schluessel = programm.schluessel
    before = {liste.jahr: _before(session, programm, liste.jahr) for liste in listen}
    alike = find_aehnliche(session, listen, programm=programm)
    add_aliase(session, antworten, alike, programm_id=programm.id)
    ergebnis = import_liste(session, listen, programm=schluessel, ersetzen=antworten.ersetzen, person=person)
    remarks = set_betragsart(session, [liste.jahr for liste in listen], antworten, programm_id=programm.id)
    asked = {
        similar_hinweis(jahr, each.name, name, kennung)
        for jahr in before
        for each in alike
        for kennung, name in each.kandidaten
    }
    vorschau = _vorschau(session, ergebnis, before, programm=schluessel)
    # What is asked or stands in the table of amounts is not said a second time.
    told = tuple(
        text
        for text in (*vorschau.hinweise, *remarks)
        if text not in asked and not text.endswith(FEHLT_IN_DER_LISTE)
    )
    return replace(vorschau, aehnlich=alike, hinweise=told)


def find_aehnliche(
    session: Session, listen: Iterable[Massnahmenliste], *, programm: m.Programm
) -> tuple[Aehnlich, ...]:
    """Return the names that the register does not know and those of the register they might be."""
    register = load_register(session, programm)
    found: dict[str, dict[str, str]] = {}
    for liste in listen:
        for row, each in find_massnahmen(register, liste)[2]:
            found.setdefault(row.name, {})[each.kennung] = each.name
    return tuple(Aehnlich(name, tuple(pairs.items())) for name, pairs in found.items())


def add_aliase(
    session: Session, antworten: Antworten, aehnlich: Iterable[Aehnlich], *, programm_id: int
) -> None:
    """Give Maßnahmen the names under which the list means them: this import finds them by it, and the next one."""
    offered = {each.name: dict(each.kandidaten) for each in aehnlich}
    chosen = {
        name: key for name, key in antworten.zuordnungen.items() if key and key in offered.get(name, {})
    }
    if not chosen:
        return
    statement = select(m.Massnahme).where(
        m.Massnahme.programm_id == programm_id, m.Massnahme.kennung.in_(chosen.values())
    )
    by_kennung = {row.kennung: row for row in session.scalars(statement)}
    for name, kennung in chosen.items():
        session.add(m.MassnahmeAlias(massnahme_id=by_kennung[kennung].id, name=name))
    session.flush()  # the import reads the register


def set_betragsart(
    session: Session, jahre: Iterable[int], antworten: Antworten, *, programm_id: int
) -> list[str]:
    """Note in each Antrag what its amounts mean, and return what to tell; "ungeklärt" takes nothing back."""
    if antworten.betragsart is Betragsart.UNGEKLAERT:
        return []
    remarks = []
    for jahr in jahre:
        antrag = newest_antrag(session, programm_id, jahr)
        if antrag is None or antrag.betragsart is antworten.betragsart:
            continue
        if antrag.versandt_am is None:
            antrag.betragsart = antworten.betragsart
        else:
            remarks.append(
                f"{jahr}: Version {antrag.version} des Antrags ist versandt; was ihre Beträge bedeuten, bleibt."
            )
    return remarks


def newest_antrag(session: Session, programm_id: int, jahr: int) -> m.Antrag | None:
    """Return the newest version of a year's Antrag."""
    statement = (
        select(m.Antrag)
        .join(m.Foerderjahr)
        .where(m.Foerderjahr.programm_id == programm_id, m.Foerderjahr.jahr == jahr)
        .order_by(m.Antrag.version.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


# -- what came of it -------------------------------------------------------------------------------------------


def _vorschau(
    session: Session, ergebnis: Importergebnis, before: Mapping[int, _Stand], *, programm: str
) -> Vorschau:
    years = (
        _year(session, ergebnis, jahr, stand, programm=programm) for jahr, stand in sorted(before.items())
    )
    return Vorschau(
        uebernommen=ergebnis.uebernommen,
        unveraendert=ergebnis.unveraendert,
        jahre=tuple(years),
        hinweise=ergebnis.hinweise,
    )


def _year(
    session: Session, ergebnis: Importergebnis, jahr: int, before: _Stand, *, programm: str
) -> Jahresvorschau:
    stated = next((each for each in ergebnis.summen if each.jahr == jahr), None)
    return compare_year(
        before.mappe,
        _load(session, programm, jahr).mappe,
        jahr=jahr,
        angelegt=not before.gibt_es,
        gelesen={each.kennung: each.neu for each in ergebnis.massnahmen if each.jahr == jahr},
        summen=(stated.genannt, stated.gerechnet) if stated else (None, None),
    )
