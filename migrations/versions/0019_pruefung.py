"""The check of a proof: its state, sample, checklist, and signatures bound to the figures that were signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019_pruefung"
down_revision = "0018_zahlungen"
branch_labels = None
depends_on = None

_ARTEN = "art IN ('fachlich', 'rechnerisch', 'freigabe')"
_ARTEN_NEU = "art IN ('fachlich', 'rechnerisch', 'freigabe', 'oeffnung_gewuenscht', 'oeffnung')"
_UNGUELTIG = (
    "(ungueltig_seit IS NULL) = (ungueltig_grund = '')"
    " AND (ungueltig_seit IS NULL) = (ungueltig_durch_id IS NULL)"
)
_TIEFEN = ("kursorisch", "vertieft")
# A signature that was given before figures were hashed holds for none.
_OHNE_HASH = "0" * 64


def upgrade() -> None:
    _upgrade_pruefung()
    with op.batch_alter_table("anerkennung") as batch:
        batch.add_column(
            sa.Column("umgeordnet_nach", sa.String(length=20), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("aenderungsstand", sa.Integer(), nullable=False, server_default="1"))
        batch.create_foreign_key(
            op.f("fk_anerkennung_person_id_person"), "person", ["person_id"], ["id"], ondelete="RESTRICT"
        )
        batch.create_check_constraint(
            op.f("ck_anerkennung_umgeordnet_nur_beleg"), "umgeordnet_nach = '' OR beleg_nr <> ''"
        )
        batch.create_check_constraint(
            op.f("ck_anerkennung_umgeordnet_nach_anderer"), "umgeordnet_nach <> position"
        )
    with op.batch_alter_table("traeger") as batch:
        batch.add_column(sa.Column("gehoert_geschaeftsstelle", sa.Boolean(), nullable=True))
    _create_nachweispruefung()
    _create_stichprobe()
    _create_pruefliste()


def _upgrade_pruefung() -> None:
    with op.batch_alter_table("pruefung") as batch:
        batch.drop_constraint(op.f("ck_pruefung_art"), type_="check")
        batch.add_column(sa.Column("tiefe", _enum("prueftiefe", *_TIEFEN), nullable=True))
        batch.add_column(
            sa.Column("zahlen_sha256", sa.String(length=64), nullable=False, server_default=_OHNE_HASH)
        )
        batch.add_column(sa.Column("ungueltig_grund", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("ungueltig_durch_id", sa.Integer(), nullable=True))
    # In one go the CHECKs would be tried before what they ask for is there.
    op.execute(
        "UPDATE pruefung SET ungueltig_grund = 'Vor der Prüfung auf den Seiten gezeichnet.',"
        " ungueltig_durch_id = person_id WHERE ungueltig_seit IS NOT NULL"
    )
    with op.batch_alter_table("pruefung") as batch:
        batch.create_foreign_key(
            op.f("fk_pruefung_ungueltig_durch_id_person"),
            "person",
            ["ungueltig_durch_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_check_constraint(op.f("ck_pruefung_art"), _ARTEN_NEU)
        batch.create_check_constraint(op.f("ck_pruefung_mit_hash"), "length(zahlen_sha256) = 64")
        batch.create_check_constraint(op.f("ck_pruefung_ungueltig_mit_grund"), _UNGUELTIG)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _points_to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete="RESTRICT"
    )


def _create_nachweispruefung() -> None:
    name = "nachweispruefung"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("begonnen_am", sa.Date(), nullable=False),
        sa.Column("begonnen_von_id", sa.Integer(), nullable=False),
        sa.Column("tiefe", _enum("prueftiefe", *_TIEFEN), nullable=False),
        sa.Column("umfang", sa.Text(), nullable=False),
        sa.Column("feststellungen", sa.Text(), nullable=False),
        sa.Column("folgen", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        _points_to(name, "verwendungsnachweis_id", "verwendungsnachweis"),
        _points_to(name, "begonnen_von_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nachweispruefung")),
        sa.UniqueConstraint(
            "verwendungsnachweis_id", name=op.f("uq_nachweispruefung_verwendungsnachweis_id")
        ),
    )


def _create_stichprobe() -> None:
    op.create_table(
        "stichprobe",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("schwelle", sa.BigInteger(), nullable=True),
        sa.Column("anteil", sa.Integer(), nullable=False),
        sa.Column("zeilen", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("anzahl", sa.Integer(), nullable=False),
        sa.Column("summe", sa.BigInteger(), nullable=False),
        sa.Column("grundgesamtheit_sha256", sa.String(length=64), nullable=False),
        sa.Column("grund", sa.Text(), nullable=False),
        sa.Column("am", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("nummer > 0", name=op.f("ck_stichprobe_nummer_ab_eins")),
        sa.CheckConstraint("seed <> ''", name=op.f("ck_stichprobe_mit_startwert")),
        sa.CheckConstraint("nummer = 1 OR grund <> ''", name=op.f("ck_stichprobe_neu_mit_grund")),
        sa.CheckConstraint("length(grundgesamtheit_sha256) = 64", name=op.f("ck_stichprobe_mit_hash")),
        _points_to("stichprobe", "verwendungsnachweis_id", "verwendungsnachweis"),
        _points_to("stichprobe", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stichprobe")),
        sa.UniqueConstraint(
            "verwendungsnachweis_id", "nummer", name=op.f("uq_stichprobe_verwendungsnachweis_id_nummer")
        ),
    )
    op.create_table(
        "stichprobenbeleg",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stichprobe_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("beleg_nr", sa.String(length=60), nullable=False),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column("grund", _enum("stichprobengrund", "schwelle", "risiko", "zufall"), nullable=False),
        sa.Column("risiken", sa.Text(), nullable=False),
        sa.Column("gesehen_am", sa.Date(), nullable=True),
        sa.Column("gesehen_von_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(gesehen_am IS NULL) = (gesehen_von_id IS NULL)",
            name=op.f("ck_stichprobenbeleg_gesehen_mit_person"),
        ),
        _points_to("stichprobenbeleg", "stichprobe_id", "stichprobe"),
        _points_to("stichprobenbeleg", "gesehen_von_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stichprobenbeleg")),
        sa.UniqueConstraint(
            "stichprobe_id",
            "position",
            "beleg_nr",
            name=op.f("uq_stichprobenbeleg_stichprobe_id_position_beleg_nr"),
        ),
    )


def _create_pruefliste() -> None:
    op.create_table(
        "pruefpunkt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("art", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("nur_vertieft", sa.Boolean(), nullable=False),
        sa.Column("reihenfolge", sa.Integer(), nullable=False),
        sa.Column("entfallen_am", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("art IN ('fachlich', 'rechnerisch')", name=op.f("ck_pruefpunkt_art")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_pruefpunkt_nicht_leer")),
        _points_to("pruefpunkt", "foerderjahr_id", "foerderjahr"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pruefpunkt")),
    )
    with op.batch_alter_table("pruefpunkt") as batch:
        batch.create_index(batch.f("ix_pruefpunkt_foerderjahr_id"), ["foerderjahr_id"], unique=False)
    op.create_table(
        "pruefpunktantwort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("pruefpunkt_id", sa.Integer(), nullable=False),
        sa.Column("antwort", _enum("pruefantwort", "ja", "nein", "entfaellt"), nullable=True),
        sa.Column("bemerkung", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.Date(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "antwort <> 'nein' OR bemerkung <> ''", name=op.f("ck_pruefpunktantwort_nein_mit_bemerkung")
        ),
        _points_to("pruefpunktantwort", "verwendungsnachweis_id", "verwendungsnachweis"),
        _points_to("pruefpunktantwort", "pruefpunkt_id", "pruefpunkt"),
        _points_to("pruefpunktantwort", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pruefpunktantwort")),
        sa.UniqueConstraint(
            "verwendungsnachweis_id",
            "pruefpunkt_id",
            name=op.f("uq_pruefpunktantwort_verwendungsnachweis_id_pruefpunkt_id"),
        ),
    )


def downgrade() -> None:
    for table in ("pruefpunktantwort", "pruefpunkt", "stichprobenbeleg", "stichprobe", "nachweispruefung"):
        op.drop_table(table)
    with op.batch_alter_table("traeger") as batch:
        batch.drop_column("gehoert_geschaeftsstelle")
    with op.batch_alter_table("anerkennung") as batch:
        batch.drop_constraint(op.f("ck_anerkennung_umgeordnet_nach_anderer"), type_="check")
        batch.drop_constraint(op.f("ck_anerkennung_umgeordnet_nur_beleg"), type_="check")
        batch.drop_constraint(op.f("fk_anerkennung_person_id_person"), type_="foreignkey")
        for name in ("umgeordnet_nach", "person_id", "aenderungsstand"):
            batch.drop_column(name)
    op.execute("DELETE FROM pruefung WHERE art IN ('oeffnung_gewuenscht', 'oeffnung')")
    with op.batch_alter_table("pruefung") as batch:
        for name in ("ungueltig_mit_grund", "mit_hash", "art", "prueftiefe"):
            batch.drop_constraint(op.f(f"ck_pruefung_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_pruefung_ungueltig_durch_id_person"), type_="foreignkey")
        for name in ("tiefe", "zahlen_sha256", "ungueltig_grund", "ungueltig_durch_id"):
            batch.drop_column(name)
        batch.create_check_constraint(op.f("ck_pruefung_art"), _ARTEN)
