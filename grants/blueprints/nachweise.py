"""The proofs of a year as the office follows them: who owes what until when, and what came in."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from grants.auth import Recht, requires
from grants.blueprints import nachweise_mitteilungen, nachweise_taten  # noqa: F401 - further views of the same blueprint
from grants.blueprints.listen import datei_antwort
from grants.blueprints.nachweise_seite import bp
from grants.domain.begriffe import NachweisStatus, label
from grants.domain.fristen import format_datum
from grants.domain.nachweisliste import AUSWAHL_WORT, Nachweiszeile, choose, count_states, order
from grants.extensions import db
from grants.queries import foerderjahre
from grants.queries.nachweisliste import list_nachweise
from grants.web import heute, render_page
from reports.listendatei import Listendatei

__all__ = ["bp"]
_PFAD = "/foerderjahre/<programm>/<int:jahr>/nachweise"
JE_SEITE = 100
SPALTEN = (
    ("traeger", "Träger oder Stelle"),
    ("massnahme", "Maßnahme"),
    ("stand", "Stand"),
    ("frist", "Fällig am"),
    ("tage", "Tage"),
    ("eingang", "Eingegangen am"),
    ("fragen", "Offene Fragen"),
)


@bp.get(_PFAD)
@requires(Recht.NACHWEISE_ANSEHEN)
def liste(programm: str, jahr: int) -> ResponseReturnValue:
    every, shown, given = _load(programm, jahr)
    pages = max(1, -(-len(shown) // JE_SEITE))
    page = min(max(1, request.args.get("seite", 1, type=int)), pages)
    return render_page(
        "nachweise/liste.html",
        programm=programm,
        jahr=jahr,
        alle=every,
        anzahl=len(shown),
        zeilen=shown[(page - 1) * JE_SEITE : page * JE_SEITE],
        summen=count_states(every),
        staende=_staende(every),
        spalten=SPALTEN,
        gesetzt=given,
        sortierung=given.get("sort", ""),
        seite=page,
        seiten=pages,
    )


@bp.get(f"{_PFAD}.<any(xlsx, csv):endung>")
@requires(Recht.NACHWEISE_ANSEHEN)
def datei(programm: str, jahr: int, endung: str) -> ResponseReturnValue:
    """Hand out exactly what the page shows, all pages of it."""
    _, shown, _ = _load(programm, jahr)
    file = Listendatei(
        titel=f"Verwendungsnachweise {jahr}",
        blatt="Nachweise",
        kopf=(*(wort for _, wort in SPALTEN), "Verlängert", "Rechtsverbindlich seit"),
        zeilen=[_als_text(zeile) for zeile in shown],
        breiten=(34, 40, 18, 14, 24, 16, 14, 12, 20),
        hinweise=(f"{len(shown)} Nachweise, Stand {format_datum(heute())}",),
    )
    return datei_antwort(file, f"verwendungsnachweise-{jahr}", endung)


def _load(
    programm: str, jahr: int
) -> tuple[tuple[Nachweiszeile, ...], tuple[Nachweiszeile, ...], dict[str, str]]:
    """Return all rows, those that are asked for in their order, and what the address says."""
    given = {
        key: value for key in ("suche", "stand", "sort") if (value := request.args.get(key, "").strip()[:100])
    }
    year = foerderjahre.get(db.session(), programm, jahr)
    every = list_nachweise(db.session(), year, am=heute())
    chosen = choose(every, suche=given.get("suche", ""), stand=given.get("stand", ""))
    return every, order(chosen, given.get("sort", "")), given


def _staende(zeilen: tuple[Nachweiszeile, ...]) -> list[tuple[str, str]]:
    """Return what the list can be narrowed to: groups, and the states that occur."""
    occurring = {zeile.status for zeile in zeilen} - {NachweisStatus.ENTWURF}
    states = [(status.value, label(status)) for status in NachweisStatus if status in occurring]
    return [(auswahl.value, wort) for auswahl, wort in AUSWAHL_WORT.items()] + states


def _als_text(zeile: Nachweiszeile) -> tuple[str, ...]:
    def day(tag: object) -> str:
        return format_datum(tag) if tag else ""  # type: ignore[arg-type]  # a date here

    return (
        zeile.traeger,
        zeile.massnahme,
        zeile.stand,
        day(zeile.frist.tag),
        zeile.tage_satz,
        day(zeile.eingereicht_am),
        str(zeile.fragen) if zeile.fragen else "",
        "ja" if zeile.frist.verlaengert else "",
        day(zeile.rechtsverbindlich_am),
    )
