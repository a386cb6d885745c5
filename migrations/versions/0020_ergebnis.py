"""What follows from a check: hearing, decision and announcement of an Erstattung; papers about one recipient."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_ergebnis"
down_revision = "0019_pruefung"
branch_labels = None
depends_on = None

_TEXTE = ("antwort", "ohne_anhoerung", "begruendung")
_TAGE = ("anhoerung_am", "anhoerung_bis", "antwort_am", "entschieden_am", "bekannt_gegeben_am")
_PERSONEN = ("antwort_von_id", "entschieden_von_id")
_REGELN = {
    "anhoerung_mit_frist": "(anhoerung_am IS NULL) = (anhoerung_bis IS NULL) AND anhoerung_bis >= anhoerung_am",
    "antwort_nach_anhoerung": (
        "antwort_am IS NULL OR anhoerung_am IS NOT NULL AND antwort <> '' AND antwort_von_id IS NOT NULL"
    ),
    "entschieden_nach_anhoerung": (
        "entschieden_am IS NULL OR begruendung <> '' AND (anhoerung_am IS NOT NULL OR ohne_anhoerung <> '')"
    ),
    "bekannt_nach_entscheidung": (
        "bekannt_gegeben_am IS NULL OR entschieden_am IS NOT NULL AND bekannt_gegeben_am >= entschieden_am"
    ),
}


def upgrade() -> None:
    with op.batch_alter_table("erstattung") as batch:
        for name in _TEXTE:
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        for name in _TAGE:
            batch.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name in _PERSONEN:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_erstattung_{name}_person"), "person", [name], ["id"], ondelete="RESTRICT"
            )
        batch.add_column(sa.Column("aenderungsstand", sa.Integer(), nullable=False, server_default="1"))
        for name, rule in _REGELN.items():
            batch.create_check_constraint(op.f(f"ck_erstattung_{name}"), rule)
    with op.batch_alter_table("dokument") as batch:
        batch.add_column(sa.Column("empfaengeranteil_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_dokument_empfaengeranteil_id_empfaengeranteil"),
            "empfaengeranteil",
            ["empfaengeranteil_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_index(op.f("ix_dokument_empfaengeranteil_id"), ["empfaengeranteil_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("dokument") as batch:
        batch.drop_index(op.f("ix_dokument_empfaengeranteil_id"))
        batch.drop_constraint(op.f("fk_dokument_empfaengeranteil_id_empfaengeranteil"), type_="foreignkey")
        batch.drop_column("empfaengeranteil_id")
    with op.batch_alter_table("erstattung") as batch:
        for name in _REGELN:
            batch.drop_constraint(op.f(f"ck_erstattung_{name}"), type_="check")
        for name in _PERSONEN:
            batch.drop_constraint(op.f(f"fk_erstattung_{name}_person"), type_="foreignkey")
        for name in (*_TEXTE, *_TAGE, *_PERSONEN, "aenderungsstand"):
            batch.drop_column(name)
