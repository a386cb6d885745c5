"""Zahlungen: where a payment is found in the ledger, and how one is taken back. The end of a Foerderjahr."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_zahlungen"
down_revision = "0017_mitteilungen"
branch_labels = None
depends_on = None

_TEXTE = (("buchungszeichen", sa.String(100)), ("kontierung", sa.String(300)), ("storno_grund", sa.Text()))
_VORZEICHEN = "ck_zahlung_vorzeichen_zur_art"
_VORHER = (
    "art = 'zinsen' AND betrag <> 0 OR art IN ('auszahlung', 'restzahlung', 'mittelabruf') AND betrag > 0"
    " OR art IN ('rueckzahlung_im_laufenden_jahr', 'erstattung', 'rueckzahlung_an_das_land') AND betrag < 0"
)
_NACHHER = (
    "art = 'zinsen' AND betrag <> 0"
    " OR (art IN ('auszahlung', 'restzahlung', 'mittelabruf')) = (storno_von_id IS NULL) AND betrag > 0"
    " OR (art IN ('rueckzahlung_im_laufenden_jahr', 'erstattung', 'rueckzahlung_an_das_land'))"
    " = (storno_von_id IS NULL) AND betrag < 0"
)


def upgrade() -> None:
    with op.batch_alter_table("zahlung") as batch:
        for name, kind in _TEXTE:
            # Payments that are there came with a Jahresmappe, which says nothing of these.
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        batch.add_column(sa.Column("storno_von_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("zahlung") as batch:
        for name, kind in _TEXTE:
            batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
        batch.create_foreign_key(
            op.f("fk_zahlung_storno_von_id_zahlung"),
            "zahlung",
            ["storno_von_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_unique_constraint(op.f("uq_zahlung_storno_von_id"), ["storno_von_id"])
        batch.drop_constraint(op.f(_VORZEICHEN), type_="check")
        batch.create_check_constraint(op.f(_VORZEICHEN), _NACHHER)
        batch.create_check_constraint(
            op.f("ck_zahlung_storno_mit_grund"), "(storno_von_id IS NULL) = (storno_grund = '')"
        )
        batch.create_check_constraint(op.f("ck_zahlung_storno_nicht_von_sich"), "storno_von_id <> id")
    _create_pruefergebnis_land()
    _create_jahresoeffnung()


def _create_pruefergebnis_land() -> None:
    op.create_table(
        "pruefergebnis_land",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("vom", sa.Date(), nullable=False),
        sa.Column("aktenzeichen", sa.String(100), nullable=False),
        sa.Column("anerkannt", sa.BigInteger(), nullable=False),
        sa.Column("forderung", sa.BigInteger(), nullable=False),
        sa.Column("bemerkung", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("anerkannt >= 0", name=op.f("ck_pruefergebnis_land_anerkannt_nicht_negativ")),
        sa.CheckConstraint("forderung >= 0", name=op.f("ck_pruefergebnis_land_forderung_nicht_negativ")),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_pruefergebnis_land_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pruefergebnis_land")),
        sa.UniqueConstraint("foerderjahr_id", name=op.f("uq_pruefergebnis_land_foerderjahr_id")),
    )


def _create_jahresoeffnung() -> None:
    persons = ("beantragt_von_id", "entschieden_von_id")
    op.create_table(
        "jahresoeffnung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("grund", sa.Text(), nullable=False),
        sa.Column("beantragt_von_id", sa.Integer(), nullable=False),
        sa.Column("beantragt_am", sa.Date(), nullable=False),
        sa.Column("entschieden_von_id", sa.Integer(), nullable=True),
        sa.Column("entschieden_am", sa.Date(), nullable=True),
        sa.Column("zugestimmt", sa.Boolean(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("grund <> ''", name=op.f("ck_jahresoeffnung_mit_grund")),
        sa.CheckConstraint(
            "entschieden_von_id <> beantragt_von_id", name=op.f("ck_jahresoeffnung_zwei_personen")
        ),
        sa.CheckConstraint(
            "(entschieden_von_id IS NULL) = (entschieden_am IS NULL)"
            " AND (entschieden_am IS NULL) = (zugestimmt IS NULL)",
            name=op.f("ck_jahresoeffnung_entschieden_mit_datum"),
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_jahresoeffnung_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        *(
            sa.ForeignKeyConstraint(
                [name],
                ["person.id"],
                name=op.f(f"fk_jahresoeffnung_{name}_person"),
                ondelete="RESTRICT",
            )
            for name in persons
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jahresoeffnung")),
    )
    op.create_index(
        op.f("ix_jahresoeffnung_foerderjahr_id"), "jahresoeffnung", ["foerderjahr_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_jahresoeffnung_foerderjahr_id"), table_name="jahresoeffnung")
    op.drop_table("jahresoeffnung")
    op.drop_table("pruefergebnis_land")
    with op.batch_alter_table("zahlung") as batch:
        batch.drop_constraint(op.f("ck_zahlung_storno_nicht_von_sich"), type_="check")
        batch.drop_constraint(op.f("ck_zahlung_storno_mit_grund"), type_="check")
        batch.drop_constraint(op.f(_VORZEICHEN), type_="check")
        batch.drop_constraint(op.f("uq_zahlung_storno_von_id"), type_="unique")
        batch.drop_constraint(op.f("fk_zahlung_storno_von_id_zahlung"), type_="foreignkey")
    # Without the pointer nobody could tell a payment from the entry that takes it back: both go, the sums stay.
    op.execute(
        "DELETE FROM zahlung WHERE storno_von_id IS NOT NULL"
        " OR id IN (SELECT storno_von_id FROM zahlung WHERE storno_von_id IS NOT NULL)"
    )
    with op.batch_alter_table("zahlung") as batch:
        batch.drop_column("storno_von_id")
        for name, _ in _TEXTE:
            batch.drop_column(name)
        batch.create_check_constraint(op.f(_VORZEICHEN), _VORHER)
