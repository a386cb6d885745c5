"""grants dokument: drafts at any time, issued papers once and for all, three files or none."""

from __future__ import annotations

import hashlib
import json
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grants.cli import dokument as dokument_command
from grants.services import dokumente
from tests.cli.conftest import LISTE, MAPPE, Grants, dump, execute

ANTRAG = ("antrag-2023.json", "antrag-2023.pdf", "antrag-2023.xlsx")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "papiere"
    folder.mkdir()
    return folder


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not set pages where only storing and writing is looked at; the bytes tell paper and day."""

    def render(daten: dokumente.Daten, *, ohne_anlagen: bool) -> dict[str, bytes]:
        issued = daten.ausgestellt.nummer if daten.ausgestellt else "Entwurf"
        text = f"{issued} {daten.stand} {ohne_anlagen} ".encode() * 2000
        return {"pdf": b"%PDF " + text, "xlsx": b"PK" + text, "json": b"{" + text}

    monkeypatch.setattr(dokumente, "render", render)


def names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.iterdir()))


def test_a_draft_comes_at_any_time_and_is_not_stored(grants: Grants, datenbank_liste: str, out: Path):
    before = dump(datenbank_liste)
    answer = grants("dokument", "antrag", "2024", "--out", out, "--json")
    assert answer.code == 0
    result = answer.json
    assert (result["entwurf"], result["nummer"], result["version"]) == (True, None, None)
    assert [Path(each["datei"]).name for each in result["dateien"]] == [
        "antrag-2024.pdf",
        "antrag-2024.xlsx",
        "antrag-2024.json",
    ]
    for each in result["dateien"]:
        assert hashlib.sha256(Path(each["datei"]).read_bytes()).hexdigest() == each["sha256"]
    assert "summe_antrag" in {each["code"] for each in result["hindernisse"]}
    assert (out / "antrag-2024.pdf").read_bytes().startswith(b"%PDF-")
    assert json.loads((out / "antrag-2024.json").read_bytes())["ausgestellt"] is None
    assert dump(datenbank_liste) == before


def test_a_paper_is_refused_with_every_reason(grants: Grants, datenbank_liste: str, out: Path):
    before = dump(datenbank_liste)
    answer = grants("dokument", "antrag", "2024", "--out", out, "--ausstellen", "--json")
    assert answer.code == 1
    reasons = answer.json["fehler"]
    texts = " ".join(each["text"] for each in reasons)
    assert "Landesförderung oder Gesamtausgaben" in texts
    assert "398.450,00" in texts
    assert "plan_ausgeglichen" in {each["code"] for each in reasons}
    # One for each Maßnahme without a plan, not only the first.
    assert sum(each["code"] == "plan_ausgeglichen" for each in reasons) == 9
    assert answer.err.startswith(f"Noch nicht auszustellen, {len(reasons)} Gründe:\n")
    assert names(out) == ()
    assert dump(datenbank_liste) == before


def test_an_issued_paper_is_stored_with_number_hashes_and_head(
    grants: Grants, datenbank_mappe: str, out: Path
):
    answer = grants("dokument", "antrag", "2023", "--out", out, "--ausstellen", "--json")
    assert answer.code == 0
    assert (answer.json["nummer"], answer.json["version"]) == ("kinderstark-2023-antrag-1", 1)
    assert names(out) == ANTRAG
    printed = json.loads((out / "antrag-2023.json").read_bytes())["ausgestellt"]
    assert (printed["nummer"], printed["am"], printed["verlauf_nummer"]) == (
        "kinderstark-2023-antrag-1",
        "2024-08-31",
        1,
    )
    tables = dump(datenbank_mappe)
    assert len(tables["dokument"]) == 1
    assert len(tables["dokument_datei"]) == 3
    kinds = [row for row in tables["ereignis"] if "dokument_ausgestellt" in row]
    assert len(kinds) == 1
    assert "dokument/kinderstark-2023-antrag-1" in kinds[0]
    assert grants("log", "verify").code == 0


def test_the_same_paper_again_is_the_same_version_and_the_same_bytes(
    grants: Grants, datenbank_mappe: str, out: Path, monkeypatch: pytest.MonkeyPatch
):
    command = ("dokument", "verwendungsnachweis", "2023", "--out", out, "--ausstellen", "--json")
    first = grants(*command).json
    files = {path.name: path.read_bytes() for path in out.iterdir()}
    for path in out.iterdir():
        path.unlink()
    # Another day, and the log has gone on: the stored paper keeps its own.
    monkeypatch.setenv("GRANTS_HEUTE", "02.09.2024")
    assert grants("import", "massnahmen", LISTE, "--jahr", "2024").code == 0
    before = dump(datenbank_mappe)
    monkeypatch.setattr(
        dokumente, "render", lambda *_, **__: pytest.fail("an issued paper is never set again")
    )
    second = grants(*command).json
    assert second == first
    assert {path.name: path.read_bytes() for path in out.iterdir()} == files
    assert dump(datenbank_mappe) == before


def test_a_changed_year_becomes_the_next_version(
    grants: Grants, datenbank_mappe: str, out: Path, quick: None
):
    command = ("dokument", "antrag", "2023", "--out", out, "--ausstellen", "--json")
    assert grants(*command).json["version"] == 1
    execute(datenbank_mappe, "UPDATE stelle SET strasse = 'Neue Beispielstraße 2'")
    changed = grants(*command).json
    assert (changed["nummer"], changed["version"]) == ("kinderstark-2023-antrag-2", 2)
    assert grants(*command).json["version"] == 2
    # What was issued with the old address is the first version still.
    execute(datenbank_mappe, "UPDATE stelle SET strasse = 'Neue Beispielstraße 3'")
    assert grants(*command).json["version"] == 3


def test_a_paper_without_attachments_is_a_paper_of_its_own(
    grants: Grants, sqlite_mappe: str, out: Path, quick: None
):
    command = ("dokument", "antrag", "2023", "--out", out, "--ausstellen", "--json")
    assert grants(*command).json["version"] == 1
    assert grants(*command, "--ohne-anlagen").json["version"] == 2
    assert grants(*command).json["version"] == 1


def test_for_people_it_is_said_how_the_paper_stands(
    grants: Grants, sqlite_mappe: str, out: Path, quick: None
):
    draft = grants("dokument", "antrag", "2023", "--out", out)
    assert (
        draft.out == f"Geschrieben: {out}/antrag-2023.pdf .xlsx .json (Entwurf, könnte ausgestellt werden)\n"
    )
    issued = grants("dokument", "antrag", "2023", "--out", out, "--ausstellen")
    assert issued.out == (
        f"Geschrieben: {out}/antrag-2023.pdf .xlsx .json (ausgestellt als kinderstark-2023-antrag-1)\n"
    )


def test_who_comes_second_is_told_and_nothing_of_it_stays(
    grants: Grants, datenbank_mappe: str, out: Path, quick: None, monkeypatch: pytest.MonkeyPatch
):
    """Two read the same year; while the second one's pages are set, the first one issues."""
    other = out.parent / "andere"
    other.mkdir()
    during: list[int] = []
    render = dokumente.render

    def overtaken(daten: dokumente.Daten, *, ohne_anlagen: bool) -> dict[str, bytes]:
        monkeypatch.setattr(dokumente, "render", render)
        during.append(grants("dokument", "antrag", "2023", "--out", other, "--ausstellen").code)
        return render(daten, ohne_anlagen=ohne_anlagen)

    monkeypatch.setattr(dokumente, "render", overtaken)
    answer = grants("dokument", "antrag", "2023", "--out", out, "--ausstellen")
    assert (during, answer.code) == ([0], 2)
    assert "oder ein anderes Dokument ausgestellt. Es wurde nichts gespeichert." in answer.err
    assert names(out) == ()
    assert len(dump(datenbank_mappe)["dokument"]) == 1
    assert grants("log", "verify").code == 0


