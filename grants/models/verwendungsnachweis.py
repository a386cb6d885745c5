"""Verwendungsnachweis of a recipient, what the check recognised, and what follows; and the city's own."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Kuerzungsgrund, NachweisStatus, Testatergebnis
from grants.domain.money import NULL, Betrag
from grants.models.base import Base, Versioned, short


class Verwendungsnachweis(Versioned, Base):
    __tablename__ = "verwendungsnachweis"
    __table_args__ = (
        UniqueConstraint("empfaengeranteil_id"),
        CheckConstraint("(status = 'entwurf') = (eingereicht_am IS NULL)", name="eingereicht_mit_datum"),
        CheckConstraint(
            "(status IN ('geprueft', 'freigegeben', 'abgeschlossen')) = (geprueft_am IS NOT NULL)",
            name="geprueft_mit_datum",
        ),
        CheckConstraint(
            "(status IN ('freigegeben', 'abgeschlossen')) = (freigegeben_am IS NOT NULL)",
            name="freigegeben_mit_datum",
        ),
        CheckConstraint(
            "rechtsverbindlich_am IS NULL OR eingereicht_am IS NOT NULL",
            name="rechtsverbindlich_nach_eingang",
        ),
        CheckConstraint("festgesetzt IS NULL OR geprueft_am IS NOT NULL", name="festgesetzt_nach_pruefung"),
        CheckConstraint("festgesetzt >= 0", name="festgesetzt_nicht_negativ"),
        CheckConstraint("restzahlung >= 0", name="restzahlung_nicht_negativ"),
    )

    empfaengeranteil_id: Mapped[int] = mapped_column(ForeignKey("empfaengeranteil.id", ondelete="RESTRICT"))
    status: Mapped[NachweisStatus] = mapped_column(default=NachweisStatus.ENTWURF)
    eingereicht_am: Mapped[date | None]
    rechtsverbindlich_am: Mapped[date | None]
    verlaengert_bis: Mapped[date | None]
    geprueft_am: Mapped[date | None]
    freigegeben_am: Mapped[date | None]
    festgesetzt: Mapped[Betrag | None]
    schlussmitteilung_am: Mapped[date | None]
    # Promised in the Schlussmitteilung.
    restzahlung: Mapped[Betrag | None]

    angegebene_summen: Mapped[list[AngegebeneSumme]] = relationship(
        order_by="AngegebeneSumme.id", cascade="all, delete-orphan"
    )
    anerkennungen: Mapped[list[Anerkennung]] = relationship(
        order_by="Anerkennung.id", cascade="all, delete-orphan"
    )
    # The one that holds; those taken back stay as rows.
    erstattung: Mapped[Erstattung | None] = relationship(
        primaryjoin="and_(Verwendungsnachweis.id == Erstattung.verwendungsnachweis_id, "
        "Erstattung.zurueckgenommen_am.is_(None))",
        cascade="all, delete-orphan",
    )


class AngegebeneSumme(Base):
    """What the recipient itself states for one Ausgabeposition."""

    __tablename__ = "angegebene_summe"
    __table_args__ = (UniqueConstraint("verwendungsnachweis_id", "position"),)

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    position: Mapped[str] = mapped_column(short(20))
    insgesamt: Mapped[Betrag]
    zuwendungsfaehig: Mapped[Betrag]


class Anerkennung(Versioned, Base):
    """What the check recognises of one Beleg, or of a whole Ausgabeposition (beleg_nr empty)."""

    __tablename__ = "anerkennung"
    __table_args__ = (
        UniqueConstraint("verwendungsnachweis_id", "position", "beleg_nr"),
        CheckConstraint("umgeordnet_nach = '' OR beleg_nr <> ''", name="umgeordnet_nur_beleg"),
        CheckConstraint("umgeordnet_nach <> position", name="umgeordnet_nach_anderer"),
    )

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    position: Mapped[str] = mapped_column(short(20))
    beleg_nr: Mapped[str] = mapped_column(short(60), default="")
    anerkannt: Mapped[Betrag]
    # A cut that is no Ausgabe of the Maßnahme at all leaves the Ausgaben insgesamt too.
    mindert_insgesamt: Mapped[bool | None]
    grund: Mapped[Kuerzungsgrund | None]
    erlaeuterung: Mapped[str] = mapped_column(default="")
    # Code of the Ausgabeposition the Beleg belongs to in truth; moving it is no cut.
    umgeordnet_nach: Mapped[str] = mapped_column(short(20), default="")
    # Who decided last; None for a row that came in a file.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))


class Erstattung(Versioned, Base):
    """What is asked back from a Träger: heard (§ 28 VwVfG NRW), decided, announced, due.

    Not collecting is a decision with day and reason. With a hearing that is taken back the row stays, its reason
    beside it; one alone holds for a proof.
    """

    __tablename__ = "erstattung"
    __table_args__ = (
        Index(
            None,
            "verwendungsnachweis_id",
            unique=True,
            sqlite_where=text("zurueckgenommen_am IS NULL"),
            postgresql_where=text("zurueckgenommen_am IS NULL"),
        ),
        CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')", name="zurueckgenommen_mit_grund"
        ),
        CheckConstraint("gefordert >= 0", name="gefordert_nicht_negativ"),
        CheckConstraint("nicht_erhoben >= 0", name="nicht_erhoben_nicht_negativ"),
        CheckConstraint(
            "nicht_erhoben = 0 OR nicht_erhoben_grund <> '' AND nicht_erhoben_am IS NOT NULL",
            name="nicht_erhoben_mit_grund",
        ),
        CheckConstraint(
            "(anhoerung_am IS NULL) = (anhoerung_bis IS NULL) AND anhoerung_bis >= anhoerung_am",
            name="anhoerung_mit_frist",
        ),
        CheckConstraint(
            "antwort_am IS NULL OR anhoerung_am IS NOT NULL AND antwort <> '' AND antwort_von_id IS NOT NULL",
            name="antwort_nach_anhoerung",
        ),
        CheckConstraint(
            "entschieden_am IS NULL OR begruendung <> '' AND (anhoerung_am IS NOT NULL OR ohne_anhoerung <> '')",
            name="entschieden_nach_anhoerung",
        ),
        CheckConstraint(
            "bekannt_gegeben_am IS NULL OR entschieden_am IS NOT NULL AND bekannt_gegeben_am >= entschieden_am",
            name="bekannt_nach_entscheidung",
        ),
    )

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    gefordert: Mapped[Betrag]
    faellig_am: Mapped[date | None]
    nicht_erhoben: Mapped[Betrag] = mapped_column(default=NULL)
    nicht_erhoben_grund: Mapped[str] = mapped_column(default="")
    nicht_erhoben_am: Mapped[date | None]
    anhoerung_am: Mapped[date | None]
    anhoerung_bis: Mapped[date | None]
    antwort: Mapped[str] = mapped_column(default="")
    antwort_am: Mapped[date | None]
    antwort_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    # Why nobody was heard (§ 28 Abs. 2 VwVfG NRW).
    ohne_anhoerung: Mapped[str] = mapped_column(default="")
    entschieden_am: Mapped[date | None]
    entschieden_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    begruendung: Mapped[str] = mapped_column(default="")
    bekannt_gegeben_am: Mapped[date | None]
    zurueckgenommen_am: Mapped[date | None]
    zurueckgenommen_grund: Mapped[str] = mapped_column(default="")


class NachweisStadt(Versioned, Base):
    """Figures the city states for its own Verwendungsnachweis, each from its own source."""

    __tablename__ = "nachweis_stadt"
    __table_args__ = (
        UniqueConstraint("foerderjahr_id"),
        CheckConstraint(
            "haushalt_ist IS NULL OR haushalt_ist_am IS NOT NULL AND haushalt_ist_quelle <> ''",
            name="haushalt_ist_mit_quelle",
        ),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    zuwendung_lt_abrechnung: Mapped[Betrag | None]
    zuwendungsfaehig_lt_abrechnung: Mapped[Betrag | None]
    haushalt_ist: Mapped[Betrag | None]
    haushalt_ist_am: Mapped[date | None]
    haushalt_ist_quelle: Mapped[str] = mapped_column(default="")
    rueckforderung_land: Mapped[Betrag | None]
    eingereicht_am: Mapped[date | None]


class Nachweisversand(Versioned, Base):
    """An issued version of the city's Verwendungsnachweis on its way to the Land; what was taken back stays."""

    __tablename__ = "nachweisversand"
    __table_args__ = (
        CheckConstraint("weg <> ''", name="weg_genannt"),
        CheckConstraint(
            "eingegangen_am IS NULL OR eingegangen_am >= versandt_am", name="eingang_nach_versand"
        ),
        CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')", name="zurueckgenommen_mit_grund"
        ),
        Index(None, "nachweis_stadt_id"),
    )

    nachweis_stadt_id: Mapped[int] = mapped_column(ForeignKey("nachweis_stadt.id", ondelete="RESTRICT"))
    dokument_id: Mapped[int] = mapped_column(ForeignKey("dokument.id", ondelete="RESTRICT"))
    versandt_am: Mapped[date]
    weg: Mapped[str] = mapped_column(short(20))
    eingegangen_am: Mapped[date | None]
    zurueckgenommen_am: Mapped[date | None]
    zurueckgenommen_grund: Mapped[str] = mapped_column(default="")


