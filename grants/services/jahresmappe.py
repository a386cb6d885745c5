"""Taking over a Jahresmappe: a whole Foerderjahr in one transaction, or nothing of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import FoerderjahrStatus
from grants.domain.errors import RuleViolation, Stellenangabe, Violation
from grants.domain.importergebnis import GeleseneMassnahme, GeleseneSumme, Importergebnis
from grants.domain.kennung import name_key
from grants.domain.mappe import Jahresmappe
from grants.domain.mappe_blaetter import MASSNAHMEN, STELLE
from grants.domain.money import summe
from grants.imports.codes import Code
from grants.queries import foerderjahre
from grants.services import ereignisse
from grants.services.mappe.antrag import Versionen, apply_antraege, load_versionen
from grants.services.mappe.belege import apply_belege, apply_einnahmen
from grants.services.mappe.bescheid import apply_bescheide, apply_umverteilungen
from grants.services.mappe.jahr import apply_empfaenger, apply_jahresmassnahmen, apply_texte
from grants.services.mappe.kontext import Kontext
from grants.services.mappe.nachweis import apply_anerkannt, apply_nachweis_stadt, apply_nachweise
from grants.services.mappe.plan import apply_plaene
from grants.services.mappe.pruefen import check_mappe
from grants.services.mappe.register import apply_gliederung, apply_massnahmen, apply_traeger
from grants.services.mappe.stammdaten import apply_parameter, apply_stelle, apply_zuordnung, stand_of
from grants.services.mappe.zusagen import apply_zahlungen, apply_zusagen
from grants.services.traeger_bank import note_iban_changes

PROGRAMM = "kinderstark"


def import_mappe(
    session: Session, mappe: Jahresmappe, *, datei: str, sha256: str, person: m.Person
) -> Importergebnis:
    """Take over a workbook and record one Ereignis, unless everything is as it says already.

    An empty sheet says nothing; a filled one is compared row by row. Rows that the workbook does not name stay
    and are told. Raises RuleViolation with every problem and NotFound for an unknown Programm; nothing is written
    then.
    """
    if mappe.kopf.jahr is None:
        raise RuleViolation(
            [
                Violation(
                    Code.JAHR_FEHLT,
                    f"Im Blatt „{STELLE.name}“ fehlt das Jahr. Bitte eintragen.",
                    stelle=Stellenangabe(datei=datei, blatt=STELLE.name),
                )
            ]
        )
    programm = _programm(session, mappe)
    k = _kontext(session, mappe, programm, mappe.kopf.jahr)
    versionen = load_versionen(k)
    stand = stand_of(mappe.kopf, k.foerderjahr)
    if violations := check_mappe(k, versionen, stand):
        raise RuleViolation(violations)
    ibans = {kuerzel: row.iban for kuerzel, row in k.traeger.items()}
    _apply(k, versionen, promised=_promised(k))
    session.flush()  # the tally below is told only of what the database took
    k.protokoll.hinweise += note_iban_changes(session, ibans, k.traeger, person=person)
    ergebnis = _ergebnis(k, versionen)
    if ergebnis.uebernommen:
        ereignisse.record(
            session,
            art="jahresmappe_eingelesen",
            gegenstand=f"foerderjahr/{programm.schluessel}/{k.foerderjahr.jahr}",
            person=person,
            inhalt={
                "datei": datei,
                "sha256": sha256,
                "uebernommen": {blatt: n for blatt, n in k.protokoll.uebernommen.items() if n},
                "unveraendert": ergebnis.unveraendert,
                "summen": [
                    {
                        "genannt": None if each.genannt is None else str(each.genannt),
                        "gerechnet": str(each.gerechnet),
                    }
                    for each in ergebnis.summen
                ],
            },
        )
    return ergebnis


def _programm(session: Session, mappe: Jahresmappe) -> m.Programm:
    """Return the Programm of the workbook; one that the workbook names in full is added.

    Raises NotFound for an unknown one without a name: a slip of the pen must not found a Programm.
    """
    kopf = mappe.kopf
    known = session.execute(
        select(m.Programm).where(m.Programm.schluessel == kopf.programm)
    ).scalar_one_or_none()
    if known is not None or not kopf.programm_name or not kopf.jahr:
        return known or foerderjahre.get_programm(session, kopf.programm or PROGRAMM)
    added = m.Programm(schluessel=kopf.programm)
    added.namen.append(m.ProgrammName(gueltig_ab=date(kopf.jahr, 1, 1), name=kopf.programm_name))
    session.add(added)
    session.flush()
    return added


def _kontext(session: Session, mappe: Jahresmappe, programm: m.Programm, jahr: int) -> Kontext:
    """Return what the database holds before the import; a new year is not added before the checks."""
    # Two imports of one year wait for one another, so that the second compares with what the first wrote.
    statement = select(m.Foerderjahr).where(
        m.Foerderjahr.programm_id == programm.id, m.Foerderjahr.jahr == jahr
    )
    found = session.scalars(statement.with_for_update()).one_or_none()
    k = Kontext(session, mappe, programm, found or m.Foerderjahr(programm_id=programm.id, jahr=jahr))
    k.traeger = {row.kuerzel: row for row in k.all_of(m.Traeger, select(m.Traeger))}
    known = k.all_of(m.Massnahme, select(m.Massnahme).where(m.Massnahme.programm_id == programm.id))
    k.massnahmen = {row.kennung: row for row in known} | _by_name(k, known)
    if found is None:
        return k
    of_year = m.Jahresmassnahme.foerderjahr_id == found.id
    by_id = {row.id: row for row in known}
    called = {row.id: kennung for kennung, row in k.massnahmen.items()}
    in_year = k.all_of(m.Jahresmassnahme, select(m.Jahresmassnahme).where(of_year))
    k.jahresmassnahmen = {called[row.massnahme_id]: row for row in in_year if row.massnahme_id in by_id}
    kennungen = {row.id: kennung for kennung, row in k.jahresmassnahmen.items()}
    kuerzel = {row.id: each for each, row in k.traeger.items()}
    k.empfaenger = {
        (kennungen[row.jahresmassnahme_id], kuerzel[row.traeger_id]): row
        for row in k.all_of(
            m.Empfaengeranteil, select(m.Empfaengeranteil).join(m.Jahresmassnahme).where(of_year)
        )
    }
    return k


def _by_name(k: Kontext, known: list[m.Massnahme]) -> dict[str, m.Massnahme]:
    """Return the Maßnahmen that the workbook calls by a Kennung of its own, found by name or alias."""
    kennungen = {row.kennung for row in known}
    named = {zeile.kennung for zeile in k.mappe.massnahmen}
    unknown = [zeile for zeile in k.mappe.massnahmen if zeile.kennung not in kennungen]
    if not unknown:
        return {}
    by_id = {row.id: row for row in known}
    aliases = k.all_of(m.MassnahmeAlias, select(m.MassnahmeAlias))
    by_key = {
        name_key(alias.name): by_id[alias.massnahme_id] for alias in aliases if alias.massnahme_id in by_id
    }
    by_key |= {name_key(row.name): row for row in known}
    found: dict[str, m.Massnahme] = {}
    for zeile in unknown:
        row = by_key.get(name_key(zeile.name))
        # A Maßnahme that another row names by its own Kennung is that row's.
        if row is not None and row.kennung not in named and row not in found.values():
            found[zeile.kennung] = row
            k.protokoll.hinweise.append(
                f"Blatt „{MASSNAHMEN.name}“: „{zeile.name}“ ist im Register unter der Kennung „{row.kennung}“ "
                f"geführt; sie bleibt (in der Mappe „{zeile.kennung}“)."
            )
    return found


def _promised(k: Kontext) -> frozenset[int]:
    """Return the recipients who had a promise before the import: their plan is decided."""
    weiterleitungen = k.owned(m.Weiterleitung, select(m.Weiterleitung))
    zuweisungen = k.owned(m.Zuweisung, select(m.Zuweisung))
    return frozenset(row.empfaengeranteil_id for row in weiterleitungen) | frozenset(
        row.empfaengeranteil_id for row in zuweisungen
    )


def _apply(k: Kontext, versionen: Versionen, *, promised: frozenset[int]) -> None:
    created = k.foerderjahr.id is None
    if created:
        for name, value in stand_of(k.mappe.kopf, None).items():
            setattr(k.foerderjahr, name, value)
        k.foerderjahr.status = k.foerderjahr.status or FoerderjahrStatus.PLANUNG
        k.session.add(k.foerderjahr)
        k.session.flush()  # everything of the year points to it
    apply_stelle(k, created=created)
    apply_parameter(k)
    apply_zuordnung(k, created=created)
    apply_gliederung(k)
    apply_traeger(k)
    apply_massnahmen(k)
    apply_jahresmassnahmen(k)
    apply_empfaenger(k)
    apply_antraege(k, versionen)
    # Only now is known whether the amount of a Maßnahme changed.
    k.protokoll.count(MASSNAHMEN.name, [zeile.kennung in k.touched for zeile in k.mappe.massnahmen])
    apply_plaene(k, promised)
    apply_texte(k)
    apply_bescheide(k)
    apply_umverteilungen(k)
    apply_zusagen(k)
    apply_zahlungen(k)
    apply_belege(k)
    apply_einnahmen(k)
    apply_nachweise(k)
    apply_anerkannt(k)
    apply_nachweis_stadt(k)


def _ergebnis(k: Kontext, versionen: Versionen) -> Importergebnis:
    jahr = k.foerderjahr.jahr
    summen: tuple[GeleseneSumme, ...] = ()
    if versionen.newest:
        gerechnet = summe(versionen.betraege(versionen.newest).values())
        summen = (GeleseneSumme(jahr, versionen.antraege[versionen.newest].genannt, gerechnet),)
    return Importergebnis(
        uebernommen=sum(k.protokoll.uebernommen.values()),
        unveraendert=sum(k.protokoll.unveraendert.values()),
        massnahmen=tuple(
            GeleseneMassnahme(
                k.massnahmen[zeile.kennung].kennung, jahr, zeile.kennung in k.new, zeile.beantragt
            )
            for zeile in k.mappe.massnahmen
        ),
        summen=summen,
        hinweise=(*k.mappe.hinweise, *k.protokoll.hinweise),
    )
