"""Weiterleitung."""

from __future__ import annotations

revision = "0013_weiterleitung"
down_revision = "0012_portal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
