"""Period, due date, plan and paper of a Weiterleitung; its template."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_weiterleitung"
down_revision = "0012_portal"
branch_labels = None
depends_on = None

ZEITRAUM = "bewilligung_bis IS NULL OR bewilligung_von IS NULL OR bewilligung_bis >= bewilligung_von"
TABELLEN = ("weiterleitung", "zuweisung")


def upgrade() -> None:
    for table in TABELLEN:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("bewilligung_von", sa.Date(), nullable=True))
            batch.add_column(sa.Column("bewilligung_bis", sa.Date(), nullable=True))
            batch.add_column(sa.Column("nachweis_bis", sa.Date(), nullable=True))
            batch.add_column(sa.Column("finanzierungsplan_id", sa.Integer(), nullable=True))
            batch.add_column(sa.Column("bemerkung", sa.Text(), nullable=False, server_default=""))
            if table == "weiterleitung":
                batch.add_column(sa.Column("dokument_id", sa.Integer(), nullable=True))
        with op.batch_alter_table(table) as batch:
            batch.alter_column("bemerkung", server_default=None)
            batch.create_foreign_key(
                op.f(f"fk_{table}_finanzierungsplan_id_finanzierungsplan"),
                "finanzierungsplan",
                ["finanzierungsplan_id"],
                ["id"],
                ondelete="RESTRICT",
            )
            batch.create_check_constraint(op.f(f"ck_{table}_bewilligung_bis_nach_von"), ZEITRAUM)
            batch.create_index(
                op.f(f"ix_{table}_finanzierungsplan_id"), ["finanzierungsplan_id"], unique=False
            )
            if table == "weiterleitung":
                batch.create_foreign_key(
                    op.f("fk_weiterleitung_dokument_id_dokument"),
                    "dokument",
                    ["dokument_id"],
                    ["id"],
                    ondelete="RESTRICT",
                )
                batch.create_unique_constraint(op.f("uq_weiterleitung_dokument_id"), ["dokument_id"])
    op.create_table(
        "weiterleitungsvorlage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programm_id", sa.Integer(), nullable=False),
        sa.Column("vertrag", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("gericht", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_weiterleitungsvorlage_mit_text")),
        sa.ForeignKeyConstraint(
            ["programm_id"],
            ["programm.id"],
            name=op.f("fk_weiterleitungsvorlage_programm_id_programm"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weiterleitungsvorlage")),
        sa.UniqueConstraint(
            "programm_id", "vertrag", name=op.f("uq_weiterleitungsvorlage_programm_id_vertrag")
        ),
    )


def downgrade() -> None:
    op.drop_table("weiterleitungsvorlage")
    for table in reversed(TABELLEN):
        with op.batch_alter_table(table) as batch:
            if table == "weiterleitung":
                batch.drop_constraint(op.f("uq_weiterleitung_dokument_id"), type_="unique")
                batch.drop_constraint(op.f("fk_weiterleitung_dokument_id_dokument"), type_="foreignkey")
            batch.drop_index(op.f(f"ix_{table}_finanzierungsplan_id"))
            batch.drop_constraint(op.f(f"ck_{table}_bewilligung_bis_nach_von"), type_="check")
            batch.drop_constraint(
                op.f(f"fk_{table}_finanzierungsplan_id_finanzierungsplan"), type_="foreignkey"
            )
        with op.batch_alter_table(table) as batch:
            if table == "weiterleitung":
                batch.drop_column("dokument_id")
            for name in (
                "bemerkung",
                "finanzierungsplan_id",
                "nachweis_bis",
                "bewilligung_bis",
                "bewilligung_von",
            ):
                batch.drop_column(name)