class Testat(Versioned, Base):
    """What the city's Rechnungsprüfung says of the city's Verwendungsnachweis; what was taken back stays."""

    __tablename__ = "testat"
    __table_args__ = (
        CheckConstraint("gegeben_von <> ''", name="mit_namen"),
        CheckConstraint("umfang <> ''", name="mit_umfang"),
        CheckConstraint("ergebnis = 'ohne_feststellungen' OR text <> ''", name="feststellung_mit_text"),
        CheckConstraint("length(nachweis_sha256) = 64", name="mit_hash"),
        CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')"
            " AND (zurueckgenommen_am IS NULL) = (zurueckgenommen_von_id IS NULL)",
            name="zurueckgenommen_mit_grund",
        ),
        Index(None, "foerderjahr_id"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    am: Mapped[date]
    # As it stands on the paper; the Rechnungsprüfung need not have an account.
    gegeben_von: Mapped[str] = mapped_column(short(200))
    umfang: Mapped[str]
    ergebnis: Mapped[Testatergebnis]
    text: Mapped[str] = mapped_column(default="")
    # Over everything the proof printed that day but the Testat itself: another proof makes it void.
    nachweis_sha256: Mapped[str] = mapped_column(short(64))
    eingetragen_am: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    zurueckgenommen_am: Mapped[date | None]
    zurueckgenommen_grund: Mapped[str] = mapped_column(default="")
    zurueckgenommen_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
