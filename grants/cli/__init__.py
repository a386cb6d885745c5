"""The command line: one file a command, and one place that maps what went wrong to an exit code."""

from __future__ import annotations

from grants.cli.start import main

__all__ = ["main"]
