"""Set up everything that this checkout needs: the one script behind `make setup`.

Standard library only, because it runs before anything is installed. What is there already is left alone, so a
second run ends at once. Packages of the operating system are recognised by what they do (a library can be
loaded, a command is found), so a machine that has everything works whatever its distribution.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
STAMP = VENV / "setup.json"
KERN = ROOT / "node_modules" / "@kern-ux" / "native"
VENDOR = ROOT / "grants" / "static" / "vendor"
PDF_FONTS = ROOT / "reports" / "assets" / "fonts"
# The cuts that documents are set in. The pages load whatever KERN's own style sheet names.
PDF_CUTS = ("FiraSans-Regular.woff2", "FiraSans-Medium.woff2", "FiraSans-SemiBold.woff2")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
)


def main() -> None:
    """Bring the checkout into working order, or say what a person has to do and exit 2."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the very message for those who have an older one
        _stop(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} ist zu alt, nötig ist 3.11 oder neuer. "
            "Bitte so aufrufen: make setup PYTHON=python3.11"
        )
    with (ROOT / ".setup.lock").open("w") as lock:
        # Two runs at once would delete each other's environment.
        fcntl.flock(lock, fcntl.LOCK_EX)
        changed = [
            ensure_system_packages(),
            ensure_environment(),
            ensure_project(),
            ensure_assets(),
        ]
    print("Die Einrichtung ist fertig." if any(changed) else "Alles ist eingerichtet.")


# --- Packages of the operating system