def test_a_change_while_pages_are_set_is_noticed(
    grants: Grants, datenbank_mappe: str, out: Path, quick: None, monkeypatch: pytest.MonkeyPatch
):
    render = dokumente.render

    def overtaken(daten: dokumente.Daten, *, ohne_anlagen: bool) -> dict[str, bytes]:
        assert grants("import", "massnahmen", LISTE, "--jahr", "2024").code == 0
        return render(daten, ohne_anlagen=ohne_anlagen)

    monkeypatch.setattr(dokumente, "render", overtaken)
    answer = grants("dokument", "antrag", "2023", "--out", out, "--ausstellen", "--json")
    assert answer.code == 2
    assert [each["code"] for each in answer.json["fehler"]] == ["inzwischen_geaendert"]
    assert names(out) == ()
    assert dump(datenbank_mappe)["dokument"] == []


@pytest.fixture
def little_room() -> Iterator[Callable[[], None]]:
    """Let the system refuse files of more than 8 kB from now on, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# The files of a SQLite database would find no room either; the server of PostgreSQL is another process.
@pytest.mark.parametrize("datenbank_mappe", ["postgresql"], indirect=True)
@pytest.mark.parametrize("option", [[], ["--ausstellen"]])
def test_without_room_there_are_no_files_and_nothing_is_issued(
    grants: Grants, datenbank_mappe: str, out: Path, quick: None, little_room: Callable[[], None], option
):
    (out / "antrag-2023.pdf").write_bytes(b"alt")
    before = dump(datenbank_mappe)
    little_room()
    answer = grants("dokument", "antrag", "2023", "--out", out, *option)
    assert answer.code == 2
    assert answer.err == (
        f"In „{out}“ ist nicht genug Platz. Bitte Platz schaffen oder einen anderen Ordner angeben.\n"
    )
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {"antrag-2023.pdf": b"alt"}
    assert dump(datenbank_mappe) == before


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("datei", "ist kein Ordner."),
        ("datei/darunter", "liegt unter etwas, das kein Ordner ist."),
    ],
)
def test_a_folder_that_is_none_is_said_before_pages_are_set(
    grants: Grants, sqlite: str, out: Path, monkeypatch: pytest.MonkeyPatch, place, sentence
):
    (out / "datei").write_bytes(b"x")
    monkeypatch.setattr(dokument_command, "database", lambda _: pytest.fail("nothing is read before that"))
    answer = grants("dokument", "antrag", "2023", "--out", out / place, "--json")
    assert answer.code == 2
    assert sentence in answer.json["fehler"][0]["text"]
    assert answer.json["dokument"] == "antrag"


def test_a_new_folder_is_made_for_the_papers(grants: Grants, sqlite: str, out: Path):
    assert grants("import", "jahr", MAPPE).code == 0
    assert grants("dokument", "antrag", "2023", "--out", out / "neu" / "tiefer").code == 0
    assert {path.suffix for path in (out / "neu" / "tiefer").iterdir()} == {".pdf", ".xlsx", ".json"}


def test_a_refused_paper_leaves_no_new_folder(grants: Grants, sqlite: str, out: Path):
    assert grants("dokument", "antrag", "2031", "--out", out / "neu" / "tiefer").code == 2
    assert not (out / "neu").exists()


def test_a_missing_font_is_a_matter_of_the_setup(grants: Grants, sqlite: str, out: Path, monkeypatch):
    from reports.pdf import AssetFehlt  # noqa: PLC0415 - what the papers raise

    def fail(*_: object, **__: object) -> None:
        raise AssetFehlt("Die Datei „x.woff2“ gehört zum Dokument und fehlt. Bitte „make setup“ ausführen.")

    monkeypatch.setattr(dokumente, "render_papier", fail)
    assert grants("import", "jahr", MAPPE).code == 0
    answer = grants("dokument", "antrag", "2023", "--out", out)
    assert answer.code == 2
    assert answer.err == "Die Datei „x.woff2“ gehört zum Dokument und fehlt. Bitte „make setup“ ausführen.\n"
