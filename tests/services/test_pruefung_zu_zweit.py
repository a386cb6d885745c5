"""Two at one proof at once, on a real database each: one wins, the other is told, the log stays whole."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from grants import create_app
from grants import models as m
from grants.config import Einstellungen, sqlite_url
from grants.database import writing
from grants.domain.anerkennung import Urteil
from grants.domain.begriffe import (
    Kuerzungsgrund,
    NachweisStatus,
    Pruefantwort,
    Prueftiefe,
    Rolle,
    Zeichnungsart,
)
from grants.domain.errors import DomainError, RuleViolation
from grants.domain.money import Vomhundert, euro
from grants.domain.pruefliste import VORLAGE
from grants.extensions import db
from grants.queries.anteile import load_anteil
from grants.queries.pruefliste import list_punkte, load_fragen
from grants.services import (
    anerkennungen,
    ergebnisse,
    freigabe,
    nachweisstand,
    protokoll,
    pruefantworten,
    pruefliste,
    pruefoeffnung,
    pruefungen,
    stichproben,
)
from grants.services.nachweisstand import Abgabe, Punkt
from grants.services.personen import acting
from scripts.postgres import ensure
from tests.conftest import database_name, drop_postgres, fresh_postgres, migrated_app
from tests.pruefjahr import HEUTE, add_person, anteil_id, fill_unchecked, teil_id

JETZT = datetime(2024, 6, 3, 12, tzinfo=UTC)
FACHLICH, RECHNERISCH = Zeichnungsart.FACHLICH, Zeichnungsart.RECHNERISCH
A = "beispiel-a"
GEAENDERT = "inzwischen_geaendert"
ROLLEN = {
    "buero": Rolle.GESCHAEFTSSTELLE,
    "buero2": Rolle.GESCHAEFTSSTELLE,
    "eins": Rolle.FINANZPRUEFUNG,
    "zwei": Rolle.FINANZPRUEFUNG,
    "drei": Rolle.FINANZPRUEFUNG,
}


@dataclass(frozen=True)
class Tat:
    """What a Person does at once with another; `vorher` is read and rendered before its transaction."""

    wer: str
    tat: Callable[..., object]
    vorher: Callable[[Session, m.Person], object] | None = None


@dataclass
class Haus:
    app: Flask
    gesagt: list[str] = field(default_factory=list)

    @property
    def session(self) -> Session:
        db.session.remove()
        return db.session()

    def do(self, wer: str, tat: Callable[[Session, m.Person], object]) -> None:
        with writing(self.session) as session:
            tat(session, who(session, wer))
        db.session.remove()

    def race(self, *taten: Tat) -> list[str]:
        """Let each act in a session of its own at once; return what each was told ("" where it worked)."""
        start = threading.Barrier(len(taten))
        told: dict[int, str] = {}
        # Each has rendered its papers when they meet: only what is written is written at once.
        made = [
            [each.vorher(self.session, who(db.session(), each.wer))] if each.vorher else [] for each in taten
        ]
        db.session.remove()

        def work(place: int, each: Tat) -> None:
            with self.app.app_context():
                start.wait()
                try:
                    with writing(db.session()) as session:
                        each.tat(session, who(session, each.wer), *made[place])
                    told[place] = ""
                except RuleViolation as error:
                    told[place] = " ".join(each.code for each in error.violations)
                    self.gesagt.append(str(error))
                except DomainError as error:
                    told[place] = error.code
                    self.gesagt.append(str(error))
                except Exception as error:  # noqa: BLE001 - a fault is what the test looks for
                    told[place] = repr(error)
                db.session.remove()

        threads = [threading.Thread(target=work, args=pair) for pair in enumerate(taten)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert protokoll.verify(self.session).brueche == ()
        return [told[place] for place in range(len(taten))]

    def count(self, art: str) -> int:
        return self.session.scalar(select(func.count()).where(m.Ereignis.art == art)) or 0

    @property
    def nachweis(self) -> m.Verwendungsnachweis:
        v = m.Verwendungsnachweis
        session = self.session
        return session.scalars(select(v).where(v.empfaengeranteil_id == anteil_id(session, A))).one()


def who(session: Session, wer: str) -> m.Person:
    return acting(session, f"{wer}@stadt.example")


# -- one prepared database, copied for each test -----------------------------------------------------------------


def prepare(session: Session) -> None:
    """Leave one proof kursorisch under check with every point answered, and nothing signed."""
    fill_unchecked(session)
    people = {name: add_person(session, name, rolle) for name, rolle in ROLLEN.items()}
    add_person(session, "traeger", Rolle.TRAEGER, traeger=A)
    key = anteil_id(session, A)
    pruefungen.begin(session, key, tiefe=Prueftiefe.KURSORISCH, heute=HEUTE, person=people["eins"])
    answer_all(session, people["eins"])
    notes = pruefungen.Notizen(Prueftiefe.KURSORISCH, feststellungen="Keine.", folgen="Keine.")
    pruefungen.save_notes(session, key, notes, stand=None, heute=HEUTE, person=people["eins"])
    # A dated letter needs where it goes to.
    row = session.scalars(select(m.Traeger).where(m.Traeger.kuerzel == A)).one()
    row.strasse, row.plz, row.ort = "Beispielweg 1", "44787", "Bochum"


def answer_all(session: Session, person: m.Person) -> None:
    key = anteil_id(session, A)
    answers = {
        frage.id: pruefantworten.Antwort(Pruefantwort.JA, "", frage.aenderungsstand)
        for frage in load_fragen(session, load_anteil(session, key), ())
    }
    pruefantworten.answer(session, key, answers, heute=HEUTE, person=person)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def vorlage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a database to copy from; nobody is connected to it."""
    name = database_name(getattr(request.config, "workerinput", {}).get("workerid", "main"), "augen")
    if request.param == "sqlite":
        url = sqlite_url(tmp_path_factory.mktemp("vorlage") / "vorlage.sqlite3")
    else:
        url = fresh_postgres(name)
    app = migrated_app(url)
    with app.app_context():
        with writing(db.session()) as session:
            prepare(session)
        db.session.remove()
        db.engine.dispose()
    yield url
    if request.param == "postgresql":
        drop_postgres(name)


