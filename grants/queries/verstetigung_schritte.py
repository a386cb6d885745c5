"""Which entries of the path count: none that another one corrects or that was taken back."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from grants import models as m


def counts() -> ColumnElement[bool]:
    """Return the condition for a statement on Verstetigungsschritt."""
    v, other = m.Verstetigungsschritt, aliased(m.Verstetigungsschritt)
    return and_(v.zurueckgenommen_am.is_(None), ~exists().where(other.berichtigt_id == v.id))
