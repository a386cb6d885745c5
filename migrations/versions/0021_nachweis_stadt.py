"""Nachweis der Stadt."""

from __future__ import annotations

revision = "0021_nachweis_stadt"
down_revision = "0020_ergebnis"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
