"""Accounts of Persons, links that open something once, failed attempts, input kept through a log-in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_konten"
down_revision = "0001_beginn"
branch_labels = None
depends_on = None

ZWECK = sa.Enum(
    "einladung",
    "neues_kennwort",
    "neue_adresse",
    name="linkzweck",
    native_enum=False,
    create_constraint=True,
    length=40,
)
VERSUCH = sa.Enum(
    "kennwort",
    "zweiter_faktor",
    "link",
    "vergessen",
    name="versuchsart",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        "konto",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_totp_secret", sa.Text(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=20), nullable=True),
        sa.Column("totp_zaehler", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("kennwort_vom", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letzte_anmeldung_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vorige_anmeldung_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gesperrt_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gesperrt_grund", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(gesperrt_am IS NULL) = (gesperrt_grund = '')", name=op.f("ck_konto_gesperrt_mit_grund")
        ),
        sa.CheckConstraint(
            "(tf_totp_secret IS NULL) = (tf_primary_method IS NULL)",
            name=op.f("ck_konto_zweiter_faktor_ganz"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_konto_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_konto")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_konto_fs_uniquifier")),
        sa.UniqueConstraint("person_id", name=op.f("uq_konto_person_id")),
    )
    op.create_table(
        "zugangslink",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zweck", ZWECK, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("neue_email", sa.String(length=200), nullable=True),
        sa.Column("gueltig_bis", sa.DateTime(timezone=True), nullable=False),
        sa.Column("benutzt_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ungueltig_am", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(zweck = 'neue_adresse') = (neue_email IS NOT NULL)",
            name=op.f("ck_zugangslink_adresse_zum_zweck"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_zugangslink_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zugangslink")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_zugangslink_token_sha256")),
    )
    op.create_index(op.f("ix_zugangslink_person_id"), "zugangslink", ["person_id"])
    op.create_table(
        "anmeldeversuch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("art", VERSUCH, nullable=False),
        sa.Column("konto_hash", sa.String(length=64), nullable=False),
        sa.Column("herkunft_hash", sa.String(length=64), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anmeldeversuch")),
    )
    op.create_index(op.f("ix_anmeldeversuch_konto_hash_am"), "anmeldeversuch", ["konto_hash", "am"])
    op.create_index(op.f("ix_anmeldeversuch_herkunft_hash_am"), "anmeldeversuch", ["herkunft_hash", "am"])
    op.create_table(
        "zwischenstand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("pfad", sa.Text(), nullable=False),
        sa.Column("felder", sa.JSON(), nullable=False),
        sa.Column("mit_dateien", sa.Boolean(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_zwischenstand_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zwischenstand")),
    )
    op.create_index(op.f("ix_zwischenstand_person_id"), "zwischenstand", ["person_id"])


def downgrade() -> None:
    for table in ("zwischenstand", "anmeldeversuch", "zugangslink", "konto"):
        op.drop_table(table)
