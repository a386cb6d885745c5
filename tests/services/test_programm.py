"""Another Programm comes in with its first Jahresmappe, and never by a slip of the pen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.errors import NotFound
from grants.domain.mappe import Jahresmappe
from grants.imports.jahresmappe import read_jahresmappe
from grants.queries import foerderjahre
from grants.queries.mappe import load_mappe
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting


def take_over(session: Session, mappe: Jahresmappe) -> None:
    import_mappe(session, mappe, datei="offen.xlsx", sha256="0" * 64, person=acting(session, None))


def test_a_programm_that_the_workbook_names_is_added_with_its_first_year(session: Session):
    mappe = read_jahresmappe(BEISPIEL / "offen-2022.xlsx")
    take_over(session, mappe)
    year = foerderjahre.get(session, "praeventive-massnahmen", 2022)
    assert load_mappe(session, year) == mappe
    take_over(session, mappe)
    keys = list(session.scalars(select(m.Programm.schluessel).order_by(m.Programm.id)))
    assert keys.count("praeventive-massnahmen") == 1


def test_an_unknown_key_without_a_name_adds_nothing(session: Session):
    mappe = read_jahresmappe(BEISPIEL / "offen-2022.xlsx")
    with pytest.raises(NotFound, match="kinderstarck"):
        take_over(
            session, replace(mappe, kopf=replace(mappe.kopf, programm="kinderstarck", programm_name=""))
        )
    assert "kinderstarck" not in session.scalars(select(m.Programm.schluessel)).all()
