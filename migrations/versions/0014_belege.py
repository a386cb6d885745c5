"""Belege."""

from __future__ import annotations

revision = "0014_belege"
down_revision = "0013_weiterleitung"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
