"""What the Kontenverwaltung does: invite, give and end Rollen, lock, reset the second factor, join Persons."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants.domain.befugnisse import to_columns
from grants.domain.begriffe import Befugnis, Linkzweck, Rolle, TraegerArt, label
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.models import Konto, Person, Rollenzuordnung, Traeger
from grants.queries.personen import load_zusammengefuehrt
from grants.services.ereignisse import record
from grants.services.konten.befugnisse import MIT_TRAEGER
from grants.services.konten.links import NeuerLink, drop_links, make_link

_ADRESSE = re.compile(r"[^@\s<>\",;]+@[^@\s<>\",;]+\.[^@\s<>\",;.]+")


@dataclass(frozen=True, slots=True)
class Einladung:
    """Who is invited, and as what."""

    email: str
    rolle: Rolle
    name: str = ""
    traeger_kuerzel: str = ""
    von: date | None = None
    bis: date | None = None
    # What the person may do; for Träger and Stellen alone.
    befugnisse: frozenset[Befugnis] = frozenset()


def normalise(email: str) -> str:
    """Return the address as it is kept: without blanks, lower case."""
    return email.strip().lower()


def find_person(session: Session, email: str) -> Person:
    """Return the Person with this address; raises NotFound."""
    found = session.execute(select(Person).where(Person.email == normalise(email))).scalar_one_or_none()
    if found is None:
        raise NotFound(
            f"Es gibt kein Konto mit der Adresse „{email.strip()}“. Bitte die Schreibweise prüfen."
        )
    return found


def get_konto(session: Session, person_id: int) -> Konto:
    """Return the account of a Person; raises NotFound."""
    found = session.execute(select(Konto).where(Konto.person_id == person_id)).scalar_one_or_none()
    if found is None:
        raise NotFound("Zu dieser Person gibt es kein Konto.")
    return found


def invite(session: Session, einladung: Einladung, *, jetzt: datetime, person: Person) -> NeuerLink:
    """Return the link of an invitation; a Person who has an account gets the Rolle and a new link.

    Raises RuleViolation for an address that is none, a Rolle without its Träger, days the wrong way round.
    """
    email = normalise(einladung.email)
    _check(email, einladung)
    invited = session.execute(select(Person).where(Person.email == email)).scalar_one_or_none()
    if invited is None:
        invited = Person(name=einladung.name or email, email=email)
        session.add(invited)
        session.flush()
    konto = session.execute(select(Konto).where(Konto.person_id == invited.id)).scalar_one_or_none()
    if konto is None:
        session.add(Konto(person_id=invited.id, fs_uniquifier=secrets.token_hex(32)))
    elif konto.password is not None:
        raise Conflict(
            f"„{email}“ hat schon ein Konto. Bitte geben Sie dort eine weitere Rolle; eine Einladung ist nicht nötig."
        )
    _give(session, invited, einladung)
    link = make_link(session, invited, Linkzweck.EINLADUNG, jetzt=jetzt)
    record(
        session,
        art="konto_eingeladen",
        gegenstand=f"konto/{invited.id}",
        person=person,
        inhalt={
            "email": email,
            "rolle": einladung.rolle.value,
            "traeger": einladung.traeger_kuerzel,
            "befugnisse": sorted(einladung.befugnisse),
        },
    )
    return link


def _check(email: str, einladung: Einladung) -> None:
    wrong = []
    if not _ADRESSE.fullmatch(email) or len(email) > 200:
        wrong.append(
            Violation(
                "email_unklar", "Bitte geben Sie eine E-Mail-Adresse wie name@stadt.de ein.", feld="email"
            )
        )
    if einladung.rolle in MIT_TRAEGER and not einladung.traeger_kuerzel:
        wrong.append(
            Violation(
                "traeger_fehlt",
                "Zu dieser Rolle gehört ein Träger. Bitte wählen Sie ihn aus.",
                feld="traeger",
            )
        )
    if einladung.rolle not in MIT_TRAEGER and einladung.traeger_kuerzel:
        wrong.append(
            Violation(
                "traeger_zuviel",
                "Diese Rolle gehört zu keinem Träger. Bitte lassen Sie ihn leer.",
                feld="traeger",
            )
        )
    if einladung.rolle not in MIT_TRAEGER and einladung.befugnisse:
        wrong.append(
            Violation(
                "befugnis_zuviel",
                "Befugnisse gibt es nur für Träger und städtische Stellen. Bitte nehmen Sie die Häkchen heraus.",
                feld="inhaltlich",
            )
        )
    if einladung.von and einladung.bis and einladung.bis < einladung.von:
        wrong.append(
            Violation("bis_vor_von", "Der letzte Tag liegt vor dem ersten. Bitte berichtigen.", feld="bis")
        )
    if wrong:
        raise RuleViolation(wrong)


def _give(session: Session, invited: Person, einladung: Einladung) -> None:
    traeger_id = _traeger(session, einladung) if einladung.traeger_kuerzel else None
    same = select(Rollenzuordnung).where(
        Rollenzuordnung.person_id == invited.id,
        Rollenzuordnung.rolle == einladung.rolle,
        Rollenzuordnung.traeger_id.is_(None)
        if traeger_id is None
        else Rollenzuordnung.traeger_id == traeger_id,
        Rollenzuordnung.bis.is_(None),
    )
    given = to_columns(einladung.befugnisse)
    there = session.scalars(same.order_by(Rollenzuordnung.id.desc())).first()
    if there is not None:
        # Whoever has the Rolle already keeps what it could do and gets what is new.
        for column, has in given.items():
            setattr(there, column, has or getattr(there, column))
    else:
        session.add(
            Rollenzuordnung(
                person_id=invited.id,
                rolle=einladung.rolle,
                traeger_id=traeger_id,
                von=einladung.von,
                bis=einladung.bis,
                **given,
            )
        )
    session.flush()


def _traeger(session: Session, einladung: Einladung) -> int:
    found = session.execute(
        select(Traeger).where(func.lower(Traeger.kuerzel) == einladung.traeger_kuerzel.strip().lower())
    ).scalar_one_or_none()
    if found is None:
        raise RuleViolation(
            [
                Violation(
                    "traeger_unbekannt",
                    f"Den Träger „{einladung.traeger_kuerzel}“ gibt es nicht. Bitte das Kürzel aus dem Register "
                    "nehmen.",
                    feld="traeger",
                )
            ]
        )
    is_stelle = found.art is TraegerArt.STAEDTISCHE_STELLE
    if is_stelle != (einladung.rolle is Rolle.STELLE):
        kind = "eine städtische Stelle" if is_stelle else "ein Träger"
        raise RuleViolation(
            [
                Violation(
                    "rolle_passt_nicht",
                    f"„{found.name}“ ist {kind}. Bitte wählen Sie die Rolle "
                    f"„{label(Rolle.STELLE if is_stelle else Rolle.TRAEGER)}“.",
                    feld="rolle",
                )
            ]
        )
    return found.id


def renew_invitation(session: Session, person_id: int, *, jetzt: datetime, person: Person) -> NeuerLink:
    """Return a new link for an invitation that was not accepted; raises Conflict where it was."""
    konto = get_konto(session, person_id)
    if konto.password is not None:
        raise Conflict(
            "Diese Einladung ist schon angenommen. Ein neues Kennwort holt sich die Person selbst."
        )
    link = make_link(session, konto.person, Linkzweck.EINLADUNG, jetzt=jetzt)
    record(
        session,
        art="konto_eingeladen",
        gegenstand=f"konto/{person_id}",
        person=person,
        inhalt={"erneut": True},
    )
    return link


def give_role(session: Session, person_id: int, einladung: Einladung, *, person: Person) -> None:
    """Give an account one more Rolle; raises RuleViolation, Conflict for one's own."""
    _refuse_own(session, person_id, person, "Rollen gibt Ihnen")
    konto = get_konto(session, person_id)
    _check(konto.person.email or "", einladung)
    _give(session, konto.person, einladung)
    record(
        session,
        art="rolle_gegeben",
        gegenstand=f"konto/{person_id}",
        person=person,
        inhalt={
            "rolle": einladung.rolle.value,
            "traeger": einladung.traeger_kuerzel,
            "von": einladung.von.isoformat() if einladung.von else None,
            "bis": einladung.bis.isoformat() if einladung.bis else None,
            "befugnisse": sorted(einladung.befugnisse),
        },
    )


