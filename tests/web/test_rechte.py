"""Every route turns away strangers and every Rolle that lacks its Recht; the list is the URL map itself."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from grants.auth import OFFEN, RECHTE, Recht
from tests.web.conftest import ROLLEN, Als
from tests.web.daten import fill

# Values that fit the converters; whether such a thing exists does not matter: the guard comes first.
WERTE = {"programm": "kinderstark", "jahr": "2024", "kennung": "babylotsen"}


def guarded(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OFFEN]


def path_of(rule: Rule) -> str:
    def fill_in(found: re.Match[str]) -> str:
        words = re.match(r"any\(([^,)]+)", found["kind"] or "")
        return words[1].strip() if words else WERTE.get(found["name"], "1")

    return re.sub(r"<(?:(?P<kind>[^:<>]+):)?(?P<name>[^<>]+)>", fill_in, rule.rule)


def recht_of(app: Flask, rule: Rule) -> Recht:
    return app.view_functions[rule.endpoint].recht


def ask(client: FlaskClient, rule: Rule):
    if "GET" in (rule.methods or ()):
        return client.get(path_of(rule))
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/barrierefreiheit").text)[0]
    return client.post(path_of(rule), data={"csrf_token": token})


def test_every_view_behind_the_guard_leads_a_stranger_to_the_log_in(app: Flask, anonym: FlaskClient):
    rules = guarded(app)
    assert len(rules) > 20
    for rule in rules:
        answer = ask(anonym, rule)
        assert answer.status_code == 303, rule
        assert answer.headers["Location"].startswith("/anmelden"), rule


@pytest.mark.parametrize("rolle", ["geschaeftsstelle", "finanzen", "einsicht", "konten", "traeger", "stelle"])
def test_every_view_turns_away_a_rolle_without_its_recht(app: Flask, als: Als, session: Session, rolle: str):
    fill(session)
    client = als(rolle)
    may = RECHTE[ROLLEN[rolle]]
    refused = [rule for rule in guarded(app) if recht_of(app, rule) not in may]
    assert refused, "each Rolle lacks something"
    for rule in refused:
        assert ask(client, rule).status_code == 403, rule


def test_who_manages_accounts_sees_nothing_else():
    assert RECHTE[ROLLEN["konten"]] == {
        Recht.STARTSEITE_ANSEHEN,
        Recht.EIGENES_KONTO,
        Recht.KONTEN_VERWALTEN,
    }


def test_who_only_looks_has_no_right_to_change_anything():
    assert all(
        recht.value.endswith(("ansehen", "herunterladen", "konto")) for recht in RECHTE[ROLLEN["einsicht"]]
    )


def test_every_recht_belongs_to_somebody():
    assert set().union(*RECHTE.values()) == set(Recht)
