"""Amounts and plans: what a version of a Finanzierungsplan was begun after."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_betraege"
down_revision = "0003_postausgang"
branch_labels = None
depends_on = None

_COLUMNS = ("nach_antrag", "nach_zusage")
_CHECK = "ck_finanzierungsplan_bindung_nicht_negativ"


def upgrade() -> None:
    with op.batch_alter_table("finanzierungsplan") as batch:
        for name in _COLUMNS:
            # Plans that are there were begun before anything was sent or promised.
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch.create_check_constraint(op.f(_CHECK), "nach_antrag >= 0 AND nach_zusage >= 0")
    with op.batch_alter_table("finanzierungsplan") as batch:
        for name in _COLUMNS:
            batch.alter_column(name, existing_type=sa.Integer(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("finanzierungsplan") as batch:
        batch.drop_constraint(op.f(_CHECK), type_="check")
        for name in _COLUMNS:
            batch.drop_column(name)
