"""`make mutanten`: one-line faults in the rules and importers, one by one; each must turn a test red.

Works on a copy, so that a broken run leaves nothing behind. A survivor is a failure of the tests, as is a fault that
no longer fits the code (its line has changed: adapt the list).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from tests.mutanten_liste import MUTANTEN, Mutant

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("grants", "reports", "tests", "migrations", "scripts", "beispiel", "docs", "pyproject.toml")
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    mutant: Mutant
    killed_by: str
    problem: str = ""


def copy_tree(target: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
        elif source.exists():
            shutil.copy2(source, target / name)
    return target


def run_tests(tree: Path, tests: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Run some tests of the copy; the copy comes before the installed project on the path."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:playwright",
        *tests,
    ]
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=tree, env=env, capture_output=True, text=True, check=False, timeout=300
    )


def try_mutant(tree: Path, mutant: Mutant) -> Outcome:
    path = tree / mutant.datei
    original = path.read_text(encoding="utf-8")
    if original.count(mutant.alt) != 1:
        found = original.count(mutant.alt)
        return Outcome(mutant, "", f"die Zeile steht {found}-mal in {mutant.datei}; bitte die Liste anpassen")
    path.write_text(original.replace(mutant.alt, mutant.neu), encoding="utf-8")
    try:
        result = run_tests(tree, mutant.tests)
    finally:
        path.write_text(original, encoding="utf-8")
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", result.stdout, re.MULTILINE)
    # 1: tests failed; 2: the module no longer imports, which a test run notices too.
    if result.returncode in {1, 2} and failed:
        return Outcome(mutant, failed[1])
    return Outcome(mutant, "", f"überlebt (pytest endet mit {result.returncode})")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="mutanten-") as folder:
        trees: Queue[Path] = Queue()
        for worker in range(WORKERS):
            trees.put(copy_tree(Path(folder, str(worker))))
        first = trees.get()
        healthy = run_tests(first, tuple(sorted({test for mutant in MUTANTEN for test in mutant.tests})))
        trees.put(first)
        if healthy.returncode != 0:
            sys.stdout.write(healthy.stdout[-3000:])
            sys.stdout.write("Schon ohne Fehler schlägt ein Test fehl. Bitte zuerst `make test`.\n")
            return 1

        def one(mutant: Mutant) -> Outcome:
            tree = trees.get()
            try:
                return try_mutant(tree, mutant)
            finally:
                trees.put(tree)

        survivors = 0
        with ThreadPoolExecutor(WORKERS) as pool:
            for number, outcome in enumerate(pool.map(one, MUTANTEN), start=1):
                survivors += bool(outcome.problem)
                verdict = (
                    f"gefunden von {outcome.killed_by}" if outcome.killed_by else outcome.problem.upper()
                )
                sys.stdout.write(f"{number:3d} {outcome.mutant.name}: {verdict}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{len(MUTANTEN)} Fehler eingebaut, {survivors} nicht gefunden.\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
