"""Pruefung."""

from __future__ import annotations

revision = "0019_pruefung"
down_revision = "0018_zahlungen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
