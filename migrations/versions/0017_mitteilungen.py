"""What a decision on a Fristverlängerung grants, and reminders about due dates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017_mitteilungen"
down_revision = "0015_nachweis"
branch_labels = None
depends_on = None

CHECKS = {
    "gewaehrt_nach_entscheidung": "frist_bis_gewaehrt IS NULL OR entschieden",
    "intern_nur_vom_amt": "NOT intern OR NOT vom_empfaenger",
    "notiz_ist_intern": "art <> 'notiz' OR intern",
}


def _stufe() -> sa.Enum:
    return sa.Enum(
        "vorher_lang",
        "vorher_kurz",
        "nachher_kurz",
        "nachher_lang",
        name="erinnerungsstufe",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def upgrade() -> None:
    with op.batch_alter_table("mitteilung") as batch:
        batch.add_column(sa.Column("frist_bis_gewaehrt", sa.Date(), nullable=True))
    with op.batch_alter_table("mitteilung") as batch:
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_mitteilung_{name}"), condition)
    op.create_table(
        "erinnerungsvorlage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stufe", _stufe(), nullable=False),
        sa.Column("tage", sa.Integer(), nullable=False),
        sa.Column("betreff", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("aktiv", sa.Boolean(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("tage BETWEEN 0 AND 365", name=op.f("ck_erinnerungsvorlage_tage_eines_jahres")),
        sa.CheckConstraint("betreff <> '' AND text <> ''", name=op.f("ck_erinnerungsvorlage_nicht_leer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erinnerungsvorlage")),
        sa.UniqueConstraint("stufe", name=op.f("uq_erinnerungsvorlage_stufe")),
    )
    op.create_table(
        "erinnerung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column("stufe", _stufe(), nullable=False),
        sa.Column("frist_bis", sa.Date(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("betreff", sa.Text(), nullable=False),
        sa.Column("anzahl", sa.Integer(), nullable=False),
        sa.CheckConstraint("anzahl > 0", name=op.f("ck_erinnerung_an_jemanden")),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_erinnerung_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erinnerung")),
        sa.UniqueConstraint(
            "empfaengeranteil_id",
            "stufe",
            "frist_bis",
            name=op.f("uq_erinnerung_empfaengeranteil_id_stufe_frist_bis"),
        ),
    )


def downgrade() -> None:
    op.drop_table("erinnerung")
    op.drop_table("erinnerungsvorlage")
    with op.batch_alter_table("mitteilung") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_mitteilung_{name}"), type_="check")
        batch.drop_column("frist_bis_gewaehrt")
