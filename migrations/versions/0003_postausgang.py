"""Outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_postausgang"
down_revision = "0002_konten"
branch_labels = None
depends_on = None

STATUS = sa.Enum(
    "wartet",
    "versandt",
    "nicht_zugestellt",
    "erledigt",
    name="nachrichtstatus",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        "nachricht",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("art", sa.String(length=60), nullable=False),
        sa.Column("schluessel", sa.String(length=200), nullable=False),
        sa.Column("an", sa.String(length=200), nullable=False),
        sa.Column("betreff", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("versuche", sa.Integer(), nullable=False),
        sa.Column("entstanden_am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("naechster_versuch", sa.DateTime(timezone=True), nullable=False),
        sa.Column("versandt_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fehler", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'versandt') = (versandt_am IS NOT NULL)", name=op.f("ck_nachricht_versandt_mit_zeit")
        ),
        sa.CheckConstraint(
            "status <> 'nicht_zugestellt' OR fehler <> ''",
            name=op.f("ck_nachricht_nicht_zugestellt_mit_grund"),
        ),
        sa.CheckConstraint("versuche >= 0", name=op.f("ck_nachricht_versuche_ab_null")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nachricht")),
        sa.UniqueConstraint("schluessel", name=op.f("uq_nachricht_schluessel")),
    )
    op.create_index(
        op.f("ix_nachricht_status_naechster_versuch"), "nachricht", ["status", "naechster_versuch"]
    )


def downgrade() -> None:
    op.drop_table("nachricht")
