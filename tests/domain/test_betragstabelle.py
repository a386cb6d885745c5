"""The editable table: what may be saved, what changed, and the year as it would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from grants.domain import summen
from grants.domain.begriffe import FoerderjahrStatus, TraegerArt
from grants.domain.betragsabgleich import angegeben, zugeteilt
from grants.domain.betragsentwurf import draft
from grants.domain.betragsliste import betragsliste
from grants.domain.betragstabelle import (
    Anteil,
    Kopf,
    Wunsch,
    Zeile,
    check,
    describe,
    is_changed,
    names_of,
    resolve,
    same_order,
    show,
    zellen_of,
    zellen_of_wunsch,
)
from grants.domain.kette import Antrag, Antragsposition, Empfaenger, Jahr, Massnahme, Weiterleitung
from grants.domain.money import Betrag, euro
from grants.domain.parameter import Parameter
from grants.domain.wiedererkennung import Bekannt


def recipient(kuerzel: str, anteil: str | None = None, *, zugesagt: bool = False) -> Empfaenger:
    paper = (Weiterleitung(1, None, "", None, ()),) if zugesagt else ()
    amount = None if anteil is None else euro(anteil)
    return Empfaenger(kuerzel, f"Träger {kuerzel}", TraegerArt.FREIER_TRAEGER, amount, weiterleitungen=paper)


def year(
    *massnahmen: Massnahme, genannt: str | None = "300.00", versandt: date | None = None, **amounts: str
) -> Jahr:
    positionen = tuple(Antragsposition(key, euro(text)) for key, text in amounts.items())
    antrag = Antrag(1, positionen, None if genannt is None else euro(genannt), versandt_am=versandt)
    return Jahr(
        "kinderstark",
        2024,
        FoerderjahrStatus.PLANUNG,
        date(2024, 5, 1),
        massnahmen=massnahmen,
        antraege=(antrag,),
    )


BABY = Massnahme(
    "baby", "Babylotsen", (recipient("a", "100.00"),), land_beantragen=True, vorjahr=euro("90.00")
)
STADT = Massnahme("stadt", "Stadtteilarbeit", (recipient("b", "150.00"), recipient("c", "50.00")))
JAHR = year(BABY, STADT, baby="100.00", stadt="200.00")


def row(kennung: str, betrag: str | None, *anteile: tuple[str, str | None], **more: object) -> Zeile:
    amount = None if betrag is None else euro(betrag)
    shares = tuple(Anteil(who, None if text is None else euro(text)) for who, text in anteile)
    default = Zeile(kennung, kennung, kennung.capitalize(), amount, land=None, anteile=shares)
    return replace(default, **more)  # type: ignore[arg-type]


def as_stored() -> Wunsch:
    return Wunsch(
        (row("baby", "100.00", land=True), row("stadt", "200.00", ("b", "150.00"), ("c", "50.00"))),
        Kopf(euro("300.00")),
    )


def codes(wunsch: Wunsch, jahr: Jahr = JAHR) -> list[tuple[str, str | None]]:
    found = check(wunsch, jahr=jahr, gezeigt=zellen_of(jahr), register={"baby", "stadt", "neu"})
    return [(each.code, each.feld) for each in found]


# -- cells ---------------------------------------------------------------------------------------------------


def test_a_table_that_nobody_touched_says_what_is_stored():
    assert zellen_of_wunsch(as_stored(), zellen_of(JAHR)) == zellen_of(JAHR)


def test_the_share_of_a_sole_recipient_is_no_cell_unless_it_is_not_the_whole_amount():
    assert "anteil/baby/a" not in zellen_of(JAHR)
    other = year(replace(BABY, empfaenger=(recipient("a", "70.00"),)), baby="100.00")
    assert zellen_of(other)["anteil/baby/a"] == "70.00"


def test_promised_money_is_not_shared_out_in_the_table():
    promised = replace(STADT, empfaenger=(recipient("b", "150.00", zugesagt=True), recipient("c", "50.00")))
    assert not [key for key in zellen_of(year(promised, stadt="200.00")) if key.startswith("anteil")]


def test_one_row_more_is_not_another_order():
    shown = {"folge": "a b c"}
    assert same_order(shown, {"folge": "a x b c"})["folge"] == "a b c"
    assert same_order(shown, {"folge": "a c"})["folge"] == "a b c"
    assert same_order(shown, {"folge": "b a c"})["folge"] == "b a c"


def test_a_row_taken_out_asks_the_land_for_nothing():
    cells = zellen_of_wunsch(Wunsch((row("baby", "100.00", weg=True),)), {})
    assert (cells["betrag/baby"], cells["land/baby"]) == ("", "nein")


def test_cells_have_names_and_values_that_people_read():
    names = {"massnahmen": {"baby": "Babylotsen"}, "traeger": {"a": "Träger A"}}
    assert describe("betrag/baby", **names) == "Babylotsen, Betrag"
    assert describe("anteil/baby/a", **names) == "Babylotsen, Anteil Träger A"
    assert describe("genannt", **names) == "Angegebene Antragssumme"
    assert show("betrag/baby", "1234.50") == "1.234,50\N{NO-BREAK SPACE}€"
    assert (show("stand", "2024-02-05"), show("land/baby", "ja"), show("genannt", "")) == (
        "05.02.2024",
        "ja",
        "leer",
    )


# -- what may be saved ---------------------------------------------------------------------------------------


def test_what_is_stored_may_be_saved():
    assert codes(as_stored()) == []


@pytest.mark.parametrize("betrag", ["0.00", "-0.01"])
def test_an_amount_is_more_than_nothing(betrag):
    assert codes(Wunsch((row("baby", betrag),))) == [("betrag_nicht_positiv", "betrag/baby")]


def test_no_amount_is_allowed():
    assert codes(Wunsch((row("baby", None),))) == []


def test_an_amount_beside_nein_is_asked_about():
    assert codes(Wunsch((row("baby", "1.00", land=False),))) == [("betrag_ohne_land", "land/baby")]


@pytest.mark.parametrize(
    ("shares", "ok"),
    [
        ((("b", "150.00"), ("c", "50.01")), True),
        ((("b", "150.00"), ("c", "50.00")), False),
        ((("b", "150.00"), ("c", None)), True),
        ((("b", None), ("c", None)), True),
        ((("b", "200.02"), ("c", None)), False),
    ],
)
def test_shares_add_up_to_the_amount_to_the_cent_once_all_are_entered_and_never_exceed_it(shares, ok):
    found = codes(Wunsch((row("stadt", "200.01", *shares),)))
    assert found == ([] if ok else [("anteile_ungleich_betrag", "anteil/stadt/c")])


def test_a_negative_share_is_refused():
    found = codes(Wunsch((row("stadt", "200.01", ("b", "-1.00"), ("c", "201.01")),)))
    assert found == [("anteil_negativ", "anteil/stadt/b")]


def test_a_row_that_nobody_touched_is_not_judged_again():
    wrong = year(replace(STADT, empfaenger=(recipient("b", "1.00"), recipient("c", "1.00"))), stadt="200.00")
    same = Wunsch((row("stadt", "200.00", ("b", "1.00"), ("c", "1.00")),), Kopf(euro("300.00")))
    assert codes(same, wrong) == []
    assert codes(replace(same, zeilen=(row("stadt", "201.00", ("b", "1.00"), ("c", "1.00")),)), wrong) == [
        ("anteile_ungleich_betrag", "anteil/stadt/c")
    ]


def test_a_new_row_needs_a_name_of_its_own_that_is_not_in_the_table():
    new = Zeile("#7", "", "", euro("5.00"), land=True)
    assert codes(Wunsch((new,))) == [("name_fehlt", "name/#7")]
    doubled = Wunsch((replace(new, name="Babylotsen", kennung="baby"), row("baby", "100.00", land=True)))
    assert codes(doubled) == [("massnahme_doppelt", "name/#7")]
    twice = Wunsch((replace(new, name="Neu es"), replace(new, schluessel="#8", name="neues")))
    assert codes(twice) == [("massnahme_doppelt", "name/#8")]


def test_a_kennung_that_the_register_does_not_know_is_refused():
    assert codes(Wunsch((Zeile("#1", "fremd", "Fremd", None, land=None),))) == [
        ("massnahme_unbekannt", "name/#1")
    ]


def test_the_stated_total_is_more_than_nothing_and_a_closed_year_does_not_change():
    assert codes(Wunsch((), Kopf(euro("0.00")))) == [("summe_nicht_positiv", "genannt")]
    closed = replace(JAHR, status=FoerderjahrStatus.ABGESCHLOSSEN)
    assert codes(as_stored(), closed) == [("jahr_abgeschlossen", None)]


def test_a_name_that_the_register_knows_is_that_massnahme_whatever_its_spaces():
    bekannte = [
        Bekannt(1, ("baby",), "Babylotsen", ("Lotsen für Babys",), rang=0),
        Bekannt(2, ("alt",), "Babylotsen", (), rang=2),
    ]
    known = names_of(bekannte)
    new = Zeile("#0", "", "lotsen FÜR  Babys", None, land=None)
    assert resolve(Wunsch((new,)), known).zeilen[0].kennung == "baby"
    assert known["babylotsen"] == "baby"


# -- the year as it would be ---------------------------------------------------------------------------------


def test_the_draft_sums_what_is_typed_and_leaves_out_what_is_taken_out():
    wunsch = Wunsch((row("baby", "110.00"), row("stadt", "200.00", weg=True)), Kopf(euro("110.00")))
    jahr = draft(JAHR, wunsch)
    assert summen.beantragt_je_massnahme(jahr) == {"baby": euro("110.00")}
    assert [m.kennung for m in jahr.massnahmen] == ["baby", "stadt"]
    assert angegeben(jahr).satz == "Die Beträge ergeben genau die angegebene Antragssumme."


def test_the_sole_recipient_has_the_new_amount_in_the_draft():
    jahr = draft(JAHR, Wunsch((row("baby", "110.00"),)))
    assert jahr.massnahmen[0].empfaenger[0].anteil == euro("110.00")


def test_a_massnahme_that_comes_back_has_last_years_amount_and_is_no_longer_missing():
    before = replace(JAHR, ausgelaufen=(("Neues", euro("40.00")), ("Altes", euro("9.00"))))
    new = Zeile("#1", "neu", "Neues", euro("50.00"), land=True)
    jahr = draft(before, Wunsch((new,)), vorjahr={"neu": euro("40.00")})
    assert jahr.massnahmen[0].vorjahr == euro("40.00")
    assert jahr.ausgelaufen == (("Altes", euro("9.00")),)


def test_other_figures_than_those_that_were_sent_are_the_next_version():
    sent = year(BABY, STADT, versandt=date(2024, 3, 1), baby="100.00", stadt="200.00")
    assert [a.version for a in draft(sent, as_stored()).antraege] == [1]
    changed = replace(as_stored(), zeilen=(row("baby", "101.00"), as_stored().zeilen[1]))
    versions = draft(sent, changed).antraege
    assert [(a.version, a.versandt_am is None) for a in versions] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("genannt", "farbe", "satz"),
    [
        (
            "299.00",
            "danger",
            "Die Beträge ergeben 1,00\N{NO-BREAK SPACE}€ mehr als die angegebene Antragssumme.",
        ),
        (
            "301.00",
            "danger",
            "Die Beträge ergeben 1,00\N{NO-BREAK SPACE}€ weniger als die angegebene Antragssumme.",
        ),
        ("300.00", "success", "Die Beträge ergeben genau die angegebene Antragssumme."),
        (None, "warning", "Es ist keine Antragssumme angegeben. Bitte die Summe aus dem Antrag eintragen."),
    ],
)
def test_the_difference_to_the_stated_total_is_said_in_words(genannt, farbe, satz):
    found = angegeben(year(BABY, STADT, genannt=genannt, baby="100.00", stadt="200.00"))
    assert (found.farbe, found.satz) == (farbe, satz)


def test_the_zugeteilte_mittel_may_be_left_unused_but_not_exceeded():
    def of(betrag: Betrag | None) -> str:
        return zugeteilt(replace(JAHR, parameter=Parameter(zugeteilte_mittel=betrag))).farbe

    assert [of(None), of(euro("299.99")), of(euro("300.00")), of(euro("300.01"))] == [
        "warning",
        "warning",
        "success",
        "info",
    ]


def test_a_row_is_changed_where_one_of_its_cells_is():
    cells = zellen_of(JAHR)
    assert not is_changed(row("baby", "100.00", land=True), cells)
    assert is_changed(row("baby", "100.00", land=None), cells)
    assert is_changed(row("stadt", "200.00", ("b", "149.00"), ("c", "51.00")), cells)
    assert is_changed(Zeile("#1", "", "Neues", None, land=None), cells)


def test_the_list_that_leaves_the_house_ends_with_the_stated_total():
    rows = betragsliste(year(BABY, STADT, genannt="299.00", baby="100.00", stadt="200.00"))
    assert rows == (
        ("2024", "baby", "Babylotsen", "Träger a", euro("100.00")),
        ("2024", "stadt", "Stadtteilarbeit", "Träger b=150,00;Träger c=50,00", euro("200.00")),
        ("2024", "", "Antragssumme", "", euro("299.00")),
    )
