"""The check of a proof with 10,000 Belege against one with 1,000: its page, a row of it, the sample, the paper."""

from __future__ import annotations

import http.client
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import TypeVar
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import datenbank
from bench.jahr import AM, make_mappe
from bench.messung import Abschnitt, Budget, Messung, alternate, simply
from bench.seiten import REQUESTS, ask, served
from bench.seiten_app import KONTO, own_app
from grants import models as m
from grants.config import sqlite_url
from grants.database import writing
from grants.domain.begriffe import NachweisStatus, Prueftiefe, Rolle
from grants.domain.mappe import Jahresmappe
from grants.domain.money import Vomhundert
from grants.extensions import db
from grants.queries.anteile import load_anteil
from grants.services import freigabe, pruefungen, stichproben

T = TypeVar("T")
VIELE, WENIGE = 10_000, 1_000
ANTWORT_HOECHSTENS = 20_000
_BUDGET = Budget(1.5)
_SEITEN = {
    "Seite der Prüfung": "",
    "eine Ausgabeposition": "?position=SA",
    "gesucht": "?suche=Lieferbetrieb+9",
    "nur die Stichprobe": "?zeige=stichprobe",
    "letzte Seite der Belege": "?seite=9999",
}
_HTMX = {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}


def measure(folder: Path, *, runs: int) -> Abschnitt:
    files = {
        size: datenbank.create(folder / f"pruefung-{size}.sqlite3", make_offen(size))
        for size in (VIELE, WENIGE)
    }
    paths = {size: begin(file) for size, file in files.items()}
    angaben: list[str] = []
    with served("own", files[VIELE]) as large, served("own", files[WENIGE]) as small:
        ports = {VIELE: large, WENIGE: small}
        messungen = [
            _in_turns(name, ports, {size: path + query for size, path in paths.items()})
            for name, query in _SEITEN.items()
        ]
        rows = {size: _first_row(ports[size], path) for size, path in paths.items()}
        messungen.append(_in_turns("Formular einer Zeile", ports, rows))
        messungen += _decide_in_turns(ports, paths, rows, angaben)
    angaben.append(_count_statements(files, paths, rows))
    return Abschnitt(
        "Prüfung eines Nachweises mit 10.000 Belegen, gegen 1.000",
        [*messungen, *_work(files, runs=runs, angaben=angaben)],
        angaben,
    )


# -- the databases -------------------------------------------------------------------------------------------


def make_offen(size: int) -> Jahresmappe:
    """Return a year whose one Träger handed in so many Belege and is not checked yet."""
    many, few = make_mappe(2, belege=size), make_mappe(2, belege=2)
    stelle, traeger = (each.kennung for each in few.massnahmen)
    return replace(
        few,
        belege=tuple(
            [row for row in few.belege if row.massnahme == stelle]
            + [row for row in many.belege if row.massnahme == traeger]
        ),
        nachweise=tuple(
            replace(
                each,
                status=NachweisStatus.EINGEREICHT,
                geprueft_am=None,
                freigegeben_am=None,
                festgesetzt=None,
                schlussmitteilung_am=None,
                erstattung_gefordert=None,
                faellig_am=None,
            )
            for each in few.nachweise
        ),
        anerkannt=tuple(each for each in few.anerkannt if each.anerkannt is None),
    )


def begin(file: Path) -> str:
    """Give an account of the Finanzprüfung, begin the check, draw the sample; return the address of the page."""
    with datenbank.opened(file) as session:
        person = m.Person(name="Beispiel Messung", email="messung@stadt.example")
        person.rollen.append(m.Rollenzuordnung(rolle=Rolle.FINANZPRUEFUNG))
        session.add(person)
        session.flush()
        session.add(m.Konto(person_id=person.id, fs_uniquifier=KONTO))
        session.commit()
        with writing(session):
            anteil_id = _anteil_id(session)
            pruefungen.begin(session, anteil_id, tiefe=Prueftiefe.VERTIEFT, heute=AM, person=person)
        with writing(session):
            draw(session)
    return f"/nachweise/{anteil_id}/pruefung"


def draw(session: Session) -> None:
    """Draw the sample that the page suggests: 10 v. H. of the sum, at least 10 rows."""
    person = session.execute(select(m.Person).where(m.Person.email == "messung@stadt.example")).scalar_one()
    stichproben.draw_sample(
        session,
        _anteil_id(session),
        schwelle=None,
        anteil_vh=Vomhundert(100_000),
        zeilen=10,
        grund="Messung",
        heute=AM,
        person=person,
    )


def _anteil_id(session: Session) -> int:
    e = m.Empfaengeranteil
    return session.execute(select(e.id).order_by(e.id.desc()).limit(1)).scalar_one()


# -- through gunicorn ----------------------------------------------------------------------------------------


def _in_turns(name: str, ports: Mapping[int, int], addresses: Mapping[int, str]) -> Messung:
    for size, port in ports.items():
        ask(port, addresses[size])
    turns = [[ask(port, addresses[size]) for size, port in ports.items()] for _ in range(REQUESTS)]
    many, few = (median(times) for times in zip(*turns, strict=True))
    return Messung(name, many, few, _BUDGET)


def _first_row(port: int, path: str) -> str:
    _, page = send(port, path)
    found = re.search(r'id="beleg-(\d+)"', page)
    if found is None:
        raise RuntimeError(f"{path}: no row to decide about")
    return f"{path}/belege/{found[1]}"


