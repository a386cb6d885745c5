"""The database the tests stand on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants.models import HandlungsfeldLand, Programm


def test_the_migration_brings_the_programm_and_the_six_handlungsfelder_of_the_land(session: Session):
    programm = session.scalars(select(Programm)).one()
    assert programm.schluessel == "kinderstark"
    assert [name.name for name in programm.namen][-1] == "kinderstark – NRW schafft Chancen"
    assert session.scalars(select(HandlungsfeldLand.nummer).order_by(HandlungsfeldLand.nummer)).all() == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
