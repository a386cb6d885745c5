"""The log as evidence: every way to tamper with it is found and named, and a lawful blanking is none."""

# ruff: noqa: S608 - the statements are this file's own; damaging tables is what it is for

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.models import Ereignis, Person
from grants.services.ereignisse import chain_hash, head, record, sha256
from grants.services.personen import acting
from grants.services.protokoll import NichtZuLeeren, blank_payload, verify
from grants.services.vier_augen import ZweitePersonFehlt
from tests.services.verlauf import digest, issue, make_log, payload, person


def tamper(session: Session, *statements: str) -> None:
    """Change tables behind the program's back, as somebody with the database in hand would."""
    session.flush()
    for statement in statements:
        session.connection().exec_driver_sql(statement)
    session.expire_all()


def breaks(session: Session) -> list[tuple[str, int | str | None]]:
    return [(b.code, b.ereignis or b.dokument) for b in verify(session).brueche]


def delete(nummer: int) -> tuple[str, str]:
    return (
        f"DELETE FROM ereignis_inhalt WHERE ereignis_id = (SELECT id FROM ereignis WHERE nummer = {nummer})",
        f"DELETE FROM ereignis WHERE nummer = {nummer}",
    )


def rehash(session: Session, ereignis: Ereignis) -> str:
    """Return the hash that would make an entry look right by itself."""
    return chain_hash(
        nummer=ereignis.nummer,
        zeit=ereignis.zeit,
        person_id=ereignis.person_id,
        art=ereignis.art,
        gegenstand=ereignis.gegenstand,
        inhalt_sha256=ereignis.inhalt_sha256,
        vorheriger=ereignis.vorheriger_hash,
    )


def test_an_untouched_log_is_whole(session: Session):
    make_log(session, 4)
    issue(session)
    bericht = verify(session)
    assert bericht.brueche == ()
    assert (bericht.ereignisse, bericht.dokumente, bericht.geleert) == (5, 1, 0)
    assert bericht.kopf == head(session)


def test_an_empty_log_is_whole(session: Session):
    assert verify(session).brueche == ()


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE ereignis SET gegenstand = 'massnahme/9' WHERE nummer = 2"], [("ereignis_geaendert", 2)]),
        (["UPDATE ereignis SET art = 'x' WHERE nummer = 4"], [("ereignis_geaendert", 4)]),
        (
            ["UPDATE ereignis SET zeit = '2020-01-01T00:00:00.000000+00:00' WHERE nummer = 1"],
            [("ereignis_geaendert", 1)],
        ),
        (
            [
                (
                    "UPDATE ereignis_inhalt SET inhalt = '{}' "
                    "WHERE ereignis_id = (SELECT id FROM ereignis WHERE nummer = 3)"
                )
            ],
            [("inhalt_geaendert", 3)],
        ),
        (
            ["DELETE FROM ereignis_inhalt WHERE ereignis_id = (SELECT id FROM ereignis WHERE nummer = 3)"],
            [("inhalt_fehlt", 3)],
        ),
        (delete(2), [("ereignis_fehlt", 2)]),
        (delete(1), [("ereignis_fehlt", 1)]),
        # The last one, and the last two.
        (delete(4), [("ende_fehlt", 4)]),
        ((*delete(3), *delete(4)), [("ende_fehlt", 3)]),
        # All of it.
        ((*delete(1), *delete(2), *delete(3), *delete(4)), [("ende_fehlt", 1)]),
        # Two change places.
        (
            (
                "UPDATE ereignis SET nummer = 99 WHERE nummer = 2",
                "UPDATE ereignis SET nummer = 2 WHERE nummer = 3",
                "UPDATE ereignis SET nummer = 3 WHERE nummer = 99",
            ),
            [
                ("kette_unterbrochen", 2),
                ("ereignis_geaendert", 2),
                ("kette_unterbrochen", 3),
                ("ereignis_geaendert", 3),
                ("kette_unterbrochen", 4),
            ],
        ),
        (["DELETE FROM ereignis_kopf"], [("kopf_fehlt", None)]),
        (["UPDATE ereignis_kopf SET nummer = 3"], [("kopf_falsch", 4)]),
        ([f"UPDATE ereignis_kopf SET hash = '{'f' * 64}'"], [("kopf_falsch", 4)]),
        # Emptied without anybody having recorded it, and with a number that is something else.
        (
            [
                (
                    "UPDATE ereignis_inhalt SET inhalt = NULL, geleert_mit = 9 "
                    "WHERE ereignis_id = (SELECT id FROM ereignis WHERE nummer = 1)"
                )
            ],
            [("inhalt_ohne_nachweis_geleert", 1)],
        ),
        (
            [
                (
                    "UPDATE ereignis_inhalt SET inhalt = NULL, geleert_mit = 4 "
                    "WHERE ereignis_id = (SELECT id FROM ereignis WHERE nummer = 1)"
                )
            ],
            [("inhalt_ohne_nachweis_geleert", 1)],
        ),
    ],
)
def test_what_was_tampered_with_is_found_and_named(session: Session, statements, expected):
    make_log(session, 4)
    tamper(session, *statements)
    assert breaks(session) == expected


