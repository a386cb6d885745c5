"""As much of JSON Schema as docs/schema uses; an unknown keyword is a fault of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
_KEYWORDS = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "const", "pattern", "properties", "required",
    "additionalProperties", "items", "anyOf",
}  # fmt: skip


def violations(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """Return every place where a value does not follow the schema."""
    return list(_check(value, schema, schema, ""))


def _check(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], path: str) -> Iterator[str]:
    assert set(schema) <= _KEYWORDS, f"{path}: unknown keywords {set(schema) - _KEYWORDS}"
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in schema:
        if not any(not list(_check(value, one, root, path)) for one in schema["anyOf"]):
            yield f"{path}: fits none of the alternatives"
        return
    if "type" in schema and not _is_of(value, schema["type"]):
        yield f"{path}: is not of type {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{path}: is not {schema['const']!r}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{path}: does not match {schema['pattern']}"
    if isinstance(value, dict):
        yield from _check_object(value, schema, root, path)
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _check(each, schema["items"], root, f"{path}[{index}]")


def _is_of(value: Any, name: str) -> bool:
    # In Python True is an int; in JSON it is not.
    return isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _check_object(
    value: Mapping[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[str]:
    described = schema["properties"]
    for name in schema["required"]:
        if name not in value:
            yield f"{path}.{name}: is missing".removeprefix(".")
    for name, each in value.items():
        if name in described:
            yield from _check(each, described[name], root, f"{path}.{name}".removeprefix("."))
        elif schema["additionalProperties"] is False:
            yield f"{path}.{name}: is not described".removeprefix(".")
