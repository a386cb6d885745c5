"""Searching in columns of text, alike on both databases."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, SQLColumnExpression, or_
from sqlalchemy.orm import Session

# More of them would not narrow anything down.
_WOERTER = 5


def matches(
    session: Session, columns: Sequence[SQLColumnExpression[str]], text: str
) -> list[ColumnElement[bool]]:
    """Return the conditions that every word of a search stands in one of the columns, in capitals or not."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return [
        or_(
            *(
                _holds(column, spelling, is_sqlite=is_sqlite)
                for column in columns
                for spelling in _spellings(word)
            )
        )
        for word in text.split()[:_WOERTER]
    ]


def _holds(column: SQLColumnExpression[str], word: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    # SQLite's LIKE knows no capitals; lowering thousands of texts for its ILIKE takes twice as long.
    return column.like(pattern, escape="\\") if is_sqlite else column.ilike(pattern, escape="\\")


def _spellings(word: str) -> list[str]:
    """Return the word, and where SQLite takes a capital umlaut for another letter, its other spellings."""
    return [word] if word.isascii() else sorted({word, word.lower(), word.capitalize(), word.upper()})
