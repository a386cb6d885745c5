"""One archive that installs without internet: build/foerderkette-VERSION.tar.gz.

    make paket

It holds the project as it stands, every locked wheel of requirements.txt, the build backend, and `installieren.sh`,
which needs nothing but Python 3.11 or newer with venv. The layout is that of a checkout, so docs/betrieb.md holds for
both.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.setup import index_environment  # noqa: E402 - found from the checkout

BUILD = ROOT / "build"
PROJEKT = (
    "grants",
    "reports",
    "migrations",
    "beispiel",
    "betrieb",
    "docs",
    "pyproject.toml",
    "README.md",
    "CHANGES.md",
    "LICENSE",
    "requirements.txt",
)
INSTALLIEREN = """#!/bin/sh
# Richtet Förderkette ohne Internet ein: ./installieren.sh [ORDNER], Vorgabe /opt/foerderkette
set -eu
hier=$(cd "$(dirname "$0")" && pwd)
ziel=${1:-/opt/foerderkette}
mkdir -p "$ziel"
cp -R "$hier/projekt/." "$ziel/"
python3 -m venv "$ziel/.venv"
pip() { "$ziel/.venv/bin/python" -m pip install --quiet --no-index --no-deps --disable-pip-version-check "$@"; }
pip "$hier"/wheels/*.whl
pip --no-build-isolation --editable "$ziel"
echo "Eingerichtet in $ziel. Weiter mit docs/betrieb.md: Einstellungen, grants db upgrade, grants konto einladen."
"""


def main() -> None:
    """Build the archive and print its name."""
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder) / "wheels"
        wheels.mkdir()
        print("· Die Pakete werden geholt.")
        run(
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--require-hashes",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--no-binary",
            "flask-principal",
            "--no-build-isolation",
            "--dest",
            wheels,
            "-r",
            ROOT / "requirements.txt",
        )
        for source in sorted(wheels.glob("*.tar.gz")):
            # Comes as source only; built here, so that the target needs no compiler and no build backend.
            run(
                sys.executable,
                "-m",
                "pip",
                "wheel",
                "--quiet",
                "--no-deps",
                "--no-build-isolation",
                "--wheel-dir",
                wheels,
                source,
            )
            source.unlink()
        # The backend that enters the project where it is installed.
        run(
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--require-hashes",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--dest",
            wheels,
            "-r",
            _backend(Path(folder)),
        )
        name = f"foerderkette-{_version()}"
        target = BUILD / f"{name}.tar.gz"
        write(target, name, wheels)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1_048_576} MB")


def _version() -> str:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(settings["project"]["version"])


def _backend(folder: Path) -> Path:
    """Return a list that holds setuptools alone, with its hashes, out of the locked ones."""
    locked = (ROOT / "requirements-setup.txt").read_text(encoding="utf-8")
    entry = re.search(r"^setuptools==.*?(?=^\S|\Z)", locked, re.DOTALL | re.MULTILINE)
    if entry is None:
        raise RuntimeError("setuptools steht nicht in requirements-setup.txt. Bitte make lock ausführen.")
    target = folder / "backend.txt"
    target.write_text(entry[0], encoding="utf-8")
    return target


def run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, env=index_environment())


def write(target: Path, name: str, wheels: Path) -> None:
    """Write the archive beside its place and move it there when it is whole."""
    BUILD.mkdir(exist_ok=True)
    beside = target.with_suffix(".neu")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(beside, "w:gz") as archive:
        script = Path(folder) / "installieren.sh"
        script.write_text(INSTALLIEREN, encoding="utf-8")
        script.chmod(0o755)
        archive.add(script, f"{name}/installieren.sh")
        archive.add(wheels, f"{name}/wheels")
        for each in PROJEKT:
            archive.add(ROOT / each, f"{name}/projekt/{each}", filter=_plain)
    shutil.move(beside, target)


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if "__pycache__" in entry.name else entry


if __name__ == "__main__":
    main()
