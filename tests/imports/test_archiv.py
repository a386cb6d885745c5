from __future__ import annotations

import hashlib
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from grants.imports.datei import DateiArt, open_datei, read_datei
from tests.imports.dateien import CONTENT_TYPES, header_row, pack, sheet_xml, violations_of, workbook_bytes

DOCTYPE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def codes(path: Path) -> list[str]:
    return [violation.code for violation in violations_of(open_datei, path)]


def noise(size: int) -> str:
    """Return text that packs badly, so that a part stays below the allowed ratio."""
    return hashlib.shake_128(b"noise").hexdigest(size // 2 + 1)[:size]


def test_the_readers_underneath_are_the_safe_ones():
    assert openpyxl.DEFUSEDXML
    assert openpyxl.LXML


def test_an_ordinary_workbook_is_accepted():
    assert read_datei(workbook_bytes(), name="a.xlsx").art is DateiArt.XLSX


def test_a_handmade_minimal_workbook_is_accepted(tmp_path):
    assert open_datei(pack(tmp_path / "a.xlsx")).art is DateiArt.XLSX


@pytest.mark.parametrize("part", ["xl/workbook.xml", "[Content_Types].xml"])
def test_an_archive_without_a_needed_part_is_no_workbook(tmp_path, part):
    assert codes(pack(tmp_path / "a.xlsx", without=[part])) == ["datei_art_falsch"]


@pytest.mark.parametrize(
    ("name", "word"),
    [("ppt/presentation.xml", "PowerPoint"), ("content.xml", "OpenDocument"), ("xl/workbook.bin", ".xlsb")],
)
def test_other_packed_office_files_are_named(tmp_path, name, word):
    (violation,) = violations_of(
        open_datei, pack(tmp_path / "a.xlsx", parts={name: "x"}, without=["xl/workbook.xml"])
    )
    assert violation.code == "datei_art_falsch"
    assert word in violation.text


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/vbaProject.bin": b"\xd0\xcf"},
        {"xl/VBAPROJECT.BIN": b"\xd0\xcf"},
        {"[Content_Types].xml": CONTENT_TYPES.replace("spreadsheetml.sheet.main", "macroEnabled.main")},
        {
            "[Content_Types].xml": CONTENT_TYPES.replace(
                "</Types>", "<!-- application/vnd.ms-excel.macrosheet+xml --></Types>"
            )
        },
    ],
    ids=["project", "capitals", "content type", "macro sheet"],
)
def test_macros_are_refused(tmp_path, parts):
    assert codes(pack(tmp_path / "a.xlsx", parts=parts)) == ["datei_makro"]


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "docProps/app.xml",
        "xl/a.vml",
        "_rels/.rels",
    ],
)
def test_a_document_type_is_refused_in_every_part(tmp_path, part):
    assert codes(pack(tmp_path / "a.xlsx", parts={part: f"<?xml version='1.0'?>{DOCTYPE}<x>&e;</x>"})) == [
        "datei_entitaeten"
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_cannot_hide_in_another_encoding(tmp_path, encoding):
    data = f"<?xml version='1.0' encoding='UTF-16'?>{DOCTYPE}<x>&e;</x>".encode(encoding)

    assert codes(pack(tmp_path / "a.xlsx", parts={"xl/sharedStrings.xml": data})) == ["datei_entitaeten"]


@pytest.mark.parametrize(
    "data",
    [
        b"<?xml version='1.0' encoding='UTF-7'?>+ADw-!DOCTYPE x+AD4-",
        "<?xml version='1.0'?><!DOCTYPE x>".encode("cp037"),
        "<?xml version='1.0'?><!DOCTYPE x>".encode("utf-32"),
        "<?xml version='1.0'?><!DOCTYPE x>".encode("utf-32-be"),
        "<?xml version='1.0'?><!DOCTYPE x>".encode("utf-32-le"),
    ],
    ids=["UTF-7", "EBCDIC", "UTF-32", "UTF-32 BE", "UTF-32 LE"],
)
def test_encodings_that_no_spreadsheet_writes_are_refused(tmp_path, data):
    assert codes(pack(tmp_path / "a.xlsx", parts={"xl/sharedStrings.xml": data})) == ["datei_beschaedigt"]


def test_a_document_type_across_two_pieces_is_found(tmp_path):
    # The parts are read in pieces of 1 MiB; the word lies on the border.
    data = "<x>" + noise(2**20 - 3 - 4) + "<!DOCTYPE x></x>"

    assert codes(pack(tmp_path / "a.xlsx", parts={"xl/sharedStrings.xml": data})) == ["datei_entitaeten"]


def test_the_printer_settings_of_excel_for_mac_are_no_attack(tmp_path):
    parts = {"xl/printerSettings/printerSettings1.bin": f"<?xml version='1.0'?>{DOCTYPE}<plist/>"}

    assert open_datei(pack(tmp_path / "a.xlsx", parts=parts)).art is DateiArt.XLSX


def test_two_hundred_parts_are_accepted_and_one_more_is_not(tmp_path):
    parts = {f"xl/media/{number}.txt": "x" for number in range(196)}

    assert open_datei(pack(tmp_path / "a.xlsx", parts=parts)).art is DateiArt.XLSX
    assert codes(pack(tmp_path / "b.xlsx", parts={**parts, "xl/media/x.txt": "x"})) == [
        "datei_archiv_zu_gross"
    ]


def test_a_part_that_is_packed_too_well_is_refused(tmp_path):
    bomb = sheet_xml(header_row()).replace("</sheetData>", "<!--" + "A" * 2_000_000 + "--></sheetData>")

    assert codes(pack(tmp_path / "a.xlsx", sheet=bomb)) == ["datei_archiv_zu_gross"]


def test_a_small_part_may_be_packed_well(tmp_path):
    sheet = sheet_xml(header_row()).replace("</sheetData>", "</sheetData><!--" + " " * 1_000_000 + "-->")

    assert open_datei(pack(tmp_path / "a.xlsx", sheet=sheet)).art is DateiArt.XLSX


def test_more_than_a_hundred_mebibytes_unpacked_are_refused(tmp_path):
    # Each part stays below the allowed ratio; only the sum is too large.
    part = noise(400_000) + "x" * 25_000_000
    parts = {f"xl/media/{number}.txt": part for number in range(5)}

    assert codes(pack(tmp_path / "a.xlsx", parts=parts)) == ["datei_archiv_zu_gross"]


def test_too_many_elements_are_refused(tmp_path):
    # Eight million cells of four bytes: small when unpacked and not packed too well, but huge as a tree.
    cells = "<c/>" * 8_000_000 + f"<!--{noise(1_000_000)}-->"
    sheet = sheet_xml(header_row()).replace("</sheetData>", f"{cells}</sheetData>")

    (violation,) = violations_of(open_datei, pack(tmp_path / "a.xlsx", sheet=sheet))
    assert violation.code == "datei_archiv_zu_gross"
    assert "zu viele einzelne Zellen" in violation.text


def test_a_size_that_lies_is_not_believed(tmp_path):
    path = pack(tmp_path / "a.xlsx", sheet=sheet_xml(header_row()) + "<!--" + "A" * 150_000_000 + "-->")
    data = bytearray(path.read_bytes())
    # Both headers of the sheet claim 1,000 bytes.
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        position = data.find(signature)
        while position != -1:
            name_at = position + (30 if offset == 22 else 46)
            if data[name_at:].startswith(b"xl/worksheets/sheet1.xml"):
                struct.pack_into("<I", data, position + offset, 1000)
            position = data.find(signature, position + 4)

    assert [v.code for v in violations_of(read_datei, bytes(data), name="a.xlsx")] == ["datei_beschaedigt"]


def test_an_encrypted_part_is_refused(tmp_path):
    data = bytearray(pack(tmp_path / "a.xlsx").read_bytes())
    position = data.find(b"PK\x01\x02")
    data[position + 8] |= 1

    assert [v.code for v in violations_of(read_datei, bytes(data), name="a.xlsx")] == ["datei_passwort"]


def test_two_parts_of_one_name_are_refused():
    buffer = BytesIO(workbook_bytes())
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<x/>")

    assert [v.code for v in violations_of(read_datei, buffer.getvalue(), name="a.xlsx")] == [
        "datei_beschaedigt"
    ]


def test_a_changed_part_is_refused():
    data = bytearray(workbook_bytes())
    data[len(data) // 3] ^= 0xFF

    violations = violations_of(read_datei, bytes(data), name="a.xlsx")
    assert [violation.code for violation in violations] == ["datei_beschaedigt"]
