"""Who is handed which file: the office by its Recht, a Träger its own alone, nobody an internal note's."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Belegart, Dateiart, Dateizweck, Mitteilungsart
from grants.services.dateiablage import keep, prepare, remove
from grants.web import ablage_von
from tests.dateien import PDF
from tests.web.conftest import Als, add_person
from tests.web.daten import LISTE_2023, add_jahr

JETZT = datetime(2024, 8, 31, 8, tzinfo=UTC)


class Ablage:
    """Two recipients of one year, and a function that hangs a file on something of the first."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self.session = app, session
        add_jahr(session, 2023, LISTE_2023, bescheid=True)
        self.person = add_person(session, "geschaeftsstelle")
        e = m.Empfaengeranteil
        # Plain numbers: a row is gone with the request that closes the session.
        (self.anteil_id, self.traeger_id), (_, self.anderer_id) = session.execute(
            select(e.id, e.traeger_id).order_by(e.id).limit(2)
        ).all()

    def hang(self, row: m.Base | None, column: str) -> str:
        if row is None:
            row = self.session.execute(select(m.Bescheid)).scalar_one()
        else:
            self.session.add(row)
            self.session.flush()
        bereit = prepare(
            ablage_von(self.app), io.BytesIO(PDF), "Prüfung ä.pdf", erlaubt=frozenset({Dateiart.PDF})
        )
        datei = keep(
            self.session,
            bereit,
            gegenstand=column,
            gegenstand_id=row.id,
            zweck=Dateizweck.ANLAGE,
            person=self.person,
            jetzt=JETZT,
        )
        self.session.commit()
        return f"/dateien/{datei.schluessel}"

    def mitteilung(self, *, intern: bool) -> m.Mitteilung:
        return m.Mitteilung(
            empfaengeranteil_id=self.anteil_id,
            art=Mitteilungsart.NOTIZ if intern else Mitteilungsart.FRAGE,
            vom_empfaenger=False,
            intern=intern,
            text="Beispiel",
            person_id=self.person.id,
            am=JETZT,
        )

    def weiterleitung(self, *, bekannt: bool) -> m.Weiterleitung:
        return m.Weiterleitung(
            empfaengeranteil_id=self.anteil_id, bekannt_gegeben_am=date(2024, 4, 2) if bekannt else None
        )

    def row(self, was: str) -> tuple[m.Base | None, str]:
        match was:
            case "bescheid":
                return None, "bescheid_id"
            case "nachweis":
                return m.Verwendungsnachweis(empfaengeranteil_id=self.anteil_id), "verwendungsnachweis_id"
            case "beleg":
                year = self.session.execute(select(m.Foerderjahr.id)).scalar_one()
                return m.Beleg(
                    traeger_id=self.traeger_id,
                    foerderjahr_id=year,
                    nr="1",
                    art=Belegart.PAUSCHALE,
                ), "beleg_id"
            case "frage" | "notiz":
                return self.mitteilung(intern=was == "notiz"), "mitteilung_id"
            case _:
                return self.weiterleitung(bekannt=was == "bekannt"), "weiterleitung_id"


@pytest.fixture
def ablage(app: Flask, session: Session, als: Als) -> Ablage:
    return Ablage(app, session)


ALLE = ["bescheid", "nachweis", "beleg", "frage", "notiz", "entworfen", "bekannt"]


@pytest.mark.parametrize("was", ALLE)
def test_a_traeger_is_handed_its_own_and_nothing_else(als: Als, ablage: Ablage, was: str):
    path = ablage.hang(*ablage.row(was))
    own = als("traeger", traeger_id=ablage.traeger_id).get(path)
    assert own.status_code == (200 if was in {"nachweis", "beleg", "frage", "bekannt"} else 404)
    other = als("traeger2", traeger_id=ablage.anderer_id).get(path)
    assert other.status_code == 404
    # Guessing learns nothing: the same words as for a file that does not exist.
    assert "oder sie ist nicht für Sie bestimmt" in other.text


@pytest.mark.parametrize("was", ALLE)
@pytest.mark.parametrize("rolle", ["geschaeftsstelle", "finanzen", "einsicht"])
def test_the_office_is_handed_every_file(als: Als, ablage: Ablage, was: str, rolle: str):
    assert als(rolle).get(ablage.hang(*ablage.row(was))).status_code == 200


def test_accounts_are_managed_without_files(als: Als, ablage: Ablage):
    assert als("konten").get(ablage.hang(None, "bescheid_id")).status_code == 403


def test_a_file_comes_as_a_download_that_no_browser_opens(als: Als, ablage: Ablage):
    answer = als("geschaeftsstelle").get(ablage.hang(None, "bescheid_id"))
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''Pr%C3%BCfung%20%C3%A4.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_removed_file_is_handed_to_nobody(als: Als, ablage: Ablage):
    path = ablage.hang(None, "bescheid_id")
    remove(
        ablage.session,
        ablage.session.execute(select(m.Datei)).scalar_one(),
        person=ablage.person,
        jetzt=JETZT,
    )
    ablage.session.commit()
    assert als("geschaeftsstelle").get(path).status_code == 404


@pytest.mark.parametrize("wie", ["fehlt", "verändert"])
def test_a_content_that_is_not_what_was_uploaded_is_not_handed_out(als: Als, ablage: Ablage, wie: str):
    path = ablage.hang(None, "bescheid_id")
    [content] = [each for each in ablage_von(ablage.app).folder.rglob("*") if each.is_file()]
    if wie == "fehlt":
        content.unlink()
    else:
        content.write_bytes(PDF.replace(b"1.7", b"1.4"))
    assert als("geschaeftsstelle").get(path).status_code == 500


@pytest.mark.parametrize("name", ["gibt-es-nicht", "..%2F..%2Fetc%2Fpasswd", ".eingang"])
def test_a_guessed_name_finds_nothing(als: Als, ablage: Ablage, name: str):
    assert als("geschaeftsstelle").get(f"/dateien/{name}").status_code == 404
