"""The register of Maßnahmen: added, described, called otherwise, found to be the same; nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from grants import models as m
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.kennung import make_kennung, name_key, similar
from grants.queries.personen import follow
from grants.queries.register import find_massnahme
from grants.services.ereignisse import record

_GEAENDERT = (
    "Diese Maßnahme hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Bitte vergleichen Sie "
    "und speichern Sie noch einmal."
)


@dataclass(frozen=True, slots=True)
class Massnahmenangaben:
    """What is typed in of a Maßnahme; Handlungsfelder by number, Lebensphasen by name."""

    name: str
    handlungsfeld: str = ""
    weitere: Sequence[str] = ()
    land: str = ""
    lebensphasen: Sequence[str] = ()
    laufend_seit: str = ""
    geplant_ab: str = ""
    befristet_bis: str = ""


def add_massnahme(
    session: Session, *, programm: str, angaben: Massnahmenangaben, trotzdem: bool, person: m.Person
) -> m.Massnahme:
    """Add a Maßnahme and return it; its Kennung is made of the name and stays.

    Raises RuleViolation where the name is missing, taken, or like another one (`trotzdem` says that it is another).
    """
    parent = session.execute(select(m.Programm).where(m.Programm.schluessel == programm)).scalar_one_or_none()
    if parent is None:
        raise NotFound(f"Das Programm „{programm}“ gibt es nicht.")
    others = session.scalars(select(m.Massnahme).where(m.Massnahme.programm_id == parent.id)).all()
    _check_name(session, angaben.name, others, trotzdem=trotzdem)
    row = m.Massnahme(
        programm_id=parent.id,
        kennung=make_kennung(angaben.name, taken={each.kennung for each in others}),
        name=angaben.name,
    )
    session.add(row)
    session.flush()
    _write(session, row, angaben)
    record(
        session,
        art="massnahme_angelegt",
        gegenstand=_subject(session, row),
        person=person,
        inhalt={"neu": _values(session, row)},
    )
    return row


def _check_name(session: Session, name: str, others: Sequence[m.Massnahme], *, trotzdem: bool) -> None:
    same = [each for each in others if name_key(each.name) == name_key(name)]
    if same:
        raise RuleViolation(
            [
                Violation(
                    "name_vergeben",
                    f"„{same[0].name}“ gibt es schon im Register. Bitte öffnen Sie diese Maßnahme.",
                    feld="name",
                )
            ]
        )
    known = {each.massnahme_id: each.name for each in session.scalars(select(m.MassnahmeAlias))}
    like = [
        each.name
        for each in others
        if similar(each.name, name) or name_key(known.get(each.id, "")) == name_key(name)
    ]
    if like and not trotzdem:
        raise RuleViolation(
            [
                Violation(
                    "name_aehnlich",
                    f"Es gibt schon: „{'“, „'.join(like[:3])}“. Ist es dieselbe, öffnen Sie diese; sonst kreuzen Sie "
                    "an, dass es trotzdem eine andere ist.",
                    feld="name",
                )
            ]
        )


def change_massnahme(
    session: Session,
    *,
    programm: str,
    kennung: str,
    angaben: Massnahmenangaben,
    stand: int | None,
    person: m.Person,
) -> m.Massnahme:
    """Change a Maßnahme; raises Conflict where somebody else was there meanwhile."""
    row = find_massnahme(session, programm, kennung)
    if stand is not None and stand != row.aenderungsstand:
        raise Conflict(_GEAENDERT)
    before = _values(session, row)
    row.name = angaben.name
    _write(session, row, angaben)
    session.flush()
    after = _values(session, row)
    if before == after:
        return row
    # Axes are tables of their own: the counter goes up with them too.
    flag_modified(row, "name")
    record(
        session,
        art="massnahme_geaendert",
        gegenstand=_subject(session, row),
        person=person,
        inhalt={"alt": before, "neu": after},
    )
    return row


def _write(session: Session, row: m.Massnahme, angaben: Massnahmenangaben) -> None:
    row.laufend_seit, row.geplant_ab = angaben.laufend_seit, angaben.geplant_ab
    row.befristet_bis = angaben.befristet_bis
    land = session.scalars(
        select(m.HandlungsfeldLand).where(m.HandlungsfeldLand.programm_id == row.programm_id)
    ).all()
    row.handlungsfeld_land_id = next((each.id for each in land if str(each.nummer) == angaben.land), None)
    _write_felder(session, row, angaben)
    phasen = {each.name: each.id for each in session.scalars(select(m.Lebensphase))}
    wanted = [phasen[name] for name in angaben.lebensphasen if name in phasen]
    there = {each.lebensphase_id: each for each in row.lebensphasen}
    row.lebensphasen = [there.get(key) or m.MassnahmeLebensphase(lebensphase_id=key) for key in wanted]
    session.flush()


def _write_felder(session: Session, row: m.Massnahme, angaben: Massnahmenangaben) -> None:
    felder = {each.nummer: each.id for each in session.scalars(select(m.Handlungsfeld))}
    numbers = [n for n in dict.fromkeys((angaben.handlungsfeld, *angaben.weitere)) if n in felder]
    there = {each.handlungsfeld_id: each for each in row.handlungsfelder}
    kept = []
    for number in numbers:
        link = there.get(felder[number]) or m.MassnahmeHandlungsfeld(handlungsfeld_id=felder[number])
        link.haupt = number == angaben.handlungsfeld
        kept.append(link)
    row.handlungsfelder = kept


def _values(session: Session, row: m.Massnahme) -> dict[str, object]:
    felder = {each.id: each.nummer for each in session.scalars(select(m.Handlungsfeld))}
    phasen = {each.id: each.name for each in session.scalars(select(m.Lebensphase))}
    land = session.get(m.HandlungsfeldLand, row.handlungsfeld_land_id) if row.handlungsfeld_land_id else None
    main = [felder[each.handlungsfeld_id] for each in row.handlungsfelder if each.haupt]
    return {
        "name": row.name,
        "handlungsfeld": main[0] if main else "",
        "weitere_handlungsfelder": sorted(
            felder[each.handlungsfeld_id] for each in row.handlungsfelder if not each.haupt
        ),
        "handlungsfeld_land": str(land.nummer) if land else "",
        "lebensphasen": sorted(phasen[each.lebensphase_id] for each in row.lebensphasen),
        "laufend_seit": row.laufend_seit,
        "geplant_ab": row.geplant_ab,
        "befristet_bis": row.befristet_bis,
    }


def load_angaben(session: Session, row: m.Massnahme) -> dict[str, object]:
    """Return what the form of a Maßnahme begins with."""
    values = _values(session, row)
    return {
        "name": row.name,
        "handlungsfeld": values["handlungsfeld"],
        "weitere": values["weitere_handlungsfelder"],
        "land": values["handlungsfeld_land"],
        "lebensphasen": values["lebensphasen"],
        "laufend_seit": row.laufend_seit,
        "geplant_ab": row.geplant_ab,
        "befristet_bis": row.befristet_bis,
        "aenderungsstand": str(row.aenderungsstand),
    }


def _subject(session: Session, row: m.Massnahme) -> str:
    programm = session.get_one(m.Programm, row.programm_id)
    return f"massnahme/{programm.schluessel}/{row.kennung}"


# -- Other names --------------------------------------------------------------------------------------------------


def add_alias(session: Session, *, programm: str, kennung: str, alias: str, person: m.Person) -> None:
    """Let lists call the Maßnahme otherwise, too; raises RuleViolation where the name is already one."""
    row = find_massnahme(session, programm, kennung)
    names = [each.name for each in row.aliase] + [row.name]
    if any(name_key(each) == name_key(alias) for each in names):
        raise RuleViolation([Violation("alias_bekannt", "So heißt diese Maßnahme schon.", feld="alias")])
    taken = (
        session.execute(
            select(m.Massnahme.name)
            .join(m.MassnahmeAlias, m.MassnahmeAlias.massnahme_id == m.Massnahme.id)
            .where(m.MassnahmeAlias.name == alias)
        )
        .scalars()
        .first()
    )
    if taken:
        raise RuleViolation(
            [
                Violation(
                    "alias_vergeben",
                    f"So heißt schon „{taken}“. Bitte prüfen Sie, welche gemeint ist.",
                    feld="alias",
                )
            ]
        )
    row.aliase.append(m.MassnahmeAlias(name=alias))
    record(
        session,
        art="alias_hinzugefuegt",
        gegenstand=_subject(session, row),
        person=person,
        inhalt={"neu": alias},
    )


def remove_alias(session: Session, *, programm: str, kennung: str, alias_id: int, person: m.Person) -> None:
    """Take another name away again; it stays in the log."""
    row = find_massnahme(session, programm, kennung)
    found = next((each for each in row.aliase if each.id == alias_id), None)
    if found is None:
        raise NotFound("Diesen anderen Namen gibt es nicht mehr. Bitte laden Sie die Seite neu.")
    name = found.name
    row.aliase.remove(found)
    record(
        session,
        art="alias_entfernt",
        gegenstand=_subject(session, row),
        person=person,
        inhalt={"alt": name},
    )


# -- Two found to be one ------------------------------------------------------------------------------------------


def merge_massnahme(session: Session, *, programm: str, kennung: str, mit: str, person: m.Person) -> None:
    """Note by a pointer that a Maßnahme is the same as another; years and papers stay where they are.

    Raises RuleViolation for itself and for a circle.
    """
    row, target = find_massnahme(session, programm, kennung), find_massnahme(session, programm, mit)
    pointers = {
        key: to
        for key, to in session.execute(
            select(m.Massnahme.id, m.Massnahme.zusammengefuehrt_mit_id).where(
                m.Massnahme.zusammengefuehrt_mit_id.is_not(None)
            )
        )
        if to is not None
    }
    if row.id == target.id or follow(pointers).get(target.id, target.id) == row.id:
        raise RuleViolation(
            [Violation("selbst", "Das ist dieselbe Maßnahme. Bitte wählen Sie eine andere.", feld="mit")]
        )
    if row.zusammengefuehrt_mit_id is not None:
        raise Conflict("Diese Maßnahme ist schon zusammengeführt. Bitte machen Sie das zuerst rückgängig.")
    row.zusammengefuehrt_mit_id = target.id
    record(
        session,
        art="massnahmen_zusammengefuehrt",
        gegenstand=_subject(session, row),
        person=person,
        inhalt={"mit": target.kennung},
    )


def separate_massnahme(session: Session, *, programm: str, kennung: str, person: m.Person) -> None:
    """Take the pointer away again; raises Conflict where there is none."""
    row = find_massnahme(session, programm, kennung)
    if row.zusammengefuehrt_mit_id is None:
        raise Conflict("Diese Maßnahme ist mit keiner anderen zusammengeführt.")
    target = session.get_one(m.Massnahme, row.zusammengefuehrt_mit_id)
    row.zusammengefuehrt_mit_id = None
    record(
        session,
        art="massnahmen_getrennt",
        gegenstand=_subject(session, row),
        person=person,
        inhalt={"mit": target.kennung},
    )
