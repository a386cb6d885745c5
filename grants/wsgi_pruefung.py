"""What production asks of its settings; kept apart from grants.wsgi, which starts when it is imported."""

from __future__ import annotations

from grants.config import Einstellungen
from grants.domain.errors import DomainError


class StartVerweigert(DomainError):
    """Something is set in a way that production must not have."""

    code = "start_verweigert"


def check_settings(einstellungen: Einstellungen) -> None:
    """Raise StartVerweigert where a setting is missing or has no place in production."""
    if not einstellungen.secret_key:
        raise StartVerweigert(
            "GRANTS_SECRET_KEY fehlt. Bitte einen langen zufälligen Wert setzen, zum Beispiel mit: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    if einstellungen.heute is not None:
        raise StartVerweigert(
            "GRANTS_HEUTE ist gesetzt; ein fester Tag gehört nicht in den Betrieb. Bitte die Einstellung entfernen."
        )
