"""What the signed cookie carries: whose session it is, since when, and when it was last used.

The cookie outlives the session by a day, so that what was typed after its end can be given back to the same Person.
"""

from __future__ import annotations

import time

from flask import session

# A working day; after it one logs in again, however busy one was.
LAENGSTENS = 12 * 3600
# The cookie is written anew no more often than this.
_AUFFRISCHEN = 60


def begin(schluessel: str) -> None:
    """Start a session; whatever the cookie held before is gone."""
    session.clear()
    session.permanent = True
    now = int(time.time())
    session.update(konto=schluessel, seit=now, zuletzt=now)


def take_over(schluessel: str) -> None:
    """Let this session go on under the account's new key, which has ended all others."""
    session["konto"] = schluessel


def end(*, keep_messages: bool = False) -> None:
    """Forget who was logged in."""
    messages = session.get("_flashes") if keep_messages else None
    session.clear()
    if messages:
        session["_flashes"] = messages


def open_key(minuten: int) -> str | None:
    """Return the key of a session that is open, and note that it was used."""
    key = session.get("konto")
    if not isinstance(key, str) or _is_over(minuten):
        return None
    now = int(time.time())
    if now - session["zuletzt"] >= _AUFFRISCHEN:
        session["zuletzt"] = now
    return key


def ended_key(minuten: int) -> str | None:
    """Return the key of a session that has ended by time alone."""
    key = session.get("konto")
    return key if isinstance(key, str) and _is_over(minuten) else None


def _is_over(minuten: int) -> bool:
    now = time.time()
    return now - session.get("zuletzt", 0) > minuten * 60 or now - session.get("seit", 0) > LAENGSTENS
