"""The file store: kinds by content, nothing left of what was refused or rolled back, the scanner asked."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Dateiart, Dateizweck
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.queries.dateien import EINGANG, list_dateien, path_of
from grants.services.dateiablage import Ablage, Bereit, discard, keep, prepare, remove
from tests import dateien as beispiel
from tests.web.daten import LISTE_2023, add_jahr

ALLE = frozenset(Dateiart)
JETZT = datetime(2024, 8, 31, 8, tzinfo=UTC)


@pytest.fixture
def ablage(tmp_path: Path) -> Ablage:
    return Ablage(tmp_path / "dateien", 20_000_000)


def ready(ablage: Ablage, content: bytes = beispiel.PDF, name: str = "scan.pdf") -> Bereit:
    return prepare(ablage, io.BytesIO(content), name, erlaubt=ALLE)


def stored(ablage: Ablage) -> list[Path]:
    return [path for path in ablage.folder.rglob("*") if path.is_file()]


@pytest.fixture
def bescheid(session: Session) -> m.Bescheid:
    add_jahr(session, 2023, LISTE_2023, bescheid=True)
    return session.execute(select(m.Bescheid)).scalar_one()


@pytest.fixture
def person(session: Session) -> m.Person:
    found = m.Person(name="Beispiel Anna", email="anna@stadt.example")
    session.add(found)
    session.flush()
    return found


def keep_it(session: Session, bereit: Bereit, bescheid: m.Bescheid, person: m.Person) -> m.Datei:
    return keep(
        session,
        bereit,
        gegenstand="bescheid_id",
        gegenstand_id=bescheid.id,
        zweck=Dateizweck.SCAN,
        person=person,
        jetzt=JETZT,
    )


# -- Kinds -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("was", beispiel.FALSCH)
def test_what_could_harm_is_refused_with_a_sentence_and_not_stored(ablage: Ablage, was: str):
    name, content, sentence = beispiel.FALSCH[was]
    with pytest.raises(RuleViolation, match="Bitte") as refused:
        ready(ablage, content, name)
    [violation] = refused.value.violations
    assert sentence in violation.text
    assert stored(ablage) == []


@pytest.mark.parametrize(
    ("name", "content", "art"),
    [
        ("scan.pdf", beispiel.PDF, Dateiart.PDF),
        ("Liste.XLSX", beispiel.xlsx(), Dateiart.XLSX),
        ("liste.csv", beispiel.CSV, Dateiart.CSV),
        ("rechnung.xml", beispiel.XML, Dateiart.XML),
        ("foto.jpeg", beispiel.jpeg(), Dateiart.BILD),
        ("bild.png", beispiel.png(), Dateiart.BILD),
    ],
)
def test_each_kind_is_told_by_its_content(ablage: Ablage, name: str, content: bytes, art: Dateiart):
    bereit = ready(ablage, content, name)
    assert bereit.art is art
    if art is not Dateiart.BILD:
        assert (ablage.folder / EINGANG / bereit.schluessel).read_bytes() == content
        assert bereit.name == name


def test_a_kind_that_is_not_asked_for_is_refused_and_the_sentence_says_which_are(ablage: Ablage):
    with pytest.raises(RuleViolation, match=r"PDF oder Bild \(PNG, JPEG\)"):
        prepare(
            ablage, io.BytesIO(beispiel.xlsx()), "x.xlsx", erlaubt=frozenset({Dateiart.PDF, Dateiart.BILD})
        )


@pytest.mark.parametrize(("name", "content"), [("foto.jpeg", beispiel.jpeg()), ("bild.png", beispiel.png())])
def test_a_picture_loses_all_that_a_telephone_put_beside_it(ablage: Ablage, name: str, content: bytes):
    assert beispiel.GEHEIM.encode() in content
    bereit = ready(ablage, content, name)
    kept = (ablage.folder / EINGANG / bereit.schluessel).read_bytes()
    assert beispiel.GEHEIM.encode() not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        # The turn that is no longer written beside it was carried out.
        assert image.size == ((20, 40) if name == "foto.jpeg" else (8, 8))


def test_a_file_above_the_limit_is_refused_without_reading_it_whole(tmp_path: Path):
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += size
            return b"x" * size

    source = Endless()
    small = Ablage(tmp_path / "dateien", 1_000_000)
    with pytest.raises(RuleViolation, match="größer als 1 MB"):
        prepare(small, source, "groß.csv", erlaubt=ALLE)
    assert source.asked <= 1_000_001
    assert stored(small) == []


def test_a_name_keeps_no_path_and_no_hidden_sign(ablage: Ablage):
    assert ready(ablage, name="..\\..\\C:\\scan\u202efdp.pdf").name == "scanfdp.pdf"
    assert ready(ablage, name="../../etc/passwd").name == "passwd.pdf"
    assert len(ready(ablage, name="a" * 300 + ".pdf").name) == 200


# -- Following the transaction -------------------------------------------------------------------------------------


def test_a_kept_file_lies_under_a_random_name_and_is_listed(session, ablage, bescheid, person):
    row = keep_it(session, ready(ablage, name="Bescheid.pdf"), bescheid, person)
    session.commit()
    [path] = stored(ablage)
    assert path == path_of(ablage.folder, row.schluessel)
    assert "Bescheid" not in str(path)
    assert path.stat().st_mode & 0o077 == 0
    [zeile] = list_dateien(session, "bescheid_id", bescheid.id)
    assert (zeile.name, zeile.person, zeile.groesse) == ("Bescheid.pdf", "Beispiel Anna", len(beispiel.PDF))
    told = session.execute(select(m.Ereignis)).scalar_one()
    assert told.art == "datei_hochgeladen"
    assert told.gegenstand == f"datei/{row.id}/bescheid/{bescheid.id}"


def test_nothing_is_left_of_a_transaction_that_was_rolled_back(session, ablage, bescheid, person):
    session.commit()
    keep_it(session, ready(ablage), bescheid, person)
    assert len(stored(ablage)) == 1
    session.rollback()
    assert stored(ablage) == []
    assert list_dateien(session, "bescheid_id", bescheid.id) == ()


def test_a_later_rollback_leaves_what_was_committed(session, ablage, bescheid, person):
    keep_it(session, ready(ablage), bescheid, person)
    session.commit()
    session.rollback()
    assert len(stored(ablage)) == 1


def test_what_was_put_aside_goes_when_it_is_not_kept(session, ablage, bescheid, person):
    bereit = ready(ablage)
    discard(ablage, bereit)
    assert stored(ablage) == []
    with pytest.raises(Conflict, match="noch einmal"):
        keep_it(session, bereit, bescheid, person)


def test_what_nobody_came_back_for_is_swept_away(ablage: Ablage):
    forgotten = ablage.folder / EINGANG / ready(ablage).schluessel
    waiting = ablage.folder / EINGANG / ready(ablage).schluessel
    old = time.time() - 2 * 86_400
    os.utime(forgotten, (old, old))
    ready(ablage)
    assert not forgotten.exists()
    assert waiting.exists()


def test_a_removed_file_is_listed_no_more_but_row_and_content_stay(session, ablage, bescheid, person):
    row = keep_it(session, ready(ablage), bescheid, person)
    remove(session, row, person=person, jetzt=JETZT)
    session.commit()
    assert list_dateien(session, "bescheid_id", bescheid.id) == ()
    assert len(stored(ablage)) == 1
    with pytest.raises(NotFound, match="schon entfernt"):
        remove(session, row, person=person, jetzt=JETZT)


# -- The scanner -------------------------------------------------------------------------------------------------


def test_a_clean_file_passes_the_scanner_which_sees_all_of_it(tmp_path: Path):
    content = beispiel.PDF + b"x" * 200_000 + b"%%EOF"
    with beispiel.clamd() as server:
        ready(Ablage(tmp_path, 20_000_000, server.adresse), content)
        assert server.seen == [content]


def test_what_the_scanner_knows_is_refused_by_its_name(tmp_path: Path):
    ablage = Ablage(tmp_path, 20_000_000, "")
    with beispiel.clamd() as server, pytest.raises(RuleViolation, match="Eicar-Test"):
        ready(Ablage(tmp_path, 20_000_000, server.adresse), beispiel.PDF + b"EICAR %%EOF")
    assert stored(ablage) == []


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: vielleicht\0"])
def test_a_scanner_without_a_clear_answer_counts_as_not_scanned(tmp_path: Path, answer: bytes):
    with beispiel.clamd(answer) as server, pytest.raises(RuleViolation, match="nicht auf Schadsoftware"):
        ready(Ablage(tmp_path, 20_000_000, server.adresse))
    assert stored(Ablage(tmp_path, 1)) == []


@pytest.mark.parametrize("adresse", ["127.0.0.1:9", "/gibt/es/nicht.ctl"])
def test_a_scanner_that_cannot_be_reached_means_refused(tmp_path: Path, adresse: str):
    with pytest.raises(RuleViolation, match="nicht gespeichert"):
        ready(Ablage(tmp_path, 20_000_000, adresse))
    assert stored(Ablage(tmp_path, 1)) == []


CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
# The harmless file that every scanner must find (eicar.org), in two parts so that this file is not found itself.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.skipif(CLAMD is None, reason="clamd is not installed on this machine (Debian: clamav-daemon)")
def test_a_real_clamd_finds_the_test_file_and_passes_a_sound_one(tmp_path: Path):
    base = tmp_path / "db"
    base.mkdir()
    # A signature of our own: the daemon starts without the large ones (name:kind:place:hex).
    (base / "beispiel.ndb").write_text(f"Beispiel.Eicar:0:*:{EICAR.hex()}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = tmp_path / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {base}\nTemporaryDirectory {tmp_path}\nForeground yes\n"
        f"TCPSocket {port}\nTCPAddr 127.0.0.1\n"
    )
    daemon = subprocess.Popen([str(CLAMD), "-c", str(config)])
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        ablage = Ablage(tmp_path / "dateien", 20_000_000, f"127.0.0.1:{port}")
        assert ready(ablage).art is Dateiart.PDF
        with pytest.raises(RuleViolation, match="Schadsoftware"):
            ready(ablage, EICAR, "test.txt")
    finally:
        daemon.terminate()
        daemon.wait(20)
