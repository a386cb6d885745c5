"""`make bench`: measures the program against floors and prints ratios; a missed budget is printed, not an error."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench import belege_portal, belegliste, gross, jahresmappe, papiere, pruefseite, pruefung, seiten
from bench.messung import format_tables

TEILE = (belegliste, belege_portal, jahresmappe, papiere, pruefung, pruefseite, seiten)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="Läufe je Messung (Median)")
    parser.add_argument("--markdown", action="store_true", help="Tabellen für docs/performance.md")
    parser.add_argument(
        "--teil",
        choices=sorted(each.__name__.partition(".")[2] for each in TEILE),
        help="nur diesen Teil messen",
    )
    parser.add_argument(
        "--gross", action="store_true", help="nur die größte Datenmenge, auf SQLite und PostgreSQL"
    )
    options = parser.parse_args()
    chosen = [each for each in TEILE if not options.teil or each.__name__.endswith(f".{options.teil}")]
    for teil in (gross,) if options.gross else chosen:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            abschnitt = teil.measure(Path(folder), runs=options.runs)
        sys.stdout.write(format_tables([abschnitt], markdown=options.markdown) + "\n\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
