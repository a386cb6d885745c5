"""The check of a proof: how far it is, its sample, what is asked for, the checklist with answers, who signed what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grants.domain.begriffe import Pruefantwort, Prueftiefe, Stichprobengrund
from grants.domain.money import Betrag, Vomhundert
from grants.models.base import Base, Versioned, short


class Nachweispruefung(Versioned, Base):
    """The check of one proof: begun by whom, how deep, and what the checkers write into the Prüfvermerk."""

    __tablename__ = "nachweispruefung"
    __table_args__ = (UniqueConstraint("verwendungsnachweis_id"),)

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    begonnen_am: Mapped[date]
    begonnen_von_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    tiefe: Mapped[Prueftiefe] = mapped_column(default=Prueftiefe.VERTIEFT)
    # What was looked at besides the sample: originals, a visit.
    umfang: Mapped[str] = mapped_column(default="")
    feststellungen: Mapped[str] = mapped_column(default="")
    folgen: Mapped[str] = mapped_column(default="")


class Pruefung(Base):
    """A sign-off of a proof by a Person; a later change of a figure invalidates it, it is kept."""

    __tablename__ = "pruefung"
    __table_args__ = (
        CheckConstraint(
            "art IN ('fachlich', 'rechnerisch', 'freigabe', 'oeffnung_gewuenscht', 'oeffnung')", name="art"
        ),
        CheckConstraint("length(zahlen_sha256) = 64", name="mit_hash"),
        CheckConstraint(
            "(ungueltig_seit IS NULL) = (ungueltig_grund = '')"
            " AND (ungueltig_seit IS NULL) = (ungueltig_durch_id IS NULL)",
            name="ungueltig_mit_grund",
        ),
        Index(None, "verwendungsnachweis_id"),
    )

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    art: Mapped[str] = mapped_column(short(20))
    tiefe: Mapped[Prueftiefe | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    am: Mapped[date]
    vermerk: Mapped[str] = mapped_column(default="")
    # Over every figure that was signed: it no longer holds once one of them is another, by whatever way.
    zahlen_sha256: Mapped[str] = mapped_column(short(64))
    ungueltig_seit: Mapped[date | None]
    ungueltig_grund: Mapped[str] = mapped_column(default="")
    ungueltig_durch_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))


class Stichprobe(Base):
    """A sample as it was drawn; a new one does not replace it but follows it, with the reason."""

    __tablename__ = "stichprobe"
    __table_args__ = (
        UniqueConstraint("verwendungsnachweis_id", "nummer"),
        CheckConstraint("nummer > 0", name="nummer_ab_eins"),
        CheckConstraint("seed <> ''", name="mit_startwert"),
        CheckConstraint("nummer = 1 OR grund <> ''", name="neu_mit_grund"),
        CheckConstraint("length(grundgesamtheit_sha256) = 64", name="mit_hash"),
    )

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    nummer: Mapped[int]
    schwelle: Mapped[Betrag | None]
    anteil: Mapped[Vomhundert]
    zeilen: Mapped[int]
    seed: Mapped[str] = mapped_column(short(64))
    anzahl: Mapped[int]
    summe: Mapped[Betrag]
    grundgesamtheit_sha256: Mapped[str] = mapped_column(short(64))
    grund: Mapped[str] = mapped_column(default="")
    am: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))

    belege: Mapped[list[Stichprobenbeleg]] = relationship(
        order_by="Stichprobenbeleg.id", cascade="all, delete-orphan"
    )


class Stichprobenbeleg(Base):
    """One row of a sample; `gesehen_am`: invoice and payment were held against the list."""

    __tablename__ = "stichprobenbeleg"
    __table_args__ = (
        UniqueConstraint("stichprobe_id", "position", "beleg_nr"),
        CheckConstraint("(gesehen_am IS NULL) = (gesehen_von_id IS NULL)", name="gesehen_mit_person"),
    )

    stichprobe_id: Mapped[int] = mapped_column(ForeignKey("stichprobe.id", ondelete="RESTRICT"))
    position: Mapped[str] = mapped_column(short(20))
    beleg_nr: Mapped[str] = mapped_column(short(60))
    betrag: Mapped[Betrag]
    grund: Mapped[Stichprobengrund]
    # Why it is risky, one sentence a line.
    risiken: Mapped[str] = mapped_column(default="")
    gesehen_am: Mapped[date | None]
    gesehen_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))


class Unterlagenanforderung(Versioned, Base):
    """What the checkers ask the recipient for: papers to single Belege, and questions; its figures stay frozen."""

    __tablename__ = "unterlagenanforderung"
    __table_args__ = (
        CheckConstraint(
            "(zurueckgenommen_am IS NULL) = (zurueckgenommen_grund = '')", name="zurueckgenommen_mit_grund"
        ),
        Index(None, "verwendungsnachweis_id"),
    )

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    # The sample it asks for; None for a question about a single Beleg.
    stichprobe_id: Mapped[int | None] = mapped_column(ForeignKey("stichprobe.id", ondelete="RESTRICT"))
    text: Mapped[str] = mapped_column(default="")
    frist_bis: Mapped[date]
    am: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    # When the recipient said that it has sent everything.
    beantwortet_am: Mapped[datetime | None]
    zurueckgenommen_am: Mapped[date | None]
    zurueckgenommen_grund: Mapped[str] = mapped_column(default="")

    zeilen: Mapped[list[Unterlagenzeile]] = relationship(
        order_by="Unterlagenzeile.id", cascade="all, delete-orphan"
    )


class Unterlagenzeile(Versioned, Base):
    """One Beleg asked for, as the list named it on that day, with the answer of the recipient."""

    __tablename__ = "unterlagenzeile"
    __table_args__ = (
        UniqueConstraint("unterlagenanforderung_id", "position", "beleg_nr"),
        CheckConstraint("rechnung OR zahlungsnachweis OR frage <> ''", name="etwas_verlangt"),
        CheckConstraint("(gesehen_am IS NULL) = (gesehen_von_id IS NULL)", name="gesehen_mit_person"),
        CheckConstraint(
            "stichprobenbeleg_id IS NULL OR gesehen_am IS NULL", name="gesehen_steht_in_der_stichprobe"
        ),
        Index(None, "stichprobenbeleg_id"),
    )

    unterlagenanforderung_id: Mapped[int] = mapped_column(
        ForeignKey("unterlagenanforderung.id", ondelete="RESTRICT")
    )
    # A row of the sample: whether it was seen stands there and nowhere else.
    stichprobenbeleg_id: Mapped[int | None] = mapped_column(
        ForeignKey("stichprobenbeleg.id", ondelete="RESTRICT")
    )
    position: Mapped[str] = mapped_column(short(20))
    beleg_nr: Mapped[str] = mapped_column(short(60))
    zahlungsempfaenger: Mapped[str]
    datum: Mapped[date | None]
    betrag: Mapped[Betrag]
    rechnung: Mapped[bool]
    zahlungsnachweis: Mapped[bool]
    frage: Mapped[str] = mapped_column(default="")
    antwort: Mapped[str] = mapped_column(default="")
    gesehen_am: Mapped[date | None]
    gesehen_von_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))


class Pruefpunkt(Versioned, Base):
    """A point of the year's checklist; one that is no longer asked stays with the answers it got."""

    __tablename__ = "pruefpunkt"
    __table_args__ = (
        CheckConstraint("art IN ('fachlich', 'rechnerisch')", name="art"),
        CheckConstraint("text <> ''", name="nicht_leer"),
        Index(None, "foerderjahr_id"),
    )

    foerderjahr_id: Mapped[int] = mapped_column(ForeignKey("foerderjahr.id", ondelete="RESTRICT"))
    art: Mapped[str] = mapped_column(short(20))
    text: Mapped[str]
    nur_vertieft: Mapped[bool] = mapped_column(default=False)
    reihenfolge: Mapped[int]
    entfallen_am: Mapped[date | None]


class Pruefpunktantwort(Versioned, Base):
    """The answer to a point for one proof; a no is explained."""

    __tablename__ = "pruefpunktantwort"
    __table_args__ = (
        UniqueConstraint("verwendungsnachweis_id", "pruefpunkt_id"),
        CheckConstraint("antwort <> 'nein' OR bemerkung <> ''", name="nein_mit_bemerkung"),
    )

    verwendungsnachweis_id: Mapped[int] = mapped_column(
        ForeignKey("verwendungsnachweis.id", ondelete="RESTRICT")
    )
    pruefpunkt_id: Mapped[int] = mapped_column(ForeignKey("pruefpunkt.id", ondelete="RESTRICT"))
    antwort: Mapped[Pruefantwort | None]
    bemerkung: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    am: Mapped[date]
