"""The figures and texts of a paper as JSON, and back: the snapshot from which the paper can be printed again.

Amounts are texts with two decimals (`"398400.00"`), shares in v. H. likewise, days as `2024-08-31`. Each figure
stands once, under the name of its field in `grants.domain`; docs/dokument-json.md describes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from grants.domain.money import Betrag, Vomhundert, divide_half_up, euro

# Raised when a field is renamed, removed or means something else; older snapshots are kept as they are.
SCHEMA = 1
T = TypeVar("T")


def dump(daten: object, *, dokument: str) -> bytes:
    """Return the snapshot of a paper; the same values give the same bytes."""
    content = {"dokument": dokument, "schema": SCHEMA, **_fields(daten)}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def load(inhalt: bytes, kind: type[T]) -> T:
    """Return the paper of a snapshot; raises ValueError where it is of another schema or not a snapshot."""
    content = json.loads(inhalt)
    if content.get("schema") != SCHEMA:
        raise ValueError(f"snapshot of schema {content.get('schema')!r}, expected {SCHEMA}")
    return _build(kind, content)


def _fields(value: object) -> dict[str, object]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type]  # a dataclass, asked by the callers


def _plain(value: object) -> object:
    match value:
        case Betrag():
            return str(value)
        case Vomhundert():
            # As printed: two decimals.
            hundredths = divide_half_up(value.teile, 100)
            return str(Betrag(hundredths))
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
        case None | str() | bool() | int():
            return value
        case _ if is_dataclass(value):
            return _fields(value)
        case _:
            raise TypeError(f"a paper holds no {type(value).__name__}")


def _build(kind: type[T], content: Mapping[str, Any]) -> T:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # a dataclass, asked by the callers
    return kind(**{name: _value(hints[name], content[name]) for name in names})


def _value(hint: Any, value: Any) -> Any:  # noqa: ANN401  # whatever the annotation says
    arguments = get_args(hint)
    if NoneType in arguments:
        [inner] = [each for each in arguments if each is not NoneType]
        return None if value is None else _value(inner, value)
    if get_origin(hint) is tuple:
        return tuple(_value(arguments[0], each) for each in value)
    if hint is Betrag:
        return euro(value)
    if hint is Vomhundert:
        return Vomhundert(euro(value).cents * 100)
    if hint is date:
        return date.fromisoformat(value)
    return _build(hint, value) if isinstance(hint, type) and is_dataclass(hint) else value
