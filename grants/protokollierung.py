"""One line per request for the IT: number, method, route, status, time, size; no names, addresses or contents."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request

log = logging.getLogger("grants.zugriff")


def init_app(app: Flask) -> None:
    """Write a line when a request is answered, and send its number along."""
    log.setLevel(logging.INFO)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.beginn = time.perf_counter()


def _end(response: Response) -> Response:
    number = g.get("nummer", "-")
    response.headers["X-Anfrage-Nummer"] = number
    took = (time.perf_counter() - g.get("beginn", time.perf_counter())) * 1000
    # The route, not the address: addresses hold names of Maßnahmen, and links open something.
    route = request.url_rule.rule if request.url_rule else "-"
    log.info(
        "nummer=%s methode=%s route=%s status=%d ms=%.0f bytes=%s",
        number,
        request.method,
        route,
        response.status_code,
        took,
        response.calculate_content_length() or 0,
    )
    return response
