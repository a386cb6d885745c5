from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from grants.domain.begriffe import Belegart
from grants.domain.money import Zahlen, euro
from grants.imports.belegliste import Belegliste, Belegzeile, Einnahmen, Einnahmezeile, read_belegliste
from tests.imports.dateien import place_of, places, violations_of, workbook, write

HEAD = (
    "Beleg-Nr.;Ausgabeposition;Rechnungsnummer;Rechnungsdatum;Zahlungsdatum;Zahlungsempfänger;Zweck;gezahlter Betrag;"
    "Betrag für die Maßnahme;davon zuwendungsfähig;Leistung von;Leistung bis;Bemerkung"
)
ROW = (
    "A-1;SA;RE 5;02.10.2023;16.10.2023;Beispiel Druckerei;Druck Broschüre;1.000,00;800,00;700,00;01.09.2023;"
    "30.09.2023;eine Rechnung, geteilt"
)
PAYROLL = (
    "A-2;PK;;;31.03.2023;Beispiel Lohnbüro;1. Quartal;24.120,00;24.120,00;24.120,00;01.01.2023;31.03.2023;"
)


def csv(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    return write(tmp_path / "belege.csv", "\n".join([head, *rows]) + "\n")


def read(
    path: Path,
    *,
    zahlen: Zahlen | None = None,
    einnahmen: Einnahmen | None = None,
    personal: tuple[str, ...] = ("PK",),
) -> Belegliste:
    return read_belegliste(path, zahlen=zahlen, einnahmen=einnahmen, personal=personal)


def problems(path: Path) -> list[tuple[str, int | None, str | None]]:
    found = violations_of(read, path)
    assert all("itte" in violation.text for violation in found)
    return places(found)


def changed(**cells: str) -> str:
    """Return the row with other cells, named by the letter of their column."""
    row = ROW.split(";")
    for letter, text in cells.items():
        row[ord(letter) - ord("A")] = text
    return ";".join(row)


# -- what comes in -------------------------------------------------------------------------------------------


def test_a_row_holds_every_column(tmp_path):
    liste = read(csv(tmp_path, ROW))

    assert liste.belege == (
        Belegzeile(
            nr="A-1",
            art=Belegart.BELEG,
            position="SA",
            rechnungsnummer="RE 5",
            rechnungsdatum=date(2023, 10, 2),
            zahlungsdatum=date(2023, 10, 16),
            zahlungsempfaenger="Beispiel Druckerei",
            zweck="Druck Broschüre",
            gezahlt=euro("1000.00"),
            betrag=euro("800.00"),
            zuwendungsfaehig=euro("700.00"),
            leistung_von=date(2023, 9, 1),
            leistung_bis=date(2023, 9, 30),
            bemerkung="eine Rechnung, geteilt",
            zeile=2,
        ),
    )
    assert (liste.einnahmen, liste.summen, liste.hinweise) == ((), (), ())
    assert (liste.datei, liste.quelle_art) == ("belege.csv", "csv")


def test_a_workbook_with_dates_serials_and_numbers_is_the_same_list(tmp_path):
    row: list[object] = list(ROW.split(";"))
    row[3:5] = [datetime(2023, 10, 2), 45215]  # noqa: DTZ001 -- a day in a cell
    row[7:10] = [1000, 800.0, 700]
    row[10:12] = ["2023-09-01", "30.09.23"]

    liste = read(workbook(tmp_path / "a.xlsx", [["Stadt"], HEAD.split(";"), row], titel="Belege"))
    (beleg,) = liste.belege
    (expected,) = read(csv(tmp_path, ROW)).belege
    assert (beleg.zeile, beleg.blatt, liste.quelle_art) == (3, "Belege", "xlsx")
    assert [getattr(beleg, key) for key in Belegzeile.__slots__[:14]] == [
        getattr(expected, key) for key in Belegzeile.__slots__[:14]
    ]


def test_other_words_for_the_columns_are_known(tmp_path):
    head = (
        "Lfd. Nr.;Kostenposition;Belegdatum;Buchungsdatum;Empfänger;Buchungstext;gezahlt;Betrag;förderfähig;"
        "Leistungszeitraum von/bis"
    )
    row = "1;SA;02.10.2023;16.10.2023;Beispiel;Druck;10;8;7;01.09.2023 - 30.09.2023"

    (beleg,) = read(csv(tmp_path, row, head=head)).belege
    assert (beleg.nr, beleg.zahlungsempfaenger, beleg.zweck, beleg.betrag) == (
        "1",
        "Beispiel",
        "Druck",
        euro("8.00"),
    )
    assert (beleg.leistung_von, beleg.leistung_bis) == (date(2023, 9, 1), date(2023, 9, 30))


@pytest.mark.parametrize(
    ("text", "von", "bis"),
    [
        ("01.09.2023 - 30.09.2023", date(2023, 9, 1), date(2023, 9, 30)),
        ("01.09.2023–30.09.2023", date(2023, 9, 1), date(2023, 9, 30)),
        ("01.09.2023-30.09.2023", date(2023, 9, 1), date(2023, 9, 30)),
        ("01.09.23 bis 30.09.23", date(2023, 9, 1), date(2023, 9, 30)),
        ("2023-09-01 - 2023-09-30", date(2023, 9, 1), date(2023, 9, 30)),
        ("25.10.2023", date(2023, 10, 25), date(2023, 10, 25)),
        ("", None, None),
    ],
)
def test_a_period_may_stand_in_one_cell(tmp_path, text, von, bis):
    head = HEAD.replace("Leistung von;Leistung bis", "Leistungszeitraum")
    row = ROW.replace("01.09.2023;30.09.2023", text)

    (beleg,) = read(csv(tmp_path, row, head=head)).belege
    assert (beleg.leistung_von, beleg.leistung_bis) == (von, bis)


def test_payroll_has_no_invoice(tmp_path):
    (beleg,) = read(csv(tmp_path, PAYROLL)).belege

    assert (beleg.rechnungsnummer, beleg.rechnungsdatum) == ("", None)


@pytest.mark.parametrize("position", ["PK", "pk", "Personalausgaben", "1 Personal", "Löhne und Gehälter"])
def test_positions_of_payroll_are_told_by_their_name(tmp_path, position):
    assert len(read(csv(tmp_path, PAYROLL.replace("PK", position))).belege) == 1


def test_positions_of_payroll_may_be_said(tmp_path):
    path = csv(tmp_path, PAYROLL.replace("PK", "1.1"))

    assert problems(path) == [("angabe_fehlt", 2, "D2")]
    assert len(read(path, personal=("1.1",)).belege) == 1


@pytest.mark.parametrize("head", [HEAD + ";Art", HEAD])
def test_a_pauschale_needs_no_paper(tmp_path, head):
    position = "SA" if head.endswith("Art") else "Verwaltungspauschale"
    row = f";{position};;;;;7 v. H.;;500;500;;;" + (";Pauschale" if head.endswith("Art") else "")

    (beleg,) = read(csv(tmp_path, row, head=head)).belege
    assert (beleg.art, beleg.nr, beleg.gezahlt, beleg.betrag) == (
        Belegart.PAUSCHALE,
        "",
        None,
        euro("500.00"),
    )


def test_points_before_the_cents_are_asked_for(tmp_path):
    path = csv(tmp_path, ROW.replace("1.000,00;800,00;700,00", "1000.00;800.00;700.00"))

    assert problems(path) == [
        ("betrag_unklar", 2, "H2"),
        ("betrag_unklar", 2, "I2"),
        ("betrag_unklar", 2, "J2"),
    ]
    assert read(path, zahlen=Zahlen.PUNKT).belege[0].betrag == euro("800.00")


def test_numbers_of_papers_stay_what_they_are(tmp_path):
    row: list[object] = list(PAYROLL.split(";"))
    row[0], row[2] = 4711, datetime(2023, 1, 1)  # noqa: DTZ001 -- a day in a cell

    liste = read(workbook(tmp_path / "a.xlsx", [HEAD.split(";"), row]))
    assert (liste.belege[0].nr, liste.belege[0].rechnungsnummer) == ("4711", "01.01.2023")
    assert "„Rechnungsnummer“ steht ein Datum" in liste.hinweise[0]


# -- facts get a remark, never a refusal ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"H": "700"}, "größer als der gezahlte Betrag"),
        ({"H": "-700"}, "größer als der gezahlte Betrag"),
        ({"H": "-800", "I": "-800", "J": "-700"}, "--einnahmen negativ"),
        ({"I": "0", "J": "0"}, "ist 0"),
    ],
)
def test_what_is_unusual_is_remarked(tmp_path, cells, words):
    liste = read(csv(tmp_path, changed(**cells)))

    assert len(liste.belege) == 1
    (hinweis,) = liste.hinweise
    assert hinweis.startswith("Zeile 2: ")
    assert words in hinweis


