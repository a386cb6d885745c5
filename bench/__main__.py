"""`make bench`: measures the program against floors and prints ratios; a missed budget is printed, not an error."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench import belegliste, gross, jahresmappe, papiere, pruefung, seiten
from bench.messung import format_tables

TEILE = (belegliste, jahresmappe, papiere, pruefung, seiten)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="Läufe je Messung (Median)")
    parser.add_argument("--markdown", action="store_true", help="Tabellen für docs/performance.md")
    parser.add_argument(
        "--gross", action="store_true", help="nur die größte Datenmenge, auf SQLite und PostgreSQL"
    )
    options = parser.parse_args()
    for teil in (gross,) if options.gross else TEILE:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            abschnitt = teil.measure(Path(folder), runs=options.runs)
        sys.stdout.write(format_tables([abschnitt], markdown=options.markdown) + "\n\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
