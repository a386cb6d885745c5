"""Formulas of our workbooks computed anew from the cells they name: sums, differences, shares and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

from tests.nachrechnung import kaufmaennisch

_REF = re.compile(
    r"(?:'([^']+)'!|([A-Za-zÄÖÜäöüß]+)!)?\$?([A-Z]{1,2})\$?([0-9]+)(?::\$?([A-Z]{1,2})\$?([0-9]+))?"
)


def recomputed(content: bytes) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """Return every formula of a workbook by `Blatt!A1`: as computed from the bare cells, and as stored beside it."""
    workbook, stored = load_workbook(BytesIO(content)), load_workbook(BytesIO(content), data_only=True)
    formulas = {
        f"{sheet.title}!{cell.coordinate}": str(cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    return (
        {place: _cell(workbook, *place.split("!")) for place in formulas},
        {place: _number(stored[place.split("!")[0]][place.split("!")[1]].value) for place in formulas},
    )


def _number(value: object) -> Fraction:
    # To the cent: a workbook stores binary fractions.
    return Fraction(round(value * 100), 100) if isinstance(value, int | float) else Fraction(0)


def _cell(workbook: Workbook, blatt: str, ort: str) -> Fraction:
    cell = workbook[blatt][ort]
    if cell.data_type != "f":
        return _number(cell.value)
    source = _REF.sub(lambda found: _named(found, blatt), str(cell.value).removeprefix("="))
    return _value(workbook, ast.parse(source, mode="eval").body)


def _named(found: re.Match[str], here: str) -> str:
    quoted, bare, column, row, last_column, last_row = found.groups()
    end = f":{last_column}{last_row}" if last_column else ""
    return f"ZELLEN({(quoted or bare or here)!r}, {f'{column}{row}{end}'!r})"


def _cells(workbook: Workbook, blatt: str, bereich: str) -> list[Fraction]:
    left, top, right, bottom = range_boundaries(bereich)
    rows = workbook[blatt].iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right)
    return [_cell(workbook, blatt, cell.coordinate) for row in rows for cell in row]


_FUNKTIONEN: Mapping[str, Callable[..., Fraction]] = {
    "SUM": lambda *values: sum(values, Fraction(0)),
    "MAX": max,
    "ROUND": lambda value, digits: Fraction(kaufmaennisch(value * 10 ** int(digits)), 10 ** int(digits)),
}
_RECHENARTEN: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: Fraction.__add__,
    ast.Sub: Fraction.__sub__,
    ast.Mult: Fraction.__mul__,
    ast.Div: Fraction.__truediv__,
}


def _value(workbook: Workbook, node: Any) -> Fraction:
    match node:
        case ast.Constant():
            return Fraction(node.value)
        case ast.BinOp():
            left, right = _value(workbook, node.left), _value(workbook, node.right)
            return _RECHENARTEN[type(node.op)](left, right)
        case ast.Call(func=ast.Name(id="ZELLEN")):
            [value] = _cells(workbook, *(each.value for each in node.args))
            return value
        case ast.Call():
            arguments = [value for each in node.args for value in _argument(workbook, each)]
            return _FUNKTIONEN[node.func.id](*arguments)
        case _:
            raise NotImplementedError(ast.dump(node))


def _argument(workbook: Workbook, node: Any) -> list[Fraction]:
    if isinstance(node, ast.Call) and node.func.id == "ZELLEN":
        return _cells(workbook, *(each.value for each in node.args))
    return [_value(workbook, node)]
