"""Nachweis: how a year's proofs are signed; which figures a handed-in copy and a declaration belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_nachweis"
down_revision = "0014_belege"
branch_labels = None
depends_on = None

_WERTE = ("datum", "betrag", "anteil", "zahl", "ja_nein", "finanzierungsart")


def _exactly_one(columns: tuple[str, ...]) -> str:
    return " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in columns) + " = 1"


def upgrade() -> None:
    with op.batch_alter_table("foerderjahr_parameter") as batch:
        batch.add_column(
            sa.Column(
                "unterschrift",
                sa.Enum(
                    "keine",
                    "signiertes_pdf",
                    "papier",
                    name="unterschriftsart",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch.drop_constraint(op.f("ck_foerderjahr_parameter_genau_ein_wert"), type_="check")
        batch.create_check_constraint(
            op.f("ck_foerderjahr_parameter_genau_ein_wert"), _exactly_one((*_WERTE, "unterschrift"))
        )
    for table in ("nachweisfassung", "erklaerung"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column("zahlen_sha256", sa.String(length=64), nullable=False, server_default="")
            )
        with op.batch_alter_table(table) as batch:
            batch.alter_column("zahlen_sha256", server_default=None)


def downgrade() -> None:
    for table in ("nachweisfassung", "erklaerung"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("zahlen_sha256")
    op.execute("DELETE FROM foerderjahr_parameter WHERE unterschrift IS NOT NULL")
    with op.batch_alter_table("foerderjahr_parameter") as batch:
        batch.drop_constraint(op.f("ck_foerderjahr_parameter_genau_ein_wert"), type_="check")
        batch.drop_constraint(op.f("ck_foerderjahr_parameter_unterschriftsart"), type_="check")
        batch.create_check_constraint(op.f("ck_foerderjahr_parameter_genau_ein_wert"), _exactly_one(_WERTE))
    with op.batch_alter_table("foerderjahr_parameter") as batch:
        batch.drop_column("unterschrift")
