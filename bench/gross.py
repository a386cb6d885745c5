"""The size that has to hold: 40 Maßnahmen × 20 years × 300 Belege on SQLite and PostgreSQL, pages through gunicorn.

Not part of `make bench`, because filling the databases takes minutes: `python -m bench --gross`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bench import datenbank
from bench.jahr import make_mappe
from bench.messung import Abschnitt, Budget, Messung, format_seconds
from bench.seiten import BELEGE, MASSNAHMEN, REQUESTS, SEITEN, WENIGE, ask, served
from bench.seiten_app import add_konto
from grants.config import sqlite_url
from scripts.postgres import ensure

JAHRE = 20


def measure(folder: Path, *, runs: int) -> Abschnitt:
    del runs  # thirty requests each, in turns
    messungen, notes = [], []
    with ExitStack() as stack:
        server = stack.enter_context(postgres(2))
        urls = {
            "SQLite": [sqlite_url(folder / f"gross-{size}.sqlite3") for size in (WENIGE, BELEGE)],
            "PostgreSQL": server,
        }
        for name, (few_url, many_url) in urls.items():
            for url, size in ((few_url, WENIGE), (many_url, BELEGE)):
                fill(url, size)
            found, first = compare(name, few_url, many_url)
            messungen += found
            notes.append(f"{name}, der erste Aufruf nach einer Änderung: höchstens {format_seconds(first)}.")
    belege = f"{MASSNAHMEN * JAHRE * BELEGE:,}".replace(",", ".")
    return Abschnitt(
        f"{MASSNAHMEN} Maßnahmen, {JAHRE} Jahre, je {BELEGE} Belege (zusammen {belege})",
        messungen,
        notes,
    )


def fill(url: str, belege: int) -> None:
    """Fill a database with the same year again and again, each moved to its own."""
    first = make_mappe(MASSNAHMEN, belege=belege)
    datenbank.create(url, *(move(first, years) for years in range(1 - JAHRE, 1)))
    add_konto(datenbank.make_app(url))


def move(value: Any, years: int) -> Any:  # noqa: ANN401 - whatever a workbook holds
    """Return a workbook with every day and year moved by so many years."""
    if isinstance(value, date):
        # No year is longer than the example's, so the last of February moves to the 28th.
        return value.replace(
            year=value.year + years, day=28 if (value.month, value.day) == (2, 29) else value.day
        )
    if isinstance(value, tuple):
        return tuple(move(each, years) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {each.name: move(getattr(value, each.name), years) for each in fields(value) if each.init}
    for name in ("jahr", "haushaltsjahr"):
        if isinstance(changed.get(name), int):
            changed[name] += years
    if changed.get("rechnungsnummer"):
        # Else each year would hold the same invoices, and every rule about doubles would find nineteen others.
        changed["rechnungsnummer"] += f"/{years + JAHRE}"
    return replace(value, **changed)


def compare(name: str, few_url: str, many_url: str) -> tuple[list[Messung], float]:
    """Return each page against the bare one and a tenth of the rows, and the slowest first call in seconds."""
    kennung = make_mappe(1, belege=2).massnahmen[0].kennung
    messungen, slowest = [], 0.0
    with ExitStack() as stack:
        large = stack.enter_context(served("own", many_url))
        small = stack.enter_context(served("own", few_url))
        floor = stack.enter_context(served("bare", many_url))
        for seite, pfad in SEITEN.items():
            path = pfad or f"/massnahmen/kinderstark/{kennung}"
            ask(large, "/gesund")
            slowest = max(slowest, ask(large, path))
            for port in (small, floor):
                ask(port, path)
            turns = [[ask(port, path) for port in (large, floor, small)] for _ in range(REQUESTS)]
            own, bare, few = (median(times) for times in zip(*turns, strict=True))
            messungen += [
                Messung(f"{name}: {seite}, gegen kahle Seite", own, bare, Budget(3.0)),
                Messung(f"{name}: {seite}, gegen ein Zehntel", own, few, Budget(1.5)),
            ]
    return messungen, slowest


@contextmanager
def postgres(count: int) -> Iterator[list[str]]:
    """Give so many empty databases on the server of the tests and drop them in the end."""
    names = [f"grants_bench_{uuid.uuid4().hex[:8]}" for _ in range(count)]
    server = make_url(ensure())
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            for name in names:
                connection.execute(text(f"CREATE DATABASE {name}"))
        yield [server.set(database=name).render_as_string(hide_password=False) for name in names]
    finally:
        with admin.connect() as connection:
            for name in names:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        admin.dispose()
