"""Uploads that wait for a confirmation; waivers that were refused or taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_einlesen"
down_revision = "0005_betraege"
branch_labels = None
depends_on = None

ART = sa.Enum(
    "massnahmenliste",
    "jahresmappe",
    name="einlesungsart",
    native_enum=False,
    create_constraint=True,
    length=40,
)
STATUS = sa.Enum(
    "offen",
    "uebernommen",
    "verworfen",
    name="einlesungstatus",
    native_enum=False,
    create_constraint=True,
    length=40,
)
CHECKS = {
    "abgelehnt_von_zweiter_person": "abgelehnt_von_id <> begruendet_von_id",
    "abgelehnt_mit_datum": "(abgelehnt_von_id IS NULL) = (abgelehnt_am IS NULL)",
    "abgelehnt_mit_grund": "(abgelehnt_am IS NULL) = (abgelehnt_grund = '')",
    "abgelehnt_oder_zugestimmt": "abgelehnt_am IS NULL OR zugestimmt_am IS NULL",
    "zurueckgenommen_mit_datum": "(zurueckgenommen_von_id IS NULL) = (zurueckgenommen_am IS NULL)",
    "zurueckgenommen_mit_grund": "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')",
    "zurueckgenommen_oder_abgelehnt": "zurueckgenommen_am IS NULL OR abgelehnt_am IS NULL",
}


def upgrade() -> None:
    op.create_table(
        "einlesung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programm_id", sa.Integer(), nullable=False),
        sa.Column("jahr", sa.Integer(), nullable=True),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("datei", sa.String(length=200), nullable=False),
        sa.Column("groesse", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("inhalt", sa.LargeBinary(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("art", ART, nullable=False),
        sa.Column("antworten", sa.JSON(), nullable=False),
        sa.Column("vorschau", sa.JSON(), nullable=False),
        sa.Column("vorschau_sha256", sa.String(length=64), nullable=False),
        sa.Column("kopf_nummer", sa.Integer(), nullable=False),
        sa.Column("kopf_hash", sa.String(length=64), nullable=False),
        sa.Column("entschieden_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entschieden_von_id", sa.Integer(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_einlesung_mit_hash")),
        sa.CheckConstraint(
            "(status = 'offen') = (entschieden_am IS NULL)",
            name=op.f("ck_einlesung_entschieden_mit_zeitpunkt"),
        ),
        sa.CheckConstraint(
            "(entschieden_am IS NULL) = (entschieden_von_id IS NULL)",
            name=op.f("ck_einlesung_entschieden_mit_person"),
        ),
        sa.CheckConstraint(
            "(status = 'verworfen') = (inhalt IS NULL)", name=op.f("ck_einlesung_inhalt_bis_verworfen")
        ),
        sa.ForeignKeyConstraint(
            ["programm_id"],
            ["programm.id"],
            name=op.f("fk_einlesung_programm_id_programm"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_einlesung_person_id_person"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["entschieden_von_id"],
            ["person.id"],
            name=op.f("fk_einlesung_entschieden_von_id_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_einlesung")),
    )
    op.create_index(op.f("ix_einlesung_programm_id"), "einlesung", ["programm_id"])
    op.create_index(op.f("ix_einlesung_sha256"), "einlesung", ["sha256"])
    with op.batch_alter_table("zugelassene_abweichung") as batch:
        for act in ("abgelehnt", "zurueckgenommen"):
            batch.add_column(sa.Column(f"{act}_von_id", sa.Integer(), nullable=True))
            batch.add_column(sa.Column(f"{act}_am", sa.Date(), nullable=True))
            batch.add_column(sa.Column(f"{act}_grund", sa.Text(), nullable=False, server_default=""))
            batch.create_foreign_key(
                op.f(f"fk_zugelassene_abweichung_{act}_von_id_person"),
                "person",
                [f"{act}_von_id"],
                ["id"],
                ondelete="RESTRICT",
            )
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_zugelassene_abweichung_{name}"), condition)


def downgrade() -> None:
    with op.batch_alter_table("zugelassene_abweichung") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_zugelassene_abweichung_{name}"), type_="check")
        for act in ("abgelehnt", "zurueckgenommen"):
            batch.drop_constraint(op.f(f"fk_zugelassene_abweichung_{act}_von_id_person"), type_="foreignkey")
            for column in ("von_id", "am", "grund"):
                batch.drop_column(f"{act}_{column}")
    op.drop_table("einlesung")
