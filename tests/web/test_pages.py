"""What the pages say, on both databases."""

from __future__ import annotations

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from grants.models import Antrag, Bescheid
from tests.web.conftest import Als
from tests.web.daten import LISTE_2023, LISTE_2024, SHA256, add_dokument, add_jahr, add_stelle, amount, fill
from tests.web.seiten import by_id, find, has_class, parse, words


def rows_of(tree, key):
    """Return the table of a section as lists of words."""
    return [
        [words(cell) for cell in row if cell.tag.endswith(("}th", "}td"))]
        for row in find(by_id(tree, key), "tbody/tr")
    ]


def test_an_empty_installation_says_how_to_begin(client: FlaskClient):
    tree = parse(client.get("/"))
    assert words(find(tree, "h1")[0]) == "Willkommen bei Förderkette"
    steps = [words(each) for each in has_class(tree, "aufgabe__titel")]
    assert steps == [
        "Ihre Stelle eintragen",
        "Liste der Maßnahmen einlesen",
        "Oder ein leeres Förderjahr anlegen",
    ]


def test_who_only_looks_is_not_asked_to_set_up_an_empty_installation(als: Als):
    tree = parse(als("einsicht").get("/"))
    assert has_class(tree, "aufgabe") == []
    assert "Die Geschäftsstelle legt das erste an" in words(tree)


def test_the_start_page_shows_the_newest_year_first_with_its_state(client: FlaskClient, session: Session):
    fill(session)
    cards = has_class(parse(client.get("/")), "karte")
    assert [words(find(card, "h2")[0]) for card in cards] == ["Förderjahr 2024", "Förderjahr 2023"]
    assert [words(has_class(card, "status")[0]) for card in cards] == ["Antrag in Arbeit", "Beschieden"]


def test_the_difference_of_50_euro_is_said_in_words_with_a_guess_and_a_way(
    client: FlaskClient, session: Session
):
    fill(session)
    [card, _] = has_class(parse(client.get("/")), "karte")
    [alert] = has_class(card, "alarm")
    said = words(alert)
    assert "Die Maßnahmen ergeben 50,00 € mehr als die angegebene Antragssumme." in said
    assert "398.450,00 €" in said
    assert "398.400,00 €" in said
    assert (
        "Mögliche Ursache: Nur eine Zeile ist nicht auf volle 100 € gerundet: Stadtteilarbeit IFAK, Ronahi."
        in said
    )
    mend, result = find(alert, "a")
    assert mend.get("href") == "/foerderjahre/kinderstark/2024/betraege"
    assert result.get("href") == "/foerderjahre/kinderstark/2024#regel-summe_antrag"


def test_reached_stages_show_their_amount_and_the_rest_only_a_name(client: FlaskClient, session: Session):
    fill(session)
    [planned, granted] = has_class(parse(client.get("/")), "karte")
    [stage] = has_class(planned, "glied")
    assert words(has_class(stage, "glied__titel")[0]) == "Beantragt"
    assert words(has_class(stage, "glied__betrag")[0]) == "398.450,00 €"
    assert (
        words(has_class(stage, "glied__vergleich")[0])
        == "50,00 € mehr als 398.400,00 € laut Liste vom 05.02.2024"
    )
    assert [words(step) for step in has_class(planned, "kommt")] == [
        f"{name}: noch nicht erreicht"
        for name in ("Bewilligt", "Zugesagt", "Ausgezahlt", "Festgesetzt", "Nachgezahlt", "Erstattet")
    ]
    assert [words(has_class(s, "glied__titel")[0]) for s in has_class(granted, "glied")] == [
        "Beantragt",
        "Bewilligt",
    ]


