"""Being logged in, in a browser: the same cookie for every test that needs it."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext


def session_cookie(app: Flask, konto: str) -> str:
    """Return the value of the session cookie of the account with this key, logged in now."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    now = int(time.time())
    return str(serializer.dumps({"konto": konto, "seit": now, "zuletzt": now, "_permanent": True}))


def hold_session(context: BrowserContext, app: Flask, adresse: str, konto: str) -> BrowserContext:
    """Log a browser in as this account; whoever was logged in before is not any more."""
    context.add_cookies([{"name": "session", "value": session_cookie(app, konto), "url": adresse}])
    return context


def log_in(browser: Browser, app: Flask, adresse: str, konto: str, **options: Any) -> BrowserContext:
    """Return a browser of its own in which this account is logged in."""
    return hold_session(browser.new_context(**{"locale": "de-DE", **options}), app, adresse, konto)