@pytest.fixture
def haus(vorlage: str, tmp_path: Path) -> Iterator[Haus]:
    source, copy = make_url(vorlage), ""
    if source.drivername.startswith("sqlite"):
        url = sqlite_url(tmp_path / "kopie.sqlite3")
        with (
            sqlite3.connect(source.database or "") as old,
            sqlite3.connect(tmp_path / "kopie.sqlite3") as new,
        ):
            old.backup(new)
    else:
        copy = (source.database or "").replace("_augen_", "_augenkopie_")[:63]
        drop_postgres(copy)
        admin = create_engine(ensure(), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{copy}" TEMPLATE "{source.database}"'))
        admin.dispose()
        url = source.set(database=copy).render_as_string(hide_password=False)
    app = create_app(Einstellungen(database_url=url, secret_key="only for tests"))
    app.testing = True
    with app.app_context():
        yield Haus(app)
        db.session.remove()
        db.engine.dispose()
    if copy:
        drop_postgres(copy)


# -- acts ----------------------------------------------------------------------------------------------------------


def cut(wer: str, *, stand: int | None = 0, beleg: str = "A-13", betrag: str = "0.00") -> Tat:
    urteil = Urteil(euro(betrag), Kuerzungsgrund.NICHT_BELEGT)

    def tat(session: Session, person: m.Person) -> object:
        return anerkennungen.recognise_beleg(
            session,
            anteil_id(session, A),
            teil_id(session, beleg),
            urteil,
            stand=stand,
            heute=HEUTE,
            person=person,
        )

    return Tat(wer, tat)


def sign(wer: str, art: Zeichnungsart) -> Tat:
    def tat(session: Session, person: m.Person) -> object:
        return pruefungen.sign(session, anteil_id(session, A), art, vermerk="", heute=HEUTE, person=person)

    return Tat(wer, tat)


def release(wer: str) -> Tat:
    def vorher(session: Session, person: m.Person) -> object:
        return freigabe.prepare(session, anteil_id(session, A), vermerk="", heute=HEUTE, person=person)

    def tat(session: Session, person: m.Person, blatt: Any) -> object:
        return freigabe.release(session, anteil_id(session, A), blatt, vermerk="", heute=HEUTE, person=person)

    return Tat(wer, tat, vorher)


def ask_to_open(wer: str) -> Tat:
    def tat(session: Session, person: m.Person) -> object:
        return pruefoeffnung.ask_to_open(
            session, anteil_id(session, A), grund="Ein Beleg fehlt.", heute=HEUTE, person=person
        )

    return Tat(wer, tat)


def agree_to_open(wer: str) -> Tat:
    def tat(session: Session, person: m.Person) -> object:
        return pruefoeffnung.agree_to_open(session, anteil_id(session, A), heute=HEUTE, person=person)

    return Tat(wer, tat)


def ask_for_more(wer: str) -> Tat:
    def tat(session: Session, person: m.Person) -> object:
        return nachweisstand.ask_for_more(
            session,
            anteil_id(session, A),
            punkte=[Punkt("Bitte reichen Sie die Rechnung zu A-13 nach.")],
            frist=date(2024, 7, 1),
            heute=HEUTE,
            jetzt=JETZT,
            person=person,
        )

    return Tat(wer, tat)


def submit(zahlen: str = "andere Zahlen") -> Tat:
    def tat(session: Session, person: m.Person) -> object:
        abgabe = Abgabe("{}", zahlen, "beispiel")
        return nachweisstand.submit(
            session, anteil_id(session, A), abgabe, heute=HEUTE, jetzt=JETZT, person=person
        )

    return Tat("traeger", tat)


def begin(wer: str) -> Tat:
    def tat(session: Session, person: m.Person) -> object:
        return pruefungen.begin(
            session, anteil_id(session, A), tiefe=Prueftiefe.KURSORISCH, heute=HEUTE, person=person
        )

    return Tat(wer, tat)


def draw(wer: str) -> Tat:
    def tat(session: Session, person: m.Person) -> object:
        return stichproben.draw_sample(
            session,
            anteil_id(session, A),
            schwelle=euro("20000.00"),
            anteil_vh=Vomhundert(100_000),
            zeilen=3,
            grund="",
            heute=HEUTE,
            person=person,
        )

    return Tat(wer, tat)


def both_signed(haus: Haus) -> None:
    for each in (sign("buero", FACHLICH), sign("eins", RECHNERISCH)):
        haus.do(each.wer, each.tat)


def released(haus: Haus) -> None:
    both_signed(haus)
    assert haus.race(release("zwei")) == [""]


# -- checkers ------------------------------------------------------------------------------------------------------


def test_of_two_who_decide_about_one_row_one_wins(haus: Haus):
    told = haus.race(cut("eins", betrag="1.00"), cut("zwei", betrag="2.00"))
    assert sorted(told) == ["", GEAENDERT]
    [row] = haus.session.scalars(select(m.Anerkennung)).all()
    winner = "eins" if told[0] == "" else "zwei"
    assert (row.anerkannt, row.person_id) == (
        euro("1.00" if winner == "eins" else "2.00"),
        who(haus.session, winner).id,
    )
    assert haus.count("beleg_anerkannt") == 1


def test_two_who_decide_about_two_rows_both_succeed(haus: Haus):
    assert haus.race(cut("eins"), cut("zwei", beleg="A-12")) == ["", ""]
    assert haus.count("beleg_anerkannt") == 2


@pytest.mark.parametrize(("art", "wer"), [(FACHLICH, ("buero", "buero2")), (RECHNERISCH, ("eins", "zwei"))])
def test_of_two_who_sign_the_same_one_wins(haus: Haus, art: Zeichnungsart, wer: tuple[str, str]):
    assert sorted(haus.race(*(sign(each, art) for each in wer))) == ["", GEAENDERT]
    assert "schon jemand gezeichnet" in haus.gesagt[0]
    assert haus.count(f"{art.value}_gezeichnet") == 1
    assert len(haus.session.scalars(select(m.Pruefung)).all()) == 1


def test_of_two_who_sign_last_one_wins_and_the_proof_is_checked_once(haus: Haus):
    haus.do("buero", sign("buero", FACHLICH).tat)
    assert sorted(haus.race(sign("eins", RECHNERISCH), sign("zwei", RECHNERISCH))) == ["", GEAENDERT]
    assert haus.nachweis.status is NachweisStatus.GEPRUEFT


def test_both_checks_signed_at_once_make_the_proof_checked(haus: Haus):
    assert haus.race(sign("buero", FACHLICH), sign("eins", RECHNERISCH)) == ["", ""]
    assert haus.nachweis.status is NachweisStatus.GEPRUEFT


def test_one_person_signing_both_at_once_signs_one(haus: Haus):
    with writing(haus.session) as session:
        both = m.Rollenzuordnung(person_id=who(session, "eins").id, rolle=Rolle.GESCHAEFTSSTELLE)
        session.add(both)
    assert sorted(haus.race(sign("eins", FACHLICH), sign("eins", RECHNERISCH))) == ["", "selbst_gezeichnet"]
    assert haus.nachweis.status is NachweisStatus.IN_PRUEFUNG


def test_of_two_freigaben_one_is_given_and_one_pruefvermerk_is_issued(haus: Haus):
    both_signed(haus)
    assert sorted(haus.race(release("zwei"), release("drei"))) == ["", GEAENDERT]
    assert haus.count("nachweis_freigegeben") == haus.count("dokument_ausgestellt") == 1
    assert len(haus.session.scalars(select(m.Dokument)).all()) == 1


def test_a_freigabe_and_a_cut_at_once_never_both_count(haus: Haus):
    both_signed(haus)
    freigabe_told, cut_told = haus.race(release("zwei"), cut("eins"))
    assert sorted([freigabe_told, cut_told]) == ["", GEAENDERT]
    nachweis = haus.nachweis
    cuts = haus.session.scalars(select(m.Anerkennung)).all()
    if freigabe_told == "":
        assert (nachweis.status, cuts) == (NachweisStatus.FREIGEGEBEN, [])
    else:
        assert (nachweis.status, nachweis.festgesetzt) == (NachweisStatus.IN_PRUEFUNG, None)
        assert len(cuts) == 1
        assert all(row.ungueltig_seit for row in haus.session.scalars(select(m.Pruefung)))


def test_a_signature_and_a_cut_at_once_leave_no_valid_signature_over_other_figures(haus: Haus):
    haus.race(sign("eins", RECHNERISCH), cut("zwei"))
    session = haus.session
    [row] = session.scalars(select(m.Pruefung)).all()
    anteil = load_anteil(session, anteil_id(session, A))
    vorgang = pruefungen.load_lage(session, anteil, heute=HEUTE).vorgang
    assert (RECHNERISCH in vorgang.gezeichnet) is (row.ungueltig_seit is None)
    assert haus.count("beleg_anerkannt") == 1


def test_of_two_who_begin_the_check_one_begins_it(haus: Haus):
    haus.do("buero", ask_for_more("buero").tat)
    haus.do("traeger", submit().tat)
    assert haus.race(begin("eins"), begin("buero")) == ["", ""]
    assert haus.count("pruefung_begonnen") == 2
    assert len(haus.session.scalars(select(m.Nachweispruefung)).all()) == 1


def test_of_two_who_begin_the_checklist_of_a_year_one_begins_it(haus: Haus):
    with writing(haus.session) as session:
        known = session.scalars(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2023)).one()
        session.add(m.Foerderjahr(programm_id=known.programm_id, jahr=2030))

    def tat(session: Session, person: m.Person) -> object:
        year = session.scalars(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2030)).one()
        return pruefliste.begin(session, year, programm="kinderstark", vorjahr=False, person=person)

    assert sorted(haus.race(Tat("eins", tat), Tat("buero", tat))) == ["", GEAENDERT]
    year = haus.session.scalars(select(m.Foerderjahr.id).where(m.Foerderjahr.jahr == 2030)).one()
    assert len(list_punkte(haus.session, year)) == len(VORLAGE)


