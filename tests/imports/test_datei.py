from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from grants.imports.datei import DateiArt, open_datei, read_datei, text_of
from tests.imports.dateien import pack, violations_of, workbook, workbook_bytes, write


def codes(path: Path) -> list[str]:
    return [violation.code for violation in violations_of(open_datei, path)]


def test_a_text_file_is_opened_with_name_and_hash(tmp_path):
    datei = open_datei(write(tmp_path / "Liste.csv", "Jahr;Maßnahme\n"))

    assert (datei.name, datei.art) == ("Liste.csv", DateiArt.TEXT)
    assert datei.sha256 == hashlib.sha256("Jahr;Maßnahme\n".encode()).hexdigest()


def test_the_kind_is_told_by_the_content_not_by_the_name(tmp_path):
    assert open_datei(workbook(tmp_path / "a.xlsx", [["x"]]).rename(tmp_path / "a.csv")).art is DateiArt.XLSX
    assert open_datei(write(tmp_path / "b.xlsx", "Jahr;Maßnahme\n")).art is DateiArt.TEXT


def test_a_missing_file_is_refused(tmp_path):
    assert codes(tmp_path / "fehlt.csv") == ["datei_fehlt"]


def test_a_path_below_a_file_is_refused(tmp_path):
    assert codes(write(tmp_path / "a.csv", "x") / "b.csv") == ["datei_fehlt"]


def test_a_folder_is_refused(tmp_path):
    assert codes(tmp_path) == ["datei_keine_datei"]


def test_a_device_is_refused_without_reading_it():
    assert codes(Path("/dev/zero")) == ["datei_keine_datei"]


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert codes(tmp_path / "pipe") == ["datei_keine_datei"]


def test_a_name_the_system_cannot_hold_is_refused(tmp_path):
    assert codes(tmp_path / "a\0b") == ["datei_kein_zugriff"]
    assert codes(tmp_path / ("x" * 5000)) == ["datei_kein_zugriff"]


def test_a_file_without_right_to_read_is_refused(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "denied")

    path = write(tmp_path / "a.csv", "x")
    monkeypatch.setattr(Path, "open", refuse)

    assert codes(path) == ["datei_kein_zugriff"]


@pytest.mark.parametrize("content", ["", "   \n\n\t "])
def test_an_empty_file_is_refused(tmp_path, content):
    assert codes(write(tmp_path / "leer.csv", content)) == ["datei_leer"]


def test_twenty_megabytes_are_read_and_one_byte_more_is_not(tmp_path):
    line = "Jahr;Maßnahme\n".encode()
    full = line + b" " * (20_000_000 - len(line))

    assert read_datei(full, name="a.csv").art is DateiArt.TEXT
    (tmp_path / "a.csv").write_bytes(full + b" ")
    assert codes(tmp_path / "a.csv") == ["datei_zu_gross"]


@pytest.mark.parametrize(
    ("start", "code", "word"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "datei_art_falsch", "PDF"),
        (b"{\\rtf1\\ansi", "datei_art_falsch", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "datei_art_falsch", "Bild"),
        (b"\xff\xd8\xff\xe0", "datei_art_falsch", "Bild"),
        (b"\x1f\x8b\x08", "datei_art_falsch", "Archiv"),
        (b"PK\x05\x06" + bytes(18), "datei_art_falsch", "Archiv"),
        (b"<html><table>", "datei_art_falsch", "Web"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "datei_art_falsch", "XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "datei_excel_alt", ".xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "datei_art_falsch",
            "Word",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "datei_passwort",
            "Passwort",
        ),
    ],
)
@pytest.mark.parametrize("name", ["liste.csv", "liste.xlsx", "liste.txt"])
def test_other_kinds_are_refused_whatever_they_are_called(tmp_path, start, code, word, name):
    (tmp_path / name).write_bytes(start)

    (violation,) = violations_of(open_datei, tmp_path / name)
    assert violation.code == code
    assert word in violation.text
    assert "Bitte" in violation.text or "bitte" in violation.text
    assert violation.stelle is not None
    assert violation.stelle.datei == name


def test_a_renamed_word_document_is_refused(tmp_path):
    parts = {"word/document.xml": "<w:document/>"}

    (violation,) = violations_of(
        open_datei, pack(tmp_path / "liste.xlsx", parts=parts, without=["xl/workbook.xml"])
    )
    assert violation.code == "datei_art_falsch"
    assert "Word" in violation.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_the_text_is_the_same_in_every_encoding(tmp_path, encoding):
    text = "Maßnahmen – „Förderung“ 95.000 €\r\n"

    assert text_of(open_datei(write(tmp_path / "a.txt", text, encoding=encoding))) == text


def test_decomposed_umlauts_are_composed(tmp_path):
    assert text_of(open_datei(write(tmp_path / "a.txt", "Fo\u0308rderung"))) == "F\u00f6rderung"


def test_the_end_mark_of_old_systems_is_no_text(tmp_path):
    assert text_of(open_datei(write(tmp_path / "a.txt", "Jahr\r\n\x1a"))) == "Jahr\r\n"


def test_one_wrong_byte_does_not_turn_all_umlauts_into_something_else():
    datei = read_datei("Maßnahme Förderung".encode() + b"\xe4", name="a.txt")

    assert [v.code for v in violations_of(text_of, datei)] == ["zeichensatz_unklar"]


def test_bytes_that_no_encoding_knows_are_refused():
    assert [v.code for v in violations_of(text_of, read_datei(b"Betrag \x81\x8d", name="a.txt"))] == [
        "zeichensatz_unklar"
    ]


def test_a_text_with_binary_characters_is_no_text():
    assert [v.code for v in violations_of(text_of, read_datei(b"ab\x00\x01cd", name="a.txt"))] == [
        "datei_art_falsch"
    ]
    assert [v.code for v in violations_of(text_of, read_datei(b"ab\x00\x81cd", name="a.txt"))] == [
        "datei_art_falsch"
    ]


def test_a_workbook_cut_in_half_is_refused():
    whole = workbook_bytes()

    assert [v.code for v in violations_of(read_datei, whole[: len(whole) // 2], name="a.xlsx")] == [
        "datei_beschaedigt"
    ]
