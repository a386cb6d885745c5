"""Waiting for what no element of a page shows: the database, a dialog, a viewer."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait a minute at most until it holds; raises AssertionError where it does not come to that."""
    for _ in range(600):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()
