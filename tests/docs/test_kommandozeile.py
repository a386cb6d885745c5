"""docs/kommandozeile.md names every command and, with docs/fehlercodes.md, every code that a script may meet."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click

from grants.cli.start import grants
from grants.config import ROOT

PAGE = (ROOT / "docs" / "kommandozeile.md").read_text(encoding="utf-8")
CODES = (ROOT / "docs" / "fehlercodes.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def raised_codes(path: Path) -> Iterator[str]:
    """Yield the codes a module gives to its errors: those of its classes and of single refusals."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef(body=body):
                for line in body:
                    if (
                        isinstance(line, ast.Assign)
                        and isinstance(line.targets[0], ast.Name)
                        and line.targets[0].id == "code"
                        and isinstance(line.value, ast.Constant)
                    ):
                        yield str(line.value.value)
            case ast.Call(func=ast.Name(id="Violation"), args=[ast.Constant(value=code), *_]):
                yield str(code)


def test_every_command_has_its_row_and_every_row_its_command():
    rows = re.findall(r"^\| `(grants [^`]+)`", PAGE, flags=re.MULTILINE)
    # Two commands share a row.
    rows.append("grants vorlage belege")
    named = [path for path, _ in commands(grants, "grants")]
    assert [path for path in named if not any(row.startswith(path) for row in rows)] == []
    assert [row for row in rows if not any(row.startswith(path) for path in named)] == []


def test_every_option_is_on_the_page():
    for path, command in commands(grants, "grants"):
        for param in command.params:
            for name in param.opts if isinstance(param, click.Option) else ():
                assert name in PAGE, f"{path} {name}"


def reached_from_the_command_line() -> set[Path]:
    """Return the modules of the command line and the services that they call, themselves or through another."""
    found: set[Path] = set()
    waiting = [*(ROOT / "grants" / "cli").rglob("*.py"), ROOT / "grants" / "config.py"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grants.services"):
                base = ROOT.joinpath(*node.module.split("."))
                names = [base / f"{alias.name}.py" for alias in node.names] + [base.with_suffix(".py")]
                waiting += [name for name in names if name.is_file()]
    return found


def test_every_code_is_listed():
    listed = set(re.findall(r"`([a-z_]+)`", PAGE + CODES))
    used = {code for module in reached_from_the_command_line() for code in raised_codes(module)}
    assert {"datenbank_gesperrt", "aufruf", "email_unklar"} <= used
    # Raised by what pages alone ask for: the command line reads signatures, which share a module with those steps.
    of_pages = {"frist_vorbei", "punkt_fehlt", "vor_eingang"}
    assert used - listed <= {"zweite_person_fehlt", "nicht_zu_leeren"} | of_pages
