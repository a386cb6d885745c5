"""grants dokument: the city's papers as a draft, or issued for good."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from grants.cli.dateien import check_targets, folder_made, staged
from grants.cli.datenbank import database, reading, writing_as
from grants.cli.deutsch import Auswahl, Befehl, Jahreszahl, Option, Pfad
from grants.cli.fehler import Beanstandet
from grants.cli.lauf import Lauf
from grants.domain.errors import Violation
from grants.domain.texte import Papier
from grants.schemas.dokument import DokumentSchema
from grants.services import dokumente
from grants.services.dokumente import Unterlagen

ENDUNGEN = ("pdf", "xlsx", "json")


@dataclass(frozen=True, slots=True)
class Datei:
    datei: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Ausgabe:
    """What was written; without a number it is a draft."""

    dokument: str
    jahr: int
    programm: str
    dateien: tuple[Datei, ...]
    nummer: str | None = None
    version: int | None = None
    hindernisse: tuple[Violation, ...] = ()

    @property
    def entwurf(self) -> bool:
        return self.nummer is None


@click.command(cls=Befehl)
@click.argument("papier", type=Auswahl(Papier), metavar="antrag|verwendungsnachweis")
@click.argument("jahr", type=Jahreszahl(), metavar="JAHR")
@click.option(
    "--out",
    cls=Option,
    type=Pfad(),
    required=True,
    metavar="ORDNER",
    help="Nötig: der Ordner für die Dateien; ein neuer wird angelegt.",
)
@click.option(
    "--ausstellen",
    cls=Option,
    is_flag=True,
    help="Stellt das Papier aus; ohne diese Angabe entsteht ein Entwurf.",
)
@click.option(
    "--ohne-anlagen", "ohne_anlagen", cls=Option, is_flag=True, help="Hängt XLSX und JSON nicht an das PDF."
)
@click.option("--programm", cls=Option, default="kinderstark", metavar="NAME", help="Vorgabe: kinderstark.")
@click.option("--json", "_json", cls=Option, is_flag=True, help="Gibt ein JSON-Objekt aus.")
@click.pass_obj
def dokument(
    lauf: Lauf,
    *,
    papier: str,
    jahr: int,
    out: Path,
    programm: str,
    ausstellen: bool,
    ohne_anlagen: bool,
    _json: bool,
) -> None:
    """Schreibt Antrag oder Verwendungsnachweis als PDF, XLSX und JSON.

    Mit --ausstellen nur ohne Lücke und ohne Abweichung; Ende mit 1, wenn etwas entgegensteht.
    """
    lauf.rumpf = {"dokument": papier, "jahr": jahr, "programm": programm}
    with folder_made(out):
        check_targets(out, file_names(papier, jahr).values())
        ausgabe = _write(
            lauf,
            Papier(papier),
            out,
            programm=programm,
            jahr=jahr,
            ausstellen=ausstellen,
            ohne_anlagen=ohne_anlagen,
        )
    if lauf.json:
        lauf.emit(DokumentSchema().dump(ausgabe))
    lauf.say(format_ausgabe(ausgabe))


def _write(
    lauf: Lauf,
    papier: Papier,
    out: Path,
    *,
    programm: str,
    jahr: int,
    ausstellen: bool,
    ohne_anlagen: bool,
) -> Ausgabe:
    with database(lauf):
        unterlagen = _collect(lauf, papier, programm=programm, jahr=jahr)
        if not ausstellen:
            return draft(lauf, unterlagen, out, ohne_anlagen=ohne_anlagen)
        if found := dokumente.hindernisse(unterlagen):
            raise Beanstandet(f"Noch nicht auszustellen, {len(found)} Gründe:", found)
        return issue(lauf, unterlagen, out, ohne_anlagen=ohne_anlagen)


def write_paper(lauf: Lauf, papier: Papier, out: Path, *, programm: str, jahr: int) -> Ausgabe:
    """Write the paper issued where nothing stands in the way, else as a draft."""
    unterlagen = _collect(lauf, papier, programm=programm, jahr=jahr)
    write = draft if dokumente.hindernisse(unterlagen) else issue
    return write(lauf, unterlagen, out, ohne_anlagen=False)


def file_names(papier: str, jahr: int) -> dict[str, str]:
    """Return the names of the three files by their ending."""
    return {endung: f"{papier}-{jahr}.{endung}" for endung in ENDUNGEN}


def _collect(lauf: Lauf, papier: Papier, *, programm: str, jahr: int) -> Unterlagen:
    with reading() as session:
        return dokumente.collect(session, papier, programm=programm, jahr=jahr, am=lauf.einstellungen.today())


def draft(lauf: Lauf, unterlagen: Unterlagen, out: Path, *, ohne_anlagen: bool) -> Ausgabe:
    """Write the draft; nothing of it is stored."""
    with lauf.step("Der Entwurf wird gesetzt"):
        files = dokumente.render(dokumente.build(unterlagen), ohne_anlagen=ohne_anlagen)
    contents = _named(unterlagen, files)
    with staged(out, contents) as paths:
        pass
    return _ausgabe(unterlagen, contents, paths, hindernisse=tuple(dokumente.hindernisse(unterlagen)))


def issue(lauf: Lauf, unterlagen: Unterlagen, out: Path, *, ohne_anlagen: bool) -> Ausgabe:
    """Issue the paper and write its files; what was issued before with the same values is handed out again."""
    vorlage = dokumente.vorlage_of(unterlagen.papier, ohne_anlagen=ohne_anlagen)
    same = dokumente.find_same(unterlagen, vorlage=vorlage)
    if same is not None:
        with reading() as session:
            contents = _named(unterlagen, dokumente.load_files(session, same.nummer))
        with staged(out, contents) as paths:
            pass
        return _ausgabe(unterlagen, contents, paths, nummer=same.nummer, version=same.version)
    fassung = dokumente.prepare(unterlagen, vorlage=vorlage)
    with lauf.step("Das Dokument wird gesetzt"):
        files = dokumente.render(fassung.daten, ohne_anlagen=ohne_anlagen)
    contents = _named(unterlagen, files)
    # Room for the files is made sure of before anything is stored, and they appear only when it is.
    with staged(out, contents) as paths, writing_as(lauf) as (session, person):
        dokumente.store(session, fassung, files, person=person)
    ausstellung = fassung.ausstellung
    return _ausgabe(unterlagen, contents, paths, nummer=ausstellung.nummer, version=ausstellung.version)


def _named(unterlagen: Unterlagen, files: Mapping[str, bytes]) -> dict[str, bytes]:
    names = file_names(unterlagen.papier.value, unterlagen.jahr.jahr)
    return {names[endung]: content for endung, content in files.items()}


def _ausgabe(
    unterlagen: Unterlagen,
    contents: Mapping[str, bytes],
    paths: list[Path],
    *,
    nummer: str | None = None,
    version: int | None = None,
    hindernisse: tuple[Violation, ...] = (),
) -> Ausgabe:
    dateien = (
        Datei(str(path), hashlib.sha256(content).hexdigest())
        for path, content in zip(paths, contents.values(), strict=True)
    )
    jahr = unterlagen.jahr
    return Ausgabe(
        unterlagen.papier.value, jahr.jahr, jahr.programm, tuple(dateien), nummer, version, hindernisse
    )


def format_ausgabe(ausgabe: Ausgabe) -> str:
    """Return in one line what was written and how it stands."""
    if not ausgabe.entwurf:
        kind = f"ausgestellt als {ausgabe.nummer}"
    elif ausgabe.hindernisse:
        kind = f"Entwurf, zum Ausstellen fehlen {len(ausgabe.hindernisse)} Punkte"
    else:
        kind = "Entwurf, könnte ausgestellt werden"
    first, *others = (datei.datei for datei in ausgabe.dateien)
    endings = " ".join(Path(name).suffix for name in others)
    return f"Geschrieben: {first} {endings} ({kind})"