def test_nothing_eligible_is_no_remark(tmp_path):
    assert read(csv(tmp_path, changed(J="0,00"))).hinweise == ()


# -- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"A": ""}, ("angabe_fehlt", 2, "A2")),
        ({"B": ""}, ("angabe_fehlt", 2, "B2")),
        ({"D": ""}, ("angabe_fehlt", 2, "D2")),
        ({"E": ""}, ("angabe_fehlt", 2, "E2")),
        ({"F": ""}, ("angabe_fehlt", 2, "F2")),
        ({"G": ""}, ("angabe_fehlt", 2, "G2")),
        ({"H": ""}, ("betrag_fehlt", 2, "H2")),
        ({"I": ""}, ("betrag_fehlt", 2, "I2")),
        ({"J": ""}, ("betrag_fehlt", 2, "J2")),
        ({"D": "31.02.2023"}, ("datum_unklar", 2, "D2")),
        ({"E": "Oktober"}, ("datum_unklar", 2, "E2")),
        ({"K": "2023"}, ("datum_unklar", 2, "K2")),
        ({"L": "31.08.2023"}, ("zeitraum_verkehrt", 2, "L2")),
        ({"I": "achthundert"}, ("betrag_unklar", 2, "I2")),
        ({"J": "800,01"}, ("zuwendungsfaehig_unmoeglich", 2, "J2")),
        ({"J": "-1"}, ("zuwendungsfaehig_unmoeglich", 2, "J2")),
        ({"H": "-800", "I": "-800", "J": "-800,01"}, ("zuwendungsfaehig_unmoeglich", 2, "J2")),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused(tmp_path, cells, problem):
    assert problems(csv(tmp_path, changed(**cells))) == [problem]


