"""Uploads through their service: the preview is the import taken back, the confirmation does exactly that."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.begriffe import Betragsart, Einlesungsart, EinlesungStatus
from grants.domain.einlesung import Antworten, Vorschau
from grants.domain.einlesung_json import load_vorschau
from grants.domain.errors import Conflict, NotFound, RuleViolation
from grants.domain.mappe import Jahresmappe
from grants.domain.money import Zahlen
from grants.imports.datei import read_datei
from grants.imports.jahresmappe import read_jahresmappe
from grants.imports.massnahmenliste import massnahmenlisten_of
from grants.queries import foerderjahre
from grants.queries.einlesung import list_einlesungen, load_inhalt, load_seite
from grants.queries.mappe import load_mappe
from grants.services import einlesung as service
from grants.services.einlesung_vorschau import read
from grants.services.ereignisse import head
from grants.services.jahresmappe import import_mappe
from grants.services.massnahmenliste import import_liste
from grants.services.personen import acting
from reports.jahresmappe import jahresmappe_bytes
from tests.web.daten import LISTE_2024, add_jahr

LISTE = """Maßnahme;Träger;Betrag
Geschäftsstelle;;100.000,00
Babylotsen;;90.000,00
Neues Angebot;Beispiel e. V.;1.000,00
Summe;;191.050,00
"""


@pytest.fixture
def person(session: Session) -> m.Person:
    found = m.Person(name="Beispiel Büro", email="buero@stadt.example")
    session.add(found)
    session.flush()
    return found


@pytest.fixture
def jahr(session: Session) -> m.Foerderjahr:
    found = add_jahr(session, 2024, LISTE_2024, genannt="398400.00")
    session.commit()
    return found


def upload(
    session: Session,
    person: m.Person,
    inhalt: str | bytes = LISTE,
    *,
    name: str = "liste.csv",
    jahr: int | None = 2024,
    **options: object,
) -> m.Einlesung:
    datei = read_datei(inhalt.encode() if isinstance(inhalt, str) else inhalt, name=name)
    antworten, gelesen = service.open_upload(datei, jahr=jahr)
    return service.keep(session, datei, gelesen, antworten, programm="kinderstark", person=person, **options)  # type: ignore[arg-type]


def gelesen_of(session: Session, row: m.Einlesung, antworten: Antworten):
    kept = load_inhalt(session, row.id)
    return read(read_datei(kept.inhalt, name=kept.datei), antworten)


def answers(session: Session, row: m.Einlesung, **changes: object) -> Antworten:
    return replace(load_seite(session, row.id).antworten, **changes)  # type: ignore[arg-type]


def take_over(session: Session, row: m.Einlesung, person: m.Person, **changes: object) -> Vorschau:
    antworten = answers(session, row, **changes)
    return service.take_over(
        session,
        row.id,
        gelesen_of(session, row, antworten),
        antworten,
        stand=row.aenderungsstand,
        person=person,
    )


def recompute(session: Session, row: m.Einlesung, person: m.Person, **changes: object) -> None:
    antworten = answers(session, row, **changes)
    service.recompute(
        session,
        row.id,
        gelesen_of(session, row, antworten),
        antworten,
        stand=row.aenderungsstand,
        person=person,
    )


def stored(session: Session, jahr: int = 2024) -> Jahresmappe:
    session.flush()
    session.expire_all()
    return load_mappe(session, foerderjahre.get(session, "kinderstark", jahr))


def betraege(session: Session) -> dict[str, str]:
    return {z.name: str(z.beantragt) for z in stored(session).massnahmen if z.beantragt is not None}


def seite(session: Session, row: m.Einlesung):
    session.flush()
    return load_seite(session, row.id)


def arts(session: Session) -> list[str]:
    return list(session.execute(select(m.Ereignis.art).order_by(m.Ereignis.nummer)).scalars())


# -- the preview -----------------------------------------------------------------------------------------------


def test_an_upload_shows_what_would_change_and_changes_nothing(session, jahr, person):
    before = stored(session)
    row = upload(session, person)
    assert stored(session) == before
    [shown] = seite(session, row).vorschau.jahre
    assert {z.name: z.stand.value for z in shown.betraege} == {
        "Geschäftsstelle": "unveraendert",
        "Babylotsen": "geaendert",
        "Neues Angebot": "neu",
        **dict.fromkeys(list(LISTE_2024)[2:], "fehlt"),
    }
    assert [str(each) for each in (shown.genannt, shown.gerechnet, shown.differenz)] == [
        "191050.00",
        "191000.00",
        "-50.00",
    ]
    assert (
        session.scalar(select(func.count()).select_from(m.Traeger).where(m.Traeger.name == "Beispiel e. V."))
        == 0
    )
    assert arts(session) == ["datei_hochgeladen"]


def test_the_row_keeps_the_bytes_their_hash_who_when_and_the_head_it_was_computed_from(session, jahr, person):
    acting(session, None)
    kopf = head(session)
    row = upload(session, person)
    assert (row.status, row.datei, row.groesse, row.person_id) == (
        EinlesungStatus.OFFEN,
        "liste.csv",
        len(LISTE.encode()),
        person.id,
    )
    assert (row.kopf_nummer, row.kopf_hash) == (kopf.nummer, kopf.hash)
    assert load_inhalt(session, row.id).inhalt == LISTE.encode()
    assert len(row.sha256) == len(row.vorschau_sha256) == 64


def test_taking_over_does_what_was_shown_and_nothing_else(session, jahr, person):
    """The same list through the service of the command line ends in the same year."""
    row = upload(session, person)
    shown = seite(session, row).vorschau
    done = take_over(session, row, person)
    assert replace(done, aehnlich=()) == replace(shown, aehnlich=())
    by_page = stored(session)
    savepoint = session.begin_nested()
    savepoint.rollback()
    assert (row.status, row.entschieden_von_id) == (EinlesungStatus.UEBERNOMMEN, person.id)
    assert arts(session) == ["datei_hochgeladen", "massnahmenliste_eingelesen", "einlesung_uebernommen"]
    listen = massnahmenlisten_of(read_datei(LISTE.encode(), name="liste.csv"), jahr=2024, zahlen=None)
    again = import_liste(session, listen, person=person)
    assert (again.uebernommen, stored(session)) == (0, by_page)


def test_the_first_list_of_an_empty_installation_says_its_year_itself(session, person):
    text = "Maßnahmen Förderung 2025\n\nBabylotsen\t85.800 €\nElterntalk\t10.000 €\nSumme 2025: 95.800 €\n"
    row = upload(session, person, text, name="liste.txt", jahr=None)
    [shown] = seite(session, row).vorschau.jahre
    assert (shown.jahr, shown.angelegt, [z.unbekannt for z in shown.betraege]) == (2025, True, [True, True])
    take_over(session, row, person)
    assert foerderjahre.find(session, "kinderstark", 2025) is not None


def test_several_years_of_one_file_are_shown_each_for_itself_and_one_can_be_chosen(session, jahr, person):
    text = (BEISPIEL / "massnahmen-2023-2024.txt").read_bytes()
    row = upload(session, person, text, name="plan.txt", jahr=None)
    assert [(y.jahr, y.angelegt) for y in seite(session, row).vorschau.jahre] == [(2023, True), (2024, False)]
    recompute(session, row, person, jahr=2023)
    assert [y.jahr for y in seite(session, row).vorschau.jahre] == [2023]


# -- questions -------------------------------------------------------------------------------------------------


def test_points_before_the_cents_are_asked_about_once_and_read_after_the_answer(session, jahr, person):
    row = upload(session, person, "Maßnahme;Träger;Betrag\nBabylotsen;;1,234.56\nElterntalk;;10.50\n")
    found = seite(session, row).vorschau
    assert [(v.code, v.stelle.zeile, v.stelle.zelle) for v in found.fehler if v.stelle] == [
        ("betrag_unklar", 2, "C2"),
        ("betrag_unklar", 3, "C3"),
    ]
    assert all("--" not in v.text for v in found.fehler)
    with pytest.raises(RuleViolation, match="noch nicht übernommen"):
        take_over(session, row, person)
    recompute(session, row, person, zahlen=Zahlen.PUNKT)
    take_over(session, row, person)
    assert (betraege(session)["Babylotsen"], betraege(session)["Elterntalk"]) == ("1234.56", "10.50")


def test_a_list_without_a_year_asks_for_it(session, person):
    row = upload(session, person, "Maßnahme;Träger;Betrag\nBabylotsen;;1.234,56\n", jahr=None)
    [problem] = seite(session, row).vorschau.fehler
    assert problem.code == "jahr_fehlt"
    assert "--jahr" not in problem.text
    recompute(session, row, person, jahr=2026)
    assert seite(session, row).vorschau.jahre[0].angelegt


@pytest.mark.parametrize("ersetzen", [True, False])
def test_what_the_new_list_does_not_name_stays_or_leaves_as_answered(session, jahr, person, ersetzen):
    row = upload(session, person)
    recompute(session, row, person, ersetzen=ersetzen)
    assert bool(seite(session, row).vorschau.jahre[0].fehlend[0].neu) is not ersetzen
    take_over(session, row, person)
    assert ("Elterntalk" in betraege(session)) is not ersetzen
    assert len(betraege(session)) == (3 if ersetzen else 10)


def test_what_the_amounts_mean_is_kept_without_asking_for_another_look(session, jahr, person):
    antrag = session.execute(select(m.Antrag)).scalar_one()
    antrag.betragsart = Betragsart.UNGEKLAERT
    session.flush()
    row = upload(session, person)
    assert answers(session, row).betragsart is Betragsart.UNGEKLAERT
    take_over(session, row, person, betragsart=Betragsart.GESAMTAUSGABEN)
    assert stored(session).antraege[-1].betragsart is Betragsart.GESAMTAUSGABEN
    [last] = session.execute(
        select(m.EreignisInhalt.inhalt).order_by(m.EreignisInhalt.id.desc()).limit(1)
    ).scalars()
    assert json.loads(last or "")["antworten"]["betragsart"] == "gesamtausgaben"


def test_what_was_answered_before_stands_in_the_question_and_undecided_takes_nothing_back(
    session, jahr, person
):
    row = upload(session, person)
    assert answers(session, row).betragsart is Betragsart.LANDESFOERDERUNG
    take_over(session, row, person, betragsart=Betragsart.UNGEKLAERT)
    assert stored(session).antraege[-1].betragsart is Betragsart.LANDESFOERDERUNG


AEHNLICH = "Maßnahme;Träger;Betrag\nBabylotsen-Dienst;;85.000,00\nElterntalk;;10.000,00\n"


def test_a_similar_name_is_a_question_that_must_be_answered(session, jahr, person):
    row = upload(session, person, AEHNLICH)
    [question] = seite(session, row).vorschau.aehnlich
    assert (question.name, question.kandidaten) == ("Babylotsen-Dienst", (("babylotsen", "Babylotsen"),))
    assert not any("ähnlich heißt" in text for text in seite(session, row).vorschau.hinweise)
    with pytest.raises(RuleViolation) as asked:
        take_over(session, row, person)
    assert [v.feld for v in asked.value.violations] == ["gleich-0"]


@pytest.mark.parametrize(("chosen", "count"), [("babylotsen", 9), ("", 10)])
def test_the_same_massnahme_takes_the_amount_and_the_name_a_new_one_stands_beside_it(
    session, jahr, person, chosen, count
):
    row = upload(session, person, AEHNLICH)
    recompute(session, row, person, zuordnungen={"Babylotsen-Dienst": chosen})
    take_over(session, row, person)
    assert len(betraege(session)) == count
    assert betraege(session)["Babylotsen"] == ("85000.00" if chosen else "86600.00")
    # The next list is recognised without a question.
    again = upload(session, person, AEHNLICH.replace("85.000", "84.000"))
    assert seite(session, again).vorschau.aehnlich == ()


def test_an_answer_that_was_never_offered_does_nothing(session, jahr, person):
    row = upload(session, person, AEHNLICH)
    recompute(session, row, person, zuordnungen={"Babylotsen-Dienst": "elterntalk"})
    found = {z.name: z.stand.value for z in seite(session, row).vorschau.jahre[0].betraege}
    assert (found["Babylotsen-Dienst"], found["Babylotsen"]) == ("neu", "fehlt")


# -- confirmed against what was shown --------------------------------------------------------------------------


def other_import(session: Session, text: str) -> None:
    """What the command line does meanwhile."""
    listen = massnahmenlisten_of(read_datei(text.encode(), name="andere.csv"), jahr=2024, zahlen=None)
    import_liste(session, listen, person=acting(session, None))
    session.flush()


def test_an_import_on_the_command_line_under_an_open_preview_is_noticed(session, jahr, person):
    row = upload(session, person)
    assert seite(session, row).seither is None
    other_import(session, "Maßnahme;Träger;Betrag\nBabylotsen;;70.000,00\n")
    since = seite(session, row).seither
    assert (since.anzahl, since.wer) == (1, "Kommandozeile")
    before = stored(session)
    savepoint = session.begin_nested()
    with pytest.raises(service.VorschauVeraltet) as stale:
        take_over(session, row, person)
    savepoint.rollback()
    session.expire_all()
    assert stored(session) == before
    assert row.status is EinlesungStatus.OFFEN
    # Computed again it says what is true now, and can be confirmed.
    recompute(session, row, person)
    shown = seite(session, row)
    assert shown.seither is None
    [line] = [z for z in shown.vorschau.jahre[0].betraege if z.name == "Babylotsen"]
    assert (str(line.alt), str(line.neu)) == ("70000.00", "90000.00")
    assert replace(stale.value.berechnet.vorschau, hinweise=()) == replace(shown.vorschau, hinweise=())
    take_over(session, row, person)
    assert betraege(session)["Babylotsen"] == "90000.00"


def test_what_does_not_touch_the_file_does_not_stand_in_its_way(session, jahr, person):
    row = upload(session, person)
    other = add_jahr(session, 2030, {"Ganz anderes": "1.00"})
    other_import(session, "Maßnahme;Träger;Betrag\nGeschäftsstelle;;100.000,00\n")
    assert other.jahr == 2030
    take_over(session, row, person)
    assert betraege(session)["Babylotsen"] == "90000.00"


def test_another_upload_is_no_reason_to_look_again(session, jahr, person):
    row = upload(session, person)
    upload(session, person, LISTE.replace("90.000", "91.000"), name="andere.csv")
    assert seite(session, row).seither is None


def test_what_was_decided_is_not_decided_twice(session, jahr, person):
    row = upload(session, person)
    take_over(session, row, person)
    count = head(session).nummer
    for act in (
        lambda: take_over(session, row, person),
        lambda: service.discard(session, row.id, stand=None, person=person),
        lambda: recompute(session, row, person),
    ):
        with pytest.raises(service.SchonEntschieden, match="schon übernommen"):
            act()
    assert head(session).nummer == count


def test_answers_of_another_tab_are_not_overwritten(session, jahr, person):
    row = upload(session, person)
    old = row.aenderungsstand
    recompute(session, row, person, ersetzen=True)
    antworten = answers(session, row)
    with pytest.raises(Conflict, match="inzwischen mit anderen Antworten"):
        service.take_over(
            session, row.id, gelesen_of(session, row, antworten), antworten, stand=old, person=person
        )


def test_an_unknown_upload_is_told(session, person):
    with pytest.raises(NotFound):
        service.discard(session, 999_999, stand=None, person=person)
    with pytest.raises(NotFound):
        load_seite(session, 999_999)


# -- the same file again, corrected, discarded -----------------------------------------------------------------


def test_the_same_file_again_is_not_kept(session, jahr, person):
    take_over(session, upload(session, person), person)
    with pytest.raises(service.NichtsNeues, match="Alle 3 Zeilen stehen schon so da"):
        upload(session, person)
    with pytest.raises(service.NichtsNeues):
        upload(session, person, name="anders-benannt.csv")
    assert session.scalar(select(func.count()).select_from(m.Einlesung)) == 1


def test_the_same_file_while_it_waits_leads_to_the_one_that_waits(session, jahr, person):
    row = upload(session, person)
    with pytest.raises(service.WartetSchon) as waiting:
        upload(session, person)
    assert waiting.value.einlesung_id == row.id


def test_the_same_file_after_a_change_says_that_it_was_read_before(session, jahr, person):
    take_over(session, upload(session, person), person)
    other_import(session, "Maßnahme;Träger;Betrag\nBabylotsen;;70.000,00\n")
    again = seite(session, upload(session, person))
    assert [wer for _, wer in again.schon] == ["Beispiel Büro"]


def test_a_corrected_file_takes_the_place_of_the_one_before(session, jahr, person):
    wrong = upload(session, person, LISTE.replace("90.000,00", "abc"))
    right = upload(session, person, ersetzt=wrong.id)
    assert (wrong.status, right.status) == (EinlesungStatus.VERWORFEN, EinlesungStatus.OFFEN)
    assert arts(session) == ["datei_hochgeladen", "einlesung_verworfen", "datei_hochgeladen"]


def test_what_is_discarded_leaves_its_name_and_not_its_content(session, jahr, person):
    row = upload(session, person)
    service.discard(session, row.id, stand=row.aenderungsstand, person=person)
    assert (row.status, row.inhalt, row.datei) == (EinlesungStatus.VERWORFEN, None, "liste.csv")
    with pytest.raises(NotFound, match="nicht mehr da"):
        load_inhalt(session, row.id)
    # It may come again.
    assert upload(session, person).id != row.id


def test_the_list_begins_with_what_waits(session, jahr, person):
    done = upload(session, person)
    take_over(session, done, person)
    waiting = upload(session, person, LISTE.replace("90.000", "91.000"))
    service.discard(
        session, upload(session, person, LISTE.replace("90.000", "92.000")).id, stand=None, person=person
    )
    session.flush()
    found = list_einlesungen(session, "kinderstark")
    assert [(z.id == waiting.id, z.status.value) for z in found] == [
        (True, "offen"),
        (False, "verworfen"),
        (False, "uebernommen"),
    ]
    assert (found[2].entschieden_von, found[2].jahre) == ("Beispiel Büro", (2024,))


# -- a Jahresmappe ---------------------------------------------------------------------------------------------


def changed_workbook(path: Path = BEISPIEL / "jahr-2023.xlsx") -> bytes:
    """Return the example year with another text and a Beleg of one euro more."""
    book = load_workbook(path)
    sheet = book["Belege"]
    column = [cell.value for cell in sheet[2]].index("Betrag für die Maßnahme") + 1
    sheet.cell(3, column).value = float(sheet.cell(3, column).value) + 1
    book["Texte"].cell(3, 4).value = "Ein anderer Beispieltext"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def example_year(session: Session, person: m.Person) -> None:
    mappe = read_jahresmappe(BEISPIEL / "jahr-2023.xlsx")
    import_mappe(session, mappe, datei="jahr-2023.xlsx", sha256="ab" * 32, person=person)
    session.flush()


def test_a_jahresmappe_is_known_by_its_sheets_and_compared_sheet_by_sheet(session, person):
    example_year(session, person)
    row = upload(session, person, changed_workbook(), name="mappe.xlsx")
    assert row.art is Einlesungsart.JAHRESMAPPE
    [year] = load_vorschau(row.vorschau).jahre
    assert (year.jahr, year.anzahl) == (2023, {"Texte": (0, 1, 0), "Belege": (0, 1, 0)})
    [field] = [f for b in year.blaetter if b.blatt == "Belege" for z in b.zeilen for f in z.felder]
    assert [text.replace("\u00a0", " ") for text in (field.titel, field.alt, field.neu)] == [
        "Betrag für die Maßnahme",
        "25.870,10 €",
        "25.871,10 €",
    ]
    take_over(session, row, person)
    assert "Ein anderer Beispieltext" in {text.text for text in stored(session, 2023).texte}


def test_the_export_of_a_year_read_in_again_changes_nothing(session, person):
    example_year(session, person)
    with pytest.raises(service.NichtsNeues):
        upload(session, person, jahresmappe_bytes(stored(session, 2023)), name="jahr-2023.xlsx", jahr=2023)


def test_the_whole_year_of_an_empty_installation_comes_in_with_its_mappe(session, person):
    row = upload(
        session, person, (BEISPIEL / "jahr-2023.xlsx").read_bytes(), name="jahr-2023.xlsx", jahr=None
    )
    [year] = seite(session, row).vorschau.jahre
    assert year.angelegt
    assert {"Stelle", "Träger", "Belege", "Bescheid", "Nachweise"} <= set(year.anzahl)
    take_over(session, row, person)
    # The Mappe calls the Träger and Maßnahmen as the register now does: written out it is the same year.
    assert stored(session, 2023) == read_jahresmappe(BEISPIEL / "jahr-2023.xlsx")


def test_the_empty_template_asks_for_its_year(session, person):
    row = upload(session, person, jahresmappe_bytes(Jahresmappe()), name="leer.xlsx")
    assert [v.code for v in seite(session, row).vorschau.fehler] == ["jahr_fehlt"]


def test_a_mappe_that_contradicts_what_is_stored_is_a_problem_and_no_fault(session, person):
    example_year(session, person)
    antrag = session.execute(select(m.Antrag)).scalar_one()
    antrag.eingegangen_am = antrag.versandt_am
    session.flush()
    other = BEISPIEL / "pruefung" / "plan_ausgeglichen" / "abweichung.xlsx"
    row = upload(session, person, other.read_bytes(), name="abweichung.xlsx")
    [problem] = seite(session, row).vorschau.fehler
    assert problem.code == "angaben_widersprechen"
    assert "antrag eingang nach versand" in problem.text


def test_a_list_can_be_read_as_what_it_is_not_and_says_so(session, jahr, person):
    row = upload(session, person)
    recompute(session, row, person, art=Einlesungsart.JAHRESMAPPE)
    assert [v.code for v in seite(session, row).vorschau.fehler] == ["datei_art_falsch"]
    recompute(session, row, person, art=Einlesungsart.MASSNAHMENLISTE)
    assert seite(session, row).vorschau.fehler == ()
