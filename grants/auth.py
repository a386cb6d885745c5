"""What a view allows and to whom: every view states its Recht, and a test walks the URL map.

Nobody logs in yet: the application answers on this machine only (`web.trusted_hosts`).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Recht(StrEnum):
    """What somebody may do, named after the act."""

    JAHR_ANSEHEN = "jahr_ansehen"
    DOKUMENT_HERUNTERLADEN = "dokument_herunterladen"


# Views that anybody may call, each with the reason.
OFFEN: dict[str, str] = {
    "static": "Stilvorlagen, Schriften und Bilder; sie enthalten keine Daten.",
    "rahmen.gesund": "Die Überwachung fragt ohne Anmeldung; die Antwort nennt keine Daten.",
    "rahmen.barrierefreiheit": "Die Erklärung muss jede Person lesen können.",
    "rahmen.darstellung": "Hell oder dunkel ist eine Wahl dieses Browsers.",
}


def requires(recht: Recht) -> Callable[[View], View]:
    """Mark a view with the Recht it needs."""

    def mark(view: View) -> View:
        view.recht = recht  # type: ignore[attr-defined]  # read by the walk over the URL map
        return view

    return mark
