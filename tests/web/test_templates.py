"""Templates: none unused, none that trusts its values, every value named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError

import grants

TEMPLATES = Path(grants.__file__).parent / "templates"
SOURCES = {
    path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
    for path in TEMPLATES.rglob("*.html")
}
PAPIERSEITEN = ("ausstellen.html", "text.html", "texte.html", "versand.html", "vorschau.html")
STATIC = Path(grants.__file__).parent / "static"


def test_no_template_is_left_that_nothing_uses():
    code = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.parent.rglob("*.py"))
    named = code + "".join(SOURCES.values())
    # The pages of a paper are the same views over its own folder (blueprints.papierseiten).
    shared = {f"{folder}/{page}" for folder in ("antrag", "nachweis_stadt") for page in PAPIERSEITEN}
    assert [name for name in SOURCES if f'"{name}"' not in named and name not in shared] == []
    assert all(f'}}/{page}"' in code for page in PAPIERSEITEN)


@pytest.mark.parametrize("name", SOURCES)
def test_no_template_switches_the_escaping_off(name: str):
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", SOURCES[name])


@pytest.mark.parametrize("name", SOURCES)
def test_no_template_adds_up_amounts(name: str):
    # Lengths of lists may be counted together.
    source = re.sub(r"\|map\(\"length\"\)\|sum|\|sum\(start=\(\)\)", "", SOURCES[name])
    assert not re.search(r"\|\s*sum\b|\.cents\b", source)


def test_every_class_of_the_templates_that_is_ours_has_a_rule():
    css = "".join(
        path.read_text(encoding="utf-8") for path in STATIC.rglob("*.css") if "vendor" not in path.parts
    )
    # A hook of a script is no question of looks.
    css += "".join(path.read_text(encoding="utf-8") for path in (STATIC / "js").glob("*.js"))
    used = {
        word
        for source in SOURCES.values()
        for value in re.findall(r'class="([^"{]*)"', source)
        for word in value.split()
        if not word.startswith("kern-")
    }
    assert {word for word in used if not re.search(rf"\.{word}\b", css)} == set()


def test_a_value_nobody_handed_over_is_an_error_and_not_an_empty_page(app: Flask):
    with app.test_request_context(), pytest.raises(UndefinedError):
        render_template_string("{{ gibt_es_nicht }}")


def test_the_style_sheet_loads_nothing_from_elsewhere():
    for path in STATIC.glob("*.*"):
        source = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "//" not in re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL), path.name
