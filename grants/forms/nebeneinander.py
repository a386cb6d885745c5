"""What was typed beside what somebody else stored meanwhile: the fields in which the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, Field, FieldList, FormField, SelectField

from grants.forms.base import Formular

_TECHNISCH = {"HiddenField", "CSRFTokenField"}


@dataclass(frozen=True, slots=True)
class Unterschied:
    """A field with both values as the page prints them."""

    id: str
    name: str
    eingabe: str
    gespeichert: str


def compare(eingabe: Formular, gespeichert: Formular) -> tuple[Unterschied, ...]:
    """Return the fields that differ; both are forms of the same class. The typed one goes on from the stored counter.

    So the person sees both, and saving once more lets what was typed hold.
    """
    eingabe.aenderungsstand.raw_data = None
    eingabe.aenderungsstand.data = gespeichert.aenderungsstand.data
    return tuple(_differences(eingabe, gespeichert))


def _differences(eingabe: Formular, gespeichert: Formular) -> Iterator[Unterschied]:
    stored: dict[str, Field] = {field.name: field for field in _leaves(gespeichert)}
    for field in _leaves(eingabe):
        if field.type in _TECHNISCH or field.name not in stored:
            continue
        typed, kept = _text(field), _text(stored[field.name])
        if typed != kept:
            yield Unterschied(field.id, str(field.label.text), typed, kept)


def _leaves(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield the fields that hold a value, those within lists and groups among them."""
    for field in fields:
        match field:
            case FieldList():
                yield from _leaves(field.entries)
            case FormField():
                yield from _leaves(field.form)
            case _:
                yield field


def _text(field: Any) -> str:
    match field:
        case BooleanField():
            return "ja" if field.data else "nein"
        case SelectField():
            value = "" if field.data is None else str(field.data)
            return next((str(label) for key, label, *_ in field.iter_choices() if str(key) == value), value)
        case _:
            return str(field._value())  # noqa: SLF001 - the public name of WTForms for "as shown"
