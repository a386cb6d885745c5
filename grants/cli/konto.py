"""grants konto: accounts from the server, the first one above all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import click
from sqlalchemy.orm import Session

from grants.cli.datenbank import database, reading, writing_as
from grants.cli.deutsch import Auswahl, Gruppe, Option, Tag
from grants.cli.lauf import Lauf
from grants.cli.tabelle import render_table
from grants.config import Einstellungen
from grants.domain.begriffe import Befugnis, Rolle, label
from grants.models import Person
from grants.queries.konten import list_konten
from grants.services.konten import post
from grants.services.konten import verwaltung as service
from grants.web import format_zeitpunkt

konto = Gruppe(name="konto", help="Konten der Personen, die sich anmelden.")


class Rollenname(StrEnum):
    """A Rolle as the command line calls it."""

    GESCHAEFTSSTELLE = "geschaeftsstelle"
    TRAEGER = "traeger"
    STELLE = "stelle"
    FINANZEN = "finanzen"
    EINSICHT = "einsicht"
    KONTEN = "konten"


ROLLEN = {
    Rollenname.GESCHAEFTSSTELLE: Rolle.GESCHAEFTSSTELLE,
    Rollenname.TRAEGER: Rolle.TRAEGER,
    Rollenname.STELLE: Rolle.STELLE,
    Rollenname.FINANZEN: Rolle.FINANZPRUEFUNG,
    Rollenname.EINSICHT: Rolle.EINSICHT,
    Rollenname.KONTEN: Rolle.KONTENVERWALTUNG,
}
# Where the office did not say under which address it is reached.
_ADRESSE = "http://127.0.0.1:5000"


@konto.command()
@click.argument("email", metavar="E-MAIL")
@click.option(
    "--rolle",
    cls=Option,
    required=True,
    type=Auswahl(Rollenname),
    help="Nötig: geschaeftsstelle, traeger, stelle, finanzen, einsicht oder konten.",
)
@click.option("--name", cls=Option, default="", help="Name; die Person kann ihn ändern.")
@click.option(
    "--traeger", cls=Option, default="", metavar="KUERZEL", help="Zu den Rollen traeger und stelle."
)
@click.option("--von", cls=Option, type=Tag(), help="Erster Tag der Rolle.")
@click.option("--bis", cls=Option, type=Tag(), help="Letzter Tag der Rolle.")
@click.option("--inhaltlich", cls=Option, is_flag=True, help="Darf Sachbericht und Kennzahlen schreiben.")
@click.option("--finanziell", cls=Option, is_flag=True, help="Darf Zahlen und Belegliste führen.")
@click.option(
    "--vertretungsberechtigt",
    cls=Option,
    is_flag=True,
    help="Darf Erklärungen abgeben und den Nachweis absenden.",
)
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def einladen(
    lauf: Lauf,
    *,
    email: str,
    rolle: str,
    name: str,
    traeger: str,
    von: date | None,
    bis: date | None,
    _json: bool,
    **befugnisse: bool,
) -> None:
    """Lädt eine Person ein und nennt den Link, mit dem sie ihr Kennwort wählt."""
    now = datetime.now(UTC)
    given = frozenset(each for each in Befugnis if befugnisse[each.value])
    wanted = service.Einladung(email, ROLLEN[Rollenname(rolle)], name, traeger, von, bis, given)
    with database(lauf), writing_as(lauf) as (session, person):
        link = service.invite(session, wanted, jetzt=now, person=person)
        address = f"{base_url(lauf.einstellungen)}/einladung/{link.token}"
        until = format_zeitpunkt(link.gueltig_bis)
        if lauf.einstellungen.mail_url:
            post.mail_invitation(
                session, an=service.normalise(email), adresse=address, link=link, bis=until, jetzt=now
            )
    if lauf.json:
        lauf.emit({"email": service.normalise(email), "rolle": rolle, "link": address})
        return
    lauf.say(
        f"{service.normalise(email)} ist eingeladen ({label(ROLLEN[Rollenname(rolle)])}). Der Link gilt bis {until}:"
    )
    lauf.say(address)
    if not lauf.einstellungen.url:
        lauf.say("GRANTS_URL ist nicht gesetzt; bitte den Anfang des Links durch Ihre Adresse ersetzen.")
    if lauf.einstellungen.mail_url:
        lauf.say("Er liegt auch im Postausgang und geht mit dem nächsten Versand hinaus.")


def base_url(einstellungen: Einstellungen) -> str:
    """Return the address of the installation, without a slash at its end."""
    return (einstellungen.url or _ADRESSE).rstrip("/")


@konto.command()
@click.argument("email", metavar="E-MAIL")
@click.option("--grund", cls=Option, required=True, help="Warum; er steht im Verlauf.")
@click.pass_obj
def sperren(lauf: Lauf, *, email: str, grund: str) -> None:
    """Sperrt ein Konto; offene Sitzungen enden sofort."""
    with _found(lauf, email) as (session, found, person):
        service.lock(session, found.id, grund=grund, jetzt=datetime.now(UTC), person=person)
    lauf.say(f"Das Konto {email} ist gesperrt.")


@konto.command()
@click.argument("email", metavar="E-MAIL")
@click.pass_obj
def entsperren(lauf: Lauf, *, email: str) -> None:
    """Öffnet ein gesperrtes Konto wieder."""
    with _found(lauf, email) as (session, found, person):
        service.unlock(session, found.id, person=person)
    lauf.say(f"Das Konto {email} ist wieder offen.")


@konto.command("totp-zuruecksetzen")
@click.argument("email", metavar="E-MAIL")
@click.pass_obj
def totp_zuruecksetzen(lauf: Lauf, *, email: str) -> None:
    """Nimmt den zweiten Schritt weg; die nächste Anmeldung richtet ihn neu ein."""
    with _found(lauf, email) as (session, found, person):
        service.reset_second_factor(session, found.id, person=person)
    lauf.say(f"Der zweite Schritt von {email} ist zurückgesetzt.")


@konto.command()
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def liste(lauf: Lauf, *, _json: bool) -> None:
    """Zeigt alle Konten mit Rollen und Stand."""
    am = lauf.einstellungen.today()
    with database(lauf), reading() as session:
        found = list_konten(session)
    shown: list[dict[str, Any]] = [
        {
            "email": each.email,
            "name": each.name,
            "stand": each.stand,
            "rollen": [label(r.rolle) for r in each.rollen if r.gilt(am)],
            "befugnisse": sorted({b.value for r in each.rollen if r.gilt(am) for b in r.befugnisse}),
            "zweiter_faktor": each.zweiter_faktor,
        }
        for each in found
    ]
    if lauf.json:
        lauf.emit({"konten": shown})
        return
    if not shown:
        lauf.say("Es gibt noch kein Konto. Bitte anlegen mit: grants konto einladen E-MAIL --rolle konten")
        return
    rows = [
        [each["email"], each["name"], each["stand"], ", ".join(each["rollen"]), ", ".join(each["befugnisse"])]
        for each in shown
    ]
    lauf.say(render_table(["E-Mail", "Name", "Stand", "Rollen", "Befugnisse"], rows))


@contextmanager
def _found(lauf: Lauf, email: str) -> Iterator[tuple[Session, Person, Person]]:
    with database(lauf), writing_as(lauf) as (session, person):
        yield session, service.find_person(session, email), person