def test_an_entry_that_was_rehashed_breaks_the_chain_behind_it(session: Session):
    second = make_log(session, 4)[1]
    tamper(session, "UPDATE ereignis SET gegenstand = 'massnahme/9' WHERE nummer = 2")
    tamper(session, f"UPDATE ereignis SET hash = '{rehash(session, second)}' WHERE nummer = 2")
    assert breaks(session) == [("kette_unterbrochen", 3)]


def test_an_entry_slipped_in_between_is_found(session: Session):
    log = make_log(session, 3)
    person_id = log[0].person_id
    made_up = chain_hash(
        nummer=2,
        zeit=log[0].zeit,
        person_id=person_id,
        art="geaendert",
        gegenstand="massnahme/7",
        inhalt_sha256=sha256("{}"),
        vorheriger=log[0].hash,
    )
    tamper(
        session,
        "UPDATE ereignis SET nummer = 4 WHERE nummer = 3",
        "UPDATE ereignis SET nummer = 3 WHERE nummer = 2",
        "INSERT INTO ereignis (id, nummer, zeit, person_id, art, gegenstand, inhalt_sha256, vorheriger_hash, hash) "
        f"VALUES (999, 2, '{log[0].zeit}', {person_id}, 'geaendert', 'massnahme/7', '{sha256('{}')}', "
        f"'{log[0].hash}', '{made_up}')",
        "INSERT INTO ereignis_inhalt (id, ereignis_id, inhalt) VALUES (999, 999, '{}')",
        f"UPDATE ereignis_kopf SET nummer = 4, hash = '{log[2].hash}'",
    )
    assert breaks(session) == [
        ("kette_unterbrochen", 3),
        ("ereignis_geaendert", 3),
        ("ereignis_geaendert", 4),
    ]


def test_an_entry_appended_past_the_head_is_found(session: Session):
    log = make_log(session, 2)
    tamper(
        session,
        "INSERT INTO ereignis (id, nummer, zeit, person_id, art, gegenstand, inhalt_sha256, vorheriger_hash, hash) "
        f"SELECT 999, 3, zeit, person_id, art, gegenstand, inhalt_sha256, '{log[1].hash}', hash "
        "FROM ereignis WHERE nummer = 2",
        'INSERT INTO ereignis_inhalt (id, ereignis_id, inhalt) VALUES (999, 999, \'{"alt":2,"neu":3}\')',
    )
    assert breaks(session) == [("ereignis_geaendert", 3), ("kopf_falsch", 3)]


def test_cutting_off_the_end_with_its_head_is_seen_by_an_issued_paper(session: Session):
    """The head row is set back, too; only the paper still tells."""
    log = make_log(session, 3)
    issue(session)
    tamper(session, *delete(4), *delete(3), f"UPDATE ereignis_kopf SET nummer = 2, hash = '{log[1].hash}'")
    assert ("stand_nicht_im_verlauf", "kinderstark-2024-antrag-1") in breaks(session)


PAPER = "kinderstark-2024-antrag-1"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            ["UPDATE dokument_datei SET inhalt = 'anders' WHERE endung = 'pdf'"],
            ["datei_geaendert", "datei_ersetzt"],
        ),
        # With a hash to match the new bytes: the log still knows the old one.
        (
            [
                (
                    "UPDATE dokument_datei SET inhalt = 'anders', "
                    f"sha256 = '{digest(b'anders')}' WHERE endung = 'pdf'"
                )
            ],
            ["datei_ersetzt"],
        ),
        (["DELETE FROM dokument_datei WHERE endung = 'xlsx'"], ["datei_fehlt"]),
        (
            ["UPDATE dokument_datei SET endung = 'docx' WHERE endung = 'xlsx'"],
            ["datei_ersetzt", "datei_fehlt"],
        ),
        (
            ["UPDATE dokument SET snapshot = '{\"ausgestellt\": {}}'"],
            ["schnappschuss_geaendert", "stand_nicht_im_verlauf"],
        ),
        (["UPDATE dokument SET version = 7"], ["dokument_geaendert"]),
        (["UPDATE dokument SET vorlage = 'antrag-9'"], ["dokument_geaendert"]),
        (["UPDATE dokument SET ereignis_nummer = 1"], ["dokument_geaendert", "stand_nicht_im_verlauf"]),
        (
            ["DELETE FROM dokument_datei", "DELETE FROM dokument"],
            ["dokument_fehlt"],
        ),
        (["UPDATE dokument SET nummer = 'andere-1'"], ["dokument_ohne_ereignis", "dokument_fehlt"]),
    ],
)
def test_a_changed_paper_is_found(session: Session, statements, expected):
    make_log(session, 3)
    issue(session)
    as_bytes = "CAST('anders' AS BLOB)" if session.get_bind().dialect.name == "sqlite" else "'anders'::bytea"
    tamper(
        session, *(statement.replace("inhalt = 'anders'", f"inhalt = {as_bytes}") for statement in statements)
    )
    assert [code for code, _ in breaks(session)] == expected


