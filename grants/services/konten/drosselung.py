"""Too many failures have to wait: counted by account and by origin, in a table that every process reads."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from grants.domain.begriffe import Versuchsart
from grants.models import Anmeldeversuch

FENSTER = timedelta(minutes=15)
# Failures within the window after which one has to wait.
JE_KONTO = 5
JE_HERKUNFT = 20
_AUFBEWAHRT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wer:
    """Who tries, as keyed hashes: without the key nobody can tell address or account from them."""

    konto: str
    herkunft: str


def make_wer(key: str, *, konto: str, herkunft: str) -> Wer:
    """Return the hashes of an account (its address, or a token) and an origin (the address of the machine)."""
    return Wer(
        *(_hash(key, f"{kind}:{text.strip().lower()}") for kind, text in (("k", konto), ("h", herkunft)))
    )


def _hash(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def minutes_to_wait(session: Session, art: Versuchsart, wer: Wer, *, jetzt: datetime) -> int:
    """Return how many minutes this account has to wait from this origin, 0 where it may try.

    Failures on an account count together with their origin, so that a stranger cannot lock a person out: from
    everywhere together an account waits only after as many failures as an origin may have.
    """
    a, since = Anmeldeversuch, jetzt - FENSTER
    recent = select(func.count(), func.min(a.am)).where(a.art == art, a.am > since)
    for where, limit in (
        ((a.konto_hash == wer.konto) & (a.herkunft_hash == wer.herkunft), JE_KONTO),
        (a.konto_hash == wer.konto, JE_HERKUNFT),
        (a.herkunft_hash == wer.herkunft, JE_HERKUNFT),
    ):
        count, oldest = session.execute(recent.where(where)).one()
        if count >= limit:
            left = oldest + FENSTER - jetzt
            return max(1, -(-int(left.total_seconds()) // 60))
    return 0


def note_failure(session: Session, art: Versuchsart, wer: Wer, *, jetzt: datetime) -> None:
    """Count a failure and forget those of yesterday."""
    session.execute(delete(Anmeldeversuch).where(Anmeldeversuch.am < jetzt - _AUFBEWAHRT))
    session.add(Anmeldeversuch(art=art, konto_hash=wer.konto, herkunft_hash=wer.herkunft, am=jetzt))
    session.flush()


def forget(session: Session, art: Versuchsart, wer: Wer) -> None:
    """Forget the failures of an account from this origin after it succeeded."""
    session.execute(
        delete(Anmeldeversuch).where(
            Anmeldeversuch.art == art,
            Anmeldeversuch.konto_hash == wer.konto,
            Anmeldeversuch.herkunft_hash == wer.herkunft,
        )
    )
