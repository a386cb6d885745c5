"""The PDF as a file: standards, same bytes, nothing from outside, nothing missing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from jinja2 import TemplateNotFound, UndefinedError

from reports import pdf
from reports.papier import ANTRAG, make_html, render
from reports.pdf import AssetFehlt
from tests.reports.conftest import PAPIERE, dateien
from tests.reports.daten import AUSSTELLUNG, antrag, jahr_gross
from tests.verapdf import failures

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("profile", ["PDF/A-3a", "PDF/UA-1"])
@pytest.mark.parametrize("name", PAPIERE)
def test_verapdf_accepts_every_paper(name, profile, tmp_path):
    path = tmp_path / "papier.pdf"
    path.write_bytes(dateien(name).pdf)
    assert failures(path, profile) == {}


def test_verapdf_finds_what_is_not_accessible(tmp_path):
    """Else the test above would say nothing."""
    path = tmp_path / "papier.pdf"
    document = pdf.layout("<!doctype html><title></title><h1>Ohne Sprache</h1><h3>Sprung</h3>")
    path.write_bytes(pdf.write(document, stand=AUSSTELLUNG.am))
    assert failures(path, "PDF/UA-1")


def test_the_paper_names_itself_and_its_language():
    with pikepdf.open(BytesIO(dateien("antrag").pdf)) as document:
        assert str(document.Root.Lang) == "de"
        assert str(document.docinfo.Title) == "Antrag auf Gewährung einer Zuwendung 2023"
        assert str(document.docinfo.CreationDate).startswith("D:20240831")
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle) is True


def test_the_same_values_give_the_same_bytes():
    assert render(antrag(ausgestellt=AUSSTELLUNG)) == dateien("antrag")


def test_the_same_values_give_the_same_bytes_in_another_process_on_another_day():
    """Hash seeds differ between processes; what is ordered by accident shows here."""
    code = (
        "import hashlib\n"
        "from reports.papier import render\n"
        "from tests.reports.daten import AUSSTELLUNG, antrag\n"
        "for name, content in render(antrag(ausgestellt=AUSSTELLUNG)).items():\n"
        "    print(hashlib.sha256(content).hexdigest())\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    mine = [hashlib.sha256(content).hexdigest() for _, content in dateien("antrag").items()]
    assert result.stdout.split() == mine


def test_without_attachments_the_other_files_stay_the_same():
    alone = render(antrag(ausgestellt=AUSSTELLUNG), ohne_anlagen=True)
    with pikepdf.open(BytesIO(alone.pdf)) as document:
        assert len(document.attachments) == 0
    assert (alone.xlsx, alone.json) == (dateien("antrag").xlsx, dateien("antrag").json)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "https://example.org/x.css",
        "asset:../pdf.py",
        "asset:fehlt.css",
        "asset:/etc/hostname",
    ],
)
@pytest.mark.parametrize("element", ['<link rel="stylesheet" href="{}">', '<img alt="Wappen" src="{}">'])
def test_what_is_not_bundled_stops_the_paper(element, url):
    with pytest.raises(AssetFehlt, match="gehört"):
        pdf.layout(f"<!doctype html><title>x</title>{element.format(url)}<p>Text")


def test_a_missing_font_stops_the_paper(monkeypatch, tmp_path):
    (tmp_path / "papier.css").write_bytes((pdf.ASSETS / "papier.css").read_bytes())
    monkeypatch.setattr(pdf, "ASSETS", tmp_path)
    with pytest.raises(AssetFehlt):
        pdf.layout(make_html(ANTRAG, antrag(), ANTRAG.tabellen(antrag())))


def test_a_name_that_the_template_does_not_know_stops_the_paper():
    with pytest.raises(UndefinedError):
        pdf.render_html("antrag.html", {"titel": "Antrag"})


def test_an_unknown_template_stops_the_paper():
    with pytest.raises(TemplateNotFound):
        pdf.render_html("bescheid.html", {})


def test_what_people_typed_is_never_read_as_html():
    year = jahr_gross(1)
    named = replace(year, massnahmen=tuple(replace(m, name="<b>&amp; „Väter“") for m in year.massnahmen))
    html = make_html(ANTRAG, antrag(named), ANTRAG.tabellen(antrag(named)))
    assert "&lt;b&gt;&amp;amp; „Väter“" in html
    assert "<b>&amp; „Väter“" not in html


def test_nothing_is_logged_while_a_paper_is_laid_out(caplog):
    """WeasyPrint only logs what it cannot read in a style sheet."""
    render(antrag())
    assert [record.message for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []
