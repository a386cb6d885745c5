"""Mitteilungen."""

from __future__ import annotations

revision = "0017_mitteilungen"
down_revision = "0016_bericht"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
