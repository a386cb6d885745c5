"""An uploaded E-Rechnung: kept until the row it fills in is saved, then filed with it in the original."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.begriffe import Dateiart, Dateizweck, EinlesungStatus
from grants.domain.errors import Conflict
from grants.domain.money import NULL, format_betrag
from grants.domain.rechnung import fold
from grants.imports.erechnung import ERechnung, read_erechnung
from grants.queries.anteile import Anteil
from grants.queries.beleg_einlesung import load_einlesung
from grants.queries.dateien import EINGANG
from grants.services.belege.zeilen import subject
from grants.services.dateiablage import Ablage, Bereit, discard, keep, prepare
from grants.services.ereignisse import record
from grants.services.nachweisstand import open_nachweis

ERLAUBT = frozenset({Dateiart.XML, Dateiart.PDF})


@dataclass(frozen=True, slots=True)
class Hochgeladen:
    """A checked upload with its bytes; nothing of it is stored yet."""

    name: str
    sha256: str
    inhalt: bytes


@dataclass(frozen=True, slots=True)
class Vorgelesen:
    """An E-Rechnung that waits for its row: what it fills in, and what is worth a look."""

    einlesung_id: int
    datei: str
    inhalt: bytes
    rechnung: ERechnung
    hinweise: tuple[str, ...]

    @property
    def werte(self) -> dict[str, Any]:
        """The fields of the form that the invoice fills."""
        r = self.rechnung
        return {
            "rechnungsnummer": r.nummer,
            "rechnungsdatum": r.datum,
            "zahlungsempfaenger": r.verkaeufer[:200],
            "zweck": r.zweck[:500],
            "gezahlt": r.brutto,
            "leistung_von": r.leistung_von,
            "leistung_bis": r.leistung_bis,
        }


def check(ablage: Ablage, stream: BinaryIO, name: str, *, erlaubt: frozenset[Dateiart]) -> Hochgeladen:
    """Return an upload that was checked as every file is (kind, size, scanner); raises RuleViolation."""
    bereit = prepare(ablage, stream, name, erlaubt=erlaubt)
    try:
        inhalt = (bereit.folder / EINGANG / bereit.schluessel).read_bytes()
    finally:
        discard(ablage, bereit)
    return Hochgeladen(bereit.name, bereit.sha256, inhalt)


def keep_rechnung(
    session: Session, anteil: Anteil, datei: Hochgeladen, *, person: m.Person
) -> m.Belegeinlesung:
    """Keep an E-Rechnung until its row is saved; raises Conflict once the proof is handed in."""
    open_nachweis(session, anteil.id)
    row = m.Belegeinlesung(
        empfaengeranteil_id=anteil.id,
        erechnung=True,
        datei=datei.name,
        groesse=len(datei.inhalt),
        sha256=datei.sha256,
        inhalt=datei.inhalt,
        person_id=person.id,
        am=datetime.now(UTC),
        antworten={},
    )
    session.add(row)
    record(
        session,
        art="erechnung_hochgeladen",
        gegenstand=subject(anteil),
        person=person,
        inhalt={"datei": row.datei, "sha256": row.sha256},
    )
    return row


def load_vorgelesen(session: Session, anteil: Anteil, einlesung_id: int) -> Vorgelesen:
    """Return an E-Rechnung that waits; raises NotFound, and Conflict where its row was saved before."""
    row = load_einlesung(session, anteil.id, einlesung_id, erechnung=True)
    if row.status is not EinlesungStatus.OFFEN or row.inhalt is None:
        raise Conflict(f"Aus „{row.datei}“ ist schon ein Beleg geworden. Sie finden ihn in der Belegliste.")
    rechnung = read_erechnung(row.inhalt, name=row.datei)
    return Vorgelesen(row.id, row.datei, row.inhalt, rechnung, tuple(_remarks(rechnung, anteil)))


def _remarks(rechnung: ERechnung, anteil: Anteil) -> list[str]:
    found = ["Das Zahlungsdatum steht in keiner Rechnung. Bitte tragen Sie es nach dem Kontoauszug ein."]
    if (
        rechnung.kaeufer
        and fold(anteil.traeger) not in fold(rechnung.kaeufer)
        and fold(rechnung.kaeufer) not in fold(anteil.traeger)
    ):
        found.append(
            f"Die Rechnung ist an „{rechnung.kaeufer[:80]}“ gerichtet, nicht an „{anteil.traeger}“. Bitte "
            "prüfen Sie, ob sie hierher gehört."
        )
    if rechnung.zahlbetrag is not None and rechnung.zahlbetrag not in {rechnung.brutto, NULL}:
        found.append(
            f"Zu zahlen sind laut Rechnung {format_betrag(rechnung.zahlbetrag)}. Bitte tragen Sie ein, was "
            "tatsächlich gezahlt wurde, Skonto abgezogen."
        )
    return found


def put_aside(ablage: Ablage, vorgelesen: Vorgelesen) -> Bereit:
    """Put the original into the file store, outside of any transaction."""
    return prepare(ablage, BytesIO(vorgelesen.inhalt), vorgelesen.datei, erlaubt=ERLAUBT)


def attach(
    session: Session, vorgelesen: Vorgelesen, bereit: Bereit, beleg: m.Beleg, *, person: m.Person
) -> None:
    """File the original with its Beleg; the waiting upload is done and keeps name and hash."""
    row = session.get_one(m.Belegeinlesung, vorgelesen.einlesung_id)
    if row.status is not EinlesungStatus.OFFEN:
        raise Conflict(f"Aus „{row.datei}“ ist schon ein Beleg geworden. Sie finden ihn in der Belegliste.")
    row.status, row.inhalt = EinlesungStatus.UEBERNOMMEN, None
    row.entschieden_am, row.entschieden_von_id = datetime.now(UTC), person.id
    row.ergebnis = {"beleg": beleg.nr}
    keep(
        session,
        bereit,
        gegenstand="beleg_id",
        gegenstand_id=beleg.id,
        zweck=Dateizweck.ERECHNUNG,
        person=person,
        jetzt=datetime.now(UTC),
    )
