"""The Persons that one may be in the demo: made when somebody first wants to be one, on example data alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.domain.begriffe import Rolle, TraegerArt
from grants.domain.errors import DomainError
from grants.models import Empfaengeranteil, Konto, Person, Rollenzuordnung, Stelle, Traeger
from grants.services.ereignisse import record


class NurVorfuehrung(DomainError):
    """Asked for on data that are not invented."""

    code = "nur_vorfuehrung"


@dataclass(frozen=True, slots=True)
class Beispielrolle:
    """One button of the demo's log-in."""

    schluessel: str
    name: str
    rolle: Rolle
    text: str
    # Which of the recipients: the first, the second.
    stelle: int = 0


BEISPIELROLLEN: Mapping[str, Beispielrolle] = {
    each.schluessel: each
    for each in (
        Beispielrolle(
            "geschaeftsstelle",
            "Beispiel Geschäftsstelle",
            Rolle.GESCHAEFTSSTELLE,
            "Register, Antrag, Bescheid, Fristen",
        ),
        Beispielrolle(
            "geschaeftsstelle2",
            "Beispiel Geschäftsstelle 2",
            Rolle.GESCHAEFTSSTELLE,
            "die zweite Person für vier Augen",
        ),
        Beispielrolle("traeger", "Beispiel Träger", Rolle.TRAEGER, "sieht nur die eigenen Maßnahmen"),
        Beispielrolle("traeger2", "Beispiel Träger 2", Rolle.TRAEGER, "ein anderer Träger", stelle=1),
        Beispielrolle("stelle", "Beispiel städtische Stelle", Rolle.STELLE, "ein anderes Amt der Stadt"),
        Beispielrolle("finanzen", "Beispiel Finanzprüfung", Rolle.FINANZPRUEFUNG, "prüft die Summen"),
        Beispielrolle(
            "finanzen2", "Beispiel Finanzprüfung 2", Rolle.FINANZPRUEFUNG, "die zweite Unterschrift"
        ),
        Beispielrolle("einsicht", "Beispiel Einsicht", Rolle.EINSICHT, "liest mit und ändert nichts"),
        Beispielrolle(
            "konten", "Beispiel Kontenverwaltung", Rolle.KONTENVERWALTUNG, "verwaltet Konten, sonst nichts"
        ),
    )
}


def demo_konto(session: Session, schluessel: str) -> Konto:
    """Return the account of an example Person, made where it does not exist yet.

    Raises NurVorfuehrung for an unknown one and on data that are not marked as invented.
    """
    wanted = BEISPIELROLLEN.get(schluessel)
    if wanted is None or session.execute(select(Stelle.id).where(Stelle.beispiel).limit(1)).first() is None:
        raise NurVorfuehrung("Diese Anmeldung gibt es nur in der Vorführung mit Beispieldaten.")
    email = f"{schluessel}@beispiel.example"
    found = session.execute(
        select(Konto).join(Person, Person.id == Konto.person_id).where(Person.email == email)
    ).scalar_one_or_none()
    if found is not None:
        return found
    person = Person(name=wanted.name, email=email)
    session.add(person)
    session.flush()
    konto = Konto(person_id=person.id, fs_uniquifier=secrets.token_hex(32))
    session.add(konto)
    receives = wanted.rolle in {Rolle.TRAEGER, Rolle.STELLE}
    session.add(
        Rollenzuordnung(
            person_id=person.id,
            rolle=wanted.rolle,
            traeger_id=_recipient(session, wanted),
            darf_inhaltlich=receives,
            darf_finanziell=receives,
            vertretungsberechtigt=receives,
        )
    )
    session.flush()
    record(
        session,
        art="beispielkonto_angelegt",
        gegenstand=f"konto/{person.id}",
        person=person,
        inhalt={"rolle": wanted.rolle.value},
    )
    return konto


def _recipient(session: Session, wanted: Beispielrolle) -> int | None:
    """Return the Träger or Stelle that an example Person acts for.

    The two Träger are best the partners of one joint Maßnahme, so that one sees what they see of each other.
    """
    if wanted.rolle not in {Rolle.TRAEGER, Rolle.STELLE}:
        return None
    kind = TraegerArt.STAEDTISCHE_STELLE if wanted.rolle is Rolle.STELLE else TraegerArt.FREIER_TRAEGER
    e = Empfaengeranteil
    joint = (
        select(e.jahresmassnahme_id)
        .join(Traeger, Traeger.id == e.traeger_id)
        .where(Traeger.art == kind)
        .group_by(e.jahresmassnahme_id)
        .having(func.count() > 1)
        .order_by(e.jahresmassnahme_id)
        .limit(1)
    )
    partners = session.scalars(
        select(e.traeger_id)
        .join(Traeger, Traeger.id == e.traeger_id)
        .where(e.jahresmassnahme_id == joint.scalar_subquery(), Traeger.art == kind)
        .order_by(e.reihenfolge, e.id)
    ).all()
    every = session.scalars(select(Traeger.id).where(Traeger.art == kind).order_by(Traeger.id)).all()
    chosen = partners if len(partners) > wanted.stelle else every
    if len(chosen) <= wanted.stelle:
        raise NurVorfuehrung("In den Beispieldaten steht kein passender Träger. Bitte grants demo ausführen.")
    return chosen[wanted.stelle]