def ensure_system_packages() -> bool:
    """Install what the machine lacks; True if something was installed.

    Only root on a Debian-like system installs; everybody else gets the one line to run.
    """
    missing = _missing_packages()
    if not missing:
        return False
    if shutil.which("apt-get") is None:
        _stop(
            f"Auf diesem Rechner fehlt etwas, das unter Debian so heißt: {' '.join(missing)}. "
            "Bitte das Entsprechende installieren und make setup wiederholen."
        )
    if os.geteuid() != 0:
        _stop(
            "Es fehlen Pakete des Betriebssystems. Bitte einmal mit den Rechten der Systemverwaltung "
            "ausführen, dann make setup wiederholen:\n"
            f"  apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
        )
    _say(f"Pakete des Betriebssystems werden installiert: {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run("apt-get update -qq", env=environment, quiet=True)
    _run("apt-get install -y -qq --no-install-recommends", *missing, env=environment, quiet=True)
    if still_missing := " ".join(_missing_packages()):
        _stop(f"Nach der Installation fehlt immer noch: {still_missing}. Bitte die Meldungen oben lesen.")
    return True


def _missing_packages() -> list[str]:
    """Name the Debian packages whose work nothing on this machine does."""
    needs: list[tuple[bool, tuple[str, ...]]] = [
        (importlib.util.find_spec("ensurepip") is not None, ("python3-venv",)),
        # Setting PDFs: layout, subsetting of fonts, a font for characters that Fira Sans lacks.
        (_loads("pangoft2-1.0", "libpangoft2-1.0.so.0"), ("libpangoft2-1.0-0",)),
        (_loads("harfbuzz-subset", "libharfbuzz-subset.so.0"), ("libharfbuzz-subset0",)),
        (_has_fallback_font(), ("fonts-dejavu-core",)),
        # Telling a workbook from a renamed Word file.
        (_loads("magic", "libmagic.so.1"), ("libmagic1",)),
        (_finds("npm"), ("nodejs", "npm")),
        (_finds("git"), ("git",)),
        (_finds("make"), ("make",)),
        # For the tests: pages in a browser, recalculated workbooks, the second database.
        (_finds("chromium", "chromium-browser", "google-chrome"), ("chromium",)),
        (_finds("soffice", "libreoffice"), ("libreoffice-calc-nogui",)),
        (_postgres_usable(), ("postgresql",)),
    ]
    return [package for there, packages in needs if not there for package in packages]


def _loads(name: str, soname: str) -> bool:
    for candidate in (soname, ctypes.util.find_library(name)):
        if candidate is None:
            continue
        try:
            ctypes.CDLL(candidate)
        except OSError:
            continue
        return True
    return False


def _finds(*commands: str) -> bool:
    return any(shutil.which(command) for command in commands)


def _has_fallback_font() -> bool:
    # os.walk passes over folders that are missing or closed to us.
    trees = (os.walk(Path(folder).expanduser()) for folder in FONT_FOLDERS)
    return any("DejaVuSans.ttf" in files for tree in trees for _, _, files in tree)


def _postgres_usable() -> bool:
    command = [sys.executable, str(ROOT / "scripts" / "postgres.py"), "check"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


# --- Python environment


def ensure_environment() -> bool:
    """Make `.venv` hold exactly the locked packages, checked by their hashes; True if it had to change."""
    interpreter = f"{sys.base_prefix} {sys.version}"
    # A moved checkout needs a new environment: its scripts name the old folder.
    home = _digest([str(ROOT), interpreter])
    wanted = _digest([home], files=[ROOT / "requirements-dev.txt", ROOT / "requirements-setup.txt"])
    if not (_stamped("home") == home and PYTHON.exists() and UV.exists()):
        _say("Die Python-Umgebung .venv wird angelegt.")
        _run("", _base_python(), "-m", "venv", "--clear", ".venv")
        # pip knows the machine's own package index; it fetches uv and the build backend, and uv does the rest.
        _run(".venv/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-setup.txt")
        _stamp("home", home)
    if _stamped("environment") == wanted:
        return False
    _say("Die Python-Pakete werden geholt.")
    # Building a package would fetch a build backend that no hash has been written down for. Flask-Principal comes
    # as source only: it is built with the locked backend that is already there.
    _run(
        ".venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --no-build-isolation "
        "--only-binary :all: --no-binary flask-principal",
        "requirements-dev.txt",
        env=index_environment(),
    )
    _stamp("environment", wanted)
    _stamp("project", "")  # sync has removed the project itself
    return True


def ensure_project() -> bool:
    """Install the project itself, editable, with the locked build backend; True if it had to change."""
    import tomllib  # noqa: PLC0415 - not there in the older Pythons that main() turns away

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    # Only these tables decide what an installation looks like; a new lint rule must not cost a new one.
    tables = [settings["build-system"], settings["project"], settings["tool"]["setuptools"]]
    wanted = _digest([json.dumps(tables, sort_keys=True)])
    if _stamped("project") == wanted and (VENV / "bin" / "grants").exists():
        return False
    _say("Das Projekt wird in .venv eingetragen.")
    _run(
        ".venv/bin/uv pip install --quiet --python .venv/bin/python --offline --no-deps --no-build-isolation "
        "--reinstall --editable ."
    )
    _stamp("project", wanted)
    return True


def index_environment() -> dict[str, str]:
    """Return the process environment with pip's settings for package sources translated for uv.

    What is set for uv already wins. Nothing of it is written to a file.
    """
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    found = dict(re.findall(r"^(\S+?)='(.*)'$", listed, flags=re.MULTILINE))
    environment = dict(os.environ)
    for option, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        for key in (f":env:.{option}", f"install.{option}", f"global.{option}"):
            if key in found:
                environment.setdefault(variable, found[key])
                break
    return environment


def _base_python() -> str:
    """Return the interpreter outside any environment, so that .venv can be cleared while it runs us."""
    candidate = Path(sys.base_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}")
    return str(candidate) if candidate.exists() else sys.executable


# --- Files for pages and documents


def ensure_assets() -> bool:
    """Fetch the locked front-end packages and copy what pages and PDFs use; True if it had to change."""
    inputs = (ROOT / name for name in ("package.json", "package-lock.json", ".npmrc", "scripts/setup.py"))
    wanted = _digest([], files=inputs)
    targets = [VENDOR / "kern.min.css", VENDOR / "fira-sans.css", VENDOR / "htmx.min.js"]
    targets += [PDF_FONTS / cut for cut in PDF_CUTS]
    targets += [ROOT / "node_modules" / "axe-core" / "axe.min.js"]
    if _stamped("assets") == wanted and all(target.exists() for target in targets):
        return False
    _say("Die Dateien der Oberfläche werden geholt.")
    _run("npm ci --ignore-scripts --no-audit --no-fund --silent")
    for folder in (VENDOR, PDF_FONTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    fonts = KERN / "dist" / "fonts"
    _copy(KERN / "dist" / "kern.min.css", VENDOR / "kern.min.css")
    _copy(fonts / "fira-sans.css", VENDOR / "fira-sans.css")
    for name in re.findall(r'url\("\./([^"]+)"\)', (fonts / "fira-sans.css").read_text(encoding="utf-8")):
        _copy(fonts / name, VENDOR / name)
    _copy(KERN / "LICENSE.md", VENDOR / "kern-LICENSE.md")
    _copy(ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx.min.js")
    for cut in PDF_CUTS:
        _copy(fonts / "fira-sans" / cut, PDF_FONTS / cut)
    _stamp("assets", wanted)
    return True


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


# --- Small helpers


def _digest(words: Iterable[str], *, files: Iterable[Path] = ()) -> str:
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for file in files:
        digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()


def _stamped(step: str) -> str | None:
    """Return the digest of the inputs that `step` was last done with."""
    return _stamps().get(step)


def _stamp(step: str, digest: str) -> None:
    STAMP.write_text(json.dumps({**_stamps(), step: digest}, indent=1), encoding="utf-8")


def _stamps() -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps


def _run(words: str, *more: str, env: dict[str, str] | None = None, quiet: bool = False) -> None:
    """Run the command made of `words` (split at blanks) and `more` in the checkout; a failure ends all.

    With `quiet` its messages are shown only then.
    """
    command = [*words.split(), *more]
    try:
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=quiet, text=True)
    except FileNotFoundError:
        _stop(f"Der Befehl {command[0]} ist nicht zu finden. Bitte installieren und make setup wiederholen.")
    except subprocess.CalledProcessError as error:
        print(error.stdout or "", error.stderr or "", file=sys.stderr)
        _stop(
            f"Dieser Schritt ist gescheitert (Code {error.returncode}): {' '.join(command)}\n"
            "Bitte die Meldung darüber lesen, die Ursache beheben und make setup wiederholen."
        )


def _say(text: str) -> None:
    print(f"· {text}", flush=True)


def _stop(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
