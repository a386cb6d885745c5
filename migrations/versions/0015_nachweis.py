"""Nachweis."""

from __future__ import annotations

revision = "0015_nachweis"
down_revision = "0014_belege"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
