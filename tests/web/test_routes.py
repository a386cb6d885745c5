"""Every route: states its Recht, answers with sound HTML, asks the database as often for 40 rows as for 3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from grants.auth import OFFEN, RECHTE, Recht
from grants.domain.begriffe import Rolle
from tests.web.daten import LISTE_2023, add_dokument, add_jahr, add_stelle, fill
from tests.web.seiten import find, has_class, parse


def test_every_route_states_its_recht_or_stands_in_the_reasoned_list(app: Flask):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    unmarked = {
        name for name in endpoints if not isinstance(getattr(app.view_functions[name], "recht", None), Recht)
    }
    assert unmarked == set(OFFEN)
    assert all(len(reason) > 20 for reason in OFFEN.values())


def test_no_recht_is_left_that_nothing_asks_for(app: Flask):
    asked = {getattr(view, "recht", None) for view in app.view_functions.values()}
    assert set(Recht) <= asked


# Pages that lead on at once for whoever is logged in and has nothing waiting.
LEITEN_WEITER = {
    "/foerderjahre/kinderstark/2024/bescheid/aufteilung",
    "/anmelden",
    "/anmelden/code",
    "/anmelden/zweiter-faktor",
    "/fortsetzen",
}


def html_routes(app: Flask) -> list[str]:
    """Return the pages of the Geschäftsstelle that need nothing but a year."""
    may = RECHTE[Rolle.GESCHAEFTSSTELLE]
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<programm>", "kinderstark").replace("<int:jahr>", "2024")
        recht = getattr(app.view_functions[rule.endpoint], "recht", None)
        if "GET" not in (rule.methods or ()) or "<" in path or path in LEITEN_WEITER or "." in path:
            continue
        if rule.endpoint in {"rahmen.gesund", "antrag.vorschau"} or (recht and recht not in may):
            continue
        found.append(path)
    return sorted(found)


def test_every_page_is_sound_html_in_german_without_inline_code(
    app: Flask, client: FlaskClient, session: Session
):
    fill(session)
    for path in html_routes(app):
        response = client.get(path)
        assert response.status_code == 200, path
        tree = parse(response)
        assert tree.get("lang") == "de"
        assert len(find(tree, "h1")) == 1, path
        assert len(find(tree, "main")) == 1, path
        keys = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(keys) == len(set(keys)), path
        for element in tree.iter():
            assert "style" not in element.attrib, path
            assert not any(name.startswith("on") for name in element.attrib), path
        assert find(tree, "style") == [], path
        assert all(script.get("src") for script in find(tree, "script")), path


def test_rows_that_become_blocks_on_a_phone_still_say_that_they_are_a_table(
    client: FlaskClient, session: Session
):
    fill(session)
    roles = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
    tables = has_class(parse(client.get("/foerderjahre/kinderstark/2023")), "betraege")
    assert len(tables) == 2
    for element in (element for table in tables for element in table.iter()):
        name = element.tag.rpartition("}")[2]
        if name == "th":
            assert element.get("role") == ("rowheader" if element.get("scope") == "row" else "columnheader")
        elif name in roles:
            assert element.get("role") == roles[name]


def test_headings_go_down_one_level_at_a_time(app: Flask, client: FlaskClient, session: Session):
    fill(session)
    for path in html_routes(app):
        levels = [
            int(element.tag[-1])
            for element in parse(client.get(path)).iter()
            if isinstance(element.tag, str) and element.tag[-2:] in {"h1", "h2", "h3", "h4"}
        ]
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_every_link_within_the_pages_leads_somewhere(app: Flask, client: FlaskClient, session: Session):
    fill(session)
    answers = {path: client.get(path) for path in html_routes(app)}
    for path, response in list(answers.items()):
        for link in find(parse(response), "a"):
            target = link.get("href")
            if target.startswith("mailto:"):
                continue
            page, _, anchor = target.partition("#")
            if (page or path) not in answers:
                answers[page] = client.get(page, follow_redirects=True)
            answer = answers[page or path]
            assert answer.status_code == 200, target
            assert not anchor or f'id="{unquote(anchor)}"' in answer.text, target


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def count(client: FlaskClient, session: Session, path: str) -> int:
    with statements(session) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ["/", "/foerderjahre/kinderstark/2024"])
def test_the_number_of_statements_does_not_grow_with_the_massnahmen(
    client: FlaskClient, session: Session, path: str
):
    add_stelle(session)
    for jahr in (2023, 2024):
        add_jahr(session, jahr, {f"Maßnahme {i}": "100.00" for i in range(3)}, bescheid=True)
    session.commit()
    few = count(client, session, path)
    for jahr in (2033, 2034):
        dokument_of = add_jahr(session, jahr, {f"Maßnahme {i}": "100.00" for i in range(40)}, bescheid=True)
        add_dokument(session, dokument_of)
    session.commit()
    assert count(client, session, path.replace("2024", "2034")) <= few + (2 if path == "/" else 0)
    assert few > 5


def test_the_start_page_asks_as_often_after_eight_years_as_after_three(client: FlaskClient, session: Session):
    add_stelle(session)
    for jahr in (2021, 2022, 2023):
        add_jahr(session, jahr, LISTE_2023, bescheid=True)
    session.commit()
    few = count(client, session, "/")
    for jahr in range(2024, 2029):
        add_dokument(session, add_jahr(session, jahr, LISTE_2023, bescheid=True))
    session.commit()
    assert count(client, session, "/") == few
