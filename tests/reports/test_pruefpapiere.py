"""The papers of check and portal: standards, the same figures in every file, and what each of them has to say."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pypdf
import pytest
from openpyxl import load_workbook

from grants.domain.begriffe import Prueftiefe
from grants.domain.dokumente import GEDRUCKTE_BELEGE
from grants.domain.errors import RuleViolation
from grants.domain.money import euro
from grants.domain.nachweisabgabe import UNTERSCHRIFT_SATZ
from grants.domain.pruefregeln import Ergebnisart, pruefe_jahr
from grants.domain.pruefregeln.nachweise import BITTE_ERLAEUTERN, TROTZDEM_ABSENDEN
from grants.domain.pruefvermerk import build_pruefvermerk
from grants.domain.pruefvermerk_daten import PruefvermerkDaten
from reports import mittelstand, pruefpapiere, traegernachweis, weiterleitung
from tests.reports import pruefdaten
from tests.reports.daten import jahr_2023, jahr_gross
from tests.reports.test_dateien import figures, money, printed
from tests.verapdf import failures


@dataclass(frozen=True, slots=True)
class Dreierlei:
    """A paper; workbook and data are None where it has none."""

    pdf: bytes
    xlsx: bytes | None = None
    json: bytes | None = None


def checked(daten: Any) -> Dreierlei:
    files = pruefpapiere.render(daten)
    return Dreierlei(files.pdf, files.xlsx, files.json)


def proof(daten: Any, einreichung: Any = pruefdaten.EINREICHUNG) -> Dreierlei:
    """Return the proof of a Träger; its workbook and data are those attached."""
    paper = traegernachweis.render_pdf(daten, einreichung)
    held = attached(paper)
    return Dreierlei(
        paper,
        next(content for name, content in held.items() if name.endswith(".xlsx")),
        next(content for name, content in held.items() if name.endswith(".json")),
    )


def passed_on(daten: Any) -> Dreierlei:
    files = weiterleitung.render(daten)
    return Dreierlei(files["pdf"], None, files["json"])


def stand(jahr: Any) -> Dreierlei:
    values = {"stelle": "Stadt Bochum", "erstellt": jahr.am}
    found = pruefdaten.mittelstand(jahr)
    return Dreierlei(mittelstand.make_pdf(found, **values), mittelstand.make_xlsx(found, **values))


def receipt() -> Dreierlei:
    daten = pruefdaten.traegernachweis(40)
    sentence = UNTERSCHRIFT_SATZ[None]
    return Dreierlei(traegernachweis.render_quittung(daten, pruefdaten.EINREICHUNG, sentence))


PAPIERE: dict[str, Callable[[], Dreierlei]] = {
    "pruefvermerk": lambda: checked(pruefdaten.pruefvermerk(90, zeilen=60)),
    "pruefvermerk-kursorisch": lambda: checked(pruefdaten.pruefvermerk(8, tiefe=Prueftiefe.KURSORISCH)),
    "pruefvermerk-stelle": lambda: checked(
        pruefdaten.pruefvermerk(kuerzel="amt-53", folgen="Der Rest wird nicht abgerufen.")
    ),
    "pruefvermerk-entwurf": lambda: checked(
        pruefdaten.pruefvermerk(
            8,
            ausgestellt=False,
            fragen=pruefdaten.make_fragen(offen=True),
            feststellungen="",
            folgen="",
            gezeichnet=(),
            ziehung=None,
            faellig_am=None,
        )
    ),
    "anhoerung": lambda: checked(pruefdaten.anhoerung()),
    "anhoerung-entwurf": lambda: checked(
        pruefdaten.anhoerung(ausgestellt=False, anhoerung_bis=None, anschrift=())
    ),
    "schluss-erstattung": lambda: checked(pruefdaten.schlussmitteilung()),
    "schluss-restzahlung": lambda: checked(pruefdaten.schlussmitteilung(gezahlt="80000.00")),
    "schluss-nichts": lambda: checked(pruefdaten.schlussmitteilung(gezahlt="85490.60")),
    "schluss-nicht-erhoben": lambda: checked(
        pruefdaten.schlussmitteilung(
            nicht_erhoben=euro("309.40"), faellig_am=None, begruendung="Unter der Grenze des Jahres."
        )
    ),
    "weiterleitung-bescheid": lambda: passed_on(pruefdaten.weiterleitung()),
    "weiterleitung-vertrag": lambda: passed_on(pruefdaten.weiterleitung(vertrag=True)),
    "traegernachweis": lambda: proof(pruefdaten.traegernachweis(60, lang=True, personen=2)),
    "traegernachweis-entwurf": lambda: proof(
        pruefdaten.traegernachweis(4, erklaerungen=(), sachbericht=()), None
    ),
    "eingangsbestaetigung": receipt,
    "mittelstand": lambda: stand(jahr_2023()),
    "mittelstand-gross": lambda: stand(jahr_gross(40)),
}
BRIEFE = [name for name in PAPIERE if name.startswith(("anhoerung", "schluss", "weiterleitung"))]
ENTWUERFE = [name for name in PAPIERE if name.endswith("entwurf")]


@lru_cache
def dateien(name: str) -> Dreierlei:
    return PAPIERE[name]()


def texts(paper: bytes) -> tuple[str, ...]:
    """Return the text of each page in one line."""
    # What follows the sign of a hyphenated word at the end of a line belongs to it.
    pages = (page.extract_text().replace("\u2010\n", "") for page in pypdf.PdfReader(BytesIO(paper)).pages)
    return tuple(" ".join(page.split()) for page in pages)


@lru_cache
def seiten(name: str) -> tuple[str, ...]:
    return texts(dateien(name).pdf)


def attached(paper: bytes) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(paper)) as document:
        return {key: spec.get_file().read_bytes() for key, spec in document.attachments.items()}


def numbers(workbook: bytes) -> set[str]:
    """Return every number of a workbook, formulas by their stored values."""
    book = load_workbook(BytesIO(workbook), data_only=True)
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return {money(value) for row in rows for value in row if isinstance(value, int | float)}


def words(workbook: bytes) -> str:
    book = load_workbook(BytesIO(workbook), data_only=True)
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return " ".join(str(value) for row in rows for value in row if value is not None)


# -- every paper -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["PDF/A-3a", "PDF/UA-1"])
@pytest.mark.parametrize("name", PAPIERE)
def test_verapdf_accepts_every_paper(name, profile, tmp_path):
    path = tmp_path / "papier.pdf"
    path.write_bytes(dateien(name).pdf)
    assert failures(path, profile) == {}


@pytest.mark.parametrize("name", [name for name in PAPIERE if name != "eingangsbestaetigung"])
def test_the_same_figures_stand_in_every_file(name):
    files = dateien(name)
    text = " ".join(seiten(name))
    if files.json is not None:
        found = set(figures(json.loads(files.json)))
        assert found
        in_words = words(files.xlsx) if files.xlsx else ""
        for figure in found - {"100.00"}:
            assert printed(figure) in text, f"{figure} is not printed"
            if files.xlsx is not None:
                assert figure in numbers(files.xlsx) or printed(figure) in in_words, (
                    f"{figure} is not in the workbook"
                )
    if files.xlsx is not None:
        # Counts of a Kennzahl and shares are printed as they are.
        for figure in numbers(files.xlsx):
            whole = figure.removesuffix(".00")
            assert printed(figure) in text or re.search(rf"(?<![\d,.]){whole}(?![\d,.])", text), (
                f"{figure} is not printed"
            )


@pytest.mark.parametrize("name", PAPIERE)
def test_every_page_has_its_number(name):
    pages = seiten(name)
    for number, page in enumerate(pages, start=1):
        assert f"Seite {number} von {len(pages)}" in page


@pytest.mark.parametrize("name", PAPIERE)
def test_draft_and_gap_stand_in_drafts_alone(name):
    for page in seiten(name):
        assert ("Entwurf" in page) == (name in ENTWUERFE)
    assert ("[fehlt" in " ".join(seiten(name))) == (name in ENTWUERFE)


@pytest.mark.parametrize("name", PAPIERE)
def test_days_are_written_as_offices_write_them_and_no_code_shows(name):
    text = " ".join(seiten(name))
    assert not re.search(r"\d{4}-\d{2}-\d{2}\b", text)
    assert not re.search(r"\b(C12|None|beispiel-a|nicht_\w+|doppelt_erfasst)\b", text)


@pytest.mark.parametrize("name", [*BRIEFE, "traegernachweis", "traegernachweis-entwurf"])
def test_a_signature_never_stands_alone_on_its_page(name):
    """What it signs ends on the same page."""
    mark = "Rechtsverbindliche Unterschrift" if name.startswith("traeger") else "Beispielperson 1, Leitung"
    [page] = [page for page in seiten(name) if mark in page]
    before = page.split(mark)[0]
    before = re.sub(r"Mit freundlichen Grüßen|Ort, Datum|Datum, Unterschrift|Stadt Bochum", "", before)
    assert len(before.split()) >= 7, page


def test_a_signature_keeps_to_the_end_of_a_long_reason():
    for lines in range(1, 22, 3):
        reason = " ".join(
            ["Die Rechnung der Druckerei war zweimal in der Liste und nur einmal bezahlt."] * lines
        )
        pages = texts(checked(pruefdaten.schlussmitteilung(begruendung=reason)).pdf)
        [page] = [page for page in pages if "Mit freundlichen Grüßen" in page]
        assert len(page.split("Mit freundlichen Grüßen")[0].split()) > 20, lines


# -- Prüfvermerk -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        # 1 Allgemeines
        "Empfänger Beispielträger A e. V.",
        "Maßnahme Babylotsen Bunter Kreis",
        "Durchführungszeitraum 01.01.2023 bis 31.12.2023",
        "Weiterleitung vom 03.04.2023, Az. Beispiel-51-2023-A",
        "Finanzierungsart Anteilfinanzierung",
        "Landesanteil 80,00 v. H.",
        "Höchstbetrag 85.800,00 €",
        "Ausgezahlt (netto) 85.800,00 €",
        "Zuwendungsfähige Ausgaben lt. Finanzierungsplan 107.250,00 €",
        "Spätester Vorlagetermin 15.03.2024",
        "Eingegangen am 20.03.2024 (5 Tage verspätet)",
        "Geprüfte Fassung VN-2023-00002-1 vom 20.03.2024",
        # 2 Umfang: depth, sample, how it was drawn, risks
        "Der zahlenmäßige Nachweis wurde vertieft geprüft.",
        "Grundgesamtheit: 90 Belegzeilen über 107.250,00 €.",
        "alle Belege über 5.000,00 € (0)",
        "alle weiteren mit Risikomerkmal (10)",
        "mindestens 20,00 v. H. der Summe und 60 Zeilen",
        "aus dem Startwert „9f3c61d2a7b04e58“",
        "Zusammen sind das 60 Belegzeilen",
        "Sachbericht, zahlenmäßiger Nachweis und die Belege der Stichprobe.",
        "Risikomerkmal: Zahlung nach dem Durchführungszeitraum",
        # 3 Ordnungsmäßigkeit, with the reason of a no
        "fachlich Der Sachbericht liegt vor und ist vollständig. ja",
        "Beleg A-02 war zweimal in der Liste. nein",
        # 4, 5 Feststellungen
        "Öffentlichkeitsarbeit 4.000,00 4.000,00 0,00 3.613,25 386,75",
        "doppelt erfasst. Mindert auch die Ausgaben insgesamt.",
        "Eine Rechnung der Druckerei war zweimal erfasst (A-02).",
        # 6 Ergebnis
        "anerkannte zuwendungsfähige Ausgaben 106.863,25",
        "festgesetzte Zuwendung 85.490,60",
        # 7 Folgen
        "zu erstatten 309,40",
        "Der Betrag ist zu erstatten.",
        # 8 who
        "Fachlich geprüft Beispielperson 2, Geschäftsstelle 14.05.2024",
        "Rechnerisch geprüft Beispielperson 4, Finanzprüfung 15.05.2024",
        "Freigegeben Beispielperson 5, Finanzprüfung 03.06.2024",
    ],
)
def test_the_pruefvermerk_says_all_that_one_has_to_say(said):
    assert said in " ".join(seiten("pruefvermerk"))


def test_the_pruefvermerk_of_a_stelle_speaks_of_no_payment():
    text = " ".join(seiten("pruefvermerk-stelle"))
    assert "Zuweisung vom 03.04.2023" in text
    assert "nicht benötigt, wird nicht abgerufen oder geht an das Land zurück 1.900,00" in text
    assert "Ausgezahlt" not in text
    assert "zu erstatten" not in text


def test_a_draft_of_the_pruefvermerk_counts_its_open_answers_and_shows_each_at_its_place():
    first = seiten("pruefvermerk-entwurf")[0]
    assert "fachlich: 5 von 5 Antworten · rechnerisch: 8 von 8 Antworten" in first
    assert "Jahresmappe" not in first
    assert " ".join(seiten("pruefvermerk-entwurf")).count("[fehlt]") == 13


def test_a_pruefvermerk_without_any_point_names_the_checklist_as_missing_and_cannot_be_issued():
    draft = pruefdaten.pruefvermerk(8, ausgestellt=False, fragen=())
    assert ("3 Prüfliste", "Prüfliste des Jahres") in [(e.abschnitt, e.fehlt) for e in draft.luecken]
    with pytest.raises(RuleViolation, match="Prüfliste des Jahres"):
        pruefdaten.pruefvermerk(8, fragen=())


def with_findings(*said: str) -> PruefvermerkDaten:
    """Return a Prüfvermerk about findings of one rule in these words."""
    jahr = pruefdaten.make_jahr(8)
    name, empfaenger = pruefdaten.recipient(jahr)
    found = next(e for e in pruefe_jahr(jahr) if e.ergebnis is Ergebnisart.HINWEIS)
    return build_pruefvermerk(
        jahr,
        name,
        empfaenger,
        pruefdaten.STELLE,
        pruefdaten.make_stand(empfaenger),
        ergebnisse=[replace(found, text=text) for text in said],
    )


@pytest.mark.parametrize("asked", [BITTE_ERLAEUTERN, TROTZDEM_ABSENDEN])
def test_the_pruefvermerk_speaks_of_a_finding_without_what_the_traeger_was_asked(asked):
    assert [regel.text for regel in with_findings(f"Beleg A-02 kam spät. {asked}").regeln] == [
        "Beleg A-02 kam spät."
    ]


@pytest.mark.parametrize(
    ("found", "last"),
    [
        (50, "Treffer 49"),
        (51, "Dazu 1 weiterer Treffer dieser Regel, nachzulesen bei der Prüfung der Summen."),
        (52, "Dazu 2 weitere Treffer dieser Regel, nachzulesen bei der Prüfung der Summen."),
    ],
)
def test_the_pruefvermerk_lists_the_first_findings_of_a_rule_and_counts_the_others(found, last):
    daten = with_findings(*(f"Treffer {number}" for number in range(found)))
    assert len(daten.regeln) == min(found, 51)
    assert daten.regeln[-1].text == last


# -- letters: what follows stands first ------------------------------------------------------------------------


def first_words(name: str) -> str:
    """Return what stands behind the salutation."""
    return seiten(name)[0].split("Guten Tag, ")[1]


def test_the_schlussmitteilung_begins_with_what_is_to_be_paid_until_when_and_where():
    assert first_words("schluss-erstattung").startswith(
        "bitte erstatten Sie 309,40 € bis zum 02.12.2024. Betrag 309,40 € Zu zahlen bis 02.12.2024 Empfänger Stadt "
        "Bochum IBAN DE02 1203 0000 0000 2020 51 Bank Beispielbank, BYLADEM1001 Verwendungszweck "
        "51-kinderstark-2023-01"
    )
    assert first_words("schluss-restzahlung").startswith("Sie erhalten noch 5.490,60 €.")
    assert first_words("schluss-nichts").startswith("es ist nichts zu erstatten und nichts nachzuzahlen.")
    assert first_words("schluss-nicht-erhoben").startswith("die Erstattung von 309,40 € wird nicht erhoben.")
    for name in ("schluss-restzahlung", "schluss-nichts", "schluss-nicht-erhoben"):
        assert "IBAN" not in " ".join(seiten(name))


@pytest.mark.parametrize(
    ("changes", "first", "asked", "said"),
    [
        (
            {"erstattet": euro("100.00")},
            "bitte erstatten Sie 209,40 € bis zum 02.12.2024.",
            "209,40 €",
            "Auf die Erstattung von 309,40 € sind schon 100,00 € eingegangen.",
        ),
        (
            {"erstattet": euro("300.00"), "nicht_erhoben": euro("9.40"), "faellig_am": None},
            "Ihre Erstattung von 300,00 € ist eingegangen.",
            None,
            "die über die festgesetzte Zuwendung hinaus gezahlt wurden, werden 9,40 € nicht erhoben.",
        ),
        (
            {"gezahlt": "80000.00", "nachgezahlt": euro("5000.00")},
            "Sie erhalten noch 490,60 €.",
            None,
            "Von der Restzahlung von 5.490,60 € sind schon 5.000,00 € überwiesen.",
        ),
        (
            {"gezahlt": "80000.00", "nachgezahlt": euro("5490.60")},
            "die Restzahlung von 5.490,60 € ist überwiesen.",
            None,
            "",
        ),
    ],
)
def test_the_schlussmitteilung_never_asks_for_what_has_come_nor_promises_what_was_paid(
    changes, first, asked, said
):
    daten = pruefdaten.schlussmitteilung(**changes)
    assert plain(daten.absaetze[0]).startswith(first)
    assert next((plain(feld.wert) for feld in daten.wichtig if feld.label == "Betrag"), None) == asked
    assert said in plain(" ".join(daten.begruendung))


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_letter_without_steps_still_says_what_is_festgesetzt():
    [step] = pruefdaten.schlussmitteilung(schritte=()).schritte
    assert (step.text, step.betrag) == ("festgesetzte Zuwendung", euro("85490.60"))


def test_the_anhoerung_begins_with_what_is_intended_and_until_when_one_can_answer():
    text = first_words("anhoerung")
    assert text.startswith("ich beabsichtige, 309,40 € von Ihnen zurückzufordern.")
    assert "bis zum 30.09.2024 dazu äußern. Zahlen müssen Sie jetzt noch nichts." in text


def test_a_claim_out_of_a_contract_names_the_contract_and_no_law_about_a_bescheid():
    text = " ".join(texts(checked(pruefdaten.schlussmitteilung(vertrag=True)).pdf))
    assert "der Zuwendungsvertrag vom 03.04.2023" in text
    assert "49a" not in text
    assert "49a" in " ".join(seiten("schluss-erstattung"))


def test_the_draft_of_a_claim_asks_to_check_its_ground_and_the_letter_does_not():
    draft = " ".join(texts(checked(pruefdaten.schlussmitteilung(ausgestellt=False)).pdf))
    assert "bitte anhand des Bescheids prüfen" in draft
    assert "kann ausgestellt werden" in draft
    assert "bitte anhand" not in " ".join(seiten("schluss-erstattung"))


@pytest.mark.parametrize("name", ["anhoerung", "schluss-erstattung"])
def test_cuts_are_told_in_the_words_of_the_plan(name):
    assert (
        "Öffentlichkeitsarbeit, ganze Ausgabeposition 4.000,00 3.613,25 386,75 doppelt erfasst"
        in seiten(name)[1]
    )


# -- proof of a Träger -----------------------------------------------------------------------------------------


def test_joint_signatures_have_a_line_each():
    [page] = [page for page in seiten("traegernachweis") if "Ort, Datum" in page]
    assert page.count("Rechtsverbindliche Unterschrift") == 2
    assert "Beispielperson 7: ja Beispielperson 8: ja" in " ".join(seiten("traegernachweis"))


def test_the_belegliste_carries_its_sums_over_every_page_break():
    pages = [page for page in seiten("traegernachweis") if "Beleg-Nr." in page]
    assert len(pages) >= 3
    for page, following in pairwise(pages):
        [*_, below] = re.findall(r"Übertrag ([\d.]+,\d\d)", page)
        [above, *_] = re.findall(r"Übertrag.*? ([\d.]+,\d\d)", following)
        assert below == above
    assert "Summe 107.250,00 107.250,00" in pages[-1]


def test_more_belege_than_are_printed_are_summed_and_the_workbook_is_named_by_its_hash():
    many = GEDRUCKTE_BELEGE + 1
    daten = pruefdaten.traegernachweis(many)
    paper = proof(daten)
    pages = texts(paper.pdf)
    assert len(pages) < 10
    text = " ".join(pages)
    assert paper.xlsx is not None
    assert f"Die {many} einzelnen Zeilen stehen in der angehängten Excel-Datei" in text
    assert hashlib.sha256(paper.xlsx).hexdigest() in text.replace(" ", "")
    assert "Summe 107.250,00 107.250,00" in text
    rows = load_workbook(BytesIO(paper.xlsx), data_only=True)["Belegliste"]
    assert (
        sum(any(str(cell).startswith("A-") for cell in row) for row in rows.iter_rows(values_only=True))
        == many
    )


def test_as_many_as_are_printed_are_listed():
    assert "einzelnen Zeilen" not in " ".join(seiten("traegernachweis"))
    tables = traegernachweis.tabellen(
        replace(
            pruefdaten.traegernachweis(4),
            belege=pruefdaten.traegernachweis(4).belege * (GEDRUCKTE_BELEGE // 4),
        )
    )
    assert [table.name for table in tables] == ["belege"]


# -- receipt ---------------------------------------------------------------------------------------------------


def test_the_receipt_says_what_came_in_when_and_what_follows():
    [page] = seiten("eingangsbestaetigung")
    for said in (
        "Vorgangsnummer VN-2023-00002-1",
        "Eingegangen 20.03.2024, 16:42 Uhr",
        "Ausgaben insgesamt 107.250,00 €",
        "40 Zeilen der Belegliste",
        "Wie es weitergeht",
    ):
        assert said in page
    assert "7c" * 32 in page.replace(" ", "")


@pytest.mark.parametrize("beispiel", [True, False])
def test_the_stand_der_mittel_says_on_every_page_when_its_data_are_an_example(beispiel):
    found = pruefdaten.mittelstand(jahr_2023())
    values = {"stelle": "Stadt Bochum", "erstellt": jahr_2023().am, "beispiel": beispiel}
    paper, workbook = mittelstand.make_pdf(found, **values), mittelstand.make_xlsx(found, **values)
    pages = texts(paper)
    assert all(("Beispieldaten" in page) is beispiel for page in pages)
    assert ("Beispieldaten" in words(workbook)) is beispiel
