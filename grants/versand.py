"""The worker of the outbox: takes a mail, sends it outside of any transaction, notes what came of it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy.orm import Session

from grants.config import Einstellungen, EinstellungFalsch
from grants.database import writing
from grants.services.personen import acting
from grants.services.postausgang import Sendung, note_failure, note_sent, take

# Seconds for one answer of the mail server.
_GEDULD = 20


@dataclass(frozen=True, slots=True)
class Mailserver:
    """Where mails go out."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    kennwort: str
    absender: str


@dataclass(frozen=True, slots=True)
class Bilanz:
    """What a run of the worker did."""

    versandt: int = 0
    verschoben: int = 0
    aufgegeben: int = 0


def mailserver(einstellungen: Einstellungen) -> Mailserver:
    """Return the server of GRANTS_MAIL_URL; raises EinstellungFalsch with what to set right.

    `smtp://name:kennwort@host:587?starttls=1`, `smtps://host:465`.
    """
    parts = urlsplit(einstellungen.mail_url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise EinstellungFalsch(
            "GRANTS_MAIL_URL nennt keinen Mailserver. Bitte wie smtp://mail.stadt.example:587?starttls=1 oder "
            "smtps://mail.stadt.example angeben."
        )
    if "@" not in einstellungen.mail_absender:
        raise EinstellungFalsch(
            "GRANTS_MAIL_ABSENDER fehlt. Bitte die Adresse angeben, von der E-Mails kommen sollen."
        )
    tls = parts.scheme == "smtps"
    return Mailserver(
        host=parts.hostname,
        port=parts.port or (465 if tls else 25),
        tls=tls,
        starttls=parse_qs(parts.query).get("starttls") == ["1"],
        user=unquote(parts.username or ""),
        kennwort=unquote(parts.password or ""),
        absender=einstellungen.mail_absender,
    )


def send_due(
    open_session: Callable[[], Session], server: Mailserver, *, now: Callable[[], datetime] | None = None
) -> Bilanz:
    """Send what is due and return the counts; one mail is one short transaction before and one after."""
    clock = now or (lambda: datetime.now(UTC))
    sent = later = given_up = 0
    while True:
        session = open_session()
        with writing(session):
            mail = take(session, jetzt=clock())
        if mail is None:
            return Bilanz(sent, later, given_up)
        problem = _try(server, mail)
        session = open_session()
        with writing(session):
            if not problem:
                note_sent(session, mail.id, jetzt=clock())
                sent += 1
            elif note_failure(session, mail.id, fehler=problem, jetzt=clock(), person=acting(session, None)):
                given_up += 1
            else:
                later += 1


def _try(server: Mailserver, mail: Sendung) -> str:
    """Send one mail and return why it failed, empty where it is out."""
    try:
        with _connect(server) as connection:
            connection.send_message(_message(server, mail))
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _connect(server: Mailserver) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.tls:
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=_GEDULD, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=_GEDULD)
        if server.starttls:
            connection.starttls(context=context)
    if server.user:
        connection.login(server.user, server.kennwort)
    return connection


def _message(server: Mailserver, mail: Sendung) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.absender, mail.an, mail.betreff
    message["Message-ID"] = f"<nachricht-{mail.id}@{server.absender.rpartition('@')[2]}>"
    # Out-of-office notes and robots leave it alone (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message
