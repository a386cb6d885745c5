"""The Belegliste of the portal: the page with 5,000 rows against 500, and what changing a row answers."""

from __future__ import annotations

import os
import re
import shutil
import time
from datetime import date
from http import HTTPStatus
from pathlib import Path
from statistics import median

from sqlalchemy import select, update

from bench import datenbank
from bench.jahr import JAHR, make_mappe
from bench.messung import Abschnitt, Budget, Messung
from bench.seiten import REQUESTS, ask, served
from bench.seiten_app import KONTO, own_app
from grants import models as m
from grants.config import sqlite_url
from grants.domain.begriffe import Belegart, Rolle
from grants.domain.money import Betrag
from grants.extensions import db

VIELE, WENIGE = 5_000, 500
ANTWORT_HOECHSTENS = 20_000


def measure(folder: Path, *, runs: int) -> Abschnitt:
    del runs  # thirty requests each, in turns
    mappe = make_mappe(2, belege=30)
    empty = datenbank.create(folder / "portal.sqlite3", mappe)
    files, paths = {}, {}
    for size in (VIELE, WENIGE):
        files[size] = Path(shutil.copyfile(empty, folder / f"portal-{size}.sqlite3"))
        paths[size] = fill(files[size], size)
    with served("own", files[VIELE]) as large, served("own", files[WENIGE]) as small:
        pages = {
            "Seite der Belegliste": "",
            "gesucht und sortiert": "?suche=ware&sort=-betrag",
            "ein Beleg": "/neu",
        }
        messungen = []
        for name, query in pages.items():
            for port, size in ((large, VIELE), (small, WENIGE)):
                ask(port, paths[size] + query)
            turns = [
                (ask(large, paths[VIELE] + query), ask(small, paths[WENIGE] + query)) for _ in range(REQUESTS)
            ]
            many, few = (median(times) for times in zip(*turns, strict=True))
            messungen.append(Messung(f"{name}, 5.000 gegen 500 Zeilen", many, few, Budget(1.5)))
    changed = {size: change(files[size], paths[size]) for size in (VIELE, WENIGE)}
    messungen.append(
        Messung(
            "eine Zeile ändern, 5.000 gegen 500 Zeilen", changed[VIELE][0], changed[WENIGE][0], Budget(1.5)
        )
    )
    size = changed[VIELE][1]
    verdict = "eingehalten" if size <= ANTWORT_HOECHSTENS else "überschritten"
    return Abschnitt(
        "Belegliste im Portal",
        messungen,
        [f"Eine Zeile ändern antwortet mit {size} Bytes (höchstens {ANTWORT_HOECHSTENS}: {verdict})."],
    )


def fill(file: Path, size: int) -> str:
    """Give the first Träger of the year so many rows and an account; return the address of its list."""
    with datenbank.make_app(file).app_context():
        session = db.session
        anteil, jahr = session.execute(
            select(m.Empfaengeranteil, m.Jahresmassnahme.foerderjahr_id)
            .join(m.Jahresmassnahme)
            .outerjoin(
                m.Verwendungsnachweis, m.Verwendungsnachweis.empfaengeranteil_id == m.Empfaengeranteil.id
            )
            .order_by(m.Empfaengeranteil.id.desc())
        ).first() or (None, None)
        if anteil is None:
            raise RuntimeError("no recipient to measure with")
        session.execute(
            update(m.Verwendungsnachweis).values(
                status="entwurf",
                eingereicht_am=None,
                rechtsverbindlich_am=None,
                geprueft_am=None,
                freigegeben_am=None,
                festgesetzt=None,
                schlussmitteilung_am=None,
                restzahlung=None,
            )
        )
        for number in range(size):
            betrag = Betrag(100 + number)
            session.add(
                m.Beleg(
                    traeger_id=anteil.traeger_id,
                    foerderjahr_id=jahr,
                    nr=f"M-{number}",
                    art=Belegart.BELEG,
                    rechnungsdatum=date(JAHR, 1, 2),
                    zahlungsdatum=date(JAHR, 2, 3),
                    zahlungsempfaenger=f"Beispiel Lieferant {number % 40}",
                    zweck="Beispielware",
                    gezahlt=betrag,
                    teile=[
                        m.Belegteil(
                            empfaengeranteil_id=anteil.id,
                            position="SA",
                            betrag=betrag,
                            zuwendungsfaehig=betrag,
                        )
                    ],
                )
            )
        person = m.Person(name="Beispiel Messung", email="messung@traeger.example")
        person.rollen.append(
            m.Rollenzuordnung(rolle=Rolle.TRAEGER, traeger_id=anteil.traeger_id, darf_finanziell=True)
        )
        session.add(person)
        session.flush()
        session.add(m.Konto(person_id=person.id, fs_uniquifier=KONTO))
        path = f"/verwendungsnachweis/{anteil.id}/belege"
        session.commit()
        session.remove()
        db.engine.dispose()
    return path


def change(file: Path, path: str) -> tuple[float, int]:
    """Return the median seconds and the largest answer of saving one row again and again, within one process.

    A form needs the session of its page, which the server for measuring does not keep.
    """
    times, sizes = [], []
    os.environ["BENCH_DATABASE_URL"] = sqlite_url(file)
    client = own_app().test_client()
    with client.session_transaction() as values:
        now = int(time.time())
        values.update(konto=KONTO, seit=now, zuletzt=now)
    key = first_key(file)
    for number in range(12):
        page = client.get(f"{path}/{key}").text
        fields = dict(re.findall(r'name="([^"]+)"[^>]*?value="([^"]*)"', page))
        chosen = re.findall(r'<option selected value="(\d+:[^"]+)"', page)
        fields |= {
            "zweck": f"Messung {number}",
            "tat": "speichern",
            "art": "beleg",
            "teile-0-ziel": chosen[0],
        }
        begin = time.perf_counter()
        answer = client.post(f"{path}/{key}", data=fields)
        times.append(time.perf_counter() - begin)
        if answer.status_code != HTTPStatus.SEE_OTHER:
            raise RuntimeError(f"{path}/{key}: {answer.status_code}")
        sizes.append(max(len(answer.data), len(page.encode())))
    return median(times), max(sizes)


def first_key(file: Path) -> int:
    with datenbank.make_app(file).app_context():
        key = db.session.execute(select(m.Beleg.id).where(m.Beleg.nr == "M-7")).scalar_one()
        db.session.remove()
        db.engine.dispose()
    return key
