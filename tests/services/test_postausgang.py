"""The outbox with a real mail server: once, again after a refusal, given up visibly, never twice."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import Einstellungen, EinstellungFalsch
from grants.domain.begriffe import Nachrichtstatus
from grants.domain.errors import Conflict, RuleViolation
from grants.extensions import db
from grants.services import postausgang as service
from grants.services.personen import acting
from grants.versand import Bilanz, Mailserver, mailserver, send_due

JETZT = datetime(2024, 9, 16, 10, tzinfo=UTC)


class Fach:
    """Keeps what comes in, or refuses it."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.refuse = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refuse:
            return "451 Bitte spaeter"
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


class Empfang(Controller):
    """A mail server on a port that is its own from the first moment: a free one may be taken until it starts."""

    def __init__(self, box: Fach) -> None:
        self.line = socket.create_server(("127.0.0.1", 0))
        # Five seconds, as it would wait of itself, are not enough on a busy machine.
        super().__init__(box, hostname="127.0.0.1", port=self.line.getsockname()[1], ready_timeout=120)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.line)


@pytest.fixture
def fach() -> Iterator[tuple[Fach, Mailserver]]:
    box = Fach()
    controller = Empfang(box)
    port = controller.port
    controller.start()
    settings = Einstellungen(
        database_url="sqlite://",
        mail_url=f"smtp://127.0.0.1:{port}",
        mail_absender="foerderkette@stadt.example",
    )
    yield box, mailserver(settings)
    controller.stop()


def queue(session: Session, schluessel: str = "k1", **values: str) -> m.Nachricht | None:
    given = {"an": "a@stadt.example", "betreff": "Größe & Maß", "text": "Schöne Grüße: äöüß €", **values}
    return service.queue_mail(session, art="einladung", schluessel=schluessel, jetzt=JETZT, **given)


def run(session: Session, server: Mailserver, at: datetime = JETZT) -> Bilanz:
    # The worker's session has read nothing yet.
    session.commit()
    return send_due(lambda: session, server, now=lambda: at)


def only(session: Session) -> m.Nachricht:
    session.expire_all()
    return session.execute(select(m.Nachricht)).scalar_one()


def test_a_mail_goes_out_once_with_its_umlauts_and_leaves_no_text(
    session: Session, fach: tuple[Fach, Mailserver]
):
    box, server = fach
    queue(session)
    assert queue(session) is None
    session.commit()
    assert run(session, server) == Bilanz(versandt=1)
    assert run(session, server) == Bilanz()
    [mail] = box.mails
    assert str(make_header(decode_header(mail["Subject"]))) == "Größe & Maß"
    assert mail.get_content().strip() == "Schöne Grüße: äöüß €"
    assert mail["From"] == "foerderkette@stadt.example"
    row = only(session)
    assert (row.status, row.versandt_am, row.text) == (Nachrichtstatus.VERSANDT, JETZT, "")


def test_what_is_rolled_back_with_its_cause_is_never_sent(session: Session, fach: tuple[Fach, Mailserver]):
    queue(session)
    session.rollback()
    assert run(session, fach[1]) == Bilanz()
    assert fach[0].mails == []


def test_a_refused_mail_waits_longer_each_time_and_is_given_up_visibly(
    session: Session, fach: tuple[Fach, Mailserver]
):
    box, server = fach
    box.refuse = True
    queue(session)
    session.commit()
    at = JETZT
    for wait in service.WARTEZEITEN:
        assert run(session, server, at) == Bilanz(verschoben=1)
        assert run(session, server, at + wait - timedelta(seconds=1)) == Bilanz()
        at += wait
    assert run(session, server, at) == Bilanz(aufgegeben=1)
    row = only(session)
    assert row.status is Nachrichtstatus.NICHT_ZUGESTELLT
    assert "Bitte spaeter" in row.fehler
    # The text is still there to be handed on, and the log does not hold it.
    assert "Schöne Grüße" in row.text
    assert "Schöne" not in session.execute(select(m.EreignisInhalt.inhalt)).scalar_one()
    assert run(session, server, at + timedelta(days=3)) == Bilanz()
    box.refuse = False
    service.try_again(session, row.id, jetzt=at, person=acting(session, None))
    session.commit()
    assert run(session, server, at) == Bilanz(versandt=1)


def test_a_server_that_is_not_there_costs_a_try_and_no_mail(session: Session, fach: tuple[Fach, Mailserver]):
    queue(session)
    session.commit()
    nowhere = replace(fach[1], port=1)
    assert run(session, nowhere) == Bilanz(verschoben=1)
    assert "Error" in only(session).fehler
    assert run(session, fach[1], JETZT + timedelta(minutes=5)) == Bilanz(versandt=1)


def test_a_worker_that_dies_leaves_the_mail_to_the_next_one(session: Session, fach: tuple[Fach, Mailserver]):
    queue(session)
    session.commit()
    taken = service.take(session, jetzt=JETZT)
    session.commit()
    assert taken is not None
    assert run(session, fach[1], JETZT + timedelta(minutes=9)) == Bilanz()
    assert run(session, fach[1], JETZT + timedelta(minutes=10)) == Bilanz(versandt=1)


@pytest.mark.parametrize("empty_database", ["sqlite", "postgresql"], indirect=True)
def test_two_workers_never_send_the_same_mail(empty_database: str, fach: tuple[Fach, Mailserver]):
    from tests.conftest import migrated_app  # noqa: PLC0415 - only here is a database of its own needed

    app = migrated_app(empty_database)
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with Session(engine) as session:
        for number in range(12):
            queue(session, f"k{number}")
        session.commit()
    results: list[Bilanz] = []

    def work() -> None:
        with Session(engine) as session:
            results.append(send_due(lambda: session, fach[1], now=lambda: JETZT))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each.versandt for each in results) == 12
    assert len({mail["Message-ID"] for mail in fach[0].mails}) == len(fach[0].mails) == 12
    engine.dispose()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "values",
    [{"an": "a@b.example\nBcc: x@y.example"}, {"betreff": "A\r\nBcc: x@y.example"}, {"an": "ohne-at"}],
)
def test_an_address_or_subject_cannot_bring_another_header(session: Session, values: dict[str, str]):
    with pytest.raises(RuleViolation):
        queue(session, **values)


def test_what_was_handed_on_is_settled_and_its_text_is_gone(session: Session):
    queue(session)
    session.commit()
    service.settle(session, only(session).id, person=acting(session, None))
    session.commit()
    row = only(session)
    assert (row.status, row.text) == (Nachrichtstatus.ERLEDIGT, "")
    with pytest.raises(Conflict):
        service.try_again(session, row.id, jetzt=JETZT, person=acting(session, None))


@pytest.mark.parametrize(
    ("url", "absender"), [("http://mail", "a@b.example"), ("smtp://", "a@b.example"), ("smtp://mail", "")]
)
def test_a_setting_that_cannot_be_used_is_named(url: str, absender: str):
    with pytest.raises(EinstellungFalsch, match="GRANTS_MAIL"):
        mailserver(Einstellungen(database_url="sqlite://", mail_url=url, mail_absender=absender))


def test_user_and_password_are_read_from_the_address():
    found = mailserver(
        Einstellungen(
            database_url="sqlite://",
            mail_url="smtp://name%40stadt:ge%20heim@mail.example:587?starttls=1",
            mail_absender="a@b.example",
        )
    )
    assert (found.user, found.kennwort, found.port, found.starttls, found.tls) == (
        "name@stadt",
        "ge heim",
        587,
        True,
        False,
    )
