"""What is asked of a page once it stands: reading it earlier would read the half of it that has arrived."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

# What axe finds on a page: rule and the first element it complains of.
Axe = Callable[[Page], list[tuple[str, str]]]


def fits(page: Page) -> bool:
    """Tell whether nothing is wider than the window, after everything the page asks for has arrived."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
