"""Texts and declarations of one of the city's papers with last year's beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.antrag_texte import felder, get_feld, je_massnahme, longest, years_of_before
from grants.domain.errors import NotFound
from grants.domain.texte import Papier, Textart, Textfeld
from grants.queries import foerderjahre
from grants.queries.personen import follow
from grants.queries.rows import rows

# Schluessel and id of the Maßnahme (0: of the year).
_Ort = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Textstand:
    """A text as it stands; `stand` is the counter of its row, None while there is none."""

    feld: Textfeld
    jahr: int
    kennung: str = ""
    massnahme: str = ""
    text: str = ""
    stand: int | None = None
    # Of the year before; declarations never have one.
    vorjahr: str = ""

    @property
    def titel(self) -> str:
        return f"{self.feld.label}: {self.massnahme}" if self.massnahme else self.feld.label

    @property
    def anker(self) -> str:
        return f"{self.feld.schluessel}-{self.kennung}" if self.kennung else self.feld.schluessel

    @property
    def hoechstens(self) -> int:
        return longest(self.feld, kennung=self.kennung)

    @property
    def fehlt(self) -> bool:
        return self.feld.pflicht and not self.kennung and not self.text

    @property
    def fruehere_jahre(self) -> tuple[int, ...]:
        """Years before that last year's text names."""
        return years_of_before(self.vorjahr, self.jahr)


@dataclass(frozen=True, slots=True)
class Textseite:
    """All texts of a paper of one year. `vorjahr` is the year whose texts stand beside; None without one."""

    papier: Papier
    jahr: int
    vorjahr: int | None
    texte: tuple[Textstand, ...]
    je_massnahme: tuple[Textstand, ...]
    erklaerungen: tuple[Textstand, ...]

    @property
    def alle(self) -> tuple[Textstand, ...]:
        return (*self.texte, *self.je_massnahme, *self.erklaerungen)

    @property
    def gruppen(self) -> tuple[tuple[Textfeld, tuple[Textstand, ...]], ...]:
        """The texts of single Maßnahmen by what they are about, in the order of the paper."""
        of_field = {
            feld: tuple(t for t in self.je_massnahme if t.feld == feld) for feld in je_massnahme(self.papier)
        }
        return tuple((feld, texte) for feld, texte in of_field.items() if texte)

    def find(self, schluessel: str, kennung: str = "") -> Textstand:
        """Return one text; raises NotFound."""
        for each in self.alle:
            if (each.feld.schluessel, each.kennung) == (schluessel, kennung):
                return each
        raise NotFound("Diesen Text gibt es hier nicht. Bitte wählen Sie einen aus der Liste der Texte.")

    def after(self, text: Textstand) -> Textstand | None:
        """Return the next text of the page; None after the last."""
        place = self.alle.index(text) + 1
        return self.alle[place] if place < len(self.alle) else None

    def is_written(self, schluessel: str) -> bool:
        """Return whether the text stands for the year or for any Maßnahme."""
        return any(each.text for each in self.alle if each.feld.schluessel == schluessel)


def load_textseite(
    session: Session, *, programm: str, jahr: int, papier: Papier = Papier.ANTRAG
) -> Textseite:
    """Return every text and declaration of a paper; raises NotFound for an unknown year."""
    foerderjahr = foerderjahre.get(session, programm, jahr)
    before = session.execute(
        select(m.Foerderjahr.id, m.Foerderjahr.jahr)
        .where(m.Foerderjahr.programm_id == foerderjahr.programm_id, m.Foerderjahr.jahr < jahr)
        .order_by(m.Foerderjahr.jahr.desc())
        .limit(1)
    ).one_or_none()
    joined = _joined(session, foerderjahr.programm_id)
    now = _texts(session, foerderjahr.id, {}, papier)
    last = _texts(session, before.id, joined, papier) if before else {}
    massnahmen = _massnahmen(session, foerderjahr.id)

    def make(feld: Textfeld, massnahme_id: int = 0, kennung: str = "", name: str = "") -> Textstand:
        text, stand = now.get((feld.schluessel, massnahme_id), ("", None))
        is_text = feld.art is Textart.TEXT
        before_id = joined.get(massnahme_id, massnahme_id)
        vorjahr = last.get((feld.schluessel, before_id), ("", None))[0] if is_text else ""
        return Textstand(feld, jahr, kennung, name, text, stand, vorjahr)

    return Textseite(
        papier=papier,
        jahr=jahr,
        vorjahr=before.jahr if before else None,
        texte=tuple(make(feld) for feld in felder(papier, Textart.TEXT)),
        je_massnahme=tuple(make(feld, *each) for feld in je_massnahme(papier) for each in massnahmen),
        erklaerungen=tuple(make(feld) for feld in felder(papier, Textart.ERKLAERUNG)),
    )


def _joined(session: Session, programm_id: int) -> Mapping[int, int]:
    massnahme = m.Massnahme
    statement = select(massnahme.id, massnahme.zusammengefuehrt_mit_id).where(
        massnahme.programm_id == programm_id, massnahme.zusammengefuehrt_mit_id.is_not(None)
    )
    return follow(dict(rows(session, statement)))


def _texts(
    session: Session, foerderjahr_id: int, joined: Mapping[int, int], papier: Papier
) -> dict[_Ort, tuple[str, int | None]]:
    t, j = m.Text, m.Jahresmassnahme
    statement = (
        select(t.schluessel, j.massnahme_id, t.text, t.aenderungsstand)
        .outerjoin(j, t.jahresmassnahme_id == j.id)
        .where(t.foerderjahr_id == foerderjahr_id)
        .order_by(t.id)
    )
    return {
        (schluessel, joined.get(massnahme_id, massnahme_id) if massnahme_id else 0): (text, stand)
        for schluessel, massnahme_id, text, stand in rows(session, statement)
        if get_feld(schluessel, papier=papier) is not None
    }


def _massnahmen(session: Session, foerderjahr_id: int) -> tuple[tuple[int, str, str], ...]:
    """Return id, Kennung and name of the Maßnahmen for which Landesmittel may be asked."""
    j, massnahme = m.Jahresmassnahme, m.Massnahme
    statement = (
        select(massnahme.id, massnahme.kennung, massnahme.name)
        .join(j, j.massnahme_id == massnahme.id)
        .where(j.foerderjahr_id == foerderjahr_id, j.land_beantragen.is_not(False))
        .order_by(j.reihenfolge, j.id)
    )
    return tuple((key, kennung, name) for key, kennung, name in rows(session, statement))