def _decide_in_turns(
    ports: Mapping[int, int], paths: Mapping[int, str], rows: Mapping[int, str], angaben: list[str]
) -> list[Messung]:
    """Cut the same row again and again; after each the page has to be computed anew."""
    times: dict[int, list[tuple[float, float]]] = {size: [] for size in ports}
    largest = 0
    for number in range(REQUESTS + 1):
        for size, port in ports.items():
            seconds, answer = decide(port, rows[size], number)
            largest = max(largest, len(answer.encode()))
            times[size].append((seconds, ask(port, paths[size])))
    verdict = "eingehalten" if largest <= ANTWORT_HOECHSTENS else "überschritten"
    angaben.append(
        f"Eine Zeile entscheiden antwortet mit {largest} Bytes (höchstens {ANTWORT_HOECHSTENS}: {verdict})."
    )
    # The first turn imports and fills caches.
    columns = {size: [median(each) for each in zip(*found[1:], strict=True)] for size, found in times.items()}
    return [
        Messung("eine Zeile entscheiden", columns[VIELE][0], columns[WENIGE][0], _BUDGET),
        Messung("Seite nach einer Änderung", columns[VIELE][1], columns[WENIGE][1]),
    ]


def decide(port: int, row: str, number: int) -> tuple[float, str]:
    """Cut a row by some cents as htmx sends it; return the seconds of the sending and its answer."""
    _, form = send(port, row, headers=_HTMX)
    seconds, answer = send(port, row, fields=cut(form, number), headers=_HTMX)
    if "pruefform" in answer:
        raise RuntimeError(f"{row}: {answer}")
    return seconds, answer


def cut(form: str, number: int) -> dict[str, str]:
    fields = dict(re.findall(r'name="([^"]+)"[^>]*?value="([^"]*)"', form))
    return fields | {
        "anerkannt": f"0,{1 + number % 50:02d}",
        "grund": "nicht_zuwendungsfaehig",
        "mindert_insgesamt": "nein",
        "erlaeuterung": f"Messung {number}",
        "umgeordnet_nach": "",
    }


def send(
    port: int, path: str, *, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> tuple[float, str]:
    """Return the seconds and the text of an answer; raises where it is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    started = time.perf_counter()
    body = urlencode(fields) if fields is not None else None
    connection.request("GET" if body is None else "POST", path, body, dict(headers or {}))
    answer = connection.getresponse()
    text = answer.read().decode()
    seconds = time.perf_counter() - started
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise RuntimeError(f"{path}: {answer.status} {text[:2000]}")
    return seconds, text


# -- statements ----------------------------------------------------------------------------------------------


def _count_statements(files: Mapping[int, Path], paths: Mapping[int, str], rows: Mapping[int, str]) -> str:
    found = {size: _statements(file, paths[size], rows[size]) for size, file in files.items()}
    words = [
        f"{what} {many}" if many == few else f"{what} {many} statt {few}"
        for what, many, few in zip(
            ("Seite", "Formular einer Zeile", "Entscheidung"), found[VIELE], found[WENIGE], strict=True
        )
    ]
    return f"Anweisungen an die Datenbank: {', '.join(words)}."


def _statements(file: Path, path: str, row: str) -> tuple[int, int, int]:
    """Return how many statements the page, the form of a row and a decision take, nothing remembered."""
    os.environ["BENCH_DATABASE_URL"] = sqlite_url(file)
    app = own_app(merken=False)
    client = app.test_client()
    with client.session_transaction() as values:
        now = int(time.time())
        values.update(konto=KONTO, seit=now, zuletzt=now)
    with app.app_context():
        engine = db.engine
    client.get(path)
    with datenbank.counted(engine) as page:
        client.get(path)
    with datenbank.counted(engine) as form:
        text = client.get(row, headers={"HX-Request": "true"}).text
    with datenbank.counted(engine) as decision:
        answer = client.post(row, data=cut(text, 7), headers={"HX-Request": "true"})
    if answer.status_code != HTTPStatus.OK or "pruefform" in answer.text:
        raise RuntimeError(f"{row}: {answer.status_code}")
    engine.dispose()
    return len(page), len(form), len(decision)


# -- what is not a page ----------------------------------------------------------------------------------------


def _work(files: Mapping[int, Path], *, runs: int, angaben: list[str]) -> list[Messung]:
    """Measure drawing the sample, the Prüfvermerk with its files, and the Jahresmappe; kept is nothing."""

    def on(size: int, work: Callable[[Session], T]) -> Callable[[], T]:
        def run() -> T:
            with datenbank.opened(files[size]) as session:
                found = work(session)
                session.rollback()
                return found

        return run

    def paper(session: Session) -> dict[str, bytes]:
        anteil = load_anteil(session, _anteil_id(session))
        return freigabe.make_files(freigabe.build(freigabe.collect(session, anteil, heute=AM)))

    found = []
    for name, work in (("Stichprobe ziehen", draw), ("Prüfvermerk: PDF, XLSX, JSON", paper)):
        many, few = alternate(*(simply(on(size, work)) for size in (VIELE, WENIGE)), runs=runs)
        found.append(Messung(name, many, few))
    sizes = {ending: len(content) for ending, content in on(VIELE, paper)().items()}
    words = ", ".join(f"{ending.upper()} {size // 1024} KiB" for ending, size in sizes.items())
    angaben.append(f"Prüfvermerk mit 10.000 Belegen: {words}.")
    return found
