"""Antrag: which issued paper was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_antrag"
down_revision = "0006_einlesen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("antrag") as batch:
        batch.add_column(sa.Column("dokument_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_antrag_dokument_id_dokument"), "dokument", ["dokument_id"], ["id"], ondelete="RESTRICT"
        )
        batch.create_check_constraint(
            op.f("ck_antrag_dokument_mit_versand"), "dokument_id IS NULL OR versandt_am IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("antrag") as batch:
        batch.drop_constraint(op.f("ck_antrag_dokument_mit_versand"), type_="check")
        batch.drop_constraint(op.f("fk_antrag_dokument_id_dokument"), type_="foreignkey")
        batch.drop_column("dokument_id")
