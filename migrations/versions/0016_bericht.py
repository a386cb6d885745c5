"""Bericht."""

from __future__ import annotations

revision = "0016_bericht"
down_revision = "0015_nachweis"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
