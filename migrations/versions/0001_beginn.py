"""All tables of the chain; Programm kinderstark with the Land's six Handlungsfelder."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0001_beginn"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ereignis_kopf",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ereignis_kopf_nur_eine_zeile")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ereignis_kopf")),
    )
    op.create_table(
        "foerdergeber",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schluessel", sa.String(length=60), nullable=False),
        sa.Column("anschrift", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foerdergeber")),
        sa.UniqueConstraint("schluessel", name=op.f("uq_foerdergeber_schluessel")),
    )
    op.create_table(
        "handlungsfeld",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reihenfolge", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handlungsfeld")),
        sa.UniqueConstraint("nummer", name=op.f("uq_handlungsfeld_nummer")),
    )
    op.create_table(
        "lebensphase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reihenfolge", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lebensphase")),
        sa.UniqueConstraint("name", name=op.f("uq_lebensphase_name")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("zusammengefuehrt_mit_id", sa.Integer(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("zusammengefuehrt_mit_id <> id", name=op.f("ck_person_nicht_mit_sich_selbst")),
        sa.ForeignKeyConstraint(
            ["zusammengefuehrt_mit_id"],
            ["person.id"],
            name=op.f("fk_person_zusammengefuehrt_mit_id_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "sozialraum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bezirk", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sozialraum")),
        sa.UniqueConstraint("name", name=op.f("uq_sozialraum_name")),
    )
    op.create_table(
        "stelle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amt", sa.Text(), nullable=False),
        sa.Column("strasse", sa.Text(), nullable=False),
        sa.Column("plz", sa.Text(), nullable=False),
        sa.Column("ort", sa.Text(), nullable=False),
        sa.Column("kreis", sa.Text(), nullable=False),
        sa.Column("gemeindekennziffer", sa.Text(), nullable=False),
        sa.Column("internet", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("telefon", sa.Text(), nullable=False),
        sa.Column("vertretungsberechtigt", sa.Text(), nullable=False),
        sa.Column("auskunft_erteilt", sa.Text(), nullable=False),
        sa.Column("auskunft_telefon", sa.Text(), nullable=False),
        sa.Column("auskunft_vertretung", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.Text(), nullable=False),
        sa.Column("institut", sa.Text(), nullable=False),
        sa.Column("aktenzeichen_muster", sa.Text(), nullable=False),
        sa.Column("beispiel", sa.Boolean(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stelle")),
    )
    op.create_table(
        "traeger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kuerzel", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "art",
            sa.Enum(
                "freier_traeger",
                "staedtische_stelle",
                "andere_oeffentliche",
                "ungeklaert",
                name="traegerart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("strasse", sa.Text(), nullable=False),
        sa.Column("plz", sa.Text(), nullable=False),
        sa.Column("ort", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("telefon", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("buchungsstelle", sa.Text(), nullable=False),
        sa.Column("amt_nummer", sa.Text(), nullable=False),
        sa.Column("dezernat", sa.Text(), nullable=False),
        sa.Column("gemeinsam_vertreten", sa.Boolean(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "art <> 'staedtische_stelle' OR iban = ''", name=op.f("ck_traeger_stelle_ohne_iban")
        ),
        sa.CheckConstraint(
            "art = 'staedtische_stelle' OR buchungsstelle = ''",
            name=op.f("ck_traeger_buchungsstelle_nur_stelle"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traeger")),
        sa.UniqueConstraint("kuerzel", name=op.f("uq_traeger_kuerzel")),
    )
    op.create_table(
        "ansprechperson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("traeger_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("funktion", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("telefon", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["traeger_id"],
            ["traeger.id"],
            name=op.f("fk_ansprechperson_traeger_id_traeger"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ansprechperson")),
    )
    with op.batch_alter_table("ansprechperson") as batch_op:
        batch_op.create_index(batch_op.f("ix_ansprechperson_traeger_id"), ["traeger_id"], unique=False)

    op.create_table(
        "ereignis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("zeit", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("art", sa.String(length=60), nullable=False),
        sa.Column("gegenstand", sa.String(length=200), nullable=False),
        sa.Column("inhalt_sha256", sa.String(length=64), nullable=False),
        sa.Column("vorheriger_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_ereignis_mit_hash")),
        sa.CheckConstraint("nummer > 0", name=op.f("ck_ereignis_nummer_ab_eins")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_ereignis_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ereignis")),
        sa.UniqueConstraint("nummer", name=op.f("uq_ereignis_nummer")),
    )
    with op.batch_alter_table("ereignis") as batch_op:
        batch_op.create_index(batch_op.f("ix_ereignis_gegenstand"), ["gegenstand"], unique=False)

    op.create_table(
        "foerdergeber_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerdergeber_id", sa.Integer(), nullable=False),
        sa.Column("gueltig_ab", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["foerdergeber_id"],
            ["foerdergeber.id"],
            name=op.f("fk_foerdergeber_name_foerdergeber_id_foerdergeber"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foerdergeber_name")),
        sa.UniqueConstraint(
            "foerdergeber_id", "gueltig_ab", name=op.f("uq_foerdergeber_name_foerdergeber_id_gueltig_ab")
        ),
    )
    op.create_table(
        "programm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schluessel", sa.String(length=60), nullable=False),
        sa.Column("foerdergeber_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["foerdergeber_id"],
            ["foerdergeber.id"],
            name=op.f("fk_programm_foerdergeber_id_foerdergeber"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programm")),
        sa.UniqueConstraint("schluessel", name=op.f("uq_programm_schluessel")),
    )
    op.create_table(
        "rollenzuordnung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "rolle",
            sa.Enum(
                "geschaeftsstelle",
                "traeger",
                "stelle",
                "finanzpruefung",
                "einsicht",
                "kontenverwaltung",
                name="rolle",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("traeger_id", sa.Integer(), nullable=True),
        sa.Column("von", sa.Date(), nullable=True),
        sa.Column("bis", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(rolle IN ('traeger', 'stelle')) = (traeger_id IS NOT NULL)",
            name=op.f("ck_rollenzuordnung_traeger_zur_rolle"),
        ),
        sa.CheckConstraint(
            "bis IS NULL OR von IS NULL OR bis >= von", name=op.f("ck_rollenzuordnung_bis_nach_von")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_rollenzuordnung_person_id_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["traeger_id"],
            ["traeger.id"],
            name=op.f("fk_rollenzuordnung_traeger_id_traeger"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollenzuordnung")),
    )
    with op.batch_alter_table("rollenzuordnung") as batch_op:
        batch_op.create_index(batch_op.f("ix_rollenzuordnung_person_id"), ["person_id"], unique=False)

    op.create_table(
        "traeger_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("traeger_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["traeger_id"],
            ["traeger.id"],
            name=op.f("fk_traeger_name_traeger_id_traeger"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traeger_name")),
        sa.UniqueConstraint("name", name=op.f("uq_traeger_name_name")),
    )
    op.create_table(
        "vertretung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("traeger_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["traeger_id"], ["traeger.id"], name=op.f("fk_vertretung_traeger_id_traeger"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vertretung")),
        sa.UniqueConstraint("traeger_id", "name", name=op.f("uq_vertretung_traeger_id_name")),
    )
    op.create_table(
        "ereignis_inhalt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ereignis_id", sa.Integer(), nullable=False),
        sa.Column("inhalt", sa.Text(), nullable=True),
        sa.Column("geleert_mit", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(inhalt IS NULL) = (geleert_mit IS NOT NULL)",
            name=op.f("ck_ereignis_inhalt_geleert_mit_ereignis"),
        ),
        sa.ForeignKeyConstraint(
            ["ereignis_id"],
            ["ereignis.id"],
            name=op.f("fk_ereignis_inhalt_ereignis_id_ereignis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ereignis_inhalt")),
        sa.UniqueConstraint("ereignis_id", name=op.f("uq_ereignis_inhalt_ereignis_id")),
    )
    op.create_table(
        "foerderjahr",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programm_id", sa.Integer(), nullable=False),
        sa.Column("jahr", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planung",
                "beantragt",
                "beschieden",
                "in_durchfuehrung",
                "nachgewiesen",
                "abgeschlossen",
                name="foerderjahrstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "ausgang",
            sa.Enum(
                "bewilligt",
                "teilweise",
                "abgelehnt",
                "zurueckgezogen",
                name="ausgang",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("beantragt_am", sa.Date(), nullable=True),
        sa.Column("beschieden_am", sa.Date(), nullable=True),
        sa.Column("nachgewiesen_am", sa.Date(), nullable=True),
        sa.Column("abgeschlossen_am", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'abgeschlossen') = (abgeschlossen_am IS NOT NULL)",
            name=op.f("ck_foerderjahr_abgeschlossen_mit_datum"),
        ),
        sa.CheckConstraint(
            "(status = 'planung') = (beantragt_am IS NULL)", name=op.f("ck_foerderjahr_beantragt_mit_datum")
        ),
        sa.CheckConstraint(
            "(status IN ('nachgewiesen', 'abgeschlossen')) = (nachgewiesen_am IS NOT NULL)",
            name=op.f("ck_foerderjahr_nachgewiesen_mit_datum"),
        ),
        sa.CheckConstraint(
            "(status IN ('planung', 'beantragt')) = (beschieden_am IS NULL)",
            name=op.f("ck_foerderjahr_beschieden_mit_datum"),
        ),
        sa.CheckConstraint(
            "(beschieden_am IS NULL) = (ausgang IS NULL)", name=op.f("ck_foerderjahr_beschieden_mit_ausgang")
        ),
        sa.CheckConstraint("jahr BETWEEN 2000 AND 2100", name=op.f("ck_foerderjahr_jahr_vierstellig")),
        sa.ForeignKeyConstraint(
            ["programm_id"],
            ["programm.id"],
            name=op.f("fk_foerderjahr_programm_id_programm"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foerderjahr")),
        sa.UniqueConstraint("programm_id", "jahr", name=op.f("uq_foerderjahr_programm_id_jahr")),
    )
    op.create_table(
        "handlungsfeld_land",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programm_id", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programm_id"],
            ["programm.id"],
            name=op.f("fk_handlungsfeld_land_programm_id_programm"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handlungsfeld_land")),
        sa.UniqueConstraint("programm_id", "nummer", name=op.f("uq_handlungsfeld_land_programm_id_nummer")),
    )
    op.create_table(
        "programm_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programm_id", sa.Integer(), nullable=False),
        sa.Column("gueltig_ab", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programm_id"],
            ["programm.id"],
            name=op.f("fk_programm_name_programm_id_programm"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programm_name")),
        sa.UniqueConstraint(
            "programm_id", "gueltig_ab", name=op.f("uq_programm_name_programm_id_gueltig_ab")
        ),
    )
    op.create_table(
        "antrag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "betragsart",
            sa.Enum(
                "landesfoerderung",
                "gesamtausgaben",
                "ungeklaert",
                name="betragsart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("genannt", sa.BigInteger(), nullable=True),
        sa.Column("quelle", sa.Text(), nullable=False),
        sa.Column("quelle_datei", sa.Text(), nullable=False),
        sa.Column("quelle_zeile", sa.Integer(), nullable=True),
        sa.Column("stand", sa.Date(), nullable=True),
        sa.Column("versandt_am", sa.Date(), nullable=True),
        sa.Column("versandweg", sa.Text(), nullable=False),
        sa.Column("eingegangen_am", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "eingegangen_am IS NULL OR versandt_am IS NOT NULL AND eingegangen_am >= versandt_am",
            name=op.f("ck_antrag_eingang_nach_versand"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_antrag_version_ab_eins")),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_antrag_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_antrag")),
        sa.UniqueConstraint("foerderjahr_id", "version", name=op.f("uq_antrag_foerderjahr_id_version")),
    )
    op.create_table(
        "beleg",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("traeger_id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("nr", sa.String(length=60), nullable=False),
        sa.Column(
            "art",
            sa.Enum(
                "beleg", "pauschale", name="belegart", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("rechnungsnummer", sa.Text(), nullable=False),
        sa.Column("rechnungsdatum", sa.Date(), nullable=True),
        sa.Column("zahlungsdatum", sa.Date(), nullable=True),
        sa.Column("zahlungsempfaenger", sa.Text(), nullable=False),
        sa.Column("zweck", sa.Text(), nullable=False),
        sa.Column("gezahlt", sa.BigInteger(), nullable=True),
        sa.Column("leistung_von", sa.Date(), nullable=True),
        sa.Column("leistung_bis", sa.Date(), nullable=True),
        sa.Column("bemerkung", sa.Text(), nullable=False),
        sa.Column("rechnung_schluessel", sa.String(length=300), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "art = 'pauschale' OR gezahlt IS NOT NULL", name=op.f("ck_beleg_beleg_mit_zahlbetrag")
        ),
        sa.CheckConstraint(
            "leistung_bis IS NULL OR leistung_von IS NULL OR leistung_bis >= leistung_von",
            name=op.f("ck_beleg_leistung_bis_nach_von"),
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_beleg_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["traeger_id"], ["traeger.id"], name=op.f("fk_beleg_traeger_id_traeger"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beleg")),
        sa.UniqueConstraint(
            "traeger_id", "foerderjahr_id", "nr", name=op.f("uq_beleg_traeger_id_foerderjahr_id_nr")
        ),
    )
    with op.batch_alter_table("beleg") as batch_op:
        batch_op.create_index(batch_op.f("ix_beleg_foerderjahr_id"), ["foerderjahr_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_beleg_rechnung_schluessel"), ["rechnung_schluessel"], unique=False
        )

    op.create_table(
        "bescheid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("vom", sa.Date(), nullable=False),
        sa.Column("wirksam_ab", sa.Date(), nullable=True),
        sa.Column("aktenzeichen", sa.Text(), nullable=False),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("betrag >= 0", name=op.f("ck_bescheid_betrag_nicht_negativ")),
        sa.CheckConstraint("version > 0", name=op.f("ck_bescheid_version_ab_eins")),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_bescheid_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bescheid")),
        sa.UniqueConstraint("foerderjahr_id", "version", name=op.f("uq_bescheid_foerderjahr_id_version")),
    )
    op.create_table(
        "dokument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("art", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.String(length=60), nullable=False),
        sa.Column("vorlage", sa.String(length=40), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("ereignis_nummer", sa.Integer(), nullable=False),
        sa.Column("ereignis_hash", sa.String(length=64), nullable=False),
        sa.Column("ausgestellt_am", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(snapshot_sha256) = 64", name=op.f("ck_dokument_snapshot_mit_hash")),
        sa.CheckConstraint("version > 0", name=op.f("ck_dokument_version_ab_eins")),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_dokument_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_dokument_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dokument")),
        sa.UniqueConstraint(
            "foerderjahr_id", "art", "version", name=op.f("uq_dokument_foerderjahr_id_art_version")
        ),
        sa.UniqueConstraint("nummer", name=op.f("uq_dokument_nummer")),
    )
    op.create_table(
        "foerderjahr_parameter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("schluessel", sa.String(length=60), nullable=False),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("betrag", sa.BigInteger(), nullable=True),
        sa.Column("anteil", sa.Integer(), nullable=True),
        sa.Column("zahl", sa.Integer(), nullable=True),
        sa.Column("ja_nein", sa.Boolean(), nullable=True),
        sa.Column(
            "finanzierungsart",
            sa.Enum(
                "festbetrag",
                "anteil",
                "fehlbedarf",
                name="finanzierungsart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("quelle", sa.Text(), nullable=False),
        sa.Column("stand", sa.Date(), nullable=True),
        sa.Column("bestaetigt", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT bestaetigt OR quelle <> ''", name=op.f("ck_foerderjahr_parameter_bestaetigt_mit_quelle")
        ),
        sa.CheckConstraint(
            "(CASE WHEN datum IS NULL THEN 0 ELSE 1 END) + (CASE WHEN betrag IS NULL THEN 0 ELSE 1 END) + (CASE WHEN anteil IS NULL THEN 0 ELSE 1 END) + (CASE WHEN zahl IS NULL THEN 0 ELSE 1 END) + (CASE WHEN ja_nein IS NULL THEN 0 ELSE 1 END) + (CASE WHEN finanzierungsart IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_foerderjahr_parameter_genau_ein_wert"),
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_foerderjahr_parameter_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foerderjahr_parameter")),
        sa.UniqueConstraint(
            "foerderjahr_id", "schluessel", name=op.f("uq_foerderjahr_parameter_foerderjahr_id_schluessel")
        ),
    )
    op.create_table(
        "massnahme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programm_id", sa.Integer(), nullable=False),
        sa.Column("kennung", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handlungsfeld_land_id", sa.Integer(), nullable=True),
        sa.Column("laufend_seit", sa.Text(), nullable=False),
        sa.Column("geplant_ab", sa.Text(), nullable=False),
        sa.Column("befristet_bis", sa.Text(), nullable=False),
        sa.Column("zusammengefuehrt_mit_id", sa.Integer(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("zusammengefuehrt_mit_id <> id", name=op.f("ck_massnahme_nicht_mit_sich_selbst")),
        sa.ForeignKeyConstraint(
            ["handlungsfeld_land_id"],
            ["handlungsfeld_land.id"],
            name=op.f("fk_massnahme_handlungsfeld_land_id_handlungsfeld_land"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["programm_id"],
            ["programm.id"],
            name=op.f("fk_massnahme_programm_id_programm"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["zusammengefuehrt_mit_id"],
            ["massnahme.id"],
            name=op.f("fk_massnahme_zusammengefuehrt_mit_id_massnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_massnahme")),
        sa.UniqueConstraint("programm_id", "kennung", name=op.f("uq_massnahme_programm_id_kennung")),
    )
    op.create_table(
        "mittelherkunft_zeile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column(
            "herkunft",
            sa.Enum(
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
            ),
            nullable=False,
        ),
        sa.Column(
            "zeile",
            sa.Enum(
                "3.3",
                "3.5",
                "3.6",
                "3.7",
                name="antragszeile",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_mittelherkunft_zeile_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mittelherkunft_zeile")),
        sa.UniqueConstraint(
            "foerderjahr_id", "herkunft", name=op.f("uq_mittelherkunft_zeile_foerderjahr_id_herkunft")
        ),
    )
    op.create_table(
        "nachweis_stadt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("zuwendung_lt_abrechnung", sa.BigInteger(), nullable=True),
        sa.Column("zuwendungsfaehig_lt_abrechnung", sa.BigInteger(), nullable=True),
        sa.Column("haushalt_ist", sa.BigInteger(), nullable=True),
        sa.Column("haushalt_ist_am", sa.Date(), nullable=True),
        sa.Column("haushalt_ist_quelle", sa.Text(), nullable=False),
        sa.Column("rueckforderung_land", sa.BigInteger(), nullable=True),
        sa.Column("eingereicht_am", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "haushalt_ist IS NULL OR haushalt_ist_am IS NOT NULL AND haushalt_ist_quelle <> ''",
            name=op.f("ck_nachweis_stadt_haushalt_ist_mit_quelle"),
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_nachweis_stadt_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nachweis_stadt")),
        sa.UniqueConstraint("foerderjahr_id", name=op.f("uq_nachweis_stadt_foerderjahr_id")),
    )
    op.create_table(
        "zugelassene_abweichung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("massnahme", sa.String(length=60), nullable=True),
        sa.Column("traeger", sa.String(length=60), nullable=True),
        sa.Column("beleg", sa.String(length=60), nullable=True),
        sa.Column("differenz", sa.BigInteger(), nullable=False),
        sa.Column("grund", sa.Text(), nullable=False),
        sa.Column("begruendet_von_id", sa.Integer(), nullable=False),
        sa.Column("begruendet_am", sa.Date(), nullable=False),
        sa.Column("zugestimmt_von_id", sa.Integer(), nullable=True),
        sa.Column("zugestimmt_am", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("grund <> ''", name=op.f("ck_zugelassene_abweichung_mit_grund")),
        sa.CheckConstraint(
            "(zugestimmt_von_id IS NULL) = (zugestimmt_am IS NULL)",
            name=op.f("ck_zugelassene_abweichung_zugestimmt_mit_datum"),
        ),
        sa.CheckConstraint(
            "zugestimmt_von_id <> begruendet_von_id", name=op.f("ck_zugelassene_abweichung_zwei_personen")
        ),
        sa.ForeignKeyConstraint(
            ["begruendet_von_id"],
            ["person.id"],
            name=op.f("fk_zugelassene_abweichung_begruendet_von_id_person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_zugelassene_abweichung_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["zugestimmt_von_id"],
            ["person.id"],
            name=op.f("fk_zugelassene_abweichung_zugestimmt_von_id_person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zugelassene_abweichung")),
    )
    with op.batch_alter_table("zugelassene_abweichung") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_zugelassene_abweichung_foerderjahr_id"), ["foerderjahr_id"], unique=False
        )

    op.create_table(
        "bescheidposition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bescheid_id", sa.Integer(), nullable=False),
        sa.Column("nummer", sa.String(length=20), nullable=False),
        sa.Column("bezeichnung", sa.Text(), nullable=False),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bescheid_id"],
            ["bescheid.id"],
            name=op.f("fk_bescheidposition_bescheid_id_bescheid"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bescheidposition")),
        sa.UniqueConstraint("bescheid_id", "nummer", name=op.f("uq_bescheidposition_bescheid_id_nummer")),
    )
    op.create_table(
        "beschluss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("gremium", sa.Text(), nullable=False),
        sa.Column("vorlage_nummer", sa.Text(), nullable=False),
        sa.Column("gefasst_am", sa.Date(), nullable=False),
        sa.Column("ergebnis", sa.Text(), nullable=False),
        sa.Column("dokument_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dokument_id"],
            ["dokument.id"],
            name=op.f("fk_beschluss_dokument_id_dokument"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_beschluss_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beschluss")),
    )
    with op.batch_alter_table("beschluss") as batch_op:
        batch_op.create_index(batch_op.f("ix_beschluss_foerderjahr_id"), ["foerderjahr_id"], unique=False)

    op.create_table(
        "dokument_datei",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dokument_id", sa.Integer(), nullable=False),
        sa.Column("endung", sa.String(length=10), nullable=False),
        sa.Column("inhalt", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_dokument_datei_datei_mit_hash")),
        sa.ForeignKeyConstraint(
            ["dokument_id"],
            ["dokument.id"],
            name=op.f("fk_dokument_datei_dokument_id_dokument"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dokument_datei")),
        sa.UniqueConstraint("dokument_id", "endung", name=op.f("uq_dokument_datei_dokument_id_endung")),
    )
    op.create_table(
        "jahresmassnahme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("massnahme_id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("reihenfolge", sa.Integer(), nullable=False),
        sa.Column(
            "fortsetzung",
            sa.Enum(
                "fortsetzung_unveraendert",
                "fortsetzung_geaendert",
                "neu",
                name="fortsetzung",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("beginn", sa.Date(), nullable=True),
        sa.Column("vorzeitiger_beginn_zustimmung_am", sa.Date(), nullable=True),
        sa.Column("land_beantragen", sa.Boolean(), nullable=True),
        sa.Column("rest_entscheidung", sa.Text(), nullable=False),
        sa.Column("rest_entscheidung_am", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(rest_entscheidung = '') = (rest_entscheidung_am IS NULL)",
            name=op.f("ck_jahresmassnahme_rest_entscheidung_mit_datum"),
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_jahresmassnahme_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["massnahme_id"],
            ["massnahme.id"],
            name=op.f("fk_jahresmassnahme_massnahme_id_massnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jahresmassnahme")),
        sa.UniqueConstraint(
            "massnahme_id", "foerderjahr_id", name=op.f("uq_jahresmassnahme_massnahme_id_foerderjahr_id")
        ),
    )
    with op.batch_alter_table("jahresmassnahme") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_jahresmassnahme_foerderjahr_id"), ["foerderjahr_id"], unique=False
        )

    op.create_table(
        "massnahme_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("massnahme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["massnahme_id"],
            ["massnahme.id"],
            name=op.f("fk_massnahme_alias_massnahme_id_massnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_massnahme_alias")),
        sa.UniqueConstraint("massnahme_id", "name", name=op.f("uq_massnahme_alias_massnahme_id_name")),
    )
    op.create_table(
        "massnahme_handlungsfeld",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("massnahme_id", sa.Integer(), nullable=False),
        sa.Column("handlungsfeld_id", sa.Integer(), nullable=False),
        sa.Column("haupt", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handlungsfeld_id"],
            ["handlungsfeld.id"],
            name=op.f("fk_massnahme_handlungsfeld_handlungsfeld_id_handlungsfeld"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["massnahme_id"],
            ["massnahme.id"],
            name=op.f("fk_massnahme_handlungsfeld_massnahme_id_massnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_massnahme_handlungsfeld")),
        sa.UniqueConstraint(
            "massnahme_id",
            "handlungsfeld_id",
            name=op.f("uq_massnahme_handlungsfeld_massnahme_id_handlungsfeld_id"),
        ),
    )
    op.create_table(
        "massnahme_lebensphase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("massnahme_id", sa.Integer(), nullable=False),
        sa.Column("lebensphase_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lebensphase_id"],
            ["lebensphase.id"],
            name=op.f("fk_massnahme_lebensphase_lebensphase_id_lebensphase"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["massnahme_id"],
            ["massnahme.id"],
            name=op.f("fk_massnahme_lebensphase_massnahme_id_massnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_massnahme_lebensphase")),
        sa.UniqueConstraint(
            "massnahme_id",
            "lebensphase_id",
            name=op.f("uq_massnahme_lebensphase_massnahme_id_lebensphase_id"),
        ),
    )
    op.create_table(
        "massnahme_sozialraum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("massnahme_id", sa.Integer(), nullable=False),
        sa.Column("sozialraum_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["massnahme_id"],
            ["massnahme.id"],
            name=op.f("fk_massnahme_sozialraum_massnahme_id_massnahme"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sozialraum_id"],
            ["sozialraum.id"],
            name=op.f("fk_massnahme_sozialraum_sozialraum_id_sozialraum"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_massnahme_sozialraum")),
        sa.UniqueConstraint(
            "massnahme_id", "sozialraum_id", name=op.f("uq_massnahme_sozialraum_massnahme_id_sozialraum_id")
        ),
    )
    op.create_table(
        "nebenbestimmung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bescheid_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("bis", sa.Date(), nullable=True),
        sa.Column("ausgeschlossene_nummer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bescheid_id"],
            ["bescheid.id"],
            name=op.f("fk_nebenbestimmung_bescheid_id_bescheid"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nebenbestimmung")),
    )
    with op.batch_alter_table("nebenbestimmung") as batch_op:
        batch_op.create_index(batch_op.f("ix_nebenbestimmung_bescheid_id"), ["bescheid_id"], unique=False)

    op.create_table(
        "verstetigungsschritt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("massnahme_id", sa.Integer(), nullable=False),
        sa.Column("schritt", sa.String(length=30), nullable=False),
        sa.Column("am", sa.Date(), nullable=False),
        sa.Column("gremium", sa.Text(), nullable=False),
        sa.Column("vorlage_nummer", sa.Text(), nullable=False),
        sa.Column("haushalt", sa.Text(), nullable=False),
        sa.Column("bemerkung", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "schritt <> 'ratsbeschluss' OR vorlage_nummer <> '' AND gremium <> ''",
            name=op.f("ck_verstetigungsschritt_beschluss_mit_vorlage"),
        ),
        sa.CheckConstraint(
            "schritt IN ('idee', 'pilot', 'beabsichtigt', 'haushaltsanmeldung', 'im_entwurf', 'fachausschuss', 'ratsbeschluss', 'verstetigt', 'abgelehnt', 'zurueckgestellt', 'ausgelaufen')",
            name=op.f("ck_verstetigungsschritt_schritt"),
        ),
        sa.ForeignKeyConstraint(
            ["massnahme_id"],
            ["massnahme.id"],
            name=op.f("fk_verstetigungsschritt_massnahme_id_massnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verstetigungsschritt")),
    )
    with op.batch_alter_table("verstetigungsschritt") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_verstetigungsschritt_massnahme_id"), ["massnahme_id"], unique=False
        )

    op.create_table(
        "antragsposition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("antrag_id", sa.Integer(), nullable=False),
        sa.Column("jahresmassnahme_id", sa.Integer(), nullable=False),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column("angabe", sa.Text(), nullable=False),
        sa.Column("quelle_zeile", sa.Integer(), nullable=True),
        sa.CheckConstraint("betrag > 0", name=op.f("ck_antragsposition_betrag_positiv")),
        sa.ForeignKeyConstraint(
            ["antrag_id"],
            ["antrag.id"],
            name=op.f("fk_antragsposition_antrag_id_antrag"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["jahresmassnahme_id"],
            ["jahresmassnahme.id"],
            name=op.f("fk_antragsposition_jahresmassnahme_id_jahresmassnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_antragsposition")),
        sa.UniqueConstraint(
            "antrag_id", "jahresmassnahme_id", name=op.f("uq_antragsposition_antrag_id_jahresmassnahme_id")
        ),
    )
    op.create_table(
        "aufteilung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bescheid_id", sa.Integer(), nullable=False),
        sa.Column("jahresmassnahme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bescheid_id"],
            ["bescheid.id"],
            name=op.f("fk_aufteilung_bescheid_id_bescheid"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["jahresmassnahme_id"],
            ["jahresmassnahme.id"],
            name=op.f("fk_aufteilung_jahresmassnahme_id_jahresmassnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aufteilung")),
        sa.UniqueConstraint(
            "bescheid_id",
            "jahresmassnahme_id",
            "position",
            name=op.f("uq_aufteilung_bescheid_id_jahresmassnahme_id_position"),
        ),
    )
    op.create_table(
        "empfaengeranteil",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("jahresmassnahme_id", sa.Integer(), nullable=False),
        sa.Column("traeger_id", sa.Integer(), nullable=False),
        sa.Column("reihenfolge", sa.Integer(), nullable=False),
        sa.Column("anteil", sa.BigInteger(), nullable=True),
        sa.Column("angabe", sa.Text(), nullable=False),
        sa.Column("vorsteuerabzug", sa.Boolean(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("anteil >= 0", name=op.f("ck_empfaengeranteil_anteil_nicht_negativ")),
        sa.ForeignKeyConstraint(
            ["jahresmassnahme_id"],
            ["jahresmassnahme.id"],
            name=op.f("fk_empfaengeranteil_jahresmassnahme_id_jahresmassnahme"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["traeger_id"],
            ["traeger.id"],
            name=op.f("fk_empfaengeranteil_traeger_id_traeger"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_empfaengeranteil")),
        sa.UniqueConstraint(
            "jahresmassnahme_id", "traeger_id", name=op.f("uq_empfaengeranteil_jahresmassnahme_id_traeger_id")
        ),
    )
    with op.batch_alter_table("empfaengeranteil") as batch_op:
        batch_op.create_index(batch_op.f("ix_empfaengeranteil_traeger_id"), ["traeger_id"], unique=False)

    op.create_table(
        "text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("jahresmassnahme_id", sa.Integer(), nullable=True),
        sa.Column("schluessel", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_text_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["jahresmassnahme_id"],
            ["jahresmassnahme.id"],
            name=op.f("fk_text_jahresmassnahme_id_jahresmassnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text")),
    )
    with op.batch_alter_table("text") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_text_foerderjahr_id_schluessel"), ["foerderjahr_id", "schluessel"], unique=False
        )

    op.create_table(
        "umverteilung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("jahresmassnahme_id", sa.Integer(), nullable=False),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column("vom", sa.Date(), nullable=False),
        sa.Column("beschluss", sa.Text(), nullable=False),
        sa.Column("zustimmung_am", sa.Date(), nullable=True),
        sa.CheckConstraint("betrag <> 0", name=op.f("ck_umverteilung_betrag_nicht_null")),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_umverteilung_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["jahresmassnahme_id"],
            ["jahresmassnahme.id"],
            name=op.f("fk_umverteilung_jahresmassnahme_id_jahresmassnahme"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_umverteilung")),
    )
    with op.batch_alter_table("umverteilung") as batch_op:
        batch_op.create_index(batch_op.f("ix_umverteilung_foerderjahr_id"), ["foerderjahr_id"], unique=False)

    op.create_table(
        "verstetigungsmittel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verstetigungsschritt_id", sa.Integer(), nullable=False),
        sa.Column("jahr", sa.Integer(), nullable=False),
        sa.Column(
            "herkunft",
            sa.Enum(
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
            ),
            nullable=False,
        ),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verstetigungsschritt_id"],
            ["verstetigungsschritt.id"],
            name=op.f("fk_verstetigungsmittel_verstetigungsschritt_id_verstetigungsschritt"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verstetigungsmittel")),
        sa.UniqueConstraint(
            "verstetigungsschritt_id",
            "jahr",
            "herkunft",
            name=op.f("uq_verstetigungsmittel_verstetigungsschritt_id_jahr_herkunft"),
        ),
    )
    op.create_table(
        "belegteil",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beleg_id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column("zuwendungsfaehig", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["beleg_id"], ["beleg.id"], name=op.f("fk_belegteil_beleg_id_beleg"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_belegteil_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_belegteil")),
        sa.UniqueConstraint(
            "beleg_id",
            "empfaengeranteil_id",
            "position",
            name=op.f("uq_belegteil_beleg_id_empfaengeranteil_id_position"),
        ),
    )
    with op.batch_alter_table("belegteil") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_belegteil_empfaengeranteil_id"), ["empfaengeranteil_id"], unique=False
        )

    op.create_table(
        "einnahme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column("nr", sa.String(length=60), nullable=False),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("einzahler", sa.Text(), nullable=False),
        sa.Column("zweck", sa.Text(), nullable=False),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column(
            "herkunft",
            sa.Enum(
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
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_einnahme_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_einnahme")),
        sa.UniqueConstraint("empfaengeranteil_id", "nr", name=op.f("uq_einnahme_empfaengeranteil_id_nr")),
    )
    op.create_table(
        "finanzierungsplan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wirksam_ab", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_finanzierungsplan_version_ab_eins")),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_finanzierungsplan_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finanzierungsplan")),
        sa.UniqueConstraint(
            "empfaengeranteil_id", "version", name=op.f("uq_finanzierungsplan_empfaengeranteil_id_version")
        ),
    )
    op.create_table(
        "frist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=True),
        sa.Column("art", sa.String(length=60), nullable=False),
        sa.Column("bezeichnung", sa.Text(), nullable=False),
        sa.Column("tag", sa.Date(), nullable=False),
        sa.Column("laeuft_ab_am", sa.Date(), nullable=False),
        sa.Column("bestimmter_tag", sa.Boolean(), nullable=False),
        sa.Column("verlaengert_bis", sa.Date(), nullable=True),
        sa.Column("erledigt_am", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT bestimmter_tag OR laeuft_ab_am = tag", name=op.f("ck_frist_bestimmter_tag_bleibt")
        ),
        sa.CheckConstraint("laeuft_ab_am >= tag", name=op.f("ck_frist_ablauf_nicht_vor_tag")),
        sa.CheckConstraint(
            "verlaengert_bis IS NULL OR verlaengert_bis > laeuft_ab_am",
            name=op.f("ck_frist_verlaengert_nach_ablauf"),
        ),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_frist_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_frist_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frist")),
    )
    with op.batch_alter_table("frist") as batch_op:
        batch_op.create_index(batch_op.f("ix_frist_foerderjahr_id"), ["foerderjahr_id"], unique=False)

    op.create_table(
        "verwendungsnachweis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "entwurf",
                "eingereicht",
                "in_pruefung",
                "nachforderung",
                "geprueft",
                "freigegeben",
                "abgeschlossen",
                name="nachweisstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("eingereicht_am", sa.Date(), nullable=True),
        sa.Column("rechtsverbindlich_am", sa.Date(), nullable=True),
        sa.Column("verlaengert_bis", sa.Date(), nullable=True),
        sa.Column("geprueft_am", sa.Date(), nullable=True),
        sa.Column("freigegeben_am", sa.Date(), nullable=True),
        sa.Column("festgesetzt", sa.BigInteger(), nullable=True),
        sa.Column("schlussmitteilung_am", sa.Date(), nullable=True),
        sa.Column("restzahlung", sa.BigInteger(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'entwurf') = (eingereicht_am IS NULL)",
            name=op.f("ck_verwendungsnachweis_eingereicht_mit_datum"),
        ),
        sa.CheckConstraint(
            "(status IN ('freigegeben', 'abgeschlossen')) = (freigegeben_am IS NOT NULL)",
            name=op.f("ck_verwendungsnachweis_freigegeben_mit_datum"),
        ),
        sa.CheckConstraint(
            "(status IN ('geprueft', 'freigegeben', 'abgeschlossen')) = (geprueft_am IS NOT NULL)",
            name=op.f("ck_verwendungsnachweis_geprueft_mit_datum"),
        ),
        sa.CheckConstraint("festgesetzt >= 0", name=op.f("ck_verwendungsnachweis_festgesetzt_nicht_negativ")),
        sa.CheckConstraint(
            "festgesetzt IS NULL OR geprueft_am IS NOT NULL",
            name=op.f("ck_verwendungsnachweis_festgesetzt_nach_pruefung"),
        ),
        sa.CheckConstraint(
            "rechtsverbindlich_am IS NULL OR eingereicht_am IS NOT NULL",
            name=op.f("ck_verwendungsnachweis_rechtsverbindlich_nach_eingang"),
        ),
        sa.CheckConstraint("restzahlung >= 0", name=op.f("ck_verwendungsnachweis_restzahlung_nicht_negativ")),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_verwendungsnachweis_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verwendungsnachweis")),
        sa.UniqueConstraint("empfaengeranteil_id", name=op.f("uq_verwendungsnachweis_empfaengeranteil_id")),
    )
    op.create_table(
        "weiterleitung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wirksam_ab", sa.Date(), nullable=True),
        sa.Column("vertrag", sa.Boolean(), nullable=False),
        sa.Column("aktenzeichen", sa.Text(), nullable=False),
        sa.Column("vom", sa.Date(), nullable=True),
        sa.Column("bekannt_gegeben_am", sa.Date(), nullable=True),
        sa.Column("rechtsbehelfsverzicht_am", sa.Date(), nullable=True),
        sa.Column("bestandskraeftig_ab", sa.Date(), nullable=True),
        sa.Column(
            "nachweisart",
            sa.Enum(
                "mit_belegliste",
                "einfach",
                name="nachweisart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "bestandskraeftig_ab IS NULL OR bekannt_gegeben_am IS NOT NULL AND bestandskraeftig_ab >= bekannt_gegeben_am",
            name=op.f("ck_weiterleitung_bestandskraft_nach_bekanntgabe"),
        ),
        sa.CheckConstraint(
            "rechtsbehelfsverzicht_am IS NULL OR bekannt_gegeben_am IS NOT NULL",
            name=op.f("ck_weiterleitung_verzicht_nach_bekanntgabe"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_weiterleitung_version_ab_eins")),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_weiterleitung_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weiterleitung")),
        sa.UniqueConstraint(
            "empfaengeranteil_id", "version", name=op.f("uq_weiterleitung_empfaengeranteil_id_version")
        ),
    )
    op.create_table(
        "zahlung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foerderjahr_id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=True),
        sa.Column(
            "art",
            sa.Enum(
                "auszahlung",
                "rueckzahlung_im_laufenden_jahr",
                "restzahlung",
                "erstattung",
                "mittelabruf",
                "rueckzahlung_an_das_land",
                "zinsen",
                name="zahlungsart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("datum", sa.Date(), nullable=False),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column(
            "herkunft",
            sa.Enum(
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
            ),
            nullable=False,
        ),
        sa.Column("haushaltsjahr", sa.Integer(), nullable=True),
        sa.Column("bemerkung", sa.Text(), nullable=False),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "art = 'zinsen' AND betrag <> 0 OR art IN ('auszahlung', 'restzahlung', 'mittelabruf') AND betrag > 0 OR art IN ('rueckzahlung_im_laufenden_jahr', 'erstattung', 'rueckzahlung_an_das_land') AND betrag < 0",
            name=op.f("ck_zahlung_vorzeichen_zur_art"),
        ),
        sa.CheckConstraint(
            "art = 'zinsen' OR (art IN ('mittelabruf', 'rueckzahlung_an_das_land')) = (empfaengeranteil_id IS NULL)",
            name=op.f("ck_zahlung_empfaenger_zur_art"),
        ),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_zahlung_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["foerderjahr_id"],
            ["foerderjahr.id"],
            name=op.f("fk_zahlung_foerderjahr_id_foerderjahr"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zahlung")),
    )
    with op.batch_alter_table("zahlung") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_zahlung_empfaengeranteil_id"), ["empfaengeranteil_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_zahlung_foerderjahr_id"), ["foerderjahr_id"], unique=False)

    op.create_table(
        "zuweisung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empfaengeranteil_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wirksam_ab", sa.Date(), nullable=True),
        sa.Column("vom", sa.Date(), nullable=True),
        sa.Column("aenderungsstand", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_zuweisung_version_ab_eins")),
        sa.ForeignKeyConstraint(
            ["empfaengeranteil_id"],
            ["empfaengeranteil.id"],
            name=op.f("fk_zuweisung_empfaengeranteil_id_empfaengeranteil"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zuweisung")),
        sa.UniqueConstraint(
            "empfaengeranteil_id", "version", name=op.f("uq_zuweisung_empfaengeranteil_id_version")
        ),
    )
    op.create_table(
        "anerkennung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("beleg_nr", sa.String(length=60), nullable=False),
        sa.Column("anerkannt", sa.BigInteger(), nullable=False),
        sa.Column("mindert_insgesamt", sa.Boolean(), nullable=True),
        sa.Column(
            "grund",
            sa.Enum(
                "doppelt_erfasst",
                "ausserhalb_zeitraum",
                "einzelansatz_ueberschritten",
                "nicht_zuwendungsfaehig",
                "nicht_belegt",
                "skonto_nicht_abgezogen",
                "vorsteuer",
                "sonstiges",
                name="kuerzungsgrund",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("erlaeuterung", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_anerkennung_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anerkennung")),
        sa.UniqueConstraint(
            "verwendungsnachweis_id",
            "position",
            "beleg_nr",
            name=op.f("uq_anerkennung_verwendungsnachweis_id_position_beleg_nr"),
        ),
    )
    op.create_table(
        "angegebene_summe",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("insgesamt", sa.BigInteger(), nullable=False),
        sa.Column("zuwendungsfaehig", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_angegebene_summe_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_angegebene_summe")),
        sa.UniqueConstraint(
            "verwendungsnachweis_id",
            "position",
            name=op.f("uq_angegebene_summe_verwendungsnachweis_id_position"),
        ),
    )
    op.create_table(
        "ausgabeposition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finanzierungsplan_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("bezeichnung", sa.Text(), nullable=False),
        sa.Column(
            "art",
            sa.Enum(
                "personal",
                "honorar",
                "sach",
                "oeffentlichkeitsarbeit",
                "fahrt",
                "pauschale",
                "investition",
                "sonstige",
                name="ausgabenart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("insgesamt", sa.BigInteger(), nullable=False),
        sa.Column("zuwendungsfaehig", sa.BigInteger(), nullable=False),
        sa.Column("reihenfolge", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finanzierungsplan_id"],
            ["finanzierungsplan.id"],
            name=op.f("fk_ausgabeposition_finanzierungsplan_id_finanzierungsplan"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ausgabeposition")),
        sa.UniqueConstraint(
            "finanzierungsplan_id", "code", name=op.f("uq_ausgabeposition_finanzierungsplan_id_code")
        ),
    )
    op.create_table(
        "deckungsmittel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finanzierungsplan_id", sa.Integer(), nullable=False),
        sa.Column(
            "herkunft",
            sa.Enum(
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
            ),
            nullable=False,
        ),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column("geber", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finanzierungsplan_id"],
            ["finanzierungsplan.id"],
            name=op.f("fk_deckungsmittel_finanzierungsplan_id_finanzierungsplan"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deckungsmittel")),
    )
    with op.batch_alter_table("deckungsmittel") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deckungsmittel_finanzierungsplan_id"), ["finanzierungsplan_id"], unique=False
        )

    op.create_table(
        "erstattung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("gefordert", sa.BigInteger(), nullable=False),
        sa.Column("faellig_am", sa.Date(), nullable=True),
        sa.Column("nicht_erhoben", sa.BigInteger(), nullable=False),
        sa.Column("nicht_erhoben_grund", sa.Text(), nullable=False),
        sa.Column("nicht_erhoben_am", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "nicht_erhoben = 0 OR nicht_erhoben_grund <> '' AND nicht_erhoben_am IS NOT NULL",
            name=op.f("ck_erstattung_nicht_erhoben_mit_grund"),
        ),
        sa.CheckConstraint("gefordert >= 0", name=op.f("ck_erstattung_gefordert_nicht_negativ")),
        sa.CheckConstraint("nicht_erhoben >= 0", name=op.f("ck_erstattung_nicht_erhoben_nicht_negativ")),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_erstattung_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erstattung")),
        sa.UniqueConstraint("verwendungsnachweis_id", name=op.f("uq_erstattung_verwendungsnachweis_id")),
    )
    op.create_table(
        "personalzeile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finanzierungsplan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("funktion", sa.Text(), nullable=False),
        sa.Column("vzae_hundertstel", sa.Integer(), nullable=False),
        sa.Column("entgeltgruppe", sa.Text(), nullable=False),
        sa.Column("monate", sa.Integer(), nullable=True),
        sa.Column("betrag", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("monate BETWEEN 1 AND 12", name=op.f("ck_personalzeile_monate_im_jahr")),
        sa.CheckConstraint("vzae_hundertstel > 0", name=op.f("ck_personalzeile_vzae_positiv")),
        sa.ForeignKeyConstraint(
            ["finanzierungsplan_id"],
            ["finanzierungsplan.id"],
            name=op.f("fk_personalzeile_finanzierungsplan_id_finanzierungsplan"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personalzeile")),
    )
    with op.batch_alter_table("personalzeile") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_personalzeile_finanzierungsplan_id"), ["finanzierungsplan_id"], unique=False
        )

    op.create_table(
        "pruefung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verwendungsnachweis_id", sa.Integer(), nullable=False),
        sa.Column("art", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("am", sa.Date(), nullable=False),
        sa.Column("vermerk", sa.Text(), nullable=False),
        sa.Column("ungueltig_seit", sa.Date(), nullable=True),
        sa.CheckConstraint("art IN ('fachlich', 'rechnerisch', 'freigabe')", name=op.f("ck_pruefung_art")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_pruefung_person_id_person"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["verwendungsnachweis_id"],
            ["verwendungsnachweis.id"],
            name=op.f("fk_pruefung_verwendungsnachweis_id_verwendungsnachweis"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pruefung")),
    )
    with op.batch_alter_table("pruefung") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pruefung_verwendungsnachweis_id"), ["verwendungsnachweis_id"], unique=False
        )

    op.create_table(
        "weiterleitung_betrag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("weiterleitung_id", sa.Integer(), nullable=False),
        sa.Column(
            "herkunft",
            sa.Enum(
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
            ),
            nullable=False,
        ),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column(
            "finanzierungsart",
            sa.Enum(
                "festbetrag",
                "anteil",
                "fehlbedarf",
                name="finanzierungsart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("landesanteil", sa.Integer(), nullable=True),
        sa.CheckConstraint("betrag >= 0", name=op.f("ck_weiterleitung_betrag_betrag_nicht_negativ")),
        sa.ForeignKeyConstraint(
            ["weiterleitung_id"],
            ["weiterleitung.id"],
            name=op.f("fk_weiterleitung_betrag_weiterleitung_id_weiterleitung"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weiterleitung_betrag")),
        sa.UniqueConstraint(
            "weiterleitung_id", "herkunft", name=op.f("uq_weiterleitung_betrag_weiterleitung_id_herkunft")
        ),
    )
    op.create_table(
        "zahlungsplanrate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("weiterleitung_id", sa.Integer(), nullable=False),
        sa.Column("faellig_am", sa.Date(), nullable=False),
        sa.Column(
            "herkunft",
            sa.Enum(
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
            ),
            nullable=False,
        ),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("betrag > 0", name=op.f("ck_zahlungsplanrate_betrag_positiv")),
        sa.ForeignKeyConstraint(
            ["weiterleitung_id"],
            ["weiterleitung.id"],
            name=op.f("fk_zahlungsplanrate_weiterleitung_id_weiterleitung"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zahlungsplanrate")),
    )
    with op.batch_alter_table("zahlungsplanrate") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_zahlungsplanrate_weiterleitung_id"), ["weiterleitung_id"], unique=False
        )

    op.create_table(
        "zuweisung_betrag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zuweisung_id", sa.Integer(), nullable=False),
        sa.Column(
            "herkunft",
            sa.Enum(
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
            ),
            nullable=False,
        ),
        sa.Column("betrag", sa.BigInteger(), nullable=False),
        sa.Column(
            "finanzierungsart",
            sa.Enum(
                "festbetrag",
                "anteil",
                "fehlbedarf",
                name="finanzierungsart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("landesanteil", sa.Integer(), nullable=True),
        sa.CheckConstraint("betrag >= 0", name=op.f("ck_zuweisung_betrag_betrag_nicht_negativ")),
        sa.ForeignKeyConstraint(
            ["zuweisung_id"],
            ["zuweisung.id"],
            name=op.f("fk_zuweisung_betrag_zuweisung_id_zuweisung"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zuweisung_betrag")),
        sa.UniqueConstraint(
            "zuweisung_id", "herkunft", name=op.f("uq_zuweisung_betrag_zuweisung_id_herkunft")
        ),
    )

    _insert_programm()


# Confirmed by the authority's own list of Förderbausteine (docs: Handlungsfelder des Landes); data, not code.
HANDLUNGSFELDER = (
    "Netzwerkkoordination",
    "Familiengrundschulzentren",
    "Lotsendienste in Geburtskliniken",
    "Lotsendienste in Kinder-, Jugend- und gynäkologischen Praxen",
    "Kommunale Familienbüros",
    "Ausbau aufsuchender Angebote",
)


def _insert_programm() -> None:
    programm = sa.table("programm", sa.column("id", sa.Integer), sa.column("schluessel", sa.String))
    name = sa.table(
        "programm_name",
        sa.column("programm_id", sa.Integer),
        sa.column("gueltig_ab", sa.Date),
        sa.column("name", sa.Text),
    )
    feld = sa.table(
        "handlungsfeld_land",
        sa.column("programm_id", sa.Integer),
        sa.column("nummer", sa.Integer),
        sa.column("name", sa.Text),
    )
    kopf = sa.table(
        "ereignis_kopf",
        sa.column("id", sa.Integer),
        sa.column("nummer", sa.Integer),
        sa.column("hash", sa.String),
    )
    op.bulk_insert(programm, [{"schluessel": "kinderstark"}])
    programm_id = op.get_bind().scalar(sa.select(programm.c.id).where(programm.c.schluessel == "kinderstark"))
    op.bulk_insert(
        name,
        [
            {"programm_id": programm_id, "gueltig_ab": date(2017, 1, 1), "name": "Kein Kind zurücklassen!"},
            {
                "programm_id": programm_id,
                "gueltig_ab": date(2020, 1, 1),
                "name": "kinderstark – NRW schafft Chancen",
            },
        ],
    )
    op.bulk_insert(
        feld,
        [
            {"programm_id": programm_id, "nummer": nummer, "name": text}
            for nummer, text in enumerate(HANDLUNGSFELDER, start=1)
        ],
    )
    # The one head of the log: locked by every writer, so it exists before the first.
    op.bulk_insert(kopf, [{"id": 1, "nummer": 0, "hash": "0" * 64}])


def downgrade() -> None:
    op.drop_table("zuweisung_betrag")
    with op.batch_alter_table("zahlungsplanrate") as batch_op:
        batch_op.drop_index(batch_op.f("ix_zahlungsplanrate_weiterleitung_id"))

    op.drop_table("zahlungsplanrate")
    op.drop_table("weiterleitung_betrag")
    with op.batch_alter_table("pruefung") as batch_op:
        batch_op.drop_index(batch_op.f("ix_pruefung_verwendungsnachweis_id"))

    op.drop_table("pruefung")
    with op.batch_alter_table("personalzeile") as batch_op:
        batch_op.drop_index(batch_op.f("ix_personalzeile_finanzierungsplan_id"))

    op.drop_table("personalzeile")
    op.drop_table("erstattung")
    with op.batch_alter_table("deckungsmittel") as batch_op:
        batch_op.drop_index(batch_op.f("ix_deckungsmittel_finanzierungsplan_id"))

    op.drop_table("deckungsmittel")
    op.drop_table("ausgabeposition")
    op.drop_table("angegebene_summe")
    op.drop_table("anerkennung")
    op.drop_table("zuweisung")
    with op.batch_alter_table("zahlung") as batch_op:
        batch_op.drop_index(batch_op.f("ix_zahlung_foerderjahr_id"))
        batch_op.drop_index(batch_op.f("ix_zahlung_empfaengeranteil_id"))

    op.drop_table("zahlung")
    op.drop_table("weiterleitung")
    op.drop_table("verwendungsnachweis")
    with op.batch_alter_table("frist") as batch_op:
        batch_op.drop_index(batch_op.f("ix_frist_foerderjahr_id"))

    op.drop_table("frist")
    op.drop_table("finanzierungsplan")
    op.drop_table("einnahme")
    with op.batch_alter_table("belegteil") as batch_op:
        batch_op.drop_index(batch_op.f("ix_belegteil_empfaengeranteil_id"))

    op.drop_table("belegteil")
    op.drop_table("verstetigungsmittel")
    with op.batch_alter_table("umverteilung") as batch_op:
        batch_op.drop_index(batch_op.f("ix_umverteilung_foerderjahr_id"))

    op.drop_table("umverteilung")
    with op.batch_alter_table("text") as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_foerderjahr_id_schluessel"))

    op.drop_table("text")
    with op.batch_alter_table("empfaengeranteil") as batch_op:
        batch_op.drop_index(batch_op.f("ix_empfaengeranteil_traeger_id"))

    op.drop_table("empfaengeranteil")
    op.drop_table("aufteilung")
    op.drop_table("antragsposition")
    with op.batch_alter_table("verstetigungsschritt") as batch_op:
        batch_op.drop_index(batch_op.f("ix_verstetigungsschritt_massnahme_id"))

    op.drop_table("verstetigungsschritt")
    with op.batch_alter_table("nebenbestimmung") as batch_op:
        batch_op.drop_index(batch_op.f("ix_nebenbestimmung_bescheid_id"))

    op.drop_table("nebenbestimmung")
    op.drop_table("massnahme_sozialraum")
    op.drop_table("massnahme_lebensphase")
    op.drop_table("massnahme_handlungsfeld")
    op.drop_table("massnahme_alias")
    with op.batch_alter_table("jahresmassnahme") as batch_op:
        batch_op.drop_index(batch_op.f("ix_jahresmassnahme_foerderjahr_id"))

    op.drop_table("jahresmassnahme")
    op.drop_table("dokument_datei")
    with op.batch_alter_table("beschluss") as batch_op:
        batch_op.drop_index(batch_op.f("ix_beschluss_foerderjahr_id"))

    op.drop_table("beschluss")
    op.drop_table("bescheidposition")
    with op.batch_alter_table("zugelassene_abweichung") as batch_op:
        batch_op.drop_index(batch_op.f("ix_zugelassene_abweichung_foerderjahr_id"))

    op.drop_table("zugelassene_abweichung")
    op.drop_table("nachweis_stadt")
    op.drop_table("mittelherkunft_zeile")
    op.drop_table("massnahme")
    op.drop_table("foerderjahr_parameter")
    op.drop_table("dokument")
    op.drop_table("bescheid")
    with op.batch_alter_table("beleg") as batch_op:
        batch_op.drop_index(batch_op.f("ix_beleg_rechnung_schluessel"))
        batch_op.drop_index(batch_op.f("ix_beleg_foerderjahr_id"))

    op.drop_table("beleg")
    op.drop_table("antrag")
    op.drop_table("programm_name")
    op.drop_table("handlungsfeld_land")
    op.drop_table("foerderjahr")
    op.drop_table("ereignis_inhalt")
    op.drop_table("vertretung")
    op.drop_table("traeger_name")
    with op.batch_alter_table("rollenzuordnung") as batch_op:
        batch_op.drop_index(batch_op.f("ix_rollenzuordnung_person_id"))

    op.drop_table("rollenzuordnung")
    op.drop_table("programm")
    op.drop_table("foerdergeber_name")
    with op.batch_alter_table("ereignis") as batch_op:
        batch_op.drop_index(batch_op.f("ix_ereignis_gegenstand"))

    op.drop_table("ereignis")
    with op.batch_alter_table("ansprechperson") as batch_op:
        batch_op.drop_index(batch_op.f("ix_ansprechperson_traeger_id"))

    op.drop_table("ansprechperson")
    op.drop_table("traeger")
    op.drop_table("stelle")
    op.drop_table("sozialraum")
    op.drop_table("person")
    op.drop_table("lebensphase")
    op.drop_table("handlungsfeld")
    op.drop_table("foerdergeber")
    op.drop_table("ereignis_kopf")