def test_the_whole_amount_may_be_eligible(tmp_path):
    assert len(read(csv(tmp_path, changed(J="800"), changed(A="A-3", H="-8", I="-8", J="-8"))).belege) == 2


@pytest.mark.parametrize(
    "column",
    [
        "Beleg-Nr.",
        "Ausgabeposition",
        "Zahlungsdatum",
        "Zahlungsempfänger",
        "Zweck",
        "gezahlter Betrag",
        "Betrag für die Maßnahme",
        "davon zuwendungsfähig",
    ],
)
def test_a_missing_column_is_named(tmp_path, column):
    at = HEAD.split(";").index(column)
    head, row = (
        ";".join(cell for index, cell in enumerate(text.split(";")) if index != at) for text in (HEAD, ROW)
    )

    (violation,) = violations_of(read, csv(tmp_path, row, head=head))
    assert (violation.code, place_of(violation).spalte) == ("spalte_fehlt", column)
    assert f"„{column}“" in violation.text


def test_a_number_twice_is_refused_and_says_where_it_stood(tmp_path):
    path = csv(tmp_path, ROW, PAYROLL, ROW)

    assert problems(path) == [("beleg_nr_doppelt", 4, "A4")]
    (violation,) = violations_of(read, path)
    assert "Zeile 2" in violation.text