def test_of_two_who_add_the_same_point_one_adds_it(haus: Haus):
    def tat(session: Session, person: m.Person) -> object:
        year = session.scalars(select(m.Foerderjahr).where(m.Foerderjahr.jahr == 2023)).one()
        words = {"programm": "kinderstark", "text": "Beispiel.", "nur_vertieft": False}
        return pruefliste.add_punkt(session, year, **words, art=RECHNERISCH, person=person)

    assert sorted(haus.race(Tat("eins", tat), Tat("zwei", tat))) == ["", "schon_da"]
    assert haus.count("pruefpunkt_hinzugefuegt") == 1


def test_of_two_who_draw_the_sample_the_second_is_asked_why(haus: Haus):
    assert sorted(haus.race(draw("eins"), draw("zwei"))) == ["", "grund_fehlt"]
    assert [row.nummer for row in haus.session.scalars(select(m.Stichprobe))] == [1]
    assert haus.count("stichprobe_gezogen") == 1


def test_of_two_who_write_the_pruefvermerk_one_is_told(haus: Haus):
    stand = haus.session.scalars(select(m.Nachweispruefung.aenderungsstand)).one()

    def note(wer: str) -> Tat:
        def tat(session: Session, person: m.Person) -> object:
            notes = pruefungen.Notizen(Prueftiefe.KURSORISCH, feststellungen=wer)
            return pruefungen.save_notes(
                session, anteil_id(session, A), notes, stand=stand, heute=HEUTE, person=person
            )

        return Tat(wer, tat)

    assert sorted(haus.race(note("eins"), note("buero"))) == ["", GEAENDERT]
    assert haus.count("pruefung_beschrieben") == 2


