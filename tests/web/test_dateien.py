"""Who is handed which file: the office by its Recht, a Träger its own alone, nobody an internal note's."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Belegart, Dateiart, Dateizweck, Mitteilungsart
from grants.services.dateiablage import keep, prepare, remove
from grants.services.sicherung import write_backup
from grants.web import ablage_von
from tests.dateien import PDF
from tests.web.conftest import Als, add_person
from tests.web.daten import LISTE_2023, add_jahr
from tests.web.formulare import absenden, felder, formular
from tests.web.seiten import parse

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


# -- Scans of the city's own papers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("art", "model", "page"),
    [
        ("bescheid", m.Bescheid, "/foerderjahre/kinderstark/2023/bescheid"),
        ("beschluss", m.Beschluss, "/foerderjahre/kinderstark/2023/beschluesse"),
        ("antrag", m.Antrag, "/foerderjahre/kinderstark/2023/antrag/versand"),
    ],
)
def test_a_scan_lies_at_its_paper_until_it_is_taken_away(
    als: Als, ablage: Ablage, session: Session, art: str, model: type[m.Base], page: str
):
    if art == "beschluss":
        year = session.execute(select(m.Foerderjahr.id)).scalar_one()
        session.add(
            m.Beschluss(
                foerderjahr_id=year, gremium="Beispiel", gefasst_am=date(2023, 1, 2), ergebnis="einstimmig"
            )
        )
        session.commit()
    client = als("geschaeftsstelle")
    key = session.execute(select(model.id)).scalar_one()  # type: ignore[attr-defined]
    path = f"/dateien/zu/{art}/{key}"
    wrong = absenden(client, path, {"datei": (io.BytesIO(PDF), "scan.docx")})
    assert wrong.status_code == 422
    assert "ist aber ein PDF" in wrong.text
    assert absenden(client, path).status_code == 422
    assert absenden(client, path, {"datei": (io.BytesIO(PDF), "Scan.pdf")}).status_code == 303
    assert "Scan.pdf" in client.get(page).text
    schluessel = session.execute(select(m.Datei.schluessel)).scalar_one()
    assert client.get(f"/dateien/{schluessel}").data == PDF
    assert absenden(client, path, pfad=f"/dateien/{schluessel}/entfernen").status_code == 303
    assert "Scan.pdf" not in client.get(page).text
    arts = session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars().all()
    assert arts == ["datei_hochgeladen", "datei_entfernt"]


def test_a_file_of_a_recipient_is_not_taken_away_at_the_papers_of_the_city(als: Als, ablage: Ablage):
    client = als("geschaeftsstelle")
    schluessel = ablage.hang(*ablage.row("nachweis")).rpartition("/")[2]
    key = ablage.session.execute(select(m.Bescheid.id)).scalar_one()
    sent = felder(formular(parse(client.get(f"/dateien/zu/bescheid/{key}"))))
    assert client.post(f"/dateien/{schluessel}/entfernen", data=sent).status_code == 404
    assert client.get(f"/dateien/{schluessel}").status_code == 200


def test_nothing_is_left_on_disk_where_the_change_is_refused(als: Als, ablage: Ablage):
    client = als("geschaeftsstelle")
    key = ablage.session.execute(select(m.Bescheid.id)).scalar_one()
    path = f"/dateien/zu/bescheid/{key}"
    values = {"datei": (io.BytesIO(PDF), "Scan.pdf"), "einmal": "derselbe-schluessel-zweimal"}
    assert absenden(client, path, values).status_code == 303
    # The same form again, as after a double click: acts once, and no second content lies anywhere.
    again = {"datei": (io.BytesIO(PDF), "Scan.pdf"), "einmal": "derselbe-schluessel-zweimal"}
    assert absenden(client, path, again, knopf="Datei ablegen").status_code == 303
    assert len([p for p in ablage_von(ablage.app).folder.rglob("*") if p.is_file()]) == 1


def test_a_backup_holds_the_files_and_not_what_waits_for_its_transaction(
    app: Flask, als: Als, ablage: Ablage
):
    path = ablage.hang(None, "bescheid_id")
    store = ablage_von(app)
    waiting = prepare(store, io.BytesIO(PDF), "wartet.pdf", erlaubt=frozenset({Dateiart.PDF}))
    target = io.BytesIO()
    write_backup(ablage.session.connection(), store.folder, target, version="1", jetzt=JETZT)
    with zipfile.ZipFile(target) as archive:
        [stored] = [name for name in archive.namelist() if name.startswith("dateien/")]
        assert stored.endswith(path.rpartition("/")[2])
        assert archive.read(stored) == PDF
        assert not any(waiting.schluessel in name for name in archive.namelist())
