"""Uploaded Beleglisten, the words of a Träger's files, and a counter for income."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_belege"
down_revision = "0013_weiterleitung"
branch_labels = None
depends_on = None

_STATUS = sa.Enum(
    "offen",
    "uebernommen",
    "verworfen",
    name="einlesungstatus",
    native_enum=False,
    create_constraint=True,
    length=40,
)
_HERKUNFT = sa.Enum(
    "land",
    "stadt",
    "traeger",
    "bund",
    "andere_oeffentliche",
    "krankenkasse",
    "spende",
    "teilnehmende",
    name="mittelherkunft",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    with op.batch_alter_table("einnahme") as table:
        table.add_column(sa.Column("aenderungsstand", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("einnahme") as table:
        table.alter_column("aenderungsstand", server_default=None)
    op.create_table(
        "belegeinlesung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column("status", _STATUS, nullable=False),
        sa.Column("erechnung", sa.Boolean(), nullable=False),
        sa.Column("datei", sa.String(length=200), nullable=False),
        sa.Column("groesse", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("inhalt", sa.LargeBinary(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("antworten", sa.JSON(), nullable=False),
        sa.Column("ergebnis", sa.JSON(), nullable=False),
        sa.Column("entschieden_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entschieden_von_id", sa.Integer(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_belegeinlesung_mit_hash")),
        sa.CheckConstraint(
            "(status = 'offen') = (entschieden_am IS NULL)",
            name=op.f("ck_belegeinlesung_entschieden_mit_zeitpunkt"),
        ),
        sa.CheckConstraint(
            "(entschieden_am IS NULL) = (entschieden_von_id IS NULL)",
            name=op.f("ck_belegeinlesung_entschieden_mit_person"),
        ),
        sa.CheckConstraint(
            "status <> 'offen' OR inhalt IS NOT NULL", name=op.f("ck_belegeinlesung_offen_mit_inhalt")
        ),
        sa.CheckConstraint(
            "status <> 'verworfen' OR inhalt IS NULL", name=op.f("ck_belegeinlesung_verworfen_ohne_inhalt")
        ),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_belegeinlesung_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_belegeinlesung_person_id_person"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["entschieden_von_id"],
            ["person.id"],
            name=op.f("fk_belegeinlesung_entschieden_von_id_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_belegeinlesung")),
    )
    op.create_index(
        op.f("ix_belegeinlesung_empfaengeranteil_id"), "belegeinlesung", ["empfaengeranteil_id"], unique=False
    )
    op.create_table(
        "spaltenzuordnung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("traeger_id", sa.Integer(), nullable=False),
        sa.Column("spalte", sa.String(length=40), nullable=False),
        sa.Column("ueberschrift", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["traeger_id"],
            ["traeger.id"],
            name=op.f("fk_spaltenzuordnung_traeger_id_traeger"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spaltenzuordnung")),
        sa.UniqueConstraint("traeger_id", "spalte", name=op.f("uq_spaltenzuordnung_traeger_id_spalte")),
    )
    op.create_table(
        "positionszuordnung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("traeger_id", sa.Integer(), nullable=False),
        sa.Column("wort", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("herkunft", _HERKUNFT, nullable=True),
        sa.CheckConstraint(
            "position = '' OR herkunft IS NULL", name=op.f("ck_positionszuordnung_position_oder_einnahme")
        ),
        sa.ForeignKeyConstraint(
            ["traeger_id"],
            ["traeger.id"],
            name=op.f("fk_positionszuordnung_traeger_id_traeger"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positionszuordnung")),
        sa.UniqueConstraint("traeger_id", "wort", name=op.f("uq_positionszuordnung_traeger_id_wort")),
    )


def downgrade() -> None:
    op.drop_table("positionszuordnung")
    op.drop_table("spaltenzuordnung")
    op.drop_index(op.f("ix_belegeinlesung_empfaengeranteil_id"), table_name="belegeinlesung")
    op.drop_table("belegeinlesung")
    with op.batch_alter_table("einnahme") as table:
        table.drop_column("aenderungsstand")