def _refuse_own(session: Session, person_id: int, person: Person, wer: str) -> None:
    """Raise Conflict where somebody would become two; "Kommandozeile" sets up the first accounts."""
    joined = load_zusammengefuehrt(session)
    if joined.get(person_id, person_id) == joined.get(person.id, person.id):
        raise Conflict(
            f"{wer} eine zweite Person, die Konten verwaltet: Sonst könnten Sie allein zu zweit sein. Gibt es keine, "
            "hilft die Stelle, die den Server betreibt."
        )


def end_role(session: Session, rolle_id: int, *, bis: date, person: Person) -> int:
    """End a Rolle with its last day and return the id of its Person; the row stays.

    Raises NotFound, and Conflict where nobody would be left who manages accounts.
    """
    row = session.get(Rollenzuordnung, rolle_id)
    if row is None:
        raise NotFound("Diese Rolle gibt es nicht. Bitte laden Sie die Seite neu.")
    if row.von and bis < row.von:
        raise RuleViolation(
            [Violation("bis_vor_von", "Der letzte Tag liegt vor dem ersten. Bitte berichtigen.", feld="bis")]
        )
    if row.rolle is Rolle.KONTENVERWALTUNG and not _other_manager(session, row):
        raise Conflict(
            "Das ist die letzte Person, die Konten verwaltet. Bitte geben Sie die Rolle zuerst einer anderen."
        )
    old = row.bis
    row.bis = bis
    record(
        session,
        art="rolle_beendet",
        gegenstand=f"konto/{row.person_id}",
        person=person,
        inhalt={
            "rolle": row.rolle.value,
            "alt": old.isoformat() if old else None,
            "neu": bis.isoformat(),
        },
    )
    return row.person_id


