"""Files, frozen hand-ins, Nachforderungen, Sachbericht, Kennzahlen, Erklaerungen, Mitteilungen, Befugnisse."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_portal"
down_revision = "0011_fristen"
branch_labels = None
depends_on = None

BEFUGNISSE = ("darf_inhaltlich", "darf_finanziell", "vertretungsberechtigt")


def upgrade() -> None:
    op.create_table(
        "kennzahlkatalog",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programm_id", sa.Integer(), nullable=False),
        sa.Column("massnahme_id", sa.Integer(), nullable=True),
        sa.Column("schluessel", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("einheit", sa.String(length=60), nullable=False),
        sa.Column("zaehlregel", sa.Text(), nullable=False),
        sa.Column("zeitraum", sa.String(length=10), nullable=False),
        sa.Column("davon_von_id", sa.Integer(), nullable=True),
        sa.Column("reihenfolge", sa.Integer(), nullable=False),
        sa.Column("ab_jahr", sa.Integer(), nullable=True),
        sa.Column("bis_jahr", sa.Integer(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("zeitraum IN ('jahr', 'quartal')", name=op.f("ck_kennzahlkatalog_zeitraum")),
        sa.CheckConstraint("davon_von_id <> id", name=op.f("ck_kennzahlkatalog_davon_nicht_von_sich")),
        sa.ForeignKeyConstraint(
            ["davon_von_id"],
            ["kennzahlkatalog.id"],
            name=op.f("fk_kennzahlkatalog_davon_von_id_kennzahlkatalog"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["massnahme_id"],
            ["massnahme.id"],
            name=op.f("fk_kennzahlkatalog_massnahme_id_massnahme"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["programm_id"],
            ["programm.id"],
            name=op.f("fk_kennzahlkatalog_programm_id_programm"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kennzahlkatalog")),
        sa.UniqueConstraint(
            "programm_id", "schluessel", name=op.f("uq_kennzahlkatalog_programm_id_schluessel")
        ),
    )
    op.create_table(
        "kennzahl",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column("kennzahlkatalog_id", sa.Integer(), nullable=False),
        sa.Column("quartal", sa.Integer(), nullable=False),
        sa.Column("soll", sa.Integer(), nullable=True),
        sa.Column("ist", sa.Integer(), nullable=True),
        sa.Column("bemerkung", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("ist >= 0", name=op.f("ck_kennzahl_ist_nicht_negativ")),
        sa.CheckConstraint("quartal BETWEEN 0 AND 4", name=op.f("ck_kennzahl_quartal")),
        sa.CheckConstraint("soll >= 0", name=op.f("ck_kennzahl_soll_nicht_negativ")),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_kennzahl_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["kennzahlkatalog_id"],
            ["kennzahlkatalog.id"],
            name=op.f("fk_kennzahl_kennzahlkatalog_id_kennzahlkatalog"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kennzahl")),
        sa.UniqueConstraint(
            "empfaengeranteil_id",
            "kennzahlkatalog_id",
            "quartal",
            name=op.f("uq_kennzahl_empfaengeranteil_id_kennzahlkatalog_id_quartal"),
        ),
    )
    op.create_table(
        "mitteilung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column(
            "art",
            sa.Enum(
                "frage",
                "aenderung",
                "fristverlaengerung",
                "notiz",
                name="mitteilungsart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vom_empfaenger", sa.Boolean(), nullable=False),
        sa.Column("intern", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("antwort_auf_id", sa.Integer(), nullable=True),
        sa.Column("frist_bis_gewuenscht", sa.Date(), nullable=True),
        sa.Column("entschieden", sa.Boolean(), nullable=True),
        sa.Column("entschieden_am", sa.Date(), nullable=True),
        sa.Column("erledigt_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "frist_bis_gewuenscht IS NULL OR art = 'fristverlaengerung'",
            name=op.f("ck_mitteilung_wunsch_nur_bei_verlaengerung"),
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_mitteilung_nicht_leer")),
        sa.CheckConstraint("antwort_auf_id <> id", name=op.f("ck_mitteilung_antwort_nicht_auf_sich")),
        sa.CheckConstraint(
            "entschieden IS NULL OR entschieden_am IS NOT NULL",
            name=op.f("ck_mitteilung_entschieden_mit_tag"),
        ),
        sa.ForeignKeyConstraint(
            ["antwort_auf_id"],
            ["mitteilung.id"],
            name=op.f("fk_mitteilung_antwort_auf_id_mitteilung"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_mitteilung_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mitteilung_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mitteilung")),
    )
    op.create_index(op.f("ix_mitteilung_antwort_auf_id"), "mitteilung", ["antwort_auf_id"], unique=False)
    op.create_index(
        op.f("ix_mitteilung_empfaengeranteil_id"), "mitteilung", ["empfaengeranteil_id"], unique=False
    )
    op.create_table(
        "berichtsabschnitt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("schluessel", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_berichtsabschnitt_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_berichtsabschnitt_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_berichtsabschnitt")),
        sa.UniqueConstraint(
            "verwendungsnachweis_id",
            "schluessel",
            name=op.f("uq_berichtsabschnitt_verwendungsnachweis_id_schluessel"),
        ),
    )
    op.create_table(
        "datei",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schluessel", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "art",
            sa.Enum(
                "pdf",
                "bild",
                "xlsx",
                "csv",
                "xml",
                name="dateiart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "zweck",
            sa.Enum(
                "anlage",
                "scan",
                "unterschrift",
                "erechnung",
                name="dateizweck",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("groesse", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entfernt_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bescheid_id", sa.Integer(), nullable=True),
        sa.Column("beschluss_id", sa.Integer(), nullable=True),
        sa.Column("antrag_id", sa.Integer(), nullable=True),
        sa.Column("weiterleitung_id", sa.Integer(), nullable=True),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=True),
        sa.Column("beleg_id", sa.Integer(), nullable=True),
        sa.Column("mitteilung_id", sa.Integer(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN bescheid_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN beschluss_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN antrag_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN weiterleitung_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN verwendungsnachweis_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN beleg_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN mitteilung_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_datei_genau_ein_gegenstand"),
        ),
        sa.CheckConstraint("groesse > 0", name=op.f("ck_datei_nicht_leer")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_datei_mit_hash")),
        sa.ForeignKeyConstraint(
            ["antrag_id"], ["antrag.id"], name=op.f("fk_datei_antrag_id_antrag"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["beleg_id"], ["beleg.id"], name=op.f("fk_datei_beleg_id_beleg"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["bescheid_id"], ["bescheid.id"], name=op.f("fk_datei_bescheid_id_bescheid"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["beschluss_id"],
            ["beschluss.id"],
            name=op.f("fk_datei_beschluss_id_beschluss"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["mitteilung_id"],
            ["mitteilung.id"],
            name=op.f("fk_datei_mitteilung_id_mitteilung"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_datei_person_id_person"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_datei_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["weiterleitung_id"],
            ["weiterleitung.id"],
            name=op.f("fk_datei_weiterleitung_id_weiterleitung"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datei")),
        sa.UniqueConstraint("schluessel", name=op.f("uq_datei_schluessel")),
    )
    op.create_index(op.f("ix_datei_antrag_id"), "datei", ["antrag_id"], unique=False)
    op.create_index(op.f("ix_datei_beleg_id"), "datei", ["beleg_id"], unique=False)
    op.create_index(op.f("ix_datei_bescheid_id"), "datei", ["bescheid_id"], unique=False)
    op.create_index(op.f("ix_datei_beschluss_id"), "datei", ["beschluss_id"], unique=False)
    op.create_index(op.f("ix_datei_mitteilung_id"), "datei", ["mitteilung_id"], unique=False)
    op.create_index(
        op.f("ix_datei_verwendungsnachweis_id"), "datei", ["verwendungsnachweis_id"], unique=False
    )
    op.create_index(op.f("ix_datei_weiterleitung_id"), "datei", ["weiterleitung_id"], unique=False)
    op.create_table(
        "erklaerung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("schluessel", sa.String(length=60), nullable=False),
        sa.Column("antwort", sa.String(length=40), nullable=False),
        sa.Column("erlaeuterung", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_erklaerung_person_id_person"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_erklaerung_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erklaerung")),
        sa.UniqueConstraint(
            "verwendungsnachweis_id",
            "schluessel",
            "person_id",
            name=op.f("uq_erklaerung_verwendungsnachweis_id_schluessel_person_id"),
        ),
    )
    op.create_table(
        "nachforderung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("frist_bis", sa.Date(), nullable=False),
        sa.Column("am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("beantwortet_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zurueckgenommen_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "beantwortet_am IS NULL OR zurueckgenommen_am IS NULL",
            name=op.f("ck_nachforderung_beantwortet_oder_zurueck"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_nachforderung_person_id_person"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_nachforderung_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nachforderung")),
    )
    op.create_index(
        op.f("ix_nachforderung_verwendungsnachweis_id"),
        "nachforderung",
        ["verwendungsnachweis_id"],
        unique=False,
    )
    op.create_table(
        "nachweisfassung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("vorgangsnummer", sa.String(length=40), nullable=False),
        sa.Column("inhalt", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("vorlage", sa.String(length=40), nullable=False),
        sa.Column("eingereicht_am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ereignis_nummer", sa.Integer(), nullable=False),
        sa.Column("ereignis_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_nachweisfassung_mit_hash")),
        sa.CheckConstraint("nummer > 0", name=op.f("ck_nachweisfassung_nummer_ab_eins")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_nachweisfassung_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_nachweisfassung_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nachweisfassung")),
        sa.UniqueConstraint(
            "verwendungsnachweis_id", "nummer", name=op.f("uq_nachweisfassung_verwendungsnachweis_id_nummer")
        ),
        sa.UniqueConstraint("vorgangsnummer", name=op.f("uq_nachweisfassung_vorgangsnummer")),
    )
    op.create_table(
        "nachforderungspunkt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nachforderung_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("teil", sa.String(length=20), nullable=False),
        sa.Column("antwort", sa.Text(), nullable=False),
        sa.Column("erledigt_am", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_nachforderungspunkt_nicht_leer")),
        sa.ForeignKeyConstraint(
            ["nachforderung_id"],
            ["nachforderung.id"],
            name=op.f("fk_nachforderungspunkt_nachforderung_id_nachforderung"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nachforderungspunkt")),
    )
    op.create_index(
        op.f("ix_nachforderungspunkt_nachforderung_id"),
        "nachforderungspunkt",
        ["nachforderung_id"],
        unique=False,
    )
    with op.batch_alter_table("rollenzuordnung") as batch:
        for name in BEFUGNISSE:
            batch.add_column(sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    # Whoever acted for a recipient before could do everything but sign; signing has to be given.
    op.execute(
        "UPDATE rollenzuordnung SET darf_inhaltlich = true, darf_finanziell = true"
        " WHERE rolle IN ('traeger', 'stelle')"
    )
    with op.batch_alter_table("rollenzuordnung") as batch:
        batch.create_check_constraint(
            op.f("ck_rollenzuordnung_befugnis_nur_empfaenger"),
            "rolle IN ('traeger', 'stelle')"
            " OR NOT (darf_inhaltlich OR darf_finanziell OR vertretungsberechtigt)",
        )


def downgrade() -> None:
    with op.batch_alter_table("rollenzuordnung") as batch:
        batch.drop_constraint(op.f("ck_rollenzuordnung_befugnis_nur_empfaenger"), type_="check")
        for name in BEFUGNISSE:
            batch.drop_column(name)

    op.drop_index(op.f("ix_nachforderungspunkt_nachforderung_id"), table_name="nachforderungspunkt")
    op.drop_table("nachforderungspunkt")
    op.drop_table("nachweisfassung")
    op.drop_index(op.f("ix_nachforderung_verwendungsnachweis_id"), table_name="nachforderung")
    op.drop_table("nachforderung")
    op.drop_table("erklaerung")
    op.drop_index(op.f("ix_datei_weiterleitung_id"), table_name="datei")
    op.drop_index(op.f("ix_datei_verwendungsnachweis_id"), table_name="datei")
    op.drop_index(op.f("ix_datei_mitteilung_id"), table_name="datei")
    op.drop_index(op.f("ix_datei_beschluss_id"), table_name="datei")
    op.drop_index(op.f("ix_datei_bescheid_id"), table_name="datei")
    op.drop_index(op.f("ix_datei_beleg_id"), table_name="datei")
    op.drop_index(op.f("ix_datei_antrag_id"), table_name="datei")
    op.drop_table("datei")
    op.drop_table("berichtsabschnitt")
    op.drop_index(op.f("ix_mitteilung_empfaengeranteil_id"), table_name="mitteilung")
    op.drop_index(op.f("ix_mitteilung_antwort_auf_id"), table_name="mitteilung")
    op.drop_table("mitteilung")
    op.drop_table("kennzahl")
    op.drop_table("kennzahlkatalog")
