"""The way of a proof through the pages of the check, as three persons walk it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from tests.pruefjahr import anteil_id, teil_id
from tests.web.conftest import Als
from tests.web.formulare import absenden
from tests.web.seiten import find, parse

Kuerzung = Mapping[str, Any]


class Weg:
    """One proof of 2023; each step asserts that it was taken."""

    def __init__(self, als: Als, session: Session, kuerzel: str) -> None:
        self.als, self.session, self.kuerzel = als, session, kuerzel
        self.id = anteil_id(session, kuerzel)
        self.seite = f"/nachweise/{self.id}/pruefung"

    @property
    def nachweis(self) -> m.Verwendungsnachweis:
        self.session.expire_all()
        v = m.Verwendungsnachweis
        return self.session.execute(select(v).where(v.empfaengeranteil_id == self.id)).scalar_one()

    def send(self, rolle: str, pfad: str, werte: Mapping[str, Any] | None = None, **more: Any) -> Any:
        return absenden(self.als(rolle), self.seite, werte, pfad=f"{self.seite}/{pfad}", **more)

    def done(self, rolle: str, pfad: str, werte: Mapping[str, Any] | None = None) -> None:
        answer = self.send(rolle, pfad, werte)
        assert answer.status_code == 303, (self.kuerzel, pfad, answer.text[:6000])

    def begin(self, tiefe: str = "kursorisch") -> None:
        self.done("finanzen", "beginnen", {"tiefe": tiefe})

    def cut(self, beleg: str, **werte: Any) -> Any:
        pfad = f"{self.seite}/belege/{teil_id(self.session, beleg)}"
        # The box stands there for rows of the sample alone.
        return absenden(self.als("finanzen"), pfad, {"gesehen": "ja", **werte})

    def cut_position(self, position: str, **werte: Any) -> Any:
        return absenden(self.als("finanzen"), f"{self.seite}/positionen/{position}", werte)

    def points(self, rolle: str = "finanzen") -> list[str]:
        """Return the names of the answers that the checklist asks for."""
        tree = parse(self.als(rolle).get(self.seite))
        names = {
            e.get("name") for e in find(tree, "main//input") if (e.get("name") or "").startswith("antwort-")
        }
        assert names
        return sorted(names)

    def answer_all(self, rolle: str = "finanzen") -> None:
        self.done(rolle, "pruefliste", dict.fromkeys(self.points(rolle), "ja"))

    def note(self, rolle: str = "finanzen") -> None:
        self.done(rolle, "notizen", {"feststellungen": "Keine.", "folgen": "Keine."})

    def sign(self, fachlich: str = "geschaeftsstelle", rechnerisch: str = "finanzen") -> None:
        self.done(fachlich, "fachlich")
        self.done(rechnerisch, "rechnerisch")

    def release(self, rolle: str = "finanzen2") -> None:
        self.done(rolle, "freigeben")

    def check(self, *, fachlich: str = "geschaeftsstelle", freigabe: str = "finanzen2") -> None:
        """Take every step from the cuts to the Freigabe."""
        self.answer_all()
        self.note()
        self.sign(fachlich)
        self.release(freigabe)
