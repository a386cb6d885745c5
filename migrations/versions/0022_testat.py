"""Papers to the sample asked of the recipient, and the Testat of the Rechnungsprüfung; files and reminders of both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022_testat"
down_revision = "0021_nachweis_stadt"
branch_labels = None
depends_on = None

_BISHER = (
    "bescheid_id",
    "beschluss_id",
    "antrag_id",
    "weiterleitung_id",
    "verwendungsnachweis_id",
    "beleg_id",
    "mitteilung_id",
)
_NEU = {"unterlagenzeile_id": "unterlagenzeile", "testat_id": "testat"}


def _exactly_one(names: tuple[str, ...]) -> str:
    return " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in names) + " = 1"


def _person(table: str, column: str = "person_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["person.id"], name=op.f(f"fk_{table}_{column}_person"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    op.create_table(
        "unterlagenanforderung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("stichprobe_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("frist_bis", sa.Date(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("beantwortet_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zurueckgenommen_am", sa.Date(), nullable=True),
        sa.Column("zurueckgenommen_grund", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')",
            name=op.f("ck_unterlagenanforderung_zurueckgenommen_mit_grund"),
        ),
        _person("unterlagenanforderung"),
        sa.ForeignKeyConstraint(
            ["stichprobe_id"],
            ["stichprobe.id"],
            name=op.f("fk_unterlagenanforderung_stichprobe_id_stichprobe"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_unterlagenanforderung_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unterlagenanforderung")),
    )
    op.create_index(
        op.f("ix_unterlagenanforderung_verwendungsnachweis_id"),
        "unterlagenanforderung",
        ["verwendungsnachweis_id"],
        unique=False,
    )
    op.create_table(
        "unterlagenzeile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unterlagenanforderung_id", sa.Integer(), nullable=False),
        sa.Column("stichprobenbeleg_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("beleg_nr", sa.String(length=60), nullable=False),
        sa.Column("zahlungsempfaenger", sa.Text(), nullable=False),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column("rechnung", sa.Boolean(), nullable=False),
        sa.Column("zahlungsnachweis", sa.Boolean(), nullable=False),
        sa.Column("frage", sa.Text(), nullable=False),
        sa.Column("antwort", sa.Text(), nullable=False),
        sa.Column("gesehen_am", sa.Date(), nullable=True),
        sa.Column("gesehen_von_id", sa.Integer(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rechnung OR zahlungsnachweis OR frage <> ''", name=op.f("ck_unterlagenzeile_etwas_verlangt")
        ),
        sa.CheckConstraint(
            "(gesehen_am IS NULL) = (gesehen_von_id IS NULL)",
            name=op.f("ck_unterlagenzeile_gesehen_mit_person"),
        ),
        sa.CheckConstraint(
            "stichprobenbeleg_id IS NULL OR gesehen_am IS NULL",
            name=op.f("ck_unterlagenzeile_gesehen_steht_in_der_stichprobe"),
        ),
        _person("unterlagenzeile", "gesehen_von_id"),
        sa.ForeignKeyConstraint(
            ["stichprobenbeleg_id"],
            ["stichprobenbeleg.id"],
            name=op.f("fk_unterlagenzeile_stichprobenbeleg_id_stichprobenbeleg"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unterlagenanforderung_id"],
            ["unterlagenanforderung.id"],
            name=op.f("fk_unterlagenzeile_unterlagenanforderung_id_unterlagenanforderung"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unterlagenzeile")),
        sa.UniqueConstraint(
            "unterlagenanforderung_id",
            "position",
            "beleg_nr",
            name=op.f("uq_unterlagenzeile_unterlagenanforderung_id_position_beleg_nr"),
        ),
    )
    op.create_index(
        op.f("ix_unterlagenzeile_stichprobenbeleg_id"),
        "unterlagenzeile",
        ["stichprobenbeleg_id"],
        unique=False,
    )
    op.create_table(
        "testat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.Date(), nullable=False),
        sa.Column("gegeben_von", sa.String(length=200), nullable=False),
        sa.Column("umfang", sa.Text(), nullable=False),
        sa.Column(
            "ergebnis",
            sa.Enum(
                "ohne_feststellungen",
                "mit_feststellungen",
                "versagt",
                name="testatergebnis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("nachweis_sha256", sa.String(length=64), nullable=False),
        sa.Column("eingetragen_am", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("zurueckgenommen_am", sa.Date(), nullable=True),
        sa.Column("zurueckgenommen_grund", sa.Text(), nullable=False),
        sa.Column("zurueckgenommen_von_id", sa.Integer(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("gegeben_von <> ''", name=op.f("ck_testat_mit_namen")),
        sa.CheckConstraint("umfang <> ''", name=op.f("ck_testat_mit_umfang")),
        sa.CheckConstraint(
            "ergebnis = 'ohne_feststellungen' OR text <> ''", name=op.f("ck_testat_feststellung_mit_text")
        ),
        sa.CheckConstraint("length(nachweis_sha256) = 64", name=op.f("ck_testat_mit_hash")),
        sa.CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')"
            " AND (zurueckgenommen_am IS NULL) = (zurueckgenommen_von_id IS NULL)",
            name=op.f("ck_testat_zurueckgenommen_mit_grund"),
        ),
        _person("testat"),
        _person("testat", "zurueckgenommen_von_id"),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_testat_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_testat")),
    )
    op.create_index(op.f("ix_testat_foerderjahr_id"), "testat", ["foerderjahr_id"], unique=False)
    with op.batch_alter_table("datei") as batch:
        batch.drop_constraint(op.f("ck_datei_genau_ein_gegenstand"), type_="check")
        for column, table in _NEU.items():
            batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_datei_{column}_{table}"), table, [column], ["id"], ondelete="RESTRICT"
            )
            batch.create_index(op.f(f"ix_datei_{column}"), [column], unique=False)
        batch.create_check_constraint(op.f("ck_datei_genau_ein_gegenstand"), _exactly_one((*_BISHER, *_NEU)))
    with op.batch_alter_table("erinnerung") as batch:
        batch.drop_constraint(op.f("uq_erinnerung_empfaengeranteil_id_stufe_frist_bis"), type_="unique")
        batch.add_column(sa.Column("unterlagenanforderung_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_erinnerung_unterlagenanforderung_id_unterlagenanforderung"),
            "unterlagenanforderung",
            ["unterlagenanforderung_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_unique_constraint(
            op.f("uq_erinnerung_unterlagenanforderung_id_stufe_frist_bis"),
            ["unterlagenanforderung_id", "stufe", "frist_bis"],
        )
    op.create_index(
        op.f("uq_erinnerung_nachweis"),
        "erinnerung",
        ["empfaengeranteil_id", "stufe", "frist_bis"],
        unique=True,
        sqlite_where=sa.text("unterlagenanforderung_id IS NULL"),
        postgresql_where=sa.text("unterlagenanforderung_id IS NULL"),
    )


def downgrade() -> None:
    op.execute("DELETE FROM erinnerung WHERE unterlagenanforderung_id IS NOT NULL")
    op.drop_index(op.f("uq_erinnerung_nachweis"), table_name="erinnerung")
    with op.batch_alter_table("erinnerung") as batch:
        batch.drop_constraint(op.f("uq_erinnerung_unterlagenanforderung_id_stufe_frist_bis"), type_="unique")
        batch.drop_constraint(
            op.f("fk_erinnerung_unterlagenanforderung_id_unterlagenanforderung"), type_="foreignkey"
        )
        batch.drop_column("unterlagenanforderung_id")
        batch.create_unique_constraint(
            op.f("uq_erinnerung_empfaengeranteil_id_stufe_frist_bis"),
            ["empfaengeranteil_id", "stufe", "frist_bis"],
        )
    op.execute("DELETE FROM datei WHERE unterlagenzeile_id IS NOT NULL OR testat_id IS NOT NULL")
    with op.batch_alter_table("datei") as batch:
        batch.drop_constraint(op.f("ck_datei_genau_ein_gegenstand"), type_="check")
        for column, table in _NEU.items():
            batch.drop_index(op.f(f"ix_datei_{column}"))
            batch.drop_constraint(op.f(f"fk_datei_{column}_{table}"), type_="foreignkey")
            batch.drop_column(column)
        batch.create_check_constraint(op.f("ck_datei_genau_ein_gegenstand"), _exactly_one(_BISHER))
    op.drop_index(op.f("ix_testat_foerderjahr_id"), table_name="testat")
    op.drop_table("testat")
    op.drop_index(op.f("ix_unterlagenzeile_stichprobenbeleg_id"), table_name="unterlagenzeile")
    op.drop_table("unterlagenzeile")
    op.drop_index(op.f("ix_unterlagenanforderung_verwendungsnachweis_id"), table_name="unterlagenanforderung")
    op.drop_table("unterlagenanforderung")
