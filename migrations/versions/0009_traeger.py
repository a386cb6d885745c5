"""Träger joined by a pointer, with days for names and people; budgets and the details of a Verstetigungsschritt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_traeger"
down_revision = "0007_antrag"
branch_labels = None
depends_on = None

_NEUE_TEXTE = ("produkt", "konto", "begruendung", "zurueckgenommen_grund")
_NEUE_TAGE = ("gilt_ab", "befristet_bis", "zurueckgenommen_am")
_REGELN = {
    "anmeldung_mit_haushalt": "schritt <> 'haushaltsanmeldung' OR haushaltszyklus_id IS NOT NULL",
    "verstetigt_mit_tag": "schritt <> 'verstetigt' OR gilt_ab IS NOT NULL",
    "befristet_nach_beginn": "befristet_bis IS NULL OR gilt_ab IS NULL OR befristet_bis >= gilt_ab",
    "stellen_positiv": "stellen_hundertstel > 0",
    "nicht_sich_selbst": "berichtigt_id <> id",
    "zurueckgenommen_mit_grund": "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')",
}


def upgrade() -> None:
    _upgrade_traeger()
    op.create_table(
        "haushaltszyklus",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bezeichnung", sa.String(length=40), nullable=False),
        sa.Column("jahr_von", sa.Integer(), nullable=False),
        sa.Column("jahr_bis", sa.Integer(), nullable=False),
        sa.Column("eckwerte_am", sa.Date(), nullable=True),
        sa.Column("anmeldung_bis", sa.Date(), nullable=True),
        sa.Column("entwurf_am", sa.Date(), nullable=True),
        sa.Column("fachausschuss_am", sa.Date(), nullable=True),
        sa.Column("beschluss_am", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "jahr_von BETWEEN 2000 AND 2100", name=op.f("ck_haushaltszyklus_jahr_vierstellig")
        ),
        sa.CheckConstraint(
            "jahr_bis BETWEEN jahr_von AND jahr_von + 3", name=op.f("ck_haushaltszyklus_jahre_in_folge")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_haushaltszyklus")),
        sa.UniqueConstraint("bezeichnung", name=op.f("uq_haushaltszyklus_bezeichnung")),
    )
    _upgrade_verstetigung()


def _upgrade_traeger() -> None:
    with op.batch_alter_table("traeger") as batch:
        batch.add_column(sa.Column("vorsteuerabzug", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("inaktiv_ab", sa.Date(), nullable=True))
        batch.add_column(sa.Column("zusammengefuehrt_mit_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_traeger_zusammengefuehrt_mit_id_traeger"),
            "traeger",
            ["zusammengefuehrt_mit_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_check_constraint(
            op.f("ck_traeger_nicht_mit_sich_selbst"), "zusammengefuehrt_mit_id <> id"
        )
    with op.batch_alter_table("traeger_name") as batch:
        batch.add_column(sa.Column("bis", sa.Date(), nullable=True))
    with op.batch_alter_table("foerdergeber") as batch:
        batch.add_column(sa.Column("aenderungsstand", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("vertretung") as batch:
        batch.add_column(sa.Column("funktion", sa.Text(), nullable=False, server_default=""))
        _add_days(batch)
        batch.create_check_constraint(
            op.f("ck_vertretung_bis_nach_von"), "bis IS NULL OR von IS NULL OR bis >= von"
        )
    with op.batch_alter_table("ansprechperson") as batch:
        for name in ("inhaltlich", "finanziell"):
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        _add_days(batch)
        batch.create_check_constraint(
            op.f("ck_ansprechperson_bis_nach_von"), "bis IS NULL OR von IS NULL OR bis >= von"
        )


def _add_days(batch: object) -> None:
    # Rows that are there were counted as never changed.
    stand = sa.Column("aenderungsstand", sa.Integer(), nullable=False, server_default="1")
    for column in (sa.Column("von", sa.Date()), sa.Column("bis", sa.Date()), stand):
        batch.add_column(column)  # type: ignore[attr-defined]  # Alembic's batch has no public type


def _upgrade_verstetigung() -> None:
    with op.batch_alter_table("verstetigungsschritt") as batch:
        # No page and no import ever wrote it; a budget is a row of its own now.
        batch.drop_column("haushalt")
        batch.add_column(sa.Column("haushaltszyklus_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("stellen_hundertstel", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("berichtigt_id", sa.Integer(), nullable=True))
        for name in _NEUE_TEXTE:
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        for name in _NEUE_TAGE:
            batch.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_verstetigungsschritt_haushaltszyklus_id_haushaltszyklus"),
            "haushaltszyklus",
            ["haushaltszyklus_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_foreign_key(
            op.f("fk_verstetigungsschritt_berichtigt_id_verstetigungsschritt"),
            "verstetigungsschritt",
            ["berichtigt_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_unique_constraint(op.f("uq_verstetigungsschritt_berichtigt_id"), ["berichtigt_id"])
        for name, rule in _REGELN.items():
            batch.create_check_constraint(op.f(f"ck_verstetigungsschritt_{name}"), rule)
    with op.batch_alter_table("verstetigungsmittel") as batch:
        batch.create_check_constraint(op.f("ck_verstetigungsmittel_betrag_nicht_negativ"), "betrag >= 0")


def downgrade() -> None:
    with op.batch_alter_table("verstetigungsmittel") as batch:
        batch.drop_constraint(op.f("ck_verstetigungsmittel_betrag_nicht_negativ"), type_="check")
    with op.batch_alter_table("verstetigungsschritt") as batch:
        for name in _REGELN:
            batch.drop_constraint(op.f(f"ck_verstetigungsschritt_{name}"), type_="check")
        batch.drop_constraint(op.f("uq_verstetigungsschritt_berichtigt_id"), type_="unique")
        for name in ("haushaltszyklus_id_haushaltszyklus", "berichtigt_id_verstetigungsschritt"):
            batch.drop_constraint(op.f(f"fk_verstetigungsschritt_{name}"), type_="foreignkey")
        for name in (
            "haushaltszyklus_id",
            "stellen_hundertstel",
            "berichtigt_id",
            *_NEUE_TEXTE,
            *_NEUE_TAGE,
        ):
            batch.drop_column(name)
        batch.add_column(sa.Column("haushalt", sa.Text(), nullable=False, server_default=""))
    op.drop_table("haushaltszyklus")
    with op.batch_alter_table("ansprechperson") as batch:
        batch.drop_constraint(op.f("ck_ansprechperson_bis_nach_von"), type_="check")
        for name in ("inhaltlich", "finanziell", "von", "bis", "aenderungsstand"):
            batch.drop_column(name)
    with op.batch_alter_table("vertretung") as batch:
        batch.drop_constraint(op.f("ck_vertretung_bis_nach_von"), type_="check")
        for name in ("funktion", "von", "bis", "aenderungsstand"):
            batch.drop_column(name)
    with op.batch_alter_table("foerdergeber") as batch:
        batch.drop_column("aenderungsstand")
    with op.batch_alter_table("traeger_name") as batch:
        batch.drop_column("bis")
    with op.batch_alter_table("traeger") as batch:
        batch.drop_constraint(op.f("ck_traeger_nicht_mit_sich_selbst"), type_="check")
        batch.drop_constraint(op.f("fk_traeger_zusammengefuehrt_mit_id_traeger"), type_="foreignkey")
        for name in ("vorsteuerabzug", "inaktiv_ab", "zusammengefuehrt_mit_id"):
            batch.drop_column(name)
