"""Nachweis der Stadt: which issued version was sent, received, taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021_nachweis_stadt"
down_revision = "0020_ergebnis"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nachweisversand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nachweis_stadt_id", sa.Integer(), nullable=False),
        sa.Column("dokument_id", sa.Integer(), nullable=False),
        sa.Column("versandt_am", sa.Date(), nullable=False),
        sa.Column("weg", sa.String(length=20), nullable=False),
        sa.Column("eingegangen_am", sa.Date(), nullable=True),
        sa.Column("zurueckgenommen_am", sa.Date(), nullable=True),
        sa.Column("zurueckgenommen_grund", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("weg <> ''", name=op.f("ck_nachweisversand_weg_genannt")),
        sa.CheckConstraint(
            "eingegangen_am IS NULL OR eingegangen_am >= versandt_am",
            name=op.f("ck_nachweisversand_eingang_nach_versand"),
        ),
        sa.CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')",
            name=op.f("ck_nachweisversand_zurueckgenommen_mit_grund"),
        ),
        sa.ForeignKeyConstraint(
            ["dokument_id"],
            ["dokument.id"],
            name=op.f("fk_nachweisversand_dokument_id_dokument"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["nachweis_stadt_id"],
            ["nachweis_stadt.id"],
            name=op.f("fk_nachweisversand_nachweis_stadt_id_nachweis_stadt"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nachweisversand")),
    )
    op.create_index(
        op.f("ix_nachweisversand_nachweis_stadt_id"), "nachweisversand", ["nachweis_stadt_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_nachweisversand_nachweis_stadt_id"), table_name="nachweisversand")
    op.drop_table("nachweisversand")
