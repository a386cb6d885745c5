"""Writing files: all of them or none, through links, with the old rights, and no trace of an attempt."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from grants.cli.dateien import AusgabeUnmoeglich, staged, write_file, write_files

FILES = {"a.pdf": b"neu " * 100, "a.xlsx": b"neu", "a.json": b"neu " * 5000}


@pytest.fixture
def little_room() -> Iterator[int]:
    """Let the system refuse to write more than a few bytes to any file, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    yield 4096
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_files_are_there_and_nothing_else(tmp_path: Path):
    assert write_files(tmp_path, FILES) == [tmp_path / name for name in FILES]
    assert content(tmp_path) == FILES


def test_a_full_disk_leaves_the_folder_as_it_was(tmp_path: Path, little_room: int):
    old = {"a.pdf": b"alt", "anderes.txt": b"bleibt"}
    for name, before in old.items():
        (tmp_path / name).write_bytes(before)
    with pytest.raises(AusgabeUnmoeglich, match=r"nicht genug Platz\. Bitte Platz schaffen"):
        write_files(tmp_path, FILES)
    assert content(tmp_path) == old


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_rename_that_fails_puts_back_what_the_others_replaced(tmp_path: Path, monkeypatch, failing):
    (tmp_path / "a.pdf").write_bytes(b"alt")
    real, calls = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(AusgabeUnmoeglich, match="nicht genug Platz"):
        write_files(tmp_path, FILES)
    assert content(tmp_path) == {"a.pdf": b"alt"}


def test_when_the_block_fails_no_file_appears(tmp_path: Path):
    def fail() -> None:
        with staged(tmp_path, FILES):
            raise RuntimeError("not committed")

    with pytest.raises(RuntimeError):
        fail()
    assert content(tmp_path) == {}


def test_a_folder_in_which_nobody_may_write_is_named():
    # The kernel refuses new files there to root, too.
    with pytest.raises(
        AusgabeUnmoeglich, match=r"In „/sys“ darf nicht geschrieben werden\. Bitte Rechte prüfen"
    ):
        write_file(Path("/sys/foerderkette.xlsx"), b"x")


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path: Path):
    target = tmp_path / "ablage"
    target.mkdir()
    (target / "a.pdf").write_bytes(b"alt")
    link = tmp_path / "a.pdf"
    link.symlink_to(target / "a.pdf")
    write_file(link, b"neu")
    assert link.is_symlink()
    assert (target / "a.pdf").read_bytes() == b"neu"
    assert [path.name for path in target.iterdir()] == ["a.pdf"]


def test_a_replaced_file_keeps_its_rights_and_a_new_one_gets_the_usual(tmp_path: Path):
    secret = tmp_path / "a.pdf"
    secret.write_bytes(b"alt")
    secret.chmod(0o600)
    mask = os.umask(0o022)
    try:
        write_files(tmp_path, {"a.pdf": b"neu", "b.pdf": b"neu"})
    finally:
        os.umask(mask)
    assert secret.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "b.pdf").stat().st_mode & 0o777 == 0o644


def test_a_file_system_without_second_names_works_too(tmp_path: Path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "a.pdf").write_bytes(b"alt")
    write_files(tmp_path, FILES)
    assert content(tmp_path) == FILES


def test_a_name_that_is_too_long_is_said(tmp_path: Path):
    with pytest.raises(AusgabeUnmoeglich, match="Dateiname ist nicht zulässig oder zu lang"):
        write_file(tmp_path / ("x" * 250), b"x")
