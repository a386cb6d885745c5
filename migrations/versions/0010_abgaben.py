"""One-time keys of forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_abgaben"
down_revision = "0009_traeger"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "abgabe",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schluessel", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ziel", sa.Text(), nullable=False),
        sa.Column("inhalt_sha256", sa.String(length=64), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_abgabe_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abgabe")),
        sa.UniqueConstraint("schluessel", name=op.f("uq_abgabe_schluessel")),
    )


def downgrade() -> None:
    op.drop_table("abgabe")