def test_every_problem_is_named_in_the_order_of_the_file(tmp_path):
    path = csv(tmp_path, changed(A="", I="x"), ROW, changed(E="x"), ROW)

    assert problems(path) == [
        ("angabe_fehlt", 2, "A2"),
        ("betrag_unklar", 2, "I2"),
        ("beleg_nr_doppelt", 4, "A4"),
        ("datum_unklar", 4, "E4"),
        ("beleg_nr_doppelt", 5, "A5"),
    ]


def test_a_list_without_a_row_is_refused(tmp_path):
    assert problems(csv(tmp_path)) == [("liste_fehlt", None, None)]


def test_a_text_that_is_no_table_is_refused(tmp_path):
    assert problems(write(tmp_path / "a.txt", "Lieber Träger,\nanbei\n")) == [("kopfzeile_fehlt", None, None)]


# -- income --------------------------------------------------------------------------------------------------

INCOME = "E-1;;;;12.05.2023;Beispiel Stiftung;Spende;;{};;;;;Einnahme"


def test_income_is_asked_for_once_and_then_kept_apart(tmp_path):
    path = csv(
        tmp_path,
        ROW + ";",
        INCOME.format("300,00"),
        INCOME.format("5").replace("E-1", "E-2"),
        head=HEAD + ";Art",
    )

    assert problems(path) == [("einnahmen_unklar", 3, "I3")]
    liste = read(path, einnahmen=Einnahmen.POSITIV)
    assert len(liste.belege) == 1
    assert liste.einnahmen[0] == Einnahmezeile(
        nr="E-1",
        datum=date(2023, 5, 12),
        einzahler="Beispiel Stiftung",
        zweck="Spende",
        betrag=euro("300.00"),
        herkunft="",
        bemerkung="",
        zeile=3,
    )


def test_income_with_a_minus_is_income_all_the_same(tmp_path):
    path = csv(tmp_path, ROW + ";", INCOME.format("-300,00"), head=HEAD + ";Art")

    assert read(path, einnahmen=Einnahmen.NEGATIV).einnahmen[0].betrag == euro("300.00")


def test_a_minus_without_a_word_is_a_credit_note_unless_it_was_said(tmp_path):
    path = csv(tmp_path, changed(H="-800", I="-800", J="-700"))

    assert (len(read(path).belege), len(read(path, einnahmen=Einnahmen.POSITIV).belege)) == (1, 1)
    liste = read(path, einnahmen=Einnahmen.NEGATIV)
    assert (liste.belege, liste.einnahmen[0].betrag, liste.einnahmen[0].herkunft) == (
        (),
        euro("800.00"),
        "SA",
    )


def test_a_credit_note_stays_one_where_the_file_names_its_income(tmp_path):
    path = csv(tmp_path, changed(H="-800", I="-800", J="-700") + ";", INCOME.format("-5"), head=HEAD + ";Art")

    liste = read(path, einnahmen=Einnahmen.NEGATIV)
    assert (len(liste.belege), len(liste.einnahmen)) == (1, 1)


def test_income_in_a_column_of_its_own_needs_no_question(tmp_path):
    path = csv(
        tmp_path,
        ROW + ";",
        "E-1;;;;12.05.2023;Beispiel Stiftung;Spende;;;;;;;300,00",
        head=HEAD + ";Einnahme (EUR)",
    )

    assert read(path).einnahmen[0].betrag == euro("300.00")


def test_income_may_be_marked_or_named_by_its_position(tmp_path):
    marked = csv(tmp_path, INCOME.format("300").replace("Einnahme", "x"), head=HEAD + ";Einnahme")
    assert read(marked, einnahmen=Einnahmen.POSITIV).einnahmen[0].betrag == euro("300.00")

    named = csv(tmp_path, "E-1;Einnahmen;;;12.05.2023;Beispiel Stiftung;Spende;;300;;;;")
    assert read(named, einnahmen=Einnahmen.POSITIV).einnahmen[0].herkunft == ""


def test_an_unknown_kind_is_refused(tmp_path):
    assert problems(csv(tmp_path, ROW + ";Sonstiges", head=HEAD + ";Art")) == [("art_unklar", 2, "N2")]
