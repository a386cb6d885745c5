"""What a Person does with its own account: accept, log in, change password, address and second factor."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.domain.begriffe import Linkzweck
from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.models import Konto, Person
from grants.services.ereignisse import record
from grants.services.konten.links import NeuerLink, drop_links, find_link, make_link
from grants.services.konten.verwaltung import get_konto, normalise

MINDESTLAENGE = 12
# Words that are tried first, also inside longer ones.
_SCHLECHT = (
    "passwort",
    "password",
    "kennwort",
    "123456",
    "qwert",
    "abc123",
    "foerderkette",
    "förderkette",
    "kinderstark",
    "willkommen",
    "hallo",
    "sommer",
    "winter",
    "letmein",
    "iloveyou",
    "stadtverwaltung",
)
# A password of one of those words and few other characters is no better than the word.
_REST = 6


def check_kennwort(kennwort: str, *, name: str, email: str, feld: str = "kennwort") -> None:
    """Raise RuleViolation for a password that is guessed too easily; length counts, no mixture is asked for."""
    plain = kennwort.casefold()
    text = ""
    if len(kennwort) < MINDESTLAENGE:
        text = f"Bitte wählen Sie mindestens {MINDESTLAENGE} Zeichen. Ein kurzer Satz ist gut zu merken."
    elif len(set(plain)) < 5:
        text = "Dieses Kennwort besteht aus zu wenigen verschiedenen Zeichen. Bitte wählen Sie ein anderes."
    elif any(word in plain and len(plain) - len(word) < _REST for word in _SCHLECHT):
        text = "Dieses Kennwort wird zu leicht erraten. Bitte wählen Sie ein anderes, zum Beispiel einen kurzen Satz."
    elif any(part in plain for part in _own_words(name, email)):
        text = "Bitte verwenden Sie im Kennwort nicht Ihren Namen oder Ihre E-Mail-Adresse."
    if text:
        raise RuleViolation([Violation("kennwort_zu_leicht", text, feld=feld)])


def _own_words(name: str, email: str) -> list[str]:
    parts = [*name.casefold().split(), email.casefold().partition("@")[0]]
    return [part for part in parts if len(part) >= 4]


def accept_invitation(
    session: Session, token: str, *, name: str, kennwort_hash: str, jetzt: datetime
) -> Konto:
    """Set name and password of the invited Person and return the account; the link is used up.

    Raises NotFound for a link that no longer works, Conflict for a locked account.
    """
    link = find_link(session, token, Linkzweck.EINLADUNG, jetzt=jetzt)
    konto = get_konto(session, link.person_id)
    _check_open(konto)
    link.benutzt_am = jetzt
    konto.person.name = name
    konto.password, konto.kennwort_vom = kennwort_hash, jetzt
    konto.fs_uniquifier = secrets.token_hex(32)
    record(
        session,
        art="einladung_angenommen",
        gegenstand=f"konto/{konto.person_id}",
        person=konto.person,
        inhalt={"name": name},
    )
    return konto


def _check_open(konto: Konto) -> None:
    if not konto.active:
        raise Conflict("Dieses Konto ist gesperrt. Bitte wenden Sie sich an die Kontenverwaltung.")


def ask_new_password(session: Session, email: str, *, jetzt: datetime) -> tuple[Person, NeuerLink] | None:
    """Return whom to send which link; None for an unknown address, a locked account or one never accepted."""
    person = session.execute(select(Person).where(Person.email == normalise(email))).scalar_one_or_none()
    if person is None:
        return None
    konto = session.execute(select(Konto).where(Konto.person_id == person.id)).scalar_one_or_none()
    if konto is None or not konto.active or konto.password is None:
        return None
    link = make_link(session, person, Linkzweck.NEUES_KENNWORT, jetzt=jetzt)
    record(session, art="neues_kennwort_angefordert", gegenstand=f"konto/{person.id}", person=person)
    return person, link


def set_new_password(session: Session, token: str, *, kennwort_hash: str, jetzt: datetime) -> Konto:
    """Set a new password by a link and end every session; raises NotFound or Conflict."""
    link = find_link(session, token, Linkzweck.NEUES_KENNWORT, jetzt=jetzt)
    konto = get_konto(session, link.person_id)
    _check_open(konto)
    link.benutzt_am = jetzt
    _store_password(session, konto, kennwort_hash, jetzt=jetzt, art="kennwort_neu_gesetzt")
    return konto


def change_password(session: Session, person: Person, *, kennwort_hash: str, jetzt: datetime) -> Konto:
    """Set another password and end every other session; the view has checked the old one."""
    konto = get_konto(session, person.id)
    _store_password(session, konto, kennwort_hash, jetzt=jetzt, art="kennwort_geaendert")
    return konto


def _store_password(session: Session, konto: Konto, kennwort_hash: str, *, jetzt: datetime, art: str) -> None:
    konto.password, konto.kennwort_vom = kennwort_hash, jetzt
    konto.fs_uniquifier = secrets.token_hex(32)
    drop_links(session, konto.person, jetzt=jetzt)
    record(session, art=art, gegenstand=f"konto/{konto.person_id}", person=konto.person)


def end_sessions(session: Session, person: Person) -> Konto:
    """End every session of the account, on all devices."""
    konto = get_konto(session, person.id)
    konto.fs_uniquifier = secrets.token_hex(32)
    record(session, art="ueberall_abgemeldet", gegenstand=f"konto/{person.id}", person=person)
    return konto


def note_login(konto: Konto, *, jetzt: datetime) -> None:
    """Keep the day of the log-in; it changes nothing that is decided, so it leaves no Ereignis."""
    konto.vorige_anmeldung_am, konto.letzte_anmeldung_am = konto.letzte_anmeldung_am, jetzt


def set_second_factor(
    session: Session, konto: Konto, *, geheimnis: str, zaehler: int | None, codes: list[str]
) -> None:
    """Keep the confirmed second factor and the (encrypted) recovery codes."""
    konto.tf_totp_secret, konto.tf_primary_method = geheimnis, "authenticator"
    konto.totp_zaehler, konto.mf_recovery_codes = zaehler, codes
    record(
        session,
        art="zweiter_faktor_eingerichtet",
        gegenstand=f"konto/{konto.person_id}",
        person=konto.person,
    )


def set_recovery_codes(session: Session, konto: Konto, *, codes: list[str]) -> None:
    """Replace the (encrypted) recovery codes."""
    konto.mf_recovery_codes = codes
    record(
        session,
        art="wiederherstellungscodes_erneuert",
        gegenstand=f"konto/{konto.person_id}",
        person=konto.person,
    )


def use_recovery_code(session: Session, konto: Konto, *, rest: list[str]) -> None:
    """Keep the (encrypted) codes that are left after one was used."""
    konto.mf_recovery_codes = rest
    record(
        session,
        art="wiederherstellungscode_benutzt",
        gegenstand=f"konto/{konto.person_id}",
        person=konto.person,
        inhalt={"uebrig": len(rest)},
    )


def ask_new_address(session: Session, person: Person, email: str, *, jetzt: datetime) -> NeuerLink:
    """Return the link that confirms another address; raises RuleViolation where somebody else has it."""
    wanted = normalise(email)
    taken = session.execute(select(Person.id).where(Person.email == wanted)).first()
    if taken is not None:
        raise RuleViolation(
            [Violation("adresse_vergeben", "Diese Adresse gehört schon zu einem Konto.", feld="email")]
        )
    link = make_link(session, person, Linkzweck.NEUE_ADRESSE, jetzt=jetzt, neue_email=wanted)
    record(
        session,
        art="neue_adresse_angefordert",
        gegenstand=f"konto/{person.id}",
        person=person,
        inhalt={"neu": wanted},
    )
    return link


def confirm_address(session: Session, token: str, *, jetzt: datetime) -> Person:
    """Set the confirmed address and return the Person; raises NotFound or Conflict."""
    link = find_link(session, token, Linkzweck.NEUE_ADRESSE, jetzt=jetzt)
    konto = get_konto(session, link.person_id)
    _check_open(konto)
    wanted = link.neue_email
    if session.execute(select(Person.id).where(Person.email == wanted)).first() is not None:
        raise Conflict("Diese Adresse gehört inzwischen zu einem anderen Konto. Es wurde nichts geändert.")
    old, konto.person.email = konto.person.email, wanted
    link.benutzt_am = jetzt
    record(
        session,
        art="adresse_geaendert",
        gegenstand=f"konto/{konto.person_id}",
        person=konto.person,
        inhalt={"alt": old, "neu": wanted},
    )
    return konto.person