def test_every_break_is_a_sentence_that_names_what_it_is_about(session: Session):
    make_log(session, 4)
    issue(session)
    tamper(
        session,
        "UPDATE ereignis SET art = 'x' WHERE nummer = 2",
        "UPDATE dokument SET version = 7",
        *delete(3),
    )
    assert [bruch.text for bruch in verify(session).brueche] == [
        "Ereignis 2 wurde nachträglich geändert.",
        "Im Verlauf fehlt Ereignis 3.",
        f"Dokument {PAPER}: Nummer, Version, Vorlage, Werte oder Stand sind andere als ausgestellt.",
    ]


# -- blanking ------------------------------------------------------------------------------------------------


def test_after_a_lawful_blanking_the_log_is_whole(session: Session):
    log = make_log(session, 3)
    first, second = person(session, "Beispielperson 8"), person(session, "Beispielperson 9")
    recorded = blank_payload(
        session, log[1], grund="Löschung nach Ablauf", person=first, zweite_person=second
    )
    assert (recorded.nummer, recorded.art, recorded.gegenstand) == (4, "inhalt_geleert", "ereignis/2")
    assert payload(recorded) == {"grund": "Löschung nach Ablauf", "zweite_person": second.id}
    assert (log[1].inhalt.inhalt, log[1].inhalt.geleert_mit) == (None, 4)
    bericht = verify(session)
    assert (bericht.brueche, bericht.geleert, bericht.ereignisse) == ((), 1, 4)
    issue(session)
    assert verify(session).brueche == ()


def test_the_record_of_a_blanking_cannot_be_taken_away(session: Session):
    log = make_log(session, 3)
    blank_payload(
        session,
        log[0],
        grund="Löschung",
        person=person(session, "Beispielperson 8"),
        zweite_person=person(session, "Beispielperson 9"),
    )
    tamper(session, *delete(4), f"UPDATE ereignis_kopf SET nummer = 3, hash = '{log[2].hash}'")
    assert breaks(session) == [("inhalt_ohne_nachweis_geleert", 1)]


@pytest.mark.parametrize("joined", [False, True])
def test_one_person_is_not_two(session: Session, joined):
    log = make_log(session, 1)
    first, second = person(session, "Beispielperson 8"), person(session, "Beispielperson 9")
    if joined:
        # Two accounts found to be one person, over a third.
        third = person(session, "Beispielperson 10")
        second.zusammengefuehrt_mit_id, third.zusammengefuehrt_mit_id = third.id, first.id
        session.flush()
    with pytest.raises(ZweitePersonFehlt):
        blank_payload(session, log[0], grund="x", person=first, zweite_person=second if joined else first)
    assert log[0].inhalt.inhalt is not None


def test_the_command_line_is_never_one_of_two(session: Session):
    log = make_log(session, 1)
    somebody, nobody = person(session, "Beispielperson 8"), acting(session, None)
    for pair in ((somebody, nobody), (nobody, somebody)):
        with pytest.raises(ZweitePersonFehlt, match="„Kommandozeile“ zählt nicht"):
            blank_payload(session, log[0], grund="x", person=pair[0], zweite_person=pair[1])


def two(session: Session) -> dict[str, Person]:
    return {
        "person": person(session, "Beispielperson 8"),
        "zweite_person": person(session, "Beispielperson 9"),
    }


def test_what_the_check_itself_reads_is_never_blanked(session: Session):
    log = make_log(session, 1)
    pair = two(session)
    issue(session)
    recorded = blank_payload(session, log[0], grund="x", **pair)
    issued = session.scalars(select(Ereignis).where(Ereignis.art == "dokument_ausgestellt")).one()
    for ereignis in (recorded, issued):
        with pytest.raises(NichtZuLeeren, match="wird für die Prüfung des Verlaufs gebraucht"):
            blank_payload(session, ereignis, grund="x", **pair)


def test_a_payload_is_blanked_once_and_with_a_reason(session: Session):
    log = make_log(session, 1)
    pair = two(session)
    with pytest.raises(NichtZuLeeren, match="Bitte den Grund angeben"):
        blank_payload(session, log[0], grund="  ", **pair)
    blank_payload(session, log[0], grund="x", **pair)
    with pytest.raises(NichtZuLeeren, match="schon geleert"):
        blank_payload(session, log[0], grund="x", **pair)


def test_after_a_blanking_the_log_goes_on(session: Session):
    log = make_log(session, 1)
    pair = two(session)
    blank_payload(session, log[0], grund="x", **pair)
    record(session, art="geaendert", gegenstand="massnahme/2", person=pair["person"])
    assert verify(session).brueche == ()
