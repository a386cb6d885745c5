"""Write the lock files anew from pyproject.toml and package.json: the script behind `make lock`.

The files name versions and hashes, never where packages come from: every machine asks its own source.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts.setup import ROOT, UV, index_environment

COMPILE = (
    "pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes "
    "--no-header --no-annotate --no-emit-index-url --no-emit-find-links"
)


def main() -> None:
    """Lock everything for development first, then the parts of it, so that all agree."""
    everything = "requirements-dev.txt"
    _compile(everything, "pyproject.toml --group dev")
    _compile("requirements.txt", f"pyproject.toml --group build --constraint {everything}")
    _compile("requirements-setup.txt", f"--group setup --group build --constraint {everything}")
    npm = "npm install --package-lock-only --ignore-scripts --no-audit --no-fund"
    subprocess.run(npm.split(), cwd=ROOT, check=True)


def _compile(target: str, options: str) -> None:
    # Written only when complete: a broken lock file would break the set-up as well.
    command = [str(UV), *f"{COMPILE} {options}".split()]
    done = subprocess.run(command, cwd=ROOT, env=index_environment(), stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)
    Path(ROOT, target).write_bytes(done.stdout)


if __name__ == "__main__":
    main()
