"""Tables for a terminal: columns as wide as they need to be, amounts to the right."""

from __future__ import annotations

from collections.abc import Container, Sequence

from grants.domain.money import Betrag, format_betrag

_TEXT_WIDTH = 44


def betrag_text(betrag: Betrag | None, *, vorzeichen: bool = False) -> str:
    """Return `1.234,56`, or a dash where there is no amount yet."""
    return "–" if betrag is None else format_betrag(betrag, einheit="", vorzeichen=vorzeichen)


def render_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    foot: Sequence[str] | None = None,
    right: Container[int] = (),
) -> str:
    """Return the table as lines; a text that is too long is cut and ends in "…"."""
    body = [[_cut(cell) for cell in row] for row in rows]
    every = [list(head), *body, *([list(foot)] if foot else [])]
    widths = [max(len(row[i]) for row in every) for i in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = (
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join(cells).rstrip()

    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    lines = [line(head), rule, *(line(row) for row in body)]
    return "\n".join([*lines, rule, line(foot)] if foot else lines)


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _TEXT_WIDTH else flat[: _TEXT_WIDTH - 1] + "…"
