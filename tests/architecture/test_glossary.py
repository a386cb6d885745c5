"""The words of the field are written down beside the code, all of them."""

from __future__ import annotations

import importlib
import pkgutil
import re
from enum import StrEnum
from pathlib import Path

import grants.domain
from grants.models import Base

GLOSSARY = Path(grants.domain.__file__).parent / "glossary.md"
# Layout of workbooks, not words of the field: sheets and how a row stands in them.
LAYOUT_MODULES = ("grants.domain.mappe",)


def words() -> set[str]:
    return set(re.findall(r"`([A-Za-z]+)(?:\.[a-z_]+)?`", GLOSSARY.read_text(encoding="utf-8")))


def test_every_table_is_in_the_glossary():
    tables = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert tables - words() == set()


def test_every_closed_list_of_the_domain_is_in_the_glossary():
    lists: set[str] = set()
    for module in pkgutil.walk_packages(grants.domain.__path__, "grants.domain."):
        if module.name.startswith(LAYOUT_MODULES):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum:
                lists.add(name)
    assert {"Mittelherkunft", "Ergebnisart"} <= lists
    assert lists - words() == set()


def test_the_glossary_names_nothing_that_is_gone():
    source = "\n".join(path.read_text(encoding="utf-8") for path in GLOSSARY.parent.parent.rglob("*.py"))
    gone = {word for word in words() if not re.search(rf"\b{word}\b", source)}
    assert gone == set()