def test_the_year_stands_beside_the_last_with_sum_stated_total_and_difference(
    client: FlaskClient, session: Session
):
    fill(session)
    table = rows_of(parse(client.get("/foerderjahre/kinderstark/2024")), "betraege")
    assert table[0] == [
        "Geschäftsstelle Beispielträger 0",
        "95.000,00 €",
        "100.000,00 €",
        "+5.000,00 €",
        "+5,26",
    ]
    assert table[3][1:] == ["–kein Betrag", "44.000,00 €", "neu", "–kein Betrag"]
    assert table[9] == ["EBIKA nicht mehr in 2024", "2.870,00 €", "–kein Betrag", "−2.870,00 €", "−100,00"]
    assert table[10] == ["Summe", "183.670,00 €", "398.450,00 €", "+214.780,00 €", "+116,94"]
    assert table[11] == ["Angegebene Summe", "", "398.400,00 €", "", ""]
    assert table[12] == ["Abweichung", "", "+50,00 €", "", ""]


def test_every_finding_names_rule_source_and_place(client: FlaskClient, session: Session):
    fill(session)
    tree = parse(client.get("/foerderjahre/kinderstark/2024"))
    said = words(by_id(tree, "regel-summe_antrag"))
    assert "Abweichung" in said
    assert "Differenz +50,00 € (+0,01 v. H.)" in said
    assert "Quelle: Grundmuster 1 Nr. 4" in said
    assert "Zu berichtigen unter: Maßnahmen und Beträge" in said


def test_every_rule_is_counted_once_and_the_quiet_ones_are_folded_away(client: FlaskClient, session: Session):
    fill(session)
    tree = parse(client.get("/foerderjahre/kinderstark/2024"))
    counted = [
        int(words(entry).split()[0]) for entry in find(by_id(tree, "pruefung"), "ul[@class='zaehlung']/li")
    ]
    assert sum(counted) == 26
    folded = [words(summary) for summary in find(tree, "details/summary")]
    assert any(text.startswith("Noch nicht fällig") for text in folded)
    # A rule that stands in the list has an address of its own, loud or quiet.
    assert sum((element.get("id") or "").startswith("regel-") for element in tree.iter()) == 26


def test_many_findings_of_one_rule_are_cut_and_the_page_says_where_all_of_them_are(
    client: FlaskClient, session: Session
):
    # Sixty Finanzierungspläne that should be there by now.
    add_jahr(session, 2024, {f"Maßnahme {i}": "100.00" for i in range(60)}, bescheid=True)
    session.commit()
    rule = by_id(parse(client.get("/foerderjahre/kinderstark/2024")), "regel-plan_ausgeglichen")
    assert len(has_class(rule, "befund__eintrag")) == 50
    assert words(find(rule, "summary")[0]) == "47 weitere anzeigen"
    assert "Insgesamt sind es 60. Alle stehen bei der Prüfung der Summen." in words(rule)


def test_documents_are_offered_with_number_local_time_and_check_values(client: FlaskClient, session: Session):
    dokument_id = fill(session)
    section = by_id(parse(client.get("/foerderjahre/kinderstark/2023")), "dokumente")
    said = words(section)
    assert "Antrag, Version 1" in said
    assert "kinderstark-2023-antrag-1 · ausgestellt am 29.06.2024, 01:30 Uhr" in said
    assert all(sha256 in said for sha256 in SHA256.values())
    links = [a.get("href") for a in has_class(section, "download")]
    assert links == [f"/dokumente/{dokument_id}/{endung}" for endung in ("pdf", "xlsx", "json")]


def test_the_newest_version_of_a_document_comes_first(client: FlaskClient, session: Session):
    jahr = add_jahr(session, 2023, LISTE_2023)
    for version in (1, 3, 2):
        add_dokument(session, jahr, version=version)
    session.commit()
    titles = [
        words(title)
        for title in find(by_id(parse(client.get("/foerderjahre/kinderstark/2023")), "dokumente"), "h3")
    ]
    assert titles[:3] == ["Antrag, Version 3", "Antrag, Version 2", "Antrag, Version 1"]


