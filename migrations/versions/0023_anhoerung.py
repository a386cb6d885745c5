"""Letters that were taken back stay: papers and hearings with day and reason, one hearing alone holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023_anhoerung"
down_revision = "0022_testat"
branch_labels = None
depends_on = None

_TABELLEN = ("dokument", "erstattung")
_MIT_GRUND = "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')"
_GILT = sa.text("zurueckgenommen_am IS NULL")


def upgrade() -> None:
    for table in _TABELLEN:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("zurueckgenommen_am", sa.Date(), nullable=True))
            batch.add_column(sa.Column("zurueckgenommen_grund", sa.Text(), nullable=False, server_default=""))
            batch.create_check_constraint(op.f(f"ck_{table}_zurueckgenommen_mit_grund"), _MIT_GRUND)
            if table == "erstattung":
                batch.drop_constraint(op.f("uq_erstattung_verwendungsnachweis_id"), type_="unique")
    op.create_index(
        op.f("ix_erstattung_verwendungsnachweis_id"),
        "erstattung",
        ["verwendungsnachweis_id"],
        unique=True,
        sqlite_where=_GILT,
        postgresql_where=_GILT,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_erstattung_verwendungsnachweis_id"), table_name="erstattung")
    # One row alone may stand again for a proof.
    op.execute(sa.text("DELETE FROM erstattung WHERE zurueckgenommen_am IS NOT NULL"))
    for table in reversed(_TABELLEN):
        with op.batch_alter_table(table) as batch:
            if table == "erstattung":
                batch.create_unique_constraint(
                    op.f("uq_erstattung_verwendungsnachweis_id"), ["verwendungsnachweis_id"]
                )
            batch.drop_constraint(op.f(f"ck_{table}_zurueckgenommen_mit_grund"), type_="check")
            batch.drop_column("zurueckgenommen_grund")
            batch.drop_column("zurueckgenommen_am")