# -- opening again -------------------------------------------------------------------------------------------------


def test_of_two_who_ask_to_open_and_two_who_agree_one_does(haus: Haus):
    released(haus)
    told = haus.race(ask_to_open("buero"), ask_to_open("eins"))
    assert sorted(told) == ["", GEAENDERT]
    second = "eins" if told[0] == "" else "buero"
    assert sorted(haus.race(agree_to_open(second), agree_to_open("drei"))) == ["", GEAENDERT]
    assert haus.count("freigabe_aufgehoben") == haus.count("oeffnung_gewuenscht") == 1
    assert haus.nachweis.status is NachweisStatus.IN_PRUEFUNG


def test_one_person_asking_and_agreeing_at_once_is_not_two(haus: Haus):
    released(haus)
    told = haus.race(ask_to_open("buero"), agree_to_open("buero"))
    assert told[0] == ""
    assert told[1] in {"oeffnung_nicht_gewuenscht", "selbst_gezeichnet"}
    assert haus.nachweis.status is NachweisStatus.FREIGEGEBEN


def test_of_two_who_decide_about_an_erstattung_one_does(haus: Haus):
    haus.do("eins", cut("eins").tat)
    released(haus)

    def decide(wer: str) -> Tat:
        def tat(session: Session, person: m.Person) -> object:
            wanted = ergebnisse.Entscheidung(f"{wer}.", date(2024, 9, 1), ohne_anhoerung="Entbehrlich.")
            return ergebnisse.decide(
                session, anteil_id(session, A), wanted, stand=0, heute=HEUTE, person=person
            )

        return Tat(wer, tat)

    assert sorted(haus.race(decide("buero"), decide("zwei"))) == ["", GEAENDERT]
    assert haus.count("erstattung_entschieden") == 1


