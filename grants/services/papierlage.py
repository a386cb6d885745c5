"""What both papers of the city share between draft and Ausstellung: what was confirmed, and what was frozen."""

from __future__ import annotations

from collections.abc import Sequence

from grants.domain.errors import Conflict, RuleViolation, Violation
from grants.domain.texte import Papier
from grants.services import dokumente
from grants.services.dokumente import Daten, Fassung, Frueher, Unterlagen
from grants.services.ereignisse import sha256
from reports import papier as vorlagen


def vorlage(papier: Papier) -> str:
    """Return the template of a paper that is issued in the browser: always with its attachments."""
    return dokumente.vorlage_of(papier, ohne_anlagen=False)


def pruefsumme(entwurf: Daten, papier: Papier) -> str:
    """Return a hash over all that the draft prints, and over the template that prints it."""
    return sha256(f"{vorlage(papier)}\n{dokumente.snapshot_of(entwurf, papier)}")


def find_same(unterlagen: Unterlagen, hindernisse: Sequence[Violation]) -> Frueher | None:
    """Return the issued version that says the same; None where none does or nothing can be issued."""
    return None if hindernisse else dokumente.find_same(unterlagen, vorlage=vorlage(unterlagen.papier))


def confirm(
    unterlagen: Unterlagen,
    *,
    gezeigt: str,
    bestaetigt: str,
    hindernisse: Sequence[Violation],
    gleich: Frueher | None,
) -> Fassung | Frueher:
    """Return the next version ready to be rendered, or the issued one that says the same already.

    `gezeigt` is the `pruefsumme` of now, `bestaetigt` the one that somebody saw and confirmed. Raises Conflict where
    they differ, RuleViolation with every reason why the paper cannot be issued.
    """
    if gezeigt != bestaetigt:
        raise Conflict(
            "Seit Sie die Zusammenfassung geöffnet haben, hat sich etwas geändert. Es wurde nichts ausgestellt. "
            "Bitte sehen Sie sich den neuen Stand unten an und bestätigen Sie ihn."
        )
    if hindernisse:
        raise RuleViolation(hindernisse)
    return gleich or dokumente.prepare(unterlagen, vorlage=vorlage(unterlagen.papier))


def read_snapshot(snapshot: str, papier: Papier) -> object | None:
    """Return the frozen values of a version; None where it was frozen in a form of before that nobody reads now."""
    try:
        return vorlagen.load(papier.value, snapshot.encode())
    except (ValueError, KeyError, TypeError):
        return None
