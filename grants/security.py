"""The log-in library, bound: Argon2 hashes, one-time codes, recovery codes, and what a session carries.

Flask-Security does the cryptography and holds the session; pages and words are ours (grants.blueprints.anmeldung), so
that each change is one transaction with its Ereignis. Decision record: docs/adr/2026-11-21-anmeldung.md.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Any, cast

from cryptography.fernet import Fernet, InvalidToken
from flask import Flask, current_app
from flask_security import Security, SQLAlchemyUserDatastore, hash_password, verify_password
from flask_security.totp import Totp

from grants.extensions import db
from grants.models import Konto

RECOVERY_CODES = 10
# Seconds by which the clock of a device may differ.
_FENSTER = 30


class TotpOnce(Totp):
    """Takes each code once: the counter of the last one is kept at the account."""

    def get_last_counter(self, user: Any) -> int | None:
        return cast("int | None", user.totp_zaehler)

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.totp_zaehler = tmatch.counter


#: The name of the function that hashes passwords
_HASH = "argon2"

security = Security()


def init_app(app: Flask) -> None:
    """Bind the library without any page of its own."""
    key = str(app.config["SECRET_KEY"])
    app.config.update(
        SECURITY_PASSWORD_HASH=_HASH,
        # Argon2 needs no second round with a secret that, once changed, would lock everybody out.
        SECURITY_PASSWORD_SINGLE_HASH=[_HASH],
        SECURITY_TOTP_SECRETS={"1": _derive(key, "totp").decode()},
        SECURITY_TOTP_ISSUER="Förderkette",
        SECURITY_TWO_FACTOR=False,
        SECURITY_ANONYMOUS_USER_DISABLED=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    # Rollen hang on the Person; the library need not know them.
    datastore = SQLAlchemyUserDatastore(db, Konto, cast("Any", None))
    security.init_app(app, datastore, register_blueprint=False)
    app.extensions["grants_totp"] = TotpOnce(app.config["SECURITY_TOTP_SECRETS"], "Förderkette")
    app.extensions["grants_fernet"] = Fernet(_derive(key, "codes"))


def _derive(key: str, purpose: str) -> bytes:
    """Return a key of its own for each purpose, in the form that Fernet takes."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"grants:{purpose}:{key}".encode()).digest())


def key() -> str:
    """Return the key of the installation, for hashes that nobody else can make."""
    return str(current_app.config["SECRET_KEY"])


# -- Passwords -------------------------------------------------------------------------------------------------


def hash_kennwort(kennwort: str) -> str:
    return str(hash_password(_normal(kennwort)))


def verify_kennwort(kennwort: str, kennwort_hash: str | None) -> bool:
    """Return whether the password fits; takes as long for an account that does not exist."""
    if kennwort_hash is None:
        verify_password("nicht das Kennwort", _nobody())
        return False
    return bool(verify_password(_normal(kennwort), kennwort_hash))


def _normal(kennwort: str) -> str:
    # The same characters, however the keyboard wrote them (NIST SP 800-63B, 5.1.1.2).
    return unicodedata.normalize("NFKC", kennwort)


def _nobody() -> str:
    found = current_app.extensions.get("grants_nobody")
    if found is None:
        found = current_app.extensions["grants_nobody"] = hash_kennwort("Kennwort von niemandem")
    return str(found)


# -- Second factor ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Einrichtung:
    """What a device needs: the encrypted secret to keep, the key to type, the picture to scan."""

    geheimnis: str
    schluessel: str
    bild: str


def new_second_factor() -> str:
    """Return a new secret, encrypted."""
    return str(_totp().generate_totp_secret())


def show_second_factor(geheimnis: str, email: str) -> Einrichtung:
    """Return key and picture of a secret."""
    totp = _totp()
    return Einrichtung(
        geheimnis, str(totp.get_totp_pretty_key(geheimnis)), str(totp.generate_qrcode(email, geheimnis))
    )


def verify_code(konto: Konto, code: str, geheimnis: str | None = None) -> bool:
    """Return whether the code fits and was not used before; its counter is set at the account."""
    secret = geheimnis or konto.tf_totp_secret
    digits = "".join(code.split())
    if not secret or not (digits.isascii() and digits.isdigit()):
        return False
    return bool(_totp().verify_totp(digits, secret, konto, window=_FENSTER))


def _totp() -> TotpOnce:
    return cast("TotpOnce", current_app.extensions["grants_totp"])


def new_recovery_codes() -> tuple[list[str], list[str]]:
    """Return codes to show once, and the same encrypted to keep."""
    codes = [str(code) for code in _totp().generate_recovery_codes(RECOVERY_CODES)]
    fernet = _fernet()
    return codes, [fernet.encrypt(code.encode()).decode() for code in codes]


def without_recovery_code(konto: Konto, code: str) -> list[str] | None:
    """Return the (encrypted) codes that are left after this one; None where it is none of them."""
    wanted, kept = code.strip().lower().replace(" ", ""), list(konto.mf_recovery_codes or [])
    for place, each in enumerate(kept):
        if wanted and _decrypt(each) == wanted:
            return kept[:place] + kept[place + 1 :]
    return None


def _decrypt(text: str) -> str:
    try:
        return _fernet().decrypt(text.encode()).decode()
    except InvalidToken:
        # Made with another key: nobody can use it any more.
        return ""


def _fernet() -> Fernet:
    return cast("Fernet", current_app.extensions["grants_fernet"])
