"""Texts and declarations for the city's papers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.texte import TEXTFELDER, Text
from grants.queries.rows import rows

_ORDER = {feld.schluessel: place for place, feld in enumerate(TEXTFELDER)}


def load_texte(session: Session, foerderjahr: m.Foerderjahr) -> tuple[Text, ...]:
    """Return the texts of the year in the order of the papers, those of Maßnahmen in the order of the list."""
    t, j = m.Text, m.Jahresmassnahme
    statement = (
        select(t.schluessel, t.text, m.Massnahme.kennung)
        .outerjoin(j, t.jahresmassnahme_id == j.id)
        .outerjoin(m.Massnahme, j.massnahme_id == m.Massnahme.id)
        # A text that was taken back leaves an empty row.
        .where(t.foerderjahr_id == foerderjahr.id, t.text != "")
        # The text of the year itself has no Maßnahme; where NULL sorts differs between databases.
        .order_by(m.Massnahme.id.is_not(None), j.reihenfolge, t.id)
    )
    texte = [Text(schluessel, text, kennung or "") for schluessel, text, kennung in rows(session, statement)]
    return tuple(sorted(texte, key=lambda each: _ORDER[each.schluessel]))
