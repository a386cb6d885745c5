"""Writing files for people: beside the target first and then by rename, all of them or none."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from grants.domain.errors import DomainError

_VOLL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class AusgabeUnmoeglich(DomainError):
    """A file cannot be written where it was asked for."""

    code = "ausgabe_unmoeglich"


def write_file(target: Path, content: bytes) -> Path:
    """Write one file and return its path; raises AusgabeUnmoeglich, and the old file stays then."""
    return write_files(target.parent, {target.name: content})[0]


def write_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write all files into a folder that exists, or none of them, and return their paths."""
    with staged(folder, contents) as paths:
        return paths


@contextmanager
def staged(folder: Path, contents: Mapping[str, bytes]) -> Iterator[list[Path]]:
    """Write files beside their targets and move them there when the block is done; none of them when it fails.

    What can fail for lack of room or rights has happened before the block begins, so that it may commit. Raises
    AusgabeUnmoeglich with what to do; what stood there before stands there again then.
    """
    check_targets(folder, contents)
    # Through a link to the file itself: a rename would replace the link.
    targets = {(folder / name).resolve(): content for name, content in contents.items()}
    mark = secrets.token_hex(4)
    new = {target: target.with_name(f".{target.name}.{mark}.neu") for target in targets}
    old = {target: target.with_name(f".{target.name}.{mark}.alt") for target in targets}
    try:
        with _explained(folder):
            for target, content in targets.items():
                _write_beside(new[target], content, like=target)
        yield [folder / name for name in contents]
        with _explained(folder):
            _move(new, old)
    finally:
        for leftover in (*new.values(), *old.values()):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


@contextmanager
def folder_made(folder: Path) -> Iterator[None]:
    """Make a folder that is not there yet; where the block fails, take away again what was made.

    Raises AusgabeUnmoeglich.
    """
    missing = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    if missing:
        with _explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for path in missing:
            # Somebody else may have put something there.
            with suppress(OSError):
                path.rmdir()
        raise


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AusgabeUnmoeglich(_explain(error, folder)) from error


def _move(new: Mapping[Path, Path], old: Mapping[Path, Path]) -> None:
    """Rename all files to their targets; when one fails, put back what the others replaced."""
    moved: list[Path] = []
    try:
        for target, source in new.items():
            if target.exists():
                _keep(target, old[target])
            source.replace(target)
            moved.append(target)
    except OSError:
        for target in moved:
            if old[target].exists():
                old[target].replace(target)
            else:
                target.unlink()
        raise


def _keep(target: Path, beside: Path) -> None:
    try:
        os.link(target, beside)
    except OSError:
        # Some file systems know no second name for a file.
        shutil.copy2(target, beside)


def check_targets(folder: Path, names: Iterable[str]) -> None:
    """Raise AusgabeUnmoeglich where the folder is missing or a target is no ordinary file.

    Called before long work, so that nobody waits for a document that has no place.
    """
    if not folder.is_dir():
        what = "ist kein Ordner" if folder.exists() else "gibt es nicht"
        raise AusgabeUnmoeglich(
            f"Der Ordner „{folder}“ {what}. Bitte einen vorhandenen Ordner angeben oder ihn vorher anlegen."
        )
    for name in names:
        target = folder / name
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            raise AusgabeUnmoeglich(
                f"„{target}“ ist keine gewöhnliche Datei und wird nicht überschrieben. Bitte einen anderen Namen "
                "angeben."
            )


def _write_beside(path: Path, content: bytes, *, like: Path) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        # The rename must not arrive on the disk before the content.
        os.fsync(file.fileno())
    if like.exists():
        path.chmod(stat.S_IMODE(like.stat().st_mode))


def _explain(error: OSError, folder: Path) -> str:
    if error.errno in _VOLL:
        return f"In „{folder}“ ist nicht genug Platz. Bitte Platz schaffen oder einen anderen Ordner angeben."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"In „{folder}“ darf nicht geschrieben werden. Bitte Rechte prüfen oder einen anderen Ordner angeben."
    if error.errno == errno.ENOTDIR:
        return f"„{folder}“ liegt unter etwas, das kein Ordner ist. Bitte einen anderen Ordner angeben."
    if error.errno in {errno.ENAMETOOLONG, errno.EINVAL}:
        return "Der Dateiname ist nicht zulässig oder zu lang. Bitte einen kürzeren angeben."
    return (
        f"In „{folder}“ kann nicht geschrieben werden ({error.strerror}). Bitte einen anderen Ordner angeben."
    )
