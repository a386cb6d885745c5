"""What changed between two versions: amounts, lines, texts, fields, in words and as rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain.antrag_daten import AntragDaten
from grants.domain.antrag_vergleich import (
    Aenderungsart,
    Angabezeile,
    Stueck,
    Vergleichszeile,
    compare_antraege,
    compare_words,
    rows_of,
    same_amounts,
)
from grants.domain.begriffe import Betragsart, Fortsetzung
from grants.domain.kette import Jahr
from grants.domain.money import euro
from tests.domain.jahre import make_antrag, with_massnahme
from tests.reports.daten import AUSSTELLUNG, STELLE, antrag, jahr_2023, jahr_mit_luecken, texte

ART = Aenderungsart
NBSP = "\N{NO-BREAK SPACE}"


def with_amounts(jahr: Jahr, **amounts: str | None) -> Jahr:
    """Return the year with other amounts; None takes a Maßnahme out of the Antrag."""
    [paper] = jahr.antraege
    rows = {p.massnahme: p.betrag for p in paper.positionen} | {
        k.replace("_", "-"): v for k, v in amounts.items()
    }
    new = make_antrag({k: v for k, v in rows.items() if v is not None}, betragsart=paper.betragsart)
    return replace(jahr, antraege=(new,))


def test_the_same_values_on_another_day_under_another_number_are_no_change():
    alt = antrag(ausgestellt=AUSSTELLUNG)
    neu = antrag(replace(jahr_2023(), am=date(2024, 9, 30)))
    vergleich = compare_antraege(alt, neu)
    assert vergleich.is_same
    assert vergleich.saetze == ("Es hat sich nichts geändert.",)
    # All amounts are there all the same: nine Maßnahmen, the sum, seven lines.
    assert len(rows_of(vergleich)) == 17


def test_amounts_by_massnahme_and_the_sum_with_what_moved():
    year = jahr_2023()
    neu = with_amounts(year, babylotsen="85900.00", ebika=None)
    vergleich = compare_antraege(antrag(year), antrag(neu))
    by_name = {zeile.titel: zeile for zeile in vergleich.massnahmen}
    baby, ebika = by_name["Babylotsen Bunter Kreis"], by_name["EBIKA FPZ"]
    assert (baby.alt, baby.neu, baby.differenz, baby.art) == (
        euro("85800.00"),
        euro("85900.00"),
        euro("100.00"),
        ART.GEAENDERT,
    )
    assert (ebika.alt, ebika.neu, ebika.differenz, ebika.art) == (
        euro("2870.00"),
        None,
        euro("-2870.00"),
        ART.ENTFALLEN,
    )
    assert by_name["Hebammenversorgung ASB"].differenz is None
    assert (vergleich.summe.alt, vergleich.summe.neu, vergleich.summe.differenz) == (
        euro("368600.00"),
        euro("365830.00"),
        euro("-2770.00"),
    )


def test_the_words_say_the_money_first_then_what_is_new_and_gone():
    year = jahr_2023()
    neu = with_amounts(year, babylotsen="85900.00", ebika=None)
    saetze = compare_antraege(antrag(year), antrag(neu)).saetze
    assert saetze[:3] == (
        f"Die beantragte Förderung sinkt von 368.600,00{NBSP}€ auf 365.830,00{NBSP}€ (\u22122.770,00{NBSP}€).",
        "Anderer Betrag: „Babylotsen Bunter Kreis“.",
        "Nicht mehr dabei: „EBIKA FPZ“.",
    )
    back = compare_antraege(antrag(neu), antrag(year)).saetze
    assert back[0].startswith("Die beantragte Förderung steigt von")
    assert "Neu dabei: „EBIKA FPZ“." in back


def test_amounts_moved_within_the_same_sum_are_told():
    year = jahr_2023()
    neu = with_amounts(year, babylotsen="85700.00", ebika="2970.00")
    saetze = compare_antraege(antrag(year), antrag(neu)).saetze
    assert saetze[0] == f"Die beantragte Förderung bleibt bei 368.600,00{NBSP}€."
    assert "Anderer Betrag: „Babylotsen Bunter Kreis“, „EBIKA FPZ“." in saetze


def test_a_sum_that_only_one_version_knows_is_said_to_be_so():
    year = jahr_2023()
    [paper] = year.antraege
    unknown = replace(year, antraege=(replace(paper, betragsart=Betragsart.GESAMTAUSGABEN),))
    vergleich = compare_antraege(antrag(year), antrag(unknown))
    assert "Die beantragte Förderung ist nur in einer der beiden Fassungen ermittelbar." in vergleich.saetze


def test_lines_of_the_finanzierungsplan_that_cannot_be_computed_any_more():
    vergleich = compare_antraege(antrag(jahr_2023()), antrag(jahr_mit_luecken()))
    assert [(z.titel[:3], z.neu is None) for z in vergleich.plan if z.art is not ART.GLEICH] == [
        ("3.1", True),
        ("3.2", True),
        ("3.3", True),
        ("3.4", True),
        ("3.6", True),
        ("3.7", True),
    ]


def test_texts_are_compared_word_by_word():
    vergleich = compare_antraege(
        antrag(texte=texte(auswirkungen="Die Stadt trägt die Folgekosten im Haushalt 2024.")),
        antrag(texte=texte(auswirkungen="Die Stadt trägt alle Folgekosten im Haushalt 2025.")),
    )
    [zeile] = vergleich.texte
    assert zeile.titel == "6 Finanz- und haushaltswirtschaftliche Auswirkungen"
    assert [s.text for s in zeile.stuecke if s.art is ART.NEU] == ["alle ", "2025."]
    assert [s.text for s in zeile.stuecke if s.art is ART.ENTFALLEN] == ["die ", "2024."]
    assert vergleich.saetze[-1] == "Geänderte Texte: 6 Finanz- und haushaltswirtschaftliche Auswirkungen."


@pytest.mark.parametrize(
    ("alt", "neu"),
    [
        ("", "Neu geschrieben."),
        ("Ganz weg.", ""),
        ("eins zwei drei", "eins zwei drei"),
        ("eins  zwei\n\ndrei vier", "null eins zwei drei"),
        ("a b c d e f g h", "a x c y e z g w"),
        # As long as a text may be, and as tiring as one can be: compared in a moment all the same.
        ("die " * 5000, "die und " * 2500),
    ],
)
def test_the_pieces_give_both_texts_back(alt: str, neu: str):
    stuecke = compare_words(alt, neu)
    assert "".join(s.text for s in stuecke if s.art is not ART.NEU) == alt
    assert "".join(s.text for s in stuecke if s.art is not ART.ENTFALLEN) == neu


def test_single_words_between_two_changes_are_part_of_the_change():
    assert compare_words("alles war gut gestern", "nichts war schlecht heute") == (
        Stueck("alles war gut gestern", ART.ENTFALLEN),
        Stueck("nichts war schlecht heute", ART.NEU),
    )


def test_fields_of_the_form_and_of_each_massnahme():
    year = with_massnahme(jahr_2023(), fortsetzung=Fortsetzung.GEAENDERT, handlungsfeld_land=6)
    neu = antrag(
        year, stelle=replace(STELLE, iban="DE89370400440532013000"), texte=texte(anlagen="Beschluss")
    )
    assert compare_antraege(antrag(), neu).angaben == (
        Angabezeile("IBAN", "DE02 1203 0000 0000 2020 51", "DE89 3704 0044 0532 0130 00"),
        Angabezeile(
            "Anlagen",
            "Maßnahmen nach Handlungsfeld (Land); Beschluss der Steuerungsgruppe; "
            "Finanzierungspläne der Maßnahmen",
            "Maßnahmen nach Handlungsfeld (Land); Beschluss",
        ),
        Angabezeile(
            "Kennzeichen von „Babylotsen Bunter Kreis“", "Fortsetzung unverändert", "Fortsetzung geändert"
        ),
        Angabezeile(
            "Handlungsfeld von „Babylotsen Bunter Kreis“",
            "3 Lotsendienste in Geburtskliniken",
            "6 Ausbau aufsuchender Angebote",
        ),
    )


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("erklaerung_vollstaendig", "ja", "nein"), ("erklaerung_vollstaendig", "ja", "")],
)
def test_a_declaration_that_was_answered_otherwise(name: str, old: str, new: str):
    vergleich = compare_antraege(antrag(texte=texte(**{name: old})), antrag(texte=texte(**{name: new})))
    assert vergleich.angaben == (Angabezeile("Erklärung (c)", old, new),)


def test_the_parameters_that_the_paper_prints():
    year = jahr_2023()
    later = replace(year, parameter=replace(year.parameter, durchfuehrung_bis=date(2023, 11, 30)))
    assert compare_antraege(antrag(year), antrag(later)).angaben == (
        Angabezeile("Durchführung bis", "31.12.2023", "30.11.2023"),
    )


def test_many_changes_are_counted_after_the_first():
    year = jahr_2023()
    kennungen = [p.massnahme for p in year.antraege[0].positionen]
    new = with_amounts(year, **{k.replace("-", "_"): "1.00" for k in kennungen})
    [satz] = [s for s in compare_antraege(antrag(year), antrag(new)).saetze if s.startswith("Anderer Betrag")]
    assert satz.count("„") == 8
    assert satz.endswith(" und 1 weitere.")


def test_rows_for_the_export_hold_amounts_and_words():
    year = jahr_2023()
    neu = antrag(with_amounts(year, ebika="2871.00"), texte=texte(betreff="Neuer Betreff"))
    rows = rows_of(compare_antraege(antrag(year), neu))
    assert Vergleichszeile("Maßnahmen", "EBIKA FPZ", euro("2870.00"), euro("2871.00"), euro("1.00")) in rows
    assert rows[-1] == Vergleichszeile(
        "Texte", "Betreff", "Fortführung der kommunalen Präventionskette", "Neuer Betreff"
    )


def renamed(daten: AntragDaten) -> AntragDaten:
    first, *others = daten.foerderung.bereiche
    row = replace(first.massnahmen[0], name="Geschäftsstelle, neuer Name")
    return replace(
        daten, foerderung=replace(daten.foerderung, bereiche=(replace(first, massnahmen=(row,)), *others))
    )


@pytest.mark.parametrize(
    ("neu", "same"),
    [
        (antrag(), True),
        (antrag(texte=texte(ziele="anders")), True),
        (renamed(antrag()), True),
        (antrag(with_amounts(jahr_2023(), ebika="2870.01")), False),
        # The same amounts, but for other Maßnahmen.
        (antrag(with_amounts(jahr_2023(), ebika="13600.00", soziales_kompetenztraining="2870.00")), False),
        (antrag(with_amounts(jahr_2023(), ebika=None)), False),
    ],
)
def test_whether_a_version_still_asks_for_the_same_amounts(neu: AntragDaten, same: bool):
    assert same_amounts(antrag(), neu) is same
