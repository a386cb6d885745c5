"""Finding a Foerderjahr, and being told what there is."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.errors import NotFound
from grants.domain.mappe import Jahresmappe, Kopf
from grants.queries import foerderjahre
from tests.services.mappe_laden import take_over


def test_a_year_is_found_by_programm_and_number(session: Session):
    take_over(session, Jahresmappe(kopf=Kopf(jahr=2024)))
    found = foerderjahre.get(session, "kinderstark", 2024)
    assert (found.programm.schluessel, found.jahr) == ("kinderstark", 2024)


def test_an_unknown_year_is_told_with_those_there_are(session: Session):
    for jahr in (2024, 2023):
        take_over(session, Jahresmappe(kopf=Kopf(jahr=jahr)))
    with pytest.raises(NotFound, match=r"Das Förderjahr 2019 .* Vorhanden: 2023, 2024\."):
        foerderjahre.get(session, "kinderstark", 2019)


def test_before_the_first_import_there_is_no_year(session: Session):
    with pytest.raises(NotFound, match="Es ist noch kein Jahr eingelesen"):
        foerderjahre.get(session, "kinderstark", 2024)
    assert foerderjahre.find(session, "kinderstark", 2024) is None


def test_an_unknown_programm_is_told_with_those_there_are(session: Session):
    with pytest.raises(NotFound, match=r"Das Programm „fehlt“ gibt es nicht\. Bekannt: kinderstark\."):
        foerderjahre.get(session, "fehlt", 2024)


def test_all_years_are_listed_by_programm_and_year(session: Session):
    session.add(m.Programm(schluessel="fruehe-hilfen"))
    session.flush()
    for programm, jahr in (("kinderstark", 2024), ("fruehe-hilfen", 2025), ("kinderstark", 2023)):
        take_over(session, Jahresmappe(kopf=Kopf(programm=programm, jahr=jahr)))
    assert [(each.programm.schluessel, each.jahr) for each in foerderjahre.list_all(session)] == [
        ("fruehe-hilfen", 2025),
        ("kinderstark", 2023),
        ("kinderstark", 2024),
    ]
