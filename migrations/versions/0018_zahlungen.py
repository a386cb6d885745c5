"""Zahlungen."""

from __future__ import annotations

revision = "0018_zahlungen"
down_revision = "0017_mitteilungen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
