"""The checklist: what each depth asks, what is open, and that a no is explained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grants.domain.begriffe import Pruefantwort, Prueftiefe, Zeichnungsart
from grants.domain.pruefliste import VORLAGE, Frage, asked, check_antwort, findings, open_points

FACHLICH, RECHNERISCH = Zeichnungsart.FACHLICH, Zeichnungsart.RECHNERISCH
FRAGEN = [Frage(i, punkt.art, punkt.text, punkt.nur_vertieft) for i, punkt in enumerate(VORLAGE)]


def answered(fragen: list[Frage], antwort: Pruefantwort = Pruefantwort.JA) -> list[Frage]:
    return [replace(frage, antwort=antwort) for frage in fragen]


def test_a_cursory_check_leaves_out_what_needs_the_belege():
    deep = asked(FRAGEN, RECHNERISCH, Prueftiefe.VERTIEFT)
    shallow = asked(FRAGEN, RECHNERISCH, Prueftiefe.KURSORISCH)
    assert set(shallow) < set(deep)
    assert all(not frage.nur_vertieft for frage in shallow)
    assert asked(FRAGEN, FACHLICH, Prueftiefe.KURSORISCH) == asked(FRAGEN, FACHLICH, Prueftiefe.VERTIEFT)


def test_nothing_is_answered_in_advance():
    assert [v.code for v in open_points(FRAGEN, FACHLICH, Prueftiefe.VERTIEFT)] == ["pruefliste_offen"]


def test_open_points_are_counted_until_the_last_is_answered():
    fragen = answered(asked(FRAGEN, FACHLICH, Prueftiefe.VERTIEFT))
    one_open = [replace(fragen[0], antwort=None), *fragen[1:]]
    [violation] = open_points(one_open, FACHLICH, Prueftiefe.VERTIEFT)
    assert violation.text.startswith("1 Punkt der Prüfliste ist noch nicht beantwortet")
    assert open_points(fragen, FACHLICH, Prueftiefe.VERTIEFT) == []


@pytest.mark.parametrize(
    ("antwort", "bemerkung", "codes"),
    [
        (Pruefantwort.NEIN, " ", ["bemerkung_fehlt"]),
        (Pruefantwort.NEIN, "Es fehlt das Logo.", []),
        (Pruefantwort.JA, "", []),
        (None, "", []),
    ],
)
def test_a_no_is_explained(antwort, bemerkung, codes):
    assert [v.code for v in check_antwort(antwort, bemerkung, feld="x")] == codes


def test_every_no_is_a_finding_of_the_vermerk():
    fragen = [
        replace(FRAGEN[4], antwort=Pruefantwort.NEIN, bemerkung="Das Logo fehlt."),
        *answered(FRAGEN[:2]),
    ]
    assert findings(fragen) == (f"{FRAGEN[4].text.rstrip('.')}: nein. Das Logo fehlt.",)
