"""Jahreswechsel; Fristen: Wiedervorlage, reason of an extension, what is no longer asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_fristen"
down_revision = "0010_abgaben"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jahreswechsel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programm_id", sa.Integer(), nullable=False),
        sa.Column("von_jahr", sa.Integer(), nullable=False),
        sa.Column("nach_jahr", sa.Integer(), nullable=False),
        sa.Column("jahr_angelegt", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ereignis_nummer", sa.Integer(), nullable=False),
        sa.Column("zurueckgenommen_am", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("nach_jahr = von_jahr + 1", name=op.f("ck_jahreswechsel_ins_folgejahr")),
        sa.ForeignKeyConstraint(
            ["programm_id"],
            ["programm.id"],
            name=op.f("fk_jahreswechsel_programm_id_programm"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_jahreswechsel_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jahreswechsel")),
    )
    op.create_index(
        op.f("ix_jahreswechsel_programm_id_nach_jahr"), "jahreswechsel", ["programm_id", "nach_jahr"]
    )
    with op.batch_alter_table("jahresmassnahme") as batch:
        batch.add_column(sa.Column("jahreswechsel_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_jahresmassnahme_jahreswechsel_id_jahreswechsel"),
            "jahreswechsel",
            ["jahreswechsel_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    with op.batch_alter_table("frist") as batch:
        batch.add_column(sa.Column("verlaengert_grund", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("wiedervorlage_am", sa.Date(), nullable=True))
        batch.add_column(sa.Column("notiz", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("entfallen_am", sa.Date(), nullable=True))
        batch.add_column(sa.Column("entfallen_grund", sa.Text(), nullable=False, server_default=""))
    # The rule is new: whatever was extended before had no place for its reason.
    op.execute("UPDATE frist SET verlaengert_grund = 'nicht festgehalten' WHERE verlaengert_bis IS NOT NULL")
    with op.batch_alter_table("frist") as batch:
        batch.create_check_constraint(
            op.f("ck_frist_verlaengert_mit_grund"), "verlaengert_bis IS NULL OR verlaengert_grund <> ''"
        )
        batch.create_check_constraint(
            op.f("ck_frist_entfallen_mit_grund"), "entfallen_am IS NULL OR entfallen_grund <> ''"
        )
        batch.create_check_constraint(
            op.f("ck_frist_entfallen_oder_erledigt"), "entfallen_am IS NULL OR erledigt_am IS NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("jahresmassnahme") as batch:
        batch.drop_constraint(op.f("fk_jahresmassnahme_jahreswechsel_id_jahreswechsel"), type_="foreignkey")
        batch.drop_column("jahreswechsel_id")
    op.drop_table("jahreswechsel")
    with op.batch_alter_table("frist") as batch:
        for name in ("verlaengert_mit_grund", "entfallen_mit_grund", "entfallen_oder_erledigt"):
            batch.drop_constraint(op.f(f"ck_frist_{name}"), type_="check")
        for name in ("verlaengert_grund", "wiedervorlage_am", "notiz", "entfallen_am", "entfallen_grund"):
            batch.drop_column(name)
