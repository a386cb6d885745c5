"""The example year with everything the Antrag needs, before it was sent: ready to be issued."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.config import BEISPIEL
from grants.domain.begriffe import FoerderjahrStatus
from grants.imports.datei import open_datei
from grants.imports.jahresmappe import parse_jahresmappe
from grants.queries import foerderjahre
from grants.services.jahresmappe import import_mappe
from grants.services.personen import acting

PFAD = "/foerderjahre/kinderstark/2023/antrag"


def fill_ready(session: Session) -> m.Foerderjahr:
    """Add the year 2023 in Planung with complete plans, texts and declarations, and commit it."""
    opened = open_datei(BEISPIEL / "jahr-2023.xlsx")
    mappe = parse_jahresmappe(opened)
    import_mappe(session, mappe, datei=opened.name, sha256=opened.sha256, person=acting(session, None))
    foerderjahr = foerderjahre.get(session, "kinderstark", 2023)
    foerderjahr.status = FoerderjahrStatus.PLANUNG
    foerderjahr.beantragt_am = foerderjahr.beschieden_am = foerderjahr.ausgang = None
    foerderjahr.nachgewiesen_am = foerderjahr.abgeschlossen_am = None
    for antrag in session.scalars(select(m.Antrag)):
        antrag.versandt_am = antrag.eingegangen_am = None
        antrag.versandweg = ""
    session.commit()
    return foerderjahr