def _other_manager(session: Session, row: Rollenzuordnung) -> bool:
    other = (
        select(Rollenzuordnung.id)
        .join(Konto, Konto.person_id == Rollenzuordnung.person_id)
        .where(
            Rollenzuordnung.id != row.id,
            Rollenzuordnung.rolle == Rolle.KONTENVERWALTUNG,
            Rollenzuordnung.bis.is_(None),
            Konto.active,
        )
    )
    return session.execute(other.limit(1)).first() is not None


def lock(session: Session, person_id: int, *, grund: str, jetzt: datetime, person: Person) -> None:
    """Lock an account: open sessions end with their next request. Raises RuleViolation without a reason."""
    if not grund.strip():
        raise RuleViolation(
            [Violation("grund_fehlt", "Bitte schreiben Sie, warum das Konto gesperrt wird.", feld="grund")]
        )
    konto = get_konto(session, person_id)
    if not konto.active:
        raise Conflict("Dieses Konto ist schon gesperrt.")
    if konto.person_id == person.id:
        raise Conflict(
            "Ihr eigenes Konto können Sie nicht sperren. Bitte wenden Sie sich an eine zweite Person."
        )
    konto.active, konto.gesperrt_am, konto.gesperrt_grund = False, jetzt, grund.strip()
    konto.fs_uniquifier = secrets.token_hex(32)
    drop_links(session, konto.person, jetzt=jetzt)
    record(
        session,
        art="konto_gesperrt",
        gegenstand=f"konto/{person_id}",
        person=person,
        inhalt={"grund": grund.strip()},
    )


def unlock(session: Session, person_id: int, *, person: Person) -> None:
    """Unlock an account; raises Conflict where it is open."""
    konto = get_konto(session, person_id)
    if konto.active:
        raise Conflict("Dieses Konto ist nicht gesperrt.")
    konto.active, konto.gesperrt_am, konto.gesperrt_grund = True, None, ""
    record(session, art="konto_entsperrt", gegenstand=f"konto/{person_id}", person=person)


def reset_second_factor(session: Session, person_id: int, *, person: Person) -> None:
    """Take the second factor away, after a device was lost; the next log-in sets up a new one. Ends all sessions."""
    konto = get_konto(session, person_id)
    konto.tf_totp_secret = konto.tf_primary_method = konto.mf_recovery_codes = konto.totp_zaehler = None
    konto.fs_uniquifier = secrets.token_hex(32)
    record(session, art="zweiter_faktor_zurueckgesetzt", gegenstand=f"konto/{person_id}", person=person)


def rename(session: Session, person: Person, *, name: str) -> None:
    """Give the acting Person another name; what it did before stays under its number."""
    old, person.name = person.name, name
    record(
        session,
        art="name_geaendert",
        gegenstand=f"konto/{person.id}",
        person=person,
        inhalt={"alt": old, "neu": name},
    )


def join_persons(session: Session, person_id: int, with_id: int, *, person: Person) -> None:
    """Note that two Persons are one, by a pointer; raises RuleViolation for a ring or oneself.

    Raises Conflict where the Person is joined already: another pointer would part it from the one before.
    """
    joined = load_zusammengefuehrt(session)
    if person_id == with_id or joined.get(with_id, with_id) == person_id:
        raise RuleViolation(
            [Violation("selbst", "Das ist dieselbe Person. Bitte wählen Sie eine andere.", feld="mit")]
        )
    row, target = session.get(Person, person_id), session.get(Person, with_id)
    if row is None or target is None:
        raise NotFound("Diese Person gibt es nicht. Bitte laden Sie die Seite neu.")
    if row.zusammengefuehrt_mit_id is not None:
        raise Conflict(
            "Diese Person ist schon mit einer anderen zusammengeführt. Bitte führen Sie die andere zusammen oder "
            "trennen Sie die beiden zuerst."
        )
    row.zusammengefuehrt_mit_id = with_id
    record(
        session,
        art="personen_zusammengefuehrt",
        gegenstand=f"person/{person_id}",
        person=person,
        inhalt={"mit": with_id},
    )


def separate_person(session: Session, person_id: int, *, person: Person) -> None:
    """Take the pointer away; raises Conflict where there is none and for one's own."""
    row = session.get(Person, person_id)
    if row is None or row.zusammengefuehrt_mit_id is None:
        raise Conflict("Diese Person ist mit keiner anderen zusammengeführt.")
    _refuse_own(session, person_id, person, "Ihre Person trennt")
    old = row.zusammengefuehrt_mit_id
    row.zusammengefuehrt_mit_id = None
    record(
        session,
        art="personen_getrennt",
        gegenstand=f"person/{person_id}",
        person=person,
        inhalt={"mit": old},
    )
