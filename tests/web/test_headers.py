"""Headers, hosts, the form for light and dark."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from grants.web import CSP, trusted_hosts
from tests.web.conftest import Als

PAGES = ["/", "/barrierefreiheit", "/gesund", "/gibt-es-nicht", "/static/app.css"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_protecting_headers(client: FlaskClient, path: str):
    with client.get(path) as response:
        headers = response.headers
    assert headers["Content-Security-Policy"] == CSP
    assert "unsafe" not in CSP
    assert CSP.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_over_https_the_browser_is_told_to_stay_there(client: FlaskClient):
    headers = client.get("/gesund", base_url="https://localhost").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_pages_are_not_kept_by_browsers_or_proxies(client: FlaskClient):
    assert client.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost", 200), ("127.0.0.1:5000", 200), ("boese.example", 400), ("127.0.0.1.example", 400)],
)
def test_only_this_machine_is_answered(client: FlaskClient, host: str, status: int):
    response = client.get("/gesund", headers={"Host": host})
    assert response.status_code == status


def test_the_address_of_the_installation_is_answered(app: Flask):
    einstellungen = replace(app.config["EINSTELLUNGEN"], url="https://foerderkette.stadt.example/")
    assert "foerderkette.stadt.example" in trusted_hosts(einstellungen)


def choose(client: FlaskClient, wahl: str, zurueck: str = "/barrierefreiheit"):
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/barrierefreiheit").text)[0]
    return client.post("/darstellung", data={"darstellung": wahl, "zurueck": zurueck, "csrf_token": token})


@pytest.mark.parametrize(("wahl", "theme"), [("hell", "light"), ("dunkel", "dark")])
def test_the_choice_of_light_or_dark_stays_without_script(client: FlaskClient, wahl: str, theme: str):
    response = choose(client, wahl)
    assert (response.status_code, response.location) == (303, "/barrierefreiheit")
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "SameSite=Lax" in response.headers["Set-Cookie"]
    assert f'<html lang="de" data-kern-theme="{theme}">' in client.get("/").text


def test_the_device_decides_unless_somebody_chose(client: FlaskClient):
    assert '<html lang="de">' in client.get("/").text
    choose(client, "dunkel")
    choose(client, "geraet")
    assert '<html lang="de">' in client.get("/").text


def test_a_cookie_somebody_made_up_changes_nothing(client: FlaskClient):
    client.set_cookie("darstellung", 'x" onload="')
    assert '<html lang="de">' in client.get("/").text


@pytest.mark.parametrize(
    "zurueck",
    ["https://boese.example/", "//boese.example/", "/\\boese.example", "boese", "", "/a\r\nX-Boese: 1"],
)
def test_the_way_back_never_leaves_the_application(client: FlaskClient, zurueck: str):
    assert choose(client, "hell", zurueck).location == "/"


def test_a_form_without_its_token_is_refused_in_german(client: FlaskClient):
    response = client.post("/darstellung", data={"darstellung": "dunkel"})
    assert response.status_code == 400
    assert "Die Seite war zu lange geöffnet" in response.text
    assert "darstellung=" not in response.headers.get("Set-Cookie", "")


def test_only_a_response_that_changes_the_session_carries_it(als: Als):
    """Else the late answer of a style sheet brings back a session that was ended meanwhile."""
    client = als("geschaeftsstelle")
    with client.session_transaction() as values:
        # As after a log-in; without it the browser's window ends the session and nothing is renewed.
        values.permanent = True
    client.get("/barrierefreiheit")
    for path in ("/static/app.css", "/barrierefreiheit", "/"):
        with client.get(path) as response:
            assert "Set-Cookie" not in response.headers, path
