"""Sending a form as a browser would: with the hidden fields and the values that stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.web.seiten import find, parse


def felder(form: Any) -> MultiDict[str, Any]:
    """Return what a browser would send of a form that nobody touched."""
    found: MultiDict[str, Any] = MultiDict()
    for element in form.iter():
        name = element.get("name")
        if not name or "disabled" in element.attrib:
            continue
        tag = element.tag.rpartition("}")[2]
        if tag == "input":
            kind = element.get("type", "text")
            if kind in {"checkbox", "radio"}:
                if "checked" in element.attrib:
                    found.add(name, element.get("value", "on"))
            elif kind not in {"submit", "file", "button"}:
                found.add(name, element.get("value", ""))
        elif tag == "textarea":
            found.add(name, (element.text or "").removeprefix("\n"))
        elif tag == "select":
            options = [o for o in element.iter() if o.tag.endswith("}option")]
            chosen = [o for o in options if "selected" in o.attrib] or options[:1]
            for option in chosen:
                found.add(name, option.get("value", option.text or ""))
    return found


def formular(tree: Any, *, pfad: str = "", knopf: str = "") -> Any:
    """Return the one form of the main part whose address ends with `pfad` or that holds the button `knopf`."""
    forms = [f for f in find(tree, "main//form") if f.get("method", "get").lower() == "post"]
    if pfad:
        forms = [f for f in forms if (f.get("action") or "").split("?")[0].endswith(pfad)]
    if knopf:
        forms = [f for f in forms if any(knopf in "".join(b.itertext()) for b in find(f, "button"))]
    [form] = forms
    return form


def absenden(
    client: FlaskClient,
    seite: str,
    werte: Mapping[str, Any] | None = None,
    *,
    pfad: str = "",
    knopf: str = "",
    weg: tuple[str, ...] = (),
) -> TestResponse:
    """Load the page, overlay `werte` on what its form would send (lists for several), drop `weg`, send it."""
    answer = client.get(seite)
    assert answer.status_code == 200, (seite, answer.status_code)
    return abschicken(client, answer, seite, werte, pfad=pfad, knopf=knopf, weg=weg)


def abschicken(
    client: FlaskClient,
    answer: TestResponse,
    seite: str,
    werte: Mapping[str, Any] | None = None,
    *,
    pfad: str = "",
    knopf: str = "",
    weg: tuple[str, ...] = (),
) -> TestResponse:
    """Send the form of a page that was loaded before: twice for a double click, late for a stale edit."""
    form = formular(parse(answer), pfad=pfad, knopf=knopf)
    data = felder(form)
    for button in find(form, "button"):
        if knopf and knopf in "".join(button.itertext()) and button.get("name"):
            data.setlist(button.get("name"), [button.get("value", "")])
    for name, value in (werte or {}).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    for name in weg:
        data.poplist(name)
    return client.post(
        form.get("action") or seite,
        data=data,
        content_type="multipart/form-data" if form.get("enctype") else "application/x-www-form-urlencoded",
    )