def test_without_a_document_the_page_says_how_to_make_a_draft(client: FlaskClient, session: Session):
    fill(session)
    section = by_id(parse(client.get("/foerderjahre/kinderstark/2024")), "dokumente")
    assert "Für dieses Jahr ist noch kein Dokument ausgestellt." in words(section)
    [link] = find(section, "a")
    assert link.get("href") == "/foerderjahre/kinderstark/2024/antrag"


def test_a_year_the_programme_does_not_have_is_named_with_those_it_has(client: FlaskClient, session: Session):
    fill(session)
    response = client.get("/foerderjahre/kinderstark/2031")
    assert response.status_code == 404
    assert "Das Förderjahr 2031 gibt es im Programm „kinderstark“ nicht. Vorhanden: 2023, 2024." in words(
        parse(response)
    )


def test_years_before_the_last_two_are_a_row_each(client: FlaskClient, session: Session):
    add_stelle(session)
    add_jahr(session, 2020, LISTE_2023, genannt="183670.01", bescheid=True)
    oldest = add_jahr(session, 2021, LISTE_2023, bescheid=True)
    add_dokument(session, oldest)
    # A later version of the Antrag and of the Bescheid, and one that is not in force yet.
    session.add(Antrag(foerderjahr_id=oldest.id, version=2, genannt=amount("1.00")))
    for version, betrag, ab in ((2, "180000.00", date(2021, 6, 1)), (3, "170000.00", date(2030, 1, 1))):
        paper = {"vom": ab, "wirksam_ab": ab, "aktenzeichen": "Beispiel", "betrag": amount(betrag)}
        session.add(Bescheid(foerderjahr_id=oldest.id, version=version, **paper))
    for jahr in (2022, 2023, 2024):
        add_jahr(session, jahr, LISTE_2023, bescheid=True)
    session.commit()
    tree = parse(client.get("/"))
    assert len(has_class(tree, "karte")) == 2
    rows = [
        [words(cell) for cell in row] for row in find(tree, "section[@aria-labelledby='fruehere']//tbody/tr")
    ]
    assert rows == [
        ["2022 Beschieden", "183.670,00 €", "keine", "183.670,00 €"],
        ["2021 Beschieden · 1 Dokument", "–kein Betrag", "–kein Betrag", "180.000,00 €"],
        ["2020 Beschieden", "183.670,00 €", "−0,01 €", "183.670,00 €"],
    ]


def test_example_data_are_marked_on_every_page_with_the_fixed_day(client: FlaskClient, session: Session):
    fill(session)
    band = "Beispieldaten – Pläne, Zahlungen, Belege und Ergebnisse sind frei erfunden."
    for path in ("/", "/foerderjahre/kinderstark/2024", "/barrierefreiheit", "/gibt-es-nicht"):
        said = words(has_class(parse(client.get(path)), "band")[0])
        assert band in said, path
        assert "Gezeigt wird der feste Tag 16.09.2024." in said, path


def test_real_data_carry_no_mark_of_example_data(client: FlaskClient, session: Session):
    add_stelle(session, beispiel=False)
    add_jahr(session, 2024, LISTE_2024)
    session.commit()
    assert "Beispieldaten" not in client.get("/").text


def test_names_from_a_list_are_text_and_never_markup(client: FlaskClient, session: Session):
    add_jahr(session, 2024, {"<script>alert(1)</script>": "100.00"})
    session.commit()
    tree = parse(client.get("/foerderjahre/kinderstark/2024"))
    assert all(each.get("src", "").startswith("/static/") and not each.text for each in find(tree, "script"))
    assert "<script>alert(1)</script>" in words(by_id(tree, "betraege"))


def test_the_accessibility_statement_names_who_to_tell(client: FlaskClient, session: Session):
    fill(session)
    tree = parse(client.get("/barrierefreiheit"))
    assert "mailto:praevention@stadt.example" in [a.get("href") for a in find(tree, "a")]
