"""`make bench`: measures the program against floors and prints ratios, never a verdict by time."""

from __future__ import annotations

import tempfile
from pathlib import Path
import sys

from bench import belegliste
from bench.messung import format_tables

with tempfile.TemporaryDirectory() as f:
    print(format_tables([belegliste.measure(Path(f), runs=3)], markdown='-m' in sys.argv))
