"""The draft of a paper as files, kept for as long as it says the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from grants.services import dokumente
from grants.services.dokumente import Daten

# A paper of a few pages is some 100 kB.
_ENTWUERFE = 4


@lru_cache(_ENTWUERFE)
def render_entwurf(entwurf: Daten) -> Mapping[str, bytes]:
    """Return the three files of the draft by their ending; takes its time, so never inside a transaction.

    Page and download of the same values are laid out once a process. Raises EinrichtungUnvollstaendig.
    """
    return dokumente.render(entwurf, ohne_anlagen=True)
