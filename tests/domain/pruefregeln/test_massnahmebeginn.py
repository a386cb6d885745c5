from __future__ import annotations

import pytest

from grants.domain.begriffe import FoerderjahrStatus, Fortsetzung
from grants.domain.pruefregeln.regel import Bezug, Vorgang
from tests.domain.jahre import figures, make_bescheid, make_jahr, make_massnahme, run, run_one, tag

BESCHEID = make_bescheid("800.00", {"babylotsen": "800.00"})  # of 14.03.2023


def jahr(
    beginn, *, fortsetzung=Fortsetzung.NEU, zustimmung=None, bescheide=(BESCHEID,), am="30.06.2023", **more
):
    massnahme = make_massnahme(
        fortsetzung=fortsetzung,
        beginn=tag(beginn) if beginn else None,
        vorzeitiger_beginn_zustimmung_am=tag(zustimmung) if zustimmung else None,
    )
    return make_jahr([massnahme], bescheide=bescheide, am=am, **more)


@pytest.mark.parametrize("fortsetzung", [Fortsetzung.NEU, Fortsetzung.GEAENDERT])
@pytest.mark.parametrize(
    ("beginn", "zustimmung", "expected"),
    [
        ("14.03.2023", None, "ok"),
        ("13.03.2023", None, "fehler"),
        ("13.03.2023", "13.03.2023", "ok"),
        ("13.03.2023", "01.02.2023", "ok"),
        ("13.03.2023", "14.03.2023", "fehler"),
    ],
)
def test_a_new_or_changed_massnahme_begins_with_the_bescheid_or_a_consent(
    fortsetzung, beginn, zustimmung, expected
):
    ergebnis = run_one("massnahmebeginn", jahr(beginn, fortsetzung=fortsetzung, zustimmung=zustimmung))
    assert figures(ergebnis) == (expected, None, None)
    assert ergebnis.bezug == Bezug("babylotsen")


@pytest.mark.parametrize(
    ("beginn", "zustimmung", "expected"),
    [
        ("01.07.2023", None, "ok"),
        ("30.06.2023", None, "fehler"),
        ("01.02.2023", None, "fehler"),
        ("01.02.2023", "31.01.2023", "ok"),
    ],
)
def test_before_the_bescheid_nothing_may_have_begun(beginn, zustimmung, expected):
    assert run_one("massnahmebeginn", jahr(beginn, zustimmung=zustimmung, bescheide=())).ergebnis == expected


def test_a_bescheid_counts_from_its_day_on():
    assert run_one("massnahmebeginn", jahr("14.03.2023", am="14.03.2023")).ergebnis == "ok"
    assert run_one("massnahmebeginn", jahr("13.03.2023", am="13.03.2023")).ergebnis == "fehler"
    assert "noch kein Bescheid" in run_one("massnahmebeginn", jahr("13.03.2023", am="13.03.2023")).text


def test_the_first_bescheid_that_grants_the_massnahme_counts():
    without = make_bescheid(
        "400.00", {"ebika": "400.00"}, vom=tag("01.02.2023"), wirksam_ab=tag("01.02.2023")
    )
    changed = make_bescheid("700.00", {"babylotsen": "700.00"}, version=2, vom=tag("01.06.2023"))
    bescheide = (without, BESCHEID, changed)
    assert run_one("massnahmebeginn", jahr("14.03.2023", bescheide=bescheide)).ergebnis == "ok"
    assert run_one("massnahmebeginn", jahr("13.03.2023", bescheide=bescheide)).ergebnis == "fehler"


def test_a_bescheid_that_is_not_divided_yet_grants_all():
    bescheid = make_bescheid("800.00", {})
    assert run_one("massnahmebeginn", jahr("14.03.2023", bescheide=(bescheid,))).ergebnis == "ok"


def test_what_goes_on_unchanged_has_begun_already():
    year = jahr("01.01.2023", fortsetzung=Fortsetzung.UNVERAENDERT, bescheide=())
    assert run_one("massnahmebeginn", year).ergebnis == "ok"


@pytest.mark.parametrize(
    ("beginn", "fortsetzung"),
    [("01.07.2023", None), (None, Fortsetzung.NEU), (None, Fortsetzung.GEAENDERT)],
)
@pytest.mark.parametrize(
    ("status", "fuer", "expected"),
    [
        (FoerderjahrStatus.PLANUNG, None, "noch_nicht_faellig"),
        (FoerderjahrStatus.PLANUNG, Vorgang.ANTRAG, "nicht_geprueft"),
        (FoerderjahrStatus.BEANTRAGT, None, "nicht_geprueft"),
    ],
)
def test_without_kind_or_day_nothing_is_compared(beginn, fortsetzung, status, fuer, expected):
    year = jahr(beginn, fortsetzung=fortsetzung, status=status)
    assert run_one("massnahmebeginn", year, fuer=fuer).ergebnis == expected


def test_the_days_stand_in_the_text():
    text = run_one("massnahmebeginn", jahr("13.03.2023", zustimmung="20.03.2023")).text
    assert text == (
        "„Babylotsen“: Beginn 13.03.2023, Bescheid vom 14.03.2023, Zustimmung zum vorzeitigen Beginn vom "
        "20.03.2023. Bitte die Zustimmung eintragen oder mit der Bewilligungsbehörde klären."
    )


def test_every_massnahme_is_judged_and_one_without_landesmittel_is_left_out():
    year = make_jahr([make_massnahme("babylotsen"), make_massnahme("nur-stadt", land_beantragen=False)])
    assert [e.ergebnis for e in run("massnahmebeginn", year)] == ["ok", "trifft_nicht_zu"]