# -- the Träger ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("was", ["erkennt an", "zeichnet"])
def test_a_resubmission_while_finance_works_is_kept_and_finance_is_told(haus: Haus, was: str):
    haus.do("buero", ask_for_more("buero").tat)
    finance = cut("eins") if was == "erkennt an" else sign("eins", RECHNERISCH)
    assert haus.race(submit(), finance) == ["", GEAENDERT]
    assert haus.nachweis.status is NachweisStatus.EINGEREICHT
    assert (haus.count("beleg_anerkannt"), haus.count("rechnerisch_gezeichnet")) == (0, 0)


def test_a_nachforderung_and_a_signature_at_once_leave_the_proof_where_one_of_them_put_it(haus: Haus):
    haus.do("buero", sign("buero", FACHLICH).tat)
    asked, signed = haus.race(ask_for_more("buero2"), sign("eins", RECHNERISCH))
    if asked == "":
        assert (signed, haus.nachweis.status) == (GEAENDERT, NachweisStatus.NACHFORDERUNG)
    else:
        assert (asked, signed, haus.nachweis.status) == (
            "uebergang_nicht_erlaubt",
            "",
            NachweisStatus.GEPRUEFT,
        )


def test_two_hand_ins_at_once_make_one_copy(haus: Haus):
    haus.do("buero", ask_for_more("buero").tat)
    assert sorted(haus.race(submit("x"), submit("y"))) == ["", GEAENDERT]
    assert haus.count("verwendungsnachweis_eingereicht") == 1


