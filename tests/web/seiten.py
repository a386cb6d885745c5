"""Reading pages in tests: parsed strictly, text without the blanks of the source."""

from __future__ import annotations

import re
from typing import Any

import html5lib
from werkzeug.test import TestResponse

_NS = {"h": "http://www.w3.org/1999/xhtml"}


def parse(response: TestResponse) -> Any:
    """Return the tree of a page; raises ParseError for anything a browser would have to mend."""
    return html5lib.HTMLParser(strict=True).parse(response.text)


def find(tree: Any, path: str) -> list[Any]:
    """Return the elements at an ElementTree path written without namespaces ("main//h2")."""
    steps = re.sub(r"(^|/)([a-z][a-z0-9]*)", r"\1h:\2", path)
    return list(tree.iterfind(f".//{steps}", _NS))


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def seen(element: Any) -> str:
    """Return the words without those that are only read out."""

    def texts(each: Any) -> str:
        if "nur-vorgelesen" in (each.get("class") or "").split():
            return ""
        return (each.text or "") + "".join(texts(child) + (child.tail or "") for child in each)

    return re.sub(r"\s+", " ", texts(element)).strip()


def by_id(tree: Any, key: str) -> Any:
    [found] = [element for element in tree.iter() if element.get("id") == key]
    return found


def has_class(tree: Any, name: str) -> list[Any]:
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]
