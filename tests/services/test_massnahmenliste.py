"""Taking over measure lists: what becomes of the draft, of what was sent, of what is missing and of names."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import NotFound, RuleViolation
from grants.domain.importergebnis import Importergebnis
from grants.domain.kette import Antrag, Jahr
from grants.domain.money import Betrag, euro
from grants.imports.massnahmen_werte import Listenzeile, Massnahmenliste, QuelleArt, Traegerangabe
from grants.queries import foerderjahre
from grants.queries.kette import load_jahr
from grants.services.massnahmenliste import import_liste
from grants.services.personen import acting
from tests.services.mappe_laden import counted, undone


def make_zeile(label: str, betrag: str, **overrides: object) -> Listenzeile:
    """A row of a table, so its label is the name; `massnahme=None` makes one of the text form."""
    return replace(Listenzeile(label, euro(betrag), 7, massnahme=label), **overrides)  # type: ignore[arg-type]


def make_liste(*zeilen: Listenzeile, jahr: int = 2024, **overrides: object) -> Massnahmenliste:
    default = Massnahmenliste(
        jahr=jahr,
        zeilen=zeilen,
        genannt=Betrag(sum(zeile.betrag.cents for zeile in zeilen)),
        genannt_zeile=20,
        genannt_blatt=None,
        summe_label=f"Summe {jahr}",
        ueberschrift=f"Maßnahmen-Antrag {jahr}",
        stand=date(2024, 2, 5),
        datei="liste.csv",
        quelle_art=QuelleArt.CSV,
        sha256="cd" * 32,
    )
    return replace(default, **overrides)  # type: ignore[arg-type]


LISTE = make_liste(make_zeile("Babylotsen", "86600.00"), make_zeile("Elterntalk", "10000.00"))


def take_over(session: Session, *listen: Massnahmenliste, ersetzen: bool = False) -> Importergebnis:
    return import_liste(session, listen, ersetzen=ersetzen, person=acting(session, None))


def stored(session: Session, jahr: int = 2024) -> Jahr:
    session.flush()
    session.expire_all()
    return load_jahr(session, foerderjahre.get(session, "kinderstark", jahr), am=date(jahr, 6, 30))


def antrag(session: Session) -> Antrag:
    newest = stored(session).antrag
    assert newest is not None
    return newest


def betraege(session: Session) -> dict[str, str]:
    return {position.massnahme: str(position.betrag) for position in antrag(session).positionen}


def anteile(session: Session, place: int = 0) -> list[tuple[str, str | None]]:
    empfaenger = stored(session).massnahmen[place].empfaenger
    return [(each.kuerzel, each.anteil and str(each.anteil)) for each in empfaenger]


def send(session: Session) -> None:
    [draft] = session.scalars(select(m.Antrag)).all()
    draft.versandt_am = date(2023, 10, 30)


# -- a new year ----------------------------------------------------------------------------------------------


def test_an_unknown_year_is_created_with_a_draft_and_where_its_figures_stand(session: Session):
    ergebnis = take_over(session, LISTE)
    jahr = stored(session)
    quelle = antrag(session).quelle
    assert (jahr.status.value, [each.kennung for each in jahr.massnahmen]) == (
        "planung",
        ["babylotsen", "elterntalk"],
    )
    assert (antrag(session).version, str(antrag(session).genannt)) == (1, "96600.00")
    assert (quelle.text, quelle.datei, quelle.zeile, quelle.stand) == (
        "Maßnahmen-Antrag 2024",
        "liste.csv",
        20,
        date(2024, 2, 5),
    )
    assert antrag(session).betragsart.value == "ungeklaert"
    assert [massnahme.fortsetzung for massnahme in jahr.massnahmen] == [None, None]
    assert (ergebnis.uebernommen, ergebnis.unveraendert, ergebnis.hinweise) == (2, 0, ())
    assert [(each.kennung, each.neu, str(each.betrag)) for each in ergebnis.massnahmen] == [
        ("babylotsen", True, "86600.00"),
        ("elterntalk", True, "10000.00"),
    ]


def test_a_total_that_does_not_match_is_stored_as_stated(session: Session):
    ergebnis = take_over(session, replace(LISTE, genannt=euro("96000.00"), hinweise=("Differenz +600,00",)))
    assert str(antrag(session).genannt) == "96000.00"
    [summe] = ergebnis.summen
    assert (str(summe.genannt), str(summe.gerechnet)) == ("96000.00", "96600.00")
    assert ergebnis.hinweise == ("Differenz +600,00",)


def test_two_years_of_one_file_are_one_ereignis(session: Session):
    take_over(session, make_liste(make_zeile("Babylotsen", "85800.00"), jahr=2023), LISTE)
    [ereignis] = session.scalars(select(m.Ereignis)).all()
    inhalt = json.loads(ereignis.inhalt.inhalt or "")
    assert (ereignis.art, ereignis.gegenstand) == ("massnahmenliste_eingelesen", "programm/kinderstark")
    assert (inhalt["datei"], inhalt["sha256"]) == ("liste.csv", "cd" * 32)
    assert [(jahr["jahr"], jahr["gerechnet"]) for jahr in inhalt["jahre"]] == [
        (2023, "85800.00"),
        (2024, "96600.00"),
    ]


def test_the_same_list_again_changes_nothing(session: Session):
    take_over(session, LISTE)
    again = take_over(session, replace(LISTE, datei="umbenannt.csv"))
    assert (again.uebernommen, again.unveraendert) == (0, 2)
    assert [each.neu for each in again.massnahmen] == [False, False]
    assert antrag(session).quelle.datei == "liste.csv"
    assert session.scalar(select(func.count()).select_from(m.Ereignis)) == 1


def test_the_number_of_selects_does_not_grow_with_the_rows(session: Session):
    counts = []
    # The first time asks which years are closed, once a transaction.
    for anzahl in (2, 2, 40):
        zeilen = [make_zeile(f"Maßnahme {i}", "1.00", handlungsfeld="IV") for i in range(anzahl)]
        with undone(session), counted(session) as statements:
            take_over(session, make_liste(*zeilen))
            take_over(session, make_liste(*(replace(zeile, betrag=euro("2.00")) for zeile in zeilen)))
        counts.append(len([statement for statement in statements if statement.startswith("SELECT")]))
    assert counts[1] == counts[2]


# -- changes -------------------------------------------------------------------------------------------------


def test_changed_amounts_overwrite_the_draft_and_the_ereignis_holds_both(session: Session):
    take_over(session, LISTE)
    changed = make_liste(make_zeile("Babylotsen", "86000.00"), make_zeile("Elterntalk", "10000.00"))
    ergebnis = take_over(session, changed)
    assert betraege(session) == {"babylotsen": "86000.00", "elterntalk": "10000.00"}
    assert (antrag(session).version, ergebnis.uebernommen, ergebnis.unveraendert) == (1, 1, 1)
    newest = session.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer.desc())).first()
    assert newest is not None
    assert json.loads(newest.inhalt.inhalt or "")["jahre"][0]["betraege"] == [
        {"massnahme": "babylotsen", "alt": "86600.00", "neu": "86000.00"}
    ]


def test_changed_amounts_of_a_sent_antrag_become_a_new_version_once(session: Session):
    take_over(session, LISTE)
    send(session)
    changed = make_liste(make_zeile("Babylotsen", "86000.00"), make_zeile("Elterntalk", "10000.00"))
    first, again = take_over(session, changed), take_over(session, changed)
    jahr = stored(session)
    assert [(each.version, each.versandt_am is not None) for each in jahr.antraege] == [(1, True), (2, False)]
    assert [str(position.betrag) for position in jahr.antraege[0].positionen] == ["86600.00", "10000.00"]
    assert betraege(session)["babylotsen"] == "86000.00"
    [hinweis] = first.hinweise
    assert hinweis == (
        "2024: Version 1 des Antrags ist am 30.10.2023 versandt worden und bleibt; die geänderten Beträge stehen als "
        "Version 2."
    )
    assert again.uebernommen == 0


def test_a_list_without_a_total_leaves_the_one_that_stands_and_says_so(session: Session):
    take_over(session, LISTE)
    changed = make_liste(make_zeile("Babylotsen", "1.00"), make_zeile("Elterntalk", "10000.00"), genannt=None)
    ergebnis = take_over(session, changed)
    assert str(antrag(session).genannt) == "96600.00"
    [hinweis] = ergebnis.hinweise
    assert hinweis.startswith("2024: Die Liste nennt keine Summe; angegeben bleibt 96.600,00")


def test_a_missing_massnahme_stays_and_is_named(session: Session):
    take_over(session, LISTE)
    ergebnis = take_over(session, make_liste(make_zeile("Babylotsen", "86600.00"), genannt=euro("96600.00")))
    assert betraege(session) == {"babylotsen": "86600.00", "elterntalk": "10000.00"}
    [hinweis] = ergebnis.hinweise
    assert hinweis.startswith("2024: „Elterntalk“ (elterntalk, 10.000,00")
    assert hinweis.endswith("steht nicht in der Liste und bleibt im Antrag.")


def test_with_ersetzen_a_missing_massnahme_leaves_the_draft_and_the_year(session: Session):
    take_over(
        session,
        make_liste(*LISTE.zeilen, make_zeile("Delphin", "1.00", traeger=(Traegerangabe("KI", None),))),
    )
    ergebnis = take_over(session, make_liste(make_zeile("Babylotsen", "86600.00")), ersetzen=True)
    assert betraege(session) == {"babylotsen": "86600.00"}
    assert [massnahme.kennung for massnahme in stored(session).massnahmen] == ["babylotsen"]
    assert len(ergebnis.hinweise) == 2
    assert all("ist aus dem Entwurf genommen" in hinweis for hinweis in ergebnis.hinweise)


def test_with_ersetzen_a_massnahme_that_has_anything_else_stays_in_the_year(session: Session):
    take_over(
        session,
        make_liste(*LISTE.zeilen[:1], make_zeile("Elterntalk", "1.00", traeger=(Traegerangabe("KI", None),))),
    )
    [anteil] = session.scalars(select(m.Empfaengeranteil)).all()
    session.add(m.Finanzierungsplan(empfaengeranteil_id=anteil.id))
    session.flush()
    take_over(session, make_liste(make_zeile("Babylotsen", "86600.00")), ersetzen=True)
    assert [massnahme.kennung for massnahme in stored(session).massnahmen] == ["babylotsen", "elterntalk"]
    assert betraege(session) == {"babylotsen": "86600.00"}


# -- names ---------------------------------------------------------------------------------------------------


def test_next_year_finds_a_massnahme_by_its_name_whatever_the_spelling(session: Session):
    take_over(session, make_liste(make_zeile("Stärken vor Ort – Familien", "1.00"), jahr=2023))
    ergebnis = take_over(session, make_liste(make_zeile("STÄRKEN vor Ort-Familien", "2.00")))
    assert [(each.kennung, each.neu) for each in ergebnis.massnahmen] == [
        ("staerken-vor-ort-familien", False)
    ]
    assert stored(session).massnahmen[0].vorjahr == euro("1.00")


def test_a_kennung_leads_to_its_massnahme_whatever_its_name(session: Session):
    take_over(session, LISTE)
    ergebnis = take_over(
        session, make_liste(make_zeile("Lotsen am Bett", "2.00", kennung="babylotsen"), jahr=2025)
    )
    assert [(each.kennung, each.neu) for each in ergebnis.massnahmen] == [("babylotsen", False)]


def test_a_new_massnahme_that_looks_like_another_is_named(session: Session):
    take_over(session, make_liste(make_zeile("Hebammenversorgung", "1.00"), jahr=2023))
    ergebnis = take_over(session, make_liste(make_zeile("Hebammen-Versorgungen", "2.00")))
    assert [each.neu for each in ergebnis.massnahmen] == [True]
    [hinweis] = ergebnis.hinweise
    assert hinweis == (
        "2024: „Hebammen-Versorgungen“ ist neu; ähnlich heißt „Hebammenversorgung“ (hebammenversorgung). Bitte "
        "prüfen, ob es dieselbe Maßnahme ist."
    )


def test_a_massnahme_that_was_merged_leads_to_the_one_it_is_now(session: Session):
    take_over(session, LISTE)
    lotsen, talk = session.scalars(select(m.Massnahme).order_by(m.Massnahme.id)).all()
    lotsen.zusammengefuehrt_mit_id = talk.id
    by_name = take_over(session, make_liste(make_zeile("Babylotsen", "1.00"), jahr=2025))
    by_kennung = take_over(session, make_liste(make_zeile("X", "1.00", kennung="babylotsen"), jahr=2026))
    for ergebnis in (by_name, by_kennung):
        assert [(each.kennung, each.neu) for each in ergebnis.massnahmen] == [("elterntalk", False)]


# -- recipients ----------------------------------------------------------------------------------------------


def test_in_an_empty_register_the_whole_label_is_the_name(session: Session):
    take_over(session, make_liste(make_zeile("Babylotsen Bunter Kreis", "1.00", massnahme=None)))
    [massnahme] = stored(session).massnahmen
    assert (massnahme.name, massnahme.kennung, massnahme.empfaenger) == (
        "Babylotsen Bunter Kreis",
        "babylotsen-bunter-kreis",
        (),
    )


def test_a_known_traeger_at_the_end_of_a_label_receives_the_whole_amount(session: Session):
    kreis = m.Traeger(kuerzel="bk", name="Bunter Kreis e. V.")
    kreis.namen.append(m.TraegerName(name="Bunter Kreis"))
    session.add(kreis)
    session.flush()
    label = make_zeile("Babylotsen Bunter Kreis", "86600.00", massnahme=None)
    take_over(session, make_liste(label))
    [massnahme] = stored(session).massnahmen
    assert (massnahme.name, massnahme.kennung) == ("Babylotsen", "babylotsen")
    assert anteile(session) == [("bk", "86600.00")]
    assert take_over(session, make_liste(label)).uebernommen == 0
    take_over(session, make_liste(replace(label, betrag=euro("86000.00"))))
    assert anteile(session) == [("bk", "86000.00")]


@pytest.mark.parametrize(
    ("traeger", "expected"),
    [
        ((Traegerangabe("IFAK", None),), [("ifak", "15550.00")]),
        ((Traegerangabe("IFAK", None), Traegerangabe("Ronahi", None)), [("ifak", None), ("ronahi", None)]),
        (
            (Traegerangabe("IFAK", euro("9330.00")), Traegerangabe("Ronahi", euro("6220.00"))),
            [("ifak", "9330.00"), ("ronahi", "6220.00")],
        ),
    ],
)
def test_the_traeger_column_gives_shares(
    session: Session, traeger: tuple[Traegerangabe, ...], expected: list[tuple[str, str | None]]
):
    take_over(session, make_liste(make_zeile("Stadtteilarbeit", "15550.00", traeger=traeger)))
    assert anteile(session) == expected
    assert {row.art.value for row in session.scalars(select(m.Traeger))} == {"ungeklaert"}


def test_a_share_that_somebody_set_is_left_and_told(session: Session):
    zeile = make_zeile("Stadtteilarbeit", "100.00", traeger=(Traegerangabe("IFAK", None),))
    take_over(session, make_liste(zeile))
    [row] = session.scalars(select(m.Empfaengeranteil)).all()
    row.anteil = euro("60.00")
    ergebnis = take_over(session, make_liste(replace(zeile, betrag=euro("120.00"))))
    assert anteile(session) == [("ifak", "60.00")]
    assert any("Der Anteil von IFAK bleibt 60,00" in hinweis for hinweis in ergebnis.hinweise)


def test_recipients_who_have_a_promise_are_not_changed_by_a_list(session: Session):
    zeile = make_zeile("Stadtteilarbeit", "100.00", traeger=(Traegerangabe("IFAK", None),))
    take_over(session, make_liste(zeile))
    [row] = session.scalars(select(m.Empfaengeranteil)).all()
    session.add(m.Weiterleitung(empfaengeranteil_id=row.id))
    session.flush()
    other = replace(zeile, betrag=euro("120.00"), traeger=(Traegerangabe("Ronahi", None),))
    ergebnis = take_over(session, make_liste(other))
    assert anteile(session) == [("ifak", "100.00")]
    assert ergebnis.hinweise == (
        "2024: Die Liste nennt bei „Stadtteilarbeit“ Ronahi; zugesagt ist schon an IFAK. Die Empfänger bleiben.",
    )


# -- axes and refusals ---------------------------------------------------------------------------------------


def test_axes_of_a_table_are_taken_over(session: Session):
    zeile = make_zeile(
        "Babylotsen", "1.00", handlungsfeld="IV", handlungsfeld_land=3, lebensphase="Kita; Schule"
    )
    take_over(session, make_liste(zeile))
    [massnahme] = stored(session).massnahmen
    assert (massnahme.handlungsfeld, massnahme.handlungsfeld_land) == ("IV", 3)
    assert session.scalars(select(m.Lebensphase.name).order_by(m.Lebensphase.id)).all() == ["Kita", "Schule"]
    assert take_over(session, make_liste(zeile)).uebernommen == 0
    take_over(session, make_liste(replace(zeile, handlungsfeld="V")))
    assert stored(session).massnahmen[0].handlungsfeld == "V"


def test_every_unknown_word_is_named_with_its_place_and_nothing_is_written(session: Session):
    broken = make_liste(
        make_zeile("Babylotsen", "1.00", handlungsfeld_land=9, zeile=4),
        make_zeile("Elterntalk", "1.00", handlungsfeld="Kein Handlungsfeld", zeile=5),
    )
    with pytest.raises(RuleViolation) as error:
        take_over(session, broken)
    found = [(v.code, v.stelle.zeile, v.stelle.spalte) for v in error.value.violations if v.stelle]
    assert found == [
        ("handlungsfeld_unklar", 4, "Handlungsfeld Land"),
        ("handlungsfeld_unklar", 5, "Handlungsfeld"),
    ]
    assert session.scalar(select(func.count()).select_from(m.Foerderjahr)) == 0


def test_an_unknown_programm_is_refused(session: Session):
    with pytest.raises(NotFound, match="Das Programm „fehlt“ gibt es nicht"):
        import_liste(session, (LISTE,), programm="fehlt", person=acting(session, None))
