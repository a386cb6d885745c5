"""Ergebnis."""

from __future__ import annotations

revision = "0020_ergebnis"
down_revision = "0019_pruefung"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