def test_giving_back_and_beginning_the_check_at_once_one_wins(haus: Haus):
    haus.do("buero", ask_for_more("buero").tat)
    haus.do("traeger", submit().tat)

    def give_back(session: Session, person: m.Person) -> object:
        return nachweisstand.take_back(session, anteil_id(session, A), grund="Falsche Datei.", person=person)

    begun, given = haus.race(begin("eins"), Tat("buero", give_back))
    if begun == "":
        assert (given, haus.nachweis.status) == ("uebergang_nicht_erlaubt", NachweisStatus.IN_PRUEFUNG)
    else:
        assert (begun, given, haus.nachweis.status) == (GEAENDERT, "", NachweisStatus.ENTWURF)


def test_two_first_entries_of_a_proof_make_one_proof(haus: Haus):
    with writing(haus.session) as session:
        session.delete(session.scalars(select(m.Nachweispruefung)).one())
        for row in session.scalars(select(m.Pruefpunktantwort)):
            session.delete(row)
        session.flush()
        session.delete(
            session.scalars(
                select(m.Verwendungsnachweis).where(
                    m.Verwendungsnachweis.empfaengeranteil_id == anteil_id(session, A)
                )
            ).one()
        )

    def write(session: Session, _person: m.Person) -> object:
        return nachweisstand.open_nachweis(session, anteil_id(session, A))

    assert haus.race(Tat("traeger", write), Tat("buero", write)) == ["", ""]
    assert haus.nachweis.status is NachweisStatus.ENTWURF


# -- the year ------------------------------------------------------------------------------------------------------


def test_a_workbook_and_a_freigabe_at_once_do_not_wait_for_each_other_for_ever(haus: Haus):
    """The workbook has the year alone and then writes proofs; the Freigabe takes both in the same order."""
    both_signed(haus)

    def whole_year(session: Session, _person: m.Person) -> object:
        session.scalars(select(m.Foerderjahr).with_for_update()).one()
        proof = session.scalars(
            select(m.Verwendungsnachweis).where(
                m.Verwendungsnachweis.empfaengeranteil_id == anteil_id(session, A)
            )
        ).one()
        proof.rechtsverbindlich_am = HEUTE
        return session.flush()

    assert haus.race(release("zwei"), Tat("eins", whole_year))[1] == ""
