"""„Wie kommt diese Zahl zustande?“ from the pages of the documents: same figure, sum of its rows, own rows only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.money import Betrag, parse_betrag, summe
from grants.imports.jahresmappe import read_jahresmappe
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting
from tests.pruefjahr import anteil_id, fill_unchecked, teil_id
from tests.web.conftest import Als, add_person
from tests.web.pruefweg import Weg
from tests.web.seiten import find, parse, words

JAHR = "/foerderjahre/kinderstark/2023"
FRAGE = "wie kommt diese Zahl zustande?"


@pytest.fixture
def jahr(session: Session) -> None:
    mappe = read_jahresmappe(BEISPIEL / "jahr-2023.xlsx")
    import_mappe(session, mappe, datei="jahr-2023.xlsx", sha256="ab" * 32, person=acting(session, None))
    session.commit()


@pytest.fixture
def unchecked(session: Session) -> None:
    fill_unchecked(session)
    session.commit()


def traeger(als: Als, session: Session, key: str, kuerzel: str) -> FlaskClient:
    owner = session.execute(select(m.Traeger.id).where(m.Traeger.kuerzel == kuerzel)).scalar_one()
    add_person(session, key, traeger_id=owner)
    return als(key)


def figures(client: FlaskClient, page: str) -> dict[str, Betrag]:
    """Return every figure of a page that opens its origin, by the address of the origin."""
    answer = client.get(page)
    assert answer.status_code == 200, page
    found = [a for a in find(parse(answer), "main//a") if FRAGE in words(a)]
    return {a.get("href"): amount(words(a).split(" ")[0]) for a in found}


def amount(text: str) -> Betrag:
    return parse_betrag(text.split("\N{NO-BREAK SPACE}", maxsplit=1)[0].rstrip(","))


def check_origin(client: FlaskClient, address: str, shown: Betrag | None) -> list[str]:
    """Assert that the origin shows the figure and that its rows add up to it; return where its rows lead."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    tree = parse(answer)
    [said] = [words(strong) for strong in find(tree, "main/p/strong")]
    if shown is not None:
        assert amount(said) == shown, address
    if "Rechenschritt" not in answer.text:
        rows = find(tree, "main//tbody/tr")
        *parts, total = [amount(words(find(row, "td")[0])) for row in rows]
        assert summe(parts) == total == amount(said), address
    return [a.get("href") for a in find(tree, "main//tbody//a")]


def walk(client: FlaskClient, pages: Iterable[str]) -> tuple[int, set[str]]:
    """Follow every figure of the pages and every figure behind it; return how many, and where their rows lead."""
    seen: set[str] = set()
    ends: set[str] = set()
    for page in pages:
        waiting: list[tuple[str, Betrag | None]] = list(figures(client, page).items())
        assert waiting, page
        while waiting:
            address, shown = waiting.pop()
            if address in seen and shown is None:
                continue
            seen.add(address)
            for target in check_origin(client, address, shown):
                if re.search(r"/(mittel|herkunft)/", urlsplit(target).path):
                    waiting += [(target, None)] if target not in seen else []
                else:
                    ends.add(target.partition("#")[0])
    for target in ends:
        assert client.get(target).status_code == 200, target
    return len(seen), ends


@pytest.mark.usefixtures("jahr")
def test_every_figure_of_the_offices_pages_is_the_sum_of_its_rows(als: Als, session: Session):
    key = anteil_id(session, "beispiel-a")
    pages = (
        f"{JAHR}/antrag",
        f"{JAHR}/nachweis-stadt",
        f"{JAHR}/nachweis-stadt/zahlen",
        f"/nachweise/{key}",
        f"/nachweise/{key}/pruefung",
        f"/nachweise/{key}/ergebnis",
    )
    count, ends = walk(als("finanzen"), pages)
    assert count > 30
    # Down to the Beleg, the payment and the papers.
    for part in ("/pruefung?suche=A-", "/zahlungen/", "/weiterleitungen/", "/bescheid", "/antrag"):
        assert any(part in end for end in ends), part


@pytest.mark.usefixtures("unchecked")
def test_a_moved_and_a_cut_beleg_stand_where_they_count(als: Als, session: Session):
    weg = Weg(als, session, "beispiel-a")
    weg.begin()
    assert weg.cut("A-12", umgeordnet_nach="SA").status_code == 303
    assert weg.cut("A-13", anerkannt="100,00", grund="doppelt_erfasst").status_code == 303
    client = als("finanzen")
    walk(client, [weg.seite])
    target = f"{JAHR}/mittel/anerkannt-zuwendungsfaehig?massnahme=babylotsen&traeger=beispiel-a&position="
    there, here = client.get(f"{target}SA").text, client.get(f"{target}{_position(session, 'A-12')}").text
    assert "umgeordnet aus" in there
    assert "umgeordnet nach SA" in here
    assert "Kürzung der ganzen Ausgabeposition" not in there + here


def _position(session: Session, nr: str) -> str:
    return session.get_one(m.Belegteil, teil_id(session, nr)).position


@pytest.mark.usefixtures("jahr")
def test_a_traeger_opens_its_own_figures_and_nobody_elses(als: Als, session: Session):
    own, other = anteil_id(session, "beispiel-a"), anteil_id(session, "beispiel-b")
    client = traeger(als, session, "traeger", "beispiel-a")
    count, ends = walk(client, [f"/verwendungsnachweis/{own}/zahlen", f"/verwendungsnachweis/{own}/ergebnis"])
    assert count > 5
    assert all(end.startswith(f"/verwendungsnachweis/{own}/") for end in ends)
    assert any("/belege?suche=A-" in end for end in ends)
    second = traeger(als, session, "traeger2", "beispiel-b")
    for zahl in ("nachgewiesen", "festgesetzt", "ausgezahlt"):
        assert client.get(f"/verwendungsnachweis/{other}/herkunft/{zahl}").status_code == 404
        assert second.get(f"/verwendungsnachweis/{own}/herkunft/{zahl}").status_code == 404
        assert second.get(f"/verwendungsnachweis/{other}/herkunft/{zahl}").status_code == 200
    # The whole Maßnahme and the year are the city's.
    assert client.get(f"/verwendungsnachweis/{own}/herkunft/bewilligt").status_code == 404
    assert client.get(f"{JAHR}/mittel/festgesetzt").status_code in (403, 404)


@pytest.mark.usefixtures("unchecked")
def test_nothing_of_the_check_is_told_before_the_letter(als: Als, session: Session):
    weg = Weg(als, session, "beispiel-a")
    weg.begin()
    assert weg.cut("A-13", anerkannt="0,00", grund="doppelt_erfasst").status_code == 303
    client = traeger(als, session, "traeger", "beispiel-a")
    for zahl in ("anerkannt", "anerkannt-zuwendungsfaehig", "festgesetzt"):
        assert client.get(f"/verwendungsnachweis/{weg.id}/herkunft/{zahl}").status_code == 404
